//! From bytes to an answer that may be signed: its shape, its required contents by the law's data, its order in time.

use std::ops::Deref;

use chrono::NaiveDate;
use law::{Answer, Pack, RequiredBy};
use serde_json::Value;

use super::model::{RESPONSE_FORMAT, Response, response};
use super::order;
use crate::completeness::CheckReport;
use crate::json;
use crate::problem::{Problem, Unreadable};
use crate::walk::Notes;
use crate::words;

/// A response file and everything that is wrong with it by itself.
#[derive(Debug, Clone, PartialEq)]
pub struct ResponseReading {
    /// The response, when every field of it could be read.
    pub response: Option<Response>,
    /// What is wrong, whatever the law asks; [`check`] adds what is missing by law.
    pub problems: Vec<Problem>,
    value: Value,
}

impl ResponseReading {
    /// The file as JSON, whatever is wrong with it.
    #[must_use]
    pub const fn value(&self) -> &Value {
        &self.value
    }
}

/// Reads a response that is JSON already. `today` is the day of signing.
///
/// # Errors
/// [`Unreadable`] when the value is no response at all; everything else is a [`Problem`].
pub fn read(value: Value, today: NaiveDate) -> Result<ResponseReading, Unreadable> {
    let Value::Object(map) = &value else {
        return Err(Unreadable::NotAnObject {
            found: words::type_of(&value),
        });
    };
    if let Some(Value::String(found)) = map.get("format")
        && found != RESPONSE_FORMAT
    {
        return Err(Unreadable::OtherFormat {
            found: words::shown(found),
            expected: RESPONSE_FORMAT,
        });
    }
    let mut notes = Notes::default();
    let response = response(&value, "", &mut notes).filter(|_| !notes.has_errors());
    if let Some(date) = notes.date("/date")
        && date > today
    {
        let message = words::about("/date", "дата ответа позже дня подписания.");
        notes.error("date_in_future", "/date", message);
    }
    Ok(ResponseReading {
        response,
        problems: notes.problems,
        value,
    })
}

/// Bytes of a file into JSON, as [`read`] wants it.
///
/// # Errors
/// [`Unreadable`] when the bytes are no JSON, or a field stands twice.
pub fn parse(bytes: &[u8]) -> Result<Value, Unreadable> {
    let parsed = json::parse(bytes)?;
    match parsed.repeated.first() {
        None => Ok(parsed.value),
        Some(at) => Err(Unreadable::NotJson {
            line: 0,
            column: 0,
            reason: format!("поле {at} стоит дважды"),
        }),
    }
}

/// What is wrong with an answer, and what it lacks under `pack`, the rules in force on its day.
#[must_use]
pub fn check(reading: &ResponseReading, pack: &Pack) -> CheckReport {
    let mut problems = reading.problems.clone();
    let value = &reading.value;
    let answer = value
        .pointer("/answer/kind")
        .and_then(Value::as_str)
        .and_then(Answer::from_code);
    if let Some(answer) = answer {
        for missing in absences(answer, value, pack) {
            // What the shape misses too is missing by the norm, and is said once.
            problems.retain(|known| {
                known.field != missing.field
                    || !matches!(known.code.as_str(), "missing_field" | "empty")
            });
            problems.push(missing);
        }
        by_the_norm_of_the_whole(&mut problems, answer, pack);
    }
    if let Some(response) = &reading.response {
        problems.extend(order::problems(response, pack));
    }
    problems.sort_by_key(|problem| problem.severity);
    CheckReport {
        complete: !problems.iter().any(Problem::is_error),
        problems,
    }
}

/// An answer without an error: the only thing that is printed and signed.
#[derive(Debug, Clone, PartialEq)]
pub struct CompleteResponse(Response);

impl CompleteResponse {
    /// Checks what was read.
    ///
    /// # Errors
    /// Every problem found, when one of them is an error. With a complete answer come its warnings.
    pub fn of(reading: ResponseReading, pack: &Pack) -> Result<(Self, Vec<Problem>), Vec<Problem>> {
        let report = check(&reading, pack);
        match reading.response {
            Some(response) if report.complete => Ok((Self(response), report.problems)),
            _ => Err(report.problems),
        }
    }
}

impl Deref for CompleteResponse {
    type Target = Response;

    fn deref(&self) -> &Response {
        &self.0
    }
}

/// Required contents that are not there.
fn absences(answer: Answer, value: &Value, pack: &Pack) -> Vec<Problem> {
    let mut found: Vec<Problem> = pack
        .answer(answer)
        .requires
        .iter()
        .filter(|content| content.is_asked(value) && !content.is_met(value))
        .map(|content| {
            missing(&content.field, &content.message)
                .required_by(content.required_by)
                .by_rule(&content.norm, content.checked)
        })
        .collect();
    if answer == Answer::Answer {
        found.extend(unanswered(value, pack));
    }
    found
}

/// Every item and every question that was asked is answered, each by its own norm (ст. 14 ч. 7; ст. 20 ч. 1).
fn unanswered(value: &Value, pack: &Pack) -> Vec<Problem> {
    let said = |at: &str| {
        value
            .pointer(at)
            .and_then(Value::as_str)
            .is_some_and(|text| !text.trim().is_empty())
    };
    let listed = |at: &str| value.pointer(at).and_then(Value::as_array);
    let asked = listed("/about/asked_items").into_iter().flatten();
    let mut found = Vec::new();
    for item in asked.filter_map(|code| law::AccessItem::from_code(code.as_str()?)) {
        let at = format!("/answer/items/{}", item.code());
        if !said(&at) {
            let rule = pack.item(item);
            found.push(
                missing(
                    &at,
                    &format!("Ответьте на запрошенный пункт: {}.", rule.text),
                )
                .required_by(RequiredBy::Law)
                .by_rule(&rule.norm, rule.provenance.checked),
            );
        }
    }
    let rule = pack.answer(Answer::Answer);
    for (index, question) in listed("/about/questions").into_iter().flatten().enumerate() {
        let at = format!("/answer/explanations/{index}/answer");
        if !said(&at) {
            let question = words::shown(question.as_str().unwrap_or_default());
            found.push(
                missing(&at, &format!("Ответьте на вопрос «{question}»."))
                    .required_by(RequiredBy::Law)
                    .by_rule(&rule.norm, rule.provenance.checked),
            );
        }
    }
    found
}

fn missing(field: &str, message: &str) -> Problem {
    Problem::error("missing_content", field, message)
}

/// A missing part of a required content is missing by the same norm.
fn by_the_norm_of_the_whole(problems: &mut [Problem], answer: Answer, pack: &Pack) {
    for problem in problems
        .iter_mut()
        .filter(|one| one.norm.is_none() && matches!(one.code.as_str(), "missing_field" | "empty"))
    {
        let whole = pack.answer(answer).requires.iter().find(|content| {
            problem
                .field
                .strip_prefix(&content.field)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        });
        if let Some(content) = whole {
            *problem = problem
                .clone()
                .required_by(content.required_by)
                .by_rule(&content.norm, content.checked);
        }
    }
}
