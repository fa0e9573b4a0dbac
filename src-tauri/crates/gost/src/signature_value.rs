//! The signature as octets: s‖r, both big-endian (RFC 9215 §3).

use crate::error::Error;
use crate::oid;
use crate::parameter_set::Strength;
use alloc::vec::Vec;
use core::fmt;
use der::asn1::BitString;
use der::oid::ObjectIdentifier;
use signature::SignatureEncoding;
use spki::SignatureBitStringEncoding;

/// A signature of 64 or 128 octets. Its numbers are checked when it is verified.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Signature {
    octets: [u8; 128],
    strength: Strength,
}

impl Signature {
    /// Takes s‖r.
    ///
    /// # Errors
    /// [`Error::SignatureLength`] for any other length than 64 or 128 octets.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let strength = match bytes.len() {
            64 => Strength::Bits256,
            128 => Strength::Bits512,
            found => {
                return Err(Error::SignatureLength {
                    expected: 64,
                    found,
                });
            }
        };
        let mut octets = [0; 128];
        octets[..bytes.len()].copy_from_slice(bytes);
        Ok(Self { octets, strength })
    }

    pub(crate) fn from_numbers(strength: Strength, r: &[u8], s: &[u8]) -> Self {
        let length = strength.octets();
        let mut octets = [0; 128];
        octets[..length].copy_from_slice(s);
        octets[length..2 * length].copy_from_slice(r);
        Self { octets, strength }
    }

    /// s‖r
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.octets[..self.strength.pair_octets()]
    }

    /// r, big-endian.
    #[must_use]
    pub fn r(&self) -> &[u8] {
        &self.as_bytes()[self.strength.octets()..]
    }

    /// s, big-endian.
    #[must_use]
    pub fn s(&self) -> &[u8] {
        &self.as_bytes()[..self.strength.octets()]
    }

    /// The key length it is of.
    #[must_use]
    pub const fn strength(&self) -> Strength {
        self.strength
    }

    /// The combined signature identifier of the 2012 standard for this length.
    #[must_use]
    pub const fn oid(&self) -> ObjectIdentifier {
        match self.strength {
            Strength::Bits256 => oid::SIGN_WITH_DIGEST_256,
            Strength::Bits512 => oid::SIGN_WITH_DIGEST_512,
        }
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signature(")?;
        for octet in self.as_bytes() {
            write!(f, "{octet:02x}")?;
        }
        f.write_str(")")
    }
}

impl AsRef<[u8]> for Signature {
    fn as_ref(&self) -> &[u8] {
        self.as_bytes()
    }
}

impl TryFrom<&[u8]> for Signature {
    type Error = Error;

    fn try_from(bytes: &[u8]) -> Result<Self, Error> {
        Self::from_bytes(bytes)
    }
}

impl From<Signature> for Vec<u8> {
    fn from(signature: Signature) -> Self {
        signature.as_bytes().into()
    }
}

impl SignatureEncoding for Signature {
    type Repr = Vec<u8>;
}

impl SignatureBitStringEncoding for Signature {
    fn to_bitstring(&self) -> der::Result<BitString> {
        BitString::from_bytes(self.as_bytes())
    }
}
