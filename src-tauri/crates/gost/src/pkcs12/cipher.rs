//! Decryption: counter mode with changing keys (RFC 9337 §7.3, RFC 8645 §6.2), bare and with a code of
//! authenticity, the older cipher feedback mode of GOST 28147-89 (RFC 4357 §2.3), and AES in CBC
//! (RFC 8018 §B.2.5).

use super::password::malformed;
use crate::error::Error;
use crate::oid;
use aes::{Aes128, Aes192, Aes256};
use alloc::vec::Vec;
use cbc::Decryptor;
use cmac::Cmac;
use cmac::block_api::CmacCipher;
use der::oid::ObjectIdentifier;
use hmac::{Hmac, Mac};
use kuznyechik::KuznyechikEnc;
use kuznyechik::cipher::block_padding::Pkcs7;
use kuznyechik::cipher::{
    Array, BlockCipherDecrypt, BlockCipherEncrypt, BlockModeDecrypt, KeyInit, KeyIvInit,
};
use magma::{Gost89CryptoProA, Gost89CryptoProB, Gost89CryptoProC, Gost89CryptoProD, Magma};
use streebog::Streebog256;
use zeroize::Zeroizing;

/// As PBKDF2 derives it; a cipher with a shorter key takes the first octets, which are the same
/// whatever length is derived.
pub(super) type Key = Zeroizing<[u8; 32]>;

