//! One ready, empty, tagged signature field where the mark stands (ISO 32000-1, 12.7.4.5; ISO 14289-1, 7.18).
//!
//! A field made at the time of signing would break PDF/UA-1; a ready one is only filled.

use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

use super::objects::{dictionary, name, references, set, text};
use crate::layout::Laid;
use crate::sheet::Shape;
use crate::{PdfError, SIGNATURE_FIELD};

/// Adds the field; returns its widget and the number of its page.
pub(super) fn add(
    document: &mut Document,
    catalog: ObjectId,
    pages: &[ObjectId],
    laid: &Laid,
) -> Result<Option<ObjectId>, PdfError> {
    for page in pages {
        dictionary(document, *page)?.remove(b"Annots");
    }
    let found = laid.pages.iter().zip(pages).find_map(|(page, id)| {
        page.shapes.iter().find_map(|shape| match *shape {
            Shape::Field {
                x,
                y,
                width,
                height,
            } => Some((*id, x, page.height - y - height, width, height)),
            _ => None,
        })
    });
    let Some((page, x, y, width, height)) = found else {
        return Ok(None);
    };

    // The mark itself is content of the page, so what the widget shows is nothing.
    let appearance = Stream::new(
        Dictionary::from_iter([
            ("Type", name("XObject")),
            ("Subtype", name("Form")),
            ("BBox", numbers([0.0, 0.0, width, height])),
            ("Resources", Object::Dictionary(Dictionary::new())),
        ]),
        Vec::new(),
    )
    .with_compression(false);
    let appearance = document.add_object(appearance);
    let widget = document.add_object(Dictionary::from_iter([
        ("Type", name("Annot")),
        ("Subtype", name("Widget")),
        ("FT", name("Sig")),
        ("T", text(SIGNATURE_FIELD)),
        ("TU", text("Электронная подпись заявителя")),
        // Print, and nothing else (ISO 19005-3, 6.3.2).
        ("F", Object::Integer(4)),
        ("Rect", numbers([x, y, x + width, y + height])),
        ("P", Object::Reference(page)),
        (
            "AP",
            Object::Dictionary(Dictionary::from_iter([(
                "N",
                Object::Reference(appearance),
            )])),
        ),
    ]));
    set(dictionary(document, page)?, "Annots", references([widget]));
    // SignaturesExist and AppendOnly at once: signing need not touch the form.
    let form = document.add_object(Dictionary::from_iter([
        ("Fields", references([widget])),
        ("SigFlags", Object::Integer(3)),
    ]));
    set(
        dictionary(document, catalog)?,
        "AcroForm",
        Object::Reference(form),
    );
    Ok(Some(widget))
}

fn numbers<const N: usize>(numbers: [f32; N]) -> Object {
    Object::Array(
        numbers
            .into_iter()
            .map(|n| Object::Real((n * 100.0).round() / 100.0))
            .collect(),
    )
}
