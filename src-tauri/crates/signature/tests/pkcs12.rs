//! Containers as other programs write them, and files that are none.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::path::Path;

use common::{PASSWORD, at, key, run, said, small_pdf};
use signature::testing::KeyKind;
use signature::{KeyError, PdfSignatureOptions, Pkcs12, SigningKey as _, sign_pdf};

/// An authority, an intermediate one and a leaf by OpenSSL; `false` when there is no OpenSSL.
fn openssl_chain(folder: &Path, key_options: &[&str]) -> bool {
    let openssl = |arguments: &[&str]| -> Option<()> {
        let output = run("openssl", arguments, folder)?;
        assert!(output.status.success(), "{arguments:?}: {}", said(&output));
        Some(())
    };
    std::fs::write(
        folder.join("leaf.ext"),
        "basicConstraints=CA:FALSE\nkeyUsage=critical,digitalSignature,nonRepudiation\n",
    )
    .unwrap();
    std::fs::write(
        folder.join("ca.ext"),
        "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\n",
    )
    .unwrap();
    let mut request = vec![
        "req",
        "-new",
        "-nodes",
        "-keyout",
        "leaf.key",
        "-out",
        "leaf.csr",
        "-utf8",
        "-subj",
        "/CN=Ёжиков Пётр/C=RU",
    ];
    request.extend_from_slice(key_options);
    openssl(&[
        "req",
        "-x509",
        "-new",
        "-nodes",
        "-newkey",
        "rsa:2048",
        "-keyout",
        "root.key",
        "-out",
        "root.pem",
        "-subj",
        "/CN=Root",
        "-days",
        "3000",
        "-extensions",
        "v3_ca",
    ])
    .is_some()
        && openssl(&[
            "req",
            "-new",
            "-nodes",
            "-newkey",
            "rsa:2048",
            "-keyout",
            "mid.key",
            "-out",
            "mid.csr",
            "-subj",
            "/CN=Middle",
        ])
        .is_some()
        && openssl(&[
            "x509",
            "-req",
            "-in",
            "mid.csr",
            "-CA",
            "root.pem",
            "-CAkey",
            "root.key",
            "-CAcreateserial",
            "-days",
            "3000",
            "-extfile",
            "ca.ext",
            "-out",
            "mid.pem",
        ])
        .is_some()
        && openssl(&request).is_some()
        && openssl(&[
            "x509",
            "-req",
            "-in",
            "leaf.csr",
            "-CA",
            "mid.pem",
            "-CAkey",
            "mid.key",
            "-CAcreateserial",
            "-days",
            "3000",
            "-extfile",
            "leaf.ext",
            "-out",
            "leaf.pem",
        ])
        .is_some()
        && {
            let chain = ["mid.pem", "root.pem"]
                .map(|name| std::fs::read_to_string(folder.join(name)).unwrap())
                .concat();
            std::fs::write(folder.join("chain.pem"), chain).unwrap();
            true
        }
}

fn export(folder: &Path, options: &[&str], password: &str) -> Vec<u8> {
    std::fs::write(folder.join("password"), format!("{password}\n")).unwrap();
    let mut arguments = vec![
        "pkcs12",
        "-export",
        "-in",
        "leaf.pem",
        "-inkey",
        "leaf.key",
        "-certfile",
        "chain.pem",
        "-out",
        "key.p12",
        "-passout",
        "file:password",
    ];
    arguments.extend_from_slice(options);
    let output = run("openssl", &arguments, folder).unwrap();
    assert!(output.status.success(), "{options:?}: {}", said(&output));
    std::fs::read(folder.join("key.p12")).unwrap()
}

