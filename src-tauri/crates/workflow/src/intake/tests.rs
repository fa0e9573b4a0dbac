//! Letters taken in: our own come back field by field, others are shown for what they are, hostile ones do nothing.

use std::path::{Path, PathBuf};

use signature::testing::{KeyKind, Person, ThrowAway, throw_away_pkcs12};

use super::*;
use crate::compose::{Job, compose};
use crate::enclosures::Beside;
use serde_json::json;
use signature::SigningKey;

fn now() -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339("2026-11-23T09:00:00+03:00").unwrap()
}

fn examples() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../assets/examples");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    files
}

fn example(name: &str) -> Value {
    let path = examples()
        .into_iter()
        .find(|path| path.ends_with(format!("{name}.json")))
        .unwrap();
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// The key of whoever writes this request.
fn key_for(request: &Value) -> ThrowAway {
    let person = request
        .pointer("/representative/person")
        .unwrap_or(&request["subject"]);
    let text = |name: &str| person[name].as_str().unwrap_or_default().to_owned();
    let given = format!("{} {}", text("given_name"), text("patronymic"));
    throw_away_pkcs12(
        &Person::new(&text("surname"), given.trim()),
        "пароль",
        KeyKind::P256,
        now(),
    )
}

/// The files of a composed letter, its message among them.
fn letter(request: &Value, key: Option<&ThrowAway>) -> Vec<Incoming> {
    let mut request = request.clone();
    request["operator"]["email"] = json!("privacy@operator.example");
    let folder = tempfile::tempdir().unwrap();
    let named = request["enclosures"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|one| &one["file"]);
    let papers = named.chain(request.pointer("/representative/authority/file"));
    for name in papers.filter_map(Value::as_str) {
        std::fs::write(folder.path().join(name), b"%PDF-1.4 paper").unwrap();
    }
    let key = key.map(|made| crate::open_pkcs12(&made.pkcs12, "пароль", now()).unwrap());
    let composed = compose(&Job {
        request: request.to_string().as_bytes(),
        files: &Beside(folder.path().to_owned()),
        now: now(),
        key: key.as_ref().map(|key| key as &dyn SigningKey),
        detached: true,
        email: request["demands"][0]["kind"] != "complaint",
        post: false,
    })
    .unwrap();
    composed
        .files
        .into_iter()
        .map(|file| Incoming {
            name: file.name,
            bytes: file.bytes,
        })
        .collect()
}

fn only(files: &[Incoming], names: &[&str]) -> Vec<Incoming> {
    files
        .iter()
        .filter(|file| names.contains(&file.name.as_str()))
        .cloned()
        .collect()
}

fn take(files: Vec<Incoming>, trust: &Trust) -> Intake {
    take_in(job(files, trust)).unwrap()
}

fn job(files: Vec<Incoming>, trust: &Trust) -> IntakeJob<'_> {
    IntakeJob {
        files,
        trust,
        server: Some("mail.operator.example"),
        channel: IntakeChannel::Site,
        received: None,
        now: now(),
    }
}

fn codes(intake: &Intake) -> Vec<&str> {
    intake
        .findings
        .iter()
        .map(|finding| finding.code.as_str())
        .collect()
}

#[test]
fn every_letter_of_ours_fills_the_case_field_by_field() {
    let mut seen = 0;
    for path in examples() {
        let request: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        let key = key_for(&request);
        let files = letter(&request, Some(&key));
        let sent = files
            .iter()
            .find(|file| file.name == "request.json")
            .unwrap();
        let sent: Value = serde_json::from_slice(&sent.bytes).unwrap();
        let mut trust = Trust::new();
        trust.add(&key.root).unwrap();
        let trust = trust.without_revocation();
        for names in [
            &["message.eml"][..],
            &["letter.pdf"],
            &["letter.pdf", "letter.pdf.sig"],
        ] {
            let files = only(&files, names);
            if files.is_empty() {
                continue;
            }
            let intake = take(files, &trust);
            assert_eq!(
                intake.request.as_ref(),
                Some(&sent),
                "{} {names:?}",
                path.display()
            );
            assert_eq!(intake.request_source, RequestSource::SignedPdf);
            assert!(intake.covered);
            assert_eq!(
                intake.signature.class,
                SignatureClass::Unqualified,
                "{:?}",
                intake.signature
            );
            let represented = request.get("representative").is_some();
            let by = if represented {
                SignedBy::Representative
            } else {
                SignedBy::Subject
            };
            assert_eq!(intake.signature.by, by);
            assert!(
                intake.lacks.is_empty(),
                "{}: {:?}",
                path.display(),
                intake.lacks
            );
            seen += 1;
        }
        // The bare request, and the letter nobody signed.
        let bare = take(only(&files, &["request.json"]), &trust);
        assert_eq!((bare.request.as_ref(), bare.covered), (Some(&sent), false));
    }
    assert!(seen > 45, "{seen}");
}

