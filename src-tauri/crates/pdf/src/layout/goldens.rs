//! Every example as it is set: each line with its place, in reading order. The golden pages lie in `tests/goldens`.
//!
//! `ACCEPT=1 cargo test -p pdf` writes new ones; read the difference before you commit it.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use chrono::NaiveDate;
use letter::{Mark, Options, SignatureMark};

use super::{Laid, lay};
use crate::fonts::{Fonts, Style};
use crate::sheet::MM;

#[test]
fn every_example_is_set_as_its_golden() {
    let fonts = Fonts::pt_serif().unwrap();
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
    let mut wrong = Vec::new();
    let mut seen = 0;
    for entry in fs::read_dir(here.join("../../../assets/examples")).unwrap() {
        let file = entry.unwrap().path();
        if file.extension().is_none_or(|ending| ending != "json") {
            continue;
        }
        let reading = request::read(&fs::read(&file).unwrap(), day(2026, 11, 22)).unwrap();
        let request = reading.request.unwrap();
        let mark = match request.signing.map(|signing| signing.form) {
            Some(request::SigningForm::Ink) => Mark::Ink,
            Some(request::SigningForm::Electronic) => Mark::Electronic(SignatureMark {
                certificate: "01 D9 7C 4A 5E 80 12 44 B0 6F 91 2C".to_owned(),
                holder: request.applicant().full_name(),
                valid_from: day(2026, 5, 14),
                valid_to: day(2027, 8, 14),
            }),
            _ => Mark::None,
        };
        let letter = letter::compose(&request, &Options { mark }).unwrap();
        let shown = shown(&lay(&letter, &fonts).unwrap());
        let golden = here
            .join("tests/goldens")
            .join(file.with_extension("txt").file_name().unwrap());
        if std::env::var_os("ACCEPT").is_some() {
            fs::create_dir_all(golden.parent().unwrap()).unwrap();
            fs::write(&golden, &shown).unwrap();
        } else if fs::read_to_string(&golden).ok().as_deref() != Some(&shown) {
            wrong.push(format!("{}:\n{shown}", golden.display()));
        }
        seen += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(seen >= 17, "only {seen} examples");
}

/// Millimetres from the left and from the top, size, `b` for bold, `+` for spread to the margin, the text.
fn shown(laid: &Laid) -> String {
    let mut out = String::new();
    for (number, page) in laid.pages.iter().enumerate() {
        writeln!(out, "page {}", number + 1).unwrap();
        let mut texts: Vec<_> = page.texts.iter().collect();
        texts.sort_by_key(|text| text.element);
        for text in texts {
            writeln!(
                out,
                "{:6.1} {:6.1} {:5.1}{}{} {}",
                text.x / MM,
                text.y / MM,
                text.size,
                if text.style == Style::Bold { "b" } else { " " },
                if text.line.stretch == 0.0 { " " } else { "+" },
                text.line.text
            )
            .unwrap();
        }
    }
    out
}
