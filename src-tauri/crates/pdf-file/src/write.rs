//! Objects → bytes, always the same bytes for the same object.

use std::io::Write as _;

use crate::lexer::is_regular;
use crate::object::{Dictionary, Object, ObjectId};

/// Writes `n g obj … endobj`.
pub(crate) fn indirect(out: &mut Vec<u8>, id: ObjectId, object: &Object) {
    push(out, format_args!("{} {} obj\n", id.number, id.generation));
    self::object(out, object);
    out.extend_from_slice(b"\nendobj\n");
}

/// Writes one object.
pub(crate) fn object(out: &mut Vec<u8>, object: &Object) {
    match object {
        Object::Null => out.extend_from_slice(b"null"),
        Object::Boolean(value) => push(out, format_args!("{value}")),
        Object::Integer(value) => push(out, format_args!("{value}")),
        Object::Real(text) => out.extend_from_slice(text.as_bytes()),
        Object::String(bytes) => string(out, bytes),
        Object::Name(bytes) => name(out, bytes),
        Object::Array(items) => {
            out.push(b'[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(b' ');
                }
                self::object(out, item);
            }
            out.push(b']');
        }
        Object::Dictionary(entries) => dictionary(out, entries),
        Object::Stream(stream) => {
            let length = i64::try_from(stream.raw.len()).unwrap_or(i64::MAX);
            dictionary(
                out,
                &stream
                    .dictionary
                    .clone()
                    .with("Length", Object::Integer(length)),
            );
            out.extend_from_slice(b"\nstream\n");
            out.extend_from_slice(&stream.raw);
            out.extend_from_slice(b"\nendstream");
        }
        Object::Reference(id) => push(out, format_args!("{} {} R", id.number, id.generation)),
    }
}

/// Appends formatted text.
pub(crate) fn push(out: &mut Vec<u8>, text: std::fmt::Arguments<'_>) {
    // Writing into a vector cannot fail.
    let _ = out.write_fmt(text);
}

fn dictionary(out: &mut Vec<u8>, entries: &Dictionary) {
    out.extend_from_slice(b"<<");
    for (key, value) in entries.iter() {
        name(out, key);
        out.push(b' ');
        object(out, value);
    }
    out.extend_from_slice(b">>");
}

fn name(out: &mut Vec<u8>, bytes: &[u8]) {
    out.push(b'/');
    for byte in bytes {
        if is_regular(*byte) && *byte != b'#' && byte.is_ascii_graphic() {
            out.push(*byte);
        } else {
            push(out, format_args!("#{byte:02X}"));
        }
    }
}

fn string(out: &mut Vec<u8>, bytes: &[u8]) {
    if bytes
        .iter()
        .all(|byte| (byte.is_ascii_graphic() || *byte == b' ') && !b"()\\".contains(byte))
    {
        out.push(b'(');
        out.extend_from_slice(bytes);
        out.push(b')');
        return;
    }
    out.push(b'<');
    for byte in bytes {
        push(out, format_args!("{byte:02X}"));
    }
    out.push(b'>');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexer::Lexer;

    #[test]
    fn what_is_written_reads_back_the_same() {
        let value = Object::Dictionary(
            Dictionary::new()
                .with("Type", Object::name("A b#/é"))
                .with("Text", Object::text("Иванова (А. П.)"))
                .with("Plain", Object::text("plain text"))
                .with(
                    "Kids",
                    Object::Array(vec![
                        Object::Null,
                        Object::Boolean(true),
                        Object::Real("-.50".into()),
                    ]),
                ),
        );
        let mut bytes = Vec::new();
        object(&mut bytes, &value);
        assert_eq!(Lexer::at(&bytes, 0).object().unwrap(), value);
        assert_eq!(
            value
                .as_dictionary()
                .unwrap()
                .get("Text")
                .unwrap()
                .as_text()
                .unwrap(),
            "Иванова (А. П.)"
        );
    }
}
