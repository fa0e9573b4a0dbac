//! Many letters from one table: rows in parallel, one result line each, stopped and continued without doubling.
//!
//! A row's folder appears whole before its line does, and a row without a line is made anew, so that a run killed at any
//! moment can go on: nothing is lost, nothing stands twice.

mod mapping;
mod results;
mod rows;
mod sheet;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

use chrono::{DateTime, FixedOffset};
use serde::Serialize;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use signature::SigningKey;

use crate::compose::{Job, compose};
use crate::enclosures::Files;
use crate::failure::Failure;
use crate::report::Warning;

pub use mapping::{MAPPING_FORMAT, Mapping};
use results::Results;
pub use rows::BatchError;
use rows::{Row, Table};

/// What a batch is made of.
pub struct Batch<'a> {
    /// The table: `.csv`, `.xlsx` or `.jsonl`.
    pub file: &'a Path,
    /// Where the letters go: `NNNNN/letter.pdf` …, `results.jsonl`, `mapping.json`.
    pub out: &'a Path,
    /// Which column is which field; without it the mapping remembered in `out`, else a guess by the headings.
    pub mapping: Option<Mapping>,
    /// Where enclosures come from.
    pub files: &'a (dyn Files + Sync),
    /// The key; without one the letters stay unsigned.
    pub key: Option<&'a dyn SigningKey>,
    /// Make `letter.pdf.sig` too.
    pub detached: bool,
    /// Make `message.eml` too.
    pub email: bool,
    /// Make `post/` too.
    pub post: bool,
    /// The clock.
    pub now: &'a (dyn Fn() -> DateTime<FixedOffset> + Sync),
    /// Letters made at the same time; none: as many as there are processors.
    pub workers: Option<usize>,
}

/// How far a batch has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Progress {
    /// Rows in the table.
    pub rows: u64,
    /// Letters made by this run.
    pub done: u64,
    /// Rows that failed in this run.
    pub failed: u64,
    /// Letters an earlier run had made.
    pub kept: u64,
}

/// What a batch left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BatchReport {
    /// The counts.
    #[serde(flatten)]
    pub progress: Progress,
    /// Whether it was stopped before the end.
    pub stopped: bool,
    /// What a person should know of the table and of the letters, each once, with how many rows it is about.
    pub warnings: Vec<Warning>,
}

