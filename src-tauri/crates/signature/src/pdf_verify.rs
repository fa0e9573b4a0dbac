//! Signatures inside a PDF. Fails closed: what is not plainly as ISO 32000-1 §12.8 and ETSI EN 319 142-1 want it is
//! listed with its reason and never valid.

use std::collections::BTreeSet;
use std::ops::Range;

use chrono::{DateTime, FixedOffset, NaiveDateTime, TimeZone as _};
use pdf_file::{Dictionary, Located, Object, ObjectId, PdfFile, View};

use crate::chain::Trust;
use crate::cms_read::SignedData;
use crate::detached::complete;
use crate::report::{Covers, LaterChanges, SignatureReport, Verification, Warning, rfc3339};
use crate::signer;

/// More signatures than any document has.
const MAX_SIGNATURES: usize = 1000;
/// Form fields looked at before a document counts as endless.
const MAX_FIELDS: usize = 100_000;

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
    let mut signatures: Vec<SignatureReport> = found(&file, &mut warnings)
        .into_iter()
        .map(|found| match found {
            Found::Plain(place) => verify_one(&file, &place, trust, at, &mut warnings),
            Found::Hidden => SignatureReport::unreadable(
                "unknown",
                "Подпись лежит в сжатом потоке объектов или внутри другого объекта: её байты нельзя проверить.",
            ),
        })
        .collect();
    if file.revisions().len() > 1 && signatures.is_empty() {
        warnings.push(Warning {
            code: "unsigned_revisions".into(),
            message: "Документ сохраняли несколько раз, подписей в нём нет.".into(),
        });
    }
    signatures.truncate(MAX_SIGNATURES);
    Verification::of(signatures, warnings)
}

enum Found {
    /// A dictionary of its own in the file.
    Plain(Place),
    /// Somewhere its bytes cannot be named.
    Hidden,
}

struct Place {
    id: ObjectId,
    /// The revision that wrote it.
    revision: usize,
    written: Located,
}

/// Looks through every object of every revision, not only through the form: a signature that was unhooked from the
/// form later is still seen.
fn found(file: &PdfFile<'_>, warnings: &mut Vec<Warning>) -> Vec<Found> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    let mut damaged = 0;
    for index in 0..file.revisions().len() {
        let view = file.view(index);
        for id in file.objects(index) {
            if found.len() >= MAX_SIGNATURES {
                break;
            }
            match view.located(id) {
                Ok(Some(written)) if is_signature(&written.dictionary) => {
                    if seen.insert(written.range.start) {
                        found.push(Found::Plain(Place {
                            id,
                            revision: index,
                            written,
                        }));
                    }
                }
                Ok(Some(written)) if inner_signature(&written.dictionary) => {
                    found.push(Found::Hidden)
                }
                Ok(Some(_)) => {}
                Ok(None) => match view.packed(id) {
                    Ok(Some(Object::Dictionary(packed)))
                        if is_signature(&packed) || inner_signature(&packed) =>
                    {
                        found.push(Found::Hidden);
                    }
                    Ok(_) => {}
                    Err(_) => damaged += 1,
                },
                Err(_) => damaged += 1,
            }
        }
    }
    if damaged > 0 {
        warnings.push(Warning {
            code: "damaged_objects".into(),
            message: format!("Не читаются объекты документа: {damaged}."),
        });
    }
    found
}

fn is_signature(dictionary: &Dictionary) -> bool {
    dictionary.contains("ByteRange")
        || (dictionary.contains("Contents")
            && (dictionary.is_name("Type", "Sig") || dictionary.is_name("Type", "DocTimeStamp")))
}

/// A signature dictionary written straight into its field.
fn inner_signature(dictionary: &Dictionary) -> bool {
    dictionary
        .get("V")
        .and_then(Object::as_dictionary)
        .is_some_and(is_signature)
}

