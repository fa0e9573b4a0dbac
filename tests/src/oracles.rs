//! Second opinions: programs of others that judge what Zapros makes. `cargo xtask test` installs them.

use std::env;
use std::path::Path;
use std::process::Command;

use crate::run::run;

/// Whether a program is there. With `CI=true` its absence is a failure; elsewhere the test says that it skips.
///
/// # Panics
/// In CI, when the program is missing.
#[must_use]
pub fn there(program: &str) -> bool {
    let found = env::split_paths(&env::var_os("PATH").unwrap_or_default())
        .any(|folder| folder.join(program).is_file());
    let ci = env::var("CI").is_ok_and(|value| value == "true");
    assert!(found || !ci, "{program} is missing, and CI skips nothing");
    if !found {
        eprintln!("SKIPPED: {program} is not installed; cargo xtask test installs it");
    }
    found
}

/// poppler's opinion of every signature in a PDF; `pdfsig` does not know our roots and says so.
#[must_use]
pub fn pdfsig(pdf: &Path) -> String {
    run(Command::new("pdfsig").arg(pdf)).stdout
}

/// pyHanko's opinion, given the root.
#[must_use]
pub fn pyhanko(pdf: &Path, root_pem: &Path) -> (Option<i32>, String) {
    let run = run(Command::new("pyhanko")
        .args([
            "sign",
            "validate",
            "--pretty-print",
            "--no-revocation-check",
            "--trust-replace",
            "--trust",
        ])
        .arg(root_pem)
        .arg(pdf));
    (run.code, run.stdout + &run.stderr)
}

/// The text of a PDF in reading order, with line ends folded to spaces and discretionary hyphens undone.
#[must_use]
pub fn text_of(pdf: &Path) -> String {
    let text = run(Command::new("pdftotext")
        .args(["-raw", "-enc", "UTF-8"])
        .arg(pdf)
        .arg("-"))
    .stdout;
    let mut words = String::new();
    for line in text.lines() {
        words.push_str(line.trim_end());
        words.push(' ');
    }
    words.replace('\u{a0}', " ")
}

/// Runs a Python script on arguments and gives what it printed.
///
/// # Panics
/// When the script fails.
#[must_use]
pub fn python(script: &str, arguments: &[&Path]) -> String {
    let run = run(Command::new("python3").args(["-c", script]).args(arguments));
    assert_eq!(run.code, Some(0), "{run:#?}");
    run.stdout
}
