//! Letters through a real mail server and back, and the ways in which sending fails.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "tests")]

use std::{fs, path::Path};

use chrono::{DateTime, FixedOffset};
use delivery::{
    Attachment, Mail, Outbox, OutboxError, Password, Profile, Receipt, SendError, State, message,
    probe, read, with_sender,
};
use tests::mail_server::{
    GREYLISTED, HangingUp, MailServer, Moment, NOBODY, OPERATOR, PASSWORD, SENDER,
};

#[test]
fn a_letter_goes_by_both_kinds_of_tls_and_comes_back_byte_for_byte() {
    let Some(server) = server() else { return };
    for (index, tls) in ["implicit", "starttls"].into_iter().enumerate() {
        let profile = Profile::parse(server.profile(tls).as_bytes()).unwrap();
        let password = Password::from(PASSWORD.to_owned());
        probe(&profile, &password).unwrap();
        assert_eq!(
            server.letters(OPERATOR).unwrap().len(),
            index,
            "a probe sends nothing"
        );

        let folder = tempfile::tempdir().unwrap();
        let bytes = letter(OPERATOR, &format!("{tls}.pdf"));
        let mut outbox = Outbox::queue(folder.path(), &bytes, now()).unwrap();
        let receipt = outbox.deliver(&profile, &password, &now).unwrap();
        assert_eq!((receipt.reply.code, receipt.at), (250, now()));
        assert!(
            receipt.reply.text.contains("queued as"),
            "{}",
            receipt.reply
        );

        let letters = server.wait_for_letters(OPERATOR, index + 1).unwrap();
        let fetched = &letters[index];
        assert!(fetched.ends_with(&bytes), "the bytes changed on the way");
        assert_eq!(fs::read(folder.path().join("outbox.eml")).unwrap(), bytes);
        // As the operator takes it in: the time of the server, not of the `Date` header.
        let seen = read(fetched).unwrap();
        let entered = seen.entered(Some("mail.zapros.test")).unwrap();
        assert_eq!(entered.by.as_deref(), Some("mail.zapros.test"));
        assert_ne!(Some(entered.at), seen.date);
        assert_eq!(seen.attachments[0].bytes, awkward_bytes());
        let own = String::from_utf8_lossy(&fetched[..fetched.len() - bytes.len()]).into_owned();
        let host = fs::read_to_string("/proc/sys/kernel/hostname").unwrap();
        assert!(
            !own.contains(host.trim()),
            "the machine's name went along: {own}"
        );

        // The record says so to whoever opens the folder next, and the letter does not go again.
        drop(outbox);
        let mut outbox = Outbox::open(folder.path(), now()).unwrap().unwrap();
        assert_eq!(outbox.record().state, State::Sent);
        assert_eq!(outbox.record().receipt, Some(receipt));
        assert_eq!(outbox.record().message_id, seen.message_id.unwrap());
        let again = outbox.deliver(&profile, &password, &now).unwrap_err();
        assert_eq!(again.code(), "outbox_already_sent");
        assert_eq!(server.letters(OPERATOR).unwrap().len(), index + 1);
    }
}

