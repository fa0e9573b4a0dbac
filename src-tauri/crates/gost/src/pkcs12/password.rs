//! From the password to keys and on to the text: PBES2 with PBKDF2 (RFC 8018 §5.2, §6.2), over
//! HMAC-Streebog and with the ciphers of GOST (RFC 9337 §4), or over HMAC-SHA and with AES; what is
//! older goes to [`legacy`].

use super::Limits;
use super::asn1::{Gost3412, Gost28147, Pbes2, Pbkdf2};
use super::cipher::{Cipher, Key, Sections};
use super::legacy;
use crate::error::Error;
use crate::oid;
use alloc::vec::Vec;
use der::asn1::OctetStringRef;
use der::oid::ObjectIdentifier;
use gost94::Gost94CryptoPro;
use hmac::{EagerHash, Hmac};
use sha1::Sha1;
use sha2::{Sha256, Sha384, Sha512};
use spki::AlgorithmIdentifierRef;
use streebog::{Streebog256, Streebog512};
use zeroize::Zeroizing;

const PBES2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.5.13");
const PBKDF2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.5.12");

/// Pseudorandom functions (RFC 8018 §B.1).
mod prf {
    use der::oid::ObjectIdentifier;

    pub(super) const HMAC_SHA_1: ObjectIdentifier =
        ObjectIdentifier::new_unwrap("1.2.840.113549.2.7");
    /// What OpenSSL takes when no other function is named.
    pub(super) const HMAC_SHA_256: ObjectIdentifier =
        ObjectIdentifier::new_unwrap("1.2.840.113549.2.9");
    pub(super) const HMAC_SHA_384: ObjectIdentifier =
        ObjectIdentifier::new_unwrap("1.2.840.113549.2.10");
    pub(super) const HMAC_SHA_512: ObjectIdentifier =
        ObjectIdentifier::new_unwrap("1.2.840.113549.2.11");
}

/// AES in CBC with its vector as parameter (RFC 8018 §B.2.5).
mod aes_cbc {
    use der::oid::ObjectIdentifier;

    pub(super) const AES_128: ObjectIdentifier =
        ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.1.2");
    pub(super) const AES_192: ObjectIdentifier =
        ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.1.22");
    pub(super) const AES_256: ObjectIdentifier =
        ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.1.42");
}

/// PBES2 (RFC 8018 §6.2). For the ciphers of GOST there are two opinions on the length of a
/// section; the standard's is taken unless only the other gives what `is_sound` recognises.
pub(super) fn decrypt(
    algorithm: &AlgorithmIdentifierRef<'_>,
    ciphertext: &[u8],
    password: &str,
    limits: Limits,
    is_sound: impl Fn(&[u8]) -> bool,
) -> Result<Zeroizing<Vec<u8>>, Error> {
    if algorithm.oid != PBES2 {
        return legacy::decrypt(algorithm, ciphertext, password, limits);
    }
    let scheme: Pbes2<'_> = parameters(algorithm)?;
    let cipher = read_cipher(&scheme.encryption)?;
    let key = derive_key(&scheme.derivation, cipher.key_length(), password, limits)?;
    let standard = cipher.decrypt(&key, ciphertext, Sections::Standard)?;
    if is_sound(&standard) {
        return Ok(standard);
    }
    let other = cipher.decrypt(&key, ciphertext, Sections::OpenSsl)?;
    Ok(if is_sound(&other) { other } else { standard })
}

fn read_cipher<'a>(algorithm: &AlgorithmIdentifierRef<'a>) -> Result<Cipher<'a>, Error> {
    match algorithm.oid {
        oid::KUZNYECHIK_CTR_ACPKM => {
            let parameters: Gost3412<'a> = parameters(algorithm)?;
            Ok(Cipher::Kuznyechik(initial(parameters.ukm, 16)?))
        }
        oid::MAGMA_CTR_ACPKM => {
            let parameters: Gost3412<'a> = parameters(algorithm)?;
            Ok(Cipher::Magma(initial(parameters.ukm, 12)?))
        }
        oid::KUZNYECHIK_CTR_ACPKM_OMAC => {
            let parameters: Gost3412<'a> = parameters(algorithm)?;
            Ok(Cipher::KuznyechikOmac(initial(parameters.ukm, 16)?))
        }
        oid::MAGMA_CTR_ACPKM_OMAC => {
            let parameters: Gost3412<'a> = parameters(algorithm)?;
            Ok(Cipher::MagmaOmac(initial(parameters.ukm, 12)?))
        }
        oid::GOST_28147_89 => {
            let parameters: Gost28147<'a> = parameters(algorithm)?;
            Ok(Cipher::Gost28147 {
                iv: initial(parameters.iv, 8)?,
                set: parameters.set,
            })
        }
        aes_cbc::AES_128 => Ok(Cipher::Aes128(initial(parameters(algorithm)?, 16)?)),
        aes_cbc::AES_192 => Ok(Cipher::Aes192(initial(parameters(algorithm)?, 16)?)),
        aes_cbc::AES_256 => Ok(Cipher::Aes256(initial(parameters(algorithm)?, 16)?)),
        other => Err(Error::UnsupportedProtection(other)),
    }
}

