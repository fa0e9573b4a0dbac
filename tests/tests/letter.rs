//! The letter as archives, screen readers, forms and the counter take it: every kind, every form, whatever is typed.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use chrono::{DateTime, FixedOffset};
use law::Kind;
use pdf_file::{ObjectId, PdfFile};
use serde_json::{Value, json};
use signature::testing::{KeyKind, Person, throw_away_pkcs12};
use signature::{Pkcs12, SigningKey, SoftwareKey};
use tests::oracles;
use tests::run::{NOW, Run, run, top, zaprosctl};
use workflow::{Beside, Composed, Job};

/// One key for all letters: making one takes longer than signing a hundred.
static KEY: LazyLock<SoftwareKey> = LazyLock::new(|| {
    let person = Person::new("Иванова-Петровская", "Мария Сергеевна");
    let made = throw_away_pkcs12(&person, "secret", KeyKind::P256, now());
    Pkcs12::open(&made.pkcs12, "secret").unwrap()
});

fn now() -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339(NOW).unwrap()
}

fn example(name: &str) -> Value {
    let path = top().join("assets/examples").join(format!("{name}.json"));
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

/// The same request, made by somebody who holds a power of attorney.
fn represented(mut request: Value) -> Value {
    let representative = include_str!("../fixtures/representative.json");
    request["representative"] = serde_json::from_str(representative).unwrap();
    request
}

fn compose_beside(folder: &Path, request: &Value, signed: bool) -> Composed {
    workflow::compose(&Job {
        request: request.to_string().as_bytes(),
        files: &Beside(folder.to_owned()),
        now: now(),
        key: signed.then_some(&*KEY as &dyn SigningKey),
        detached: true,
        email: false,
        post: true,
    })
    .unwrap_or_else(|failure| panic!("{failure}: {:?} in {request:#}", failure.field()))
}

fn compose(request: &Value, signed: bool) -> BTreeMap<String, Vec<u8>> {
    compose_beside(top(), request, signed)
        .files
        .into_iter()
        .map(|file| (file.name, file.bytes))
        .collect()
}

/// Every kind × {subject, representative}.
fn requests() -> Vec<(String, Value)> {
    Kind::ALL
        .iter()
        .flat_map(|kind| {
            let request = example(kind.code());
            [
                (kind.code().to_owned(), request.clone()),
                (
                    format!("{} by representative", kind.code()),
                    represented(request),
                ),
            ]
        })
        .collect()
}

#[test]
fn every_kind_is_archivable_and_accessible_before_and_after_signing() {
    let mut files = Vec::new();
    for (name, request) in requests() {
        for signed in [false, true] {
            let letter = compose(&request, signed).remove("letter.pdf").unwrap();
            files.push((format!("{name}, signed: {signed}"), letter));
        }
    }
    assert_eq!(files.len(), Kind::ALL.len() * 4);
    oracles::conforming(&files);
    oracles::syntax(&files);
}

#[test]
fn every_form_of_the_postal_pack_is_archivable_and_accessible() {
    let mut files = Vec::new();
    for request in [
        example("access"),
        represented(example("delete_all")),
        example("complaint"),
    ] {
        let kind = request["demands"][0]["kind"].as_str().unwrap().to_owned();
        let pack = compose(&request, true).into_iter();
        files.extend(
            pack.filter(|(name, _)| name.starts_with("post/") && name.ends_with(".pdf"))
                .map(|(name, bytes)| (format!("{kind} {name}"), bytes)),
        );
    }
    assert_eq!(files.len(), 15);
    oracles::conforming(&files);
    oracles::syntax(&files);
}

/// ISO 14289-1 and ISO 19005-3 were judged before signing; they hold after it because nothing they speak of changes.
#[test]
fn signing_touches_only_the_field_and_the_signature() {
    for (name, request) in requests() {
        let letter = compose(&request, true).remove("letter.pdf").unwrap();
        let file = PdfFile::parse(&letter).unwrap();
        assert_eq!(file.revisions().len(), 2, "{name}");
        let (before, after) = (file.view(0), file.view(1));
        let touched: Vec<ObjectId> = file.objects(1).collect();
        assert_eq!(touched.len(), 2, "{name}: {touched:?}");
        for id in touched {
            let now = after.object(id).unwrap();
            let now = now.as_dictionary().unwrap();
            match before.object(id) {
                Ok(was) if was.as_dictionary().is_some() => {
                    let was = was.as_dictionary().unwrap();
                    assert!(
                        was.is_name("FT", "Sig") && !was.contains("V"),
                        "{name}: {was:?}"
                    );
                    let value = now.get("V").unwrap().clone();
                    assert_eq!(&was.clone().with("V", value), now, "{name}");
                }
                _ => assert!(now.is_name("Type", "Sig"), "{name}: {now:?}"),
            }
        }
        let catalog = before.catalog().unwrap();
        assert_eq!(catalog, after.catalog().unwrap(), "{name}");
        let extensions = before.value(&catalog, "Extensions").unwrap();
        let esic = extensions.as_dictionary().unwrap().get("ESIC").unwrap();
        assert!(esic.as_dictionary().unwrap().is_name("BaseVersion", "1.7"));
    }
}

#[test]
fn the_second_copy_is_the_letter_with_an_acceptance_mark() {
    let pack = compose(&example("access"), true);
    let readme = String::from_utf8(pack["post/README.txt"].clone()).unwrap();
    assert!(
        readme.contains("Если относите сами") && readme.contains("second-copy.pdf"),
        "{readme}"
    );
    if !oracles::there("pdftotext") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let text = |name: &str| {
        let path = folder.path().join("one.pdf");
        fs::write(&path, &pack[name]).unwrap();
        oracles::text_of(&path)
    };
    let (letter, copy) = (text("post/letter.pdf"), text("post/second-copy.pdf"));
    let (said, mark) = copy.split_once("Второй экземпляр").unwrap();
    // The copy may be set smaller, so only letters are compared: no hyphens, no page numbers.
    let letters = |text: &str| {
        text.chars()
            .filter(|c| c.is_alphabetic())
            .collect::<String>()
    };
    assert_eq!(letters(said), letters(&letter));
    let mut at = 0;
    for part in [
        "Отметка о принятии",
        "Дата",
        "Входящий №",
        "Подпись",
        "Должность, фамилия, имя, отчество",
    ] {
        at += mark[at..]
            .find(part)
            .unwrap_or_else(|| panic!("{part} in {mark}"));
    }
    assert!(!copy.contains("электронной подписью"), "{copy}");
}

#[test]
fn the_list_names_every_paper_that_goes_along_with_its_sheets() {
    let folder = tempfile::tempdir().unwrap();
    let three_pages = &compose(&example("complaint"), false)["post/envelope.pdf"];
    fs::write(folder.path().join("contract.pdf"), three_pages).unwrap();
    fs::write(folder.path().join("power.jpg"), [0xFF, 0xD8, 0xFF, 0xE0]).unwrap();
    let mut request = represented(example("access"));
    request["representative"]["authority"]["file"] = json!("power.jpg");
    request["enclosures"] = json!([
        { "title": "Копия договора", "file": "contract.pdf" },
        { "title": "Копия чека", "pages": 1, "copies": 2 },
    ]);

    let composed = compose_beside(folder.path(), &request, false);
    let file = |name: &str| {
        let found = composed.files.iter().find(|file| file.name == name);
        found.unwrap().bytes.clone()
    };
    let data: Value = serde_json::from_slice(&file("request.json")).unwrap();
    assert_eq!(data, request, "the data stay as they were given");
    if oracles::there("pdftotext") {
        for name in ["letter.pdf", "post/letter.pdf"] {
            let path = folder.path().join("letter.pdf");
            fs::write(&path, file(name)).unwrap();
            let text = oracles::text_of(&path);
            for line in [
                "1. Доверенность на 1 л. в 1 экз.",
                "2. Копия договора на 3 л. в 1 экз.",
                "3. Копия чека на 1 л. в 2 экз.",
            ] {
                assert!(text.contains(line), "{line} in {name}: {text}");
            }
        }
    }
    let readme = String::from_utf8(file("post/README.txt")).unwrap();
    assert!(
        readme.contains("1) Доверенность\r") && readme.contains("3) Копия чека."),
        "{readme}"
    );

    request["enclosures"][0]["pages"] = json!(9);
    let warned = compose_beside(folder.path(), &request, false).warnings;
    let warning = warned
        .iter()
        .find(|one| one.code == "enclosure_sheets_differ")
        .unwrap();
    assert_eq!(warning.field.as_deref(), Some("/enclosures/0/pages"));
}

/// 16 g of the envelope, 5 g a sheet: the letter, one copy of the inventory, the enclosures.
#[test]
fn the_weight_is_estimated_and_too_much_is_warned_of() {
    let readme = |request: &Value| {
        let composed = compose_beside(top(), request, false);
        let readme = composed
            .files
            .iter()
            .find(|f| f.name == "post/README.txt")
            .unwrap();
        let heavy = composed
            .warnings
            .iter()
            .any(|w| w.code == "letter_too_heavy");
        (String::from_utf8(readme.bytes.clone()).unwrap(), heavy)
    };
    let mut request = example("access");
    let (light, heavy) = readme(&request);
    assert!(light.contains("примерно 26 г") && !heavy, "{light}");
    request["enclosures"] = json!([{ "title": "Копии писем", "pages": 5, "copies": 3 }]);
    let (text, heavy) = readme(&request);
    assert!(
        text.contains("примерно 101 г") && text.contains("тяжелее 100 г") && heavy,
        "{text}"
    );
}

#[test]
fn a_complaint_is_posted_to_the_authority_and_not_to_the_operator() {
    let request = example("complaint");
    let composed = compose_beside(top(), &request, false);
    let readme = composed
        .files
        .iter()
        .find(|f| f.name == "post/README.txt")
        .unwrap();
    let readme = String::from_utf8(readme.bytes.clone()).unwrap();
    let authority = request["demands"][0]["authority"]["name"].as_str().unwrap();
    assert!(readme.contains(&format!("Кому:   {authority}")), "{readme}");
    // The example gives no address of the authority.
    assert!(readme.contains("адрес получателя не указан"), "{readme}");
    let codes: Vec<&str> = composed
        .warnings
        .iter()
        .map(|one| one.code.as_str())
        .collect();
    assert!(codes.contains(&"addressee_address_missing"), "{codes:?}");
}

/// Where the articles ask for no document (ст. 15 ч. 2, ст. 10.1 ч. 12, ст. 8 ч. 2, ст. 18 ч. 2), the letter goes without.
#[test]
fn the_short_letter_has_no_passport_where_the_law_asks_for_none() {
    for kind in [
        "marketing_stop",
        "stop_dissemination",
        "public_source_removal",
        "refusal_to_provide",
    ] {
        let mut request = example(kind);
        request["subject"]
            .as_object_mut()
            .unwrap()
            .remove("document");
        for field in ["relationship", "representative"] {
            request.as_object_mut().unwrap().remove(field);
        }
        let (_folder, file) = in_folder(&request);
        let said = program(&["--json", "text", file.to_str().unwrap()])
            .ended(0)
            .json();
        let text = said["text"].as_str().unwrap();
        assert!(
            !text.contains("удостоверяющий личность") && !text.contains("паспорт"),
            "{text}"
        );
    }
}

fn program(arguments: &[&str]) -> Run {
    run(zaprosctl(env!("CARGO_BIN_EXE_zaprosctl-under-test")).args(arguments))
}

fn in_folder(request: &Value) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("request.json");
    fs::write(&file, request.to_string()).unwrap();
    (folder, file)
}

