//! Writes every letter and every form once: `cargo run -p pdf --example sample -- OUT_DIR`.
//!
//! Each kind as the subject writes it, with the mark of an electronic signature, and as a representative writes it, with
//! the ink line; then the other marks, the second copy, and the forms of the post. `cargo xtask sheet` makes pictures.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDate};
use letter::{Letter, Mark, SignatureMark};
use pdf::{EmbeddedFile, Fonts, Options, Relation};
use request::Request;
use serde_json::Value;

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

fn main() -> Outcome {
    let out = std::env::args_os().nth(1).ok_or("usage: sample OUT_DIR")?;
    let samples = Samples {
        out: out.into(),
        fonts: Fonts::pt_serif()?,
    };
    fs::create_dir_all(&samples.out)?;
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../assets/examples");
    let mut files: Vec<PathBuf> = fs::read_dir(examples)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
        .collect();
    files.sort();
    for file in files {
        let name = file.file_stem().unwrap_or_default().to_string_lossy();
        let mut value: Value = serde_json::from_slice(&fs::read(&file)?)?;
        let subject = read(&value)?;
        samples.letter(
            &format!("1-{name}"),
            &compose(&subject, electronic(&subject)?)?,
        )?;
        if value.get("representative").is_none() {
            let person = include_str!("../../../../tests/fixtures/representative.json");
            value["representative"] = serde_json::from_str(person)?;
        }
        let representative = read(&value)?;
        samples.letter(&format!("2-{name}"), &compose(&representative, Mark::Ink)?)?;
        if matches!(&*name, "access" | "complaint") {
            samples.forms(&name, &subject)?;
        }
    }
    Ok(())
}

struct Samples {
    out: PathBuf,
    fonts: Fonts,
}

impl Samples {
    fn letter(&self, name: &str, letter: &Letter) -> Outcome {
        let data = EmbeddedFile {
            name: "request.json",
            media_type: "application/json",
            description: "Данные запроса",
            relation: Relation::Data,
            bytes: b"{}",
        };
        let bytes = pdf::render(letter, &self.fonts, &options(vec![data])?)?;
        self.write(name, &bytes)
    }

    /// The other marks of one letter, its second copy and the forms of the post.
    fn forms(&self, name: &str, request: &Request) -> Outcome {
        for (form, mark) in [
            ("outside", Mark::Outside),
            ("preview", Mark::Preview),
            ("unsigned", Mark::None),
        ] {
            self.letter(&format!("3-{name}-{form}"), &compose(request, mark)?)?;
        }
        let ink = compose(request, Mark::Ink)?;
        self.letter(&format!("4-{name}-second-copy"), &ink.clone().second_copy())?;
        let posting = letter::post::posting(request, &ink.title, 1, 1);
        let (fonts, options) = (&self.fonts, options(Vec::new())?);
        let envelope = pdf::post::envelopes(&posting, fonts, &options)?;
        self.write(&format!("5-{name}-envelope"), &envelope)?;
        let inventory = pdf::post::inventory_f107(&posting, fonts, &options)?;
        self.write(&format!("5-{name}-inventory"), &inventory)?;
        let notice = pdf::post::notice_f119(&posting, fonts, &options)?;
        self.write(&format!("5-{name}-notice"), &notice)
    }

    fn write(&self, name: &str, bytes: &[u8]) -> Outcome {
        Ok(fs::write(self.out.join(format!("{name}.pdf")), bytes)?)
    }
}

fn read(value: &Value) -> Outcome<Request> {
    let today = NaiveDate::from_ymd_opt(2026, 11, 22).ok_or("date")?;
    let reading = request::read_value(value.clone(), today)?;
    let problems = reading.problems;
    reading
        .request
        .ok_or_else(|| format!("{problems:?}").into())
}

fn compose(request: &Request, mark: Mark) -> Outcome<Letter> {
    Ok(letter::compose(request, &letter::Options { mark })?)
}

fn electronic(request: &Request) -> Outcome<Mark> {
    Ok(Mark::Electronic(SignatureMark {
        certificate: "01 D9 7C 4A 5E 80 12 44 B0 6F 91 2C".to_owned(),
        holder: request.applicant().full_name(),
        valid_from: NaiveDate::from_ymd_opt(2026, 5, 14).ok_or("date")?,
        valid_to: NaiveDate::from_ymd_opt(2027, 8, 14).ok_or("date")?,
    }))
}

fn options(files: Vec<EmbeddedFile<'_>>) -> Outcome<Options<'_>> {
    Ok(Options {
        created: DateTime::parse_from_rfc3339("2026-11-22T12:00:00+03:00")?,
        files,
    })
}
