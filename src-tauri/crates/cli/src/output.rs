//! What goes to stdout and stderr: words for people, or one JSON object for programs.

use std::io::Write;
use std::process::ExitCode;

use serde::Serialize;
use serde_json::json;
use workflow::{Failure, Warning};

/// Where and how to print.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Output {
    /// One JSON object on stdout and nothing else there.
    pub(crate) json: bool,
}

impl Output {
    /// The result: `value` for programs, `text` for people.
    pub(crate) fn result(self, value: &impl Serialize, text: &str) {
        if self.json {
            match serde_json::to_string_pretty(value) {
                Ok(line) => print(&line),
                Err(error) => complain(&format!("JSON: {error}")),
            }
        } else {
            print(text.trim_end());
        }
    }

    /// Warnings go to stderr, whatever stdout carries.
    pub(crate) fn warnings(self, warnings: &[Warning]) {
        for warning in warnings {
            complain(&format!("Внимание: {}", warning.message));
        }
    }

    /// A failure: what happened, which field, what to do. Gives the exit code.
    pub(crate) fn failure(self, failure: &Failure) -> ExitCode {
        let code = failure.class().exit_code();
        let problems = failure.problems();
        if self.json {
            self.result(&json!({ "error": failure.to_json() }), "");
        }
        complain(&format!("Ошибка: {failure}"));
        if let (true, Some(field)) = (problems.is_empty(), failure.field()) {
            complain(&format!("  поле: {field}"));
        }
        for problem in problems {
            complain(&format!("  {}: {}", problem.field, problem.message));
        }
        complain(&format!("  {}", failure.hint()));
        ExitCode::from(code)
    }

    /// A command line that cannot be understood.
    pub(crate) fn usage(self, error: &clap::Error) -> ExitCode {
        let details = error.render().to_string();
        let details = details.trim().trim_start_matches("error: ");
        let message = "Команда записана неверно";
        if self.json {
            let hint = "zaprosctl --help покажет команды и ключи";
            self.result(
                &json!({"error": {"code": "usage", "message": format!("{message}: {details}"), "hint": hint}}),
                "",
            );
        }
        complain(&format!("{message}: {details}"));
        ExitCode::from(2)
    }
}

fn print(text: &str) {
    // A reader that went away (`| head`) is no failure of ours.
    let _ = writeln!(std::io::stdout(), "{text}");
}

fn complain(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}
