//! The house rules that a compiler cannot hold: who may import whom, and that no file grows without end.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// What each room may import of the house. A room that is not here may import nothing.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("law", &[]),
    ("request", &["law"]),
    ("letter", &["request", "law"]),
    ("pdf-file", &[]),
    ("pdf", &["letter", "pdf-file"]),
    ("gost", &[]),
    ("signature", &["pdf-file", "gost"]),
    ("delivery", &[]),
    ("workflow", &["letter", "pdf", "pdf-file", "signature", "delivery", "request", "law"]),
    ("zaprosctl", &["workflow", "signature", "delivery", "request", "law"]),
    ("zapros", &["workflow", "signature", "delivery", "request", "law"]),
];

/// Libraries of the outer world that have one door each.
const ONE_DOOR: &[(&str, &[&str])] = &[
    ("tauri", &["zapros"]),
    ("tauri-plugin-dialog", &["zapros"]),
    ("lettre", &["delivery"]),
    ("mail-parser", &["delivery"]),
    ("printpdf", &["pdf"]),
    ("x509-parser", &["signature"]),
    ("sqlx", &[]),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Package name → names of its dependencies outside tests.
fn dependencies() -> BTreeMap<String, Vec<String>> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version", "1", "--offline"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    metadata["packages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|package| {
            let names = package["dependencies"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|dependency| dependency["kind"].is_null())
                .map(|dependency| dependency["name"].as_str().unwrap().to_owned())
                .collect();
            (package["name"].as_str().unwrap().to_owned(), names)
        })
        .collect()
}

#[test]
fn rooms_import_only_what_the_plan_allows() {
    let rooms = dependencies();
    for (room, imports) in &rooms {
        if matches!(room.as_str(), "tests" | "xtask") {
            continue;
        }
        let (_, allowed) = MAY_IMPORT
            .iter()
            .find(|(name, _)| name == room)
            .unwrap_or_else(|| panic!("{room} is new: say in MAY_IMPORT what it may import"));
        for import in imports.iter().filter(|import| rooms.contains_key(*import)) {
            assert!(allowed.contains(&import.as_str()), "{room} must not import {import}");
        }
    }
}

#[test]
fn each_outer_library_has_one_door() {
    for (room, imports) in dependencies() {
        for (library, doors) in ONE_DOOR {
            if imports.iter().any(|import| import == library) && room != "tests" {
                assert!(doors.contains(&room.as_str()), "{room} must not use {library}: ask {doors:?}");
            }
        }
    }
}

#[test]
fn the_first_command_starts_at_once_because_xtask_needs_nothing() {
    assert_eq!(dependencies()["xtask"], Vec::<String>::new());
}
