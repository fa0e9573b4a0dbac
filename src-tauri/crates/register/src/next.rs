//! What the applicant may send next, once a term has passed or an answer came (law.md: ст. 14 ч. 4–6, ст. 17).

use chrono::{Days, NaiveDate};
use law::{Kind, PreviousOutcome, RepeatGate, repeat_gate};
use serde::Serialize;

use crate::error::RegisterError;
use crate::model::{Case, DemandState, Side};
use crate::terms::TermRules;

/// A letter that may follow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NextLetter {
    /// What it is.
    pub letter: NextKind,
    /// The demand it follows, by id.
    pub demand: String,
    /// From which day it may be sent.
    pub from: NaiveDate,
    /// Whether that day has come.
    pub open: bool,
    /// Whether it must give its reasons (ст. 14 ч. 5).
    pub reasons_required: bool,
    /// Whether the receipt from which the term runs is only assumed: then prove it before complaining.
    pub receipt_assumed: bool,
}

/// Kinds of letters that follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NextKind {
    /// Напоминание.
    Reminder,
    /// Повторный запрос (ст. 14 ч. 4–5).
    Repeat,
    /// Жалоба (ст. 17).
    Complaint,
}

/// Letters that may follow an applicant's case, today or later; an officer's case has none.
///
/// # Errors
/// Terms cannot be computed.
pub fn next_letters(
    case: &Case,
    rules: &TermRules,
    today: NaiveDate,
) -> Result<Vec<NextLetter>, RegisterError> {
    let mut letters = Vec::new();
    let (Side::Applicant, Some(receipt)) = (case.side, &case.receipt) else {
        return Ok(letters);
    };
    let sent_on = case.registered_at.date_naive();
    for demand in &case.demands {
        let asks_for_information = matches!(demand.kind(), Some(Kind::Access | Kind::AccessRepeat));
        let mut offer = |letter, from: NaiveDate, reasons_required| {
            letters.push(NextLetter {
                letter,
                demand: demand.id.clone(),
                from,
                open: today >= from,
                reasons_required,
                receipt_assumed: receipt.assumed,
            });
        };
        match demand.state {
            DemandState::Open => {
                let deadline = rules.deadline(demand.matter, case.side, receipt, &demand.facts)?;
                // Counted from the latest defensible receipt, and never from the strict end: only what is certainly late is late.
                let Some(due) = deadline.main().and_then(|term| term.due) else {
                    continue;
                };
                let after = due
                    .day()
                    .checked_add_days(Days::new(1))
                    .unwrap_or(NaiveDate::MAX);
                offer(NextKind::Reminder, after, false);
                if asks_for_information {
                    offer(NextKind::Repeat, after, true);
                }
                offer(NextKind::Complaint, after, false);
            }
            DemandState::Partly | DemandState::Refused => {
                let from = demand.decided_on.unwrap_or(today);
                if asks_for_information && demand.state == DemandState::Partly {
                    let gate = repeat_gate(sent_on, PreviousOutcome::Partial, today);
                    offer(NextKind::Repeat, from, gate.reasons_required());
                }
                offer(NextKind::Complaint, from, false);
            }
            DemandState::Satisfied | DemandState::NoData if asks_for_information => {
                match repeat_gate(sent_on, PreviousOutcome::Full, today) {
                    RepeatGate::TooEarly { free_from } | RepeatGate::WithReasons { free_from } => {
                        offer(NextKind::Repeat, free_from, false);
                    }
                    RepeatGate::Open => {
                        offer(NextKind::Repeat, law::repeat_free_from(sent_on), false)
                    }
                }
            }
            DemandState::Satisfied | DemandState::NoData | DemandState::Withdrawn => {}
        }
    }
    Ok(letters)
}
