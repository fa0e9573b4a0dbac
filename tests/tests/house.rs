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
    ("register", &["request", "law"]),
    (
        "workflow",
        &[
            "letter",
            "pdf",
            "pdf-file",
            "signature",
            "delivery",
            "request",
            "law",
        ],
    ),
    (
        "zaprosctl",
        &["workflow", "signature", "delivery", "request", "law"],
    ),
    (
        "zapros",
        &["workflow", "signature", "delivery", "request", "law"],
    ),
];

/// Libraries of the outer world that have one door each.
const ONE_DOOR: &[(&str, &[&str])] = &[
    ("tauri", &["zapros"]),
    ("tauri-plugin-dialog", &["zapros"]),
    ("lettre", &["delivery"]),
    ("mail-parser", &["delivery"]),
    ("printpdf", &["pdf"]),
    ("x509-parser", &["signature"]),
    ("sqlx", &["register"]),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_owned()
}

fn metadata(arguments: &[&str]) -> Value {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked"])
        .args(arguments)
        .current_dir(root())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Package name → names of its dependencies outside tests.
fn dependencies() -> BTreeMap<String, Vec<String>> {
    metadata(&["--no-deps"])["packages"]
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
            assert!(
                allowed.contains(&import.as_str()),
                "{room} must not import {import}"
            );
        }
    }
}

#[test]
fn each_outer_library_has_one_door() {
    for (room, imports) in dependencies() {
        for (library, doors) in ONE_DOOR {
            if imports.iter().any(|import| import == library) && room != "tests" {
                assert!(
                    doors.contains(&room.as_str()),
                    "{room} must not use {library}: ask {doors:?}"
                );
            }
        }
    }
}

/// deny.toml is also held here, so that the rule stands where cargo-deny is not installed.
#[test]
fn every_dependency_has_an_allowed_licence_and_comes_from_the_public_registry() {
    let rules: toml::Table = std::fs::read_to_string(root().join("deny.toml"))
        .unwrap()
        .parse()
        .unwrap();
    let allowed: Vec<&str> = rules["licenses"]["allow"]
        .as_array()
        .unwrap()
        .iter()
        .map(|name| name.as_str().unwrap())
        .collect();
    let packages = metadata(&["--all-features"])["packages"]
        .as_array()
        .unwrap()
        .clone();
    assert!(
        packages.len() > 300,
        "the list is the whole tree, not a part of it"
    );
    for package in packages {
        let name = package["name"].as_str().unwrap();
        if let Some(source) = package["source"].as_str() {
            assert!(
                source.starts_with("registry+"),
                "{name} comes from {source}"
            );
        }
        let text = package["license"]
            .as_str()
            .unwrap_or_else(|| panic!("{name} names no licence"));
        let expression = spdx::Expression::parse_mode(text, spdx::ParseMode::LAX).unwrap();
        let fits = expression.evaluate(|requirement| {
            let name = requirement.to_string();
            allowed.contains(&name.as_str())
        });
        assert!(fits, "{name}: {text} is not allowed by deny.toml");
    }
}

#[test]
fn the_first_command_starts_at_once_because_xtask_needs_nothing() {
    assert_eq!(dependencies()["xtask"], Vec::<String>::new());
}
