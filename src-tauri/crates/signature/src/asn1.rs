//! DER as it lies (X.690 §10): slices of the original bytes, nothing decoded into a form that would have to be
//! encoded again. What is hashed for a check is always what was received.

use chrono::{DateTime, NaiveDateTime, Utc};
use der::asn1::ObjectIdentifier;

/// Tags used in certificates and CMS.
pub(crate) mod tag {
    pub(crate) const BOOLEAN: u8 = 0x01;
    pub(crate) const INTEGER: u8 = 0x02;
    pub(crate) const BIT_STRING: u8 = 0x03;
    pub(crate) const OCTET_STRING: u8 = 0x04;
    pub(crate) const NULL: u8 = 0x05;
    pub(crate) const OID: u8 = 0x06;
    pub(crate) const ENUMERATED: u8 = 0x0a;
    pub(crate) const UTC_TIME: u8 = 0x17;
    pub(crate) const GENERALIZED_TIME: u8 = 0x18;
    pub(crate) const SEQUENCE: u8 = 0x30;
    pub(crate) const SET: u8 = 0x31;
}

/// The bytes are not the DER that was expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NotDer;

/// One element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Element<'a> {
    pub(crate) tag: u8,
    pub(crate) content: &'a [u8],
    /// Tag, length and content.
    pub(crate) raw: &'a [u8],
}

/// Reads elements one after another.
#[derive(Debug, Clone)]
pub(crate) struct Reader<'a> {
    bytes: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(crate) const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes }
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// What was not read yet.
    pub(crate) const fn rest(&self) -> &'a [u8] {
        self.bytes
    }

    /// The next element: one-byte tag, definite length in its shortest form.
    pub(crate) fn next(&mut self) -> Result<Element<'a>, NotDer> {
        let (tag, first) = match self.bytes {
            [tag, first, ..] if tag & 0x1f != 0x1f => (*tag, *first),
            _ => return Err(NotDer),
        };
        let (header, length) = match first {
            0..=0x7f => (2, usize::from(first)),
            0x81..=0x84 => {
                let count = usize::from(first & 0x7f);
                let octets = self.bytes.get(2..2 + count).ok_or(NotDer)?;
                let length = octets
                    .iter()
                    .fold(0_usize, |length, octet| length << 8 | usize::from(*octet));
                if octets[0] == 0 || length < 0x80 {
                    return Err(NotDer);
                }
                (2 + count, length)
            }
            _ => return Err(NotDer),
        };
        let end = header
            .checked_add(length)
            .filter(|end| *end <= self.bytes.len())
            .ok_or(NotDer)?;
        let (raw, rest) = self.bytes.split_at(end);
        self.bytes = rest;
        Ok(Element {
            tag,
            content: &raw[header..],
            raw,
        })
    }

    /// The next element, which must have this tag.
    pub(crate) fn expect(&mut self, tag: u8) -> Result<Element<'a>, NotDer> {
        self.next().and_then(|element| {
            if element.tag == tag {
                Ok(element)
            } else {
                Err(NotDer)
            }
        })
    }

    /// The next element if it has this tag.
    pub(crate) fn optional(&mut self, tag: u8) -> Result<Option<Element<'a>>, NotDer> {
        if self.bytes.first() == Some(&tag) {
            self.next().map(Some)
        } else {
            Ok(None)
        }
    }

    /// The only element there is.
    pub(crate) fn only(mut self, tag: u8) -> Result<Element<'a>, NotDer> {
        let element = self.expect(tag)?;
        if self.is_empty() {
            Ok(element)
        } else {
            Err(NotDer)
        }
    }

    /// An object identifier.
    pub(crate) fn oid(&mut self) -> Result<ObjectIdentifier, NotDer> {
        ObjectIdentifier::from_bytes(self.expect(tag::OID)?.content).map_err(|_| NotDer)
    }

    /// An algorithm identifier.
    pub(crate) fn algorithm(&mut self) -> Result<AlgorithmIdentifier<'a>, NotDer> {
        let sequence = self.expect(tag::SEQUENCE)?;
        let mut fields = Reader::new(sequence.content);
        let oid = fields.oid()?;
        let parameters = if fields.is_empty() {
            Parameters::Absent
        } else {
            let element = fields.next()?;
            match (element.tag, element.content) {
                (tag::NULL, []) => Parameters::Null,
                (tag::NULL, _) => return Err(NotDer),
                _ => Parameters::Other(element.raw),
            }
        };
        if fields.is_empty() {
            Ok(AlgorithmIdentifier { oid, parameters })
        } else {
            Err(NotDer)
        }
    }

    /// The only element, an algorithm identifier.
    pub(crate) fn only_algorithm(mut self) -> Result<AlgorithmIdentifier<'a>, NotDer> {
        let algorithm = self.algorithm()?;
        if self.is_empty() {
            Ok(algorithm)
        } else {
            Err(NotDer)
        }
    }

    /// A BIT STRING without unused bits.
    pub(crate) fn bits(&mut self) -> Result<&'a [u8], NotDer> {
        match self.expect(tag::BIT_STRING)?.content {
            [0, bits @ ..] => Ok(bits),
            _ => Err(NotDer),
        }
    }

    /// All remaining elements.
    pub(crate) fn all(mut self) -> Result<Vec<Element<'a>>, NotDer> {
        let mut elements = Vec::new();
        while !self.is_empty() {
            elements.push(self.next()?);
        }
        Ok(elements)
    }
}

