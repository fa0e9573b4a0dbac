//! The letter among the papers: its request, its signatures, who signed.

use chrono::{DateTime, FixedOffset};
use pdf_file::PdfFile;
use request::Request;
use serde_json::{Value, json};
use signature::{Integrity, SignatureReport, Trust, Verdict};

use super::{Paper, RequestSource, SignatureClass, SignatureSummary, SignedBy};
use crate::report;
use crate::signer;

/// The letter among the papers, its request, its signatures.
pub(super) struct LookedAt {
    pub(super) request: Option<Value>,
    pub(super) source: RequestSource,
    pub(super) covered: bool,
    pub(super) verification: Value,
    pub(super) signatures: Vec<SignatureReport>,
    pub(super) scan: bool,
}

/// Finds the letter, verifies it with the signatures beside it, reads the request as far as a signature covers it.
pub(super) fn letter_of(papers: &[Paper], trust: &Trust, now: DateTime<FixedOffset>) -> LookedAt {
    let pdfs = || {
        papers
            .iter()
            .filter(|paper| paper.media_type == "application/pdf")
    };
    let carries = |paper: &&Paper| report::inside(&paper.bytes, "request.json").is_some();
    let Some(letter) = pdfs().find(carries).or_else(|| pdfs().next()) else {
        let request = papers
            .iter()
            .filter(|paper| paper.media_type == "application/json")
            .find_map(|paper| {
                let reading = request::read(&paper.bytes, now.date_naive()).ok()?;
                Some(reading.value().clone())
            });
        return LookedAt {
            source: request
                .as_ref()
                .map_or(RequestSource::None, |_| RequestSource::Json),
            request,
            covered: false,
            verification: Value::Null,
            signatures: Vec::new(),
            scan: papers
                .iter()
                .any(|paper| paper.media_type.starts_with("image/")),
        };
    };
    let (inside, report) = report::verify_pdf(&letter.bytes, trust, now);
    let mut signatures = inside.signatures;
    let mut covered = report["request"].clone();
    let mut verification = report;
    for sig in papers.iter().filter(|paper| {
        paper.media_type == "application/pkcs7-signature" && belongs(paper, letter, papers)
    }) {
        let (beside, report) = report::verify_detached(&letter.bytes, &sig.bytes, trust, now);
        if covered.is_null() {
            covered = report["request"].clone();
        }
        // One report for the letter: what is beside it stands among what is inside.
        if let (Some(all), Some(own)) = (
            verification["signatures"].as_array_mut(),
            report["signatures"].as_array(),
        ) {
            all.extend(own.iter().cloned());
        }
        signatures.extend(beside.signatures);
    }
    verification["verdict"] = json!(worst(&signatures));
    let readable = PdfFile::parse(&letter.bytes).is_ok();
    let is_covered = !covered.is_null();
    let request = if is_covered {
        Some(covered)
    } else {
        report::inside(&letter.bytes, "request.json")
    };
    LookedAt {
        source: match (&request, is_covered) {
            (Some(_), true) => RequestSource::SignedPdf,
            (Some(_), false) => RequestSource::Pdf,
            (None, _) => RequestSource::None,
        },
        scan: request.is_none() && signatures.is_empty() && readable,
        request,
        covered: is_covered,
        verification,
        signatures,
    }
}

/// Whether a signature file is this letter's: by its name, or because there is no other letter.
fn belongs(sig: &Paper, letter: &Paper, papers: &[Paper]) -> bool {
    let pdfs = papers
        .iter()
        .filter(|paper| paper.media_type == "application/pdf")
        .count();
    let stem = |name: &str| {
        name.rsplit_once('.')
            .map_or(name, |(stem, _)| stem)
            .to_lowercase()
    };
    pdfs == 1
        || stem(&sig.name) == letter.name.to_lowercase()
        || stem(&sig.name) == stem(&letter.name)
}

fn worst(signatures: &[SignatureReport]) -> Verdict {
    let verdicts = || signatures.iter().map(|one| one.verdict);
    if verdicts().any(|verdict| verdict == Verdict::Invalid) {
        Verdict::Invalid
    } else if signatures.is_empty() || verdicts().any(|verdict| verdict == Verdict::Indeterminate) {
        Verdict::Indeterminate
    } else {
        Verdict::Valid
    }
}

/// The signature in one line: what it is worth, and who made it.
pub(super) fn summary(looked: &LookedAt, request: Option<&Request>) -> SignatureSummary {
    let Some(one) = looked.signatures.last() else {
        return SignatureSummary {
            form: "none".to_owned(),
            verdict: "none".to_owned(),
            class: if looked.scan {
                SignatureClass::Scan
            } else {
                SignatureClass::Unsigned
            },
            signer: None,
            by: SignedBy::Unknown,
        };
    };
    let verdict = worst(&looked.signatures);
    let broken = looked
        .signatures
        .iter()
        .any(|one| one.integrity == Integrity::Broken);
    let qualified = json!(one.qualified_certificate) == "yes";
    let class = match verdict {
        Verdict::Invalid => SignatureClass::Invalid,
        _ if broken => SignatureClass::Invalid,
        Verdict::Indeterminate => SignatureClass::Unconfirmed,
        Verdict::Valid if qualified => SignatureClass::Qualified,
        Verdict::Valid => SignatureClass::Unqualified,
    };
    let by = one.signer.as_ref().map_or(SignedBy::Unknown, |holder| {
        let names = signer::HolderNames {
            common_name: &holder.common_name,
            surname: holder.surname.as_deref(),
            given_name: holder.given_name.as_deref(),
        };
        let Some(request) = request else {
            return SignedBy::Unknown;
        };
        if request
            .representative
            .as_ref()
            .is_some_and(|it| signer::is_same_person(names, &it.person))
        {
            SignedBy::Representative
        } else if signer::is_same_person(names, &request.subject) {
            SignedBy::Subject
        } else {
            SignedBy::Other
        }
    });
    SignatureSummary {
        form: json!(one.format).as_str().unwrap_or_default().to_owned(),
        verdict: json!(verdict).as_str().unwrap_or_default().to_owned(),
        class,
        signer: one.signer.as_ref().map(|holder| holder.common_name.clone()),
        by,
    }
}
