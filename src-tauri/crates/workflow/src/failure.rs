//! Why a job stopped: a code for programs, a sentence and a hint for people, a class for the exit code.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;

use delivery::{OutboxError, SendError};
use request::Problem;
use serde_json::{Value, json};

use crate::batch::BatchError;

use crate::take_back::ReturnedError;

/// What the caller should make of a failure (contract §3, exit codes).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// A negative answer: incomplete, invalid, a term missed. Exit code 1.
    Negative,
    /// Input or usage is wrong. Exit code 2.
    Input,
    /// It cannot be confirmed. Exit code 3.
    Indeterminate,
    /// Network, token, disk or database failed. Exit code 4.
    World,
}

impl Class {
    /// The exit code of contract §3.
    #[must_use]
    pub const fn exit_code(self) -> u8 {
        match self {
            Self::Negative => 1,
            Self::Input => 2,
            Self::Indeterminate => 3,
            Self::World => 4,
        }
    }
}

/// Why a job stopped.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Failure {
    /// A file the person named cannot be read.
    #[error("Не читается файл {}: {}", .path.display(), plain(.source))]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file cannot be written.
    #[error("Не записать {}: {}", .path.display(), plain(.source))]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The bytes are not a request at all.
    #[error(transparent)]
    Unreadable(#[from] request::Unreadable),
    /// The request has errors.
    #[error("{}", incomplete(.0))]
    Incomplete(Vec<Problem>),
    /// The law has no answer.
    #[error(transparent)]
    Law(#[from] law::LawError),
    /// The letter cannot be composed.
    #[error(transparent)]
    Letter(#[from] letter::LetterError),
    /// The pages cannot be made.
    #[error(transparent)]
    Render(#[from] pdf::PdfError),
    /// A PDF cannot be read.
    #[error(transparent)]
    PdfFile(#[from] pdf_file::PdfError),
    /// The key cannot be used.
    #[error(transparent)]
    Key(#[from] signature::KeyError),
    /// Signing failed.
    #[error(transparent)]
    Sign(#[from] signature::SignError),
    /// A file with revocation data cannot be used.
    #[error("{}: {source}", .path.display())]
    Revocation {
        /// The file.
        path: PathBuf,
        /// Why.
        source: signature::EvidenceError,
    },
    /// The list of accredited centres cannot be used.
    #[error("{}: {source}", .path.display())]
    AccreditedList {
        /// The file.
        path: PathBuf,
        /// Why.
        source: signature::ListError,
    },
    /// The message cannot be made.
    #[error(transparent)]
    Delivery(#[from] delivery::DeliveryError),
    /// The message was not sent, or nobody knows whether it was.
    #[error(transparent)]
    Send(#[from] delivery::SendError),
    /// The register did not do what it was asked.
    #[error(transparent)]
    Register(#[from] register::RegisterError),
    /// The letter just signed does not verify: nothing is written.
    #[error("Только что сделанная подпись не прошла собственную проверку: {reason}")]
    OwnSignature {
        /// What the check said.
        reason: String,
    },
    /// Something that cannot be undone was asked without a word of confirmation.
    #[error("Это нельзя отменить, а {option} не указан")]
    NotConfirmed {
        /// The option that confirms.
        option: &'static str,
    },
    /// An export was given no file to write, and a terminal or a JSON object cannot carry it.
    #[error("Не указано, куда записать")]
    OutputMissing,
    /// An answer lacks what it must contain, or contradicts itself.
    #[error("Ответ неполон: ошибок {}", .0.iter().filter(|problem| problem.is_error()).count())]
    AnswerIncomplete(Vec<Problem>),
    /// The company's profile has errors.
    #[error("Профиль компании не читается: {}", first(.0))]
    Company(Vec<Problem>),
    /// What came is no letter that can be taken in.
    #[error("Обращение не принято: {reason}")]
    Intake {
        /// What is wrong with it.
        reason: String,
    },
    /// A table of letters cannot be used, or a row of it.
    #[error(transparent)]
    Batch(#[from] BatchError),
    /// A command that signs was given no key.
    #[error("Не указан ключ подписи")]
    KeyMissing,
    /// A secret is missing and nobody can be asked.
    #[error("Не хватает: {what} (ни {option}, ни переменная {variable})")]
    SecretMissing {
        /// What secret, in Russian.
        what: &'static str,
        /// The option that names a file.
        option: &'static str,
        /// The environment variable.
        variable: &'static str,
    },
    /// `--email` without the operator's address.
    #[error("Не указан адрес электронной почты оператора, а без него письмо не приготовить")]
    NoOperatorEmail,
    /// There is no such answer.
    #[error("Такого ответа нет: {code}")]
    UnknownAnswer {
        /// As it was typed.
        code: String,
    },
    /// `--email` for an answer to somebody without an address.
    #[error("Не указан адрес электронной почты получателя ответа")]
    NoAnswerEmail,
    /// `--post` for an answer to somebody without an address.
    #[error("Не указан почтовый адрес получателя ответа")]
    NoAnswerAddress,
    /// An act is signed by those who destroyed the data, and by nobody else.
    #[error("{holder} не назван среди уничтоживших данные, поэтому подписать акт не может")]
    NotADestroyer {
        /// The holder of the certificate.
        holder: String,
    },
    /// A complaint does not go by e-mail (59-ФЗ ст. 7).
    #[error("Жалобу в этот орган по электронной почте не принимают")]
    EmailNotAccepted,
    /// A character that no font has stands in a field of the request.
    #[error("{source}")]
    Character {
        /// JSON Pointer to the field.
        field: String,
        /// What the pages said.
        source: pdf::PdfError,
    },
    /// The folder holds a letter that was already sent.
    #[error("В папке {} лежит уже отправленное письмо", .folder.display())]
    AlreadySent {
        /// The folder.
        folder: PathBuf,
    },
    /// The folder holds no composed letter.
    #[error("В папке {} нет файла message.eml", .folder.display())]
    NotComposed {
        /// The folder.
        folder: PathBuf,
    },
    /// An enclosure is too large, or of an unknown kind, or carries a path that leaves the folder.
    #[error("Приложение «{title}»: {reason}")]
    Enclosure {
        /// Its title in the letter.
        title: String,
        /// Where it stands in the request, as a JSON Pointer.
        field: String,
        /// What is wrong with it.
        reason: String,
    },
    /// An enclosure is no longer the file that the person saw in the preview.
    #[error("Приложение «{title}»: файл {name} изменился после того, как вы его выбрали")]
    EnclosureChanged {
        /// Its title in the letter.
        title: String,
        /// Where it stands in the request, as a JSON Pointer.
        field: String,
        /// The file's name.
        name: String,
    },
    /// What came back from a program outside is not this letter signed.
    #[error(transparent)]
    Returned(#[from] ReturnedError),
}

impl Failure {
    /// A stable code for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Read { .. } => "file_unreadable",
            Self::Write { .. } => "file_unwritable",
            Self::Unreadable(error) => error.code(),
            Self::Incomplete(_) => "incomplete",
            Self::Law(error) => error.code(),
            Self::Letter(error) => error.code(),
            Self::Render(error) => error.code(),
            Self::PdfFile(error) => error.code(),
            Self::Key(error) => error.code(),
            Self::Sign(error) => error.code(),
            Self::Revocation { source, .. } => source.code(),
            Self::AccreditedList { source, .. } => source.code(),
            Self::Delivery(error) => error.code(),
            Self::Send(error) => error.code(),
            Self::Register(error) => error.code(),
            Self::OwnSignature { .. } => "own_signature_invalid",
            Self::NotConfirmed { .. } => "not_confirmed",
            Self::OutputMissing => "output_missing",
            Self::AnswerIncomplete(_) => "answer_incomplete",
            Self::Company(_) => "company_unreadable",
            Self::Intake { .. } => "intake_unreadable",
            Self::Batch(error) => error.code(),
            Self::KeyMissing => "key_missing",
            Self::SecretMissing { .. } => "secret_missing",
            Self::NoOperatorEmail => "operator_email_missing",
            Self::UnknownAnswer { .. } => "unknown_answer",
            Self::NoAnswerEmail => "answer_email_missing",
            Self::NoAnswerAddress => "answer_address_missing",
            Self::NotADestroyer { .. } => "not_a_destroyer",
            Self::EmailNotAccepted => "email_not_accepted",
            Self::AlreadySent { .. } => "already_sent",
            Self::NotComposed { .. } => "not_composed",
            Self::Enclosure { .. } => "enclosure",
            Self::EnclosureChanged { .. } => "enclosure_changed",
            Self::Character { source, .. } => source.code(),
            Self::Returned(error) => error.code(),
        }
    }

    /// What the person can do.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::Read { .. } => "Проверьте имя файла и права на чтение.".into(),
            Self::Write { source, .. } if source.kind() == io::ErrorKind::StorageFull => {
                "Освободите место на диске и повторите: ничего не записано наполовину.".into()
            }
            Self::Write { .. } => "Выберите папку, в которую можно писать.".into(),
            Self::Unreadable(error) => error.hint().into(),
            Self::Incomplete(_) => {
                "Исправьте названные поля; zaprosctl check покажет все замечания с нормами.".into()
            }
            Self::Law(error) => error.hint().into(),
            Self::Letter(error) => error.hint().into(),
            Self::Render(error) => error.hint().into(),
            Self::PdfFile(error) => error.hint().into(),
            Self::Key(error) => error.hint().into(),
            Self::Sign(error) => error.hint().into(),
            Self::Revocation { source, .. } => source.hint().into(),
            Self::AccreditedList { source, .. } => source.hint().into(),
            Self::Delivery(error) => error.hint().into(),
            Self::Send(error) => error.hint().into(),
            Self::Register(error) => error.hint().into(),
            Self::OwnSignature { .. } => {
                "Письмо не записано. Возьмите другой ключ или сообщите нам об этой ошибке.".into()
            }
            Self::NotConfirmed { option } => format!("Если уверены, повторите с {option}."),
            Self::OutputMissing => "Назовите файл: -o FILE.".into(),
            Self::AnswerIncomplete(_) => {
                "Впишите названные поля в файл --data: у каждого указана норма.".into()
            }
            Self::Company(_) => {
                "Исправьте названное поле; образец – assets/operators/it-prospekt.company.json."
                    .into()
            }
            Self::Intake { .. } => {
                "Принимаются .eml, .pdf, .pdf с .sig, request.json и скан (PDF, JPEG, PNG).".into()
            }
            Self::Batch(error) => error.hint().into(),
            Self::KeyMissing => "Назовите файл ключа: --pkcs12 F.".into(),
            Self::SecretMissing {
                option, variable, ..
            } => {
                format!("Назовите файл с ним в {option} или задайте переменную {variable}.")
            }
            Self::NoOperatorEmail => {
                "Впишите /operator/email или уберите --email и отправьте письмо почтой.".into()
            }
            Self::UnknownAnswer { .. } => {
                let known: Vec<_> = law::Answer::ALL
                    .iter()
                    .map(|answer| answer.code())
                    .collect();
                format!("Есть: {}.", known.join(", "))
            }
            Self::NoAnswerEmail => {
                "Впишите /addressee/email в файл --data или отправьте ответ почтой (--post).".into()
            }
            Self::NoAnswerAddress => {
                "Впишите /addressee/address в файл --data или отправьте ответ электронной почтой."
                    .into()
            }
            Self::NotADestroyer { .. } => {
                "Впишите его в /answer/destroyers или подпишите ключом того, кто там назван.".into()
            }
            Self::EmailNotAccepted => {
                "Подайте её через Госуслуги или сайт органа либо на бумаге (--post).".into()
            }
            Self::AlreadySent { .. } => {
                "Выберите другую папку: отправленное хранится неизменным.".into()
            }
            Self::NotComposed { .. } => {
                "Сначала приготовьте письмо: zaprosctl compose … --email.".into()
            }
            Self::Enclosure { .. } => "Замените файл приложения или уберите его из списка.".into(),
            Self::EnclosureChanged { .. } => {
                "Выберите файл заново и посмотрите письмо ещё раз: подписывают то, что видели."
                    .into()
            }
            Self::Character { source, .. } => source.hint().into(),
            Self::Returned(error) => error.hint().into(),
        }
    }

    /// The field or option it is about: a JSON Pointer, or the option's name.
    #[must_use]
    pub fn field(&self) -> Option<&str> {
        match self {
            Self::Incomplete(problems)
            | Self::AnswerIncomplete(problems)
            | Self::Company(problems) => problems.first().map(|problem| problem.field.as_str()),
            Self::SecretMissing { option, .. } => Some(option),
            Self::NoOperatorEmail => Some("/operator/email"),
            Self::NoAnswerEmail => Some("/addressee/email"),
            Self::NoAnswerAddress => Some("/addressee/address"),
            Self::NotADestroyer { .. } => Some("/answer/destroyers"),
            Self::EmailNotAccepted => Some("/demands"),
            Self::Enclosure { field, .. }
            | Self::EnclosureChanged { field, .. }
            | Self::Character { field, .. } => Some(field),
            _ => None,
        }
    }

    /// The error object of contract §3: `{"code","message","hint"?,"field"?,"problems"?}`.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let mut error = json!({
            "code": self.code(),
            "message": self.to_string(),
            "hint": self.hint(),
        });
        if let Some(field) = self.field() {
            error["field"] = json!(field);
        }
        if !self.problems().is_empty() {
            error["problems"] = json!(self.problems());
        }
        error
    }

    /// Every problem, where the failure is a list of them.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        match self {
            Self::Incomplete(problems)
            | Self::AnswerIncomplete(problems)
            | Self::Company(problems) => problems,
            _ => &[],
        }
    }

    /// What the exit code should say.
    #[must_use]
    pub fn class(&self) -> Class {
        match self {
            Self::Incomplete(_)
            | Self::AnswerIncomplete(_)
            | Self::Law(law::LawError::ExtensionTooLate { .. }) => Class::Negative,
            Self::Write { .. }
            | Self::OwnSignature { .. }
            | Self::Sign(signature::SignError::TimeStamping(_)) => Class::World,
            Self::Send(error) => send_class(error),
            Self::Register(error) if error.is_world() => Class::World,
            Self::Returned(error) => error.class(),
            Self::Batch(BatchError::Running(_)) => Class::World,
            _ => Class::Input,
        }
    }

    /// The values that the window's sentence names.
    #[must_use]
    pub fn arguments(&self) -> BTreeMap<&'static str, String> {
        let mut arguments = BTreeMap::from([("message", self.to_string())]);
        match self {
            Self::Read { path, .. } | Self::Write { path, .. } => {
                arguments.insert("path", path.display().to_string());
            }
            Self::AlreadySent { folder } | Self::NotComposed { folder } => {
                arguments.insert("path", folder.display().to_string());
            }
            Self::Enclosure { title, reason, .. } => {
                arguments.insert("title", title.clone());
                arguments.insert("reason", reason.clone());
            }
            Self::EnclosureChanged { title, name, .. } => {
                arguments.insert("title", title.clone());
                arguments.insert("name", name.clone());
            }
            _ => {}
        }
        arguments
    }
}

/// A letter or a profile that cannot be sent is input; everything the server or the network did is the world.
const fn send_class(error: &SendError) -> Class {
    match error {
        SendError::Delivery(_)
        | SendError::RecipientReserved(_)
        | SendError::LineEnds
        | SendError::Outbox(
            OutboxError::AlreadySent(_)
            | OutboxError::Undecided
            | OutboxError::OtherLetter(_)
            | OutboxError::Changed(_)
            | OutboxError::Message(_),
        ) => Class::Input,
        _ => Class::World,
    }
}

fn first(problems: &[Problem]) -> &str {
    problems.first().map_or("", |problem| &problem.message)
}

fn incomplete(problems: &[Problem]) -> String {
    let errors = problems.iter().filter(|problem| problem.is_error()).count();
    format!("Запрос неполон: ошибок {errors}")
}

/// The operating system's reason in Russian for the cases people meet; its own words for the rest.
pub(crate) fn plain(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "такого файла или папки нет".into(),
        io::ErrorKind::PermissionDenied => "нет прав".into(),
        io::ErrorKind::StorageFull => "на диске нет места".into(),
        io::ErrorKind::ReadOnlyFilesystem => "диск только для чтения".into(),
        io::ErrorKind::IsADirectory => "это папка".into(),
        io::ErrorKind::NotADirectory => "часть пути – не папка".into(),
        io::ErrorKind::AlreadyExists => "имя уже занято".into(),
        io::ErrorKind::FileTooLarge => "файл слишком велик".into(),
        io::ErrorKind::InvalidData => "это не текст в UTF-8".into(),
        _ => error.to_string(),
    }
}
