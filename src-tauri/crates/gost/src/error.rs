//! What can go wrong, in words for the person in front of the program.

use alloc::boxed::Box;
use der::oid::ObjectIdentifier;

/// Why a key, a signature or a container was refused. No variant carries secret bytes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The bytes are not the DER structure they should be.
    #[error("структура ASN.1 нарушена: {0}")]
    Malformed(der::Error),
    /// Not a key of GOST R 34.10.
    #[error("алгоритм ключа {0} не относится к ГОСТ Р 34.10")]
    UnknownAlgorithm(ObjectIdentifier),
    /// An identifier that names no known curve.
    #[error("набор параметров {0} неизвестен")]
    UnknownParameterSet(ObjectIdentifier),
    /// The set does not belong to the algorithm: another length or another standard.
    #[error("набор параметров не подходит к алгоритму ключа")]
    WrongParameterSet,
    /// The key names a hash function other than its standard prescribes.
    #[error("ключ назван вместе с чужой хэш-функцией {0}")]
    WrongDigestParameters(ObjectIdentifier),
    /// Wrong length, coordinates not below p, not on the curve, or not in the subgroup.
    #[error("открытый ключ не является точкой кривой нужного порядка")]
    InvalidPublicKey,
    /// Wrong length, zero, or not below q.
    #[error("закрытый ключ не подходит к своему набору параметров")]
    InvalidPrivateKey,
    /// The public key stored beside a private key is another one.
    #[error("закрытый и открытый ключи не составляют пару")]
    KeyMismatch,
    /// Keys of the 2001 standard only verify.
    #[error("ключом ГОСТ Р 34.10-2001 можно только проверять")]
    VerificationOnly,
    /// Not s‖r of the key's length.
    #[error("подпись занимает {found} байт вместо {expected}")]
    SignatureLength {
        /// Octets of a signature by this key.
        expected: usize,
        /// Octets given.
        found: usize,
    },
    /// r or s is zero or not below q.
    #[error("числа подписи вне допустимых границ")]
    SignatureRange,
    /// The signature is well-formed and wrong.
    #[error("подпись не соответствует данным и ключу")]
    SignatureMismatch,
    /// Not the length of the digest this key signs.
    #[error("хэш занимает {found} байт вместо {expected}")]
    DigestLength {
        /// Octets of the digest.
        expected: usize,
        /// Octets given.
        found: usize,
    },
    /// The random number generator failed.
    #[error("система не дала случайных чисел")]
    Randomness,
    /// The integrity code of a container disagrees: another password or changed bytes.
    #[error("пароль не подходит или контейнер повреждён")]
    WrongPassword,
    /// A PKCS#12 without macData, or protected by a signature.
    #[error("контейнер не защищён паролем от подмены")]
    NoIntegrity,
    /// A PKCS#12 content, bag or version that is not read.
    #[error("вид содержимого контейнера не поддерживается: {0}")]
    UnsupportedContent(ObjectIdentifier),
    /// A cipher, hash function or key derivation that is not read.
    #[error("алгоритм защиты контейнера не поддерживается: {0}")]
    UnsupportedProtection(ObjectIdentifier),
    /// The container asks for more work than allowed, or for none.
    #[error("число повторов при выработке ключа ({0}) недопустимо")]
    Iterations(u64),
}

impl Error {
    /// A stable name for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "gost.malformed",
            Self::UnknownAlgorithm(_) => "gost.unknown_algorithm",
            Self::UnknownParameterSet(_) => "gost.unknown_parameter_set",
            Self::WrongParameterSet => "gost.wrong_parameter_set",
            Self::WrongDigestParameters(_) => "gost.wrong_digest_parameters",
            Self::InvalidPublicKey => "gost.invalid_public_key",
            Self::InvalidPrivateKey => "gost.invalid_private_key",
            Self::KeyMismatch => "gost.key_mismatch",
            Self::VerificationOnly => "gost.verification_only",
            Self::SignatureLength { .. } => "gost.signature_length",
            Self::SignatureRange => "gost.signature_range",
            Self::SignatureMismatch => "gost.signature_mismatch",
            Self::DigestLength { .. } => "gost.digest_length",
            Self::Randomness => "gost.randomness",
            Self::WrongPassword => "gost.wrong_password",
            Self::NoIntegrity => "gost.no_integrity",
            Self::UnsupportedContent(_) => "gost.unsupported_content",
            Self::UnsupportedProtection(_) => "gost.unsupported_protection",
            Self::Iterations(_) => "gost.iterations",
        }
    }

    /// What the person can do about it.
    #[must_use]
    pub const fn hint(&self) -> &'static str {
        match self {
            Self::Malformed(_) => {
                "Проверьте, что файл выбран верно и передан целиком, без перекодировки."
            }
            Self::UnknownAlgorithm(_) => "Выберите ключ или сертификат ГОСТ Р 34.10-2012.",
            Self::UnknownParameterSet(_)
            | Self::WrongParameterSet
            | Self::WrongDigestParameters(_)
            | Self::InvalidPublicKey => {
                "Запросите файл заново; если он тот же, покажите его удостоверяющему центру."
            }
            Self::InvalidPrivateKey | Self::KeyMismatch => {
                "Выгрузите ключ из исходной программы ещё раз и укажите новый файл."
            }
            Self::VerificationOnly => {
                "Подписывайте ключом ГОСТ Р 34.10-2012: прежний стандарт не действует."
            }
            Self::SignatureLength { .. } | Self::DigestLength { .. } => {
                "Проверьте, что подпись сделана ключом из этого сертификата."
            }
            Self::SignatureRange | Self::SignatureMismatch => {
                "Сверьте документ с тем, который подписывали: он или подпись изменены."
            }
            Self::Randomness => "Повторите попытку; если не поможет, перезагрузите компьютер.",
            Self::WrongPassword => "Введите пароль ещё раз, с учётом раскладки и заглавных букв.",
            Self::NoIntegrity => "Выгрузите ключ заново, с паролем.",
            Self::UnsupportedContent(_) | Self::UnsupportedProtection(_) => {
                "Выгрузите ключ в формате PKCS#12 по рекомендациям ТК 26 (RFC 9548) или с AES-256."
            }
            Self::Iterations(_) => "Выгрузите ключ заново с обычными настройками.",
        }
    }
}

impl From<der::Error> for Error {
    fn from(error: der::Error) -> Self {
        Self::Malformed(error)
    }
}

impl From<Error> for signature::Error {
    fn from(error: Error) -> Self {
        Self::from_source(Box::new(error))
    }
}
