//! Signatures inside a PDF. Fails closed: what is not plainly as ISO 32000-1 §12.8 and ETSI EN 319 142-1 want it is
//! listed with its reason and never valid.

mod byte_range;
mod later;
mod survey;

use chrono::{DateTime, FixedOffset, NaiveDateTime, TimeZone as _};
use pdf_file::{Object, PdfFile};

use self::later::Later;
use self::survey::{Found, MAX_SIGNATURES, Place, Survey};
use crate::appraisal::{Setting, complete, complete_time_stamp};
use crate::cms_read::SignedData;
use crate::dss;
use crate::report::{Covers, LaterChanges, SignatureReport, Verification, Warning, rfc3339};
use crate::signer;
use crate::trust::Trust;

/// Checks every signature in a PDF at a moment.
#[must_use]
pub fn verify_pdf(bytes: &[u8], trust: &Trust, at: DateTime<FixedOffset>) -> Verification {
    let mut warnings = Vec::new();
    let file = match PdfFile::parse(bytes) {
        Ok(file) => file,
        Err(error) => {
            let reason = format!("Документ не читается однозначно: {error}.");
            warnings.push(Warning {
                code: error.code().into(),
                message: format!("{reason} {}", error.hint()),
            });
            let seen = bytes
                .windows(10)
                .filter(|window| window == b"/ByteRange")
                .take(MAX_SIGNATURES);
            let signatures = seen
                .map(|_| SignatureReport::unreadable("unknown", &*reason))
                .collect();
            return Verification::of(signatures, warnings);
        }
    };
    let survey = Survey::of(&file);
    if survey.damaged > 0 {
        warnings.push(Warning {
            code: "damaged_objects".into(),
            message: format!("Не читаются объекты документа: {}.", survey.damaged),
        });
    }
    let later = Later::of(&file, &survey);
    let document = Document {
        file: &file,
        survey: &survey,
        later: &later,
    };
    // The last first: a document time stamp proves when everything before it existed.
    let kept = dss::evidence(&file);
    let mut stamps = Vec::new();
    let mut signatures = Vec::new();
    for found in survey.found.iter().rev() {
        let Found::Plain(place) = found else {
            signatures.push(SignatureReport::unreadable("unknown", HIDDEN));
            continue;
        };
        let over = stamps
            .iter()
            .filter(|(revision, _)| *revision > place.revision);
        let setting = over.fold(Setting::new(trust, &kept, at), |setting, (_, time)| {
            setting.under(*time)
        });
        let (report, time) = verify_one(&document, place, setting, &mut warnings);
        stamps.extend(time.map(|time| (place.revision, time)));
        signatures.push(report);
    }
    signatures.reverse();
    if file.revisions().len() > 1 && signatures.is_empty() {
        warnings.push(Warning {
            code: "unsigned_revisions".into(),
            message: "Документ сохраняли несколько раз, подписей в нём нет.".into(),
        });
    }
    Verification::of(signatures, warnings)
}

const HIDDEN: &str =
    "Подпись лежит в сжатом потоке объектов или внутри другого объекта: её байты нельзя проверить.";

/// What is known of the whole file.
struct Document<'f> {
    file: &'f PdfFile<'f>,
    survey: &'f Survey,
    later: &'f Later,
}

