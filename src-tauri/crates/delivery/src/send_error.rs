//! Why a letter did not go, told so that a person knows what to do.

use std::{error::Error as _, fmt, io};

use lettre::transport::smtp;
use rustls::{CertificateError, Error as TlsError};
use serde::{Deserialize, Serialize};

use crate::{Address, DeliveryError, OutboxError, Profile, State};

/// A server's words: `550 5.1.1 No such user`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// Three digits (RFC 5321 §4.2).
    pub code: u16,
    /// The text after them.
    pub text: String,
}

/// The server as the profile names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    /// Name or address.
    pub host: String,
    /// Port.
    pub port: u16,
}

/// A letter was not sent, or perhaps was. The text of the error says what happened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SendError {
    /// The name has no address.
    #[error("Сервер {host} не найден в сети ({1})", host = .0.host)]
    HostUnknown(Server, String),
    /// Nobody listens on the port.
    #[error("Компьютер {} не принимает соединения на порту {}", .0.host, .0.port)]
    PortClosed(Server),
    /// Neither an answer nor a refusal came in time.
    #[error("Сервер {0} не отвечает ({1})")]
    NoAnswer(Server, String),
    /// The server's certificate proves nothing.
    #[error("Сертификату сервера {host} нельзя доверять: {1}", host = .0.host)]
    Certificate(Server, String),
    /// The protected connection failed otherwise.
    #[error("Не удалось установить защищённое соединение с {0}: {1}")]
    Tls(Server, String),
    /// The server does not offer STARTTLS: somebody may be listening in between.
    #[error("Сервер {0} не предлагает шифрование STARTTLS")]
    NoStartTls(Server),
    /// The server greets with a refusal, or refuses a step it ought to take.
    #[error("Сервер {0} отказывается работать: «{1}»")]
    ServerRefused(Server, Reply),
    /// The user or the password is wrong.
    #[error("Сервер {host} не принял имя или пароль: «{1}»", host = .0.host)]
    Password(Server, Reply),
    /// No way of logging in that both sides know.
    #[error("Сервер {0} не предлагает вход по паролю")]
    NoPasswordLogIn(Server),
    /// The sender is not allowed.
    #[error("Сервер не разрешает отправлять от имени {0}: «{1}»")]
    SenderRefused(Address, Reply),
    /// The recipient's mailbox is refused.
    #[error("Почтовый ящик {0} не принимает письма: «{1}»")]
    MailboxRefused(Address, Reply),
    /// The server refused the letter after seeing it.
    #[error("Сервер не принял письмо: «{0}»")]
    LetterRefused(Reply),
    /// A refusal for now: greylisting, a full queue (RFC 5321 §4.2.1, replies 4yz).
    #[error("Сервер просит повторить позже: «{0}»")]
    Temporary(Reply),
    /// The connection broke before the letter was begun.
    #[error("Соединение с {0} прервалось до передачи письма ({1})")]
    Lost(Server, String),
    /// The connection broke after DATA: the letter may have been delivered.
    #[error("Соединение с {0} прервалось во время передачи письма ({1})")]
    Unknown(Server, String),
    /// The address can belong to nobody.
    #[error("Адрес {0} — образец, писем по нему никто не получит")]
    RecipientReserved(Address),
    /// The message has bytes above 127, the server takes none.
    #[error("Сервер {0} не принимает письма с такими знаками (нет 8BITMIME)")]
    EightBit(Server),
    /// The message has bare CR or LF, or no end of line at its end.
    #[error("В файле письма неверные концы строк")]
    LineEnds,
    /// The letter went and the server has it, but the record could not be written.
    #[error("Письмо принято сервером («{reply}»), но отметка об этом не сохранилась: {reason}")]
    NotRecorded {
        /// The server's words.
        reply: Reply,
        /// Why the record failed.
        reason: Box<OutboxError>,
    },
    /// The letter's record forbids sending or cannot be used.
    #[error(transparent)]
    Outbox(#[from] OutboxError),
    /// The profile or the message cannot be used.
    #[error(transparent)]
    Delivery(#[from] DeliveryError),
}

impl SendError {
    /// The fixed code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::HostUnknown(..) => "smtp_host_unknown",
            Self::PortClosed(_) => "smtp_port_closed",
            Self::NoAnswer(..) => "smtp_no_answer",
            Self::Certificate(..) => "smtp_certificate_untrusted",
            Self::Tls(..) => "smtp_tls_failed",
            Self::NoStartTls(_) => "smtp_no_starttls",
            Self::ServerRefused(..) => "smtp_server_refused",
            Self::Password(..) => "smtp_wrong_password",
            Self::NoPasswordLogIn(_) => "smtp_no_password_login",
            Self::SenderRefused(..) => "smtp_sender_refused",
            Self::MailboxRefused(..) => "smtp_mailbox_refused",
            Self::LetterRefused(_) => "smtp_letter_refused",
            Self::Temporary(_) => "smtp_temporary",
            Self::Lost(..) => "smtp_connection_lost",
            Self::Unknown(..) => "smtp_outcome_unknown",
            Self::RecipientReserved(_) => "recipient_reserved",
            Self::EightBit(_) => "smtp_no_8bitmime",
            Self::LineEnds => "mail_line_ends",
            Self::NotRecorded { .. } => "outbox_not_recorded",
            Self::Outbox(error) => error.code(),
            Self::Delivery(error) => error.code(),
        }
    }

    /// The few words above the explanation.
    #[must_use]
    pub const fn heading(&self) -> &'static str {
        match self {
            Self::HostUnknown(..) => "Сервер не найден",
            Self::PortClosed(_) => "Порт закрыт",
            Self::NoAnswer(..) => "Сервер не отвечает",
            Self::Certificate(..) => "Сертификату сервера нельзя доверять",
            Self::Tls(..) | Self::NoStartTls(_) => "Нет защищённого соединения",
            Self::ServerRefused(..) => "Сервер отказывается работать",
            Self::Password(..) => "Имя или пароль не подошли",
            Self::NoPasswordLogIn(_) => "Вход по паролю невозможен",
            Self::SenderRefused(..) => "Адрес отправителя не принят",
            Self::MailboxRefused(..) => "Почтовый ящик получателя не принят",
            Self::LetterRefused(_) | Self::EightBit(_) => "Письмо не принято",
            Self::Temporary(_) => "Сервер просит повторить позже",
            Self::Lost(..) => "Связь прервалась",
            Self::Unknown(..) => "Неизвестно, ушло ли письмо",
            Self::RecipientReserved(_) => "Это не настоящий адрес",
            Self::LineEnds => "Письмо испорчено",
            Self::NotRecorded { .. } => "Письмо ушло, но не отмечено",
            Self::Outbox(error) => error.heading(),
            Self::Delivery(_) => "Письмо нельзя отправить",
        }
    }

    /// What the person can do now.
    #[must_use]
    pub const fn hint(&self) -> &'static str {
        match self {
            Self::HostUnknown(..) => {
                "Проверьте имя сервера в настройках почты и подключение к сети. Письмо не ушло."
            }
            Self::PortClosed(_) => {
                "Проверьте порт в настройках почты: обычно 465 для implicit и 587 для starttls. Письмо не ушло."
            }
            Self::NoAnswer(..) => {
                "Проверьте сеть, порт и поле tls: порт 465 ждёт implicit, порт 587 — starttls. Письмо не ушло."
            }
            Self::Certificate(..) => {
                "Не отправляйте: пароль может попасть к чужим. Проверьте имя сервера; если у почты свой \
                 удостоверяющий центр, укажите его сертификат в поле ca. Письмо не ушло."
            }
            Self::Tls(..) => {
                "Проверьте поле tls и порт: порт 465 ждёт implicit, порт 587 — starttls. Письмо не ушло."
            }
            Self::NoStartTls(_) => {
                "Поставьте tls: implicit и порт 465. Без шифрования пароль не отправляется. Письмо не ушло."
            }
            Self::ServerRefused(..) => {
                "Прочтите ответ сервера и спросите того, кто ведёт почту. Письмо не ушло."
            }
            Self::Password(..) => {
                "Введите пароль ещё раз. Многие службы требуют отдельный пароль для программ: он создаётся \
                 в настройках почтового ящика. Письмо не ушло."
            }
            Self::NoPasswordLogIn(_) => {
                "Разрешите в настройках почтового ящика вход по паролю для программ. Письмо не ушло."
            }
            Self::SenderRefused(..) => {
                "Укажите в поле from адрес того ящика, чьё имя в поле user. Письмо не ушло."
            }
            Self::MailboxRefused(..) => {
                "Проверьте адрес получателя на сайте оператора. Если адрес верен, отправьте письмо по почте \
                 на бумаге. Письмо не ушло."
            }
            Self::LetterRefused(_) => {
                "Прочтите ответ сервера: часто вложения слишком велики. Уменьшите их или отправьте письмо на \
                 бумаге. Письмо не ушло."
            }
            Self::Temporary(_) => {
                "Подождите 15 минут и отправьте ещё раз: так серверы проверяют незнакомых отправителей. \
                 Письмо не ушло и стоит в очереди."
            }
            Self::Lost(..) => "Проверьте сеть и отправьте ещё раз. Письмо не ушло.",
            Self::Unknown(..) => {
                "Не отправляйте сразу ещё раз, чтобы не ушло два письма. Посмотрите папку «Отправленные» на \
                 сайте почты или спросите получателя; если письма нет, отправьте его снова."
            }
            Self::RecipientReserved(_) => {
                "Найдите настоящий адрес оператора на его сайте и составьте письмо заново. Письмо не ушло."
            }
            Self::EightBit(_) => "Составьте письмо заново этой программой. Письмо не ушло.",
            Self::LineEnds => {
                "Файл письма меняли другой программой. Составьте письмо заново. Письмо не ушло."
            }
            Self::NotRecorded { .. } => {
                "Не отправляйте ещё раз. Освободите место на диске и запишите ответ сервера."
            }
            Self::Outbox(error) => error.hint(),
            Self::Delivery(error) => error.hint(),
        }
    }

    /// The same attempt may succeed later without any change.
    #[must_use]
    pub const fn is_transient(&self) -> bool {
        matches!(
            self,
            Self::Temporary(_) | Self::Lost(..) | Self::NoAnswer(..) | Self::HostUnknown(..)
        )
    }

    /// Where the letter is after this failure: still [`State::Queued`] when nothing has gone,
    /// [`State::Refused`] when the server said a final no to this letter.
    #[must_use]
    pub const fn outcome(&self) -> State {
        match self {
            Self::Unknown(..) => State::Unknown,
            Self::SenderRefused(..) | Self::MailboxRefused(..) | Self::LetterRefused(_) => {
                State::Refused
            }
            Self::NotRecorded { .. } => State::Sent,
            _ => State::Queued,
        }
    }

    /// What the server said, when it said something.
    #[must_use]
    pub const fn reply(&self) -> Option<&Reply> {
        match self {
            Self::ServerRefused(_, reply)
            | Self::Password(_, reply)
            | Self::SenderRefused(_, reply)
            | Self::MailboxRefused(_, reply)
            | Self::LetterRefused(reply)
            | Self::Temporary(reply)
            | Self::NotRecorded { reply, .. } => Some(reply),
            _ => None,
        }
    }
}

