//! Small wordings that need no declension: dates, telephones, documents, people, relationships.

use chrono::NaiveDate;
use request::{
    Address, Authority, Basis, ChannelKind, Document, DocumentKind, Enclosure, Operator, Person,
    Relationship,
};

/// `05.06.2026`, the digital form for electronic documents (ГОСТ Р 7.0.97-2025, реквизит 10).
#[must_use]
pub fn date(date: NaiveDate) -> String {
    date.format("%d.%m.%Y").to_string()
}

/// `+7 (916) 123-45-67`, held together by no-break spaces; numbers of other countries stand as they are.
#[must_use]
pub fn phone(number: &str) -> String {
    match number.strip_prefix("+7") {
        Some(rest) if rest.len() == 10 && rest.bytes().all(|b| b.is_ascii_digit()) => {
            format!(
                "+7\u{a0}({})\u{a0}{}-{}-{}",
                &rest[..3],
                &rest[3..6],
                &rest[6..8],
                &rest[8..]
            )
        }
        _ => number.to_owned(),
    }
}

/// The identity document with number, date of issue and issuer (152-ФЗ ст. 14 ч. 3).
#[must_use]
pub fn document(document: &Document) -> String {
    let (name, issued) = match document.kind {
        DocumentKind::PassportRf => ("паспорт гражданина Российской Федерации", "кем выдан"),
        DocumentKind::PassportRfForeign => (
            "заграничный паспорт гражданина Российской Федерации",
            "кем выдан",
        ),
        DocumentKind::TemporaryId2p => (
            "временное удостоверение личности (форма № 2П)",
            "кем выдано",
        ),
        DocumentKind::BirthCertificate => ("свидетельство о рождении", "кем выдано"),
        DocumentKind::ResidencePermit => ("вид на жительство", "кем выдан"),
        DocumentKind::TemporaryResidence => ("разрешение на временное проживание", "кем выдано"),
        DocumentKind::ForeignPassport => ("паспорт иностранного гражданина", "кем выдан"),
        DocumentKind::MilitaryId => (
            "военный билет (удостоверение личности военнослужащего)",
            "кем выдан",
        ),
        DocumentKind::Refugee => ("документ беженца", "кем выдан"),
        DocumentKind::Other => ("документ, удостоверяющий личность", "кем выдан"),
    };
    let mut out = name.to_owned();
    if let Some(series) = &document.series {
        let series = if document.kind == DocumentKind::PassportRf && is_digits(series, 4) {
            format!("{} {}", &series[..2], &series[2..])
        } else {
            series.to_string()
        };
        out.push_str(&format!(", серия {series}"));
        out.push_str(&format!(" № {}", document.number));
    } else {
        out.push_str(&format!(" № {}", document.number));
    }
    out.push_str(&format!(
        ", дата выдачи {}, {issued}: {}",
        date(document.issued_on),
        document.issued_by
    ));
    if let Some(code) = &document.subdivision_code {
        out.push_str(&format!(", код подразделения {code}"));
    }
    out
}

fn is_digits(text: &str, count: usize) -> bool {
    text.len() == count && text.bytes().all(|b| b.is_ascii_digit())
}

/// Initials before the surname (ГОСТ Р 7.0.97-2025, реквизит 22): `М. С. Иванова-Петровская`.
pub(crate) fn signature_name(person: &Person) -> String {
    initials(
        &person.surname,
        &person.given_name,
        person.patronymic.as_deref(),
    )
}

/// The same from the parts of a name.
pub(crate) fn initials(surname: &str, given_name: &str, patronymic: Option<&str>) -> String {
    let initial = |name: &str| {
        name.chars()
            .next()
            .map(|c| format!("{c}."))
            .unwrap_or_default()
    };
    let mut parts = vec![initial(given_name)];
    parts.extend(patronymic.map(initial));
    parts.push(surname.to_owned());
    parts.join("\u{a0}")
}

