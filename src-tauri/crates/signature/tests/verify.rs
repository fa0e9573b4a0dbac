//! What may be called valid, and what is told of it.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{PASSWORD, Style, at, key, run, said, signed, small_pdf, trust};
use signature::testing::KeyKind;
use signature::{
    ChainStatus, Covers, Integrity, LaterChanges, Trust, Verdict, verify_detached, verify_pdf,
};

#[test]
fn our_own_signatures_are_valid_and_told_in_full() {
    for kind in [KeyKind::Rsa2048, KeyKind::P256, KeyKind::P384] {
        let made = key(kind);
        for style in [Style::Table, Style::Stream] {
            for field in [true, false] {
                let pdf = signed(&made, &small_pdf(style, field));
                let report = verify_pdf(&pdf, &trust(&made), at());
                assert_eq!(report.verdict, Verdict::Valid, "{report:?}");
                let [one] = report.signatures.as_slice() else {
                    panic!("one signature")
                };
                assert_eq!(
                    (one.covers, one.later_changes, one.integrity),
                    (Covers::Whole, LaterChanges::None, Integrity::Ok)
                );
                assert_eq!(one.signed_length, Some(pdf.len()));
            }
        }
    }
}

/// A second and a third signature of our own, in every style of file and with and without a ready field.
#[test]
fn further_signatures_of_our_own_leave_the_earlier_ones_valid() {
    let made = key(KeyKind::P256);
    for style in [Style::Table, Style::Stream] {
        for field in [true, false] {
            let first = signed(&made, &small_pdf(style, field));
            let second = signed(&made, &first);
            let third = signed(&made, &second);
            let report = verify_pdf(&third, &trust(&made), at());
            assert_eq!(
                report.verdict,
                Verdict::Valid,
                "{style:?} {field} {report:?}"
            );
            let seen: Vec<_> = report
                .signatures
                .iter()
                .map(|one| (one.covers, one.later_changes, one.signed_length))
                .collect();
            assert_eq!(
                seen,
                [
                    (Covers::Revision, LaterChanges::Allowed, Some(first.len())),
                    (Covers::Revision, LaterChanges::Allowed, Some(second.len())),
                    (Covers::Whole, LaterChanges::None, Some(third.len())),
                ]
            );
        }
    }
}

#[test]
fn the_json_is_the_contracts() {
    let made = key(KeyKind::Rsa2048);
    let pdf = signed(&made, &small_pdf(Style::Table, true));
    let json = serde_json::to_value(verify_pdf(&pdf, &trust(&made), at())).unwrap();
    let one = &json["signatures"][0];
    for (key, value) in [
        ("verdict", "valid"),
        ("format", "PAdES-B"),
        ("algorithm", "RSA SHA-256"),
        ("signed_at", "2026-11-22T12:00:00+03:00"),
        ("integrity", "ok"),
        ("covers", "whole"),
        ("later_changes", "none"),
        ("chain", "trusted"),
        ("revocation", "unknown"),
        ("qualified_certificate", "no"),
    ] {
        assert_eq!(one[key], value, "{key}: {one}");
    }
    let signer = &one["signer"];
    for (key, value) in [
        ("common_name", "Берёзкина Анна Павловна"),
        ("surname", "Берёзкина"),
        ("given_name", "Анна Павловна"),
        ("snils", "11223344595"),
        ("inn", "500100732259"),
        ("not_before", "2026-11-21T00:00:00Z"),
    ] {
        assert_eq!(signer[key], value, "{key}: {signer}");
    }
    assert!(
        signer["issuer"]
            .as_str()
            .unwrap()
            .contains("Тестовый удостоверяющий центр")
    );
    assert!(
        one["reason"]
            .as_str()
            .unwrap()
            .starts_with("Документ не изменён после подписания."),
        "{one}"
    );
    assert!(one.get("attachments").is_none() && signer.get("ogrn").is_none());
    assert_eq!(json["warnings"], serde_json::json!([]));
}

