//! A letter's way out, kept beside it: `outbox.json` and the exact bytes in `outbox.eml`.
//!
//! ```text
//! queued → sending → sent | refused | unknown
//!    ▲        │                 │        │
//!    └────────┴─ nothing went ──┘        └─ only a person's decision brings it back
//! ```

use std::{
    fs::{File, TryLockError},
    io::{self, Write},
    path::{Path, PathBuf},
};

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{Address, DeliveryError, Envelope, Password, Profile, Receipt, SendError, read, send};

/// The outbox of one letter, held by this process alone as long as the value lives.
#[derive(Debug)]
pub struct Outbox {
    folder: PathBuf,
    record: OutboxRecord,
    /// Held, not read: the lock ends with the process, however that ends.
    _lock: File,
}

/// What `outbox.json` says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutboxRecord {
    /// Always [`OutboxRecord::FORMAT`].
    pub format: String,
    /// The letter's `Message-ID` without brackets, the same for ever.
    pub message_id: String,
    /// SHA-256 of the exact bytes, in hexadecimal.
    pub sha256: String,
    /// Who sends to whom.
    pub envelope: Envelope,
    /// Where the letter is.
    pub state: State,
    /// Since when it is there.
    pub changed_at: DateTime<FixedOffset>,
    /// How many times a server was asked.
    pub attempts: u32,
    /// Of a sent letter.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub receipt: Option<Receipt>,
    /// Why the last attempt failed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub failure: Option<Failure>,
}

/// The way of a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Waits to be sent; nothing has gone.
    Queued,
    /// Is being sent now.
    Sending,
    /// The server has it.
    Sent,
    /// The server said a final no; nothing has gone.
    Refused,
    /// It may have gone. Never sent again by itself.
    Unknown,
}

/// A failed attempt, for the record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// [`SendError::code`], or `outbox_interrupted`.
    pub code: String,
    /// What happened, in words.
    pub message: String,
    /// When.
    pub at: DateTime<FixedOffset>,
}

/// The record of a letter forbids the step, or cannot be read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OutboxError {
    /// Another process or window holds the letter.
    #[error("Это письмо сейчас отправляет другое окно программы")]
    Busy,
    /// The letter went already.
    #[error("Это письмо уже отправлено {}", .0.format("%d.%m.%Y в %H:%M"))]
    AlreadySent(DateTime<FixedOffset>),
    /// The letter may have gone; only a person may decide to send it again.
    #[error("Неизвестно, ушло ли это письмо при прошлой отправке")]
    Undecided,
    /// The folder has another letter's record.
    #[error("В папке {0} уже лежит отметка об отправке другого письма")]
    OtherLetter(PathBuf),
    /// The kept bytes are not those of the record.
    #[error("Файл {0} изменён после того, как письмо поставили в очередь")]
    Changed(PathBuf),
    /// The record cannot be understood.
    #[error("Отметка об отправке {0} не читается: {1}")]
    Broken(PathBuf, String),
    /// The disk failed.
    #[error("Не удалось прочитать или записать {0}: {1}")]
    Disk(PathBuf, io::Error),
    /// The message has no sender, recipient or `Message-ID`.
    #[error(transparent)]
    Message(#[from] DeliveryError),
}

impl Outbox {
    /// Puts a finished message into the folder's outbox. A letter already there keeps its record;
    /// its bytes give way only while nothing has gone.
    ///
    /// # Errors
    /// The bytes are no message, the folder has another letter's record, or the disk fails.
    pub fn queue(
        folder: &Path,
        message: &[u8],
        at: DateTime<FixedOffset>,
    ) -> Result<Self, OutboxError> {
        let (envelope, message_id) = addressed(message)?;
        let lock = lock(folder)?;
        let fresh = OutboxRecord {
            format: OutboxRecord::FORMAT.to_owned(),
            message_id,
            sha256: sha256(message),
            envelope,
            state: State::Queued,
            changed_at: at,
            attempts: 0,
            receipt: None,
            failure: None,
        };
        let record = match load(folder, at)? {
            Some(kept) if kept.message_id != fresh.message_id => {
                return Err(OutboxError::OtherLetter(folder.to_owned()));
            }
            Some(kept)
                if kept.sha256 == fresh.sha256
                    || !matches!(kept.state, State::Queued | State::Refused) =>
            {
                kept
            }
            replaced => {
                // The bytes first: a record never points at bytes that are not there.
                write_whole(folder, MESSAGE, message)?;
                let attempts = replaced.map_or(0, |kept| kept.attempts);
                let record = OutboxRecord { attempts, ..fresh };
                record.write(folder)?;
                record
            }
        };
        Ok(Self {
            folder: folder.to_owned(),
            record,
            _lock: lock,
        })
    }

