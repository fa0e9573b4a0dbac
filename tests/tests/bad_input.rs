//! Bad input through the real program: a clear error that names field or file, no panic, nothing half written.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use tests::run::{Run, run, top, zaprosctl};

fn program() -> Command {
    zaprosctl(env!("CARGO_BIN_EXE_zaprosctl-under-test"))
}

fn access() -> Value {
    serde_json::from_slice(&fs::read(top().join("assets/examples/access.json")).unwrap()).unwrap()
}

fn check(bytes: &[u8]) -> Run {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("request.json");
    fs::write(&file, bytes).unwrap();
    let checked = run(program().args(["--json", "check"]).arg(&file));
    let composed = run(program()
        .args(["--json", "compose"])
        .arg(&file)
        .arg("--out")
        .arg(dir.path().join("out")));
    assert_eq!(
        composed.code, checked.code,
        "compose refuses what check refuses: {composed:#?}"
    );
    assert!(
        !dir.path().join("out").exists(),
        "nothing is written for a bad request"
    );
    checked
}

fn fields(run: &Run) -> Vec<String> {
    run.json()["problems"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|problem| problem["severity"] == "error")
        .map(|problem| problem["field"].as_str().unwrap().to_owned())
        .collect()
}

fn changed(pointer: &str, value: Value) -> Vec<u8> {
    let mut request = access();
    *request.pointer_mut(pointer).unwrap() = value;
    request.to_string().into_bytes()
}

#[test]
fn an_empty_object_lists_every_required_field_at_once() {
    let run = check(b"{}").ended(1);
    let fields = fields(&run);
    for wanted in ["/format", "/date", "/operator", "/subject", "/demands"] {
        assert!(
            fields.iter().any(|field| field == wanted),
            "{wanted} is not among {fields:?}"
        );
    }
    for problem in run.json()["problems"].as_array().unwrap() {
        assert!(
            problem["message"]
                .as_str()
                .unwrap()
                .chars()
                .any(|c| ('а'..='я').contains(&c)),
            "{problem}"
        );
        assert!(
            problem.get("norm").is_some() && problem.get("required_by").is_some(),
            "{problem}"
        );
    }
}

#[test]
fn what_is_no_request_at_all_is_an_input_error() {
    for (bytes, code) in [
        (b"\xff\xfe not text".as_slice(), None),
        (b"[1, 2]", None),
        (b"{\"format\": ", None),
        (
            br#"{"format": "zapros-request/2"}"#,
            Some("zapros-request/1"),
        ),
    ] {
        let run = check(bytes).ended(2);
        let message = run.json()["error"]["message"].as_str().unwrap().to_owned();
        if let Some(named) = code {
            assert!(
                message.contains(named) && message.contains("zapros-request/2"),
                "{message}"
            );
        }
    }
    let missing = run(program().args(["--json", "check", "no-such-file.json"])).ended(2);
    assert!(
        missing.json()["error"]["message"]
            .as_str()
            .unwrap()
            .contains("no-such-file.json")
    );
}

#[test]
fn each_wrong_value_is_named_by_its_pointer() {
    for (pointer, value) in [
        ("/date", json!("2026-11-23")),
        ("/date", json!("2026-02-30")),
        ("/date", json!("16.11.2026")),
        ("/operator/ogrn", json!("1127847409558")),
        ("/subject/surname", json!("Ива\u{7}нова")),
        ("/subject/document/issued_on", json!("2027-01-01")),
        ("/subject/document/number", json!("")),
        ("/subject/email", json!("[email protected]")),
        ("/relationship/0/date", json!("2027-01-01")),
        ("/demands/0/items", json!(["confirmation", "no_such_item"])),
        ("/demands", json!([])),
        ("/signing/form", json!("none")),
    ] {
        let run = check(&changed(pointer, value.clone())).ended(1);
        let fields = fields(&run);
        assert!(
            fields.iter().any(|field| field.starts_with(pointer)),
            "{pointer} = {value}: {fields:?}"
        );
    }
}

#[test]
fn an_unknown_field_is_an_error_that_names_it() {
    for place in ["", "/operator", "/subject/document", "/demands/0", "/reply"] {
        let mut request = access();
        request.pointer_mut(place).unwrap()["surprise"] = json!(1);
        let run = check(request.to_string().as_bytes()).ended(1);
        assert_eq!(fields(&run), [format!("{place}/surprise")]);
    }
}

#[test]
fn each_required_field_missing_in_turn_is_found() {
    // Clause 10.2 of the policy and ст. 14 ч. 3: name, document with number, date and issuer, relationship, signature.
    for (parent, name) in [
        ("", "operator"),
        ("", "subject"),
        ("", "demands"),
        ("", "relationship"),
        ("", "signing"),
        ("/subject", "surname"),
        ("/subject", "given_name"),
        ("/subject", "document"),
        ("/subject/document", "number"),
        ("/subject/document", "issued_on"),
        ("/subject/document", "issued_by"),
        ("/demands/0", "items"),
    ] {
        let mut request = access();
        request
            .pointer_mut(parent)
            .unwrap()
            .as_object_mut()
            .unwrap()
            .shift_remove(name)
            .unwrap();
        let run = check(request.to_string().as_bytes()).ended(1);
        let fields = fields(&run);
        assert!(
            fields.contains(&format!("{parent}/{name}")),
            "{parent}/{name}: {fields:?}"
        );
    }
}

#[test]
fn a_ten_megabyte_text_is_refused_with_its_field() {
    let run = check(&changed("/subject/surname", json!("я".repeat(5 << 20)))).ended(1);
    assert_eq!(fields(&run), ["/subject/surname"]);
    assert!(
        run.stdout.len() < 100_000,
        "the value itself is not repeated"
    );
}

#[test]
fn a_folder_that_cannot_be_written_is_named_and_stays_clean() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("file"), b"in the way").unwrap();
    let out = dir.path().join("file/letter");
    let run = run(program()
        .args(["--json", "compose", "assets/examples/access.json", "--out"])
        .arg(&out))
    .ended(4);
    assert_eq!(run.error_code(), "file_unwritable");
    assert!(
        run.json()["error"]["message"]
            .as_str()
            .unwrap()
            .contains("file"),
        "{run:#?}"
    );
}

/// A file system of 64 KiB, which the letter does not fit: needs the right to mount, so only where there is root.
#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_leaves_nothing_half_written() {
    let dir = tempfile::tempdir().unwrap();
    let mounted = run(Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=64k", "tmpfs"])
        .arg(dir.path()));
    if mounted.code != Some(0) {
        assert!(
            std::env::var("CI").as_deref() != Ok("true"),
            "CI skips nothing: {mounted:#?}"
        );
        eprintln!("SKIPPED: this user may not mount a small disk");
        return;
    }
    let before = entries(dir.path());
    let out = dir.path().join("letter");
    let run_ = run(program()
        .args([
            "--json",
            "compose",
            "assets/examples/access.json",
            "--email",
            "--post",
            "--out",
        ])
        .arg(&out));
    let after = entries(dir.path());
    let unmounted = run(Command::new("umount").arg(dir.path()));
    assert_eq!(unmounted.code, Some(0));
    let run_ = run_.ended(4);
    assert_eq!(run_.error_code(), "file_unwritable");
    assert!(
        run_.json()["error"]["hint"]
            .as_str()
            .unwrap()
            .contains("место"),
        "{run_:#?}"
    );
    assert_eq!(before, after);
}

fn entries(folder: &Path) -> Vec<String> {
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}
