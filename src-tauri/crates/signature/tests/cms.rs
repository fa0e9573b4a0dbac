//! CMS as other programs write it, and as somebody might bend it.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use chrono::Local;
use common::cms::{
    CONTENT_TYPE, DATA, MESSAGE_DIGEST, SIGNING_CERTIFICATE, SIGNING_CERTIFICATE_V2, attribute,
    names, oid, required, sha_256, signed, tlv, with_value,
};
use common::engine::Engine;
use common::{at, key, open, trust};
use signature::testing::KeyKind;
use signature::{
    Integrity, SigningKey as _, Trust, Verdict, Verification, attached_content, verify_detached,
};

const LETTER: &[u8] = b"any bytes\r\nat all";

fn reason(report: &Verification) -> &str {
    &report.signatures[0].reason
}

#[test]
fn attributes_are_hashed_in_the_order_they_came() {
    let made = key(KeyKind::P256);
    let own = open(&made);
    let mut attributes = required(LETTER);
    attributes.push(names(
        SIGNING_CERTIFICATE_V2,
        &sha_256(own.certificate().der()),
    ));
    // Every order but the sorted one breaks the rule of DER; programs do it.
    for _ in 0..attributes.len() {
        attributes.rotate_left(1);
        let cms = signed(&own, LETTER, Some(&attributes));
        let report = verify_detached(LETTER, &cms, &trust(&made), at());
        assert_eq!(report.verdict, Verdict::Valid, "{report:?}");
        assert_eq!(report.signatures[0].format, "CAdES-BES");
        let mut other = attributes.clone();
        other.swap(0, 1);
        let value = own.sign(&tlv(0x31, &attributes.concat())).unwrap();
        let moved = with_value(&own, Some(&other.concat()), &value);
        let report = verify_detached(LETTER, &moved, &trust(&made), at());
        assert_eq!(report.verdict, Verdict::Invalid, "another order is signed");
    }
}

#[test]
fn each_required_attribute_stands_there_once_with_one_value() {
    let made = key(KeyKind::P256);
    let own = open(&made);
    let [kind, digest] = <[Vec<u8>; 2]>::try_from(required(LETTER)).unwrap();
    let value = tlv(0x04, &sha_256(LETTER));
    let other = tlv(0x04, &sha_256(b"other"));
    for (what, attributes) in [
        ("no content type", vec![digest.clone()]),
        ("no digest", vec![kind.clone()]),
        (
            "two digests",
            vec![kind.clone(), digest.clone(), digest.clone()],
        ),
        (
            "two types",
            vec![kind.clone(), kind.clone(), digest.clone()],
        ),
        (
            "two values",
            vec![kind.clone(), attribute(MESSAGE_DIGEST, &[value, other])],
        ),
        ("no value", vec![kind, attribute(MESSAGE_DIGEST, &[])]),
        (
            "another type",
            vec![
                attribute(CONTENT_TYPE, &[oid("1.2.840.113549.1.9.16.1.4")]),
                digest,
            ],
        ),
    ] {
        let cms = signed(&own, LETTER, Some(&attributes));
        let report = verify_detached(LETTER, &cms, &trust(&made), at());
        assert_eq!(report.verdict, Verdict::Indeterminate, "{what}: {report:?}");
    }
}

#[test]
fn a_certificate_named_in_either_way_must_be_the_one() {
    let made = key(KeyKind::P256);
    let own = open(&made);
    let certificate = own.certificate().der();
    let sha_1 = |bytes: &[u8]| {
        let algorithm = &aws_lc_rs::digest::SHA1_FOR_LEGACY_USE_ONLY;
        aws_lc_rs::digest::digest(algorithm, bytes)
            .as_ref()
            .to_vec()
    };
    let (first, second) = (
        names(SIGNING_CERTIFICATE, &sha_1(certificate)),
        names(SIGNING_CERTIFICATE_V2, &sha_256(certificate)),
    );
    let (false_first, false_second) = (
        names(SIGNING_CERTIFICATE, &sha_1(b"another")),
        names(SIGNING_CERTIFICATE_V2, &sha_256(b"another")),
    );
    for (named, expected) in [
        (vec![first.clone()], Verdict::Valid),
        (vec![second.clone()], Verdict::Valid),
        (vec![first.clone(), second.clone()], Verdict::Valid),
        (vec![false_first.clone()], Verdict::Invalid),
        (vec![false_second.clone()], Verdict::Invalid),
        (vec![first, false_second], Verdict::Invalid),
        (vec![false_first, second], Verdict::Invalid),
    ] {
        let attributes = [required(LETTER), named].concat();
        let cms = signed(&own, LETTER, Some(&attributes));
        let report = verify_detached(LETTER, &cms, &trust(&made), at());
        assert_eq!(report.verdict, expected, "{report:?}");
        if expected == Verdict::Valid {
            assert_eq!(report.signatures[0].format, "CAdES-BES");
        } else {
            assert!(reason(&report).contains("подменён"), "{report:?}");
        }
    }
}

