//! A certificate revocation list (RFC 5280 §5), read as it lies. What is not plainly a full list of the issuer itself
//! is refused: delta lists, indirect lists, lists of attribute certificates, unknown critical extensions anywhere.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::algorithm::{self, Rejected};
use crate::asn1::{AlgorithmIdentifier, Element, NotDer, Reader, extensions, tag, time};
use crate::certificate::Certificate;
use crate::name::Folded;
use crate::oid;

/// A list that reads, whoever signed it.
#[derive(Debug, Clone)]
pub(crate) struct Crl {
    der: Arc<[u8]>,
    issuer: Folded,
    pub(crate) this_update: DateTime<Utc>,
    pub(crate) next_update: DateTime<Utc>,
    /// Whether it still lists certificates whose term is over.
    pub(crate) keeps_expired: bool,
    scope: Scope,
}

/// issuingDistributionPoint (§5.2.5): which certificates and reasons the list is about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Scope {
    /// Names of the part of a divided list, raw.
    points: Vec<Vec<u8>>,
    only_users: bool,
    only_authorities: bool,
    some_reasons: bool,
}

/// What a list says of a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Entry {
    /// revocationDate, or invalidityDate where the list names an earlier one (§5.3.2).
    pub(crate) since: DateTime<Utc>,
    /// CRLReason; certificateHold is the only one that can be lifted.
    pub(crate) reason: Option<u8>,
}

impl Entry {
    /// certificateHold (6).
    pub(crate) const fn on_hold(&self) -> bool {
        matches!(self.reason, Some(6))
    }
}

/// The parts of `CertificateList` that are needed.
struct Parts<'a> {
    signed: &'a [u8],
    issuer: &'a [u8],
    this_update: Element<'a>,
    next_update: Element<'a>,
    entries: &'a [u8],
    extensions: &'a [u8],
    algorithm: AlgorithmIdentifier<'a>,
    signature: &'a [u8],
}

impl Crl {
    /// Reads a DER list.
    ///
    /// # Errors
    /// When it is no full list of version 2 with a next update, or holds what is not understood.
    pub(crate) fn read(der: &[u8]) -> Result<Self, NotDer> {
        let parts = parts(der)?;
        let mut scope = Scope::default();
        let mut keeps_expired = false;
        for extension in extensions(parts.extensions)? {
            match extension.oid {
                oid::CRL_NUMBER | oid::AUTHORITY_KEY_IDENTIFIER => {}
                oid::ISSUING_DISTRIBUTION_POINT => scope = Scope::read(extension.value)?,
                oid::EXPIRED_CERTS_ON_CRL => keeps_expired = true,
                // A delta list is critical by §5.2.4 and ends here as well.
                _ if extension.critical => return Err(NotDer),
                _ => {}
            }
        }
        // An unknown critical extension of one entry forbids to use the list for any certificate (§5.3).
        for entry in Reader::new(parts.entries).all()? {
            read_entry(&entry)?;
        }
        let list = Self {
            issuer: Folded::of_der(parts.issuer)?,
            this_update: time(&parts.this_update)?,
            next_update: time(&parts.next_update)?,
            keeps_expired,
            scope,
            der: der.into(),
        };
        Ok(list)
    }

    /// Whether the list is about this certificate: its issuer's own, for its kind and its part.
    pub(crate) fn is_about(&self, certificate: &Certificate) -> bool {
        let scope = &self.scope;
        let kind = match certificate.is_authority() {
            true => !scope.only_users,
            false => !scope.only_authorities,
        };
        let part = scope.points.is_empty() || {
            let own = distribution_points(certificate).unwrap_or_default();
            scope.points.iter().any(|point| own.contains(point))
        };
        self.issuer == *certificate.issuer_folded() && kind && part
    }

    /// Whether it lists every reason, so that silence means something.
    pub(crate) const fn is_complete(&self) -> bool {
        !self.scope.some_reasons
    }

    /// Whether this key could have signed it: same name as the list's issuer.
    pub(crate) fn may_be_signed_by(&self, issuer: &Certificate) -> bool {
        *issuer.subject_folded() == self.issuer
    }

    /// Whether this certificate's key signed it.
    pub(crate) fn is_signed_by(&self, issuer: &Certificate) -> bool {
        let check = || -> Result<(), Rejected> {
            let unreadable = || Rejected::Unknown(String::new());
            let parts = parts(&self.der).map_err(|NotDer| unreadable())?;
            let key = issuer.public_key().map_err(|_| unreadable())?;
            algorithm::verify(&key, &parts.algorithm, None, parts.signed, parts.signature)
        };
        check().is_ok()
    }

    /// What it says of a serial number; `None` when it is silent.
    pub(crate) fn entry(&self, serial: &[u8]) -> Option<Entry> {
        let parts = parts(&self.der).ok()?;
        let mut entries = Reader::new(parts.entries);
        while !entries.is_empty() {
            let (number, entry) = read_entry(&entries.next().ok()?).ok()?;
            if number == serial {
                return Some(entry);
            }
        }
        None
    }
}

