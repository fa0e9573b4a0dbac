//! Повторный запрос: the gate of thirty days and its exceptions (152-ФЗ ст. 14 ч. 4–6).

use chrono::{Days, NaiveDate};
use serde::Serialize;

/// What came of the earlier request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PreviousOutcome {
    /// No answer.
    None,
    /// An incomplete answer.
    Partial,
    /// A full answer.
    Full,
}

/// Whether a repeat may be filed on a day, and with what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "gate")]
pub enum RepeatGate {
    /// Ч. 4: the thirty days have passed, no reasons are needed.
    Open,
    /// Ч. 5: silence or an incomplete answer opens at once, with reasons.
    WithReasons {
        /// From this day no thirty-day gate stands in the way.
        free_from: NaiveDate,
    },
    /// A full answer was given less than thirty days ago: the operator may refuse (ч. 6).
    TooEarly {
        /// The first day that is safe under ч. 4.
        free_from: NaiveDate,
    },
}

impl RepeatGate {
    /// Whether the repeat must give its reasons (обоснование).
    #[must_use]
    pub const fn reasons_required(self) -> bool {
        !matches!(self, Self::Open)
    }

    /// Whether the operator may refuse the repeat for being early.
    #[must_use]
    pub const fn refusable(self) -> bool {
        matches!(self, Self::TooEarly { .. })
    }
}

/// The first day on which a repeat is safe under ч. 4: thirty calendar days after sending have passed.
#[must_use]
pub fn repeat_free_from(sent_on: NaiveDate) -> NaiveDate {
    sent_on
        .checked_add_days(Days::new(31))
        .unwrap_or(NaiveDate::MAX)
}

/// The gate for a repeat dated `on` after a request sent on `sent_on`.
///
/// The thirty days bind after an answer was given; silence is always ч. 5 and needs reasons.
#[must_use]
pub fn repeat_gate(sent_on: NaiveDate, outcome: PreviousOutcome, on: NaiveDate) -> RepeatGate {
    let free_from = repeat_free_from(sent_on);
    match outcome {
        PreviousOutcome::None => RepeatGate::WithReasons { free_from },
        _ if on >= free_from => RepeatGate::Open,
        PreviousOutcome::Partial => RepeatGate::WithReasons { free_from },
        PreviousOutcome::Full => RepeatGate::TooEarly { free_from },
    }
}
