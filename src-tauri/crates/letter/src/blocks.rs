//! What a letter consists of, in reading order.

use chrono::NaiveDate;

/// A composed letter: everything that is drawn, and nothing about how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Title of the document, shown by viewers.
    pub title: String,
    /// Full name of who writes.
    pub author: String,
    /// Language tag, `ru-RU`.
    pub language: &'static str,
    /// Date of the letter.
    pub date: NaiveDate,
    /// The blocks, in reading order.
    pub blocks: Vec<Block>,
}

/// One block of a letter. Texts hold no control characters; U+00A0 stands where a line may not break.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// Реквизиты 08, 10, 11 on the left (sender, then date and number), 15 on the right (addressee).
    Heads {
        /// Sender, one entry a line.
        sender: Vec<String>,
        /// Date, and number where there is one.
        reference: Vec<String>,
        /// Addressee, one entry a line.
        addressee: Vec<String>,
    },
    /// Заголовок к тексту (17).
    Heading(String),
    /// Heading of one of several demands, with its number.
    Part(String),
    /// A paragraph of the text (18).
    Paragraph(String),
    /// A numbered list.
    List(Vec<Item>),
    /// The signature (22) and the mark of an electronic one (23).
    Signature(Signature),
    /// Отметка о поступлении, on the copy the applicant keeps.
    Acceptance(Acceptance),
}

/// What whoever takes the letter in fills by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acceptance {
    /// What it is for.
    pub title: String,
    /// Labels line by line; after each there is room to write.
    pub lines: Vec<Vec<String>>,
}

/// One item of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// `1)`.
    pub label: String,
    /// Its text.
    pub text: String,
}

/// Who signs, and how it shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// Initials before the surname, `М. С. Иванова-Петровская`.
    pub name: String,
    /// What stands where the hand signature would be.
    pub mark: Mark,
}

/// What stands where the hand signature would be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    /// A line to sign by hand.
    Ink,
    /// The mark of ГОСТ Р 7.0.97-2025 п. 5.23; only in bytes that become signed.
    Electronic(SignatureMark),
    /// «Подписывается электронной подписью (файл .sig прилагается)».
    Outside,
    /// «Не подписано»: the preview.
    Preview,
    /// Only the name: kinds that need no signature.
    None,
}

/// What п. 5.23 wants in the mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatureMark {
    /// Serial number of the certificate, hexadecimal.
    pub certificate: String,
    /// Full name of its holder.
    pub holder: String,
    /// First day of its validity.
    pub valid_from: NaiveDate,
    /// Last day of its validity.
    pub valid_to: NaiveDate,
}

impl Mark {
    /// The lines of the mark; the first is the phrase itself. Empty for ink and for no signature.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        match self {
            Self::Ink | Self::None => Vec::new(),
            Self::Electronic(mark) => vec![
                "Документ подписан электронной подписью".to_owned(),
                format!("Сертификат {}", mark.certificate),
                format!("Владелец {}", mark.holder),
                format!(
                    "Действителен с {} по {}",
                    crate::wording::date(mark.valid_from),
                    crate::wording::date(mark.valid_to)
                ),
            ],
            Self::Outside => vec![
                "Подписывается электронной подписью".to_owned(),
                "(файл .sig прилагается)".to_owned(),
            ],
            Self::Preview => vec!["Предварительный просмотр: не подписано".to_owned()],
        }
    }
}
