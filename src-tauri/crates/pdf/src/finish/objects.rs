//! Small things of PDF syntax.

use lopdf::{Dictionary, Document, Object, ObjectId, StringFormat};

use crate::PdfError;

pub(super) fn name(name: &str) -> Object {
    Object::Name(name.as_bytes().to_vec())
}

/// A text string: ASCII as it is, anything else UTF-16BE with its mark (ISO 32000-1, 7.9.2.2).
pub(super) fn text(text: &str) -> Object {
    if text.is_ascii() {
        return Object::String(text.as_bytes().to_vec(), StringFormat::Literal);
    }
    let mut bytes = vec![0xFE, 0xFF];
    bytes.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
    Object::String(bytes, StringFormat::Hexadecimal)
}

pub(super) fn set(dictionary: &mut Dictionary, key: &str, value: Object) {
    dictionary.set(key, value);
}

pub(super) fn references(ids: impl IntoIterator<Item = ObjectId>) -> Object {
    Object::Array(ids.into_iter().map(Object::Reference).collect())
}

pub(super) fn dictionary(
    document: &mut Document,
    id: ObjectId,
) -> Result<&mut Dictionary, PdfError> {
    document
        .get_object_mut(id)
        .and_then(Object::as_dict_mut)
        .map_err(PdfError::finish)
}
