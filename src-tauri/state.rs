//! What the shell remembers between two calls: picked files, opened keys, the letter at hand.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, FixedOffset, Local};
use signature::SigningKey;
use tauri::ipc::Channel;
use workflow::{Digest, Files};

use crate::dialogs::Dialogs;
use crate::error::CommandError;
use crate::picked::{self, PickedFiles, Still};
use crate::views::PickedFile;

/// The draft's file in the data folder.
pub(crate) const DRAFT: &str = "draft.json";
const LETTERS: &str = "letters";

/// A key that was opened with its password and stays in memory until the window closes.
pub(crate) type OpenedKey = Arc<dyn SigningKey>;

/// The state of one window.
pub(crate) struct Shell {
    /// The folder of drafts, profiles and letters; for the user alone.
    pub(crate) data: PathBuf,
    pub(crate) dialogs: Box<dyn Dialogs>,
    /// The composed letter the window shows.
    pub(crate) case: Mutex<Option<PathBuf>>,
    /// Where the window hears of files dropped on it.
    pub(crate) drops: Mutex<Option<Channel<Vec<PickedFile>>>>,
    picked: Mutex<PickedFiles>,
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
        let draft = std::fs::read_to_string(data.join(DRAFT)).unwrap_or_default();
        Ok(Self {
            picked: Mutex::new(PickedFiles::open(&data, &draft)),
            data,
            dialogs,
            case: Mutex::new(case),
            drops: Mutex::default(),
            keys: Mutex::default(),
        })
    }

    /// Remembers a picked file under a token; the window never learns its path.
    pub(crate) fn remember_file(&self, path: PathBuf) -> String {
        lock(&self.picked).remember(path)
    }

    /// The same, with the name for the person.
    pub(crate) fn picked_file(&self, path: PathBuf) -> PickedFile {
        PickedFile {
            name: picked::name(&path),
            file: self.remember_file(path),
        }
    }

    /// Remembers an enclosure over a restart, with what stands in it now; gives its size.
    pub(crate) fn enclose(&self, token: &str) -> Result<usize, CommandError> {
        Ok(lock(&self.picked).enclose(token)?)
    }

    /// Whether a picked file is still what it was.
    pub(crate) fn still(&self, token: &str) -> Still {
        lock(&self.picked).still(token)
    }

    /// The path behind a token.
    pub(crate) fn file(&self, token: &str) -> Result<PathBuf, CommandError> {
        lock(&self.picked)
            .path(token)
            .map(Path::to_owned)
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

    /// Makes a letter composed by an earlier run the letter at hand, unless there is one.
    pub(crate) fn return_to(&self, letter: &str) {
        let folder = self.data.join(LETTERS).join(letter);
        // A name of one folder, and of one of ours: a draft is a file that anybody may have written.
        let plain = Path::new(letter)
            .file_name()
            .is_some_and(|name| name == letter);
        let mut case = lock(&self.case);
        if case.is_none() && plain && folder.join("report.json").is_file() {
            *case = Some(folder);
        }
    }

    /// The clock of this machine, in its own zone.
    pub(crate) fn now(&self) -> DateTime<FixedOffset> {
        Local::now().fixed_offset()
    }

    /// A place for a new letter, numbered within its day.
    pub(crate) fn new_letter_folder(&self) -> PathBuf {
        let letters = self.data.join(LETTERS);
        let day = self.now().format("%Y-%m-%d");
        (1..)
            .map(|number| letters.join(format!("{day}-{number}")))
            .find(|folder| !folder.exists())
            .unwrap_or_else(|| unreachable!("numbers do not end"))
    }
}

/// Only files that were picked in a dialog or dropped can be enclosed, and only as they were then.
impl Files for Shell {
    fn read(&self, name: &str) -> io::Result<Vec<u8>> {
        let path = self
            .file(name)
            .map_err(|_| io::Error::from(io::ErrorKind::NotFound))?;
        picked::read(&path)
    }

    fn seen(&self, name: &str) -> Option<Digest> {
        lock(&self.picked).digest(name)
    }
}

/// A poisoned lock guards only maps of paths and keys: they are whole whatever happened elsewhere.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
