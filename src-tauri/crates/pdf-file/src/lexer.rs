//! Bytes → objects (ISO 32000-1 §7.2, §7.3), one reading only: what is not plainly allowed is an error.

use std::ops::Range;

use crate::error::PdfError;
use crate::object::{Dictionary, Object, ObjectId};

/// Deeper nesting than any honest document, shallower than the stack.
const MAX_DEPTH: usize = 100;

/// A cursor over bytes.
pub(crate) struct Lexer<'a> {
    bytes: &'a [u8],
    position: usize,
    met_comment: bool,
}

impl<'a> Lexer<'a> {
    /// A position beyond the end is the end: reading there fails as it should.
    pub(crate) fn at(bytes: &'a [u8], position: usize) -> Self {
        Self {
            bytes,
            position: position.min(bytes.len()),
            met_comment: false,
        }
    }

    /// Whether a comment was skipped since the beginning.
    pub(crate) const fn met_comment(&self) -> bool {
        self.met_comment
    }

    /// Whether these bytes stand here.
    pub(crate) fn peek_is(&self, expected: &[u8]) -> bool {
        self.bytes[self.position..].starts_with(expected)
    }

    pub(crate) const fn position(&self) -> usize {
        self.position
    }

    /// Reads one object; a stream's data are not read here.
    pub(crate) fn object(&mut self) -> Result<Object, PdfError> {
        self.object_at_depth(0)
    }

    /// Reads a dictionary and tells where each value lies.
    pub(crate) fn located_dictionary(
        &mut self,
    ) -> Result<(Dictionary, Vec<Range<usize>>), PdfError> {
        self.skip_space();
        if !self.take(b"<<") {
            return Err(self.damaged("ожидался словарь"));
        }
        self.dictionary_body(0)
    }

    /// Consumes a keyword that must stand here, alone.
    pub(crate) fn keyword(&mut self, word: &'static str) -> Result<(), PdfError> {
        self.skip_space();
        if self.peek_keyword(word) {
            self.position += word.len();
            return Ok(());
        }
        Err(PdfError::damaged(expected(word), self.position))
    }

    /// Whether this keyword stands here, alone.
    pub(crate) fn peek_keyword(&self, word: &str) -> bool {
        let end = self.position + word.len();
        self.bytes[self.position..].starts_with(word.as_bytes())
            && self.bytes.get(end).is_none_or(|byte| !is_regular(*byte))
    }

