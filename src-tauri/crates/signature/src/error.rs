//! What can go wrong before a signature exists, for the program (`code`) and for a person (`Display`, `hint`).

use chrono::{DateTime, Utc};
use pdf_file::PdfError;

/// A key cannot be opened or cannot sign.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Another kind of file.
    #[error("файл не является контейнером PKCS#12 (.p12, .pfx)")]
    NotPkcs12,
    /// The check sum over the contents does not agree.
    #[error("пароль не подходит к контейнеру, или файл повреждён")]
    WrongPassword,
    /// Only certificates inside.
    #[error("в контейнере нет закрытого ключа с сертификатом")]
    NoPrivateKey,
    /// The container is protected in a way not known here.
    #[error("контейнер устроен непривычно: {0}")]
    UnsupportedContainer(String),
    /// A key of another kind or size.
    #[error("ключ этого вида не поддерживается: {0}")]
    UnsupportedKey(String),
    /// The key and its certificate do not belong together.
    #[error("закрытый ключ не подходит к своему сертификату")]
    KeyMismatch,
    /// The certificate in the container cannot be used.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// The key refused to sign.
    #[error("ключ не смог поставить подпись")]
    SigningFailed,
}

impl KeyError {
    /// A stable code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotPkcs12 => "not_a_pkcs12",
            Self::WrongPassword => "wrong_password",
            Self::NoPrivateKey => "no_private_key",
            Self::UnsupportedContainer(_) => "unsupported_container",
            Self::UnsupportedKey(_) => "unsupported_key",
            Self::KeyMismatch => "key_mismatch",
            Self::Certificate(error) => error.code(),
            Self::SigningFailed => "signing_failed",
        }
    }

    /// What the person can do about it.
    #[must_use]
    pub const fn hint(&self) -> &'static str {
        match self {
            Self::NotPkcs12 => "Выберите файл ключа с расширением .p12 или .pfx.",
            Self::WrongPassword => "Проверьте раскладку и регистр букв и введите пароль ещё раз.",
            Self::NoPrivateKey => {
                "Экспортируйте сертификат вместе с закрытым ключом и выберите новый файл."
            }
            Self::UnsupportedContainer(_) => {
                "Экспортируйте ключ заново с шифрованием AES-256 и проверкой SHA-256."
            }
            Self::UnsupportedKey(_) => {
                "Подойдёт ключ ГОСТ Р 34.10-2012, RSA от 2048 до 4096 бит или ECDSA P-256, P-384. Другим ключом подпишите документ во внешней программе."
            }
            Self::KeyMismatch => "Экспортируйте ключ вместе с его сертификатом заново.",
            Self::Certificate(error) => error.hint(),
            Self::SigningFailed => "Повторите; если не поможет, выберите другой ключ.",
        }
    }
}

/// A certificate cannot be read or may not sign.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CertificateError {
    /// Not X.509, or not in its one correct encoding.
    #[error("сертификат не читается: {0}")]
    Unreadable(&'static str),
    /// Its term is over.
    #[error("срок действия сертификата истёк {}", .0.format("%d.%m.%Y"))]
    Expired(DateTime<Utc>),
    /// Its term has not begun.
    #[error("срок действия сертификата начнётся только {}", .0.format("%d.%m.%Y"))]
    NotYetValid(DateTime<Utc>),
    /// Neither digitalSignature nor nonRepudiation.
    #[error("сертификат не предназначен для подписи документов")]
    KeyUsage,
}

impl CertificateError {
    /// A stable code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unreadable(_) => "certificate_unreadable",
            Self::Expired(_) => "certificate_expired",
            Self::NotYetValid(_) => "certificate_not_yet_valid",
            Self::KeyUsage => "certificate_key_usage",
        }
    }

    /// What the person can do about it.
    #[must_use]
    pub const fn hint(&self) -> &'static str {
        match self {
            Self::Unreadable(_) => "Экспортируйте сертификат ещё раз.",
            Self::Expired(_) => {
                "Получите новый сертификат в удостоверяющем центре или подпишите письмо на бумаге."
            }
            Self::NotYetValid(_) => "Проверьте дату на компьютере или подождите начала срока.",
            Self::KeyUsage => "Выберите сертификат для электронной подписи.",
        }
    }
}

