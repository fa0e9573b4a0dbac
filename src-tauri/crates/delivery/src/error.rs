//! What can be wrong with a message, an address or a profile before anything is sent.

use std::path::PathBuf;

/// A message cannot be made or read, or the settings for sending cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DeliveryError {
    /// The text is not an e-mail address (RFC 5321 §4.1.2).
    #[error("«{0}» — не адрес электронной почты")]
    Address(String),
    /// The part before `@` has letters outside ASCII; few servers take such addresses (RFC 6531).
    #[error("В адресе «{0}» до знака @ есть буквы не из латиницы")]
    AddressLocalPart(String),
    /// The text is what web sites show to robots instead of a protected address.
    #[error("«{0}» — не адрес, а заглушка: сайт спрятал настоящий адрес от роботов")]
    AddressHidden(String),
    /// A message needs somebody to go to.
    #[error("У письма нет получателя")]
    NoRecipient,
    /// The subject has control characters, which would begin another header (RFC 5322 §2.2).
    #[error("В теме письма есть управляющие знаки или перевод строки")]
    Subject,
    /// The name of an attachment cannot be a file's name.
    #[error("«{0}» не годится как имя вложения")]
    AttachmentName(String),
    /// The media type of an attachment is not `type/subtype` (RFC 2045 §5.1).
    #[error("«{0}» — не тип содержимого вложения")]
    MediaType(String),
    /// The date cannot be written in a header (RFC 5322 §3.3 has four digits for the year).
    #[error("Дату письма нельзя записать в заголовок")]
    Date,
    /// The bytes are not a message made by [`message`](crate::message) without a sender.
    #[error("Это не черновик письма: в нём нет отметки X-Unsent или уже есть отправитель")]
    NotADraft,
    /// The bytes have no message headers at all.
    #[error("Это не электронное письмо: в начале файла нет заголовков")]
    NotAMessage,
    /// The profile is not JSON of the expected shape; the text names field and place.
    #[error("Настройки почты не читаются: {0}")]
    Profile(String),
    /// A password would travel in the open.
    #[error("Без шифрования почту можно отдать только серверу на этом же компьютере, а не «{0}»")]
    PlainTextHost(String),
    /// The file with the authority's certificate cannot be read or has no certificate.
    #[error("Сертификат удостоверяющего центра {path} не читается: {reason}")]
    Authority {
        /// The file as the profile names it; empty for a certificate inside the profile.
        path: PathBuf,
        /// Why.
        reason: String,
    },
}

impl DeliveryError {
    /// The fixed code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Address(_) => "mail_address_invalid",
            Self::AddressLocalPart(_) => "mail_address_not_ascii",
            Self::AddressHidden(_) => "mail_address_hidden",
            Self::NoRecipient => "mail_no_recipient",
            Self::Subject => "mail_subject_invalid",
            Self::AttachmentName(_) => "mail_attachment_name_invalid",
            Self::MediaType(_) => "mail_media_type_invalid",
            Self::Date => "mail_date_invalid",
            Self::NotADraft => "mail_not_a_draft",
            Self::NotAMessage => "mail_not_a_message",
            Self::Profile(_) => "mail_profile_invalid",
            Self::PlainTextHost(_) => "mail_plain_text_refused",
            Self::Authority { .. } => "mail_ca_unreadable",
        }
    }

    /// What the person can do about it.
    #[must_use]
    pub const fn hint(&self) -> &'static str {
        match self {
            Self::Address(_) => "Проверьте адрес: он пишется как имя@сервер.ru.",
            Self::AddressLocalPart(_) => "Попросите у получателя адрес латиницей.",
            Self::AddressHidden(_) => {
                "Откройте страницу оператора в браузере и спишите настоящий адрес."
            }
            Self::NoRecipient => "Укажите электронный адрес получателя.",
            Self::Subject => "Напишите тему одной строкой.",
            Self::AttachmentName(_) => {
                "Переименуйте файл: в имени не должно быть косой черты и управляющих знаков."
            }
            Self::MediaType(_) => "Укажите тип вида application/pdf.",
            Self::Date => "Проверьте часы компьютера.",
            Self::NotADraft => "Отправляйте письмо из папки, которую подготовила команда compose.",
            Self::NotAMessage => {
                "Сохраните письмо из почтовой программы целиком, как файл .eml, и возьмите его."
            }
            Self::Profile(_) => {
                "Исправьте названное поле. Поля: host, port, tls (implicit или starttls), user, from, ca."
            }
            Self::PlainTextHost(_) => "Поставьте tls: implicit (порт 465) или starttls (порт 587).",
            Self::Authority { .. } => {
                "Укажите в поле ca файл сертификата в виде PEM (начинается с BEGIN CERTIFICATE)."
            }
        }
    }
}
