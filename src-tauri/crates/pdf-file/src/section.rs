//! One cross-reference section: a table, a stream, or a table with a stream beside it (ISO 32000-1 §7.5.4, §7.5.8).

use std::ops::Range;

use crate::error::PdfError;
use crate::filter;
use crate::lexer::{Lexer, is_space};
use crate::object::{Dictionary, Object, ObjectId};

/// Annex C: object numbers end here; it also bounds what a forged count can make us allocate.
const MAX_NUMBER: u64 = 8_388_607;
/// A cross-reference stream of all those numbers would not be longer.
const MAX_STREAM: usize = 128 << 20;

/// Where an object is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Entry {
    /// Nowhere.
    Free,
    /// At this byte of the file.
    InFile {
        /// Where `n g obj` begins.
        offset: usize,
        /// The generation it must have.
        generation: u16,
    },
    /// In an object stream.
    InStream {
        /// The number of the object stream.
        stream: u32,
        /// The place within it.
        index: u32,
    },
}

/// How a section is written; the appender follows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    Table,
    Stream,
}

/// One section with the trailer that belongs to it.
#[derive(Debug)]
pub(crate) struct Section {
    pub(crate) offset: usize,
    pub(crate) style: Style,
    /// By object number, each number once.
    pub(crate) entries: Vec<(u32, Entry)>,
    pub(crate) trailer: Dictionary,
    pub(crate) previous: Option<usize>,
    /// Whether a stream stands beside the table (`XRefStm`): readers that do not know it see another file.
    pub(crate) hybrid: bool,
    /// Just after the trailer's dictionary or the stream's `endobj`.
    pub(crate) end: usize,
}

impl Section {
    /// Reads the section that begins exactly at `offset`.
    pub(crate) fn read(bytes: &[u8], offset: usize) -> Result<Self, PdfError> {
        match bytes.get(offset) {
            Some(b'x') => table(bytes, offset),
            Some(b'0'..=b'9') => stream(bytes, offset),
            _ => Err(PdfError::damaged(
                "здесь должна быть таблица перекрёстных ссылок",
                offset,
            )),
        }
    }
}

fn table(bytes: &[u8], offset: usize) -> Result<Section, PdfError> {
    let mut lexer = Lexer::at(bytes, offset);
    lexer.keyword("xref")?;
    let mut entries = Vec::new();
    loop {
        lexer.skip_space();
        if lexer.peek_keyword("trailer") {
            break;
        }
        let first = lexer.unsigned()?;
        let count = lexer.unsigned()?;
        let mut place = lexer.position();
        while bytes.get(place).copied().is_some_and(is_space) {
            place += 1;
        }
        if first.saturating_add(count) > MAX_NUMBER {
            return Err(PdfError::TooLarge {
                what: "номера объектов",
            });
        }
        for number in first..first + count {
            let line = bytes
                .get(place..place + 20)
                .ok_or(PdfError::damaged("таблица ссылок оборвана", place))?;
            let entry =
                table_entry(line).ok_or(PdfError::damaged("строка таблицы ссылок", place))?;
            entries.push((as_number(number)?, entry));
            place += 20;
        }
        lexer = Lexer::at(bytes, place);
    }
    lexer.keyword("trailer")?;
    let (trailer, _) = lexer.located_dictionary()?;
    let end = lexer.position();
    let mut entries = sorted(entries, offset)?;
    let beside = trailer
        .get("XRefStm")
        .map(|beside| as_offset(beside, end))
        .transpose()?;
    if let Some(beside) = beside {
        merge(&mut entries, stream(bytes, beside)?.entries, beside)?;
    }
    finish(Section {
        offset,
        style: Style::Table,
        entries,
        trailer,
        previous: None,
        hybrid: beside.is_some(),
        end,
    })
}

/// §7.5.8.4: the stream adds what the table calls free or does not name. Two answers for one number are refused.
fn merge(
    entries: &mut Vec<(u32, Entry)>,
    hidden: Vec<(u32, Entry)>,
    place: usize,
) -> Result<(), PdfError> {
    let mut new = Vec::new();
    for (number, entry) in hidden {
        match entries.binary_search_by_key(&number, |(listed, _)| *listed) {
            Err(_) => new.push((number, entry)),
            Ok(found) => match entries[found].1 {
                Entry::Free => entries[found].1 = entry,
                same if same == entry || entry == Entry::Free => {}
                _ => {
                    return Err(PdfError::damaged(
                        "таблица и поток ссылок противоречат друг другу",
                        place,
                    ));
                }
            },
        }
    }
    entries.append(&mut new);
    entries.sort_unstable_by_key(|(number, _)| *number);
    Ok(())
}