#[test]
fn a_signature_without_attributes_is_over_the_document_itself() {
    let made = key(KeyKind::P256);
    let own = open(&made);
    let cms = signed(&own, LETTER, None);
    let report = verify_detached(LETTER, &cms, &trust(&made), at());
    assert_eq!(report.verdict, Verdict::Valid, "{report:?}");
    assert_eq!(report.signatures[0].format, "PKCS7");
    let report = verify_detached(b"other", &cms, &trust(&made), at());
    assert_eq!(report.verdict, Verdict::Invalid);
}

/// An old trick: the attributes of somebody's signature, shown as a document, are signed by that signature.
#[test]
fn attributes_passed_off_as_a_document_are_not_signed() {
    let made = key(KeyKind::P256);
    let own = open(&made);
    let document = tlv(0x31, &required(LETTER).concat());
    let value = own.sign(&document).unwrap();
    let cms = with_value(&own, None, &value);
    let report = verify_detached(&document, &cms, &trust(&made), at());
    assert_eq!(report.verdict, Verdict::Indeterminate, "{report:?}");
    assert!(reason(&report).contains("другой подписи"), "{report:?}");
}

#[test]
fn openssl_in_every_form_and_wrapping() {
    let Some(engine) = Engine::find() else {
        return;
    };
    engine.write("letter", LETTER);
    engine.issue("gost2012_256", "TCA", "md_gost12_256");
    let now = Local::now().fixed_offset();
    for form in ["DER", "PEM"] {
        for options in [
            "",
            "-cades",
            "-noattr",
            "-nodetach",
            "-nodetach -cades",
            "-nodetach -noattr",
            "-stream",
            "-stream -nodetach -cades",
            "-stream -nodetach -noattr",
            "-nocerts",
        ] {
            engine.run(&format!(
                "cms -sign -binary -in letter -signer own.pem -inkey key.pem -md md_gost12_256 \
                 {options} -outform {form} -out letter.sig"
            ));
            let signature = engine.read("letter.sig");
            let report = verify_detached(LETTER, &signature, &engine.trust(), now);
            if options.contains("-nocerts") {
                assert_eq!(report.verdict, Verdict::Indeterminate, "{report:?}");
                assert!(reason(&report).contains("нет сертификата"), "{report:?}");
                continue;
            }
            assert_eq!(
                report.verdict,
                Verdict::Valid,
                "{form} {options}: {report:?}"
            );
            let inside = attached_content(&signature);
            // OpenSSL keeps the document inside whatever it streams.
            let attached = options.contains("-nodetach") || options.contains("-stream");
            assert_eq!(inside.as_deref(), attached.then_some(LETTER), "{options}");
            let other = verify_detached(b"other", &signature, &engine.trust(), now);
            assert_ne!(other.verdict, Verdict::Valid, "{options}");
        }
    }
    // Base64 without a header, in lines and in one.
    engine.run(
        "cms -sign -binary -in letter -signer own.pem -inkey key.pem -md md_gost12_256 -outform PEM -out letter.sig",
    );
    let pem = String::from_utf8(engine.read("letter.sig")).unwrap();
    let lines: Vec<&str> = pem.lines().filter(|line| !line.starts_with('-')).collect();
    for text in [
        lines.join("\r\n"),
        lines.concat(),
        format!("\u{feff}{}", lines.concat()),
    ] {
        let report = verify_detached(LETTER, text.as_bytes(), &engine.trust(), now);
        assert_eq!(report.verdict, Verdict::Valid, "{report:?}");
    }
}

#[test]
fn a_signer_named_by_key_is_seen_and_not_accepted() {
    let Some(engine) = Engine::find() else {
        return;
    };
    engine.write("letter", LETTER);
    engine.issue("gost2012_256", "A", "md_gost12_256");
    engine.run(
        "cms -sign -binary -keyid -in letter -signer root.pem -inkey root.key -md md_gost12_256 \
         -outform DER -out letter.sig",
    );
    let now = Local::now().fixed_offset();
    let report = verify_detached(LETTER, &engine.read("letter.sig"), &engine.trust(), now);
    assert_eq!(report.verdict, Verdict::Indeterminate, "{report:?}");
    assert!(reason(&report).contains("номером ключа"), "{report:?}");
}

