//! The request as types that cannot be wrong. They come only from [`crate::read`]; their serialised
//! form is the contract's `zapros-request/1`, field by field.

use chrono::NaiveDate;
use law::Kind;
use schemars::JsonSchema;
use serde::Serialize;

use crate::demand::Demand;
use crate::values::{Email, Inn, Line, Ogrn, Phone, PostalCode, Text};

/// A formal request of a person to an operator.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// Always `zapros-request/1`.
    pub format: Format,
    /// Date of the letter.
    pub date: NaiveDate,
    /// Outgoing number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<Line>,
    /// Whom it is written to.
    pub operator: Operator,
    /// Субъект: whose data it is about.
    pub subject: Person,
    /// Представитель: who writes for the subject.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub representative: Option<Representative>,
    /// What proves the relationship with the operator, or the processing (ст. 14 ч. 3).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    pub relationship: Vec<Relationship>,
    /// What is asked; one or more.
    #[schemars(length(min = 1))]
    pub demands: Vec<Demand>,
    /// Where and how the answer is wanted; absent means in the form of the request.
    #[schemars(default)]
    pub reply: Reply,
    /// What goes with the letter.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    pub enclosures: Vec<Enclosure>,
    /// How the letter is signed; absent only where nothing demands a signature.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signing: Option<Signing>,
    /// Free paragraphs after the demands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<Text>,
}

impl Request {
    /// Who writes and signs: the representative when there is one, else the subject.
    #[must_use]
    pub fn applicant(&self) -> &Person {
        self.representative
            .as_ref()
            .map_or(&self.subject, |r| &r.person)
    }

    /// The kinds asked, in the order of the demands.
    pub fn kinds(&self) -> impl Iterator<Item = Kind> + '_ {
        self.demands.iter().map(Demand::kind)
    }
}

/// The version of the file's format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub enum Format {
    /// Contract §1.
    #[serde(rename = "zapros-request/1")]
    ZaprosRequest1,
}

/// Оператор персональных данных (ст. 3 п. 2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Operator {
    /// Full name.
    pub name: Line,
    /// Short name, as it stands in the register of companies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub short_name: Option<Line>,
    /// ОГРН (13 digits) or ОГРНИП (15), checksum right.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ogrn: Option<Ogrn>,
    /// ИНН, 10 or 12 digits, checksum right.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inn: Option<Inn>,
    /// Postal address.
    pub address: Address,
    /// Address for electronic requests.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<Email>,
    /// When these details were last checked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checked_on: Option<NaiveDate>,
    /// Where these details come from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<Line>,
}

/// A postal address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Address {
    /// Индекс, six digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<PostalCode>,
    /// The rest, as written on an envelope.
    pub text: Line,
}

/// A natural person.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// Фамилия.
    pub surname: Line,
    /// Имя.
    pub given_name: Line,
    /// Отчество, where the person has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub patronymic: Option<Line>,
    /// Date of birth.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub birth_date: Option<NaiveDate>,
    /// Основной документ, удостоверяющий личность (ст. 14 ч. 3).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<Document>,
    /// Postal address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
    /// E-mail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<Email>,
    /// Telephone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<Phone>,
}

impl Person {
    /// Surname, given name and patronymic, in this order, with single spaces.
    #[must_use]
    pub fn full_name(&self) -> String {
        let mut name = format!("{} {}", self.surname, self.given_name);
        if let Some(patronymic) = &self.patronymic {
            name.push(' ');
            name.push_str(patronymic);
        }
        name
    }
}

/// An identity document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// What document it is.
    #[serde(rename = "type")]
    pub kind: DocumentKind,
    /// Series, where the document has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub series: Option<Line>,
    /// Number.
    pub number: Line,
    /// Date of issue.
    pub issued_on: NaiveDate,
    /// Who issued it.
    pub issued_by: Line,
    /// Код подразделения, `NNN-NNN`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subdivision_code: Option<Line>,
}