/// Six failures, six messages. Each says whether the letter went and what to do.
#[test]
fn every_failure_says_what_to_do() {
    let Some(server) = server() else { return };
    let good = server.profile("implicit");
    let right = PASSWORD;

    let wrong_password = attempt(&good, "не тот", OPERATOR);
    expect(
        &wrong_password,
        "smtp_wrong_password",
        State::Queued,
        &["535"],
    );

    let closed_port = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap().port().to_string()
    };
    let nobody_there = good.replace(&server.smtps_port().to_string(), &closed_port);
    let port_closed = attempt(&nobody_there, right, OPERATOR);
    expect(
        &port_closed,
        "smtp_port_closed",
        State::Queued,
        &["localhost", &closed_port],
    );

    let mut profile: serde_json::Value = serde_json::from_str(&good).unwrap();
    profile.as_object_mut().unwrap().remove("ca");
    let untrusted = attempt(&profile.to_string(), right, OPERATOR);
    expect(
        &untrusted,
        "smtp_certificate_untrusted",
        State::Queued,
        &["удостоверяющим центром"],
    );

    let refused = attempt(&good, right, NOBODY);
    expect(
        &refused,
        "smtp_mailbox_refused",
        State::Refused,
        &["550", NOBODY],
    );

    let greylisted = attempt(&good, right, GREYLISTED);
    expect(
        &greylisted,
        "smtp_temporary",
        State::Queued,
        &["451", "Greylisted"],
    );
    assert!(greylisted.error.is_transient() && !refused.error.is_transient());

    let peer = HangingUp::start(Moment::AfterTheLetter, || ()).unwrap();
    let cut = attempt(&plain_profile(peer.port), right, OPERATOR);
    assert_eq!(peer.letters().unwrap(), 1);
    expect(&cut, "smtp_outcome_unknown", State::Unknown, &[]);

    let six = [
        wrong_password,
        port_closed,
        untrusted,
        refused,
        greylisted,
        cut,
    ];
    let mut texts: Vec<_> = six
        .iter()
        .flat_map(|one| {
            [
                one.error.heading().to_owned(),
                one.error.to_string(),
                one.error.hint().to_owned(),
            ]
        })
        .collect();
    texts.sort();
    texts.dedup();
    assert_eq!(
        texts.len(),
        18,
        "each has a heading, a what and a hint of its own"
    );
    assert!(texts.iter().all(|text| !text.contains(PASSWORD)));
    assert!(server.letters(OPERATOR).unwrap().is_empty());
}

#[test]
fn a_server_that_is_not_the_one_named_gets_no_password() {
    let Some(server) = server() else { return };
    // The certificate is for `localhost`, not for its address.
    let profile = server
        .profile("starttls")
        .replace("\"localhost\"", "\"127.0.0.1\"");
    let other_name = attempt(&profile, PASSWORD, OPERATOR);
    expect(
        &other_name,
        "smtp_certificate_untrusted",
        State::Queued,
        &["127.0.0.1"],
    );
    // TLS spoken to a port that expects plain words first.
    let profile = server.profile("implicit").replace(
        &server.smtps_port().to_string(),
        &server.submission_port().to_string(),
    );
    let wrong_kind = attempt(&profile, PASSWORD, OPERATOR);
    expect(&wrong_kind, "smtp_tls_failed", State::Queued, &[]);
    // A peer without STARTTLS: a man in the middle who removed the word looks the same.
    let peer = HangingUp::start(Moment::AfterTheLetter, || ()).unwrap();
    let profile = plain_profile(peer.port).replace("none", "starttls");
    let stripped = attempt(&profile, PASSWORD, OPERATOR);
    expect(&stripped, "smtp_no_starttls", State::Queued, &[]);
}

#[test]
fn a_transient_refusal_can_be_repeated_and_a_final_one_corrected() {
    let Some(server) = server() else { return };
    let folder = tempfile::tempdir().unwrap();
    let profile = Profile::parse(server.profile("starttls").as_bytes()).unwrap();
    let mut outbox = Outbox::queue(folder.path(), &letter(OPERATOR, "a.pdf"), now()).unwrap();
    let wrong = Password::from("не тот".to_owned());
    outbox.deliver(&profile, &wrong, &now).unwrap_err();
    assert_eq!(
        outbox.record().failure.as_ref().unwrap().code,
        "smtp_wrong_password"
    );
    outbox
        .deliver(&profile, &Password::from(PASSWORD.to_owned()), &now)
        .unwrap();
    assert_eq!(outbox.record().attempts, 2);
    assert_eq!(outbox.record().failure, None);
    assert_eq!(server.wait_for_letters(OPERATOR, 1).unwrap().len(), 1);
}

