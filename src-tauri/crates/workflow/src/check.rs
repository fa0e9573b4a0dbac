//! Completeness and terms of a request as it stands: the law in force on the day is picked here.

use chrono::{DateTime, FixedOffset};
use law::{Deadline, Facts, Kind, Pack, Received};
use request::{CheckReport, Complete};
use serde_json::{Map, Value, json};

use crate::failure::Failure;
use crate::report::Warning;

/// Every problem of a request: formats, and completeness by the law in force and the operator's policy.
///
/// # Errors
/// [`Failure::Unreadable`] when the bytes are no request at all.
pub fn check(bytes: &[u8], now: DateTime<FixedOffset>) -> Result<CheckReport, Failure> {
    let reading = request::read(bytes, now.date_naive())?;
    Ok(request::check(
        &reading,
        Pack::in_force(now.date_naive())?,
        request::policy_of(&reading),
    ))
}

/// A request that may become a letter, with its warnings and the file as it was.
pub(crate) struct Checked {
    pub(crate) request: Complete,
    pub(crate) value: Value,
    pub(crate) warnings: Vec<Warning>,
}

/// Reads and checks; errors stop here.
pub(crate) fn complete(bytes: &[u8], now: DateTime<FixedOffset>) -> Result<Checked, Failure> {
    let reading = request::read(bytes, now.date_naive())?;
    let pack = Pack::in_force(now.date_naive())?;
    let policy = request::policy_of(&reading);
    let value = reading.value().clone();
    let (request, problems) = Complete::of(reading, pack, policy).map_err(Failure::Incomplete)?;
    Ok(Checked {
        request,
        value,
        warnings: problems.iter().map(Warning::from).collect(),
    })
}

/// The terms of each kind a request asks for, counted as if it were received now.
///
/// # Errors
/// [`Failure::Law`] when no rule pack is in force.
pub fn terms(
    request: &Value,
    now: DateTime<FixedOffset>,
) -> Result<Vec<Deadline<'static>>, Failure> {
    let mut kinds: Vec<Kind> = request["demands"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|demand| Kind::from_code(demand["kind"].as_str()?))
        .collect();
    kinds.dedup();
    let mut facts = Facts::received(Received::in_zone(now, law::moscow()));
    facts.assumed = true;
    kinds
        .into_iter()
        .map(|kind| Ok(law::deadline(kind, &facts)?))
        .collect()
}

/// The beginning of a request of this kind: today's date and the operator the application knows.
#[must_use]
pub fn skeleton(kind: Kind, now: DateTime<FixedOffset>) -> Value {
    let example = request::example(kind, now.date_naive());
    let mut skeleton = Map::new();
    for name in ["format", "date", "operator"] {
        skeleton.insert(name.to_owned(), example[name].clone());
    }
    // The example's address is nobody's; the person copies the real one from the operator's site.
    if let Some(operator) = skeleton.get_mut("operator").and_then(Value::as_object_mut) {
        operator.shift_remove("email");
    }
    skeleton.insert("demands".to_owned(), json!([{ "kind": kind.code() }]));
    skeleton.insert("reply".to_owned(), json!({ "form": "same" }));
    Value::Object(skeleton)
}
