//! Public keys: reading, checking, verifying.

use crate::algorithm::{Algorithm, read_key_algorithm, write_key_algorithm};
use crate::arithmetic::curve::Curve;
use crate::arithmetic::group::Affine;
use crate::digest::Digest;
use crate::equation;
use crate::error::Error;
use crate::parameter_set::{AnyCurve, LONG, ParameterSet, SHORT};
use crate::signature_value::Signature;
use core::fmt;
use core::hash::{Hash, Hasher};
use crypto_bigint::Uint;
use der::asn1::{BitString, OctetString, OctetStringRef};
use der::{Decode, Document, Encode};
use signature::hazmat::PrehashVerifier;
use signature::{MultipartVerifier, Verifier};
use spki::{
    AlgorithmIdentifierOwned, DynAssociatedAlgorithmIdentifier, EncodePublicKey,
    SubjectPublicKeyInfoOwned, SubjectPublicKeyInfoRef,
};

/// A public key: a point of the prime-order subgroup of a known curve, checked when it was made.
#[derive(Clone, Copy)]
pub struct VerifyingKey {
    algorithm: Algorithm,
    set: ParameterSet,
    /// Little-endian x‖y.
    octets: [u8; 128],
    point: Point,
}

#[derive(Clone, Copy)]
pub(crate) enum Point {
    Short(&'static Curve<SHORT>, Affine<SHORT>),
    Long(&'static Curve<LONG>, Affine<LONG>),
}

impl VerifyingKey {
    /// A key of 2012 from little-endian x‖y (RFC 9215 §4.3).
    ///
    /// # Errors
    /// [`Error::InvalidPublicKey`] when the octets are not such a point.
    pub fn from_bytes(set: ParameterSet, bytes: &[u8]) -> Result<Self, Error> {
        Self::with_algorithm(Algorithm::of_set(set), set, bytes)
    }

    /// A key of any algorithm from little-endian x‖y.
    ///
    /// # Errors
    /// [`Error::WrongParameterSet`] when set and algorithm do not fit,
    /// [`Error::InvalidPublicKey`] when the octets are not a point of the subgroup.
    pub fn with_algorithm(
        algorithm: Algorithm,
        set: ParameterSet,
        bytes: &[u8],
    ) -> Result<Self, Error> {
        if !algorithm.admits(set) {
            return Err(Error::WrongParameterSet);
        }
        if bytes.len() != set.strength().pair_octets() {
            return Err(Error::InvalidPublicKey);
        }
        let point = match set.curve() {
            AnyCurve::Short(curve) => Point::Short(curve, decode(curve, bytes)?),
            AnyCurve::Long(curve) => Point::Long(curve, decode(curve, bytes)?),
        };
        let mut octets = [0; 128];
        octets[..bytes.len()].copy_from_slice(bytes);
        Ok(Self {
            algorithm,
            set,
            octets,
            point,
        })
    }

    /// The public half of a private key, which needs no check.
    pub(crate) fn trusted(set: ParameterSet, bytes: &[u8], point: Point) -> Self {
        let mut octets = [0; 128];
        octets[..bytes.len()].copy_from_slice(bytes);
        Self {
            algorithm: Algorithm::of_set(set),
            set,
            octets,
            point,
        }
    }

    /// Reads a DER SubjectPublicKeyInfo (RFC 9215 §4).
    ///
    /// # Errors
    /// Says what is wrong with the structure, the algorithm, the parameters, or the point.
    pub fn from_public_key_der(bytes: &[u8]) -> Result<Self, Error> {
        Self::from_spki(&SubjectPublicKeyInfoRef::from_der(bytes)?)
    }

    /// Takes a decoded SubjectPublicKeyInfo.
    ///
    /// # Errors
    /// As [`Self::from_public_key_der`].
    pub fn from_spki(spki: &SubjectPublicKeyInfoRef<'_>) -> Result<Self, Error> {
        let (algorithm, set) = read_key_algorithm(&spki.algorithm)?;
        let bits = spki
            .subject_public_key
            .as_bytes()
            .ok_or(Error::InvalidPublicKey)?;
        let octets = <&OctetStringRef>::from_der(bits)?;
        Self::with_algorithm(algorithm, set, octets.as_bytes())
    }

    /// Little-endian x‖y.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.octets[..self.set.strength().pair_octets()]
    }

    /// The standard the key obeys.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The parameter set, under the name the key was given with.
    #[must_use]
    pub const fn parameter_set(&self) -> ParameterSet {
        self.set
    }

    /// Hashes a message with the function of this key.
    #[must_use]
    pub fn digest(&self, message: &[u8]) -> Digest {
        Digest::of(self.algorithm, &[message])
    }

    /// Verifies the signature of a digest (RFC 7091 §6.2).
    ///
    /// # Errors
    /// [`Error::DigestLength`], [`Error::SignatureLength`], [`Error::SignatureRange`] for values
    /// that cannot be right; [`Error::SignatureMismatch`] for a signature that is wrong.
    pub fn verify_prehash(&self, digest: &[u8], signature: &Signature) -> Result<(), Error> {
        let expected = self.set.strength().octets();
        if digest.len() != expected {
            return Err(Error::DigestLength {
                expected,
                found: digest.len(),
            });
        }
        if signature.strength() != self.set.strength() {
            let (expected, found) = (2 * expected, signature.as_bytes().len());
            return Err(Error::SignatureLength { expected, found });
        }
        match &self.point {
            Point::Short(curve, point) => verify(curve, point, digest, signature),
            Point::Long(curve, point) => verify(curve, point, digest, signature),
        }
    }
}

fn decode<const N: usize>(curve: &Curve<N>, bytes: &[u8]) -> Result<Affine<N>, Error> {
    let (x, y) = bytes.split_at(bytes.len() / 2);
    curve
        .decode(&Uint::from_le_slice(x), &Uint::from_le_slice(y))
        .ok_or(Error::InvalidPublicKey)
}

fn verify<const N: usize>(
    curve: &Curve<N>,
    point: &Affine<N>,
    digest: &[u8],
    signature: &Signature,
) -> Result<(), Error> {
    let e = equation::digest_number(digest, curve);
    let (r, s) = (
        Uint::from_be_slice(signature.r()),
        Uint::from_be_slice(signature.s()),
    );
    equation::verify(point, &r, &s, &e, curve)
}

impl PartialEq for VerifyingKey {
    fn eq(&self, other: &Self) -> bool {
        (self.algorithm, self.set, self.octets) == (other.algorithm, other.set, other.octets)
    }
}

impl Eq for VerifyingKey {}

impl Hash for VerifyingKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.algorithm, self.set, self.octets).hash(state);
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifyingKey({:?}, {:?}, ", self.algorithm, self.set)?;
        for octet in self.as_bytes() {
            write!(f, "{octet:02x}")?;
        }
        f.write_str(")")
    }
}

