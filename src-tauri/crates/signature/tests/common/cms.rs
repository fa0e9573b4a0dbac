//! SignedData written by hand, for what no honest program writes.

use der::{Decode as _, Encode as _};
use signature::{SigningKey as _, SoftwareKey};

pub(crate) const DATA: &str = "1.2.840.113549.1.7.1";
pub(crate) const CONTENT_TYPE: &str = "1.2.840.113549.1.9.3";
pub(crate) const MESSAGE_DIGEST: &str = "1.2.840.113549.1.9.4";
pub(crate) const SIGNING_CERTIFICATE: &str = "1.2.840.113549.1.9.16.2.12";
pub(crate) const SIGNING_CERTIFICATE_V2: &str = "1.2.840.113549.1.9.16.2.47";
pub(crate) const SHA_256: &str = "2.16.840.1.101.3.4.2.1";

/// Tag, length, content.
pub(crate) fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let mut out = match length {
        0..0x80 => vec![tag, length as u8],
        0x80..0x100 => vec![tag, 0x81, length as u8],
        _ => vec![tag, 0x82, (length >> 8) as u8, length as u8],
    };
    out.extend_from_slice(content);
    out
}

pub(crate) fn oid(text: &str) -> Vec<u8> {
    der::asn1::ObjectIdentifier::new(text)
        .unwrap()
        .to_der()
        .unwrap()
}

pub(crate) fn attribute(name: &str, values: &[Vec<u8>]) -> Vec<u8> {
    tlv(0x30, &[oid(name), tlv(0x31, &values.concat())].concat())
}

pub(crate) fn sha_256(bytes: &[u8]) -> Vec<u8> {
    signature::DigestAlgorithm::Sha256.digest(&[bytes])
}

/// The two attributes that must be there, over this content.
pub(crate) fn required(content: &[u8]) -> Vec<Vec<u8>> {
    vec![
        attribute(CONTENT_TYPE, &[oid(DATA)]),
        attribute(MESSAGE_DIGEST, &[tlv(0x04, &sha_256(content))]),
    ]
}

/// One ESSCertID with a bare hash.
pub(crate) fn names(attribute_name: &str, hash: &[u8]) -> Vec<u8> {
    let id = tlv(0x30, &tlv(0x04, hash));
    attribute(attribute_name, &[tlv(0x30, &tlv(0x30, &id))])
}

/// A detached SignedData by an ECDSA P-256 key, with these attributes as they come, or with none over the content.
pub(crate) fn signed(key: &SoftwareKey, content: &[u8], attributes: Option<&[Vec<u8>]>) -> Vec<u8> {
    let joined = attributes.map(<[_]>::concat);
    let message = joined
        .as_ref()
        .map_or_else(|| content.to_vec(), |joined| tlv(0x31, joined));
    let value = key.sign(&message).unwrap();
    with_value(key, joined.as_deref(), &value)
}

/// The same around a given signature value.
pub(crate) fn with_value(key: &SoftwareKey, attributes: Option<&[u8]>, value: &[u8]) -> Vec<u8> {
    let certificate = key.certificate().der();
    let parsed = x509_cert::Certificate::from_der(certificate).unwrap();
    let tbs = parsed.tbs_certificate();
    let id = [
        tbs.issuer().to_der().unwrap(),
        tbs.serial_number().to_der().unwrap(),
    ];
    let digest = tlv(0x30, &oid(SHA_256));
    let signer = [
        vec![0x02, 1, 1],
        tlv(0x30, &id.concat()),
        digest.clone(),
        attributes.map_or_else(Vec::new, |attributes| tlv(0xa0, attributes)),
        tlv(0x30, &oid("1.2.840.10045.4.3.2")),
        tlv(0x04, value),
    ];
    let signed = [
        vec![0x02, 1, 1],
        tlv(0x31, &digest),
        tlv(0x30, &oid(DATA)),
        tlv(0xa0, certificate),
        tlv(0x31, &tlv(0x30, &signer.concat())),
    ];
    let signed = tlv(0x30, &signed.concat());
    let outer = [oid("1.2.840.113549.1.7.2"), tlv(0xa0, &signed)];
    tlv(0x30, &outer.concat())
}
