//! The three signature algorithms and how RFC 9215 §4 and RFC 4491 §2.3 name their keys.

use crate::error::Error;
use crate::oid;
use crate::parameter_set::{ParameterSet, Strength};
use der::Sequence;
use der::asn1::Any;
use der::oid::ObjectIdentifier;
use spki::{AlgorithmIdentifierOwned, AlgorithmIdentifierRef};

/// Which standard a key obeys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Algorithm {
    /// GOST R 34.10-2001 with GOST R 34.11-94 (CryptoPro S-boxes): verification only.
    Gost2001,
    /// GOST R 34.10-2012 with 256 bits and Streebog-256.
    Gost2012_256,
    /// GOST R 34.10-2012 with 512 bits and Streebog-512.
    Gost2012_512,
}

impl Algorithm {
    const ALL: [Self; 3] = [Self::Gost2001, Self::Gost2012_256, Self::Gost2012_512];

    /// The algorithm of a key identifier.
    #[must_use]
    pub fn from_key_oid(oid: ObjectIdentifier) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|algorithm| algorithm.key_oid() == oid)
    }

    /// The algorithm of a combined signature identifier.
    #[must_use]
    pub fn from_signature_oid(oid: ObjectIdentifier) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|algorithm| algorithm.signature_oid() == oid)
    }

    /// Identifier of a public key.
    #[must_use]
    pub const fn key_oid(self) -> ObjectIdentifier {
        match self {
            Self::Gost2001 => oid::GOST_R3410_2001,
            Self::Gost2012_256 => oid::GOST_R3410_2012_256,
            Self::Gost2012_512 => oid::GOST_R3410_2012_512,
        }
    }

    /// Identifier of the signature together with its hash (RFC 9215 §3).
    #[must_use]
    pub const fn signature_oid(self) -> ObjectIdentifier {
        match self {
            Self::Gost2001 => oid::SIGN_WITH_DIGEST_2001,
            Self::Gost2012_256 => oid::SIGN_WITH_DIGEST_256,
            Self::Gost2012_512 => oid::SIGN_WITH_DIGEST_512,
        }
    }

    /// Identifier of the hash function.
    #[must_use]
    pub const fn digest_oid(self) -> ObjectIdentifier {
        match self {
            Self::Gost2001 => oid::GOST_R3411_94,
            Self::Gost2012_256 => oid::STREEBOG_256,
            Self::Gost2012_512 => oid::STREEBOG_512,
        }
    }

    /// 256 or 512 bits.
    #[must_use]
    pub const fn strength(self) -> Strength {
        match self {
            Self::Gost2001 | Self::Gost2012_256 => Strength::Bits256,
            Self::Gost2012_512 => Strength::Bits512,
        }
    }

    /// The algorithm of 2012 that a parameter set is of.
    #[must_use]
    pub const fn of_set(set: ParameterSet) -> Self {
        match set.strength() {
            Strength::Bits256 => Self::Gost2012_256,
            Strength::Bits512 => Self::Gost2012_512,
        }
    }

    pub(crate) fn admits(self, set: ParameterSet) -> bool {
        self.strength() == set.strength() && (self != Self::Gost2001 || set.is_crypto_pro())
    }
}

/// `GostR3410-2012-PublicKeyParameters` of RFC 9215 §4.2 and, with the third field,
/// `GostR3410-2001-PublicKeyParameters` of RFC 4491 §2.3.2:
///
/// ```asn1
/// SEQUENCE {
///     publicKeyParamSet   OBJECT IDENTIFIER,
///     digestParamSet      OBJECT IDENTIFIER OPTIONAL,
///     encryptionParamSet  OBJECT IDENTIFIER OPTIONAL }
/// ```
#[derive(Sequence)]
struct KeyParameters {
    public_key_param_set: ObjectIdentifier,
    digest_param_set: Option<ObjectIdentifier>,
    encryption_param_set: Option<ObjectIdentifier>,
}

/// Reads the algorithm of a key.
///
/// RFC 9215 §4.2 says of each set whether digestParamSet must, should or must not be there.
/// Issued certificates disagree with it, and its presence changes nothing: what is refused is only
/// a hash function that is not the algorithm's own.
pub(crate) fn read_key_algorithm(
    identifier: &AlgorithmIdentifierRef<'_>,
) -> Result<(Algorithm, ParameterSet), Error> {
    let algorithm =
        Algorithm::from_key_oid(identifier.oid).ok_or(Error::UnknownAlgorithm(identifier.oid))?;
    let parameters: KeyParameters = match identifier.parameters {
        Some(any) => any.decode_as()?,
        None => return Err(Error::WrongParameterSet),
    };
    let set = ParameterSet::from_oid(parameters.public_key_param_set)
        .ok_or(Error::UnknownParameterSet(parameters.public_key_param_set))?;
    if !algorithm.admits(set) {
        return Err(Error::WrongParameterSet);
    }
    let expected = match algorithm {
        Algorithm::Gost2001 => oid::GOST_R3411_94_CRYPTO_PRO,
        Algorithm::Gost2012_256 | Algorithm::Gost2012_512 => algorithm.digest_oid(),
    };
    match parameters.digest_param_set {
        Some(digest) if digest != expected => Err(Error::WrongDigestParameters(digest)),
        _ => Ok((algorithm, set)),
    }
}

/// Writes the algorithm of a key as RFC 9215 §4.2 prescribes.
pub(crate) fn write_key_algorithm(
    algorithm: Algorithm,
    set: ParameterSet,
) -> der::Result<AlgorithmIdentifierOwned> {
    let digest_param_set = match algorithm {
        Algorithm::Gost2001 => Some(oid::GOST_R3411_94_CRYPTO_PRO),
        _ if set.is_crypto_pro() => Some(algorithm.digest_oid()),
        _ => None,
    };
    let parameters = KeyParameters {
        public_key_param_set: set.oid(),
        digest_param_set,
        encryption_param_set: None,
    };
    Ok(AlgorithmIdentifierOwned {
        oid: algorithm.key_oid(),
        parameters: Some(Any::encode_from(&parameters)?),
    })
}
