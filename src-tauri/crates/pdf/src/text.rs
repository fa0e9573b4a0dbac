//! A text made ready for setting: composed letters, one kind of space, no invisible characters.

use unicode_normalization::UnicodeNormalization;

use crate::PdfError;
use crate::fonts::Face;

/// No-break space: stays one while lines are broken, drawn as a plain space so that searching finds it.
pub(crate) const NB: char = '\u{a0}';

/// Normalises a text and makes sure that the face has every character of it.
///
/// # Errors
/// [`PdfError::MissingGlyph`] names the first character that cannot be drawn.
pub(crate) fn prepare(text: &str, face: &Face) -> Result<String, PdfError> {
    let mut out = String::with_capacity(text.len());
    for c in text.nfc() {
        let c = match c {
            // Marks of direction and joining have no shape; hyphenation points are found anew.
            '\u{ad}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}'
            | '\u{feff}' => continue,
            '\t' | '\n' | '\r' => ' ',
            '\u{202f}' | '\u{2007}' => NB,
            c if c.is_whitespace() && c != NB => ' ',
            '\u{2010}' | '\u{2011}' => '-',
            c => c,
        };
        if c != NB && !face.covers(c) {
            return Err(PdfError::MissingGlyph { character: c });
        }
        out.push(c);
    }
    Ok(out)
}
