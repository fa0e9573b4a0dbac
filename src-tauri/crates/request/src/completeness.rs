//! Completeness: what the law, the operator's policy and good practice ask for, evaluated over a request.
//! Which fields those are stands in the rule packs; nothing of it is written here.

use std::ops::Deref;

use chrono::NaiveDate;
use law::{
    Kind, OperatorPolicy, Pack, PreviousOutcome, RepeatGate, RequiredBy, Requirement, When,
    repeat_gate,
};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::model::Request;
use crate::problem::{Problem, Severity};
use crate::read::{Reading, read_value};
use crate::rules::{day, list, text_at};
use crate::walk::read_date;
use crate::words;

/// The answer to `check` (contract §4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CheckReport {
    /// Whether nothing stands in the way of the letter.
    pub complete: bool,
    /// Everything found: errors first, each group in the order of the file's format.
    pub problems: Vec<Problem>,
}

/// What is wrong with a request by itself and what it lacks under `pack`, the rules in force on the day the
/// operator receives it, and under the `policy` of the operator, where it is known ([`policy_of`]).
#[must_use]
pub fn check(reading: &Reading, pack: &Pack, policy: Option<&OperatorPolicy>) -> CheckReport {
    let mut problems = reading.problems.clone();
    for missing in absences(&reading.value, pack, policy) {
        add(&mut problems, missing);
    }
    give_norms(&mut problems, &asked(&reading.value, pack, policy));
    problems.sort_by_key(|problem| (problem.severity, place(&problem.field)));
    CheckReport {
        complete: !problems.iter().any(Problem::is_error),
        problems,
    }
}

/// The published policy of the operator the request is written to, found by ОГРН.
#[must_use]
pub fn policy_of(reading: &Reading) -> Option<&'static OperatorPolicy> {
    law::policy_for(text_at(&reading.value, "/operator/ogrn")?)
}

/// A request without an error: the only thing a letter is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Complete(Request);

impl Complete {
    /// Checks `request` on the day of signing.
    ///
    /// # Errors
    /// Every problem found, when one of them is an error. With a complete request come its warnings.
    pub fn new(
        request: Request,
        today: NaiveDate,
        pack: &Pack,
        policy: Option<&OperatorPolicy>,
    ) -> Result<(Self, Vec<Problem>), Vec<Problem>> {
        let broken = |what: String| vec![Problem::error("unreadable", "", what)];
        let value = serde_json::to_value(&request).map_err(|error| broken(error.to_string()))?;
        let reading = read_value(value, today).map_err(|error| broken(error.to_string()))?;
        let report = check(&reading, pack, policy);
        if report.complete {
            Ok((Self(request), report.problems))
        } else {
            Err(report.problems)
        }
    }

    /// Checks what was read.
    ///
    /// # Errors
    /// Every problem found, when one of them is an error. With a complete request come its warnings.
    pub fn of(
        reading: Reading,
        pack: &Pack,
        policy: Option<&OperatorPolicy>,
    ) -> Result<(Self, Vec<Problem>), Vec<Problem>> {
        let report = check(&reading, pack, policy);
        match reading.request {
            Some(request) if report.complete => Ok((Self(request), report.problems)),
            _ => Err(report.problems),
        }
    }

    /// The request.
    #[must_use]
    pub fn into_request(self) -> Request {
        self.0
    }
}

impl Deref for Complete {
    type Target = Request;

    fn deref(&self) -> &Request {
        &self.0
    }
}

/// What is missing for the demands made.
fn absences(request: &Value, pack: &Pack, policy: Option<&OperatorPolicy>) -> Vec<Problem> {
    let mut found = Vec::new();
    for (n, requirement) in asked(request, pack, policy) {
        if !requirement.is_met(request, n) {
            found.push(absent(requirement, requirement.field_at(n)));
        }
        found.extend(too_early(requirement, request, n));
    }
    found.extend(kinds(request).filter_map(|(_, kind)| unsigned(request, kind, pack, policy)));
    found
}

/// Every requirement that holds, with the place of the demand it holds for.
fn asked<'a>(
    request: &Value,
    pack: &'a Pack,
    policy: Option<&'a OperatorPolicy>,
) -> Vec<(usize, &'a Requirement)> {
    kinds(request)
        .flat_map(|(n, kind)| {
            pack.requirements(kind, policy)
                .into_iter()
                .map(move |r| (n, r))
        })
        // A representative owes his papers whatever he asks, even before he asks anything.
        .chain(pack.representative.iter().map(|r| (0, r)))
        .filter(|(n, requirement)| holds(requirement.when, request, *n))
        .collect()
}

fn kinds(request: &Value) -> impl Iterator<Item = (usize, Kind)> {
    list(request, "/demands")
        .iter()
        .enumerate()
        .filter_map(|(n, demand)| Some((n, Kind::from_code(demand.get("kind")?.as_str()?)?)))
}

