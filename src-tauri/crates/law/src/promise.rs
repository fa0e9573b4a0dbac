//! A policy that promises longer than the statute: the promise is flagged, the statute counts.

use chrono::NaiveDate;
use serde::Serialize;

use crate::calendar::Calendar;
use crate::error::LawError;
use crate::pack::Pack;
use crate::policy::{OperatorPolicy, PolicyPromise};
use crate::received::Received;
use crate::terms::{Facts, deadline_in, due_day};

/// A promise that ends later than the term of the law.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LongerPromise<'a> {
    /// The promise.
    pub promise: &'a PolicyPromise,
    /// The last day by the promise.
    pub promised: NaiveDate,
    /// The last day by the law, which counts.
    pub statutory: NaiveDate,
    /// The norm of the term.
    pub norm: String,
}

impl OperatorPolicy {
    /// The promises of this policy that end later than the main term of their kind, for a request received then.
    ///
    /// # Errors
    /// What the pack in force and the calendar refuse.
    pub fn longer_than_statute(
        &self,
        received: Received,
    ) -> Result<Vec<LongerPromise<'_>>, LawError> {
        let (pack, calendar) = (Pack::in_force(received.day())?, Calendar::russia());
        let mut longer = Vec::new();
        for promise in &self.promises {
            let terms = deadline_in(pack, calendar, promise.kind, &Facts::received(received))?;
            let Some((term, due)) = terms.main().and_then(|term| Some((term, term.due?))) else {
                continue;
            };
            let promised = due_day(calendar, promise.unit, promise.count, received.day())?;
            if promised > due.day() {
                longer.push(LongerPromise {
                    promise,
                    promised,
                    statutory: due.day(),
                    norm: term.norm.to_owned(),
                });
            }
        }
        Ok(longer)
    }
}
