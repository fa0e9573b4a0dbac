//! The list of revisions (ISO 32000-1 §7.5.6): every cross-reference section, and where each saving ends.

use std::collections::BTreeSet;

use crate::error::PdfError;
use crate::file::Revision;
use crate::lexer::{Lexer, is_space};
use crate::section::Section;

/// More revisions than anybody's signatures need.
const MAX_REVISIONS: usize = 10_000;

/// All revisions, oldest first.
pub(crate) fn read(bytes: &[u8]) -> Result<Vec<Revision>, PdfError> {
    revisions(bytes, sections(bytes)?)
}

/// Follows `startxref` at the very end and every `Prev`, newest first.
fn sections(bytes: &[u8]) -> Result<Vec<Section>, PdfError> {
    let mut next = Some(last_startxref(bytes)?);
    let mut seen = BTreeSet::new();
    let mut sections = Vec::new();
    while let Some(offset) = next {
        if !seen.insert(offset) || sections.len() >= MAX_REVISIONS {
            return Err(PdfError::damaged("таблицы ссылок ходят по кругу", offset));
        }
        let section = Section::read(bytes, offset)?;
        next = section.previous;
        sections.push(section);
    }
    Ok(sections)
}

/// Groups the sections and finds each revision's end.
fn revisions(bytes: &[u8], sections: Vec<Section>) -> Result<Vec<Revision>, PdfError> {
    let mut revisions: Vec<Revision> = Vec::new();
    let mut start = 0;
    // Oldest first.
    let mut rest = sections.into_iter().rev().peekable();
    while let Some(section) = rest.next() {
        // Annex F: a linearized file begins with a section that continues in one further on; together they are one saving.
        let first_page =
            rest.next_if(|newer| revisions.is_empty() && newer.offset < section.offset);
        let named = first_page
            .as_ref()
            .map_or(section.offset, |first| first.offset);
        if section.offset < start {
            return Err(PdfError::damaged(
                "таблица ссылок лежит в чужой редакции",
                section.offset,
            ));
        }
        let (marker_end, end) = end_of_revision(bytes, section.end, named)?;
        let sections = first_page.into_iter().chain([section]).collect();
        revisions.push(Revision {
            range: start..end,
            marker_end,
            sections,
        });
        start = end;
    }
    if bytes[start..].iter().any(|byte| !is_space(*byte)) {
        return Err(PdfError::damaged(
            "после конца файла есть лишние данные",
            start,
        ));
    }
    Ok(revisions)
}

/// `startxref`, the offset, `%%EOF`: where the marker ends, and where its line ends.
fn end_of_revision(bytes: &[u8], from: usize, offset: usize) -> Result<(usize, usize), PdfError> {
    let mut lexer = Lexer::at(bytes, from);
    lexer.keyword("startxref")?;
    if lexer.unsigned()? != offset as u64 {
        return Err(PdfError::damaged(
            "startxref указывает не на свою таблицу ссылок",
            lexer.position(),
        ));
    }
    let mut place = lexer.position();
    while bytes.get(place).copied().is_some_and(is_space) {
        place += 1;
    }
    lexer = Lexer::at(bytes, place);
    if !lexer.take(b"%%EOF") {
        return Err(PdfError::damaged("ожидалось %%EOF", place));
    }
    let marker_end = lexer.position();
    if !lexer.take(b"\r\n") && !lexer.take(b"\n") {
        lexer.take(b"\r");
    }
    Ok((marker_end, lexer.position()))
}

/// The number before the last `%%EOF`, read backwards; only white space may follow.
fn last_startxref(bytes: &[u8]) -> Result<usize, PdfError> {
    let damaged = PdfError::damaged("файл не кончается на startxref и %%EOF", bytes.len());
    let trim = |bytes: &'_ [u8]| {
        bytes
            .iter()
            .rposition(|byte| !is_space(*byte))
            .map_or(0, |last| last + 1)
    };
    let body = bytes[..trim(bytes)]
        .strip_suffix(b"%%EOF")
        .ok_or(damaged.clone())?;
    let body = &body[..trim(body)];
    let digits = body
        .iter()
        .rev()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    let (before, digits) = body.split_at(body.len() - digits);
    if !before[..trim(before)].ends_with(b"startxref") {
        return Err(damaged);
    }
    std::str::from_utf8(digits)
        .ok()
        .and_then(|digits| digits.parse().ok())
        .ok_or(damaged)
}