/// The line breaks after DATA: the letter stays `unknown` until a person decides.
#[test]
fn an_unknown_letter_is_not_sent_again_by_itself() {
    let folder = tempfile::tempdir().unwrap();
    let crashed = tempfile::tempdir().unwrap();
    let (from, to) = (folder.path().to_owned(), crashed.path().to_owned());
    // What a crash in the middle of sending would leave on the disk.
    let copy = move || {
        for name in ["outbox.json", "outbox.eml"] {
            fs::copy(from.join(name), to.join(name)).unwrap();
        }
    };
    let peer = HangingUp::start(Moment::AfterTheLetter, copy).unwrap();
    let profile = Profile::parse(plain_profile(peer.port).as_bytes()).unwrap();
    let mut outbox = Outbox::queue(folder.path(), &letter(OPERATOR, "a.pdf"), now()).unwrap();
    let error = deliver(&mut outbox, &profile).unwrap_err();
    assert_eq!(error.outcome(), State::Unknown);
    assert_eq!(peer.letters().unwrap(), 1);
    assert!(
        fs::read_to_string(crashed.path().join("outbox.json"))
            .unwrap()
            .contains("\"sending\"")
    );
    drop(outbox);

    for place in [folder.path(), crashed.path()] {
        let mut outbox = Outbox::open(place, now()).unwrap().unwrap();
        assert_eq!(outbox.record().state, State::Unknown);
        // A peer that would take it: nobody calls.
        let error = deliver(&mut outbox, &profile).unwrap_err();
        assert_eq!(error.code(), "outbox_undecided");
        drop(outbox);
        // Not even by queueing the same letter once more, or with another sender.
        for bytes in [
            letter(OPERATOR, "a.pdf"),
            letter_from("Другая <d@zapros.test>", OPERATOR, "a.pdf"),
        ] {
            let mut outbox = Outbox::queue(place, &bytes, now()).unwrap();
            assert_eq!(outbox.record().state, State::Unknown);
            assert_eq!(
                deliver(&mut outbox, &profile).unwrap_err().code(),
                "outbox_undecided"
            );
        }
        let mut outbox = Outbox::open(place, now()).unwrap().unwrap();
        let id = outbox.record().message_id.clone();
        outbox.requeue(now()).unwrap();
        assert_eq!(outbox.record().state, State::Queued);
        assert_eq!(outbox.record().message_id, id);
        assert_eq!(
            deliver(&mut outbox, &profile).unwrap_err().code(),
            "smtp_port_closed"
        );
    }
}

#[test]
fn a_line_that_breaks_before_the_letter_leaves_it_in_the_queue() {
    let peer = HangingUp::start(Moment::BeforeTheLetter, || ()).unwrap();
    let lost = attempt(&plain_profile(peer.port), PASSWORD, OPERATOR);
    expect(&lost, "smtp_connection_lost", State::Queued, &[]);
    assert!(lost.error.is_transient());
}

#[test]
fn an_address_that_can_be_nobodys_is_refused_before_any_connection() {
    for to in ["privacy@operator.example", "a@example.com", "a@b.invalid"] {
        let refused = attempt(&plain_profile(9), PASSWORD, to);
        expect(&refused, "recipient_reserved", State::Queued, &[to]);
    }
}

#[test]
fn a_folder_keeps_one_letter_for_one_sender_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    assert!(Outbox::open(folder.path(), now()).unwrap().is_none());
    let first = letter(OPERATOR, "a.pdf");
    let held = Outbox::queue(folder.path(), &first, now()).unwrap();
    let busy = Outbox::open(folder.path(), now()).unwrap_err();
    assert!(matches!(busy, OutboxError::Busy));
    drop(held);
    // Another sender, the same letter: nothing has gone, so the new bytes stand.
    let renamed = letter_from("Другая <d@zapros.test>", OPERATOR, "a.pdf");
    let outbox = Outbox::queue(folder.path(), &renamed, now()).unwrap();
    assert_eq!(outbox.record().envelope.from.to_string(), "d@zapros.test");
    drop(outbox);
    let other = Outbox::queue(folder.path(), &letter(OPERATOR, "b.pdf"), now()).unwrap_err();
    assert_eq!(other.code(), "outbox_other_letter");
    // Bytes touched behind the record's back do not go.
    fs::write(folder.path().join("outbox.eml"), &first).unwrap();
    let mut outbox = Outbox::open(folder.path(), now()).unwrap().unwrap();
    let profile = Profile::parse(plain_profile(9).as_bytes()).unwrap();
    assert_eq!(
        deliver(&mut outbox, &profile).unwrap_err().code(),
        "outbox_changed"
    );
    drop(outbox);
    fs::write(folder.path().join("outbox.json"), "{").unwrap();
    let broken = Outbox::open(folder.path(), now()).unwrap_err();
    assert_eq!(broken.code(), "outbox_broken");
    assert_eq!(left_over(folder.path()), Vec::<String>::new());
}