/// `CertificateList ::= SEQUENCE { tbsCertList, signatureAlgorithm, signatureValue }` (§5.1).
fn parts(der: &[u8]) -> Result<Parts<'_>, NotDer> {
    let mut outer = Reader::new(Reader::new(der).only(tag::SEQUENCE)?.content);
    let signed = outer.expect(tag::SEQUENCE)?;
    let algorithm = outer.algorithm()?;
    let signature = outer.bits()?;
    let mut fields = Reader::new(signed.content);
    let version = fields.expect(tag::INTEGER)?.content;
    let inner = fields.algorithm()?;
    let issuer = fields.expect(tag::SEQUENCE)?.raw;
    let this_update = fields.next()?;
    // §5.1.2.5: nextUpdate is there in every conforming list; without it nobody could tell how old is too old.
    let next_update = fields.next()?;
    let entries = fields
        .optional(tag::SEQUENCE)?
        .map_or(&[][..], |list| list.content);
    let extensions = match fields.optional(0xa0)? {
        Some(wrapped) => Reader::new(wrapped.content).only(tag::SEQUENCE)?.content,
        None => &[],
    };
    if version != [1] || inner != algorithm || !fields.is_empty() || !outer.is_empty() {
        return Err(NotDer);
    }
    Ok(Parts {
        signed: signed.raw,
        issuer,
        this_update,
        next_update,
        entries,
        extensions,
        algorithm,
        signature,
    })
}

/// `SEQUENCE { userCertificate, revocationDate, crlEntryExtensions OPTIONAL }` (§5.3).
fn read_entry<'a>(entry: &Element<'a>) -> Result<(&'a [u8], Entry), NotDer> {
    if entry.tag != tag::SEQUENCE {
        return Err(NotDer);
    }
    let mut fields = Reader::new(entry.content);
    let serial = fields.expect(tag::INTEGER)?.content;
    let mut since = time(&fields.next()?)?;
    let mut reason = None;
    if let Some(list) = fields.optional(tag::SEQUENCE)? {
        for extension in extensions(list.content)? {
            match extension.oid {
                oid::CRL_REASON => {
                    let code = Reader::new(extension.value).only(tag::ENUMERATED)?;
                    reason = code.content.first().copied();
                }
                oid::INVALIDITY_DATE => {
                    since = since.min(time(&Reader::new(extension.value).next()?)?);
                }
                _ if extension.critical => return Err(NotDer),
                _ => {}
            }
        }
    }
    if fields.is_empty() {
        Ok((serial, Entry { since, reason }))
    } else {
        Err(NotDer)
    }
}

impl Scope {
    /// `SEQUENCE { distributionPoint [0], onlyContainsUserCerts [1], onlyContainsCACerts [2], onlySomeReasons [3],
    /// indirectCRL [4], onlyContainsAttributeCerts [5] }`, all optional.
    fn read(value: &[u8]) -> Result<Self, NotDer> {
        let mut fields = Reader::new(Reader::new(value).only(tag::SEQUENCE)?.content);
        let mut scope = Self::default();
        if let Some(point) = fields.optional(0xa0)? {
            scope.points = full_name(point.content)?;
        }
        scope.only_users = flag(&mut fields, 0x81)?;
        scope.only_authorities = flag(&mut fields, 0x82)?;
        scope.some_reasons = fields.optional(0x83)?.is_some();
        let indirect = flag(&mut fields, 0x84)?;
        let attributes = flag(&mut fields, 0x85)?;
        if indirect || attributes || !fields.is_empty() {
            return Err(NotDer);
        }
        Ok(scope)
    }
}

fn flag(fields: &mut Reader<'_>, number: u8) -> Result<bool, NotDer> {
    let flag = fields.optional(number)?;
    Ok(flag.is_some_and(|flag| flag.content != [0]))
}

/// `DistributionPointName`: the raw general names of fullName; a name relative to the issuer is refused.
fn full_name(content: &[u8]) -> Result<Vec<Vec<u8>>, NotDer> {
    let names = Reader::new(content).only(0xa0)?;
    let names = Reader::new(names.content).all()?;
    Ok(names.iter().map(|name| name.raw.to_vec()).collect())
}

/// The names of a certificate's own distribution points (§4.2.1.13), those with another issuer left out.
fn distribution_points(certificate: &Certificate) -> Result<Vec<Vec<u8>>, NotDer> {
    let Some(value) = certificate.extension(oid::CRL_DISTRIBUTION_POINTS) else {
        return Ok(Vec::new());
    };
    let mut names = Vec::new();
    for point in Reader::new(Reader::new(value).only(tag::SEQUENCE)?.content).all()? {
        let mut fields = Reader::new(point.content);
        let name = fields.optional(0xa0)?;
        fields.optional(0x81)?;
        if let (Some(name), true) = (name, fields.is_empty()) {
            names.extend(full_name(name.content)?);
        }
    }
    Ok(names)
}
