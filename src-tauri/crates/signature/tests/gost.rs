//! ГОСТ in certificates and CMS, in both directions against OpenSSL's engine.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use chrono::{DateTime, FixedOffset, Local};
use common::engine::Engine;
use common::{PASSWORD, Style, small_pdf};
use signature::{
    ChainStatus, Custody, Integrity, KeyError, PdfSignatureOptions, Pkcs12, SigningKey as _,
    Verdict, sign_detached, sign_pdf, verify_detached, verify_pdf,
};

const LETTER: &[u8] = b"any bytes\r\nat all";

/// Certificates of the engine begin when they are made.
fn now() -> DateTime<FixedOffset> {
    Local::now().fixed_offset()
}

/// Algorithm and set in the engine's words, digest, name in the report.
const SETS: [(&str, &str, &str, &str); 9] = [
    (
        "gost2012_256",
        "A",
        "md_gost12_256",
        "ГОСТ Р 34.10-2012 256 бит",
    ),
    (
        "gost2012_256",
        "B",
        "md_gost12_256",
        "ГОСТ Р 34.10-2012 256 бит",
    ),
    (
        "gost2012_256",
        "C",
        "md_gost12_256",
        "ГОСТ Р 34.10-2012 256 бит",
    ),
    (
        "gost2012_256",
        "XA",
        "md_gost12_256",
        "ГОСТ Р 34.10-2012 256 бит",
    ),
    (
        "gost2012_256",
        "TCA",
        "md_gost12_256",
        "ГОСТ Р 34.10-2012 256 бит",
    ),
    (
        "gost2012_256",
        "TCD",
        "md_gost12_256",
        "ГОСТ Р 34.10-2012 256 бит",
    ),
    (
        "gost2012_512",
        "A",
        "md_gost12_512",
        "ГОСТ Р 34.10-2012 512 бит",
    ),
    (
        "gost2012_512",
        "B",
        "md_gost12_512",
        "ГОСТ Р 34.10-2012 512 бит",
    ),
    (
        "gost2012_512",
        "C",
        "md_gost12_512",
        "ГОСТ Р 34.10-2012 512 бит",
    ),
];

#[test]
fn signatures_of_the_engine_are_valid_on_every_set() {
    let Some(engine) = Engine::find() else {
        return;
    };
    engine.write("letter", LETTER);
    for (algorithm, set, digest, name) in SETS {
        engine.issue(algorithm, set, digest);
        for (options, format) in [("-cades", "CAdES-BES"), ("", "PKCS7")] {
            engine.run(&format!(
                "cms -sign -binary {options} -in letter -signer own.pem -inkey key.pem -md {digest} \
                 -outform DER -out letter.sig"
            ));
            let signature = engine.read("letter.sig");
            let report = verify_detached(LETTER, &signature, &engine.trust(), now());
            assert_eq!(report.verdict, Verdict::Valid, "{set}: {report:?}");
            let one = &report.signatures[0];
            assert_eq!(
                (one.format.as_str(), one.algorithm.as_str()),
                (format, name)
            );
            assert_eq!(one.chain, ChainStatus::Trusted);
            assert!(report.warnings.is_empty());
            let broken = verify_detached(b"other bytes", &signature, &engine.trust(), now());
            assert_eq!(broken.signatures[0].integrity, Integrity::Broken, "{set}");
        }
    }
}

#[test]
fn signatures_of_2001_are_checked_with_a_warning() {
    let Some(engine) = Engine::find() else {
        return;
    };
    engine.write("letter", LETTER);
    engine.issue("gost2001", "A", "md_gost94");
    engine.run(
        "cms -sign -binary -cades -in letter -signer own.pem -inkey key.pem -md md_gost94 \
         -outform DER -out letter.sig",
    );
    let report = verify_detached(LETTER, &engine.read("letter.sig"), &engine.trust(), now());
    assert_eq!(report.verdict, Verdict::Valid, "{report:?}");
    assert_eq!(report.signatures[0].algorithm, "ГОСТ Р 34.10-2001");
    let codes: Vec<_> = report.warnings.iter().map(|one| &*one.code).collect();
    assert_eq!(codes, ["gost_2001"]);
}

/// How the engine protects a container: by AES (its default), as in the nineties, by ГОСТ, and mixed.
const PROTECTIONS: [&str; 6] = [
    "",
    "-legacy",
    "-legacy -descert",
    "-keypbe gost89 -certpbe gost89 -macalg md_gost12_512",
    "-keypbe kuznyechik-ctr-acpkm -certpbe kuznyechik-ctr-acpkm -macalg md_gost12_512",
    "-keypbe AES-256-CBC -certpbe AES-256-CBC -macalg md_gost12_512",
];

fn export(engine: &Engine, protection: &str) -> Vec<u8> {
    engine.write("password", PASSWORD.as_bytes());
    engine.run(&format!(
        "pkcs12 -export {protection} -in own.pem -inkey key.pem -certfile root.pem \
         -passout file:password -out key.p12"
    ));
    engine.read("key.p12")
}

