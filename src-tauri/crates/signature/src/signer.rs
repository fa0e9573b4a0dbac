//! One signer of a CMS structure: does the signature belong to these bytes and to this certificate?

use chrono::{DateTime, Utc};

use crate::algorithm::{self, DigestAlgorithm, Rejected};
use crate::asn1::{self, Element, NotDer, Reader, tag};
use crate::certificate::Certificate;
use crate::cms_read::{SignedData, Signer, SignerId, looks_like_attributes};
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
    if let SignerId::KeyIdentifier = signer.id {
        // Приказ Минцифры № 472 and CAdES want issuer and serial.
        return Err(unknown(
            "Подписавший назван не издателем и номером сертификата, а номером ключа: такая подпись не принимается.",
        ));
    }
    let Some(message) = signer.signed_bytes() else {
        return over_the_content(signed, signer, digest, content, checked);
    };

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

    let certificate = own(checked)?;
    let mut is_named = false;
    for (attribute, version) in [
        (oid::SIGNING_CERTIFICATE, EssVersion::V1),
        (oid::SIGNING_CERTIFICATE_V2, EssVersion::V2),
    ] {
        let Some(named) = signer.signed_attribute(attribute)? else {
            continue;
        };
        if !names(&named, version, certificate)? {
            return Err(Finding::Broken(
                "Подпись поставлена с другим сертификатом: он подменён.".into(),
            ));
        }
        is_named = true;
    }
    value_fits(certificate, signer, digest, &message)?;
    checked.names_certificate = is_named;
    if digest.digest(content) != expected {
        return Err(Finding::Broken(
            "Документ изменён после подписания: его хэш не совпадает с подписанным.".into(),
        ));
    }
    Ok(())
}

/// RFC 5652 §5.4: without attributes the signature is over the content, which then is plain data (§5.3).
fn over_the_content(
    signed: &SignedData<'_>,
    signer: &Signer<'_>,
    digest: DigestAlgorithm,
    content: &[&[u8]],
    checked: &Checked,
) -> Result<(), Finding> {
    if signed.content_type != oid::DATA {
        return Err(Finding::Unknown(
            "В подписи нет подписанных сведений, а они обязательны.".into(),
        ));
    }
    let content = content.concat();
    if looks_like_attributes(&content) {
        return Err(Finding::Unknown(
            "Документ выглядит как подписанные сведения другой подписи: она могла быть взята оттуда.".into(),
        ));
    }
    value_fits(own(checked)?, signer, digest, &content).map_err(|finding| match finding {
        Finding::Broken(_) => Finding::Broken(
            "Подпись не подходит к документу: изменён он, подпись или сертификат.".into(),
        ),
        unknown => unknown,
    })
}

fn own(checked: &Checked) -> Result<&Certificate, Finding> {
    checked
        .certificate
        .as_ref()
        .ok_or_else(|| Finding::Unknown("В подписи нет сертификата подписавшего.".into()))
}

fn value_fits(
    certificate: &Certificate,
    signer: &Signer<'_>,
    digest: DigestAlgorithm,
    message: &[u8],
) -> Result<(), Finding> {
    let public = certificate.public_key().map_err(|_| NotDer)?;
    algorithm::verify(
        &public,
        &signer.algorithm,
        Some(digest),
        message,
        signer.signature,
    )
    .map_err(|rejected| match rejected {
        Rejected::Wrong => {
            Finding::Broken("Подпись не подходит к сертификату подписавшего.".into())
        }
        Rejected::Unknown(what) => Finding::Unknown(format!("Подпись не проверена: {what}.")),
    })
}

/// Which attribute names the signer's certificate.
#[derive(Clone, Copy)]
enum EssVersion {
    /// ESSCertID (RFC 2634 §5.4.1): the hash is SHA-1. It proves less, and what it contradicts is refused all the same.
    V1,
    /// ESSCertIDv2 (RFC 5035 §4): the hash is named, SHA-256 when it is not.
    V2,
}

/// The first identifier in the attribute is that of the signer's certificate.
fn names(
    attribute: &Element<'_>,
    version: EssVersion,
    certificate: &Certificate,
) -> Result<bool, NotDer> {
    let mut fields = Reader::new(Reader::new(attribute.raw).only(tag::SEQUENCE)?.content);
    let list = Reader::new(fields.expect(tag::SEQUENCE)?.content).all()?;
    let first = list
        .first()
        .filter(|first| first.tag == tag::SEQUENCE)
        .ok_or(NotDer)?;
    let mut id = Reader::new(first.content);
    let expected = match version {
        EssVersion::V1 => algorithm::sha1(certificate.der()),
        EssVersion::V2 => {
            let mut digest = DigestAlgorithm::Sha256;
            if id.rest().first() == Some(&tag::SEQUENCE) {
                digest = DigestAlgorithm::from_identifier(&id.algorithm()?).ok_or(NotDer)?;
            }
            digest.digest(&[certificate.der()])
        }
    };
    if id.expect(tag::OCTET_STRING)?.content != expected {
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