/// How far the conversation had come.
#[derive(Clone, Debug)]
pub(crate) enum Stage {
    Opening,
    LogIn,
    Sender(Address),
    Recipient(Address),
    /// From the command DATA on. RFC 5321 §4.1.1.4 puts the letter into the server's hands at the
    /// last dot; what of it had left when the line broke, nobody on this side can know.
    Content,
}

/// Turns lettre's error into the person's.
pub(crate) fn failure(profile: &Profile, stage: &Stage, error: &smtp::Error) -> SendError {
    let server = Server::from(profile);
    if let Some(reply) = Reply::of(error) {
        if error.is_transient() {
            return SendError::Temporary(reply);
        }
        return match stage {
            // RFC 4954 §6: 535 wrong, 534 too weak, 530 and 538 need more; all are cured in the account.
            Stage::LogIn if (530..540).contains(&reply.code) => SendError::Password(server, reply),
            Stage::Opening | Stage::LogIn => SendError::ServerRefused(server, reply),
            Stage::Sender(address) => SendError::SenderRefused(address.clone(), reply),
            Stage::Recipient(address) => SendError::MailboxRefused(address.clone(), reply),
            Stage::Content => SendError::LetterRefused(reply),
        };
    }
    let reason = reason(error);
    match stage {
        Stage::Content => return SendError::Unknown(server, reason),
        Stage::LogIn if error.is_client() => return SendError::NoPasswordLogIn(server),
        _ => {}
    }
    match (tls_error(error), io_kind(error), stage) {
        (Some(TlsError::InvalidCertificate(why)), ..) => {
            let why = certificate_reason(why, &server.host);
            SendError::Certificate(server, why)
        }
        // What plain words look like to one who expects TLS.
        (Some(TlsError::InvalidMessage(_)), ..) => {
            SendError::Tls(server, "сервер отвечает без шифрования".to_owned())
        }
        (Some(why), ..) => SendError::Tls(server, why.to_string()),
        (None, Some(io::ErrorKind::ConnectionRefused), _) => SendError::PortClosed(server),
        (None, Some(io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock), Stage::Opening)
        | (None, Some(io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable), _) => {
            SendError::NoAnswer(server, reason)
        }
        _ => SendError::Lost(server, reason),
    }
}

