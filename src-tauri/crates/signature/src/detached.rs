//! A signature in a file of its own, over any bytes: CAdES, or plain CMS that is shown as such.

use chrono::{DateTime, FixedOffset};

use crate::appraisal::{Setting, complete};
use crate::armour;
use crate::cms_read::SignedData;
use crate::report::{Covers, LaterChanges, SignatureReport, Verification, Warning, rfc3339};
use crate::signer;
use crate::trust::{Evidence, Trust};

/// Checks every signer of a signature file (DER, BER, Base64 or PEM) over the bytes of a document.
#[must_use]
pub fn verify_detached(
    bytes: &[u8],
    signature: &[u8],
    trust: &Trust,
    at: DateTime<FixedOffset>,
) -> Verification {
    let unreadable = |message: &str| {
        let warning = Warning {
            code: "signature_unreadable".into(),
            message: message.to_owned(),
        };
        Verification::of(
            vec![SignatureReport::unreadable("unknown", message)],
            vec![warning],
        )
    };
    let Some(der) = armour::signature(signature) else {
        return unreadable("Файл подписи не читается: это не DER, не Base64 и не PEM.");
    };
    let signed = match SignedData::read(&der) {
        Ok((signed, [])) if !signed.signers.is_empty() => signed,
        _ => {
            return unreadable(
                "Файл подписи не читается: структура CMS записана с ошибкой или в ней никто не подписался.",
            );
        }
    };
    let mut warnings = Vec::new();
    let document = Evidence::default();
    let reports = signed.signers.iter().map(|signer| {
        let mut report = SignatureReport::unreadable("PKCS7", "");
        let mut doubts = Vec::new();
        if signed.content.is_some_and(|inside| inside != bytes) {
            doubts.push("В файле подписи лежит другой документ.".to_owned());
        }
        (report.covers, report.later_changes) = (Covers::Whole, LaterChanges::None);
        report.signed_length = Some(bytes.len());
        let mut checked = signer::check(&signed, signer, &[bytes]);
        warnings.append(&mut checked.warnings);
        if checked.names_certificate {
            report.format = "CAdES-BES".into();
        }
        report.signed_at = checked
            .signing_time
            .map(|time| rfc3339(time.fixed_offset()));
        complete(report, checked, doubts, Setting::new(trust, &document, at))
    });
    let reports = reports.collect();
    Verification::of(reports, warnings)
}

/// The DER of a signature file, whatever it came wrapped in (DER, BER, Base64, PEM); `None` when it is none of these.
#[must_use]
pub fn signature_der(file: &[u8]) -> Option<Vec<u8>> {
    armour::signature(file)
}

/// The document inside an attached signature (`.p7m`, sometimes `.sig`); `None` when it is detached or unreadable.
#[must_use]
pub fn attached_content(signature: &[u8]) -> Option<Vec<u8>> {
    let der = armour::signature(signature)?;
    let (signed, rest) = SignedData::read(&der).ok()?;
    if rest.is_empty() {
        signed.content.map(<[u8]>::to_vec)
    } else {
        None
    }
}
