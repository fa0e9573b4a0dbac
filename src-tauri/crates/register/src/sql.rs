//! SQL that grows with its filter, and many rows at once: both back ends read `$1` and the same words.

use sqlx::any::{AnyArguments, AnyRow};
use sqlx::query::Query;
use sqlx::{Any, AnyConnection, AssertSqlSafe, Row};

use crate::error::RegisterError;

/// One value on its way into a row or out of it.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Cell {
    Text(Option<String>),
    Int(Option<i64>),
    Bytes(Option<Vec<u8>>),
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(Some(text.to_owned()))
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(Some(text))
    }
}

impl From<&String> for Cell {
    fn from(text: &String) -> Self {
        Self::Text(Some(text.clone()))
    }
}

impl From<Option<String>> for Cell {
    fn from(text: Option<String>) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Cell {
    fn from(number: i64) -> Self {
        Self::Int(Some(number))
    }
}

impl From<bool> for Cell {
    fn from(yes: bool) -> Self {
        Self::Int(Some(i64::from(yes)))
    }
}

impl From<Vec<u8>> for Cell {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(Some(bytes))
    }
}

/// A statement and its values, put together piece by piece. Pieces are the program's own; a person's words are always bound.
#[derive(Default)]
pub(crate) struct Sql {
    text: String,
    cells: Vec<Cell>,
}

impl Sql {
    pub(crate) fn new(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            cells: Vec::new(),
        }
    }

    pub(crate) fn push(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    pub(crate) fn bind(&mut self, cell: impl Into<Cell>) -> &mut Self {
        self.cells.push(cell.into());
        self.text.push_str(&format!("${}", self.cells.len()));
        self
    }

    /// The text followed by a value: `with("id = ", id)`.
    pub(crate) fn with(&mut self, text: &str, cell: impl Into<Cell>) -> &mut Self {
        self.push(text).bind(cell)
    }

    pub(crate) async fn rows(
        self,
        connection: &mut AnyConnection,
    ) -> Result<Vec<AnyRow>, RegisterError> {
        Ok(self.query().fetch_all(connection).await?)
    }

    pub(crate) async fn row(
        self,
        connection: &mut AnyConnection,
    ) -> Result<Option<AnyRow>, RegisterError> {
        Ok(self.query().fetch_optional(connection).await?)
    }

    /// How many rows it touched.
    pub(crate) async fn run(self, connection: &mut AnyConnection) -> Result<u64, RegisterError> {
        Ok(self.query().execute(connection).await?.rows_affected())
    }

    fn query(self) -> Query<'static, Any, AnyArguments> {
        self.cells.into_iter().fold(
            sqlx::query(AssertSqlSafe(self.text)),
            |query, cell| match cell {
                Cell::Text(text) => query.bind(text),
                Cell::Int(number) => query.bind(number),
                Cell::Bytes(bytes) => query.bind(bytes),
            },
        )
    }
}

/// Puts rows into a table, several hundred with one statement.
pub(crate) async fn insert(
    connection: &mut AnyConnection,
    table: &str,
    columns: &[&str],
    rows: Vec<Vec<Cell>>,
) -> Result<(), RegisterError> {
    // SQLite takes 32 766 values in a statement, PostgreSQL 65 535; past some hundred rows nothing is gained.
    let at_once = (8_000 / columns.len().max(1)).clamp(1, 500);
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let mut sql = Sql::new(&format!(
            "INSERT INTO {table} ({}) VALUES ",
            columns.join(", ")
        ));
        for (n, row) in rows.by_ref().take(at_once).enumerate() {
            sql.push(if n == 0 { "(" } else { ", (" });
            for (n, cell) in row.into_iter().enumerate() {
                if n > 0 {
                    sql.push(", ");
                }
                sql.bind(cell);
            }
            sql.push(")");
        }
        sql.run(connection).await?;
    }
    Ok(())
}

/// Columns by name, with the register's error.
pub(crate) trait Columns {
    fn text(&self, name: &str) -> Result<String, RegisterError>;
    fn maybe(&self, name: &str) -> Result<Option<String>, RegisterError>;
    fn int(&self, name: &str) -> Result<i64, RegisterError>;
    fn bytes(&self, name: &str) -> Result<Option<Vec<u8>>, RegisterError>;
    fn flag(&self, name: &str) -> Result<bool, RegisterError> {
        Ok(self.int(name)? != 0)
    }
}

impl Columns for AnyRow {
    fn text(&self, name: &str) -> Result<String, RegisterError> {
        Ok(self.try_get(name)?)
    }

    fn maybe(&self, name: &str) -> Result<Option<String>, RegisterError> {
        Ok(self.try_get(name)?)
    }

    fn int(&self, name: &str) -> Result<i64, RegisterError> {
        Ok(self.try_get(name)?)
    }

    fn bytes(&self, name: &str) -> Result<Option<Vec<u8>>, RegisterError> {
        Ok(self.try_get(name)?)
    }
}
