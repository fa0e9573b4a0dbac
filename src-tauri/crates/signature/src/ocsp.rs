//! An OCSP response (RFC 6960 §4.2), read as it lies: basic, successful, with extensions that are understood.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::algorithm::{self, DigestAlgorithm};
use crate::asn1::{AlgorithmIdentifier, Element, NotDer, Reader, extensions, tag, time};
use crate::certificate::Certificate;
use crate::crl::Entry;
use crate::name::Folded;
use crate::oid;

/// A response that reads, whoever signed it.
#[derive(Debug, Clone)]
pub(crate) struct OcspResponse {
    /// The whole `BasicOCSPResponse`.
    der: Arc<[u8]>,
    pub(crate) produced_at: DateTime<Utc>,
    responder: Responder,
    /// The certificates that came along.
    pub(crate) certificates: Vec<Certificate>,
    pub(crate) answers: Vec<Answer>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Responder {
    Name(Folded),
    /// SHA-1 of the responder's key.
    Key(Vec<u8>),
}

/// What is said of one certificate.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    hash: Hash,
    name_hash: Vec<u8>,
    key_hash: Vec<u8>,
    serial: Vec<u8>,
    pub(crate) status: Status,
    pub(crate) this_update: DateTime<Utc>,
    pub(crate) next_update: Option<DateTime<Utc>>,
    /// Whether the responder keeps what it knew of certificates whose term is over (§4.4.4).
    pub(crate) keeps_expired: bool,
}

/// certStatus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    Good,
    Revoked(Entry),
    Unknown,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hash {
    /// It only names the issuer here; the response is signed with something better.
    Sha1,
    Strong(DigestAlgorithm),
}

impl Hash {
    fn of(algorithm: &AlgorithmIdentifier<'_>) -> Result<Self, NotDer> {
        if algorithm.oid == oid::SHA1 && algorithm.parameters.is_absent_or_null() {
            return Ok(Self::Sha1);
        }
        DigestAlgorithm::from_identifier(algorithm)
            .map(Self::Strong)
            .ok_or(NotDer)
    }

    fn digest(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha1 => algorithm::sha1(bytes),
            Self::Strong(digest) => digest.digest(&[bytes]),
        }
    }
}

impl OcspResponse {
    /// Reads `OCSPResponse ::= SEQUENCE { responseStatus, responseBytes [0] }`.
    ///
    /// # Errors
    /// When it is not a successful basic response, or holds what is not understood.
    pub(crate) fn read(der: &[u8]) -> Result<Self, NotDer> {
        let mut outer = Reader::new(Reader::new(der).only(tag::SEQUENCE)?.content);
        let status = outer.expect(tag::ENUMERATED)?;
        let wrapped = Reader::new(outer.only(0xa0)?.content).only(tag::SEQUENCE)?;
        let mut bytes = Reader::new(wrapped.content);
        let kind = bytes.oid()?;
        let basic = bytes.only(tag::OCTET_STRING)?;
        if status.content != [0] || kind != oid::OCSP_BASIC {
            return Err(NotDer);
        }
        Self::read_basic(basic.content)
    }

    /// Reads `BasicOCSPResponse ::= SEQUENCE { tbsResponseData, signatureAlgorithm, signature, certs [0] OPTIONAL }`.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub(crate) fn read_basic(der: &[u8]) -> Result<Self, NotDer> {
        let mut outer = Reader::new(Reader::new(der).only(tag::SEQUENCE)?.content);
        let data = outer.expect(tag::SEQUENCE)?;
        outer.algorithm()?;
        outer.bits()?;
        let mut certificates = Vec::new();
        if let Some(wrapped) = outer.optional(0xa0)? {
            let list = Reader::new(wrapped.content).only(tag::SEQUENCE)?;
            for one in Reader::new(list.content).all()? {
                certificates.push(Certificate::from_der(one.raw).map_err(|_| NotDer)?);
            }
        }
        let mut fields = Reader::new(data.content);
        // version [0] EXPLICIT DEFAULT v1: DER leaves it out.
        let responder = match fields.next()? {
            Element {
                tag: 0xa1, content, ..
            } => Responder::Name(Folded::of_der(
                Reader::new(content).only(tag::SEQUENCE)?.raw,
            )?),
            Element {
                tag: 0xa2, content, ..
            } => {
                let hash = Reader::new(content).only(tag::OCTET_STRING)?;
                Responder::Key(hash.content.to_vec())
            }
            _ => return Err(NotDer),
        };
        let produced_at = time(&fields.next()?)?;
        let answers = Reader::new(fields.expect(tag::SEQUENCE)?.content).all()?;
        let answers = answers.iter().map(Answer::read).collect::<Result<_, _>>()?;
        if let Some(wrapped) = fields.optional(0xa1)? {
            let list = Reader::new(wrapped.content).only(tag::SEQUENCE)?;
            for extension in extensions(list.content)? {
                if extension.critical && extension.oid != oid::OCSP_NONCE {
                    return Err(NotDer);
                }
            }
        }
        if !fields.is_empty() || !outer.is_empty() {
            return Err(NotDer);
        }
        Ok(Self {
            der: der.into(),
            produced_at,
            responder,
            certificates,
            answers,
        })
    }

    /// Whether the response names this certificate as its responder's.
    pub(crate) fn may_be_signed_by(&self, responder: &Certificate) -> bool {
        match &self.responder {
            Responder::Name(name) => name == responder.subject_folded(),
            Responder::Key(hash) => responder
                .public_key()
                .is_ok_and(|key| algorithm::sha1(key.bits) == *hash),
        }
    }

    /// Whether this certificate's key signed it.
    pub(crate) fn is_signed_by(&self, responder: &Certificate) -> bool {
        let check = || -> Result<bool, NotDer> {
            let mut outer = Reader::new(Reader::new(&self.der).only(tag::SEQUENCE)?.content);
            let data = outer.expect(tag::SEQUENCE)?;
            let algorithm = outer.algorithm()?;
            let signature = outer.bits()?;
            let key = responder.public_key().map_err(|_| NotDer)?;
            Ok(algorithm::verify(&key, &algorithm, None, data.raw, signature).is_ok())
        };
        check().unwrap_or(false)
    }
}

