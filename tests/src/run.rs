//! Running a program and looking at everything it said.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// What a run left: exit code, words, and the one JSON object when there is one.
#[derive(Debug)]
pub struct Run {
    /// Exit code; none when a signal ended it.
    pub code: Option<i32>,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl Run {
    /// The JSON object on standard output.
    ///
    /// # Panics
    /// When there is none: the test fails with everything the program said.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:#?}"))
    }

    /// Asserts the exit code and gives the run back.
    ///
    /// # Panics
    /// When it is another one, with everything the program said.
    #[must_use]
    pub fn ended(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{self:#?}");
        assert!(!self.stderr.contains("panicked"), "{self:#?}");
        self
    }

    /// The code of the error object.
    ///
    /// # Panics
    /// When the program printed no error object.
    #[must_use]
    pub fn error_code(&self) -> String {
        self.json()["error"]["code"]
            .as_str()
            .unwrap_or_else(|| panic!("no error: {self:#?}"))
            .to_owned()
    }
}

/// Runs a command to its end, with nothing on standard input.
///
/// # Panics
/// When it cannot be started.
pub fn run(command: &mut Command) -> Run {
    let output: Output = command
        .stdin(Stdio::null())
        .output()
        .unwrap_or_else(|error| panic!("{command:?} does not start: {error}"));
    Run {
        code: output.status.code(),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// `zaprosctl` with a fixed clock and without any secret from the environment of whoever runs the tests.
#[must_use]
pub fn zaprosctl(program: &str) -> Command {
    let mut command = Command::new(program);
    for secret in [
        "ZAPROS_PASSWORD",
        "ZAPROS_SMTP_PASSWORD",
        "ZAPROS_PIN",
        "ZAPROS_PASSPHRASE",
    ] {
        command.env_remove(secret);
    }
    command.current_dir(top()).args(["--at", NOW]);
    command
}

/// The moment of the tests.
pub const NOW: &str = "2026-11-22T12:00:00+03:00";

/// The top folder of the checkout.
///
/// # Panics
/// Never: this crate lies one folder below the top.
#[must_use]
pub fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("tests/ lies below the top")
}
