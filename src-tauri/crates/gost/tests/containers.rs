//! PKCS#12 and encrypted PKCS#8 made anew by OpenSSL's engine and by GnuTLS, opened here.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

mod oracle;

use gost::{Error, SigningKey, pkcs12};
use oracle::{OpenSsl, skipped};
use std::process::Command;

const PASSWORD: &str = "Пароль-для-PFX";
/// Latin, Cyrillic, beyond the basic plane of Unicode, and none.
const PASSWORDS: [&str; 4] = ["password", PASSWORD, "ключ🔑", ""];
/// The object identifier in DER.
const AES_256_CBC: [u8; 11] = [
    0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x01, 0x2a,
];
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

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
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
    for (cipher, digest) in [
        ("kuznyechik-ctr-acpkm", "md_gost12_512"),
        ("AES-256-CBC", "sha256"),
    ] {
        let bytes = export(&openssl, cipher, digest);
        // Outside the authenticated contents only labels of structure can change unnoticed.
        let authenticated = 30..bytes.len() - 110;
        let limits = pkcs12::Limits { iterations: 10_000 };
        for at in (0..bytes.len()).step_by(23) {
            let mut changed = bytes.clone();
            changed[at] ^= 0x04;
            let opened = pkcs12::open_with_limits(&changed, PASSWORD, limits);
            assert!(
                opened.is_err() || !authenticated.contains(&at),
                "{cipher}: octet {at}"
            );
            assert!(
                pkcs12::open(&bytes[..at], PASSWORD).is_err(),
                "{cipher}: cut at {at}"
            );
        }
    }
}

#[test]
fn a_container_may_not_ask_for_endless_work() {
    let Some(openssl) = OpenSsl::find() else {
        return;
    };
    key_and_certificate(&openssl, "gost2012_256", "A", 10);
    let limits = pkcs12::Limits { iterations: 2047 };
    for (cipher, digest) in [("gost89", "md_gost12_512"), ("AES-256-CBC", "sha256")] {
        let bytes = export(&openssl, cipher, digest);
        assert_eq!(
            pkcs12::open_with_limits(&bytes, PASSWORD, limits).unwrap_err(),
            Error::Iterations(2048)
        );
    }
    // The code alone may be cheap: the key's own derivation is bounded all the same.
    openssl.run(&format!(
        "pkcs12 -export -inkey key.pem -in cert.pem -passout pass:{PASSWORD} \
         -iter 3000 -nomaciter -out container.p12"
    ));
    assert_eq!(
        pkcs12::open_with_limits(&openssl.read("container.p12"), PASSWORD, limits).unwrap_err(),
        Error::Iterations(3000)
    );
}

/// What comes out when nobody asks OpenSSL for protection by GOST: AES-256 in CBC, PBKDF2 over
/// HMAC-SHA-256, and the key of the code by PKCS#12's own derivation.
#[test]
fn containers_by_the_defaults_of_openssl_open() {
    let Some(openssl) = OpenSsl::find() else {
        return;
    };
    for (algorithm, set) in [("gost2012_256", "A"), ("gost2012_512", "C")] {
        let key = key_and_certificate(&openssl, algorithm, set, 100);
        let certificate = openssl.read("cert.der");
        for password in PASSWORDS {
            openssl.run(&format!(
                "pkcs12 -export -inkey key.pem -in cert.pem -name Ключ -passout pass:{password} \
                 -out container.p12"
            ));
            let bytes = openssl.read("container.p12");
            assert!(contains(&bytes, &AES_256_CBC), "not the protection meant");
            let container = pkcs12::open(&bytes, password).unwrap();
            let [entry] = &container.keys[..] else {
                panic!("{algorithm} {password:?}: not one key")
            };
            assert_eq!(entry.key.to_bytes(), key.to_bytes());
            assert_eq!(entry.key.verifying_key(), key.verifying_key());
            assert_eq!(entry.friendly_name.as_deref(), Some("Ключ"));
            assert_eq!(container.certificate_of(entry).unwrap().der, certificate);
            for wrong in ["другой", "Password", &format!("{password} "), ""] {
                if wrong != password {
                    assert_eq!(
                        pkcs12::open(&bytes, wrong).unwrap_err(),
                        Error::WrongPassword,
                        "{wrong:?} for {password:?}"
                    );
                }
            }
        }
    }
}

/// Other lengths of AES and of SHA, and each half of the protection by GOST with the other not.
#[test]
fn containers_of_mixed_protection_open() {
    let Some(openssl) = OpenSsl::find() else {
        return;
    };
    let key = key_and_certificate(&openssl, "gost2012_256", "B", 100);
    for (cipher, digest) in [
        ("AES-128-CBC", "sha1"),
        ("AES-192-CBC", "sha384"),
        ("AES-256-CBC", "sha512"),
        ("AES-256-CBC", "md_gost12_512"),
        ("kuznyechik-ctr-acpkm", "sha256"),
    ] {
        let bytes = export(&openssl, cipher, digest);
        let container = pkcs12::open(&bytes, PASSWORD).unwrap();
        let [entry] = &container.keys[..] else {
            panic!("{cipher} {digest}: not one key")
        };
        assert_eq!(entry.key.to_bytes(), key.to_bytes(), "{cipher} {digest}");
        assert_eq!(
            pkcs12::open(&bytes, "другой").unwrap_err(),
            Error::WrongPassword
        );
    }
}

