//! Whether two PDFs are one letter, although their bytes differ: the same pages, the same fonts, the same data inside.
//!
//! Госключ signs a copy of its own (`take_back`). Its pair is filed only when nothing that a reader sees or a program
//! reads is another than in the letter that was exported.

use pdf_file::{Attachment, Dictionary, Object, PdfError, PdfFile, View};

/// One decoded stream may hold this much.
const LIMIT: usize = 64 << 20;
/// Pages, and nodes between them.
const MOST_NODES: usize = 20_000;

/// Anything doubtful is «no».
pub(crate) fn same_paper(one: &[u8], other: &[u8]) -> bool {
    match (Paper::read(one), Paper::read(other)) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}

#[derive(PartialEq, Eq)]
struct Paper {
    pages: Vec<Page>,
    attachments: Vec<(String, Vec<u8>)>,
}

/// What stands on a page: its drawing operators, and the fonts that give their codes a shape.
#[derive(PartialEq, Eq)]
struct Page {
    content: Vec<u8>,
    fonts: Vec<Font>,
}

/// A font by its name in the page's resources: its programs and its map to Unicode.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Font {
    name: Vec<u8>,
    bytes: Vec<u8>,
}

impl Paper {
    fn read(bytes: &[u8]) -> Result<Self, PdfError> {
        let file = PdfFile::parse(bytes)?;
        let view = file.latest();
        let root = view.value(&view.catalog()?, "Pages")?;
        let mut pages = Vec::new();
        let mut left = MOST_NODES;
        collect(&view, &root, &Object::Null, &mut pages, &mut left)?;
        let mut attachments: Vec<_> = file
            .attachments(file.revisions().len().saturating_sub(1))?
            .into_iter()
            .map(|Attachment { name, content, .. }| (name, content))
            .collect();
        attachments.sort();
        Ok(Self { pages, attachments })
    }
}

/// The leaves of the page tree in their order (ISO 32000-1 §7.7.3); resources may be inherited.
fn collect(
    view: &View<'_>,
    node: &Object,
    inherited: &Object,
    pages: &mut Vec<Page>,
    left: &mut usize,
) -> Result<(), PdfError> {
    *left = left.checked_sub(1).ok_or_else(too_many)?;
    let Some(node) = node.as_dictionary() else {
        return Ok(());
    };
    let resources = match view.value(node, "Resources")? {
        Object::Null => inherited.clone(),
        own => own,
    };
    let kids = view.value(node, "Kids")?;
    let Some(kids) = kids.as_array() else {
        pages.push(Page {
            content: content(view, node)?,
            fonts: fonts(view, &resources)?,
        });
        return Ok(());
    };
    for kid in kids {
        collect(view, &view.resolve(kid)?, &resources, pages, left)?;
    }
    Ok(())
}

const fn too_many() -> PdfError {
    PdfError::TooLarge {
        what: "слишком много страниц",
    }
}

fn content(view: &View<'_>, page: &Dictionary) -> Result<Vec<u8>, PdfError> {
    let contents = view.value(page, "Contents")?;
    let parts = match contents.as_array() {
        Some(parts) => parts.to_vec(),
        None => vec![contents],
    };
    let mut whole = Vec::new();
    for part in parts {
        whole.extend(data(view, &part)?);
        // A break between two streams is a space (§7.8.2).
        whole.push(b'\n');
    }
    while whole.last().is_some_and(u8::is_ascii_whitespace) {
        whole.pop();
    }
    Ok(whole)
}

fn fonts(view: &View<'_>, resources: &Object) -> Result<Vec<Font>, PdfError> {
    let mut found = Vec::new();
    let Some(resources) = resources.as_dictionary() else {
        return Ok(found);
    };
    let fonts = view.value(resources, "Font")?;
    for (name, font) in fonts.as_dictionary().into_iter().flat_map(Dictionary::iter) {
        let font = view.resolve(font)?;
        let Some(font) = font.as_dictionary() else {
            continue;
        };
        let mut bytes = data(view, &view.value(font, "ToUnicode")?)?;
        let descendants = view.value(font, "DescendantFonts")?;
        let mut holders = vec![font.clone()];
        for descendant in descendants.as_array().unwrap_or_default() {
            holders.extend(view.resolve(descendant)?.as_dictionary().cloned());
        }
        for holder in holders {
            let descriptor = view.value(&holder, "FontDescriptor")?;
            let Some(descriptor) = descriptor.as_dictionary() else {
                continue;
            };
            for key in ["FontFile", "FontFile2", "FontFile3"] {
                bytes.extend(data(view, &view.value(descriptor, key)?)?);
            }
        }
        found.push(Font {
            name: name.to_vec(),
            bytes,
        });
    }
    found.sort();
    Ok(found)
}

/// The decoded data of a stream; nothing for anything else.
fn data(view: &View<'_>, object: &Object) -> Result<Vec<u8>, PdfError> {
    match view.resolve(object)? {
        Object::Stream(stream) => view.decode(&stream, LIMIT),
        _ => Ok(Vec::new()),
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use chrono::DateTime;
    use law::Kind;
    use pdf_file::Stream;

    use super::*;
    use crate::{Beside, preview};

    #[test]
    fn a_revision_may_be_appended_but_not_another_text() {
        let now = DateTime::parse_from_rfc3339("2026-11-22T12:00:00+03:00").unwrap();
        let request = request::example(Kind::MarketingStop, now.date_naive()).to_string();
        let nowhere = Beside(PathBuf::new());
        let letter = preview(request.as_bytes(), &nowhere, now).unwrap();
        let file = PdfFile::parse(&letter).unwrap();
        assert!(same_paper(&letter, &letter));

        let mut increment = file.append();
        increment.put(Object::text("an object nobody refers to"));
        assert!(same_paper(&letter, &increment.finish()));

        let view = file.latest();
        let root = view.value(&view.catalog().unwrap(), "Pages").unwrap();
        let kids = view.value(root.as_dictionary().unwrap(), "Kids").unwrap();
        let first = kids.as_array().unwrap()[0].as_reference().unwrap();
        let page = view.object(first).unwrap();
        let mut increment = file.append();
        let text = increment.put(Object::Stream(Stream {
            dictionary: Dictionary::default(),
            raw: b"BT ET".to_vec(),
        }));
        let mut page = page.as_dictionary().unwrap().clone();
        page.set("Contents", Object::Reference(text));
        increment.replace(first, Object::Dictionary(page));
        let changed = increment.finish();
        assert!(changed.starts_with(&letter));
        assert!(!same_paper(&letter, &changed));
    }
}
