//! A complete example of every kind, dated by the clock. The people in them are invented.

use chrono::{Datelike, NaiveDate};
use law::Kind;
use serde_json::Value;

use crate::walk::read_date;

/// A complete example of this kind, dated `today`. All its dates move together, so that everyone in it stays
/// of the same age and every paper as old as it was.
#[must_use]
pub fn example(kind: Kind, today: NaiveDate) -> Value {
    // The files are compiled in, and a test reads every one of them.
    let mut value: Value = serde_json::from_str(source(kind)).expect("an example is JSON");
    let written = value
        .get("date")
        .and_then(Value::as_str)
        .and_then(read_date)
        .unwrap_or(today);
    shift(&mut value, written, today);
    for person in ["/subject/document", "/representative/person/document"] {
        if let Some(document) = value.pointer_mut(person) {
            renew_series(document);
        }
    }
    value
}

macro_rules! sources {
    ($($kind:ident = $file:literal;)+) => {
        const fn source(kind: Kind) -> &'static str {
            match kind {
                $(Kind::$kind => include_str!(concat!("../../../../assets/examples/", $file, ".json")),)+
            }
        }
    };
}

sources! {
    Access = "access";
    AccessRepeat = "access_repeat";
    Rectification = "rectification";
    Blocking = "blocking";
    Destruction = "destruction";
    UnlawfulProcessing = "unlawful_processing";
    ConsentWithdrawal = "consent_withdrawal";
    StopProcessing = "stop_processing";
    MarketingStop = "marketing_stop";
    StopDissemination = "stop_dissemination";
    PublicSourceRemoval = "public_source_removal";
    AutomatedDecisionObjection = "automated_decision_objection";
    RefusalToProvide = "refusal_to_provide";
    Explanation = "explanation";
    DeleteAll = "delete_all";
    Complaint = "complaint";
    Free = "free";
}

fn shift(value: &mut Value, from: NaiveDate, to: NaiveDate) {
    match value {
        Value::String(text) => {
            if let Some(date) = read_date(text) {
                let moved = date.checked_add_signed(to - from).unwrap_or(date);
                *text = moved.format("%Y-%m-%d").to_string();
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| shift(item, from, to)),
        Value::Object(map) => map.values_mut().for_each(|item| shift(item, from, to)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The last two digits of a Russian passport's series are the year of its blank.
fn renew_series(document: &mut Value) {
    if document.get("type").and_then(Value::as_str) != Some("passport_rf") {
        return;
    }
    let issued = document
        .get("issued_on")
        .and_then(Value::as_str)
        .and_then(read_date);
    if let (Some(issued), Some(Value::String(series))) = (issued, document.get_mut("series"))
        && series.len() == 4
        && series.is_ascii()
    {
        series.replace_range(2.., &format!("{:02}", issued.year().rem_euclid(100)));
    }
}

#[cfg(test)]
mod tests {
    use chrono::Days;

    use super::*;

    #[test]
    fn an_example_moves_as_a_whole() {
        let on = |d| NaiveDate::from_ymd_opt(2026, 11, 16).unwrap() + Days::new(d);
        let value = example(Kind::Access, on(365));
        assert_eq!(value["date"], "2027-11-16");
        assert_eq!(value["subject"]["birth_date"], "1989-04-02");
        assert_eq!(value["subject"]["document"]["series"], "4509");
        assert_eq!(
            example(Kind::Access, on(0))["subject"]["document"]["series"],
            "4508"
        );
    }
}
