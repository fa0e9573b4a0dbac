//! One appended revision, byte by byte: which objects it changes, and that it holds nothing else.
//!
//! What a cross-reference section does not name, what it names elsewhere, and what stands between objects is not seen by
//! a reader that follows the standard, but may be by one that repairs. A revision with such places is refused here.

use std::ops::Range;

use crate::error::PdfError;
use crate::file::PdfFile;
use crate::lexer::is_space;
use crate::section::{Entry, Section};
use crate::written::Written;

/// A line by which a program names itself before `startxref` is not longer.
const MAX_REMARK: usize = 200;

/// What a revision changes.
#[derive(Debug)]
pub struct Appended {
    /// The objects it writes, without its own cross-reference stream and object streams.
    pub objects: Vec<Written>,
    /// The objects it takes away.
    pub removed: Vec<u32>,
}

impl<'a> PdfFile<'a> {
    /// Reads an appended revision: everything in it must be an object that it lists, or its cross-reference section.
    ///
    /// # Errors
    /// When it is the first one; when anything stands in it that is not listed, or is listed and stands elsewhere; when
    /// an object stream takes an old number or holds objects that are not listed.
    pub fn appended(&self, revision: usize) -> Result<Appended, PdfError> {
        let (Some(before), Some(this)) = (revision.checked_sub(1), self.revisions().get(revision))
        else {
            return Err(PdfError::damaged("это не дописанное сохранение", 0));
        };
        let [section] = this.sections.as_slice() else {
            return Err(PdfError::damaged(
                "две таблицы ссылок в одном сохранении",
                this.range.start,
            ));
        };
        if section.hybrid {
            return Err(PdfError::Unsupported {
                what: "дописанное сохранение с двумя разными таблицами ссылок (XRefStm)",
            });
        }
        let mut reading = Reading {
            file: self,
            before,
            this: revision,
            section,
            tiles: Vec::new(),
            relisted: Vec::new(),
            appended: Appended {
                objects: Vec::new(),
                removed: Vec::new(),
            },
        };
        reading.tiles.push(section.offset..section.end);
        reading.listed()?;
        for (_, written) in self.written(revision) {
            reading.take(written?)?;
        }
        reading.nothing_else(&this.range)?;
        Ok(reading.appended)
    }
}

struct Reading<'f, 'a> {
    file: &'f PdfFile<'a>,
    before: usize,
    this: usize,
    section: &'f Section,
    /// What may stand in the revision.
    tiles: Vec<Range<usize>>,
    /// Numbers named again with the place they had.
    relisted: Vec<u32>,
    appended: Appended,
}

impl Reading<'_, '_> {
    /// Compares the entries with those in force before.
    fn listed(&mut self) -> Result<(), PdfError> {
        let start = self.file.revisions()[self.this].range.start;
        for (number, entry) in self.file.index().listed(self.this) {
            let old = self.file.index().at(*number, self.before);
            let old = old
                .map(|(_, entry)| entry)
                .filter(|old| *old != Entry::Free);
            match *entry {
                Entry::Free => self.appended.removed.extend(old.map(|_| *number)),
                Entry::InFile { offset, .. } if offset >= start && *number > 0 => {}
                Entry::InStream { stream, .. } if self.is_written_here(stream) => {}
                _ if old == Some(*entry) => self.relisted.push(*number),
                _ => {
                    return Err(PdfError::damaged(
                        "таблица ссылок подменяет объект другим, из прежнего сохранения",
                        self.section.offset,
                    ));
                }
            }
        }
        Ok(())
    }

    fn is_written_here(&self, number: u32) -> bool {
        self.file
            .index()
            .at(number, self.this)
            .is_some_and(|(made_by, _)| made_by == self.this)
    }

    fn is_new(&self, number: u32) -> bool {
        !matches!(
            self.file.index().at(number, self.before),
            Some((_, Entry::InFile { .. } | Entry::InStream { .. }))
        )
    }

