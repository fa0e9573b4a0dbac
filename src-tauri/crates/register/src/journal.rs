//! The journal of events: append-only, chained, and able to forget people.
//!
//! An event's row holds ids, codes and a salted digest of its text; the text and the salt lie in a row of their own.
//! `hash(n) = SHA-256(seq, at, actor, action, case, entity, version, digest, hash(n-1))`, each field with its length before it.
//! Erasing a text (with its salt) leaves the chain whole, and the digest that stays tells nothing without the salt.

use async_trait::async_trait;
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use sqlx::AnyConnection;
use std::collections::HashSet;

use crate::error::RegisterError;
use crate::sql::{Cell, Columns, Sql, insert};
use crate::stamp::Stamp;
use crate::store::Store;

/// Action of an event that says whose personal data were erased; its entity is the number of the act.
pub const ANONYMISED: &str = "anonymised";

/// One event as it stands in the journal.
#[derive(Clone, PartialEq, Serialize)]
pub struct Event {
    /// Place in the chain, from 1 without gaps.
    pub seq: i64,
    /// When, UTC.
    pub at: String,
    /// Who: the officer's name of entry.
    pub actor: String,
    /// What was done, a code.
    pub action: String,
    /// The case, by its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub case: Option<String>,
    /// What it was done to, by its id.
    pub entity: String,
    /// Version of the case after it.
    pub version: i64,
    /// The details; none once they are erased.
    pub body: Option<Value>,
    /// Its own hash, hexadecimal.
    pub hash: String,
}

/// Its details may name people.
impl std::fmt::Debug for Event {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Event")
            .field("seq", &self.seq)
            .field("action", &self.action)
            .finish_non_exhaustive()
    }
}

/// The last link of the chain, to be kept outside the register: it shows when events were cut off the end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tip {
    /// Number of events.
    pub seq: i64,
    /// Hash of the last one.
    pub hash: String,
}

/// What an audit found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Audit {
    /// Links that were proven, from the first one.
    pub proven: i64,
    /// Texts that were erased under an act.
    pub erased: i64,
    /// The chain's end.
    pub tip: Tip,
    /// The first broken link; none when the chain is whole.
    pub broken: Option<BrokenLink>,
    /// Places where the clock went back: no fault, but worth knowing.
    pub clock_went_back: Vec<i64>,
}

impl Audit {
    /// Whether everything was proven.
    #[must_use]
    pub const fn is_whole(&self) -> bool {
        self.broken.is_none()
    }
}

/// The first place where the chain does not hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BrokenLink {
    /// Place of the event.
    pub seq: i64,
    /// What is wrong with it.
    pub fault: Fault,
}

/// What can be wrong with a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// An event is missing here.
    Gap,
    /// It does not continue the event before it.
    Unlinked,
    /// Its fields were changed.
    Changed,
    /// Its text was changed.
    TextChanged,
    /// Its text is gone, and no act of anonymisation names its case.
    TextMissing,
    /// The head names another end: events were cut off or added past the program.
    HeadDiffers,
    /// The end that was kept outside is not in the chain.
    TipNotFound,
}

impl Fault {
    /// What it means, in Russian.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::Gap => "событие пропало",
            Self::Unlinked => "не продолжает предыдущее",
            Self::Changed => "запись изменена",
            Self::TextChanged => "содержание изменено",
            Self::TextMissing => "содержание стёрто без акта",
            Self::HeadDiffers => {
                "конец журнала не тот: события отрезаны или дописаны мимо программы"
            }
            Self::TipNotFound => "записанного раньше конца в цепочке нет",
        }
    }
}

/// Reading and proving the journal.
#[async_trait]
pub trait Journal: Send + Sync {
    /// Events after this place, the oldest first; of one case when it is named.
    ///
    /// # Errors
    /// The database fails.
    async fn events(
        &self,
        case: Option<&str>,
        after: i64,
        limit: i64,
    ) -> Result<Vec<Event>, RegisterError>;

    /// Proves the chain from its first event, or names the first broken link. `known` is an end that was kept outside.
    ///
    /// # Errors
    /// The database fails.
    async fn audit(&self, known: Option<&Tip>) -> Result<Audit, RegisterError>;
}

#[async_trait]
impl Journal for Store {
    async fn events(
        &self,
        case: Option<&str>,
        after: i64,
        limit: i64,
    ) -> Result<Vec<Event>, RegisterError> {
        read(&mut *self.reading().await?, case, after, limit).await
    }

    async fn audit(&self, known: Option<&Tip>) -> Result<Audit, RegisterError> {
        let mut snapshot = self.snapshot().await?;
        let audit = prove(&mut snapshot, known).await?;
        snapshot.rollback().await?;
        Ok(audit)
    }
}

