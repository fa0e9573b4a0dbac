//! `zaprosctl check`.

use std::fmt::Write as _;
use std::path::Path;

use law::RequiredBy;
use request::{CheckReport, Severity};
use workflow::Failure;

use crate::Context;

/// Checks a request and prints every problem; exit code 0 when it is complete, else 1.
pub(crate) fn check(context: &Context, path: &Path) -> Result<u8, Failure> {
    let bytes = workflow::read_file(path)?;
    let report = workflow::check(&bytes, context.now)?;
    context.output.result(&report, &text(&report));
    Ok(u8::from(!report.complete))
}

fn text(report: &CheckReport) -> String {
    let mut text = String::new();
    for problem in &report.problems {
        let word = match problem.severity {
            Severity::Error => "Ошибка",
            Severity::Warning => "Внимание",
        };
        // Writing to a string cannot fail.
        let _ = write!(text, "{word} {}: {}", problem.field, problem.message);
        let by = problem.required_by.map(|by| match by {
            RequiredBy::Law => "требует закон",
            RequiredBy::Policy => "требует политика оператора",
            RequiredBy::Practice => "так принято",
        });
        match (by, &problem.norm) {
            (Some(by), Some(norm)) => {
                let _ = write!(text, " ({by}: {norm})");
            }
            (Some(one), None) => {
                let _ = write!(text, " ({one})");
            }
            (None, Some(norm)) => {
                let _ = write!(text, " ({norm})");
            }
            (None, None) => {}
        }
        text.push('\n');
    }
    text.push_str(if report.complete {
        "Запрос полон."
    } else {
        "Запрос неполон."
    });
    text
}
