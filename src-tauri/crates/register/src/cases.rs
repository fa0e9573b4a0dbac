//! Cases: registered, listed, found by name, read whole.

use async_trait::async_trait;
use chrono::Datelike;
use law::{Matter, Received};
use serde_json::json;
use sha2::{Digest, Sha256};
use sqlx::AnyConnection;
use sqlx::any::AnyRow;

use crate::documents;
use crate::error::RegisterError;
use crate::journal::hex;
use crate::model::{
    Case, CaseFilter, CaseReceipt, CaseState, Change, Channel, Demand, DemandState, Document,
    NewCase, NewDocument, Side, SignatureNote,
};
use crate::names;
use crate::party::{Party, words};
use crate::sql::{Cell, Columns, Sql, insert};
use crate::stamp::Stamp;
use crate::store::{Store, Writing, moment};
use crate::terms::{TermFacts, TermRules, facts_of};

/// What a registered case is called.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Registered {
    /// Its id.
    pub id: String,
    /// Its number.
    pub number: String,
}

/// Cases and what is filed with them.
#[async_trait]
pub trait Cases: Send + Sync {
    /// Registers cases, all of them or none.
    ///
    /// # Errors
    /// The role does not allow it, a number is taken, or the database fails.
    async fn add_cases(
        &self,
        cases: Vec<NewCase>,
        stamp: &Stamp,
    ) -> Result<Vec<Registered>, RegisterError>;

    /// The case with this id or number.
    ///
    /// # Errors
    /// [`RegisterError::Missing`], or the database fails.
    async fn case(&self, id_or_number: &str) -> Result<Case, RegisterError>;

    /// Cases by number, the latest first, those before `before`.
    ///
    /// # Errors
    /// The database fails.
    async fn cases(
        &self,
        filter: &CaseFilter,
        before: Option<&str>,
        limit: i64,
    ) -> Result<Vec<Case>, RegisterError>;

    /// Changes a case that was read at this version; gives its new version.
    ///
    /// # Errors
    /// [`RegisterError::Conflict`] says what somebody else did meanwhile; [`RegisterError::Taken`], the role, the state or the law may forbid it.
    async fn change(
        &self,
        case: &str,
        version: i64,
        change: Change,
        stamp: &Stamp,
    ) -> Result<i64, RegisterError>;

    /// Notes in the journal that somebody looked at a case or took it out (152-ФЗ ст. 19 ч. 2 п. 8).
    ///
    /// # Errors
    /// The database fails.
    async fn looked(&self, case: &str, what: &str, stamp: &Stamp) -> Result<(), RegisterError>;

    /// Files a document with its exact bytes; gives its id.
    ///
    /// # Errors
    /// The role or the state forbids it, or the database fails.
    async fn add_document(
        &self,
        case: &str,
        document: NewDocument,
        stamp: &Stamp,
    ) -> Result<String, RegisterError>;

    /// Documents of a case, the oldest first.
    ///
    /// # Errors
    /// The database fails.
    async fn documents(&self, case: &str) -> Result<Vec<Document>, RegisterError>;

    /// The case in which a paper of exactly these bytes is filed: a letter names its case by itself.
    ///
    /// # Errors
    /// The database fails.
    async fn case_with_document(&self, bytes: &[u8]) -> Result<Option<Case>, RegisterError>;

    /// The bytes of a document, their digest proven.
    ///
    /// # Errors
    /// [`RegisterError::Missing`] when it is not there or was forgotten, [`RegisterError::Damaged`] when the digest differs.
    async fn document(&self, id: &str) -> Result<Vec<u8>, RegisterError>;
}

#[async_trait]
impl Cases for Store {
    async fn add_cases(
        &self,
        cases: Vec<NewCase>,
        stamp: &Stamp,
    ) -> Result<Vec<Registered>, RegisterError> {
        let mut writing = self.writing(stamp).await?;
        writing.role.must_write("регистрировать дела")?;
        let registered = add(&mut writing, &self.rules, cases).await?;
        writing.commit().await?;
        Ok(registered)
    }

    async fn case(&self, id_or_number: &str) -> Result<Case, RegisterError> {
        read(&mut *self.reading().await?, id_or_number).await
    }

    async fn cases(
        &self,
        filter: &CaseFilter,
        before: Option<&str>,
        limit: i64,
    ) -> Result<Vec<Case>, RegisterError> {
        list(&mut *self.reading().await?, filter, before, limit).await
    }