/// An event that waits for its transaction to end.
pub(crate) struct Pending {
    pub(crate) action: &'static str,
    pub(crate) case: Option<String>,
    pub(crate) entity: String,
    pub(crate) version: i64,
    pub(crate) body: String,
}

pub(crate) const EVENT_COLUMNS: &[&str] = &[
    "seq", "at", "actor", "action", "case_id", "entity", "version", "digest", "previous", "hash",
];

pub(crate) async fn append(
    connection: &mut AnyConnection,
    stamp: &Stamp,
    pending: Vec<Pending>,
) -> Result<(), RegisterError> {
    if pending.is_empty() {
        return Ok(());
    }
    let count = i64::try_from(pending.len()).unwrap_or(i64::MAX);
    let mut sql = Sql::new("UPDATE journal_head SET seq = seq + ");
    sql.bind(count).push(" WHERE one = 1 RETURNING seq, hash");
    let head = sql
        .row(connection)
        .await?
        .ok_or_else(|| RegisterError::Damaged("у журнала нет начала".to_owned()))?;
    let mut seq = head.int("seq")? - count;
    let mut previous = head.text("hash")?;
    let at = stamp.text();
    let mut events = Vec::with_capacity(pending.len());
    let mut texts = Vec::with_capacity(pending.len());
    for event in pending {
        seq += 1;
        let salt = salt()?;
        let digest = digest(&salt, &event.body);
        let link = Link {
            seq,
            at: &at,
            actor: &stamp.by,
            action: event.action,
            case: event.case.as_deref(),
            entity: &event.entity,
            version: event.version,
            digest: &digest,
        };
        let hash = link.hash(&previous);
        texts.push(vec![seq.into(), salt.into(), event.body.into()]);
        events.push(vec![
            seq.into(),
            at.as_str().into(),
            stamp.by.as_str().into(),
            event.action.into(),
            Cell::Text(event.case),
            event.entity.into(),
            event.version.into(),
            digest.into(),
            previous.into(),
            hash.as_str().into(),
        ]);
        previous = hash;
    }
    insert(connection, "events", EVENT_COLUMNS, events).await?;
    insert(connection, "event_texts", &["seq", "salt", "body"], texts).await?;
    let mut sql = Sql::new("UPDATE journal_head SET hash = ");
    sql.bind(previous).push(" WHERE one = 1");
    sql.run(connection).await.map(|_| ())
}

/// Events with their texts.
pub(crate) async fn read(
    connection: &mut AnyConnection,
    case: Option<&str>,
    after: i64,
    limit: i64,
) -> Result<Vec<Event>, RegisterError> {
    let mut sql = Sql::new(
        "SELECT e.seq, e.at, e.actor, e.action, e.case_id, e.entity, e.version, e.hash, t.body \
         FROM events e LEFT JOIN event_texts t ON t.seq = e.seq WHERE e.seq > ",
    );
    sql.bind(after);
    if let Some(case) = case {
        sql.with(" AND e.case_id = ", case);
    }
    sql.with(" ORDER BY e.seq LIMIT ", limit);
    sql.rows(connection)
        .await?
        .iter()
        .map(|row| {
            Ok(Event {
                seq: row.int("seq")?,
                at: row.text("at")?,
                actor: row.text("actor")?,
                action: row.text("action")?,
                case: row.maybe("case_id")?,
                entity: row.text("entity")?,
                version: row.int("version")?,
                body: row
                    .maybe("body")?
                    .and_then(|body| serde_json::from_str(&body).ok()),
                hash: row.text("hash")?,
            })
        })
        .collect()
}

/// The fields of a link, in the order in which they are hashed.
pub(crate) struct Link<'a> {
    pub(crate) seq: i64,
    pub(crate) at: &'a str,
    pub(crate) actor: &'a str,
    pub(crate) action: &'a str,
    pub(crate) case: Option<&'a str>,
    pub(crate) entity: &'a str,
    pub(crate) version: i64,
    pub(crate) digest: &'a str,
}

impl Link<'_> {
    pub(crate) fn hash(&self, previous: &str) -> String {
        let mut hasher = Sha256::new();
        hasher.update(b"zapros-journal/1");
        let (seq, version) = (self.seq.to_string(), self.version.to_string());
        let fields = [
            seq.as_str(),
            self.at,
            self.actor,
            self.action,
            self.case.unwrap_or_default(),
            self.entity,
            version.as_str(),
            self.digest,
            previous,
        ];
        for field in fields {
            hasher.update((field.len() as u64).to_be_bytes());
            hasher.update(field);
        }
        hex(&hasher.finalize())
    }
}