/// `SEQUENCE { algorithm OBJECT IDENTIFIER, parameters ANY OPTIONAL }`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct AlgorithmIdentifier<'a> {
    pub(crate) oid: ObjectIdentifier,
    pub(crate) parameters: Parameters<'a>,
}

/// The parameters of an algorithm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Parameters<'a> {
    Absent,
    Null,
    /// Raw element.
    Other(&'a [u8]),
}

impl Parameters<'_> {
    pub(crate) const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    pub(crate) const fn is_absent_or_null(&self) -> bool {
        matches!(self, Self::Absent | Self::Null)
    }
}

/// UTCTime or GeneralizedTime with seconds, in UTC, without fractions (RFC 5280 §4.1.2.5, RFC 5652 §11.3).
pub(crate) fn time(element: &Element<'_>) -> Result<DateTime<Utc>, NotDer> {
    let text = std::str::from_utf8(element.content).map_err(|_| NotDer)?;
    let digits = text.strip_suffix('Z').ok_or(NotDer)?;
    if !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return Err(NotDer);
    }
    let century = text.get(..2).ok_or(NotDer)?;
    let full = match element.tag {
        // 50 and above is the last century.
        tag::UTC_TIME => format!("{}{text}", if century >= "50" { "19" } else { "20" }),
        tag::GENERALIZED_TIME => text.to_owned(),
        _ => return Err(NotDer),
    };
    NaiveDateTime::parse_from_str(&full, "%Y%m%d%H%M%SZ")
        .map(|time| time.and_utc())
        .map_err(|_| NotDer)
}

/// `Extension ::= SEQUENCE { extnID, critical DEFAULT FALSE, extnValue OCTET STRING }` (RFC 5280 §4.1), the same in
/// certificates, revocation lists, OCSP responses and time stamps.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Extension<'a> {
    pub(crate) oid: ObjectIdentifier,
    pub(crate) critical: bool,
    /// The bytes inside the OCTET STRING.
    pub(crate) value: &'a [u8],
}

/// The content of `SEQUENCE OF Extension`; the same one twice is an error (RFC 5280 §4.2).
pub(crate) fn extensions(content: &[u8]) -> Result<Vec<Extension<'_>>, NotDer> {
    let mut list: Vec<Extension<'_>> = Vec::new();
    for one in Reader::new(content).all()? {
        if one.tag != tag::SEQUENCE {
            return Err(NotDer);
        }
        let mut fields = Reader::new(one.content);
        let oid = fields.oid()?;
        let critical = match fields.optional(tag::BOOLEAN)? {
            None => false,
            // The default written out is not DER, but harmless and met with.
            Some(flag) if flag.content == [0] => false,
            Some(flag) if flag.content == [0xff] => true,
            Some(_) => return Err(NotDer),
        };
        let value = fields.only(tag::OCTET_STRING)?.content;
        if list.iter().any(|known| known.oid == oid) {
            return Err(NotDer);
        }
        list.push(Extension {
            oid,
            critical,
            value,
        });
    }
    Ok(list)
}

/// Tag and shortest length before content.
pub(crate) fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    let length = content.len();
    if length < 0x80 {
        // Checked on this line: it fits into seven bits.
        out.push(length as u8);
    } else {
        let octets = length.to_be_bytes();
        let skip = octets.iter().take_while(|octet| **octet == 0).count();
        out.push(0x80 | (octets.len() - skip) as u8);
        out.extend_from_slice(&octets[skip..]);
    }
    out.extend_from_slice(content);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_shortest_length_is_der() {
        assert!(Reader::new(&[0x04, 0x01, 0xff]).next().is_ok());
        for wrong in [
            &[0x04, 0x81, 0x01, 0xff][..],
            &[0x04, 0x80, 0, 0],
            &[0x1f, 0x01, 0],
            &[0x04, 0x02, 0xff],
            &[0x04],
        ] {
            assert_eq!(Reader::new(wrong).next(), Err(NotDer), "{wrong:?}");
        }
        let long = element(tag::OCTET_STRING, &[7; 300]);
        assert_eq!(
            Reader::new(&long).only(tag::OCTET_STRING).unwrap().content,
            [7; 300]
        );
    }
}
