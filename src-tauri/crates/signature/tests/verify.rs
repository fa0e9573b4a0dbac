//! What may be called valid, and what never.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{PASSWORD, Style, at, key, run, said, small_pdf};
use signature::testing::{KeyKind, ThrowAway};
use signature::{
    ChainStatus, Covers, Integrity, LaterChanges, PdfSignatureOptions, Pkcs12, SoftwareKey, Trust,
    Verdict, prepare_pdf, sign_detached, sign_pdf, verify_detached, verify_pdf,
};

fn trust(made: &ThrowAway) -> Trust {
    let mut trust = Trust::new();
    trust.add(made.root_pem().as_bytes()).unwrap();
    trust.without_revocation()
}

fn open(made: &ThrowAway) -> SoftwareKey {
    Pkcs12::open(&made.pkcs12, PASSWORD).unwrap()
}

fn signed(made: &ThrowAway, document: &[u8]) -> Vec<u8> {
    sign_pdf(document, &open(made), &PdfSignatureOptions::at(at())).unwrap()
}

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
fn no_changed_byte_of_a_small_signed_letter_is_called_valid() {
    for kind in [KeyKind::P256, KeyKind::Rsa2048] {
        let made = key(kind);
        let trust = trust(&made);
        // Little room, so that every byte can be tried.
        let pdf = prepare_pdf(
            &small_pdf(Style::Table, true),
            &PdfSignatureOptions::at(at()),
            2200,
        )
        .unwrap()
        .sign(&open(&made))
        .unwrap();
        assert_eq!(verify_pdf(&pdf, &trust, at()).verdict, Verdict::Valid);
        let gap = pdf
            .windows(10)
            .rposition(|window| window == b"/Contents ")
            .unwrap();
        for index in 0..pdf.len() {
            let flips: &[u8] = match (kind, index > gap) {
                (KeyKind::Rsa2048, _) => &[0x01],
                (_, true) => &[0x01, 0x02, 0x04, 0x08, 0x20, 0xff],
                (_, false) => &[0x01, 0x20, 0xff],
            };
            for flip in flips {
                let mut changed = pdf.clone();
                changed[index] ^= flip;
                let report = verify_pdf(&changed, &trust, at());
                assert_ne!(
                    report.verdict,
                    Verdict::Valid,
                    "{kind:?}: byte {index} ^ {flip:#x} in {:?}",
                    String::from_utf8_lossy(&pdf[index.saturating_sub(40)..index + 1])
                );
            }
        }
    }
}

#[test]
fn no_changed_byte_of_a_detached_signature_is_called_valid() {
    let made = key(KeyKind::P256);
    let trust = trust(&made);
    let signature = sign_detached(b"bytes of a letter", &open(&made), at()).unwrap();
    let report = verify_detached(b"bytes of a letter", &signature, &trust, at());
    assert_eq!(
        (report.verdict, report.signatures[0].format.as_str()),
        (Verdict::Valid, "CAdES-BES"),
        "{report:?}"
    );
    for index in 0..signature.len() {
        for bit in 0..8 {
            let mut changed = signature.clone();
            changed[index] ^= 1 << bit;
            assert_ne!(
                verify_detached(b"bytes of a letter", &changed, &trust, at()).verdict,
                Verdict::Valid,
                "byte {index} bit {bit}"
            );
        }
    }
    assert_eq!(
        verify_detached(b"bytes of a lettes", &signature, &trust, at()).verdict,
        Verdict::Invalid
    );
}

#[test]
fn a_changed_document_is_invalid_and_says_so() {
    let made = key(KeyKind::Rsa2048);
    let mut pdf = signed(&made, &small_pdf(Style::Table, true));
    let place = pdf
        .windows(8)
        .position(|window| window == b"A letter")
        .unwrap();
    pdf[place] = b'B';
    let report = verify_pdf(&pdf, &trust(&made), at());
    assert_eq!(
        (report.verdict, report.signatures[0].integrity),
        (Verdict::Invalid, Integrity::Broken)
    );
    assert!(
        report.signatures[0]
            .reason
            .contains("изменён после подписания")
    );
}

#[test]
fn what_is_appended_behind_the_signature_is_never_valid() {
    let made = key(KeyKind::P256);
    let pdf = signed(&made, &small_pdf(Style::Table, true));
    let mut space = pdf.clone();
    space.push(b'\n');
    let mut text = pdf.clone();
    text.extend_from_slice(b"% more\n");
    let twice = signed(&made, &pdf);
    for (changed, seen) in [(space, 1), (text, 1), (twice, 2)] {
        let report = verify_pdf(&changed, &trust(&made), at());
        assert_eq!(
            (report.verdict, report.signatures.len()),
            (Verdict::Indeterminate, seen),
            "{report:?}"
        );
    }
}

#[test]
fn a_byte_range_that_is_not_the_whole_is_never_valid() {
    let made = key(KeyKind::P256);
    let pdf = signed(&made, &small_pdf(Style::Table, true));
    let text = String::from_utf8_lossy(&pdf).into_owned();
    let start = text.find("/ByteRange [").unwrap() + 11;
    let place = pdf
        .windows(11)
        .position(|window| window == b"/ByteRange ")
        .unwrap()
        + 11;
    let end = place + pdf[place..].iter().position(|byte| *byte == b']').unwrap() + 1;
    assert!(start > 0);
    for range in [
        "[0 1 2 3]",
        "[0 10 5 10]",
        "[-1 5 7 9]",
        "[0 99999 99999 9]",
        "[1 2 3 4]",
        "[0 5 9]",
        "[]",
        "[0 0 0 0]",
        "null",
    ] {
        let mut changed = pdf.clone();
        let mut bytes = range.as_bytes().to_vec();
        bytes.resize(end - place, b' ');
        changed[place..end].copy_from_slice(&bytes);
        let report = verify_pdf(&changed, &trust(&made), at());
        assert_ne!(report.verdict, Verdict::Valid, "{range}");
        assert_eq!(report.signatures.len(), 1, "{range}");
    }
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
