//! The outbox: letters on their way out, adopted from `outbox.json` (contract §6) or kept here alone.
//!
//! `queued → sending → sent | refused | unknown`; `unknown` and a `sending` that nobody is sending any more come back only
//! by a person's decision. One `Message-ID` for a letter for ever; the exact bytes are kept.

use async_trait::async_trait;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::cases::{coded, from_json, missing};
use crate::error::RegisterError;
use crate::journal::hex;
use crate::model::codes;
use crate::sql::{Cell, Columns, Sql};
use crate::stamp::Stamp;
use crate::store::{Store, Writing};

codes! {
    /// The way of a letter; the codes are those of `outbox.json`.
    SendState {
        /// Waits; nothing has gone.
        Queued = "queued",
        /// Is being sent now.
        Sending = "sending",
        /// The server has it.
        Sent = "sent",
        /// The server said a final no.
        Refused = "refused",
        /// It may have gone.
        Unknown = "unknown",
    }
}

impl SendState {
    /// Whether a letter may go from here to there.
    #[must_use]
    pub const fn may_become(self, next: Self) -> bool {
        matches!(
            (self, next),
            (Self::Queued | Self::Refused, Self::Sending)
                | (
                    Self::Sending,
                    Self::Sent | Self::Refused | Self::Unknown | Self::Queued
                )
                | (Self::Unknown, Self::Queued)
        )
    }
}

impl SendState {
    /// The shortest way there, step by step; nothing when it is there already.
    fn way_to(self, goal: Self) -> Result<Vec<Self>, RegisterError> {
        let mut ways = vec![vec![]];
        for _ in Self::ALL {
            let end = |way: &Vec<Self>| way.last().copied().unwrap_or(self);
            if let Some(found) = ways.iter().find(|way| end(way) == goal) {
                return Ok(found.clone());
            }
            ways = ways
                .iter()
                .flat_map(|way| {
                    Self::ALL
                        .iter()
                        .filter(|next| end(way).may_become(**next))
                        .map(|&next| [way.as_slice(), &[next]].concat())
                })
                .collect();
        }
        Err(no_way(self, goal))
    }
}

/// A letter in the outbox.
#[derive(Clone, PartialEq)]
pub struct Outgoing {
    /// `Message-ID` without brackets.
    pub message_id: String,
    /// The case it belongs to.
    pub case: Option<String>,
    /// Where it is.
    pub state: SendState,
    /// How often a server was asked.
    pub attempts: i64,
    /// The whole record, as `outbox.json` has it: envelope, receipt, failure.
    pub record: Value,
    /// The exact bytes; empty once forgotten.
    pub message: Vec<u8>,
}

/// A letter is full of personal data.
impl std::fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Outgoing")
            .field("message_id", &self.message_id)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

/// Letters on their way out.
#[async_trait]
pub trait Outbox: Send + Sync {
    /// Takes in a letter with its record; one that is known already keeps its bytes and moves only forward.
    ///
    /// # Errors
    /// [`RegisterError::NotAllowed`] when the bytes are other ones or the step is none the way has.
    async fn adopt(&self, letter: Outgoing, stamp: &Stamp) -> Result<(), RegisterError>;

    /// Moves a letter one step, from the state the caller saw.
    ///
    /// # Errors
    /// [`RegisterError::NotAllowed`] when somebody moved it meanwhile, or the way has no such step.
    async fn step(
        &self,
        message_id: &str,
        step: (SendState, SendState),
        record: &Value,
        stamp: &Stamp,
    ) -> Result<(), RegisterError>;

    /// Letters in this state, or all, the last changed first.
    ///
    /// # Errors
    /// The database fails.
    async fn outgoing(&self, state: Option<SendState>) -> Result<Vec<Outgoing>, RegisterError>;
}

