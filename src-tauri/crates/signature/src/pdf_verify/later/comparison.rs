//! One saving against the one before it. Every object it writes must be explained by one rule; what is left over
//! unexplained decides.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use pdf_file::{Dictionary, Object, ObjectId, PdfFile, Stream, View, Written};

use super::super::survey::Survey;
use super::same::{differing, same};
use super::{Finding, Step};

/// Keys of a trailer that tell where things are, not what they are (§7.5.5, §7.5.8.2).
const PLACES: &[&str] = &[
    "Size",
    "Prev",
    "ID",
    "Info",
    "Root",
    "Type",
    "W",
    "Index",
    "Filter",
    "DecodeParms",
    "Length",
];
/// Keys of the catalog that have rules of their own.
const RULED: &[&str] = &["AcroForm", "DSS", "Extensions", "Metadata", "Version"];

/// The work on one saving.
pub(super) struct Comparison<'f> {
    pub(super) file: &'f PdfFile<'f>,
    pub(super) survey: &'f Survey,
    pub(super) revision: usize,
    pub(super) old: View<'f>,
    pub(super) new: View<'f>,
    /// What the saving writes.
    pub(super) written: BTreeMap<u32, Written>,
    /// What a rule has accounted for.
    pub(super) explained: BTreeSet<u32>,
    /// The names of the fields at the top of the form; filled when first asked for.
    pub(super) names: &'f mut Option<HashSet<Vec<u8>>>,
    /// Signature fields of this saving, new or newly signed.
    pub(super) signed_fields: BTreeMap<u32, SignedField>,
    pub(super) step: Step,
}

/// A field that got its signature in this saving.
#[derive(Debug, Default)]
pub(super) struct SignedField {
    /// Whether the field was not there before.
    pub(super) is_new: bool,
    /// The pages that show it now and did not before.
    pub(super) pages: BTreeSet<u32>,
}

impl<'f> Comparison<'f> {
    /// Compares a saving with the one before it.
    pub(super) fn step(
        file: &'f PdfFile<'f>,
        survey: &'f Survey,
        revision: usize,
        names: &'f mut Option<HashSet<Vec<u8>>>,
    ) -> Step {
        let mut comparison = Self {
            file,
            survey,
            revision,
            old: file.view(revision - 1),
            new: file.view(revision),
            written: BTreeMap::new(),
            explained: BTreeSet::new(),
            names,
            signed_fields: BTreeMap::new(),
            step: Step::default(),
        };
        let outcome = comparison.run();
        comparison.step.note(outcome);
        if comparison.step.worst.is_some() {
            *comparison.names = None;
        }
        comparison.step
    }

    fn run(&mut self) -> Result<(), Finding> {
        let appended = self.file.appended(self.revision)?;
        if !appended.removed.is_empty() {
            return Err(Finding::forbidden(
                "После подписания из документа удалены объекты.",
            ));
        }
        for written in appended.objects {
            self.written.insert(written.id.number, written);
        }
        self.numbers()?;
        for rule in [
            Self::trailer,
            Self::catalog,
            Self::rewritten_pages,
            Self::rewritten_fields,
            Self::places_of_signatures,
            Self::left_over,
        ] {
            let outcome = rule(self);
            self.step.note(outcome);
        }
        Ok(())
    }

