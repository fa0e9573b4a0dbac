//! Private keys: making, signing.

use crate::algorithm::Algorithm;
use crate::arithmetic::curve::Curve;
use crate::arithmetic::group::Affine;
use crate::digest::Digest;
use crate::equation;
use crate::error::Error;
use crate::parameter_set::{AnyCurve, LONG, ParameterSet, SHORT};
use crate::signature_value::Signature;
use crate::verifying::{Point, VerifyingKey};
use core::fmt;
use crypto_bigint::Uint;
#[cfg(feature = "getrandom")]
use signature::hazmat::PrehashSigner;
use signature::hazmat::RandomizedPrehashSigner;
use signature::rand_core::TryCryptoRng;
use signature::{KeypairRef, RandomizedSigner};
#[cfg(feature = "getrandom")]
use signature::{MultipartSigner, Signer};
use spki::{AlgorithmIdentifierOwned, DynSignatureAlgorithmIdentifier};
use streebog::{Streebog256, Streebog512};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// A private key of GOST R 34.10-2012, with its public key. Wiped when dropped.
#[derive(Clone)]
pub struct SigningKey {
    secret: Secret,
    public: VerifyingKey,
}

/// d in [1, q − 1]
#[derive(Clone)]
enum Secret {
    Short(&'static Curve<SHORT>, Uint<SHORT>),
    Long(&'static Curve<LONG>, Uint<LONG>),
}

impl Drop for Secret {
    fn drop(&mut self) {
        match self {
            Self::Short(_, d) => d.zeroize(),
            Self::Long(_, d) => d.zeroize(),
        }
    }
}

impl ZeroizeOnDrop for SigningKey {}

impl SigningKey {
    /// A key from its little-endian octets (RFC 9548 §5, as OpenSSL's engine writes them).
    ///
    /// # Errors
    /// [`Error::InvalidPrivateKey`] for another length, zero, or a number not below q.
    pub fn from_bytes(set: ParameterSet, bytes: &[u8]) -> Result<Self, Error> {
        if bytes.len() != set.strength().octets() {
            return Err(Error::InvalidPrivateKey);
        }
        match set.curve() {
            AnyCurve::Short(curve) => {
                Self::new(set, Secret::Short(curve, Uint::from_le_slice(bytes)))
            }
            AnyCurve::Long(curve) => {
                Self::new(set, Secret::Long(curve, Uint::from_le_slice(bytes)))
            }
        }
    }

    /// A key stored as a product: little-endian factors one after another, to be multiplied
    /// modulo q (RFC 9548 §5: K·M⁻¹, then the masks). One factor is the key itself.
    ///
    /// # Errors
    /// [`Error::InvalidPrivateKey`] when the octets are no such factors or their product is zero.
    pub fn from_masked_bytes(set: ParameterSet, bytes: &[u8]) -> Result<Self, Error> {
        let length = set.strength().octets();
        if bytes.len() == length {
            return Self::from_bytes(set, bytes);
        }
        let factors = bytes.chunks_exact(length);
        // A container holds one or two masks; a bound keeps hostile files cheap.
        if bytes.is_empty() || !factors.remainder().is_empty() || bytes.len() > 16 * length {
            return Err(Error::InvalidPrivateKey);
        }
        match set.curve() {
            AnyCurve::Short(curve) => Self::new(set, Secret::Short(curve, product(factors, curve))),
            AnyCurve::Long(curve) => Self::new(set, Secret::Long(curve, product(factors, curve))),
        }
    }

    /// A new key.
    ///
    /// # Errors
    /// [`Error::Randomness`] when the generator fails.
    pub fn generate<R: TryCryptoRng + ?Sized>(
        set: ParameterSet,
        rng: &mut R,
    ) -> Result<Self, Error> {
        let secret = match set.curve() {
            AnyCurve::Short(curve) => Secret::Short(curve, *equation::random_scalar(rng, curve)?),
            AnyCurve::Long(curve) => Secret::Long(curve, *equation::random_scalar(rng, curve)?),
        };
        Self::new(set, secret)
    }

    fn new(set: ParameterSet, secret: Secret) -> Result<Self, Error> {
        let mut octets = [0; 128];
        let octets = &mut octets[..set.strength().pair_octets()];
        let point = match &secret {
            Secret::Short(curve, d) => Point::Short(curve, public_point(curve, d, octets)?),
            Secret::Long(curve, d) => Point::Long(curve, public_point(curve, d, octets)?),
        };
        let public = VerifyingKey::trusted(set, octets, point);
        Ok(Self { secret, public })
    }

    /// Little-endian octets of the private key.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<alloc::vec::Vec<u8>> {
        Zeroizing::new(match &self.secret {
            Secret::Short(_, d) => Zeroizing::new(d.to_le_bytes()).as_slice().into(),
            Secret::Long(_, d) => Zeroizing::new(d.to_le_bytes()).as_slice().into(),
        })
    }

    /// The public key of the pair.
    #[must_use]
    pub const fn verifying_key(&self) -> &VerifyingKey {
        &self.public
    }

    /// The parameter set.
    #[must_use]
    pub const fn parameter_set(&self) -> ParameterSet {
        self.public.parameter_set()
    }

    /// The algorithm: one of the two of 2012.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        self.public.algorithm()
    }

