//! What a test needs and a program must not have: the database past the program.

use sqlx::AssertSqlSafe;

use crate::error::RegisterError;
use crate::moving;
use crate::store::Store;

impl crate::keys::Secret {
    /// What it hides.
    #[must_use]
    pub fn reveal_for_test(&self) -> &str {
        self.reveal()
    }
}

impl Store {
    /// Runs a statement past every rule of the register.
    ///
    /// # Errors
    /// The database refuses it.
    pub async fn execute_for_test(&self, statement: &str) -> Result<(), RegisterError> {
        sqlx::raw_sql(AssertSqlSafe(statement.to_owned()))
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// The one text this statement gives.
    ///
    /// # Errors
    /// The database refuses it.
    pub async fn text_for_test(&self, statement: &'static str) -> Result<String, RegisterError> {
        Ok(sqlx::query_scalar(statement).fetch_one(&self.pool).await?)
    }

    /// Every value of every row but those that belong to this case.
    ///
    /// # Errors
    /// The database fails.
    pub async fn everything_for_test(&self, but: &str) -> Result<Vec<u8>, RegisterError> {
        moving::everything(&mut *self.reading().await?, but).await
    }

    /// A transaction that has the lock until it is dropped.
    ///
    /// # Errors
    /// The database fails.
    pub async fn hold_for_test(&self) -> Result<impl Drop + use<>, RegisterError> {
        self.transaction().await
    }

    /// From now on this store has one connection, and that waits for nobody.
    ///
    /// # Errors
    /// The database fails.
    pub async fn impatient_for_test(&self) -> Result<(), RegisterError> {
        self.on_every_connection("PRAGMA busy_timeout = 0").await
    }

    /// From now on the file may not grow.
    ///
    /// # Errors
    /// The database fails.
    pub async fn no_more_room_for_test(&self) -> Result<(), RegisterError> {
        self.on_every_connection("PRAGMA max_page_count = 1").await
    }

    async fn on_every_connection(&self, pragma: &'static str) -> Result<(), RegisterError> {
        let mut all = Vec::new();
        for _ in 0..self.pool.options().get_max_connections() {
            let mut connection = self.pool.acquire().await?;
            sqlx::raw_sql(pragma).execute(&mut *connection).await?;
            all.push(connection);
        }
        Ok(())
    }
}
