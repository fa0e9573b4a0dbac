//! What crosses to the window: plain values with the names the window knows, typed on both sides by `bindings`.
//!
//! The rooms' own types stay free of the window; here they are copied field by field, so that a renamed field is
//! found by the compiler.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use specta::Type;
use tauri::ipc::{InvokeResponseBody, IpcResponse};

/// A PDF for the window's canvas: raw bytes, an `ArrayBuffer` on the other side.
pub(crate) struct Pdf(pub(crate) Vec<u8>);

impl IpcResponse for Pdf {
    fn body(self) -> tauri::Result<InvokeResponseBody> {
        Ok(InvokeResponseBody::Raw(self.0))
    }
}

impl Type for Pdf {
    fn definition(_: &mut specta::Types) -> specta::datatype::DataType {
        specta::datatype::DataType::Reference(specta_typescript::define("ArrayBuffer"))
    }
}

/// An object that the shell hands on without a type of its own: the draft, a request under construction.
#[derive(Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Json(pub(crate) Value);

impl Type for Json {
    fn definition(_: &mut specta::Types) -> specta::datatype::DataType {
        specta::datatype::DataType::Reference(specta_typescript::define("object"))
    }
}

/// A language of the window.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Language {
    Ru,
    En,
}

/// The answer to a check.
#[derive(Debug, Serialize, Type)]
pub(crate) struct Checked {
    complete: bool,
    problems: Vec<Problem>,
}

/// One thing that is wrong or doubtful.
#[derive(Debug, Serialize, Type)]
pub(crate) struct Problem {
    severity: Severity,
    code: String,
    /// JSON Pointer.
    field: String,
    norm: Option<String>,
    required_by: Option<Requirer>,
    /// Russian; shown when the window has no sentence of its own for the code.
    message: String,
}

#[derive(Debug, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Severity {
    Error,
    Warning,
}

/// Who asks for something: the law, the operator's policy, good practice.
#[derive(Debug, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Requirer {
    Law,
    Policy,
    Practice,
}

impl From<law::RequiredBy> for Requirer {
    fn from(by: law::RequiredBy) -> Self {
        match by {
            law::RequiredBy::Law => Self::Law,
            law::RequiredBy::Policy => Self::Policy,
            law::RequiredBy::Practice => Self::Practice,
        }
    }
}

impl From<request::CheckReport> for Checked {
    fn from(report: request::CheckReport) -> Self {
        let problems = report.problems.into_iter().map(|problem| Problem {
            severity: if problem.is_error() {
                Severity::Error
            } else {
                Severity::Warning
            },
            code: problem.code,
            field: problem.field,
            norm: problem.norm,
            required_by: problem.required_by.map(Into::into),
            message: problem.message,
        });
        Self {
            complete: report.complete,
            problems: problems.collect(),
        }
    }
}

/// The terms of one demand (contract §4).
#[derive(Debug, Serialize, Type)]
pub(crate) struct Deadline {
    kind: String,
    received: String,
    terms: Vec<Term>,
}

/// One term with its sum.
#[derive(Debug, Serialize, Type)]
pub(crate) struct Term {
    code: String,
    /// Russian.
    what: String,
    norm: String,
    unit: TermUnit,
    count: u32,
    start: Option<TermStart>,
    /// Russian.
    starts_when: Option<String>,
    due: Option<String>,
    strict_due: Option<String>,
    counted: Vec<String>,
    skipped: Vec<SkippedDay>,
    calendar_decreed: bool,
    checked: bool,
    /// The law names no count: a guide, not a statutory term.
    internal: bool,
}

#[derive(Debug, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TermUnit {
    WorkingDays,
    CalendarDays,
    Hours,
    Immediately,
    Months,
}

#[derive(Debug, Serialize, Type)]
pub(crate) struct TermStart {
    event: String,
    date: String,
    assumed: bool,
}

#[derive(Debug, Serialize, Type)]
pub(crate) struct SkippedDay {
    date: String,
    reason: String,
}

