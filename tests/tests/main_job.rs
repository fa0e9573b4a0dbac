//! The main job through the real program, judged by programs of others.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use chrono::DateTime;
use serde_json::{Value, json};
use signature::testing::{KeyKind, Person, ThrowAway, throw_away_pkcs12};
use tempfile::TempDir;
use tests::oracles;
use tests::run::{NOW, Run, run, top, zaprosctl};

fn program() -> Command {
    zaprosctl(env!("CARGO_BIN_EXE_zaprosctl-under-test"))
}

/// A throw-away key of the sample's applicant, as files.
struct Key {
    folder: TempDir,
    made: ThrowAway,
}

const PASSWORD: &str = "пароль с пробелом № 1";

fn key_of(surname: &str, given_name: &str, kind: KeyKind) -> Key {
    let at = DateTime::parse_from_rfc3339(NOW).unwrap();
    let made = throw_away_pkcs12(&Person::new(surname, given_name), PASSWORD, kind, at);
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("key.p12"), &made.pkcs12).unwrap();
    fs::write(folder.path().join("password.txt"), format!("{PASSWORD}\n")).unwrap();
    fs::write(folder.path().join("root.pem"), made.root_pem()).unwrap();
    fs::write(folder.path().join("certificate.der"), &made.certificate).unwrap();
    Key { folder, made }
}

fn key(kind: KeyKind) -> Key {
    key_of("Иванова-Петровская", "Мария Сергеевна", kind)
}

impl Key {
    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn arguments(&self) -> [PathBuf; 4] {
        [
            "--pkcs12".into(),
            self.path("key.p12"),
            "--password-file".into(),
            self.path("password.txt"),
        ]
    }
}

fn compose(request: &Path, key: Option<&Key>, extra: &[&str], out: &Path) -> Run {
    let mut command = program();
    command
        .args(["--json", "compose"])
        .arg(request)
        .arg("--out")
        .arg(out)
        .args(extra);
    if let Some(key) = key {
        command.args(key.arguments());
    }
    run(&mut command)
}

fn sample() -> PathBuf {
    top().join("assets/examples/access.json")
}