#[test]
fn a_complaint_becomes_text_for_an_electronic_form() {
    let mut request = example("complaint");
    request["demands"][0]["previous"] = json!([
        { "sent_on": "2026-09-07", "number": "1", "channel": "электронная почта", "outcome": "partial", "answered_on": "2026-09-21" },
        { "sent_on": "2026-10-12", "number": "2", "channel": "ценное письмо", "outcome": "none" },
    ]);
    request["demands"][0]["facts"][0] = json!("Оператор ООО \"ИТ Проспект\" не ответил.");
    let (folder, file) = in_folder(&request);
    let said = program(&["--json", "text", file.to_str().unwrap()])
        .ended(0)
        .json();
    let text = said["text"].as_str().unwrap();
    for part in [
        "О нарушении прав субъекта персональных данных (жалоба)\n\nНа основании части 1 статьи 17",
        "1) Оператор ООО «ИТ Проспект» не ответил.",
        "Запрос от 07.09.2026 № 1 (способ направления: электронная почта). Получен ответ от 21.09.2026",
        "Запрос от 12.10.2026 № 2 (способ направления: ценное письмо). Ответ не получен.",
        "Приложение: Копия запроса",
    ] {
        assert!(text.contains(part), "{part:?} in\n{text}");
    }
    // The form asks for these by itself, and forms show a no-break space oddly.
    for part in [
        "Управление Роскомнадзора",
        "____",
        "П. А. Соколов",
        "\u{a0}",
    ] {
        assert!(!text.contains(part), "{part:?} in\n{text}");
    }
    assert_eq!(said["characters"], text.trim_end().chars().count());
    assert_eq!(said["warnings"], json!([]));

    let out = folder.path().join("text.txt");
    let words = program(&["text", file.to_str().unwrap(), "-o", out.to_str().unwrap()]).ended(0);
    assert!(words.stdout.contains("знаков"), "{words:?}");
    assert_eq!(fs::read_to_string(&out).unwrap(), text);
}

