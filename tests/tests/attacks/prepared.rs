//! Attacks prepared before the victim signs (public name: shadow attacks; hide, replace, hide and replace), and attacks
//! on what a certification permits.

use pdf_file::{Dictionary, Object, PdfFile, Stream};

use super::behind::form_of;
use super::further::{add_field, annotate};
use super::letter::{Letter, Map, Raw, append, change, first, id};

type Attack = (String, Vec<u8>);

pub(crate) fn all(letter: &Letter) -> Vec<Attack> {
    let mut attacks = Vec::new();
    shadows(letter, &mut attacks);
    waiting_places(letter, &mut attacks);
    permissions(letter, &mut attacks);
    attacks
}

fn text(content: &str) -> Object {
    Object::Stream(Stream {
        dictionary: Dictionary::new(),
        raw: content.as_bytes().to_vec(),
    })
}

fn array(numbers: &[u32]) -> Object {
    let references = numbers.iter().map(|number| Object::Reference(id(*number)));
    Object::Array(references.collect())
}

fn shadows(letter: &Letter, attacks: &mut Vec<Attack>) {
    let map = Map::of(&letter.unsigned);
    // Hide: something lies over the true text when it is signed, and is taken away.
    let mut cover = id(0);
    let mut overlay = id(0);
    let covered = append(&letter.unsigned, |file, update| {
        overlay = update.put(form_of("1 g 0 0 600 800 re f"));
        let shown = Dictionary::new().with("N", Object::Reference(overlay));
        cover = update.put(Object::Dictionary(
            Dictionary::new()
                .with("Type", Object::name("Annot"))
                .with("Subtype", Object::name("Stamp"))
                .with("AP", Object::Dictionary(shown)),
        ));
        annotate(file, update, map.page, cover);
    });
    let signed = letter.sign(&covered);
    let hidden = change(&signed, cover, |old| old.with("F", Object::Integer(2)));
    attacks.push(("shadow hide: the covering annotation hidden".into(), hidden));
    let emptied = append(&signed, |_, update| update.replace(overlay, form_of("")));
    attacks.push((
        "shadow hide: the covering appearance emptied".into(),
        emptied,
    ));
    let freed = Raw {
        table: format!("{} 1\n0000000000 00001 f \n", cover.number),
        ..Raw::default()
    };
    attacks.push((
        "shadow hide: the covering annotation freed".into(),
        freed.behind(&signed),
    ));
    let retyped = change(&signed, overlay, |old| {
        old.with("Subtype", Object::name("PS"))
    });
    attacks.push(("shadow hide: the covering form retyped".into(), retyped));

    // Replace: a form field shows another value, by its value, its appearance or its font.
    let mut answer = id(0);
    let mut appearance = id(0);
    let filled = append(&letter.unsigned, |file, update| {
        appearance = update.put(form_of("BT /F 12 Tf (100) Tj ET"));
        let shown = Dictionary::new().with("N", Object::Reference(appearance));
        let field = Dictionary::new()
            .with("Type", Object::name("Annot"))
            .with("Subtype", Object::name("Widget"))
            .with("FT", Object::name("Tx"))
            .with("T", Object::text("sum"))
            .with("V", Object::text("100"))
            .with("AP", Object::Dictionary(shown));
        let before = file.objects(0).map(|id| id.number).max().unwrap();
        add_field(file, update, &map, field);
        answer = id(before + 2);
    });
    let signed = letter.sign(&filled);
    let file = PdfFile::parse(&signed).unwrap();
    let is_field = file.object(answer).unwrap();
    assert!(
        is_field.as_dictionary().unwrap().is_name("FT", "Tx"),
        "{is_field:?}"
    );
    let value = change(&signed, answer, |old| old.with("V", Object::text("900")));
    attacks.push(("shadow replace: the value of a field".into(), value));
    let shown = append(&signed, |_, update| {
        update.replace(appearance, form_of("BT /F 12 Tf (900) Tj ET"));
    });
    attacks.push(("shadow replace: the appearance of a field".into(), shown));
    let resources = change(&signed, appearance, |old| {
        old.with("Resources", Object::Dictionary(Dictionary::new()))
    });
    attacks.push(("shadow replace: the font of a field".into(), resources));
    let needed = change(&signed, map.form, |old| {
        old.with("NeedAppearances", Object::Boolean(true))
    });
    attacks.push((
        "shadow replace: appearances to be drawn anew".into(),
        needed,
    ));

    // Hide and replace: the other content lies in the signed part, and only the table is written anew.
    let other = b"4900 0 obj\n<< /Length 3 >>\nstream\nq Q\nendstream\nendobj\n";
    let place = letter.unsigned.len();
    let prepared = Raw::default().behind(&letter.unsigned);
    // The revision that carries it names it by no number; a later table will.
    let mut with_other = letter.unsigned.clone();
    with_other.extend_from_slice(other);
    let shift = other.len();
    let tail = String::from_utf8(prepared[letter.unsigned.len()..].to_vec()).unwrap();
    let start = letter.unsigned.len();
    with_other.extend_from_slice(
        tail.replace(
            &format!("startxref\n{start}\n"),
            &format!("startxref\n{}\n", start + shift),
        )
        .as_bytes(),
    );
    let signed = letter.sign(&with_other);
    for (name, number) in [
        ("the contents", map.contents.number),
        ("the page", map.page.number),
        ("a new number", 4900),
    ] {
        let raw = Raw {
            table: format!("{number} 1\n{place:010} 00000 n \n"),
            size: Some(4901),
            ..Raw::default()
        };
        attacks.push((
            format!("shadow hide and replace: {name}"),
            raw.behind(&signed),
        ));
    }
}

