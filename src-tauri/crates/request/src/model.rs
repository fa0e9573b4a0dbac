//! The request as types that cannot be wrong. They come only from [`crate::read`]; their serialised
//! form is the contract's `zapros-request/1`, field by field.

use chrono::NaiveDate;
use law::{AccessItem, Kind};
use schemars::JsonSchema;
use serde::Serialize;

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
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
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

/// One demand; its keys are those of contract §2.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[allow(
    missing_docs,
    reason = "the keys are the contract's; law.md §1.6 says what each is for"
)]
pub enum Demand {
    Access {
        items: Items,
        #[serde(skip_serializing_if = "Option::is_none")]
        inspect: Option<bool>,
    },
    AccessRepeat {
        items: Items,
        #[serde(skip_serializing_if = "Option::is_none")]
        inspect: Option<bool>,
        previous: Previous,
        #[serde(skip_serializing_if = "Option::is_none")]
        reasons: Option<Text>,
    },
    Rectification {
        #[schemars(length(min = 1))]
        corrections: Vec<Correction>,
    },
    Blocking {
        reasons: Text,
        #[serde(skip_serializing_if = "Vec::is_empty")]
        #[schemars(default)]
        data: Vec<Text>,
    },
    Destruction {
        ground: DestructionGround,
        #[schemars(length(min = 1))]
        facts: Vec<Text>,
        #[serde(skip_serializing_if = "Option::is_none")]
        proof: Option<Text>,
    },
    UnlawfulProcessing {
        #[schemars(length(min = 1))]
        facts: Vec<Text>,
    },
    ConsentWithdrawal {
        #[serde(skip_serializing_if = "Option::is_none")]
        consent: Option<Consent>,
        #[serde(skip_serializing_if = "Vec::is_empty")]
        #[schemars(default)]
        data: Vec<Text>,
    },
    StopProcessing {
        #[serde(skip_serializing_if = "Vec::is_empty")]
        #[schemars(default)]
        data: Vec<Text>,
        #[serde(skip_serializing_if = "Option::is_none")]
        reasons: Option<Text>,
    },
    MarketingStop {
        #[schemars(length(min = 1))]
        channels: Vec<Channel>,
    },
    StopDissemination {
        #[schemars(length(min = 1))]
        data: Vec<Text>,
        #[serde(rename = "where", skip_serializing_if = "Option::is_none")]
        place: Option<Text>,
    },
    PublicSourceRemoval {
        source: Text,
        #[serde(skip_serializing_if = "Vec::is_empty")]
        #[schemars(default)]
        data: Vec<Text>,
    },
    AutomatedDecisionObjection {
        decision: Text,
        objection: Text,
    },
    RefusalToProvide {
        #[serde(skip_serializing_if = "Vec::is_empty")]
        #[schemars(default)]
        data: Vec<Text>,
        #[serde(skip_serializing_if = "Option::is_none")]
        question: Option<Text>,
    },
    Explanation {
        #[schemars(length(min = 1))]
        questions: Vec<Text>,
    },
    DeleteAll {
        #[serde(skip_serializing_if = "Option::is_none")]
        reasons: Option<Text>,
        #[serde(skip_serializing_if = "Option::is_none")]
        account: Option<Line>,
    },
    Complaint {
        authority: ComplaintAuthority,
        #[schemars(length(min = 1))]
        facts: Vec<Text>,
        #[serde(skip_serializing_if = "Vec::is_empty")]
        #[schemars(default)]
        previous: Vec<Previous>,
        #[serde(skip_serializing_if = "Vec::is_empty")]
        #[schemars(default)]
        asks: Vec<Text>,
    },
    Free {
        text: Text,
    },
}

