//! The window has words for every code that Rust can send, and for no other.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use tests::run::top;

/// Rust files whose errors reach the window through `workflow::Failure` or the shell's own `CommandError`.
fn sources() -> Vec<PathBuf> {
    let mut files = Vec::new();
    for folder in [
        "law",
        "request",
        "letter",
        "pdf",
        "pdf-file",
        "signature",
        "delivery",
        "workflow",
    ] {
        collect(
            &top().join("src-tauri/crates").join(folder).join("src"),
            &mut files,
        );
    }
    // The register's other codes are states, kept in its columns.
    files.push(top().join("src-tauri/crates/register/src/error.rs"));
    collect(&top().join("src-tauri/commands"), &mut files);
    for name in ["error.rs", "keychain.rs", "state.rs"] {
        files.push(top().join("src-tauri").join(name));
    }
    files
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
}

/// The string literals in the bodies of `fn code(&self)`, and those given to `CommandError::new`.
fn codes_in(text: &str) -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    for body in text.split("fn code(").skip(1) {
        let end = body.find("\n    }").unwrap();
        codes.extend(body[..end].split('"').skip(1).step_by(2).map(str::to_owned));
    }
    for call in text.split("CommandError::new(\"").skip(1) {
        codes.insert(call.split('"').next().unwrap().to_owned());
    }
    codes
}

#[test]
fn every_code_of_rust_is_a_code_of_the_window_and_back() {
    let mut rust: BTreeSet<String> = BTreeSet::new();
    for file in sources() {
        rust.extend(codes_in(&fs::read_to_string(file).unwrap()));
    }
    // What the window says by itself: an answer that is no error of ours, a draft that is not on disk yet.
    rust.extend(["internal", "draft_not_saved"].map(str::to_owned));
    let listed = fs::read(top().join("ui/src/words/error-codes.json")).unwrap();
    let window: BTreeSet<String> = serde_json::from_slice(&listed).unwrap();
    let without_words: Vec<_> = rust.difference(&window).collect();
    let never_sent: Vec<_> = window.difference(&rust).collect();
    assert!(
        without_words.is_empty() && never_sent.is_empty(),
        "no words for {without_words:?}; never sent: {never_sent:?}"
    );
}

#[test]
fn every_problem_of_a_request_is_known_to_the_window() {
    let listed = fs::read(top().join("ui/src/words/problem-codes.json")).unwrap();
    let window: BTreeSet<String> = serde_json::from_slice(&listed).unwrap();
    let rust = request::codes();
    let without_words: Vec<_> = rust.difference(&window).collect();
    let never_sent: Vec<_> = window.difference(&rust).collect();
    assert!(
        without_words.is_empty() && never_sent.is_empty(),
        "no words for {without_words:?}; never sent: {never_sent:?}"
    );
}
