//! Terms: derived at reading from the receipt and the rules, never kept. What is kept beside a demand is only a cache of
//! the day on which it must next be looked at, with the digest of the rule packs and the calendar it was computed by.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use async_trait::async_trait;
use chrono::{Datelike, NaiveDate};
use law::{Calendar, Deadline, Event, Facts, LawError, Matter, Pack, Received, YEARS, deadline_in};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sqlx::AnyConnection;

use crate::cases;
use crate::error::RegisterError;
use crate::journal::hex;
use crate::model::{CaseReceipt, DemandState, Side};
use crate::sql::{Columns, Sql};
use crate::store::Store;

/// The rules by which this register counts: the compiled-in packs and one calendar.
#[derive(Debug, Clone)]
pub struct TermRules {
    calendar: Arc<Calendar>,
    key: String,
}

impl TermRules {
    /// The country's calendar.
    #[must_use]
    pub fn in_force() -> Self {
        static RUSSIA: LazyLock<TermRules> =
            LazyLock::new(|| TermRules::with_calendar(Calendar::russia().clone()));
        RUSSIA.clone()
    }

    /// Another calendar: a region's.
    #[must_use]
    pub fn with_calendar(calendar: Calendar) -> Self {
        let mut hasher = Sha256::new();
        // The packs have no maps of their own to disorder them, so that equal packs give equal bytes.
        hasher.update(serde_json::to_vec(Pack::all()).unwrap_or_default());
        let days = YEARS
            .filter_map(|year| NaiveDate::from_ymd_opt(year, 1, 1))
            .flat_map(|first| {
                let year = first.year();
                first.iter_days().take_while(move |day| day.year() == year)
            });
        for day in days {
            hasher.update([u8::from(calendar.day(day).is_ok_and(law::Day::is_working))]);
        }
        Self {
            calendar: Arc::new(calendar),
            key: hex(&hasher.finalize()),
        }
    }

    /// Digest of the packs and the calendar.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Every term of a demand, with its sum.
    ///
    /// # Errors
    /// What [`law::deadline_in`] refuses.
    pub fn deadline(
        &self,
        matter: Matter,
        side: Side,
        receipt: &CaseReceipt,
        facts: &TermFacts,
    ) -> Result<Deadline<'static>, LawError> {
        let received = receipt.for_side(side);
        let facts = Facts {
            assumed: receipt.assumed,
            events: facts.events()?,
            extension_sent: facts.extension_sent,
            ..Facts::received(received)
        };
        deadline_in(
            Pack::in_force(received.day())?,
            &self.calendar,
            matter,
            &facts,
        )
    }

    /// The earliest day on which something of the demand must be done; far away when nothing has started.
    pub(crate) fn due(
        &self,
        matter: Matter,
        side: Side,
        receipt: Option<&CaseReceipt>,
        facts: &TermFacts,
    ) -> String {
        let Some(receipt) = receipt else {
            return NEVER.to_owned();
        };
        match self.deadline(matter, side, receipt, facts) {
            Ok(deadline) => deadline
                .terms
                .iter()
                .filter(|term| !facts.done.contains(term.code))
                .filter_map(|term| term.strict_due.or_else(|| term.due.map(law::Due::day)))
                .min()
                .map_or_else(|| NEVER.to_owned(), |day| day.to_string()),
            // A demand whose terms cannot be computed stands first on the board, where somebody sees it.
            Err(_) => receipt.for_side(side).day().to_string(),
        }
    }
}

/// What has happened to a demand that its terms depend on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermFacts {
    /// Events, as day or RFC 3339 moment.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub happened: BTreeMap<Event, String>,
    /// When the notice of extension was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension_sent: Option<NaiveDate>,
    /// Codes of the terms that were met.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub done: BTreeSet<String>,
}

impl TermFacts {
    fn events(&self) -> Result<BTreeMap<Event, Received>, LawError> {
        self.happened
            .iter()
            .map(|(&event, when)| Ok((event, Received::parse(when)?)))
            .collect()
    }
}

/// One line of the board: a demand that waits, and until when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BoardLine {
    /// The case.
    pub case: String,
    /// Its number.
    pub number: String,
    /// Whose case it is.
    pub side: Side,
    /// The demand.
    pub demand: String,
    /// What it is.
    pub matter: Matter,
    /// Until when; none while no term has started.
    pub due: Option<NaiveDate>,
    /// Who has it.
    pub officer: Option<String>,
}

