//! Writes sample letters: `cargo run -p pdf --example sample -- OUT_DIR [REQUEST.json …]`.
//!
//! Without files it takes every request in `assets/examples`; each is written in all five forms of signature.

use std::error::Error;
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDate};
use letter::{Mark, SignatureMark};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let out = arguments
        .next()
        .ok_or("usage: sample OUT_DIR [REQUEST.json …]")?;
    std::fs::create_dir_all(&out)?;
    let mut files: Vec<PathBuf> = arguments.collect();
    if files.is_empty() {
        let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../assets/examples");
        files = std::fs::read_dir(examples)?
            .filter_map(|e| Some(e.ok()?.path()))
            .collect();
        files.retain(|f| f.extension().is_some_and(|e| e == "json"));
        files.sort();
    }
    let fonts = pdf::Fonts::pt_serif()?;
    for file in files {
        let bytes = std::fs::read(&file)?;
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).ok_or("date")?;
        let reading = request::read(&bytes, today)?;
        let Some(request) = reading.request else {
            return Err(format!("{}: {:?}", file.display(), reading.problems).into());
        };
        let stem = file
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let mark = SignatureMark {
            certificate: "01 D9 7C 4A 5E 80 12 44 B0 6F 91 2C".to_owned(),
            holder: request.applicant().full_name(),
            valid_from: NaiveDate::from_ymd_opt(2026, 5, 14).ok_or("date")?,
            valid_to: NaiveDate::from_ymd_opt(2027, 8, 14).ok_or("date")?,
        };
        let forms = [
            ("electronic", Mark::Electronic(mark)),
            ("ink", Mark::Ink),
            ("outside", Mark::Outside),
            ("preview", Mark::Preview),
            ("unsigned", Mark::None),
        ];
        for (form, mark) in forms {
            let letter = letter::compose(&request, &letter::Options { mark })?;
            let data = pdf::EmbeddedFile {
                name: "request.json",
                media_type: "application/json",
                description: "Данные обращения",
                relation: pdf::Relation::Data,
                bytes: &bytes,
            };
            let options = pdf::Options {
                created: DateTime::parse_from_rfc3339("2026-11-22T12:00:00+03:00")?,
                files: vec![data],
            };
            let name = format!("{stem}-{form}");
            std::fs::write(
                out.join(format!("{name}.pdf")),
                pdf::render(&letter, &fonts, &options)?,
            )?;
            std::fs::write(out.join(format!("{name}.txt")), letter.to_string())?;
        }
        let heading = letter::compose(&request, &letter::Options { mark: Mark::Ink })?.title;
        let posting = letter::post::posting(&request, &heading, 1, 10);
        let options = pdf::Options {
            created: DateTime::parse_from_rfc3339("2026-11-22T12:00:00+03:00")?,
            files: vec![],
        };
        std::fs::write(
            out.join(format!("{stem}-envelope.pdf")),
            pdf::post::envelopes(&posting, &fonts, &options)?,
        )?;
        std::fs::write(
            out.join(format!("{stem}-f107.pdf")),
            pdf::post::inventory_f107(&posting, &fonts, &options)?,
        )?;
        std::fs::write(
            out.join(format!("{stem}-f119.pdf")),
            pdf::post::notice_f119(&posting, &fonts, &options)?,
        )?;
    }
    Ok(())
}
