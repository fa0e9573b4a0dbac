//! Which bytes are signed (ISO 32000-1 §12.8.1): the whole of a revision but the signature value, and nothing else.

use std::ops::Range;

use pdf_file::{Object, ObjectId, PdfFile, View, Written};

use super::survey::{Place, Survey};

/// A field lies no deeper in the tree of fields.
const MAX_DEPTH: usize = 32;

/// The signed bytes begin with the file, leave out exactly the `/Contents` string, and end at `end`.
pub(super) fn gap(bytes: &[u8], written: &Written) -> Result<(Range<usize>, usize), &'static str> {
    let range = written
        .dictionary()
        .and_then(|dictionary| dictionary.get("ByteRange"))
        .and_then(Object::as_array)
        .unwrap_or_default();
    let numbers: Option<Vec<usize>> = range
        .iter()
        .map(|number| usize::try_from(number.as_integer()?).ok())
        .collect();
    let Some(&[start, before, after, rest]) = numbers.as_deref() else {
        return Err("ByteRange подписи записан с ошибкой.");
    };
    let end = after.checked_add(rest).filter(|end| *end <= bytes.len());
    let Some(end) = end.filter(|_| start == 0 && before < after) else {
        return Err("ByteRange подписи не описывает начало и конец документа.");
    };
    if written.value_range("Contents") != Some(before..after) {
        return Err("Из-под подписи выведено не только её значение.");
    }
    Ok((before..after, end))
}

/// Whether the signed bytes are one whole saving of the file, with the field that shows the signature in it.
pub(super) fn is_one_revision(
    file: &PdfFile<'_>,
    survey: &Survey,
    place: &Place,
    end: usize,
) -> Result<(), &'static str> {
    let revision = &file.revisions()[place.revision];
    if !(revision.marker_end..=revision.range.end).contains(&end) {
        return Err(
            "Подписанная часть кончается не там, где кончается сохранение документа с этой подписью.",
        );
    }
    let inside = place.written.range.as_ref().is_some_and(|written| {
        revision.range.contains(&written.start) && written.end <= revision.range.end
    });
    if !inside {
        return Err("Подпись лежит не в том сохранении документа, которое она подписывает.");
    }
    if !is_shown(&file.view(place.revision), survey, place.written.id) {
        return Err("Подпись не связана с полем формы документа.");
    }
    Ok(())
}

/// The hexadecimal string of `/Contents`. All digits in one case, nothing between them: this string is the one part of
/// the file that no digest protects, so it may be written in one way only.
pub(super) fn contents(gap: &[u8]) -> Option<Vec<u8>> {
    let digits = gap.strip_prefix(b"<")?.strip_suffix(b">")?;
    let lower = digits.iter().any(|digit| matches!(digit, b'a'..=b'f'));
    let upper = digits.iter().any(|digit| matches!(digit, b'A'..=b'F'));
    if digits.len() % 2 != 0 || (lower && upper) {
        return None;
    }
    let value = |digit: u8| char::from(digit).to_digit(16);
    // Two hexadecimal digits always fit into a byte.
    digits
        .chunks_exact(2)
        .map(|pair| Some((value(pair[0])? * 16 + value(pair[1])?) as u8))
        .collect()
}

/// Whether a field of the form has this value.
fn is_shown(view: &View<'_>, survey: &Survey, signature: ObjectId) -> bool {
    let roots = || -> Result<Object, pdf_file::PdfError> {
        let catalog = view.catalog()?;
        match view.value(&catalog, "AcroForm")? {
            Object::Dictionary(form) => view.value(&form, "Fields"),
            _ => Ok(Object::Null),
        }
    };
    let Ok(Object::Array(roots)) = roots() else {
        return false;
    };
    survey.fields_with(signature).iter().any(|field| {
        let mut id = *field;
        let Ok(Object::Dictionary(mut node)) = view.object(id) else {
            return false;
        };
        if node.get("V").and_then(Object::as_reference) != Some(signature) {
            return false;
        }
        // Up to the root, and each step must be confirmed from above.
        for _ in 0..MAX_DEPTH {
            let Some(above) = node.get("Parent").and_then(Object::as_reference) else {
                return roots.contains(&Object::Reference(id));
            };
            let Ok(Object::Dictionary(parent)) = view.object(above) else {
                return false;
            };
            match view.value(&parent, "Kids") {
                Ok(Object::Array(kids)) if kids.contains(&Object::Reference(id)) => {}
                _ => return false,
            }
            (id, node) = (above, parent);
        }
        false
    })
}