fn read(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

fn warning_codes(run: &Run) -> Vec<String> {
    run.json()["warnings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["code"].as_str().unwrap().to_owned())
        .collect()
}

/// Every judge there is, over one signed letter.
fn judge(kind: KeyKind) {
    let key = key(kind);
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("letter");
    let composed = compose(&sample(), Some(&key), &["--email", "--post"], &out).ended(0);
    assert_eq!(
        warning_codes(&composed),
        ["signature_not_qualified"],
        "{composed:#?}"
    );
    let pdf = out.join("letter.pdf");

    let report = read(&out.join("report.json"));
    let one = &report["signatures"][0];
    assert_eq!(
        (
            &one["integrity"],
            &one["covers"],
            &one["later_changes"],
            &report["legal_force"]
        ),
        (
            &json!("ok"),
            &json!("whole"),
            &json!("none"),
            &json!("unqualified")
        ),
        "{report:#}"
    );
    assert_eq!(
        report["request"],
        read(&sample()),
        "the data travels under the signature"
    );
    assert_eq!(read(&out.join("request.json")), read(&sample()));
    assert_eq!(
        fs::read(out.join("certificate.cer")).unwrap(),
        key.made.certificate
    );

    if oracles::there("pdfsig") {
        let said = oracles::pdfsig(&pdf);
        assert!(
            said.contains("Signature is Valid.") && said.contains("Total document signed"),
            "{said}"
        );
        assert!(said.contains("ETSI.CAdES.detached"), "{said}");
    }
    if oracles::there("pyhanko") {
        let (code, said) = oracles::pyhanko(&pdf, &key.path("root.pem"));
        assert_eq!(code, Some(0), "{said}");
        assert!(
            said.contains("VALID") && said.contains("covers the entire file"),
            "{said}"
        );
    }
    if oracles::there("openssl") {
        let said = run(Command::new("openssl")
            .args([
                "cms",
                "-verify",
                "-binary",
                "-inform",
                "DER",
                "-purpose",
                "any",
                "-cades",
                "-out",
                "/dev/null",
                "-in",
            ])
            .arg(out.join("letter.pdf.sig"))
            .arg("-content")
            .arg(&pdf)
            .arg("-CAfile")
            .arg(key.path("root.pem"))
            .arg("-no_check_time"));
        assert_eq!(said.code, Some(0), "{said:#?}");
    }
    if oracles::there("qpdf") {
        for name in ["letter.pdf", "post/letter.pdf"] {
            let said = run(Command::new("qpdf").arg("--check").arg(out.join(name)));
            assert_eq!(said.code, Some(0), "{name}: {said:#?}");
            assert!(!said.stderr.contains("WARNING"), "{name}: {said:#?}");
        }
    }
}

#[test]
fn rsa_2048_satisfies_every_judge() {
    judge(KeyKind::Rsa2048);
}

#[test]
fn rsa_4096_satisfies_every_judge() {
    judge(KeyKind::Rsa4096);
}

#[test]
fn ecdsa_p256_satisfies_every_judge() {
    judge(KeyKind::P256);
}

#[test]
fn ecdsa_p384_satisfies_every_judge() {
    judge(KeyKind::P384);
}

#[test]
fn the_letter_shows_every_value_of_the_request() {
    if !oracles::there("pdftotext") {
        return;
    }
    let key = key(KeyKind::P256);
    let dir = tempfile::tempdir().unwrap();
    let _ = compose(&sample(), Some(&key), &["--post"], dir.path()).ended(0);
    let squeeze = |text: &str| {
        text.chars()
            .filter(|c| c.is_alphanumeric())
            .collect::<String>()
    };
    for name in ["letter.pdf", "post/letter.pdf"] {
        // A value may be hyphenated or broken across lines, so only letters and digits are compared.
        let text = squeeze(&oracles::text_of(&dir.path().join(name)));
        for value in [
            "ООО «ИТ Проспект»",
            "197110",
            "Малая Разночинная, дом № 9, литер А, комната 3, помещения 10-Н",
            "Иванова-Петровская",
            "Мария",
            "Сергеевна",
            "123456",
            "14.05.2008",
            "ОВД «Тверской» г. Москвы",
            "770-001",
            "C2D-2025/0417",
            "17.04.2025",
            "m.ivanova",
            "m.ivanova@mail.example",
            "125009",
            "Тверская, д. 7, кв. 12",
            "16.11.2026",
        ] {
            assert!(
                text.contains(&squeeze(value)),
                "{name} does not show {value}: {text}"
            );
        }
        assert_eq!(
            text.contains(&squeeze("Документ подписан электронной подписью")),
            name == "letter.pdf",
            "{name}"
        );
    }
}

#[test]
fn equal_input_gives_equal_bytes() {
    let dir = tempfile::tempdir().unwrap();
    let rsa = key(KeyKind::Rsa2048);
    let compare = |key: Option<&Key>| {
        let (one, two) = (dir.path().join("one"), dir.path().join("two"));
        for out in [&one, &two] {
            let _ = compose(&sample(), key, &["--email", "--post"], out).ended(0);
        }
        let names: Vec<&str> = match key {
            Some(_) => vec![
                "letter.pdf",
                "letter.pdf.sig",
                "message.eml",
                "post/letter.pdf",
                "report.json",
            ],
            None => vec![
                "letter.pdf",
                "message.eml",
                "post/letter.pdf",
                "report.json",
                "request.json",
            ],
        };
        for name in names {
            assert_eq!(
                fs::read(one.join(name)).unwrap(),
                fs::read(two.join(name)).unwrap(),
                "{name}"
            );
        }
    };
    compare(None);
    compare(Some(&rsa));
}

const READ_MESSAGE: &str = r#"
import email, email.policy, hashlib, json, sys
m = email.message_from_binary_file(open(sys.argv[1], "rb"), policy=email.policy.default)
print(json.dumps({
    "subject": m["subject"], "to": m["to"], "from": m["from"], "unsent": m["x-unsent"],
    "defects": [str(d) for p in m.walk() for d in p.defects],
    "text": m.get_body(("plain",)).get_content(),
    "files": {p.get_filename(): hashlib.sha256(p.get_content() if isinstance(p.get_content(), bytes) else p.get_content().encode()).hexdigest() for p in m.iter_attachments()},
}))
"#;

#[test]
fn the_message_is_read_the_same_by_python_and_by_mail_parser() {
    let key = key(KeyKind::P256);
    let dir = tempfile::tempdir().unwrap();
    let scan = "Копия договора № 1.pdf";
    fs::write(dir.path().join(scan), b"%PDF-1.4\nnot much of a scan\n").unwrap();
    let mut request = read(&sample());
    request["enclosures"] =
        json!([{"title": "Копия договора", "file": format!("./{scan}"), "pages": 2}]);
    let file = dir.path().join("request.json");
    fs::write(&file, request.to_string()).unwrap();
    let out = dir.path().join("letter");
    let _ = compose(&file, Some(&key), &["--email"], &out).ended(0);
    assert_eq!(
        read(&out.join("request.json"))["enclosures"][0]["file"],
        scan,
        "the path is cut to the name"
    );

    let bytes = fs::read(out.join("message.eml")).unwrap();
    let message = mail_parser::MessageParser::default().parse(&bytes).unwrap();
    let names = ["letter.pdf", "letter.pdf.sig", "certificate.cer", scan];
    for (attachment, name) in message.attachments().zip(names) {
        use mail_parser::MimeHeaders;
        assert_eq!(attachment.attachment_name(), Some(name));
        let original = if name == scan {
            dir.path().join(scan)
        } else {
            out.join(name)
        };
        assert_eq!(attachment.contents(), fs::read(original).unwrap(), "{name}");
    }
    assert_eq!(message.attachment_count(), names.len());
    assert!(
        message
            .subject()
            .unwrap()
            .contains("Иванова-Петровская Мария Сергеевна")
    );

    if oracles::there("python3") {
        let said: Value =
            serde_json::from_str(&oracles::python(READ_MESSAGE, &[&out.join("message.eml")]))
                .unwrap();
        assert_eq!(said["subject"].as_str(), message.subject());
        assert!(
            said["to"]
                .as_str()
                .unwrap()
                .contains("privacy@operator.example"),
            "{said}"
        );
        assert_eq!(
            (&said["from"], &said["unsent"], &said["defects"]),
            (&Value::Null, &json!("1"), &json!([]))
        );
        assert!(said["text"].as_str().unwrap().contains("letter.pdf.sig"));
        let files = said["files"].as_object().unwrap();
        assert_eq!(files.keys().map(String::as_str).collect::<Vec<_>>(), names);
    }
}

#[test]
fn a_letter_on_paper_has_its_ink_line_and_no_electronic_mark() {
    let dir = tempfile::tempdir().unwrap();
    let request = top().join("assets/examples/stop-by-representative.json");
    let composed = compose(&request, None, &["--post"], dir.path()).ended(0);
    assert_eq!(composed.json()["legal_force"], "none");
    assert!(
        !dir.path().join("letter.pdf.sig").exists() && !dir.path().join("message.eml").exists()
    );
    let readme = fs::read_to_string(dir.path().join("post/README.txt")).unwrap();
    assert!(
        readme.contains("Ким Ольга Викторовна") && readme.contains("опис"),
        "{readme}"
    );
    if oracles::there("pdftotext") {
        let text = oracles::text_of(&dir.path().join("post/letter.pdf"));
        assert!(!text.contains("электронной подписью"), "{text}");
    }
}

#[test]
fn without_a_key_an_electronic_letter_waits_for_a_program_outside() {
    let dir = tempfile::tempdir().unwrap();
    let composed = compose(&sample(), None, &[], dir.path()).ended(0);
    assert!(
        warning_codes(&composed).contains(&"not_signed".to_owned()),
        "{composed:#?}"
    );
    assert_eq!(
        read(&dir.path().join("report.json"))["verdict"],
        "indeterminate"
    );
    // The ready field takes another program's signature: pyHanko's own.
    if oracles::there("pyhanko") {
        let key = key(KeyKind::Rsa2048);
        let signed = dir.path().join("outside.pdf");
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
            .arg(key.path("password.txt"))
            .arg(dir.path().join("letter.pdf"))
            .arg(&signed)
            .arg(key.path("key.p12")));
        assert_eq!(said.code, Some(0), "{said:#?}");
        let verified = run(program()
            .args(["--json", "verify"])
            .arg(&signed)
            .args(["--no-revocation", "--trust"])
            .arg(key.path("root.pem")));
        let verified = verified.ended(0);
        assert_eq!(verified.json()["verdict"], "valid");
        assert_eq!(verified.json()["request"], read(&sample()));
    }
}

#[test]
fn a_stranger_key_is_warned_of_and_a_useless_one_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let stranger = key_of("Сидоров", "Пётр Ильич", KeyKind::P256);
    let composed = compose(
        &sample(),
        Some(&stranger),
        &[],
        &dir.path().join("stranger"),
    )
    .ended(0);
    assert!(
        warning_codes(&composed).contains(&"signer_differs".to_owned()),
        "{composed:#?}"
    );

    let good = key(KeyKind::P256);
    let out = dir.path().join("refused");
    fs::write(good.path("password.txt"), "not the password").unwrap();
    assert_eq!(
        compose(&sample(), Some(&good), &[], &out)
            .ended(2)
            .error_code(),
        "wrong_password"
    );
    fs::write(good.path("key.p12"), b"\xff\xd8\xff\xe0 a photograph").unwrap();
    assert_eq!(
        compose(&sample(), Some(&good), &[], &out)
            .ended(2)
            .error_code(),
        "not_a_pkcs12"
    );
    assert!(!out.exists());
}

