//! What a revision wrote, object by object, each with its exact place. The data of a stream are named, not copied.

use std::ops::Range;

use crate::error::PdfError;
use crate::file::{PdfFile, View};
use crate::object::{Dictionary, Object, ObjectId};
use crate::section::{self, Entry};

/// One object as one revision wrote it.
#[derive(Debug, Clone)]
pub struct Written {
    /// Its number and generation.
    pub id: ObjectId,
    /// The object; of a stream, its dictionary.
    pub value: Object,
    /// From `n g obj` to `endobj`; `None` when it is packed into an object stream.
    pub range: Option<Range<usize>>,
    /// Where the encoded data of a stream lie.
    pub data: Option<Range<usize>>,
    /// Whether comments stand inside: no reader looks at them, so nothing vouches for them.
    pub has_comments: bool,
    values: Vec<Range<usize>>,
}

impl Written {
    /// The dictionary, or the dictionary of a stream.
    #[must_use]
    pub const fn dictionary(&self) -> Option<&Dictionary> {
        self.value.as_dictionary()
    }

    /// Where the value of a key lies in the file; `None` for a packed object, and for what is no dictionary.
    #[must_use]
    pub fn value_range(&self, key: &str) -> Option<Range<usize>> {
        let place = self
            .dictionary()?
            .iter()
            .position(|(name, _)| name == key.as_bytes())?;
        self.values.get(place).cloned()
    }
}

impl<'a> PdfFile<'a> {
    /// Every object a revision lists, with its state as of that revision: first those in the file, then those in object
    /// streams, stream by stream, so that each is unpacked once.
    pub fn written(
        &self,
        revision: usize,
    ) -> impl Iterator<Item = (ObjectId, Result<Written, PdfError>)> {
        let view = self.view(revision);
        let listed = self.index().listed(revision);
        let in_file = listed.iter().filter_map(move |(number, entry)| {
            let Entry::InFile { offset, generation } = *entry else {
                return None;
            };
            let id = ObjectId {
                number: *number,
                generation,
            };
            Some((id, view.written_at(id, offset)))
        });
        let mut packed: Vec<(u32, u32, u32)> = listed
            .iter()
            .filter_map(|(number, entry)| match *entry {
                Entry::InStream { stream, index } => Some((stream, index, *number)),
                _ => None,
            })
            .collect();
        packed.sort_unstable();
        in_file.chain(packed.into_iter().map(move |(stream, index, number)| {
            let id = ObjectId {
                number,
                generation: 0,
            };
            (id, view.packed_at(id, stream, index))
        }))
    }
}

impl View<'_> {
    fn written_at(&self, id: ObjectId, offset: usize) -> Result<Written, PdfError> {
        let limit = self.file().revisions()[self.revision()].range.end;
        let mut lexer = self.open(id, offset, limit)?;
        lexer.skip_space();
        let (value, values) = if lexer.peek_is(b"<<") {
            let (dictionary, values) = lexer.located_dictionary()?;
            (Object::Dictionary(dictionary), values)
        } else {
            (lexer.object()?, Vec::new())
        };
        lexer.skip_space();
        let mut has_comments = lexer.met_comment();
        let mut data = None;
        if let Object::Dictionary(dictionary) = &value
            && lexer.peek_keyword("stream")
        {
            let length = |id| self.object_at_depth(id, 1).ok()?.as_integer();
            let bytes = &self.file().bytes()[..limit];
            data = Some(section::stream_data(bytes, &mut lexer, dictionary, length)?);
            lexer.skip_space();
            has_comments |= lexer.met_comment();
        }
        lexer.keyword("endobj")?;
        Ok(Written {
            id,
            value,
            range: Some(offset..lexer.position()),
            data,
            has_comments,
            values,
        })
    }

    fn packed_at(&self, id: ObjectId, stream: u32, index: u32) -> Result<Written, PdfError> {
        let value = self.object_stream(stream, 0)?.object(id.number, index)?;
        Ok(Written {
            id,
            value,
            range: None,
            data: None,
            has_comments: false,
            values: Vec::new(),
        })
    }
}
