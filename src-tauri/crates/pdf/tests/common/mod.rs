//! Letters of the examples, and the outside programs that judge them.
#![allow(dead_code, reason = "each test file uses its part")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

use chrono::{DateTime, NaiveDate};
use letter::{Mark, SignatureMark};
use request::Request;
use serde_json::Value;

/// Prints what the validator (PyPI `page-validation`) has against each file.
const VALIDATE: &str = "
import sys
try:
    import page
except ImportError:
    sys.exit(77)
for path in sys.argv[1:]:
    for profile in ('3a', 'ua1'):
        report = page.validate_pdf(path, profile=profile)
        for failure in report.failures:
            print(path, profile, failure.rule_id, failure.message)
        if not report.is_compliant and not report.failures:
            print(path, profile, 'not compliant')
";

pub(crate) static FONTS: LazyLock<pdf::Fonts> = LazyLock::new(|| pdf::Fonts::pt_serif().unwrap());

pub(crate) fn examples() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../assets/examples");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    files.retain(|f| f.extension().is_some_and(|e| e == "json"));
    files.sort();
    files
}

pub(crate) fn access() -> Value {
    serde_json::from_str(include_str!("../../../../../assets/examples/access.json")).unwrap()
}

pub(crate) fn read(value: &Value) -> Request {
    let reading = request::read_value(value.clone(), day(2026, 11, 22)).unwrap();
    reading
        .request
        .unwrap_or_else(|| panic!("{:?}", reading.problems))
}

pub(crate) fn day(y: i32, m: u32, d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(y, m, d).unwrap()
}

pub(crate) fn electronic(request: &Request) -> Mark {
    Mark::Electronic(SignatureMark {
        certificate: "01 D9 7C 4A 5E 80 12 44 B0 6F 91 2C".to_owned(),
        holder: request.applicant().full_name(),
        valid_from: day(2026, 5, 14),
        valid_to: day(2027, 8, 14),
    })
}

pub(crate) fn render(request: &Request, mark: Mark, data: &[u8]) -> Result<Vec<u8>, pdf::PdfError> {
    let letter = letter::compose(request, &letter::Options { mark }).unwrap();
    let file = pdf::EmbeddedFile {
        name: "request.json",
        media_type: "application/json",
        description: "Данные обращения",
        relation: pdf::Relation::Data,
        bytes: data,
    };
    let created = DateTime::parse_from_rfc3339("2026-11-22T12:00:00+03:00").unwrap();
    pdf::render(
        &letter,
        &FONTS,
        &pdf::Options {
            created,
            files: vec![file],
        },
    )
}

/// Runs a program; where it is not installed the test is skipped, but never in CI.
pub(crate) fn run(program: &str, arguments: &[&str]) -> Option<Output> {
    match Command::new(program).args(arguments).output() {
        Ok(output) => Some(output),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            skip(&format!("{program} is not installed"))
        }
        Err(e) => panic!("{program}: {e}"),
    }
}

pub(crate) fn skip<T>(why: &str) -> Option<T> {
    assert!(std::env::var_os("CI").is_none_or(|v| v != "true"), "{why}");
    eprintln!("SKIPPED: {why}");
    None
}

/// The text as a reader sees it, spaces made equal.
pub(crate) fn text(bytes: &[u8]) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("letter.pdf");
    std::fs::write(&path, bytes).unwrap();
    let output = run("pdftotext", &[path.to_str().unwrap(), "-"])?;
    assert!(output.status.success());
    Some(
        String::from_utf8(output.stdout)
            .unwrap()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" "),
    )
}

/// A word on a page: its text and its box in points from the top left corner.
#[derive(Debug)]
pub(crate) struct Word {
    pub(crate) page: usize,
    pub(crate) text: String,
    pub(crate) left: f32,
    pub(crate) top: f32,
    pub(crate) right: f32,
    pub(crate) bottom: f32,
}

pub(crate) fn words(bytes: &[u8]) -> Option<Vec<Word>> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("letter.pdf");
    std::fs::write(&path, bytes).unwrap();
    let output = run("pdftotext", &["-bbox", path.to_str().unwrap(), "-"])?;
    let html = String::from_utf8(output.stdout).unwrap();
    let mut page = 0;
    let mut words = Vec::new();
    for line in html.lines() {
        page += usize::from(line.contains("<page "));
        let Some(rest) = line.trim().strip_prefix("<word ") else {
            continue;
        };
        let number = |key: &str| {
            let from = rest.split_once(&format!("{key}=\"")).unwrap().1;
            from.split_once('"').unwrap().0.parse::<f32>().unwrap()
        };
        let text = rest
            .split_once('>')
            .unwrap()
            .1
            .trim_end_matches("</word>")
            .to_owned();
        words.push(Word {
            page,
            text,
            left: number("xMin"),
            top: number("yMin"),
            right: number("xMax"),
            bottom: number("yMax"),
        });
    }
    Some(words)
}

/// Panics with what the validator has against the files; skips without it.
pub(crate) fn conforms(files: &[&[u8]]) {
    let folder = tempfile::tempdir().unwrap();
    let mut arguments = vec!["-c".to_owned(), VALIDATE.to_owned()];
    for (n, bytes) in files.iter().enumerate() {
        let path = folder.path().join(format!("{n}.pdf"));
        std::fs::write(&path, bytes).unwrap();
        arguments.push(path.to_str().unwrap().to_owned());
    }
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let Some(output) = run("python3", &arguments) else {
        return;
    };
    if output.status.code() == Some(77) {
        skip::<()>("the Python package page-validation is not installed");
        return;
    }
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(
        output.stdout.is_empty(),
        "{}",
        String::from_utf8_lossy(&output.stdout)
    );
}
