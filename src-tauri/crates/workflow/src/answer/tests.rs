//! The twenty answers: complete ones are printed and read by people; what lacks a required content is never signed.

use law::Received;
use request::response::{Company, read_company};
use signature::testing::{KeyKind, Person, throw_away_pkcs12};

use super::*;

fn now() -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339("2026-11-27T12:00:00+03:00").unwrap()
}

/// The bundled company with what its policy leaves open, and an invented signatory.
fn company() -> Company {
    let mut value: Value = serde_json::from_slice(include_bytes!(
        "../../../../../assets/operators/it-prospekt.company.json"
    ))
    .unwrap();
    value["operator"]["email"] = json!("privacy@operator.example");
    value["cross_border"] = json!("Трансграничная передача не осуществлялась и не предполагается");
    value["no_processors"] = json!("Обработка другим лицам не поручена");
    value["other"] = json!("Иных сведений, которые закон обязывает сообщить, нет");
    value["signatories"] = json!([{
        "position": "Юрист", "surname": "Громова", "given_name": "Инна", "patronymic": "Львовна",
        "mandate": {
            "title": "машиночитаемая доверенность", "number": "a1b2c3d4-0000-4000-8000-000000000001",
            "issued_on": "2026-01-12", "valid_until": "2027-01-11",
        },
    }]);
    read_company(value.to_string().as_bytes()).unwrap()
}

/// The request that such an answer answers.
fn case(answer: Answer) -> CaseFacts {
    let kind = match answer {
        Answer::RepeatRefusal => "access_repeat",
        Answer::Rectified => "rectification",
        Answer::Blocked | Answer::Unblocked => "blocking",
        Answer::Stopped => "stop_processing",
        Answer::Destroyed
        | Answer::DestructionDeferred
        | Answer::ContinuedOnOtherGround
        | Answer::ThirdPartyNotice
        | Answer::DestructionAct
        | Answer::EventLogExtract => "consent_withdrawal",
        Answer::ObjectionDecision => "automated_decision_objection",
        _ => "access",
    };
    let path = format!(
        "{}/../../../assets/examples/{kind}.json",
        env!("CARGO_MANIFEST_DIR")
    );
    let mut request: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    request["date"] = json!("2026-11-20");
    request["number"] = json!("5");
    CaseFacts {
        registered_as: "ПДн-2026/0017".to_owned(),
        received: Received::parse("2026-11-23T09:12:00+03:00").unwrap(),
        on_paper: request["signing"]["form"] == "ink",
        request: Some(request),
        lacks: Vec::new(),
    }
}

fn data(answer: Answer) -> Value {
    let path = format!(
        "{}/../../../assets/answers/{}.json",
        env!("CARGO_MANIFEST_DIR"),
        answer.code()
    );
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// A complete answer of each kind.
fn complete(answer: Answer) -> Value {
    let mut data = data(answer);
    if matches!(answer, Answer::ThirdPartyNotice | Answer::AuthorityAnswer) {
        data["addressee"] = json!({
            "name": "ООО «Курьер»", "address": { "postal_code": "190000", "text": "г. Санкт-Петербург, ул. Примерная, д. 3" },
            "email": "privacy@courier.example",
        });
    }
    let number = if answer == Answer::DestructionAct {
        "003-У/2026"
    } else {
        "0012/ПДн-2026"
    };
    prefill(&company(), &case(answer), answer, number, &data, now()).unwrap()
}

fn key(surname: &str, given_name: &str) -> signature::SoftwareKey {
    let mut person = Person::new(surname, given_name);
    person.organization = Some("ООО «ИТ Проспект»".to_owned());
    let made = throw_away_pkcs12(&person, "пароль", KeyKind::P256, now());
    crate::open_pkcs12(&made.pkcs12, "пароль", now()).unwrap()
}

fn job(response: Value, key: Option<&signature::SoftwareKey>) -> AnswerJob<'_> {
    AnswerJob {
        response,
        now: now(),
        key: key.map(|key| key as &dyn SigningKey),
        detached: true,
        email: false,
        post: false,
    }
}

