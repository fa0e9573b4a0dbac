//! The postal pack: envelope sheets, ф. 107 in two copies, ф. 119 with both sides.

mod envelope;
mod inventory;
mod notice;

use letter::post::Posting;

use crate::canvas::Canvas;
use crate::finish::About;
use crate::{Fonts, Options, PdfError, write};

/// Envelope sheets of C4, C5 and DL, one a page, in this order.
///
/// # Errors
/// [`PdfError::MissingGlyph`].
pub fn envelopes(
    posting: &Posting,
    fonts: &Fonts,
    options: &Options<'_>,
) -> Result<Vec<u8>, PdfError> {
    let mut canvas = Canvas::new(fonts);
    envelope::draw(posting, &mut canvas)?;
    finish(canvas, "Конверты: C4, C5, DL", posting, fonts, options)
}

/// Опись вложения, ф. 107: two identical copies, each on a page of its own or both on one.
///
/// # Errors
/// [`PdfError::MissingGlyph`].
pub fn inventory_f107(
    posting: &Posting,
    fonts: &Fonts,
    options: &Options<'_>,
) -> Result<Vec<u8>, PdfError> {
    let mut canvas = Canvas::new(fonts);
    inventory::draw(posting, &mut canvas)?;
    finish(canvas, "Опись вложения (ф. 107)", posting, fonts, options)
}

/// Уведомление о вручении, ф. 119: both sides on one sheet, to be cut out and folded.
///
/// # Errors
/// [`PdfError::MissingGlyph`].
pub fn notice_f119(
    posting: &Posting,
    fonts: &Fonts,
    options: &Options<'_>,
) -> Result<Vec<u8>, PdfError> {
    let mut canvas = Canvas::new(fonts);
    notice::draw(posting, &mut canvas)?;
    finish(
        canvas,
        "Уведомление о вручении (ф. 119)",
        posting,
        fonts,
        options,
    )
}

fn finish(
    canvas: Canvas<'_>,
    title: &str,
    posting: &Posting,
    fonts: &Fonts,
    options: &Options<'_>,
) -> Result<Vec<u8>, PdfError> {
    let author = posting
        .from
        .as_ref()
        .map_or("", |party| party.name.as_str());
    let about = About {
        title,
        author,
        language: "ru-RU",
        created: options.created,
    };
    write(canvas.laid(), fonts, &about, options)
}