#[test]
fn valid_needs_a_root_and_revocation_or_its_waiver() {
    let (made, other) = (key(KeyKind::P256), key(KeyKind::P256));
    let pdf = signed(&made, &small_pdf(Style::Table, true));
    let mut checked = Trust::new();
    checked.add(&made.root).unwrap();
    for (trust, chain) in [
        (Trust::new().without_revocation(), ChainStatus::Unknown),
        (trust(&other), ChainStatus::Untrusted),
        (checked, ChainStatus::Trusted),
    ] {
        let report = verify_pdf(&pdf, &trust, at());
        assert_eq!(report.verdict, Verdict::Indeterminate);
        assert_eq!(
            (report.signatures[0].chain, report.signatures[0].integrity),
            (chain, Integrity::Ok)
        );
    }
    let late = verify_pdf(&pdf, &trust(&made), at() + chrono::Days::new(800));
    assert_eq!(
        (late.verdict, late.signatures[0].chain),
        (Verdict::Indeterminate, ChainStatus::Untrusted)
    );
    assert!(
        late.signatures[0].reason.contains("истёк"),
        "{}",
        late.signatures[0].reason
    );
}

#[test]
fn a_document_without_signatures_is_indeterminate_with_an_empty_list() {
    let report = verify_pdf(&small_pdf(Style::Table, true), &Trust::new(), at());
    assert_eq!(
        (report.verdict, report.signatures.len()),
        (Verdict::Indeterminate, 0)
    );
}

#[test]
fn signatures_of_openssl_are_read_in_every_wrapping() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let made = key(KeyKind::Rsa2048);
    std::fs::write(folder.join("key.p12"), &made.pkcs12).unwrap();
    std::fs::write(folder.join("password"), PASSWORD).unwrap();
    std::fs::write(folder.join("root.pem"), made.root_pem()).unwrap();
    std::fs::write(folder.join("letter"), b"any bytes\r\nat all").unwrap();
    let Some(output) = run(
        "openssl",
        &[
            "pkcs12",
            "-in",
            "key.p12",
            "-passin",
            "file:password",
            "-nodes",
            "-out",
            "key.pem",
        ],
        folder,
    ) else {
        return;
    };
    assert!(output.status.success(), "{}", said(&output));
    let base = [
        "cms",
        "-sign",
        "-binary",
        "-in",
        "letter",
        "-signer",
        "key.pem",
        "-certfile",
        "root.pem",
        "-out",
        "letter.sig",
    ];
    for (options, format) in [
        (
            &["-outform", "DER", "-cades", "-md", "sha256"][..],
            "CAdES-BES",
        ),
        (&["-outform", "PEM", "-cades", "-md", "sha512"], "CAdES-BES"),
        (
            &["-outform", "DER", "-cades", "-stream", "-nodetach"],
            "CAdES-BES",
        ),
        (
            &[
                "-outform",
                "DER",
                "-cades",
                "-keyopt",
                "rsa_padding_mode:pss",
                "-keyopt",
                "rsa_pss_saltlen:32",
            ],
            "CAdES-BES",
        ),
        (&["-outform", "DER", "-md", "sha384"], "PKCS7"),
    ] {
        let arguments: Vec<&str> = base.iter().chain(options).copied().collect();
        let output = run("openssl", &arguments, folder).unwrap();
        assert!(output.status.success(), "{options:?}: {}", said(&output));
        let signature = std::fs::read(folder.join("letter.sig")).unwrap();
        let report = verify_detached(b"any bytes\r\nat all", &signature, &trust(&made), at());
        assert_eq!(report.verdict, Verdict::Valid, "{options:?}: {report:?}");
        assert_eq!(report.signatures[0].format, format, "{options:?}");
        assert_eq!(
            verify_detached(b"other bytes", &signature, &trust(&made), at()).verdict,
            Verdict::Invalid,
            "{options:?}"
        );
    }
    let arguments: Vec<&str> = base
        .iter()
        .chain(&["-outform", "DER", "-md", "sha1"])
        .copied()
        .collect();
    if run("openssl", &arguments, folder).unwrap().status.success() {
        let weak = verify_detached(
            b"any bytes\r\nat all",
            &std::fs::read(folder.join("letter.sig")).unwrap(),
            &trust(&made),
            at(),
        );
        assert_eq!(
            (weak.verdict, weak.signatures[0].integrity),
            (Verdict::Indeterminate, Integrity::Unknown),
            "SHA-1 proves nothing"
        );
    }
    let stray = verify_detached(b"any", b"\xff\xd8\xff\xe0 JFIF", &trust(&made), at());
    assert_eq!(
        (stray.verdict, stray.signatures.len()),
        (Verdict::Indeterminate, 1)
    );
}

