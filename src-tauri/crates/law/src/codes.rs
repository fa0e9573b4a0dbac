//! Codes of the contract: kinds of demand, items of access, duties, answers, and who requires a field.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Makes a fieldless enum whose serde code, `code()`, `ALL` and `from_code` come from one list.
macro_rules! codes {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $code:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        pub enum $name { $($(#[$vmeta])* #[serde(rename = $code)] $variant,)+ }

        impl $name {
            /// Every value, in the order of the contract.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The code that stands in files and on the command line.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// The value with this code, if there is one.
            #[must_use]
            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

codes! {
    /// What a letter asks for (contract §2, law K1–K16 and the free letter).
    Kind {
        /// Доступ к сведениям, 152-ФЗ ст. 14 ч. 7.
        Access = "access",
        /// Повторный запрос, ст. 14 ч. 4–5.
        AccessRepeat = "access_repeat",
        /// Уточнение, ст. 14 ч. 1, ст. 20 ч. 3.
        Rectification = "rectification",
        /// Блокирование, ст. 14 ч. 1, ст. 21 ч. 1.
        Blocking = "blocking",
        /// Уничтожение, ст. 14 ч. 1, ст. 20 ч. 3.
        Destruction = "destruction",
        /// Неправомерная обработка, ст. 21 ч. 1, 3.
        UnlawfulProcessing = "unlawful_processing",
        /// Отзыв согласия, ст. 9 ч. 2, ст. 21 ч. 5.
        ConsentWithdrawal = "consent_withdrawal",
        /// Требование о прекращении обработки, ст. 21 ч. 5.1.
        StopProcessing = "stop_processing",
        /// Отказ от рекламы, ст. 15 ч. 2.
        MarketingStop = "marketing_stop",
        /// Прекращение распространения, ст. 10.1 ч. 12–14.
        StopDissemination = "stop_dissemination",
        /// Исключение из общедоступного источника, ст. 8 ч. 2.
        PublicSourceRemoval = "public_source_removal",
        /// Возражение против автоматизированного решения, ст. 16 ч. 3–4.
        AutomatedDecisionObjection = "automated_decision_objection",
        /// Отказ предоставить данные, ст. 18 ч. 2.
        RefusalToProvide = "refusal_to_provide",
        /// Разъяснения, ст. 14, ст. 18 ч. 1.
        Explanation = "explanation",
        /// «Удалить всё»: отзыв согласия и прекращение обработки вместе.
        DeleteAll = "delete_all",
        /// Жалоба в орган или суд, ст. 17.
        Complaint = "complaint",
        /// Письмо в свободной форме.
        Free = "free",
    }
}

codes! {
    /// The eleven items a person may ask about (152-ФЗ ст. 14 ч. 7 п. 1–10 with 9.1), in the order of the law.
    AccessItem {
        /// П. 1: подтверждение факта обработки.
        Confirmation = "confirmation",
        /// П. 2: правовые основания и цели.
        GroundsAndPurposes = "grounds_and_purposes",
        /// П. 3: цели и способы.
        PurposesAndMethods = "purposes_and_methods",
        /// П. 4: оператор и лица, имеющие доступ.
        OperatorAndRecipients = "operator_and_recipients",
        /// П. 5: сами данные и их источник.
        DataAndSource = "data_and_source",
        /// П. 6: сроки.
        Retention = "retention",
        /// П. 7: порядок осуществления прав.
        ExerciseOfRights = "exercise_of_rights",
        /// П. 8: трансграничная передача.
        CrossBorder = "cross_border",
        /// П. 9: обработчики по поручению.
        Processors = "processors",
        /// П. 9.1: исполнение обязанностей ст. 18.1.
        Duties181 = "duties_18_1",
        /// П. 10: иные сведения.
        Other = "other",
    }
}

codes! {
    /// Duties that begin at the operator, without a letter of the subject.
    Duty {
        /// Запрос уполномоченного органа, ст. 20 ч. 4.
        AuthorityRequest = "authority_request",
        /// Инцидент, ст. 21 ч. 3.1.
        Incident = "incident",
        /// Цель достигнута, ст. 21 ч. 4.
        PurposeReached = "purpose_reached",
    }
}

codes! {
    /// The operator's answers and the papers beside them.
    Answer {
        /// Подтверждение получения.
        Acknowledgement = "acknowledgement",
        /// Сообщение о недостающих сведениях.
        MissingInformation = "missing_information",
        /// Уведомление о продлении.
        Extension = "extension",
        /// Ответ по существу.
        Answer = "answer",
        /// Данные не обрабатываются.
        NoData = "no_data",
        /// Оператор здесь лишь обработчик.
        ProcessorOnly = "processor_only",
        /// Отказ.
        Refusal = "refusal",
        /// Отказ в повторном запросе.
        RepeatRefusal = "repeat_refusal",
        /// Уточнено.
        Rectified = "rectified",
        /// Заблокировано.
        Blocked = "blocked",
        /// Разблокировано.
        Unblocked = "unblocked",
        /// Обработка прекращена.
        Stopped = "stopped",
        /// Уничтожено.
        Destroyed = "destroyed",
        /// Уничтожение отложено.
        DestructionDeferred = "destruction_deferred",
        /// Обработка продолжается на ином основании.
        ContinuedOnOtherGround = "continued_on_other_ground",
        /// Уведомление третьего лица.
        ThirdPartyNotice = "third_party_notice",
        /// Акт об уничтожении.
        DestructionAct = "destruction_act",
        /// Выгрузка из журнала событий.
        EventLogExtract = "event_log_extract",
        /// Ответ уполномоченному органу.
        AuthorityAnswer = "authority_answer",
        /// Решение по возражению.
        ObjectionDecision = "objection_decision",
    }
}

codes! {
    /// Who requires a field of a request, and so how hard its absence is.
    RequiredBy {
        /// The statute: without it the operator may refuse. An error.
        Law = "law",
        /// The operator's own policy. An error for that operator.
        Policy = "policy",
        /// Good practice only. A warning.
        Practice = "practice",
    }
}

codes! {
    /// Events that start a term.
    Event {
        /// Дата получения (поступления) запроса или обращения.
        Receipt = "receipt",
        /// Представлены подтверждающие сведения, ст. 20 ч. 3.
        ProofGiven = "proof_given",
        /// Нарушение или инцидент выявлены, ст. 21 ч. 3, 3.1.
        Found = "found",
        /// Цель обработки достигнута, ст. 21 ч. 4.
        PurposeReached = "purpose_reached",
        /// Жалоба зарегистрирована в органе, 59-ФЗ ст. 8.
        Registered = "registered",
        /// Уничтожить в срок невозможно, данные заблокированы, ст. 21 ч. 6.
        DestructionDeferred = "destruction_deferred",
        /// Требование заявлено устно.
        OralDemand = "oral_demand",
        /// Решение суда вступило в силу.
        CourtDecision = "court_decision",
    }
}
