//! Objects packed into a stream (ISO 32000-1 §7.5.7).

use crate::error::PdfError;
use crate::lexer::Lexer;
use crate::object::{Dictionary, Object};

/// An unpacked object stream.
#[derive(Debug)]
pub(crate) struct ObjectStream {
    data: Vec<u8>,
    /// Object number and place in `data`.
    index: Vec<(u32, usize)>,
}

impl ObjectStream {
    pub(crate) fn read(dictionary: &Dictionary, data: Vec<u8>) -> Option<Self> {
        if !dictionary.is_name("Type", "ObjStm") {
            return None;
        }
        let number = |key| usize::try_from(dictionary.get(key)?.as_integer()?).ok();
        let (count, first) = (number("N")?, number("First")?);
        let mut lexer = Lexer::at(data.get(..first)?, 0);
        let mut index = Vec::new();
        for _ in 0..count {
            let number = u32::try_from(lexer.unsigned().ok()?).ok()?;
            let place = first.checked_add(usize::try_from(lexer.unsigned().ok()?).ok()?)?;
            index.push((number, place));
        }
        Some(Self { data, index })
    }

    /// The numbers of the packed objects, each with its place in the row.
    pub(crate) fn numbers(&self) -> impl Iterator<Item = (u32, u32)> {
        self.index.iter().map(|(number, _)| *number).zip(0..)
    }

    /// The object that must stand at this place.
    pub(crate) fn object(&self, number: u32, index: u32) -> Result<Object, PdfError> {
        match self.index.get(index as usize) {
            Some((found, place)) if *found == number && *place < self.data.len() => {
                Lexer::at(&self.data, *place).object()
            }
            _ => Err(PdfError::damaged("объекта нет в его потоке объектов", 0)),
        }
    }
}
