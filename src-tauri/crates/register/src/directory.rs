//! The directory of operators: where a letter goes, by what source, when it was last checked, whether mail came back.

use async_trait::async_trait;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::cases::missing;
use crate::error::RegisterError;
use crate::party::PartyAddress;
use crate::sql::{Columns, Sql};
use crate::stamp::Stamp;
use crate::store::{Store, Writing};

/// An operator of the directory. Its JSON is the contract's `operator` with a flag more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DirectoryOperator {
    /// Identifier; none before it is kept, and never in a file.
    #[serde(skip)]
    pub id: Option<String>,
    /// Full name.
    pub name: String,
    /// Short name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub short_name: Option<String>,
    /// ОГРН: of two records with one ОГРН the later stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ogrn: Option<String>,
    /// ИНН.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inn: Option<String>,
    /// Address.
    pub address: PartyAddress,
    /// E-mail for requests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Where the details come from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// When they were checked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checked_on: Option<NaiveDate>,
    /// Mail to the address came back.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub bounced: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct DirectoryFile {
    format: String,
    operators: Vec<DirectoryOperator>,
}

const FORMAT: &str = "zapros-operators/1";
/// What comes along with the program.
const BUNDLED: &str = include_str!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../../assets/operators/it-prospekt.json"
));

/// The directory.
#[async_trait]
pub trait Directory: Send + Sync {
    /// Keeps an operator; the one with the same id or ОГРН gives way. Gives the id.
    ///
    /// # Errors
    /// ОГРН or ИНН have wrong checksums, or the database fails.
    async fn put_operator(
        &self,
        operator: DirectoryOperator,
        stamp: &Stamp,
    ) -> Result<String, RegisterError>;

    /// Operators by name.
    ///
    /// # Errors
    /// The database fails.
    async fn operators(&self) -> Result<Vec<DirectoryOperator>, RegisterError>;

    /// Mail to this operator came back, or the address was put right.
    ///
    /// # Errors
    /// [`RegisterError::Missing`], or the database fails.
    async fn mark_bounced(
        &self,
        id: &str,
        bounced: bool,
        stamp: &Stamp,
    ) -> Result<(), RegisterError>;

    /// Takes in a directory file, all of it or nothing; gives how many.
    ///
    /// # Errors
    /// [`RegisterError::Unreadable`] names what is wrong.
    async fn import_operators(&self, json: &str, stamp: &Stamp) -> Result<usize, RegisterError>;

    /// The whole directory as a file.
    ///
    /// # Errors
    /// The database fails.
    async fn export_operators(&self) -> Result<String, RegisterError>;
}

#[async_trait]
impl Directory for Store {
    async fn put_operator(
        &self,
        operator: DirectoryOperator,
        stamp: &Stamp,
    ) -> Result<String, RegisterError> {
        let mut writing = self.writing(stamp).await?;
        writing.role.must_write("вести справочник операторов")?;
        let id = put(&mut writing, operator).await?;
        writing.commit().await?;
        Ok(id)
    }

    async fn operators(&self) -> Result<Vec<DirectoryOperator>, RegisterError> {
        let sql = Sql::new(
            "SELECT id, name, short_name, ogrn, inn, postal_code, address, email, source, checked_on, bounced \
             FROM operators ORDER BY name, id",
        );
        sql.rows(&mut *self.reading().await?)
            .await?
            .iter()
            .map(|row| {
                Ok(DirectoryOperator {
                    id: Some(row.text("id")?),
                    name: row.text("name")?,
                    short_name: row.maybe("short_name")?,
                    ogrn: row.maybe("ogrn")?,
                    inn: row.maybe("inn")?,
                    address: PartyAddress {
                        postal_code: row.maybe("postal_code")?,
                        text: row.text("address")?,
                    },
                    email: row.maybe("email")?,
                    source: row.maybe("source")?,
                    checked_on: row.maybe("checked_on")?.and_then(|day| day.parse().ok()),
                    bounced: row.flag("bounced")?,
                })
            })
            .collect()
    }

