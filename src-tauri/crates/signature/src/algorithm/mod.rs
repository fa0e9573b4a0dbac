//! Digests and signature algorithms: what we sign with, and the mathematics of checking. RSA and ECDSA are computed by
//! aws-lc, ГОСТ by the `gost` crate; which identifiers, parameters and keys go together is decided here.

mod digest;
mod ecdsa;
mod gost;
mod rsa;

use aws_lc_rs::signature as lc;
use der::asn1::ObjectIdentifier;

pub use digest::DigestAlgorithm;
pub(crate) use digest::{digest_name, sha1};
pub(crate) use ecdsa::curve;
pub(crate) use rsa::rsa_bits;

use crate::asn1::{AlgorithmIdentifier, NotDer, Reader, tag};
use crate::oid;

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
    /// ГОСТ Р 34.10-2012 with 256 bits and ГОСТ Р 34.11-2012.
    Gost2012_256,
    /// ГОСТ Р 34.10-2012 with 512 bits and ГОСТ Р 34.11-2012.
    Gost2012_512,
}

impl SignatureAlgorithm {
    /// The digest that belongs to it.
    #[must_use]
    pub const fn digest(self) -> DigestAlgorithm {
        match self {
            Self::RsaSha256 | Self::EcdsaP256Sha256 => DigestAlgorithm::Sha256,
            Self::EcdsaP384Sha384 => DigestAlgorithm::Sha384,
            Self::Gost2012_256 => DigestAlgorithm::Streebog256,
            Self::Gost2012_512 => DigestAlgorithm::Streebog512,
        }
    }

    /// What stands in SignerInfo. For ГОСТ it is the identifier of the key, as every Russian program writes it there;
    /// the digest is named beside it.
    pub(crate) const fn oid(self) -> ObjectIdentifier {
        match self {
            Self::RsaSha256 => oid::RSA_SHA256,
            Self::EcdsaP256Sha256 => oid::ECDSA_SHA256,
            Self::EcdsaP384Sha384 => oid::ECDSA_SHA384,
            Self::Gost2012_256 => ::gost::Algorithm::Gost2012_256.key_oid(),
            Self::Gost2012_512 => ::gost::Algorithm::Gost2012_512.key_oid(),
        }
    }

    /// RFC 4055 §5: RSA carries NULL; RFC 5758 §3.2, RFC 9215 §3: ECDSA and ГОСТ carry nothing.
    pub(crate) const fn has_null_parameters(self) -> bool {
        matches!(self, Self::RsaSha256)
    }
}

/// Why a signature value is not accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Rejected {
    /// The mathematics says no.
    Wrong,
    /// Not known, or known to be weak: nothing can be said. The words go into a sentence for people.
    Unknown(String),
}

/// A public key as it stands in a certificate.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PublicKey<'a> {
    pub(crate) algorithm: AlgorithmIdentifier<'a>,
    /// The bits of the BIT STRING.
    pub(crate) bits: &'a [u8],
    /// The whole SubjectPublicKeyInfo.
    pub(crate) raw: &'a [u8],
}

impl<'a> PublicKey<'a> {
    /// Reads `SubjectPublicKeyInfo ::= SEQUENCE { algorithm, subjectPublicKey BIT STRING }` (RFC 5280 §4.1.2.7).
    pub(crate) fn from_spki(der: &'a [u8]) -> Result<Self, NotDer> {
        let outer = Reader::new(der).only(tag::SEQUENCE)?;
        let mut fields = Reader::new(outer.content);
        let key = Self {
            algorithm: fields.algorithm()?,
            bits: fields.bits()?,
            raw: outer.raw,
        };
        if fields.is_empty() {
            Ok(key)
        } else {
            Err(NotDer)
        }
    }
}

/// Checks a signature over `message`. `digest` is the one named beside a bare key algorithm (CMS allows
/// `rsaEncryption`, `id-ecPublicKey` or a key identifier of ГОСТ there, RFC 5754 §3.2), `None` where the algorithm
/// must name it itself, as in certificates.
pub(crate) fn verify(
    key: &PublicKey<'_>,
    algorithm: &AlgorithmIdentifier<'_>,
    digest: Option<DigestAlgorithm>,
    message: &[u8],
    signature: &[u8],
) -> Result<(), Rejected> {
    let (family, named) = scheme(algorithm, digest)?;
    match family {
        Family::Rsa => rsa::verify_pkcs1(key, algorithm, named, message, signature),
        Family::RsaPss => rsa::verify_pss(key, named, message, signature),
        Family::Ecdsa => ecdsa::verify(key, algorithm, named, message, signature),
        Family::Gost(standard) => gost::verify(standard, key, algorithm, message, signature),
    }
}

/// The same over encoded values, for whoever reads X.509 with other types: a SubjectPublicKeyInfo and an
/// AlgorithmIdentifier that names its digest, both DER.
pub(crate) fn verify_encoded(
    spki: &[u8],
    algorithm: &[u8],
    message: &[u8],
    signature: &[u8],
) -> Result<(), Rejected> {
    let malformed = |NotDer| unknown("ключ или алгоритм записан с ошибкой");
    let key = PublicKey::from_spki(spki).map_err(malformed)?;
    let algorithm = Reader::new(algorithm).only_algorithm().map_err(malformed)?;
    verify(&key, &algorithm, None, message, signature)
}

/// Whether it is of the standard of 2001, which is checked but made no more.
pub(crate) fn is_gost_2001(algorithm: &AlgorithmIdentifier<'_>) -> bool {
    matches!(
        find(algorithm.oid),
        Some((Family::Gost(::gost::Algorithm::Gost2001), _))
    )
}