/// A file with revocation data cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EvidenceError {
    /// Neither a revocation list nor an OCSP response, or one that is not accepted.
    #[error("файл не является списком отзыва или ответом OCSP, которые здесь принимаются")]
    Unreadable,
}

impl EvidenceError {
    /// A stable code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unreadable => "revocation_unreadable",
        }
    }

    /// What the person can do about it.
    #[must_use]
    pub const fn hint(&self) -> &'static str {
        match self {
            Self::Unreadable => {
                "Возьмите полный список отзыва (.crl), выпущенный самим удостоверяющим центром: разностные и косвенные списки не принимаются."
            }
        }
    }
}

/// The list of accredited centres cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ListError {
    /// Not XML in UTF-8, or XML with a document type.
    #[error("перечень не читается: это не XML в кодировке UTF-8 или в нём есть DOCTYPE")]
    NotXml,
    /// XML of another kind.
    #[error("файл не является перечнем аккредитованных удостоверяющих центров")]
    OtherDocument,
    /// No certificate in it reads.
    #[error("в перечне нет ни одного сертификата удостоверяющего центра")]
    Empty,
    /// More than any list has.
    #[error("файл перечня слишком велик")]
    TooLarge,
}

impl ListError {
    /// A stable code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotXml | Self::OtherDocument | Self::Empty | Self::TooLarge => {
                "accredited_list_unreadable"
            }
        }
    }

    /// What the person can do about it.
    #[must_use]
    pub const fn hint(&self) -> &'static str {
        match self {
            Self::NotXml | Self::OtherDocument | Self::Empty | Self::TooLarge => {
                "Скачайте перечень (TSL.xml) заново на портале e-trust.gosuslugi.ru."
            }
        }
    }
}

/// A document could not be signed; nothing was written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignError {
    /// The time-stamping service was not reached, refused, or answered something else.
    #[error("метка времени не получена: {0}")]
    TimeStamping(String),
    /// The key or its certificate.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The PDF.
    #[error(transparent)]
    Pdf(#[from] PdfError),
    /// A signature forbids changes (DocMDP 1).
    #[error("документ уже подписан с запретом любых изменений")]
    Locked,
    /// The signature is longer than the place kept for it.
    #[error("подпись не поместилась в оставленное для неё место")]
    NoRoom,
    /// The structure could not be written.
    #[error("подпись не удалось собрать: {0}")]
    Encoding(&'static str),
}

impl From<CertificateError> for SignError {
    fn from(error: CertificateError) -> Self {
        Self::Key(KeyError::Certificate(error))
    }
}

impl SignError {
    /// A stable code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Key(error) => error.code(),
            Self::Pdf(error) => error.code(),
            Self::Locked => "pdf_locked",
            Self::TimeStamping(_) => "time_stamp_missing",
            Self::NoRoom => "signature_too_long",
            Self::Encoding(_) => "signature_encoding",
        }
    }

    /// What the person can do about it.
    #[must_use]
    pub const fn hint(&self) -> &'static str {
        match self {
            Self::Key(error) => error.hint(),
            Self::Pdf(error) => error.hint(),
            Self::Locked => {
                "Поставьте отдельную подпись (файл .sig) или возьмите неподписанный документ."
            }
            Self::TimeStamping(_) => {
                "Проверьте адрес службы и сеть или подпишите без метки времени: --level B."
            }
            Self::NoRoom => "Подготовьте документ к подписи заново.",
            Self::Encoding(_) => "Экспортируйте сертификат ещё раз или выберите другой ключ.",
        }
    }
}
