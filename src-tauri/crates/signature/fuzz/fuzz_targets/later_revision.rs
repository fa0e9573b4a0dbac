//! Any objects in a correctly appended revision behind a signed file. Whatever is called allowed may have changed
//! nothing that is shown.
//!
//! Objects are parted by the byte 0xff; the first byte of each says which number it takes: one of the signed file's or
//! a new one.
#![no_main]

use std::collections::BTreeMap;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use pdf_file::{Dictionary, Object, ObjectId, PdfFile};
use signature::testing::{KeyKind, Person, throw_away_pkcs12};
use signature::{LaterChanges, PdfSignatureOptions, Pkcs12, Trust, sign_pdf, verify_pdf};

const OBJECTS: [&str; 9] = [
    "<< /Type /Catalog /Pages 2 0 R /AcroForm 6 0 R /DSS 9 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents [4 0 R 30 0 R] /Resources << /Font << /F1 5 0 R >> >> /Annots [7 0 R] >>",
    "<< /Length 3 >>\nstream\nq Q\nendstream",
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    "<< /Fields [7 0 R] /SigFlags 3 >>",
    "<< /Type /Annot /Subtype /Widget /FT /Sig /T (Signature) /Rect [0 0 0 0] /F 132 /P 3 0 R >>",
    "[4 0 R]",
    "<< /Certs 8 0 R >>",
];

static AT: LazyLock<chrono::DateTime<chrono::FixedOffset>> = LazyLock::new(|| {
    chrono::DateTime::parse_from_rfc3339("2026-11-22T12:00:00+03:00").expect("a moment")
});
static SIGNED: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut pdf = b"%PDF-1.7\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", OBJECTS.len() + 1);
    for (number, object) in (1..).zip(OBJECTS) {
        table.push_str(&format!("{:010} 00000 n \n", pdf.len()));
        pdf.extend_from_slice(format!("{number} 0 obj\n{object}\nendobj\n").as_bytes());
    }
    let start = pdf.len();
    pdf.extend_from_slice(table.as_bytes());
    pdf.extend_from_slice(
        format!(
            "trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n",
            OBJECTS.len() + 1
        )
        .as_bytes(),
    );
    let made = throw_away_pkcs12(&Person::new("a", "b"), "password", KeyKind::P256, *AT);
    let key = Pkcs12::open(&made.pkcs12, "password").expect("a key");
    sign_pdf(&pdf, &key, &PdfSignatureOptions::at(*AT)).expect("signed")
});

fuzz_target!(|bytes: &[u8]| {
    let signed = &*SIGNED;
    let mut pdf = signed.clone();
    let mut places = BTreeMap::new();
    for object in bytes.split(|byte| *byte == 0xff).take(12) {
        let Some((number, text)) = object.split_first() else {
            continue;
        };
        let number = u32::from(*number % 40).max(1);
        places.insert(number, pdf.len());
        pdf.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
        pdf.extend_from_slice(text);
        pdf.extend_from_slice(b"\nendobj\n");
    }
    let start = pdf.len();
    pdf.extend_from_slice(b"xref\n");
    for (number, place) in &places {
        pdf.extend_from_slice(format!("{number} 1\n{place:010} 00000 n \n").as_bytes());
    }
    let previous = startxref(signed);
    pdf.extend_from_slice(
        format!("trailer\n<< /Size 40 /Root 1 0 R /Prev {previous} >>\nstartxref\n{start}\n%%EOF\n")
            .as_bytes(),
    );
    let report = verify_pdf(&pdf, &Trust::new(), *AT);
    if report
        .signatures
        .first()
        .is_some_and(|one| one.later_changes == LaterChanges::Allowed)
    {
        nothing_shown_differs(&pdf);
    }
});

/// Everything a page draws, seen before and after.
fn nothing_shown_differs(pdf: &[u8]) {
    let file = PdfFile::parse(pdf).expect("verified");
    let last = file.revisions().len() - 1;
    let (old, new) = (file.view(last - 1), file.view(last));
    for number in [2, 4, 5, 30] {
        let id = ObjectId {
            number,
            generation: 0,
        };
        assert_eq!(old.object(id), new.object(id), "object {number}");
    }
    let page = |view: &pdf_file::View<'_>| -> Dictionary {
        let id = ObjectId {
            number: 3,
            generation: 0,
        };
        match view.object(id) {
            Ok(Object::Dictionary(page)) => page,
            other => panic!("{other:?}"),
        }
    };
    let (old, new) = (page(&old), page(&new));
    for (key, value) in old.iter().filter(|(key, _)| *key != b"Annots") {
        let key = String::from_utf8_lossy(key);
        assert_eq!(new.get(&key), Some(value), "{key}");
    }
}

fn startxref(pdf: &[u8]) -> usize {
    let text = String::from_utf8_lossy(&pdf[pdf.len() - 40..]).into_owned();
    let number = text.split("startxref\n").nth(1).and_then(|rest| rest.lines().next());
    number.and_then(|number| number.parse().ok()).expect("a number")
}
