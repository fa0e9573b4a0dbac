//! What every answer has, whatever it says: from whom, to whom, to which request, under which number.

use chrono::NaiveDate;
use law::{AccessItem, Kind};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::body::AnswerBody;
use crate::model::{Address, Enclosure, Operator};
use crate::read::{address, email, enclosure, line, operator, text};
use crate::values::{Email, Line, Text};
use crate::walk::{Fields, Notes, code, date, serde_code};

/// The format of a response file.
pub const RESPONSE_FORMAT: &str = "zapros-response/1";

/// Defines a record with its reader: each field says how it is read (`need`, `may`, `list`, `need_list`) and by what.
/// A field that is absent is `null` in the serialised form, so that a template may ask for it.
macro_rules! record {
    ($($(#[$meta:meta])* $name:ident {
        $($(#[$fmeta:meta])* $field:ident: $type:ty = $how:ident($reader:expr),)+
    })+) => {
        $(
            $(#[$meta])*
            #[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
            #[serde(deny_unknown_fields)]
            pub struct $name {
                $($(#[$fmeta])* pub $field: $type,)+
            }

            impl $name {
                pub(crate) fn read(
                    value: &serde_json::Value,
                    at: &str,
                    notes: &mut $crate::walk::Notes,
                ) -> Option<Self> {
                    let mut fields = $crate::walk::Fields::open(value, at, notes)?;
                    $(let $field = fields.$how(stringify!($field), $reader);)+
                    fields.close()?;
                    Some(Self { $($field: $field?,)+ })
                }
            }
        )+
    };
}
pub(super) use record;

/// An answer of the operator, or a paper that goes with one.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Response {
    /// Always `zapros-response/1`.
    pub format: ResponseFormat,
    /// Date of the answer.
    pub date: NaiveDate,
    /// Исходящий номер; of an act, the act's number.
    pub number: Line,
    /// Who answers.
    pub operator: Operator,
    /// Who signs for the operator.
    pub signatory: Signatory,
    /// Who gets it; a paper that stays has nobody.
    pub addressee: Option<Addressee>,
    /// In what form it goes (ст. 14 ч. 3: the form of the request, unless it asks otherwise).
    pub form: AnswerForm,
    /// The request it answers; absent where there is none.
    pub about: Option<About>,
    /// What it says.
    pub answer: AnswerBody,
    /// What goes with it.
    #[schemars(default)]
    pub enclosures: Vec<Enclosure>,
}

/// The version of the file's format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub enum ResponseFormat {
    /// The first.
    #[serde(rename = "zapros-response/1")]
    ZaprosResponse1,
}

/// Form of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AnswerForm {
    /// Электронный документ.
    Electronic,
    /// На бумаге.
    Paper,
    /// Вручается лично.
    InPerson,
}

impl AnswerForm {
    const CODES: &[&str] = &["electronic", "paper", "in_person"];
}

record! {
    /// Who signs for the operator, and by what right.
    Signatory {
        /// Должность.
        position: Line = need(line),
        /// Фамилия.
        surname: Line = need(line),
        /// Имя.
        given_name: Line = need(line),
        /// Отчество.
        patronymic: Option<Line> = may(line),
        /// What gives the right, where it is not the charter: МЧД or a power of attorney on paper.
        mandate: Option<Mandate> = may(Mandate::read),
    }
    /// Доверенность, paper or machine-readable.
    Mandate {
        /// What paper it is: «Машиночитаемая доверенность».
        title: Line = need(line),
        /// Its number; of a machine-readable one the identifier in the register.
        number: Line = need(line),
        /// Date of issue.
        issued_on: NaiveDate = need(date),
        /// Last day it holds.
        valid_until: Option<NaiveDate> = may(date),
    }
    /// Who gets the answer.
    Addressee {
        /// ФИО или наименование.
        name: Line = need(line),
        /// Postal address.
        address: Option<Address> = may(address),
        /// E-mail.
        email: Option<Email> = may(email),
    }
    /// The request that is answered.
    About {
        /// Its own date.
        date: Option<NaiveDate> = may(date),
        /// Its own number.
        number: Option<Line> = may(line),
        /// Входящий номер.
        registered_as: Line = need(line),
        /// When it was received: terms run from here.
        received_on: NaiveDate = need(crate::walk::date),
        /// Whose data it is about, where somebody else gets the answer.
        subject: Option<Line> = may(line),
        /// In what form an answer is owed.
        form: Option<AnswerForm> = may(serde_code(AnswerForm::CODES)),
        /// What was asked, by kind.
        #[schemars(default)]
        kinds: Vec<Kind> = list(code(KINDS, Kind::from_code)),
        /// Which items of ст. 14 ч. 7 were asked.
        #[schemars(default)]
        asked_items: Vec<AccessItem> = list(code(ITEMS, AccessItem::from_code)),
        /// Which questions were asked.
        #[schemars(default)]
        questions: Vec<Text> = list(text),
    }
}

impl Signatory {
    /// `Петрова Анна Ильинична`.
    #[must_use]
    pub fn full_name(&self) -> String {
        full_name(&self.surname, &self.given_name, self.patronymic.as_ref())
    }
}

/// Surname, given name, patronymic.
pub(super) fn full_name(surname: &Line, given: &Line, patronymic: Option<&Line>) -> String {
    let mut name = format!("{surname} {given}");
    if let Some(patronymic) = patronymic {
        name.push(' ');
        name.push_str(patronymic);
    }
    name
}

/// The request's kinds, for messages about a wrong one.
pub(super) const KINDS: &[&str] = &[
    "access",
    "access_repeat",
    "rectification",
    "blocking",
    "destruction",
    "unlawful_processing",
    "consent_withdrawal",
    "stop_processing",
    "marketing_stop",
    "stop_dissemination",
    "public_source_removal",
    "automated_decision_objection",
    "refusal_to_provide",
    "explanation",
    "delete_all",
    "complaint",
    "free",
];

/// The items of ст. 14 ч. 7, for messages about a wrong one.
pub(super) const ITEMS: &[&str] = &[
    "confirmation",
    "grounds_and_purposes",
    "purposes_and_methods",
    "operator_and_recipients",
    "data_and_source",
    "retention",
    "exercise_of_rights",
    "cross_border",
    "processors",
    "duties_18_1",
    "other",
];

pub(super) fn response(value: &Value, at: &str, notes: &mut Notes) -> Option<Response> {
    let mut fields = Fields::open(value, at, notes)?;
    let format = fields.need(
        "format",
        code(&[RESPONSE_FORMAT], |typed| {
            (typed == RESPONSE_FORMAT).then_some(ResponseFormat::ZaprosResponse1)
        }),
    );
    let date = fields.need("date", date);
    let number = fields.need("number", line);
    let operator = fields.need_part("operator", operator);
    let signatory = fields.need_part("signatory", Signatory::read);
    let addressee = fields.may("addressee", Addressee::read);
    let form = fields.need("form", serde_code(AnswerForm::CODES));
    let about = fields.may("about", About::read);
    let answer = fields.need("answer", AnswerBody::read);
    let enclosures = fields.list("enclosures", enclosure);
    fields.close()?;
    Some(Response {
        format: format?,
        date: date?,
        number: number?,
        operator: operator?,
        signatory: signatory?,
        addressee: addressee?,
        form: form?,
        about: about?,
        answer: answer?,
        enclosures: enclosures?,
    })
}
