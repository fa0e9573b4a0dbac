//! A person of a case, and how a name is found.

use chrono::NaiveDate;
use request::Person;
use serde::{Deserialize, Serialize};

/// A person as the register keeps it. A letter from the post may name less than a request must, so everything but the
/// surname may be absent. Its JSON is the contract's `subject`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// Фамилия.
    pub surname: String,
    /// Имя.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given_name: Option<String>,
    /// Отчество.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub patronymic: Option<String>,
    /// Date of birth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub birth_date: Option<NaiveDate>,
    /// Identity document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<PartyDocument>,
    /// Postal address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<PartyAddress>,
    /// E-mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Telephone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
}

/// People are not for logs.
impl std::fmt::Debug for Party {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Party(…)")
    }
}

/// An identity document.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartyDocument {
    /// Code of the contract, e.g. `passport_rf`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Series.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub series: Option<String>,
    /// Number.
    pub number: String,
    /// Date of issue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued_on: Option<NaiveDate>,
    /// Who issued it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued_by: Option<String>,
    /// Код подразделения.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subdivision_code: Option<String>,
}

impl PartyDocument {
    /// Series and number with all but their last two characters hidden.
    #[must_use]
    pub fn masked(&self) -> String {
        let whole = format!(
            "{} {}",
            self.series.as_deref().unwrap_or_default(),
            self.number
        );
        let whole = whole.trim();
        let shown = whole.chars().count().saturating_sub(2);
        whole
            .chars()
            .enumerate()
            .map(|(n, c)| {
                if n < shown && c.is_alphanumeric() {
                    '•'
                } else {
                    c
                }
            })
            .collect()
    }
}

impl std::fmt::Debug for PartyDocument {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PartyDocument(…)")
    }
}

/// A postal address.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartyAddress {
    /// Индекс.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    /// The rest.
    pub text: String,
}

impl std::fmt::Debug for PartyAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PartyAddress(…)")
    }
}

impl Party {
    /// A person of whom only the surname and perhaps the other names are known.
    #[must_use]
    pub fn named(surname: &str, given_name: Option<&str>, patronymic: Option<&str>) -> Self {
        Self {
            surname: surname.to_owned(),
            given_name: given_name.map(str::to_owned),
            patronymic: patronymic.map(str::to_owned),
            birth_date: None,
            document: None,
            address: None,
            email: None,
            phone: None,
        }
    }

    /// Surname, given name and patronymic.
    #[must_use]
    pub fn full_name(&self) -> String {
        let names = [
            Some(self.surname.as_str()),
            self.given_name.as_deref(),
            self.patronymic.as_deref(),
        ];
        names.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}

impl From<&Person> for Party {
    fn from(person: &Person) -> Self {
        Self {
            birth_date: person.birth_date,
            document: person.document.as_ref().map(|document| PartyDocument {
                kind: code_of(&document.kind),
                series: document.series.as_ref().map(ToString::to_string),
                number: document.number.to_string(),
                issued_on: Some(document.issued_on),
                issued_by: Some(document.issued_by.to_string()),
                subdivision_code: document.subdivision_code.as_ref().map(ToString::to_string),
            }),
            address: person.address.as_ref().map(|address| PartyAddress {
                postal_code: address.postal_code.as_ref().map(ToString::to_string),
                text: address.text.to_string(),
            }),
            email: person.email.as_ref().map(ToString::to_string),
            phone: person.phone.as_ref().map(ToString::to_string),
            ..Self::named(
                &person.surname,
                Some(&person.given_name),
                person.patronymic.as_deref(),
            )
        }
    }
}

fn code_of(kind: &request::DocumentKind) -> String {
    serde_json::to_value(kind)
        .ok()
        .and_then(|code| code.as_str().map(str::to_owned))
        .unwrap_or_default()
}

/// The words of a name as they are compared: lower case, ё = е, hyphens part them.
pub(crate) fn words(name: &str) -> Vec<String> {
    let folded = name.to_lowercase().replace('ё', "е");
    let mut words: Vec<String> = folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    words.sort();
    words.dedup();
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passport_shows_only_its_end() {
        let document = PartyDocument {
            kind: "passport_rf".into(),
            series: Some("4508".into()),
            number: "123456".into(),
            issued_on: None,
            issued_by: None,
            subdivision_code: None,
        };
        assert_eq!(document.masked(), "•••• ••••56");
    }

    #[test]
    fn a_double_surname_is_found_by_either_half_and_with_either_letter() {
        assert_eq!(words("Алёшина-Ким Фёдор"), ["алешина", "ким", "федор"]);
    }
}
