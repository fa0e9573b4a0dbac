//! What is wrong with a request, said so that a program and a person can both act on it.

use law::RequiredBy;
use schemars::JsonSchema;
use serde::Serialize;
use thiserror::Error;

/// One thing that is wrong or doubtful, in the form of the contract's answer to `check`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Problem {
    /// Whether it stands in the way of the letter.
    pub severity: Severity,
    /// What it is, for a program.
    pub code: String,
    /// Which field, as a JSON Pointer (RFC 6901).
    pub field: String,
    /// The norm that asks for it, where one does.
    pub norm: Option<String>,
    /// Whether that norm was read in its official text; `false` must be shown beside it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub norm_checked: Option<bool>,
    /// Who requires the field, where it is a matter of being required.
    pub required_by: Option<RequiredBy>,
    /// What is wrong and what to do, in Russian.
    pub message: String,
}

impl Problem {
    /// Something that stands in the way.
    pub(crate) fn error(code: &str, field: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            code: code.to_owned(),
            field: field.into(),
            norm: None,
            norm_checked: None,
            required_by: None,
            message: message.into(),
        }
    }

    /// Something a person should look at, but that may stay.
    pub(crate) fn warning(
        code: &str,
        field: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(code, field, message)
        }
    }

    /// The same, with the norm that asks for it.
    pub(crate) fn by_norm(self, norm: &str) -> Self {
        Self {
            norm: Some(norm.to_owned()),
            ..self
        }
    }

    /// The same, asked for by a rule of the law's data.
    pub(crate) fn by_rule(self, norm: &str, checked: bool) -> Self {
        Self {
            norm_checked: Some(checked),
            ..self.by_norm(norm)
        }
    }

    /// The same, required by `who`.
    pub(crate) fn required_by(self, who: RequiredBy) -> Self {
        Self {
            required_by: Some(who),
            ..self
        }
    }

    /// Whether it stands in the way of the letter.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// How hard a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The letter cannot go like this.
    Error,
    /// The letter can go; a person should look.
    Warning,
}

/// Why bytes cannot be read as a request at all.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Unreadable {
    /// More bytes than any request needs.
    #[error("файл слишком велик: {size} байт при пределе {limit}")]
    TooLarge {
        /// Bytes given.
        size: usize,
        /// Bytes read at most.
        limit: usize,
    },
    /// Not UTF-8.
    #[error("файл не в кодировке UTF-8: неверный байт на месте {offset} (счёт с нуля)")]
    NotUtf8 {
        /// Offset of the first wrong byte.
        offset: usize,
    },
    /// Not JSON.
    #[error("это не JSON: строка {line}, знак {column}: {reason}")]
    NotJson {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What the parser met, in its own words.
        reason: String,
    },
    /// JSON, but not an object.
    #[error("запрос должен быть объектом JSON {{…}}, а здесь {found}")]
    NotAnObject {
        /// What stands there instead, in Russian.
        found: &'static str,
    },
    /// Another version of the format.
    #[error("формат «{found}» этой программе незнаком; она читает «{expected}»")]
    OtherFormat {
        /// The version in the file, shortened when long.
        found: String,
        /// The version read here.
        expected: &'static str,
    },
}

impl Unreadable {
    /// The code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "file_too_large",
            Self::NotUtf8 { .. } => "not_utf8",
            Self::NotJson { .. } => "not_json",
            Self::NotAnObject { .. } => "not_an_object",
            Self::OtherFormat { .. } => "other_format",
        }
    }

    /// The field it is about, where there is one.
    #[must_use]
    pub const fn field(&self) -> Option<&'static str> {
        match self {
            Self::OtherFormat { .. } => Some("/format"),
            _ => None,
        }
    }

    /// What to do, in Russian.
    #[must_use]
    pub const fn hint(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => {
                "Приложения не вкладываются в запрос: укажите их имена в поле enclosures, а длинный текст сократите."
            }
            Self::NotUtf8 { .. } => {
                "Сохраните файл заново в кодировке UTF-8 (в Блокноте: «Сохранить как», «Кодировка: UTF-8»)."
            }
            Self::NotJson { .. } => {
                "Исправьте файл в названном месте или начните с образца: zaprosctl new --kind access."
            }
            Self::NotAnObject { .. } => "Начните с образца: zaprosctl new --kind access.",
            Self::OtherFormat { .. } => {
                "Обновите программу или перенесите сведения в образец: zaprosctl new --kind access."
            }
        }
    }
}
