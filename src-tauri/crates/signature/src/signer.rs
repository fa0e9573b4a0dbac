//! One signer of a CMS structure: does the signature belong to these bytes and to this certificate?

use chrono::{DateTime, Utc};

use crate::algorithm::{self, DigestAlgorithm, Rejected};
use crate::asn1::{self, Element, NotDer, Reader, tag};
use crate::certificate::Certificate;
use crate::cms_read::{SignedData, Signer, SignerId};
use crate::oid;
use crate::report::{Integrity, Warning};
use crate::trust::Evidence;

/// What was found out about a signer.
#[derive(Debug)]
pub(crate) struct Checked {
    pub(crate) integrity: Integrity,
    /// Sentences for people: what is wrong or doubtful; empty when nothing is.
    pub(crate) doubts: Vec<String>,
    /// What should be known and changes no verdict.
    pub(crate) warnings: Vec<Warning>,
    pub(crate) certificate: Option<Certificate>,
    /// The certificates that came along.
    pub(crate) others: Vec<Certificate>,
    pub(crate) algorithm: String,
    /// The time claimed in the attributes.
    pub(crate) signing_time: Option<DateTime<Utc>>,
    /// Whether the signature itself names its certificate (CAdES); without it the certificate could be exchanged.
    pub(crate) names_certificate: bool,
    /// The signature value, which time stamps are over.
    pub(crate) signature: Vec<u8>,
    /// Raw time-stamp tokens over it, unchecked.
    pub(crate) time_stamps: Vec<Vec<u8>>,
    /// Revocation data and certificates that came along, signed or not; believed only by their own signatures.
    pub(crate) evidence: Evidence,
    /// Whether an archive time stamp is there (it is named, not checked).
    pub(crate) is_archived: bool,
}

/// Checks one signer over the content, given in pieces.
pub(crate) fn check(signed: &SignedData<'_>, signer: &Signer<'_>, content: &[&[u8]]) -> Checked {
    let mut checked = Checked {
        integrity: Integrity::Unknown,
        doubts: Vec::new(),
        warnings: Vec::new(),
        certificate: None,
        others: Vec::new(),
        algorithm: algorithm::name(&signer.algorithm, &signer.digest),
        signing_time: None,
        names_certificate: false,
        signature: signer.signature.to_vec(),
        time_stamps: raw(signer.unsigned_attribute(oid::SIGNATURE_TIME_STAMP)),
        evidence: evidence(signed, signer),
        is_archived: !signer
            .unsigned_attribute(oid::ARCHIVE_TIME_STAMP_V3)
            .is_empty(),
    };
    if algorithm::is_gost_2001(&signer.algorithm) {
        checked.warnings.push(Warning {
            code: "gost_2001".into(),
            message: "Подпись поставлена по ГОСТ Р 34.10-2001. Новых подписей по этому стандарту уже не ставят: \
                      узнайте, когда она поставлена."
                .into(),
        });
    }
    certificates(signed, signer, &mut checked);
    match mathematics(signed, signer, content, &mut checked) {
        Ok(()) => checked.integrity = Integrity::Ok,
        Err(Finding::Broken(reason)) => {
            checked.integrity = Integrity::Broken;
            checked.doubts.insert(0, reason);
        }
        Err(Finding::Unknown(reason)) => checked.doubts.insert(0, reason),
    }
    checked
}

enum Finding {
    Broken(String),
    Unknown(String),
}

impl From<NotDer> for Finding {
    fn from(_: NotDer) -> Self {
        Self::Unknown("Подписанные сведения записаны с ошибкой.".into())
    }
}

fn raw(values: Vec<Element<'_>>) -> Vec<Vec<u8>> {
    values.iter().map(|value| value.raw.to_vec()).collect()
}

/// What a signature carries to be checked by later: in the CMS itself, in Adobe's signed attribute, in the unsigned
/// attributes of CAdES. What does not read is left out: then it proves nothing.
fn evidence(signed: &SignedData<'_>, signer: &Signer<'_>) -> Evidence {
    let mut evidence = Evidence::default();
    for one in &signed.revocation {
        evidence.add(one);
    }
    if let Ok(Some(archive)) = signer.signed_attribute(oid::ADOBE_REVOCATION) {
        evidence.add_archive(archive.raw);
    }
    for archive in signer.unsigned_attribute(oid::REVOCATION_VALUES) {
        evidence.add_archive(archive.raw);
    }
    for values in signer.unsigned_attribute(oid::CERTIFICATE_VALUES) {
        let list = Reader::new(values.content).all().unwrap_or_default();
        for certificate in list {
            evidence.add_certificate(certificate.raw);
        }
    }
    evidence
}

/// Sorts the certificates: the signer's own, and the others.
fn certificates(signed: &SignedData<'_>, signer: &Signer<'_>, checked: &mut Checked) {
    for der in &signed.certificates {
        let Ok(certificate) = Certificate::from_der(der) else {
            checked
                .doubts
                .push("Один из вложенных в подпись сертификатов не читается.".into());
            continue;
        };
        let own = match (certificate.parts(), signer.id) {
            (Ok(parts), SignerId::IssuerAndSerial(issuer, serial)) => {
                parts.issuer == issuer && parts.serial == serial
            }
            _ => false,
        };
        if own && checked.certificate.is_none() {
            checked.certificate = Some(certificate);
        } else if own && checked.certificate.as_ref() != Some(&certificate) {
            checked
                .doubts
                .push("В подписи два разных сертификата с одним номером.".into());
        } else {
            checked.others.push(certificate);
        }
    }
}

