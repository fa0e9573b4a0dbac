//! What we sign is accepted by programs that are not ours.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{PASSWORD, Style, at, key, run, said, small_pdf};
use signature::testing::{KeyKind, Term, with_term};
use signature::{PdfSignatureOptions, Pkcs12, SigningKey as _, sign_detached, sign_pdf};

fn options() -> PdfSignatureOptions {
    PdfSignatureOptions {
        reason: Some("Запрос по статье 14".into()),
        ..PdfSignatureOptions::at(at())
    }
}

fn lopdf_document() -> Vec<u8> {
    use lopdf::{Document, Object, Stream, dictionary};
    let mut document = Document::with_version("1.7");
    let pages = document.new_object_id();
    let font = document.add_object(
        dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Courier" },
    );
    let content = document.add_object(Stream::new(
        dictionary! {},
        b"BT /F1 20 Tf 50 700 Td (lopdf) Tj ET".to_vec(),
    ));
    let page = document.add_object(dictionary! {
        "Type" => "Page", "Parent" => pages, "Contents" => content,
        "Resources" => dictionary! { "Font" => dictionary! { "F1" => font } },
        "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
    });
    document.objects.insert(
        pages,
        Object::Dictionary(
            dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 },
        ),
    );
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    document.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

#[test]
fn every_key_and_document_is_accepted_outside() {
    let documents = [
        ("table", small_pdf(Style::Table, false)),
        ("table-field", small_pdf(Style::Table, true)),
        ("stream", small_pdf(Style::Stream, false)),
        ("stream-field", small_pdf(Style::Stream, true)),
        ("lopdf", lopdf_document()),
    ];
    let folder = tempfile::tempdir().unwrap();
    for kind in [
        KeyKind::Rsa2048,
        KeyKind::Rsa3072,
        KeyKind::Rsa4096,
        KeyKind::P256,
        KeyKind::P384,
    ] {
        let made = key(kind);
        let key = Pkcs12::open(&made.pkcs12, PASSWORD).unwrap();
        assert_eq!(
            key.chain().len(),
            1,
            "the authority's certificate travels along"
        );
        std::fs::write(folder.path().join("root.pem"), made.root_pem()).unwrap();
        for (name, document) in &documents {
            let signed = sign_pdf(document, &key, &options()).unwrap();
            assert!(
                signed.starts_with(document),
                "the document itself is untouched"
            );
            std::fs::write(folder.path().join("signed.pdf"), &signed).unwrap();
            if let Some(output) = run("pdfsig", &["-nocert", "signed.pdf"], folder.path()) {
                let text = said(&output);
                assert!(
                    text.contains("Signature is Valid"),
                    "{kind:?} {name}: {text}"
                );
                assert!(
                    text.contains("Total document signed"),
                    "{kind:?} {name}: {text}"
                );
                assert!(
                    text.contains("ETSI.CAdES.detached"),
                    "{kind:?} {name}: {text}"
                );
            }
            if let Some(output) = run("qpdf", &["--check", "signed.pdf"], folder.path()) {
                assert!(
                    output.status.success(),
                    "{kind:?} {name}: {}",
                    said(&output)
                );
            }
        }
    }
}

#[test]
fn pyhanko_given_the_root_trusts_the_signature() {
    let folder = tempfile::tempdir().unwrap();
    for kind in [KeyKind::Rsa2048, KeyKind::P256, KeyKind::P384] {
        let made = key(kind);
        let key = Pkcs12::open(&made.pkcs12, PASSWORD).unwrap();
        for (style, field) in [(Style::Table, true), (Style::Stream, false)] {
            let signed = sign_pdf(&small_pdf(style, field), &key, &options()).unwrap();
            std::fs::write(folder.path().join("root.pem"), made.root_pem()).unwrap();
            std::fs::write(folder.path().join("signed.pdf"), &signed).unwrap();
            let arguments = [
                "sign",
                "validate",
                "--trust",
                "root.pem",
                "--trust-replace",
                "--pretty-print",
                "--validation-time",
                "claimed",
                "--no-revocation-check",
                "signed.pdf",
            ];
            let Some(output) = run("pyhanko", &arguments, folder.path()) else {
                return;
            };
            let text = said(&output);
            assert!(
                output.status.success() && text.contains("The signature is judged VALID"),
                "{kind:?} {style:?}: {text}"
            );
            assert!(
                text.contains("ENTIRE_FILE")
                    || text.contains("covers the entire file")
                    || text.contains("entire"),
                "{text}"
            );
        }
    }
}