struct Attempt {
    error: SendError,
    recorded: State,
}

/// A fresh letter in a fresh folder, and why it did not go.
fn attempt(profile: &str, password: &str, to: &str) -> Attempt {
    let folder = tempfile::tempdir().unwrap();
    let profile = Profile::parse(profile.as_bytes()).unwrap();
    let mut outbox = Outbox::queue(folder.path(), &letter(to, "a.pdf"), now()).unwrap();
    let error = outbox
        .deliver(&profile, &Password::from(password.to_owned()), &now)
        .unwrap_err();
    drop(outbox);
    let kept = Outbox::open(folder.path(), now()).unwrap().unwrap();
    let failure = kept.record().failure.clone().unwrap();
    assert_eq!(
        (failure.code.as_str(), failure.message),
        (error.code(), error.to_string())
    );
    Attempt {
        error,
        recorded: kept.record().state,
    }
}

fn expect(attempt: &Attempt, code: &str, state: State, words: &[&str]) {
    let text = attempt.error.to_string();
    eprintln!(
        "{}\n  {text}\n  {}",
        attempt.error.heading(),
        attempt.error.hint()
    );
    assert_eq!(attempt.error.code(), code, "{text}");
    assert_eq!(attempt.recorded, state, "{text}");
    for word in words {
        assert!(text.contains(word), "{word} is not in: {text}");
    }
}

fn deliver(outbox: &mut Outbox, profile: &Profile) -> Result<Receipt, SendError> {
    outbox.deliver(profile, &Password::from(PASSWORD.to_owned()), &now)
}

fn letter(to: &str, file: &str) -> Vec<u8> {
    letter_from(&format!("Мария Иванова <{SENDER}>"), to, file)
}

fn letter_from(from: &str, to: &str, file: &str) -> Vec<u8> {
    let draft = message(&Mail {
        from: None,
        to: vec![to.parse().unwrap()],
        subject: "Запрос о доступе к персональным данным № 17".to_owned(),
        text: "Здравствуйте!\n.\n..\nFrom здесь начинается строка\n".to_owned(),
        date: now(),
        attachments: vec![Attachment {
            name: file.to_owned(),
            media_type: "application/pdf".to_owned(),
            bytes: awkward_bytes(),
        }],
    })
    .unwrap();
    with_sender(&draft, &from.parse().unwrap()).unwrap()
}

fn awkward_bytes() -> Vec<u8> {
    let mut bytes: Vec<u8> = (0..=255).cycle().take(300_000).collect();
    bytes.extend_from_slice(b"\r\n.\r\n\n\r");
    bytes
}

/// A server on loopback without TLS.
fn plain_profile(port: u16) -> String {
    format!(
        r#"{{"host": "127.0.0.1", "port": {port}, "tls": "none", "user": "maria", "from": "{SENDER}"}}"#
    )
}

fn now() -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339("2026-11-20T12:00:00+03:00").unwrap()
}

/// Temporary files that a write should have renamed.
fn left_over(folder: &Path) -> Vec<String> {
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with(".tmp"))
        .collect()
}

fn server() -> Option<MailServer> {
    if let Some(why) = MailServer::missing() {
        assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "{why}");
        eprintln!("SKIPPED: {why}");
        return None;
    }
    Some(MailServer::start().unwrap())
}
