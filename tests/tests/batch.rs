//! Many letters through the real program: killed in the middle, continued, all there, none twice; and how fast.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use chrono::DateTime;
use serde_json::{Value, json};
use signature::SigningKey;
use signature::testing::{KeyKind, Person, throw_away_pkcs12};
use tests::run::{NOW, run, top, zaprosctl};

const PASSWORD: &str = "пароль пачки";

/// A table of so many requests, each of another person, and the key of the one who signs them.
fn table(folder: &Path, rows: usize) {
    let sample = fs::read(top().join("assets/examples/access.json")).unwrap();
    let mut request: Value = serde_json::from_slice(&sample).unwrap();
    let mut text = String::new();
    for row in 1..=rows {
        request["number"] = json!(format!("{row}/П"));
        request["relationship"] = json!([{ "type": "account", "value": format!("user-{row}") }]);
        writeln!(text, "{request}").unwrap();
    }
    fs::write(folder.join("table.jsonl"), text).unwrap();
    let at = DateTime::parse_from_rfc3339(NOW).unwrap();
    let person = Person::new("Иванова-Петровская", "Мария Сергеевна");
    let made = throw_away_pkcs12(&person, PASSWORD, KeyKind::Rsa2048, at);
    fs::write(folder.join("key.p12"), &made.pkcs12).unwrap();
    fs::write(folder.join("password.txt"), PASSWORD).unwrap();
}

fn batch(folder: &Path) -> Command {
    let mut command = zaprosctl(env!("CARGO_BIN_EXE_zaprosctl-under-test"));
    command
        .args(["--json", "batch"])
        .arg(folder.join("table.jsonl"))
        .arg("--out")
        .arg(folder.join("out"))
        .arg("--pkcs12")
        .arg(folder.join("key.p12"))
        .arg("--password-file")
        .arg(folder.join("password.txt"))
        .arg("--detached");
    command
}

fn lines(folder: &Path) -> usize {
    fs::read_to_string(folder.join("out/results.jsonl")).map_or(0, |text| text.lines().count())
}

/// Most memory a process has used so far, in megabytes.
fn peak(child: &Child) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace()
        .nth(1)?
        .parse::<u64>()
        .ok()
        .map(|kilobytes| kilobytes / 1024)
}

/// The job of a batch of so many rows, with a kill in its middle.
fn killed_and_continued(rows: usize) {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path();
    table(folder, rows);
    let begun = Instant::now();
    let mut child = batch(folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let (mut early, mut late) = (None, None);
    let patience = Instant::now();
    while lines(folder) < rows / 2 {
        assert!(
            patience.elapsed() < Duration::from_secs(3600),
            "{} of {rows}",
            lines(folder)
        );
        assert!(child.try_wait().unwrap().is_none(), "it ended by itself");
        if lines(folder) > rows / 10 && early.is_none() {
            early = peak(&child);
        }
        late = peak(&child).or(late);
        std::thread::park_timeout(Duration::from_millis(20));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let before_kill = lines(folder);
    let first_part = begun.elapsed();
    assert!(before_kill < rows, "killed in the middle");

    let report = run(&mut batch(folder)).ended(0).json();
    assert_eq!(report["rows"], rows as u64);
    assert!(
        report["kept"].as_u64().unwrap() >= before_kill as u64 - 1,
        "{report}"
    );
    assert_eq!(report["failed"], 0);
    assert_eq!(
        report["kept"].as_u64().unwrap() + report["done"].as_u64().unwrap(),
        rows as u64
    );
    let text = fs::read_to_string(folder.join("out/results.jsonl")).unwrap();
    let mut told = BTreeSet::new();
    let mut numbers = BTreeSet::new();
    for line in text.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        assert_eq!(line["status"], "done");
        let row = line["row"].as_u64().unwrap();
        assert!(told.insert(row), "row {row} stands twice");
        let letter = folder.join("out").join(line["file"].as_str().unwrap());
        let beside = |name: &str| fs::read(letter.with_file_name(name)).unwrap();
        let request: Value = serde_json::from_slice(&beside("request.json")).unwrap();
        assert_eq!(request["number"], format!("{row}/П"));
        numbers.insert(request["number"].to_string());
        assert!(!beside("letter.pdf.sig").is_empty());
        let report: Value = serde_json::from_slice(&beside("report.json")).unwrap();
        assert_eq!(report["signatures"][0]["covers"], "whole");
    }
    assert_eq!((told.len(), numbers.len()), (rows, rows));
    let folders = fs::read_dir(folder.join("out"))
        .unwrap()
        .flatten()
        .filter(|entry| entry.path().is_dir())
        .count();
    assert_eq!(folders, rows, "nothing of the killed run is left over");

    // How fast, and what share of it the bare signing is: two signatures a letter, on as many processors.
    let made = fs::read(folder.join("key.p12")).unwrap();
    let key = signature::Pkcs12::open(&made, PASSWORD).unwrap();
    let count = 50;
    let bare = Instant::now();
    for turn in 0..count {
        key.sign(&[turn; 32]).unwrap();
    }
    let bare = bare.elapsed().as_secs_f64() / f64::from(count);
    let rate = before_kill as f64 / first_part.as_secs_f64();
    let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let share = 2.0 * bare * rate / processors as f64;
    println!(
        "{rows} letters, {rate:.1} a second on {processors} processors; a bare RSA-2048 signature takes {:.2} ms, \
         so signing is {:.1} % of the work; memory {early:?} → {late:?} MB",
        bare * 1000.0,
        share * 100.0
    );
    if let (Some(early), Some(late)) = (early, late) {
        assert!(late < early + 64, "memory grows: {early} → {late} MB");
    }
}

#[test]
fn two_hundred_letters_are_killed_and_continued_and_none_is_twice() {
    killed_and_continued(200);
}

#[test]
#[ignore = "half an hour: cargo xtask torture"]
fn ten_thousand_letters_are_killed_and_continued_and_none_is_twice() {
    killed_and_continued(10_000);
}

#[test]
fn a_failed_row_is_a_negative_answer_and_names_its_field() {
    let dir = tempfile::tempdir().unwrap();
    table(dir.path(), 2);
    let path = dir.path().join("table.jsonl");
    let text = fs::read_to_string(&path).unwrap() + "{\"format\":\"zapros-request/1\"}\n";
    fs::write(&path, text).unwrap();
    let report = run(&mut batch(dir.path())).ended(1).json();
    assert_eq!((&report["done"], &report["failed"]), (&json!(2), &json!(1)));
    let text = fs::read_to_string(dir.path().join("out/results.jsonl")).unwrap();
    let failed: Value = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .find(|line: &Value| line["status"] == "failed")
        .unwrap();
    assert_eq!(failed["row"], 3);
    assert_eq!(failed["error"]["code"], "incomplete");
    assert!(failed["error"]["problems"].as_array().unwrap().len() > 2);
}
