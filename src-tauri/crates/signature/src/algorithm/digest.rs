//! Digests: those a signature may rest on, and those that are known only to be refused by name.

use aws_lc_rs::digest;
use der::asn1::ObjectIdentifier;

use crate::asn1::{AlgorithmIdentifier, Parameters, Reader};
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
    /// ГОСТ Р 34.11-2012, 256 bits
    Streebog256,
    /// ГОСТ Р 34.11-2012, 512 bits
    Streebog512,
    /// ГОСТ Р 34.11-94 with the S-boxes of RFC 4357 §11.2: only to check old signatures
    Gost94,
}

/// SHA-1, which names issuers and keys in OCSP (RFC 6960 §4.1.1, §4.2.1). It proves nothing: what is named so is held
/// against a signature made with something better.
pub(crate) fn sha1(bytes: &[u8]) -> Vec<u8> {
    let digest = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, bytes);
    digest.as_ref().to_vec()
}

/// Digests that collide: whoever signs one document with them has signed another as well.
const BROKEN: [(ObjectIdentifier, &str); 4] = [
    (oid::MD2, "MD2"),
    (oid::MD4, "MD4"),
    (oid::MD5, "MD5"),
    (oid::SHA1, "SHA-1"),
];

impl DigestAlgorithm {
    const ALL: [Self; 6] = [
        Self::Sha256,
        Self::Sha384,
        Self::Sha512,
        Self::Streebog256,
        Self::Streebog512,
        Self::Gost94,
    ];

    /// The digest of several pieces in a row.
    #[must_use]
    pub fn digest(self, pieces: &[&[u8]]) -> Vec<u8> {
        let with = |algorithm| {
            let mut context = digest::Context::new(algorithm);
            for piece in pieces {
                context.update(piece);
            }
            context.finish().as_ref().to_vec()
        };
        let gost = |algorithm| gost::Digest::of(algorithm, pieces).as_ref().to_vec();
        match self {
            Self::Sha256 => with(&digest::SHA256),
            Self::Sha384 => with(&digest::SHA384),
            Self::Sha512 => with(&digest::SHA512),
            Self::Streebog256 => gost(gost::Algorithm::Gost2012_256),
            Self::Streebog512 => gost(gost::Algorithm::Gost2012_512),
            Self::Gost94 => gost(gost::Algorithm::Gost2001),
        }
    }

    /// Its length in octets.
    pub(crate) const fn length(self) -> usize {
        match self {
            Self::Sha256 | Self::Streebog256 | Self::Gost94 => 32,
            Self::Sha384 => 48,
            Self::Sha512 | Self::Streebog512 => 64,
        }
    }

    pub(crate) const fn oid(self) -> ObjectIdentifier {
        match self {
            Self::Sha256 => oid::SHA256,
            Self::Sha384 => oid::SHA384,
            Self::Sha512 => oid::SHA512,
            Self::Streebog256 => oid::STREEBOG_256,
            Self::Streebog512 => oid::STREEBOG_512,
            Self::Gost94 => oid::GOST_R3411_94,
        }
    }

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Sha256 => "SHA-256",
            Self::Sha384 => "SHA-384",
            Self::Sha512 => "SHA-512",
            Self::Streebog256 => "ГОСТ Р 34.11-2012 (256 бит)",
            Self::Streebog512 => "ГОСТ Р 34.11-2012 (512 бит)",
            Self::Gost94 => "ГОСТ Р 34.11-94",
        }
    }

    /// RFC 5754 §2: parameters absent or NULL. RFC 4357 §11.2 lets the old Russian digest name its S-boxes.
    pub(crate) fn from_identifier(identifier: &AlgorithmIdentifier<'_>) -> Option<Self> {
        let found = Self::ALL
            .into_iter()
            .find(|one| one.oid() == identifier.oid)?;
        let known_boxes = |raw| Reader::new(raw).oid() == Ok(oid::GOST_R3411_94_CRYPTO_PRO);
        let fits = match identifier.parameters {
            Parameters::Absent | Parameters::Null => true,
            Parameters::Other(raw) => found == Self::Gost94 && known_boxes(raw),
        };
        fits.then_some(found)
    }

    /// The same, with the reason when it is none of them.
    pub(crate) fn required(identifier: &AlgorithmIdentifier<'_>) -> Result<Self, String> {
        Self::from_identifier(identifier).ok_or_else(|| match broken(identifier.oid) {
            Some(name) => broken_reason(name),
            None => format!("алгоритм хэширования {} не поддерживается", identifier.oid),
        })
    }
}

/// The name of a digest for the report, of one that is refused too.
pub(crate) fn digest_name(identifier: &AlgorithmIdentifier<'_>) -> String {
    match DigestAlgorithm::from_identifier(identifier) {
        Some(digest) => digest.name().to_owned(),
        None => broken(identifier.oid).map_or_else(|| identifier.oid.to_string(), str::to_owned),
    }
}

fn broken(oid: ObjectIdentifier) -> Option<&'static str> {
    BROKEN
        .iter()
        .find(|(known, _)| *known == oid)
        .map(|(_, name)| *name)
}

pub(crate) fn broken_reason(name: &str) -> String {
    format!("хэш {name} подделывается, подпись на нём ничего не доказывает")
}
