//! The integrity code of a container: by GOST (RFC 9548 §3), or with a SHA by the key derivation
//! PKCS#12 brings itself (RFC 7292 §4 and appendix B).

use super::Limits;
use super::asn1::MacData;
use super::password::{derive, malformed, within};
use crate::error::Error;
use crate::oid;
use alloc::vec::Vec;
use der::oid::ObjectIdentifier;
use gost94::Gost94CryptoPro;
use hmac::digest::Digest;
use hmac::digest::block_api::BlockSizeUser;
use hmac::{EagerHash, Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Sha256, Sha384, Sha512};
use streebog::{Streebog256, Streebog512};
use zeroize::{Zeroize, Zeroizing};

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

    /// RFC 7292 §B.1: the password is UTF-16 with a zero at its end. Programs do not agree on the
    /// empty one: some leave out the zero too.
    fn check_sha<H: EagerHash + Digest + BlockSizeUser>(
        &self,
        password: &str,
    ) -> Result<(), Error> {
        let check = |password: &[u8]| {
            let key = mac_key::<H>(password, self.salt, self.iterations);
            self.check_with_key::<H>(&key)
        };
        match check(&utf16(password)) {
            Err(Error::WrongPassword) if password.is_empty() => check(&[]),
            outcome => outcome,
        }
    }

    fn check_with_key<H: EagerHash>(&self, key: &[u8]) -> Result<(), Error> {
        let mut hmac = <Hmac<H> as KeyInit>::new_from_slice(key).map_err(|_| malformed())?;
        hmac.update(self.contents);
        hmac.verify_slice(self.code)
            .map_err(|_| Error::WrongPassword)
    }
}

/// Big-endian, with a zero at the end.
fn utf16(password: &str) -> Zeroizing<Vec<u8>> {
    // UTF-16 takes at most twice the octets of UTF-8: the vector never moves and leaves a copy.
    let mut octets = Zeroizing::new(Vec::with_capacity(2 * password.len() + 2));
    for unit in password.encode_utf16().chain([0]) {
        octets.extend_from_slice(&unit.to_be_bytes());
    }
    octets
}

/// RFC 7292 §B.2 with the purpose 3, a key of integrity. Such a key is as long as one output of
/// the hash function (§B.4), so A₁ is all of it and steps 6B and 6C have nothing to do.
fn mac_key<H: Digest + BlockSizeUser>(
    password: &[u8],
    salt: &[u8],
    iterations: u32,
) -> Zeroizing<Vec<u8>> {
    const PURPOSE: u8 = 3;
    let block = H::block_size();
    let mut hash = H::new();
    // Steps 1 to 4: D‖S‖P, each a whole number of blocks, the latter two by repetition.
    for _ in 0..block {
        hash.update([PURPOSE]);
    }
    for part in [salt, password] {
        let mut left = part.len().next_multiple_of(block);
        while left > 0 {
            let piece = &part[..left.min(part.len())];
            hash.update(piece);
            left -= piece.len();
        }
    }
    let mut value = hash.finalize();
    for _ in 1..iterations {
        value = H::digest(&value);
    }
    let key = Zeroizing::new(value.to_vec());
    value.as_mut_slice().zeroize();
    key
}

#[cfg(test)]
mod tests {
    use super::*;
    use hex_literal::hex;

    /// `openssl kdf -keylen 20 -kdfopt digest:SHA1 -kdfopt hexpass:043f04300440043e043b044c0000
    /// -kdfopt hexsalt:000102030405060708090a -kdfopt iter:3 -kdfopt id:3 PKCS12KDF`, and so on.
    #[test]
    fn mac_keys_are_those_of_openssl() {
        let password = utf16("пароль");
        let salt = hex!("000102030405060708090a");
        assert_eq!(
            mac_key::<Sha1>(&password, &salt, 3)[..],
            hex!("e23a7472e49a4254be3a61cf9a37d98949eaf66d")
        );
        assert_eq!(
            mac_key::<Sha256>(&password, &salt, 3)[..],
            hex!("22a151b36ed9026ba93f00e144c58622f757bc2e57b0c18c95783a6c3cd18ee5")
        );
        assert_eq!(
            mac_key::<Sha512>(&password, &salt, 3)[..],
            hex!(
                "9cf6b949a7c5184969e64bba0038658a86942a8501cab382dcd5049eb1593a72"
                "47bb4400f282adc2859f2498ea45274db3b6db67f17877e1412c7a2e866fa141"
            )
        );
    }

    /// Neither an empty salt nor no password at all, nor parts that fill blocks exactly, are a
    /// reason to stop.
    #[test]
    fn mac_keys_of_any_lengths_differ() {
        let mut keys = Vec::new();
        for password in [0, 2, 64, 65, 128] {
            for salt in [0, 1, 64, 200] {
                let salt = alloc::vec![7; salt];
                keys.push(mac_key::<Sha256>(&alloc::vec![9; password], &salt, 1));
            }
        }
        assert_eq!(keys[0][..], Sha256::digest([3; 64])[..]);
        // Repetition makes 2 and 64 equal octets one password, and 1 and 64 one salt.
        assert_eq!(keys[4], keys[8]);
        assert_eq!(keys[1], keys[2]);
        assert_ne!(keys[0], keys[1]);
        assert_ne!(keys[8], keys[12]);
    }

    #[test]
    fn a_password_beyond_the_basic_plane_becomes_surrogates() {
        assert_eq!(utf16("я🔑")[..], hex!("044f d83ddd11 0000"));
    }
}
