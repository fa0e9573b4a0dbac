//! The law as data: what each kind of request must contain, and when its terms end.
//!
//! Rules live in `assets/law`; this crate gives them types, picks the edition in force and counts days.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod calendar;
mod codes;
mod diff;
mod error;
mod pack;
mod policy;
mod promise;
mod receipt;
mod received;
mod repeat;
mod requirement;
mod rules;
mod terms;

pub use calendar::{Calendar, Day, DayOff, Decree, RegionDay, YEARS, YearFile};
pub use codes::{AccessItem, Answer, Duty, Event, Kind, RequiredBy};
pub use diff::{Change, PackDiff, diff};
pub use error::LawError;
pub use pack::{Pack, PackFile, PackHead, policy_for};
pub use policy::{FormalRequest, OperatorPolicy, PolicyClause, PolicyPromise};
pub use promise::LongerPromise;
pub use receipt::{Evidence, Receipt, receipt};
pub use received::{Received, moscow, parse_event};
pub use repeat::{PreviousOutcome, RepeatGate, repeat_free_from, repeat_gate};
pub use requirement::{DEMAND, Requirement, SignatureRule, When};
pub use rules::{
    AnswerContent, AnswerRule, DeferralRule, DutyRule, ExtensionRule, FieldIs, Filer, ItemRule,
    KindRule, Provenance, RefusalGround, ReplyRule, TermRule, Unit,
};
pub use terms::{
    Deadline, Due, Extension, Facts, Matter, Skipped, Start, Term, deadline, deadline_in, due_day,
};