    async fn mark_bounced(
        &self,
        id: &str,
        bounced: bool,
        stamp: &Stamp,
    ) -> Result<(), RegisterError> {
        let mut writing = self.writing(stamp).await?;
        writing.role.must_write("вести справочник операторов")?;
        let mut sql = Sql::new("UPDATE operators SET bounced = ");
        sql.bind(bounced).with(" WHERE id = ", id);
        if sql.run(writing.connection()).await? == 0 {
            return Err(missing("Оператора", id));
        }
        writing.note(
            "operator_bounced",
            None,
            id,
            0,
            &serde_json::json!({ "bounced": bounced }),
        );
        writing.commit().await
    }

    async fn import_operators(&self, json: &str, stamp: &Stamp) -> Result<usize, RegisterError> {
        let unreadable = |reason: String| RegisterError::Unreadable {
            what: "справочник операторов",
            reason,
        };
        let file: DirectoryFile =
            serde_json::from_str(json).map_err(|error| unreadable(error.to_string()))?;
        if file.format != FORMAT {
            return Err(unreadable(format!(
                "формат «{}», а нужен «{FORMAT}»",
                file.format
            )));
        }
        let mut writing = self.writing(stamp).await?;
        writing.role.must_write("вести справочник операторов")?;
        let count = file.operators.len();
        for operator in file.operators {
            put(&mut writing, operator).await?;
        }
        writing.commit().await?;
        Ok(count)
    }

    async fn export_operators(&self) -> Result<String, RegisterError> {
        let file = DirectoryFile {
            format: FORMAT.to_owned(),
            operators: self.operators().await?,
        };
        serde_json::to_string_pretty(&file)
            .map(|json| json + "\n")
            .map_err(|error| RegisterError::Unreadable {
                what: "справочник операторов",
                reason: error.to_string(),
            })
    }
}

impl Store {
    /// Puts what comes along with the program into an empty directory.
    ///
    /// # Errors
    /// The database fails.
    pub async fn bring_operators(&self, stamp: &Stamp) -> Result<(), RegisterError> {
        if self.operators().await?.is_empty() {
            self.import_operators(BUNDLED, stamp).await?;
        }
        Ok(())
    }
}

async fn put(writing: &mut Writing, operator: DirectoryOperator) -> Result<String, RegisterError> {
    checked(operator.ogrn.as_deref(), request::Ogrn::parse)?;
    checked(operator.inn.as_deref(), request::Inn::parse)?;
    let mut known = Sql::new("SELECT id FROM operators WHERE id = ");
    known
        .bind(operator.id.clone().unwrap_or_default())
        .with(" OR ogrn = ", operator.ogrn.clone());
    let known = known
        .row(writing.connection())
        .await?
        .map(|row| row.text("id"))
        .transpose()?;
    let id = known.or(operator.id).unwrap_or_else(|| writing.id());
    let mut sql = Sql::new(
        "INSERT INTO operators (id, name, short_name, ogrn, inn, postal_code, address, email, source, checked_on, \
         bounced) VALUES (",
    );
    sql.bind(&id)
        .with(", ", &operator.name)
        .with(", ", operator.short_name)
        .with(", ", operator.ogrn)
        .with(", ", operator.inn)
        .with(", ", operator.address.postal_code)
        .with(", ", operator.address.text)
        .with(", ", operator.email)
        .with(", ", operator.source)
        .with(", ", operator.checked_on.map(|day| day.to_string()))
        .with(", ", operator.bounced)
        .push(
            ") ON CONFLICT (id) DO UPDATE SET name = excluded.name, short_name = excluded.short_name, \
             ogrn = excluded.ogrn, inn = excluded.inn, postal_code = excluded.postal_code, \
             address = excluded.address, email = excluded.email, source = excluded.source, \
             checked_on = excluded.checked_on, bounced = excluded.bounced",
        );
    sql.run(writing.connection()).await?;
    writing.note(
        "operator_kept",
        None,
        &id,
        0,
        &serde_json::json!({ "name": operator.name }),
    );
    Ok(id)
}

fn checked<T, E: std::fmt::Debug>(
    value: Option<&str>,
    parse: impl Fn(&str) -> Result<T, E>,
) -> Result<(), RegisterError> {
    match value.map(parse) {
        Some(Err(_)) => Err(RegisterError::Unreadable {
            what: "справочник операторов",
            reason: format!(
                "«{}»: контрольная сумма ОГРН или ИНН не сходится",
                value.unwrap_or_default()
            ),
        }),
        _ => Ok(()),
    }
}
