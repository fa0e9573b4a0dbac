//! The register: cases, drafts, events, outbox behind one trait, kept in SQLite (SQLCipher) or PostgreSQL.
//!
//! Both back ends run the same statements ([`Store`]); [`sqlite`] and [`postgres`] open them. Personal data lie only in
//! rows that can be emptied; the journal of events is chained over ids and salted digests and stays whole without them.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod anonymise;
mod bundle;
mod cases;
mod change;
mod directory;
mod documents;
mod drafts;
mod error;
mod export;
mod journal;
mod keys;
mod model;
mod moving;
mod names;
mod next;
mod office;
mod outbox;
mod party;
pub mod postgres;
mod sql;
pub mod sqlite;
mod stamp;
mod store;
mod terms;
#[cfg(feature = "testing")]
mod testing;

pub use anonymise::{AnonymisationAct, Oblivion, Retention};
pub use bundle::{ProofLink, first_fault, vouches};
pub use cases::{Cases, Registered};
pub use directory::{Directory, DirectoryOperator};
pub use drafts::{Draft, Drafts};
pub use error::RegisterError;
pub use export::{COLUMNS, JournalLine, journal_lines, to_csv, to_ics, to_xlsx};
pub use journal::{ANONYMISED, Audit, BrokenLink, Event, Fault, Journal, Tip};
pub use keys::{KeySource, Keychain, Secret, SystemKeychain};
pub use model::*;
pub use moving::{Moved, MovedTable, move_register};
pub use next::{NextKind, NextLetter, next_letters};
pub use office::{Office, Officer};
pub use outbox::{Outbox, Outgoing, SendState};
pub use party::{Party, PartyAddress, PartyDocument};
pub use stamp::{Role, Stamp};
pub use store::{Engine, Store};
pub use terms::{Board, BoardLine, TermFacts, TermRules};

/// Everything a register does, whichever back end it lives in.
pub trait Register:
    Cases + Board + Journal + Oblivion + Drafts + Outbox + Directory + Office
{
}

impl<T: Cases + Board + Journal + Oblivion + Drafts + Outbox + Directory + Office> Register for T {}