/// `nnnnnnnnnn ggggg n` and a two-byte line end.
fn table_entry(line: &[u8]) -> Option<Entry> {
    let digits = |range: std::ops::Range<usize>| {
        line[range].iter().try_fold(0_u64, |value, byte| {
            byte.is_ascii_digit()
                .then(|| value * 10 + u64::from(byte - b'0'))
        })
    };
    let (offset, generation) = (digits(0..10)?, digits(11..16)?);
    if line[10] != b' ' || line[16] != b' ' || !matches!(&line[18..], b" \r" | b" \n" | b"\r\n") {
        return None;
    }
    match line[17] {
        b'n' => Some(Entry::InFile {
            offset: usize::try_from(offset).ok()?,
            generation: generation.try_into().ok()?,
        }),
        b'f' => Some(Entry::Free),
        _ => None,
    }
}

fn stream(bytes: &[u8], offset: usize) -> Result<Section, PdfError> {
    let mut lexer = Lexer::at(bytes, offset);
    let id = header(&mut lexer)?;
    let (trailer, _) = lexer.located_dictionary()?;
    if !trailer.is_name("Type", "XRef") {
        return Err(PdfError::damaged("поток ссылок без /Type /XRef", offset));
    }
    // Its own length must be direct: nothing can be looked up before this stream is read.
    let raw = stream_data(bytes, &mut lexer, &trailer, |_| None)?;
    let raw = &bytes[raw];
    lexer.keyword("endobj")?;
    let end = lexer.position();
    let data = filter::decode(
        raw,
        trailer.get("Filter"),
        trailer.get("DecodeParms"),
        MAX_STREAM,
    )?;

    let widths: Vec<usize> =
        numbers(trailer.get("W")).ok_or(PdfError::damaged("поток ссылок без /W", offset))?;
    let size = trailer
        .get("Size")
        .and_then(Object::as_integer)
        .and_then(|size| usize::try_from(size).ok());
    let size = size.ok_or(PdfError::damaged("поток ссылок без /Size", offset))?;
    let index = match trailer.get("Index") {
        None => vec![0, size],
        index => {
            numbers(index).ok_or(PdfError::damaged("поток ссылок с неверным /Index", offset))?
        }
    };
    let row = widths
        .iter()
        .try_fold(0_usize, |sum, width| sum.checked_add(*width))
        .unwrap_or(0);
    if widths.len() != 3
        || widths.iter().any(|width| *width > 8)
        || row == 0
        || index.len() % 2 != 0
    {
        return Err(PdfError::damaged(
            "поток ссылок с неверными /W или /Index",
            offset,
        ));
    }
    let mut rows = data.chunks_exact(row);
    let mut entries = Vec::new();
    for pair in index.chunks_exact(2) {
        if pair[0].saturating_add(pair[1]) as u64 > MAX_NUMBER {
            return Err(PdfError::TooLarge {
                what: "номера объектов",
            });
        }
        for number in pair[0]..pair[0] + pair[1] {
            let fields = rows
                .next()
                .ok_or(PdfError::damaged("поток ссылок оборван", offset))?;
            let entry = stream_entry(fields, &widths)
                .ok_or(PdfError::damaged("строка потока ссылок", offset))?;
            entries.push((as_number(number as u64)?, entry));
        }
    }
    if rows.next().is_some() || !rows.remainder().is_empty() {
        return Err(PdfError::damaged("в потоке ссылок лишние данные", offset));
    }
    let mut entries = sorted(entries, offset)?;
    // The stream is an object too; some writers do not list it.
    if let Err(place) = entries.binary_search_by_key(&id.number, |(number, _)| *number) {
        let own = Entry::InFile {
            offset,
            generation: id.generation,
        };
        entries.insert(place, (id.number, own));
    }
    finish(Section {
        offset,
        style: Style::Stream,
        entries,
        trailer,
        previous: None,
        hybrid: false,
        end,
    })
}

