//! Terms with their sum: when a term starts, which days it counts, when it ends (ГК 190–194; 152-ФЗ by kind).

mod count;

use std::collections::BTreeMap;
use std::fmt;

use chrono::{DateTime, FixedOffset, NaiveDate};
use schemars::JsonSchema;
use serde::{Serialize, Serializer};

use crate::calendar::{Calendar, DayOff};
use crate::codes::{Duty, Event, Kind};
use crate::error::LawError;
use crate::pack::Pack;
use crate::received::Received;
use crate::rules::{DeferralRule, ExtensionRule, Provenance, TermRule, Unit};
pub use count::due_day;

/// What a term is asked for: a kind of request or a duty of the operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Matter {
    /// A request.
    Kind(Kind),
    /// A duty.
    Duty(Duty),
}

impl Matter {
    /// Every kind, then every duty.
    pub fn all() -> impl Iterator<Item = Self> {
        Kind::ALL
            .iter()
            .map(|&kind| Self::Kind(kind))
            .chain(Duty::ALL.iter().map(|&duty| Self::Duty(duty)))
    }

    /// The code of the contract.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Kind(kind) => kind.code(),
            Self::Duty(duty) => duty.code(),
        }
    }

    /// The kind or duty with this code.
    ///
    /// # Errors
    /// [`LawError::UnknownKind`] with the codes there are.
    pub fn from_code(code: &str) -> Result<Self, LawError> {
        Self::all()
            .find(|matter| matter.code() == code)
            .ok_or_else(|| LawError::UnknownKind {
                value: code.to_owned(),
                known: Self::all().map(Self::code).collect::<Vec<_>>().join(", "),
            })
    }
}

impl From<Kind> for Matter {
    fn from(kind: Kind) -> Self {
        Self::Kind(kind)
    }
}

impl From<Duty> for Matter {
    fn from(duty: Duty) -> Self {
        Self::Duty(duty)
    }
}

impl fmt::Display for Matter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Matter {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

/// What is known about a case. There is no field for identification, for a notice of defects or for registration:
/// none of them moves a term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// When the operator got it; for a duty, when the event that begins it happened.
    pub received: Received,
    /// Whether the receipt is only assumed.
    pub assumed: bool,
    /// What else has happened; events that a kind does not know are of no effect, so that demands of one letter share them.
    pub events: BTreeMap<Event, Received>,
    /// Whether the term is extended by a notice sent in time.
    pub extended: bool,
    /// When the notice of extension was sent; implies `extended`.
    pub extension_sent: Option<NaiveDate>,
}

impl Facts {
    /// Only the receipt is known.
    #[must_use]
    pub const fn received(received: Received) -> Self {
        Self {
            received,
            assumed: false,
            events: BTreeMap::new(),
            extended: false,
            extension_sent: None,
        }
    }
}

/// Every term of a kind or duty, the main one first; serialises to the contract's `deadline`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Deadline<'a> {
    /// Code of the kind or duty.
    #[schemars(with = "String")]
    pub kind: Matter,
    /// When it was received.
    #[schemars(with = "String")]
    pub received: Received,
    /// Identifier of the pack in force on that day.
    pub pack: &'a str,
    /// The terms.
    pub terms: Vec<Term<'a>>,
}

impl<'a> Deadline<'a> {
    /// The main term; a composite kind of an old edition may have none.
    #[must_use]
    pub fn main(&self) -> Option<&Term<'a>> {
        self.terms.first()
    }
}

/// One term with its sum.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Term<'a> {
    /// Code of the term within its kind.
    pub code: &'a str,
    /// The part of a composite kind it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<Kind>,
    /// What must be done.
    pub what: &'a str,
    /// The norm.
    pub norm: &'a str,
    /// In what it is counted.
    pub unit: Unit,
    /// How many, the extension included.
    pub count: u32,
    /// What started it; null while it has not.
    pub start: Option<Start>,
    /// What has to happen first, while it has not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub starts_when: Option<&'a str>,
    /// The last day, ГК 193 applied; for hours the moment; null while it has not started.
    #[schemars(with = "Option<String>")]
    pub due: Option<Due>,
    /// For calendar terms: the last working day not after the strict end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strict_due: Option<NaiveDate>,
    /// The day on which the count itself ends, when it is a day off and `due` is later.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rolled_from: Option<Skipped>,
    /// The days counted.
    pub counted: Vec<NaiveDate>,
    /// The days passed over, each with its reason.
    pub skipped: Vec<Skipped>,
    /// Whether every year touched has its decree.
    pub calendar_decreed: bool,
    /// Whether those decrees were read in a public copy.
    pub calendar_checked: bool,
    /// Whether the norm was read in a public copy of the official text.
    pub checked: bool,
    /// The law names no count: the figure is a guide, not a statutory term.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub internal: bool,
    /// Whether the extension is in `count`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub extended: bool,
    /// The extension the law allows, used or not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extension: Option<Extension<'a>>,
    /// How destruction may be put off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deferral: Option<&'a DeferralRule>,
    /// The day of alarm for what is due at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alarm: Option<NaiveDate>,
}

/// The extension the law allows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Extension<'a> {
    /// By how many units.
    pub count: u32,
    /// The norm.
    pub norm: &'a str,
    /// What the operator must do.
    pub condition: &'a str,
    /// The last day to send the notice: the end of the term without the extension.
    pub send_by: Option<NaiveDate>,
}

