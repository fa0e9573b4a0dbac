//! Digests and signature algorithms: what we sign with, and the mathematics of checking by aws-lc.

use aws_lc_rs::{digest, signature as lc};
use der::asn1::ObjectIdentifier;

use crate::asn1::{AlgorithmIdentifier, Parameters, Reader, tag as asn1_tag};
use crate::oid;

/// A digest accepted for signatures; SHA-1 is not among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum DigestAlgorithm {
    /// SHA-256
    Sha256,
    /// SHA-384
    Sha384,
    /// SHA-512
    Sha512,
}

impl DigestAlgorithm {
    /// The digest of several pieces in a row.
    #[must_use]
    pub fn digest(self, pieces: &[&[u8]]) -> Vec<u8> {
        let mut context = digest::Context::new(match self {
            Self::Sha256 => &digest::SHA256,
            Self::Sha384 => &digest::SHA384,
            Self::Sha512 => &digest::SHA512,
        });
        for piece in pieces {
            context.update(piece);
        }
        context.finish().as_ref().to_vec()
    }

    pub(crate) const fn oid(self) -> ObjectIdentifier {
        match self {
            Self::Sha256 => oid::SHA256,
            Self::Sha384 => oid::SHA384,
            Self::Sha512 => oid::SHA512,
        }
    }

    /// RFC 5754 §2: parameters absent or NULL.
    pub(crate) fn from_identifier(identifier: &AlgorithmIdentifier<'_>) -> Option<Self> {
        let found = [Self::Sha256, Self::Sha384, Self::Sha512]
            .into_iter()
            .find(|one| one.oid() == identifier.oid)?;
        identifier.parameters.is_absent_or_null().then_some(found)
    }
}

/// What a key of ours signs with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignatureAlgorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256: the same input always gives the same signature.
    RsaSha256,
    /// ECDSA on P-256 with SHA-256.
    EcdsaP256Sha256,
    /// ECDSA on P-384 with SHA-384.
    EcdsaP384Sha384,
}

impl SignatureAlgorithm {
    /// The digest that belongs to it.
    #[must_use]
    pub const fn digest(self) -> DigestAlgorithm {
        match self {
            Self::RsaSha256 | Self::EcdsaP256Sha256 => DigestAlgorithm::Sha256,
            Self::EcdsaP384Sha384 => DigestAlgorithm::Sha384,
        }
    }

    pub(crate) const fn oid(self) -> ObjectIdentifier {
        match self {
            Self::RsaSha256 => oid::RSA_SHA256,
            Self::EcdsaP256Sha256 => oid::ECDSA_SHA256,
            Self::EcdsaP384Sha384 => oid::ECDSA_SHA384,
        }
    }

    /// RFC 4055 §5: RSA carries NULL; RFC 5758 §3.2: ECDSA carries nothing.
    pub(crate) const fn has_null_parameters(self) -> bool {
        matches!(self, Self::RsaSha256)
    }
}

/// Why a signature value is not accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Rejected {
    /// The mathematics says no.
    Wrong,
    /// Not known, or known to be weak: nothing can be said.
    Unknown(String),
}

/// A public key as it stands in a certificate.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PublicKey<'a> {
    pub(crate) algorithm: AlgorithmIdentifier<'a>,
    /// The bits of the BIT STRING.
    pub(crate) bits: &'a [u8],
}

/// The name of a signature algorithm for people and for the report.
pub(crate) fn name(algorithm: &AlgorithmIdentifier<'_>, digest: Option<DigestAlgorithm>) -> String {
    let digest = match digest_of(algorithm, digest) {
        Some(DigestAlgorithm::Sha256) => "SHA-256",
        Some(DigestAlgorithm::Sha384) => "SHA-384",
        Some(DigestAlgorithm::Sha512) => "SHA-512",
        None => "?",
    };
    match algorithm.oid {
        oid::RSA | oid::RSA_SHA256 | oid::RSA_SHA384 | oid::RSA_SHA512 => format!("RSA {digest}"),
        oid::RSA_PSS => format!("RSA-PSS {digest}"),
        oid::EC | oid::ECDSA_SHA256 | oid::ECDSA_SHA384 | oid::ECDSA_SHA512 => {
            format!("ECDSA {digest}")
        }
        other => other.to_string(),
    }
}