#[test]
fn signatures_of_pyhanko_are_valid() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let made = key(KeyKind::Rsa2048);
    std::fs::write(folder.join("key.p12"), &made.pkcs12).unwrap();
    std::fs::write(folder.join("password"), PASSWORD).unwrap();
    for style in [Style::Table, Style::Stream] {
        std::fs::write(folder.join("in.pdf"), small_pdf(style, false)).unwrap();
        for options in [&["--use-pades"][..], &[]] {
            let mut arguments = vec!["sign", "addsig", "--field", "Sig1"];
            arguments.extend_from_slice(options);
            arguments.extend_from_slice(&[
                "pkcs12",
                "--passfile",
                "password",
                "in.pdf",
                "out.pdf",
                "key.p12",
            ]);
            let Some(output) = run("pyhanko", &arguments, folder) else {
                return;
            };
            assert!(output.status.success(), "{}", said(&output));
            let report = verify_pdf(
                &std::fs::read(folder.join("out.pdf")).unwrap(),
                &trust(&made),
                at(),
            );
            assert_eq!(
                report.verdict,
                Verdict::Valid,
                "{style:?} {options:?}: {report:?}"
            );
        }
    }
}

#[test]
fn the_attachments_are_those_of_the_signed_revision() {
    use pdf_file::{Dictionary, Object, PdfFile, Stream};
    let made = key(KeyKind::P256);
    let attach = |pdf: &[u8], content: &[u8]| {
        let file = PdfFile::parse(pdf).unwrap();
        let mut update = file.append();
        let data = update.put(Object::Stream(Stream {
            dictionary: Dictionary::new(),
            raw: content.to_vec(),
        }));
        let specification = Dictionary::new()
            .with("UF", Object::text("request.json"))
            .with(
                "EF",
                Object::Dictionary(Dictionary::new().with("F", Object::Reference(data))),
            );
        let specification = update.put(Object::Dictionary(specification));
        let catalog = file
            .catalog()
            .unwrap()
            .with("AF", Object::Array(vec![Object::Reference(specification)]));
        update.replace(
            file.latest()
                .trailer()
                .get("Root")
                .unwrap()
                .as_reference()
                .unwrap(),
            Object::Dictionary(catalog),
        );
        update.finish()
    };
    let pdf = signed(
        &made,
        &attach(&small_pdf(Style::Table, true), b"{\"honest\":true}"),
    );
    let forged = attach(&pdf, b"{\"honest\":false}");
    for (bytes, verdict) in [(&pdf, Verdict::Valid), (&forged, Verdict::Invalid)] {
        let report = verify_pdf(bytes, &trust(&made), at());
        assert_eq!(report.verdict, verdict, "{report:?}");
        let part = report.signed_part(bytes).unwrap();
        let attached = PdfFile::parse(part)
            .unwrap()
            .attachment(1, "request.json", 1000);
        assert_eq!(attached.unwrap().unwrap().content, b"{\"honest\":true}");
    }
}
