//! The postal forms: what the counter reads on them, whatever stands in the request.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use chrono::DateTime;
use common::{access, conforms, read, text, words};
use letter::post::{Posting, posting};
use serde_json::{Value, json};

type Form = fn(&Posting, &pdf::Fonts, &pdf::Options<'_>) -> Result<Vec<u8>, pdf::PdfError>;

const FORMS: [(&str, Form); 3] = [
    ("envelope", pdf::post::envelopes),
    ("inventory", pdf::post::inventory_f107),
    ("notice", pdf::post::notice_f119),
];

fn posted(value: &Value) -> Posting {
    posting(&read(value), "О предоставлении сведений", 2, 100)
}

fn draw(form: Form, posting: &Posting) -> Vec<u8> {
    let created = DateTime::parse_from_rfc3339("2026-11-22T12:00:00+03:00").unwrap();
    form(
        posting,
        &common::FONTS,
        &pdf::Options {
            created,
            files: vec![],
        },
    )
    .unwrap()
}

fn ordinary() -> Value {
    let mut value = access();
    value["enclosures"] = json!([{ "title": "Копия доверенности", "pages": 2, "copies": 1 }]);
    value
}

fn hostile() -> Value {
    let mut value = access();
    value["subject"]["surname"] = json!("Ж".repeat(200));
    value["subject"]["address"]["text"] = json!(format!("г. Москва, {}", "щ".repeat(300)));
    value["operator"]["name"] = json!(format!("Общество «{}»", "Ю".repeat(300)));
    let many: Vec<Value> = (0..60)
        .map(|n| json!({ "title": format!("Копия письма {n} {}", "ъ".repeat(90)), "pages": 1 }))
        .collect();
    value["enclosures"] = json!(many);
    value
}

#[test]
fn each_form_says_who_and_where() {
    let posting = posted(&ordinary());
    for (name, form) in FORMS {
        let Some(text) = text(&draw(form, &posting)) else {
            return;
        };
        for value in [
            "Общество с ограниченной ответственностью «ИТ Проспект»",
            "197110",
            "Малая Разночинная",
        ] {
            assert!(text.contains(value), "{value} in {name}: {text}");
        }
        if name != "inventory" {
            assert!(
                text.contains("Иванова-Петровская Мария Сергеевна") && text.contains("125009"),
                "{name}: {text}"
            );
        }
    }
}

#[test]
fn the_inventory_has_two_equal_copies_and_sums_in_words() {
    let Some(text) = text(&draw(pdf::post::inventory_f107, &posted(&ordinary()))) else {
        return;
    };
    for part in [
        "Ф. 107",
        "2 (два); 100 (сто) руб. 00 коп.",
        "Исправления не допускаются",
        "Копия доверенности на 2 л.",
    ] {
        assert_eq!(text.matches(part).count(), 2, "{part}: {text}");
    }
}

#[test]
fn without_a_senders_address_its_zone_is_empty() {
    let mut value = ordinary();
    value["subject"].as_object_mut().unwrap().remove("address");
    let posting = posted(&value);
    assert_eq!(posting.from, None);
    for (name, form) in FORMS {
        let Some(text) = text(&draw(form, &posting)) else {
            return;
        };
        assert!(!text.contains("Иванова"), "{name}: {text}");
    }
}

#[test]
fn nothing_leaves_the_sheet() {
    for (name, form) in FORMS {
        let bytes = draw(form, &posted(&hostile()));
        let document = lopdf::Document::load_mem(&bytes).unwrap();
        let sizes: Vec<(f32, f32)> = document
            .get_pages()
            .values()
            .map(|id| {
                let page = document.get_dictionary(*id).unwrap();
                let corners = page.get(b"MediaBox").unwrap().as_array().unwrap();
                (
                    corners[2].as_float().unwrap(),
                    corners[3].as_float().unwrap(),
                )
            })
            .collect();
        let Some(words) = words(&bytes) else { return };
        for word in words {
            let (width, height) = sizes[word.page - 1];
            let room = word.left > 12.0
                && word.top > 12.0
                && word.right < width - 12.0
                && word.bottom < height - 12.0;
            assert!(room, "{name}: {word:?} of {width}×{height}");
        }
    }
}

#[test]
fn the_forms_are_archivable_and_accessible_too() {
    let mut forms = Vec::new();
    for value in [ordinary(), hostile()] {
        forms.extend(FORMS.map(|(_, form)| draw(form, &posted(&value))));
    }
    conforms(&forms.iter().map(Vec::as_slice).collect::<Vec<_>>());
}