impl Answer {
    /// `SingleResponse ::= SEQUENCE { certID, certStatus, thisUpdate, nextUpdate [0], singleExtensions [1] }`.
    fn read(answer: &Element<'_>) -> Result<Self, NotDer> {
        if answer.tag != tag::SEQUENCE {
            return Err(NotDer);
        }
        let mut fields = Reader::new(answer.content);
        let mut id = Reader::new(fields.expect(tag::SEQUENCE)?.content);
        let hash = Hash::of(&id.algorithm()?)?;
        let name_hash = id.expect(tag::OCTET_STRING)?.content.to_vec();
        let key_hash = id.expect(tag::OCTET_STRING)?.content.to_vec();
        let serial = id.only(tag::INTEGER)?.content.to_vec();
        let status = match fields.next()? {
            Element {
                tag: 0x80,
                content: [],
                ..
            } => Status::Good,
            Element {
                tag: 0xa1, content, ..
            } => Status::Revoked(revoked(content)?),
            Element {
                tag: 0x82,
                content: [],
                ..
            } => Status::Unknown,
            _ => return Err(NotDer),
        };
        let this_update = time(&fields.next()?)?;
        let next_update = match fields.optional(0xa0)? {
            Some(wrapped) => Some(time(&Reader::new(wrapped.content).next()?)?),
            None => None,
        };
        let mut keeps_expired = false;
        if let Some(wrapped) = fields.optional(0xa1)? {
            let list = Reader::new(wrapped.content).only(tag::SEQUENCE)?;
            for extension in extensions(list.content)? {
                match extension.oid {
                    oid::OCSP_ARCHIVE_CUTOFF => keeps_expired = true,
                    _ if extension.critical => return Err(NotDer),
                    _ => {}
                }
            }
        }
        if !fields.is_empty() {
            return Err(NotDer);
        }
        Ok(Self {
            hash,
            name_hash,
            key_hash,
            serial,
            status,
            this_update,
            next_update,
            keeps_expired,
        })
    }

    /// Whether the answer is about this certificate of this issuer (§4.1.1).
    pub(crate) fn is_about(&self, certificate: &Certificate, issuer: &Certificate) -> bool {
        let (Ok(parts), Ok(key)) = (certificate.parts(), issuer.public_key()) else {
            return false;
        };
        parts.serial == self.serial
            && self.hash.digest(parts.issuer) == self.name_hash
            && self.hash.digest(key.bits) == self.key_hash
    }
}

/// `RevokedInfo ::= SEQUENCE { revocationTime, revocationReason [0] EXPLICIT OPTIONAL }`, implicitly tagged.
fn revoked(content: &[u8]) -> Result<Entry, NotDer> {
    let mut fields = Reader::new(content);
    let since = time(&fields.next()?)?;
    let reason = match fields.optional(0xa0)? {
        Some(wrapped) => {
            let code = Reader::new(wrapped.content).only(tag::ENUMERATED)?;
            code.content.first().copied()
        }
        None => None,
    };
    if fields.is_empty() {
        Ok(Entry { since, reason })
    } else {
        Err(NotDer)
    }
}
