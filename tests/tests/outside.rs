//! The outside way: the letter leaves unsigned, programs of others sign it, and what they give is taken back.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use chrono::DateTime;
use serde_json::Value;
use signature::testing::{KeyKind, Person, throw_away_pkcs12};
use tempfile::TempDir;
use tests::oracles;
use tests::run::{NOW, Run, run, top, zaprosctl};

const PASSWORD: &str = "password";

/// A letter that was exported unsigned, and a key that only programs outside use.
struct Outside {
    folder: TempDir,
}

impl Outside {
    fn new(surname: &str, given_name: &str) -> Self {
        let outside = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        let now = DateTime::parse_from_rfc3339(NOW).unwrap();
        let person = Person::new(surname, given_name);
        let made = throw_away_pkcs12(&person, PASSWORD, KeyKind::Rsa2048, now);
        fs::write(outside.path("key.p12"), &made.pkcs12).unwrap();
        fs::write(outside.path("password.txt"), PASSWORD).unwrap();
        fs::write(outside.path("root.pem"), made.root_pem()).unwrap();
        let _ = run(program()
            .args([
                "--json",
                "compose",
                "assets/examples/access.json",
                "--email",
                "--out",
            ])
            .arg(outside.letter("")))
        .ended(0);
        outside
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn letter(&self, name: &str) -> PathBuf {
        self.folder.path().join("letter").join(name)
    }

    /// A detached CAdES signature by OpenSSL, as CryptoARM would give it.
    fn openssl_signs(&self, document: &Path, out: &str, form: &str) -> PathBuf {
        let pem = self.path("key.pem");
        let opened = run(Command::new("openssl")
            .args(["pkcs12", "-nodes", "-passin", "pass:password", "-in"])
            .arg(self.path("key.p12"))
            .arg("-out")
            .arg(&pem));
        assert_eq!(opened.code, Some(0), "{opened:#?}");
        let out = self.path(out);
        let signed = run(Command::new("openssl")
            .args([
                "cms", "-sign", "-binary", "-cades", "-md", "sha256", "-outform", form,
            ])
            .arg("-signer")
            .arg(&pem)
            .arg("-in")
            .arg(document)
            .arg("-out")
            .arg(&out));
        assert_eq!(signed.code, Some(0), "{signed:#?}");
        out
    }

    fn take_back(&self, returned: &[&Path]) -> Run {
        run(program()
            .args(["--json", "take-back"])
            .arg(self.letter(""))
            .args(returned))
    }

    fn report(&self) -> Value {
        serde_json::from_slice(&fs::read(self.letter("report.json")).unwrap()).unwrap()
    }

    /// The message carries, byte for byte, what lies in the folder.
    fn message_carries(&self, names: &[&str]) {
        let message = delivery::read(&fs::read(self.letter("message.eml")).unwrap()).unwrap();
        let attached: Vec<_> = message
            .attachments
            .iter()
            .map(|one| (one.name.as_str(), one.bytes.clone()))
            .collect();
        let lying: Vec<_> = names
            .iter()
            .map(|name| (*name, fs::read(self.letter(name)).unwrap()))
            .collect();
        assert_eq!(attached, lying);
    }
}

fn program() -> Command {
    zaprosctl(env!("CARGO_BIN_EXE_zaprosctl-under-test"))
}

fn maria() -> Outside {
    Outside::new("Иванова-Петровская", "Мария Сергеевна")
}

#[test]
fn a_signature_file_over_the_exported_bytes_is_filed_with_the_letter_and_its_message() {
    if !oracles::there("openssl") {
        return;
    }
    let outside = maria();
    let exported = fs::read(outside.letter("letter.pdf")).unwrap();
    // Programs write the same signature as DER or as text.
    for form in ["DER", "PEM"] {
        let signature =
            outside.openssl_signs(&outside.letter("letter.pdf"), "letter.pdf.sig", form);
        let taken = outside.take_back(&[&signature]).ended(0);
        assert_eq!(taken.json()["legal_force"], "unqualified");
        assert_eq!(fs::read(outside.letter("letter.pdf")).unwrap(), exported);
        let report = outside.report();
        assert_eq!(
            (
                &report["signatures"][0]["integrity"],
                &report["signatures"][0]["covers"]
            ),
            (&"ok".into(), &"whole".into()),
            "{report:#}"
        );
        assert!(
            !report["warnings"].to_string().contains("not_signed"),
            "{report:#}"
        );
        outside.message_carries(&["letter.pdf", "letter.pdf.sig", "certificate.cer"]);
    }
    let verified = run(program()
        .args(["--json", "verify", "--no-revocation"])
        .arg(outside.letter("letter.pdf"))
        .arg("--signature")
        .arg(outside.letter("letter.pdf.sig"))
        .arg("--trust")
        .arg(outside.path("root.pem")));
    assert_eq!(verified.ended(0).json()["verdict"], "valid");
}

#[test]
fn a_letter_signed_in_its_ready_field_is_filed() {
    if !oracles::there("pyhanko") {
        return;
    }
    let outside = maria();
    let signed = outside.path("signed.pdf");
    let said = run(Command::new("pyhanko")
        .args([
            "sign",
            "addsig",
            "--use-pades",
            "--field",
            "Signature1",
            "pkcs12",
            "--passfile",
        ])
        .arg(outside.path("password.txt"))
        .arg(outside.letter("letter.pdf"))
        .arg(&signed)
        .arg(outside.path("key.p12")));
    assert_eq!(said.code, Some(0), "{said:#?}");
    let _ = outside.take_back(&[&signed]).ended(0);
    assert_eq!(
        fs::read(outside.letter("letter.pdf")).unwrap(),
        fs::read(&signed).unwrap()
    );
    outside.message_carries(&["letter.pdf", "certificate.cer"]);
    // The exported letter is still known under the signature: the same file comes back a second time.
    let _ = outside.take_back(&[&signed]).ended(0);
}

/// Госключ signs a copy of its own and returns the pair (law.md §1.7 (18)): text and data are compared, then it is filed.
#[test]
fn a_pair_around_a_copy_is_filed_when_text_and_data_are_the_same() {
    if !(oracles::there("openssl") && oracles::there("qpdf")) {
        return;
    }
    let outside = maria();
    let copy = outside.path("copy.pdf");
    let resave = |from: &Path| {
        let saved = run(Command::new("qpdf")
            .args(["--object-streams=disable", "--deterministic-id"])
            .arg(from)
            .arg(&copy));
        assert_eq!(saved.code, Some(0), "{saved:#?}");
    };
    resave(&outside.letter("letter.pdf"));
    assert_ne!(
        fs::read(&copy).unwrap(),
        fs::read(outside.letter("letter.pdf")).unwrap()
    );
    let signature = outside.openssl_signs(&copy, "copy.pdf.sig", "DER");

    // The signature alone belongs to other bytes than ours: the person is told to bring both.
    assert_eq!(
        outside.take_back(&[&signature]).ended(1).error_code(),
        "returned_other_bytes"
    );
    let taken = outside.take_back(&[&copy, &signature]).ended(0);
    let warnings = taken.json()["warnings"].to_string();
    assert!(warnings.contains("returned_copy"), "{warnings}");
    assert_eq!(
        fs::read(outside.letter("letter.pdf")).unwrap(),
        fs::read(&copy).unwrap()
    );
    outside.message_carries(&["letter.pdf", "letter.pdf.sig", "certificate.cer"]);

    // A copy of another letter differs in its text, whoever signed it.
    let other = outside.path("other.json");
    let mut request: Value =
        serde_json::from_slice(&fs::read(top().join("assets/examples/access.json")).unwrap())
            .unwrap();
    request["subject"]["surname"] = "Иванова".into();
    fs::write(&other, request.to_string()).unwrap();
    let unsigned = outside.path("other.pdf");
    let _ = run(program().arg("render").arg(&other).arg("-o").arg(&unsigned)).ended(0);
    resave(&unsigned);
    let signature = outside.openssl_signs(&copy, "other.sig", "DER");
    assert_eq!(
        outside
            .take_back(&[&copy, &signature])
            .ended(1)
            .error_code(),
        "returned_other_letter"
    );
}

#[test]
fn what_is_not_this_letter_signed_is_refused_and_nothing_is_written() {
    if !oracles::there("openssl") {
        return;
    }
    let outside = maria();
    let before = fs::read(outside.letter("message.eml")).unwrap();
    let unsigned = outside.letter("letter.pdf");
    assert_eq!(
        outside.take_back(&[&unsigned]).ended(1).error_code(),
        "returned_not_signed"
    );
    let junk = outside.path("junk.txt");
    fs::write(&junk, "not a signature").unwrap();
    assert_eq!(
        outside.take_back(&[&junk]).ended(2).error_code(),
        "returned_files"
    );
    let over_another = outside.openssl_signs(&junk, "junk.sig", "DER");
    assert_eq!(
        outside.take_back(&[&over_another]).ended(1).error_code(),
        "returned_other_bytes"
    );
    assert_eq!(fs::read(outside.letter("message.eml")).unwrap(), before);
    assert!(!outside.letter("letter.pdf.sig").exists());

    let stranger = Outside::new("Сидоров", "Пётр");
    let signature = stranger.openssl_signs(&stranger.letter("letter.pdf"), "s.sig", "DER");
    let taken = stranger.take_back(&[&signature]).ended(0);
    assert!(
        taken.json()["warnings"]
            .to_string()
            .contains("signer_differs")
    );
    fs::write(stranger.letter("outbox.json"), "{}").unwrap();
    assert_eq!(
        stranger.take_back(&[&signature]).ended(2).error_code(),
        "already_sent"
    );
}
