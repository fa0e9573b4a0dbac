//! What the register keeps of a case. Applicants and officers have the same kind of case, seen from two sides.

use chrono::{DateTime, FixedOffset, NaiveDate};
use law::{Kind, Matter, Received};
use request::Request;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::party::Party;
use crate::terms::TermFacts;

/// Codes that are kept in a column and shown by the window.
macro_rules! codes {
    ($($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $code:literal,)+ })+) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$vmeta])* #[serde(rename = $code)] $variant,)+ }

        impl $name {
            /// Every value.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The code kept in the register.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// The value with this code, if there is one.
            #[must_use]
            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)+ _ => None }
            }
        }
    )+};
}
pub(crate) use codes;

codes! {
    /// Whose case it is.
    Side {
        /// The person's who wrote.
        Applicant = "applicant",
        /// The company's that got it.
        Officer = "officer",
    }

    /// How a letter came or went.
    Channel {
        /// Лично.
        Desk = "desk",
        /// Почта.
        Post = "post",
        /// Электронная почта.
        Email = "email",
        /// Электронный документооборот.
        Edo = "edo",
        /// Личный кабинет, форма на сайте.
        Site = "site",
    }

    /// State of a case.
    CaseState {
        /// Something is still to be done or awaited.
        Open = "open",
        /// Nothing is.
        Closed = "closed",
        /// Its people were forgotten; only ids, codes, dates and digests stay.
        Anonymised = "anonymised",
    }

    /// State of a demand; the results are those of the journal of law.md §7.1.
    DemandState {
        /// Not answered.
        Open = "open",
        /// Удовлетворено.
        Satisfied = "satisfied",
        /// Удовлетворено частично.
        Partly = "partly",
        /// Отказано, с нормой.
        Refused = "refused",
        /// Данные не обрабатываются.
        NoData = "no_data",
        /// Отозвано заявителем.
        Withdrawn = "withdrawn",
    }

    /// Which way a document went, seen from the owner of the register.
    Direction {
        /// Came.
        In = "in",
        /// Went.
        Out = "out",
        /// Stays: an act, a note.
        Inner = "inner",
    }
}

/// A case to be registered.
#[derive(Clone)]
pub struct NewCase {
    /// Its number; the next one of the year when none is given.
    pub number: Option<String>,
    /// Whose it is.
    pub side: Side,
    /// How it came or went.
    pub channel: Channel,
    /// The operator it is about, by the id in the directory.
    pub operator: Option<String>,
    /// Whose data it is about.
    pub subject: Option<Party>,
    /// Who writes for the subject.
    pub representative: Option<Party>,
    /// Short contents; may name people.
    pub summary: Option<String>,
    /// The request file, when there is one.
    pub request: Option<Value>,
    /// When the operator got it.
    pub receipt: Option<CaseReceipt>,
    /// Почтовый идентификатор.
    pub tracking: Option<String>,
    /// Signature and the result of its check.
    pub signature: Option<SignatureNote>,
    /// What is asked, or which duty began.
    pub demands: Vec<Matter>,
    /// Papers that come with it, filed in the same moment.
    pub documents: Vec<NewDocument>,
}

impl NewCase {
    /// A case about these matters, with nothing else known yet.
    #[must_use]
    pub const fn about(side: Side, channel: Channel, demands: Vec<Matter>) -> Self {
        Self {
            number: None,
            side,
            channel,
            operator: None,
            subject: None,
            representative: None,
            summary: None,
            request: None,
            receipt: None,
            tracking: None,
            signature: None,
            demands,
            documents: Vec::new(),
        }
    }

    /// The case of a request: its people, its demands, the request itself.
    #[must_use]
    pub fn of(request: &Request, side: Side, channel: Channel) -> Self {
        Self {
            subject: Some(Party::from(&request.subject)),
            representative: request
                .representative
                .as_ref()
                .map(|it| Party::from(&it.person)),
            request: serde_json::to_value(request).ok(),
            ..Self::about(side, channel, request.kinds().map(Matter::Kind).collect())
        }
    }
}

/// When the operator got the request, as each side must count it (law.md §1.7, 6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct CaseReceipt {
    /// The earliest defensible receipt: the officer counts from it.
    pub earliest: Received,
    /// The latest defensible receipt: the applicant counts from it.
    pub latest: Received,
    /// Whether only the sender's own server speaks for it.
    pub assumed: bool,
}

impl CaseReceipt {
    /// A receipt that is certain.
    #[must_use]
    pub const fn on(received: Received) -> Self {
        Self {
            earliest: received,
            latest: received,
            assumed: false,
        }
    }

    /// The one this side counts from.
    #[must_use]
    pub const fn for_side(&self, side: Side) -> Received {
        match side {
            Side::Applicant => self.latest,
            Side::Officer => self.earliest,
        }
    }
}

impl From<law::Receipt> for CaseReceipt {
    fn from(receipt: law::Receipt) -> Self {
        Self {
            earliest: receipt.earliest,
            latest: receipt.latest,
            assumed: receipt.assumed,
        }
    }
}

/// Signature of a request and what its check said; codes of the caller.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignatureNote {
    /// Form, e.g. `PAdES-B`, `ink`, `none`.
    pub form: String,
    /// Verdict, e.g. `valid`.
    pub verdict: String,
}

