//! What comes out of a request file, and what is said about a wrong one.
#![allow(clippy::unwrap_used, reason = "tests")]

use chrono::NaiveDate;
use request::{Basis, Demand, Items, ReplyForm, Severity, Unreadable, read, read_value};
use serde_json::{Value, json};

const ACCESS: &[u8] = include_bytes!("../../../../assets/examples/access.json");
const DELETE_ALL: &[u8] = include_bytes!("../../../../assets/examples/delete-all.json");
const STOP: &[u8] = include_bytes!("../../../../assets/examples/stop-by-representative.json");

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
}

fn access() -> Value {
    serde_json::from_slice(ACCESS).unwrap()
}

/// Errors of the file `change` makes of the example, as `code field`.
fn errors(change: impl FnOnce(&mut Value)) -> Vec<String> {
    found(change, Severity::Error)
}

fn found(change: impl FnOnce(&mut Value), severity: Severity) -> Vec<String> {
    let mut value = access();
    change(&mut value);
    let reading = read(value.to_string().as_bytes(), today()).unwrap();
    reading
        .problems
        .iter()
        .filter(|p| p.severity == severity)
        .map(|p| format!("{} {}", p.code, p.field))
        .collect()
}

#[test]
fn the_examples_are_read_without_a_word() {
    for (bytes, surname) in [
        (ACCESS, "Иванова-Петровская"),
        (DELETE_ALL, "O’Connor"),
        (STOP, "Ким"),
    ] {
        let reading = read(bytes, today()).unwrap();
        assert_eq!(reading.problems, []);
        assert_eq!(reading.request.unwrap().subject.surname.as_str(), surname);
    }
}

#[test]
fn values_come_out_as_they_stand() {
    let request = read(ACCESS, today()).unwrap().request.unwrap();
    assert_eq!(request.operator.ogrn.as_deref(), Some("1127847409557"));
    assert_eq!(
        request.subject.document.as_ref().unwrap().series.as_deref(),
        Some("4508")
    );
    assert!(matches!(
        &request.demands[..],
        [Demand::Access {
            items: Items::All(_),
            inspect: None
        }]
    ));
    assert_eq!(request.reply.form, ReplyForm::Same);
    let stop = read(STOP, today()).unwrap().request.unwrap();
    assert_eq!(stop.representative.as_ref().unwrap().basis, Basis::Parent);
    assert_eq!(stop.applicant().full_name(), "Ким Ольга Викторовна");
}

#[test]
fn a_request_written_out_is_read_as_the_same_request() {
    for bytes in [ACCESS, DELETE_ALL, STOP] {
        let request = read(bytes, today()).unwrap().request.unwrap();
        let written = serde_json::to_vec(&request).unwrap();
        assert_eq!(read(&written, today()).unwrap().request.unwrap(), request);
    }
}

#[test]
fn an_empty_object_names_every_required_field() {
    let reading = read(b"{}", today()).unwrap();
    let fields: Vec<_> = reading
        .problems
        .iter()
        .filter(|p| p.code == "missing_field")
        .map(|p| p.field.as_str())
        .collect();
    assert_eq!(
        fields,
        [
            "/format",
            "/date",
            "/operator",
            "/operator/name",
            "/operator/address",
            "/operator/address/text",
            "/subject",
            "/subject/surname",
            "/subject/given_name",
            "/demands",
        ]
    );
    assert!(reading.request.is_none());
}

