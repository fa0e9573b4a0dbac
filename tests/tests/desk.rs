//! The officer's commands through the real program: a letter in, an answer out, the count of terms.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::Path;
use std::process::Command;

use chrono::DateTime;
use serde_json::{Value, json};
use signature::testing::{KeyKind, Person, throw_away_pkcs12};
use tests::run::{NOW, run, top, zaprosctl};

const PASSWORD: &str = "пароль";

fn program(folder: &Path) -> Command {
    let mut command = zaprosctl(env!("CARGO_BIN_EXE_zaprosctl-under-test"));
    command
        .env("ZAPROS_PASSPHRASE", "фраза реестра")
        .env("ZAPROS_PASSWORD", PASSWORD)
        .args(["--json", "--register"])
        .arg(format!("sqlite:{}", folder.join("register.db").display()));
    command
}

fn key(folder: &Path, name: &str, person: &Person) {
    let at = DateTime::parse_from_rfc3339(NOW).unwrap();
    let made = throw_away_pkcs12(person, PASSWORD, KeyKind::P256, at);
    fs::write(folder.join(format!("{name}.p12")), &made.pkcs12).unwrap();
    fs::write(folder.join(format!("{name}.pem")), made.root_pem()).unwrap();
}

/// The bundled company with an invented signatory and what its policy leaves open.
fn company(folder: &Path) {
    let bundled = top().join("assets/operators/it-prospekt.company.json");
    let mut company: Value = serde_json::from_slice(&fs::read(bundled).unwrap()).unwrap();
    company["signatories"] =
        json!([{ "position": "Юрист", "surname": "Громова", "given_name": "Инна" }]);
    company["cross_border"] = json!("Трансграничная передача не осуществляется");
    company["no_processors"] = json!("Обработка другим лицам не поручена");
    company["other"] = json!("Иных сведений нет");
    fs::write(folder.join("company.json"), company.to_string()).unwrap();
}

#[test]
fn a_letter_is_taken_in_answered_and_counted() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path();
    company(folder);
    key(
        folder,
        "applicant",
        &Person::new("Иванова-Петровская", "Мария Сергеевна"),
    );
    let mut officer = Person::new("Громова", "Инна");
    officer.organization = Some("ООО «ИТ Проспект»".to_owned());
    key(folder, "officer", &officer);
    let sample = top().join("assets/examples/access.json");
    let letter = folder.join("letter");
    let composed = run(zaprosctl(env!("CARGO_BIN_EXE_zaprosctl-under-test"))
        .env("ZAPROS_PASSWORD", PASSWORD)
        .args(["--json", "compose"])
        .arg(&sample)
        .arg("--out")
        .arg(&letter)
        .arg("--pkcs12")
        .arg(folder.join("applicant.p12")));
    let _ = composed.ended(0);

    let taken = run(program(folder)
        .arg("intake")
        .arg(letter.join("letter.pdf"))
        .arg(letter.join("letter.pdf.sig"))
        .arg("--trust")
        .arg(folder.join("applicant.pem"))
        .args(["--no-revocation", "--received", "2026-11-20", "--company"])
        .arg(folder.join("company.json")))
    .ended(0)
    .json();
    let sent: Value = serde_json::from_slice(&fs::read(&sample).unwrap()).unwrap();
    assert_eq!(taken["request"], sent);
    let case = &taken["case"];
    assert_eq!(
        (&case["covered"], &case["signature"]["by"]),
        (&json!(true), &json!("subject"))
    );
    assert_eq!(case["registered_as"], "ПДн-2026/0001");
    assert_eq!(case["proposed"], "answer");
    let number = case["number"].as_str().unwrap().to_owned();

    // The profile answers what it can; what is of this person waits, and nothing is signed before.
    let respond = |kind: &str, data: Option<&Value>, out: &str| {
        let mut command = program(folder);
        command
            .args(["respond", &number, "--kind", kind, "--out"])
            .arg(folder.join(out))
            .arg("--pkcs12")
            .arg(folder.join("officer.p12"));
        if let Some(data) = data {
            let path = folder.join("data.json");
            fs::write(&path, data.to_string()).unwrap();
            command.arg("--data").arg(path);
        }
        run(&mut command)
    };
    let lacking = respond("answer", None, "none").ended(1);
    assert_eq!(lacking.error_code(), "answer_incomplete");
    let problems = lacking.json()["error"]["problems"].clone();
    let missing: Vec<(&str, &str)> = problems
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (
                one["field"].as_str().unwrap(),
                one["norm"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        missing,
        [
            ("/answer/no_third_party_data", "152-ФЗ ст. 14 ч. 2"),
            ("/answer/items/confirmation", "152-ФЗ ст. 14 ч. 7 п. 1"),
            ("/answer/items/data_and_source", "152-ФЗ ст. 14 ч. 7 п. 5"),
        ]
    );
    assert!(!folder.join("none").exists());

    let data: Value =
        serde_json::from_slice(&fs::read(top().join("assets/answers/answer.json")).unwrap())
            .unwrap();
    let answered = respond("answer", Some(&data), "answer").ended(0).json();
    assert_eq!(answered["number"], "0001/ПДн-2026");
    assert_eq!(answered["report"]["signatures"][0]["covers"], "whole");
    assert!(folder.join("answer/letter.pdf.sig").exists());
    let shown = run(program(folder).args(["register", "show", &number]))
        .ended(0)
        .json();
    assert_eq!(
        shown["case"]["demands"][0]["state"], "satisfied",
        "{shown:#}"
    );
    let codes: Vec<&str> = shown["documents"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["code"].as_str().unwrap())
        .collect();
    assert!(
        codes.contains(&"answer") && codes.contains(&"findings"),
        "{codes:?}"
    );
    let counts = run(program(folder).args(["register", "stats"]))
        .ended(0)
        .json();
    assert_eq!(
        (&counts["kept"], &counts["missed"], &counts["open"]),
        (&json!(1), &json!(0), &json!(0))
    );

    // The second paper of a case has a number of its own.
    let again = respond("acknowledgement", None, "receipt").ended(0).json();
    assert_eq!(again["number"], "0001/ПДн-2026/2");
    assert_eq!(
        respond("no_such_answer", None, "x").ended(2).error_code(),
        "unknown_answer"
    );
}

#[test]
fn looking_registers_nothing_and_rubbish_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path();
    let looked = run(program(folder)
        .args(["intake", "--look"])
        .arg(top().join("assets/examples/access.json")))
    .ended(0)
    .json();
    assert_eq!(looked["case"]["covered"], false);
    assert!(!folder.join("register.db").exists());
    fs::write(folder.join("x.bin"), [1, 2, 3]).unwrap();
    let refused = run(program(folder)
        .args(["intake", "--look"])
        .arg(folder.join("x.bin")));
    assert_eq!(refused.ended(2).error_code(), "intake_unreadable");
}
