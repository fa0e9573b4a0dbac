//! A message read again by two strangers: Python's `email` and mail-parser.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::process::Command;

use chrono::DateTime;
use delivery::{Attachment, Mail, message, message_id, read, with_sender};

/// Every byte value, all line ends, a lone dot, a false boundary.
fn awkward_bytes() -> Vec<u8> {
    let mut bytes: Vec<u8> = (0..=255).cycle().take(70_000).collect();
    bytes.extend_from_slice(b"\r\n.\r\n\n\r--zapros-\r\n.\n");
    bytes
}

fn file(name: &str, media_type: &str, bytes: &[u8]) -> Attachment {
    Attachment {
        name: name.to_owned(),
        media_type: media_type.to_owned(),
        bytes: bytes.to_vec(),
    }
}

fn letter() -> Mail {
    Mail {
        from: None,
        to: vec![
            "ООО «ИТ Проспект», отдел персональных данных <privacy@operator.example>"
                .parse()
                .unwrap(),
        ],
        subject: "Запрос № 17/2026 от 22.11.2026: доступ к персональным данным (ст. 14 ч. 7 \
                  Закона № 152-ФЗ), Иванова-Ёлкина Мария"
            .to_owned(),
        text: "Здравствуйте!\n\nНаправляю запрос.\n.\nС уважением,\nМария  \n".to_owned(),
        date: DateTime::parse_from_rfc3339("2026-11-22T23:30:00+03:00").unwrap(),
        attachments: vec![
            file("letter.pdf", "application/pdf", &awkward_bytes()),
            file(
                "letter.pdf.sig",
                "application/pgp-signature",
                b"\x30\x82\x00",
            ),
            file(
                "Доверенность № 5 – Ёжикова и очень длинное имя файла, которое не помещается ни в какую строку.pdf",
                "application/pdf",
                b"%PDF-1.7\n",
            ),
            file(
                "справка \"ОК\"; 100%.txt",
                "text/plain",
                "в кодировке\n\r\n".as_bytes(),
            ),
            file("old.txt", "text/plain", b"\xcf\xf0\xe8\xe2\xe5\xf2\n"),
            file("say \"yes\".json", "application/json", b"{}\n"),
            file("пусто.bin", "application/octet-stream", b""),
        ],
    }
}

#[test]
fn equal_mail_gives_equal_ascii_bytes_with_crlf() {
    let bytes = message(&letter()).unwrap();
    assert_eq!(bytes, message(&letter()).unwrap());
    assert!(bytes.is_ascii());
    let text = String::from_utf8(bytes).unwrap();
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    assert_eq!(text.matches('\r').count(), text.matches("\r\n").count());
    // RFC 5322 §2.1.1: 78 is what one should keep to; a folded long word may pass it, 998 never.
    assert!(text.lines().all(|line| line.len() <= 100));
    let mut other = letter();
    other.attachments[6].bytes.push(0);
    assert_ne!(message_id(&other), message_id(&letter()));
}

#[test]
fn a_draft_has_the_mark_and_no_sender_and_becomes_the_same_letter_with_one() {
    let draft = message(&letter()).unwrap();
    let head = head(&draft);
    assert!(head.contains("\r\nX-Unsent: 1\r\n"), "{head}");
    assert!(!head.contains("From:"), "{head}");
    assert!(
        head.contains("\r\nDate: Sun, 22 Nov 2026 23:30:00 +0300\r\n"),
        "{head}"
    );

    let sender = "Мария Иванова-Ёлкина <m.ivanova@mail.example>"
        .parse()
        .unwrap();
    let sent = with_sender(&draft, &sender).unwrap();
    let parsed = read(&sent).unwrap();
    assert_eq!(parsed.from[0].name.as_deref(), Some("Мария Иванова-Ёлкина"));
    assert_eq!(parsed.from[0].address, "m.ivanova@mail.example");
    assert_eq!(parsed.message_id, Some(message_id(&letter())));
    assert!(!self::head(&sent).contains("X-Unsent"));
    let body = |bytes: &[u8]| bytes[self::head(bytes).len()..].to_vec();
    assert_eq!(body(&sent), body(&draft));

    assert_eq!(
        with_sender(&sent, &sender).unwrap_err().code(),
        "mail_not_a_draft"
    );
    let made_with_sender = message(&Mail {
        from: Some(sender),
        ..letter()
    })
    .unwrap();
    let parsed = read(&made_with_sender).unwrap();
    assert_eq!(parsed.message_id, Some(message_id(&letter())));
    assert!(!self::head(&made_with_sender).contains("X-Unsent"));
}

#[test]
fn mail_parser_reads_every_word_and_byte() {
    let mail = letter();
    let parsed = read(&message(&mail).unwrap()).unwrap();
    assert_eq!(parsed.subject, mail.subject);
    assert_eq!(parsed.to[0].name, mail.to[0].name);
    assert_eq!(parsed.to[0].address, "privacy@operator.example");
    assert_eq!(parsed.date, Some(mail.date));
    assert_eq!(parsed.text.replace("\r\n", "\n"), mail.text);
    assert_eq!(parsed.attachments, mail.attachments);
}

