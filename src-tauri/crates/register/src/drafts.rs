//! Drafts: letters being written. Saved as the person types, each save whole and confirmed only when it is on the disk.

use async_trait::async_trait;
use serde::Serialize;
use serde_json::Value;

use crate::cases::{from_json, missing};
use crate::error::RegisterError;
use crate::sql::{Columns, Sql, insert};
use crate::stamp::Stamp;
use crate::store::Store;

/// A draft with the place where the person left it.
#[derive(Clone, PartialEq, Serialize)]
pub struct Draft {
    /// Identifier.
    pub id: String,
    /// How often it was saved.
    pub revision: i64,
    /// What the list shows.
    pub title: String,
    /// The window's own word for the page and field.
    pub place: String,
    /// What was typed, as the window keeps it; need not be a request yet.
    pub form: Value,
    /// When it was saved, UTC.
    pub saved_at: String,
}

/// A draft is full of personal data.
impl std::fmt::Debug for Draft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Draft")
            .field("id", &self.id)
            .field("revision", &self.revision)
            .finish_non_exhaustive()
    }
}

/// Drafts, several at once.
#[async_trait]
pub trait Drafts: Send + Sync {
    /// Opens a new draft; gives its id.
    ///
    /// # Errors
    /// The database fails.
    async fn new_draft(
        &self,
        title: &str,
        place: &str,
        form: &Value,
        stamp: &Stamp,
    ) -> Result<String, RegisterError>;

    /// Saves a draft that was read at this revision; gives the new one.
    ///
    /// # Errors
    /// [`RegisterError::NotAllowed`] when another window has saved it since; [`RegisterError::Missing`] when it is gone.
    async fn save_draft(
        &self,
        draft: (&str, i64),
        title: &str,
        place: &str,
        form: &Value,
        stamp: &Stamp,
    ) -> Result<i64, RegisterError>;

    /// Drafts, the last saved first.
    ///
    /// # Errors
    /// The database fails.
    async fn drafts(&self) -> Result<Vec<Draft>, RegisterError>;

    /// Throws a draft away: its letter was composed, or it is not wanted.
    ///
    /// # Errors
    /// The database fails.
    async fn drop_draft(&self, id: &str) -> Result<(), RegisterError>;
}

#[async_trait]
impl Drafts for Store {
    async fn new_draft(
        &self,
        title: &str,
        place: &str,
        form: &Value,
        stamp: &Stamp,
    ) -> Result<String, RegisterError> {
        let mut writing = self.writing(stamp).await?;
        writing.role.must_write("писать черновики")?;
        let id = writing.id();
        let row = vec![
            id.as_str().into(),
            1.into(),
            title.into(),
            place.into(),
            form.to_string().into(),
            stamp.text().into(),
        ];
        let columns = ["id", "revision", "title", "place", "form", "saved_at"];
        insert(writing.connection(), "drafts", &columns, vec![row]).await?;
        writing.commit().await?;
        Ok(id)
    }

    async fn save_draft(
        &self,
        (id, revision): (&str, i64),
        title: &str,
        place: &str,
        form: &Value,
        stamp: &Stamp,
    ) -> Result<i64, RegisterError> {
        let mut writing = self.writing(stamp).await?;
        let mut sql = Sql::new("UPDATE drafts SET revision = revision + 1, title = ");
        sql.bind(title)
            .with(", place = ", place)
            .with(", form = ", form.to_string())
            .with(", saved_at = ", stamp.text())
            .with(" WHERE id = ", id)
            .with(" AND revision = ", revision);
        if sql.run(writing.connection()).await? == 0 {
            let mut sql = Sql::new("SELECT revision FROM drafts WHERE id = ");
            sql.bind(id);
            return Err(match sql.row(writing.connection()).await? {
                None => missing("Черновика", id),
                Some(_) => RegisterError::NotAllowed(
                    "Черновик тем временем сохранён в другом окне".to_owned(),
                ),
            });
        }
        writing.commit().await?;
        Ok(revision + 1)
    }

    async fn drafts(&self) -> Result<Vec<Draft>, RegisterError> {
        let sql = Sql::new(
            "SELECT id, revision, title, place, form, saved_at FROM drafts ORDER BY saved_at DESC, id",
        );
        sql.rows(&mut *self.reading().await?)
            .await?
            .iter()
            .map(|row| {
                Ok(Draft {
                    id: row.text("id")?,
                    revision: row.int("revision")?,
                    title: row.text("title")?,
                    place: row.text("place")?,
                    form: from_json(&row.text("form")?)?,
                    saved_at: row.text("saved_at")?,
                })
            })
            .collect()
    }

    async fn drop_draft(&self, id: &str) -> Result<(), RegisterError> {
        let mut tx = self.transaction().await?;
        let mut sql = Sql::new("DELETE FROM drafts WHERE id = ");
        sql.bind(id);
        sql.run(&mut tx).await?;
        Ok(tx.commit().await?)
    }
}
