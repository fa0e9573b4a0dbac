//! Private keys in PKCS#8 (RFC 5958), in every way GOST keys are found in it.

use crate::algorithm::{Algorithm, read_key_algorithm, write_key_algorithm};
use crate::error::Error;
use crate::parameter_set::ParameterSet;
use crate::signing::SigningKey;
use der::asn1::{OctetStringRef, UintRef};
use der::{Decode, Encode, Sequence, Tag, Tagged, asn1::AnyRef};
use pkcs8::{EncodePrivateKey, KeyError, PrivateKeyInfoRef, SecretDocument};
use spki::AlgorithmIdentifierRef;
use zeroize::Zeroizing;

impl SigningKey {
    /// Reads an unencrypted DER PrivateKeyInfo.
    ///
    /// Its privateKey octets may be, as in OpenSSL's engine, RFC 9548 §5 and older programs:
    /// * the little-endian number itself, alone or followed by masks;
    /// * an OCTET STRING of that;
    /// * an INTEGER;
    /// * a SEQUENCE of the masked number and the public key, both OCTET STRINGs.
    ///
    /// # Errors
    /// Says what is wrong with the structure, the parameters or the number;
    /// [`Error::KeyMismatch`] when a public key is given and is another one.
    pub fn from_pkcs8_der(bytes: &[u8]) -> Result<Self, Error> {
        Self::from_private_key_info(&PrivateKeyInfoRef::from_der(bytes)?)
    }

    /// Takes a decoded PrivateKeyInfo.
    ///
    /// # Errors
    /// As [`Self::from_pkcs8_der`].
    pub fn from_private_key_info(info: &PrivateKeyInfoRef<'_>) -> Result<Self, Error> {
        let (algorithm, set) = read_key_algorithm(&info.algorithm)?;
        if algorithm == Algorithm::Gost2001 {
            return Err(Error::VerificationOnly);
        }
        let key = read_number(info.private_key.as_bytes(), set)?;
        // The octets alone count: RFC 9548 prints a key whose BIT STRING leaves its last zero bit out.
        match info.public_key.as_ref().map(|bits| bits.raw_bytes()) {
            Some(public) if public != key.verifying_key().as_bytes() => Err(Error::KeyMismatch),
            _ => Ok(key),
        }
    }
}

fn read_number(octets: &[u8], set: ParameterSet) -> Result<SigningKey, Error> {
    let length = set.strength().octets();
    if octets.len().is_multiple_of(length) {
        return SigningKey::from_masked_bytes(set, octets);
    }
    let any = AnyRef::from_der(octets)?;
    match any.tag() {
        Tag::OctetString => {
            let inner: &OctetStringRef = any.decode_as()?;
            SigningKey::from_masked_bytes(set, inner.as_bytes())
        }
        Tag::Integer => {
            let number: UintRef<'_> = any.decode_as()?;
            let number = number.as_bytes();
            let mut little_endian = Zeroizing::new([0; 64]);
            let little_endian = &mut little_endian[..length];
            if number.len() > length {
                return Err(Error::InvalidPrivateKey);
            }
            for (to, from) in little_endian.iter_mut().zip(number.iter().rev()) {
                *to = *from;
            }
            SigningKey::from_bytes(set, little_endian)
        }
        _ => {
            let pair: MaskedKey<'_> = any.decode_as()?;
            let key = SigningKey::from_masked_bytes(set, pair.masked.as_bytes())?;
            if key.verifying_key().as_bytes() == pair.public.as_bytes() {
                Ok(key)
            } else {
                Err(Error::KeyMismatch)
            }
        }
    }
}

/// Written by OpenSSL's engine for masked keys.
#[derive(Sequence)]
struct MaskedKey<'a> {
    masked: &'a OctetStringRef,
    public: &'a OctetStringRef,
}

impl TryFrom<PrivateKeyInfoRef<'_>> for SigningKey {
    type Error = pkcs8::Error;

    fn try_from(info: PrivateKeyInfoRef<'_>) -> pkcs8::Result<Self> {
        Self::from_private_key_info(&info).map_err(|error| match error {
            Error::Malformed(error) => pkcs8::Error::Asn1(error),
            Error::UnknownAlgorithm(oid) | Error::UnknownParameterSet(oid) => {
                pkcs8::Error::PublicKey(spki::Error::OidUnknown { oid })
            }
            Error::WrongParameterSet | Error::WrongDigestParameters(_) => {
                pkcs8::Error::ParametersMalformed
            }
            _ => pkcs8::Error::KeyMalformed(KeyError::Invalid),
        })
    }
}

impl EncodePrivateKey for SigningKey {
    /// RFC 9548 §5 without masks: the little-endian number in the OCTET STRING.
    fn to_pkcs8_der(&self) -> pkcs8::Result<SecretDocument> {
        let algorithm = write_key_algorithm(self.algorithm(), self.parameter_set())?;
        let algorithm = AlgorithmIdentifierRef {
            oid: algorithm.oid,
            parameters: algorithm.parameters.as_ref().map(Into::into),
        };
        let number = self.to_bytes();
        let info = PrivateKeyInfoRef::new(algorithm, OctetStringRef::new(&number)?);
        debug_assert!(info.encoded_len().is_ok());
        Ok(SecretDocument::encode_msg(&info)?)
    }
}