    async fn change(
        &self,
        case: &str,
        version: i64,
        change: Change,
        stamp: &Stamp,
    ) -> Result<i64, RegisterError> {
        crate::change::change(self, case, version, change, stamp).await
    }

    async fn looked(&self, case: &str, what: &str, stamp: &Stamp) -> Result<(), RegisterError> {
        let mut writing = self.writing(stamp).await?;
        let mut sql = Sql::new("SELECT version FROM cases WHERE id = ");
        sql.bind(case);
        let row = sql
            .row(writing.connection())
            .await?
            .ok_or_else(|| missing("Дела", case))?;
        writing.note(
            "case_looked_at",
            Some(case),
            case,
            row.int("version")?,
            &json!({ "what": what }),
        );
        writing.commit().await
    }

    async fn add_document(
        &self,
        case: &str,
        document: NewDocument,
        stamp: &Stamp,
    ) -> Result<String, RegisterError> {
        documents::add(self, case, document, stamp).await
    }

    async fn documents(&self, case: &str) -> Result<Vec<Document>, RegisterError> {
        documents::list(&mut *self.reading().await?, case).await
    }

    async fn case_with_document(&self, bytes: &[u8]) -> Result<Option<Case>, RegisterError> {
        let mut connection = self.reading().await?;
        let sha256 = hex(&Sha256::digest(bytes));
        match documents::case_with(&mut connection, &sha256).await? {
            Some(id) => read(&mut connection, &id).await.map(Some),
            None => Ok(None),
        }
    }

    async fn document(&self, id: &str) -> Result<Vec<u8>, RegisterError> {
        documents::bytes(&mut *self.reading().await?, id).await
    }
}

const CASE_COLUMNS: &[&str] = &[
    "id",
    "number",
    "side",
    "state",
    "version",
    "channel",
    "operator_id",
    "subject_id",
    "representative_id",
    "received",
    "received_latest",
    "received_assumed",
    "registered_at",
    "tracking",
    "signature_form",
    "signature_verdict",
];
const DEMAND_COLUMNS: &[&str] = &[
    "id",
    "case_id",
    "position",
    "kind",
    "state",
    "facts",
    "due",
    "terms_key",
];

async fn add(
    writing: &mut Writing,
    rules: &TermRules,
    cases: Vec<NewCase>,
) -> Result<Vec<Registered>, RegisterError> {
    let unnumbered = cases.iter().filter(|case| case.number.is_none()).count();
    let mut number = next_number(writing, unnumbered).await?;
    let (mut people, mut names, mut rows, mut texts, mut demands, mut papers) =
        (vec![], vec![], vec![], vec![], vec![], vec![]);
    let mut registered = Vec::with_capacity(cases.len());
    for case in cases {
        let id = writing.id();
        let mut person = |party: Option<&Party>| -> Result<Cell, RegisterError> {
            let Some(party) = party else {
                return Ok(Cell::Text(None));
            };
            let person = writing.id();
            people.push(vec![
                person.as_str().into(),
                id.as_str().into(),
                as_json(party)?.into(),
            ]);
            Ok(person.into())
        };
        let (subject, representative) = (
            person(case.subject.as_ref())?,
            person(case.representative.as_ref())?,
        );
        let named = [&case.subject, &case.representative]
            .into_iter()
            .flatten()
            .map(Party::full_name);
        for word in words(&named.collect::<Vec<_>>().join(" ")) {
            names.push(vec![word.into(), id.as_str().into()]);
        }
        let case_number = case.number.clone().unwrap_or_else(|| {
            number.1 += 1;
            format!("{}-{:06}", number.0, number.1)
        });
        let codes: Vec<&str> = case.demands.iter().map(|matter| matter.code()).collect();
        let body = json!({ "number": case_number, "channel": case.channel, "demands": codes });
        writing.note("case_registered", Some(&id), &id, 1, &body);
        rows.push(vec![
            id.as_str().into(),
            case_number.as_str().into(),
            case.side.code().into(),
            CaseState::Open.code().into(),
            1.into(),
            case.channel.code().into(),
            case.operator.into(),
            subject,
            representative,
            case.receipt
                .map(|receipt| receipt.earliest.to_string())
                .into(),
            case.receipt
                .map(|receipt| receipt.latest.to_string())
                .into(),
            case.receipt.is_some_and(|receipt| receipt.assumed).into(),
            writing.stamp.text().into(),
            case.tracking.into(),
            case.signature.as_ref().map(|note| note.form.clone()).into(),
            case.signature.map(|note| note.verdict).into(),
        ]);
        let request = case.request.map(|request| request.to_string());
        texts.push(vec![
            id.as_str().into(),
            case.summary.into(),
            request.into(),
        ]);
        for (position, matter) in (0..).zip(case.demands) {
            let facts = TermFacts::default();
            demands.push(vec![
                writing.id().into(),
                id.as_str().into(),
                Cell::Int(Some(position)),
                matter.code().into(),
                DemandState::Open.code().into(),
                as_json(&facts)?.into(),
                rules
                    .due(matter, case.side, case.receipt.as_ref(), &facts)
                    .into(),
                rules.key().into(),
            ]);
        }
        for document in case.documents {
            papers.push(documents::filed(writing, &id, 1, document).1);
        }
        registered.push(Registered {
            id,
            number: case_number,
        });
    }
    let connection = writing.connection();
    insert(connection, "people", &["id", "case_id", "data"], people).await?;
    insert(connection, "cases", CASE_COLUMNS, rows).await?;
    insert(connection, "name_words", &["word", "case_id"], names).await?;
    insert(
        connection,
        "case_texts",
        &["case_id", "summary", "request"],
        texts,
    )
    .await?;
    insert(connection, "demands", DEMAND_COLUMNS, demands).await?;
    insert(connection, "documents", documents::COLUMNS, papers).await?;
    Ok(registered)
}

