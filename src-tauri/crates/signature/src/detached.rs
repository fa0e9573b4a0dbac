//! A signature in a file of its own, over any bytes: CAdES, or plain CMS that is shown as such.

use chrono::{DateTime, FixedOffset};

use crate::armour;
use crate::chain::{self, Path, Trust};
use crate::cms_read::SignedData;
use crate::report::{
    ChainStatus, Covers, LaterChanges, Qualified, SignatureReport, SignerReport, Verification,
    Warning, rfc3339,
};
use crate::signer::{self, Checked};

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
        complete(report, checked, doubts, trust, at)
    });
    let reports = reports.collect();
    Verification::of(reports, warnings)
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

/// What is the same for every kind of signature: the certificate, its chain, the verdict.
pub(crate) fn complete(
    mut report: SignatureReport,
    checked: Checked,
    mut doubts: Vec<String>,
    trust: &Trust,
    at: DateTime<FixedOffset>,
) -> SignatureReport {
    report.integrity = checked.integrity;
    report.algorithm = checked.algorithm;
    doubts.extend(checked.doubts);
    if let Some(certificate) = checked.certificate {
        report.signer = Some(SignerReport::of(&certificate));
        report.qualified_certificate = if certificate.claims_to_be_qualified() {
            Qualified::Unknown
        } else {
            Qualified::No
        };
        report.chain = match chain::path(&certificate, &checked.others, trust, at) {
            Path::Trusted => ChainStatus::Trusted,
            Path::Untrusted(reason) => {
                doubts.push(reason);
                ChainStatus::Untrusted
            }
            Path::Unknown(reason) => {
                doubts.push(reason);
                ChainStatus::Unknown
            }
        };
        if report.chain == ChainStatus::Trusted
            && chain::unconfirmed(&certificate, &checked.others, trust) > 0
        {
            doubts.push("В подпись вложен сертификат, который ничем не подтверждён.".into());
        }
        report.certificate = Some(certificate);
    }
    if checked.has_time_stamp {
        doubts.push("В подписи есть метка времени; этой версией она не проверяется.".into());
    }
    report.judge(&doubts, trust.revocation_waived())
}