    /// Signs a digest (RFC 7091 §6.1) with randomness of the operating system.
    ///
    /// # Errors
    /// [`Error::DigestLength`] for a digest of another length, [`Error::Randomness`] when the
    /// system gives none.
    #[cfg(feature = "getrandom")]
    pub fn sign_prehash(&self, digest: &[u8]) -> Result<Signature, Error> {
        self.sign_prehash_with(&mut getrandom::SysRng, digest)
    }

    /// Signs a digest with randomness of the given generator.
    ///
    /// # Errors
    /// As [`Self::sign_prehash`].
    pub fn sign_prehash_with<R: TryCryptoRng + ?Sized>(
        &self,
        rng: &mut R,
        digest: &[u8],
    ) -> Result<Signature, Error> {
        self.check_digest(digest)?;
        match &self.secret {
            Secret::Short(curve, d) => {
                self.sign_until(curve, d, digest, || equation::random_scalar(rng, curve))
            }
            Secret::Long(curve, d) => {
                self.sign_until(curve, d, digest, || equation::random_scalar(rng, curve))
            }
        }
    }

    /// Signs a digest with the nonce of RFC 6979 over HMAC-Streebog: the same signature every
    /// time. For tests and reproducible examples; the GOST itself asks for a random number.
    ///
    /// # Errors
    /// [`Error::DigestLength`] for a digest of another length.
    pub fn sign_prehash_deterministic(&self, digest: &[u8]) -> Result<Signature, Error> {
        self.check_digest(digest)?;
        match &self.secret {
            Secret::Short(curve, d) => {
                let mut scalars =
                    equation::deterministic_scalars::<_, Streebog256>(d, digest, curve);
                self.sign_until(curve, d, digest, || scalars.next().ok_or(Error::Randomness))
            }
            Secret::Long(curve, d) => {
                let mut scalars =
                    equation::deterministic_scalars::<_, Streebog512>(d, digest, curve);
                self.sign_until(curve, d, digest, || scalars.next().ok_or(Error::Randomness))
            }
        }
    }

    fn check_digest(&self, digest: &[u8]) -> Result<(), Error> {
        let (expected, found) = (self.parameter_set().strength().octets(), digest.len());
        if expected == found {
            Ok(())
        } else {
            Err(Error::DigestLength { expected, found })
        }
    }

