//! ГОСТ in certificates and CMS, in both directions against OpenSSL's engine.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use chrono::{DateTime, FixedOffset, Local};
use common::engine::Engine;
use signature::{ChainStatus, Integrity, Verdict, verify_detached};

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