#[test]
fn a_text_longer_than_forms_take_is_told_with_its_length() {
    let mut request = example("complaint");
    let fact = "Сообщения приходят каждый день, хотя согласия не было. ".repeat(90);
    request["demands"][0]["facts"] = json!([fact.trim()]);
    let (_folder, file) = in_folder(&request);
    let said = program(&["--json", "text", file.to_str().unwrap()])
        .ended(0)
        .json();
    let length = said["characters"].as_u64().unwrap();
    let warning = &said["warnings"][0];
    assert!(length > 4000 && warning["code"] == "text_long", "{said:#}");
    assert!(
        warning["message"]
            .as_str()
            .unwrap()
            .contains(&length.to_string())
    );
}

/// Never an empty box: what no font has, and what would need shaping, is refused with its name and its field.
#[test]
fn a_character_that_cannot_be_printed_is_named_with_its_field() {
    for (field, value, character) in [
        ("/subject/given_name", "محمد", 'م'),
        ("/subject/surname", "כהן", 'כ'),
        ("/operator/name", "ООО «Ромашка» 🙂", '🙂'),
        ("/relationship/0/text", "договор с 漢", '漢'),
    ] {
        let mut request = example("access");
        request["relationship"] = json!([{ "type": "other", "text": "договор" }]);
        *request.pointer_mut(field).unwrap() = json!(value);
        let (folder, file) = in_folder(&request);
        let out = folder.path().join("letter.pdf");
        let arguments = [
            "--json",
            "render",
            file.to_str().unwrap(),
            "-o",
            out.to_str().unwrap(),
        ];
        let said = program(&arguments).ended(2);
        let error = said.json()["error"].clone();
        assert_eq!(error["code"], "missing_glyph", "{error:#}");
        assert_eq!(error["field"], field, "{error:#}");
        assert!(
            error["message"].as_str().unwrap().contains(character),
            "{error:#}"
        );
        assert!(!out.exists());
    }
}