/// The address as in a letter: the place first, the index last.
pub(crate) fn address(address: &Address) -> String {
    match &address.postal_code {
        Some(code) => format!("{}, {code}", address.text),
        None => address.text.to_string(),
    }
}

/// Name in full, and the short one beside it.
pub(crate) fn operator_name(operator: &Operator) -> String {
    match &operator.short_name {
        Some(short) if **short != *operator.name => format!("{} ({short})", operator.name),
        _ => operator.name.to_string(),
    }
}

/// `ОГРН 1127847409557` and `ИНН 7801000005`, where known.
pub(crate) fn operator_numbers(operator: &Operator) -> Vec<String> {
    let mut numbers = Vec::new();
    if let Some(ogrn) = &operator.ogrn {
        numbers.push(format!(
            "{}\u{a0}{ogrn}",
            if ogrn.len() == 15 {
                "ОГРНИП"
            } else {
                "ОГРН"
            }
        ));
    }
    if let Some(inn) = &operator.inn {
        numbers.push(format!("ИНН\u{a0}{inn}"));
    }
    numbers
}

/// What proves the relationship, in the nominative.
pub(crate) fn relationship(relationship: &Relationship) -> String {
    match relationship {
        Relationship::Contract { number, date: day } => {
            format!("договор от {} № {number}", date(*day))
        }
        Relationship::Account { value } => format!("учётная запись {value}"),
        Relationship::Phone { value } => format!("номер телефона {}", phone(value)),
        Relationship::Email { value } => format!("адрес электронной почты {value}"),
        Relationship::Order {
            number,
            date: Some(day),
        } => format!("заказ от {} № {number}", date(*day)),
        Relationship::Order { number, date: None } => format!("заказ № {number}"),
        Relationship::Other { text } => one_line(text),
    }
}

/// The paper of authority: title, number, date, issuer, term.
pub(crate) fn authority(authority: &Authority) -> String {
    let mut out = authority.title.to_string();
    if let Some(number) = &authority.number {
        out.push_str(&format!(" № {number}"));
    }
    out.push_str(&format!(", дата выдачи {}", date(authority.issued_on)));
    if let Some(by) = &authority.issued_by {
        out.push_str(&format!(", кем выдан документ: {by}"));
    }
    if let Some(until) = authority.valid_until {
        out.push_str(&format!(", действует по {}", date(until)));
    }
    out
}

/// In what quality the representative acts.
pub(crate) const fn basis(basis: Basis) -> &'static str {
    match basis {
        Basis::Parent => "законный представитель (родитель)",
        Basis::Guardian => "законный представитель (опекун, попечитель)",
        Basis::PowerOfAttorney => "представитель по доверенности",
        Basis::OtherLaw => "представитель на основании закона",
    }
}

/// A channel of advertising with its address.
pub(crate) fn channel(kind: ChannelKind, address: &str) -> String {
    match kind {
        ChannelKind::Sms => format!("СМС на номер {}", phone(address)),
        ChannelKind::Call => format!("телефонные звонки на номер {}", phone(address)),
        ChannelKind::Email => format!("электронные письма на адрес {address}"),
        ChannelKind::Messenger => {
            format!("сообщения в мессенджере, номер или имя {}", phone(address))
        }
        ChannelKind::Post => format!("почтовые отправления по адресу: {address}"),
    }
}

/// `Копия доверенности на 2 л. в 1 экз.` (ГОСТ Р 7.0.97-2025, реквизит 19).
pub(crate) fn enclosure(enclosure: &Enclosure) -> String {
    let mut out = enclosure.title.to_string();
    if let Some(pages) = enclosure.pages {
        out.push_str(&format!(" на {pages} л."));
    }
    if let Some(copies) = enclosure.copies.or_else(|| enclosure.pages.map(|_| 1)) {
        out.push_str(&format!(" в {copies} экз."));
    }
    out
}

/// Line ends and runs of spaces become one space: for texts that stand inside a sentence or a list.
pub(crate) fn one_line(text: &str) -> String {
    text.split([' ', '\n', '\r', '\t'])
        .filter(|w| !w.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
