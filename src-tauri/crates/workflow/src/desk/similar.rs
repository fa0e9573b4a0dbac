//! Duplicates and repeats: searched only once it is known who wrote, and never found by a name alone.

use law::Matter;
use register::{CaseFilter, Cases as _, Party, Side};
use request::{Person, Request};
use serde::Serialize;

use crate::failure::Failure;
use crate::intake::{Intake, IntakeChannel, SignatureClass, SignedBy};
use crate::open_register::OpenRegister;

/// How many cases of one name are looked at.
const MOST: i64 = 500;

/// An earlier case of the same person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Similar {
    /// Its id.
    pub id: String,
    /// Its number.
    pub number: String,
    /// What besides the name tells that it is the same person.
    pub because: Vec<&'static str>,
    /// Whether the same is asked: then it may be a repeat (ст. 14 ч. 4–6) or the same letter once more.
    pub same_demands: bool,
}

/// Whether it is known who wrote: the applicant's own signature holds over the data, or the person stood at the desk with
/// a document (law.md §1.7, 8).
#[must_use]
pub fn identity_is_established(intake: &Intake) -> bool {
    let signed = matches!(
        intake.signature.class,
        SignatureClass::Qualified | SignatureClass::Unqualified
    ) && matches!(
        intake.signature.by,
        SignedBy::Subject | SignedBy::Representative
    );
    (signed && intake.covered) || intake.channel == IntakeChannel::Desk
}

/// Earlier cases of the subject.
pub(super) fn find(register: &OpenRegister, request: &Request) -> Result<Vec<Similar>, Failure> {
    let filter = CaseFilter {
        side: Some(Side::Officer),
        name: Some(request.subject.full_name()),
        ..CaseFilter::default()
    };
    let asked: Vec<Matter> = request.kinds().map(Matter::Kind).collect();
    let cases = register.wait(register.cases(&filter, None, MOST))?;
    Ok(cases
        .into_iter()
        .filter_map(|case| {
            let because = same_person(&request.subject, case.subject.as_ref()?);
            (!because.is_empty()).then(|| Similar {
                id: case.id,
                number: case.number,
                because,
                same_demands: case
                    .demands
                    .iter()
                    .any(|demand| asked.contains(&demand.matter)),
            })
        })
        .collect())
}

/// What both have alike besides the name; nothing when the names differ, or a document or a birthday contradicts.
fn same_person(person: &Person, known: &Party) -> Vec<&'static str> {
    if fold(&person.full_name()) != fold(&known.full_name()) {
        return Vec::new();
    }
    let mut because = Vec::new();
    if let (Some(one), Some(other)) = (&person.document, &known.document) {
        let series = |text: Option<&str>| text.map(fold).unwrap_or_default();
        let same = fold(&one.number) == fold(&other.number)
            && series(one.series.as_deref()) == series(other.series.as_deref());
        if same {
            because.push("document");
        }
    }
    if let (Some(one), Some(other)) = (person.birth_date, known.birth_date) {
        if one == other {
            because.push("birth_date");
        } else {
            return Vec::new();
        }
    }
    if let (Some(one), Some(other)) = (&person.email, &known.email)
        && one.to_lowercase() == other.to_lowercase()
    {
        because.push("email");
    }
    if let (Some(one), Some(other)) = (&person.phone, &known.phone)
        && **one == **other
    {
        because.push("phone");
    }
    because
}

fn fold(text: &str) -> String {
    text.to_lowercase()
        .replace('ё', "е")
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(email: Option<&str>, birth: Option<&str>) -> Person {
        let line = |text: &str| request::Line::parse(text).unwrap();
        Person {
            surname: line("Королёва"),
            given_name: line("Анна"),
            patronymic: None,
            birth_date: birth.map(|day| day.parse().unwrap()),
            document: None,
            address: None,
            email: email.map(|text| request::Email::parse(text).unwrap()),
            phone: None,
        }
    }

    #[test]
    fn a_name_alone_makes_nobody_the_same() {
        let known = Party::from(&person(Some("a@mail.example"), Some("1990-01-02")));
        let of = |email, birth| same_person(&person(email, birth), &known);
        assert!(of(None, None).is_empty());
        assert_eq!(of(Some("A@mail.example"), None), ["email"]);
        assert_eq!(of(None, Some("1990-01-02")), ["birth_date"]);
        // A namesake who reads the same mailbox is still another person.
        assert!(of(Some("a@mail.example"), Some("1991-01-02")).is_empty());
        let mut other = person(Some("a@mail.example"), None);
        other.surname = request::Line::parse("Королевич").unwrap();
        assert!(same_person(&other, &known).is_empty());
    }
}
