//! What is asked, as types: one variant for every kind, with the keys of contract §2.

use chrono::NaiveDate;
use law::{AccessItem, Kind};
use schemars::JsonSchema;
use serde::Serialize;

use crate::values::{Line, Text};

/// One demand; its keys are those of contract §2.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[allow(
    missing_docs,
    reason = "the keys are the contract's; law.md §1.6 says what each is for"
)]
pub enum Demand {
    Access {
        items: Items,
        #[serde(skip_serializing_if = "Option::is_none")]
        inspect: Option<bool>,
    },
    AccessRepeat {
        items: Items,
        #[serde(skip_serializing_if = "Option::is_none")]
        inspect: Option<bool>,
        previous: Previous,
        #[serde(skip_serializing_if = "Option::is_none")]
        reasons: Option<Text>,
    },
    Rectification {
        #[schemars(length(min = 1))]
        corrections: Vec<Correction>,
    },
    Blocking {
        reasons: Text,
        #[serde(skip_serializing_if = "Vec::is_empty")]
        #[schemars(default)]
        data: Vec<Text>,
    },
    Destruction {
        ground: DestructionGround,
        #[schemars(length(min = 1))]
        facts: Vec<Text>,
        #[serde(skip_serializing_if = "Option::is_none")]
        proof: Option<Text>,
    },
    UnlawfulProcessing {
        #[schemars(length(min = 1))]
        facts: Vec<Text>,
    },
    ConsentWithdrawal {
        #[serde(skip_serializing_if = "Option::is_none")]
        consent: Option<Consent>,
        #[serde(skip_serializing_if = "Vec::is_empty")]
        #[schemars(default)]
        data: Vec<Text>,
    },
    StopProcessing {
        #[serde(skip_serializing_if = "Vec::is_empty")]
        #[schemars(default)]
        data: Vec<Text>,
        #[serde(skip_serializing_if = "Option::is_none")]
        reasons: Option<Text>,
    },
    MarketingStop {
        #[schemars(length(min = 1))]
        channels: Vec<Channel>,
    },
    StopDissemination {
        #[schemars(length(min = 1))]
        data: Vec<Text>,
        #[serde(rename = "where", skip_serializing_if = "Option::is_none")]
        place: Option<Text>,
    },
    PublicSourceRemoval {
        source: Text,
        #[serde(skip_serializing_if = "Vec::is_empty")]
        #[schemars(default)]
        data: Vec<Text>,
    },
    AutomatedDecisionObjection {
        decision: Text,
        objection: Text,
    },
    RefusalToProvide {
        #[serde(skip_serializing_if = "Vec::is_empty")]
        #[schemars(default)]
        data: Vec<Text>,
        #[serde(skip_serializing_if = "Option::is_none")]
        question: Option<Text>,
    },
    Explanation {
        #[schemars(length(min = 1))]
        questions: Vec<Text>,
    },
    DeleteAll {
        #[serde(skip_serializing_if = "Option::is_none")]
        reasons: Option<Text>,
        #[serde(skip_serializing_if = "Option::is_none")]
        account: Option<Line>,
    },
    Complaint {
        authority: ComplaintAuthority,
        #[schemars(length(min = 1))]
        facts: Vec<Text>,
        #[serde(skip_serializing_if = "Vec::is_empty")]
        #[schemars(default)]
        previous: Vec<Previous>,
        #[serde(skip_serializing_if = "Vec::is_empty")]
        #[schemars(default)]
        asks: Vec<Text>,
    },
    Free {
        text: Text,
    },
}

impl Demand {
    /// The kind whose rules hold for this demand.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Access { .. } => Kind::Access,
            Self::AccessRepeat { .. } => Kind::AccessRepeat,
            Self::Rectification { .. } => Kind::Rectification,
            Self::Blocking { .. } => Kind::Blocking,
            Self::Destruction { .. } => Kind::Destruction,
            Self::UnlawfulProcessing { .. } => Kind::UnlawfulProcessing,
            Self::ConsentWithdrawal { .. } => Kind::ConsentWithdrawal,
            Self::StopProcessing { .. } => Kind::StopProcessing,
            Self::MarketingStop { .. } => Kind::MarketingStop,
            Self::StopDissemination { .. } => Kind::StopDissemination,
            Self::PublicSourceRemoval { .. } => Kind::PublicSourceRemoval,
            Self::AutomatedDecisionObjection { .. } => Kind::AutomatedDecisionObjection,
            Self::RefusalToProvide { .. } => Kind::RefusalToProvide,
            Self::Explanation { .. } => Kind::Explanation,
            Self::DeleteAll { .. } => Kind::DeleteAll,
            Self::Complaint { .. } => Kind::Complaint,
            Self::Free { .. } => Kind::Free,
        }
    }
}

/// Which items of ст. 14 ч. 7 are asked: `"all"` or a list of codes, none twice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Items {
    /// All eleven.
    All(AllItems),
    /// Some of them.
    Some(#[schemars(length(min = 1), extend("uniqueItems" = true))] Vec<AccessItem>),
}

impl Items {
    /// The items asked, in the order of the law.
    #[must_use]
    pub fn in_order(&self) -> Vec<AccessItem> {
        match self {
            Self::All(_) => AccessItem::ALL.to_vec(),
            Self::Some(items) => AccessItem::ALL
                .iter()
                .copied()
                .filter(|i| items.contains(i))
                .collect(),
        }
    }
}

/// The word `"all"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub enum AllItems {
    /// `"all"`.
    #[serde(rename = "all")]
    All,
}

/// An earlier request, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Previous {
    /// When it was sent.
    pub sent_on: NaiveDate,
    /// Its number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<Line>,
    /// How it was sent, in words.
    pub channel: Line,
    /// What came of it.
    pub outcome: Outcome,
    /// When it was answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answered_on: Option<NaiveDate>,
}

/// What came of an earlier request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, serde::Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// No answer.
    None,
    /// An incomplete answer.
    Partial,
    /// A full answer.
    Full,
}

/// One correction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// Which data.
    pub what: Text,
    /// What stands there now.
    pub wrong: Text,
    /// What should stand there.
    pub right: Text,
    /// What proves it; the seven working days run from its presentation (ст. 20 ч. 3).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proof: Option<Text>,
}

/// Why data are to be destroyed (ст. 20 ч. 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, serde::Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DestructionGround {
    /// Незаконно получены.
    Unlawful,
    /// Не являются необходимыми для заявленной цели.
    NotNeeded,
}

/// The consent that is withdrawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Consent {
    /// When it was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given_on: Option<NaiveDate>,
    /// In what form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub form: Option<Line>,
    /// For what purpose.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purpose: Option<Text>,
}

/// A channel of advertising to be stopped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Channel {
    /// What channel.
    #[serde(rename = "type")]
    pub kind: ChannelKind,
    /// The number or address written to.
    pub address: Line,
    /// When it was used.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    pub dates: Vec<NaiveDate>,
}

/// Channels of advertising.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, serde::Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChannelKind {
    /// SMS.
    Sms,
    /// Telephone call.
    Call,
    /// E-mail.
    Email,
    /// Messenger.
    Messenger,
    /// Post.
    Post,
}

/// To whom a complaint goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ComplaintAuthority {
    /// Which authority.
    pub code: AuthorityCode,
    /// Its name, where it is a particular one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Line>,
    /// Its address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<Line>,
}

/// Authorities that hear complaints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, serde::Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AuthorityCode {
    /// Роскомнадзор.
    Rkn,
    /// ФАС.
    Fas,
    /// Прокуратура.
    Prosecutor,
    /// Суд.
    Court,
    /// Another.
    Other,
}
