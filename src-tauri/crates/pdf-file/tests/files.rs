//! Files as other programs write them, and files that lie.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::path::Path;
use std::process::Command;

use pdf_file::{Dictionary, Object, ObjectId, PdfError, PdfFile, Stream};

/// Objects in order from 1, then a classic table; `trailer` is added to `Size` and `Root`.
fn classic(objects: &[&str], trailer: &str) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (index, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", out.len()));
        out.extend_from_slice(format!("{} 0 obj\n{object}\nendobj\n", index + 1).as_bytes());
    }
    let start = out.len();
    out.extend_from_slice(table.as_bytes());
    out.extend_from_slice(
        format!(
            "trailer\n<< /Size {} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n",
            objects.len() + 1
        )
        .as_bytes(),
    );
    out
}

fn letter() -> Vec<u8> {
    classic(
        &[
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << >> >>",
            "<< /Length 5 0 R >>\nstream\nq Q\nendstream",
            "3",
        ],
        "/ID [<00> <00>]",
    )
}

const fn id(number: u32) -> ObjectId {
    ObjectId {
        number,
        generation: 0,
    }
}

/// Runs qpdf on the letter; `None` when it is not installed, which `CI=true` does not forgive.
fn qpdf(input: &[u8], arguments: &[&str]) -> Option<Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    let (from, to) = (folder.path().join("in.pdf"), folder.path().join("out.pdf"));
    std::fs::write(&from, input).unwrap();
    let Ok(output) = Command::new("qpdf")
        .args(arguments)
        .arg(&from)
        .arg(&to)
        .output()
    else {
        assert!(
            std::env::var("CI").as_deref() != Ok("true"),
            "qpdf is needed"
        );
        eprintln!("SKIPPED: qpdf is not installed");
        return None;
    };
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    Some(std::fs::read(to).unwrap())
}

fn qpdf_accepts(bytes: &[u8]) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file.pdf");
    std::fs::write(&file, bytes).unwrap();
    if let Ok(output) = Command::new("qpdf")
        .arg("--check")
        .arg(Path::new(&file))
        .output()
    {
        let text = String::from_utf8_lossy(&output.stdout).into_owned()
            + &String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success() && !text.contains("WARNING"),
            "{text}"
        );
    }
}

#[test]
fn every_way_of_writing_a_file_is_read() {
    for arguments in [
        &["--object-streams=disable"][..],
        &["--object-streams=generate"],
        &["--linearize"],
        &["--linearize", "--object-streams=generate"],
        &["--qdf"],
    ] {
        let Some(bytes) = qpdf(&letter(), arguments) else {
            return;
        };
        let file = PdfFile::parse(&bytes).unwrap_or_else(|error| panic!("{arguments:?}: {error}"));
        assert_eq!(file.revisions().len(), 1, "{arguments:?}");
        assert_eq!(file.revisions()[0].range, 0..bytes.len());
        let view = file.latest();
        let catalog = file.catalog().unwrap();
        let Object::Dictionary(pages) = view.value(&catalog, "Pages").unwrap() else {
            panic!("{arguments:?}")
        };
        assert_eq!(pages.get("Count").unwrap().as_integer(), Some(1));
        for object in file.objects(0) {
            view.object(object)
                .unwrap_or_else(|error| panic!("{arguments:?} {object:?}: {error}"));
        }
        // And another revision goes behind each of them.
        let mut update = file.append();
        let note = update.put(Object::text("заметка"));
        let longer = update.finish();
        assert!(longer.starts_with(&bytes));
        let again = PdfFile::parse(&longer).unwrap();
        assert_eq!(again.revisions().len(), 2, "{arguments:?}");
        assert_eq!(again.object(note).unwrap().as_text().unwrap(), "заметка");
        assert_eq!(
            again.view(0).object(note).unwrap(),
            Object::Null,
            "the first revision does not know it"
        );
        qpdf_accepts(&longer);
    }
}

#[test]
fn each_revision_shows_its_own_state() {
    let bytes = letter();
    let file = PdfFile::parse(&bytes).unwrap();
    let mut update = file.append();
    update.replace(id(5), Object::Integer(3));
    update.replace(id(3), Object::Null);
    let second = update.finish();
    let file = PdfFile::parse(&second).unwrap();
    assert!(matches!(
        file.view(0).object(id(3)).unwrap(),
        Object::Dictionary(_)
    ));
    assert_eq!(file.view(1).object(id(3)).unwrap(), Object::Null);
    assert_eq!(file.revisions()[0].range, 0..bytes.len());
    assert_eq!(file.revisions()[1].range, bytes.len()..second.len());
    assert_eq!(file.objects(1).collect::<Vec<_>>(), [id(3), id(5)]);
}