#[test]
fn python_reads_every_word_and_byte() {
    if python_is_missing() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("message.eml");
    let mail = letter();
    std::fs::write(&path, message(&mail).unwrap()).unwrap();
    let seen = python(PARTS, &path);

    assert_eq!(seen["subject"], mail.subject.as_str());
    assert_eq!(seen["to"], mail.to[0].name.as_deref().unwrap());
    assert_eq!(seen["text"], mail.text.as_str());
    let files = seen["files"].as_array().unwrap();
    assert_eq!(files.len(), mail.attachments.len());
    for (file, ours) in files.iter().zip(&mail.attachments) {
        assert_eq!(file["name"], ours.name.as_str());
        assert_eq!(file["type"], ours.media_type.as_str());
        assert_eq!(file["hex"], hex(&ours.bytes), "{}", ours.name);
    }
    // The older interface, which many mail scripts still use, and the fallback name alone.
    for (names, ours) in seen["old"]
        .as_array()
        .unwrap()
        .iter()
        .zip(&mail.attachments)
    {
        assert_eq!(names[0], ours.name.as_str());
        assert_eq!(names[1], ours.name.as_str());
    }
    assert_eq!(seen["defects"], serde_json::json!([]));
}

/// The subject survives wherever a word of ASCII meets one of Cyrillic, and at any length.
#[test]
fn subjects_of_any_length_survive() {
    if python_is_missing() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("subjects.json");
    let words = [
        "Ответ",
        "PDF",
        "на",
        "№",
        "152-ФЗ,",
        "from",
        "a",
        "Ё",
        "🙂",
        "=",
        "?=",
    ];
    let subjects: Vec<String> = (1..60)
        .map(|length| {
            (0..length)
                .map(|index| words[(index * index + 3 * length) % words.len()])
                .collect::<Vec<_>>()
                .join(" ")
        })
        .collect();
    let messages: Vec<String> = subjects
        .iter()
        .map(|subject| {
            let mail = Mail {
                subject: subject.clone(),
                attachments: Vec::new(),
                ..letter()
            };
            let bytes = message(&mail).unwrap();
            assert_eq!(&read(&bytes).unwrap().subject, subject);
            String::from_utf8(bytes).unwrap()
        })
        .collect();
    std::fs::write(&path, serde_json::to_vec(&messages).unwrap()).unwrap();
    assert_eq!(python(SUBJECTS, &path), serde_json::json!(subjects));
}

#[test]
fn what_a_header_cannot_carry_is_refused() {
    let refused = |change: &dyn Fn(&mut Mail)| {
        let mut mail = letter();
        change(&mut mail);
        message(&mail).unwrap_err().code()
    };
    assert_eq!(refused(&|mail| mail.to.clear()), "mail_no_recipient");
    assert_eq!(
        refused(&|mail| mail.subject = "Тема\r\nBcc: a@b.ru".to_owned()),
        "mail_subject_invalid"
    );
    for name in ["", " ", "a/b.pdf", "..\\b.pdf", "a\nb.pdf"] {
        assert_eq!(
            refused(&|mail| mail.attachments[0].name = name.to_owned()),
            "mail_attachment_name_invalid",
            "{name:?}"
        );
    }
    for media_type in ["", "pdf", "application/pdf; name=x", "a/b/c", "тип/pdf"] {
        assert_eq!(
            refused(&|mail| mail.attachments[0].media_type = media_type.to_owned()),
            "mail_media_type_invalid",
            "{media_type:?}"
        );
    }
}

/// As an operator's server leaves a message: its own marks on top, the sender's inventions below.
#[test]
fn the_receiving_server_says_when_a_message_entered() {
    let bytes = concat!(
        "Received: from mx.operator.ru by store.operator.ru (Dovecot) with LMTP id 1;\r\n",
        "\tMon, 23 Nov 2026 00:10:09 +0300\r\n",
        "Received: from mail.post.ru (mail.post.ru [192.0.2.7])\r\n",
        "\tby mx.operator.ru (Postfix) with ESMTPS id 4F\r\n",
        "\tfor <dpo@operator.ru>; Sun, 22 Nov 2026 23:59:58 +0300 (MSK)\r\n",
        "Received: from [192.0.2.1] by mail.post.ru; Sun, 22 Nov 2026 20:59:00 +0000\r\n",
        "Received: from x by mx.operator.ru; Fri, 20 Nov 2026 09:00:00 +0300\r\n",
        "From: =?koi8-r?B?6c/Bzg==?= <i@post.ru>\r\nTo: dpo@operator.ru\r\n",
        "Subject: =?windows-1251?Q?=C7=E0=EF=F0=EE=F1?=\r\n",
        "Date: Thu, 19 Nov 2026 10:00:00 +0300\r\n",
        "Content-Type: text/plain; charset=koi8-r\r\n\r\n",
    );
    let mut bytes = bytes.as_bytes().to_vec();
    bytes.extend_from_slice(b"\xf4\xc5\xd3\xd4\r\n");
    let message = read(&bytes).unwrap();
    assert_eq!(message.subject, "Запрос");
    assert_eq!(message.text.trim(), "Тест");
    let at = |domain| message.entered(domain).map(|mark| mark.at.to_rfc3339());
    assert_eq!(
        at(Some("operator.ru")).as_deref(),
        Some("2026-11-22T23:59:58+03:00")
    );
    assert_eq!(at(None).as_deref(), Some("2026-11-23T00:10:09+03:00"));
    assert_eq!(at(Some("rator.ru")), None);
}

