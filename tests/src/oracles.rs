//! Second opinions: programs of others that judge what Zapros makes. `cargo xtask test` installs them.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

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

/// Prints what the validator (PyPI `page-validation`) has against each file, one process for all of them.
const VALIDATE: &str = "
import sys
try:
    import page
except ImportError:
    sys.exit(77)
for path in sys.argv[1:]:
    for profile in ('3a', 'ua1'):
        report = page.validate_pdf(path, profile=profile)
        for failure in report.failures:
            print(path, profile, failure.rule_id, failure.message)
        if not report.is_compliant and not report.failures:
            print(path, profile, 'not compliant')
";

/// Every file is PDF/A-3a and PDF/UA-1, says an independent validator. Without it the test says that it skips.
///
/// # Panics
/// With what the validator has against which file; in CI, when the validator is missing.
pub fn conforming(files: &[(String, Vec<u8>)]) {
    if !there("python3") {
        return;
    }
    let (_folder, paths) = written(files);
    let run = run(Command::new("python3").args(["-c", VALIDATE]).args(&paths));
    if run.code == Some(77) {
        let ci = env::var("CI").is_ok_and(|value| value == "true");
        assert!(!ci, "page-validation is missing, and CI skips nothing");
        eprintln!("SKIPPED: page-validation is not installed; cargo xtask test installs it");
        return;
    }
    assert!(run.code == Some(0) && run.stdout.is_empty(), "{run:#?}");
}

/// `qpdf --check` finds neither an error nor anything to warn of.
///
/// # Panics
/// With what it found.
pub fn syntax(files: &[(String, Vec<u8>)]) {
    if !there("qpdf") {
        return;
    }
    let (_folder, paths) = written(files);
    for path in paths {
        let said = run(Command::new("qpdf").arg("--check").arg(&path));
        assert!(
            said.code == Some(0) && !said.stderr.contains("WARNING"),
            "{said:#?}"
        );
    }
}

/// The files in a folder of their own, under names that say in a message what they are.
fn written(files: &[(String, Vec<u8>)]) -> (TempDir, Vec<PathBuf>) {
    let folder = tempfile::tempdir().expect("the temporary folder can be written");
    let paths = files.iter().map(|(name, bytes)| {
        let path = folder
            .path()
            .join(format!("{}.pdf", name.replace('/', " ")));
        std::fs::write(&path, bytes).expect("the temporary folder can be written");
        path
    });
    let paths = paths.collect();
    (folder, paths)
}