    fn sign_until<const N: usize>(
        &self,
        curve: &Curve<N>,
        d: &Uint<N>,
        digest: &[u8],
        mut next: impl FnMut() -> Result<Zeroizing<Uint<N>>, Error>,
    ) -> Result<Signature, Error> {
        let e = equation::digest_number(digest, curve);
        loop {
            let k = next()?;
            if let Some((r, s)) = equation::sign(d, &k, &e, curve) {
                let (r, s) = (r.to_be_bytes(), s.to_be_bytes());
                let strength = self.parameter_set().strength();
                return Ok(Signature::from_numbers(
                    strength,
                    r.as_slice(),
                    s.as_slice(),
                ));
            }
        }
    }
}

/// RFC 7091 §5.2: Q = d·P, after d was found to be in [1, q − 1].
fn public_point<const N: usize>(
    curve: &Curve<N>,
    d: &Uint<N>,
    octets: &mut [u8],
) -> Result<Affine<N>, Error> {
    if *d == Uint::ZERO || d >= curve.order.prime() {
        return Err(Error::InvalidPrivateKey);
    }
    let (x, y) = curve.multiply_base(d);
    let (low, high) = octets.split_at_mut(Uint::<N>::BYTES);
    low.copy_from_slice(x.to_le_bytes().as_slice());
    high.copy_from_slice(y.to_le_bytes().as_slice());
    Ok(curve.trusted(&x, &y))
}

fn product<const N: usize>(factors: core::slice::ChunksExact<'_, u8>, curve: &Curve<N>) -> Uint<N> {
    let order = &curve.order;
    let mut product = Zeroizing::new(order.one());
    for factor in factors {
        let factor = Zeroizing::new(order.residue(&Uint::from_le_slice(factor)));
        *product = order.mul(&product, &factor);
    }
    order.number(&product)
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey")
            .field("public", &self.public)
            .finish_non_exhaustive()
    }
}

impl AsRef<VerifyingKey> for SigningKey {
    fn as_ref(&self) -> &VerifyingKey {
        &self.public
    }
}

impl KeypairRef for SigningKey {
    type VerifyingKey = VerifyingKey;
}

#[cfg(feature = "getrandom")]
impl PrehashSigner<Signature> for SigningKey {
    fn sign_prehash(&self, prehash: &[u8]) -> signature::Result<Signature> {
        Ok(Self::sign_prehash(self, prehash)?)
    }
}

#[cfg(feature = "getrandom")]
impl Signer<Signature> for SigningKey {
    fn try_sign(&self, message: &[u8]) -> signature::Result<Signature> {
        self.try_multipart_sign(&[message])
    }
}

#[cfg(feature = "getrandom")]
impl MultipartSigner<Signature> for SigningKey {
    fn try_multipart_sign(&self, parts: &[&[u8]]) -> signature::Result<Signature> {
        let digest = Digest::of(self.algorithm(), parts);
        Ok(Self::sign_prehash(self, digest.as_ref())?)
    }
}

impl RandomizedPrehashSigner<Signature> for SigningKey {
    fn sign_prehash_with_rng<R: TryCryptoRng + ?Sized>(
        &self,
        rng: &mut R,
        prehash: &[u8],
    ) -> signature::Result<Signature> {
        Ok(self.sign_prehash_with(rng, prehash)?)
    }
}

impl RandomizedSigner<Signature> for SigningKey {
    fn try_sign_with_rng<R: TryCryptoRng + ?Sized>(
        &self,
        rng: &mut R,
        message: &[u8],
    ) -> signature::Result<Signature> {
        let digest = Digest::of(self.algorithm(), &[message]);
        Ok(self.sign_prehash_with(rng, digest.as_ref())?)
    }
}

impl DynSignatureAlgorithmIdentifier for SigningKey {
    /// RFC 9215 §3: the parameters are absent.
    fn signature_algorithm_identifier(&self) -> spki::Result<AlgorithmIdentifierOwned> {
        Ok(AlgorithmIdentifierOwned {
            oid: self.algorithm().signature_oid(),
            parameters: None,
        })
    }
}
