//! CMS SignedData as it lies (RFC 5652 §5): every field is either checked against the signature or compared with the
//! one value it may have, so that no byte can be changed without notice.

use der::asn1::ObjectIdentifier;

use crate::asn1::{AlgorithmIdentifier, Element, NotDer, Reader, element, tag};
use crate::oid;

/// `ContentInfo { signedData, SignedData { … } }`
#[derive(Debug, Clone)]
pub(crate) struct SignedData<'a> {
    pub(crate) content_type: ObjectIdentifier,
    /// The content, when it is inside.
    pub(crate) content: Option<&'a [u8]>,
    /// Raw X.509 certificates.
    pub(crate) certificates: Vec<&'a [u8]>,
    /// Raw revocation lists, and OCSP responses by RFC 5940.
    pub(crate) revocation: Vec<&'a [u8]>,
    pub(crate) signers: Vec<Signer<'a>>,
}

/// One SignerInfo.
#[derive(Debug, Clone)]
pub(crate) struct Signer<'a> {
    pub(crate) id: SignerId<'a>,
    pub(crate) digest: AlgorithmIdentifier<'a>,
    /// The raw `[0]` element, to be hashed under the tag of SET OF.
    signed_raw: Option<&'a [u8]>,
    signed: Vec<Attribute<'a>>,
    pub(crate) algorithm: AlgorithmIdentifier<'a>,
    pub(crate) signature: &'a [u8],
    unsigned: Vec<Attribute<'a>>,
}

/// Which certificate is meant.
#[derive(Debug, Clone, Copy)]
pub(crate) enum SignerId<'a> {
    /// Raw issuer name and the content of the serial number.
    IssuerAndSerial(&'a [u8], &'a [u8]),
    /// Not accepted: приказ Минцифры № 472 and CAdES want issuer and serial.
    KeyIdentifier,
}

#[derive(Debug, Clone)]
struct Attribute<'a> {
    oid: ObjectIdentifier,
    values: Vec<Element<'a>>,
}

impl<'a> SignedData<'a> {
    /// Reads one ContentInfo at the beginning of `der` and tells what follows it.
    ///
    /// # Errors
    /// When the structure is not DER or a field has a value it may not have.
    pub(crate) fn read(der: &'a [u8]) -> Result<(Self, &'a [u8]), NotDer> {
        let mut outer = Reader::new(der);
        let mut info = Reader::new(outer.expect(tag::SEQUENCE)?.content);
        if info.oid()? != oid::SIGNED_DATA {
            return Err(NotDer);
        }
        let wrapped = info.expect(0xa0)?.content;
        let mut fields = Reader::new(Reader::new(wrapped).only(tag::SEQUENCE)?.content);
        let version = fields.expect(tag::INTEGER)?.content;
        let digests = algorithms(fields.expect(tag::SET)?.content)?;

        let mut encapsulated = Reader::new(fields.expect(tag::SEQUENCE)?.content);
        let content_type = encapsulated.oid()?;
        let content = encapsulated.optional(0xa0)?;
        let content = content
            .map(|content| Reader::new(content.content).only(tag::OCTET_STRING))
            .transpose()?;

        let mut certificates = Vec::new();
        if let Some(set) = fields.optional(0xa0)? {
            for certificate in Reader::new(set.content).all()? {
                // Attribute certificates and other formats are «применению не подлежит» (приказ Минцифры № 472).
                if certificate.tag != tag::SEQUENCE {
                    return Err(NotDer);
                }
                certificates.push(certificate.raw);
            }
        }
        let mut revocation = Vec::new();
        if let Some(set) = fields.optional(0xa1)? {
            for one in Reader::new(set.content).all()? {
                revocation.extend(revocation_information(&one)?);
            }
        }
        let signers = Reader::new(fields.expect(tag::SET)?.content).all()?;
        let signers = signers
            .iter()
            .map(Signer::read)
            .collect::<Result<Vec<_>, _>>()?;

        // §5.1: without attribute certificates the version follows from the content type and the signers.
        let by_key = |signer: &Signer<'_>| matches!(signer.id, SignerId::KeyIdentifier);
        let expected: &[u8] = if content_type == oid::DATA && !signers.iter().any(by_key) {
            &[1]
        } else {
            &[3]
        };
        let same_digests = digests
            .iter()
            .all(|digest| signers.iter().any(|signer| signer.digest.oid == digest.oid))
            && signers
                .iter()
                .all(|signer| digests.iter().any(|digest| digest.oid == signer.digest.oid))
            && digests
                .iter()
                .all(|digest| digest.parameters.is_absent_or_null());
        if !info.is_empty()
            || !fields.is_empty()
            || !encapsulated.is_empty()
            || version != expected
            || !same_digests
        {
            return Err(NotDer);
        }
        let content = content.map(|content| content.content);
        Ok((
            Self {
                content_type,
                content,
                certificates,
                revocation,
                signers,
            },
            outer.rest(),
        ))
    }
}

