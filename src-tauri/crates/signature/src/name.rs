//! Names in certificates: their strings, and how two names compare (RFC 5280 §7.1).

use x509_parser::prelude::{FromDer as _, X509Name};

use crate::asn1::NotDer;

/// A name for comparison: every attribute in its order, with its value in lower case and its spaces folded, whatever
/// kind of string it is written in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Folded(Vec<Vec<(String, String)>>);

impl Folded {
    pub(crate) fn of(name: &X509Name<'_>) -> Self {
        let fold = |text: &str| {
            let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
            words.join(" ")
        };
        let relative = name.iter_rdn().map(|relative| {
            let attributes = relative.iter().map(|attribute| {
                let value = string(attribute.attr_value().header.tag().0, attribute.as_slice());
                (attribute.attr_type().to_id_string(), fold(&value))
            });
            attributes.collect()
        });
        Self(relative.collect())
    }

    /// The name in raw DER.
    pub(crate) fn of_der(der: &[u8]) -> Result<Self, NotDer> {
        match X509Name::from_der(der) {
            Ok(([], name)) => Ok(Self::of(&name)),
            _ => Err(NotDer),
        }
    }
}

/// DirectoryString and its relatives; control characters never reach a screen.
pub(crate) fn string(tag: u32, bytes: &[u8]) -> String {
    let text = match tag {
        // BMPString
        30 => {
            let units: Vec<u16> = bytes
                .chunks_exact(2)
                .map(|pair| u16::from_be_bytes([pair[0], pair[1]]))
                .collect();
            String::from_utf16_lossy(&units)
        }
        // UniversalString
        28 => bytes
            .chunks_exact(4)
            .map(|four| {
                char::from_u32(u32::from_be_bytes([four[0], four[1], four[2], four[3]]))
                    .unwrap_or('\u{fffd}')
            })
            .collect(),
        // TeletexString, in practice Latin-1
        20 => bytes.iter().map(|byte| char::from(*byte)).collect(),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    };
    text.chars()
        .map(|character| {
            if character.is_control() {
                '\u{fffd}'
            } else {
                character
            }
        })
        .collect()
}
