//! RSA: PKCS#1 v1.5 (RFC 8017 §8.2) and PSS with its parameters (RFC 4055 §3).

use aws_lc_rs::signature as lc;
use der::asn1::ObjectIdentifier;

use super::{DigestAlgorithm, PublicKey, Rejected, unknown};
use crate::asn1::{AlgorithmIdentifier, NotDer, Parameters, Reader, tag};
use crate::oid;

/// RFC 4055 §5 wants NULL beside the identifier; many leave it out.
pub(super) fn verify_pkcs1(
    key: &PublicKey<'_>,
    algorithm: &AlgorithmIdentifier<'_>,
    digest: DigestAlgorithm,
    message: &[u8],
    signature: &[u8],
) -> Result<(), Rejected> {
    require_size(key, oid::RSA)?;
    if !algorithm.parameters.is_absent_or_null() {
        return Err(unknown("у алгоритма RSA лишние параметры"));
    }
    let check: &dyn lc::VerificationAlgorithm = match digest {
        DigestAlgorithm::Sha256 => &lc::RSA_PKCS1_2048_8192_SHA256,
        DigestAlgorithm::Sha384 => &lc::RSA_PKCS1_2048_8192_SHA384,
        DigestAlgorithm::Sha512 => &lc::RSA_PKCS1_2048_8192_SHA512,
        other => return Err(unknown(format!("RSA с хэшем {}", other.name()))),
    };
    super::by_library(check, key, message, signature)
}

/// The parameters have been read by [`pss_digest`] already.
pub(super) fn verify_pss(
    key: &PublicKey<'_>,
    digest: DigestAlgorithm,
    message: &[u8],
    signature: &[u8],
) -> Result<(), Rejected> {
    if key.algorithm.oid == oid::RSA_PSS {
        // §3.3: what a key of this kind says of itself binds its signatures; it may also say nothing.
        let bound = !key.algorithm.parameters.is_absent();
        if bound && pss_digest(&key.algorithm) != Some(digest) {
            return Err(unknown("параметры RSA-PSS не те, что у ключа"));
        }
        require_size(key, oid::RSA_PSS)?;
    } else {
        require_size(key, oid::RSA)?;
    }
    let check: &dyn lc::VerificationAlgorithm = match digest {
        DigestAlgorithm::Sha256 => &lc::RSA_PSS_2048_8192_SHA256,
        DigestAlgorithm::Sha384 => &lc::RSA_PSS_2048_8192_SHA384,
        DigestAlgorithm::Sha512 => &lc::RSA_PSS_2048_8192_SHA512,
        other => return Err(unknown(format!("RSA-PSS с хэшем {}", other.name()))),
    };
    super::by_library(check, key, message, signature)
}

/// The bits of an RSA modulus.
pub(crate) fn rsa_bits(key: &PublicKey<'_>) -> Option<usize> {
    let mut fields = Reader::new(Reader::new(key.bits).only(tag::SEQUENCE).ok()?.content);
    let modulus = fields.expect(tag::INTEGER).ok()?.content;
    let modulus = modulus.strip_prefix(&[0]).unwrap_or(modulus);
    Some(modulus.len() * 8 - modulus.first()?.leading_zeros() as usize)
}

fn require_size(key: &PublicKey<'_>, expected: ObjectIdentifier) -> Result<(), Rejected> {
    let plain = expected != oid::RSA || key.algorithm.parameters.is_absent_or_null();
    let bits = rsa_bits(key).filter(|_| key.algorithm.oid == expected && plain);
    match bits {
        None => Err(unknown("ключ не RSA")),
        Some(2048..=8192) => Ok(()),
        Some(bits) => Err(unknown(format!(
            "ключ RSA {bits} бит: принимаются от 2048 до 8192"
        ))),
    }
}

/// RFC 4055 §3.1: the mask function with the same digest and a salt as long as the digest, as every writer does.
///
/// ```asn1
/// RSASSA-PSS-params ::= SEQUENCE {
///     hashAlgorithm     [0] HashAlgorithm DEFAULT sha1,
///     maskGenAlgorithm  [1] MaskGenAlgorithm DEFAULT mgf1SHA1,
///     saltLength        [2] INTEGER DEFAULT 20,
///     trailerField      [3] INTEGER DEFAULT 1 }
/// ```
pub(super) fn pss_digest(algorithm: &AlgorithmIdentifier<'_>) -> Option<DigestAlgorithm> {
    let Parameters::Other(raw) = algorithm.parameters else {
        return None;
    };
    let read = || -> Result<Option<DigestAlgorithm>, NotDer> {
        let mut fields = Reader::new(Reader::new(raw).only(tag::SEQUENCE)?.content);
        let hash = Reader::new(fields.expect(0xa0)?.content).only_algorithm()?;
        let mask = Reader::new(fields.expect(0xa1)?.content).only_algorithm()?;
        let salt = Reader::new(fields.expect(0xa2)?.content).only(tag::INTEGER)?;
        let Parameters::Other(mask_hash) = mask.parameters else {
            return Ok(None);
        };
        let mask_hash = Reader::new(mask_hash).only_algorithm()?;
        let digest = DigestAlgorithm::from_identifier(&hash);
        let agreed = mask.oid == oid::MGF1
            && DigestAlgorithm::from_identifier(&mask_hash) == digest
            && digest.is_some_and(|digest| salt.content == [digest.length() as u8]);
        Ok(digest.filter(|_| agreed && fields.is_empty()))
    };
    read().ok().flatten()
}
