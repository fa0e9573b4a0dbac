//! Officers with their roles, and settings of the register.

use async_trait::async_trait;
use serde::Serialize;
use serde_json::json;

use crate::cases::coded;
use crate::error::RegisterError;
use crate::sql::{Columns, Sql};
use crate::stamp::{Role, Stamp};
use crate::store::Store;

/// An officer of the company.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Officer {
    /// Name of entry (login).
    pub id: String,
    /// Name as the journal prints it.
    pub name: String,
    /// What he may do.
    pub role: Role,
    /// Whether he still works here; nobody is ever deleted, the journal names them.
    pub active: bool,
}

/// Officers and settings.
#[async_trait]
pub trait Office: Send + Sync {
    /// Adds an officer or changes one. The first officer of a register must be a head, for nobody else could add the second.
    ///
    /// # Errors
    /// Only a head may; the last head stays one.
    async fn put_officer(&self, officer: Officer, stamp: &Stamp) -> Result<(), RegisterError>;

    /// Officers by name of entry.
    ///
    /// # Errors
    /// The database fails.
    async fn officers(&self) -> Result<Vec<Officer>, RegisterError>;

    /// A setting.
    ///
    /// # Errors
    /// The database fails.
    async fn setting(&self, name: &str) -> Result<Option<String>, RegisterError>;

    /// Keeps a setting.
    ///
    /// # Errors
    /// The role does not allow it, or the database fails.
    async fn set(&self, name: &str, value: &str, stamp: &Stamp) -> Result<(), RegisterError>;
}

#[async_trait]
impl Office for Store {
    async fn put_officer(&self, officer: Officer, stamp: &Stamp) -> Result<(), RegisterError> {
        let mut writing = self.writing(stamp).await?;
        writing.role.must_lead("менять сотрудников и роли")?;
        let mut sql = Sql::new("INSERT INTO officers (id, name, role, active) VALUES (");
        sql.bind(&officer.id)
            .with(", ", &officer.name)
            .with(", ", officer.role.code())
            .with(", ", officer.active)
            .push(") ON CONFLICT (id) DO UPDATE SET name = excluded.name, role = excluded.role, active = excluded.active");
        sql.run(writing.connection()).await?;
        let heads = Sql::new("SELECT id FROM officers WHERE role = 'head' AND active = 1 LIMIT 1");
        if heads.row(writing.connection()).await?.is_none() {
            return Err(RegisterError::NotAllowed(
                "В реестре должен остаться хотя бы один руководитель".to_owned(),
            ));
        }
        let body = json!({ "name": officer.name, "role": officer.role, "active": officer.active });
        writing.note("officer_kept", None, &officer.id, 0, &body);
        writing.commit().await
    }

    async fn officers(&self) -> Result<Vec<Officer>, RegisterError> {
        let sql = Sql::new("SELECT id, name, role, active FROM officers ORDER BY id");
        sql.rows(&mut *self.reading().await?)
            .await?
            .iter()
            .map(|row| {
                Ok(Officer {
                    id: row.text("id")?,
                    name: row.text("name")?,
                    role: coded(&row.text("role")?, Role::from_code)?,
                    active: row.flag("active")?,
                })
            })
            .collect()
    }

    async fn setting(&self, name: &str) -> Result<Option<String>, RegisterError> {
        let mut sql = Sql::new("SELECT value FROM settings WHERE name = ");
        sql.bind(name);
        sql.row(&mut *self.reading().await?)
            .await?
            .map(|row| row.text("value"))
            .transpose()
    }

    async fn set(&self, name: &str, value: &str, stamp: &Stamp) -> Result<(), RegisterError> {
        let mut writing = self.writing(stamp).await?;
        writing.role.must_write("менять настройки")?;
        let mut sql = Sql::new("INSERT INTO settings (name, value) VALUES (");
        sql.bind(name)
            .with(", ", value)
            .push(") ON CONFLICT (name) DO UPDATE SET value = excluded.value");
        sql.run(writing.connection()).await?;
        writing.commit().await
    }
}
