//! Attacks that leave the signed bytes alone and append to them (public name: incremental saving attack).

use pdf_file::{Dictionary, Object, ObjectId, PdfFile, Stream};

use super::further::annotate;
use super::letter::{Letter, Map, Raw, append, change};

type Attack = (String, Vec<u8>);

pub(crate) fn all(letter: &Letter) -> Vec<Attack> {
    let mut attacks = Vec::new();
    objects(letter, &mut attacks);
    catalog_and_form(letter, &mut attacks);
    additions(letter, &mut attacks);
    attacks
}

pub(crate) fn empty_stream() -> Object {
    Object::Stream(Stream {
        dictionary: Dictionary::new(),
        raw: b"q Q".to_vec(),
    })
}

pub(crate) fn numbers(values: &[i64]) -> Object {
    Object::Array(values.iter().map(|value| Object::Integer(*value)).collect())
}

/// Objects of the letter replaced, one at a time.
fn objects(letter: &Letter, attacks: &mut Vec<Attack>) {
    let pdf = &letter.signed;
    let map = Map::of(pdf);
    let mut set = |name: &str, id: ObjectId, key: &str, value: Object| {
        let changed = change(pdf, id, |old| old.with(key, value));
        attacks.push((name.to_owned(), changed));
    };
    let page = map.page;
    set("page: size", page, "MediaBox", numbers(&[0, 0, 10, 10]));
    set("page: crop", page, "CropBox", numbers(&[0, 0, 10, 10]));
    set("page: turned", page, "Rotate", Object::Integer(180));
    set("page: unit", page, "UserUnit", Object::Integer(9));
    set(
        "page: no annotations",
        page,
        "Annots",
        Object::Array(vec![]),
    );
    set("page: no contents", page, "Contents", Object::Array(vec![]));
    set(
        "page: actions",
        page,
        "AA",
        Object::Dictionary(Dictionary::new()),
    );
    set(
        "page: resources",
        page,
        "Resources",
        Object::Dictionary(Dictionary::new()),
    );
    set("page: another kind", page, "Type", Object::name("Template"));
    if let Some(resources) = map.resources {
        set("resources", resources, "Font", Object::Null);
    }
    set(
        "font: another face",
        map.font,
        "BaseFont",
        Object::name("Courier"),
    );
    set(
        "font: another encoding",
        map.font,
        "Encoding",
        Object::name("Identity-V"),
    );
    set("font: no reading back", map.font, "ToUnicode", Object::Null);
    set("pages: none", map.pages, "Kids", Object::Array(vec![]));
    set(
        "pages: a wrong count",
        map.pages,
        "Count",
        Object::Integer(0),
    );
    set("structure", map.structure, "K", Object::Null);
    set(
        "attached file: described anew",
        map.attached,
        "Subtype",
        Object::name("text#2Fplain"),
    );
    set(
        "title in the information",
        map.info,
        "Title",
        Object::text("Отказ"),
    );
    set(
        "author in the information",
        map.info,
        "Author",
        Object::text("Чужой"),
    );
    set("field: hidden", map.field, "F", Object::Integer(2));
    set("field: not printed", map.field, "F", Object::Integer(0));
    set(
        "field: moved",
        map.field,
        "Rect",
        numbers(&[0, 0, 600, 800]),
    );
    set("field: renamed", map.field, "T", Object::text("Other"));
    set(
        "field: explained anew",
        map.field,
        "TU",
        Object::text("Other"),
    );
    set("field: unsigned", map.field, "V", Object::Null);
    set("field: flags", map.field, "Ff", Object::Integer(1));
    set("field: another kind", map.field, "FT", Object::name("Tx"));
    let action = Dictionary::new()
        .with("S", Object::name("JavaScript"))
        .with("JS", Object::text("app.alert(1)"));
    set(
        "field: an action",
        map.field,
        "A",
        Object::Dictionary(action),
    );

    for (name, id) in [
        ("contents", map.contents),
        ("metadata", map.metadata),
        ("attached file", map.attached),
    ] {
        let replaced = append(pdf, |_, update| update.replace(id, empty_stream()));
        attacks.push((format!("{name} replaced"), replaced));
        let nothing = append(pdf, |_, update| update.replace(id, Object::Null));
        attacks.push((format!("{name} gone"), nothing));
    }
    // The appearance of the signed field: drawn anew, in place and beside.
    let drawn = append(pdf, |_, update| {
        let form = update.put(form_of("1 0 0 rg 0 0 600 800 re f"));
        let normal = Dictionary::new().with("N", Object::Reference(form));
        let field = Dictionary::new().with("AP", Object::Dictionary(normal));
        update.replace(map.field, Object::Dictionary(field));
    });
    attacks.push(("field: replaced by an appearance".into(), drawn));
    let redrawn = append(pdf, |file, update| {
        let form = update.put(form_of("1 0 0 rg 0 0 600 800 re f"));
        let normal = Dictionary::new().with("N", Object::Reference(form));
        let field = file.object(map.field).unwrap();
        let field = field.as_dictionary().unwrap().clone();
        update.replace(
            map.field,
            Object::Dictionary(field.with("AP", Object::Dictionary(normal))),
        );
    });
    attacks.push(("field: another appearance".into(), redrawn));
    let file = PdfFile::parse(pdf).unwrap();
    let field = file.object(map.field).unwrap();
    let shown = file.latest().value(field.as_dictionary().unwrap(), "AP");
    if let Some(Object::Reference(normal)) = shown
        .unwrap()
        .as_dictionary()
        .and_then(|shown| shown.get("N").cloned())
    {
        let redrawn = append(pdf, |_, update| {
            update.replace(normal, form_of("0 0 9 9 re f"))
        });
        attacks.push(("field: its appearance redrawn in place".into(), redrawn));
    }
    // Every object of the letter in turn, if nothing else: one key or one byte more.
    for object in file.objects(0) {
        let spoilt = match file.object(object).unwrap() {
            Object::Dictionary(old) => Object::Dictionary(old.with("X", Object::Integer(1))),
            Object::Stream(mut old) => {
                old.raw.push(b'x');
                Object::Stream(old)
            }
            Object::Array(mut old) => {
                old.push(Object::Null);
                Object::Array(old)
            }
            _ => Object::text("x"),
        };
        let replaced = append(pdf, |_, update| update.replace(object, spoilt));
        attacks.push((format!("object {} of the letter", object.number), replaced));
    }
}

