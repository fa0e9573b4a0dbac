//! The twenty answers, each with what it says. Law: law.md §1.6 («reply must contain»), order of Роскомнадзор № 179.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use law::{AccessItem, Answer, Kind};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::model::{ITEMS, KINDS, full_name, record};
use crate::json::step;
use crate::model::Address;
use crate::read::{address, line, text};
use crate::values::{Line, Text};
use crate::walk::{Fields, Notes, code, count, date, flag, serde_code};
use crate::words;

/// The codes of an enum that serde knows.
macro_rules! choice {
    ($($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $code:literal,)+ })+) => {
        $(
            $(#[$meta])*
            #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
            pub enum $name { $($(#[$vmeta])* #[serde(rename = $code)] $variant,)+ }

            impl $name {
                const CODES: &[&str] = &[$($code,)+];
            }
        )+
    };
}

choice! {
    /// Grounds on which processing may go on without consent (ст. 9 ч. 2; ст. 21 ч. 5, 5.1).
    OtherGround {
        /// Ст. 6 ч. 1 п. 2.
        Art6P2 = "art6_1_2",
        /// Ст. 6 ч. 1 п. 3.
        Art6P3 = "art6_1_3",
        /// Ст. 6 ч. 1 п. 4.
        Art6P4 = "art6_1_4",
        /// Ст. 6 ч. 1 п. 5: договор.
        Art6P5 = "art6_1_5",
        /// Ст. 6 ч. 1 п. 6.
        Art6P6 = "art6_1_6",
        /// Ст. 6 ч. 1 п. 7.
        Art6P7 = "art6_1_7",
        /// Ст. 6 ч. 1 п. 8.
        Art6P8 = "art6_1_8",
        /// Ст. 6 ч. 1 п. 9.
        Art6P9 = "art6_1_9",
        /// Ст. 6 ч. 1 п. 10.
        Art6P10 = "art6_1_10",
        /// Ст. 6 ч. 1 п. 11.
        Art6P11 = "art6_1_11",
        /// Ст. 10 ч. 2.
        Art10P2 = "art10_2",
        /// Ст. 11 ч. 2.
        Art11P2 = "art11_2",
    }
    /// What was done to data that third parties have too.
    NoticeAction {
        /// Changed.
        Changed = "changed",
        /// Destroyed.
        Destroyed = "destroyed",
        /// Blocked.
        Blocked = "blocked",
    }
    /// How data were processed (order 179 п. 1, 2, 7).
    Automation {
        /// With automation.
        Automated = "automated",
        /// Without.
        Manual = "manual",
        /// Both.
        Mixed = "mixed",
    }
    /// What came of an objection (ст. 16 ч. 4).
    ObjectionResult {
        /// Удовлетворено.
        Satisfied = "satisfied",
        /// Удовлетворено частично.
        Partly = "partly",
        /// Отклонено.
        Rejected = "rejected",
    }
}

impl OtherGround {
    /// `пункт 5 части 1 статьи 6`.
    #[must_use]
    pub fn norm(self) -> String {
        match self {
            Self::Art10P2 => "часть 2 статьи 10".to_owned(),
            Self::Art11P2 => "часть 2 статьи 11".to_owned(),
            other => {
                // The codes end with the number of the paragraph, and their order is the law's.
                let point = Self::CODES[other as usize]
                    .rsplit('_')
                    .next()
                    .unwrap_or_default();
                format!("пункт {point} части 1 статьи 6")
            }
        }
    }
}

record! {
    /// 1. Подтверждение получения.
    Acknowledgement {
        /// When the request came: date and time, in words of the journal.
        received_at: Line = need(line),
        /// Входящий номер.
        registered_as: Line = need(line),
        /// What is due when.
        terms: Vec<DueTerm> = need_list(DueTerm::read),
    }
    /// A term in a receipt.
    DueTerm {
        /// What is to be done.
        what: Text = need(text),
        /// The norm.
        norm: Line = need(line),
        /// Until when; absent while the term has not begun.
        due: Option<NaiveDate> = may(date),
        /// How the day was counted, or what begins the term.
        sum: Option<Text> = may(text),
    }
    /// 2. Сообщение о недостающих сведениях. There is no field for data: it confirms nothing about them.
    MissingInformation {
        /// What is missing.
        missing: Vec<MissingPart> = need_list(MissingPart::read),
        /// How to complete the request.
        how_to_complete: Text = need(text),
        /// Demands carried out all the same, for they need no more (law.md §1.7, 7).
        #[schemars(default)]
        carried_out: Vec<Text> = list(text),
    }
    /// Something a request lacks.
    MissingPart {
        /// What.
        what: Text = need(text),
        /// The norm that asks for it.
        norm: Line = need(line),
    }
    /// 3. Уведомление о продлении.
    Extension {
        /// Which demand's term is extended.
        demand: Kind = need(code(KINDS, Kind::from_code)),
        /// Причины.
        reasons: Text = need(text),
        /// The term that ends; the notice goes before it does.
        first_due: NaiveDate = need(date),
        /// The new term.
        new_due: NaiveDate = need(date),
        /// The norm.
        norm: Line = need(line),
    }
    /// 4. Ответ по существу.
    FullAnswer {
        /// Items of ст. 14 ч. 7 with their answers.
        #[schemars(default)]
        items: Items = may_or_default(items),
        /// Questions with their answers.
        #[schemars(default)]
        explanations: Vec<Explanation> = list(Explanation::read),
        /// Что ещё сообщается.
        notes: Option<Text> = may(text),
        /// Somebody looked: there are no data of other persons in it (ст. 14 ч. 2).
        no_third_party_data: Option<bool> = may(flag),
        /// The lawful ground to disclose them, where there are some.
        lawful_disclosure: Option<Text> = may(text),
    }
    /// A question and its answer.
    Explanation {
        /// The question.
        question: Text = need(text),
        /// The answer.
        answer: Text = need(text),
    }
    /// 5. Данные не обрабатываются.
    NoData {
        /// Where it was looked.
        searched: Vec<Search> = need_list(Search::read),
    }
    /// One place that was searched.
    Search {
        /// The system or the archive.
        system: Line = need(line),
        /// By which signs: name, telephone, e-mail.
        by: Text = need(text),
    }
    /// 6. Оператор здесь лишь обработчик (ст. 6 ч. 3–5).
    ProcessorOnly {
        /// What is processed on whose order, as far as it may be said.
        processing: Text = need(text),
        /// The operator who gave the order, where naming him is lawful.
        principal: Option<Principal> = may(Principal::read),
    }
    /// The operator on whose order data are processed.
    Principal {
        /// Наименование.
        name: Line = need(line),
        /// Адрес.
        address: Option<Address> = may(address),
        /// Why he may be named.
        lawful_because: Text = need(text),
    }
    /// 7. Мотивированный отказ (ст. 20 ч. 2).
    Refusal {
        /// What is refused, in words; absent when it is the whole request.
        refused: Option<Text> = may(text),
        /// Code of the ground in the rule pack.
        ground: Line = need(line),
        /// Law and article, where the ground names none.
        article: Option<Line> = may(line),
        /// Мотивы.
        reasons: Text = need(text),
    }
    /// 8. Отказ в повторном запросе (ст. 14 ч. 6); the burden of proof is the operator's.
    RepeatRefusal {
        /// Мотивы.
        reasons: Text = need(text),
        /// When the first request was sent.
        first_request_on: NaiveDate = need(date),
        /// The first answer, as evidence.
        first_answer: FirstAnswer = need(FirstAnswer::read),
    }
    /// Evidence of the first answer.
    FirstAnswer {
        /// When it went.
        sent_on: NaiveDate = need(date),
        /// Its number.
        number: Option<Line> = may(line),
        /// How it went, with the proof of sending.
        channel: Text = need(text),
        /// What it said.
        contents: Text = need(text),
    }
    /// 9. Уведомление об уточнении.
    Rectified {
        /// What was changed.
        changes: Vec<Correction> = need_list(Correction::read),
        /// Who was told.
        #[schemars(default)]
        third_parties: Vec<ToldParty> = list(ToldParty::read),
        /// The data had been given to nobody.
        no_third_parties: Option<bool> = may(flag),
    }
    /// One change.
    Correction {
        /// Which data.
        what: Text = need(text),
        /// As it was.
        was: Option<Text> = may(text),
        /// As it is.
        now: Text = need(text),
        /// When.
        changed_on: NaiveDate = need(date),
    }
    /// A third party that was told (ст. 20 ч. 3).
    ToldParty {
        /// Наименование.
        name: Line = need(line),
        /// When.
        told_on: NaiveDate = need(date),
    }
    /// 10. Уведомление о блокировании.
    Blocked {
        /// When.
        blocked_on: NaiveDate = need(date),
        /// Which data.
        scope: Vec<Text> = need_list(text),
        /// Until when or what.
        until: Text = need(text),
    }
    /// 11. Уведомление о снятии блокирования.
    Unblocked {
        /// When.
        unblocked_on: NaiveDate = need(date),
        /// Why.
        reason: Text = need(text),
    }
    /// 12. Уведомление о прекращении обработки.
    Stopped {
        /// When.
        stopped_on: NaiveDate = need(date),
        /// What was stopped.
        what: Vec<Text> = need_list(text),
        /// What goes on.
        #[schemars(default)]
        exceptions: Vec<Kept> = list(Kept::read),
        /// Nothing goes on.
        no_exceptions: Option<bool> = may(flag),
    }
    /// Data that are processed further.
    Kept {
        /// Which data.
        data: Text = need(text),
        /// On which ground of 152-ФЗ.
        ground: OtherGround = need(serde_code(OtherGround::CODES)),
        /// Law or contract that makes it so.
        because: Text = need(text),
        /// Until when.
        until: Text = need(text),
    }
    /// 13. Уведомление об уничтожении.
    Destroyed {
        /// Категории данных.
        categories: Vec<Text> = need_list(text),
        /// Systems or carriers.
        systems: Vec<Line> = need_list(line),
        /// When.
        destroyed_on: NaiveDate = need(date),
        /// The act.
        act: ActReference = need_part(ActReference::read),
        /// Who was told.
        #[schemars(default)]
        third_parties: Vec<ToldParty> = list(ToldParty::read),
        /// The data had been given to nobody.
        no_third_parties: Option<bool> = may(flag),
    }
    /// Which act.
    ActReference {
        /// Its number.
        number: Line = need(line),
        /// Its date.
        date: NaiveDate = need(date),
    }
    /// 14. Уничтожение отложено (ст. 21 ч. 6).
    DestructionDeferred {
        /// Which data stay.
        data: Vec<Text> = need_list(text),
        /// Why they cannot be destroyed in the term.
        reasons: Text = need(text),
        /// When they were blocked.
        blocked_on: NaiveDate = need(date),
        /// The day not after which they will be destroyed.
        destroy_by: NaiveDate = need(date),
    }
    /// 15. Обработка продолжается на ином основании.
    ContinuedOnOtherGround {
        /// What is processed further.
        kept: Vec<Kept> = need_list(Kept::read),
        /// What was stopped or destroyed nevertheless.
        #[schemars(default)]
        stopped: Vec<Text> = list(text),
    }
    /// 16. Уведомление третьего лица (ст. 20 ч. 3).
    ThirdPartyNotice {
        /// Whose data.
        subject: Line = need(line),
        /// Which data.
        data: Vec<Text> = need_list(text),
        /// What was done.
        action: NoticeAction = need(serde_code(NoticeAction::CODES)),
        /// When.
        done_on: NaiveDate = need(date),
        /// What was changed into what.
        changes: Option<Text> = may(text),
        /// What the third party is asked to do.
        asks: Option<Text> = may(text),
    }
    /// 17. Акт об уничтожении (order 179 п. 3).
    DestructionAct {
        /// «б»: who processed on the operator's order.
        processor: Option<ActProcessor> = may(ActProcessor::read),
        /// Nobody did.
        no_processor: Option<bool> = may(flag),
        /// «в»: whose data.
        subjects: Vec<Line> = need_list(line),
        /// «г»: who destroyed them; each signs.
        destroyers: Vec<Destroyer> = need_list(Destroyer::read),
        /// «д»: категории.
        categories: Vec<Text> = need_list(text),
        /// How they were processed.
        automation: Automation = need(serde_code(Automation::CODES)),
        /// «е»: carriers with their sheets.
        #[schemars(default)]
        media: Vec<Medium> = list(Medium::read),
        /// «ж»: information systems.
        #[schemars(default)]
        systems: Vec<Line> = list(line),
        /// «з»: способ.
        method: Text = need(text),
        /// «и»: причина.
        reason: Text = need(text),
        /// «к»: дата уничтожения.
        destroyed_on: NaiveDate = need(date),
        /// Date of the event in the log.
        log_event_on: Option<NaiveDate> = may(date),
        /// Contents of the log that it lacks and the act gives (п. 6).
        log_lacks: Option<Text> = may(text),
    }
    /// Who processed on the operator's order.
    ActProcessor {
        /// Наименование (ФИО).
        name: Line = need(line),
        /// Адрес.
        address: Line = need(line),
    }
    /// Who destroyed data.
    Destroyer {
        /// Должность.
        position: Line = need(line),
        /// Фамилия.
        surname: Line = need(line),
        /// Имя.
        given_name: Line = need(line),
        /// Отчество.
        patronymic: Option<Line> = may(line),
    }
    /// A carrier that was destroyed.
    Medium {
        /// Наименование.
        name: Line = need(line),
        /// Листов.
        sheets: u32 = need(count),
    }
    /// 18. Выгрузка из журнала регистрации событий (order 179 п. 5).
    EventLogExtract {
        /// «а»: whose data.
        subjects: Vec<Line> = need_list(line),
        /// «б»: категории.
        categories: Vec<Text> = need_list(text),
        /// «в»: systems.
        systems: Vec<Line> = need_list(line),
        /// «г»: причина.
        reason: Text = need(text),
        /// «д»: дата уничтожения.
        destroyed_on: NaiveDate = need(date),
        /// Lines of the log, word for word.
        #[schemars(default)]
        events: Vec<Text> = list(text),
    }
    /// 19. Ответ уполномоченному органу (ст. 20 ч. 4).
    AuthorityAnswer {
        /// Number of the authority's request.
        request_number: Line = need(line),
        /// Its date.
        request_date: NaiveDate = need(date),
        /// What is told.
        answers: Vec<Text> = need_list(text),
    }
    /// 20. Решение по возражению (ст. 16 ч. 4).
    ObjectionDecision {
        /// What was decided.
        result: ObjectionResult = need(serde_code(ObjectionResult::CODES)),
        /// Which decision was objected to.
        decision: Option<Text> = may(text),
        /// Why.
        reasons: Text = need(text),
        /// What is changed.
        changes: Option<Text> = may(text),
    }
}

impl Destroyer {
    /// `Серов Олег Ильич`.
    #[must_use]
    pub fn full_name(&self) -> String {
        full_name(&self.surname, &self.given_name, self.patronymic.as_ref())
    }
}

/// Answers to items of ст. 14 ч. 7, in the order of the law.
pub type Items = BTreeMap<AccessItem, Text>;

fn items(value: &Value, at: &str, notes: &mut Notes) -> Option<Items> {
    // Opened only to say what stands there instead of an object.
    Fields::open(value, at, notes)?;
    let map = value.as_object()?;
    let mut items = Some(Items::new());
    for (name, value) in map {
        let at = step(at, name);
        let Some(item) = AccessItem::from_code(name) else {
            notes.error("unknown_field", &at, words::unknown_field(name, ITEMS));
            items = None;
            continue;
        };
        match (text(value, &at, notes), &mut items) {
            (Some(text), Some(items)) => {
                items.insert(item, text);
            }
            _ => items = None,
        }
    }
    items
}

/// Defines [`AnswerBody`] over its records.
macro_rules! bodies {
    ($($variant:ident($record:ident),)+) => {
        /// What an answer says; `kind` is the code of the answer.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
        #[serde(tag = "kind", rename_all = "snake_case")]
        #[allow(missing_docs, reason = "each variant's record says what it is")]
        pub enum AnswerBody {
            $($variant($record),)+
        }

        impl AnswerBody {
            /// Which answer it is.
            #[must_use]
            pub const fn answer(&self) -> Answer {
                match self { $(Self::$variant(_) => Answer::$variant,)+ }
            }

            pub(super) fn read(value: &Value, at: &str, notes: &mut Notes) -> Option<Self> {
                let kind_at = step(at, "kind");
                let Some(kind) = value.get("kind") else {
                    let message = words::about(&kind_at, "не указано. Назовите вид ответа.");
                    notes.error("missing_field", &kind_at, message);
                    return None;
                };
                let answer = code(CODES, Answer::from_code)(kind, &kind_at, notes)?;
                let mut rest = value.as_object().cloned().unwrap_or_else(Map::new);
                rest.remove("kind");
                let rest = Value::Object(rest);
                match answer {
                    $(Answer::$variant => $record::read(&rest, at, notes).map(Self::$variant),)+
                }
            }
        }
    };
}

bodies! {
    Acknowledgement(Acknowledgement),
    MissingInformation(MissingInformation),
    Extension(Extension),
    Answer(FullAnswer),
    NoData(NoData),
    ProcessorOnly(ProcessorOnly),
    Refusal(Refusal),
    RepeatRefusal(RepeatRefusal),
    Rectified(Rectified),
    Blocked(Blocked),
    Unblocked(Unblocked),
    Stopped(Stopped),
    Destroyed(Destroyed),
    DestructionDeferred(DestructionDeferred),
    ContinuedOnOtherGround(ContinuedOnOtherGround),
    ThirdPartyNotice(ThirdPartyNotice),
    DestructionAct(DestructionAct),
    EventLogExtract(EventLogExtract),
    AuthorityAnswer(AuthorityAnswer),
    ObjectionDecision(ObjectionDecision),
}

/// The codes of [`Answer`], for messages about a wrong one.
const CODES: &[&str] = &[
    "acknowledgement",
    "missing_information",
    "extension",
    "answer",
    "no_data",
    "processor_only",
    "refusal",
    "repeat_refusal",
    "rectified",
    "blocked",
    "unblocked",
    "stopped",
    "destroyed",
    "destruction_deferred",
    "continued_on_other_ground",
    "third_party_notice",
    "destruction_act",
    "event_log_extract",
    "authority_answer",
    "objection_decision",
];
