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
        pack(&mut stream)?;
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

/// Compresses the file. Its bytes may not change, so where the packed form would end in a carriage return (see
/// [`super::compress`]) it stays as it is; where that ends in one too, a line end follows the packed form, which
/// decoders do not read.
fn pack(stream: &mut Stream) -> Result<(), PdfError> {
    let plain = stream.clone();
    super::deflate(stream)?;
    if stream.content.last() == Some(&b'\r') {
        if plain.content.last() != Some(&b'\r') {
            *stream = plain;
        } else if stream.dict.has(b"Filter") {
            stream.set_content([stream.content.as_slice(), b"\n"].concat());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::pack;
    use lopdf::{Dictionary, Stream};

    #[test]
    fn no_packed_file_ends_in_a_carriage_return() {
        let mut awkward = 0;
        for last in *b"a\r" {
            for n in 0..600_usize {
                let mut bytes = vec![b'a'; 100 + n];
                bytes.push(last);
                let mut stream = Stream::new(Dictionary::new(), bytes.clone());
                pack(&mut stream).unwrap();
                assert_ne!(stream.content.last(), Some(&b'\r'));
                let packed = stream.dict.has(b"Filter");
                let content = if packed {
                    stream.decompressed_content().unwrap()
                } else {
                    stream.content.clone()
                };
                assert_eq!(content, bytes);
                awkward += usize::from(!packed || stream.content.last() == Some(&b'\n'));
            }
        }
        assert!(awkward > 1, "the sample has no such file");
    }
}