    /// Opens the outbox of a folder, if it has one. A letter that a crash left in `sending` is
    /// `unknown` from now on.
    ///
    /// # Errors
    /// Somebody else holds it, or it cannot be read.
    pub fn open(folder: &Path, at: DateTime<FixedOffset>) -> Result<Option<Self>, OutboxError> {
        if !folder.join(RECORD).exists() {
            return Ok(None);
        }
        let lock = lock(folder)?;
        Ok(load(folder, at)?.map(|record| Self {
            folder: folder.to_owned(),
            record,
            _lock: lock,
        }))
    }

    /// What is known of the letter.
    #[must_use]
    pub const fn record(&self) -> &OutboxRecord {
        &self.record
    }

    /// Sends the letter, unless it went or may have gone before. Blocks as [`send`] does.
    ///
    /// # Errors
    /// [`SendError`] says what happened; the record says it too.
    pub fn deliver(
        &mut self,
        profile: &Profile,
        password: &Password,
        clock: &dyn Fn() -> DateTime<FixedOffset>,
    ) -> Result<Receipt, SendError> {
        match (self.record.state, &self.record.receipt) {
            (State::Queued | State::Refused, _) => {}
            (State::Sent, Some(receipt)) => {
                return Err(OutboxError::AlreadySent(receipt.at).into());
            }
            (State::Sent, None) => {
                return Err(OutboxError::AlreadySent(self.record.changed_at).into());
            }
            (State::Sending | State::Unknown, _) => return Err(OutboxError::Undecided.into()),
        }
        let path = self.folder.join(MESSAGE);
        let message =
            std::fs::read(&path).map_err(|error| OutboxError::Disk(path.clone(), error))?;
        if sha256(&message) != self.record.sha256 {
            return Err(OutboxError::Changed(path).into());
        }
        self.record.attempts += 1;
        self.record.failure = None;
        self.step(State::Sending, clock())?;
        match send(profile, password, &self.record.envelope, &message, clock) {
            Ok(receipt) => {
                self.record.receipt = Some(receipt.clone());
                match self.step(State::Sent, receipt.at) {
                    Ok(()) => Ok(receipt),
                    Err(error) => Err(SendError::NotRecorded {
                        reply: receipt.reply,
                        reason: Box::new(error),
                    }),
                }
            }
            Err(error) => {
                let at = clock();
                self.record.failure = Some(Failure {
                    code: error.code().to_owned(),
                    message: error.to_string(),
                    at,
                });
                self.step(error.outcome(), at)?;
                Err(error)
            }
        }
    }

    /// Puts an `unknown` letter back into the queue: a person has looked and decided that it did
    /// not arrive. In every other state nothing changes.
    ///
    /// # Errors
    /// The disk fails.
    pub fn requeue(&mut self, at: DateTime<FixedOffset>) -> Result<(), OutboxError> {
        if self.record.state == State::Unknown {
            self.step(State::Queued, at)?;
        }
        Ok(())
    }

    fn step(&mut self, state: State, at: DateTime<FixedOffset>) -> Result<(), OutboxError> {
        self.record.state = state;
        self.record.changed_at = at;
        self.record.write(&self.folder)
    }
}

impl OutboxRecord {
    /// The version of the file.
    pub const FORMAT: &str = "zapros-outbox/1";

    fn write(&self, folder: &Path) -> Result<(), OutboxError> {
        let broken =
            |error: serde_json::Error| OutboxError::Broken(folder.join(RECORD), error.to_string());
        let mut json = serde_json::to_vec_pretty(self).map_err(broken)?;
        json.push(b'\n');
        write_whole(folder, RECORD, &json)
    }
}

