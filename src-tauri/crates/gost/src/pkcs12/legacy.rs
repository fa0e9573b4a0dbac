//! The protection of the nineties (RFC 7292 appendix C): Triple DES and RC2 in CBC, keys by PKCS#12's
//! own derivation over SHA-1. OpenSSL wrote it unless told otherwise before its version 3; keys lie in
//! such files still, and whoever has the password should get at them.

use super::Limits;
use super::asn1::Pbes1;
use super::derivation::{self, Purpose};
use super::password::{parameters, within};
use crate::error::Error;
use alloc::vec::Vec;
use cbc::Decryptor;
use der::oid::ObjectIdentifier;
use des::{TdesEde2, TdesEde3};
use kuznyechik::cipher::block_padding::Pkcs7;
use kuznyechik::cipher::{BlockModeDecrypt, KeyIvInit};
use rc2::Rc2;
use sha1::Sha1;
use spki::AlgorithmIdentifierRef;
use zeroize::Zeroizing;

const TRIPLE_DES_3: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.1.3");
const TRIPLE_DES_2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.1.4");
const RC2_128: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.1.5");
const RC2_40: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.1.6");

/// Octets of the key of an algorithm that is read here.
const fn key_length(oid: ObjectIdentifier) -> Option<usize> {
    match oid {
        TRIPLE_DES_3 => Some(24),
        TRIPLE_DES_2 | RC2_128 => Some(16),
        RC2_40 => Some(5),
        _ => None,
    }
}

/// Decrypts and takes the padding off. Padding that is none tells of a wrong password.
pub(super) fn decrypt(
    algorithm: &AlgorithmIdentifierRef<'_>,
    ciphertext: &[u8],
    password: &str,
    limits: Limits,
) -> Result<Zeroizing<Vec<u8>>, Error> {
    let length = key_length(algorithm.oid).ok_or(Error::UnsupportedProtection(algorithm.oid))?;
    let scheme: Pbes1<'_> = parameters(algorithm)?;
    let iterations = within(scheme.iterations, limits)?;
    let salt = scheme.salt.as_bytes();
    derivation::with_password(password, |password| {
        let (mut key, mut iv) = (Zeroizing::new([0; 24]), [0; 8]);
        let key = &mut key[..length];
        derivation::derive::<Sha1>(Purpose::Key, password, salt, iterations, key);
        derivation::derive::<Sha1>(Purpose::InitialVector, password, salt, iterations, &mut iv);
        let mut text = Zeroizing::new(ciphertext.to_vec());
        let length = match algorithm.oid {
            TRIPLE_DES_3 => unchained::<Decryptor<TdesEde3>>(key, &iv, &mut text),
            TRIPLE_DES_2 => unchained::<Decryptor<TdesEde2>>(key, &iv, &mut text),
            // The effective length is that of the key.
            _ => unchained::<Decryptor<Rc2>>(key, &iv, &mut text),
        };
        text.truncate(length.ok_or(Error::WrongPassword)?);
        Ok(text)
    })
}

fn unchained<M: KeyIvInit + BlockModeDecrypt>(
    key: &[u8],
    iv: &[u8; 8],
    text: &mut [u8],
) -> Option<usize> {
    let decryptor = M::new_from_slices(key, iv).ok()?;
    let plain = decryptor.decrypt_padded::<Pkcs7>(text).ok()?;
    Some(plain.len())
}
