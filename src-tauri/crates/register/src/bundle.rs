//! A case for an inspection: its events with their links, so that they can be proven without the register.
//!
//! A bundle proves that each event is as it was written and that neighbours follow one another. That nothing was left
//! out between two of them is proven only by an audit of the whole journal; the hashes of both are the same.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use sqlx::AnyConnection;

use crate::error::RegisterError;
use crate::journal::{Fault, Link, digest, hex};
use crate::sql::{Columns, Sql};
use crate::store::Store;

/// One event with everything its hash is made of.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProofLink {
    /// Place in the chain.
    pub seq: i64,
    /// When, UTC.
    pub at: String,
    /// Who.
    pub actor: String,
    /// What was done.
    pub action: String,
    /// The case, by id.
    pub case: String,
    /// What it was done to, by id.
    pub entity: String,
    /// Version of the case after it.
    pub version: i64,
    /// Salted digest of the text.
    pub digest: String,
    /// Hash of the event before it.
    pub previous: String,
    /// Its own hash.
    pub hash: String,
    /// Salt and text; none once they were erased under an act.
    pub text: Option<(String, String)>,
}

/// Its text may name people.
impl std::fmt::Debug for ProofLink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ProofLink")
            .field("seq", &self.seq)
            .field("action", &self.action)
            .finish_non_exhaustive()
    }
}

impl Store {
    /// The events of a case with their links.
    ///
    /// # Errors
    /// The database fails.
    pub async fn proof(&self, case: &str) -> Result<Vec<ProofLink>, RegisterError> {
        links(&mut *self.reading().await?, case).await
    }
}

/// The first link that does not hold; none when all do.
#[must_use]
pub fn first_fault(links: &[ProofLink]) -> Option<(i64, Fault)> {
    let mut before: Option<&ProofLink> = None;
    for link in links {
        let fields = Link {
            seq: link.seq,
            at: &link.at,
            actor: &link.actor,
            action: &link.action,
            case: Some(&link.case),
            entity: &link.entity,
            version: link.version,
            digest: &link.digest,
        };
        let follows = before.is_none_or(|before| {
            before.seq + 1 < link.seq
                || (before.seq + 1 == link.seq && before.hash == link.previous)
        });
        let fault = if !follows {
            Some(Fault::Unlinked)
        } else if fields.hash(&link.previous) != link.hash {
            Some(Fault::Changed)
        } else {
            match &link.text {
                Some((salt, body)) if digest(salt, body) != link.digest => Some(Fault::TextChanged),
                _ => None,
            }
        };
        if let Some(fault) = fault {
            return Some((link.seq, fault));
        }
        before = Some(link);
    }
    None
}

/// Whether one of the events says that a document of this id and these bytes was filed.
#[must_use]
pub fn vouches(links: &[ProofLink], document: &str, bytes: &[u8]) -> bool {
    let sha256 = hex(&Sha256::digest(bytes));
    links
        .iter()
        .filter(|link| link.action == "document_added" && link.entity == document)
        .filter_map(|link| serde_json::from_str::<Value>(&link.text.as_ref()?.1).ok())
        .any(|body| body["sha256"] == sha256)
}

async fn links(
    connection: &mut AnyConnection,
    case: &str,
) -> Result<Vec<ProofLink>, RegisterError> {
    let mut sql = Sql::new(
        "SELECT e.seq, e.at, e.actor, e.action, e.case_id, e.entity, e.version, e.digest, e.previous, e.hash, \
         t.salt, t.body FROM events e LEFT JOIN event_texts t ON t.seq = e.seq WHERE e.case_id = ",
    );
    sql.bind(case).push(" ORDER BY e.seq");
    sql.rows(connection)
        .await?
        .iter()
        .map(|row| {
            Ok(ProofLink {
                seq: row.int("seq")?,
                at: row.text("at")?,
                actor: row.text("actor")?,
                action: row.text("action")?,
                case: row.text("case_id")?,
                entity: row.text("entity")?,
                version: row.int("version")?,
                digest: row.text("digest")?,
                previous: row.text("previous")?,
                hash: row.text("hash")?,
                text: row.maybe("salt")?.zip(row.maybe("body")?),
            })
        })
        .collect()
}