/// References that lead nowhere while the victim signs, and lead somewhere afterwards.
fn waiting_places(letter: &Letter, attacks: &mut Vec<Attack>) {
    let map = Map::of(&letter.unsigned);
    let store = |contents: Object| {
        letter.sign(&append(&letter.unsigned, |file, update| {
            let page = file.object(map.page).unwrap();
            let page = page.as_dictionary().unwrap().clone();
            update.replace(
                map.page,
                Object::Dictionary(page.with("Contents", contents)),
            );
        }))
    };
    // A page that already names the number the next certificate stream will get.
    for number in 80..120 {
        let signed = store(array(&[map.contents.number, number]));
        let file = PdfFile::parse(&signed).unwrap();
        if !matches!(file.object(id(number)), Ok(Object::Null)) {
            continue;
        }
        let catalog = file
            .catalog()
            .unwrap()
            .with("DSS", Object::Reference(id(number + 1)));
        let appended = append(&signed, |_, update| {
            update.replace(id(number), text("1 g 0 0 600 800 re f"));
            update.replace(
                id(number + 1),
                Object::Dictionary(Dictionary::new().with("Certs", array(&[number]))),
            );
            update.replace(map.catalog, Object::Dictionary(catalog));
        });
        attacks.push((
            "a content stream awaited, sent as a certificate".into(),
            appended,
        ));
        break;
    }
    // One array is the page's contents and the list of certificates.
    let mut list = id(0);
    let shared = append(&letter.unsigned, |file, update| {
        list = update.put(array(&[map.contents.number]));
        let page = file.object(map.page).unwrap();
        let page = page.as_dictionary().unwrap().clone();
        update.replace(
            map.page,
            Object::Dictionary(page.with("Contents", Object::Reference(list))),
        );
        let certificates = Dictionary::new().with("Certs", Object::Reference(list));
        update.replace(
            map.catalog,
            Object::Dictionary(
                file.catalog()
                    .unwrap()
                    .with("DSS", Object::Dictionary(certificates)),
            ),
        );
    });
    let signed = letter.sign(&shared);
    let longer = append(&signed, |_, update| {
        let more = update.put(text("1 g 0 0 600 800 re f"));
        update.replace(list, array(&[map.contents.number, more.number]));
    });
    attacks.push((
        "a list of certificates that is page content too".into(),
        longer,
    ));
    // One dictionary is the XMP stream and the page's contents.
    let double = append(&letter.unsigned, |file, update| {
        let page = file.object(map.page).unwrap();
        let page = page.as_dictionary().unwrap().clone();
        let contents = array(&[map.contents.number, map.metadata.number]);
        update.replace(
            map.page,
            Object::Dictionary(page.with("Contents", contents)),
        );
    });
    let signed = letter.sign(&double);
    let rewritten = append(&signed, |file, update| {
        let Object::Stream(mut old) = file.object(map.metadata).unwrap() else {
            panic!("a stream")
        };
        let date = first(&old.raw, b"<xmp:ModifyDate>") + 16;
        old.raw.splice(date..date, *b"q Q ");
        update.replace(map.metadata, Object::Stream(old));
    });
    attacks.push(("metadata that are page content too".into(), rewritten));
    // An entry of the signed table that points behind its own revision.
    let signed = letter.sign(&letter.unsigned);
    let behind = Raw {
        objects: vec![(
            map.contents.number,
            0,
            "<< /Length 3 >>\nstream\nq Q\nendstream",
        )],
        ..Raw::default()
    };
    attacks.push((
        "the contents under their old number".into(),
        behind.behind(&signed),
    ));
}

