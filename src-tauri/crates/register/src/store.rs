//! One connection pool over either back end, and the transaction in which everything is written.

use std::path::PathBuf;
use std::sync::Mutex;

use chrono::DateTime;
use serde_json::Value;
use sqlx::migrate::{MigrateError, Migrator};
use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyConnection, AnyPool, Transaction};
use uuid::{ContextV7, Timestamp, Uuid};

use crate::error::RegisterError;
use crate::journal::{self, Pending};
use crate::sql::{Columns, Sql};
use crate::stamp::{Role, Stamp};
use crate::terms::TermRules;

static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

/// An open register. Both back ends speak the same SQL here; where they differ, [`Engine`] says so.
#[derive(Clone)]
pub struct Store {
    pub(crate) pool: AnyPool,
    pub(crate) engine: Engine,
    pub(crate) rules: TermRules,
}

/// Addresses may hold a password, so they are not shown.
impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store")
            .field("engine", &self.engine)
            .finish_non_exhaustive()
    }
}

/// Where a register lives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Engine {
    /// A SQLCipher file.
    Sqlite(PathBuf),
    /// A PostgreSQL database.
    Postgres,
}

impl Store {
    pub(crate) async fn over(pool: AnyPool, engine: Engine) -> Result<Self, RegisterError> {
        let migrations = match engine {
            Engine::Sqlite(_) => &SQLITE,
            Engine::Postgres => &POSTGRES,
        };
        let migrated = migrations.run(&pool).await.map_err(|error| match error {
            MigrateError::VersionMissing(found) | MigrateError::VersionTooNew(found, _) => {
                RegisterError::TooNew {
                    found,
                    known: migrations
                        .iter()
                        .map(|m| m.version)
                        .max()
                        .unwrap_or_default(),
                }
            }
            MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => error.into(),
            other => RegisterError::Database(other.to_string()),
        });
        if let Err(error) = migrated {
            pool.close().await;
            return Err(error);
        }
        Ok(Self {
            pool,
            engine,
            rules: TermRules::in_force(),
        })
    }

    /// The same register with other rules of terms: another region's calendar.
    #[must_use]
    pub fn with_rules(mut self, rules: TermRules) -> Self {
        self.rules = rules;
        self
    }

    /// The rules it counts terms by.
    #[must_use]
    pub const fn rules(&self) -> &TermRules {
        &self.rules
    }

    /// Where it lives.
    #[must_use]
    pub const fn engine(&self) -> &Engine {
        &self.engine
    }

    /// Lets the database go; what was confirmed is on the disk already.
    ///
    /// To be awaited before the process ends: SQLCipher takes itself down with the process, and a connection that is
    /// only dropped closes itself on a thread of its own, which then works with what is gone and crashes.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    pub(crate) async fn reading(&self) -> Result<PoolConnection<Any>, RegisterError> {
        Ok(self.pool.acquire().await?)
    }

    /// A transaction for writing. SQLite takes its one lock at once: a transaction that has read cannot wait for it any more.
    pub(crate) async fn transaction(&self) -> Result<Transaction<'static, Any>, RegisterError> {
        Ok(match self.engine {
            Engine::Sqlite(_) => self.pool.begin_with("BEGIN IMMEDIATE").await?,
            Engine::Postgres => self.pool.begin().await?,
        })
    }

    /// A transaction that several reads share.
    pub(crate) async fn snapshot(&self) -> Result<Transaction<'static, Any>, RegisterError> {
        Ok(match self.engine {
            Engine::Sqlite(_) => self.pool.begin().await?,
            Engine::Postgres => {
                self.pool
                    .begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                    .await?
            }
        })
    }

    pub(crate) async fn writing(&self, stamp: &Stamp) -> Result<Writing, RegisterError> {
        let mut tx = self.transaction().await?;
        let role = role_of(&mut tx, &stamp.by).await?;
        Ok(Writing {
            tx,
            role,
            stamp: stamp.clone(),
            pending: Vec::new(),
        })
    }
}

/// Counts the identifiers of one moment, so that what was filed later stands later.
static IDS: Mutex<ContextV7> = Mutex::new(ContextV7::new());

/// A transaction that ends with its events in the journal, or with nothing.
pub(crate) struct Writing {
    tx: Transaction<'static, Any>,
    pub(crate) role: Role,
    pub(crate) stamp: Stamp,
    pending: Vec<Pending>,
}

impl Writing {
    pub(crate) fn connection(&mut self) -> &mut AnyConnection {
        &mut self.tx
    }

    /// A new identifier, ordered by the stamp's time; of one moment, by the order in which this process gave them.
    pub(crate) fn id(&self) -> String {
        let seconds = u64::try_from(self.stamp.at.timestamp()).unwrap_or_default();
        Uuid::new_v7(Timestamp::from_unix(
            &IDS,
            seconds,
            self.stamp.at.timestamp_subsec_nanos(),
        ))
        .to_string()
    }

    /// An event to be written at the end: `entity` and `action` are ids and codes, `body` alone may name people.
    pub(crate) fn note(
        &mut self,
        action: &'static str,
        case: Option<&str>,
        entity: &str,
        version: i64,
        body: &Value,
    ) {
        self.pending.push(Pending {
            action,
            case: case.map(str::to_owned),
            entity: entity.to_owned(),
            version,
            body: body.to_string(),
        });
    }

    /// The journal's head is locked last and for a moment, so that officers wait for one another only here.
    pub(crate) async fn commit(mut self) -> Result<(), RegisterError> {
        journal::append(&mut self.tx, &self.stamp, std::mem::take(&mut self.pending)).await?;
        Ok(self.tx.commit().await?)
    }
}

async fn role_of(connection: &mut AnyConnection, officer: &str) -> Result<Role, RegisterError> {
    let mut sql = Sql::new("SELECT role, active FROM officers WHERE id = ");
    sql.bind(officer);
    if let Some(row) = sql.row(connection).await? {
        return match (row.flag("active")?, Role::from_code(&row.text("role")?)) {
            (true, Some(role)) => Ok(role),
            _ => Err(RegisterError::UnknownOfficer(officer.to_owned())),
        };
    }
    match Sql::new("SELECT id FROM officers LIMIT 1")
        .row(connection)
        .await?
    {
        None => Ok(Role::Head),
        Some(_) => Err(RegisterError::UnknownOfficer(officer.to_owned())),
    }
}

/// A kept moment back into the form people pass it in.
pub(crate) fn moment(text: &str) -> Result<DateTime<chrono::FixedOffset>, RegisterError> {
    DateTime::parse_from_rfc3339(text)
        .map(|moment| moment.with_timezone(&law::moscow()))
        .map_err(|_| RegisterError::Database("дата в реестре не читается".to_owned()))
}