/// The event that started a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Start {
    /// The event.
    pub event: Event,
    /// Its day, day 0.
    pub date: NaiveDate,
    /// Its moment, for terms in hours.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub moment: Option<Received>,
    /// Whether it is only assumed.
    pub assumed: bool,
}

/// The end of a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// A day, to its end.
    Day(NaiveDate),
    /// A moment.
    Moment(DateTime<FixedOffset>),
}

impl Due {
    /// The day on which the term ends.
    #[must_use]
    pub fn day(self) -> NaiveDate {
        match self {
            Self::Day(day) => day,
            Self::Moment(moment) => moment.date_naive(),
        }
    }
}

impl Serialize for Due {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match *self {
            Self::Day(day) => day.serialize(serializer),
            Self::Moment(moment) => Received::Moment(moment).serialize(serializer),
        }
    }
}

/// A day passed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Skipped {
    /// The day.
    pub date: NaiveDate,
    /// Why, in Russian.
    #[schemars(with = "String")]
    pub reason: DayOff,
}

/// Every term of a kind or duty by the pack in force on the day of receipt and the country's calendar.
///
/// # Errors
/// [`LawError::NoExtension`] where an extension is claimed that the law does not give, [`LawError::ExtensionTooLate`]
/// when its notice was sent after the first term, and what [`Pack::in_force`] and the calendar refuse.
pub fn deadline(matter: impl Into<Matter>, facts: &Facts) -> Result<Deadline<'static>, LawError> {
    deadline_in(
        Pack::in_force(facts.received.day())?,
        Calendar::russia(),
        matter,
        facts,
    )
}

/// As [`deadline`], by a pack and a calendar of the caller's choice.
///
/// # Errors
/// As [`deadline`].
pub fn deadline_in<'a>(
    pack: &'a Pack,
    calendar: &Calendar,
    matter: impl Into<Matter>,
    facts: &Facts,
) -> Result<Deadline<'a>, LawError> {
    let matter = matter.into();
    let rules = rules_of(pack, matter, facts.received.day())?;
    let extended = facts.extended || facts.extension_sent.is_some();
    if extended && !rules.terms.iter().any(|(_, rule)| rule.extension.is_some()) {
        let norm = rules
            .terms
            .first()
            .map_or_else(String::new, |(_, rule)| rule.norm.clone());
        return Err(LawError::NoExtension {
            name: rules.name.to_owned(),
            norm,
        });
    }
    let mut terms = Vec::with_capacity(rules.terms.len());
    let mut deferred: Option<(&DeferralRule, &TermRule, Option<Kind>)> = None;
    for (part, rule) in rules.terms {
        terms.push(count::term(
            calendar,
            rule,
            part,
            rules.begins_with,
            facts,
            extended,
        )?);
        if let Some(deferral) = &rule.deferral {
            deferred.get_or_insert((deferral, rule, part));
        }
    }
    // Ст. 21 ч. 6 counts only once the operator has blocked instead of destroying; until then the terms above carry it as a note.
    if let (Some((deferral, rule, part)), Some(&since)) =
        (deferred, facts.events.get(&Event::DestructionDeferred))
    {
        terms.push(count::deferred(calendar, deferral, rule, part, since)?);
    }
    Ok(Deadline {
        kind: matter,
        received: facts.received,
        pack: &pack.head.id,
        terms,
    })
}

struct Rules<'a> {
    name: &'a str,
    begins_with: Event,
    terms: Vec<(Option<Kind>, &'a TermRule)>,
}

fn rules_of(pack: &Pack, matter: Matter, on: NaiveDate) -> Result<Rules<'_>, LawError> {
    let in_force = |norms: &[String], provenance: &Provenance| match provenance.in_force_from {
        Some(from) if from > on => Err(LawError::NotInForce {
            norm: norms.first().cloned().unwrap_or_default(),
            on,
            from,
        }),
        _ => Ok(()),
    };
    match matter {
        Matter::Duty(duty) => {
            let rule = pack.duty(duty);
            in_force(&rule.norms, &rule.provenance)?;
            Ok(Rules {
                name: &rule.name,
                begins_with: rule.begins_with,
                terms: rule.terms.iter().map(|t| (None, t)).collect(),
            })
        }
        Matter::Kind(kind) => {
            let rule = pack.kind(kind);
            in_force(&rule.norms, &rule.provenance)?;
            let own = rule.terms.iter().map(|term| (None, term));
            // A part whose norm is not yet in force has no term of its own: the other parts stand without it.
            let parts = rule
                .composed_of
                .iter()
                .map(|&part| pack.kind(part))
                .filter(|part| part.provenance.holds_on(on));
            let of_parts =
                parts.flat_map(|part| part.terms.iter().map(|term| (Some(part.kind), term)));
            Ok(Rules {
                name: &rule.name,
                begins_with: Event::Receipt,
                terms: own.chain(of_parts).collect(),
            })
        }
    }
}

impl<'a> Extension<'a> {
    fn of(rule: &'a ExtensionRule, send_by: Option<NaiveDate>) -> Self {
        Self {
            count: rule.count,
            norm: &rule.norm,
            condition: &rule.condition,
            send_by,
        }
    }
}