/// A missing part of what the law or the policy asks for is missing by the same norm: the number, the date and the
/// issuer of a document are parts of «document».
fn give_norms(problems: &mut [Problem], asked: &[(usize, &Requirement)]) {
    let bare =
        |p: &&mut Problem| p.norm.is_none() && matches!(p.code.as_str(), "missing_field" | "empty");
    for problem in problems.iter_mut().filter(bare) {
        let whole = asked
            .iter()
            .filter(|(_, r)| r.required_by != RequiredBy::Practice)
            .find(|(n, r)| {
                let field = problem.field.as_str();
                r.pointers(*n).any(|whole| {
                    field
                        .strip_prefix(&whole)
                        .is_some_and(|rest| rest.starts_with('/'))
                })
            });
        if let Some((_, requirement)) = whole {
            *problem = problem
                .clone()
                .required_by(requirement.required_by)
                .by_rule(&requirement.norm, requirement.checked);
        }
    }
}

fn absent(requirement: &Requirement, field: String) -> Problem {
    of_weight(
        requirement.required_by,
        &format!("missing_{}", requirement.code),
        field,
        &requirement.message,
    )
    .required_by(requirement.required_by)
    .by_rule(&requirement.norm, requirement.checked)
}

/// A missing or an expressly absent signature, where somebody asks for one.
fn unsigned(
    request: &Value,
    kind: Kind,
    pack: &Pack,
    policy: Option<&OperatorPolicy>,
) -> Option<Problem> {
    let rule = pack.signature(kind, policy);
    let field = match text_at(request, "/signing/form") {
        Some("none") => "/signing/form",
        _ if request.get("signing").is_none() => "/signing",
        _ => return None,
    };
    rule.asked.then(|| {
        of_weight(
            rule.required_by,
            "missing_signature",
            field.to_owned(),
            &rule.message,
        )
        .required_by(rule.required_by)
        .by_rule(&rule.norm, rule.checked)
    })
}

/// A repeat that the operator may refuse for being early: allowed to be sent, but not in silence.
fn too_early(requirement: &Requirement, request: &Value, demand: usize) -> Option<Problem> {
    if requirement.when != When::RepeatEarly {
        return None;
    }
    let RepeatGate::TooEarly { free_from } = gate(request, demand)? else {
        return None;
    };
    let at = format!("/demands/{demand}/previous/sent_on");
    let what = format!(
        "полный ответ уже был, а тридцать дней не прошли: оператор вправе отказать. Безопасно с {}.",
        day(free_from)
    );
    let message = words::about(&at, &what);
    Some(
        Problem::warning("repeat_too_early", at, message)
            .by_rule(&requirement.norm, requirement.checked),
    )
}

fn of_weight(who: RequiredBy, code: &str, field: String, message: &str) -> Problem {
    match who {
        RequiredBy::Law | RequiredBy::Policy => Problem::error(code, field, message),
        RequiredBy::Practice => Problem::warning(code, field, message),
    }
}

fn holds(when: When, request: &Value, demand: usize) -> bool {
    let represented = request.get("representative").is_some_and(|r| !r.is_null());
    let basis = text_at(request, "/representative/basis");
    match when {
        When::Always => true,
        When::RepeatEarly => gate(request, demand).is_some_and(RepeatGate::reasons_required),
        When::Representative => represented,
        When::ParentOrGuardian => matches!(basis, Some("parent" | "guardian")),
        When::PowerOfAttorney => basis == Some("power_of_attorney"),
    }
}

fn gate(request: &Value, demand: usize) -> Option<RepeatGate> {
    let date_at = |at: &str| text_at(request, at).and_then(read_date);
    let outcome = match text_at(request, &format!("/demands/{demand}/previous/outcome"))? {
        "none" => PreviousOutcome::None,
        "partial" => PreviousOutcome::Partial,
        "full" => PreviousOutcome::Full,
        _ => return None,
    };
    Some(repeat_gate(
        date_at(&format!("/demands/{demand}/previous/sent_on"))?,
        outcome,
        date_at("/date")?,
    ))
}

/// One absence is said once: by the strongest norm that asks for the field.
fn add(problems: &mut Vec<Problem>, new: Problem) {
    let is_absence = |p: &Problem| {
        p.required_by.is_some()
            || matches!(
                p.code.as_str(),
                "missing_field" | "empty" | "authority_not_enclosed"
            )
    };
    let known = problems
        .iter_mut()
        .find(|p| p.field == new.field && is_absence(p));
    match (known, new.required_by) {
        (None, _) => problems.push(new),
        // Something else about the same field, such as a repeat sent too early.
        (Some(known), None) if *known != new => problems.push(new),
        (Some(known), Some(_)) if weight(&new) < weight(known) => *known = new,
        _ => {}
    }
}

/// Errors outweigh warnings; among equals the law speaks first, and a bare format last.
fn weight(problem: &Problem) -> (Severity, u8) {
    let who = match problem.required_by {
        Some(RequiredBy::Law) => 0,
        Some(RequiredBy::Policy) => 1,
        Some(RequiredBy::Practice) => 2,
        None => 3,
    };
    (problem.severity, who)
}

/// The place of a field in the file's format (contract §1).
fn place(field: &str) -> usize {
    const ORDER: [&str; 12] = [
        "format",
        "date",
        "number",
        "operator",
        "subject",
        "representative",
        "relationship",
        "demands",
        "reply",
        "enclosures",
        "signing",
        "text",
    ];
    let top = field.split('/').nth(1).unwrap_or_default();
    ORDER
        .iter()
        .position(|name| *name == top)
        .unwrap_or(ORDER.len())
}