/// A case as it is kept.
#[derive(Clone, Serialize)]
pub struct Case {
    /// Identifier.
    pub id: String,
    /// Регистрационный номер.
    pub number: String,
    /// Whose it is.
    pub side: Side,
    /// Its state.
    pub state: CaseState,
    /// How many times it was changed: a change names the version it was made against.
    pub version: i64,
    /// How it came or went.
    pub channel: Channel,
    /// The operator, by id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operator: Option<String>,
    /// The subject; none once forgotten.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<Party>,
    /// The representative.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub representative: Option<Party>,
    /// Short contents.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// The request file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<Value>,
    /// When the operator got it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub receipt: Option<CaseReceipt>,
    /// When it was registered: moves no term.
    pub registered_at: DateTime<FixedOffset>,
    /// When it was closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<DateTime<FixedOffset>>,
    /// Who has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub officer: Option<String>,
    /// Почтовый идентификатор.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tracking: Option<String>,
    /// Signature and its verdict.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signature: Option<SignatureNote>,
    /// What is asked.
    pub demands: Vec<Demand>,
}

/// One demand of a case, with its own state and terms.
#[derive(Debug, Clone, Serialize)]
pub struct Demand {
    /// Identifier.
    pub id: String,
    /// What it is.
    #[serde(rename = "kind")]
    pub matter: Matter,
    /// Its state.
    pub state: DemandState,
    /// What has happened that its terms depend on.
    pub facts: TermFacts,
    /// The norm of a refusal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub norm: Option<String>,
    /// When it was decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_on: Option<NaiveDate>,
}

impl Demand {
    /// The kind of request; none for a duty.
    #[must_use]
    pub const fn kind(&self) -> Option<Kind> {
        match self.matter {
            Matter::Kind(kind) => Some(kind),
            Matter::Duty(_) => None,
        }
    }
}

/// What is done to a case.
#[derive(Clone)]
pub enum Change {
    /// Взять в работу: by who stamps it.
    Take,
    /// Hand over to another officer.
    HandOver {
        /// To whom.
        to: String,
    },
    /// Put back among the free ones.
    Release,
    /// Proof of the receipt came, or better proof.
    Receipt(CaseReceipt),
    /// Something happened that starts a term (a proof given, a violation found).
    Happened {
        /// The demand, by id.
        demand: String,
        /// What.
        event: law::Event,
        /// When.
        at: Received,
    },
    /// The notice of extension was sent.
    Extended {
        /// The demand, by id.
        demand: String,
        /// When.
        sent_on: NaiveDate,
        /// The reason it gives.
        reason: String,
    },
    /// One of several terms is done.
    TermDone {
        /// The demand, by id.
        demand: String,
        /// Code of the term.
        term: String,
    },
    /// A demand is decided, or open again.
    Decided {
        /// The demand, by id.
        demand: String,
        /// How.
        state: DemandState,
        /// The norm; a refusal has one always (ст. 20 ч. 2).
        norm: Option<String>,
        /// When.
        on: NaiveDate,
    },
    /// Short contents.
    Summary(String),
    /// A note, kept in the journal.
    Note(String),
    /// Почтовый идентификатор.
    Tracking(String),
    /// Signature and its verdict.
    Signature(SignatureNote),
    /// Nothing more is to be done.
    Close,
    /// Something is again.
    Reopen,
}

/// Which cases are listed. Everything that is none asks for nothing.
#[derive(Debug, Clone, Default)]
pub struct CaseFilter {
    /// Whose.
    pub side: Option<Side>,
    /// In which state.
    pub state: Option<CaseState>,
    /// With whom.
    pub officer: Option<String>,
    /// With a demand of this kind or duty.
    pub matter: Option<Matter>,
    /// Received on this day or later.
    pub received_from: Option<NaiveDate>,
    /// Received on this day or earlier.
    pub received_to: Option<NaiveDate>,
    /// Beginnings of the words of a name, in any order and case; ё = е.
    pub name: Option<String>,
}

/// A document to be filed with a case.
#[derive(Clone)]
pub struct NewDocument {
    /// Which way.
    pub direction: Direction,
    /// What it is: `request`, a code of an answer, `act`, `proof`, …
    pub code: String,
    /// Its title or file name; may name people.
    pub title: Option<String>,
    /// Outgoing or incoming number.
    pub number: Option<String>,
    /// Its date.
    pub dated: Option<NaiveDate>,
    /// How it went.
    pub channel: Option<Channel>,
    /// Почтовый идентификатор.
    pub tracking: Option<String>,
    /// Media type.
    pub media_type: String,
    /// Exact bytes.
    pub bytes: Vec<u8>,
}

/// A document filed with a case, without its bytes.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Document {
    /// Identifier.
    pub id: String,
    /// Which way.
    pub direction: Direction,
    /// What it is.
    pub code: String,
    /// Title; none once forgotten.
    pub title: Option<String>,
    /// Number.
    pub number: Option<String>,
    /// Date.
    pub dated: Option<NaiveDate>,
    /// How it went.
    pub channel: Option<Channel>,
    /// Почтовый идентификатор.
    pub tracking: Option<String>,
    /// Media type.
    pub media_type: String,
    /// Bytes it had.
    pub size: i64,
    /// SHA-256 of the bytes, hexadecimal; none once forgotten.
    pub sha256: Option<String>,
}

/// Cases, papers and changes are full of people, so that a log may show no more of them than ids and codes.
macro_rules! shy {
    ($($name:ident { $($field:ident),* },)+) => {
        $(impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($name))$(.field(stringify!($field), &self.$field))*.finish_non_exhaustive()
            }
        })+
    };
}

shy! {
    NewCase { side, channel, demands },
    Case { id, number, side, state, version },
    NewDocument { direction, code },
    Document { id, direction, code },
}

impl std::fmt::Debug for Change {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Change(…)")
    }
}