impl Demand {
    /// The kind whose rules hold for this demand.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Access { .. } => Kind::Access,
            Self::AccessRepeat { .. } => Kind::AccessRepeat,
            Self::Rectification { .. } => Kind::Rectification,
            Self::Blocking { .. } => Kind::Blocking,
            Self::Destruction { .. } => Kind::Destruction,
            Self::UnlawfulProcessing { .. } => Kind::UnlawfulProcessing,
            Self::ConsentWithdrawal { .. } => Kind::ConsentWithdrawal,
            Self::StopProcessing { .. } => Kind::StopProcessing,
            Self::MarketingStop { .. } => Kind::MarketingStop,
            Self::StopDissemination { .. } => Kind::StopDissemination,
            Self::PublicSourceRemoval { .. } => Kind::PublicSourceRemoval,
            Self::AutomatedDecisionObjection { .. } => Kind::AutomatedDecisionObjection,
            Self::RefusalToProvide { .. } => Kind::RefusalToProvide,
            Self::Explanation { .. } => Kind::Explanation,
            Self::DeleteAll { .. } => Kind::DeleteAll,
            Self::Complaint { .. } => Kind::Complaint,
            Self::Free { .. } => Kind::Free,
        }
    }
}

/// Which items of ст. 14 ч. 7 are asked: `"all"` or a list of codes, none twice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Items {
    /// All eleven.
    All(AllItems),
    /// Some of them.
    Some(#[schemars(length(min = 1), extend("uniqueItems" = true))] Vec<AccessItem>),
}

impl Items {
    /// The items asked, in the order of the law.
    #[must_use]
    pub fn in_order(&self) -> Vec<AccessItem> {
        match self {
            Self::All(_) => AccessItem::ALL.to_vec(),
            Self::Some(items) => AccessItem::ALL
                .iter()
                .copied()
                .filter(|i| items.contains(i))
                .collect(),
        }
    }
}

/// The word `"all"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub enum AllItems {
    /// `"all"`.
    #[serde(rename = "all")]
    All,
}

/// An earlier request, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Previous {
    /// When it was sent.
    pub sent_on: NaiveDate,
    /// Its number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<Line>,
    /// How it was sent, in words.
    pub channel: Line,
    /// What came of it.
    pub outcome: Outcome,
    /// When it was answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answered_on: Option<NaiveDate>,
}

/// What came of an earlier request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, serde::Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// No answer.
    None,
    /// An incomplete answer.
    Partial,
    /// A full answer.
    Full,
}

/// One correction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// Which data.
    pub what: Text,
    /// What stands there now.
    pub wrong: Text,
    /// What should stand there.
    pub right: Text,
    /// What proves it; the seven working days run from its presentation (ст. 20 ч. 3).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proof: Option<Text>,
}

/// Why data are to be destroyed (ст. 20 ч. 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, serde::Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DestructionGround {
    /// Незаконно получены.
    Unlawful,
    /// Не являются необходимыми для заявленной цели.
    NotNeeded,
}

/// The consent that is withdrawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Consent {
    /// When it was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given_on: Option<NaiveDate>,
    /// In what form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub form: Option<Line>,
    /// For what purpose.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purpose: Option<Text>,
}

/// A channel of advertising to be stopped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Channel {
    /// What channel.
    #[serde(rename = "type")]
    pub kind: ChannelKind,
    /// The number or address written to.
    pub address: Line,
    /// When it was used.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    pub dates: Vec<NaiveDate>,
}

/// Channels of advertising.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, serde::Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChannelKind {
    /// SMS.
    Sms,
    /// Telephone call.
    Call,
    /// E-mail.
    Email,
    /// Messenger.
    Messenger,
    /// Post.
    Post,
}

/// To whom a complaint goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ComplaintAuthority {
    /// Which authority.
    pub code: AuthorityCode,
    /// Its name, where it is a particular one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Line>,
    /// Its address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<Line>,
}

/// Authorities that hear complaints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, serde::Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AuthorityCode {
    /// Роскомнадзор.
    Rkn,
    /// ФАС.
    Fas,
    /// Прокуратура.
    Prosecutor,
    /// Суд.
    Court,
    /// Another.
    Other,
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
