//! The main job with a key of ГОСТ, judged by OpenSSL with its engine.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use chrono::DateTime;
use serde_json::{Value, json};
use signature::testing::{KeyKind, Person, throw_away_pkcs12};
use tempfile::TempDir;
use tests::oracles;
use tests::run::{NOW, Run, run, top, zaprosctl};

const PASSWORD: &str = "пароль с пробелом № 1";

/// What makes OpenSSL load the engine of Debian's `libengine-gost-openssl`.
const ENGINE: &str = "openssl_conf = top\n[top]\nengines = engines\n[engines]\ngost = gost\n\
                      [gost]\nengine_id = gost\ndefault_algorithms = ALL\n";

fn program() -> Command {
    zaprosctl(env!("CARGO_BIN_EXE_zaprosctl-under-test"))
}

/// A throw-away key of the sample's applicant, as files.
fn key(kind: KeyKind) -> TempDir {
    let at = DateTime::parse_from_rfc3339(NOW).unwrap();
    let person = Person::new("Иванова-Петровская", "Мария Сергеевна");
    let made = throw_away_pkcs12(&person, PASSWORD, kind, at);
    let folder = tempfile::tempdir().unwrap();
    for (name, contents) in [
        ("key.p12", &made.pkcs12[..]),
        ("password.txt", format!("{PASSWORD}\n").as_bytes()),
        ("root.pem", made.root_pem().as_bytes()),
        ("openssl.cnf", ENGINE.as_bytes()),
    ] {
        fs::write(folder.path().join(name), contents).unwrap();
    }
    folder
}

fn with_key(mut command: Command, folder: &Path) -> Command {
    command
        .arg("--pkcs12")
        .arg(folder.join("key.p12"))
        .arg("--password-file")
        .arg(folder.join("password.txt"));
    command
}

fn read(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

/// `None` when the engine is missing.
fn by_the_engine(folder: &Path, document: &Path, signature: &Path) -> Option<Run> {
    let mut openssl = Command::new("openssl");
    openssl.env("OPENSSL_CONF", folder.join("openssl.cnf"));
    let here = oracles::there("openssl")
        && run(openssl.args(["engine", "-t", "gost"]))
            .stdout
            .contains("[ available ]");
    let ci = std::env::var("CI").is_ok_and(|value| value == "true");
    assert!(
        here || !ci,
        "the engine of ГОСТ is missing, and CI skips nothing"
    );
    if !here {
        eprintln!("SKIPPED: openssl has no engine of ГОСТ; cargo xtask test installs it");
        return None;
    }
    let mut openssl = Command::new("openssl");
    openssl
        .env("OPENSSL_CONF", folder.join("openssl.cnf"))
        .args(["cms", "-verify", "-cades", "-binary", "-inform", "DER"])
        .args([
            "-no_check_time",
            "-purpose",
            "any",
            "-out",
            "/dev/null",
            "-in",
        ])
        .arg(signature)
        .arg("-content")
        .arg(document)
        .arg("-CAfile")
        .arg(folder.join("root.pem"));
    Some(run(&mut openssl))
}

fn verified(document: &Path, signature: Option<&Path>, folder: &Path) -> Value {
    let mut command = program();
    command.args(["--json", "verify"]).arg(document);
    if let Some(signature) = signature {
        command.arg("--signature").arg(signature);
    }
    command
        .arg("--trust")
        .arg(folder.join("root.pem"))
        .arg("--no-revocation");
    run(&mut command).ended(0).json()
}

#[test]
fn a_letter_is_composed_signed_and_verified_with_gost() {
    for (kind, algorithm) in [
        (KeyKind::Gost256, "ГОСТ Р 34.10-2012 256 бит"),
        (KeyKind::Gost512, "ГОСТ Р 34.10-2012 512 бит"),
    ] {
        let folder = key(kind);
        let folder = folder.path();
        let out: PathBuf = folder.join("letter");
        let mut command = program();
        command
            .args(["--json", "compose"])
            .arg(top().join("assets/examples/access.json"))
            .arg("--out")
            .arg(&out);
        let composed = run(&mut with_key(command, folder)).ended(0);
        let warnings = &composed.json()["warnings"];
        // A key in memory is never qualified, not with ГОСТ either.
        assert_eq!(warnings.as_array().unwrap().len(), 1, "{warnings}");
        assert_eq!(warnings[0]["code"], "signature_not_qualified");

        let report = read(&out.join("report.json"));
        let one = &report["signatures"][0];
        assert_eq!(
            (&one["integrity"], &one["covers"], &one["algorithm"]),
            (&json!("ok"), &json!("whole"), &json!(algorithm)),
            "{report:#}"
        );
        assert_eq!(report["legal_force"], "unqualified");

        let (pdf, signature) = (out.join("letter.pdf"), out.join("letter.pdf.sig"));
        for (signature, format) in [(None, "PAdES-B"), (Some(&*signature), "CAdES-BES")] {
            let report = verified(&pdf, signature, folder);
            assert_eq!(report["verdict"], "valid", "{report:#}");
            assert_eq!(report["signatures"][0]["format"], format);
            assert_eq!(report["signatures"][0]["algorithm"], algorithm);
        }
        if let Some(said) = by_the_engine(folder, &pdf, &signature) {
            assert_eq!(said.code, Some(0), "{said:#?}");
        }
        if oracles::there("pdftotext") {
            let text = oracles::text_of(&pdf);
            let serial = one["signer"]["serial"].as_str().unwrap();
            let bare = text.replace(' ', "");
            assert!(
                text.contains("Документ подписан электронной подписью"),
                "{text}"
            );
            assert!(
                bare.contains(serial),
                "the mark names the certificate: {text}"
            );
        }
    }
}

#[test]
fn sign_leaves_a_file_beside_the_document_too() {
    let folder = key(KeyKind::Gost256);
    let folder = folder.path();
    let (plain, signed) = (folder.join("plain.pdf"), folder.join("signed.pdf"));
    let mut render = program();
    render
        .arg("render")
        .arg(top().join("assets/examples/access.json"))
        .arg("-o")
        .arg(&plain);
    let _ = run(&mut render).ended(0);
    let mut sign = program();
    sign.arg("sign").arg(&plain).arg("-o").arg(&signed);
    sign.arg("--detached").arg(folder.join("signed.pdf.sig"));
    let _ = run(&mut with_key(sign, folder)).ended(0);
    for signature in [None, Some(folder.join("signed.pdf.sig"))] {
        let report = verified(&signed, signature.as_deref(), folder);
        assert_eq!(report["verdict"], "valid", "{report:#}");
    }
}
