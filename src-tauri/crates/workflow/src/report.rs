//! What is said of a signature: `verify` and the `report.json` of a composed letter (contract §4).

use chrono::{DateTime, FixedOffset};
use pdf_file::PdfFile;
use request::Problem;
use serde::Serialize;
use serde_json::{Value, json};
use signature::{
    Attachment, Covers, Custody, Integrity, SignatureReport, SigningKey, Trust, Verification,
};

use crate::failure::Failure;

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

/// Verifies a signed PDF and reads the request from the signed revision.
#[must_use]
pub fn verify_pdf(pdf: &[u8], trust: &Trust, at: DateTime<FixedOffset>) -> (Verification, Value) {
    let verification = signature::verify_pdf(pdf, trust, at);
    let request = signed_request(&verification);
    let report = with_request(&verification, request);
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
    let report = with_request(&verification, request);
    (verification, report)
}

/// The verification of our own output; [`finish`] makes it `report.json`.
pub(crate) fn own(
    pdf: &[u8],
    key: Option<&dyn SigningKey>,
    now: DateTime<FixedOffset>,
) -> Result<Value, Failure> {
    let (verification, mut report) = verify_pdf(pdf, &Trust::new(), now);
    if key.is_some() {
        must_be_whole(&verification)?;
    } else {
        report["request"] = request_inside(pdf);
    }
    Ok(report)
}

/// Makes a verification `report.json`: its legal force, who made it, what a person should know besides.
pub(crate) fn finish(report: &mut Value, legal_force: LegalForce, warnings: &[Warning]) {
    report["legal_force"] = json!(legal_force);
    report["tool"] = json!(concat!("Zapros ", env!("CARGO_PKG_VERSION")));
    if let Some(said) = report["warnings"].as_array_mut() {
        said.extend(warnings.iter().map(|warning| json!(warning)));
    }
}

fn with_request(verification: &Verification, request: Value) -> Value {
    let mut report = json!(verification);
    report["request"] = request;
    report
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

/// The request as the last intact signature covers it: from the revision that was signed, not from the file at hand.
fn signed_request(verification: &Verification) -> Value {
    verification
        .signatures
        .iter()
        .rfind(|one| one.integrity == Integrity::Ok && one.covers != Covers::Unknown)
        .map_or(Value::Null, |one| request_among(&one.attachments))
}

/// `request.json` of a PDF, or null.
fn request_inside(pdf: &[u8]) -> Value {
    let Ok(file) = PdfFile::parse(pdf) else {
        return Value::Null;
    };
    let last = file.revisions().len().saturating_sub(1);
    file.attachments(last)
        .map_or(Value::Null, |attachments| request_among(&attachments))
}

fn request_among(attachments: &[Attachment]) -> Value {
    attachments
        .iter()
        .find(|attachment| attachment.name == "request.json")
        .and_then(|attachment| serde_json::from_slice(&attachment.content).ok())
        .unwrap_or(Value::Null)
}
