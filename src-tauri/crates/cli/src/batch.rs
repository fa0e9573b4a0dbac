//! `zaprosctl batch`: many letters from one table.

use std::io::IsTerminal;
use std::sync::atomic::AtomicBool;

use chrono::Utc;
use indicatif::{ProgressBar, ProgressStyle};
use signature::SigningKey;
use workflow::{Batch, Failure, Mapping, Progress};

use crate::Context;
use crate::arguments::BatchArguments;
use crate::documents;

/// Makes the letters; exit code 1 when a row failed.
pub(crate) fn batch(context: &Context, arguments: &BatchArguments) -> Result<u8, Failure> {
    let mapping = arguments
        .mapping
        .as_deref()
        .map(|path| Mapping::parse(&workflow::read_file(path)?))
        .transpose()?;
    let key = documents::open_key(context, &arguments.key)?;
    let fixed = context.fixed;
    let now = move || fixed.unwrap_or_else(|| Utc::now().with_timezone(&::law::moscow()));
    let bar = bar();
    let watch = |progress: Progress| {
        bar.set_length(progress.rows);
        bar.set_position(progress.done + progress.failed + progress.kept);
        if progress.failed > 0 {
            bar.set_message(format!("с ошибкой: {}", progress.failed));
        }
    };
    // Stopping is Ctrl-C: whatever it interrupts is made again by the same command.
    let report = workflow::batch(
        &Batch {
            file: &arguments.table,
            out: &arguments.out,
            mapping,
            files: &documents::beside(&arguments.table),
            key: key.as_ref().map(|key| key as &dyn SigningKey),
            detached: arguments.detached,
            email: arguments.email,
            post: arguments.post,
            now: &now,
            workers: arguments.workers,
        },
        &AtomicBool::new(false),
        &watch,
    )?;
    bar.finish_and_clear();
    context.output.warnings(&report.warnings);
    let Progress {
        rows,
        done,
        failed,
        kept,
    } = report.progress;
    let results = arguments.out.join("results.jsonl").display().to_string();
    let text = format!(
        "Строк {rows}: готово {done}, было готово раньше {kept}, с ошибкой {failed}.\nИтог каждой строки: {results}"
    );
    let mut value = serde_json::json!(report);
    value["out"] = arguments.out.display().to_string().into();
    value["results"] = results.into();
    context.output.result(&value, &text);
    Ok(u8::from(failed > 0))
}

/// A bar with the time left on a terminal, nothing elsewhere.
fn bar() -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style =
        ProgressStyle::with_template("{bar:40} {pos} из {len}, {per_sec}, осталось {eta} {msg}")
            .unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(0).with_style(style)
}
