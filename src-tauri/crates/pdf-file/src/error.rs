//! Why a file cannot be read, for the program (`code`) and for a person (`Display`, `hint`).

/// The file is not a PDF this reader can vouch for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PdfError {
    /// No `%PDF-` at the very beginning.
    #[error("это не PDF: файл не начинается с «%PDF-»")]
    NotPdf,
    /// The trailer names an encryption dictionary.
    #[error("PDF зашифрован")]
    Encrypted,
    /// The syntax of ISO 32000-1 §7 is broken at this byte.
    #[error("PDF повреждён: {what} (байт {offset})")]
    Damaged {
        /// What was expected or found.
        what: &'static str,
        /// Where, from the beginning of the file or of the decoded stream.
        offset: usize,
    },
    /// Correct, but this reader does not know it.
    #[error("PDF устроен непривычно: {what}")]
    Unsupported {
        /// Which feature.
        what: &'static str,
    },
    /// A limit that protects memory was reached.
    #[error("PDF слишком велик: {what}")]
    TooLarge {
        /// Which limit.
        what: &'static str,
    },
}

impl PdfError {
    /// A stable code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotPdf => "not_a_pdf",
            Self::Encrypted => "pdf_encrypted",
            Self::Damaged { .. } => "pdf_damaged",
            Self::Unsupported { .. } => "pdf_unsupported",
            Self::TooLarge { .. } => "pdf_too_large",
        }
    }

    /// What the person can do about it.
    #[must_use]
    pub const fn hint(&self) -> &'static str {
        match self {
            Self::NotPdf => "Выберите файл PDF.",
            Self::Encrypted => "Снимите с файла пароль и запрет изменений, затем повторите.",
            Self::Damaged { .. } => {
                "Возьмите исходный файл ещё раз: он мог испортиться при пересылке или сохранении."
            }
            Self::Unsupported { .. } => "Сохраните документ заново как PDF 1.7 в другой программе.",
            Self::TooLarge { .. } => "Уменьшите файл или уберите из него вложения.",
        }
    }

    pub(crate) const fn damaged(what: &'static str, offset: usize) -> Self {
        Self::Damaged { what, offset }
    }
}
