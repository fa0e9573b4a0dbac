//! PKCS#12 and encrypted PKCS#8 made anew by OpenSSL's engine and by GnuTLS, opened here.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

mod oracle;

use gost::{Error, SigningKey, pkcs12};
use oracle::{OpenSsl, skipped};
use std::process::Command;

const PASSWORD: &str = "Пароль-для-PFX";
const CIPHERS: [&str; 3] = ["gost89", "kuznyechik-ctr-acpkm", "magma-ctr-acpkm"];

/// A key, and a certificate with a comment of some length to make the container long.
fn key_and_certificate(
    openssl: &OpenSsl,
    algorithm: &str,
    set: &str,
    comment: usize,
) -> SigningKey {
    openssl.run(&format!(
        "genpkey -algorithm {algorithm} -pkeyopt paramset:{set} -out key.pem"
    ));
    openssl.run("pkey -in key.pem -outform DER -out key.der");
    let configuration = format!(
        "[req]\ndistinguished_name=dn\n[dn]\n[ext]\nnsComment={}\n",
        "x".repeat(comment)
    );
    openssl.write("req.cnf", configuration.as_bytes());
    openssl.run(
        "req -x509 -new -config req.cnf -extensions ext -key key.pem -subj /CN=Example -out cert.pem",
    );
    openssl.run("x509 -in cert.pem -outform DER -out cert.der");
    SigningKey::from_pkcs8_der(&openssl.read("key.der")).unwrap()
}

fn export(openssl: &OpenSsl, cipher: &str, digest: &str) -> Vec<u8> {
    openssl.run(&format!(
        "pkcs12 -export -inkey key.pem -in cert.pem -name Ключ -passout pass:{PASSWORD} \
         -keypbe {cipher} -certpbe {cipher} -macalg {digest} -out container.p12"
    ));
    openssl.read("container.p12")
}

#[test]
fn containers_of_openssl_open() {
    let Some(openssl) = OpenSsl::find() else {
        return;
    };
    let keys = [
        ("gost2012_256", "A"),
        ("gost2012_256", "TCA"),
        ("gost2012_512", "A"),
    ];
    for (algorithm, set) in keys {
        let key = key_and_certificate(&openssl, algorithm, set, 100);
        let certificate = openssl.read("cert.der");
        for cipher in CIPHERS {
            // The old hash is slow: once is enough.
            let digests: &[_] = match (algorithm, set, cipher) {
                ("gost2012_256", "A", "gost89") => &["md_gost12_512", "md_gost12_256", "md_gost94"],
                ("gost2012_256", _, _) => &["md_gost12_256"],
                _ => &["md_gost12_512"],
            };
            for digest in digests {
                let bytes = export(&openssl, cipher, digest);
                let container = pkcs12::open(&bytes, PASSWORD).unwrap();
                let [entry] = &container.keys[..] else {
                    panic!("{cipher} {digest}: not one key")
                };
                assert_eq!(
                    entry.key.verifying_key(),
                    key.verifying_key(),
                    "{cipher} {digest}"
                );
                assert_eq!(entry.key.to_bytes(), key.to_bytes());
                assert_eq!(entry.friendly_name.as_deref(), Some("Ключ"));
                assert_eq!(container.certificate_of(entry).unwrap().der, certificate);
                assert_eq!(
                    pkcs12::open(&bytes, "другой").unwrap_err(),
                    Error::WrongPassword
                );
            }
        }
    }
}

/// Contents longer than a section: the cipher changes its key on the way.
#[test]
fn long_containers_of_openssl_open() {
    let Some(openssl) = OpenSsl::find() else {
        return;
    };
    for comment in [1_500, 20_000, 600_000] {
        key_and_certificate(&openssl, "gost2012_256", "B", comment);
        let certificate = openssl.read("cert.der");
        for cipher in CIPHERS {
            let container =
                pkcs12::open(&export(&openssl, cipher, "md_gost12_512"), PASSWORD).unwrap();
            let [entry] = &container.certificates[..] else {
                panic!("not one certificate")
            };
            assert_eq!(entry.der, certificate, "{cipher}, {comment} octets");
        }
    }
}

