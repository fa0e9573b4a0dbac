//! What a reader of the letter notices: every value is there and in order, nothing leaves the page, equal is equal.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{access, conforms, electronic, examples, read, render, run, text, words};
use letter::Mark;
use serde_json::{Value, json};

const MM: f32 = 72.0 / 25.4;

fn with_text(text: &str) -> Value {
    let mut value = access();
    value["demands"] = json!([{ "kind": "free", "text": text }]);
    value
}

#[test]
fn every_value_is_found_in_reading_order() {
    let request = read(&access());
    let bytes = render(&request, electronic(&request), b"{}").unwrap();
    let Some(text) = text(&bytes) else { return };
    let mut at = 0;
    for value in [
        "Иванова-Петровская Мария Сергеевна",
        "г. Москва, ул. Тверская, д. 7, кв. 12, 125009",
        "m.ivanova@mail.example",
        "+7 (916) 123-45-67",
        "16.11.2026",
        "Общество с ограниченной ответственностью «ИТ Проспект»",
        "(ООО «ИТ Проспект»)",
        "ОГРН 1127847409557",
        "г. Санкт-Петербург, ул. Малая Разночинная, дом № 9, литер А, комната 3, помещения 10-Н, 197110",
        "privacy@operator.example",
        "О предоставлении сведений об обработке персональных данных",
        "частей 1, 3 и 7 статьи 14",
        "1) подтверждение",
        "11) иные",
        "серия 45 08 № 123456, дата выдачи 14.05.2008",
        "ОВД «Тверской» г. Москвы",
        "770-001",
        "02.04.1988",
        "договор от 17.04.2025 № C2D-2025/0417",
        "учётная запись m.ivanova",
        "Документ подписан электронной подписью",
        "Сертификат 01 D9 7C 4A 5E 80 12 44 B0 6F 91 2C",
        "Владелец Иванова-Петровская Мария Сергеевна",
        "Действителен с 14.05.2026 по 14.08.2027",
        "М. С. Иванова-Петровская",
    ] {
        let found = text[at..]
            .find(value)
            .unwrap_or_else(|| panic!("{value:?} is not after {:?} in\n{text}", &text[..at]));
        at += found + value.len();
    }
}

#[test]
fn equal_requests_are_equal_bytes_and_others_are_not() {
    let request = read(&access());
    let one = render(&request, electronic(&request), b"{}").unwrap();
    assert!(one == render(&request, electronic(&request), b"{}").unwrap());
    let id = |bytes: &[u8]| {
        let document = lopdf::Document::load_mem(bytes).unwrap();
        document.trailer.get(b"ID").unwrap().as_array().unwrap()[0]
            .as_str()
            .unwrap()
            .to_vec()
    };
    let other = render(&request, electronic(&request), b"[]").unwrap();
    assert_ne!(id(&one), id(&other));
    assert_ne!(id(&one), vec![0; 16]);
}

#[test]
fn a_character_no_font_has_is_named() {
    for (value, character) in [
        ("Имя 漢", '漢'),
        ("Имя שלום", 'ש'),
        ("محمد", 'م'),
        ("🙂", '🙂'),
    ] {
        let request = read(&with_text(value));
        let error = render(&request, Mark::Preview, b"{}").unwrap_err();
        assert_eq!(error.code(), "missing_glyph");
        assert!(error.to_string().contains(character), "{error}");
    }
}

#[test]
fn letters_of_other_alphabets_are_set() {
    let names = "Čapek Łukasz Ñandú Jürgen O’Connor Seán Ђорђе Їжак Қазақ Ғали é Nguyễn Ολυμπία შოთა რუსთაველი Գրիգոր конец";
    let decomposed = names.replace('é', "e\u{301}");
    let request = read(&with_text(&decomposed));
    let bytes = render(&request, electronic(&request), b"{}").unwrap();
    conforms(&[&bytes]);
    let Some(text) = text(&bytes) else { return };
    assert!(text.contains(names), "{text}");
}

