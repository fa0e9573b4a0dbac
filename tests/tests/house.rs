//! The house rules that a compiler cannot hold: who may import whom, and that no file grows without end.
#![allow(clippy::unwrap_used, reason = "tests")]

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
            "register",
            "request",
            "law",
        ],
    ),
    (
        "zaprosctl",
        &[
            "workflow",
            "signature",
            "delivery",
            "register",
            "request",
            "law",
        ],
    ),
    (
        "zapros",
        &[
            "workflow",
            "signature",
            "delivery",
            "register",
            "request",
            "law",
        ],
    ),
];

/// Libraries of the outer world that have one door each.
const ONE_DOOR: &[(&str, &[&str])] = &[
    ("tauri", &["zapros"]),
    ("tauri-plugin-dialog", &["zapros"]),
    ("tauri-specta", &["zapros"]),
    ("specta", &["zapros"]),
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

/// Packages of the house, each with what it depends on outside tests.
struct Room {
    name: String,
    /// Packages of the house. A library of the world may bear the same name (`signature` does).
    house: Vec<String>,
    /// Libraries of the world.
    world: Vec<String>,
}

fn rooms() -> Vec<Room> {
    let names = |package: &Value, of_the_house: bool| {
        package["dependencies"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|dependency| {
                dependency["kind"].is_null() && dependency["path"].is_string() == of_the_house
            })
            .map(|dependency| dependency["name"].as_str().unwrap().to_owned())
            .collect()
    };
    metadata(&["--no-deps"])["packages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|package| Room {
            name: package["name"].as_str().unwrap().to_owned(),
            house: names(package, true),
            world: names(package, false),
        })
        .collect()
}

#[test]
fn rooms_import_only_what_the_plan_allows() {
    for room in rooms() {
        if matches!(room.name.as_str(), "tests" | "xtask") {
            continue;
        }
        let (_, allowed) = MAY_IMPORT
            .iter()
            .find(|(name, _)| *name == room.name)
            .unwrap_or_else(|| {
                panic!("{} is new: say in MAY_IMPORT what it may import", room.name)
            });
        for import in &room.house {
            assert!(
                allowed.contains(&import.as_str()),
                "{} must not import {import}",
                room.name
            );
        }
    }
}

#[test]
fn each_outer_library_has_one_door() {
    for room in rooms().iter().filter(|room| room.name != "tests") {
        for (library, doors) in ONE_DOOR {
            assert!(
                doors.contains(&room.name.as_str()) || !room.world.iter().any(|one| one == library),
                "{} must not use {library}: ask {doors:?}",
                room.name
            );
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
    let rooms = rooms();
    let xtask = rooms.iter().find(|room| room.name == "xtask").unwrap();
    assert!(xtask.house.is_empty() && xtask.world.is_empty());
}
