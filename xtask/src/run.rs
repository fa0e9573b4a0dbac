//! `cargo xtask run`: from a fresh checkout to the main job done on the sample, then the window.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::packages;
use crate::step::{Outcome, Steps, command, node_modules, root, run as call};

/// Installs, builds, does the main job on the bundled sample and opens the window on it.
pub fn run() -> Outcome {
    let mut steps = Steps::new(6);
    steps.step("System packages", || packages::install(packages::BUILD))?;
    steps.step("Packages of the window (npm ci)", node_modules)?;
    steps.step("The window's pages", || {
        call(command("npm run build").current_dir(root().join("ui")))
    })?;
    steps.step(
        "zaprosctl and the window (the first build takes some minutes)",
        || {
            call(&mut command(
                "cargo build --package zaprosctl --package zapros",
            ))
        },
    )?;
    let case = steps.step("The main job on assets/examples/access.json", main_job)?;
    steps.step("The window", || window(&case))
}

/// Composes the sample with a throw-away certificate and says where each file lies.
fn main_job() -> Outcome<PathBuf> {
    let base = root().join("target").join("sample");
    let case = base.join("letter");
    // Only our own earlier sample lies there.
    if base.exists() {
        std::fs::remove_dir_all(&base)
            .map_err(|error| format!("{} cannot be emptied: {error}", base.display()))?;
    }
    call(
        command("cargo run --quiet --package signature@0.1.0 --features test-certificates --example throw_away_certificate --")
            .arg(&base),
    )?;
    call(
        Command::new(program("zaprosctl"))
            .current_dir(root())
            .args([
                "compose",
                "assets/examples/access.json",
                "--email",
                "--post",
                "--out",
            ])
            .arg(&case)
            .arg("--pkcs12")
            .arg(base.join("key.p12"))
            .arg("--password-file")
            .arg(base.join("password.txt")),
    )?;
    println!("\n      The certificate is a throw-away: good for a look, never for a real letter.");
    for file in files(&case) {
        println!("      {}", file.display());
    }
    Ok(case)
}

fn window(case: &Path) -> Outcome {
    let display = !cfg!(target_os = "linux")
        || ["DISPLAY", "WAYLAND_DISPLAY"]
            .iter()
            .any(|name| env::var_os(name).is_some_and(|value| !value.is_empty()));
    if !display {
        println!("      There is no display here, so no window: everything else is done.");
        return Ok(());
    }
    println!(
        "      Opening the window on {}; close it to come back.",
        case.display()
    );
    call(
        Command::new(program("zapros"))
            .current_dir(root())
            .arg("--case")
            .arg(case),
    )
}

/// A program built by this workspace in the debug profile.
fn program(name: &str) -> PathBuf {
    let target =
        env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    target
        .join("debug")
        .join(format!("{name}{}", env::consts::EXE_SUFFIX))
}

/// Every file below `folder`, in the order of their names.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}