#[test]
fn every_signer_is_told_of_and_the_worst_decides() {
    let Some(engine) = Engine::find() else {
        return;
    };
    engine.write("letter", LETTER);
    engine.issue("gost2012_256", "TCA", "md_gost12_256");
    for name in ["own.pem", "key.pem", "root.pem"] {
        engine.write(&format!("first-{name}"), &engine.read(name));
    }
    engine.run(
        "cms -sign -binary -cades -in letter -signer first-own.pem -inkey first-key.pem \
         -md md_gost12_256 -outform DER -out first.sig",
    );
    engine.issue("gost2012_256", "B", "md_gost12_256");
    engine.run(
        "cms -resign -binary -cades -inform DER -in first.sig -signer own.pem -inkey key.pem \
         -md md_gost12_256 -outform DER -out both.sig",
    );
    let both = engine.read("both.sig");
    let now = Local::now().fixed_offset();
    let mut everyone = Trust::new();
    everyone.add(&engine.read("root.pem")).unwrap();
    let one = everyone.clone().without_revocation();
    everyone.add(&engine.read("first-root.pem")).unwrap();
    let everyone = everyone.without_revocation();

    let report = verify_detached(LETTER, &both, &everyone, now);
    assert_eq!(report.signatures.len(), 2);
    assert_eq!(report.verdict, Verdict::Valid, "{report:?}");
    let names: Vec<_> = report
        .signatures
        .iter()
        .map(|one| one.signer.as_ref().unwrap())
        .collect();
    assert_ne!(names[0].serial, names[1].serial);
    let report = verify_detached(LETTER, &both, &one, now);
    assert_eq!(
        report.verdict,
        Verdict::Indeterminate,
        "one of them is trusted by nobody"
    );
    let report = verify_detached(b"other", &both, &everyone, now);
    assert_eq!(report.verdict, Verdict::Invalid);
    assert!(
        report
            .signatures
            .iter()
            .all(|one| one.integrity == Integrity::Broken)
    );
}

/// TC26's own examples: no attributes, NULL beside the identifiers, no certificate; the keys are those of the
/// certificates printed in RFC 9215, which are put inside here.
#[test]
fn the_examples_of_tc26_are_whole() {
    let examples: [(&[u8], &[u8]); 2] = [
        (
            include_bytes!("vectors/tc26-cms-256.der"),
            include_bytes!("../../gost/tests/vectors/rfc9215-256.cer"),
        ),
        (
            include_bytes!("vectors/tc26-cms-512.der"),
            include_bytes!("../../gost/tests/vectors/rfc9215-512.cer"),
        ),
    ];
    for (cms, certificate) in examples {
        let content = attached_content(cms).unwrap();
        assert_eq!(content, b"Test message");
        let bare = verify_detached(&content, cms, &Trust::new(), at());
        assert_eq!(bare.signatures[0].integrity, Integrity::Unknown);

        let with_certificate = with_certificate(cms, certificate);
        let report = verify_detached(&content, &with_certificate, &Trust::new(), at());
        assert_eq!(report.signatures[0].integrity, Integrity::Ok, "{report:?}");
        let report = verify_detached(b"Test messagE", &with_certificate, &Trust::new(), at());
        assert_ne!(report.signatures[0].verdict, Verdict::Valid);
    }
}

/// Puts a certificate behind the content: `[0]` of SignedData, which no signature covers.
fn with_certificate(cms: &[u8], certificate: &[u8]) -> Vec<u8> {
    let content = tlv(
        0x30,
        &[oid(DATA), tlv(0xa0, &tlv(0x04, b"Test message"))].concat(),
    );
    let place = cms
        .windows(content.len())
        .position(|window| window == content)
        .unwrap()
        + content.len();
    let kind = oid("1.2.840.113549.1.7.2");
    let start = cms
        .windows(kind.len())
        .position(|window| window == kind)
        .unwrap()
        + kind.len();
    // Behind the identifier stand [0] and SEQUENCE, then the version.
    let version = cms[start..]
        .windows(3)
        .position(|window| window == [0x02, 0x01, 0x01])
        .unwrap()
        + start;
    let fields = [&cms[version..place], &tlv(0xa0, certificate), &cms[place..]].concat();
    tlv(0x30, &[kind, tlv(0xa0, &tlv(0x30, &fields))].concat())
}
