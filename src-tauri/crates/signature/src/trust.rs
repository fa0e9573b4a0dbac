//! Whom the user trusts, and what the user knows about revoked certificates. Nothing is trusted by default.

use crate::accredited_list::AccreditedList;
use crate::armour;
use crate::asn1::{Reader, tag};
use crate::certificate::Certificate;
use crate::crl::Crl;
use crate::error::{CertificateError, EvidenceError, ListError};
use crate::ocsp::OcspResponse;

/// Roots, and revocation data from files.
#[derive(Debug, Clone, Default)]
pub struct Trust {
    roots: Vec<Certificate>,
    list: Option<AccreditedList>,
    evidence: Evidence,
    revocation_waived: bool,
}

impl Trust {
    /// Trusts nobody.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Trusts the certificates in a PEM file (one or more) or a DER file.
    ///
    /// # Errors
    /// When there is no certificate in it or one of them does not read.
    pub fn add(&mut self, file: &[u8]) -> Result<(), CertificateError> {
        let certificates = armour::certificates(file);
        if certificates.is_empty() {
            return Err(CertificateError::Unreadable("в файле нет сертификата"));
        }
        for der in certificates {
            self.roots.push(Certificate::from_der(&der)?);
        }
        Ok(())
    }

    /// Trusts the centres of the list of accredited ones, each for the time of its accreditation. A later list takes
    /// the place of an earlier one.
    ///
    /// # Errors
    /// As [`AccreditedList::read`].
    pub fn import_list(&mut self, xml: &[u8]) -> Result<(), ListError> {
        self.list = Some(AccreditedList::read(xml)?);
        Ok(())
    }

    /// The list of accredited centres, when one was imported.
    #[must_use]
    pub const fn list(&self) -> Option<&AccreditedList> {
        self.list.as_ref()
    }

    /// Takes in a revocation list or an OCSP response, DER or PEM. It is believed only as far as its own signature
    /// goes.
    ///
    /// # Errors
    /// When it is neither, or is written in a way that is not accepted.
    pub fn add_revocation(&mut self, file: &[u8]) -> Result<(), EvidenceError> {
        let blocks = armour::revocation(file);
        if blocks.is_empty() {
            return Err(EvidenceError::Unreadable);
        }
        for der in blocks {
            if !self.evidence.add(&der) {
                return Err(EvidenceError::Unreadable);
            }
        }
        Ok(())
    }

    /// Lets a signature be valid although nobody knows whether its certificate was revoked.
    #[must_use]
    pub const fn without_revocation(mut self) -> Self {
        self.revocation_waived = true;
        self
    }

    /// Whether revocation was waived.
    #[must_use]
    pub const fn revocation_waived(&self) -> bool {
        self.revocation_waived
    }

    /// Whether there is anybody to trust.
    pub(crate) const fn is_empty(&self) -> bool {
        self.roots.is_empty() && self.list.is_none()
    }

    /// What a path may end in that begins with this certificate: the roots, and the centres that were accredited on the
    /// day it was issued.
    pub(crate) fn anchors(&self, signer: &Certificate) -> impl Iterator<Item = &Certificate> {
        let issued = signer.not_before().fixed_offset();
        let listed = self
            .list
            .iter()
            .flat_map(move |list| list.accredited_at(issued));
        self.roots.iter().chain(listed)
    }

    /// Whether the user trusts this one by itself.
    pub(crate) fn is_root(&self, certificate: &Certificate) -> bool {
        self.roots
            .iter()
            .any(|root| root.der() == certificate.der())
    }

    /// Revocation data from files.
    pub(crate) const fn evidence(&self) -> &Evidence {
        &self.evidence
    }
}

/// Certificates and revocation data that came with a document or from files. Nothing in it is trusted by itself.
#[derive(Debug, Clone, Default)]
pub(crate) struct Evidence {
    pub(crate) certificates: Vec<Certificate>,
    pub(crate) lists: Vec<Crl>,
    pub(crate) responses: Vec<OcspResponse>,
}

impl Evidence {
    /// Takes in a DER revocation list or OCSP response; tells whether it was one.
    pub(crate) fn add(&mut self, der: &[u8]) -> bool {
        if let Ok(list) = Crl::read(der) {
            self.lists.push(list);
        } else if let Ok(response) = OcspResponse::read(der) {
            self.responses.push(response);
        } else {
            return false;
        }
        true
    }

    /// Takes in a `BasicOCSPResponse` without its wrapping, as CAdES keeps it.
    pub(crate) fn add_basic_response(&mut self, der: &[u8]) -> bool {
        let response = OcspResponse::read_basic(der);
        let known = response.is_ok();
        self.responses.extend(response);
        known
    }

    /// Takes in a certificate; tells whether it reads.
    pub(crate) fn add_certificate(&mut self, der: &[u8]) -> bool {
        let certificate = Certificate::from_der(der);
        let known = certificate.is_ok();
        self.certificates.extend(certificate);
        known
    }

    /// Takes in Adobe's `RevocationInfoArchival ::= SEQUENCE { crl [0] SEQUENCE OF OPTIONAL, ocsp [1] SEQUENCE OF
    /// OPTIONAL, otherRevInfo [2] OPTIONAL }` and CAdES's `RevocationValues`, which looks the same but keeps the bare
    /// basic responses.
    pub(crate) fn add_archive(&mut self, der: &[u8]) {
        let Ok(archive) = Reader::new(der).only(tag::SEQUENCE) else {
            return;
        };
        let mut fields = Reader::new(archive.content);
        for number in [0xa0, 0xa1] {
            let Ok(Some(list)) = fields.optional(number) else {
                continue;
            };
            let list = Reader::new(list.content).only(tag::SEQUENCE);
            for one in list
                .and_then(|list| Reader::new(list.content).all())
                .unwrap_or_default()
            {
                let _ = self.add(one.raw) || self.add_basic_response(one.raw);
            }
        }
    }

    /// Puts what another place held with it.
    pub(crate) fn join(&mut self, other: &Self) {
        self.certificates.extend_from_slice(&other.certificates);
        self.lists.extend_from_slice(&other.lists);
        self.responses.extend_from_slice(&other.responses);
    }
}