    /// Reads digits only: no sign, no point.
    pub(crate) fn unsigned(&mut self) -> Result<u64, PdfError> {
        self.skip_space();
        let start = self.position;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.position += 1;
        }
        let digits = &self.bytes[start..self.position];
        if digits.is_empty() || digits.len() > 19 || self.peek().is_some_and(is_regular) {
            return Err(PdfError::damaged("ожидалось целое число", start));
        }
        Ok(digits
            .iter()
            .fold(0, |value, digit| value * 10 + u64::from(digit - b'0')))
    }

    /// Skips white space and comments.
    pub(crate) fn skip_space(&mut self) {
        while let Some(byte) = self.peek() {
            if is_space(byte) {
                self.position += 1;
            } else if byte == b'%' {
                self.met_comment = true;
                while self
                    .peek()
                    .is_some_and(|byte| byte != b'\n' && byte != b'\r')
                {
                    self.position += 1;
                }
            } else {
                break;
            }
        }
    }

    /// Consumes these bytes if they stand here.
    pub(crate) fn take(&mut self, expected: &[u8]) -> bool {
        let found = self.peek_is(expected);
        if found {
            self.position += expected.len();
        }
        found
    }

    fn object_at_depth(&mut self, depth: usize) -> Result<Object, PdfError> {
        if depth > MAX_DEPTH {
            return Err(PdfError::TooLarge {
                what: "слишком глубокая вложенность объектов",
            });
        }
        self.skip_space();
        let Some(first) = self.peek() else {
            return Err(self.damaged("неожиданный конец"));
        };
        match first {
            b'<' if self.bytes.get(self.position + 1) == Some(&b'<') => {
                self.position += 2;
                Ok(Object::Dictionary(self.dictionary_body(depth)?.0))
            }
            b'<' => self.hex_string(),
            b'(' => self.literal_string(),
            b'/' => Ok(Object::Name(self.name()?)),
            b'[' => self.array(depth),
            b'0'..=b'9' => self.number_or_reference(),
            b'+' | b'-' | b'.' => self.number(),
            _ => self.word(),
        }
    }

    fn array(&mut self, depth: usize) -> Result<Object, PdfError> {
        self.position += 1;
        let mut items = Vec::new();
        loop {
            self.skip_space();
            if self.take(b"]") {
                return Ok(Object::Array(items));
            }
            items.push(self.object_at_depth(depth + 1)?);
        }
    }

    fn dictionary_body(
        &mut self,
        depth: usize,
    ) -> Result<(Dictionary, Vec<Range<usize>>), PdfError> {
        let start = self.position;
        let mut entries = Vec::new();
        let mut places = Vec::new();
        loop {
            self.skip_space();
            if self.take(b">>") {
                let dictionary = Dictionary::of_distinct(entries)
                    .ok_or(PdfError::damaged("ключ словаря повторяется", start))?;
                return Ok((dictionary, places));
            }
            if self.peek() != Some(b'/') {
                return Err(self.damaged("в словаре ожидалось имя ключа"));
            }
            let key = self.name()?;
            self.skip_space();
            let from = self.position;
            let value = self.object_at_depth(depth + 1)?;
            places.push(from..self.position);
            entries.push((key, value));
        }
    }

    fn name(&mut self) -> Result<Vec<u8>, PdfError> {
        self.position += 1;
        let mut name = Vec::new();
        while let Some(byte) = self.peek().filter(|byte| is_regular(*byte)) {
            self.position += 1;
            if byte != b'#' {
                name.push(byte);
                continue;
            }
            let pair = self.bytes.get(self.position..self.position + 2);
            let Some((high, low)) = pair.and_then(|pair| Some((hex(pair[0])?, hex(pair[1])?)))
            else {
                return Err(self.damaged("после # в имени нужны две шестнадцатеричные цифры"));
            };
            name.push(high << 4 | low);
            self.position += 2;
        }
        Ok(name)
    }

    fn hex_string(&mut self) -> Result<Object, PdfError> {
        self.position += 1;
        let mut digits = Vec::new();
        loop {
            let Some(byte) = self.peek() else {
                return Err(self.damaged("строка не закрыта"));
            };
            self.position += 1;
            match byte {
                b'>' => break,
                byte if is_space(byte) => {}
                byte => match hex(byte) {
                    Some(digit) => digits.push(digit),
                    None => return Err(self.damaged("в строке не шестнадцатеричная цифра")),
                },
            }
        }
        Ok(Object::String(
            digits
                .chunks(2)
                .map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or(0))
                .collect(),
        ))
    }

    fn literal_string(&mut self) -> Result<Object, PdfError> {
        self.position += 1;
        let mut text = Vec::new();
        let mut open = 1_usize;
        loop {
            let Some(byte) = self.next() else {
                return Err(self.damaged("строка не закрыта"));
            };
            match byte {
                b'(' => open += 1,
                b')' => {
                    open -= 1;
                    if open == 0 {
                        return Ok(Object::String(text));
                    }
                }
                b'\\' => {
                    self.escape(&mut text)?;
                    continue;
                }
                b'\r' => {
                    // §7.3.4.2: any line end within a string counts as one line feed.
                    self.take(b"\n");
                    text.push(b'\n');
                    continue;
                }
                _ => {}
            }
            text.push(byte);
        }
    }

    fn escape(&mut self, text: &mut Vec<u8>) -> Result<(), PdfError> {
        let Some(byte) = self.next() else {
            return Err(self.damaged("строка не закрыта"));
        };
        match byte {
            b'n' => text.push(b'\n'),
            b'r' => text.push(b'\r'),
            b't' => text.push(b'\t'),
            b'b' => text.push(8),
            b'f' => text.push(12),
            b'\n' => {}
            b'\r' => {
                self.take(b"\n");
            }
            b'0'..=b'7' => {
                let mut value = u32::from(byte - b'0');
                for _ in 0..2 {
                    let Some(digit) = self.peek().filter(|digit| (b'0'..=b'7').contains(digit))
                    else {
                        break;
                    };
                    value = value * 8 + u32::from(digit - b'0');
                    self.position += 1;
                }
                // §7.3.4.2: high-order overflow is ignored.
                text.push((value & 0xff) as u8);
            }
            other => text.push(other),
        }
        Ok(())
    }

    fn number_or_reference(&mut self) -> Result<Object, PdfError> {
        let start = self.position;
        if let Some(id) = self.reference() {
            return Ok(Object::Reference(id));
        }
        self.position = start;
        self.number()
    }

    fn reference(&mut self) -> Option<ObjectId> {
        let number = self.unsigned().ok()?;
        let after = self.position;
        self.skip_space();
        if self.position == after {
            return None;
        }
        let generation = self.unsigned().ok()?;
        self.keyword("R").ok()?;
        Some(ObjectId {
            number: number.try_into().ok()?,
            generation: generation.try_into().ok()?,
        })
    }

    fn number(&mut self) -> Result<Object, PdfError> {
        let start = self.position;
        while self.peek().is_some_and(is_regular) {
            self.position += 1;
        }
        let text = &self.bytes[start..self.position];
        let unsigned = text
            .strip_prefix(b"-")
            .or_else(|| text.strip_prefix(b"+"))
            .unwrap_or(text);
        let points = unsigned.iter().filter(|byte| **byte == b'.').count();
        let digits = unsigned.iter().filter(|byte| byte.is_ascii_digit()).count();
        if points > 1 || digits == 0 || points + digits != unsigned.len() {
            return Err(PdfError::damaged("число записано с ошибкой", start));
        }
        let text = String::from_utf8_lossy(text).into_owned();
        if points == 1 {
            return Ok(Object::Real(text));
        }
        text.parse()
            .map(Object::Integer)
            .map_err(|_| PdfError::damaged("число слишком велико", start))
    }

    fn word(&mut self) -> Result<Object, PdfError> {
        for (word, object) in [
            ("null", Object::Null),
            ("true", Object::Boolean(true)),
            ("false", Object::Boolean(false)),
        ] {
            if self.peek_keyword(word) {
                self.position += word.len();
                return Ok(object);
            }
        }
        Err(self.damaged("неизвестное слово"))
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.position).copied()
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.position += 1;
        Some(byte)
    }

    const fn damaged(&self, what: &'static str) -> PdfError {
        PdfError::damaged(what, self.position)
    }
}