/// Makes the letters of a table.
///
/// `watch` is told of every finished row; `stop` ends the run after the letters in hand.
///
/// # Errors
/// The table cannot be read, or `out` cannot be used. A bad row is no error: it has its line in `results.jsonl`.
pub fn batch(
    batch: &Batch<'_>,
    stop: &AtomicBool,
    watch: &(dyn Fn(Progress) + Sync),
) -> Result<BatchReport, Failure> {
    let mut table = Table::open(batch.file)?;
    let results = Results::open(batch.out)?;
    let mut warnings = table.warnings();
    if let Some(headings) = table.headings() {
        let mapping = match &batch.mapping {
            Some(mapping) => mapping.clone(),
            None => Mapping::remembered(batch.out)?.unwrap_or_else(|| Mapping::guess(headings)),
        };
        warnings.extend(mapping.fit(headings)?);
        mapping.remember(batch.out)?;
        table.map_by(mapping);
    }
    let rows = table.count()?;
    let progress = Mutex::new(Progress {
        rows,
        ..Progress::default()
    });
    let said: Mutex<BTreeMap<String, (Warning, u64)>> = Mutex::default();
    let results = Mutex::new(results);
    let broken: Mutex<Option<Failure>> = Mutex::new(None);
    let workers = batch
        .workers
        .unwrap_or_else(|| thread::available_parallelism().map_or(1, std::num::NonZero::get));
    // Bounded: however long the table, only a few rows are in memory.
    let (give, take) = sync_channel::<Row>(workers * 2);
    let take = Mutex::new(take);
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some(row) = next(&take) {
                    if stop.load(Ordering::Relaxed) || held(&broken).is_some() {
                        continue;
                    }
                    let digest = digest(&row);
                    let number = row.number;
                    if held(&results).is_done(number, &digest) {
                        let mut progress = held(&progress);
                        progress.kept += 1;
                        watch(*progress);
                        continue;
                    }
                    let outcome = letter(batch, row);
                    if let Ok(warnings) = &outcome {
                        let mut said = held(&said);
                        for warning in warnings {
                            let known = said
                                .entry(warning.code.clone())
                                .or_insert_with(|| (warning.clone(), 0));
                            known.1 += 1;
                        }
                    }
                    if let Err(failure) = held(&results).add(number, &digest, &outcome) {
                        *held(&broken) = Some(failure);
                        continue;
                    }
                    let mut progress = held(&progress);
                    match outcome {
                        Ok(_) => progress.done += 1,
                        Err(_) => progress.failed += 1,
                    }
                    watch(*progress);
                }
            });
        }
        if let Err(failure) = feed(&mut table, give, stop) {
            *held(&broken) = Some(failure);
        }
    });
    if let Some(failure) = held(&broken).take() {
        return Err(failure);
    }
    warnings.extend(held(&said).values().map(|(warning, rows)| Warning {
        message: format!("{} (строк: {rows})", warning.message),
        ..warning.clone()
    }));
    let progress = *held(&progress);
    Ok(BatchReport {
        progress,
        stopped: progress.done + progress.failed + progress.kept < progress.rows,
        warnings,
    })
}

/// Reads the table into the channel until it ends or the run is stopped.
fn feed(table: &mut Table, give: SyncSender<Row>, stop: &AtomicBool) -> Result<(), Failure> {
    table.each(&mut |row| !stop.load(Ordering::Relaxed) && give.send(row).is_ok())
}

fn next(take: &Mutex<Receiver<Row>>) -> Option<Row> {
    held(take).recv().ok()
}

/// The content under a lock. A worker that panicked left it whole: every change under a lock is one step.
fn held<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The letter of one row, written into its folder.
fn letter(batch: &Batch<'_>, row: Row) -> Result<Vec<Warning>, Failure> {
    let mut request = row.content?;
    let now = (batch.now)();
    if let Value::Object(map) = &mut request {
        complete(map, now, batch.key.is_some());
    }
    let composed = compose(&Job {
        request: request.to_string().as_bytes(),
        files: batch.files,
        now,
        key: batch.key,
        detached: batch.detached,
        email: batch.email,
        post: batch.post,
    })?;
    let folder = batch.out.join(folder_name(row.number));
    if folder.exists() && !folder.join("outbox.json").exists() {
        // Left by a run that was killed before the row had its line.
        fs::remove_dir_all(&folder).map_err(|source| Failure::Write {
            path: folder.clone(),
            source,
        })?;
    }
    composed.write(&folder)?;
    Ok(composed.warnings)
}

/// What every row of a table would otherwise have to repeat.
fn complete(request: &mut Map<String, Value>, now: DateTime<FixedOffset>, signed: bool) {
    let mut absent = |name: &str, value: Value| {
        if !request.contains_key(name) {
            request.insert(name.to_owned(), value);
        }
    };
    absent("format", json!(request::FORMAT));
    absent("date", json!(now.date_naive()));
    if signed {
        absent("signing", json!({ "form": "electronic" }));
    }
}

/// Folder of a row: five digits, more where there are more rows.
fn folder_name(row: u64) -> String {
    format!("{row:05}")
}

/// What a row says, so that a changed one is made anew.
fn digest(row: &Row) -> String {
    let mut hash = Sha256::new();
    match &row.content {
        Ok(value) => hash.update(value.to_string()),
        Err(failure) => hash.update(failure.to_string()),
    }
    hash.finalize()[..8]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests;