/// The name of a signature algorithm for people and for the report; `digest` as it stands beside it.
pub(crate) fn name(
    algorithm: &AlgorithmIdentifier<'_>,
    digest: &AlgorithmIdentifier<'_>,
) -> String {
    let Some((family, _)) = find(algorithm.oid) else {
        return algorithm.oid.to_string();
    };
    let digest = digest_name(digest);
    match family {
        Family::Rsa => format!("RSA {digest}"),
        Family::RsaPss => format!("RSA-PSS {digest}"),
        Family::Ecdsa => format!("ECDSA {digest}"),
        // The digest is part of the standard.
        Family::Gost(::gost::Algorithm::Gost2012_256) => "ГОСТ Р 34.10-2012 256 бит".into(),
        Family::Gost(::gost::Algorithm::Gost2012_512) => "ГОСТ Р 34.10-2012 512 бит".into(),
        Family::Gost(::gost::Algorithm::Gost2001) => "ГОСТ Р 34.10-2001".into(),
    }
}

/// Which computation an identifier asks for.
#[derive(Clone, Copy)]
enum Family {
    Rsa,
    RsaPss,
    Ecdsa,
    Gost(::gost::Algorithm),
}

/// Where the digest of a signature algorithm is named.
#[derive(Clone, Copy)]
enum Named {
    /// In the identifier itself.
    Here(DigestAlgorithm),
    /// In the parameters.
    Parameters,
    /// Nowhere: it is a bare key algorithm.
    Beside,
    /// In the identifier, and it is broken.
    Broken(&'static str),
}

#[rustfmt::skip]
const SCHEMES: [(ObjectIdentifier, Family, Named); 20] = {
    use ::gost::Algorithm::{Gost2001, Gost2012_256, Gost2012_512};
    use DigestAlgorithm::{Gost94, Sha256, Sha384, Sha512, Streebog256, Streebog512};
    use Family::{Ecdsa, Gost, Rsa, RsaPss};
    use Named::{Beside, Broken, Here, Parameters};
    [
        (oid::RSA,          Rsa,                Beside),
        (oid::RSA_SHA256,   Rsa,                Here(Sha256)),
        (oid::RSA_SHA384,   Rsa,                Here(Sha384)),
        (oid::RSA_SHA512,   Rsa,                Here(Sha512)),
        (oid::RSA_MD2,      Rsa,                Broken("MD2")),
        (oid::RSA_MD4,      Rsa,                Broken("MD4")),
        (oid::RSA_MD5,      Rsa,                Broken("MD5")),
        (oid::RSA_SHA1,     Rsa,                Broken("SHA-1")),
        (oid::RSA_PSS,      RsaPss,             Parameters),
        (oid::EC,           Ecdsa,              Beside),
        (oid::ECDSA_SHA256, Ecdsa,              Here(Sha256)),
        (oid::ECDSA_SHA384, Ecdsa,              Here(Sha384)),
        (oid::ECDSA_SHA512, Ecdsa,              Here(Sha512)),
        (oid::ECDSA_SHA1,   Ecdsa,              Broken("SHA-1")),
        (Gost2012_256.key_oid(),       Gost(Gost2012_256), Beside),
        (Gost2012_256.signature_oid(), Gost(Gost2012_256), Here(Streebog256)),
        (Gost2012_512.key_oid(),       Gost(Gost2012_512), Beside),
        (Gost2012_512.signature_oid(), Gost(Gost2012_512), Here(Streebog512)),
        (Gost2001.key_oid(),           Gost(Gost2001),     Beside),
        (Gost2001.signature_oid(),     Gost(Gost2001),     Here(Gost94)),
    ]
};

fn find(oid: ObjectIdentifier) -> Option<(Family, Named)> {
    SCHEMES
        .iter()
        .find(|(known, ..)| *known == oid)
        .map(|(_, family, named)| (*family, *named))
}

/// The family and the one digest all places agree upon.
fn scheme(
    algorithm: &AlgorithmIdentifier<'_>,
    beside: Option<DigestAlgorithm>,
) -> Result<(Family, DigestAlgorithm), Rejected> {
    let (family, named) = find(algorithm.oid).ok_or_else(|| {
        unknown(format!(
            "алгоритм подписи {} не поддерживается",
            algorithm.oid
        ))
    })?;
    let digest = match named {
        Named::Here(digest) => digest,
        Named::Parameters => rsa::pss_digest(algorithm).ok_or_else(|| {
            unknown(
                "параметры RSA-PSS не поддерживаются: нужны MGF1 с тем же хэшем и соль его длины",
            )
        })?,
        Named::Beside => {
            beside.ok_or_else(|| unknown("в подписи не назван алгоритм хэширования"))?
        }
        Named::Broken(name) => return Err(Rejected::Unknown(digest::broken_reason(name))),
    };
    let fits = match family {
        Family::Gost(standard) => digest.oid() == standard.digest_oid(),
        Family::Rsa | Family::RsaPss | Family::Ecdsa => true,
    };
    if !fits || beside.is_some_and(|beside| beside != digest) {
        return Err(unknown("в подписи названы разные алгоритмы хэширования"));
    }
    Ok((family, digest))
}

fn by_library(
    check: &'static dyn lc::VerificationAlgorithm,
    key: &PublicKey<'_>,
    message: &[u8],
    signature: &[u8],
) -> Result<(), Rejected> {
    lc::UnparsedPublicKey::new(check, key.bits)
        .verify(message, signature)
        .map_err(|_| Rejected::Wrong)
}

fn unknown(what: impl Into<String>) -> Rejected {
    Rejected::Unknown(what.into())
}

#[cfg(test)]
mod vectors;
