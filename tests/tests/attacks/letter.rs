//! The one letter everything starts from, the keys, and the tools of somebody who wants to change it.

use std::fs;

use chrono::{DateTime, FixedOffset};
use pdf_file::{Dictionary, Object, ObjectId, PdfFile, Stream, Update};
use signature::testing::{KeyKind, Person, ThrowAway, throw_away_pkcs12};
use signature::{PdfSignatureOptions, Pkcs12, SoftwareKey, Trust, Verification};
use tests::run::{run, top, zaprosctl};

pub(crate) const PASSWORD: &str = "attack kit";

/// A rendered letter, its signer, and a second person whose authority is trusted as well.
pub(crate) struct Letter {
    pub(crate) at: DateTime<FixedOffset>,
    pub(crate) unsigned: Vec<u8>,
    pub(crate) signed: Vec<u8>,
    pub(crate) signer: ThrowAway,
    pub(crate) stranger: ThrowAway,
}

impl Letter {
    pub(crate) fn made() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("letter.pdf");
        let mut command = zaprosctl(env!("CARGO_BIN_EXE_zaprosctl-under-test"));
        command
            .arg("render")
            .arg(top().join("assets/examples/access.json"));
        let _ = run(command.arg("-o").arg(&out)).ended(0);
        let unsigned = fs::read(out).unwrap();

        let at = chrono::Local::now().fixed_offset();
        let key = |surname, given_name, kind| {
            throw_away_pkcs12(&Person::new(surname, given_name), PASSWORD, kind, at)
        };
        let signer = key("Иванова-Петровская", "Мария Сергеевна", KeyKind::Rsa2048);
        let stranger = key("Чужой", "Пётр Петрович", KeyKind::P256);
        let signed = sign(&unsigned, &signer, at);
        Self {
            at,
            unsigned,
            signed,
            signer,
            stranger,
        }
    }

    /// Signs anything as the applicant.
    pub(crate) fn sign(&self, pdf: &[u8]) -> Vec<u8> {
        sign(pdf, &self.signer, self.at)
    }

    /// Verifies with both authorities trusted: what is found must be found in the file.
    pub(crate) fn verify(&self, pdf: &[u8], more_roots: &[Vec<u8>]) -> Verification {
        let mut trust = Trust::new();
        trust.add(self.signer.root_pem().as_bytes()).unwrap();
        trust.add(self.stranger.root_pem().as_bytes()).unwrap();
        for root in more_roots {
            trust.add(root).unwrap();
        }
        signature::verify_pdf(pdf, &trust.without_revocation(), self.at)
    }
}

pub(crate) fn open(key: &ThrowAway) -> SoftwareKey {
    Pkcs12::open(&key.pkcs12, PASSWORD).unwrap()
}

pub(crate) fn sign(pdf: &[u8], key: &ThrowAway, at: DateTime<FixedOffset>) -> Vec<u8> {
    signature::sign_pdf(pdf, &open(key), &PdfSignatureOptions::at(at)).unwrap()
}

/// One more revision, correctly appended.
pub(crate) fn append(pdf: &[u8], change: impl FnOnce(&PdfFile<'_>, &mut Update<'_>)) -> Vec<u8> {
    let file = PdfFile::parse(pdf).unwrap();
    let mut update = file.append();
    change(&file, &mut update);
    update.finish()
}

/// Changes one dictionary (or the dictionary of a stream) in one more revision.
pub(crate) fn change(
    pdf: &[u8],
    id: ObjectId,
    change: impl FnOnce(Dictionary) -> Dictionary,
) -> Vec<u8> {
    append(pdf, |file, update| {
        let changed = match file.object(id).unwrap() {
            Object::Dictionary(old) => Object::Dictionary(change(old)),
            Object::Stream(old) => Object::Stream(Stream {
                dictionary: change(old.dictionary),
                raw: old.raw,
            }),
            other => panic!("{other:?}"),
        };
        update.replace(id, changed);
    })
}

