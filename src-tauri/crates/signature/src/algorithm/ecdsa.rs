//! ECDSA on the curves of RFC 5480 with signatures in DER (RFC 3279 §2.2.3).

use aws_lc_rs::signature as lc;
use der::asn1::ObjectIdentifier;

use super::{DigestAlgorithm, PublicKey, Rejected, unknown};
use crate::asn1::{AlgorithmIdentifier, Parameters, Reader};
use crate::oid;

/// RFC 5758 §3.2: nothing stands beside the identifier. Any of the three digests may go with any curve.
pub(super) fn verify(
    key: &PublicKey<'_>,
    algorithm: &AlgorithmIdentifier<'_>,
    digest: DigestAlgorithm,
    message: &[u8],
    signature: &[u8],
) -> Result<(), Rejected> {
    use DigestAlgorithm::{Sha256, Sha384, Sha512};

    if !algorithm.parameters.is_absent() {
        return Err(unknown("у алгоритма ECDSA лишние параметры"));
    }
    let Some(curve) = curve(key) else {
        return Err(unknown("ключ не ECDSA с именованной кривой"));
    };
    // RFC 5480 §2.2: the octets of a point. The library would take other encodings of a key as well.
    if !matches!(key.bits, [0x02..=0x04, ..]) {
        return Err(unknown("открытый ключ ECDSA записан с ошибкой"));
    }
    let check: &dyn lc::VerificationAlgorithm = match (curve, digest) {
        (oid::P256, Sha256) => &lc::ECDSA_P256_SHA256_ASN1,
        (oid::P256, Sha384) => &lc::ECDSA_P256_SHA384_ASN1,
        (oid::P256, Sha512) => &lc::ECDSA_P256_SHA512_ASN1,
        (oid::P384, Sha256) => &lc::ECDSA_P384_SHA256_ASN1,
        (oid::P384, Sha384) => &lc::ECDSA_P384_SHA384_ASN1,
        (oid::P384, Sha512) => &lc::ECDSA_P384_SHA512_ASN1,
        (oid::P521, Sha256) => &lc::ECDSA_P521_SHA256_ASN1,
        (oid::P521, Sha384) => &lc::ECDSA_P521_SHA384_ASN1,
        (oid::P521, Sha512) => &lc::ECDSA_P521_SHA512_ASN1,
        (curve, digest) => {
            let digest = digest.name();
            return Err(unknown(format!("ECDSA на кривой {curve} с хэшем {digest}")));
        }
    };
    super::by_library(check, key, message, signature)
}

/// The named curve of an EC key.
pub(crate) fn curve(key: &PublicKey<'_>) -> Option<ObjectIdentifier> {
    match (key.algorithm.oid, key.algorithm.parameters) {
        (oid::EC, Parameters::Other(raw)) => Reader::new(raw).oid().ok(),
        _ => None,
    }
}
