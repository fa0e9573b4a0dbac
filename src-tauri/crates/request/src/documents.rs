//! Identity documents: what their numbers and dates look like. A Russian passport and a birth certificate have
//! a fixed form, so a slip is an error; the forms of the other documents are not established for certain,
//! and differ between years, so they only warn.

use std::sync::LazyLock;

use chrono::{Datelike, Days, NaiveDate};
use regex_lite::Regex;
use serde_json::Value;

use crate::problem::Problem;
use crate::rules::{day, text_at, years_after};
use crate::walk::Notes;
use crate::words;

/// Checks the document of the person at `person`.
pub(crate) fn check(request: &Value, person: &str, letter: NaiveDate, notes: &mut Notes) {
    let Some(document) = request
        .pointer(&format!("{person}/document"))
        .filter(|d| d.is_object())
    else {
        return;
    };
    let paper = Paper {
        at: format!("{person}/document"),
        series: text_at(document, "/series"),
        number: text_at(document, "/number"),
        subdivision: text_at(document, "/subdivision_code"),
        issued: notes.date(&format!("{person}/document/issued_on")),
        birth: notes.date(&format!("{person}/birth_date")),
        letter,
    };
    if let (Some(issued), Some(birth)) = (paper.issued, paper.birth)
        && issued < birth
    {
        let what = format!(
            "{} раньше рождения ({}). Исправьте одну из двух дат.",
            day(issued),
            day(birth)
        );
        paper.error("date_before_birth", "issued_on", &what, notes);
    }
    match text_at(document, "/type") {
        Some("passport_rf") => passport(&paper, notes),
        Some("birth_certificate") => birth_certificate(&paper, notes),
        Some("passport_rf_foreign") => {
            paper.warn(
                "not_the_main_document",
                "type",
                "загранпаспорт внутри России не основной документ. По возможности укажите паспорт гражданина РФ.",
                notes,
            );
            paper.expect(
                &TWO_DIGITS,
                &SEVEN_DIGITS,
                "серия из двух цифр и номер из семи",
                notes,
            );
        }
        Some("residence_permit") => {
            paper.expect(
                &TWO_DIGITS,
                &SEVEN_DIGITS,
                "серия из двух цифр и номер из семи",
                notes,
            );
        }
        Some("temporary_id_2p") => {
            paper.expect(
                &ANY,
                &TEMPORARY_ID,
                "до 25 букв, цифр, пробелов и знаков № -",
                notes,
            );
        }
        Some("foreign_passport") => {
            paper.expect(
                &ANY,
                &FOREIGN,
                "до 25 букв, цифр, пробелов и знаков / -",
                notes,
            );
        }
        Some("military_id") => {
            let joined = paper.joined();
            if paper.number.is_some() && !MILITARY.is_match(&joined) {
                paper.warn(
                    "document_number_unusual",
                    "number",
                    "обычно это две буквы и шесть или семь цифр. Проверьте.",
                    notes,
                );
            }
        }
        _ => {}
    }
}

/// Основной документ гражданина РФ: series of four digits, number of six, given from 14 years on and renewed
/// at 20 and 45 (ПП РФ 23.12.2023 № 2267), since 1 October 1997.
fn passport(paper: &Paper<'_>, notes: &mut Notes) {
    let series = paper
        .series
        .map(|series| series.replace(char::is_whitespace, ""));
    match &series {
        None => paper.warn(
            "passport_series_missing",
            "series",
            "не указано. Серия — часть номера паспорта, четыре цифры.",
            notes,
        ),
        Some(series) if !FOUR_DIGITS.is_match(series) => {
            paper.error(
                "passport_series_shape",
                "series",
                "в серии паспорта РФ четыре цифры.",
                notes,
            );
        }
        Some(_) => {}
    }
    if let Some(number) = paper.number
        && (!SIX_DIGITS.is_match(number) || number == "000000")
    {
        paper.error(
            "passport_number_shape",
            "number",
            "в номере паспорта РФ шесть цифр; серия пишется отдельно.",
            notes,
        );
    }
    if let Some(code) = paper.subdivision {
        if !SUBDIVISION.is_match(code) {
            let what = format!(
                "«{}»: код подразделения имеет вид 123-456.",
                words::shown(code)
            );
            paper.error("subdivision_code_shape", "subdivision_code", &what, notes);
        } else if !matches!(code.as_bytes().get(2), Some(b'0'..=b'3')) {
            paper.warn(
                "subdivision_code_unusual",
                "subdivision_code",
                "третья цифра обычно от 0 до 3. Проверьте.",
                notes,
            );
        }
    }
    let Some(issued) = paper.issued else { return };
    if NaiveDate::from_ymd_opt(1997, 10, 1).is_some_and(|first| issued < first) {
        let what = format!(
            "{}: паспорта РФ выдают с 01.10.1997. Проверьте дату и вид документа.",
            day(issued)
        );
        paper.error("passport_too_early", "issued_on", &what, notes);
    }
    if let Some(year) = series
        .as_deref()
        .filter(|s| FOUR_DIGITS.is_match(s))
        .and_then(|s| s[2..].parse::<i32>().ok())
    {
        let blank = if year >= 97 { 1900 + year } else { 2000 + year };
        if (blank - issued.year()).abs() > 3 {
            let what =
                "последние две цифры обычно близки к году выдачи. Проверьте серию и дату выдачи.";
            paper.warn("passport_series_unusual", "series", what, notes);
        }
    }
    let Some(birth) = paper.birth.filter(|birth| *birth <= issued) else {
        return;
    };
    if issued < years_after(birth, 14) {
        let what = format!(
            "{}: паспорт выдают с 14 лет. Проверьте эту дату и дату рождения.",
            day(issued)
        );
        paper.error("passport_too_early", "issued_on", &what, notes);
    }
    for age in [20, 45] {
        let birthday = years_after(birth, age);
        if issued < birthday && birthday + Days::new(90) < paper.letter {
            let what =
                format!("паспорт выдан до {age} лет и, скорее всего, уже заменён. Укажите новый.");
            paper.warn("passport_outdated", "issued_on", &what, notes);
            return;
        }
    }
}