#[test]
fn an_expired_certificate_is_refused_before_anything_is_written() {
    let dir = tempfile::tempdir().unwrap();
    let key = key(KeyKind::P256);
    for (at, code) in [
        ("2029-01-01T00:00:00+03:00", "certificate_expired"),
        ("2020-01-01T00:00:00+03:00", "certificate_not_yet_valid"),
    ] {
        let request = dir.path().join("request.json");
        let mut value = read(&sample());
        value["date"] = json!(&at[..10]);
        fs::write(&request, value.to_string()).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_zaprosctl-under-test"));
        command
            .args(["--json", "--at", at, "sign"])
            .arg(top().join("assets/examples/access.json"));
        command
            .arg("-o")
            .arg(dir.path().join("out.pdf"))
            .args(key.arguments());
        assert_eq!(run(&mut command).ended(2).error_code(), code);
        assert!(!dir.path().join("out.pdf").exists());
    }
}

#[test]
fn secrets_are_asked_for_by_name_and_never_read_from_the_command_line() {
    let key = key(KeyKind::P256);
    let dir = tempfile::tempdir().unwrap();
    let missing = run(program()
        .args(["--json", "compose"])
        .arg(sample())
        .arg("--out")
        .arg(dir.path())
        .arg("--pkcs12")
        .arg(key.path("key.p12")));
    let missing = missing.ended(2);
    assert_eq!(missing.error_code(), "secret_missing");
    assert!(
        missing.json()["error"]["message"]
            .as_str()
            .unwrap()
            .contains("ZAPROS_PASSWORD")
    );
    let by_variable = run(program()
        .env("ZAPROS_PASSWORD", PASSWORD)
        .arg("compose")
        .arg(sample())
        .arg("--out")
        .arg(dir.path())
        .arg("--pkcs12")
        .arg(key.path("key.p12")));
    let _ = by_variable.ended(0);
}