fn mathematics(
    signed: &SignedData<'_>,
    signer: &Signer<'_>,
    content: &[&[u8]],
    checked: &mut Checked,
) -> Result<(), Finding> {
    let unknown = |text: &str| Finding::Unknown(text.to_owned());
    let digest = DigestAlgorithm::required(&signer.digest)
        .map_err(|why| Finding::Unknown(format!("Подпись не проверена: {why}.")))?;
    // A signature straight over the content can be passed off as one over attributes and back (RFC 5652 §11.2 advises
    // signed attributes; CAdES and PAdES demand them).
    let message = signer
        .signed_bytes()
        .ok_or_else(|| unknown("Подпись без подписанных сведений не принимается."))?;

    let kind = signer
        .signed_attribute(oid::CONTENT_TYPE)?
        .ok_or_else(|| unknown("В подписи не назван вид содержимого."))?;
    if Reader::new(kind.raw).oid()? != signed.content_type {
        return Err(unknown("Подпись поставлена под содержимым другого вида."));
    }
    let expected = signer
        .signed_attribute(oid::MESSAGE_DIGEST)?
        .ok_or_else(|| unknown("В подписи нет хэша документа."))?;
    let expected = Reader::new(expected.raw).only(tag::OCTET_STRING)?.content;
    if let Some(time) = signer.signed_attribute(oid::SIGNING_TIME)? {
        checked.signing_time = Some(asn1::time(&time)?);
    }
    if let Some(protection) = signer.signed_attribute(oid::ALGORITHM_PROTECTION)? {
        algorithm_protection(&protection, signer)?;
    }

    let certificate = checked
        .certificate
        .as_ref()
        .ok_or_else(|| unknown("В подписи нет сертификата подписавшего."))?;
    if let Some(named) = signer.signed_attribute(oid::SIGNING_CERTIFICATE_V2)? {
        if !names(&named, certificate)? {
            return Err(Finding::Broken(
                "Подпись поставлена с другим сертификатом: он подменён.".into(),
            ));
        }
        checked.names_certificate = true;
    }
    let public = certificate.public_key().map_err(|_| NotDer)?;
    match algorithm::verify(
        &public,
        &signer.algorithm,
        Some(digest),
        &message,
        signer.signature,
    ) {
        Ok(()) => {}
        Err(Rejected::Wrong) => {
            return Err(Finding::Broken(
                "Подпись не подходит к сертификату подписавшего.".into(),
            ));
        }
        Err(Rejected::Unknown(what)) => {
            return Err(Finding::Unknown(format!("Подпись не проверена: {what}.")));
        }
    }
    if digest.digest(content) != expected {
        return Err(Finding::Broken(
            "Документ изменён после подписания: его хэш не совпадает с подписанным.".into(),
        ));
    }
    Ok(())
}

/// RFC 5035: the first ESSCertIDv2 is the signer's certificate.
fn names(attribute: &Element<'_>, certificate: &Certificate) -> Result<bool, NotDer> {
    let mut fields = Reader::new(Reader::new(attribute.raw).only(tag::SEQUENCE)?.content);
    let list = Reader::new(fields.expect(tag::SEQUENCE)?.content).all()?;
    let first = list
        .first()
        .filter(|first| first.tag == tag::SEQUENCE)
        .ok_or(NotDer)?;
    let mut id = Reader::new(first.content);
    let mut digest = DigestAlgorithm::Sha256;
    if id.rest().first() == Some(&tag::SEQUENCE) {
        digest = DigestAlgorithm::from_identifier(&id.algorithm()?).ok_or(NotDer)?;
    }
    let hash = id.expect(tag::OCTET_STRING)?.content;
    if hash != digest.digest(&[certificate.der()]) {
        return Ok(false);
    }
    if let Some(issuer_serial) = id.optional(tag::SEQUENCE)? {
        let mut pair = Reader::new(issuer_serial.content);
        let names = Reader::new(pair.expect(tag::SEQUENCE)?.content)
            .only(0xa4)?
            .content;
        let serial = pair.expect(tag::INTEGER)?.content;
        let parts = certificate.parts().map_err(|_| NotDer)?;
        return Ok(names == parts.issuer && serial == parts.serial);
    }
    Ok(true)
}

/// RFC 6211: the algorithms named inside the signature are those outside.
fn algorithm_protection(attribute: &Element<'_>, signer: &Signer<'_>) -> Result<(), Finding> {
    let mut fields = Reader::new(Reader::new(attribute.raw).only(tag::SEQUENCE)?.content);
    let digest = fields.algorithm()?;
    let algorithm = fields.expect(0xa1)?;
    let mut oid = Reader::new(algorithm.content);
    if digest.oid == signer.digest.oid && oid.oid()? == signer.algorithm.oid {
        return Ok(());
    }
    Err(Finding::Broken("Алгоритмы подписи подменены.".into()))
}
