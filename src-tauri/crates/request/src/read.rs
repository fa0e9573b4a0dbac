//! Bytes → a request: the whole file is walked, every problem is noted, the types come out at the end.

use chrono::NaiveDate;
use serde_json::Value;

use crate::demands::demand;
use crate::json;
use crate::model::{
    Address, Authority, Document, DocumentKind, Enclosure, Format, Operator, Person, Relationship,
    Reply, Representative, Request, Signing,
};
use crate::problem::{Problem, Unreadable};
use crate::rules;
use crate::values::{Email, Fault, Inn, Line, Ogrn, Phone, PostalCode, Text};
use crate::walk::{Fields, Notes, code, count, date, serde_code, string};
use crate::words::{self, Wanted};

/// The format read here (contract §1).
pub const FORMAT: &str = "zapros-request/1";

/// A file that could be read as a request, and everything that is wrong with it.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The request, when every field of it could be read.
    pub request: Option<Request>,
    /// What is wrong by itself, whatever the law asks; [`crate::check`] adds what is missing by law.
    pub problems: Vec<Problem>,
    /// The file as it was.
    pub(crate) value: Value,
}

impl Reading {
    /// The file as JSON, whatever is wrong with it.
    #[must_use]
    pub fn value(&self) -> &Value {
        &self.value
    }
}

/// Reads a request file. `today` is the day of signing: nothing in a letter may lie after it.
///
/// # Errors
/// [`Unreadable`] when the bytes are no request at all; everything else is a [`Problem`] of the reading.
pub fn read(bytes: &[u8], today: NaiveDate) -> Result<Reading, Unreadable> {
    let parsed = json::parse(bytes)?;
    let mut reading = read_value(parsed.value, today)?;
    for at in parsed.repeated {
        reading.request = None;
        let message = words::about(&at, "поле стоит дважды. Оставьте одно из двух.");
        reading
            .problems
            .push(Problem::error("duplicate_field", at, message));
    }
    Ok(reading)
}

/// Reads a request that is JSON already: a draft of the window, a line of a batch.
///
/// # Errors
/// [`Unreadable`] when the value is no request at all.
pub fn read_value(value: Value, today: NaiveDate) -> Result<Reading, Unreadable> {
    let Value::Object(map) = &value else {
        return Err(Unreadable::NotAnObject {
            found: words::type_of(&value),
        });
    };
    if let Some(Value::String(found)) = map.get("format")
        && found != FORMAT
    {
        return Err(Unreadable::OtherFormat {
            found: words::shown(found),
            expected: FORMAT,
        });
    }
    let mut notes = Notes::default();
    let request = request(&value, "", &mut notes).filter(|_| !notes.has_errors());
    rules::cross_check(&value, today, &mut notes);
    Ok(Reading {
        request,
        problems: notes.problems,
        value,
    })
}

fn request(value: &Value, at: &str, notes: &mut Notes) -> Option<Request> {
    let mut fields = Fields::open(value, at, notes)?;
    let format = fields.need(
        "format",
        code(&[FORMAT], |typed| {
            (typed == FORMAT).then_some(Format::ZaprosRequest1)
        }),
    );
    let date = fields.need("date", date);
    let number = fields.may("number", line);
    let operator = fields.need_part("operator", operator);
    let subject = fields.need_part("subject", person);
    let representative = fields.may("representative", representative);
    let relationship = fields.list("relationship", relationship);
    let demands = fields.need_list("demands", demand);
    let reply = fields.may("reply", reply);
    let enclosures = fields.list("enclosures", enclosure);
    let signing = fields.may("signing", signing);
    let text = fields.may("text", text);
    fields.close()?;
    Some(Request {
        format: format?,
        date: date?,
        number: number?,
        operator: operator?,
        subject: subject?,
        representative: representative?,
        relationship: relationship?,
        demands: demands?,
        reply: reply?.unwrap_or_default(),
        enclosures: enclosures?,
        signing: signing?,
        text: text?,
    })
}

