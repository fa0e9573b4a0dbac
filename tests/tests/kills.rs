//! Commands that are killed while they file a letter, and commands that end by themselves: nothing is half written, and
//! no end is a crash. 20 times in the everyday tests, 300 under `cargo xtask torture`.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "tests print their counts"
)]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tests::run::{run, top, zaprosctl};

fn times() -> u32 {
    std::env::var("ZAPROS_KILLS")
        .ok()
        .and_then(|count| count.parse().ok())
        .unwrap_or(20)
}

fn command(folder: &Path) -> Command {
    let mut command = zaprosctl(env!("CARGO_BIN_EXE_zaprosctl-under-test"));
    on_register(&mut command, folder);
    command
}

fn on_register(command: &mut Command, folder: &Path) {
    command
        .arg("--register")
        .arg(format!("sqlite:{}", folder.join("r.db").display()))
        .env("ZAPROS_PASSPHRASE", "четыре слова для реестра");
}

/// At another minute it is another letter, and so a case of its own.
fn compose(folder: &Path, out: &Path, minute: u32) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zaprosctl-under-test"));
    on_register(&mut command, folder);
    let at = format!("2026-11-23T{:02}:{:02}:00+03:00", minute / 60, minute % 60);
    command
        .args(["--at", &at, "compose"])
        .arg(top().join("assets/examples/access.json"))
        .args(["--email", "--out"])
        .arg(out);
    command
}

/// Numbers without order but the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }
}

#[test]
fn a_letter_whose_filing_is_killed_is_filed_whole_or_not_at_all() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path();
    let begun = Instant::now();
    let _ = run(&mut compose(folder, &folder.join("first"), 0)).ended(0);
    let whole = u64::try_from(begun.elapsed().as_millis()).unwrap();
    let mut dice = Dice(5);
    let (mut filed, mut killed) = (1, 0);
    for n in 1..=times() {
        let out = folder.join(format!("letter-{n}"));
        let mut child = compose(folder, &out, n)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let end = Instant::now() + Duration::from_millis(dice.roll(whole + whole / 4));
        // Awake until the moment: the process is watched, and a sleep would wake late.
        let ended = loop {
            if let Some(status) = child.try_wait().unwrap() {
                break Some(status);
            }
            if Instant::now() >= end {
                child.kill().unwrap();
                child.wait().unwrap();
                break None;
            }
            std::thread::yield_now();
        };
        match ended {
            Some(status) => {
                assert!(status.success(), "{status}");
                filed += 1;
            }
            None => killed += 1,
        }
        if out.exists() {
            let names = ["letter.pdf", "message.eml", "report.json", "request.json"];
            let there = names.iter().filter(|name| out.join(name).exists()).count();
            assert!(
                there == 0 || there == names.len(),
                "{there} files of the letter"
            );
            for left in fs::read_dir(&out).unwrap().flatten() {
                let name = left.file_name().to_string_lossy().into_owned();
                assert!(names.contains(&&*name), "{name} is left");
            }
        }
        let _ = run(command(folder).args(["register", "audit"])).ended(0);
    }
    let listed = run(command(folder).args(["--json", "register", "list", "--limit", "1000"]))
        .ended(0)
        .json();
    let cases = listed["cases"].as_array().unwrap();
    assert!(cases.len() >= filed, "{} of {filed} confirmed", cases.len());
    for case in cases {
        let number = case["number"].as_str().unwrap();
        let shown = run(command(folder).args(["--json", "register", "show", number]))
            .ended(0)
            .json();
        let papers = shown["documents"].as_array().map_or(0, Vec::len);
        assert_eq!(papers, 2, "{number} has its letter and its message");
        assert_ne!(shown["case"]["subject"], Value::Null);
    }
    println!(
        "{killed} composings killed, {filed} ended; {} cases, all whole, no confirmed one missing",
        cases.len()
    );
}

/// SQLCipher takes itself down with the process; a connection that still closed on its own thread crashed about three
/// ends in a hundred, after all the work was done.
#[test]
fn no_command_crashes_at_its_end() {
    let place = tempfile::tempdir().unwrap();
    let _ = run(command(place.path()).args(["register", "create"])).ended(0);
    for _ in 0..times() {
        let kept = [
            "register", "officers", "put", "maria", "--name", "М", "--role", "head",
        ];
        let _ = run(command(place.path()).args(["--as", "maria"]).args(kept)).ended(0);
        // An error is an end too.
        let _ = run(command(place.path()).args(["register", "show", "нет"])).ended(2);
    }
    println!("{} commands ended, none crashed", 2 * times());
}
