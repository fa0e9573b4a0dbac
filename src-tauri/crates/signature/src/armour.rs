//! Out of the wrapping: DER, BER, Base64 and PEM all come as `.sig`, `.p7s`, `.sgn`, `.cer`.

use base64::Engine as _;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};

use crate::asn1::{Reader, element, tag};

/// Deeper than any signature is nested.
const MAX_DEPTH: usize = 40;
/// Some programs leave the padding out.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The DER of a signature file; `None` when it is none of the known wrappings.
pub(crate) fn signature(file: &[u8]) -> Option<Vec<u8>> {
    // Most files a person shows are no signatures: the large ones are told apart at once.
    if file.starts_with(b"%PDF") {
        return None;
    }
    let bytes = match file.first()? {
        &tag::SEQUENCE => file.to_vec(),
        _ => match pem_blocks(file, "").into_iter().next() {
            Some(block) => block,
            None => base64(file)?,
        },
    };
    // What is DER already is not touched: an unsorted but definite encoding must stay as its signer hashed it.
    if Reader::new(&bytes).all().is_ok() && is_definite(&bytes, 0) {
        return Some(bytes);
    }
    to_definite(&bytes)
}

/// The certificates in a PEM file, or the one in a DER file.
pub(crate) fn certificates(file: &[u8]) -> Vec<Vec<u8>> {
    if file.first() == Some(&tag::SEQUENCE) {
        vec![file.to_vec()]
    } else {
        pem_blocks(file, "CERTIFICATE")
    }
}

/// The revocation lists or OCSP responses in a PEM file, or the one in a DER file.
pub(crate) fn revocation(file: &[u8]) -> Vec<Vec<u8>> {
    if file.first() == Some(&tag::SEQUENCE) {
        return vec![file.to_vec()];
    }
    let mut blocks = pem_blocks(file, "CRL");
    blocks.extend(pem_blocks(file, "OCSP RESPONSE"));
    blocks
}

/// The blocks whose label ends so; an empty ending is any label.
fn pem_blocks(file: &[u8], label: &str) -> Vec<Vec<u8>> {
    let Ok(text) = std::str::from_utf8(file) else {
        return Vec::new();
    };
    text.split("-----BEGIN ")
        .skip(1)
        .filter_map(|block| {
            let (found, body) = block.split_once("-----")?;
            let body = body.split_once("-----END ")?.0;
            if found.ends_with(label) {
                base64(body.as_bytes())
            } else {
                None
            }
        })
        .collect()
}

fn base64(text: &[u8]) -> Option<Vec<u8>> {
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let digits: Vec<u8> = text
        .iter()
        .copied()
        .filter(|byte| !byte.is_ascii_whitespace())
        .collect();
    BASE64
        .decode(digits)
        .ok()
        .filter(|bytes| bytes.first() == Some(&tag::SEQUENCE))
}

/// Whether every constructed element down to the signers has a definite length.
fn is_definite(bytes: &[u8], depth: usize) -> bool {
    depth < MAX_DEPTH
        && Reader::new(bytes).all().is_ok_and(|elements| {
            elements
                .iter()
                .all(|one| one.tag & 0x20 == 0 || is_definite(one.content, depth + 1))
        })
}

/// BER with indefinite lengths and strings in pieces → the same values with definite lengths (X.690 §8.1.3.6, §8.7.3).
fn to_definite(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut place = 0;
    let out = one(bytes, &mut place, 0)?;
    (place == bytes.len()).then_some(out)
}

fn one(bytes: &[u8], place: &mut usize, depth: usize) -> Option<Vec<u8>> {
    if depth > MAX_DEPTH {
        return None;
    }
    let tag = *bytes.get(*place)?;
    let first = *bytes.get(*place + 1)?;
    if tag & 0x1f == 0x1f {
        return None;
    }
    *place += 2;
    let end = match first {
        0x80 => None,
        0..=0x7f => Some(usize::from(first)),
        _ => {
            let octets = bytes.get(*place..*place + usize::from(first & 0x7f))?;
            *place += octets.len();
            if octets.len() > 8 {
                return None;
            }
            Some(octets.iter().try_fold(0_usize, |length, octet| {
                length.checked_mul(256)?.checked_add(usize::from(*octet))
            })?)
        }
    };
    let end = match end {
        Some(length) => Some(
            place
                .checked_add(length)
                .filter(|end| *end <= bytes.len())?,
        ),
        None => None,
    };
    if tag & 0x20 == 0 {
        let content = &bytes[*place..end?];
        *place = end?;
        return Some(element(tag, content));
    }
    let mut content = Vec::new();
    loop {
        match end {
            Some(end) if *place == end => break,
            Some(end) if *place > end => return None,
            None if bytes.get(*place..*place + 2)? == [0, 0] => {
                *place += 2;
                break;
            }
            _ => {}
        }
        let child = one(&bytes[..end.unwrap_or(bytes.len())], place, depth + 1)?;
        if tag == tag::OCTET_STRING | 0x20 {
            content.extend_from_slice(Reader::new(&child).only(tag::OCTET_STRING).ok()?.content);
        } else {
            content.extend_from_slice(&child);
        }
    }
    Some(element(
        if tag == tag::OCTET_STRING | 0x20 {
            tag::OCTET_STRING
        } else {
            tag
        },
        &content,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wrapping_gives_the_same_bytes() {
        let der = [0x30, 0x06, 0x04, 0x04, 1, 2, 3, 4];
        assert_eq!(signature(&der).unwrap(), der);
        assert_eq!(signature(b"MAYEBAECAwQ=").unwrap(), der);
        assert_eq!(
            signature(b"\xef\xbb\xbfMAYE\r\nBAEC\r\nAwQ=\r\n").unwrap(),
            der
        );
        assert_eq!(
            signature(b"-----BEGIN PKCS7-----\nMAYEBAECAwQ=\n-----END PKCS7-----\n").unwrap(),
            der
        );
        let ber = [
            0x30, 0x80, 0x24, 0x80, 0x04, 0x02, 1, 2, 0x04, 0x02, 3, 4, 0, 0, 0, 0,
        ];
        assert_eq!(signature(&ber).unwrap(), der);
        for wrong in [
            &b""[..],
            b"hello world",
            b"%PDF-1.7",
            &[0x30, 0x80, 0x24, 0x80],
            &[0x30, 0x90],
        ] {
            assert_eq!(signature(wrong), None, "{wrong:?}");
        }
    }
}