/// The protection of the nineties, which OpenSSL wrote by default before its version 3.
#[test]
fn containers_of_triple_des_and_rc2_open() {
    let Some(openssl) = OpenSsl::find() else {
        return;
    };
    let key = key_and_certificate(&openssl, "gost2012_256", "A", 100);
    let certificate = openssl.read("cert.der");
    for options in [
        "-legacy",
        "-legacy -descert",
        "-keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1",
        "-legacy -keypbe PBE-SHA1-2DES -certpbe PBE-SHA1-RC2-128",
        "-legacy -keypbe PBE-SHA1-RC2-40 -macalg md_gost12_512",
    ] {
        for password in PASSWORDS {
            openssl.run(&format!(
                "pkcs12 -export {options} -inkey key.pem -in cert.pem -name Ключ \
                 -passout pass:{password} -out container.p12"
            ));
            let bytes = openssl.read("container.p12");
            let container = pkcs12::open(&bytes, password).unwrap();
            let [entry] = &container.keys[..] else {
                panic!("{options}: not one key")
            };
            assert_eq!(entry.key.to_bytes(), key.to_bytes(), "{options}");
            assert_eq!(container.certificate_of(entry).unwrap().der, certificate);
            assert_eq!(
                pkcs12::open(&bytes, "другой").unwrap_err(),
                Error::WrongPassword
            );
        }
    }
}

/// What nobody should have used even then is named, not guessed at.
#[test]
fn containers_of_rc4_are_refused_by_name() {
    let Some(openssl) = OpenSsl::find() else {
        return;
    };
    key_and_certificate(&openssl, "gost2012_256", "A", 10);
    openssl.run(&format!(
        "pkcs12 -export -legacy -keypbe PBE-SHA1-RC4-128 -inkey key.pem -in cert.pem \
         -passout pass:{PASSWORD} -out container.p12"
    ));
    let pbe_with_sha_and_rc4 = "1.2.840.113549.1.12.1.1".parse().unwrap();
    assert_eq!(
        pkcs12::open(&openssl.read("container.p12"), PASSWORD).unwrap_err(),
        Error::UnsupportedProtection(pbe_with_sha_and_rc4)
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

/// `openssl pkcs8 -topk8` as it is, and with other functions and lengths.
#[test]
fn encrypted_pkcs8_without_gost_opens() {
    let Some(openssl) = OpenSsl::find() else {
        return;
    };
    for (algorithm, set) in [("gost2012_256", "A"), ("gost2012_512", "C")] {
        let key = key_and_certificate(&openssl, algorithm, set, 10);
        let others = [
            "",
            " -v2 aes-256-cbc -v2prf hmacWithSHA1",
            " -v2 aes-128-cbc -v2prf hmacWithSHA384",
            " -v2 aes-192-cbc -v2prf hmacWithSHA512",
        ];
        let cases = PASSWORDS
            .map(|password| (password, ""))
            .into_iter()
            .chain(others.map(|options| (PASSWORD, options)));
        for (password, options) in cases {
            openssl.run(&format!(
                "pkcs8 -topk8 -in key.pem{options} -passout pass:{password} \
                 -outform DER -out encrypted.der"
            ));
            let bytes = openssl.read("encrypted.der");
            let opened = pkcs12::open_encrypted_pkcs8(&bytes, password).unwrap();
            assert_eq!(opened.to_bytes(), key.to_bytes(), "{password:?}{options}");
            assert_eq!(
                pkcs12::open_encrypted_pkcs8(&bytes, "другой").unwrap_err(),
                Error::WrongPassword
            );
        }
    }
}

/// One wrong key in 256 leaves something that looks like padding: that is no key either.
#[test]
fn many_wrong_passwords_are_all_called_wrong() {
    let Some(openssl) = OpenSsl::find() else {
        return;
    };
    key_and_certificate(&openssl, "gost2012_256", "A", 10);
    openssl.run(&format!(
        "pkcs8 -topk8 -in key.pem -iter 1 -passout pass:{PASSWORD} -outform DER -out encrypted.der"
    ));
    let bytes = openssl.read("encrypted.der");
    for number in 0..2_000 {
        assert_eq!(
            pkcs12::open_encrypted_pkcs8(&bytes, &number.to_string()).unwrap_err(),
            Error::WrongPassword,
            "{number}"
        );
    }
}

/// Any changed octet of a protected key leads to a word, and none to a panic.
#[test]
fn a_changed_pkcs8_does_not_panic() {
    let Some(openssl) = OpenSsl::find() else {
        return;
    };
    key_and_certificate(&openssl, "gost2012_512", "A", 10);
    openssl.run(&format!(
        "pkcs8 -topk8 -in key.pem -iter 2 -passout pass:{PASSWORD} -outform DER -out encrypted.der"
    ));
    let bytes = openssl.read("encrypted.der");
    let limits = pkcs12::Limits { iterations: 1_000 };
    for at in 0..bytes.len() {
        for change in [0x01, 0x10, 0xff] {
            let mut changed = bytes.clone();
            changed[at] ^= change;
            let _ = pkcs12::open_encrypted_pkcs8_with_limits(&changed, PASSWORD, limits);
        }
        assert!(pkcs12::open_encrypted_pkcs8(&bytes[..at], PASSWORD).is_err());
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
    for (kind, curve, cipher, hash) in [
        (
            "gost12-256",
            "TC26-256-B",
            "gost28147-tc26z",
            "streebog-512",
        ),
        ("gost12-512", "TC26-512-A", "aes-256", "sha256"),
        (
            "gost12-512",
            "TC26-512-A",
            "gost28147-tc26z",
            "streebog-512",
        ),
        ("gost12-256", "TC26-256-B", "gost28147-cpa", "streebog-512"),
        ("gost01", "CryptoPro-A", "gost28147-tc26z", "streebog-512"),
    ]
    .into_iter()
    .take(if all { 5 } else { 2 })
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
             --password пароль --pkcs-cipher {cipher} --hash {hash} --outder --outfile c.p12"
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
