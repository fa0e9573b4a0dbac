//! The shape of a rule pack: what the files in `assets/law/packs` say about kinds, duties, answers and grounds.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::codes::{AccessItem, Answer, Duty, Event, Kind, RequiredBy};
use crate::requirement::{Requirement, SignatureRule, is_filled};

/// Where a rule comes from and when it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Provenance {
    /// The edition the rule stands on.
    pub edition: String,
    /// First day in force; none: at least since the first day of the pack, the exact day is not established.
    #[serde(default)]
    pub in_force_from: Option<NaiveDate>,
    /// Last day in force, where one is set.
    #[serde(default)]
    pub in_force_to: Option<NaiveDate>,
    /// Whether the norm was read in a public copy of the official text; `false` must be shown beside the rule.
    pub checked: bool,
    /// When it was last looked at.
    pub checked_on: NaiveDate,
    /// Where it was read.
    pub source: String,
}

impl Provenance {
    /// Whether the rule was in force on this day, as far as its own dates tell.
    #[must_use]
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.in_force_from.is_none_or(|from| from <= day)
            && self.in_force_to.is_none_or(|to| day <= to)
    }
}

/// Everything the law says about one kind of request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KindRule {
    /// The kind.
    pub kind: Kind,
    /// Its short Russian name.
    pub name: String,
    /// The norms it stands on, the main one first.
    pub norms: Vec<String>,
    /// Who may file it.
    pub filed_by: Vec<Filer>,
    /// What the request must contain.
    pub requirements: Vec<Requirement>,
    /// Whether a signature is asked.
    pub signature: SignatureRule,
    /// Fields that help but that nobody may demand, as pointers.
    pub offered: Vec<String>,
    /// What the letter must say, in Russian.
    pub says: Vec<String>,
    /// Kinds whose terms this one shows (a composite request); its own terms are then empty.
    #[serde(default)]
    pub composed_of: Vec<Kind>,
    /// Terms, the main one first.
    #[serde(default)]
    pub terms: Vec<TermRule>,
    /// The answer.
    pub reply: ReplyRule,
    /// Codes of [`RefusalGround`]s that may be used.
    pub refusal_grounds: Vec<String>,
    /// Papers that follow on the operator's side.
    pub follow_up: Vec<Answer>,
    /// Other papers that follow, in words.
    #[serde(default)]
    pub follow_up_notes: Vec<String>,
    /// What is easily got wrong.
    #[serde(default)]
    pub notes: Vec<String>,
    /// Where the rule comes from.
    pub provenance: Provenance,
}

/// A duty that begins at the operator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DutyRule {
    /// The duty.
    pub duty: Duty,
    /// Its short Russian name.
    pub name: String,
    /// The norms it stands on.
    pub norms: Vec<String>,
    /// The event that the date of receipt stands for.
    pub begins_with: Event,
    /// Terms, the main one first.
    pub terms: Vec<TermRule>,
    /// The answer or notice.
    pub reply: ReplyRule,
    /// Papers that follow.
    pub follow_up: Vec<Answer>,
    /// Other papers that follow, in words.
    #[serde(default)]
    pub follow_up_notes: Vec<String>,
    /// Where the rule comes from.
    pub provenance: Provenance,
}

/// Who may file a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Filer {
    /// Субъект персональных данных.
    Subject,
    /// Законный представитель.
    LegalRepresentative,
    /// Представитель по доверенности.
    Attorney,
}

/// One term.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TermRule {
    /// Code of the term within its kind.
    pub code: String,
    /// What must be done, in Russian.
    pub what: String,
    /// The norm.
    pub norm: String,
    /// In what it is counted.
    pub unit: Unit,
    /// How many; 0 for [`Unit::Immediately`].
    pub count: u32,
    /// What starts it.
    pub start: Event,
    /// What has to happen, in words, while it has not.
    pub starts_when: String,
    /// How it may be extended.
    #[serde(default)]
    pub extension: Option<ExtensionRule>,
    /// How destruction may be put off (ст. 21 ч. 6).
    #[serde(default)]
    pub deferral: Option<DeferralRule>,
    /// The law names no count: the figure is a guide of the project, not a statutory term.
    #[serde(default)]
    pub internal: bool,
    /// Working days after the due day when the officer must be alarmed, for [`Unit::Immediately`].
    #[serde(default)]
    pub alarm_after: Option<u32>,
    /// Whether the norm was read in a public copy of the official text.
    pub checked: bool,
}

