//! One look at every object of every revision: the signatures, and who refers to what is written again later.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use pdf_file::{Dictionary, Object, ObjectId, PdfFile, Written};

/// More signatures than any document has.
pub(super) const MAX_SIGNATURES: usize = 1000;
/// Form fields looked at before a document counts as endless.
const MAX_FIELDS: usize = 100_000;
/// The name that every signature dictionary must carry.
const BYTE_RANGE: &[u8] = b"/ByteRange";

/// A signature that is seen.
pub(super) enum Found {
    /// A dictionary of its own in the file.
    Plain(Place),
    /// Somewhere its bytes cannot be named.
    Hidden,
}

/// A signature dictionary.
pub(super) struct Place {
    /// The revision that wrote it.
    pub(super) revision: usize,
    pub(super) written: Written,
}

/// What the look through the file gave.
pub(super) struct Survey {
    /// Every signature, in the order of the revisions.
    pub(super) found: Vec<Found>,
    /// Objects that cannot be read.
    pub(super) damaged: usize,
    /// Fields by the number of the signature that is their value.
    fields: HashMap<u32, Vec<ObjectId>>,
    uses: HashMap<u32, Uses>,
}

/// How an object that is written in a later revision is referred to, in all revisions.
#[derive(Debug, Clone, Default)]
struct Uses {
    /// The first revision that refers to it.
    first: usize,
    /// Under which names of dictionaries; an element of an array has none.
    keys: BTreeSet<Option<Vec<u8>>>,
    /// The objects that do, up to two of them; the trailer is number 0.
    users: BTreeSet<u32>,
}

impl Survey {
    /// Looks through every object, not only through the form: a signature that was unhooked later is still seen.
    pub(super) fn of(file: &PdfFile<'_>) -> Self {
        let mut survey = Self {
            found: Vec::new(),
            damaged: 0,
            fields: HashMap::new(),
            uses: HashMap::new(),
        };
        let interesting: HashSet<u32> = (1..file.revisions().len())
            .flat_map(|revision| file.objects(revision))
            .map(|id| id.number)
            .collect();
        let mut mentions = Mentions::of(file.bytes());
        for revision in 0..file.revisions().len() {
            let trailer = file.view(revision).trailer();
            survey.note(trailer, 0, revision, &interesting);
            for (_, written) in file.written(revision) {
                match written {
                    Ok(written) => {
                        mentions.strike(&written);
                        survey.take(file, revision, written, &interesting);
                    }
                    Err(_) => survey.damaged += 1,
                }
            }
        }
        let hidden = mentions.left() + survey.values_of_other_kind(file);
        survey.found.extend((0..hidden).map(|_| Found::Hidden));
        survey.found.truncate(MAX_SIGNATURES);
        survey
    }

    /// The dictionaries that lie plainly in the file.
    pub(super) fn plain(&self) -> impl Iterator<Item = &Place> {
        self.found.iter().filter_map(|found| match found {
            Found::Plain(place) => Some(place),
            Found::Hidden => None,
        })
    }

    /// The fields that have, in whatever revision, this signature as their value.
    pub(super) fn fields_with(&self, signature: ObjectId) -> &[ObjectId] {
        self.fields
            .get(&signature.number)
            .map_or(&[], Vec::as_slice)
    }

    /// Whether anything referred to an object before this revision.
    pub(super) fn was_named_before(&self, number: u32, revision: usize) -> bool {
        self.uses
            .get(&number)
            .is_some_and(|uses| uses.first < revision)
    }

    /// The one object that refers to this one, always under this name; `None` when there are others, or other names.
    pub(super) fn only_user(&self, number: u32, key: &str) -> Option<u32> {
        let uses = self.uses.get(&number)?;
        let only_so = uses
            .keys
            .iter()
            .all(|used| used.as_deref() == Some(key.as_bytes()));
        match (only_so, uses.users.len()) {
            (true, 1) => uses.users.first().copied(),
            _ => None,
        }
    }

    fn take(
        &mut self,
        file: &PdfFile<'_>,
        revision: usize,
        written: Written,
        interesting: &HashSet<u32>,
    ) {
        self.note_object(
            &written.value,
            None,
            written.id.number,
            revision,
            interesting,
        );
        let Some(dictionary) = written.dictionary() else {
            return;
        };
        if written.data.is_none() && is_signature(dictionary) {
            // The same dictionary, listed once more by a later revision, is seen already.
            let relisted = written
                .range
                .as_ref()
                .is_some_and(|range| range.start < file.revisions()[revision].range.start);
            match written.range {
                Some(_) if !relisted => self.found.push(Found::Plain(Place { revision, written })),
                Some(_) => {}
                None => self.found.push(Found::Hidden),
            }
            return;
        }
        match dictionary.get("V") {
            Some(Object::Reference(value)) => {
                let fields = self.fields.entry(value.number).or_default();
                if !fields.contains(&written.id) {
                    fields.push(written.id);
                }
            }
            // A signature dictionary written straight into its field.
            Some(Object::Dictionary(value)) if is_signature(value) => {
                self.found.push(Found::Hidden);
            }
            _ => {}
        }
    }