/// Year and the last number used before the wanted ones.
async fn next_number(writing: &mut Writing, wanted: usize) -> Result<(i32, i64), RegisterError> {
    let year = writing.stamp.at.with_timezone(&law::moscow()).year();
    let wanted = i64::try_from(wanted).unwrap_or(i64::MAX);
    if wanted == 0 {
        return Ok((year, 0));
    }
    let mut sql = Sql::new("INSERT INTO counters (name, value) VALUES (");
    sql.bind(format!("cases-{year}")).with(", ", wanted);
    sql.push(") ON CONFLICT (name) DO UPDATE SET value = counters.value + excluded.value RETURNING value");
    let row = sql.row(writing.connection()).await?;
    let last = row.map_or(Ok(wanted), |row| row.int("value"))?;
    Ok((year, last - wanted))
}

const READ_CASE: &str = "SELECT c.id, c.number, c.side, c.state, c.version, c.channel, c.operator_id, c.received, \
     c.received_latest, c.received_assumed, c.registered_at, c.closed_at, c.officer, c.tracking, c.signature_form, \
     c.signature_verdict, s.data AS subject, r.data AS representative, t.summary, t.request FROM cases c \
     LEFT JOIN people s ON s.id = c.subject_id LEFT JOIN people r ON r.id = c.representative_id \
     LEFT JOIN case_texts t ON t.case_id = c.id";

async fn read(connection: &mut AnyConnection, id_or_number: &str) -> Result<Case, RegisterError> {
    let mut sql = Sql::new(READ_CASE);
    sql.with(" WHERE c.id = ", id_or_number)
        .with(" OR c.number = ", id_or_number);
    let rows = sql.rows(connection).await?;
    whole(connection, rows)
        .await?
        .pop()
        .ok_or_else(|| missing("Дела", id_or_number))
}

async fn list(
    connection: &mut AnyConnection,
    filter: &CaseFilter,
    before: Option<&str>,
    limit: i64,
) -> Result<Vec<Case>, RegisterError> {
    let mut sql = Sql::new(READ_CASE);
    sql.push(" WHERE 1 = 1");
    if let Some(before) = before {
        sql.with(" AND c.number < ", before);
    }
    if let Some(side) = filter.side {
        sql.with(" AND c.side = ", side.code());
    }
    if let Some(state) = filter.state {
        sql.with(" AND c.state = ", state.code());
    }
    if let Some(officer) = &filter.officer {
        sql.with(" AND c.officer = ", officer);
    }
    if let Some(from) = filter.received_from {
        sql.with(" AND c.received >= ", from.to_string());
    }
    // A moment of that day sorts after the bare day, so the bound is the next day.
    if let Some(end) = filter.received_to.and_then(|to| to.succ_opt()) {
        sql.with(" AND c.received < ", end.to_string());
    }
    if let Some(matter) = filter.matter {
        sql.with(
            " AND EXISTS (SELECT 1 FROM demands d WHERE d.case_id = c.id AND d.kind = ",
            matter.code(),
        )
        .push(")");
    }
    names::narrow(
        connection,
        &mut sql,
        filter.name.as_deref().unwrap_or_default(),
    )
    .await?;
    sql.with(" ORDER BY c.number DESC LIMIT ", limit);
    let rows = sql.rows(connection).await?;
    whole(connection, rows).await
}