#[test]
fn equal_updates_are_equal_bytes_and_keep_the_first_identifier() {
    let bytes = letter();
    let make = |text: &str| {
        let file = PdfFile::parse(&bytes).unwrap();
        let mut update = file.append();
        update.put(Object::text(text));
        update.finish()
    };
    assert_eq!(make("a"), make("a"));
    let identifier = |bytes: &[u8]| {
        let file = PdfFile::parse(bytes).unwrap();
        file.latest()
            .trailer()
            .get("ID")
            .unwrap()
            .as_array()
            .unwrap()
            .to_vec()
    };
    let (old, a, b) = (
        identifier(&bytes),
        identifier(&make("a")),
        identifier(&make("b")),
    );
    assert_eq!((&a[0], &b[0]), (&old[0], &old[0]));
    assert!(a[1] != old[1] && a[1] != b[1]);
}

#[test]
fn attachments_belong_to_their_revision() {
    let bytes = letter();
    let file = PdfFile::parse(&bytes).unwrap();
    let mut update = file.append();
    let data = Stream {
        dictionary: Dictionary::new().with("Subtype", Object::name("application/json")),
        raw: b"{\"a\":1}".to_vec(),
    };
    let data = update.put(Object::Stream(data));
    let specification = Dictionary::new()
        .with("Type", Object::name("Filespec"))
        .with("F", Object::text("request.json"))
        .with("UF", Object::text("запрос.json"))
        .with("AFRelationship", Object::name("Data"))
        .with(
            "EF",
            Object::Dictionary(Dictionary::new().with("F", Object::Reference(data))),
        );
    let specification = Object::Reference(update.put(Object::Dictionary(specification)));
    let tree = Dictionary::new().with(
        "Names",
        Object::Array(vec![Object::text("request.json"), specification.clone()]),
    );
    let names = Dictionary::new().with("EmbeddedFiles", Object::Dictionary(tree));
    let catalog = file
        .catalog()
        .unwrap()
        .with("Names", Object::Dictionary(names))
        .with("AF", Object::Array(vec![specification]));
    update.replace(id(1), Object::Dictionary(catalog));
    let second = update.finish();
    qpdf_accepts(&second);
    let file = PdfFile::parse(&second).unwrap();
    assert!(file.attachments(0).unwrap().is_empty());
    let attachments = file.attachments(1).unwrap();
    let [one] = attachments.as_slice() else {
        panic!("once, though named twice")
    };
    assert_eq!(
        (one.name.as_str(), one.relationship.as_deref()),
        ("запрос.json", Some("Data"))
    );
    assert_eq!(one.media_type.as_deref(), Some("application/json"));
    assert_eq!(one.content, b"{\"a\":1}");
}

#[test]
fn an_encrypted_file_is_refused_with_its_reason() {
    let Some(bytes) = qpdf(&letter(), &["--encrypt", "user", "owner", "256", "--"]) else {
        return;
    };
    let error = PdfFile::parse(&bytes).unwrap_err();
    assert_eq!(
        (&error, error.code()),
        (&PdfError::Encrypted, "pdf_encrypted")
    );
}

/// A hybrid file (§7.5.8.4): the table hides an object that the stream beside it shows.
fn hybrid(hidden_in_table: &str) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n".to_vec();
    let first = out.len();
    out.extend_from_slice(b"1 0 obj\n<< /Type /Catalog >>\nendobj\n");
    let second = out.len();
    out.extend_from_slice(b"2 0 obj\n(hidden)\nendobj\n");
    let beside = out.len();
    out.extend_from_slice(
        b"3 0 obj\n<< /Type /XRef /Size 4 /W [1 1 1] /Index [2 1] /Length 3 >>\nstream\n",
    );
    out.extend_from_slice(&[1, u8::try_from(second).unwrap(), 0]);
    out.extend_from_slice(b"\nendstream\nendobj\n");
    let start = out.len();
    out.extend_from_slice(
        format!(
            "xref\n0 3\n0000000000 65535 f \n{first:010} 00000 n \n{hidden_in_table}\ntrailer\n<< /Size 4 /Root 1 0 R /XRefStm {beside} >>\nstartxref\n{start}\n%%EOF\n"
        )
        .as_bytes(),
    );
    out
}

