//! The same bytes on every machine: digests of a few files as they were made once. `ACCEPT=1 cargo test -p pdf` writes
//! new ones; they change with the wording, with the layout and with the libraries that draw and compress.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::fmt::Write;
use std::path::Path;

use chrono::DateTime;
use common::{access, electronic, read, render};
use letter::Mark;
use serde_json::json;
use sha2::{Digest, Sha256};

#[test]
fn equal_letters_are_equal_bytes_on_every_machine() {
    let mut files: Vec<(&str, Vec<u8>)> = Vec::new();
    let request = read(&access());
    files.push((
        "electronic",
        render(&request, electronic(&request), b"{}").unwrap(),
    ));
    files.push(("ink", render(&request, Mark::Ink, b"{}").unwrap()));

    // Every font, hyphenation, several pages, an outline.
    let mut value = access();
    value["subject"]["given_name"] = json!("Шота შოთა Ολυμπία");
    value["text"] = json!("Прошу разъяснить порядок обработки персональных данных. ".repeat(150));
    value["demands"] = json!([{ "kind": "stop_processing" }, { "kind": "delete_all" }]);
    let request = read(&value);
    files.push((
        "several-pages",
        render(&request, Mark::Outside, b"{}").unwrap(),
    ));

    let posting = letter::post::posting(&request, "О прекращении обработки", 2, 1);
    let options = pdf::Options {
        created: DateTime::parse_from_rfc3339("2026-11-22T12:00:00+03:00").unwrap(),
        files: vec![],
    };
    let fonts = &common::FONTS;
    files.push((
        "envelopes",
        pdf::post::envelopes(&posting, fonts, &options).unwrap(),
    ));
    files.push((
        "f107",
        pdf::post::inventory_f107(&posting, fonts, &options).unwrap(),
    ));
    files.push((
        "f119",
        pdf::post::notice_f119(&posting, fonts, &options).unwrap(),
    ));

    let mut digests = String::new();
    for (name, bytes) in &files {
        let digest = Sha256::digest(bytes);
        write!(digests, "{name} ").unwrap();
        digest
            .iter()
            .for_each(|byte| write!(digests, "{byte:02x}").unwrap());
        digests.push('\n');
    }
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/digests.txt");
    if std::env::var_os("ACCEPT").is_some() {
        std::fs::write(&golden, &digests).unwrap();
    }
    assert_eq!(std::fs::read_to_string(golden).unwrap(), digests);
}
