//! Attacks that leave the signed bytes alone and append to them (public name: incremental saving attack).

use pdf_file::{Dictionary, Object, ObjectId, PdfFile, Stream};

use super::letter::{Letter, Map, Raw, append, change, id, last, over, sign, startxref};

type Attack = (String, Vec<u8>);

pub(crate) fn all(letter: &Letter) -> Vec<Attack> {
    let mut attacks = Vec::new();
    objects(letter, &mut attacks);
    catalog_and_form(letter, &mut attacks);
    additions(letter, &mut attacks);
    structure(letter, &mut attacks);
    object_streams(letter, &mut attacks);
    beside_a_signature(letter, &mut attacks);
    attacks
}

fn empty_stream() -> Object {
    Object::Stream(Stream {
        dictionary: Dictionary::new(),
        raw: b"q Q".to_vec(),
    })
}

fn numbers(values: &[i64]) -> Object {
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

pub(crate) fn annotate(
    file: &PdfFile<'_>,
    update: &mut pdf_file::Update<'_>,
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

/// Tables, trailers, ends.
fn structure(letter: &Letter, attacks: &mut Vec<Attack>) {
    let pdf = &letter.signed;
    let map = Map::of(pdf);
    let unsigned = letter.unsigned.len();
    let mut raw = |name: &str, raw: Raw<'_>| attacks.push((name.to_owned(), raw.behind(pdf)));
    let none = Raw::default;
    raw(
        "size cut down",
        Raw {
            size: Some(5),
            ..none()
        },
    );
    raw(
        "the signed revision passed over",
        Raw {
            previous: Some(startxref(&letter.unsigned)),
            ..none()
        },
    );
    raw(
        "a table that leads to itself",
        Raw {
            previous: Some(pdf.len()),
            ..none()
        },
    );
    raw(
        "a table that leads nowhere",
        Raw {
            previous: Some(7),
            ..none()
        },
    );
    raw(
        "startxref of the revision before",
        Raw {
            startxref: Some(startxref(pdf)),
            ..none()
        },
    );
    raw(
        "startxref into nothing",
        Raw {
            startxref: Some(3),
            ..none()
        },
    );
    raw(
        "encrypted later",
        Raw {
            trailer: "/Encrypt << /Filter /Standard >>".into(),
            ..none()
        },
    );
    raw(
        "another identifier",
        Raw {
            trailer: "/ID [<00> <00>]".into(),
            ..none()
        },
    );
    raw(
        "an unknown key in the trailer",
        Raw {
            trailer: "/Hidden 4 0 R".into(),
            ..none()
        },
    );
    raw(
        "a hybrid table",
        Raw {
            trailer: format!("/XRefStm {}", startxref(pdf)),
            ..none()
        },
    );
    let freed = |number: u32| format!("{number} 1\n0000000000 00001 f \n");
    raw(
        "the page freed",
        Raw {
            table: freed(map.page.number),
            ..none()
        },
    );
    raw(
        "the contents freed",
        Raw {
            table: freed(map.contents.number),
            ..none()
        },
    );
    raw(
        "the signature field freed",
        Raw {
            table: freed(map.field.number),
            ..none()
        },
    );
    let page = format!(
        "{} 1\n{:010} 00000 n \n",
        map.page.number,
        last(&pdf[..unsigned], b" 0 obj") - 2
    );
    raw(
        "the page named elsewhere in the signed part",
        Raw {
            table: page,
            ..none()
        },
    );
    let twice = format!(
        "{0} 1\n0000000017 00000 n \n{0} 1\n0000000017 00000 n \n",
        map.page.number
    );
    raw(
        "one number twice",
        Raw {
            table: twice,
            ..none()
        },
    );
    raw(
        "an object under number 0",
        Raw {
            objects: vec![(0, 0, "<< >>")],
            ..none()
        },
    );
    raw(
        "the page under another generation",
        Raw {
            objects: vec![(map.page.number, 1, "<< /Type /Page >>")],
            ..none()
        },
    );

    let mut headless = pdf.clone();
    headless.truncate(last(pdf, b"startxref"));
    attacks.push(("no startxref".into(), headless.clone()));
    headless.extend_from_slice(b"%%EOF\n");
    attacks.push(("no startxref, only an end".into(), headless));
    let number = last(pdf, b"startxref") + 10;
    let digits = startxref(pdf).to_string().len();
    attacks.push((
        "startxref forged".into(),
        over(pdf, number..number + digits, b"9"),
    ));
    for (name, more) in [
        ("an object behind the end", &b"4 0 obj\n<< >>\nendobj\n"[..]),
        (
            "an object and an end",
            b"4 0 obj\n<< /Length 3 >>\nstream\nq Q\nendstream\nendobj\n%%EOF\n",
        ),
        (
            "a trailer without a table",
            b"trailer\n<< /Size 5 /Root 900 0 R >>\n%%EOF\n",
        ),
        ("a second end", b"%%EOF\n"),
        ("another startxref", b"startxref\n0\n%%EOF\n"),
        ("a whole other file", b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\n"),
        ("zeros", b"\0\0\0\0"),
    ] {
        let mut longer = pdf.clone();
        longer.extend_from_slice(more);
        attacks.push((format!("behind the end: {name}"), longer));
    }
    let mut before = b"%PDF-1.7\n".to_vec();
    before.extend_from_slice(pdf);
    attacks.push(("something before the beginning".into(), before));
}

/// Object streams that hide, override or take a place.
fn object_streams(letter: &Letter, attacks: &mut Vec<Attack>) {
    let pdf = &letter.signed;
    let map = Map::of(pdf);
    let packed = |number: u32, text: &str| {
        let index = format!("{number} 0 ");
        format!(
            "<< /Type /ObjStm /N 1 /First {} /Length {} >>\nstream\n{index}{text}\nendstream",
            index.len(),
            index.len() + text.len()
        )
    };
    let size = startxref(pdf);
    let hidden = packed(map.page.number, "<< /Type /Page >>");
    let raw = Raw {
        objects: vec![(900, 0, &hidden)],
        ..Raw::default()
    };
    attacks.push((
        "an object stream that lists nothing".into(),
        raw.behind(pdf),
    ));
    let taken = packed(901, "<< >>");
    let raw = Raw {
        objects: vec![(map.contents.number, 0, &taken)],
        ..Raw::default()
    };
    attacks.push((
        "an object stream in the place of the contents".into(),
        raw.behind(pdf),
    ));
    // A stream of references that says the page lies in an object stream now.
    let start = pdf.len();
    let mut out = pdf.clone();
    out.extend_from_slice(format!("900 0 obj\n{hidden}\nendobj\n").as_bytes());
    let table = out.len();
    let row = |kind: u8, second: usize, third: u8| {
        let mut row = vec![kind];
        row.extend_from_slice(&u32::try_from(second).unwrap().to_be_bytes());
        row.push(third);
        row
    };
    let rows = [row(2, 900, 0), row(1, start, 0), row(1, table, 0)].concat();
    out.extend_from_slice(
        format!(
            "901 0 obj\n<< /Type /XRef /Size 902 /W [1 4 1] /Index [{} 1 900 2] /Root {} 0 R /Prev {size} /Length {} >>\nstream\n",
            map.page.number,
            map.catalog.number,
            rows.len()
        )
        .as_bytes(),
    );
    out.extend_from_slice(&rows);
    out.extend_from_slice(format!("\nendstream\nendobj\nstartxref\n{table}\n%%EOF\n").as_bytes());
    assert!(
        PdfFile::parse(&out).is_ok(),
        "well made, and still no honest change"
    );
    attacks.push(("the page moved into an object stream".into(), out));
}

/// A second signature with something else carried in. Whether that signature is any good does not matter: the first
/// one must not be called valid any more.
fn beside_a_signature(letter: &Letter, attacks: &mut Vec<Attack>) {
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
}

/// The letter with a further signature field, its value and its place on the page, all in one revision.
pub(crate) fn with_field(
    letter: &Letter,
    map: &Map,
    change: impl FnOnce(Dictionary, &mut pdf_file::Update<'_>) -> Dictionary,
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

pub(crate) fn add_field(
    file: &PdfFile<'_>,
    update: &mut pdf_file::Update<'_>,
    map: &Map,
    field: Dictionary,
) {
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
