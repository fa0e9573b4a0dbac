//! The integrity code of a container: by GOST (RFC 9548 §3), or with a SHA by the key derivation
//! PKCS#12 brings itself (RFC 7292 §4 and appendix B).

use super::Limits;
use super::asn1::MacData;
use super::derivation::{self, Purpose};
use super::password::{derive, malformed, within};
use crate::error::Error;
use crate::oid;
use der::oid::ObjectIdentifier;
use gost94::Gost94CryptoPro;
use hmac::digest::Digest;
use hmac::digest::block_api::BlockSizeUser;
use hmac::{EagerHash, Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Sha256, Sha384, Sha512};
use streebog::{Streebog256, Streebog512};
use zeroize::Zeroizing;

const SHA_1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.14.3.2.26");
/// What OpenSSL takes when no other function is named.
const SHA_256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
const SHA_384: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2");
const SHA_512: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3");

/// The code is HMAC over the contents of authSafe with the hash function named, which also says
/// how its key comes from the password.
pub(super) fn check(
    mac: &MacData<'_>,
    contents: &[u8],
    password: &str,
    limits: Limits,
) -> Result<(), Error> {
    let code = Code {
        iterations: within(mac.iterations, limits)?,
        salt: mac.salt.as_bytes(),
        contents,
        code: mac.mac.digest.as_bytes(),
    };
    match mac.mac.algorithm.oid {
        oid::STREEBOG_512 => code.check_gost::<Streebog512>(password),
        oid::STREEBOG_256 => code.check_gost::<Streebog256>(password),
        oid::GOST_R3411_94 => code.check_gost::<Gost94CryptoPro>(password),
        SHA_1 => code.check_sha::<Sha1>(password),
        SHA_256 => code.check_sha::<Sha256>(password),
        SHA_384 => code.check_sha::<Sha384>(password),
        SHA_512 => code.check_sha::<Sha512>(password),
        other => Err(Error::UnsupportedProtection(other)),
    }
}

struct Code<'a> {
    iterations: u32,
    salt: &'a [u8],
    contents: &'a [u8],
    code: &'a [u8],
}

impl Code<'_> {
    /// RFC 9548 §3: the key is the last 32 of 96 octets of PBKDF2.
    fn check_gost<H: EagerHash>(&self, password: &str) -> Result<(), Error> {
        let mut octets = Zeroizing::new([0; 96]);
        derive::<H>(password, self.salt, self.iterations, octets.as_mut())?;
        self.check_with_key::<H>(&octets[64..])
    }

    /// RFC 7292 §B.4: the key is as long as one output of the hash function.
    fn check_sha<H: EagerHash + Digest + BlockSizeUser>(
        &self,
        password: &str,
    ) -> Result<(), Error> {
        derivation::with_password(password, |password| {
            let mut key = Zeroizing::new([0; 64]);
            let key = &mut key[..<H as Digest>::output_size()];
            derivation::derive::<H>(
                Purpose::Integrity,
                password,
                self.salt,
                self.iterations,
                key,
            );
            self.check_with_key::<H>(key)
        })
    }

    fn check_with_key<H: EagerHash>(&self, key: &[u8]) -> Result<(), Error> {
        let mut hmac = <Hmac<H> as KeyInit>::new_from_slice(key).map_err(|_| malformed())?;
        hmac.update(self.contents);
        hmac.verify_slice(self.code)
            .map_err(|_| Error::WrongPassword)
    }
}
