//! Keys behind one trait: a file today, a token or an outside program by the same door.

use std::fmt;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeyPair as RsaKeyPair;
use aws_lc_rs::signature::{self as lc, EcdsaKeyPair, KeyPair as _};

use crate::algorithm::{self, SignatureAlgorithm};
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
    /// Signs the message (the key makes the digest itself). ECDSA signatures are DER.
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

/// A key in memory. The library below wipes it when it is dropped.
pub struct SoftwareKey {
    certificate: Certificate,
    chain: Vec<Certificate>,
    algorithm: SignatureAlgorithm,
    pair: Pair,
}

enum Pair {
    Rsa(RsaKeyPair),
    Ecdsa(EcdsaKeyPair),
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
        let unsupported = |what: &str| KeyError::UnsupportedKey(what.to_owned());
        let (algorithm, pair) = match public.algorithm.oid {
            oid::RSA => {
                let bits = algorithm::rsa_bits(&public).ok_or(KeyError::KeyMismatch)?;
                if !(2048..=4096).contains(&bits) {
                    return Err(unsupported(&format!("RSA {bits} бит")));
                }
                let pair = RsaKeyPair::from_pkcs8(pkcs8).map_err(|_| KeyError::KeyMismatch)?;
                (SignatureAlgorithm::RsaSha256, Pair::Rsa(pair))
            }
            oid::EC => {
                let (algorithm, signing) = match algorithm::curve(&public) {
                    Some(oid::P256) => (
                        SignatureAlgorithm::EcdsaP256Sha256,
                        &lc::ECDSA_P256_SHA256_ASN1_SIGNING,
                    ),
                    Some(oid::P384) => (
                        SignatureAlgorithm::EcdsaP384Sha384,
                        &lc::ECDSA_P384_SHA384_ASN1_SIGNING,
                    ),
                    Some(other) => return Err(unsupported(&format!("ECDSA на кривой {other}"))),
                    None => return Err(unsupported("ECDSA без именованной кривой")),
                };
                let pair =
                    EcdsaKeyPair::from_pkcs8(signing, pkcs8).map_err(|_| KeyError::KeyMismatch)?;
                (algorithm, Pair::Ecdsa(pair))
            }
            _ => return Err(unsupported(certificate.key_algorithm())),
        };
        let own = match &pair {
            Pair::Rsa(pair) => pair.public_key().as_ref(),
            Pair::Ecdsa(pair) => pair.public_key().as_ref(),
        };
        if own != public.bits {
            return Err(KeyError::KeyMismatch);
        }
        Ok(Self {
            certificate,
            chain,
            algorithm,
            pair,
        })
    }
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
            Pair::Ecdsa(pair) => {
                let signature = pair
                    .sign(&random, message)
                    .map_err(|_| KeyError::SigningFailed)?;
                Ok(signature.as_ref().to_vec())
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