    /// A new object must not have been awaited: a reference that led nowhere when the document was signed would lead
    /// somewhere now. A rewritten one keeps its generation, else old references would lead nowhere.
    fn numbers(&self) -> Result<(), Finding> {
        for (number, written) in &self.written {
            match self.file.id_of(self.revision - 1, *number) {
                None if self.survey.was_named_before(*number, self.revision) => {
                    return Err(Finding::forbidden(
                        "После подписания появился объект, на место которого документ уже ссылался.",
                    ));
                }
                Some(old) if old != written.id => {
                    return Err(Finding::forbidden(
                        "После подписания объект документа заменён объектом под тем же номером.",
                    ));
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn trailer(&mut self) -> Result<(), Finding> {
        let (old, new) = (self.old.trailer(), self.new.trailer());
        if old.get("Root") != new.get("Root") {
            return Err(Finding::forbidden(
                "После подписания заменён каталог документа.",
            ));
        }
        // §7.5.5: what lies at or above Size counts as missing, so a small one hides objects.
        let size = |trailer: &Dictionary| trailer.get("Size").and_then(Object::as_integer);
        let highest = self.written.keys().next_back().copied().unwrap_or(0);
        if size(new).is_none() || size(new) < size(old) || size(new) <= Some(i64::from(highest)) {
            return Err(Finding::forbidden(
                "После подписания уменьшено число объектов документа.",
            ));
        }
        let first = |trailer: &Dictionary| Some(trailer.get("ID")?.as_array()?.first()?.clone());
        if new.contains("ID") && first(old).is_some_and(|old| Some(old) != first(new)) {
            return Err(Finding::unknown(
                "У документа изменился постоянный идентификатор.",
            ));
        }
        let added: Vec<&[u8]> = differing(old, new, PLACES)
            .into_iter()
            .filter(|key| new.iter().any(|(new, _)| new == *key))
            .collect();
        if !added.is_empty() {
            return Err(Finding::unknown(
                "В конце файла появились неизвестные сведения о документе.",
            ));
        }
        self.information(old, new)
    }

    fn catalog(&mut self) -> Result<(), Finding> {
        let (old, new) = (self.old.catalog()?, self.new.catalog()?);
        if let Some(root) = self
            .new
            .trailer()
            .get("Root")
            .and_then(Object::as_reference)
        {
            self.explained.insert(root.number);
        }
        if let Some(key) = differing(&old, &new, RULED).first() {
            return Err(Finding::forbidden(format!(
                "После подписания изменён каталог документа ({}).",
                String::from_utf8_lossy(key)
            )));
        }
        version(&old, &new)?;
        self.extensions(&old, &new)?;
        self.metadata(&old, &new)?;
        self.store(&old, &new)?;
        self.form(&old, &new)
    }

    /// Names of extensions the document uses (§7.12); they show nothing.
    fn extensions(&mut self, old: &Dictionary, new: &Dictionary) -> Result<(), Finding> {
        let (old, new) = self.pair("Extensions", old, new)?;
        let changed = || Finding::forbidden("После подписания изменён перечень расширений PDF.");
        let (old, new) = match (old, new) {
            (old, new) if same(&old, &new) => return Ok(()),
            (Object::Null, Object::Dictionary(new)) => (Dictionary::new(), new),
            (Object::Dictionary(old), Object::Dictionary(new)) => (old, new),
            _ => return Err(changed()),
        };
        const KEYS: &[&str] = &[
            "Type",
            "BaseVersion",
            "ExtensionLevel",
            "ExtensionRevision",
            "URL",
        ];
        let is_extension = |value: &Object| {
            matches!(value, Object::Dictionary(value) if only_keys(value, KEYS)
                && value.iter().all(|(_, value)| !matches!(value, Object::Reference(_))))
        };
        let all_plain = differing(&old, &new, &[]).iter().all(|key| {
            let was_there = old.iter().any(|(old, _)| old == *key);
            let value = new
                .iter()
                .find(|(new, _)| new == key)
                .map(|(_, value)| value);
            !was_there
                && match value {
                    Some(Object::Array(items)) => items.iter().all(is_extension),
                    Some(value) => is_extension(value),
                    None => false,
                }
        });
        if all_plain { Ok(()) } else { Err(changed()) }
    }

    /// What no rule has explained.
    fn left_over(&mut self) -> Result<(), Finding> {
        let mut orphan = Ok(());
        for (number, written) in &self.written {
            if self.explained.contains(number) {
                continue;
            }
            if self.is_new(*number) {
                orphan = Err(Finding::unknown(
                    "После подписания добавлены объекты, которые ни к чему не относятся.",
                ));
                continue;
            }
            let (old, new) = (self.old.object(written.id)?, self.new.object(written.id)?);
            if !same(&old, &new) {
                return Err(Finding::forbidden(format!(
                    "После подписания изменён объект документа: {}.",
                    kind(&old)
                )));
            }
        }
        orphan
    }

    /// Whether an object existed before this saving.
    pub(super) fn was_there(&self, number: u32) -> bool {
        self.file.id_of(self.revision - 1, number).is_some()
    }

    /// Whether this saving adds an object of this number.
    pub(super) fn is_new(&self, number: u32) -> bool {
        self.written.contains_key(&number) && !self.was_there(number)
    }

    /// An object this saving adds, under its number.
    pub(super) fn added(&self, id: ObjectId) -> Option<&Written> {
        self.written
            .get(&id.number)
            .filter(|written| written.id == id && self.is_new(id.number))
    }

    /// The values of a key before and after. An object of its own must stay the same object, used for nothing else; a
    /// new one is explained by its place here.
    pub(super) fn pair(
        &mut self,
        key: &str,
        old: &Dictionary,
        new: &Dictionary,
    ) -> Result<(Object, Object), Finding> {
        match (old.get(key), new.get(key)) {
            (Some(Object::Reference(old)), Some(Object::Reference(new))) if old == new => {
                self.rewritten_as(new.number, key)?;
            }
            (_, Some(Object::Reference(new))) if self.added(*new).is_some() => {
                self.explained.insert(new.number);
            }
            (_, Some(Object::Reference(_))) => {
                return Err(Finding::forbidden(format!(
                    "После подписания {key} указывает на другой объект."
                )));
            }
            _ => {}
        }
        Ok((self.old.value(old, key)?, self.new.value(new, key)?))
    }

    /// Explains an object, if it is rewritten, that is used in one place and for one purpose.
    fn rewritten_as(&mut self, number: u32, key: &str) -> Result<(), Finding> {
        if !self.written.contains_key(&number) {
            return Ok(());
        }
        if self.survey.only_user(number, key).is_none() {
            return Err(Finding::unknown(format!(
                "Изменённый объект ({key}) используется в документе не только по назначению."
            )));
        }
        self.explained.insert(number);
        Ok(())
    }

    /// Explains all new objects that can be reached from here. Streams only where something may be shown.
    pub(super) fn explain_below(&mut self, object: &Object, streams: bool) {
        let mut waiting = vec![object.clone()];
        while let Some(object) = waiting.pop() {
            match object {
                Object::Reference(id) => {
                    let Some(written) = self.added(id) else {
                        continue;
                    };
                    if written.data.is_some() && !streams {
                        continue;
                    }
                    let value = written.value.clone();
                    if self.explained.insert(id.number) {
                        waiting.push(value);
                    }
                }
                Object::Array(items) => waiting.extend(items),
                Object::Dictionary(dictionary) | Object::Stream(Stream { dictionary, .. }) => {
                    waiting.extend(dictionary.iter().map(|(_, value)| value.clone()));
                }
                _ => {}
            }
        }
    }
}

/// Whether a dictionary has no other keys.
pub(super) fn only_keys(dictionary: &Dictionary, keys: &[&str]) -> bool {
    dictionary
        .iter()
        .all(|(key, _)| keys.iter().any(|known| known.as_bytes() == key))
}

/// The version may only rise, and only to one there is.
fn version(old: &Dictionary, new: &Dictionary) -> Result<(), Finding> {
    const KNOWN: [&[u8]; 5] = [b"1.4", b"1.5", b"1.6", b"1.7", b"2.0"];
    let rank = |dictionary: &Dictionary| {
        let name = dictionary.get("Version").and_then(Object::as_name)?;
        KNOWN.iter().position(|known| *known == name)
    };
    if old.get("Version") == new.get("Version") || (rank(new).is_some() && rank(old) < rank(new)) {
        return Ok(());
    }
    Err(Finding::forbidden("После подписания изменена версия PDF."))
}

/// What an object is, for people.
fn kind(object: &Object) -> &'static str {
    let Some(dictionary) = object.as_dictionary() else {
        return "массив или значение";
    };
    let name = |key| dictionary.get(key).and_then(Object::as_name);
    match (name("Type"), name("Subtype")) {
        (Some(b"Page"), _) => "страница",
        (Some(b"Pages"), _) => "дерево страниц",
        (Some(b"Font" | b"FontDescriptor"), _) => "шрифт",
        (Some(b"Catalog"), _) => "каталог",
        (Some(b"Annot"), _) | (_, Some(b"Widget")) => "пометка или поле на странице",
        (Some(b"Sig" | b"DocTimeStamp"), _) => "подпись",
        (Some(b"ObjStm"), _) => "поток объектов",
        (_, Some(b"Image")) => "изображение",
        (_, Some(b"Form")) => "внешний вид",
        _ if dictionary.contains("Kids") => "дерево",
        _ if matches!(object, Object::Stream(_)) => "содержание страницы или данные",
        _ => "словарь",
    }
}
