//! One change of a case, against the version it was read at.

use serde_json::{Value, json};

use crate::cases::{as_json, coded, demand_of, missing, receipt_of};
use crate::error::RegisterError;
use crate::journal;
use crate::model::{CaseReceipt, CaseState, Change, Demand, DemandState, Side};
use crate::sql::{Cell, Columns, Sql};
use crate::stamp::{Role, Stamp};
use crate::store::{Store, Writing};
use crate::terms::{TermFacts, TermRules, facts_of, waits};

pub(crate) async fn change(
    store: &Store,
    case: &str,
    version: i64,
    change: Change,
    stamp: &Stamp,
) -> Result<i64, RegisterError> {
    let mut writing = store.writing(stamp).await?;
    writing.role.must_write("изменять дела")?;
    let held = hold(&mut writing, case, version).await?;
    held.may(&change, writing.role, &stamp.by)?;
    let (action, entity, body) = apply(&mut writing, &held, &store.rules, change).await?;
    writing.note(action, Some(case), &entity, held.version, &body);
    writing.commit().await?;
    Ok(held.version)
}

/// A case whose row this transaction holds, with its new version.
struct Held {
    id: String,
    number: String,
    version: i64,
    state: CaseState,
    side: Side,
    officer: Option<String>,
    receipt: Option<CaseReceipt>,
}

async fn hold(writing: &mut Writing, case: &str, version: i64) -> Result<Held, RegisterError> {
    let mut sql = Sql::new("UPDATE cases SET version = version + 1 WHERE id = ");
    sql.bind(case).with(" AND version = ", version);
    sql.push(" RETURNING number, version, state, side, officer, received, received_latest, received_assumed");
    if let Some(row) = sql.row(writing.connection()).await? {
        return Ok(Held {
            id: case.to_owned(),
            number: row.text("number")?,
            version: row.int("version")?,
            state: coded(&row.text("state")?, CaseState::from_code)?,
            side: coded(&row.text("side")?, Side::from_code)?,
            officer: row.maybe("officer")?,
            receipt: receipt_of(&row)?,
        });
    }
    let mut sql = Sql::new("SELECT number, version FROM cases WHERE id = ");
    sql.bind(case);
    let row = sql
        .row(writing.connection())
        .await?
        .ok_or_else(|| missing("Дела", case))?;
    let mut theirs = journal::read(writing.connection(), Some(case), 0, i64::MAX).await?;
    theirs.retain(|event| event.version > version);
    Err(RegisterError::Conflict {
        number: row.text("number")?,
        version: row.int("version")?,
        theirs,
    })
}

impl Held {
    fn may(&self, change: &Change, role: Role, by: &str) -> Result<(), RegisterError> {
        match self.state {
            CaseState::Anonymised => {
                return Err(RegisterError::NotAllowed(format!(
                    "Дело {} обезличено и не изменяется",
                    self.number
                )));
            }
            CaseState::Closed if !matches!(change, Change::Reopen | Change::Note(_)) => {
                return Err(RegisterError::NotAllowed(format!(
                    "Дело {} закрыто: сначала откройте его снова",
                    self.number
                )));
            }
            _ => {}
        }
        match &self.officer {
            Some(officer) if officer != by && role != Role::Head => Err(RegisterError::Taken {
                number: self.number.clone(),
                officer: officer.clone(),
            }),
            _ => Ok(()),
        }
    }
}