#[async_trait]
impl Outbox for Store {
    async fn adopt(&self, letter: Outgoing, stamp: &Stamp) -> Result<(), RegisterError> {
        let mut writing = self.writing(stamp).await?;
        writing.role.must_write("отправлять письма")?;
        let sha256 = hex(&Sha256::digest(&letter.message));
        let mut sql = Sql::new("SELECT state, sha256 FROM outbox WHERE message_id = ");
        sql.bind(&letter.message_id);
        if let Some(row) = sql.row(writing.connection()).await? {
            if row.text("sha256")? != sha256 {
                return Err(RegisterError::NotAllowed(
                    "Под этим Message-ID хранится другое письмо".to_owned(),
                ));
            }
            let mut at = coded(&row.text("state")?, SendState::from_code)?;
            // The record may have gone several steps since it was adopted last.
            for next in at.way_to(letter.state)? {
                let step = (at, next);
                moved(&mut writing, &letter.message_id, step, &letter.record).await?;
                at = next;
            }
            return writing.commit().await;
        }
        let body = json!({ "state": letter.state, "sha256": sha256 });
        writing.note(
            "letter_queued",
            letter.case.as_deref(),
            &letter.message_id,
            0,
            &body,
        );
        let mut sql = Sql::new(
            "INSERT INTO outbox (message_id, case_id, state, attempts, changed_at, sha256, record, message) VALUES (",
        );
        sql.bind(&letter.message_id)
            .with(", ", letter.case)
            .with(", ", letter.state.code())
            .with(", ", letter.attempts)
            .with(", ", stamp.text())
            .with(", ", sha256)
            .with(", ", letter.record.to_string())
            .with(", ", Cell::Bytes(Some(letter.message)))
            .push(")");
        sql.run(writing.connection()).await?;
        writing.commit().await
    }

    async fn step(
        &self,
        message_id: &str,
        (from, to): (SendState, SendState),
        record: &Value,
        stamp: &Stamp,
    ) -> Result<(), RegisterError> {
        if !from.may_become(to) {
            return Err(no_way(from, to));
        }
        let mut writing = self.writing(stamp).await?;
        writing.role.must_write("отправлять письма")?;
        moved(&mut writing, message_id, (from, to), record).await?;
        writing.commit().await
    }

    async fn outgoing(&self, state: Option<SendState>) -> Result<Vec<Outgoing>, RegisterError> {
        let mut sql =
            Sql::new("SELECT message_id, case_id, state, attempts, record, message FROM outbox");
        if let Some(state) = state {
            sql.with(" WHERE state = ", state.code());
        }
        sql.push(" ORDER BY changed_at DESC, message_id");
        sql.rows(&mut *self.reading().await?)
            .await?
            .iter()
            .map(|row| {
                Ok(Outgoing {
                    message_id: row.text("message_id")?,
                    case: row.maybe("case_id")?,
                    state: coded(&row.text("state")?, SendState::from_code)?,
                    attempts: row.int("attempts")?,
                    record: from_json(&row.text("record")?)?,
                    message: row.bytes("message")?.unwrap_or_default(),
                })
            })
            .collect()
    }
}

async fn moved(
    writing: &mut Writing,
    message_id: &str,
    (from, to): (SendState, SendState),
    record: &Value,
) -> Result<(), RegisterError> {
    let mut sql = Sql::new("UPDATE outbox SET state = ");
    sql.bind(to.code())
        .with(", attempts = attempts + ", to == SendState::Sending)
        .with(", changed_at = ", writing.stamp.text())
        .with(", record = ", record.to_string())
        .with(" WHERE message_id = ", message_id)
        .with(" AND state = ", from.code())
        .push(" RETURNING case_id");
    let Some(row) = sql.row(writing.connection()).await? else {
        let mut sql = Sql::new("SELECT state FROM outbox WHERE message_id = ");
        sql.bind(message_id);
        return Err(match sql.row(writing.connection()).await? {
            None => missing("Письма", message_id),
            Some(_) => RegisterError::NotAllowed(
                "Это письмо тем временем отправляет другое окно".to_owned(),
            ),
        });
    };
    let case = row.maybe("case_id")?;
    writing.note(
        "letter_moved",
        case.as_deref(),
        message_id,
        0,
        &json!({ "from": from, "to": to }),
    );
    Ok(())
}

fn no_way(from: SendState, to: SendState) -> RegisterError {
    RegisterError::NotAllowed(format!(
        "Письмо в состоянии «{}» не переходит в «{}»",
        from.code(),
        to.code()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_that_went_on_meanwhile_is_followed_step_by_step_and_never_back_from_sent() {
        use SendState as S;
        assert_eq!(S::Queued.way_to(S::Sent).unwrap(), [S::Sending, S::Sent]);
        assert_eq!(
            S::Unknown.way_to(S::Sent).unwrap(),
            [S::Queued, S::Sending, S::Sent]
        );
        assert_eq!(S::Sent.way_to(S::Sent).unwrap(), []);
        for to in [S::Queued, S::Sending, S::Refused, S::Unknown] {
            assert!(S::Sent.way_to(to).is_err());
        }
    }
}
