//! The file as a list of revisions (ISO 32000-1 §7.5.6) and the look-up of objects as of any of them.

use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use crate::attachments::{self, Attachment};
use crate::error::PdfError;
use crate::filter;
use crate::index::Index;
use crate::lexer::Lexer;
use crate::object::{Dictionary, Object, ObjectId, Stream};
use crate::object_stream::ObjectStream;
use crate::revisions;
use crate::section::{self, Entry, Section, Style};
use crate::update::Update;

/// What one object stream may unpack to.
const MAX_OBJECT_STREAM: usize = 64 << 20;
/// A chain of references longer than this is a circle.
const MAX_HOPS: usize = 32;

/// A parsed file over borrowed bytes.
#[derive(Debug)]
pub struct PdfFile<'a> {
    bytes: &'a [u8],
    revisions: Vec<Revision>,
    index: Index,
    /// The object stream read last: look-ups come in runs from the same one.
    unpacked: Mutex<Option<(usize, Arc<ObjectStream>)>>,
}

/// One saving of the file.
#[derive(Debug)]
pub struct Revision {
    /// From the end of the revision before to the end of this one's `%%EOF` line.
    pub range: Range<usize>,
    /// Just after `%%EOF`, before its line end: some signers end their byte range here.
    pub marker_end: usize,
    /// Newest first; a linearized file has two. Their entries have moved into the index.
    pub(crate) sections: Vec<Section>,
}

impl<'a> PdfFile<'a> {
    /// Reads the structure of the whole file: header, every cross-reference section, every revision's end.
    ///
    /// # Errors
    /// When the file is no PDF, is encrypted, or cannot be read in exactly one way.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, PdfError> {
        if !bytes.starts_with(b"%PDF-") {
            return Err(PdfError::NotPdf);
        }
        let mut revisions = revisions::read(bytes)?;
        let index = Index::of(&mut revisions);
        Ok(Self {
            bytes,
            revisions,
            index,
            unpacked: Mutex::new(None),
        })
    }

    /// The bytes that were parsed.
    #[must_use]
    pub const fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// All revisions, oldest first; never empty.
    #[must_use]
    pub fn revisions(&self) -> &[Revision] {
        &self.revisions
    }

    /// The file as of a revision (an index into [`Self::revisions`]; beyond the end: the newest).
    #[must_use]
    pub fn view(&self, revision: usize) -> View<'_> {
        View {
            file: self,
            revision: revision.min(self.revisions.len() - 1),
        }
    }

    /// The file as it is now.
    #[must_use]
    pub fn latest(&self) -> View<'_> {
        self.view(usize::MAX)
    }

    /// The newest state of an object; [`Object::Null`] when there is none.
    ///
    /// # Errors
    /// When the object is damaged.
    pub fn object(&self, id: ObjectId) -> Result<Object, PdfError> {
        self.latest().object(id)
    }

    /// The newest catalog.
    ///
    /// # Errors
    /// When the trailer has no `Root` or it is no dictionary.
    pub fn catalog(&self) -> Result<Dictionary, PdfError> {
        self.latest().catalog()
    }

    /// The files attached as of a revision.
    ///
    /// # Errors
    /// When the tree of names or an attached stream is damaged.
    pub fn attachments(&self, revision: usize) -> Result<Vec<Attachment>, PdfError> {
        attachments::read(&self.view(revision))
    }

    /// One attached file by its name as of a revision, others not unpacked; the first when several bear the name.
    ///
    /// # Errors
    /// When the tree of names or this file's stream is damaged, or it is longer than `limit`.
    pub fn attachment(
        &self,
        revision: usize,
        name: &str,
        limit: usize,
    ) -> Result<Option<Attachment>, PdfError> {
        attachments::find(&self.view(revision), name, limit)
    }

    /// The objects a revision writes or lists, in the order of their numbers.
    pub fn objects(&self, revision: usize) -> impl Iterator<Item = ObjectId> {
        let entries = self.index.listed(revision).iter();
        entries.filter_map(|(number, entry)| {
            let generation = match entry {
                Entry::Free => return None,
                Entry::InFile { generation, .. } => *generation,
                Entry::InStream { .. } => 0,
            };
            Some(ObjectId {
                number: *number,
                generation,
            })
        })
    }

    /// The number with its generation, when such an object is there as of a revision.
    #[must_use]
    pub fn id_of(&self, revision: usize, number: u32) -> Option<ObjectId> {
        let generation = match self.index.at(number, revision)?.1 {
            Entry::Free => return None,
            Entry::InFile { generation, .. } => generation,
            Entry::InStream { .. } => 0,
        };
        Some(ObjectId { number, generation })
    }

    /// Begins one more revision.
    #[must_use]
    pub fn append(&self) -> Update<'_> {
        Update::new(self)
    }

    pub(crate) fn style(&self) -> Style {
        self.newest_section().style
    }

    pub(crate) fn newest_section(&self) -> &Section {
        // `revisions` refuses an empty list and every revision is made around a section.
        &self.revisions[self.revisions.len() - 1].sections[0]
    }

    /// The first object number that no revision knows.
    pub(crate) fn free_number(&self) -> u32 {
        let sections = self
            .revisions
            .iter()
            .flat_map(|revision| &revision.sections);
        let sizes = sections.map(|section| {
            let size = section.trailer.get("Size").and_then(Object::as_integer);
            u32::try_from(size.unwrap_or(0)).unwrap_or(0)
        });
        let listed = self.index.highest_number().map_or(0, |last| last + 1);
        sizes.max().unwrap_or(0).max(listed).max(1)
    }

    pub(crate) const fn index(&self) -> &Index {
        &self.index
    }
}

