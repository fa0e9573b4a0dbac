//! `results.jsonl`: one line for every row, written when the row's folder is whole.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::folder_name;
use super::rows::BatchError;
use crate::failure::Failure;
use crate::folder;
use crate::report::Warning;

/// The results of a folder, held by one run at a time.
pub(super) struct Results {
    file: File,
    path: PathBuf,
    done: HashMap<u64, String>,
    /// Held to the end of the run; the system lets go of it even when the run is killed.
    _lock: File,
}

impl Results {
    /// Opens the folder: a new one, or that of an earlier run, whose finished rows are kept. Lines of failed rows go, for
    /// their rows are tried again; a line torn by a kill goes with its row.
    pub(super) fn open(out: &Path) -> Result<Self, Failure> {
        let at = |path: &Path| {
            let path = path.to_owned();
            move |source| Failure::Write { path, source }
        };
        let path = out.join("results.jsonl");
        if !path.exists() && is_filled(out) {
            return Err(BatchError::FolderTaken(out.to_owned()).into());
        }
        folder::private_folder(out).map_err(at(out))?;
        let lock_path = out.join(".lock");
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&lock_path)
            .map_err(at(&lock_path))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => {
                return Err(BatchError::Running(out.to_owned()).into());
            }
            Err(fs::TryLockError::Error(source)) => return Err(at(&lock_path)(source)),
        }
        let done = finished(&path);
        let mut kept = Vec::new();
        let mut rows: Vec<_> = done.iter().collect();
        rows.sort_unstable();
        for (row, digest) in rows {
            line(&mut kept, &done_line(*row, digest));
        }
        folder::write_file(&path, &kept)?;
        let file = OpenOptions::new()
            .append(true)
            .open(&path)
            .map_err(at(&path))?;
        Ok(Self {
            file,
            path,
            done,
            _lock: lock,
        })
    }

    /// Whether an earlier run made this very row.
    pub(super) fn is_done(&self, row: u64, digest: &str) -> bool {
        self.done.get(&row).is_some_and(|known| known == digest)
    }

    /// Writes the line of a row. One write: a line is there whole or torn off at the end.
    pub(super) fn add(
        &mut self,
        row: u64,
        digest: &str,
        outcome: &Result<Vec<Warning>, Failure>,
    ) -> Result<(), Failure> {
        let value = match outcome {
            Ok(_) => done_line(row, digest),
            Err(failure) => json!({ "row": row, "status": "failed", "error": failure.to_json() }),
        };
        if self.done.remove(&row).is_some() {
            self.forget(row)?;
        }
        let mut bytes = Vec::new();
        line(&mut bytes, &value);
        self.file
            .write_all(&bytes)
            .map_err(|source| Failure::Write {
                path: self.path.clone(),
                source,
            })
    }
}

impl Results {
    /// Takes the line of a row out: the row was changed since it was made.
    fn forget(&mut self, row: u64) -> Result<(), Failure> {
        let text = folder::read_file(&self.path)?;
        let mut kept = Vec::new();
        for one in text.split_inclusive(|byte| *byte == b'\n') {
            let value: Value = serde_json::from_slice(one).unwrap_or_default();
            if value["row"] != row {
                kept.extend_from_slice(one);
            }
        }
        folder::write_file(&self.path, &kept)?;
        self.file = OpenOptions::new()
            .append(true)
            .open(&self.path)
            .map_err(|source| Failure::Write {
                path: self.path.clone(),
                source,
            })?;
        Ok(())
    }
}

fn done_line(row: u64, digest: &str) -> Value {
    json!({
        "row": row,
        "status": "done",
        "file": format!("{}/letter.pdf", folder_name(row)),
        "digest": digest,
    })
}

fn line(into: &mut Vec<u8>, value: &Value) {
    into.extend_from_slice(value.to_string().as_bytes());
    into.push(b'\n');
}

/// Rows whose line says done and whose letter is there.
fn finished(path: &Path) -> HashMap<u64, String> {
    let Ok(file) = File::open(path) else {
        return HashMap::new();
    };
    let out = path.parent().unwrap_or(Path::new(""));
    BufReader::new(file)
        .lines()
        .map_while(Result::ok)
        .filter_map(|line| {
            let value: Value = serde_json::from_str(&line).ok()?;
            let row = value["row"].as_u64()?;
            let digest = value["digest"].as_str()?.to_owned();
            let there = value["status"] == "done"
                && out.join(folder_name(row)).join("letter.pdf").is_file();
            there.then_some((row, digest))
        })
        .collect()
}

fn is_filled(folder: &Path) -> bool {
    fs::read_dir(folder).is_ok_and(|entries| {
        entries
            .flatten()
            .any(|entry| !matches!(entry.file_name().to_str(), Some(".lock" | "mapping.json")))
    })
}