/// Any changed octet is noticed or changes nothing that matters; nothing panics.
#[test]
fn a_changed_container_is_refused() {
    let Some(openssl) = OpenSsl::find() else {
        return;
    };
    key_and_certificate(&openssl, "gost2012_256", "A", 10);
    let bytes = export(&openssl, "kuznyechik-ctr-acpkm", "md_gost12_512");
    // Outside the authenticated contents only labels of structure can change unnoticed.
    let authenticated = 30..bytes.len() - 110;
    for at in (0..bytes.len()).step_by(23) {
        let mut changed = bytes.clone();
        changed[at] ^= 0x04;
        let opened =
            pkcs12::open_with_limits(&changed, PASSWORD, pkcs12::Limits { iterations: 10_000 });
        assert!(
            opened.is_err() || !authenticated.contains(&at),
            "octet {at}"
        );
        assert!(pkcs12::open(&bytes[..at], PASSWORD).is_err(), "cut at {at}");
    }
}

#[test]
fn a_container_may_not_ask_for_endless_work() {
    let Some(openssl) = OpenSsl::find() else {
        return;
    };
    key_and_certificate(&openssl, "gost2012_256", "A", 10);
    let bytes = export(&openssl, "gost89", "md_gost12_512");
    let limits = pkcs12::Limits { iterations: 2047 };
    assert_eq!(
        pkcs12::open_with_limits(&bytes, PASSWORD, limits).unwrap_err(),
        Error::Iterations(2048)
    );
}

#[test]
fn encrypted_pkcs8_of_openssl_opens() {
    let Some(openssl) = OpenSsl::find() else {
        return;
    };
    for (algorithm, set) in [("gost2012_256", "A"), ("gost2012_512", "C")] {
        let key = key_and_certificate(&openssl, algorithm, set, 10);
        for cipher in CIPHERS {
            // The engine's PRF by GOST, and OpenSSL's own default.
            for prf in [" -v2prf 1.2.643.7.1.1.4.2", " -v2prf 1.2.643.7.1.1.4.1", ""] {
                openssl.run(&format!(
                    "pkcs8 -topk8 -in key.pem -v2 {cipher}{prf} -passout pass:{PASSWORD} \
                     -outform DER -out encrypted.der"
                ));
                let bytes = openssl.read("encrypted.der");
                let opened = pkcs12::open_encrypted_pkcs8(&bytes, PASSWORD).unwrap();
                assert_eq!(opened.to_bytes(), key.to_bytes(), "{cipher}{prf}");
                assert!(pkcs12::open_encrypted_pkcs8(&bytes, "другой").is_err());
            }
        }
    }
}

/// GnuTLS writes RFC 9548 on its own: another implementation of the same rules.
#[test]
fn containers_of_gnutls_open() {
    let folder = tempfile::tempdir().unwrap();
    let certtool = |words: &str| {
        Command::new("certtool")
            .args(words.split(' '))
            .current_dir(folder.path())
            .output()
    };
    if certtool("--version").is_err() {
        let _: Option<()> = skipped("certtool of gnutls-bin is not installed");
        return;
    }
    std::fs::write(folder.path().join("template"), "cn = Example\nserial = 1\n").unwrap();
    // GnuTLS derives every key by 600,000 iterations: minutes for all of these without optimisation.
    let all = std::env::var("GOST_KEYS").is_ok();
    for (kind, curve, cipher) in [
        ("gost12-256", "TC26-256-B", "gost28147-tc26z"),
        ("gost12-512", "TC26-512-A", "gost28147-tc26z"),
        ("gost12-256", "TC26-256-B", "gost28147-cpa"),
        ("gost01", "CryptoPro-A", "gost28147-tc26z"),
    ]
    .into_iter()
    .take(if all { 4 } else { 1 })
    {
        let run = |words: String| {
            let output = certtool(&words).unwrap();
            let errors = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(output.status.success(), "{words}: {errors}");
        };
        run(format!(
            "--generate-privkey --key-type {kind} --curve {curve} --no-text --outfile key.pem"
        ));
        run(
            "--generate-self-signed --load-privkey key.pem --template template --outfile cert.pem"
                .into(),
        );
        run(format!(
            "--to-p12 --load-privkey key.pem --load-certificate cert.pem --p12-name Example \
             --password пароль --pkcs-cipher {cipher} --hash streebog-512 --outder --outfile c.p12"
        ));
        let bytes = std::fs::read(folder.path().join("c.p12")).unwrap();
        let opened = pkcs12::open(&bytes, "пароль");
        if kind == "gost01" {
            assert_eq!(opened.unwrap_err(), Error::VerificationOnly);
            continue;
        }
        let container = opened.unwrap();
        let [entry] = &container.keys[..] else {
            panic!("{kind}: not one key")
        };
        // The public key of the pair stands in the certificate.
        assert!(container.certificate_of(entry).is_some(), "{kind} {cipher}");
    }
}