#[test]
fn what_is_no_request_says_why() {
    let unreadable = |bytes: &[u8]| read(bytes, today()).unwrap_err();
    assert_eq!(
        unreadable(b"\xff\xfe{\0}\0"),
        Unreadable::NotUtf8 { offset: 0 }
    );
    assert_eq!(
        unreadable("{\"date\": \"я\u{44f}".as_bytes()).code(),
        "not_json"
    );
    assert_eq!(unreadable(b"[]").code(), "not_an_object");
    assert_eq!(unreadable(b"\"text\"").code(), "not_an_object");
    let other = unreadable(br#"{"format":"zapros-request/2"}"#);
    assert_eq!(other.code(), "other_format");
    assert_eq!(other.field(), Some("/format"));
    let words = other.to_string();
    assert!(
        words.contains("zapros-request/2") && words.contains("zapros-request/1"),
        "{words}"
    );
    assert_eq!(
        unreadable(&vec![b'x'; 17 * 1024 * 1024]).code(),
        "file_too_large"
    );
    assert!(unreadable(b"{").to_string().contains("строка 1"));
}

#[test]
fn unknown_fields_are_named_with_what_was_meant() {
    let mut value = access();
    value["subject"]["patronimic"] = json!("Сергеевна");
    value["operator"]["address"]["a/b~c"] = json!(1);
    value["demands"][0]["item"] = json!("all");
    value["colour"] = json!("red");
    let problems = read_value(value, today()).unwrap().problems;
    let fields: Vec<_> = problems
        .iter()
        .map(|p| (p.code.as_str(), p.field.as_str()))
        .collect();
    for field in [
        "/subject/patronimic",
        "/operator/address/a~1b~0c",
        "/demands/0/item",
        "/colour",
    ] {
        assert!(fields.contains(&("unknown_field", field)), "{fields:?}");
    }
    assert!(problems.iter().any(|p| p.message.contains("«patronymic»")));
    assert!(problems.iter().any(|p| p.message.contains("«items»")));
}

#[test]
fn a_field_that_stands_twice_is_noticed() {
    let text = String::from_utf8(ACCESS.to_vec()).unwrap();
    let text = text.replacen("\"surname\":", "\"surname\": \"Другая\", \"surname\":", 1);
    let reading = read(text.as_bytes(), today()).unwrap();
    assert!(reading.request.is_none());
    assert_eq!(reading.problems[0].code, "duplicate_field");
    assert_eq!(reading.problems[0].field, "/subject/surname");
}

#[test]
fn wrong_kinds_of_values_are_named_all_at_once() {
    let errors = errors(|v| {
        v["date"] = json!(20_261_116);
        v["operator"]["name"] = json!(null);
        v["subject"]["phone"] = json!(79_161_234_567_u64);
        v["relationship"] = json!({});
        v["demands"][0]["inspect"] = json!("yes");
        v["enclosures"] =
            json!([{"title": "Копия", "pages": "1"}, {"title": "Копия", "pages": 0}, 7]);
        v["signing"] = json!("ink");
    });
    assert_eq!(
        errors,
        [
            "wrong_type /date",
            "wrong_type /operator/name",
            "wrong_type /subject/phone",
            "wrong_type /relationship",
            "wrong_type /demands/0/inspect",
            "wrong_type /enclosures/0/pages",
            "out_of_range /enclosures/1/pages",
            "wrong_type /enclosures/2",
            "wrong_type /signing",
        ]
    );
}

#[test]
fn wrong_values_are_named_with_their_code() {
    for (at, value, code) in [
        ("/date", json!("2026-02-30"), "date_impossible"),
        ("/date", json!("16.11.2026"), "date_shape"),
        ("/date", json!("2026-1-6"), "date_shape"),
        ("/date", json!("1826-11-16"), "date_implausible"),
        ("/date", json!("2026-11-23"), "date_in_future"),
        ("/subject/birth_date", json!("2090-01-01"), "date_in_future"),
        (
            "/subject/document/issued_on",
            json!("2026-11-23"),
            "date_in_future",
        ),
        (
            "/subject/document/issued_on",
            json!("2026-11-20"),
            "date_after_letter",
        ),
        (
            "/relationship/0/date",
            json!("2027-04-17"),
            "date_in_future",
        ),
        ("/operator/ogrn", json!("1127847409558"), "ogrn_checksum"),
        ("/operator/ogrn", json!("112784740955"), "ogrn_shape"),
        (
            "/operator/email",
            json!("[email protected]"),
            "email_masked",
        ),
        ("/subject/email", json!("m.ivanova"), "email_shape"),
        ("/subject/phone", json!("123"), "phone_shape"),
        (
            "/subject/address/postal_code",
            json!("12500"),
            "postal_code_shape",
        ),
        (
            "/subject/surname",
            json!("Ива\u{0}нова"),
            "control_character",
        ),
        ("/subject/surname", json!("Ива\nнова"), "control_character"),
        ("/subject/surname", json!("  "), "empty"),
        ("/subject/surname", json!("я".repeat(1001)), "too_long"),
        ("/subject/document/type", json!("passport"), "unknown_code"),
        (
            "/subject/document/series",
            json!("450"),
            "passport_series_shape",
        ),
        (
            "/subject/document/number",
            json!("000000"),
            "passport_number_shape",
        ),
        (
            "/subject/document/number",
            json!("12345"),
            "passport_number_shape",
        ),
        (
            "/subject/document/subdivision_code",
            json!("770001"),
            "subdivision_code_shape",
        ),
        (
            "/subject/document/issued_on",
            json!("2002-04-01"),
            "passport_too_early",
        ),
        (
            "/subject/document/issued_on",
            json!("1980-04-01"),
            "date_before_birth",
        ),
        ("/demands/0/kind", json!("acess"), "unknown_code"),
        ("/demands/0/items", json!("everything"), "unknown_code"),
        ("/demands/0/items", json!([]), "empty"),
        ("/demands", json!([]), "empty"),
        ("/reply/form", json!("pigeon"), "unknown_code"),
        ("/relationship/0/type", json!("friendship"), "unknown_code"),
        ("/signing/form", json!("stamp"), "unknown_code"),
    ] {
        let errors = errors(|v| *v.pointer_mut(at).unwrap() = value.clone());
        assert!(
            errors.contains(&format!("{code} {at}")),
            "{at} = {value}: {errors:?}"
        );
    }
    assert_eq!(
        errors(|v| v["demands"][0]["items"] = json!(["retention", "other", "retention"])),
        ["duplicate_item /demands/0/items/2"]
    );
}

#[test]
fn messages_do_not_repeat_passport_numbers_nor_endless_texts() {
    let mut value = access();
    value["subject"]["document"]["number"] = json!("98765");
    value["subject"]["document"]["series"] = json!("43\u{7}2");
    value["operator"]["ogrn"] = json!("9".repeat(100_000));
    for problem in read_value(value, today()).unwrap().problems {
        assert!(!problem.message.contains("98765"), "{}", problem.message);
        assert!(problem.message.chars().count() < 400, "{}", problem.message);
        assert!(!problem.message.contains(char::is_control));
    }
}

#[test]
fn a_text_of_ten_megabytes_is_refused_by_name_and_forty_thousand_letters_are_not() {
    assert_eq!(
        errors(|v| v["text"] = json!("я".repeat(5_000_000))),
        ["too_long /text"]
    );
    assert_eq!(
        errors(|v| v["text"] = json!("Абзац.\n".repeat(40_000 / 7 + 1))),
        [""; 0]
    );
}

#[test]
fn thousands_of_problems_do_not_fill_the_page() {
    let mut value = access();
    for n in 0..5_000 {
        value[format!("field{n}")] = json!(n);
    }
    let problems = read_value(value, today()).unwrap().problems;
    assert_eq!(problems.len(), 501);
    assert_eq!(problems.last().unwrap().code, "too_many_problems");
}

#[test]
fn a_reply_needs_somewhere_to_go() {
    let reply = |reply: Value, gone: &[&str]| {
        errors(|v| {
            v["reply"] = reply;
            for field in gone {
                v["subject"].as_object_mut().unwrap().remove(*field);
            }
        })
    };
    let nowhere = vec!["reply_without_address /reply".to_owned()];
    assert_eq!(reply(json!({"form": "paper"}), &["address"]), nowhere);
    assert_eq!(reply(json!({"form": "electronic"}), &["email"]), nowhere);
    assert_eq!(
        reply(json!({"form": "same"}), &["email", "address"]),
        nowhere
    );
    assert_eq!(reply(json!({}), &["email", "address"]), nowhere);
    assert_eq!(
        reply(json!({"to": "representative"}), &[]),
        ["reply_to_nobody /reply/to"]
    );
    for fine in [
        json!({"form": "in_person"}),
        json!({"form": "electronic", "email": "other@mail.example"}),
        json!({"form": "paper", "address": {"text": "г. Москва"}}),
    ] {
        assert_eq!(reply(fine, &["email", "address"]), [""; 0]);
    }
}

#[test]
fn no_reply_section_means_in_the_same_form() {
    let mut value = access();
    value.as_object_mut().unwrap().remove("reply");
    assert_eq!(
        read_value(value, today())
            .unwrap()
            .request
            .unwrap()
            .reply
            .form,
        ReplyForm::Same
    );
}

#[test]
fn representatives() {
    let stop = |change: &dyn Fn(&mut Value)| {
        let mut value: Value = serde_json::from_slice(STOP).unwrap();
        change(&mut value);
        let reading = read_value(value, today()).unwrap();
        reading
            .problems
            .iter()
            .map(|p| format!("{} {}", p.code, p.field))
            .collect::<Vec<_>>()
    };
    let adult = |v: &mut Value| v["subject"]["birth_date"] = json!("2008-11-09");
    assert_eq!(stop(&adult), ["parent_of_adult /representative/basis"]);
    let day_before = |v: &mut Value| v["subject"]["birth_date"] = json!("2008-11-10");
    assert_eq!(stop(&day_before), [""; 0]);
    let no_copy = |v: &mut Value| v["enclosures"] = json!([{"title": "Скриншоты переписки"}]);
    assert_eq!(
        stop(&no_copy),
        ["authority_not_enclosed /representative/authority/file"]
    );
    let alone = |v: &mut Value| {
        v.as_object_mut().unwrap().remove("representative");
        v["reply"] = json!({"form": "in_person"});
    };
    assert_eq!(
        stop(&alone),
        ["child_without_representative /representative"]
    );
    let old_power = |v: &mut Value| {
        v["representative"]["basis"] = json!("power_of_attorney");
        v["representative"]["authority"]["title"] = json!("Доверенность (свидетельство)");
        v["representative"]["authority"]["issued_on"] = json!("2025-11-08");
    };
    assert_eq!(
        stop(&old_power),
        ["authority_expired /representative/authority/valid_until"]
    );
    let expired =
        |v: &mut Value| v["representative"]["authority"]["valid_until"] = json!("2026-11-08");
    assert_eq!(
        stop(&expired),
        ["authority_expired /representative/authority/valid_until"]
    );
    let lasting =
        |v: &mut Value| v["representative"]["authority"]["valid_until"] = json!("2036-11-08");
    assert_eq!(stop(&lasting), [""; 0]);
}

#[test]
fn unestablished_forms_of_documents_only_warn() {
    let warnings = |kind: &str, series: Option<&str>, number: &str| {
        let change = |v: &mut Value| {
            let document = &mut v["subject"]["document"];
            document["type"] = json!(kind);
            document["number"] = json!(number);
            document.as_object_mut().unwrap().remove("series");
            document.as_object_mut().unwrap().remove("subdivision_code");
            if let Some(series) = series {
                document["series"] = json!(series);
            }
        };
        assert_eq!(errors(change), [""; 0], "{kind}");
        found(change, Severity::Warning)
    };
    assert_eq!(warnings("residence_permit", Some("82"), "1234567"), [""; 0]);
    assert_eq!(
        warnings("residence_permit", Some("825"), "123"),
        [
            "document_number_unusual /subject/document/series",
            "document_number_unusual /subject/document/number",
        ]
    );
    assert_eq!(warnings("military_id", Some("АН"), "1234567"), [""; 0]);
    assert_eq!(
        warnings("military_id", None, "12"),
        ["document_number_unusual /subject/document/number"]
    );
    assert_eq!(warnings("foreign_passport", None, "xn 1234567"), [""; 0]);
    assert_eq!(warnings("other", None, "что угодно"), [""; 0]);
    assert_eq!(
        warnings("passport_rf_foreign", Some("75"), "1234567"),
        ["not_the_main_document /subject/document/type"]
    );
    assert_eq!(
        warnings("passport_rf", None, "123456"),
        ["passport_series_missing /subject/document/series"]
    );
}

#[test]
fn a_passport_outlived_by_a_birthday_is_pointed_out() {
    // Issued at 19, the holder turned 20 more than ninety days before the letter.
    let change = |v: &mut Value| v["subject"]["document"]["issued_on"] = json!("2008-03-14");
    assert_eq!(errors(change), [""; 0]);
    assert_eq!(
        found(change, Severity::Warning),
        ["passport_outdated /subject/document/issued_on"]
    );
}

#[test]
fn enclosures_of_one_name_cannot_both_go() {
    let errors = errors(|v| {
        v["enclosures"] = json!([
            {"title": "Договор", "file": "a/copy.pdf"},
            {"title": "Счёт", "file": "b/Copy.pdf"},
        ]);
    });
    assert_eq!(errors, ["enclosure_name_clash /enclosures/1/file"]);
}
