//! `cargo xtask test`: formatting, lints, Rust, the window's pages, oracles. CI skips nothing.

use std::env;
use std::path::Path;

use crate::packages;
use crate::python::ORACLES;
use crate::step::{Outcome, Steps, command, node_modules, output, root, run};

/// Installs what tests need and runs all of them. `servers`: a mail server may be installed too.
pub fn test(servers: bool) -> Outcome {
    let ci = env::var("CI").is_ok_and(|value| value == "true");
    let linux = cfg!(target_os = "linux");
    let servers = servers || ci;
    let mut skipped: Vec<String> = Vec::new();
    let mut steps = Steps::new(11);

    let mut wanted = [packages::BUILD, packages::TEST].concat();
    if linux && servers {
        wanted.extend(packages::SERVERS);
    } else if linux && !packages::missing(packages::SERVERS).is_empty() {
        skipped.push(format!(
            "sending through a real mail server: {} would be installed (run with --yes)",
            packages::SERVERS.join(" and ")
        ));
    }
    if !linux {
        skipped.push("second opinions of openssl, qpdf, pdfsig and pyHanko, the mail server, the real window: Linux only".into());
    }

    steps.step("System packages", || packages::install(&wanted))?;
    steps.step(
        "Second opinions from Python (tests/oracles/requirements.txt)",
        || ORACLES.install(),
    )?;
    steps.step("Packages of the window (npm ci)", node_modules)?;
    let ui = root().join("ui");
    steps.step("The window: lint and types", || {
        run(command("npm run lint").current_dir(&ui))?;
        run(command("npm run check").current_dir(&ui))
    })?;
    steps.step("The window: tests", || {
        run(command("npm test").current_dir(&ui))
    })?;
    steps.step("The window's pages", || {
        run(command("npm run build").current_dir(&ui))
    })?;
    steps.step("Every page of the window: pictures and axe-core", || {
        pages(&ui, ci, &mut skipped)
    })?;
    steps.step("Formatting", || {
        run(&mut command("cargo fmt --all --check"))
    })?;
    steps.step("Lints", || {
        run(&mut command(
            "cargo clippy --workspace --all-targets --all-features -- -D warnings",
        ))
    })?;
    steps.step("Rust tests", || {
        let nextest = output(&mut command("cargo nextest --version")).is_some();
        let line = if nextest {
            "cargo nextest run --workspace --all-features --no-fail-fast"
        } else {
            "cargo test --workspace --all-features --no-fail-fast --lib --bins --tests --examples"
        };
        // `python3` and `pyhanko` in a test are then those of the virtual environment.
        run(command(line).env("PATH", ORACLES.path()?))
    })?;
    steps.step("Examples in the documentation", || {
        run(&mut command(
            "cargo test --workspace --all-features --doc --quiet",
        ))
    })?;

    if skipped.is_empty() {
        println!("\nEverything passed; nothing was skipped.");
    } else {
        println!("\nEverything that ran passed. Skipped:");
        for reason in skipped {
            println!("  - {reason}");
        }
    }
    Ok(())
}

/// Each page once, by turns Russian and English, light and dark; `npm run pictures` makes the whole set.
fn pages(ui: &Path, ci: bool, skipped: &mut Vec<String>) -> Outcome {
    let chromium = env::var("CHROMIUM").unwrap_or_else(|_| "/usr/bin/chromium".to_owned());
    if !Path::new(&chromium).is_file() {
        let reason = format!("pictures of the window's pages and axe-core: there is no {chromium}");
        if ci {
            return Err(reason);
        }
        skipped.push(reason);
        return Ok(());
    }
    run(command("npm run pictures -- --turns --quick").current_dir(ui))
}
