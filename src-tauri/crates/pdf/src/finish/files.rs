//! Embedded files: the request's data and the enclosures travel in the letter (ISO 19005-3, 6.8).

use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

use super::objects::{dictionary, name, references, set, text};
use crate::{Options, PdfError};

pub(super) fn add(
    document: &mut Document,
    catalog: ObjectId,
    options: &Options<'_>,
) -> Result<(), PdfError> {
    if options.files.is_empty() {
        return Ok(());
    }
    let date = text(&format!(
        "{}{}'",
        options.created.format("D:%Y%m%d%H%M%S"),
        options.created.format("%:z").to_string().replace(':', "'")
    ));
    let mut specifications = Vec::new();
    for file in &options.files {
        let parameters = Dictionary::from_iter([
            (
                "Size",
                Object::Integer(i64::try_from(file.bytes.len()).unwrap_or(i64::MAX)),
            ),
            ("ModDate", date.clone()),
        ]);
        let mut stream = Stream::new(
            Dictionary::from_iter([
                ("Type", name("EmbeddedFile")),
                ("Subtype", name(file.media_type)),
                ("Params", Object::Dictionary(parameters)),
            ]),
            file.bytes.to_vec(),
        );
        stream.compress().map_err(PdfError::finish)?;
        let stream = document.add_object(stream);
        let embedded = Dictionary::from_iter([
            ("F", Object::Reference(stream)),
            ("UF", Object::Reference(stream)),
        ]);
        let specification = document.add_object(Dictionary::from_iter([
            ("Type", name("Filespec")),
            ("F", text(file.name)),
            ("UF", text(file.name)),
            ("Desc", text(file.description)),
            ("AFRelationship", name(file.relation.name())),
            ("EF", Object::Dictionary(embedded)),
        ]));
        specifications.push((file.name, specification));
    }
    // A name tree is sorted by the bytes of its keys; the list of associated files keeps the order of the letter.
    let associated = references(specifications.iter().map(|(_, id)| *id));
    let mut named: Vec<(Vec<u8>, Object, ObjectId)> = specifications
        .iter()
        .map(|(key, id)| {
            let key = text(key);
            (
                key.as_str().map(<[u8]>::to_vec).unwrap_or_default(),
                key,
                *id,
            )
        })
        .collect();
    named.sort_by(|a, b| a.0.cmp(&b.0));
    let names = named
        .into_iter()
        .flat_map(|(_, key, id)| [key, Object::Reference(id)])
        .collect();
    let tree = Dictionary::from_iter([("Names", Object::Array(names))]);

    let root = dictionary(document, catalog)?;
    set(root, "AF", associated);
    set(
        root,
        "Names",
        Object::Dictionary(Dictionary::from_iter([(
            "EmbeddedFiles",
            Object::Dictionary(tree),
        )])),
    );
    Ok(())
}
