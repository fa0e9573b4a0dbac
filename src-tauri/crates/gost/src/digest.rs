//! The hash functions that belong to the keys: RFC 6986 and, for old files, RFC 5831.

use crate::algorithm::Algorithm;
use gost94::Gost94CryptoPro;
use streebog::{Streebog256, Streebog512};

/// A digest of at most 64 octets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digest {
    octets: [u8; 64],
    length: usize,
}

impl Digest {
    /// Hashes parts of a message, one after another, with the function of the algorithm.
    #[must_use]
    pub fn of(algorithm: Algorithm, parts: &[&[u8]]) -> Self {
        match algorithm {
            Algorithm::Gost2001 => Self::with::<Gost94CryptoPro>(parts),
            Algorithm::Gost2012_256 => Self::with::<Streebog256>(parts),
            Algorithm::Gost2012_512 => Self::with::<Streebog512>(parts),
        }
    }

    fn with<H: streebog::Digest>(parts: &[&[u8]]) -> Self {
        let mut hasher = H::new();
        for part in parts {
            hasher.update(part);
        }
        let digest = hasher.finalize();
        let mut octets = [0; 64];
        octets[..digest.len()].copy_from_slice(&digest);
        Self {
            octets,
            length: digest.len(),
        }
    }
}

impl AsRef<[u8]> for Digest {
    fn as_ref(&self) -> &[u8] {
        &self.octets[..self.length]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hex_literal::hex;

    /// RFC 6986 §10.1: the message M1 (shown there with its last octet first).
    #[test]
    fn streebog_gives_the_first_example() {
        let message = b"012345678901234567890123456789012345678901234567890123456789012";
        assert_eq!(
            Digest::of(Algorithm::Gost2012_256, &[message]).as_ref(),
            hex!("9d151eefd8590b89daa6ba6cb74af9275dd051026bb149a452fd84e5e57b5500")
        );
        assert_eq!(
            Digest::of(Algorithm::Gost2012_512, &[&message[..7], &message[7..]]).as_ref(),
            hex!(
                "1b54d01a4af5b9d5cc3d86d68d285462b19abc2475222f35c085122be4ba1ffa"
                "00ad30f8767b3a82384c6574f024c311e2a481332b08ef7f41797891c1646f48"
            )
        );
    }

    /// RFC 6986 §10.2: the message M2, a line of the Tale of Igor's Campaign in Windows-1251.
    #[test]
    fn streebog_gives_the_second_example() {
        let message = hex!(
            "d1e520e2e5f2f0e82c20d1f2f0e8e1eee6e820e2edf3f6e82c20e2e5fef2fa20f120eceef0ff20"
            "f1f2f0e5ebe0ece820ede020f5f0e0e1f0fbff20efebfaeafb20c8e3eef0e5e2fb"
        );
        assert_eq!(
            Digest::of(Algorithm::Gost2012_256, &[&message]).as_ref(),
            hex!("9dd2fe4e90409e5da87f53976d7405b0c0cac628fc669a741d50063c557e8f50")
        );
        assert_eq!(
            Digest::of(Algorithm::Gost2012_512, &[&message]).as_ref(),
            hex!(
                "1e88e62226bfca6f9994f1f2d51569e0daf8475a3b0fe61a5300eee46d961376"
                "035fe83549ada2b8620fcd7c496ce5b33f0cb9dddc2b6460143b03dabac9fb28"
            )
        );
    }
}
