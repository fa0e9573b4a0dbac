//! Every kind as a person reads it: the golden texts in `goldens/` are the letters of `assets/examples`.
//!
//! `ACCEPT=1 cargo test -p letter` writes new ones; read them before you commit them.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use law::Kind;
use letter::{Block, Letter, LetterError, Mark, Options, SignatureMark, compose};
use request::Request;
use serde_json::{Value, json};

fn examples() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../assets/examples");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    files.retain(|f| f.extension().is_some_and(|e| e == "json"));
    files.sort();
    files
}

fn day(y: i32, m: u32, d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(y, m, d).unwrap()
}

fn read(value: &Value) -> Request {
    let reading = request::read_value(value.clone(), day(2026, 11, 22)).unwrap();
    reading
        .request
        .unwrap_or_else(|| panic!("{:?}", reading.problems))
}

fn access() -> Value {
    serde_json::from_str(include_str!("../../../../assets/examples/access.json")).unwrap()
}

fn letter(value: &Value, mark: Mark) -> Letter {
    compose(&read(value), &Options { mark }).unwrap()
}

fn mark() -> Mark {
    Mark::Electronic(SignatureMark {
        certificate: "01 D9 7C 4A".to_owned(),
        holder: "Иванова-Петровская Мария Сергеевна".to_owned(),
        valid_from: day(2026, 5, 14),
        valid_to: day(2027, 8, 14),
    })
}

/// The same request, made by somebody who holds a power of attorney.
fn represented(mut value: Value) -> Value {
    let person = include_str!("../../../../tests/fixtures/representative.json");
    value["representative"] = serde_json::from_str(person).unwrap();
    value
}