#[test]
fn invisible_characters_do_not_break_the_letter() {
    let mut value = with_text("\u{200b}\u{200b}\nтекст\u{ad}ом\u{2060}");
    value["subject"]["given_name"] = json!("\u{feff}\u{200b}");
    value["enclosures"] = json!([{ "title": "\u{200b}" }, { "title": "Копия" }]);
    let bytes = render(&read(&value), Mark::Ink, b"{}").unwrap();
    conforms(&[&bytes]);
    let Some(text) = text(&bytes) else { return };
    assert!(text.contains("текстом"), "{text}");
}

#[test]
fn nothing_leaves_the_margins() {
    let long = "щ".repeat(300);
    let mut value = with_text(&format!(
        "Слово {long} и адрес {}@mail.example, {}",
        "w".repeat(200),
        "А Б ".repeat(200)
    ));
    value["subject"]["surname"] = json!("Ж".repeat(200));
    value["subject"]["given_name"] = json!("Щ".repeat(200));
    value["subject"]["address"]["text"] = json!(format!("г. Москва, {long}"));
    value["operator"]["name"] = json!(format!("Общество {long} «{}»", "Ю".repeat(300)));
    value["enclosures"] = json!([{ "title": long, "pages": 3 }, { "title": "Копия", "pages": 1 }]);
    for file in examples() {
        let request = read(&serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap());
        inside(&render(&request, electronic(&request), b"{}").unwrap());
    }
    let request = read(&value);
    for mark in [electronic(&request), Mark::Ink, Mark::Outside] {
        inside(&render(&request, mark, b"{}").unwrap());
    }
}

fn inside(bytes: &[u8]) {
    let Some(words) = words(bytes) else { return };
    assert!(words.len() > 20);
    for word in words {
        assert!(
            word.left >= 20.0 * MM - 0.1 && word.right <= 195.0 * MM + 0.3,
            "{word:?}"
        );
        // Only the page number stands in the top margin, at least 10 mm from the edge.
        let top = if word.text.parse() == Ok(word.page) {
            8.5
        } else {
            19.5
        };
        assert!(
            word.top >= top * MM && word.bottom <= 278.0 * MM,
            "{word:?}"
        );
    }
}

#[test]
fn forty_thousand_characters_paginate() {
    let sentence = "Прошу разъяснить порядок обработки персональных данных, сроки и основания такой обработки. ";
    let long: String = (0..450)
        .map(|n| format!("{n}. {}{}", sentence, if n % 9 == 8 { "\n" } else { "" }))
        .collect();
    assert!(long.chars().count() > 40_000);
    let bytes = render(&read(&with_text(&long)), Mark::Ink, b"{}").unwrap();
    let Some(words) = words(&bytes) else { return };
    let last = words.last().unwrap().page;
    assert!(last > 10, "{last} pages");
    for page in 1..=last {
        let number = words.iter().find(|w| w.page == page && w.top < 19.0 * MM);
        match page {
            1 => assert!(number.is_none()),
            _ => assert_eq!(number.unwrap().text, page.to_string()),
        }
    }
    for n in 0..450 {
        assert!(
            words.iter().any(|w| w.text == format!("{n}.")),
            "sentence {n} is lost"
        );
    }
    // The signature is not alone on the last page.
    assert!(words.iter().filter(|w| w.page == last).count() > 12);
}

#[test]
fn lines_end_on_one_edge() {
    let request = read(&with_text(
        &"Прошу разъяснить основания обработки персональных данных и сроки. ".repeat(12),
    ));
    let bytes = render(&request, Mark::Ink, b"{}").unwrap();
    let Some(words) = words(&bytes) else { return };
    let mut edges: Vec<f32> = Vec::new();
    for line in words.chunk_by(|a, b| (a.top - b.top).abs() < 1.0) {
        edges.push(line.last().unwrap().right);
    }
    let full = edges
        .iter()
        .filter(|r| (**r - 195.0 * MM).abs() < 0.2)
        .count();
    assert!(full >= 9, "{edges:?}");
}

#[test]
fn qpdf_finds_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let request = read(&access());
    for (name, mark) in [("e", electronic(&request)), ("i", Mark::Ink)] {
        let path = folder.path().join(name);
        std::fs::write(&path, render(&request, mark, b"{}").unwrap()).unwrap();
        let Some(output) = run("qpdf", &["--check", path.to_str().unwrap()]) else {
            return;
        };
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
}
