//! Attacks that come with a further signature field, and the tools to add one.

use pdf_file::{Dictionary, Object, ObjectId, PdfFile, Update};

use super::behind::{empty_stream, form_of, numbers};
use super::letter::{Letter, Map, append, id, sign};

/// A second signature with something else carried in. Whether that signature is any good does not matter: the first
/// one must not be called valid any more.
pub(crate) fn all(letter: &Letter) -> Vec<(String, Vec<u8>)> {
    let mut attacks = Vec::new();
    let map = Map::of(&letter.signed);
    let redrawn = append(&letter.signed, |_, update| {
        update.replace(map.contents, empty_stream());
    });
    attacks.push((
        "the contents replaced, then signed by a stranger".into(),
        sign(&redrawn, &letter.stranger, letter.at),
    ));
    for (name, key, value) in [
        ("an action", "A", Object::Dictionary(Dictionary::new())),
        ("actions", "AA", Object::Dictionary(Dictionary::new())),
        (
            "children",
            "Kids",
            Object::Array(vec![Object::Reference(map.page)]),
        ),
        ("a parent", "Parent", Object::Reference(map.form)),
        ("a popup", "Popup", Object::Reference(map.field)),
        ("page content", "Contents", Object::Reference(map.contents)),
        ("a page's kind", "Type", Object::name("Page")),
        ("another kind of field", "FT", Object::name("Tx")),
        (
            "another kind of annotation",
            "Subtype",
            Object::name("Stamp"),
        ),
        (
            "the name of the first field",
            "T",
            of_field(letter, &map, "T"),
        ),
        ("a path for a name", "T", Object::text("a.b")),
        ("no name", "T", Object::Null),
        (
            "the old signature for a value",
            "V",
            of_field(letter, &map, "V"),
        ),
        ("no value", "V", Object::Null),
        ("a catalog for a value", "V", Object::Reference(map.catalog)),
        (
            "optional content",
            "OC",
            Object::Dictionary(Dictionary::new()),
        ),
        ("a page that is none", "P", Object::Reference(id(950))),
    ] {
        let with = with_field(letter, &map, |field, _| field.with(key, value));
        attacks.push((format!("a further field with {name}"), with));
    }
    let covering = |signed: bool| {
        with_field(letter, &map, |field, update| {
            let drawn = update.put(form_of("1 g 0 0 600 800 re f"));
            let shown = Dictionary::new().with("N", Object::Reference(drawn));
            let field = field
                .with("Rect", numbers(&[0, 0, 600, 800]))
                .with("F", Object::Integer(4))
                .with("AP", Object::Dictionary(shown));
            if signed {
                field
            } else {
                field.with("V", Object::Null)
            }
        })
    };
    attacks.push((
        "an empty field that covers the page".into(),
        covering(false),
    ));
    attacks.push(("a signature that covers the page".into(), covering(true)));
    let twice = append(
        &with_field(letter, &map, |field, _| field),
        |file, update| {
            annotate(file, update, map.page, map.field);
        },
    );
    attacks.push(("the old field shown twice".into(), twice));
    attacks
}

/// The letter with a further signature field, its value and its place on the page, all in one revision.
pub(crate) fn with_field(
    letter: &Letter,
    map: &Map,
    change: impl FnOnce(Dictionary, &mut Update<'_>) -> Dictionary,
) -> Vec<u8> {
    append(&letter.signed, |file, update| {
        let value = Dictionary::new()
            .with("Type", Object::name("Sig"))
            .with("Filter", Object::name("Adobe.PPKLite"))
            .with("SubFilter", Object::name("ETSI.CAdES.detached"))
            .with("ByteRange", numbers(&[0, 0, 0, 0]))
            .with("Contents", Object::String(vec![0; 8]));
        let value = update.put(Object::Dictionary(value));
        let field = Dictionary::new()
            .with("Type", Object::name("Annot"))
            .with("Subtype", Object::name("Widget"))
            .with("FT", Object::name("Sig"))
            .with("T", Object::text("Further"))
            .with("Rect", numbers(&[0, 0, 0, 0]))
            .with("F", Object::Integer(132))
            .with("P", Object::Reference(map.page))
            .with("V", Object::Reference(value));
        let field = change(field, update);
        add_field(file, update, map, field);
    })
}

pub(crate) fn add_field(file: &PdfFile<'_>, update: &mut Update<'_>, map: &Map, field: Dictionary) {
    let field = update.put(Object::Dictionary(field));
    annotate(file, update, map.page, field);
    let form = file.object(map.form).unwrap();
    let form = form.as_dictionary().unwrap().clone();
    let mut fields = form.get("Fields").unwrap().as_array().unwrap().to_vec();
    fields.push(Object::Reference(field));
    update.replace(
        map.form,
        Object::Dictionary(form.with("Fields", Object::Array(fields))),
    );
}

fn of_field(letter: &Letter, map: &Map, key: &str) -> Object {
    let file = PdfFile::parse(&letter.signed).unwrap();
    let field = file.object(map.field).unwrap();
    field.as_dictionary().unwrap().get(key).unwrap().clone()
}

pub(crate) fn annotate(
    file: &PdfFile<'_>,
    update: &mut Update<'_>,
    page: ObjectId,
    annotation: ObjectId,
) {
    let dictionary = file.object(page).unwrap();
    let dictionary = dictionary.as_dictionary().unwrap().clone();
    let list = file.latest().value(&dictionary, "Annots").unwrap();
    let mut list = list.as_array().unwrap_or_default().to_vec();
    list.push(Object::Reference(annotation));
    match dictionary.get("Annots") {
        Some(Object::Reference(id)) => update.replace(*id, Object::Array(list)),
        _ => update.replace(
            page,
            Object::Dictionary(dictionary.with("Annots", Object::Array(list))),
        ),
    }
}