impl<'a> Signer<'a> {
    fn read(signer: &Element<'a>) -> Result<Self, NotDer> {
        if signer.tag != tag::SEQUENCE {
            return Err(NotDer);
        }
        let mut fields = Reader::new(signer.content);
        let version = fields.expect(tag::INTEGER)?.content;
        let (id, expected) = match fields.next()? {
            Element {
                tag: tag::SEQUENCE,
                content,
                ..
            } => {
                let mut id = Reader::new(content);
                let issuer = id.expect(tag::SEQUENCE)?.raw;
                let serial = id.expect(tag::INTEGER)?.content;
                if !id.is_empty() {
                    return Err(NotDer);
                }
                (SignerId::IssuerAndSerial(issuer, serial), 1)
            }
            Element { tag: 0x80, .. } => (SignerId::KeyIdentifier, 3),
            _ => return Err(NotDer),
        };
        let digest = fields.algorithm()?;
        let signed = fields.optional(0xa0)?;
        let algorithm = fields.algorithm()?;
        let signature = fields.expect(tag::OCTET_STRING)?.content;
        let unsigned = fields.optional(0xa1)?;
        if !fields.is_empty() || version != [expected] {
            return Err(NotDer);
        }
        Ok(Self {
            id,
            digest,
            signed_raw: signed.map(|signed| signed.content),
            signed: signed.map_or(Ok(Vec::new()), |signed| attributes(signed.content))?,
            algorithm,
            signature,
            unsigned: unsigned.map_or(Ok(Vec::new()), |unsigned| attributes(unsigned.content))?,
        })
    }

    /// What the signature is over: the received bytes of the attributes under the tag of SET OF (§5.4), in whatever
    /// order they came. `None` when it is over the content itself.
    pub(crate) fn signed_bytes(&self) -> Option<Vec<u8>> {
        self.signed_raw.map(|content| element(tag::SET, content))
    }

    /// The one value of a signed attribute; an error when it is there twice or has several values.
    pub(crate) fn signed_attribute(
        &self,
        oid: ObjectIdentifier,
    ) -> Result<Option<Element<'a>>, NotDer> {
        let mut found = self.signed.iter().filter(|attribute| attribute.oid == oid);
        match (found.next(), found.next()) {
            (None, _) => Ok(None),
            (Some(attribute), None) if attribute.values.len() == 1 => Ok(Some(attribute.values[0])),
            _ => Err(NotDer),
        }
    }

    /// The values of an unsigned attribute; none when it is not there.
    pub(crate) fn unsigned_attribute(&self, oid: ObjectIdentifier) -> Vec<Element<'a>> {
        let named = self
            .unsigned
            .iter()
            .filter(|attribute| attribute.oid == oid);
        named
            .flat_map(|attribute| attribute.values.clone())
            .collect()
    }
}

/// `RevocationInfoChoice` (RFC 5652 §10.2.1): a list, or an OCSP response under its own identifier (RFC 5940 §2.1).
fn revocation_information<'a>(choice: &Element<'a>) -> Result<Option<&'a [u8]>, NotDer> {
    match choice.tag {
        tag::SEQUENCE => Ok(Some(choice.raw)),
        0xa1 => {
            let mut other = Reader::new(choice.content);
            let known = other.oid()? == oid::OCSP_RESPONSE_IN_CMS;
            Ok(known.then_some(other.rest()))
        }
        _ => Err(NotDer),
    }
}

fn algorithms(content: &[u8]) -> Result<Vec<AlgorithmIdentifier<'_>>, NotDer> {
    let mut reader = Reader::new(content);
    let mut algorithms = Vec::new();
    while !reader.is_empty() {
        algorithms.push(reader.algorithm()?);
    }
    Ok(algorithms)
}

/// Whether a document is what a signer's attributes look like when they are hashed. A signature over attributes could
/// be passed off as one over such a document, and the other way round.
pub(crate) fn looks_like_attributes(content: &[u8]) -> bool {
    let names = |attributes: Vec<Attribute<'_>>| {
        attributes
            .iter()
            .any(|attribute| [oid::CONTENT_TYPE, oid::MESSAGE_DIGEST].contains(&attribute.oid))
    };
    Reader::new(content)
        .only(tag::SET)
        .and_then(|set| attributes(set.content))
        .is_ok_and(names)
}

fn attributes(content: &[u8]) -> Result<Vec<Attribute<'_>>, NotDer> {
    let attribute = |attribute: &Element<'_>| attribute.tag == tag::SEQUENCE;
    let elements = Reader::new(content).all()?;
    if elements.is_empty() || !elements.iter().all(attribute) {
        return Err(NotDer);
    }
    elements
        .iter()
        .map(|attribute| {
            let mut fields = Reader::new(attribute.content);
            let oid = fields.oid()?;
            let values = Reader::new(fields.only(tag::SET)?.content).all()?;
            Ok(Attribute { oid, values })
        })
        .collect()
}