#[test]
fn keys_of_the_engine_sign_and_it_accepts_the_signatures() {
    let Some(engine) = Engine::find() else {
        return;
    };
    engine.write("letter", LETTER);
    for (algorithm, set, digest, name) in SETS {
        engine.issue(algorithm, set, digest);
        let key = Pkcs12::open(&export(&engine, ""), PASSWORD).unwrap();
        assert_eq!(key.custody(), Custody::Software);
        assert_eq!(key.chain().len(), 1, "the authority travels along");

        let detached = sign_detached(LETTER, &key, now()).unwrap();
        engine.write("letter.sig", &detached);
        engine.run(
            "cms -verify -cades -binary -inform DER -in letter.sig -content letter -CAfile root.pem \
             -out verified",
        );
        let report = verify_detached(LETTER, &detached, &engine.trust(), now());
        assert_eq!(report.verdict, Verdict::Valid, "{set}: {report:?}");
        let one = &report.signatures[0];
        assert_eq!(
            (one.format.as_str(), one.algorithm.as_str()),
            ("CAdES-BES", name)
        );

        let letter = small_pdf(Style::Table, true);
        let pdf = sign_pdf(&letter, &key, &PdfSignatureOptions::at(now())).unwrap();
        let report = verify_pdf(&pdf, &engine.trust(), now());
        assert_eq!(report.verdict, Verdict::Valid, "{set}: {report:?}");
        let one = &report.signatures[0];
        assert_eq!(
            (one.format.as_str(), one.algorithm.as_str()),
            ("PAdES-B", name)
        );
        let (covered, cms) = taken_out(&pdf);
        engine.write("covered", &covered);
        engine.write("inside.p7s", &cms);
        engine.run(
            "cms -verify -cades -binary -inform DER -in inside.p7s -content covered \
             -CAfile root.pem -out verified",
        );
        engine.write("covered", &[&covered[..], b" "].concat());
        let other = engine.try_run(
            "cms -verify -binary -inform DER -in inside.p7s -content covered -CAfile root.pem",
        );
        assert!(
            !other.unwrap().status.success(),
            "the engine looks at the bytes"
        );
    }
}

/// The bytes a signature in a PDF covers, and its CMS without the zeros behind it.
fn taken_out(pdf: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let text = String::from_utf8_lossy(pdf);
    let range = text.split("/ByteRange [").nth(1).unwrap();
    let numbers: Vec<usize> = range[..range.find(']').unwrap()]
        .split_whitespace()
        .map(|number| number.parse().unwrap())
        .collect();
    let (gap, end) = (numbers[1]..numbers[2], numbers[2] + numbers[3]);
    let covered = [&pdf[..gap.start], &pdf[gap.end..end]].concat();
    let digits = std::str::from_utf8(&pdf[gap.start + 1..gap.end - 1]).unwrap();
    let mut cms: Vec<u8> = digits
        .as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect();
    let length = usize::from(u16::from_be_bytes([cms[2], cms[3]]));
    assert_eq!(cms[..2], [0x30, 0x82]);
    cms.truncate(length + 4);
    (covered, cms)
}

#[test]
fn containers_in_every_protection_open() {
    let Some(engine) = Engine::find() else {
        return;
    };
    for (algorithm, set, digest) in [
        ("gost2012_256", "TCA", "md_gost12_256"),
        ("gost2012_512", "A", "md_gost12_512"),
    ] {
        engine.issue(algorithm, set, digest);
        for protection in PROTECTIONS {
            let container = export(&engine, protection);
            let key = Pkcs12::open(&container, PASSWORD).unwrap();
            assert_eq!(key.certificate().der(), engine.read("own.der"));
            assert_eq!(key.chain().len(), 1, "{protection}");
            let detached = sign_detached(LETTER, &key, now()).unwrap();
            let report = verify_detached(LETTER, &detached, &engine.trust(), now());
            assert_eq!(report.verdict, Verdict::Valid, "{protection}: {report:?}");
            assert_eq!(
                Pkcs12::open(&container, "wrong").unwrap_err(),
                KeyError::WrongPassword,
                "{protection}"
            );
        }
    }
}

#[test]
fn keys_of_2001_do_not_sign() {
    let Some(engine) = Engine::find() else {
        return;
    };
    engine.issue("gost2001", "A", "md_gost94");
    for protection in PROTECTIONS {
        let error = Pkcs12::open(&export(&engine, protection), PASSWORD).unwrap_err();
        assert_eq!(error.code(), "unsupported_key", "{protection}: {error}");
        assert!(error.to_string().contains("2001"), "{error}");
    }
}

#[test]
fn a_key_beside_the_certificate_of_another_is_refused() {
    let Some(engine) = Engine::find() else {
        return;
    };
    engine.issue("gost2012_256", "TCA", "md_gost12_256");
    let first = engine.read("key.pem");
    let key = Pkcs12::open(&export(&engine, ""), PASSWORD).unwrap();
    let other = engine.read("own.der");
    engine.issue("gost2012_256", "TCA", "md_gost12_256");
    engine.write("other.pem", &first);
    engine.run("pkcs8 -topk8 -nocrypt -in other.pem -outform DER -out other.der");
    let certificate = signature::Certificate::from_der(&engine.read("own.der")).unwrap();
    let swapped =
        signature::SoftwareKey::from_pkcs8(&engine.read("other.der"), certificate, vec![]);
    assert_eq!(swapped.unwrap_err(), KeyError::KeyMismatch);
    assert_eq!(key.certificate().der(), other);
}