/// Checks a signature over `message`. `digest` is the one named beside a bare key algorithm (CMS allows
/// `rsaEncryption` or `id-ecPublicKey` there, RFC 5754 §3.2), `None` where the algorithm must name it itself.
///
/// This is where further algorithms are added: one arm for each, nothing else changes.
pub(crate) fn verify(
    key: &PublicKey<'_>,
    algorithm: &AlgorithmIdentifier<'_>,
    digest: Option<DigestAlgorithm>,
    message: &[u8],
    signature: &[u8],
) -> Result<(), Rejected> {
    let unknown = || {
        Rejected::Unknown(format!(
            "алгоритм подписи {} не поддерживается",
            name(algorithm, digest)
        ))
    };
    let named = digest_of(algorithm, digest).ok_or_else(unknown)?;
    if digest.is_some_and(|digest| digest != named) {
        return Err(Rejected::Unknown(
            "в подписи названы разные алгоритмы хэширования".into(),
        ));
    }
    let check: &dyn lc::VerificationAlgorithm = match algorithm.oid {
        oid::RSA | oid::RSA_SHA256 | oid::RSA_SHA384 | oid::RSA_SHA512 => {
            require_rsa(key, oid::RSA)?;
            if !algorithm.parameters.is_absent_or_null() {
                return Err(unknown());
            }
            match named {
                DigestAlgorithm::Sha256 => &lc::RSA_PKCS1_2048_8192_SHA256,
                DigestAlgorithm::Sha384 => &lc::RSA_PKCS1_2048_8192_SHA384,
                DigestAlgorithm::Sha512 => &lc::RSA_PKCS1_2048_8192_SHA512,
            }
        }
        oid::RSA_PSS => {
            require_rsa(key, key.algorithm.oid)?;
            match named {
                DigestAlgorithm::Sha256 => &lc::RSA_PSS_2048_8192_SHA256,
                DigestAlgorithm::Sha384 => &lc::RSA_PSS_2048_8192_SHA384,
                DigestAlgorithm::Sha512 => &lc::RSA_PSS_2048_8192_SHA512,
            }
        }
        oid::EC | oid::ECDSA_SHA256 | oid::ECDSA_SHA384 | oid::ECDSA_SHA512 => {
            if !algorithm.parameters.is_absent() {
                return Err(unknown());
            }
            match (curve(key).ok_or_else(unknown)?, named) {
                (oid::P256, DigestAlgorithm::Sha256) => &lc::ECDSA_P256_SHA256_ASN1,
                (oid::P256, DigestAlgorithm::Sha384) => &lc::ECDSA_P256_SHA384_ASN1,
                (oid::P256, DigestAlgorithm::Sha512) => &lc::ECDSA_P256_SHA512_ASN1,
                (oid::P384, DigestAlgorithm::Sha256) => &lc::ECDSA_P384_SHA256_ASN1,
                (oid::P384, DigestAlgorithm::Sha384) => &lc::ECDSA_P384_SHA384_ASN1,
                (oid::P384, DigestAlgorithm::Sha512) => &lc::ECDSA_P384_SHA512_ASN1,
                _ => return Err(unknown()),
            }
        }
        _ => return Err(unknown()),
    };
    lc::UnparsedPublicKey::new(check, key.bits)
        .verify(message, signature)
        .map_err(|_| Rejected::Wrong)
}

/// The bits of an RSA modulus.
pub(crate) fn rsa_bits(key: &PublicKey<'_>) -> Option<usize> {
    let mut fields = Reader::new(Reader::new(key.bits).only(asn1_tag::SEQUENCE).ok()?.content);
    let modulus = fields.expect(asn1_tag::INTEGER).ok()?.content;
    let modulus = modulus.strip_prefix(&[0]).unwrap_or(modulus);
    Some(modulus.len() * 8 - modulus.first()?.leading_zeros() as usize)
}

/// The named curve of an EC key.
pub(crate) fn curve(key: &PublicKey<'_>) -> Option<ObjectIdentifier> {
    match (key.algorithm.oid, key.algorithm.parameters) {
        (oid::EC, Parameters::Other(raw)) => Reader::new(raw).oid().ok(),
        _ => None,
    }
}

fn require_rsa(key: &PublicKey<'_>, expected: ObjectIdentifier) -> Result<(), Rejected> {
    let rsa = matches!(expected, oid::RSA | oid::RSA_PSS) && key.algorithm.oid == expected;
    let bits = rsa_bits(key)
        .filter(|_| rsa)
        .ok_or_else(|| Rejected::Unknown("ключ не RSA".into()))?;
    if (2048..=8192).contains(&bits) {
        return Ok(());
    }
    Err(Rejected::Unknown(format!(
        "ключ RSA {bits} бит: принимаются от 2048 до 8192"
    )))
}

fn digest_of(
    algorithm: &AlgorithmIdentifier<'_>,
    beside: Option<DigestAlgorithm>,
) -> Option<DigestAlgorithm> {
    match algorithm.oid {
        oid::RSA_SHA256 | oid::ECDSA_SHA256 => Some(DigestAlgorithm::Sha256),
        oid::RSA_SHA384 | oid::ECDSA_SHA384 => Some(DigestAlgorithm::Sha384),
        oid::RSA_SHA512 | oid::ECDSA_SHA512 => Some(DigestAlgorithm::Sha512),
        oid::RSA | oid::EC => beside,
        oid::RSA_PSS => pss_digest(algorithm),
        _ => None,
    }
}

/// RFC 4055 §3.1: the mask function with the same digest and a salt as long as the digest, as every writer does.
fn pss_digest(algorithm: &AlgorithmIdentifier<'_>) -> Option<DigestAlgorithm> {
    let Parameters::Other(raw) = algorithm.parameters else {
        return None;
    };
    let mut fields = Reader::new(Reader::new(raw).only(asn1_tag::SEQUENCE).ok()?.content);
    let hash = Reader::new(fields.expect(0xa0).ok()?.content)
        .only_algorithm()
        .ok()?;
    let digest = DigestAlgorithm::from_identifier(&hash)?;
    let mask = Reader::new(fields.expect(0xa1).ok()?.content)
        .only_algorithm()
        .ok()?;
    let Parameters::Other(mask_hash) = mask.parameters else {
        return None;
    };
    let mask_hash = Reader::new(mask_hash).only_algorithm().ok()?;
    let salt = Reader::new(fields.expect(0xa2).ok()?.content)
        .only(asn1_tag::INTEGER)
        .ok()?
        .content
        .to_vec();
    let length: u8 = match digest {
        DigestAlgorithm::Sha256 => 32,
        DigestAlgorithm::Sha384 => 48,
        DigestAlgorithm::Sha512 => 64,
    };
    let agreed =
        mask.oid == oid::MGF1 && DigestAlgorithm::from_identifier(&mask_hash) == Some(digest);
    (agreed && salt == [length] && fields.is_empty()).then_some(digest)
}
