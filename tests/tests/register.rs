//! The register by command: filed, shown, exported, proven, copied, moved, forgotten.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;
use tests::run::{Run, run, top, zaprosctl};

const PASSPHRASE: &str = "четыре слова для реестра";
const OTHER: &str = "совсем другие слова";
/// What a name, a passport, an address look like in the sample.
const PERSONAL: &[&str] = &["Иванова-Петровская", "123456", "m.ivanova", "Тверская"];

/// A register of the test's own.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// `zaprosctl` on this register, with its passphrase.
    fn command(&self) -> Command {
        let mut command = zaprosctl(env!("CARGO_BIN_EXE_zaprosctl-under-test"));
        command
            .arg("--register")
            .arg(format!("sqlite:{}", self.path("r.db").display()))
            .env("ZAPROS_PASSPHRASE", PASSPHRASE)
            .env("ZAPROS_OFFICER", "maria");
        command
    }

    fn run(&self, arguments: &[&str]) -> Run {
        run(self.command().args(arguments))
    }

    fn json(&self, arguments: &[&str]) -> Value {
        run(self.command().arg("--json").args(arguments))
            .ended(0)
            .json()
    }

    /// The sample, composed into a folder of this name and filed.
    fn compose(&self, name: &str) -> Value {
        let sample = top().join("assets/examples/access.json");
        let out = self.path(name);
        self.json(&[
            "compose",
            sample.to_str().unwrap(),
            "--email",
            "--out",
            out.to_str().unwrap(),
        ])
    }
}

#[test]
fn a_composed_letter_becomes_a_case_that_is_listed_shown_and_exported() {
    let desk = Desk::new();
    let composed = desk.compose("letter");
    let number = composed["case"]["number"].as_str().unwrap();
    assert_eq!(number, "2026-000001");
    // The same letter is the same case.
    assert_eq!(desk.compose("letter")["case"], composed["case"]);
    let listed = desk.json(&["register", "list", "--name", "петров мар"]);
    assert_eq!(listed["cases"].as_array().unwrap().len(), 1);
    assert_eq!(listed["cases"][0]["demands"][0]["kind"], "access");
    for nobody in [
        ["--name", "сидоров"],
        ["--side", "officer"],
        ["--kind", "marketing_stop"],
    ] {
        let listed = desk.json(&[&["register", "list"], &nobody[..]].concat());
        assert_eq!(listed["cases"], json!([]), "{nobody:?}");
    }
    let shown = desk.json(&["register", "show", number]);
    let papers: Vec<&str> = shown["documents"]
        .as_array()
        .unwrap()
        .iter()
        .map(|paper| paper["title"].as_str().unwrap())
        .collect();
    assert_eq!(papers, ["letter.pdf", "message.eml"]);
    assert_eq!(shown["case"]["subject"]["surname"], "Иванова-Петровская");
    let words = desk.run(&["register", "show", number]).ended(0);
    assert!(words.stdout.contains("case_looked_at"), "{words:#?}");

    let csv = desk
        .run(&["register", "export", "--format", "csv"])
        .ended(0)
        .stdout;
    assert!(
        csv.contains("•••• ••••56") && !csv.contains("123456"),
        "{csv}"
    );
    let book = desk.path("journal.xlsx");
    desk.json(&[
        "register",
        "export",
        "--format",
        "xlsx",
        "-o",
        book.to_str().unwrap(),
    ]);
    assert!(fs::read(&book).unwrap().starts_with(b"PK"));
    let paper = desk.path("journal.pdf");
    desk.json(&[
        "register",
        "export",
        "--format",
        "pdf",
        "-o",
        paper.to_str().unwrap(),
    ]);
    if tests::oracles::there("pdftotext") {
        let said = run(Command::new("pdftotext")
            .arg("-layout")
            .arg(&paper)
            .arg("-"))
        .ended(0);
        assert!(said.stdout.contains("Журнал учёта обращений"), "{said:#?}");
        assert!(said.stdout.contains("2026-000001") && !said.stdout.contains("123456"));
    }
    let nowhere = run(desk
        .command()
        .args(["--json", "register", "export", "--format", "xlsx"]));
    assert_eq!(nowhere.ended(2).error_code(), "output_missing");
    assert_eq!(desk.json(&["register", "audit"])["broken"], Value::Null);
}

#[test]
fn a_bundle_proves_a_case_without_the_register_and_names_what_was_changed() {
    let desk = Desk::new();
    let composed = desk.compose("letter");
    let number = composed["case"]["number"].as_str().unwrap();
    let out = desk.path("bundle");
    let folder = out.to_str().unwrap();
    desk.json(&["register", "bundle", number, "--out", folder]);
    fs::remove_file(desk.path("r.db")).unwrap();
    let check = desk.json(&["register", "verify-bundle", folder]);
    assert_eq!(
        (&check["whole"], &check["papers"]),
        (&json!(true), &json!(2))
    );
    let index = out.join("bundle.json");
    let written = fs::read_to_string(&index).unwrap();
    for (from, to) in [
        ("\"maria\"", "\"marina\""),
        ("\\\"email\\\"", "\\\"post\\\""),
    ] {
        assert!(written.contains(from), "{written}");
        fs::write(&index, written.replacen(from, to, 1)).unwrap();
        let changed = desk.run(&["--json", "register", "verify-bundle", folder]);
        assert_eq!(changed.ended(1).json()["broken"][0], 2, "{from}");
    }
    fs::write(&index, written).unwrap();
    let paper = fs::read_dir(out.join("papers")).unwrap().next();
    fs::write(paper.unwrap().unwrap().path(), "другая бумага").unwrap();
    let changed = desk.run(&["--json", "register", "verify-bundle", folder]);
    assert_eq!(changed.ended(1).json()["papers"], 1);
}

