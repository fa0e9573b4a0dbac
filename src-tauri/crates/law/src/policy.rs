//! Operators' own policies: what they ask of a formal request beyond the statute.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::codes::Kind;
use crate::requirement::{Requirement, SignatureRule};
use crate::rules::{Provenance, Unit};

/// A published policy of one operator, as far as it bears on requests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OperatorPolicy {
    /// The operator's ОГРН.
    pub ogrn: String,
    /// The operator's name.
    pub name: String,
    /// The policy's title.
    pub title: String,
    /// The date the policy bears.
    pub dated: NaiveDate,
    /// What it asks of a formal request («официальный запрос»).
    pub formal_request: FormalRequest,
    /// Clauses quoted, in their order.
    pub clauses: Vec<PolicyClause>,
    /// Terms the policy promises for an answer; a promise never lengthens a statutory term.
    #[serde(default)]
    pub promises: Vec<PolicyPromise>,
    /// What to tell whoever writes to this operator.
    #[serde(default)]
    pub notes: Vec<String>,
    /// Where it comes from.
    pub provenance: Provenance,
}

impl OperatorPolicy {
    /// What the policy requires of a formal request of this kind; nothing for the kinds that its own
    /// clauses take in a plain e-mail.
    #[must_use]
    pub fn requirements(&self, kind: Kind) -> &[Requirement] {
        if self.formal_request.kinds.contains(&kind) {
            &self.formal_request.requirements
        } else {
            &[]
        }
    }

    /// What the policy asks about the signature of this kind.
    #[must_use]
    pub fn signature(&self, kind: Kind) -> Option<&SignatureRule> {
        self.formal_request
            .kinds
            .contains(&kind)
            .then_some(&self.formal_request.signature)
    }
}

/// What a policy asks of a formal request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FormalRequest {
    /// The clause.
    pub clause: String,
    /// The kinds it binds.
    pub kinds: Vec<Kind>,
    /// What it requires.
    pub requirements: Vec<Requirement>,
    /// What it asks about the signature.
    pub signature: SignatureRule,
}

/// A clause quoted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PolicyClause {
    /// Its number.
    pub number: String,
    /// Its text.
    pub text: String,
    /// The kinds it speaks of.
    #[serde(default)]
    pub kinds: Vec<Kind>,
}

/// A term the policy promises.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PolicyPromise {
    /// The clause.
    pub clause: String,
    /// The kind.
    pub kind: Kind,
    /// In what it is counted.
    pub unit: Unit,
    /// How many.
    pub count: u32,
}
