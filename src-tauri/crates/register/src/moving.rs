//! Moving a register from one back end to the other: everything in one transaction, counted and proven on both sides.

use serde::Serialize;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row as _};

use crate::error::RegisterError;
use crate::journal::{self, EVENT_COLUMNS, Tip};
use crate::sql::{Cell, Columns, Sql, insert};
use crate::store::Store;

/// What was moved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Moved {
    /// Table by table.
    pub tables: Vec<MovedTable>,
    /// The journal's end, the same on both sides.
    pub tip: Tip,
}

/// Rows of one table on both sides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MovedTable {
    /// Its name.
    pub table: &'static str,
    /// Rows in the source.
    pub from: i64,
    /// Rows in the target.
    pub to: i64,
}

/// Moves everything into a register that holds nothing yet. The source stays as it is; until the end the target has nothing.
///
/// # Errors
/// The target is not empty, the source's journal is broken, the counts differ, or a database fails: then nothing was moved.
pub async fn move_register(from: &Store, to: &Store) -> Result<Moved, RegisterError> {
    let mut source = from.snapshot().await?;
    let mut target = to.transaction().await?;
    for table in TABLES.iter().filter(|table| table.name != "journal_head") {
        if count(&mut target, table.name).await? > 0 {
            return Err(RegisterError::NotAllowed(
                "Реестр, в который переносят, не пуст".to_owned(),
            ));
        }
    }
    Sql::new("DELETE FROM journal_head")
        .run(&mut target)
        .await?;
    for table in TABLES {
        copy(table, &mut source, &mut target).await?;
    }
    let mut tables = Vec::with_capacity(TABLES.len());
    for &Table { name: table, .. } in TABLES {
        tables.push(MovedTable {
            table,
            from: count(&mut source, table).await?,
            to: count(&mut target, table).await?,
        });
    }
    let differing: Vec<String> = tables
        .iter()
        .filter(|table| table.from != table.to)
        .map(|table| format!("{}: {} и {}", table.table, table.from, table.to))
        .collect();
    if !differing.is_empty() {
        return Err(RegisterError::CountsDiffer(differing.join(", ")));
    }
    let (before, after) = (
        journal::prove(&mut source, None).await?,
        journal::prove(&mut target, None).await?,
    );
    if !after.is_whole() || before != after {
        return Err(RegisterError::CountsDiffer(format!(
            "журнал: {} и {}",
            before.proven, after.proven
        )));
    }
    source.rollback().await?;
    target.commit().await?;
    Ok(Moved {
        tables,
        tip: after.tip,
    })
}

/// A table: its key first, then its texts, numbers and bytes.
struct Table {
    name: &'static str,
    /// How many of the first columns order the rows.
    key: usize,
    columns: &'static [&'static str],
    ints: &'static [&'static str],
    bytes: &'static [&'static str],
    page: i64,
}

const fn table(
    name: &'static str,
    columns: &'static [&'static str],
    ints: &'static [&'static str],
) -> Table {
    Table {
        name,
        key: 1,
        columns,
        ints,
        bytes: &[],
        page: 2_000,
    }
}

/// In an order in which nothing names what is not there yet. A test compares it with the database's own list.
const TABLES: &[Table] = &[
    table("settings", &["name", "value"], &[]),
    table("counters", &["name", "value"], &["value"]),
    table("officers", &["id", "name", "role", "active"], &["active"]),
    table(
        "operators",
        &[
            "id",
            "name",
            "short_name",
            "ogrn",
            "inn",
            "postal_code",
            "address",
            "email",
            "source",
            "checked_on",
            "bounced",
        ],
        &["bounced"],
    ),
    table("people", &["id", "case_id", "data"], &[]),
    Table {
        key: 2,
        ..table("name_words", &["word", "case_id"], &[])
    },
    table(
        "cases",
        &[
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
            "closed_at",
            "officer",
            "tracking",
            "signature_form",
            "signature_verdict",
        ],
        &["version", "received_assumed"],
    ),
    table("case_texts", &["case_id", "summary", "request"], &[]),
    table(
        "demands",
        &[
            "id",
            "case_id",
            "position",
            "kind",
            "state",
            "facts",
            "outcome_norm",
            "decided_on",
            "due",
            "terms_key",
        ],
        &["position"],
    ),
    Table {
        bytes: &["bytes"],
        page: 20,
        ..table(
            "documents",
            &[
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
            ],
            &["size"],
        )
    },
    table(
        "drafts",
        &["id", "revision", "title", "place", "form", "saved_at"],
        &["revision"],
    ),
    Table {
        bytes: &["message"],
        page: 20,
        ..table(
            "outbox",
            &[
                "message_id",
                "case_id",
                "state",
                "attempts",
                "changed_at",
                "sha256",
                "record",
                "message",
            ],
            &["attempts"],
        )
    },
    table("acts", &["number", "dated", "body"], &[]),
    table("events", EVENT_COLUMNS, &["seq", "version"]),
    table("event_texts", &["seq", "salt", "body"], &["seq"]),
    table("journal_head", &["one", "seq", "hash"], &["one", "seq"]),
];

