//! What the shell remembers between two calls: picked files, opened keys, the letter at hand.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, FixedOffset, Local};
use signature::SigningKey;
use workflow::{Files, Looked};

use crate::dialogs::Dialogs;
use crate::error::CommandError;

/// A key that was opened with its password and stays in memory until the window closes.
pub(crate) type OpenedKey = Arc<dyn SigningKey>;

/// The state of one window.
pub(crate) struct Shell {
    /// The folder of drafts, profiles and letters; for the user alone.
    pub(crate) data: PathBuf,
    pub(crate) dialogs: Box<dyn Dialogs>,
    /// The composed letter the window shows.
    pub(crate) case: Mutex<Option<PathBuf>>,
    /// The enclosures as they were in the last preview.
    pub(crate) looked: Looked,
    picked: Mutex<HashMap<String, PathBuf>>,
    keys: Mutex<HashMap<String, OpenedKey>>,
}

impl Shell {
    /// Makes the data folder where it is missing.
    pub(crate) fn new(
        data: PathBuf,
        dialogs: Box<dyn Dialogs>,
        case: Option<PathBuf>,
    ) -> io::Result<Self> {
        workflow::private_folder(&data)?;
        Ok(Self {
            data,
            dialogs,
            case: Mutex::new(case),
            looked: Looked::default(),
            picked: Mutex::default(),
            keys: Mutex::default(),
        })
    }

    /// Remembers a picked file under a token; the window never learns its path.
    pub(crate) fn remember_file(&self, path: PathBuf) -> String {
        let mut picked = lock(&self.picked);
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        // The token ends with the name, so that the request reads well before its paths are cut to names.
        let token = format!("picked-{}/{name}", picked.len() + 1);
        picked.insert(token.clone(), path);
        token
    }

    /// The path behind a token.
    pub(crate) fn file(&self, token: &str) -> Result<PathBuf, CommandError> {
        lock(&self.picked)
            .get(token)
            .cloned()
            .ok_or_else(|| CommandError::new("file_not_picked"))
    }

    /// Keeps an opened key and gives its token.
    pub(crate) fn remember_key(&self, key: OpenedKey) -> String {
        let mut keys = lock(&self.keys);
        let token = format!("key-{}", keys.len() + 1);
        keys.insert(token.clone(), key);
        token
    }

    /// The key behind a token; none for none.
    pub(crate) fn key(&self, token: Option<&str>) -> Result<Option<OpenedKey>, CommandError> {
        let Some(token) = token else { return Ok(None) };
        lock(&self.keys)
            .get(token)
            .cloned()
            .map(Some)
            .ok_or_else(|| CommandError::new("key_not_open"))
    }

    /// The letter at hand.
    pub(crate) fn case_folder(&self) -> Result<PathBuf, CommandError> {
        lock(&self.case)
            .clone()
            .ok_or_else(|| CommandError::new("no_letter"))
    }

    /// The clock of this machine, in its own zone.
    pub(crate) fn now(&self) -> DateTime<FixedOffset> {
        Local::now().fixed_offset()
    }

    /// A place for a new letter, numbered within its day.
    pub(crate) fn new_letter_folder(&self) -> PathBuf {
        let letters = self.data.join("letters");
        let day = self.now().format("%Y-%m-%d");
        (1..)
            .map(|number| letters.join(format!("{day}-{number}")))
            .find(|folder| !folder.exists())
            .unwrap_or_else(|| unreachable!("numbers do not end"))
    }
}

/// Only files that were picked in a dialog can be enclosed.
impl Files for Shell {
    fn read(&self, name: &str) -> io::Result<Vec<u8>> {
        let path = self
            .file(name)
            .map_err(|_| io::Error::from(io::ErrorKind::NotFound))?;
        let folder = path.parent().unwrap_or(Path::new(".")).to_owned();
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        workflow::Beside(folder).read(&name)
    }
}

/// A poisoned lock guards only maps of paths and keys: they are whole whatever happened elsewhere.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