pub(crate) fn operator(value: &Value, at: &str, notes: &mut Notes) -> Option<Operator> {
    let mut fields = Fields::open(value, at, notes)?;
    let name = fields.need("name", line);
    let short_name = fields.may("short_name", line);
    let ogrn = fields.may("ogrn", ogrn);
    let inn = fields.may("inn", inn);
    let address = fields.need_part("address", address);
    let email = fields.may("email", email);
    let checked_on = fields.may("checked_on", date);
    let source = fields.may("source", line);
    fields.close()?;
    Some(Operator {
        name: name?,
        short_name: short_name?,
        ogrn: ogrn?,
        inn: inn?,
        address: address?,
        email: email?,
        checked_on: checked_on?,
        source: source?,
    })
}

pub(crate) fn address(value: &Value, at: &str, notes: &mut Notes) -> Option<Address> {
    let mut fields = Fields::open(value, at, notes)?;
    let postal_code = fields.may("postal_code", postal_code);
    let text = fields.need("text", line);
    fields.close()?;
    Some(Address {
        postal_code: postal_code?,
        text: text?,
    })
}

fn person(value: &Value, at: &str, notes: &mut Notes) -> Option<Person> {
    let mut fields = Fields::open(value, at, notes)?;
    let surname = fields.need("surname", line);
    let given_name = fields.need("given_name", line);
    let patronymic = fields.may("patronymic", line);
    let birth_date = fields.may("birth_date", date);
    let document = fields.may("document", document);
    let address = fields.may("address", address);
    let email = fields.may("email", email);
    let phone = fields.may("phone", phone);
    fields.close()?;
    Some(Person {
        surname: surname?,
        given_name: given_name?,
        patronymic: patronymic?,
        birth_date: birth_date?,
        document: document?,
        address: address?,
        email: email?,
        phone: phone?,
    })
}

pub(crate) fn document(value: &Value, at: &str, notes: &mut Notes) -> Option<Document> {
    const KINDS: &[&str] = &[
        "passport_rf",
        "passport_rf_foreign",
        "temporary_id_2p",
        "birth_certificate",
        "residence_permit",
        "temporary_residence",
        "foreign_passport",
        "military_id",
        "refugee",
        "other",
    ];
    let mut fields = Fields::open(value, at, notes)?;
    let kind = fields.need("type", serde_code(KINDS));
    let series = fields.may("series", line);
    let number = fields.need("number", line);
    let issued_on = fields.need("issued_on", date);
    let issued_by = fields.need("issued_by", line);
    let subdivision_code = fields.may("subdivision_code", line);
    fields.close()?;
    let kind = kind?;
    Some(Document {
        kind,
        series: series?.map(|series| tidy_series(kind, series)),
        number: number?,
        issued_on: issued_on?,
        issued_by: issued_by?,
        subdivision_code: subdivision_code?,
    })
}

/// The series of a Russian passport is printed in two halves, `45 08`; it is one number all the same.
fn tidy_series(kind: DocumentKind, series: Line) -> Line {
    match kind {
        DocumentKind::PassportRf => {
            Line::parse(&series.replace(char::is_whitespace, "")).unwrap_or(series)
        }
        _ => series,
    }
}

fn representative(value: &Value, at: &str, notes: &mut Notes) -> Option<Representative> {
    let mut fields = Fields::open(value, at, notes)?;
    let basis = fields.need(
        "basis",
        serde_code(&["parent", "guardian", "power_of_attorney", "other_law"]),
    );
    let person = fields.need_part("person", person);
    let authority = fields.need_part("authority", authority);
    fields.close()?;
    Some(Representative {
        basis: basis?,
        person: person?,
        authority: authority?,
    })
}

fn authority(value: &Value, at: &str, notes: &mut Notes) -> Option<Authority> {
    let mut fields = Fields::open(value, at, notes)?;
    let title = fields.need("title", line);
    let number = fields.may("number", line);
    let issued_on = fields.need("issued_on", date);
    let issued_by = fields.may("issued_by", line);
    let valid_until = fields.may("valid_until", date);
    let powers = fields.may("powers", text);
    let form = fields.need("form", serde_code(&["paper", "electronic"]));
    let file = fields.may("file", line);
    fields.close()?;
    Some(Authority {
        title: title?,
        number: number?,
        issued_on: issued_on?,
        issued_by: issued_by?,
        valid_until: valid_until?,
        powers: powers?,
        form: form?,
        file: file?,
    })
}