pub(crate) fn form_of(content: &str) -> Object {
    Object::Stream(Stream {
        dictionary: Dictionary::new()
            .with("Type", Object::name("XObject"))
            .with("Subtype", Object::name("Form"))
            .with("BBox", numbers(&[0, 0, 600, 800])),
        raw: content.as_bytes().to_vec(),
    })
}

fn catalog_and_form(letter: &Letter, attacks: &mut Vec<Attack>) {
    let pdf = &letter.signed;
    let map = Map::of(pdf);
    let yes = Object::Boolean(true);
    let dictionary = || Object::Dictionary(Dictionary::new().with("A", Object::Integer(1)));
    for (key, value) in [
        ("OpenAction", dictionary()),
        ("AA", dictionary()),
        ("OCProperties", dictionary()),
        ("Names", dictionary()),
        ("Dests", dictionary()),
        ("Outlines", dictionary()),
        ("PageLabels", dictionary()),
        ("ViewerPreferences", dictionary()),
        ("Perms", dictionary()),
        ("Legal", dictionary()),
        ("URI", dictionary()),
        ("Collection", dictionary()),
        ("StructTreeRoot", Object::Null),
        ("AF", Object::Array(vec![])),
        ("Lang", Object::text("en")),
        ("PageMode", Object::name("FullScreen")),
        ("AcroForm", Object::Null),
        ("AcroForm", dictionary()),
        ("Metadata", Object::Null),
        ("Version", Object::name("1.0")),
        ("Version", Object::name("9.9")),
        ("Extensions", Object::Null),
        ("Extensions", dictionary()),
        ("DSS", dictionary()),
        ("DSS", Object::Array(vec![])),
        ("Pages", dictionary()),
    ] {
        let changed = change(pdf, map.catalog, |old| old.with(key, value));
        attacks.push((format!("catalog: {key}"), changed));
    }
    for (key, value) in [
        ("NeedAppearances", yes),
        ("XFA", Object::Array(vec![])),
        ("DR", dictionary()),
        ("DA", Object::text("/Helv 0 Tf")),
        ("CO", Object::Array(vec![])),
        ("Q", Object::Integer(2)),
        ("SigFlags", Object::Integer(0)),
        ("SigFlags", Object::Integer(7)),
        ("SigFlags", Object::Null),
        ("Fields", Object::Array(vec![])),
        ("Fields", Object::Null),
    ] {
        let changed = change(pdf, map.form, |old| old.with(key, value));
        attacks.push((format!("form: {key}"), changed));
    }
    let other = append(pdf, |file, update| {
        let catalog = file.catalog().unwrap();
        update.replace(map.pages, Object::Null);
        let pages = update.put(Object::Dictionary(
            Dictionary::new()
                .with("Type", Object::name("Pages"))
                .with("Kids", Object::Array(vec![]))
                .with("Count", Object::Integer(0)),
        ));
        update.replace(
            map.catalog,
            Object::Dictionary(catalog.with("Pages", Object::Reference(pages))),
        );
    });
    attacks.push(("catalog: other pages".into(), other));
    let root = "<< /Type /Catalog /Pages 900 0 R >>";
    let pages = "<< /Type /Pages /Kids [] /Count 0 >>";
    let raw = Raw {
        objects: vec![(900, 0, pages), (901, 0, root)],
        root: Some(901),
        ..Raw::default()
    };
    attacks.push(("another catalog".into(), raw.behind(pdf)));
}