#[test]
fn every_example_reads_as_its_golden() {
    let goldens = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/goldens");
    let mut seen = BTreeSet::new();
    let mut wrong = Vec::new();
    for file in examples() {
        let value: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
        seen.extend(read(&value).kinds());
        let name = file.with_extension("txt");
        let name = name.file_name().unwrap();
        let mut letters = vec![(goldens.join(name), value.clone())];
        if value.get("representative").is_none() {
            let golden = goldens.join("by-representative").join(name);
            letters.push((golden, represented(value)));
        }
        for (golden, value) in letters {
            let ink = value["signing"]["form"] == "ink";
            let text = letter(&value, if ink { Mark::Ink } else { Mark::Outside }).to_string();
            if std::env::var_os("ACCEPT").is_some() {
                std::fs::create_dir_all(golden.parent().unwrap()).unwrap();
                std::fs::write(&golden, &text).unwrap();
            } else if std::fs::read_to_string(&golden).ok().as_deref() != Some(&text) {
                wrong.push(format!("{}:\n{text}", golden.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(
        seen.len(),
        Kind::ALL.len(),
        "a kind has no example: {seen:?}"
    );
}

#[test]
fn no_letter_names_an_edition_or_a_fine_or_leaves_a_hole() {
    for file in examples() {
        let value: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
        let text = letter(&value, Mark::Preview).to_string();
        for unwanted in [
            "в ред.",
            "штраф",
            "{{",
            "}}",
            "None",
            "null",
            "\u{1}",
            "()",
            " ,",
            " .",
            "  ",
            "..",
            ";.",
            "::",
        ] {
            assert!(
                !text.contains(unwanted),
                "{unwanted:?} in {}:\n{text}",
                file.display()
            );
        }
    }
}

#[test]
fn the_phrase_stands_only_under_a_mark() {
    let phrase = "Документ подписан электронной подписью";
    assert!(letter(&access(), mark()).to_string().contains(phrase));
    for mark in [Mark::Ink, Mark::Outside, Mark::Preview, Mark::None] {
        assert!(
            !letter(&access(), mark.clone()).to_string().contains(phrase),
            "{mark:?}"
        );
    }
}

#[test]
fn the_law_is_named_once_in_full() {
    let text = letter(&access(), Mark::Preview).to_string();
    assert_eq!(text.matches("№ 152-ФЗ").count(), 1, "{text}");
    assert!(text.contains("(далее – Закон)"));
}

#[test]
fn several_demands_are_numbered_parts_with_their_own_terms() {
    let mut value = access();
    value["demands"] = json!([
        { "kind": "access", "items": ["confirmation", "retention"] },
        { "kind": "stop_processing" },
        { "kind": "free", "text": "Первый абзац.\nВторой абзац." },
    ]);
    let letter = letter(&value, Mark::Ink);
    let parts: Vec<&str> = letter
        .blocks
        .iter()
        .filter_map(|b| {
            if let Block::Part(t) = b {
                Some(t.as_str())
            } else {
                None
            }
        })
        .collect();
    assert_eq!(parts.len(), 4, "{parts:?}");
    assert!(parts[0].starts_with("1. ") && parts[2].starts_with("3. "));
    let text = letter.to_string();
    assert!(text.contains("десяти рабочих дней с момента получения запроса"));
    assert!(text.contains("десяти рабочих дней с даты получения настоящего требования"));
    assert!(text.contains("\nПервый абзац.\n\nВторой абзац.\n"));
}

#[test]
fn each_part_bears_the_term_of_its_own_demand() {
    let example = |name: &str| -> Value {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../assets/examples");
        let bytes = std::fs::read(folder.join(format!("{name}.json"))).unwrap();
        serde_json::from_slice::<Value>(&bytes).unwrap()["demands"][0].clone()
    };
    let terms = [
        ("access", "десяти рабочих дней с момента получения запроса"),
        ("rectification", "семи рабочих дней"),
        ("consent_withdrawal", "тридцати дней с даты поступления"),
        (
            "stop_processing",
            "десяти рабочих дней с даты получения настоящего требования",
        ),
        ("marketing_stop", "немедленно"),
        ("stop_dissemination", "трёх рабочих дней"),
        ("automated_decision_objection", "тридцати дней со дня"),
    ];
    let mut value = access();
    value["demands"] = terms.iter().map(|(kind, _)| example(kind)).collect();
    let letter = letter(&value, Mark::Ink);
    let mut parts: Vec<String> = Vec::new();
    for block in &letter.blocks {
        match block {
            Block::Part(title) => parts.push(format!("{title}\n")),
            Block::Paragraph(text) => {
                if let Some(part) = parts.last_mut() {
                    part.push_str(&text.replace('\u{a0}', " "));
                }
            }
            _ => {}
        }
    }
    assert_eq!(
        parts.len(),
        terms.len() + 1,
        "the last one is about the applicant"
    );
    for (n, ((kind, term), part)) in terms.iter().zip(&parts).enumerate() {
        assert!(part.starts_with(&format!("{}. ", n + 1)), "{part}");
        assert!(part.contains(term), "{kind}: {term:?} is not in\n{part}");
    }
}

/// Whether «Гусь» or «Дюма» is declined depends on who bears it, so no name ever stands in an oblique case.
#[test]
fn no_name_is_ever_declined() {
    for (surname, given_name, patronymic) in [
        ("Кравец", "Любовь", Some("Ильинична")),
        ("Дюма", "Никита", None),
        ("Ремарк-Гусь", "Шон", Some("Гасан оглы")),
    ] {
        for file in examples() {
            let mut value: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
            for person in ["/subject", "/representative/person"] {
                if let Some(person) = value.pointer_mut(person) {
                    person["surname"] = json!(surname);
                    person["given_name"] = json!(given_name);
                    person["patronymic"] = json!(patronymic);
                    if patronymic.is_none() {
                        person.as_object_mut().unwrap().remove("patronymic");
                    }
                }
            }
            for value in [value.clone(), represented(value)] {
                let text = letter(&value, Mark::Ink).to_string();
                let stem: String = surname.chars().take(4).collect();
                let forms: BTreeSet<&str> = text
                    .split(|c: char| !c.is_alphabetic() && c != '-')
                    .filter(|word| word.starts_with(&stem))
                    .collect();
                assert_eq!(forms, BTreeSet::from([surname]), "{}", file.display());
                let whole = [Some(surname), Some(given_name), patronymic];
                let whole: Vec<&str> = whole.into_iter().flatten().collect();
                assert!(text.contains(&whole.join(" ")), "{text}");
            }
        }
    }
}

#[test]
fn straight_quotes_of_the_writer_become_guillemets_where_that_is_certain() {
    let mut value = access();
    value["operator"]["name"] = json!("ООО \"Ромашка\"");
    value["text"] = json!("Экран 15\" стоит рядом.\nМне писал \"Отдел продаж\".");
    let text = letter(&value, Mark::Ink).to_string();
    for part in ["ООО «Ромашка»", "Экран 15\" стоит", "писал «Отдел продаж»."]
    {
        assert!(text.contains(part), "{part} in {text}");
    }
}

#[test]
fn what_a_person_writes_never_becomes_markup() {
    let mut value = access();
    value["demands"] = json!([{ "kind": "free", "text": "{{ law }} {% if %} # Заголовок" }]);
    let text = letter(&value, Mark::Preview).to_string();
    assert!(text.contains("{{ law }} {% if %} # Заголовок"), "{text}");
}

#[test]
fn the_paper_copy_asks_for_an_answer_on_paper() {
    let electronic = letter(&access(), Mark::Outside).to_string();
    assert!(electronic.contains("электронным документом на адрес m.ivanova@mail.example"));
    let paper = letter(&access(), Mark::Ink).to_string();
    assert!(paper.contains("на бумажном носителе по адресу: г. Москва, ул. Тверская"));
}

#[test]
fn enclosures_are_listed_as_they_go() {
    let mut value = access();
    value["enclosures"] = json!([
        { "title": "Копия доверенности", "pages": 2, "copies": 1 },
        { "title": "Копия договора", "pages": 5 },
    ]);
    let text = letter(&value, Mark::Ink).to_string();
    assert!(text.contains("Приложения:"));
    assert!(text.contains("1. Копия доверенности на 2 л. в 1 экз."));
    assert!(text.contains("2. Копия договора на 5 л. в 1 экз."));
}

#[test]
fn a_complaint_does_not_share_a_letter() {
    let mut value = access();
    value["demands"] = json!([
        { "kind": "complaint", "authority": { "code": "rkn" }, "facts": ["Ответа нет."] },
        { "kind": "access", "items": "all" },
    ]);
    let error = compose(&read(&value), &Options { mark: Mark::Ink }).unwrap_err();
    assert!(matches!(error, LetterError::MixedAddressees));
    assert_eq!(error.code(), "mixed_addressees");
}