    /// Sorts one object into those that carry the structure and those that carry the document.
    fn take(&mut self, written: Written) -> Result<(), PdfError> {
        let number = written.id.number;
        if self.relisted.binary_search(&number).is_ok() {
            return Ok(());
        }
        let Some(range) = written.range.clone() else {
            self.appended.objects.push(written);
            return Ok(());
        };
        if !self.file.bytes()[range.start].is_ascii_digit() || written.has_comments {
            return Err(PdfError::damaged("примечание внутри объекта", range.start));
        }
        let is = |kind| {
            written.data.is_some()
                && written
                    .dictionary()
                    .is_some_and(|dictionary| dictionary.is_name("Type", kind))
        };
        let (is_table, is_container) = (is("XRef"), is("ObjStm"));
        if is_table && range.start != self.section.offset {
            return Err(PdfError::damaged("лишний поток ссылок", range.start));
        }
        if (is_table || is_container) && !self.is_new(number) {
            return Err(PdfError::damaged(
                "служебный поток занимает номер прежнего объекта",
                range.start,
            ));
        }
        if is_container {
            self.everything_packed_is_listed(number, range.start)?;
        }
        if !is_table {
            self.tiles.push(range);
        }
        if !is_table && !is_container {
            self.appended.objects.push(written);
        }
        Ok(())
    }

    fn everything_packed_is_listed(&self, container: u32, place: usize) -> Result<(), PdfError> {
        let stream = self.file.view(self.this).object_stream(container, 0)?;
        let listed = self.file.index().listed(self.this);
        let all = stream.numbers().all(|(number, place)| {
            let expected = Entry::InStream {
                stream: container,
                index: place,
            };
            listed
                .binary_search_by_key(&number, |(listed, _)| *listed)
                .is_ok_and(|found| listed[found].1 == expected)
        });
        if all {
            Ok(())
        } else {
            Err(PdfError::damaged(
                "в потоке объектов лежат объекты, которых нет в таблице ссылок",
                place,
            ))
        }
    }

    /// Between the tiles there is white space only; after the section `startxref`, its number and `%%EOF`.
    fn nothing_else(&mut self, range: &Range<usize>) -> Result<(), PdfError> {
        let bytes = self.file.bytes();
        self.tiles.sort_unstable_by_key(|tile| tile.start);
        let mut end = range.start;
        for tile in &self.tiles {
            let gap = bytes.get(end..tile.start);
            if !gap.is_some_and(|gap| gap.iter().all(|byte| is_space(*byte))) {
                return Err(PdfError::damaged(
                    "между объектами лежит то, чего нет в таблице ссылок",
                    end,
                ));
            }
            end = tile.end;
        }
        if end == self.section.end && is_plain_tail(&bytes[end..range.end]) {
            return Ok(());
        }
        Err(PdfError::damaged("лишние данные перед startxref", end))
    }
}

/// `startxref`, digits, `%%EOF`. Some programs name themselves in one comment before it; it must not look like objects.
fn is_plain_tail(tail: &[u8]) -> bool {
    let mut lines = tail
        .split(|byte| is_space(*byte) && *byte != b' ')
        .filter(|line| line.iter().any(|byte| !is_space(*byte)))
        .peekable();
    lines.next_if(|line| {
        let structure: [&[u8]; 6] = [b"obj", b"stream", b"xref", b"trailer", b"<<", b"%EOF"];
        let holds = |word: &&[u8]| line.windows(word.len()).any(|part| part == *word);
        line.len() <= MAX_REMARK && line.starts_with(b"%") && !structure.iter().any(holds)
    });
    let words: Vec<&[u8]> = lines
        .flat_map(|line| line.split(|byte| *byte == b' '))
        .filter(|word| !word.is_empty())
        .collect();
    matches!(words.as_slice(), [b"startxref", digits, b"%%EOF"] if digits.iter().all(u8::is_ascii_digit))
}

#[cfg(test)]
mod tests {
    use super::is_plain_tail;

    #[test]
    fn only_a_program_may_name_itself_before_the_end() {
        for honest in [
            "\nstartxref\n12\n%%EOF\n",
            " startxref 12 %%EOF",
            "\r\n%iText-Core-8.0.2\r\nstartxref\r\n12\r\n%%EOF\r\n",
        ] {
            assert!(is_plain_tail(honest.as_bytes()), "{honest:?}");
        }
        for odd in [
            "\n%4 0 obj << /Length 0 >>\nstartxref\n12\n%%EOF\n",
            "\n%one\n%two\nstartxref\n12\n%%EOF\n",
            "\nstartxref\n12\n%one\n%%EOF\n",
            "\nstartxref\n12\n%%EOF %more\n",
            "\nnull startxref\n12\n%%EOF\n",
        ] {
            assert!(!is_plain_tail(odd.as_bytes()), "{odd:?}");
        }
    }
}
