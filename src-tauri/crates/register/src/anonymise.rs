//! Обезличивание: what is left of a closed case after its time are ids, codes, dates and digests (152-ФЗ ст. 5 ч. 7).

use async_trait::async_trait;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::cases::{as_json, from_json};
use crate::error::RegisterError;
use crate::journal::ANONYMISED;
use crate::sql::{Columns, Sql};
use crate::stamp::Stamp;
use crate::store::{Engine, Store, Writing};

/// Which cases are forgotten, and by what rule.
#[derive(Debug, Clone)]
pub struct Retention {
    /// Closed before this day.
    pub closed_before: NaiveDate,
    /// The rule in words, as the act cites it: a local act, a term of keeping.
    pub rule: String,
    /// Number of the act.
    pub act: String,
}

/// The act: names nobody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnonymisationAct {
    /// Its number.
    pub number: String,
    /// When it was done, UTC.
    pub at: String,
    /// By whom: the officer's name of entry.
    pub officer: String,
    /// The rule.
    pub rule: String,
    /// Numbers of the cases.
    pub cases: Vec<String>,
    /// What was erased.
    pub categories: Vec<String>,
    /// How many documents lost their bytes.
    pub documents: u64,
    /// How many texts of events were erased.
    pub event_texts: u64,
}

/// Forgetting people.
#[async_trait]
pub trait Oblivion: Send + Sync {
    /// Erases the personal data of closed cases, with an act in the journal; the chain stays whole.
    ///
    /// # Errors
    /// Only a head may; an act of this number exists, nothing falls under the rule, or the database fails.
    async fn anonymise(
        &self,
        retention: &Retention,
        stamp: &Stamp,
    ) -> Result<AnonymisationAct, RegisterError>;

    /// Acts, by number.
    ///
    /// # Errors
    /// The database fails.
    async fn acts(&self) -> Result<Vec<AnonymisationAct>, RegisterError>;
}

#[async_trait]
impl Oblivion for Store {
    async fn anonymise(
        &self,
        retention: &Retention,
        stamp: &Stamp,
    ) -> Result<AnonymisationAct, RegisterError> {
        let mut writing = self.writing(stamp).await?;
        writing.role.must_lead("обезличивать дела")?;
        let mut act = AnonymisationAct {
            number: retention.act.clone(),
            at: stamp.text(),
            officer: stamp.by.clone(),
            rule: retention.rule.clone(),
            cases: Vec::new(),
            categories: CATEGORIES
                .iter()
                .map(|&category| category.to_owned())
                .collect(),
            documents: 0,
            event_texts: 0,
        };
        let cases = due(&mut writing, retention).await?;
        if cases.is_empty() {
            return Err(RegisterError::NotAllowed(
                "Под это правило не подпадает ни одно дело".to_owned(),
            ));
        }
        for case in &cases {
            act.cases.push(case.number.clone());
            forget(&mut writing, case, &mut act).await?;
            let body = json!({ "rule": retention.rule });
            writing.note(
                ANONYMISED,
                Some(&case.id),
                &retention.act,
                case.version + 1,
                &body,
            );
        }
        let mut sql = Sql::new("INSERT INTO acts (number, dated, body) VALUES (");
        sql.bind(&act.number)
            .with(", ", &act.at)
            .with(", ", as_json(&act)?)
            .push(") ON CONFLICT (number) DO NOTHING");
        if sql.run(writing.connection()).await? == 0 {
            return Err(RegisterError::NotAllowed(format!(
                "Акт с номером {} уже есть",
                act.number
            )));
        }
        writing.note(
            "act_made",
            None,
            &act.number,
            0,
            &serde_json::to_value(&act).unwrap_or(Value::Null),
        );
        writing.commit().await?;
        self.leave_no_trace().await?;
        Ok(act)
    }

    async fn acts(&self) -> Result<Vec<AnonymisationAct>, RegisterError> {
        let rows = Sql::new("SELECT body FROM acts ORDER BY number")
            .rows(&mut *self.reading().await?)
            .await?;
        rows.iter()
            .map(|row| from_json(&row.text("body")?))
            .collect()
    }
}

const CATEGORIES: &[&str] = &[
    "фамилия, имя, отчество, дата рождения",
    "реквизиты документа, удостоверяющего личность",
    "адреса и телефоны",
    "содержание обращений и ответов",
    "почтовые идентификаторы",
];

struct Due {
    id: String,
    number: String,
    version: i64,
}

/// Held by its row until the end, in one order, so that nobody waits for anybody in a circle.
async fn due(writing: &mut Writing, retention: &Retention) -> Result<Vec<Due>, RegisterError> {
    let mut sql =
        Sql::new("SELECT id, number, version FROM cases WHERE state = 'closed' AND closed_at < ");
    let first = law::Received::Day(retention.closed_before).moment();
    sql.bind(Stamp::new("", first).text()).push(" ORDER BY id");
    let rows = sql.rows(writing.connection()).await?;
    let mut held = Vec::new();
    for row in rows {
        let case = Due {
            id: row.text("id")?,
            number: row.text("number")?,
            version: row.int("version")?,
        };
        let mut sql = Sql::new(
            "UPDATE cases SET state = 'anonymised', version = version + 1, subject_id = NULL, \
             representative_id = NULL, tracking = NULL WHERE state = 'closed' AND id = ",
        );
        sql.bind(&case.id).with(" AND version = ", case.version);
        // A case that somebody opened again this very moment is not forgotten.
        if sql.run(writing.connection()).await? == 1 {
            held.push(case);
        }
    }
    Ok(held)
}

async fn forget(
    writing: &mut Writing,
    case: &Due,
    act: &mut AnonymisationAct,
) -> Result<(), RegisterError> {
    let of = |text: &str| {
        let mut sql = Sql::new(text);
        sql.bind(&case.id);
        sql
    };
    let connection = writing.connection();
    of("DELETE FROM name_words WHERE case_id = ")
        .run(connection)
        .await?;
    of("DELETE FROM case_texts WHERE case_id = ")
        .run(connection)
        .await?;
    of("DELETE FROM outbox WHERE case_id = ")
        .run(connection)
        .await?;
    act.documents += of("UPDATE documents SET title = NULL, tracking = NULL, sha256 = NULL, bytes = NULL WHERE case_id = ")
        .run(connection)
        .await?;
    let mut sql =
        of("DELETE FROM event_texts WHERE seq IN (SELECT seq FROM events WHERE case_id = ");
    sql.push(")");
    act.event_texts += sql.run(connection).await?;
    // Its rows were let go above: whoever no case names any more is nobody's.
    of("DELETE FROM people WHERE case_id = ")
        .run(connection)
        .await?;
    Ok(())
}

impl Store {
    /// The engine keeps erased rows for a while: SQLite in its log, PostgreSQL in its tables.
    async fn leave_no_trace(&self) -> Result<(), RegisterError> {
        let statements: &[&'static str] = match self.engine {
            Engine::Sqlite(_) => &["PRAGMA wal_checkpoint(TRUNCATE)"],
            Engine::Postgres => &[
                "VACUUM people",
                "VACUUM name_words",
                "VACUUM case_texts",
                "VACUUM outbox",
                "VACUUM documents",
                "VACUUM event_texts",
                "VACUUM cases",
            ],
        };
        for &statement in statements {
            sqlx::raw_sql(statement).execute(&self.pool).await?;
        }
        Ok(())
    }
}