/// Somebody forwards the request as an attachment: its bytes stay whole, its headers stay inside.
#[test]
fn a_forwarded_message_is_a_file_like_any_other() {
    let inner = message(&letter()).unwrap();
    let mut outer = b"From: clerk@post.ru\r\nSubject: Fwd\r\nMIME-Version: 1.0\r\n\
        Content-Type: multipart/mixed; boundary=b\r\n\r\n\
        --b\r\nContent-Type: text/plain\r\n\r\nsee below\r\n\
        --b\r\nContent-Type: message/rfc822\r\n\r\n"
        .to_vec();
    outer.extend_from_slice(&inner);
    outer.extend_from_slice(b"\r\n--b--\r\n");
    let seen = read(&outer).unwrap();
    assert_eq!((seen.subject.as_str(), seen.attachments.len()), ("Fwd", 1));
    assert_eq!(seen.attachments[0].media_type, "message/rfc822");
    assert_eq!(seen.attachments[0].name, "attachment-1");
    let again = read(&seen.attachments[0].bytes).unwrap();
    assert_eq!(again.attachments, letter().attachments);
    assert_eq!(again.subject, letter().subject);
}

/// Cut anywhere, with any byte changed: an answer or a refusal, never a panic.
#[test]
fn damaged_messages_do_not_panic() {
    let mut mail = letter();
    mail.attachments[0].bytes.truncate(40);
    let whole = message(&mail).unwrap();
    for end in (0..whole.len()).step_by(7) {
        let _ = read(&whole[..end]);
    }
    for place in 0..whole.len() {
        let mut damaged = whole.clone();
        damaged[place] = [b'\0', b'\n', b'"', 0xff][place % 4];
        let _ = read(&damaged);
        let _ = with_sender(&damaged, &"a@b.ru".parse().unwrap());
    }
}

#[test]
fn what_is_no_message_is_refused() {
    for bytes in [
        &b""[..],
        b"\xff\xd8\xff\xe0 JFIF",
        b"%PDF-1.7\n",
        b"{\"a\": 1}",
    ] {
        assert_eq!(read(bytes).unwrap_err().code(), "mail_not_a_message");
    }
}

/// The recipient's name is taken by the older interface: the newer one of Python 3.11 puts a space
/// between two adjacent encoded words of a name, against RFC 2047 §6.2.
const PARTS: &str = r#"
import sys, json, email, email.policy
from email.header import decode_header, make_header
from email.utils import parseaddr
raw = open(sys.argv[1], "rb").read()
m = email.message_from_bytes(raw, policy=email.policy.default)
old = email.message_from_bytes(raw)
def fallback(part):
    return str(make_header(decode_header(part.get_param("name", failobj=""))))
def content(part):
    return part.get_payload(decode=True)
print(json.dumps({
    "subject": str(m["Subject"]), "to": parseaddr(old["To"])[0] and str(make_header(decode_header(parseaddr(old["To"])[0]))),
    "text": m.get_body().get_content().replace("\r\n", "\n"),
    "files": [{"name": p.get_filename(), "type": p.get_content_type(), "hex": content(p).hex()} for p in m.iter_attachments()],
    "old": [[p.get_filename(), fallback(p)] for p in old.get_payload()[1:]],
    "defects": [str(d) for p in m.walk() for d in p.defects],
}))
"#;

const SUBJECTS: &str = r#"
import sys, json, email, email.policy
print(json.dumps([str(email.message_from_string(m, policy=email.policy.default)["Subject"]) for m in json.load(open(sys.argv[1]))]))
"#;

fn python(script: &str, path: &std::path::Path) -> serde_json::Value {
    let output = Command::new("python3")
        .args(["-c", script])
        .arg(path)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).unwrap()
}

fn python_is_missing() -> bool {
    let missing = Command::new("python3").arg("--version").output().is_err();
    assert!(
        !missing || std::env::var("CI").as_deref() != Ok("true"),
        "python3 is needed"
    );
    if missing {
        eprintln!("SKIPPED: python3 is not installed");
    }
    missing
}

fn head(bytes: &[u8]) -> String {
    let end = bytes
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .unwrap();
    String::from_utf8(bytes[..end + 2].to_vec()).unwrap()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