#[test]
fn a_hybrid_file_shows_what_its_stream_adds_but_may_not_contradict() {
    let bytes = hybrid("0000000000 00000 f ");
    assert_eq!(
        PdfFile::parse(&bytes)
            .unwrap()
            .object(id(2))
            .unwrap()
            .as_string(),
        Some(&b"hidden"[..])
    );
    assert!(matches!(
        PdfFile::parse(&hybrid("0000000009 00000 n ")),
        Err(PdfError::Damaged { .. })
    ));
}

#[test]
fn files_that_could_be_read_in_two_ways_are_refused() {
    let good = String::from_utf8_lossy(&letter()).replace('\u{fffd}', "x");
    assert!(PdfFile::parse(good.as_bytes()).is_ok());
    for (from, to) in [
        ("%PDF-1.7", " PDF-1.7"),
        ("%%EOF\n", ""),
        ("%%EOF\n", "%%EOF\nmore"),
        ("startxref\n", "startxref\n1"),
        ("startxref", "startxreg"),
        ("0000000000 65535 f ", "0000000000 65535 x "),
        ("trailer\n<<", "trailer\n<< /Prev 9 "),
        ("trailer\n<<", "trailer\n<< /Size 1 "),
        ("trailer\n<<", "trailer\n<< /Prev -1 "),
        ("trailer\n<<", "trailer\n<< /Encrypt 5 0 R "),
        ("trailer\n<<", "trailer\n<< /XRefStm 99999999 "),
        ("xref\n0 6", "xref\n0 9999999"),
        ("xref\n0 6", "xref\n0 99999999999999999999"),
    ] {
        let bad = good.replacen(from, to, 1);
        assert_ne!(bad, good, "{from}");
        assert!(PdfFile::parse(bad.as_bytes()).is_err(), "{from} → {to}");
    }
    // Not found while the structure is read, but never another object passed off as the one asked for.
    for (from, to) in [
        ("1 0 obj", "9 0 obj"),
        ("endobj", "endobk"),
        ("stream\nq Q\n", "stream\nq QQ\n"),
    ] {
        let bad = good.replacen(from, to, 1);
        let file = PdfFile::parse(bad.as_bytes());
        let broken = file.and_then(|file| {
            file.objects(0)
                .try_for_each(|object| file.object(object).map(drop))
        });
        assert!(broken.is_err(), "{from} → {to}");
    }
}

#[test]
fn a_revision_cannot_point_behind_its_own_end() {
    let bytes = letter();
    let file = PdfFile::parse(&bytes).unwrap();
    let mut update = file.append();
    update.replace(id(5), Object::Integer(3));
    let second = update.finish();
    // The table of the first revision is made to name the object that only the second one wrote.
    let behind = bytes.len()
        + second[bytes.len()..]
            .windows(7)
            .position(|window| window == b"5 0 obj")
            .unwrap();
    let mut text = second;
    let line = text
        .windows(4)
        .position(|window| window == b"xref")
        .unwrap()
        + 9
        + 5 * 20;
    text[line..line + 10].copy_from_slice(format!("{behind:010}").as_bytes());
    let file = PdfFile::parse(&text).unwrap();
    assert!(file.view(0).object(id(5)).is_err());
    assert_eq!(file.view(1).object(id(5)).unwrap(), Object::Integer(3));
}

#[test]
fn no_changed_byte_makes_the_reader_fall() {
    let Some(packed) = qpdf(&letter(), &["--object-streams=generate"]) else {
        return;
    };
    for bytes in [letter(), packed, hybrid("0000000000 00000 f ")] {
        for index in 0..bytes.len() {
            for value in [0, b'0', b'9', b'<', b'(', b'[', 0xff] {
                let mut changed = bytes.clone();
                changed[index] = value;
                if let Ok(file) = PdfFile::parse(&changed) {
                    let view = file.latest();
                    for revision in 0..file.revisions().len() {
                        for object in file.objects(revision).take(100) {
                            let _ = (view.object(object), view.located(object));
                        }
                        let _ = (file.written(revision).count(), file.appended(revision));
                    }
                    let _ = file.attachments(0);
                }
            }
        }
        for end in 0..bytes.len() {
            let _ = PdfFile::parse(&bytes[..end]);
        }
    }
}