/// A cipher with its parameters.
pub(super) enum Cipher<'a> {
    /// Kuznyechik in CTR-ACPKM, ICN of 8 octets.
    Kuznyechik(&'a [u8; 8]),
    /// Magma in CTR-ACPKM, ICN of 4 octets.
    Magma(&'a [u8; 4]),
    /// Kuznyechik in CTR-ACPKM with OMAC: ICN of 8 octets, then a seed of as many.
    KuznyechikOmac(&'a [u8; 16]),
    /// Magma in CTR-ACPKM with OMAC: ICN of 4 octets, then a seed of 8.
    MagmaOmac(&'a [u8; 12]),
    /// GOST 28147-89 in CFB with key meshing.
    Gost28147 {
        /// Initialisation vector.
        iv: &'a [u8; 8],
        /// Which S-boxes.
        set: ObjectIdentifier,
    },
    /// AES-128 in CBC.
    Aes128(&'a [u8; 16]),
    /// AES-192 in CBC.
    Aes192(&'a [u8; 16]),
    /// AES-256 in CBC.
    Aes256(&'a [u8; 16]),
}

/// Octets under one key in CTR-ACPKM.
#[derive(Clone, Copy)]
pub(super) enum Sections {
    /// RFC 9337 §7.3: 256 KB for Kuznyechik, 8 KB for Magma.
    Standard,
    /// What OpenSSL's engine does for PBES2 instead, up to its version 3.0.3 at least: setting the
    /// key puts the sections back to 4 KB and 1 KB.
    OpenSsl,
}

impl Sections {
    const fn kuznyechik(self) -> usize {
        match self {
            Self::Standard => 256 * 1024,
            Self::OpenSsl => 4 * 1024,
        }
    }

    const fn magma(self) -> usize {
        match self {
            Self::Standard => 8 * 1024,
            Self::OpenSsl => 1024,
        }
    }
}

impl Cipher<'_> {
    /// Octets of the key.
    pub(super) const fn key_length(&self) -> u32 {
        match self {
            Self::Aes128(_) => 16,
            Self::Aes192(_) => 24,
            Self::Kuznyechik(_)
            | Self::Magma(_)
            | Self::KuznyechikOmac(_)
            | Self::MagmaOmac(_)
            | Self::Gost28147 { .. }
            | Self::Aes256(_) => 32,
        }
    }

    pub(super) fn decrypt(
        &self,
        key: &Key,
        ciphertext: &[u8],
        sections: Sections,
    ) -> Result<Zeroizing<Vec<u8>>, Error> {
        let mut text = Zeroizing::new(ciphertext.to_vec());
        match self {
            Self::Kuznyechik(icn) => {
                counter::<KuznyechikEnc>(key, *icn, sections.kuznyechik(), &mut text)
            }
            Self::Magma(icn) => counter::<Magma>(key, *icn, sections.magma(), &mut text),
            Self::KuznyechikOmac(ukm) => {
                let (icn, seed) = ukm.split_at(8);
                let section = sections.kuznyechik();
                authenticated::<KuznyechikEnc>(key, icn, seed, section, &mut text)?;
            }
            Self::MagmaOmac(ukm) => {
                let (icn, seed) = ukm.split_at(4);
                authenticated::<Magma>(key, icn, seed, sections.magma(), &mut text)?;
            }
            Self::Gost28147 { iv, set } => match *set {
                oid::GOST_28147_TC26_Z => feedback::<Magma>(key, iv, &mut text),
                oid::GOST_28147_CRYPTO_PRO_A => feedback::<Gost89CryptoProA>(key, iv, &mut text),
                oid::GOST_28147_CRYPTO_PRO_B => feedback::<Gost89CryptoProB>(key, iv, &mut text),
                oid::GOST_28147_CRYPTO_PRO_C => feedback::<Gost89CryptoProC>(key, iv, &mut text),
                oid::GOST_28147_CRYPTO_PRO_D => feedback::<Gost89CryptoProD>(key, iv, &mut text),
                set => return Err(Error::UnsupportedProtection(set)),
            },
            Self::Aes128(iv) => chained::<Aes128>(key, iv, &mut text)?,
            Self::Aes192(iv) => chained::<Aes192>(key, iv, &mut text)?,
            Self::Aes256(iv) => chained::<Aes256>(key, iv, &mut text)?,
        }
        Ok(text)
    }
}

/// CBC, and the padding taken off. Padding that is none tells of a wrong key, and tells it to
/// nobody but who typed the password: files are not asked over and over from afar.
fn chained<C>(key: &Key, iv: &[u8; 16], text: &mut Vec<u8>) -> Result<(), Error>
where
    C: BlockCipherDecrypt + KeyInit,
    Decryptor<C>: KeyIvInit + BlockModeDecrypt,
{
    let key = &key[..C::key_size()];
    let decryptor = Decryptor::<C>::new_from_slices(key, iv).map_err(|_| Error::WrongPassword)?;
    let plain = decryptor.decrypt_padded::<Pkcs7>(text);
    let length = plain.map_err(|_| Error::WrongPassword)?.len();
    text.truncate(length);
    Ok(())
}

/// CTR-ACPKM: after each section the key becomes E(D₁)‖E(D₂)‖… of the constant 80 81 … 9f, while
/// the counter runs on.
fn counter<C>(key: &Key, icn: &[u8], section: usize, text: &mut [u8])
where
    C: BlockCipherEncrypt + KeyInit,
{
    let size = C::block_size();
    let mut key = key.clone();
    let mut count = Array::<u8, C::BlockSize>::default();
    count[..icn.len()].copy_from_slice(icn);
    for (number, section) in text.chunks_mut(section).enumerate() {
        if number > 0 {
            key = next_key::<C>(&key);
        }
        let cipher = cipher::<C>(&key);
        for chunk in section.chunks_mut(size) {
            let mut gamma = count.clone();
            cipher.encrypt_block(&mut gamma);
            for (octet, mask) in chunk.iter_mut().zip(gamma) {
                *octet ^= mask;
            }
            for octet in count.iter_mut().rev() {
                *octet = octet.wrapping_add(1);
                if *octet != 0 {
                    break;
                }
            }
        }
    }
}

/// CTR-ACPKM-OMAC: one key encrypts the text and behind it its code, which the other key makes. A
/// code that does not agree tells of a wrong password, or of changed octets.
fn authenticated<C>(
    key: &Key,
    icn: &[u8],
    seed: &[u8],
    section: usize,
    text: &mut Vec<u8>,
) -> Result<(), Error>
where
    C: BlockCipherEncrypt + KeyInit + CmacCipher,
{
    let [encryption, authenticity] = key_tree(key, seed)?;
    let length = text.len().checked_sub(C::block_size());
    let length = length.ok_or(Error::WrongPassword)?;
    counter::<C>(&encryption, icn, section, text);
    let mut code: Cmac<C> = cipher(&authenticity);
    code.update(&text[..length]);
    code.verify_slice(&text[length..])
        .map_err(|_| Error::WrongPassword)?;
    text.truncate(length);
    Ok(())
}

/// KDF_TREE_GOSTR3411_2012_256 (RFC 7836 §4.5) with R = 1 and the label "kdf tree", two keys of it.
fn key_tree(key: &Key, seed: &[u8]) -> Result<[Key; 2], Error> {
    let derived = |number: u8| -> Result<Key, Error> {
        let mut hmac = <Hmac<Streebog256> as KeyInit>::new_from_slice(key.as_slice())
            .map_err(|_| malformed())?;
        hmac.update(&[number]);
        hmac.update(b"kdf tree\0");
        hmac.update(seed);
        // L is the length of all keys in bits.
        hmac.update(&512_u16.to_be_bytes());
        let mut derived = Zeroizing::new([0; 32]);
        derived.copy_from_slice(&hmac.finalize().into_bytes());
        Ok(derived)
    };
    Ok([derived(1)?, derived(2)?])
}

/// ACPKM (RFC 8645 §6.2.1).
fn next_key<C: BlockCipherEncrypt + KeyInit>(key: &Key) -> Key {
    let cipher = cipher::<C>(key);
    let mut next = Zeroizing::new([0; 32]);
    for (octet, constant) in next.iter_mut().zip(0x80..) {
        *octet = constant;
    }
    for chunk in next.chunks_exact_mut(C::block_size()) {
        let mut block = Array::<u8, C::BlockSize>::default();
        block.copy_from_slice(chunk);
        cipher.encrypt_block(&mut block);
        chunk.copy_from_slice(&block);
    }
    next
}

/// Kuznyechik and Magma take keys of 32 octets, so the length cannot be wrong.
fn cipher<C: KeyInit>(key: &Key) -> C {
    let mut array = Array::<u8, C::KeySize>::default();
    array.copy_from_slice(key.as_slice());
    C::new(&array)
}

/// Octets after which RFC 4357 §2.3.2 changes key and vector.
const MESHING: usize = 1024;

/// RFC 4357 §2.3.2
const MESHING_CONSTANT: [u8; 32] = [
    0x69, 0x00, 0x72, 0x22, 0x64, 0xC9, 0x04, 0x23, 0x8D, 0x3A, 0xDB, 0x96, 0x46, 0xE9, 0x2A, 0xC4,
    0x18, 0xFE, 0xAC, 0x94, 0x00, 0xED, 0x07, 0x12, 0xC0, 0x86, 0xDC, 0xC2, 0xEF, 0x4C, 0xA9, 0x2B,
];

/// CFB of GOST 28147-89, decrypting, with CryptoPro key meshing.
fn feedback<C>(key: &Key, iv: &[u8; 8], text: &mut [u8])
where
    C: BlockCipherEncrypt + BlockCipherDecrypt + KeyInit,
{
    let mut cipher = Gost28147::<C>::new(key);
    let mut vector = *iv;
    for (number, section) in text.chunks_mut(MESHING).enumerate() {
        if number > 0 {
            let mut next = Zeroizing::new([0; 32]);
            for (to, from) in next
                .chunks_exact_mut(8)
                .zip(MESHING_CONSTANT.chunks_exact(8))
            {
                to.copy_from_slice(&cipher.decrypt(from));
            }
            cipher = Gost28147::new(&next);
            vector = cipher.encrypt(&vector);
        }
        for chunk in section.chunks_mut(8) {
            let gamma = cipher.encrypt(&vector);
            vector[..chunk.len()].copy_from_slice(chunk);
            for (octet, mask) in chunk.iter_mut().zip(gamma) {
                *octet ^= mask;
            }
        }
    }
}

/// The block cipher as GOST 28147-89 writes its octets: the standard of 2015 reverses the block
/// and the words of the key.
struct Gost28147<C>(C);

impl<C: BlockCipherEncrypt + BlockCipherDecrypt + KeyInit> Gost28147<C> {
    fn new(key: &Key) -> Self {
        let mut reversed = key.clone();
        for word in reversed.chunks_exact_mut(4) {
            word.reverse();
        }
        Self(cipher(&reversed))
    }

    fn encrypt(&self, block: &[u8]) -> [u8; 8] {
        Self::reversed(block, |array| self.0.encrypt_block(array))
    }

    fn decrypt(&self, block: &[u8]) -> [u8; 8] {
        Self::reversed(block, |array| self.0.decrypt_block(array))
    }

    fn reversed(block: &[u8], act: impl FnOnce(&mut Array<u8, C::BlockSize>)) -> [u8; 8] {
        let mut array = Array::<u8, C::BlockSize>::default();
        for (to, from) in array.iter_mut().zip(block.iter().rev()) {
            *to = *from;
        }
        act(&mut array);
        let mut result = [0; 8];
        for (to, from) in result.iter_mut().zip(array.iter().rev()) {
            *to = *from;
        }
        result
    }
}