fn certificate_reason(why: &CertificateError, host: &str) -> String {
    match why {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            "его срок истёк".to_owned()
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "его срок ещё не начался (проверьте часы компьютера)".to_owned()
        }
        CertificateError::Revoked => "он отозван".to_owned(),
        CertificateError::UnknownIssuer => {
            "он выдан удостоверяющим центром, которому этот компьютер не доверяет".to_owned()
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            let what = if crate::smtp::is_address(host) {
                "адрес"
            } else {
                "имя"
            };
            format!("он выдан не на {what} {host}")
        }
        other => format!("он не прошёл проверку ({other})"),
    }
}

/// The TLS error inside, which an [`io::Error`] hides from `source`.
fn tls_error(error: &smtp::Error) -> Option<&TlsError> {
    let source = error.source()?;
    source
        .downcast_ref::<io::Error>()
        .and_then(io::Error::get_ref)
        .map_or(source.downcast_ref(), |inner| inner.downcast_ref())
}

fn io_kind(error: &smtp::Error) -> Option<io::ErrorKind> {
    io_error(error).map(io::Error::kind)
}

fn io_error(error: &smtp::Error) -> Option<&io::Error> {
    error.source()?.downcast_ref()
}

fn reason(error: &smtp::Error) -> String {
    match error.source() {
        // lettre's word for the end of the stream.
        Some(source) if source.to_string() == "incomplete response" => {
            "сервер закрыл соединение".to_owned()
        }
        Some(source) => source.to_string(),
        None => error.to_string(),
    }
}

impl Reply {
    fn of(error: &smtp::Error) -> Option<Self> {
        Some(Self {
            code: error.status()?.into(),
            text: error.source().map(one_line).unwrap_or_default(),
        })
    }
}

impl From<&smtp::response::Response> for Reply {
    fn from(response: &smtp::response::Response) -> Self {
        Self {
            code: response.code().into(),
            text: one_line(response.message().collect::<Vec<_>>().join(" ")),
        }
    }
}

/// A server's text for one line of a message, without anything that could disturb a terminal.
fn one_line(text: impl fmt::Display) -> String {
    let text = text.to_string();
    let words: Vec<&str> = text
        .split(|letter: char| letter.is_whitespace() || letter.is_control())
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ")
}

impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.code, self.text)
    }
}

impl From<&Profile> for Server {
    fn from(profile: &Profile) -> Self {
        Self {
            host: profile.host().to_owned(),
            port: profile.port(),
        }
    }
}

impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}