/// The first octets of a value that must have the given length.
fn initial<const L: usize>(octets: &OctetStringRef, length: usize) -> Result<&[u8; L], Error> {
    let octets = octets.as_bytes();
    if octets.len() != length {
        return Err(malformed());
    }
    octets.first_chunk().ok_or_else(malformed)
}

fn derive_key(
    algorithm: &AlgorithmIdentifierRef<'_>,
    key_length: u32,
    password: &str,
    limits: Limits,
) -> Result<Key, Error> {
    if algorithm.oid != PBKDF2 {
        return Err(Error::UnsupportedProtection(algorithm.oid));
    }
    let parameters: Pbkdf2<'_> = parameters(algorithm)?;
    let iterations = within(parameters.iterations, limits)?;
    if parameters
        .key_length
        .is_some_and(|length| length != key_length)
    {
        return Err(malformed());
    }
    // RFC 8018 §A.2: HMAC-SHA-1 where none is named.
    let prf = parameters.prf.map_or(prf::HMAC_SHA_1, |prf| prf.oid);
    let salt = parameters.salt.as_bytes();
    let mut key = Zeroizing::new([0; 32]);
    match prf {
        oid::HMAC_STREEBOG_512 => derive::<Streebog512>(password, salt, iterations, key.as_mut())?,
        oid::HMAC_STREEBOG_256 => derive::<Streebog256>(password, salt, iterations, key.as_mut())?,
        oid::HMAC_GOST_R3411_94 => {
            derive::<Gost94CryptoPro>(password, salt, iterations, key.as_mut())?
        }
        prf::HMAC_SHA_1 => derive::<Sha1>(password, salt, iterations, key.as_mut())?,
        prf::HMAC_SHA_256 => derive::<Sha256>(password, salt, iterations, key.as_mut())?,
        prf::HMAC_SHA_384 => derive::<Sha384>(password, salt, iterations, key.as_mut())?,
        prf::HMAC_SHA_512 => derive::<Sha512>(password, salt, iterations, key.as_mut())?,
        other => return Err(Error::UnsupportedProtection(other)),
    }
    Ok(key)
}

pub(super) fn derive<H: EagerHash>(
    password: &str,
    salt: &[u8],
    iterations: u32,
    key: &mut [u8],
) -> Result<(), Error> {
    pbkdf2::pbkdf2::<Hmac<H>>(password.as_bytes(), salt, iterations, key).map_err(|_| malformed())
}

pub(super) fn parameters<'a, T>(algorithm: &AlgorithmIdentifierRef<'a>) -> Result<T, Error>
where
    T: der::DecodeValue<'a, Error = der::Error> + der::FixedTag + 'a,
{
    let any = algorithm
        .parameters
        .ok_or(Error::UnsupportedProtection(algorithm.oid))?;
    Ok(any.decode_as()?)
}

pub(super) fn within(iterations: u64, limits: Limits) -> Result<u32, Error> {
    match u32::try_from(iterations) {
        Ok(number @ 1..) if number <= limits.iterations => Ok(number),
        _ => Err(Error::Iterations(iterations)),
    }
}

pub(super) fn malformed() -> Error {
    Error::Malformed(der::ErrorKind::Failed.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use hex_literal::hex;

    /// RFC 9337 appendix A (the vectors of R 50.1.111-2016).
    #[test]
    fn pbkdf2_gives_the_octets_of_rfc_9337() {
        let mut key = [0; 64];
        derive::<Streebog512>("password", b"salt", 1, &mut key).unwrap();
        assert_eq!(
            key,
            hex!(
                "64770af7f748c3b1c9ac831dbcfd85c26111b30a8a657ddc3056b80ca73e040d"
                "2854fd36811f6d825cc4ab66ec0a68a490a9e5cf5156b3a2b7eecddbf9a16b47"
            )
        );
        derive::<Streebog512>("password", b"salt", 2, &mut key).unwrap();
        assert_eq!(
            key,
            hex!(
                "5a585bafdfbb6e8830d6d68aa3b43ac00d2e4aebce01c9b31c2caed56f0236d4"
                "d34b2b8fbd2c4e89d54d46f50e47d45bbac301571743119e8d3c42ba66d348de"
            )
        );
    }
}