async fn copy(
    table: &Table,
    source: &mut AnyConnection,
    target: &mut AnyConnection,
) -> Result<(), RegisterError> {
    let mut last = None;
    loop {
        let rows = page(table, source, last.take()).await?;
        let Some(end) = rows.last() else {
            return Ok(());
        };
        last = Some(end[..table.key].to_vec());
        insert(target, table.name, table.columns, rows).await?;
    }
}

/// Some rows after this key.
async fn page(
    table: &Table,
    source: &mut AnyConnection,
    last: Option<Vec<Cell>>,
) -> Result<Vec<Vec<Cell>>, RegisterError> {
    let key = table.columns[..table.key].join(", ");
    let mut sql = Sql::new(&format!(
        "SELECT {} FROM {}",
        table.columns.join(", "),
        table.name
    ));
    if let Some(last) = last {
        sql.push(&format!(" WHERE ({key}) > ("));
        for (n, cell) in last.into_iter().enumerate() {
            sql.push(if n == 0 { "" } else { ", " }).bind(cell);
        }
        sql.push(")");
    }
    sql.push(&format!(" ORDER BY {key}"))
        .with(" LIMIT ", table.page);
    let rows = sql.rows(source).await?;
    let cell = |row: &AnyRow, column: &'static str| -> Result<Cell, RegisterError> {
        Ok(if table.ints.contains(&column) {
            Cell::Int(row.try_get(column)?)
        } else if table.bytes.contains(&column) {
            Cell::Bytes(row.try_get(column)?)
        } else {
            Cell::Text(row.try_get(column)?)
        })
    };
    rows.iter()
        .map(|row| {
            table
                .columns
                .iter()
                .map(|&column| cell(row, column))
                .collect()
        })
        .collect()
}

#[cfg(feature = "testing")]
pub(crate) async fn everything(
    connection: &mut AnyConnection,
    but: &str,
) -> Result<Vec<u8>, RegisterError> {
    let mut all = Vec::new();
    for table in TABLES {
        let mut last = None;
        loop {
            let rows = page(table, connection, last.take()).await?;
            let Some(end) = rows.last() else { break };
            last = Some(end[..table.key].to_vec());
            for row in rows
                .into_iter()
                .filter(|row| !row.contains(&Cell::from(but)))
            {
                for cell in row {
                    match cell {
                        Cell::Text(text) => all.extend(text.unwrap_or_default().into_bytes()),
                        Cell::Bytes(bytes) => all.extend(bytes.unwrap_or_default()),
                        Cell::Int(_) => {}
                    }
                    all.push(b'\n');
                }
            }
        }
    }
    Ok(all)
}

async fn count(connection: &mut AnyConnection, table: &str) -> Result<i64, RegisterError> {
    let row = Sql::new(&format!("SELECT count(*) AS n FROM {table}"))
        .row(connection)
        .await?;
    row.map_or(Ok(0), |row| row.int("n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{KeySource, sqlite};

    #[tokio::test]
    async fn every_table_and_column_is_moved() {
        let folder = tempfile::tempdir().unwrap();
        let store = sqlite::create(
            &folder.path().join("r.db"),
            &KeySource::passphrase("correct horse"),
        )
        .await
        .unwrap();
        let mut connection = store.reading().await.unwrap();
        let tables = Sql::new(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> '_sqlx_migrations'",
        );
        for row in tables.rows(&mut connection).await.unwrap() {
            let name = row.text("name").unwrap();
            let table = TABLES
                .iter()
                .find(|table| table.name == name)
                .unwrap_or_else(|| panic!("{name} stays behind"));
            let columns = Sql::new(&format!(
                "SELECT name FROM pragma_table_info('{name}') ORDER BY name"
            ));
            let kept: Vec<String> = columns
                .rows(&mut connection)
                .await
                .unwrap()
                .iter()
                .map(|row| row.text("name").unwrap())
                .collect();
            let mut moved = table.columns.to_vec();
            moved.sort_unstable();
            assert_eq!(kept, moved, "{name}");
        }
        drop(connection);
        store.close().await;
    }
}
