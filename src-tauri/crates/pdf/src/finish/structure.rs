//! The structure tree and its way back from the content (ISO 32000-1, 14.7; ISO 14289-1, 7.1).

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::objects::{dictionary, name, references, set, text};
use crate::PdfError;
use crate::layout::Laid;
use crate::tree::{Attribute, Kid};

pub(super) fn add(
    document: &mut Document,
    catalog: ObjectId,
    pages: &[ObjectId],
    laid: &Laid,
    widget: Option<ObjectId>,
) -> Result<(), PdfError> {
    let elements = &laid.tree.elements;
    let root = document.new_object_id();
    let ids: Vec<ObjectId> = elements.iter().map(|_| document.new_object_id()).collect();
    // Marked content of each page, by its number, to the element it belongs to.
    let mut contents: Vec<Vec<(i64, ObjectId)>> = vec![Vec::new(); pages.len()];

    for (number, element) in elements.iter().enumerate() {
        let id = ids[number];
        let first_page = element.kids.iter().find_map(|k| match k {
            Kid::Content { page, .. } => Some(*page),
            _ => None,
        });
        let mut kids = Vec::new();
        for kid in &element.kids {
            match *kid {
                Kid::Element(child) => kids.push(Object::Reference(ids[child])),
                Kid::Content { page, mcid } => {
                    contents[page].push((mcid, id));
                    kids.push(if Some(page) == first_page {
                        Object::Integer(mcid)
                    } else {
                        marked(pages[page], mcid)
                    });
                }
            }
        }
        if laid.field == Some(number)
            && let Some(widget) = widget
        {
            kids.push(Object::Dictionary(Dictionary::from_iter([
                ("Type", name("OBJR")),
                ("Obj", Object::Reference(widget)),
            ])));
        }
        let mut entry = Dictionary::from_iter([
            ("Type", name("StructElem")),
            ("S", name(element.tag)),
            (
                "P",
                Object::Reference(element.parent.map_or(root, |p| ids[p])),
            ),
            ("K", Object::Array(kids)),
        ]);
        if let Some(page) = first_page {
            set(&mut entry, "Pg", Object::Reference(pages[page]));
        }
        if let Some(title) = &element.title {
            set(&mut entry, "T", text(title));
        }
        if let Some(attribute) = element.attribute {
            let attribute = match attribute {
                Attribute::ListNumbering(n) => [("O", name("List")), ("ListNumbering", name(n))],
                Attribute::ColumnScope => [("O", name("Table")), ("Scope", name("Column"))],
            };
            set(
                &mut entry,
                "A",
                Object::Dictionary(Dictionary::from_iter(attribute)),
            );
        }
        document.set_object(id, entry);
    }

    let mut numbers = Vec::new();
    for (number, (page, mut belongs)) in pages.iter().zip(contents).enumerate() {
        belongs.sort_unstable();
        let list = document.add_object(references(belongs.into_iter().map(|(_, id)| id)));
        numbers.extend([Object::Integer(number as i64), Object::Reference(list)]);
        let page = dictionary(document, *page)?;
        set(page, "StructParents", Object::Integer(number as i64));
        set(page, "Tabs", name("S"));
    }
    let mut next = pages.len() as i64;
    if let (Some(widget), Some(field)) = (widget, laid.field) {
        numbers.extend([Object::Integer(next), Object::Reference(ids[field])]);
        set(
            dictionary(document, widget)?,
            "StructParent",
            Object::Integer(next),
        );
        next += 1;
    }
    let parents = document.add_object(Dictionary::from_iter([("Nums", Object::Array(numbers))]));
    document.set_object(
        root,
        Dictionary::from_iter([
            ("Type", name("StructTreeRoot")),
            ("K", references(ids.first().copied())),
            ("ParentTree", Object::Reference(parents)),
            ("ParentTreeNextKey", Object::Integer(next)),
        ]),
    );
    set(
        dictionary(document, catalog)?,
        "StructTreeRoot",
        Object::Reference(root),
    );
    Ok(())
}

fn marked(page: ObjectId, mcid: i64) -> Object {
    Object::Dictionary(Dictionary::from_iter([
        ("Type", name("MCR")),
        ("Pg", Object::Reference(page)),
        ("MCID", Object::Integer(mcid)),
    ]))
}
