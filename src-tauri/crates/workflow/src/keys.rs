//! Keys at work: opened, found fit for today, and never trusted without a look at what they made.

use chrono::{DateTime, FixedOffset};
use signature::{
    Certificate, PdfSignatureOptions, Pkcs12, SigningKey, SoftwareKey, TimeStamping, Trust,
    Verification,
};

use crate::failure::Failure;
use crate::report;

/// Opens a PKCS#12 file and refuses a key that may not sign today.
///
/// # Errors
/// [`Failure::Key`]: no such container, wrong password, no key, a certificate out of its term or of other use.
pub fn open_pkcs12(
    bytes: &[u8],
    password: &str,
    now: DateTime<FixedOffset>,
) -> Result<SoftwareKey, Failure> {
    let key = Pkcs12::open(bytes, password)?;
    usable(&key, now)?;
    Ok(key)
}

/// Signs a PDF, and beside it when asked, and checks what came out. With a service the signature inside gets its time
/// stamp (PAdES-T).
///
/// # Errors
/// [`Failure::Sign`], [`Failure::PdfFile`]; [`Failure::OwnSignature`] when the result does not verify.
pub fn sign_file(
    pdf: &[u8],
    key: &dyn SigningKey,
    detached: bool,
    service: Option<&dyn TimeStamping>,
    now: DateTime<FixedOffset>,
) -> Result<(Vec<u8>, Option<Vec<u8>>), Failure> {
    usable(key, now)?;
    let signed = match service {
        Some(service) => {
            let options = PdfSignatureOptions::at(now);
            let signed = signature::sign_pdf_with_time_stamp(pdf, key, &options, service)?;
            report::must_be_whole(&signature::verify_pdf(&signed, &Trust::new(), now))?;
            signed
        }
        None => sign(pdf, key, now)?.0,
    };
    let beside = if detached {
        Some(sign_beside(&signed, key, now)?)
    } else {
        None
    };
    Ok((signed, beside))
}

/// Whom a certificate names, as people read it: surname and given names, else the common name, else the organization.
#[must_use]
pub fn holder(certificate: &Certificate) -> String {
    let subject = certificate.subject();
    match (&subject.surname, &subject.given_name) {
        (Some(surname), Some(given_name)) => format!("{surname} {given_name}"),
        _ => subject
            .common_name
            .clone()
            .or_else(|| subject.organization.clone())
            .unwrap_or_default(),
    }
}

/// Refuses a certificate that may not sign now.
pub(crate) fn usable(key: &dyn SigningKey, now: DateTime<FixedOffset>) -> Result<(), Failure> {
    key.certificate()
        .usable_for_signing(now)
        .map_err(|error| Failure::Key(error.into()))
}

/// PAdES-B, with what the check of it said.
pub(crate) fn sign(
    pdf: &[u8],
    key: &dyn SigningKey,
    now: DateTime<FixedOffset>,
) -> Result<(Vec<u8>, Verification), Failure> {
    let signed = signature::sign_pdf(pdf, key, &PdfSignatureOptions::at(now))?;
    let verification = signature::verify_pdf(&signed, &Trust::new(), now);
    report::must_be_whole(&verification)?;
    Ok((signed, verification))
}

/// CAdES-BES over these very bytes, verified.
pub(crate) fn sign_beside(
    bytes: &[u8],
    key: &dyn SigningKey,
    now: DateTime<FixedOffset>,
) -> Result<Vec<u8>, Failure> {
    let detached = signature::sign_detached(bytes, key, now)?;
    report::must_be_whole(&signature::verify_detached(
        bytes,
        &detached,
        &Trust::new(),
        now,
    ))?;
    Ok(detached)
}