/// Kinds of identity documents (law.md §3.1 follows the list of ФНС).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, serde::Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// Паспорт гражданина РФ.
    PassportRf,
    /// Заграничный паспорт.
    PassportRfForeign,
    /// Временное удостоверение личности, форма № 2П.
    #[serde(rename = "temporary_id_2p")]
    TemporaryId2p,
    /// Свидетельство о рождении.
    BirthCertificate,
    /// Вид на жительство.
    ResidencePermit,
    /// Разрешение на временное проживание.
    TemporaryResidence,
    /// Паспорт иностранного гражданина.
    ForeignPassport,
    /// Удостоверение личности военнослужащего или военный билет.
    MilitaryId,
    /// Удостоверение беженца, свидетельство о ходатайстве, временное убежище.
    Refugee,
    /// Иной документ.
    Other,
}

/// Who acts for the subject, and why he may.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Representative {
    /// On what ground.
    pub basis: Basis,
    /// The representative's own details; the document is always there.
    pub person: Person,
    /// The paper that gives the authority.
    pub authority: Authority,
}

/// Ground of representation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, serde::Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// Родитель или усыновитель (СК 64).
    Parent,
    /// Опекун или попечитель (ГК 31–36).
    Guardian,
    /// Доверенность (ГК 185).
    PowerOfAttorney,
    /// Иное основание по закону.
    OtherLaw,
}

/// The paper that gives a representative his authority.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Authority {
    /// What paper it is.
    pub title: Line,
    /// Its number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<Line>,
    /// Date of issue; a power of attorney without one is void (ГК 186 п. 1).
    pub issued_on: NaiveDate,
    /// Who issued it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issued_by: Option<Line>,
    /// Last day it is valid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<NaiveDate>,
    /// The powers in its own words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub powers: Option<Text>,
    /// Paper or electronic.
    pub form: AuthorityForm,
    /// The enclosed copy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<Line>,
}

/// Form of the paper of authority.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, serde::Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AuthorityForm {
    /// On paper.
    Paper,
    /// An electronic document.
    Electronic,
}

/// What proves the relationship with the operator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Relationship {
    /// A contract.
    Contract {
        /// Its number.
        number: Line,
        /// Its date.
        date: NaiveDate,
    },
    /// An account in the operator's service.
    Account {
        /// Login or identifier.
        value: Line,
    },
    /// A telephone number known to the operator.
    Phone {
        /// The number.
        value: Phone,
    },
    /// An e-mail address known to the operator.
    Email {
        /// The address.
        value: Email,
    },
    /// An order.
    Order {
        /// Its number.
        number: Line,
        /// Its date.
        #[serde(skip_serializing_if = "Option::is_none")]
        date: Option<NaiveDate>,
    },
    /// Anything else, in words.
    Other {
        /// The words.
        text: Text,
    },
}

/// How the answer is wanted (ст. 14 ч. 3: in the form of the request unless it says otherwise).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reply {
    /// In what form; absent means `same`.
    #[schemars(default)]
    pub form: ReplyForm,
    /// To whom.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<ReplyTo>,
    /// E-mail for the answer, if not the applicant's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<Email>,
    /// Postal address for the answer, if not the applicant's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
}

/// Form of the answer.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, serde::Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum ReplyForm {
    /// As the request came.
    #[default]
    Same,
    /// On paper.
    Paper,
    /// Electronic.
    Electronic,
    /// Handed over in person.
    InPerson,
}

/// Who gets the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, serde::Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReplyTo {
    /// The subject.
    Subject,
    /// The representative.
    Representative,
}

/// A paper that goes with the letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Enclosure {
    /// Its title in the letter's list.
    pub title: Line,
    /// The file, relative to the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<Line>,
    /// Sheets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pages: Option<u32>,
    /// Copies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub copies: Option<u32>,
}

/// How the letter is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Signing {
    /// The form.
    pub form: SigningForm,
}

/// Form of signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, serde::Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SigningForm {
    /// Электронная подпись (63-ФЗ).
    Electronic,
    /// By hand.
    Ink,
    /// None: only where the law asks none for every demand made.
    None,
}
