//! The key derivation PKCS#12 brings itself (RFC 7292 appendix B).

use alloc::vec::Vec;
use hmac::digest::Digest;
use hmac::digest::block_api::BlockSizeUser;
use zeroize::{Zeroize, Zeroizing};

/// What the octets are for (§B.3).
#[derive(Clone, Copy)]
pub(super) enum Purpose {
    Key = 1,
    InitialVector = 2,
    Integrity = 3,
}

/// §B.1: UTF-16, big-endian, with a zero at the end.
pub(super) fn utf16(password: &str) -> Zeroizing<Vec<u8>> {
    // UTF-16 takes at most twice the octets of UTF-8: the vector never moves and leaves a copy.
    let mut octets = Zeroizing::new(Vec::with_capacity(2 * password.len() + 2));
    for unit in password.encode_utf16().chain([0]) {
        octets.extend_from_slice(&unit.to_be_bytes());
    }
    octets
}

/// Tries the password as §B.1 writes it. Programs do not agree on the empty one: some leave out
/// the zero too, and then that is tried.
pub(super) fn with_password<T, E>(
    password: &str,
    attempt: impl Fn(&[u8]) -> Result<T, E>,
) -> Result<T, E> {
    match attempt(&utf16(password)) {
        Err(_) if password.is_empty() => attempt(&[]),
        outcome => outcome,
    }
}

/// §B.2 over the hash function `H`.
pub(super) fn derive<H: Digest + BlockSizeUser>(
    purpose: Purpose,
    password: &[u8],
    salt: &[u8],
    iterations: u32,
    output: &mut [u8],
) {
    let block = H::block_size();
    // Steps 1 to 4: D, and I = S‖P, each a whole number of blocks by repetition.
    let diversifier = alloc::vec![purpose as u8; block];
    let mut input = Zeroizing::new(Vec::with_capacity(
        salt.len().next_multiple_of(block) + password.len().next_multiple_of(block),
    ));
    for part in [salt, password] {
        let length = part.len().next_multiple_of(block);
        input.extend(part.iter().cycle().take(length));
    }
    for piece in output.chunks_mut(<H as Digest>::output_size()) {
        // Step 6A.
        let mut value = H::new()
            .chain_update(&diversifier)
            .chain_update(&*input)
            .finalize();
        for _ in 1..iterations {
            value = H::digest(&value);
        }
        piece.copy_from_slice(&value[..piece.len()]);
        // Steps 6B and 6C: every block of I grows by B + 1, a big-endian number without its carry.
        for block in input.chunks_exact_mut(block) {
            let mut carry = 1;
            let repeated = value.iter().cycle().take(block.len());
            let repeated: Zeroizing<Vec<u8>> = Zeroizing::new(repeated.copied().collect());
            for (octet, addend) in block.iter_mut().rev().zip(repeated.iter().rev()) {
                let sum = u16::from(*octet) + u16::from(*addend) + carry;
                // The low octet stays, the rest is carried.
                *octet = sum as u8;
                carry = sum >> 8;
            }
        }
        value.as_mut_slice().zeroize();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hex_literal::hex;
    use sha1::Sha1;
    use sha2::{Sha256, Sha512};

    fn derived<H: Digest + BlockSizeUser>(
        purpose: Purpose,
        password: &[u8],
        salt: &[u8],
        iterations: u32,
        length: usize,
    ) -> Vec<u8> {
        let mut output = alloc::vec![0; length];
        derive::<H>(purpose, password, salt, iterations, &mut output);
        output
    }

    /// `openssl kdf -keylen 20 -kdfopt digest:SHA1 -kdfopt hexpass:043f04300440043e043b044c0000
    /// -kdfopt hexsalt:000102030405060708090a -kdfopt iter:3 -kdfopt id:3 PKCS12KDF`, and so on.
    #[test]
    fn keys_of_integrity_are_those_of_openssl() {
        let password = utf16("пароль");
        let salt = hex!("000102030405060708090a");
        assert_eq!(
            derived::<Sha1>(Purpose::Integrity, &password, &salt, 3, 20),
            hex!("e23a7472e49a4254be3a61cf9a37d98949eaf66d")
        );
        assert_eq!(
            derived::<Sha256>(Purpose::Integrity, &password, &salt, 3, 32),
            hex!("22a151b36ed9026ba93f00e144c58622f757bc2e57b0c18c95783a6c3cd18ee5")
        );
        assert_eq!(
            derived::<Sha512>(Purpose::Integrity, &password, &salt, 3, 64),
            hex!(
                "9cf6b949a7c5184969e64bba0038658a86942a8501cab382dcd5049eb1593a72"
                "47bb4400f282adc2859f2498ea45274db3b6db67f17877e1412c7a2e866fa141"
            )
        );
    }

    /// Longer than one output of the hash function: steps 6B and 6C.
    #[test]
    fn keys_longer_than_a_digest_are_those_of_openssl() {
        let password = utf16("пароль");
        let salt = hex!("000102030405060708090a");
        assert_eq!(
            derived::<Sha1>(Purpose::Key, &password, &salt, 3, 48),
            hex!(
                "0087decc85b18f0087d439a49c997c842a444068b023543f1b2a5659d8280ca77f7feb4113d94ce7e82ee71f8c105bb5"
            )
        );
        assert_eq!(
            derived::<Sha1>(Purpose::InitialVector, &password, &salt, 3, 8),
            hex!("26c3543254230c71")
        );
    }

    /// Neither an empty salt nor no password at all, nor parts that fill blocks exactly, are a
    /// reason to stop.
    #[test]
    fn keys_of_any_lengths_differ() {
        let mut keys = Vec::new();
        for password in [0, 2, 64, 65, 128] {
            for salt in [0, 1, 64, 200] {
                let (password, salt) = (alloc::vec![9; password], alloc::vec![7; salt]);
                keys.push(derived::<Sha256>(
                    Purpose::Integrity,
                    &password,
                    &salt,
                    1,
                    32,
                ));
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
