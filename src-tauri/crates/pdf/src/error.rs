//! Why a letter cannot become a PDF.

/// What went wrong; each has a code for programs and a hint for people.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    /// No font has this character; an empty box would be a lie.
    #[error("Символ «{character}» (U+{:04X}) нельзя напечатать: его нет в шрифте письма", u32::from(*.character))]
    MissingGlyph {
        /// The character.
        character: char,
    },
    /// A font file cannot be read.
    #[error("Шрифт «{name}» не читается")]
    Font {
        /// Its name.
        name: &'static str,
    },
    /// The drawn document does not have the expected shape; a defect of the program.
    #[error("Не удалось собрать файл PDF: {reason}")]
    Finish {
        /// What was missing.
        reason: String,
    },
}

impl PdfError {
    /// The code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::MissingGlyph { .. } => "missing_glyph",
            Self::Font { .. } => "font_unreadable",
            Self::Finish { .. } => "pdf_finish",
        }
    }

    /// What a person can do about it.
    #[must_use]
    pub const fn hint(&self) -> &'static str {
        match self {
            Self::MissingGlyph { .. } => "Замените этот символ буквами кириллицы или латиницы",
            Self::Font { .. } => "Установите программу заново: её файлы повреждены",
            Self::Finish { .. } => "Это ошибка программы: сообщите о ней разработчикам",
        }
    }

    pub(crate) fn finish(reason: impl ToString) -> Self {
        Self::Finish {
            reason: reason.to_string(),
        }
    }
}
