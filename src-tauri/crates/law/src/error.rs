//! Why the law cannot be applied to what was asked; messages are for people, codes for programs.

use chrono::NaiveDate;

/// A question to the law that has no good answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LawError {
    /// No pack covers the date.
    #[error("На {on} нет пакета правил: самый ранний действует с {earliest}")]
    NoPack {
        /// The date asked for.
        on: NaiveDate,
        /// The first day of the earliest pack.
        earliest: NaiveDate,
    },
    /// No pack has this identifier.
    #[error("Пакет правил «{id}» не найден; есть: {known}")]
    UnknownPack {
        /// The identifier asked for.
        id: String,
        /// The identifiers there are.
        known: String,
    },
    /// The text of a pack is not a pack.
    #[error("Файл правил «{file}» не читается: {reason}")]
    Unreadable {
        /// Which file.
        file: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The kind or duty did not exist in law on that date.
    #[error("Норма «{norm}» на {on} ещё не действовала (действует с {from})")]
    NotInForce {
        /// The norm.
        norm: String,
        /// The date asked for.
        on: NaiveDate,
        /// The first day it is in force.
        from: NaiveDate,
    },
    /// Neither a date nor a moment.
    #[error("«{value}» — не дата и не момент времени")]
    BadReceived {
        /// What was given.
        value: String,
    },
    /// No such event.
    #[error("Событие «{value}» не известно; бывают: {known}")]
    UnknownEvent {
        /// What was given.
        value: String,
        /// The events there are.
        known: String,
    },
    /// No such kind or duty.
    #[error("Вид «{value}» не известен; бывают: {known}")]
    UnknownKind {
        /// What was given.
        value: String,
        /// The kinds and duties there are.
        known: String,
    },
    /// An extension where the law has none.
    #[error("Закон не даёт продления для «{name}» ({norm})")]
    NoExtension {
        /// The kind, in words.
        name: String,
        /// The norm of its main term.
        norm: String,
    },
    /// The notice of extension was sent after the first term.
    #[error("Уведомление о продлении отправлено {sent}, а срок истёк {due}: продления нет")]
    ExtensionTooLate {
        /// When it was sent.
        sent: NaiveDate,
        /// The last day it could be sent.
        due: NaiveDate,
    },
    /// The notice of extension was sent before the start of the term.
    #[error("Уведомление о продлении отправлено {sent}, раньше начала срока {start}")]
    ExtensionBeforeStart {
        /// When it was sent.
        sent: NaiveDate,
        /// The event that started the term.
        start: NaiveDate,
    },
    /// The dates lie beyond what a calendar can count.
    #[error("Дата {from} слишком далека, чтобы считать от неё срок")]
    OutOfRange {
        /// The date asked for.
        from: NaiveDate,
    },
}

impl LawError {
    /// The code a program reacts to.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoPack { .. } => "no_rule_pack",
            Self::UnknownPack { .. } => "unknown_rule_pack",
            Self::Unreadable { .. } => "rule_pack_unreadable",
            Self::NotInForce { .. } => "norm_not_in_force",
            Self::BadReceived { .. } => "bad_received",
            Self::UnknownEvent { .. } => "unknown_event",
            Self::UnknownKind { .. } => "unknown_kind",
            Self::NoExtension { .. } => "no_extension",
            Self::ExtensionTooLate { .. } => "extension_too_late",
            Self::ExtensionBeforeStart { .. } => "extension_before_start",
            Self::OutOfRange { .. } => "date_out_of_range",
        }
    }

    /// What to do about it, one Russian sentence.
    #[must_use]
    pub const fn hint(&self) -> &'static str {
        match self {
            Self::NoPack { .. } => {
                "Проверьте дату получения; для более раннего обращения посчитайте срок по редакции того времени вручную."
            }
            Self::UnknownPack { .. } => {
                "Назовите пакет датой начала действия из списка или укажите папку с файлами правил."
            }
            Self::Unreadable { .. } => "Исправьте файл по схеме law-pack.schema.json.",
            Self::NotInForce { .. } => {
                "Проверьте дату получения или выберите вид, который тогда существовал."
            }
            Self::BadReceived { .. } => {
                "Укажите дату ГГГГ-ММ-ДД или момент по RFC 3339, например 2026-11-22T23:59:00+03:00."
            }
            Self::UnknownEvent { .. } => "Укажите событие из списка в виде СОБЫТИЕ=ДАТА.",
            Self::UnknownKind { .. } => "Укажите вид из списка.",
            Self::NoExtension { .. } => "Уберите продление: ответить нужно в первоначальный срок.",
            Self::ExtensionTooLate { .. } => {
                "Считайте срок без продления: он уже пропущен, ответьте немедленно."
            }
            Self::ExtensionBeforeStart { .. } => {
                "Проверьте дату отправки уведомления и дату получения."
            }
            Self::OutOfRange { .. } => "Проверьте год в дате.",
        }
    }

    /// Whether the question was fine and the answer is «no» (a term missed), not an error of input.
    #[must_use]
    pub const fn is_negative_answer(&self) -> bool {
        matches!(self, Self::ExtensionTooLate { .. })
    }
}