/// The board of terms.
#[async_trait]
pub trait Board: Send + Sync {
    /// Open demands, the most urgent first; of one officer when named; after this many.
    ///
    /// # Errors
    /// The database fails.
    async fn board(
        &self,
        officer: Option<&str>,
        skip: i64,
        limit: i64,
    ) -> Result<Vec<BoardLine>, RegisterError>;

    /// How many open demands were due before this day.
    ///
    /// # Errors
    /// The database fails.
    async fn overdue(&self, today: NaiveDate) -> Result<i64, RegisterError>;
}

#[async_trait]
impl Board for Store {
    async fn board(
        &self,
        officer: Option<&str>,
        skip: i64,
        limit: i64,
    ) -> Result<Vec<BoardLine>, RegisterError> {
        self.freshen().await?;
        let mut sql = Sql::new(
            "SELECT d.id, d.case_id, d.kind, d.due, c.number, c.side, c.officer FROM demands d \
             JOIN cases c ON c.id = d.case_id WHERE d.state = 'open'",
        );
        if let Some(officer) = officer {
            sql.with(" AND c.officer = ", officer);
        }
        sql.with(" ORDER BY d.due, d.id LIMIT ", limit)
            .with(" OFFSET ", skip);
        let mut connection = self.reading().await?;
        sql.rows(&mut connection)
            .await?
            .iter()
            .map(|row| {
                let due = row.text("due")?;
                Ok(BoardLine {
                    case: row.text("case_id")?,
                    number: row.text("number")?,
                    side: cases::coded(&row.text("side")?, Side::from_code)?,
                    demand: row.text("id")?,
                    matter: Matter::from_code(&row.text("kind")?)?,
                    due: (due != NEVER).then(|| due.parse().ok()).flatten(),
                    officer: row.maybe("officer")?,
                })
            })
            .collect()
    }

    async fn overdue(&self, today: NaiveDate) -> Result<i64, RegisterError> {
        self.freshen().await?;
        let mut sql = Sql::new("SELECT count(*) AS n FROM demands WHERE state = 'open' AND due < ");
        sql.bind(today.to_string());
        let row = sql.row(&mut *self.reading().await?).await?;
        row.map_or(Ok(0), |row| row.int("n"))
    }
}

impl Store {
    /// Computes anew every cached day that other packs or another calendar computed. Two look-ups in an index when there is none.
    async fn freshen(&self) -> Result<(), RegisterError> {
        loop {
            let stale = self.stale(&mut *self.reading().await?, 1).await?;
            if stale.is_empty() {
                return Ok(());
            }
            let mut tx = self.transaction().await?;
            for demand in self.stale(&mut tx, 1_000).await? {
                let due = self.rules.due(
                    demand.matter,
                    demand.side,
                    demand.receipt.as_ref(),
                    &demand.facts,
                );
                let mut sql = Sql::new("UPDATE demands SET due = ");
                sql.bind(due)
                    .with(", terms_key = ", self.rules.key())
                    .with(" WHERE id = ", &demand.id);
                sql.run(&mut tx).await?;
            }
            tx.commit().await?;
        }
    }

    async fn stale(
        &self,
        connection: &mut AnyConnection,
        limit: i64,
    ) -> Result<Vec<Stale>, RegisterError> {
        let mut found = Vec::new();
        // «Other than» in two halves, each of which the index finds at once.
        for other in ["<", ">"] {
            let mut sql = Sql::new(
                "SELECT d.id, d.kind, d.facts, c.side, c.received, c.received_latest, c.received_assumed \
                 FROM demands d JOIN cases c ON c.id = d.case_id WHERE d.state = 'open' AND d.terms_key ",
            );
            sql.push(other)
                .push(" ")
                .bind(self.rules.key())
                .with(" LIMIT ", limit);
            for row in sql.rows(connection).await? {
                found.push(Stale {
                    id: row.text("id")?,
                    matter: Matter::from_code(&row.text("kind")?)?,
                    side: cases::coded(&row.text("side")?, Side::from_code)?,
                    receipt: cases::receipt_of(&row)?,
                    facts: facts_of(&row.text("facts")?)?,
                });
            }
        }
        Ok(found)
    }
}

struct Stale {
    id: String,
    matter: Matter,
    side: Side,
    receipt: Option<CaseReceipt>,
    facts: TermFacts,
}

/// Sorts after every real day.
pub(crate) const NEVER: &str = "9999-12-31";

pub(crate) fn facts_of(json: &str) -> Result<TermFacts, RegisterError> {
    serde_json::from_str(json)
        .map_err(|_| RegisterError::Database("события требования не читаются".to_owned()))
}

/// Whether a demand in this state still has terms to watch.
pub(crate) const fn waits(state: DemandState) -> bool {
    matches!(state, DemandState::Open)
}
