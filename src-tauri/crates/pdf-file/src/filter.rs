//! Undoing the filters of a stream (ISO 32000-1 §7.4), never beyond a limit.

use std::borrow::Cow;
use std::io::Read as _;

use crate::error::PdfError;
use crate::lexer::is_space;
use crate::object::{Dictionary, Object};

/// Decodes stream data. `filters` and `parameters` are the resolved values of `Filter` and `DecodeParms`.
pub(crate) fn decode(
    raw: &[u8],
    filters: Option<&Object>,
    parameters: Option<&Object>,
    limit: usize,
) -> Result<Vec<u8>, PdfError> {
    let names: Vec<&[u8]> = match filters {
        None | Some(Object::Null) => Vec::new(),
        Some(Object::Name(name)) => vec![name],
        Some(Object::Array(items)) => items
            .iter()
            .map(|item| item.as_name().unwrap_or_default())
            .collect(),
        Some(_) => return Err(PdfError::damaged("Filter должен быть именем", 0)),
    };
    // A chain of filters is a way to build a bomb; no honest writer needs more than two.
    if names.len() > 3 {
        return Err(PdfError::Unsupported {
            what: "больше трёх фильтров у потока",
        });
    }
    let mut data = Cow::Borrowed(raw);
    for (index, name) in names.iter().enumerate() {
        let parameters = match parameters {
            Some(Object::Dictionary(dictionary)) if index == 0 => Some(dictionary),
            Some(Object::Array(items)) => items.get(index).and_then(Object::as_dictionary),
            _ => None,
        };
        data = Cow::Owned(match *name {
            b"FlateDecode" | b"Fl" => predict(inflate(&data, limit)?, parameters)?,
            b"ASCIIHexDecode" | b"AHx" => ascii_hex(&data)?,
            b"ASCII85Decode" | b"A85" => ascii_85(&data)?,
            _ => {
                return Err(PdfError::Unsupported {
                    what: "фильтр потока, кроме Flate, ASCIIHex и ASCII85",
                });
            }
        });
    }
    if data.len() > limit {
        return Err(PdfError::TooLarge {
            what: "данные потока",
        });
    }
    Ok(data.into_owned())
}

fn inflate(data: &[u8], limit: usize) -> Result<Vec<u8>, PdfError> {
    let mut out = Vec::new();
    let mut decoder = flate2::read::ZlibDecoder::new(data).take(limit as u64 + 1);
    decoder
        .read_to_end(&mut out)
        .map_err(|_| PdfError::damaged("сжатые данные не распаковываются", 0))?;
    if out.len() > limit {
        return Err(PdfError::TooLarge {
            what: "распакованные данные потока",
        });
    }
    Ok(out)
}

/// The PNG predictors (§7.4.4.4), which cross-reference streams use.
fn predict(data: Vec<u8>, parameters: Option<&Dictionary>) -> Result<Vec<u8>, PdfError> {
    let number = |key, default| {
        parameters
            .and_then(|parameters| parameters.get(key))
            .map_or(Some(default), Object::as_integer)
            .and_then(|value| usize::try_from(value).ok())
            .ok_or(PdfError::damaged("параметры фильтра", 0))
    };
    let predictor = number("Predictor", 1)?;
    if predictor == 1 {
        return Ok(data);
    }
    if predictor < 10 {
        return Err(PdfError::Unsupported {
            what: "предсказатель TIFF",
        });
    }
    let (colors, bits, columns) = (
        number("Colors", 1)?,
        number("BitsPerComponent", 8)?,
        number("Columns", 1)?,
    );
    if colors == 0
        || colors > 32
        || !matches!(bits, 1 | 2 | 4 | 8 | 16)
        || columns == 0
        || columns > 1 << 20
    {
        return Err(PdfError::damaged("параметры фильтра", 0));
    }
    let pixel = (colors * bits).div_ceil(8);
    let row = (colors * bits * columns).div_ceil(8);
    if !data.len().is_multiple_of(row + 1) {
        return Err(PdfError::damaged(
            "строки предсказателя не сходятся с длиной данных",
            0,
        ));
    }
    let mut out: Vec<u8> = Vec::with_capacity(data.len());
    let mut above = vec![0_u8; row];
    for line in data.chunks(row + 1) {
        let mut current = line[1..].to_vec();
        for index in 0..row {
            let left = if index >= pixel {
                current[index - pixel]
            } else {
                0
            };
            let up = above[index];
            let corner = if index >= pixel {
                above[index - pixel]
            } else {
                0
            };
            let guess = match line[0] {
                0 => 0,
                1 => left,
                2 => up,
                3 => u8::midpoint(left, up),
                4 => paeth(left, up, corner),
                _ => return Err(PdfError::damaged("неизвестный предсказатель строки", 0)),
            };
            current[index] = current[index].wrapping_add(guess);
        }
        out.extend_from_slice(&current);
        above = current;
    }
    Ok(out)
}

