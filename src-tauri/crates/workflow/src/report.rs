//! What is said of a signature: `verify` and the `report.json` of a composed letter (contract §4).

use chrono::{DateTime, FixedOffset};
use pdf_file::PdfFile;
use request::Problem;
use serde::Serialize;
use serde_json::{Value, json};
use signature::{Covers, Custody, Integrity, SignatureReport, Trust, Verification};

use crate::failure::Failure;
use crate::signer;

/// What a request may unpack to; enclosures are not in it.
const MAX_REQUEST: usize = 16 << 20;

/// Something a person should know; it never changes the exit code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// For programs.
    pub code: String,
    /// The field it is about, as a JSON Pointer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// For people, in Russian.
    pub message: String,
}

impl Warning {
    /// A warning about the letter as a whole.
    pub(crate) fn new(code: &str, message: &str) -> Self {
        Self {
            code: code.to_owned(),
            field: None,
            message: message.to_owned(),
        }
    }
}

impl From<&Problem> for Warning {
    fn from(problem: &Problem) -> Self {
        Self {
            code: problem.code.clone(),
            field: Some(problem.field.clone()),
            message: problem.message.clone(),
        }
    }
}

/// What force the signature of a letter has (63-ФЗ ст. 5, 6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LegalForce {
    /// Made by a certified tool outside; the certificate says the rest.
    QualifiedClaimed,
    /// Made by a key in software: never qualified, whatever the certificate (ст. 5 ч. 4).
    Unqualified,
    /// There is no electronic signature.
    None,
}

impl LegalForce {
    /// The force of a signature by a key that is held so; no key, no force.
    #[must_use]
    pub const fn of(custody: Option<Custody>) -> Self {
        match custody {
            None => Self::None,
            Some(Custody::Software) => Self::Unqualified,
            Some(Custody::Device | Custody::Outside) => Self::QualifiedClaimed,
        }
    }
}

/// Verifies a signed PDF and reads the request from the signed revision. A file that carries its document inside the
/// signature (`.p7m`, sometimes `.sig`) is checked over that document.
#[must_use]
pub fn verify_pdf(pdf: &[u8], trust: &Trust, at: DateTime<FixedOffset>) -> (Verification, Value) {
    if let Some(inside) = signature::attached_content(pdf) {
        return verify_detached(&inside, pdf, trust, at);
    }
    let verification = signature::verify_pdf(pdf, trust, at);
    // From the revision that was signed, not from the file at hand.
    let request = verification
        .signed_part(pdf)
        .map_or(Value::Null, request_inside);
    let report = with_request(&verification, request, at);
    (verification, report)
}

/// Verifies a detached signature over any bytes; a PDF gives its request when the signature is whole.
#[must_use]
pub fn verify_detached(
    bytes: &[u8],
    signature: &[u8],
    trust: &Trust,
    at: DateTime<FixedOffset>,
) -> (Verification, Value) {
    let verification = signature::verify_detached(bytes, signature, trust, at);
    let whole = !verification.signatures.is_empty() && verification.signatures.iter().all(is_whole);
    let request = if whole {
        request_inside(bytes)
    } else {
        Value::Null
    };
    let report = with_request(&verification, request, at);
    (verification, report)
}

/// What the check of our own output said (an unsigned letter has nothing to check); [`finish`] makes it `report.json`.
pub(crate) fn own(verification: &Verification, pdf: &[u8]) -> Value {
    let mut report = json!(verification);
    report["request"] = request_inside(pdf);
    report
}

/// Makes a verification `report.json`: its legal force, who made it, what a person should know besides.
pub(crate) fn finish(report: &mut Value, legal_force: LegalForce, warnings: &[Warning]) {
    report["legal_force"] = json!(legal_force);
    report["tool"] = json!(concat!("Zapros ", env!("CARGO_PKG_VERSION")));
    if let Some(said) = report["warnings"].as_array_mut() {
        for warning in warnings {
            // The verification may have said it already.
            if said.iter().all(|one| one["code"] != warning.code) {
                said.push(json!(warning));
            }
        }
    }
}

/// A data file of a PDF as it stands now.
pub(crate) fn inside(pdf: &[u8], name: &str) -> Option<Value> {
    let file = PdfFile::parse(pdf).ok()?;
    let last = file.revisions().len().saturating_sub(1);
    let found = file.attachment(last, name, MAX_REQUEST).ok()??;
    serde_json::from_slice(&found.content).ok()
}

fn with_request(verification: &Verification, request: Value, at: DateTime<FixedOffset>) -> Value {
    let mut report = json!(verification);
    let signers = signer_matches(verification, &request, at);
    for (place, signer) in signers.iter().enumerate() {
        report["signatures"][place]["signer_is_applicant"] = match signer {
            SignerMatch::Applicant => json!(true),
            SignerMatch::Other => json!(false),
            SignerMatch::Unknown => Value::Null,
        };
    }
    let applicant_signed = signers.contains(&SignerMatch::Applicant);
    if let (false, true, Some(warnings)) = (
        applicant_signed,
        signers.contains(&SignerMatch::Other),
        report["warnings"].as_array_mut(),
    ) {
        warnings.push(json!(Warning::new(
            "signer_differs",
            "Владелец сертификата – не тот, от чьего имени письмо."
        )));
    }
    report["request"] = request;
    report
}

/// Whether a signature is the applicant's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignerMatch {
    /// The certificate names the applicant, or the representative when there is one.
    Applicant,
    /// It names somebody else.
    Other,
    /// There is no request to compare with, or no certificate, or it is a time stamp.
    Unknown,
}

/// Compares the holder of each signature with the applicant of the request inside.
#[must_use]
pub fn signer_matches(
    verification: &Verification,
    request: &Value,
    at: DateTime<FixedOffset>,
) -> Vec<SignerMatch> {
    let reading = request::read_value(request.clone(), at.date_naive()).ok();
    let request = reading.and_then(|reading| reading.request);
    let signatures = verification.signatures.iter();
    signatures
        .map(|one| match (&request, &one.certificate) {
            _ if one.format == "RFC3161" => SignerMatch::Unknown,
            (Some(request), Some(certificate)) => {
                if signer::is_same_person(signer::names(certificate), request.applicant()) {
                    SignerMatch::Applicant
                } else {
                    SignerMatch::Other
                }
            }
            _ => SignerMatch::Unknown,
        })
        .collect()
}

/// What we signed ourselves must verify before anybody sees it.
pub(crate) fn must_be_whole(verification: &Verification) -> Result<(), Failure> {
    match verification.signatures.last() {
        Some(signature) if is_whole(signature) => Ok(()),
        Some(signature) => Err(Failure::OwnSignature {
            reason: signature.reason.clone(),
        }),
        None => Err(Failure::OwnSignature {
            reason: "подписи в файле нет".to_owned(),
        }),
    }
}

/// Nothing but this signature, and nothing changed under it.
pub(crate) fn is_whole(signature: &SignatureReport) -> bool {
    signature.integrity == Integrity::Ok && signature.covers == Covers::Whole
}

/// `request.json` of a PDF, or null.
fn request_inside(pdf: &[u8]) -> Value {
    let Ok(file) = PdfFile::parse(pdf) else {
        return Value::Null;
    };
    let last = file.revisions().len().saturating_sub(1);
    match file.attachment(last, "request.json", MAX_REQUEST) {
        Ok(Some(attachment)) => serde_json::from_slice(&attachment.content).unwrap_or(Value::Null),
        _ => Value::Null,
    }
}