/// The file as of one revision: later ones do not exist for it.
#[derive(Debug, Clone, Copy)]
pub struct View<'f> {
    file: &'f PdfFile<'f>,
    revision: usize,
}

/// An object with its exact place in the file.
#[derive(Debug, Clone)]
pub struct Located {
    /// From `n g obj` to `endobj`.
    pub range: Range<usize>,
    /// The dictionary.
    pub dictionary: Dictionary,
    values: Vec<Range<usize>>,
}

impl Located {
    /// Where the value of a key lies.
    #[must_use]
    pub fn value_range(&self, key: &str) -> Option<Range<usize>> {
        let index = self
            .dictionary
            .iter()
            .position(|(name, _)| name == key.as_bytes())?;
        self.values.get(index).cloned()
    }
}

impl<'f> View<'f> {
    /// The index of the revision looked at.
    #[must_use]
    pub const fn revision(&self) -> usize {
        self.revision
    }

    /// The trailer of this revision.
    #[must_use]
    pub fn trailer(&self) -> &'f Dictionary {
        &self.file.revisions[self.revision].sections[0].trailer
    }

    /// The catalog of this revision.
    ///
    /// # Errors
    /// When the trailer has no `Root` or it is no dictionary.
    pub fn catalog(&self) -> Result<Dictionary, PdfError> {
        match self.trailer().get("Root") {
            Some(Object::Reference(root)) => match self.object(*root)? {
                Object::Dictionary(catalog) => Ok(catalog),
                _ => Err(PdfError::damaged("каталог документа не словарь", 0)),
            },
            _ => Err(PdfError::damaged("нет ссылки на каталог документа", 0)),
        }
    }

    /// An object; [`Object::Null`] when it is free or unknown (§7.3.10).
    ///
    /// # Errors
    /// When it is damaged.
    pub fn object(&self, id: ObjectId) -> Result<Object, PdfError> {
        self.object_at_depth(id, 0)
    }

    /// Follows references until something else comes.
    ///
    /// # Errors
    /// When an object on the way is damaged or the references go round.
    pub fn resolve(&self, object: &Object) -> Result<Object, PdfError> {
        let mut current = object.clone();
        for _ in 0..MAX_HOPS {
            match current {
                Object::Reference(id) => current = self.object(id)?,
                other => return Ok(other),
            }
        }
        Err(PdfError::damaged("ссылки ходят по кругу", 0))
    }

    /// The resolved value of a key; [`Object::Null`] when it is absent.
    ///
    /// # Errors
    /// As [`Self::resolve`].
    pub fn value(&self, dictionary: &Dictionary, key: &str) -> Result<Object, PdfError> {
        dictionary
            .get(key)
            .map_or(Ok(Object::Null), |value| self.resolve(value))
    }

    /// The decoded data of a stream.
    ///
    /// # Errors
    /// When a filter is unknown or fails, or the data exceed `limit` bytes.
    pub fn decode(&self, stream: &Stream, limit: usize) -> Result<Vec<u8>, PdfError> {
        let filters = self.value(&stream.dictionary, "Filter")?;
        let parameters = self.value(&stream.dictionary, "DecodeParms")?;
        filter::decode(&stream.raw, Some(&filters), Some(&parameters), limit)
    }

    /// A dictionary object that lies plainly in the file, with its place; `None` when it is something else.
    ///
    /// # Errors
    /// When it is damaged.
    pub fn located(&self, id: ObjectId) -> Result<Option<Located>, PdfError> {
        let Some((Entry::InFile { offset, generation }, limit)) = self.entry(id.number) else {
            return Ok(None);
        };
        if generation != id.generation {
            return Ok(None);
        }
        let mut lexer = self.open(id, offset, limit)?;
        let start = lexer.position();
        lexer.skip_space();
        if !self.file.bytes[lexer.position()..].starts_with(b"<<") {
            return Ok(None);
        }
        let (dictionary, values) = lexer.located_dictionary()?;
        lexer.skip_space();
        if lexer.peek_keyword("stream") {
            return Ok(None);
        }
        lexer.keyword("endobj")?;
        debug_assert!(offset <= start);
        Ok(Some(Located {
            range: offset..lexer.position(),
            dictionary,
            values,
        }))
    }

    /// An object that lies in an object stream; `None` when it lies elsewhere.
    ///
    /// # Errors
    /// When the stream or the object is damaged.
    pub fn packed(&self, id: ObjectId) -> Result<Option<Object>, PdfError> {
        match self.entry(id.number) {
            Some((Entry::InStream { .. }, _)) => self.object(id).map(Some),
            _ => Ok(None),
        }
    }

    /// The entry of an object with the end of the revision that wrote it.
    pub(crate) fn entry(&self, number: u32) -> Option<(Entry, usize)> {
        let (revision, entry) = self.file.index.at(number, self.revision)?;
        Some((entry, self.file.revisions[revision].range.end))
    }

    pub(crate) const fn file(&self) -> &'f PdfFile<'f> {
        self.file
    }

    pub(crate) fn object_at_depth(&self, id: ObjectId, depth: usize) -> Result<Object, PdfError> {
        match self.entry(id.number) {
            Some((Entry::InFile { offset, generation }, limit)) if generation == id.generation => {
                self.object_in_file(id, offset, limit, depth)
            }
            Some((Entry::InStream { stream, index }, _)) if id.generation == 0 => {
                let stream = self.object_stream(stream, depth)?;
                stream.object(id.number, index)
            }
            _ => Ok(Object::Null),
        }
    }

    /// Checks `n g obj` and stands after it. What a revision names must lie before that revision's end.
    pub(crate) fn open(
        &self,
        id: ObjectId,
        offset: usize,
        limit: usize,
    ) -> Result<Lexer<'f>, PdfError> {
        let mut lexer = Lexer::at(&self.file.bytes[..limit], offset.min(limit));
        if section::header(&mut lexer)? != id {
            return Err(PdfError::damaged("по ссылке лежит другой объект", offset));
        }
        Ok(lexer)
    }

    fn object_in_file(
        &self,
        id: ObjectId,
        offset: usize,
        limit: usize,
        depth: usize,
    ) -> Result<Object, PdfError> {
        let mut lexer = self.open(id, offset, limit)?;
        let mut object = lexer.object()?;
        lexer.skip_space();
        if let Object::Dictionary(dictionary) = &object
            && lexer.peek_keyword("stream")
        {
            let length = |id| {
                if depth < MAX_HOPS {
                    self.object_at_depth(id, depth + 1).ok()?.as_integer()
                } else {
                    None
                }
            };
            let bytes = &self.file.bytes[..limit];
            let data = section::stream_data(bytes, &mut lexer, dictionary, length)?;
            object = Object::Stream(Stream {
                dictionary: dictionary.clone(),
                raw: bytes[data].to_vec(),
            });
        }
        lexer.keyword("endobj")?;
        Ok(object)
    }

    pub(crate) fn object_stream(
        &self,
        number: u32,
        depth: usize,
    ) -> Result<Arc<ObjectStream>, PdfError> {
        let damaged = |place| PdfError::damaged("поток объектов", place);
        let Some((Entry::InFile { offset, generation }, limit)) = self.entry(number) else {
            return Err(damaged(0));
        };
        let mut last = self
            .file
            .unpacked
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some((place, stream)) = last.as_ref()
            && *place == offset
        {
            return Ok(Arc::clone(stream));
        }
        if depth >= MAX_HOPS {
            return Err(damaged(offset));
        }
        drop(last);
        let object =
            self.object_in_file(ObjectId { number, generation }, offset, limit, depth + 1)?;
        let Object::Stream(stream) = object else {
            return Err(damaged(offset));
        };
        let (filters, parameters) = (
            stream.dictionary.get("Filter"),
            stream.dictionary.get("DecodeParms"),
        );
        let data = filter::decode(&stream.raw, filters, parameters, MAX_OBJECT_STREAM)?;
        let unpacked =
            Arc::new(ObjectStream::read(&stream.dictionary, data).ok_or(damaged(offset))?);
        last = self
            .file
            .unpacked
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        *last = Some((offset, Arc::clone(&unpacked)));
        Ok(unpacked)
    }
}