#[test]
fn a_forged_letter_is_shown_as_forged_and_nothing_of_it_is_believed() {
    let request = example("access");
    let key = key_for(&request);
    let mut files = only(&letter(&request, Some(&key)), &["letter.pdf"]);
    let pdf = &mut files[0].bytes;
    let mark = b"<pdfaid:part>3";
    let at = pdf
        .windows(mark.len())
        .position(|window| window == mark)
        .unwrap();
    pdf[at + mark.len() - 1] = b'2';
    let intake = take(files, &Trust::new());
    assert_eq!(intake.signature.class, SignatureClass::Invalid);
    assert!(!intake.covered);
    assert!(
        codes(&intake).contains(&"signature_invalid"),
        "{:?}",
        codes(&intake)
    );
    assert_eq!(intake.proposed, Answer::MissingInformation);
    assert!(
        intake
            .lacks
            .iter()
            .any(|lack| lack.norm.contains("ст. 14 ч. 3")),
        "{:?}",
        intake.lacks
    );
}

#[test]
fn somebody_elses_signature_is_no_signature_of_the_applicant() {
    let request = example("access");
    let other = throw_away_pkcs12(
        &Person::new("Чужой", "Пётр Петрович"),
        "пароль",
        KeyKind::P256,
        now(),
    );
    let mut trust = Trust::new();
    trust.add(&other.root).unwrap();
    let intake = take(
        only(&letter(&request, Some(&other)), &["letter.pdf"]),
        &trust.without_revocation(),
    );
    assert_eq!(intake.signature.by, SignedBy::Other);
    assert!(codes(&intake).contains(&"signer_differs"));
}

#[test]
fn an_unsigned_demand_to_stop_advertising_lacks_nothing() {
    let mut request = example("marketing_stop");
    request["signing"] = json!({ "form": "none" });
    let intake = take(
        only(&letter(&request, None), &["letter.pdf"]),
        &Trust::new(),
    );
    assert_eq!(
        intake.signature.class,
        SignatureClass::Unsigned,
        "a letter of ours is no scan"
    );
    assert!(intake.lacks.is_empty(), "{:?}", intake.lacks);
    assert_eq!(intake.proposed, Answer::Stopped);
    let access = take(
        only(&letter(&example("access"), None), &["letter.pdf"]),
        &Trust::new(),
    );
    assert!(codes(&access).contains(&"unsigned"));
    assert_eq!(access.proposed, Answer::MissingInformation);
}

#[test]
fn the_receipt_is_the_mark_of_the_companys_own_server() {
    let request = example("access");
    let key = key_for(&request);
    let files = letter(&request, Some(&key));
    let eml = files
        .iter()
        .find(|file| file.name == "message.eml")
        .unwrap();
    let mut bytes = b"Received: from post.sender.example by mail.operator.example; Sun, 22 Nov 2026 23:58:00 +0300\r\n\
        Received: from forged by forged.example; Mon, 02 Nov 2026 10:00:00 +0300\r\n".to_vec();
    bytes.extend_from_slice(&eml.bytes);
    let marked = take(
        vec![Incoming {
            name: "letter.eml".into(),
            bytes,
        }],
        &Trust::new(),
    );
    assert_eq!(
        marked.received,
        Received::parse("2026-11-22T23:58:00+03:00").unwrap()
    );
    assert!(!marked.received_assumed && marked.channel == IntakeChannel::Email);
    let unmarked = take(vec![eml.clone()], &Trust::new());
    assert!(unmarked.received_assumed && codes(&unmarked).contains(&"receipt_unproven"));
}