#[test]
fn every_complete_answer_reads_as_its_golden() {
    let goldens = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/goldens/answers");
    let pack = Pack::in_force(now().date_naive()).unwrap();
    let mut wrong = Vec::new();
    for &kind in Answer::ALL {
        let value = complete(kind);
        let report = check_answer(&value, now()).unwrap();
        assert!(report.complete, "{}: {:#?}", kind.code(), report.problems);
        let (response, _) = CompleteResponse::of(read(&value, now()).unwrap(), pack).unwrap();
        let mark = if response.form == AnswerForm::Electronic {
            Mark::Outside
        } else {
            Mark::Ink
        };
        let signing = Signing {
            mark,
            destroyer: None,
        };
        let text = letter::answer(&response, pack, &signing)
            .unwrap()
            .to_string();
        for unwanted in [
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
            "штраф",
            "в ред.",
        ] {
            assert!(
                !text.replace(" .sig", " sig").contains(unwanted),
                "{unwanted:?} in {}:\n{text}",
                kind.code()
            );
        }
        let golden = goldens.join(format!("{}.txt", kind.code()));
        if std::env::var_os("ACCEPT").is_some() {
            std::fs::create_dir_all(&goldens).unwrap();
            std::fs::write(&golden, &text).unwrap();
        } else if std::fs::read_to_string(&golden).ok().as_deref() != Some(&text) {
            wrong.push(format!("{}:\n{text}", golden.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Takes a field away; an object that is left empty goes too.
fn without(value: &mut Value, pointer: &str) {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    match value.pointer_mut(parent) {
        Some(Value::Object(map)) => {
            map.shift_remove(name);
        }
        Some(Value::Array(list)) => {
            list.remove(name.parse().unwrap());
        }
        _ => {}
    }
}

#[test]
fn an_answer_without_any_one_required_content_is_never_signed() {
    let key = key("Громова", "Инна Львовна");
    let pack = Pack::in_force(now().date_naive()).unwrap();
    let mut tried = 0;
    for &kind in Answer::ALL {
        let whole = complete(kind);
        let rules = pack
            .answer(kind)
            .requires
            .iter()
            .filter(|rule| rule.is_asked(&whole));
        let mut contents: Vec<(String, String, Vec<String>)> = rules
            .map(|rule| (rule.field.clone(), rule.norm.clone(), rule.or.clone()))
            .collect();
        if kind == Answer::Answer {
            let asked = whole["about"]["asked_items"].as_array().unwrap();
            assert_eq!(asked.len(), 11, "all the items of ст. 14 ч. 7");
            contents.extend(asked.iter().map(|item| {
                let item = law::AccessItem::from_code(item.as_str().unwrap()).unwrap();
                (
                    format!("/answer/items/{}", item.code()),
                    pack.item(item).norm.clone(),
                    Vec::new(),
                )
            }));
        }
        assert!(
            !contents.is_empty(),
            "{} has no required contents",
            kind.code()
        );
        for (field, norm, or) in contents {
            let mut value = whole.clone();
            for pointer in std::iter::once(&field).chain(&or) {
                without(&mut value, pointer);
            }
            let failure = answer(job(value.clone(), Some(&key))).unwrap_err();
            assert_eq!(
                failure.code(),
                "answer_incomplete",
                "{}{field}",
                kind.code()
            );
            let told = failure.problems().iter().any(|one| {
                one.is_error() && one.field == field && one.norm.as_deref() == Some(&norm)
            });
            assert!(
                told,
                "{} without {field} ({norm}): {:#?}",
                kind.code(),
                failure.problems()
            );
            // An unticked box and empty words are as good as nothing.
            let mut empty = whole.clone();
            for pointer in &or {
                without(&mut empty, pointer);
            }
            if let Some(place) = empty.pointer_mut(&field).filter(|place| place.is_string()) {
                *place = json!("  ");
                let failure = answer(job(empty, Some(&key))).unwrap_err();
                assert!(
                    failure
                        .problems()
                        .iter()
                        .any(|one| one.field == field && one.norm.is_some()),
                    "{} with an empty {field}",
                    kind.code()
                );
            }
            tried += 1;
        }
    }
    assert!(tried > 60, "{tried}");
}

#[test]
fn what_contradicts_the_law_or_itself_is_refused() {
    /// An answer, what is set in it and where, and the code of the refusal.
    type Wrong<'a> = (Answer, &'a [(&'a str, Value)], &'a str);
    let wrong: &[Wrong<'_>] = &[
        (
            Answer::Extension,
            &[("/answer/new_due", json!("2026-12-15"))],
            "extension_too_long",
        ),
        (
            Answer::Extension,
            &[("/answer/first_due", json!("2026-12-04"))],
            "term_differs",
        ),
        (
            Answer::Extension,
            &[("/answer/demand", json!("consent_withdrawal"))],
            "extension_none",
        ),
        (
            Answer::Extension,
            &[("/answer/first_due", json!("2026-11-26"))],
            "extension_late",
        ),
        (
            Answer::Refusal,
            &[("/answer/ground", json!("trade_secret"))],
            "ground_unknown",
        ),
        (
            Answer::Refusal,
            &[("/answer/ground", json!("public_interest"))],
            "ground_not_for_kind",
        ),
        (
            Answer::RepeatRefusal,
            &[("/answer/first_request_on", json!("2026-10-01"))],
            "repeat_not_early",
        ),
        (
            Answer::DestructionDeferred,
            &[("/answer/destroy_by", json!("2027-05-27"))],
            "deferral_too_long",
        ),
        (
            Answer::DestructionAct,
            &[("/answer/log_event_on", json!("2026-11-27"))],
            "date_order",
        ),
        (
            Answer::DestructionAct,
            &[("/date", json!("2026-11-25"))],
            "date_order",
        ),
        (
            Answer::Destroyed,
            &[("/answer/act/date", json!("2026-11-25"))],
            "date_order",
        ),
        (
            Answer::Blocked,
            &[("/answer/blocked_on", json!("2026-11-28"))],
            "date_order",
        ),
        (Answer::Answer, &[("/form", json!("paper"))], "form_differs"),
        (
            Answer::Answer,
            &[("/signatory/mandate/valid_until", json!("2026-11-01"))],
            "mandate_expired",
        ),
        (
            Answer::Answer,
            &[("/date", json!("2026-11-28"))],
            "date_in_future",
        ),
        (
            Answer::ContinuedOnOtherGround,
            &[("/answer/kept/0/ground", json!("art6_1_1"))],
            "unknown_code",
        ),
        (
            Answer::MissingInformation,
            &[("/answer/data", json!(["телефон"]))],
            "unknown_field",
        ),
    ];
    for (kind, changes, code) in wrong {
        let mut value = complete(*kind);
        for (pointer, new) in *changes {
            let (parent, name) = pointer.rsplit_once('/').unwrap();
            value.pointer_mut(parent).unwrap()[name] = new.clone();
        }
        let report = check_answer(&value, now()).unwrap();
        assert!(!report.complete, "{} {changes:?}", kind.code());
        assert!(
            report.problems.iter().any(|one| one.code == *code),
            "{} {changes:?}: {:#?}",
            kind.code(),
            report.problems
        );
    }
}

#[test]
fn an_act_is_signed_by_those_who_destroyed_and_by_nobody_else() {
    let act = complete(Answer::DestructionAct);
    let stranger = key("Громова", "Инна Львовна");
    let failure = answer(job(act.clone(), Some(&stranger))).unwrap_err();
    assert_eq!(failure.code(), "not_a_destroyer");
    let serov = key("Серов", "Олег Ильич");
    let done = answer(job(act, Some(&serov))).unwrap();
    assert!(
        done.warnings
            .iter()
            .any(|one| one.code == "act_signers_left")
    );
    let pdf = done.file("letter.pdf").unwrap();
    let signers = act_signers(pdf, &[], now()).unwrap();
    assert_eq!(signers.signed, ["Серов Олег Ильич"]);
    assert_eq!(signers.left, ["Белкина Вера Павловна"]);
    let belkina = key("Белкина", "Вера Павловна");
    let beside = keys::sign_beside(pdf, &belkina, now()).unwrap();
    assert!(act_signers(pdf, &[&beside], now()).unwrap().left.is_empty());
}

#[test]
fn an_answer_carries_its_data_and_its_mark_and_goes_by_mail_or_post() {
    let key = key("Громова", "Инна Львовна");
    let value = complete(Answer::Answer);
    let done = answer(AnswerJob {
        email: true,
        post: true,
        ..job(value.clone(), Some(&key))
    })
    .unwrap();
    assert_eq!(done.report["response"], value);
    assert_eq!(done.report["signatures"][0]["covers"], "whole");
    assert_eq!(
        report::inside(done.file("letter.pdf").unwrap(), "response.json"),
        Some(value)
    );
    let names: Vec<&str> = done.files.iter().map(|file| file.name.as_str()).collect();
    assert!(
        names.contains(&"post/notice-f119.pdf") && names.contains(&"letter.pdf.sig"),
        "{names:?}"
    );
    let message = delivery::read(done.file("message.eml").unwrap()).unwrap();
    assert_eq!(
        message.attachments.len(),
        3,
        "letter, signature, certificate"
    );
    assert!(message.text.contains("ПДн-2026/0017"), "{}", message.text);
    assert!(
        done.warnings
            .iter()
            .all(|one| one.code == "signature_not_qualified"),
        "{:?}",
        done.warnings
    );
    // Rendered for a person to look at: LOOK=folder.
    if let Some(folder) = std::env::var_os("LOOK") {
        for &kind in Answer::ALL {
            let key = if kind == Answer::DestructionAct {
                super::tests::key("Серов", "Олег Ильич")
            } else {
                super::tests::key("Громова", "Инна Львовна")
            };
            let done = answer(job(complete(kind), Some(&key))).unwrap();
            folder::write_file(
                &Path::new(&folder).join(format!("{}.pdf", kind.code())),
                done.file("letter.pdf").unwrap(),
            )
            .unwrap();
        }
    }
}

#[test]
fn the_published_schemas_accept_every_complete_answer_and_the_bundled_profile() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../assets");
    let file = |name: &str| -> Value {
        serde_json::from_slice(&std::fs::read(folder.join(name)).unwrap()).unwrap()
    };
    let mut schemas = boon::Schemas::new();
    let mut compiler = boon::Compiler::new();
    for name in ["response", "company"] {
        compiler
            .add_resource(name, file(&format!("schema/{name}.schema.json")))
            .unwrap();
    }
    let response = compiler.compile("response", &mut schemas).unwrap();
    let company = compiler.compile("company", &mut schemas).unwrap();
    for &kind in Answer::ALL {
        let value = complete(kind);
        let valid = schemas.validate(&value, response);
        assert!(valid.is_ok(), "{}: {}", kind.code(), valid.unwrap_err());
        let mut wrong = value;
        wrong["answer"]["colour"] = json!("red");
        assert!(
            schemas.validate(&wrong, response).is_err(),
            "{}",
            kind.code()
        );
    }
    let bundled = file("operators/it-prospekt.company.json");
    assert!(schemas.validate(&bundled, company).is_ok());
}

#[test]
fn numbers_follow_the_scheme() {
    assert_eq!(number_by("ПДн-{year}/{n:4}", 2026, 17), "ПДн-2026/0017");
    assert_eq!(number_by("{n}", 2026, 12345), "12345");
    assert_eq!(
        number_by("{n:3}-У/{year} {x} {", 2027, 1),
        "001-У/2027 {x} {"
    );
}

#[test]
fn the_bundled_profile_says_what_its_policy_says_and_no_more() {
    let bundled = read_company(include_bytes!(
        "../../../../../assets/operators/it-prospekt.company.json"
    ))
    .unwrap();
    let unsaid: Vec<_> = law::AccessItem::ALL
        .iter()
        .filter(|item| bundled.says(**item).is_none())
        .map(|item| item.code())
        .collect();
    // What each person's own data are, and what the policy of 2023 does not tell.
    assert_eq!(
        unsaid,
        [
            "confirmation",
            "data_and_source",
            "cross_border",
            "processors",
            "other"
        ]
    );
}