/// White space of §7.2.2.
pub(crate) const fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | 9 | 10 | 12 | 13 | 32)
}

/// Neither white space nor a delimiter.
pub(crate) const fn is_regular(byte: u8) -> bool {
    !is_space(byte)
        && !matches!(
            byte,
            b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%'
        )
}

fn hex(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).map(|digit| digit as u8)
}

fn expected(word: &str) -> &'static str {
    match word {
        "obj" => "ожидалось obj",
        "endobj" => "ожидалось endobj",
        "endstream" => "ожидалось endstream: длина потока неверна",
        "trailer" => "ожидалось trailer",
        "startxref" => "ожидалось startxref",
        _ => "ожидалось служебное слово",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &[u8]) -> Result<Object, PdfError> {
        Lexer::at(text, 0).object()
    }

    #[test]
    fn every_kind_of_object_is_read() {
        let object = read(b"<< /A#20B [1 -2 +3 .5 -1.] /S (a\\(b\\)\\101(c)\\\n) /H <4 1 4> /R 12 0 R /T true /N null >>").unwrap();
        let dictionary = object.as_dictionary().unwrap();
        assert_eq!(
            dictionary.get("A B").unwrap().as_array().unwrap(),
            [
                Object::Integer(1),
                Object::Integer(-2),
                Object::Integer(3),
                Object::Real(".5".into()),
                Object::Real("-1.".into())
            ]
        );
        assert_eq!(
            dictionary.get("S").unwrap().as_string().unwrap(),
            b"a(b)A(c)"
        );
        assert_eq!(dictionary.get("H").unwrap().as_string().unwrap(), b"A@");
        assert_eq!(
            dictionary.get("R").unwrap().as_reference(),
            Some(ObjectId {
                number: 12,
                generation: 0
            })
        );
    }

    #[test]
    fn doubtful_syntax_is_refused() {
        for text in [
            "<< /A 1 /A 2 >>",
            "--1",
            "1.2.3",
            "/A#zz",
            "<4x>",
            "(open",
            "[1 2",
            "<< 1 2 >>",
            "truely",
            "99999999999999999999",
        ] {
            assert!(read(text.as_bytes()).is_err(), "{text}");
        }
        assert!(matches!(
            read("[".repeat(5000).as_bytes()),
            Err(PdfError::TooLarge { .. })
        ));
    }
}
