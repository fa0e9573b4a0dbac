//! Keys behind one trait: a file today, a token or an outside program by the same door.

use std::fmt;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeyPair as RsaKeyPair;
use aws_lc_rs::signature::{self as lc, EcdsaKeyPair, KeyPair as _};

use crate::algorithm::{self, PublicKey, SignatureAlgorithm};
use crate::certificate::Certificate;
use crate::error::KeyError;
use crate::oid;

/// Something that signs.
pub trait SigningKey: Send + Sync {
    /// The certificate of the key.
    fn certificate(&self) -> &Certificate;
    /// The issuers' certificates that travel along, without the key's own.
    fn chain(&self) -> &[Certificate];
    /// What it signs with.
    fn algorithm(&self) -> SignatureAlgorithm;
    /// Where the private key lives; a key held by this program never makes a qualified signature (63-ФЗ ст. 5 ч. 4).
    fn custody(&self) -> Custody;
    /// Signs the message (the key makes the digest itself). ECDSA signatures are DER, those of ГОСТ s‖r.
    ///
    /// # Errors
    /// When the key is gone or refuses.
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError>;
}

/// Who holds the private key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Custody {
    /// This program, in memory.
    Software,
    /// A token or a smart card.
    Device,
    /// A program of the user's.
    Outside,
}

/// A key in memory. The libraries below wipe it when it is dropped.
pub struct SoftwareKey {
    certificate: Certificate,
    chain: Vec<Certificate>,
    algorithm: SignatureAlgorithm,
    pair: Pair,
}

enum Pair {
    Rsa(RsaKeyPair),
    EcdsaP256(EcdsaKeyPair),
    EcdsaP384(EcdsaKeyPair),
    Gost(Box<gost::SigningKey>),
}

impl SoftwareKey {
    /// From PKCS#8 and the key's certificate.
    ///
    /// # Errors
    /// When the key is of another kind or size, or does not belong to the certificate.
    pub fn from_pkcs8(
        pkcs8: &[u8],
        certificate: Certificate,
        chain: Vec<Certificate>,
    ) -> Result<Self, KeyError> {
        let public = certificate.public_key()?;
        let pair = match public.algorithm.oid {
            oid::RSA => rsa(pkcs8, &public)?,
            oid::EC => ecdsa(pkcs8, &public)?,
            oid if gost::Algorithm::from_key_oid(oid).is_some() => gost_key(pkcs8)?,
            _ => return Err(unsupported(certificate.key_algorithm())),
        };
        Self::paired(pair, certificate, chain)
    }

    /// From a key of ГОСТ that was read already.
    pub(crate) fn from_gost(
        key: gost::SigningKey,
        certificate: Certificate,
        chain: Vec<Certificate>,
    ) -> Result<Self, KeyError> {
        Self::paired(Pair::Gost(Box::new(key)), certificate, chain)
    }

    fn paired(
        pair: Pair,
        certificate: Certificate,
        chain: Vec<Certificate>,
    ) -> Result<Self, KeyError> {
        if !pair.belongs_to(&certificate.public_key()?) {
            return Err(KeyError::KeyMismatch);
        }
        Ok(Self {
            certificate,
            chain,
            algorithm: pair.algorithm(),
            pair,
        })
    }
}

impl Pair {
    fn algorithm(&self) -> SignatureAlgorithm {
        match self {
            Self::Rsa(_) => SignatureAlgorithm::RsaSha256,
            Self::EcdsaP256(_) => SignatureAlgorithm::EcdsaP256Sha256,
            Self::EcdsaP384(_) => SignatureAlgorithm::EcdsaP384Sha384,
            Self::Gost(key) => match key.parameter_set().strength() {
                gost::Strength::Bits256 => SignatureAlgorithm::Gost2012_256,
                gost::Strength::Bits512 => SignatureAlgorithm::Gost2012_512,
            },
        }
    }