/// Rows of cases with their demands.
async fn whole(
    connection: &mut AnyConnection,
    rows: Vec<AnyRow>,
) -> Result<Vec<Case>, RegisterError> {
    let mut cases = rows.iter().map(case_of).collect::<Result<Vec<_>, _>>()?;
    if cases.is_empty() {
        return Ok(cases);
    }
    for some in cases.chunks_mut(500) {
        let mut sql = Sql::new(
            "SELECT id, case_id, kind, state, facts, outcome_norm, decided_on FROM demands WHERE case_id IN (",
        );
        for (n, case) in some.iter().enumerate() {
            sql.push(if n == 0 { "" } else { ", " }).bind(&case.id);
        }
        sql.push(") ORDER BY case_id, position");
        for row in sql.rows(connection).await? {
            let of = row.text("case_id")?;
            if let Some(case) = some.iter_mut().find(|case| case.id == of) {
                case.demands.push(demand_of(&row)?);
            }
        }
    }
    Ok(cases)
}

fn case_of(row: &AnyRow) -> Result<Case, RegisterError> {
    let form = row.maybe("signature_form")?;
    Ok(Case {
        id: row.text("id")?,
        number: row.text("number")?,
        side: coded(&row.text("side")?, Side::from_code)?,
        state: coded(&row.text("state")?, CaseState::from_code)?,
        version: row.int("version")?,
        channel: coded(&row.text("channel")?, Channel::from_code)?,
        operator: row.maybe("operator_id")?,
        subject: row
            .maybe("subject")?
            .map(|json| from_json(&json))
            .transpose()?,
        representative: row
            .maybe("representative")?
            .map(|json| from_json(&json))
            .transpose()?,
        summary: row.maybe("summary")?,
        request: row
            .maybe("request")?
            .map(|json| from_json(&json))
            .transpose()?,
        receipt: receipt_of(row)?,
        registered_at: moment(&row.text("registered_at")?)?,
        closed_at: row.maybe("closed_at")?.map(|at| moment(&at)).transpose()?,
        officer: row.maybe("officer")?,
        tracking: row.maybe("tracking")?,
        signature: form
            .zip(row.maybe("signature_verdict")?)
            .map(|(form, verdict)| SignatureNote { form, verdict }),
        demands: Vec::new(),
    })
}

pub(crate) fn demand_of(row: &AnyRow) -> Result<Demand, RegisterError> {
    Ok(Demand {
        id: row.text("id")?,
        matter: Matter::from_code(&row.text("kind")?)?,
        state: coded(&row.text("state")?, DemandState::from_code)?,
        facts: facts_of(&row.text("facts")?)?,
        norm: row.maybe("outcome_norm")?,
        decided_on: row.maybe("decided_on")?.and_then(|day| day.parse().ok()),
    })
}

pub(crate) fn receipt_of(row: &AnyRow) -> Result<Option<CaseReceipt>, RegisterError> {
    let Some(earliest) = row.maybe("received")? else {
        return Ok(None);
    };
    let earliest = Received::parse(&earliest)?;
    let latest = row
        .maybe("received_latest")?
        .map_or(Ok(earliest), |latest| Received::parse(&latest))?;
    Ok(Some(CaseReceipt {
        earliest,
        latest,
        assumed: row.flag("received_assumed")?,
    }))
}

pub(crate) fn coded<T>(code: &str, from: fn(&str) -> Option<T>) -> Result<T, RegisterError> {
    from(code).ok_or_else(|| RegisterError::Database(format!("неизвестный код «{code}»")))
}

pub(crate) fn missing(what: &'static str, id: &str) -> RegisterError {
    RegisterError::Missing {
        what,
        id: id.to_owned(),
    }
}

pub(crate) fn as_json(value: &impl serde::Serialize) -> Result<String, RegisterError> {
    serde_json::to_string(value)
        .map_err(|_| RegisterError::Database("запись не переводится в JSON".to_owned()))
}

/// The parser's own words would quote the value, which may be a person's.
pub(crate) fn from_json<T: serde::de::DeserializeOwned>(json: &str) -> Result<T, RegisterError> {
    serde_json::from_str(json)
        .map_err(|_| RegisterError::Database("запись не читается как JSON".to_owned()))
}
