//! What an inspection asks: which terms were kept, extended, missed; and how near the next ones are.

use chrono::NaiveDate;
use law::Due;
use register::{CaseFilter, Cases as _, DemandState, Side};
use serde::Serialize;

use crate::failure::Failure;
use crate::open_register::OpenRegister;

/// Cases read at a time.
const PAGE: i64 = 500;

/// Counts over demands of the company's cases, received in a period.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Statistics {
    /// Cases.
    pub cases: u64,
    /// Demands in them.
    pub demands: u64,
    /// Decided within the term.
    pub kept: u64,
    /// Of all: with an extension that was sent.
    pub extended: u64,
    /// Decided after the term, or open after it.
    pub missed: u64,
    /// Open and not late.
    pub open: u64,
    /// Удовлетворено.
    pub satisfied: u64,
    /// Удовлетворено частично.
    pub partly: u64,
    /// Отказано.
    pub refused: u64,
    /// Данные не обрабатываются.
    pub no_data: u64,
}

/// How near a term is, for colours and words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// The day has passed.
    Overdue,
    /// Today is the last day.
    Today,
    /// At most three days.
    Soon,
    /// More.
    Calm,
    /// No term runs yet.
    NotStarted,
}

/// How near this day is.
#[must_use]
pub fn urgency(due: Option<NaiveDate>, today: NaiveDate) -> Urgency {
    let Some(due) = due else {
        return Urgency::NotStarted;
    };
    match (due - today).num_days() {
        ..0 => Urgency::Overdue,
        0 => Urgency::Today,
        1..=3 => Urgency::Soon,
        _ => Urgency::Calm,
    }
}

/// Counts the company's cases; `filter` may name a period.
///
/// # Errors
/// [`Failure::Register`], [`Failure::Law`].
pub fn statistics(
    register: &OpenRegister,
    filter: &CaseFilter,
    today: NaiveDate,
) -> Result<Statistics, Failure> {
    let filter = CaseFilter {
        side: Some(Side::Officer),
        ..filter.clone()
    };
    let mut counts = Statistics::default();
    let mut before: Option<String> = None;
    loop {
        let cases = register.wait(register.cases(&filter, before.as_deref(), PAGE))?;
        let Some(last) = cases.last() else {
            return Ok(counts);
        };
        before = Some(last.number.clone());
        for case in &cases {
            counts.cases += 1;
            for demand in &case.demands {
                counts.demands += 1;
                counts.extended += u64::from(demand.facts.extension_sent.is_some());
                match demand.state {
                    DemandState::Satisfied => counts.satisfied += 1,
                    DemandState::Partly => counts.partly += 1,
                    DemandState::Refused => counts.refused += 1,
                    DemandState::NoData => counts.no_data += 1,
                    DemandState::Open | DemandState::Withdrawn => {}
                }
                let due = match &case.receipt {
                    Some(receipt) => register
                        .rules()
                        .deadline(demand.matter, case.side, receipt, &demand.facts)?
                        .main()
                        .and_then(|term| term.due)
                        .map(Due::day),
                    None => None,
                };
                let open = demand.state == DemandState::Open;
                let until = demand.decided_on.unwrap_or(today);
                match due {
                    Some(due) if until > due => counts.missed += 1,
                    _ if open => counts.open += 1,
                    _ => counts.kept += 1,
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urgency_is_told_by_days() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let today = day("2026-11-23");
        assert_eq!(urgency(None, today), Urgency::NotStarted);
        assert_eq!(urgency(Some(day("2026-11-22")), today), Urgency::Overdue);
        assert_eq!(urgency(Some(today), today), Urgency::Today);
        assert_eq!(urgency(Some(day("2026-11-26")), today), Urgency::Soon);
        assert_eq!(urgency(Some(day("2026-11-27")), today), Urgency::Calm);
    }
}
