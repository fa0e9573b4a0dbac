//! Documents made by hand and by lopdf, and the programs that judge our signatures from outside.

#![allow(dead_code, reason = "each test file uses its own part")]

pub(crate) mod cms;
pub(crate) mod engine;

use std::path::Path;
use std::process::{Command, Output};

use chrono::{DateTime, FixedOffset};
use signature::testing::{KeyKind, Person, ThrowAway, throw_away_pkcs12};
use signature::{PdfSignatureOptions, Pkcs12, SoftwareKey, Trust, sign_pdf};

/// The moment all tests sign at.
pub(crate) fn at() -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339("2026-11-22T12:00:00+03:00").unwrap()
}

/// An invented person.
pub(crate) fn person() -> Person {
    Person {
        snils: Some("11223344595".into()),
        inn: Some("500100732259".into()),
        ..Person::new("Берёзкина", "Анна Павловна")
    }
}

/// A key of this kind for that person; the password has letters beyond ASCII.
pub(crate) fn key(kind: KeyKind) -> ThrowAway {
    throw_away_pkcs12(&person(), PASSWORD, kind, at())
}

pub(crate) const PASSWORD: &str = "пароль-Ёж 1";

/// How the cross-reference of a made document is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Style {
    Table,
    Stream,
}

/// A one-page document, with or without a ready signature field.
pub(crate) fn small_pdf(style: Style, ready_field: bool) -> Vec<u8> {
    let form = if ready_field {
        " /AcroForm << /Fields [6 0 R] /SigFlags 3 >>"
    } else {
        ""
    };
    let annotations = if ready_field { " /Annots [6 0 R]" } else { "" };
    let text = "BT /F1 24 Tf 72 720 Td (A letter) Tj ET";
    let mut objects = vec![
        format!("<< /Type /Catalog /Pages 2 0 R{form} >>"),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >>{annotations} >>"
        ),
        format!("<< /Length {} >>\nstream\n{text}\nendstream", text.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    if ready_field {
        objects.push("<< /Type /Annot /Subtype /Widget /FT /Sig /T (Signature) /TU (Signature of the applicant) /Rect [0 0 0 0] /F 132 /P 3 0 R >>".to_owned());
    }
    let mut out = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec();
    let mut places = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        places.push(out.len());
        out.extend_from_slice(format!("{} 0 obj\n{object}\nendobj\n", index + 1).as_bytes());
    }
    let start = out.len();
    let id = "/ID [<00112233445566778899AABBCCDDEEFF> <00112233445566778899AABBCCDDEEFF>]";
    match style {
        Style::Table => {
            out.extend_from_slice(
                format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).as_bytes(),
            );
            for place in &places {
                out.extend_from_slice(format!("{place:010} 00000 n \n").as_bytes());
            }
            out.extend_from_slice(
                format!(
                    "trailer\n<< /Size {} /Root 1 0 R {id} >>\n",
                    objects.len() + 1
                )
                .as_bytes(),
            );
        }
        Style::Stream => {
            let number = objects.len() + 1;
            let mut rows = vec![0, 0, 0, 255];
            for place in places.iter().chain([&start]) {
                rows.push(1);
                rows.extend_from_slice(&u16::try_from(*place).unwrap().to_be_bytes());
                rows.push(0);
            }
            out.extend_from_slice(
                format!("{number} 0 obj\n<< /Type /XRef /Size {} /W [1 2 1] /Root 1 0 R {id} /Length {} >>\nstream\n", number + 1, rows.len()).as_bytes(),
            );
            out.extend_from_slice(&rows);
            out.extend_from_slice(b"\nendstream\nendobj\n");
        }
    }
    out.extend_from_slice(format!("startxref\n{start}\n%%EOF\n").as_bytes());
    out
}

/// Runs a program, or says why not: with `CI=true` a missing one is a failure.
pub(crate) fn run(program: &str, arguments: &[&str], folder: &Path) -> Option<Output> {
    match Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .output()
    {
        Ok(output) => Some(output),
        Err(error) => {
            assert!(
                std::env::var("CI").as_deref() != Ok("true"),
                "{program} is needed: {error}"
            );
            eprintln!("SKIPPED: {program} is not installed");
            None
        }
    }
}

/// Everything a program said.
pub(crate) fn said(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// Trusts the throw-away authority, revocation waived.
pub(crate) fn trust(made: &ThrowAway) -> Trust {
    let mut trust = Trust::new();
    trust.add(made.root_pem().as_bytes()).unwrap();
    trust.without_revocation()
}

/// Opens the throw-away container.
pub(crate) fn open(made: &ThrowAway) -> SoftwareKey {
    Pkcs12::open(&made.pkcs12, PASSWORD).unwrap()
}

/// Signs with it at the usual moment.
pub(crate) fn signed(made: &ThrowAway, document: &[u8]) -> Vec<u8> {
    sign_pdf(document, &open(made), &PdfSignatureOptions::at(at())).unwrap()
}