/// Where the parts of a letter lie.
pub(crate) struct Map {
    pub(crate) catalog: ObjectId,
    pub(crate) info: ObjectId,
    pub(crate) pages: ObjectId,
    pub(crate) page: ObjectId,
    pub(crate) contents: ObjectId,
    pub(crate) resources: Option<ObjectId>,
    pub(crate) font: ObjectId,
    pub(crate) form: ObjectId,
    pub(crate) field: ObjectId,
    pub(crate) metadata: ObjectId,
    pub(crate) attached: ObjectId,
    pub(crate) structure: ObjectId,
}

impl Map {
    pub(crate) fn of(pdf: &[u8]) -> Self {
        let file = PdfFile::parse(pdf).unwrap();
        let view = file.latest();
        let at = |dictionary: &Dictionary, key: &str| {
            dictionary
                .get(key)
                .and_then(Object::as_reference)
                .unwrap_or_else(|| panic!("{key} in {dictionary:?}"))
        };
        let dictionary = |id: ObjectId| view.object(id).unwrap().as_dictionary().unwrap().clone();
        let first = |object: &Object| {
            let items = view.resolve(object).unwrap();
            items.as_array().unwrap()[0].as_reference().unwrap()
        };
        let catalog = at(view.trailer(), "Root");
        let root = dictionary(catalog);
        let pages = at(&root, "Pages");
        let page = first(dictionary(pages).get("Kids").unwrap());
        let page_dictionary = dictionary(page);
        let resources = page_dictionary.get("Resources").unwrap();
        let fonts = view.resolve(resources).unwrap();
        let fonts = view.value(fonts.as_dictionary().unwrap(), "Font").unwrap();
        let form = at(&root, "AcroForm");
        let specification = dictionary(first(root.get("AF").unwrap()));
        let files = view.value(&specification, "EF").unwrap();
        Self {
            catalog,
            info: at(view.trailer(), "Info"),
            pages,
            page,
            contents: at(&page_dictionary, "Contents"),
            resources: resources.as_reference(),
            font: fonts
                .as_dictionary()
                .unwrap()
                .iter()
                .find_map(|(_, font)| font.as_reference())
                .unwrap(),
            form,
            field: first(dictionary(form).get("Fields").unwrap()),
            metadata: at(&root, "Metadata"),
            attached: at(files.as_dictionary().unwrap(), "F"),
            structure: at(&root, "StructTreeRoot"),
        }
    }
}

/// A revision written by hand, where the appender would refuse to help.
#[derive(Default)]
pub(crate) struct Raw<'a> {
    /// Number, generation, text.
    pub(crate) objects: Vec<(u32, u16, &'a str)>,
    /// Stands before the objects, named by nothing.
    pub(crate) unnamed: &'a [u8],
    /// Further subsections of the table.
    pub(crate) table: String,
    /// Added to the trailer.
    pub(crate) trailer: String,
    pub(crate) size: Option<u32>,
    pub(crate) root: Option<u32>,
    pub(crate) previous: Option<usize>,
    /// Stands after the trailer.
    pub(crate) remark: &'a str,
    pub(crate) startxref: Option<usize>,
}

impl Raw<'_> {
    pub(crate) fn behind(&self, pdf: &[u8]) -> Vec<u8> {
        let file = PdfFile::parse(pdf).unwrap();
        let trailer = file.latest().trailer();
        let integer = |key| trailer.get(key).and_then(Object::as_integer).unwrap();
        let last = startxref(pdf);
        let mut out = pdf.to_vec();
        out.extend_from_slice(self.unnamed);
        let mut table = String::new();
        for (number, generation, text) in &self.objects {
            table.push_str(&format!(
                "{number} 1\n{:010} {generation:05} n \n",
                out.len()
            ));
            out.extend_from_slice(
                format!("{number} {generation} obj\n{text}\nendobj\n").as_bytes(),
            );
        }
        let start = out.len();
        let root = trailer.get("Root").unwrap().as_reference().unwrap();
        let highest = self
            .objects
            .iter()
            .map(|(number, ..)| i64::from(*number) + 1);
        let size = self
            .size
            .map_or(highest.max().unwrap_or(0).max(integer("Size")), i64::from);
        out.extend_from_slice(
            format!(
                "xref\n{table}{}trailer\n<< /Size {size} /Root {} 0 R /Prev {} {} >>\n{}startxref\n{}\n%%EOF\n",
                self.table,
                self.root.unwrap_or(root.number),
                self.previous.unwrap_or(last),
                self.trailer,
                self.remark,
                self.startxref.unwrap_or(start),
            )
            .as_bytes(),
        );
        out
    }
}

