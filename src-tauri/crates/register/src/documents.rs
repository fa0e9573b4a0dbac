//! Documents of a case: exact bytes and their digest.

use serde_json::json;
use sha2::{Digest, Sha256};
use sqlx::AnyConnection;

use crate::cases::{coded, missing};
use crate::error::RegisterError;
use crate::journal::hex;
use crate::model::{Channel, Direction, Document, NewDocument};
use crate::sql::{Cell, Columns, Sql, insert};
use crate::stamp::Stamp;
use crate::store::{Store, Writing};

pub(crate) const COLUMNS: &[&str] = &[
    "id",
    "case_id",
    "direction",
    "code",
    "number",
    "dated",
    "channel",
    "tracking",
    "media_type",
    "added_at",
    "size",
    "title",
    "sha256",
    "bytes",
];

pub(crate) async fn add(
    store: &Store,
    case: &str,
    document: NewDocument,
    stamp: &Stamp,
) -> Result<String, RegisterError> {
    let mut writing = store.writing(stamp).await?;
    writing.role.must_write("подшивать документы")?;
    // Filing takes nothing from another officer's change, so it asks no version; the row is held against anonymisation.
    let mut sql =
        Sql::new("UPDATE cases SET version = version WHERE state <> 'anonymised' AND id = ");
    sql.bind(case).push(" RETURNING version");
    let row = sql
        .row(writing.connection())
        .await?
        .ok_or_else(|| missing("Дела", case))?;
    let version = row.int("version")?;
    let (id, row) = filed(&mut writing, case, version, document);
    insert(writing.connection(), "documents", COLUMNS, vec![row]).await?;
    writing.commit().await?;
    Ok(id)
}

/// A document as a row of [`COLUMNS`], with its event noted; gives its id.
pub(crate) fn filed(
    writing: &mut Writing,
    case: &str,
    version: i64,
    document: NewDocument,
) -> (String, Vec<Cell>) {
    let id = writing.id();
    let sha256 = hex(&Sha256::digest(&document.bytes));
    let size = i64::try_from(document.bytes.len()).unwrap_or(i64::MAX);
    let body = json!({
        "direction": document.direction, "code": document.code, "number": document.number, "dated": document.dated,
        "sha256": sha256, "size": size,
    });
    writing.note("document_added", Some(case), &id, version, &body);
    let row = vec![
        id.as_str().into(),
        case.into(),
        document.direction.code().into(),
        document.code.into(),
        document.number.into(),
        document.dated.map(|day| day.to_string()).into(),
        document
            .channel
            .map(|channel| channel.code().to_owned())
            .into(),
        document.tracking.into(),
        document.media_type.into(),
        writing.stamp.text().into(),
        size.into(),
        document.title.into(),
        sha256.into(),
        document.bytes.into(),
    ];
    (id, row)
}

/// The case in which a document of these bytes was filed last.
pub(crate) async fn case_with(
    connection: &mut AnyConnection,
    sha256: &str,
) -> Result<Option<String>, RegisterError> {
    let mut sql = Sql::new("SELECT case_id FROM documents WHERE sha256 = ");
    sql.bind(sha256).push(" ORDER BY added_at DESC LIMIT 1");
    let row = sql.row(connection).await?;
    row.map(|row| row.text("case_id")).transpose()
}

pub(crate) async fn list(
    connection: &mut AnyConnection,
    case: &str,
) -> Result<Vec<Document>, RegisterError> {
    let mut sql = Sql::new(
        "SELECT id, direction, code, title, number, dated, channel, tracking, media_type, size, sha256 FROM documents \
         WHERE case_id = ",
    );
    sql.bind(case).push(" ORDER BY added_at, id");
    sql.rows(connection)
        .await?
        .iter()
        .map(|row| {
            Ok(Document {
                id: row.text("id")?,
                direction: coded(&row.text("direction")?, Direction::from_code)?,
                code: row.text("code")?,
                title: row.maybe("title")?,
                number: row.maybe("number")?,
                dated: row.maybe("dated")?.and_then(|day| day.parse().ok()),
                channel: row
                    .maybe("channel")?
                    .and_then(|code| Channel::from_code(&code)),
                tracking: row.maybe("tracking")?,
                media_type: row.text("media_type")?,
                size: row.int("size")?,
                sha256: row.maybe("sha256")?,
            })
        })
        .collect()
}

pub(crate) async fn bytes(
    connection: &mut AnyConnection,
    id: &str,
) -> Result<Vec<u8>, RegisterError> {
    let mut sql = Sql::new("SELECT bytes, sha256 FROM documents WHERE id = ");
    sql.bind(id);
    let row = sql
        .row(connection)
        .await?
        .ok_or_else(|| missing("Документа", id))?;
    let (Some(bytes), Some(sha256)) = (row.bytes("bytes")?, row.maybe("sha256")?) else {
        return Err(missing("Документа", id));
    };
    if hex(&Sha256::digest(&bytes)) != sha256 {
        return Err(RegisterError::Damaged(format!(
            "документ {id} не совпадает со своим отпечатком"
        )));
    }
    Ok(bytes)
}
