//! CMS SignedData with CAdES attributes (RFC 5652, ETSI EN 319 122-1), built of the types of the `cms` crate.

use chrono::{DateTime, Datelike as _, FixedOffset, Utc};
use cms::cert::{CertificateChoices, IssuerAndSerialNumber};
use cms::content_info::{CmsVersion, ContentInfo};
use cms::signed_data::{EncapsulatedContentInfo, SignedData, SignerIdentifier, SignerInfo};
use der::asn1::{ObjectIdentifier, OctetString, SetOfVec};
use der::{Any, Decode as _, Encode as _, Sequence, Tag};
use x509_cert::Certificate as X509;
use x509_cert::attr::Attribute;
use x509_cert::spki::AlgorithmIdentifierOwned;

use crate::algorithm::{DigestAlgorithm, SignatureAlgorithm};
use crate::certificate::Certificate;
use crate::error::SignError;
use crate::key::SigningKey;
use crate::oid;

/// Signs any bytes beside them: CAdES-BES, detached, DER. The chain travels along.
///
/// # Errors
/// When the certificate may not sign at `at`, or the key refuses.
pub fn sign_detached(
    bytes: &[u8],
    key: &dyn SigningKey,
    at: DateTime<FixedOffset>,
) -> Result<Vec<u8>, SignError> {
    key.certificate().usable_for_signing(at)?;
    let digest = key.algorithm().digest().digest(&[bytes]);
    signed_data(key, &digest, Some(at.to_utc()))
}

/// SignedData over content with this digest, content left outside. PAdES has no signing time here (ETSI EN 319 142-1
/// §6.3: it stands in the dictionary as `M`), detached CAdES has.
pub(crate) fn signed_data(
    key: &dyn SigningKey,
    content_digest: &[u8],
    signing_time: Option<DateTime<Utc>>,
) -> Result<Vec<u8>, SignError> {
    let own = x509(key.certificate())?;
    let mut certificates = SetOfVec::new();
    for certificate in std::iter::once(key.certificate()).chain(key.chain()) {
        let choice = CertificateChoices::Certificate(x509(certificate)?);
        // A certificate given twice is written once.
        if !certificates.iter().any(|known| *known == choice) {
            certificates.insert(choice).map_err(encoding)?;
        }
    }

    let attributes = signed_attributes(key, content_digest, signing_time).map_err(encoding)?;
    // RFC 5652 §5.4: what is signed is the SET OF itself, not the [0] it is stored under.
    let signature = key.sign(&attributes.to_der().map_err(encoding)?)?;

    let digest = digest_identifier(key.algorithm().digest());
    let signer = SignerInfo {
        version: CmsVersion::V1,
        sid: SignerIdentifier::IssuerAndSerialNumber(IssuerAndSerialNumber {
            issuer: own.tbs_certificate().issuer().clone(),
            serial_number: own.tbs_certificate().serial_number().clone(),
        }),
        digest_alg: digest.clone(),
        signed_attrs: Some(attributes),
        signature_algorithm: signature_identifier(key.algorithm()),
        signature: OctetString::new(signature).map_err(encoding)?,
        unsigned_attrs: None,
    };
    let signed = SignedData {
        version: CmsVersion::V1,
        digest_algorithms: SetOfVec::from_iter([digest]).map_err(encoding)?,
        encap_content_info: EncapsulatedContentInfo {
            econtent_type: oid::DATA,
            econtent: None,
        },
        certificates: Some(certificates.into()),
        crls: None,
        signer_infos: SetOfVec::from_iter([signer]).map_err(encoding)?.into(),
    };
    let content = Any::encode_from(&signed).map_err(encoding)?;
    ContentInfo {
        content_type: oid::SIGNED_DATA,
        content,
    }
    .to_der()
    .map_err(encoding)
}

/// `ESSCertIDv2 ::= SEQUENCE { hashAlgorithm DEFAULT sha256, certHash, issuerSerial OPTIONAL }` (RFC 5035 §4).
#[derive(Sequence)]
struct EssCertIdV2 {
    #[asn1(optional = "true")]
    hash_algorithm: Option<AlgorithmIdentifierOwned>,
    cert_hash: OctetString,
}

/// `SigningCertificateV2 ::= SEQUENCE { certs SEQUENCE OF ESSCertIDv2, policies OPTIONAL }`
#[derive(Sequence)]
struct SigningCertificateV2 {
    certs: Vec<EssCertIdV2>,
}

fn signed_attributes(
    key: &dyn SigningKey,
    content_digest: &[u8],
    signing_time: Option<DateTime<Utc>>,
) -> der::Result<SetOfVec<Attribute>> {
    let digest = key.algorithm().digest();
    let certificate = SigningCertificateV2 {
        certs: vec![EssCertIdV2 {
            // DER: a default value is left out.
            hash_algorithm: (digest != DigestAlgorithm::Sha256).then(|| digest_identifier(digest)),
            cert_hash: OctetString::new(digest.digest(&[key.certificate().der()]))?,
        }],
    };
    let mut attributes = SetOfVec::from_iter([
        attribute(oid::CONTENT_TYPE, Any::encode_from(&oid::DATA)?)?,
        attribute(
            oid::MESSAGE_DIGEST,
            Any::encode_from(&OctetString::new(content_digest)?)?,
        )?,
        attribute(oid::SIGNING_CERTIFICATE_V2, Any::encode_from(&certificate)?)?,
    ])?;
    if let Some(time) = signing_time {
        attributes.insert(attribute(oid::SIGNING_TIME, signing_time_value(time)?)?)?;
    }
    Ok(attributes)
}

fn attribute(oid: ObjectIdentifier, value: Any) -> der::Result<Attribute> {
    Ok(Attribute {
        oid,
        values: SetOfVec::from_iter([value])?,
    })
}

/// RFC 5652 §11.3: UTCTime through 2049, GeneralizedTime after.
fn signing_time_value(time: DateTime<Utc>) -> der::Result<Any> {
    if (1950..2050).contains(&time.year()) {
        Any::new(
            Tag::UtcTime,
            time.format("%y%m%d%H%M%SZ").to_string().into_bytes(),
        )
    } else {
        Any::new(
            Tag::GeneralizedTime,
            time.format("%Y%m%d%H%M%SZ").to_string().into_bytes(),
        )
    }
}

fn digest_identifier(digest: DigestAlgorithm) -> AlgorithmIdentifierOwned {
    AlgorithmIdentifierOwned {
        oid: digest.oid(),
        parameters: None,
    }
}

fn signature_identifier(algorithm: SignatureAlgorithm) -> AlgorithmIdentifierOwned {
    let parameters = algorithm.has_null_parameters().then(Any::null);
    AlgorithmIdentifierOwned {
        oid: algorithm.oid(),
        parameters,
    }
}

/// The typed form, only if it encodes back to the very same bytes: the hash in the attributes is over those.
fn x509(certificate: &Certificate) -> Result<X509, SignError> {
    let wrong = SignError::Encoding("сертификат записан не по правилам DER");
    let typed = X509::from_der(certificate.der()).map_err(|_| wrong.clone())?;
    match typed.to_der() {
        Ok(der) if der == certificate.der() => Ok(typed),
        _ => Err(wrong),
    }
}

fn encoding(_: der::Error) -> SignError {
    SignError::Encoding("ошибка записи ASN.1")
}