fn stream_entry(row: &[u8], widths: &[usize]) -> Option<Entry> {
    let (kind, rest) = row.split_at(widths[0]);
    let (second, third) = rest.split_at(widths[1]);
    let value = |field: &[u8]| {
        field
            .iter()
            .fold(0_u64, |value, byte| value << 8 | u64::from(*byte))
    };
    // §7.5.8.2: the first field may be left out, and then means 1.
    match if kind.is_empty() { 1 } else { value(kind) } {
        0 => Some(Entry::Free),
        1 => Some(Entry::InFile {
            offset: value(second).try_into().ok()?,
            generation: value(third).try_into().ok()?,
        }),
        2 => Some(Entry::InStream {
            stream: value(second).try_into().ok()?,
            index: value(third).try_into().ok()?,
        }),
        _ => None,
    }
}

fn as_number(number: u64) -> Result<u32, PdfError> {
    u32::try_from(number).map_err(|_| PdfError::TooLarge {
        what: "номера объектов",
    })
}

/// By number; no number may be there twice.
fn sorted(mut entries: Vec<(u32, Entry)>, place: usize) -> Result<Vec<(u32, Entry)>, PdfError> {
    entries.sort_by_key(|(number, _)| *number);
    if entries.windows(2).any(|pair| pair[0].0 == pair[1].0) {
        return Err(PdfError::damaged(
            "объект указан в таблице ссылок дважды",
            place,
        ));
    }
    entries.shrink_to_fit();
    Ok(entries)
}

fn finish(mut section: Section) -> Result<Section, PdfError> {
    if section.trailer.contains("Encrypt") {
        return Err(PdfError::Encrypted);
    }
    section.previous = section
        .trailer
        .get("Prev")
        .map(|previous| as_offset(previous, section.end))
        .transpose()?;
    Ok(section)
}

fn as_offset(value: &Object, place: usize) -> Result<usize, PdfError> {
    value
        .as_integer()
        .and_then(|offset| usize::try_from(offset).ok())
        .ok_or(PdfError::damaged(
            "неверная ссылка на таблицу ссылок",
            place,
        ))
}

fn numbers(array: Option<&Object>) -> Option<Vec<usize>> {
    array?
        .as_array()?
        .iter()
        .map(|item| usize::try_from(item.as_integer()?).ok())
        .collect()
}

/// Reads `n g obj`.
pub(crate) fn header(lexer: &mut Lexer<'_>) -> Result<ObjectId, PdfError> {
    let place = lexer.position();
    let wrong = || PdfError::damaged("неверный номер объекта", place);
    let number = lexer.unsigned()?.try_into().map_err(|_| wrong())?;
    let generation = lexer.unsigned()?.try_into().map_err(|_| wrong())?;
    lexer.keyword("obj")?;
    Ok(ObjectId { number, generation })
}

/// Reads `stream … endstream` after its dictionary and tells where the data lie. `resolve` looks up a length given by
/// reference.
pub(crate) fn stream_data<'a>(
    bytes: &'a [u8],
    lexer: &mut Lexer<'a>,
    dictionary: &Dictionary,
    resolve: impl FnOnce(ObjectId) -> Option<i64>,
) -> Result<Range<usize>, PdfError> {
    lexer.keyword("stream")?;
    // §7.3.8.1: a line feed alone or after a carriage return, never a carriage return alone.
    if !lexer.take(b"\r\n") && !lexer.take(b"\n") {
        return Err(PdfError::damaged(
            "после stream нужен перевод строки",
            lexer.position(),
        ));
    }
    let start = lexer.position();
    let length = match dictionary.get("Length") {
        Some(Object::Integer(length)) => Some(*length),
        Some(Object::Reference(id)) => resolve(*id),
        _ => None,
    };
    let end = length
        .and_then(|length| usize::try_from(length).ok())
        .and_then(|length| start.checked_add(length))
        .filter(|end| *end <= bytes.len())
        .ok_or(PdfError::damaged("неверная длина потока", start))?;
    *lexer = Lexer::at(bytes, end);
    if !lexer.take(b"\r\n") && !lexer.take(b"\n") {
        lexer.take(b"\r");
    }
    if !lexer.peek_keyword("endstream") {
        return Err(PdfError::damaged(
            "ожидалось endstream: длина потока неверна",
            lexer.position(),
        ));
    }
    lexer.keyword("endstream")?;
    Ok(start..end)
}