#[test]
fn openssl_accepts_the_detached_signature_and_no_other_bytes() {
    let folder = tempfile::tempdir().unwrap();
    for kind in [KeyKind::Rsa2048, KeyKind::P256, KeyKind::P384] {
        let made = key(kind);
        let key = Pkcs12::open(&made.pkcs12, PASSWORD).unwrap();
        let document = small_pdf(Style::Table, true);
        let signature = sign_detached(&document, &key, at()).unwrap();
        std::fs::write(folder.path().join("root.pem"), made.root_pem()).unwrap();
        std::fs::write(folder.path().join("letter.pdf"), &document).unwrap();
        std::fs::write(folder.path().join("letter.pdf.sig"), &signature).unwrap();
        let time = at().timestamp().to_string();
        let arguments = [
            "cms",
            "-verify",
            "-cades",
            "-binary",
            "-inform",
            "DER",
            "-in",
            "letter.pdf.sig",
            "-content",
            "letter.pdf",
            "-CAfile",
            "root.pem",
            "-purpose",
            "any",
            "-attime",
            &time,
            "-out",
            "out",
        ];
        let Some(output) = run("openssl", &arguments, folder.path()) else {
            return;
        };
        assert!(output.status.success(), "{kind:?}: {}", said(&output));
        let mut other = document;
        other[100] ^= 1;
        std::fs::write(folder.path().join("letter.pdf"), other).unwrap();
        let output = run("openssl", &arguments, folder.path()).unwrap();
        assert!(!output.status.success(), "{kind:?}: {}", said(&output));
    }
}

#[test]
fn equal_input_and_time_give_equal_bytes_with_rsa() {
    let made = key(KeyKind::Rsa2048);
    for style in [Style::Table, Style::Stream] {
        let document = small_pdf(style, true);
        let sign = || {
            sign_pdf(
                &document,
                &Pkcs12::open(&made.pkcs12, PASSWORD).unwrap(),
                &options(),
            )
            .unwrap()
        };
        assert_eq!(sign(), sign());
    }
    let detached = || {
        sign_detached(
            b"any bytes",
            &Pkcs12::open(&made.pkcs12, PASSWORD).unwrap(),
            at(),
        )
        .unwrap()
    };
    assert_eq!(detached(), detached());
}

#[test]
fn a_certificate_that_may_not_sign_is_refused_before_anything_is_written() {
    let document = small_pdf(Style::Table, true);
    for (term, code) in [
        (
            Term {
                begins_days_before: 30,
                ends_days_after: -2,
                signs: true,
            },
            "certificate_expired",
        ),
        (
            Term {
                begins_days_before: -2,
                ends_days_after: 30,
                signs: true,
            },
            "certificate_not_yet_valid",
        ),
        (
            Term {
                signs: false,
                ..Term::default()
            },
            "certificate_key_usage",
        ),
    ] {
        let made = with_term(&common::person(), PASSWORD, KeyKind::P256, at(), term);
        let key = Pkcs12::open(&made.pkcs12, PASSWORD).unwrap();
        assert_eq!(
            sign_pdf(&document, &key, &options()).unwrap_err().code(),
            code
        );
        assert_eq!(
            sign_detached(&document, &key, at()).unwrap_err().code(),
            code
        );
    }
}

#[test]
fn what_is_not_a_plain_pdf_is_refused_with_a_reason() {
    let made = key(KeyKind::P256);
    let key = Pkcs12::open(&made.pkcs12, PASSWORD).unwrap();
    let mut cut = small_pdf(Style::Table, true);
    cut.truncate(cut.len() - 20);
    for (bytes, code) in [
        (b"\xff\xd8\xff\xe0 JFIF".to_vec(), "not_a_pdf"),
        (cut, "pdf_damaged"),
    ] {
        let error = sign_pdf(&bytes, &key, &options()).unwrap_err();
        assert_eq!(error.code(), code);
        assert!(!error.hint().is_empty());
    }
}

#[test]
fn the_certificate_is_read_for_people() {
    let made = key(KeyKind::Rsa2048);
    let key = Pkcs12::open(&made.pkcs12, PASSWORD).unwrap();
    let certificate = key.certificate();
    let subject = certificate.subject();
    assert_eq!(subject.surname.as_deref(), Some("Берёзкина"));
    assert_eq!(subject.given_name.as_deref(), Some("Анна Павловна"));
    assert_eq!(subject.snils.as_deref(), Some("11223344595"));
    assert_eq!(subject.inn.as_deref(), Some("500100732259"));
    assert_eq!(certificate.key_algorithm(), "RSA 2048");
    assert!(
        certificate
            .issuer()
            .text
            .contains("CN=Тестовый удостоверяющий центр")
    );
    assert!(!certificate.claims_to_be_qualified());
    let debug = format!("{key:?} {certificate:?}");
    assert!(
        !debug.contains("Берёзкина") && !debug.contains("11223344595"),
        "{debug}"
    );
}