#[test]
fn verify_finds_a_changed_byte_and_exit_codes_tell_the_verdict() {
    let key = key(KeyKind::Rsa2048);
    let dir = tempfile::tempdir().unwrap();
    let _ = compose(&sample(), Some(&key), &[], dir.path()).ended(0);
    let pdf = dir.path().join("letter.pdf");
    let sig = dir.path().join("letter.pdf.sig");
    let verify = |trusted: bool, detached: bool| {
        let mut command = program();
        command.args(["--json", "verify"]).arg(&pdf);
        if detached {
            command.arg("--signature").arg(&sig);
        }
        if trusted {
            command
                .args(["--no-revocation", "--trust"])
                .arg(key.path("root.pem"));
        }
        run(&mut command)
    };
    for detached in [false, true] {
        let valid = verify(true, detached).ended(0);
        assert_eq!(
            valid.json()["signatures"][0]["signer"]["surname"],
            "Иванова-Петровская",
            "{valid:#?}"
        );
        let _ = verify(false, detached).ended(3);
    }
    let mut bytes = fs::read(&pdf).unwrap();
    bytes[200] ^= 1;
    fs::write(&pdf, bytes).unwrap();
    for detached in [false, true] {
        assert_ne!(verify(true, detached).code, Some(0));
    }
}

#[test]
fn email_needs_an_address_and_a_complaint_takes_none() {
    let dir = tempfile::tempdir().unwrap();
    let representative = top().join("assets/examples/stop-by-representative.json");
    let refused = compose(&representative, None, &["--email"], &dir.path().join("out")).ended(2);
    assert_eq!(refused.json()["error"]["field"], "/operator/email");
    let complaint = dir.path().join("complaint.json");
    fs::write(
        &complaint,
        run(program().args(["new", "--kind", "complaint"])).stdout,
    )
    .unwrap();
    let refused = compose(&complaint, None, &["--email"], &dir.path().join("out")).ended(2);
    assert_eq!(refused.error_code(), "email_not_accepted");
    assert!(!dir.path().join("out").exists());
}

#[test]
fn forty_thousand_characters_and_several_demands_make_pages() {
    let dir = tempfile::tempdir().unwrap();
    let mut request = read(&sample());
    let long = "Прошу рассмотреть моё обращение внимательно и по существу. ".repeat(700);
    request["demands"] = json!([{"kind": "access", "items": ["confirmation", "retention"]}, {"kind": "free", "text": long}]);
    let file = dir.path().join("request.json");
    fs::write(&file, request.to_string()).unwrap();
    let _ = compose(&file, None, &["--post"], &dir.path().join("out")).ended(0);
    if oracles::there("pdfinfo") {
        let info = run(Command::new("pdfinfo").arg(dir.path().join("out/letter.pdf"))).stdout;
        let pages: u32 = info
            .lines()
            .find_map(|line| line.strip_prefix("Pages:"))
            .unwrap()
            .trim()
            .parse()
            .unwrap();
        assert!((10..40).contains(&pages), "{info}");
    }
    let readme = fs::read_to_string(dir.path().join("out/post/README.txt")).unwrap();
    assert!(
        readme.contains("листов") || readme.contains("листа"),
        "{readme}"
    );
}
