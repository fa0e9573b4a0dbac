//! Virtual environments for programs from PyPI, below `target/`.

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;

use crate::step::{Outcome, command, root, run};

/// A virtual environment and the list of what it holds.
#[derive(Clone, Copy)]
pub struct Environment {
    /// Folder below `target/`.
    name: &'static str,
    /// `requirements.txt`, from the top of the checkout.
    requirements: &'static str,
}

/// pyHanko and page-validation: second opinions of the tests.
pub const ORACLES: Environment = Environment {
    name: "oracles",
    requirements: "tests/oracles/requirements.txt",
};

/// Typst, WeasyPrint, ReportLab: what the letter's speed is compared with.
pub const RIVALS: Environment = Environment {
    name: "rivals",
    requirements: "tests/bench/requirements.txt",
};

impl Environment {
    fn folder(self) -> PathBuf {
        root().join("target").join(self.name)
    }

    /// Where its programs lie.
    pub fn programs(self) -> PathBuf {
        self.folder()
            .join(if cfg!(windows) { "Scripts" } else { "bin" })
    }

    /// PATH with its programs first.
    pub fn path(self) -> Outcome<OsString> {
        let path = env::var_os("PATH").unwrap_or_default();
        env::join_paths(std::iter::once(self.programs()).chain(env::split_paths(&path)))
            .map_err(|error| format!("PATH cannot be extended: {error}"))
    }

    /// Makes it once for each list of requirements.
    pub fn install(self) -> Outcome {
        let folder = self.folder();
        let list = root().join(self.requirements);
        let wanted = std::fs::read(&list)
            .map_err(|error| format!("{} cannot be read: {error}", list.display()))?;
        let stamp = folder.join("requirements.txt");
        if std::fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
            println!("      up to date");
            return Ok(());
        }
        run(command(if cfg!(windows) {
            "python -m venv"
        } else {
            "python3 -m venv"
        })
        .arg(&folder))?;
        run(Command::new(self.programs().join("pip"))
            .args(["install", "--quiet", "--disable-pip-version-check", "-r"])
            .arg(&list))?;
        std::fs::write(&stamp, wanted)
            .map_err(|error| format!("{} cannot be written: {error}", stamp.display()))
    }
}