/// Units of a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Рабочие дни.
    WorkingDays,
    /// Календарные дни.
    CalendarDays,
    /// Астрономические часы.
    Hours,
    /// Немедленно.
    Immediately,
    /// Месяцы (ГК 192); only for destruction put off under ст. 21 ч. 6.
    Months,
}

/// Extension of a term by a reasoned notice, sent before the first term ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExtensionRule {
    /// By how many units of the term.
    pub count: u32,
    /// The norm.
    pub norm: String,
    /// What the operator must do.
    pub condition: String,
    /// Whether the norm was read in a public copy of the official text.
    pub checked: bool,
}

/// Destruction put off: block, and destroy within some months.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeferralRule {
    /// Months.
    pub months: u32,
    /// The norm.
    pub norm: String,
    /// What has to happen, in words.
    pub starts_when: String,
    /// Whether the norm was read in a public copy of the official text.
    pub checked: bool,
}

/// Form and content of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplyRule {
    /// In what form, in Russian.
    pub form: String,
    /// What it must contain, in Russian.
    pub contains: Vec<String>,
    /// Answers that close the request.
    pub answers: Vec<Answer>,
}

/// One of the operator's answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerRule {
    /// The answer.
    pub answer: Answer,
    /// Its Russian title.
    pub name: String,
    /// The norm.
    pub norm: String,
    /// When it is used.
    pub used_when: String,
    /// What it must contain.
    pub contains: Vec<String>,
    /// The same as fields of the response file: without them the answer may not be signed.
    #[serde(default)]
    pub requires: Vec<AnswerContent>,
    /// Where the rule comes from.
    pub provenance: Provenance,
}

/// Something an answer must contain before it may be signed.
///
/// Pointers are JSON Pointers (RFC 6901) into the response file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerContent {
    /// Where its absence is reported; fulfilled when it is there and not empty.
    pub field: String,
    /// Other places that fulfil it as well.
    #[serde(default)]
    pub or: Vec<String>,
    /// When it is asked for at all; always, when this is not given.
    #[serde(default)]
    pub when: Option<FieldIs>,
    /// Who demands it.
    pub required_by: RequiredBy,
    /// The norm that demands it.
    pub norm: String,
    /// Whether the norm was read in a public copy of the official text.
    pub checked: bool,
    /// One Russian sentence that says what to do.
    pub message: String,
}

impl AnswerContent {
    /// Whether the response must have it.
    #[must_use]
    pub fn is_asked(&self, response: &Value) -> bool {
        self.when.as_ref().is_none_or(|when| when.holds(response))
    }

    /// Whether the response has it. A box that is not ticked says nothing.
    #[must_use]
    pub fn is_met(&self, response: &Value) -> bool {
        std::iter::once(&self.field).chain(&self.or).any(|field| {
            response
                .pointer(field)
                .is_some_and(|value| is_filled(value) && *value != Value::Bool(false))
        })
    }
}

impl FieldIs {
    fn holds(&self, response: &Value) -> bool {
        response.pointer(&self.field).is_some_and(|value| {
            self.is.is_empty()
                || value
                    .as_str()
                    .is_some_and(|text| self.is.iter().any(|one| one == text))
        })
    }
}

/// A circumstance told by a field of the response file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FieldIs {
    /// The field.
    pub field: String,
    /// It is one of these; an empty list means: it is there at all.
    #[serde(default)]
    pub is: Vec<String>,
}

/// A ground on which the operator may refuse, or go on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RefusalGround {
    /// Stable code.
    pub code: String,
    /// The norm.
    pub norm: String,
    /// The ground, in Russian.
    pub text: String,
    /// Whether the officer must name an article himself.
    #[serde(default)]
    pub article_needed: bool,
    /// Where the rule comes from.
    pub provenance: Provenance,
}

/// One of the eleven items of ст. 14 ч. 7.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ItemRule {
    /// The item.
    pub item: AccessItem,
    /// Its norm, `152-ФЗ ст. 14 ч. 7 п. N`.
    pub norm: String,
    /// Its text.
    pub text: String,
    /// Where the rule comes from.
    pub provenance: Provenance,
}
