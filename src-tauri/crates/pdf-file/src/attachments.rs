//! Files inside the file: the tree of embedded files and the associated files of the document
//! (ISO 32000-1 §7.11.4, ISO 19005-3 §6.8).

use std::collections::BTreeSet;

use crate::error::PdfError;
use crate::file::View;
use crate::object::{Dictionary, Object, ObjectId};

/// What all attachments of a document may unpack to.
const MAX_TOTAL: usize = 256 << 20;
/// Nodes of the name tree.
const MAX_NODES: usize = 10_000;

/// One attached file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Its name as shown to people.
    pub name: String,
    /// `AFRelationship`, for example `Data` or `Source`.
    pub relationship: Option<String>,
    /// The media type, for example `application/json`.
    pub media_type: Option<String>,
    /// The bytes of the file.
    pub content: Vec<u8>,
}

/// All attachments as of a revision, each once, in the order of the tree and then of `AF`.
pub(crate) fn read(view: &View<'_>) -> Result<Vec<Attachment>, PdfError> {
    let mut attachments = Vec::new();
    let mut left = MAX_TOTAL;
    for specification in specifications(view)? {
        if let Some(attachment) = attachment(view, &specification, left)? {
            left -= attachment.content.len();
            attachments.push(attachment);
        }
    }
    Ok(attachments)
}

/// The first attachment of this name; the others stay packed.
pub(crate) fn find(
    view: &View<'_>,
    wanted: &str,
    limit: usize,
) -> Result<Option<Attachment>, PdfError> {
    for specification in specifications(view)? {
        if name(view, &specification)? == wanted {
            return attachment(view, &specification, limit);
        }
    }
    Ok(None)
}

/// The file specifications, each once.
fn specifications(view: &View<'_>) -> Result<Vec<Dictionary>, PdfError> {
    let catalog = view.catalog()?;
    let mut listed = Vec::new();
    if let Object::Dictionary(names) = view.value(&catalog, "Names")?
        && let Some(root) = names.get("EmbeddedFiles")
    {
        collect(view, root, &mut BTreeSet::new(), &mut listed)?;
    }
    if let Object::Array(associated) = view.value(&catalog, "AF")? {
        listed.extend(associated);
    }
    let mut seen = BTreeSet::new();
    let mut specifications: Vec<Dictionary> = Vec::new();
    for one in &listed {
        if one.as_reference().is_some_and(|id| !seen.insert(id)) {
            continue;
        }
        if let Object::Dictionary(specification) = view.resolve(one)?
            && (one.as_reference().is_some() || !specifications.contains(&specification))
        {
            specifications.push(specification);
        }
    }
    Ok(specifications)
}

fn collect(
    view: &View<'_>,
    node: &Object,
    seen: &mut BTreeSet<ObjectId>,
    specifications: &mut Vec<Object>,
) -> Result<(), PdfError> {
    if let Some(id) = node.as_reference()
        && (!seen.insert(id) || seen.len() > MAX_NODES)
    {
        return Err(PdfError::damaged("дерево вложений ходит по кругу", 0));
    }
    let Object::Dictionary(node) = view.resolve(node)? else {
        return Ok(());
    };
    if let Object::Array(pairs) = view.value(&node, "Names")? {
        specifications.extend(pairs.chunks_exact(2).map(|pair| pair[1].clone()));
    }
    if let Object::Array(kids) = view.value(&node, "Kids")? {
        // A kid that is not a reference cannot be counted, so it is not followed: §7.9.6 demands references.
        for kid in kids.iter().filter(|kid| kid.as_reference().is_some()) {
            collect(view, kid, seen, specifications)?;
        }
    }
    Ok(())
}

fn attachment(
    view: &View<'_>,
    specification: &Dictionary,
    limit: usize,
) -> Result<Option<Attachment>, PdfError> {
    let Object::Dictionary(files) = view.value(specification, "EF")? else {
        return Ok(None);
    };
    let mut stream = view.value(&files, "F")?;
    if stream == Object::Null {
        stream = view.value(&files, "UF")?;
    }
    let Object::Stream(stream) = stream else {
        return Ok(None);
    };
    let text = |value: Object| {
        value
            .as_name()
            .map(|name| String::from_utf8_lossy(name).into_owned())
    };
    Ok(Some(Attachment {
        name: name(view, specification)?,
        relationship: text(view.value(specification, "AFRelationship")?),
        media_type: text(view.value(&stream.dictionary, "Subtype")?),
        content: view.decode(&stream, limit)?,
    }))
}

fn name(view: &View<'_>, specification: &Dictionary) -> Result<String, PdfError> {
    Ok(match view.value(specification, "UF")?.as_text() {
        Some(name) => name,
        None => view
            .value(specification, "F")?
            .as_text()
            .unwrap_or_default(),
    })
}