/// What is done, to what, and the words for the journal.
type Done = (&'static str, String, Value);

async fn apply(
    writing: &mut Writing,
    held: &Held,
    rules: &TermRules,
    change: Change,
) -> Result<Done, RegisterError> {
    let case = held.id.clone();
    Ok(match change {
        Change::Take => {
            let by = writing.stamp.by.clone();
            set(writing, held, "officer", by.into()).await?;
            ("case_taken", case, json!({ "before": held.officer }))
        }
        Change::HandOver { to } => {
            works_here(writing, &to).await?;
            set(writing, held, "officer", to.as_str().into()).await?;
            (
                "case_handed_over",
                case,
                json!({ "before": held.officer, "to": to }),
            )
        }
        Change::Release => {
            set(writing, held, "officer", Cell::Text(None)).await?;
            ("case_released", case, json!({ "before": held.officer }))
        }
        Change::Receipt(receipt) => {
            set_receipt(writing, held, rules, receipt).await?;
            let body = json!({
                "earliest": receipt.earliest, "latest": receipt.latest, "assumed": receipt.assumed,
                "before": held.receipt.map(|before| before.earliest),
            });
            ("receipt_set", case, body)
        }
        Change::Happened { demand, event, at } => {
            let mut found = demand_in(writing, held, &demand).await?;
            found.facts.happened.insert(event, at.to_string());
            save(writing, held, rules, &found).await?;
            ("fact_noted", demand, json!({ "event": event, "at": at }))
        }
        Change::Extended {
            demand,
            sent_on,
            reason,
        } => {
            let mut found = demand_in(writing, held, &demand).await?;
            found.facts.extension_sent = Some(sent_on);
            let receipt = held.receipt.as_ref().ok_or_else(|| {
                RegisterError::NotAllowed(
                    "Нельзя продлить срок, который не начался: день получения не указан".to_owned(),
                )
            })?;
            // The law says whether this kind has an extension and whether the notice was in time.
            rules.deadline(found.matter, held.side, receipt, &found.facts)?;
            save(writing, held, rules, &found).await?;
            (
                "term_extended",
                demand,
                json!({ "sent_on": sent_on, "reason": reason }),
            )
        }
        Change::TermDone { demand, term } => {
            let mut found = demand_in(writing, held, &demand).await?;
            found.facts.done.insert(term.clone());
            save(writing, held, rules, &found).await?;
            ("term_done", demand, json!({ "term": term }))
        }
        Change::Decided {
            demand,
            state,
            norm,
            on,
        } => {
            if state == DemandState::Refused
                && norm.as_deref().is_none_or(|norm| norm.trim().is_empty())
            {
                return Err(RegisterError::NotAllowed(
                    "Отказ всегда ссылается на норму (ст. 20 ч. 2)".to_owned(),
                ));
            }
            let mut found = demand_in(writing, held, &demand).await?;
            let before = std::mem::replace(&mut found.state, state);
            found.norm = norm;
            found.decided_on = (!waits(state)).then_some(on);
            save(writing, held, rules, &found).await?;
            (
                "demand_decided",
                demand,
                json!({ "state": state, "before": before, "norm": found.norm, "on": on }),
            )
        }
        Change::Summary(summary) => {
            let mut sql = Sql::new("UPDATE case_texts SET summary = ");
            sql.bind(summary.as_str())
                .with(" WHERE case_id = ", &held.id);
            sql.run(writing.connection()).await?;
            ("summary_changed", case, json!({ "summary": summary }))
        }
        Change::Note(note) => ("note", case, json!({ "note": note })),
        Change::Tracking(number) => {
            set(writing, held, "tracking", number.as_str().into()).await?;
            ("tracking_set", case, json!({ "tracking": number }))
        }
        Change::Signature(note) => {
            set(writing, held, "signature_form", note.form.as_str().into()).await?;
            set(
                writing,
                held,
                "signature_verdict",
                note.verdict.as_str().into(),
            )
            .await?;
            (
                "signature_checked",
                case,
                json!({ "form": note.form, "verdict": note.verdict }),
            )
        }
        Change::Close => {
            close(writing, held).await?;
            ("case_closed", case, json!({}))
        }
        Change::Reopen => {
            set(writing, held, "state", CaseState::Open.code().into()).await?;
            set(writing, held, "closed_at", Cell::Text(None)).await?;
            ("case_reopened", case, json!({}))
        }
    })
}

/// `column` is one of this file's own words.
async fn set(
    writing: &mut Writing,
    held: &Held,
    column: &str,
    value: Cell,
) -> Result<(), RegisterError> {
    let mut sql = Sql::new(&format!("UPDATE cases SET {column} = "));
    sql.bind(value).with(" WHERE id = ", &held.id);
    sql.run(writing.connection()).await.map(|_| ())
}

async fn set_receipt(
    writing: &mut Writing,
    held: &Held,
    rules: &TermRules,
    receipt: CaseReceipt,
) -> Result<(), RegisterError> {
    let mut sql = Sql::new("UPDATE cases SET received = ");
    sql.bind(receipt.earliest.to_string())
        .with(", received_latest = ", receipt.latest.to_string())
        .with(", received_assumed = ", receipt.assumed)
        .with(" WHERE id = ", &held.id);
    sql.run(writing.connection()).await?;
    let mut sql = Sql::new("SELECT id, kind, facts FROM demands WHERE case_id = ");
    sql.bind(&held.id);
    for row in sql.rows(writing.connection()).await? {
        let (matter, facts) = (
            law::Matter::from_code(&row.text("kind")?)?,
            facts_of(&row.text("facts")?)?,
        );
        let mut sql = Sql::new("UPDATE demands SET due = ");
        sql.bind(rules.due(matter, held.side, Some(&receipt), &facts))
            .with(", terms_key = ", rules.key())
            .with(" WHERE id = ", row.text("id")?);
        sql.run(writing.connection()).await?;
    }
    Ok(())
}

async fn works_here(writing: &mut Writing, officer: &str) -> Result<(), RegisterError> {
    let mut sql = Sql::new("SELECT id FROM officers WHERE active = 1 AND id = ");
    sql.bind(officer);
    match sql.row(writing.connection()).await? {
        Some(_) => Ok(()),
        None => Err(RegisterError::UnknownOfficer(officer.to_owned())),
    }
}

async fn demand_in(
    writing: &mut Writing,
    held: &Held,
    demand: &str,
) -> Result<Demand, RegisterError> {
    let mut sql = Sql::new(
        "SELECT id, kind, state, facts, outcome_norm, decided_on FROM demands WHERE id = ",
    );
    sql.bind(demand).with(" AND case_id = ", &held.id);
    let row = sql
        .row(writing.connection())
        .await?
        .ok_or_else(|| missing("Требования", demand))?;
    demand_of(&row)
}

async fn save(
    writing: &mut Writing,
    held: &Held,
    rules: &TermRules,
    demand: &Demand,
) -> Result<(), RegisterError> {
    let facts: &TermFacts = &demand.facts;
    let mut sql = Sql::new("UPDATE demands SET facts = ");
    sql.bind(as_json(facts)?)
        .with(", state = ", demand.state.code())
        .with(", outcome_norm = ", demand.norm.clone())
        .with(
            ", decided_on = ",
            demand.decided_on.map(|day| day.to_string()),
        )
        .with(
            ", due = ",
            rules.due(demand.matter, held.side, held.receipt.as_ref(), facts),
        )
        .with(", terms_key = ", rules.key())
        .with(" WHERE id = ", &demand.id);
    sql.run(writing.connection()).await.map(|_| ())
}

async fn close(writing: &mut Writing, held: &Held) -> Result<(), RegisterError> {
    if held.side == Side::Officer {
        let mut sql = Sql::new("SELECT id FROM demands WHERE state = 'open' AND case_id = ");
        sql.bind(&held.id).push(" LIMIT 1");
        if sql.row(writing.connection()).await?.is_some() {
            return Err(RegisterError::NotAllowed(format!(
                "В деле {} есть требование без ответа",
                held.number
            )));
        }
    }
    let at = writing.stamp.text();
    set(writing, held, "state", CaseState::Closed.code().into()).await?;
    set(writing, held, "closed_at", at.into()).await
}
