//! One more revision behind the old bytes (ISO 32000-1 §7.5.6), in the style of the file and always the same bytes.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use crate::file::PdfFile;
use crate::object::{Dictionary, Object, ObjectId, Stream};
use crate::section::Style;
use crate::write::{self, push};

/// Objects that wait to be appended.
#[derive(Debug)]
pub struct Update<'f> {
    file: &'f PdfFile<'f>,
    next: u32,
    objects: BTreeMap<ObjectId, Object>,
}

impl<'f> Update<'f> {
    pub(crate) fn new(file: &'f PdfFile<'f>) -> Self {
        Self {
            file,
            next: file.free_number(),
            objects: BTreeMap::new(),
        }
    }

    /// Takes a new object number, for an object that others must name before it exists.
    pub const fn reserve(&mut self) -> ObjectId {
        let id = ObjectId {
            number: self.next,
            generation: 0,
        };
        self.next += 1;
        id
    }

    /// Adds a new object.
    pub fn put(&mut self, object: Object) -> ObjectId {
        let id = self.reserve();
        self.objects.insert(id, object);
        id
    }

    /// Gives an object (an old one or a reserved one) its new value.
    pub fn replace(&mut self, id: ObjectId, object: Object) {
        self.objects.insert(id, object);
    }

    /// The old bytes, untouched, and the new revision after them.
    #[must_use]
    pub fn finish(mut self) -> Vec<u8> {
        let old = self.file.bytes();
        let mut out = Vec::with_capacity(old.len() + 4096);
        out.extend_from_slice(old);
        if !old.ends_with(b"\n") {
            out.push(b'\n');
        }
        let mut places = BTreeMap::new();
        for (id, object) in &self.objects {
            places.insert(id.number, (out.len(), id.generation));
            write::indirect(&mut out, *id, object);
        }
        let start = out.len();
        match self.file.style() {
            Style::Table => {
                let trailer = self.trailer(&out[old.len()..]);
                table(&mut out, &places, &trailer);
            }
            Style::Stream => {
                let id = self.reserve();
                places.insert(id.number, (start, 0));
                let trailer = self.trailer(&out[old.len()..]);
                stream(&mut out, id, &places, trailer);
            }
        }
        push(&mut out, format_args!("startxref\n{start}\n%%EOF\n"));
        out
    }

    /// `Size`, `Root`, `Info`, `ID` and `Prev`. The second half of `ID` tells revisions apart; it is made of what is
    /// appended, so that equal input gives equal bytes.
    fn trailer(&self, appended: &[u8]) -> Dictionary {
        let old = &self.file.newest_section();
        let mut trailer = Dictionary::new().with("Size", Object::Integer(self.next.into()));
        for key in ["Root", "Info"] {
            if let Some(value) = old.trailer.get(key) {
                trailer.set(key, value.clone());
            }
        }
        if let Some([first, second]) = old.trailer.get("ID").and_then(Object::as_array) {
            let mut hash = Sha256::new();
            hash.update(second.as_string().unwrap_or_default());
            hash.update(appended);
            let second = hash.finalize()[..16].to_vec();
            trailer.set(
                "ID",
                Object::Array(vec![first.clone(), Object::String(second)]),
            );
        }
        // A slice is never longer than i64::MAX bytes.
        trailer.with(
            "Prev",
            Object::Integer(i64::try_from(old.offset).unwrap_or(i64::MAX)),
        )
    }
}

fn table(out: &mut Vec<u8>, places: &BTreeMap<u32, (usize, u16)>, trailer: &Dictionary) {
    out.extend_from_slice(b"xref\n");
    for run in runs(places) {
        push(out, format_args!("{} {}\n", run[0], run.len()));
        for number in run {
            let (offset, generation) = places[&number];
            push(out, format_args!("{offset:010} {generation:05} n\r\n"));
        }
    }
    out.extend_from_slice(b"trailer\n");
    write::object(out, &Object::Dictionary(trailer.clone()));
    out.push(b'\n');
}

fn stream(
    out: &mut Vec<u8>,
    id: ObjectId,
    places: &BTreeMap<u32, (usize, u16)>,
    trailer: Dictionary,
) {
    let integer = |value: usize| Object::Integer(i64::try_from(value).unwrap_or(i64::MAX));
    let mut raw = Vec::new();
    let mut index = Vec::new();
    for run in runs(places) {
        index.extend([Object::Integer(run[0].into()), integer(run.len())]);
        for number in run {
            let (offset, generation) = places[&number];
            raw.push(1);
            raw.extend_from_slice(&(offset as u64).to_be_bytes()[3..]);
            raw.extend_from_slice(&generation.to_be_bytes());
        }
    }
    let dictionary = trailer
        .with("Type", Object::name("XRef"))
        .with("W", Object::Array(vec![integer(1), integer(5), integer(2)]))
        .with("Index", Object::Array(index));
    write::indirect(out, id, &Object::Stream(Stream { dictionary, raw }));
}

/// Neighbouring numbers together.
fn runs(places: &BTreeMap<u32, (usize, u16)>) -> Vec<Vec<u32>> {
    let mut runs: Vec<Vec<u32>> = Vec::new();
    for number in places.keys() {
        match runs.last_mut() {
            Some(run) if run.last().is_some_and(|last| last + 1 == *number) => run.push(*number),
            _ => runs.push(vec![*number]),
        }
    }
    runs
}