/// Also gives the time of a document time stamp when it is proven.
fn verify_one(
    document: &Document<'_>,
    place: &Place,
    setting: Setting<'_>,
    warnings: &mut Vec<Warning>,
) -> (SignatureReport, Option<DateTime<FixedOffset>>) {
    let file = document.file;
    let waived = setting.trust.revocation_waived();
    let Some(dictionary) = place.written.dictionary() else {
        let reason = "Подпись записана с ошибкой.";
        return (SignatureReport::unreadable("unknown", reason), None);
    };
    let (format, is_cades) = match dictionary.get("SubFilter").and_then(Object::as_name) {
        Some(b"ETSI.CAdES.detached") => ("PAdES-B", true),
        Some(b"adbe.pkcs7.detached") => ("PKCS7", false),
        Some(b"ETSI.RFC3161") => ("RFC3161", false),
        _ => {
            let reason = "Вид подписи не поддерживается.";
            return (SignatureReport::unreadable("unknown", reason), None);
        }
    };
    let mut report = SignatureReport::unreadable(format, "");
    let mut doubts = Vec::new();
    let known_filter = ["Adobe.PPKLite", "CryptoPro PDF"]
        .iter()
        .any(|filter| dictionary.is_name("Filter", filter));
    if !known_filter {
        doubts.push("Обработчик подписи не поддерживается.".to_owned());
    }
    let claimed = dictionary
        .get("M")
        .and_then(Object::as_text)
        .and_then(|text| pdf_date(&text));
    report.signed_at = claimed.map(rfc3339);

    let (gap, end) = match byte_range::gap(file.bytes(), &place.written) {
        Ok(gap) => gap,
        Err(reason) => {
            doubts.push(reason.to_owned());
            return (report.judge(&doubts, waived), None);
        }
    };
    match coverage(document, place, end, &mut doubts) {
        Ok((covers, later)) => {
            (report.covers, report.later_changes) = (covers, later);
            report.signed_length = Some(end);
        }
        Err(reason) => doubts.push(reason.to_owned()),
    }

    let Some(cms) = byte_range::contents(&file.bytes()[gap.clone()]) else {
        doubts.push("Значение подписи записано с ошибкой.".into());
        return (report.judge(&doubts, waived), None);
    };
    let pieces = [&file.bytes()[..gap.start], &file.bytes()[gap.end..end]];
    if format == "RFC3161" {
        return complete_time_stamp(report, &cms, &pieces, doubts, setting);
    }
    let signed = match SignedData::read(&cms) {
        // A signature value is padded with zeros to its place; nothing else may hide there.
        Ok((signed, rest)) if rest.iter().all(|byte| *byte == 0) => signed,
        _ => {
            doubts.push("Структура подписи (CMS) записана с ошибкой.".into());
            return (report.judge(&doubts, waived), None);
        }
    };
    let [signer] = signed.signers.as_slice() else {
        doubts.push("В одной подписи PDF должен быть ровно один подписавший.".into());
        return (report.judge(&doubts, waived), None);
    };
    if signed.content.is_some() {
        doubts.push("В подписи PDF не должно быть второго документа.".into());
    }
    let mut checked = signer::check(&signed, signer, &pieces);
    warnings.append(&mut checked.warnings);
    if is_cades && !checked.names_certificate {
        doubts.push("В подписи вида PAdES не назван сертификат подписавшего.".into());
    }
    if report.signed_at.is_none() {
        report.signed_at = checked
            .signing_time
            .map(|time| rfc3339(time.fixed_offset()));
    }
    (complete(report, checked, doubts, setting), None)
}

/// How much of the file is signed, and what came after.
fn coverage(
    document: &Document<'_>,
    place: &Place,
    end: usize,
    doubts: &mut Vec<String>,
) -> Result<(Covers, LaterChanges), &'static str> {
    let Document {
        file,
        survey,
        later,
    } = document;
    byte_range::is_one_revision(file, survey, place, end)?;
    if end == file.bytes().len() {
        return Ok((Covers::Whole, LaterChanges::None));
    }
    let last = file.revisions().len() - 1;
    if place.revision == last || file.revisions()[last].range.end != file.bytes().len() {
        doubts.push("За концом документа дописаны пустые строки.".into());
        return Ok((Covers::Revision, LaterChanges::Unknown));
    }
    let (changes, reason) = later.after(file, survey, place);
    doubts.extend(reason);
    Ok((Covers::Revision, changes))
}

/// `D:YYYYMMDDHHmmSSOHH'mm'` (§7.9.4); a date without its zone is taken as UTC.
fn pdf_date(text: &str) -> Option<DateTime<FixedOffset>> {
    let text = text.strip_prefix("D:").unwrap_or(text);
    let time = NaiveDateTime::parse_from_str(text.get(..14)?, "%Y%m%d%H%M%S").ok()?;
    let zone: String = text
        .get(14..)?
        .chars()
        .filter(|character| *character != '\'')
        .collect();
    let seconds = match zone.as_bytes() {
        [] | [b'Z', ..] => 0,
        [sign @ (b'+' | b'-'), digits @ ..]
            if digits.iter().all(u8::is_ascii_digit) && digits.len() >= 2 =>
        {
            let pair = |from: usize| {
                zone.get(from..from + 2)
                    .map_or(Some(0), |pair| pair.parse::<i32>().ok())
            };
            let seconds = pair(1)? * 3600 + pair(3)? * 60;
            if *sign == b'-' { -seconds } else { seconds }
        }
        _ => return None,
    };
    FixedOffset::east_opt(seconds)?
        .from_local_datetime(&time)
        .single()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_with_their_zone() {
        for (text, expected) in [
            ("D:20261122120000+03'00'", "2026-11-22T12:00:00+03:00"),
            ("D:20261122120000+03'00", "2026-11-22T12:00:00+03:00"),
            ("D:20261122120000Z", "2026-11-22T12:00:00Z"),
            ("D:20261122120000-0930", "2026-11-22T12:00:00-09:30"),
        ] {
            assert_eq!(rfc3339(pdf_date(text).unwrap()), expected, "{text}");
        }
        for wrong in [
            "",
            "D:2026",
            "D:20261322120000Z",
            "D:20261122120000+xx'00'",
            "вчера, в полдень, по Москве",
        ] {
            assert_eq!(pdf_date(wrong), None, "{wrong}");
        }
    }
}