fn birth_certificate(paper: &Paper<'_>, notes: &mut Notes) {
    if paper.number.is_some() && !CERTIFICATE.is_match(&fold_roman(&paper.joined())) {
        let what = "у свидетельства о рождении римские цифры, дефис, две русские буквы и шесть цифр: III-АК 654321. \
                    Для иностранного свидетельства выберите вид other.";
        paper.error("birth_certificate_shape", "number", what, notes);
    }
    if paper
        .birth
        .is_some_and(|birth| years_after(birth, 14) <= paper.letter)
    {
        let what = "свидетельство о рождении удостоверяет личность до 14 лет. Укажите паспорт.";
        paper.warn("not_the_main_document", "type", what, notes);
    }
}

/// What is known of one document.
struct Paper<'v> {
    at: String,
    series: Option<&'v str>,
    number: Option<&'v str>,
    subdivision: Option<&'v str>,
    issued: Option<NaiveDate>,
    birth: Option<NaiveDate>,
    letter: NaiveDate,
}

impl Paper<'_> {
    fn joined(&self) -> String {
        [self.series, self.number]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" ")
            .to_uppercase()
    }

    fn expect(&self, series: &Regex, number: &Regex, usual: &str, notes: &mut Notes) {
        for (name, value, shape) in [
            ("series", self.series, series),
            ("number", self.number, number),
        ] {
            if value.is_some_and(|value| !shape.is_match(&value.to_uppercase())) {
                let what = format!("обычный вид: {usual}. Проверьте.");
                self.warn("document_number_unusual", name, &what, notes);
            }
        }
    }

    fn error(&self, code: &str, field: &str, what: &str, notes: &mut Notes) {
        let at = format!("{}/{field}", self.at);
        notes.error(code, &at, words::about(&at, what));
    }

    fn warn(&self, code: &str, field: &str, what: &str, notes: &mut Notes) {
        let at = format!("{}/{field}", self.at);
        notes.add(Problem::warning(code, &at, words::about(&at, what)));
    }
}

/// Roman digits are typed with whatever letters look like them; only those before the first dash are folded.
fn fold_roman(number: &str) -> String {
    let number = number.replace(['–', '—', '‑'], "-");
    let (roman, rest) = number.split_once('-').unwrap_or(("", &number));
    let roman: String = roman
        .trim()
        .chars()
        .map(|c| match c {
            'Х' => 'X',
            'С' => 'C',
            'І' | '1' | 'L' | '|' => 'I',
            'У' => 'V',
            other => other,
        })
        .collect();
    format!("{roman}-{}", rest.trim_start())
}

macro_rules! shapes {
    ($($name:ident = $pattern:literal;)+) => {
        $(static $name: LazyLock<Regex> = LazyLock::new(|| {
            // The pattern is a literal; the tests below compile each.
            Regex::new($pattern).expect("a fixed pattern")
        });)+

        #[cfg(test)]
        fn every_shape() -> Vec<&'static Regex> { vec![$(&$name,)+] }
    };
}

shapes! {
    ANY = r"^";
    TWO_DIGITS = r"^[0-9]{2}$";
    FOUR_DIGITS = r"^[0-9]{4}$";
    SIX_DIGITS = r"^[0-9]{6}$";
    SEVEN_DIGITS = r"^[0-9]{7}$";
    SUBDIVISION = r"^[0-9]{3}-[0-9]{3}$";
    TEMPORARY_ID = r"^[0-9A-ZА-ЯЁ_№ -]{1,25}$";
    FOREIGN = r"^[A-Z0-9А-ЯЁ /-]{1,25}$";
    MILITARY = r"^[А-ЯЁ]{2}\s?№?\s?[0-9]{6,7}$";
    CERTIFICATE = r"^[IVXLC]{1,5}-[А-ЯЁ]{2}\s*№?\s*[0-9]{6}$";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_compiles() {
        assert_eq!(every_shape().len(), 10);
    }

    #[test]
    fn certificates_as_people_type_them() {
        for right in [
            "III-АК 654321",
            "Ⅲ",
            "ІІІ-АК № 654321",
            "111-ак654321",
            "Х–МЮ №123456",
            "III - АК 654321",
        ] {
            let folded = fold_roman(&right.to_uppercase());
            assert_eq!(CERTIFICATE.is_match(&folded), right != "Ⅲ", "{right}");
        }
    }
}