#[test]
fn containers_of_openssl_open_or_say_what_is_unusual() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    if !openssl_chain(folder, &["-newkey", "rsa:2048"]) {
        return;
    }
    for password in ["secret", "пароль Ёж", "пробел в конце ", ""] {
        for (options, opens) in [
            (&[][..], true),
            (&["-legacy"], true),
            (&["-legacy", "-descert"], true),
            (&["-keypbe", "AES-128-CBC", "-certpbe", "AES-128-CBC"], true),
            (&["-certpbe", "NONE"], true),
            (&["-macalg", "sha1"], true),
            (&["-macalg", "sha512"], false),
            (&["-keypbe", "NONE"], false),
            (&["-legacy", "-keypbe", "PBE-SHA1-RC4-128"], false),
        ] {
            let container = export(folder, options, password);
            match Pkcs12::open(&container, password) {
                Ok(key) => {
                    assert!(opens, "{options:?} {password:?}");
                    assert_eq!(key.chain().len(), 2, "intermediate and root travel along");
                    assert_eq!(
                        key.certificate().subject().common_name.as_deref(),
                        Some("Ёжиков Пётр")
                    );
                }
                Err(error) => assert_eq!(
                    (opens, error.code()),
                    (false, "unsupported_container"),
                    "{options:?} {password:?}: {error}"
                ),
            }
        }
        let container = export(folder, &[], password);
        assert_eq!(
            Pkcs12::open(&container, "другой пароль").unwrap_err(),
            KeyError::WrongPassword
        );
        let container = export(folder, &["-nomac"], password);
        assert_eq!(
            Pkcs12::open(&container, "другой пароль").unwrap_err(),
            KeyError::WrongPassword
        );
    }
    let certificates_only = export(folder, &["-nokeys"], "secret");
    assert_eq!(
        Pkcs12::open(&certificates_only, "secret").unwrap_err(),
        KeyError::NoPrivateKey
    );
}

#[test]
fn keys_that_are_not_supported_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    for (options, named) in [
        (&["-newkey", "rsa:1024"][..], "RSA 1024"),
        (
            &["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:secp521r1"],
            "1.3.132.0.35",
        ),
        (&["-newkey", "ed25519"], "1.3.101.112"),
    ] {
        if !openssl_chain(folder, options) {
            return;
        }
        let container = export(folder, &[], "secret");
        let error = Pkcs12::open(&container, "secret").unwrap_err();
        assert_eq!(error.code(), "unsupported_key");
        assert!(error.to_string().contains(named), "{error}");
    }
}

#[test]
fn a_key_of_openssl_signs_over_its_chain() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    if !openssl_chain(
        folder,
        &["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-384"],
    ) {
        return;
    }
    let key = Pkcs12::open(&export(folder, &[], "secret"), "secret").unwrap();
    let now = chrono::Utc::now().fixed_offset();
    let signed = sign_pdf(
        &small_pdf(common::Style::Table, true),
        &key,
        &PdfSignatureOptions::at(now),
    )
    .unwrap();
    let mut trust = signature::Trust::new();
    trust
        .add(&std::fs::read(folder.join("root.pem")).unwrap())
        .unwrap();
    let report = signature::verify_pdf(&signed, &trust.without_revocation(), now);
    assert_eq!(report.verdict, signature::Verdict::Valid, "{report:?}");
}

#[test]
fn other_files_are_not_containers() {
    let made = key(KeyKind::P256);
    for bytes in [
        &b""[..],
        b"\xff\xd8\xff\xe0\x00\x10JFIF",
        b"%PDF-1.7",
        &made.certificate,
        &[0x30, 0x80],
        &made.pkcs12[..40],
    ] {
        assert_eq!(
            Pkcs12::open(bytes, PASSWORD).unwrap_err(),
            KeyError::NotPkcs12,
            "{bytes:?}"
        );
    }
    assert_eq!(
        Pkcs12::open(&made.pkcs12, "wrong").unwrap_err(),
        KeyError::WrongPassword
    );
    // Every damage is an error or an unchanged key, never a panic.
    for index in (0..made.pkcs12.len()).step_by(23) {
        let mut damaged = made.pkcs12.clone();
        damaged[index] ^= 0x10;
        let _ = Pkcs12::open(&damaged, PASSWORD)
            .map(|key| key.sign(at().to_rfc3339().as_bytes()).unwrap());
    }
}