impl PrehashVerifier<Signature> for VerifyingKey {
    fn verify_prehash(&self, prehash: &[u8], signature: &Signature) -> signature::Result<()> {
        Ok(Self::verify_prehash(self, prehash, signature)?)
    }
}

impl Verifier<Signature> for VerifyingKey {
    fn verify(&self, message: &[u8], signature: &Signature) -> signature::Result<()> {
        self.multipart_verify(&[message], signature)
    }
}

impl MultipartVerifier<Signature> for VerifyingKey {
    fn multipart_verify(&self, parts: &[&[u8]], signature: &Signature) -> signature::Result<()> {
        let digest = Digest::of(self.algorithm, parts);
        Ok(Self::verify_prehash(self, digest.as_ref(), signature)?)
    }
}

impl TryFrom<SubjectPublicKeyInfoRef<'_>> for VerifyingKey {
    type Error = spki::Error;

    fn try_from(spki: SubjectPublicKeyInfoRef<'_>) -> spki::Result<Self> {
        Self::from_spki(&spki).map_err(|error| match error {
            Error::Malformed(error) => spki::Error::Asn1(error),
            Error::UnknownAlgorithm(oid) | Error::UnknownParameterSet(oid) => {
                spki::Error::OidUnknown { oid }
            }
            _ => spki::Error::KeyMalformed,
        })
    }
}

impl EncodePublicKey for VerifyingKey {
    fn to_public_key_der(&self) -> spki::Result<Document> {
        let octets = OctetString::new(self.as_bytes())?.to_der()?;
        let spki = SubjectPublicKeyInfoOwned {
            algorithm: self.algorithm_identifier()?,
            subject_public_key: BitString::from_bytes(&octets)?,
        };
        Ok(Document::encode_msg(&spki)?)
    }
}

impl DynAssociatedAlgorithmIdentifier for VerifyingKey {
    fn algorithm_identifier(&self) -> spki::Result<AlgorithmIdentifierOwned> {
        Ok(write_key_algorithm(self.algorithm, self.set)?)
    }
}