impl From<law::Deadline<'_>> for Deadline {
    fn from(deadline: law::Deadline<'_>) -> Self {
        Self {
            kind: text(&deadline.kind),
            received: text(&deadline.received),
            terms: deadline.terms.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<law::Term<'_>> for Term {
    fn from(term: law::Term<'_>) -> Self {
        Self {
            code: term.code.to_owned(),
            what: term.what.to_owned(),
            norm: term.norm.to_owned(),
            unit: match term.unit {
                law::Unit::WorkingDays => TermUnit::WorkingDays,
                law::Unit::CalendarDays => TermUnit::CalendarDays,
                law::Unit::Hours => TermUnit::Hours,
                law::Unit::Immediately => TermUnit::Immediately,
                law::Unit::Months => TermUnit::Months,
            },
            count: term.count,
            start: term.start.map(|start| TermStart {
                event: text(&start.event),
                date: text(&start.date),
                assumed: start.assumed,
            }),
            starts_when: term.starts_when.map(str::to_owned),
            due: term.due.map(|due| text(&due)),
            strict_due: term.strict_due.map(|day| text(&day)),
            counted: term.counted.iter().map(text).collect(),
            skipped: term
                .skipped
                .iter()
                .map(|day| SkippedDay {
                    date: text(&day.date),
                    reason: text(&day.reason),
                })
                .collect(),
            calendar_decreed: term.calendar_decreed,
            checked: term.checked,
            internal: term.internal,
        }
    }
}

/// A composed letter as it lies in its folder.
#[derive(Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CaseView {
    case_id: String,
    folder: String,
    files: Vec<CaseFile>,
    legal_force: LegalForce,
    warnings: Vec<Warning>,
    /// None while nothing was sent.
    state: Option<OutboxState>,
    /// RFC 3339.
    sent_at: Option<String>,
}

/// What force the signature of a letter has (63-ФЗ ст. 5, 6).
#[derive(Debug, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LegalForce {
    QualifiedClaimed,
    Unqualified,
    None,
}

#[derive(Debug, Serialize, Type)]
pub(crate) struct CaseFile {
    name: String,
    size: u32,
}

/// What a person should know of a letter.
#[derive(Debug, Serialize, Deserialize, Type)]
pub(crate) struct Warning {
    code: String,
    /// Russian.
    message: String,
}

/// Where a letter is on its way out.
#[derive(Debug, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub(crate) enum OutboxState {
    Queued,
    Sending,
    Sent,
    Refused,
    Unknown,
}

impl From<delivery::State> for OutboxState {
    fn from(state: delivery::State) -> Self {
        match state {
            delivery::State::Queued => Self::Queued,
            delivery::State::Sending => Self::Sending,
            delivery::State::Sent => Self::Sent,
            delivery::State::Refused => Self::Refused,
            delivery::State::Unknown => Self::Unknown,
        }
    }
}

impl From<workflow::CaseView> for CaseView {
    fn from(case: workflow::CaseView) -> Self {
        Self {
            case_id: case.case_id,
            folder: case.folder,
            files: case
                .files
                .into_iter()
                .map(|file| CaseFile {
                    name: file.name,
                    // Letters are limited to some megabytes; a number of the window holds 53 bits anyway.
                    size: u32::try_from(file.size).unwrap_or(u32::MAX),
                })
                .collect(),
            // A report of another version may know another force: then it is none that we may claim.
            legal_force: serde_json::from_value(case.legal_force.into())
                .unwrap_or(LegalForce::None),
            warnings: case
                .warnings
                .into_iter()
                .filter_map(|warning| serde_json::from_value(warning).ok())
                .collect(),
            state: case
                .state
                .and_then(|state| serde_json::from_value(state.into()).ok()),
            sent_at: case.sent_at,
        }
    }
}

/// A file the person chose; the window knows its name, never its path.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct PickedFile {
    /// The token the shell knows it by.
    pub(crate) file: String,
    pub(crate) name: String,
}

/// A mailbox to send from.
#[derive(Debug, Serialize, Deserialize, Type)]
pub(crate) struct Profile {
    pub(crate) name: String,
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) tls: Tls,
    pub(crate) user: String,
    pub(crate) from: String,
    /// In the file: the own authority's certificate, PEM. To the window: only that there is one. From the window: that,
    /// or the token of a picked file.
    #[serde(default)]
    pub(crate) ca: Option<String>,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Tls {
    Implicit,
    Starttls,
    None,
}

/// What a value says of itself in a file: a code or a date.
fn text(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(text)) => text,
        other => unreachable!("codes and dates are strings in every file: {other:?}"),
    }
}