fn relationship(value: &Value, at: &str, notes: &mut Notes) -> Option<Relationship> {
    const TYPES: &[&str] = &["contract", "account", "phone", "email", "order", "other"];
    let mut fields = Fields::open(value, at, notes)?;
    // Without a known type nobody can say which other fields belong here.
    let kind = fields.need(
        "type",
        code(TYPES, |typed| {
            TYPES.iter().find(|known| **known == typed).copied()
        }),
    )?;
    match kind {
        "contract" => {
            let number = fields.need("number", line);
            let date = fields.need("date", date);
            fields.close()?;
            Some(Relationship::Contract {
                number: number?,
                date: date?,
            })
        }
        "account" => {
            let value = fields.need("value", line);
            fields.close()?;
            Some(Relationship::Account { value: value? })
        }
        "phone" => {
            let value = fields.need("value", phone);
            fields.close()?;
            Some(Relationship::Phone { value: value? })
        }
        "email" => {
            let value = fields.need("value", email);
            fields.close()?;
            Some(Relationship::Email { value: value? })
        }
        "order" => {
            let number = fields.need("number", line);
            let date = fields.may("date", date);
            fields.close()?;
            Some(Relationship::Order {
                number: number?,
                date: date?,
            })
        }
        _ => {
            let text = fields.need("text", text);
            fields.close()?;
            Some(Relationship::Other { text: text? })
        }
    }
}

fn reply(value: &Value, at: &str, notes: &mut Notes) -> Option<Reply> {
    let mut fields = Fields::open(value, at, notes)?;
    let form = fields.may(
        "form",
        serde_code(&["same", "paper", "electronic", "in_person"]),
    );
    let to = fields.may("to", serde_code(&["subject", "representative"]));
    let email = fields.may("email", email);
    let address = fields.may("address", address);
    fields.close()?;
    Some(Reply {
        form: form?.unwrap_or_default(),
        to: to?,
        email: email?,
        address: address?,
    })
}

pub(crate) fn enclosure(value: &Value, at: &str, notes: &mut Notes) -> Option<Enclosure> {
    let mut fields = Fields::open(value, at, notes)?;
    let title = fields.need("title", line);
    let file = fields.may("file", line);
    let pages = fields.may("pages", count);
    let copies = fields.may("copies", count);
    fields.close()?;
    Some(Enclosure {
        title: title?,
        file: file?,
        pages: pages?,
        copies: copies?,
    })
}

fn signing(value: &Value, at: &str, notes: &mut Notes) -> Option<Signing> {
    let mut fields = Fields::open(value, at, notes)?;
    let form = fields.need("form", serde_code(&["electronic", "ink", "none"]));
    fields.close()?;
    Some(Signing { form: form? })
}

/// One line of text.
pub(crate) fn line(value: &Value, at: &str, notes: &mut Notes) -> Option<Line> {
    parsed(value, at, notes, Wanted::Line, Line::parse)
}

/// Paragraphs.
pub(crate) fn text(value: &Value, at: &str, notes: &mut Notes) -> Option<Text> {
    parsed(value, at, notes, Wanted::Text, Text::parse)
}

pub(crate) fn email(value: &Value, at: &str, notes: &mut Notes) -> Option<Email> {
    parsed(value, at, notes, Wanted::Email, Email::parse)
}

fn phone(value: &Value, at: &str, notes: &mut Notes) -> Option<Phone> {
    parsed(value, at, notes, Wanted::Phone, Phone::parse)
}

fn inn(value: &Value, at: &str, notes: &mut Notes) -> Option<Inn> {
    parsed(value, at, notes, Wanted::Inn, Inn::parse)
}

fn ogrn(value: &Value, at: &str, notes: &mut Notes) -> Option<Ogrn> {
    parsed(value, at, notes, Wanted::Ogrn, Ogrn::parse)
}

fn postal_code(value: &Value, at: &str, notes: &mut Notes) -> Option<PostalCode> {
    parsed(value, at, notes, Wanted::PostalCode, PostalCode::parse)
}

fn parsed<T>(
    value: &Value,
    at: &str,
    notes: &mut Notes,
    wanted: Wanted,
    parse: fn(&str) -> Result<T, Fault>,
) -> Option<T> {
    let typed = string(value, at, notes)?;
    match parse(typed) {
        Ok(value) => Some(value),
        Err(fault) => {
            let (code, what) = words::fault(fault, wanted, typed);
            notes.error(code, at, words::about(at, &what));
            None
        }
    }
}