/// What a certification permits, and what it does not.
fn permissions(letter: &Letter, attacks: &mut Vec<Attack>) {
    let certified = |level: i64, lock: Option<Dictionary>| certified(letter, level, lock);
    let fill = |pdf: &[u8]| fill(pdf, "later");
    attacks.push((
        "filled though nothing was permitted".into(),
        fill(&certified(1, None)),
    ));
    attacks.push((
        "signed though nothing was permitted".into(),
        signed_regardless(letter, &certified(1, None)),
    ));
    let map = Map::of(&certified(2, None));
    let annotated = |level: i64| {
        append(&certified(level, None), |file, update| {
            let note = Dictionary::new()
                .with("Type", Object::name("Annot"))
                .with("Subtype", Object::name("Text"))
                .with("Contents", Object::text("note"));
            let note = update.put(Object::Dictionary(note));
            annotate(file, update, map.page, note);
        })
    };
    attacks.push((
        "a note where only filling is permitted".into(),
        annotated(2),
    ));
    attacks.push((
        "a note that covers, where notes are permitted".into(),
        annotated(3),
    ));
    attacks.push((
        "an unknown permission used".into(),
        fill(&certified(9, None)),
    ));
    for (name, action, fields) in [
        ("all", "All", vec![]),
        ("this one", "Include", vec!["sum"]),
        ("all but others", "Exclude", vec!["other"]),
        ("nobody knows which", "Some", vec![]),
    ] {
        let names = fields.iter().map(|name| Object::text(name)).collect();
        let lock = Dictionary::new()
            .with("Type", Object::name("TransformParams"))
            .with("Action", Object::name(action))
            .with("Fields", Object::Array(names));
        let name = format!("a locked field filled: {name}");
        attacks.push((name, fill(&certified(2, Some(lock)))));
    }
    let pdf = certified(2, None);
    for (name, key, value) in [
        (
            "its place",
            "Rect",
            Object::Array(vec![Object::Integer(0); 4]),
        ),
        ("its default", "DA", Object::text("/F 99 Tf")),
        ("its limit", "MaxLen", Object::Integer(1)),
        ("its flags", "F", Object::Integer(2)),
        ("an action", "AA", Object::Dictionary(Dictionary::new())),
        ("its name", "T", Object::text("other")),
    ] {
        let sum = field_of_sum(&pdf);
        let changed = change(&pdf, sum, |old| {
            old.with("V", Object::text("later")).with(key, value)
        });
        attacks.push((format!("filled together with {name}"), changed));
    }
    // A permission that no signature gave.
    let claimed = append(&letter.unsigned, |file, update| {
        let reference = Dictionary::new()
            .with("TransformMethod", Object::name("DocMDP"))
            .with(
                "TransformParams",
                Object::Dictionary(Dictionary::new().with("P", Object::Integer(2))),
            );
        let nobody = update.put(Object::Dictionary(Dictionary::new().with(
            "Reference",
            Object::Array(vec![Object::Dictionary(reference)]),
        )));
        let permissions = Dictionary::new().with("DocMDP", Object::Reference(nobody));
        let map = Map::of(&letter.unsigned);
        update.replace(
            map.catalog,
            Object::Dictionary(
                file.catalog()
                    .unwrap()
                    .with("Perms", Object::Dictionary(permissions)),
            ),
        );
    });
    let signed = letter.sign(&with_sum(&claimed));
    attacks.push(("a permission that nobody signed".into(), fill(&signed)));
    attacks.push((
        "a form filled without any permission".into(),
        fill(&letter.sign(&with_sum(&letter.unsigned))),
    ));
}