fn verify_one(
    file: &PdfFile<'_>,
    place: &Place,
    trust: &Trust,
    at: DateTime<FixedOffset>,
    warnings: &mut Vec<Warning>,
) -> SignatureReport {
    let dictionary = &place.written.dictionary;
    let (format, is_cades) = match dictionary.get("SubFilter").and_then(Object::as_name) {
        Some(b"ETSI.CAdES.detached") => ("PAdES-B", true),
        Some(b"adbe.pkcs7.detached") => ("PKCS7", false),
        Some(b"ETSI.RFC3161") => {
            return SignatureReport::unreadable(
                "RFC3161",
                "Метка времени документа этой версией не проверяется.",
            );
        }
        _ => return SignatureReport::unreadable("unknown", "Вид подписи не поддерживается."),
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

    let (gap, end) = match gap(file.bytes(), &place.written) {
        Ok(gap) => gap,
        Err(reason) => {
            doubts.push(reason.to_owned());
            return report.judge(&doubts, trust.revocation_waived());
        }
    };
    match coverage(file, place, end) {
        Ok((covers, later)) => {
            (report.covers, report.later_changes) = (covers, later);
            report.signed_length = Some(end);
            match file.attachments(place.revision) {
                Ok(attachments) => report.attachments = attachments,
                Err(error) => warnings.push(Warning {
                    code: "attachments_unreadable".into(),
                    message: format!("Вложения документа не читаются: {error}."),
                }),
            }
        }
        Err(reason) => doubts.push(reason.to_owned()),
    }

    let Some(cms) = contents(&file.bytes()[gap.clone()]) else {
        doubts.push("Значение подписи записано с ошибкой.".into());
        return report.judge(&doubts, trust.revocation_waived());
    };
    let signed = match SignedData::read(&cms) {
        // A signature value is padded with zeros to its place; nothing else may hide there.
        Ok((signed, rest)) if rest.iter().all(|byte| *byte == 0) => signed,
        _ => {
            doubts.push("Структура подписи (CMS) записана с ошибкой.".into());
            return report.judge(&doubts, trust.revocation_waived());
        }
    };
    let [signer] = signed.signers.as_slice() else {
        doubts.push("В одной подписи PDF должен быть ровно один подписавший.".into());
        return report.judge(&doubts, trust.revocation_waived());
    };
    if signed.content.is_some() {
        doubts.push("В подписи PDF не должно быть второго документа.".into());
    }
    let mut checked = signer::check(
        &signed,
        signer,
        &[&file.bytes()[..gap.start], &file.bytes()[gap.end..end]],
    );
    warnings.append(&mut checked.warnings);
    if is_cades && !checked.names_certificate {
        doubts.push("В подписи вида PAdES не назван сертификат подписавшего.".into());
    }
    if report.signed_at.is_none() {
        report.signed_at = checked
            .signing_time
            .map(|time| rfc3339(time.fixed_offset()));
    }
    complete(report, checked, doubts, trust, at)
}

/// The signed bytes begin with the file, leave out exactly the `/Contents` string, and end at `end`.
fn gap(bytes: &[u8], written: &Located) -> Result<(Range<usize>, usize), &'static str> {
    let range = written
        .dictionary
        .get("ByteRange")
        .and_then(Object::as_array)
        .unwrap_or_default();
    let numbers: Option<Vec<usize>> = range
        .iter()
        .map(|number| usize::try_from(number.as_integer()?).ok())
        .collect();
    let Some(&[start, before, after, rest]) = numbers.as_deref() else {
        return Err("ByteRange подписи записан с ошибкой.");
    };
    let end = after.checked_add(rest).filter(|end| *end <= bytes.len());
    let Some(end) = end.filter(|_| start == 0 && before < after) else {
        return Err("ByteRange подписи не описывает начало и конец документа.");
    };
    if written.value_range("Contents") != Some(before..after) {
        return Err("Из-под подписи выведено не только её значение.");
    }
    Ok((before..after, end))
}

/// Whether the signed bytes are the whole file or an earlier saving, with the field that shows the signature in it.
fn coverage(
    file: &PdfFile<'_>,
    place: &Place,
    end: usize,
) -> Result<(Covers, LaterChanges), &'static str> {
    let revisions = file.revisions();
    let revision = &revisions[place.revision];
    if !(revision.marker_end..=revision.range.end).contains(&end) {
        return Err(
            "Подписанная часть кончается не там, где кончается сохранение документа с этой подписью.",
        );
    }
    if !revision.range.contains(&place.written.range.start)
        || place.written.range.end > revision.range.end
    {
        return Err("Подпись лежит не в том сохранении документа, которое она подписывает.");
    }
    if !is_shown(&file.view(place.revision), place.id) {
        return Err("Подпись не связана с полем формы документа.");
    }
    if end == file.bytes().len() {
        return Ok((Covers::Whole, LaterChanges::None));
    }
    // Which later savings are allowed is decided object by object; until that is done, none is.
    Ok((Covers::Revision, LaterChanges::Unknown))
}

/// Whether a signature field of the form has this value.
fn is_shown(view: &View<'_>, signature: ObjectId) -> bool {
    let fields = || -> Result<Object, pdf_file::PdfError> {
        let catalog = view.catalog()?;
        match view.value(&catalog, "AcroForm")? {
            Object::Dictionary(form) => view.value(&form, "Fields"),
            _ => Ok(Object::Null),
        }
    };
    let Ok(Object::Array(mut waiting)) = fields() else {
        return false;
    };
    for _ in 0..MAX_FIELDS {
        let Some(node) = waiting.pop() else {
            return false;
        };
        let Ok(Object::Dictionary(field)) = view.resolve(&node) else {
            continue;
        };
        if field.get("V").and_then(Object::as_reference) == Some(signature) {
            return true;
        }
        if let Ok(Object::Array(kids)) = view.value(&field, "Kids") {
            waiting.extend(kids);
        }
    }
    false
}

/// The hexadecimal string of `/Contents`. All digits in one case, nothing between them: this string is the one part of
/// the file that no digest protects, so it may be written in one way only.
fn contents(gap: &[u8]) -> Option<Vec<u8>> {
    let digits = gap.strip_prefix(b"<")?.strip_suffix(b">")?;
    let lower = digits.iter().any(|digit| matches!(digit, b'a'..=b'f'));
    let upper = digits.iter().any(|digit| matches!(digit, b'A'..=b'F'));
    if digits.len() % 2 != 0 || (lower && upper) {
        return None;
    }
    let value = |digit: u8| char::from(digit).to_digit(16);
    // Two hexadecimal digits always fit into a byte.
    digits
        .chunks_exact(2)
        .map(|pair| Some((value(pair[0])? * 16 + value(pair[1])?) as u8))
        .collect()
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