/// Things added rather than changed.
fn additions(letter: &Letter, attacks: &mut Vec<Attack>) {
    let pdf = &letter.signed;
    let map = Map::of(pdf);
    let page_added = append(pdf, |file, update| {
        let page = file.object(map.page).unwrap();
        let page = update.put(page);
        let pages = file.object(map.pages).unwrap();
        let pages = pages.as_dictionary().unwrap().clone();
        let mut kids = pages.get("Kids").unwrap().as_array().unwrap().to_vec();
        kids.push(Object::Reference(page));
        let count = i64::try_from(kids.len()).unwrap();
        let pages = pages
            .with("Kids", Object::Array(kids))
            .with("Count", Object::Integer(count));
        update.replace(map.pages, Object::Dictionary(pages));
    });
    attacks.push(("a page added".into(), page_added));
    for subtype in ["Stamp", "FreeText", "Square", "Widget", "Redact", "Link"] {
        let annotated = append(pdf, |file, update| {
            let form = update.put(form_of("1 g 0 0 600 800 re f"));
            let annotation = Dictionary::new()
                .with("Type", Object::name("Annot"))
                .with("Subtype", Object::name(subtype))
                .with("Rect", numbers(&[0, 0, 600, 800]))
                .with(
                    "AP",
                    Object::Dictionary(Dictionary::new().with("N", Object::Reference(form))),
                );
            let annotation = update.put(Object::Dictionary(annotation));
            annotate(file, update, map.page, annotation);
        });
        attacks.push((format!("an annotation added: {subtype}"), annotated));
    }
    let orphan = append(pdf, |_, update| {
        update.put(empty_stream());
    });
    attacks.push(("an unused object with content".into(), orphan));
    for (name, junk) in [
        (
            "a comment with content",
            &b"% 4 0 obj << /Length 3 >> stream q Q endstream endobj\n"[..],
        ),
        ("a plain comment", b"% nothing\n"),
        (
            "an object that no table names",
            b"4 0 obj\n<< /Length 3 >>\nstream\nq Q\nendstream\nendobj\n",
        ),
        ("bytes without sense", b"abc\n"),
    ] {
        let raw = Raw {
            unnamed: junk,
            ..Raw::default()
        };
        attacks.push((name.into(), raw.behind(pdf)));
    }
    let commented = Raw {
        objects: vec![(900, 0, "<< /A 1 % 4 0 obj << >> endobj\n>>")],
        ..Raw::default()
    };
    attacks.push(("a comment within an object".into(), commented.behind(pdf)));
    let remark = Raw {
        remark: "% 4 0 obj << >> endobj\n",
        ..Raw::default()
    };
    attacks.push(("a comment before the end".into(), remark.behind(pdf)));
}