/// The letter with a text field `sum`.
pub(crate) fn with_sum(pdf: &[u8]) -> Vec<u8> {
    append(pdf, |file, update| {
        let appearance = update.put(form_of("BT (100) Tj ET"));
        let shown = Dictionary::new().with("N", Object::Reference(appearance));
        let rectangle = [100, 100, 200, 120].map(Object::Integer).to_vec();
        let field = Dictionary::new()
            .with("Type", Object::name("Annot"))
            .with("Subtype", Object::name("Widget"))
            .with("FT", Object::name("Tx"))
            .with("T", Object::text("sum"))
            .with("V", Object::text("100"))
            .with("Rect", Object::Array(rectangle))
            .with("AP", Object::Dictionary(shown));
        add_field(file, update, &Map::of(pdf), field);
    })
}

fn field_of_sum(pdf: &[u8]) -> pdf_file::ObjectId {
    let file = PdfFile::parse(pdf).unwrap();
    let form = file.object(Map::of(pdf).form).unwrap();
    let fields = form.as_dictionary().unwrap().get("Fields").unwrap();
    let fields = fields.as_array().unwrap();
    let is_sum = |field: &&Object| {
        let field = file.latest().resolve(field).unwrap();
        field.as_dictionary().unwrap().is_name("FT", "Tx")
    };
    fields.iter().find(is_sum).unwrap().as_reference().unwrap()
}

/// The field `sum` with another value and a new appearance.
pub(crate) fn fill(pdf: &[u8], value: &str) -> Vec<u8> {
    let sum = field_of_sum(pdf);
    append(pdf, |file, update| {
        let appearance = update.put(form_of(&format!("BT ({value}) Tj ET")));
        let shown = Dictionary::new().with("N", Object::Reference(appearance));
        let field = file.object(sum).unwrap();
        let field = field.as_dictionary().unwrap().clone();
        update.replace(
            sum,
            Object::Dictionary(
                field
                    .with("V", Object::text(value))
                    .with("AP", Object::Dictionary(shown)),
            ),
        );
    })
}

/// A certified letter with the field `sum`: `P` and, if wanted, a lock over fields.
pub(crate) fn certified(letter: &Letter, level: i64, lock: Option<Dictionary>) -> Vec<u8> {
    let pdf = with_sum(&letter.unsigned);
    let map = Map::of(&pdf);
    let reference = |method: &str, parameters: Dictionary| {
        Object::Dictionary(
            Dictionary::new()
                .with("Type", Object::name("SigRef"))
                .with("TransformMethod", Object::name(method))
                .with("TransformParams", Object::Dictionary(parameters)),
        )
    };
    let mut references = vec![reference(
        "DocMDP",
        Dictionary::new()
            .with("V", Object::name("1.2"))
            .with("P", Object::Integer(level)),
    )];
    references.extend(lock.map(|lock| reference("FieldMDP", lock)));
    super::letter::sign_by_hand(&pdf, &letter.signer, |file, update, value| {
        let catalog = file.catalog().unwrap();
        let permissions = Dictionary::new().with("DocMDP", Object::Reference(value));
        let catalog = catalog.with("Perms", Object::Dictionary(permissions));
        update.replace(map.catalog, Object::Dictionary(catalog));
        Dictionary::new().with("Reference", Object::Array(references))
    })
}

/// A second signature without asking whether it is permitted.
fn signed_regardless(letter: &Letter, pdf: &[u8]) -> Vec<u8> {
    super::letter::sign_by_hand(pdf, &letter.stranger, |_, _, _| Dictionary::new())
}