#[test]
fn a_letter_that_cannot_be_sent_waits_in_the_registers_outbox() {
    let desk = Desk::new();
    let composed = desk.compose("letter");
    let profile = desk.path("profile.json");
    let nobody_listens = json!({
        "host": "127.0.0.1", "port": 1, "tls": "implicit", "user": "m", "from": "maria@zapros.test",
    });
    fs::write(&profile, nobody_listens.to_string()).unwrap();
    let letter = desk.path("letter");
    let sent = run(desk
        .command()
        .env("ZAPROS_SMTP_PASSWORD", "x")
        .args(["--json", "send"])
        .arg(&letter)
        .arg("--profile")
        .arg(&profile));
    assert_ne!(sent.code, Some(0), "{sent:#?}");
    let number = composed["case"]["number"].as_str().unwrap();
    let shown = desk.json(&["register", "show", number]);
    let actions: Vec<&str> = shown["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["action"].as_str().unwrap())
        .collect();
    assert!(actions.contains(&"letter_queued"), "{actions:?}");
}

#[test]
fn only_the_right_key_opens_and_nothing_readable_lies_about() {
    let desk = Desk::new();
    desk.compose("letter");
    let before = fs::read(desk.path("r.db")).unwrap();
    let with = |passphrase: Option<&str>| {
        let mut command = desk.command();
        match passphrase {
            Some(words) => command.env("ZAPROS_PASSPHRASE", words),
            None => command
                .env_remove("ZAPROS_PASSPHRASE")
                .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent"),
        };
        run(command.args(["--json", "register", "list"]))
    };
    assert_eq!(
        with(Some(OTHER)).ended(2).error_code(),
        "register_wrong_key"
    );
    assert_eq!(with(None).ended(2).error_code(), "secret_missing");
    assert!(
        fs::read(desk.path("r.db")).unwrap() == before,
        "nothing changed"
    );
    let mut elsewhere = zaprosctl(env!("CARGO_BIN_EXE_zaprosctl-under-test"));
    let bad = run(elsewhere.args(["--register", "mysql://a:geheim@h/z", "register", "list"]));
    assert_eq!(bad.code, Some(2));
    assert!(!bad.stderr.contains("geheim"), "{bad:#?}");
    for file in fs::read_dir(desk.0.path()).unwrap().flatten() {
        if file.path().is_file() {
            let bytes = fs::read(file.path()).unwrap();
            for word in PERSONAL {
                let found = bytes.windows(word.len()).any(|it| it == word.as_bytes());
                assert!(!found, "{word} in {}", file.path().display());
            }
        }
    }
}

#[test]
fn a_register_is_copied_destroyed_brought_back_moved_and_given_another_key() {
    let desk = Desk::new();
    let composed = desk.compose("letter");
    let number = composed["case"]["number"].as_str().unwrap();
    let other = desk.path("other.txt");
    fs::write(&other, format!("{OTHER}\n")).unwrap();
    let other = ["--other-passphrase-file", other.to_str().unwrap()];
    let copy = desk.path("copy.zapros");
    let copy = copy.to_str().unwrap();
    desk.json(&[&["register", "backup", "-o", copy], &other[..]].concat());
    let careless = run(desk.command().args(["--json", "register", "wipe"]));
    assert_eq!(careless.ended(2).error_code(), "not_confirmed");
    desk.json(&["register", "wipe", "--yes"]);
    assert!(!desk.path("r.db").exists());
    desk.json(&[&["register", "restore", copy], &other[..]].concat());
    assert_eq!(
        desk.json(&["register", "show", number])["case"]["number"],
        number
    );

    let to = format!("sqlite:{}", desk.path("moved.db").display());
    let moved = desk.json(&[&["register", "move", "--to", &to], &other[..]].concat());
    let tables = moved["tables"].as_array().unwrap();
    assert!(tables.iter().all(|table| table["from"] == table["to"]));
    let again = run(desk
        .command()
        .args(["--json", "register", "move", "--to", &to])
        .args(other));
    assert_eq!(again.ended(2).error_code(), "register_not_allowed");
    desk.json(&[&["register", "change-key"], &other[..]].concat());
    let old = run(desk.command().args(["--json", "register", "list"]));
    assert_eq!(old.ended(2).error_code(), "register_wrong_key");
    let mut changed = desk.command();
    changed.env("ZAPROS_PASSPHRASE", OTHER);
    let _ = run(changed.args(["register", "audit"])).ended(0);
}

#[test]
fn a_broken_folder_or_disk_is_named() {
    let desk = Desk::new();
    let refused = |place: &Path| {
        let mut command = zaprosctl(env!("CARGO_BIN_EXE_zaprosctl-under-test"));
        command
            .env("ZAPROS_PASSPHRASE", PASSPHRASE)
            .arg("--register")
            .arg(format!("sqlite:{}", place.display()));
        run(command.args(["--json", "register", "create"]))
    };
    // The kernel's own folder lets nobody make a file, root neither.
    let run = refused(Path::new("/sys/r.db")).ended(4);
    assert_eq!(run.error_code(), "register_read_only");
    fs::write(desk.path("r.db"), "не реестр").unwrap();
    let run = refused(&desk.path("r.db")).ended(2);
    assert_eq!(run.error_code(), "register_exists");
    let listed = desk.run(&["register", "list"]);
    assert!(matches!(listed.code, Some(2 | 4)), "{listed:#?}");
    assert_eq!(fs::read(desk.path("r.db")).unwrap(), "не реестр".as_bytes());
}