fn paeth(left: u8, up: u8, corner: u8) -> u8 {
    let estimate = i16::from(left) + i16::from(up) - i16::from(corner);
    let distance = |value: u8| (estimate - i16::from(value)).abs();
    if distance(left) <= distance(up) && distance(left) <= distance(corner) {
        left
    } else if distance(up) <= distance(corner) {
        up
    } else {
        corner
    }
}

fn ascii_hex(data: &[u8]) -> Result<Vec<u8>, PdfError> {
    let mut digits = Vec::new();
    for byte in data
        .iter()
        .take_while(|byte| **byte != b'>')
        .filter(|byte| !is_space(**byte))
    {
        let digit = char::from(*byte)
            .to_digit(16)
            .ok_or(PdfError::damaged("ASCIIHex", 0))?;
        digits.push(digit as u8);
    }
    Ok(digits
        .chunks(2)
        .map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or(0))
        .collect())
}

fn ascii_85(data: &[u8]) -> Result<Vec<u8>, PdfError> {
    let damaged = PdfError::damaged("ASCII85", 0);
    let mut out = Vec::new();
    let mut group: Vec<u32> = Vec::with_capacity(5);
    for byte in data
        .iter()
        .take_while(|byte| **byte != b'~')
        .filter(|byte| !is_space(**byte))
    {
        match byte {
            b'z' if group.is_empty() => out.extend_from_slice(&[0; 4]),
            b'!'..=b'u' => group.push(u32::from(byte - b'!')),
            _ => return Err(damaged),
        }
        if group.len() == 5 {
            out.extend_from_slice(&base_85(&group).ok_or(damaged.clone())?);
            group.clear();
        }
    }
    match group.len() {
        0 => {}
        1 => return Err(damaged),
        length => {
            group.resize(5, 84);
            out.extend_from_slice(&base_85(&group).ok_or(damaged)?[..length - 1]);
        }
    }
    Ok(out)
}

fn base_85(group: &[u32]) -> Option<[u8; 4]> {
    let value = group
        .iter()
        .fold(0_u64, |value, digit| value * 85 + u64::from(*digit));
    u32::try_from(value).ok().map(u32::to_be_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    fn deflate(data: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(data).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn a_bomb_stops_at_the_limit() {
        let bomb = deflate(&vec![0; 1 << 20]);
        assert!(matches!(
            decode(&bomb, Some(&Object::name("FlateDecode")), None, 1000),
            Err(PdfError::TooLarge { .. })
        ));
    }

    #[test]
    fn png_rows_are_restored() {
        let packed = deflate(&[2, 1, 2, 3, 2, 1, 1, 1, 1, 5, 1, 1]);
        let parameters = Object::Dictionary(
            Dictionary::new()
                .with("Predictor", Object::Integer(12))
                .with("Columns", Object::Integer(3)),
        );
        let rows = decode(
            &packed,
            Some(&Object::name("FlateDecode")),
            Some(&parameters),
            100,
        )
        .unwrap();
        assert_eq!(rows, [1, 2, 3, 2, 3, 4, 5, 6, 7]);
    }

    #[test]
    fn the_text_filters_are_undone() {
        assert_eq!(
            decode(
                b"48 65 6c6C 6f>",
                Some(&Object::name("ASCIIHexDecode")),
                None,
                100
            )
            .unwrap(),
            b"Hello"
        );
        assert_eq!(
            decode(
                b"87cURD]j~>",
                Some(&Object::name("ASCII85Decode")),
                None,
                100
            )
            .unwrap(),
            b"Hello "
        );
    }
}
