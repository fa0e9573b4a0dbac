//! Why a letter cannot be composed.

/// What went wrong while composing a letter; each has a code for programs and a hint for people.
#[derive(Debug, thiserror::Error)]
pub enum LetterError {
    /// A request came without any demand.
    #[error("В письме нет ни одного требования")]
    NoDemands,
    /// A complaint goes to an authority, the other demands go to the operator: two letters.
    #[error(
        "Жалоба и требования к оператору не могут стоять в одном письме: у них разные адресаты"
    )]
    MixedAddressees,
    /// A template in `assets/letters` is broken; a defect of the program.
    #[error("Шаблон письма «{kind}» не удалось заполнить: {reason}")]
    Template {
        /// The kind whose template it is.
        kind: &'static str,
        /// What the template engine said.
        reason: String,
    },
}

impl LetterError {
    /// The code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoDemands => "no_demands",
            Self::MixedAddressees => "mixed_addressees",
            Self::Template { .. } => "letter_template",
        }
    }

    /// What a person can do about it.
    #[must_use]
    pub const fn hint(&self) -> &'static str {
        match self {
            Self::NoDemands => "Укажите в поле /demands хотя бы одно требование",
            Self::MixedAddressees => {
                "Оставьте жалобу одним требованием, а остальные отправьте отдельным письмом"
            }
            Self::Template { .. } => {
                "Это ошибка программы: сообщите о ней разработчикам, указав вид письма"
            }
        }
    }
}