/// The number behind the last `startxref`.
pub(crate) fn startxref(pdf: &[u8]) -> usize {
    let place = last(pdf, b"startxref") + 9;
    let text = String::from_utf8_lossy(&pdf[place..]).into_owned();
    text.split_whitespace().next().unwrap().parse().unwrap()
}

pub(crate) fn first(bytes: &[u8], wanted: &[u8]) -> usize {
    let mut windows = bytes.windows(wanted.len());
    windows.position(|window| window == wanted).unwrap()
}

pub(crate) fn last(bytes: &[u8], wanted: &[u8]) -> usize {
    let mut windows = bytes.windows(wanted.len());
    windows.rposition(|window| window == wanted).unwrap()
}

/// Writes over bytes in place, blanks behind, so that nothing moves.
pub(crate) fn over(pdf: &[u8], place: std::ops::Range<usize>, text: &[u8]) -> Vec<u8> {
    let mut changed = pdf.to_vec();
    let mut bytes = text.to_vec();
    assert!(bytes.len() <= place.len());
    bytes.resize(place.len(), b' ');
    changed[place].copy_from_slice(&bytes);
    changed
}

/// The value of a key of the newest signature dictionary.
pub(crate) fn value(pdf: &[u8], key: &str) -> std::ops::Range<usize> {
    let file = PdfFile::parse(pdf).unwrap();
    let view = file.latest();
    let newest = file
        .objects(file.revisions().len() - 1)
        .filter_map(|id| view.located(id).unwrap())
        .find(|located| located.dictionary.contains("ByteRange"));
    newest.unwrap().value_range(key).unwrap()
}

pub(crate) const fn id(number: u32) -> ObjectId {
    ObjectId {
        number,
        generation: 0,
    }
}

/// Signs in a new invisible field, with whatever the caller puts into the signature dictionary and the revision.
pub(crate) fn sign_by_hand(
    pdf: &[u8],
    key: &ThrowAway,
    more: impl FnOnce(&PdfFile<'_>, &mut Update<'_>, ObjectId) -> Dictionary,
) -> Vec<u8> {
    const ROOM: usize = 12_000;
    let map = Map::of(pdf);
    let signed = append(pdf, |file, update| {
        let value = update.reserve();
        let widest = Object::Integer(9_999_999_999);
        let zero = Object::Integer(0);
        let dictionary = more(file, update, value)
            .with("Type", Object::name("Sig"))
            .with("Filter", Object::name("Adobe.PPKLite"))
            .with("SubFilter", Object::name("adbe.pkcs7.detached"))
            .with(
                "ByteRange",
                Object::Array(vec![zero.clone(), widest.clone(), widest.clone(), widest]),
            )
            .with("Contents", Object::String(vec![0; ROOM]));
        update.replace(value, Object::Dictionary(dictionary));
        let field = Dictionary::new()
            .with("Type", Object::name("Annot"))
            .with("Subtype", Object::name("Widget"))
            .with("FT", Object::name("Sig"))
            .with("T", Object::text(&format!("By hand {}", value.number)))
            .with("Rect", Object::Array(vec![zero; 4]))
            .with("F", Object::Integer(132))
            .with("P", Object::Reference(map.page))
            .with("V", Object::Reference(value));
        super::further::add_field(file, update, &map, field);
    });
    let gap = value(&signed, "Contents");
    let mut place = value(&signed, "ByteRange");
    while signed[place.end] == b' ' {
        place.end += 1;
    }
    let range = format!("[0 {} {} {}]", gap.start, gap.end, signed.len() - gap.end);
    let mut signed = over(&signed, place, range.as_bytes());
    let covered = [&signed[..gap.start], &signed[gap.end..]].concat();
    let at = chrono::Local::now().fixed_offset();
    let cms = signature::sign_detached(&covered, &open(key), at).unwrap();
    let digits: String = cms.iter().map(|byte| format!("{byte:02X}")).collect();
    signed[gap.start + 1..gap.start + 1 + digits.len()].copy_from_slice(digits.as_bytes());
    signed
}