#[test]
fn a_hundred_pages_and_monstrous_names_still_make_a_whole_pack() {
    let mut request = example("access");
    request["subject"]["surname"] = json!("Ж".repeat(200));
    request["subject"]["given_name"] = json!("е\u{301}".repeat(60) + " Q\u{308}");
    request["subject"]["address"]["text"] = json!(format!("г. Москва, {}", "щ".repeat(300)));
    // A text of a request ends at forty thousand characters; a letter may hold several.
    let sentence = "Прошу разъяснить порядок обработки персональных данных и её сроки. ";
    let paragraph = format!("{}\n", sentence.repeat(30));
    let text = json!({ "kind": "free", "text": paragraph.repeat(19) });
    request["demands"] = json!(vec![text; 9]);
    let pack = compose(&request, true);
    let files: Vec<_> = pack
        .into_iter()
        .filter(|(name, _)| name.ends_with(".pdf"))
        .collect();
    assert_eq!(files.len(), 6);
    oracles::conforming(&files);
    oracles::syntax(&files);
    if oracles::there("pdfinfo") {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("letter.pdf");
        fs::write(
            &path,
            &files
                .iter()
                .find(|(name, _)| name == "letter.pdf")
                .unwrap()
                .1,
        )
        .unwrap();
        let info = run(Command::new("pdfinfo").arg(&path)).stdout;
        let pages = info
            .lines()
            .find_map(|line| line.strip_prefix("Pages:"))
            .unwrap();
        assert!(pages.trim().parse::<u32>().unwrap() >= 100, "{info}");
    }
}