const PAGE: i64 = 5_000;

pub(crate) async fn prove(
    connection: &mut AnyConnection,
    known: Option<&Tip>,
) -> Result<Audit, RegisterError> {
    let forgotten = forgotten_cases(connection).await?;
    let mut audit = Audit {
        proven: 0,
        erased: 0,
        tip: Tip {
            seq: 0,
            hash: String::new(),
        },
        broken: None,
        clock_went_back: Vec::new(),
    };
    let mut last_at = String::new();
    let mut tip_seen = known.is_none_or(|tip| tip.seq == 0);
    loop {
        let mut sql = Sql::new(
            "SELECT e.seq, e.at, e.actor, e.action, e.case_id, e.entity, e.version, e.digest, e.previous, e.hash, \
             t.salt, t.body FROM events e LEFT JOIN event_texts t ON t.seq = e.seq WHERE e.seq > ",
        );
        sql.bind(audit.proven).with(" ORDER BY e.seq LIMIT ", PAGE);
        let rows = sql.rows(connection).await?;
        if rows.is_empty() {
            break;
        }
        for row in &rows {
            let (seq, at, hash) = (row.int("seq")?, row.text("at")?, row.text("hash")?);
            let (actor, action, case) = (
                row.text("actor")?,
                row.text("action")?,
                row.maybe("case_id")?,
            );
            let (entity, digest_of_text) = (row.text("entity")?, row.text("digest")?);
            let link = Link {
                seq,
                at: &at,
                actor: &actor,
                action: &action,
                case: case.as_deref(),
                entity: &entity,
                version: row.int("version")?,
                digest: &digest_of_text,
            };
            let text = row.maybe("salt")?.zip(row.maybe("body")?);
            let fault = if seq != audit.proven + 1 {
                Some(Fault::Gap)
            } else if row.text("previous")? != audit.tip.hash {
                Some(Fault::Unlinked)
            } else if link.hash(&audit.tip.hash) != hash {
                Some(Fault::Changed)
            } else {
                match &text {
                    Some((salt, body)) if digest(salt, body) != digest_of_text => {
                        Some(Fault::TextChanged)
                    }
                    None if !case.as_ref().is_some_and(|case| forgotten.contains(case)) => {
                        Some(Fault::TextMissing)
                    }
                    _ => None,
                }
            };
            if let Some(fault) = fault {
                // Where events are missing, the first missing place is the broken one.
                let seq = if fault == Fault::Gap {
                    audit.proven + 1
                } else {
                    seq
                };
                audit.broken = Some(BrokenLink { seq, fault });
                return Ok(audit);
            }
            if at < last_at {
                audit.clock_went_back.push(seq);
            }
            audit.erased += i64::from(text.is_none());
            tip_seen |= known.is_some_and(|tip| tip.seq == seq && tip.hash == hash);
            last_at = at;
            audit.proven = seq;
            audit.tip = Tip { seq, hash };
        }
    }
    let head = Sql::new("SELECT seq, hash FROM journal_head WHERE one = 1")
        .row(connection)
        .await?;
    let head = head
        .map(|row| Ok::<_, RegisterError>((row.int("seq")?, row.text("hash")?)))
        .transpose()?;
    if head != Some((audit.tip.seq, audit.tip.hash.clone())) {
        audit.broken = Some(BrokenLink {
            seq: audit.proven + 1,
            fault: Fault::HeadDiffers,
        });
    } else if !tip_seen {
        let seq = known.map_or(audit.proven + 1, |tip| tip.seq.min(audit.proven + 1));
        audit.broken = Some(BrokenLink {
            seq,
            fault: Fault::TipNotFound,
        });
    }
    Ok(audit)
}

async fn forgotten_cases(connection: &mut AnyConnection) -> Result<HashSet<String>, RegisterError> {
    let mut sql = Sql::new("SELECT case_id FROM events WHERE case_id IS NOT NULL AND action = ");
    sql.bind(ANONYMISED);
    sql.rows(connection)
        .await?
        .iter()
        .map(|row| row.text("case_id"))
        .collect()
}

pub(crate) fn digest(salt: &str, body: &str) -> String {
    let mut hasher = Sha256::new();
    hasher.update(salt);
    hasher.update([0]);
    hasher.update(body);
    hex(&hasher.finalize())
}

fn salt() -> Result<String, RegisterError> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|error| RegisterError::Database(error.to_string()))?;
    Ok(hex(&bytes))
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            // Writing to a string cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
}
