//! Bookmarks for letters that are longer than a page (ISO 32000-1, 12.3.3).

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::objects::{dictionary, set, text};
use crate::PdfError;
use crate::layout::Laid;
use crate::tree::Kid;

pub(super) fn add(
    document: &mut Document,
    catalog: ObjectId,
    pages: &[ObjectId],
    laid: &Laid,
) -> Result<(), PdfError> {
    let headings: Vec<(&str, usize)> = laid
        .tree
        .elements
        .iter()
        .filter_map(|element| {
            let page = element.kids.iter().find_map(|k| match k {
                Kid::Content { page, .. } => Some(*page),
                Kid::Element(_) => None,
            })?;
            Some((element.title.as_deref()?, page))
        })
        .collect();
    if pages.len() < 2 || headings.len() < 2 {
        return Ok(());
    }
    let root = document.new_object_id();
    let ids: Vec<ObjectId> = headings.iter().map(|_| document.new_object_id()).collect();
    for (i, (title, page)) in headings.iter().enumerate() {
        let destination = vec![
            Object::Reference(pages[*page]),
            Object::Name(b"Fit".to_vec()),
        ];
        let mut entry = Dictionary::from_iter([
            ("Title", text(title)),
            ("Parent", Object::Reference(root)),
            ("Dest", Object::Array(destination)),
        ]);
        if let Some(before) = i.checked_sub(1) {
            set(&mut entry, "Prev", Object::Reference(ids[before]));
        }
        if let Some(next) = ids.get(i + 1) {
            set(&mut entry, "Next", Object::Reference(*next));
        }
        document.set_object(ids[i], entry);
    }
    if let (Some(first), Some(last)) = (ids.first(), ids.last()) {
        document.set_object(
            root,
            Dictionary::from_iter([
                ("Type", Object::Name(b"Outlines".to_vec())),
                ("First", Object::Reference(*first)),
                ("Last", Object::Reference(*last)),
                ("Count", Object::Integer(ids.len() as i64)),
            ]),
        );
        set(
            dictionary(document, catalog)?,
            "Outlines",
            Object::Reference(root),
        );
    }
    Ok(())
}