#[test]
fn what_is_dangerous_is_named_and_never_run() {
    let script = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>/AA<</O<</S/Launch/F(cmd.exe)>>>>>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n";
    let table = script.len();
    let mut pdf = script.to_vec();
    let second = script
        .windows(7)
        .position(|window| window == b"2 0 obj")
        .unwrap();
    pdf.extend_from_slice(format!("xref\n0 3\n0000000000 65535 f \n{:010} 00000 n \n{second:010} 00000 n \ntrailer<</Size 3/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n", 9).as_bytes());
    for bytes in [pdf, script.to_vec()] {
        let intake = take(
            vec![Incoming {
                name: "договор.pdf".into(),
                bytes,
            }],
            &Trust::new(),
        );
        let told: Vec<_> = intake
            .findings
            .iter()
            .filter(|one| one.code == "pdf_active_content")
            .map(|one| one.message.as_str())
            .collect();
        assert!(
            told.iter().any(|one| one.contains("JavaScript")),
            "{told:?}"
        );
        assert!(told.iter().any(|one| one.contains("запуска")), "{told:?}");
        assert_eq!(
            intake.findings[0].weight,
            Weight::Danger,
            "dangers stand first"
        );
    }
    let mail = "From: a@b.example\r\nTo: c@d.example\r\nSubject: =?utf-8?B?0J/RgNC40LLQtdGC?=\r\nMIME-Version: 1.0\r\n\
        Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain; charset=windows-1251\r\n\
        Content-Transfer-Encoding: base64\r\n\r\nz/Do4uXy\r\n--x\r\nContent-Type: application/pdf\r\n\
        Content-Disposition: attachment; filename=\"../../etc/пустой.pdf\"\r\n\r\n\r\n--x\r\n\
        Content-Type: application/zip\r\nContent-Disposition: attachment; filename=\"book.xlsm\"\r\n\
        Content-Transfer-Encoding: base64\r\n\r\nUEsDBAAAAAA=\r\n--x\r\nContent-Disposition: attachment; filename=\"run.js\"\r\n\
        Content-Type: text/javascript\r\n\r\nWScript.Echo(1)\r\n--x--\r\n";
    let intake = take(
        vec![Incoming {
            name: "письмо.eml".into(),
            bytes: mail.as_bytes().to_vec(),
        }],
        &Trust::new(),
    );
    let message = intake.message.as_ref().unwrap();
    assert_eq!(
        (message.subject.as_str(), message.text.trim()),
        ("Привет", "Привет")
    );
    for code in [
        "attachment_empty",
        "name_changed",
        "archive_not_opened",
        "program_not_run",
        "request_not_found",
        "unsigned",
    ] {
        assert!(
            codes(&intake).contains(&code),
            "{code}: {:?}",
            codes(&intake)
        );
    }
    assert!(
        intake
            .papers
            .iter()
            .all(|paper| !paper.name.contains(['/', '\\']))
    );
    assert!(
        take_in(job(
            vec![Incoming {
                name: "x.bin".into(),
                bytes: vec![1, 2, 3]
            }],
            &Trust::new()
        ))
        .is_err()
    );
    assert!(take_in(job(Vec::new(), &Trust::new())).is_err());
}

#[test]
fn a_name_is_only_a_name() {
    for (name, safe) in [
        ("../../etc/passwd", "passwd"),
        ("C:\\Windows\\system32\\a.pdf", "a.pdf"),
        ("письмо.pdf", "письмо.pdf"),
        ("..", "file"),
        ("CON.pdf", "file-CON.pdf"),
        ("gpj\u{202e}fdp.exe", "gpjfdp.exe"),
        ("a\0b\n.pdf", "ab.pdf"),
    ] {
        assert_eq!(safe_name(name), safe, "{name:?}");
    }
    assert!(safe_name(&format!("{}.pdf", "я".repeat(500))).ends_with(".pdf"));
}