    fn belongs_to(&self, public: &PublicKey<'_>) -> bool {
        match self {
            Self::Rsa(pair) => pair.public_key().as_ref() == public.bits,
            Self::EcdsaP256(pair) | Self::EcdsaP384(pair) => {
                pair.public_key().as_ref() == public.bits
            }
            // The certificate may know the same curve under another of its names.
            Self::Gost(key) => gost::VerifyingKey::from_public_key_der(public.raw)
                .is_ok_and(|named| named.as_bytes() == key.verifying_key().as_bytes()),
        }
    }
}

fn rsa(pkcs8: &[u8], public: &PublicKey<'_>) -> Result<Pair, KeyError> {
    let bits = algorithm::rsa_bits(public).ok_or(KeyError::KeyMismatch)?;
    if !(2048..=4096).contains(&bits) {
        return Err(unsupported(&format!("RSA {bits} бит")));
    }
    let pair = RsaKeyPair::from_pkcs8(pkcs8).map_err(|_| KeyError::KeyMismatch)?;
    Ok(Pair::Rsa(pair))
}

fn ecdsa(pkcs8: &[u8], public: &PublicKey<'_>) -> Result<Pair, KeyError> {
    let read =
        |signing| EcdsaKeyPair::from_pkcs8(signing, pkcs8).map_err(|_| KeyError::KeyMismatch);
    match algorithm::curve(public) {
        Some(oid::P256) => read(&lc::ECDSA_P256_SHA256_ASN1_SIGNING).map(Pair::EcdsaP256),
        Some(oid::P384) => read(&lc::ECDSA_P384_SHA384_ASN1_SIGNING).map(Pair::EcdsaP384),
        Some(other) => Err(unsupported(&format!("ECDSA на кривой {other}"))),
        None => Err(unsupported("ECDSA без именованной кривой")),
    }
}

fn gost_key(pkcs8: &[u8]) -> Result<Pair, KeyError> {
    gost::SigningKey::from_pkcs8_der(pkcs8)
        .map(|key| Pair::Gost(Box::new(key)))
        .map_err(|error| gost_reason(&error))
}

/// Why a key of ГОСТ cannot be used.
pub(crate) fn gost_reason(error: &gost::Error) -> KeyError {
    match error {
        gost::Error::VerificationOnly => {
            unsupported("ключом ГОСТ Р 34.10-2001 можно только проверять")
        }
        gost::Error::UnknownParameterSet(set) => {
            unsupported(&format!("ГОСТ Р 34.10-2012 с набором параметров {set}"))
        }
        _ => KeyError::KeyMismatch,
    }
}

fn unsupported(what: &str) -> KeyError {
    KeyError::UnsupportedKey(what.to_owned())
}

impl SigningKey for SoftwareKey {
    fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    fn chain(&self) -> &[Certificate] {
        &self.chain
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        self.algorithm
    }

    fn custody(&self) -> Custody {
        Custody::Software
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        let random = SystemRandom::new();
        match &self.pair {
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&lc::RSA_PKCS1_SHA256, &random, message, &mut signature)
                    .map_err(|_| KeyError::SigningFailed)?;
                Ok(signature)
            }
            Pair::EcdsaP256(pair) | Pair::EcdsaP384(pair) => {
                let signature = pair
                    .sign(&random, message)
                    .map_err(|_| KeyError::SigningFailed)?;
                Ok(signature.as_ref().to_vec())
            }
            Pair::Gost(key) => {
                let digest = self.algorithm.digest().digest(&[message]);
                let signature = key
                    .sign_prehash(&digest)
                    .map_err(|_| KeyError::SigningFailed)?;
                Ok(signature.as_bytes().to_vec())
            }
        }
    }
}

/// Nothing of the key, nothing of the person.
impl fmt::Debug for SoftwareKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SoftwareKey")
            .field("algorithm", &self.algorithm)
            .finish_non_exhaustive()
    }
}
