//! A letter becomes a PDF: pages drawn with printpdf, then the finisher that makes them archivable, readable by
//! everyone, and ready to be signed.
//!
//! Pure: fonts, clock and embedded files are passed in; equal input gives equal bytes.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod canvas;
mod error;
mod finish;
mod fonts;
mod journal;
mod layout;
mod lines;
mod paint;
pub mod post;
mod sheet;
mod text;
mod tree;

use chrono::{DateTime, FixedOffset};
use letter::Letter;

pub use error::PdfError;
pub use fonts::Fonts;
pub use journal::{Journal, journal};

/// Name of the ready signature field; there is none in a letter to be signed by hand.
pub const SIGNATURE_FIELD: &str = "Signature1";

/// What the letter itself does not say.
#[derive(Debug, Clone)]
pub struct Options<'a> {
    /// When the file is made.
    pub created: DateTime<FixedOffset>,
    /// Files that travel inside the letter.
    pub files: Vec<EmbeddedFile<'a>>,
}

/// A file that travels inside the letter.
#[derive(Debug, Clone, Copy)]
pub struct EmbeddedFile<'a> {
    /// Its name, without folders; names do not repeat.
    pub name: &'a str,
    /// Its media type, `application/json`.
    pub media_type: &'a str,
    /// What it is, for people.
    pub description: &'a str,
    /// How it relates to the letter.
    pub relation: Relation,
    /// Its bytes.
    pub bytes: &'a [u8],
}

/// How an embedded file relates to the letter (ISO 19005-3, Annex E).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// The letter was made from it: `request.json`.
    Data,
    /// It goes with the letter: an enclosure.
    Supplement,
}

impl Relation {
    const fn name(self) -> &'static str {
        match self {
            Self::Data => "Data",
            Self::Supplement => "Supplement",
        }
    }
}

/// Renders a letter.
///
/// # Errors
/// [`PdfError::MissingGlyph`] names a character that the fonts do not have.
pub fn render(letter: &Letter, fonts: &Fonts, options: &Options<'_>) -> Result<Vec<u8>, PdfError> {
    let laid = layout::lay(letter, fonts)?;
    let about = finish::About {
        title: &letter.title,
        author: &letter.author,
        language: letter.language,
        created: options.created,
    };
    write(laid, fonts, &about, options)
}

/// Draws and finishes what is laid out.
fn write(
    mut laid: layout::Laid,
    fonts: &Fonts,
    about: &finish::About<'_>,
    options: &Options<'_>,
) -> Result<Vec<u8>, PdfError> {
    let drawn = paint::paint(about.title, &mut laid, fonts);
    finish::finish(drawn, &laid, about, options)
}