impl OutboxError {
    /// The fixed code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Busy => "outbox_busy",
            Self::AlreadySent(_) => "outbox_already_sent",
            Self::Undecided => "outbox_undecided",
            Self::OtherLetter(_) => "outbox_other_letter",
            Self::Changed(_) => "outbox_changed",
            Self::Broken(..) => "outbox_broken",
            Self::Disk(..) => "outbox_disk",
            Self::Message(error) => error.code(),
        }
    }

    /// The few words above the explanation.
    #[must_use]
    pub const fn heading(&self) -> &'static str {
        match self {
            Self::Busy => "Письмо занято",
            Self::AlreadySent(_) => "Письмо уже отправлено",
            Self::Undecided => "Письмо могло уйти раньше",
            Self::OtherLetter(_) => "В папке другое письмо",
            Self::Changed(_) => "Письмо изменено",
            Self::Broken(..) => "Отметка об отправке испорчена",
            Self::Disk(..) => "Диск не отвечает",
            Self::Message(_) => "Письмо нельзя отправить",
        }
    }

    /// What the person can do now.
    #[must_use]
    pub const fn hint(&self) -> &'static str {
        match self {
            Self::Busy => "Дождитесь, пока отправка закончится.",
            Self::AlreadySent(_) => "Второй раз отправлять не нужно: ждите ответа.",
            Self::Undecided => {
                "Посмотрите папку «Отправленные» на сайте почты или спросите получателя. Само письмо снова не \
                 уйдёт: отправить его ещё раз можете решить только вы."
            }
            Self::OtherLetter(_) => "Составьте это письмо в новой папке.",
            Self::Changed(_) => "Составьте письмо заново в новой папке.",
            Self::Broken(..) => {
                "Не отправляйте письмо, пока не узнаете, ушло ли оно. Составьте новое в новой папке."
            }
            Self::Disk(..) => "Проверьте место на диске и права на папку.",
            Self::Message(error) => error.hint(),
        }
    }
}

const RECORD: &str = "outbox.json";
const MESSAGE: &str = "outbox.eml";
const LOCK: &str = ".outbox.lock";

fn addressed(message: &[u8]) -> Result<(Envelope, String), DeliveryError> {
    let parsed = read(message)?;
    let from = parsed.from.first().ok_or(DeliveryError::NotAMessage)?;
    let to: Vec<Address> = parsed
        .to
        .iter()
        .map(|party| party.address.parse())
        .collect::<Result<_, _>>()?;
    if to.is_empty() {
        return Err(DeliveryError::NoRecipient);
    }
    let envelope = Envelope {
        from: from.address.parse()?,
        to,
    };
    let message_id = parsed.message_id.ok_or(DeliveryError::NotAMessage)?;
    Ok((envelope, message_id))
}

fn lock(folder: &Path) -> Result<File, OutboxError> {
    let path = folder.join(LOCK);
    let file = File::create(&path).map_err(|error| OutboxError::Disk(path.clone(), error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(OutboxError::Busy),
        Err(TryLockError::Error(error)) => Err(OutboxError::Disk(path, error)),
    }
}

/// Reads the record under the lock: whoever left `sending` there is gone.
fn load(folder: &Path, at: DateTime<FixedOffset>) -> Result<Option<OutboxRecord>, OutboxError> {
    let path = folder.join(RECORD);
    let json = match std::fs::read(&path) {
        Ok(json) => json,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(OutboxError::Disk(path, error)),
    };
    let mut record: OutboxRecord = serde_json::from_slice(&json)
        .map_err(|error| OutboxError::Broken(path.clone(), error.to_string()))?;
    if record.format != OutboxRecord::FORMAT {
        let reason = format!("«{}» вместо «{}»", record.format, OutboxRecord::FORMAT);
        return Err(OutboxError::Broken(path, reason));
    }
    if record.state == State::Sending {
        record.state = State::Unknown;
        record.changed_at = at;
        record.failure = Some(Failure {
            code: "outbox_interrupted".to_owned(),
            message: "Программа закрылась во время отправки".to_owned(),
            at,
        });
        record.write(folder)?;
    }
    Ok(Some(record))
}

/// Under a temporary name, to the disk, then renamed: the file is the old one or the new one.
fn write_whole(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), OutboxError> {
    let path = folder.join(name);
    let write = || {
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(&path).map_err(|error| error.error)?;
        Ok(())
    };
    write().map_err(|error| OutboxError::Disk(path.clone(), error))
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