    /// Signature fields whose value is something else than the signatures seen.
    fn values_of_other_kind(&self, file: &PdfFile<'_>) -> usize {
        let seen: BTreeMap<u32, ()> = self
            .plain()
            .map(|place| (place.written.id.number, ()))
            .collect();
        let view = file.latest();
        let form = view
            .catalog()
            .and_then(|catalog| view.value(&catalog, "AcroForm"));
        let Ok(Object::Dictionary(form)) = form else {
            return 0;
        };
        let Ok(Object::Array(fields)) = view.value(&form, "Fields") else {
            return 0;
        };
        let mut waiting: Vec<(Object, bool)> =
            fields.into_iter().map(|field| (field, false)).collect();
        let mut other = 0;
        for _ in 0..MAX_FIELDS {
            let Some((node, inherited)) = waiting.pop() else {
                break;
            };
            let Ok(Object::Dictionary(field)) = view.resolve(&node) else {
                continue;
            };
            let is_signature = field
                .get("FT")
                .map_or(inherited, |kind| kind.as_name() == Some(b"Sig"));
            if let Ok(Object::Array(kids)) = view.value(&field, "Kids") {
                waiting.extend(kids.into_iter().map(|kid| (kid, is_signature)));
            }
            match field.get("V") {
                _ if !is_signature => {}
                None | Some(Object::Null | Object::Dictionary(_)) => {}
                Some(Object::Reference(value)) if seen.contains_key(&value.number) => {}
                Some(_) => other += 1,
            }
        }
        other
    }

    fn note_object(
        &mut self,
        object: &Object,
        key: Option<&[u8]>,
        user: u32,
        revision: usize,
        interesting: &HashSet<u32>,
    ) {
        match object {
            Object::Reference(id) if interesting.contains(&id.number) => {
                let uses = self.uses.entry(id.number).or_insert_with(|| Uses {
                    first: revision,
                    ..Uses::default()
                });
                if !uses.keys.iter().any(|used| used.as_deref() == key) {
                    uses.keys.insert(key.map(<[u8]>::to_vec));
                }
                if uses.users.len() < 2 {
                    uses.users.insert(user);
                }
            }
            Object::Array(items) => {
                for item in items {
                    self.note_object(item, None, user, revision, interesting);
                }
            }
            Object::Dictionary(dictionary) => self.note(dictionary, user, revision, interesting),
            Object::Stream(stream) => self.note(&stream.dictionary, user, revision, interesting),
            _ => {}
        }
    }

    fn note(
        &mut self,
        dictionary: &Dictionary,
        user: u32,
        revision: usize,
        interesting: &HashSet<u32>,
    ) {
        for (key, value) in dictionary.iter() {
            self.note_object(value, Some(key), user, revision, interesting);
        }
    }
}

fn is_signature(dictionary: &Dictionary) -> bool {
    dictionary.contains("ByteRange")
        || dictionary.is_name("Type", "Sig")
        || dictionary.is_name("Type", "DocTimeStamp")
}

/// The places in the bytes that name a byte range. One that lies in no object the file lists is a signature that was
/// cut off from the document.
struct Mentions {
    places: Vec<usize>,
    struck: Vec<bool>,
}

impl Mentions {
    fn of(bytes: &[u8]) -> Self {
        let mut places = Vec::new();
        let mut from = 0;
        while let Some(found) = find(&bytes[from..], BYTE_RANGE) {
            places.push(from + found);
            from += found + BYTE_RANGE.len();
        }
        let struck = vec![false; places.len()];
        Self { places, struck }
    }

    fn strike(&mut self, written: &Written) {
        let Some(range) = &written.range else { return };
        let first = self.places.partition_point(|place| *place < range.start);
        let inside = self.places[first..]
            .iter()
            .zip(&mut self.struck[first..])
            .take_while(|(place, _)| **place < range.end);
        for (_, struck) in inside {
            *struck = true;
        }
    }

    fn left(&self) -> usize {
        self.struck.iter().filter(|struck| !**struck).count()
    }
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    let mut from = 0;
    while let Some(slash) = bytes[from..].iter().position(|byte| *byte == wanted[0]) {
        if bytes[from + slash..].starts_with(wanted) {
            return Some(from + slash);
        }
        from += slash + 1;
    }
    None
}
