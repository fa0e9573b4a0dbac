//! A case of the register with everything that belongs to it: terms with their sums, papers, timeline, next letters.

use chrono::{DateTime, FixedOffset};
use law::Deadline;
use register::{Case, Cases as _, Document, Event, Journal as _, NextLetter, next_letters};
use serde::Serialize;

use crate::failure::Failure;
use crate::open_register::OpenRegister;

/// What is shown of one case.
#[derive(Debug, Serialize)]
pub struct CaseCard {
    /// The case with its demands.
    pub case: Case,
    /// Terms of each demand, in its order; none before the receipt is known.
    pub terms: Vec<Deadline<'static>>,
    /// Papers filed with it, the oldest first.
    pub documents: Vec<Document>,
    /// What was done, the oldest first.
    pub events: Vec<Event>,
    /// Letters that may follow, for the applicant.
    pub next: Vec<NextLetter>,
}

/// Reads a case by its id or number.
///
/// # Errors
/// [`Failure::Register`] when it is not there.
pub fn case_card(
    register: &OpenRegister,
    id_or_number: &str,
    now: DateTime<FixedOffset>,
) -> Result<CaseCard, Failure> {
    let case = register.wait(register.case(id_or_number))?;
    let terms = case
        .receipt
        .iter()
        .flat_map(|receipt| {
            case.demands.iter().map(|demand| {
                register
                    .rules()
                    .deadline(demand.matter, case.side, receipt, &demand.facts)
            })
        })
        .collect::<Result<_, _>>()?;
    Ok(CaseCard {
        terms,
        documents: register.wait(register.documents(&case.id))?,
        events: register.wait(register.events(Some(&case.id), 0, i64::MAX))?,
        next: next_letters(&case, register.rules(), now.date_naive()).map_err(Failure::Register)?,
        case,
    })
}
