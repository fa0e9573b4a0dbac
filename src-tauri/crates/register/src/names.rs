//! Searching by name: beginnings of words, found by an index whether the name is rare or everybody's.

use sqlx::AnyConnection;

use crate::error::RegisterError;
use crate::party::words;
use crate::sql::{Columns, Sql};

/// A word that more people than this have is looked for case by case, from the latest: enough of them come soon.
/// A word that fewer have is looked up first, and only its cases are sorted.
const COMMON: i64 = 2_000;

/// Adds to a listing of cases `c` that their people have these words in their names.
pub(crate) async fn narrow(
    connection: &mut AnyConnection,
    sql: &mut Sql,
    name: &str,
) -> Result<(), RegisterError> {
    let mut counted = Vec::new();
    for word in words(name) {
        counted.push((count(connection, &word).await?, word));
    }
    counted.sort();
    for (n, (count, word)) in counted.into_iter().enumerate() {
        // Every word that begins with this one: a range, which both back ends find in an index.
        let end = format!("{word}\u{10FFFF}");
        if n == 0 && count < COMMON {
            sql.with(
                " AND c.id IN (SELECT case_id FROM name_words WHERE word >= ",
                word,
            );
            sql.with(" AND word < ", end).push(")");
        } else {
            sql.with(
                " AND EXISTS (SELECT 1 FROM name_words w WHERE w.case_id = c.id AND w.word >= ",
                word,
            );
            sql.with(" AND w.word < ", end).push(")");
        }
    }
    Ok(())
}

/// How many cases have it, as far as that matters.
async fn count(connection: &mut AnyConnection, word: &str) -> Result<i64, RegisterError> {
    let mut sql = Sql::new("SELECT count(*) AS n FROM (SELECT 1 FROM name_words WHERE word >= ");
    sql.bind(word)
        .with(" AND word < ", format!("{word}\u{10FFFF}"));
    sql.with(" LIMIT ", COMMON).push(") few");
    sql.row(connection).await?.map_or(Ok(0), |row| row.int("n"))
}
