//! What a request must contain, and who demands it (152-ФЗ ст. 14 ч. 3 and the other articles by kind).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::codes::RequiredBy;

/// The prefix in pointers that stands for `/demands/N` of the demand the rule is evaluated for.
pub const DEMAND: &str = "{demand}";

/// One thing a request must contain: fulfilled when any of the pointers is present and not empty.
///
/// Pointers are JSON Pointers (RFC 6901) into the request file; the prefix [`DEMAND`] stands for the demand in question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// Stable code of the requirement (`document`, `relationship`, …), the same in every kind.
    pub code: String,
    /// Fulfilled when any of these is present and not empty.
    pub any_of: Vec<String>,
    /// Where its absence is reported.
    pub field: String,
    /// Who demands it.
    pub required_by: RequiredBy,
    /// The norm or the clause that demands it.
    pub norm: String,
    /// Whether the norm was read in a public copy of the official text.
    pub checked: bool,
    /// One Russian sentence that says what to do.
    pub message: String,
    /// When the requirement holds at all.
    #[serde(default)]
    pub when: When,
}

/// The circumstance under which a [`Requirement`] holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// In every request of the kind.
    #[default]
    Always,
    /// A repeat for which [`crate::repeat_gate`] asks reasons (ст. 14 ч. 5).
    RepeatEarly,
    /// A representative writes.
    Representative,
    /// The representative is a parent or a guardian.
    ParentOrGuardian,
    /// The representative acts by a power of attorney (ГК 185–189).
    PowerOfAttorney,
}

impl Requirement {
    /// The pointers of [`Self::any_of`] for the demand with this index.
    pub fn pointers(&self, demand: usize) -> impl Iterator<Item = String> + '_ {
        self.any_of.iter().map(move |pointer| at(pointer, demand))
    }

    /// The pointer of [`Self::field`] for the demand with this index.
    #[must_use]
    pub fn field_at(&self, demand: usize) -> String {
        at(&self.field, demand)
    }

    /// Whether the request file has what is required for the demand with this index.
    #[must_use]
    pub fn is_met(&self, request: &Value, demand: usize) -> bool {
        self.pointers(demand)
            .any(|pointer| request.pointer(&pointer).is_some_and(is_filled))
    }
}

/// Whether a signature is asked under a letter of some kind, and by whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SignatureRule {
    /// Whether anybody asks for it: only then `signing.form = "none"` (or no `signing`) is a problem.
    pub asked: bool,
    /// Who asks for it; of no meaning when nobody does.
    pub required_by: RequiredBy,
    /// The norm or the clause.
    pub norm: String,
    /// Whether the norm was read in a public copy of the official text.
    pub checked: bool,
    /// One Russian sentence that says what to do.
    pub message: String,
}

fn at(pointer: &str, demand: usize) -> String {
    pointer.strip_prefix(DEMAND).map_or_else(
        || pointer.to_owned(),
        |rest| format!("/demands/{demand}{rest}"),
    )
}

/// Whether something stands there.
pub(crate) fn is_filled(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.trim().is_empty(),
        Value::Array(list) => list.iter().any(is_filled),
        Value::Object(map) => map.values().any(is_filled),
        Value::Bool(_) | Value::Number(_) => true,
    }
}
