//! What a request must contain: every example, with every field taken away in turn.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;

use chrono::NaiveDate;
use law::{Kind, Pack, RequiredBy};
use request::{
    CheckReport, Complete, Severity, check, codes, example, policy_of, read, read_value,
};
use serde_json::{Value, json};

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
}

fn report(value: &Value) -> CheckReport {
    report_on(value, today())
}

fn report_on(value: &Value, today: NaiveDate) -> CheckReport {
    let reading = read_value(value.clone(), today).unwrap();
    check(
        &reading,
        Pack::in_force(today).unwrap(),
        policy_of(&reading),
    )
}

fn without(value: &Value, pointer: &str) -> Value {
    let mut value = value.clone();
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    match value.pointer_mut(parent).unwrap() {
        Value::Object(map) => drop(map.remove(key)),
        Value::Array(list) => drop(list.remove(key.parse().unwrap())),
        _ => unreachable!(),
    }
    value
}

/// Pointers of every field at every depth, list elements excepted.
fn fields(value: &Value, at: &str, into: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                into.push(format!("{at}/{key}"));
                fields(value, &format!("{at}/{key}"), into);
            }
        }
        Value::Array(list) => {
            for (n, value) in list.iter().enumerate() {
                fields(value, &format!("{at}/{n}"), into);
            }
        }
        _ => {}
    }
}

fn errors(report: &CheckReport) -> BTreeSet<String> {
    let errors = report
        .problems
        .iter()
        .filter(|p| p.severity == Severity::Error);
    errors.map(|p| p.field.clone()).collect()
}

/// The fields the file's format demands whatever is asked (contract §1 and §2: everything without a question mark).
fn format_demands(pointer: &str, value: &Value) -> bool {
    let steps: Vec<&str> = pointer.split('/').skip(1).collect();
    let kind = |n: &str| {
        value
            .pointer(&format!("/demands/{n}/kind"))
            .and_then(Value::as_str)
            .unwrap()
            .to_owned()
    };
    match steps.as_slice() {
        ["format" | "date" | "operator" | "subject" | "demands"] => true,
        ["operator", "name" | "address"] | ["operator", "address", "text"] => true,
        ["subject", "surname" | "given_name"] => true,
        ["subject", "birth_date"] => {
            matches!(
                value
                    .pointer("/representative/basis")
                    .and_then(Value::as_str),
                Some("parent" | "guardian")
            )
        }
        [.., "address", "text"] => true,
        [
            ..,
            "document",
            "type" | "number" | "issued_on" | "issued_by",
        ] => true,
        ["representative", "basis" | "person" | "authority"] => true,
        [
            "representative",
            "person",
            "surname" | "given_name" | "document",
        ] => true,
        [
            "representative",
            "authority",
            "title" | "issued_on" | "form",
        ] => true,
        ["relationship", _, "type"] => true,
        ["relationship", n, key] => {
            let of = value
                .pointer(&format!("/relationship/{n}/type"))
                .and_then(Value::as_str)
                .unwrap();
            (of, *key) != ("order", "date")
        }
        ["demands", _, "kind"] => true,
        ["demands", n, key] => matches!(
            (kind(n).as_str(), *key),
            ("access" | "access_repeat", "items")
                | ("access_repeat", "previous")
                | ("rectification", "corrections")
                | ("blocking", "reasons")
                | ("destruction", "ground" | "facts")
                | ("unlawful_processing" | "complaint", "facts")
                | ("marketing_stop", "channels")
                | ("stop_dissemination", "data")
                | ("public_source_removal", "source")
                | ("automated_decision_objection", "decision" | "objection")
                | ("explanation", "questions")
                | ("complaint", "authority")
                | ("free", "text")
        ),
        [
            "demands",
            _,
            "previous",
            ..,
            "sent_on" | "channel" | "outcome",
        ] => true,
        ["demands", _, "corrections", _, "what" | "wrong" | "right"] => true,
        ["demands", _, "channels", _, "type" | "address"] => true,
        ["demands", _, "authority", "code"] => true,
        ["enclosures", _, "title"] | ["signing", "form"] => true,
        _ => false,
    }
}

#[test]
fn every_kind_has_a_complete_example_on_any_day() {
    for kind in Kind::ALL {
        for day in [
            "2021-06-01",
            "2022-10-01",
            "2025-10-01",
            "2026-11-22",
            "2028-02-29",
            "2031-12-31",
        ] {
            let day: NaiveDate = day.parse().unwrap();
            let value = example(*kind, day);
            let report = report_on(&value, day);
            assert!(
                report.complete,
                "{} on {day}: {:#?}",
                kind.code(),
                report.problems
            );
            assert_eq!(report.problems, [], "{} on {day}", kind.code());
            assert_eq!(value["date"], day.to_string());
            assert_eq!(value["demands"][0]["kind"], kind.code());
        }
    }
}

#[test]
fn every_example_file_is_complete() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../assets/examples");
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        let reading = read(&bytes, today()).unwrap();
        let report = check(
            &reading,
            Pack::in_force(today()).unwrap(),
            policy_of(&reading),
        );
        assert!(
            report.complete,
            "{}: {:#?}",
            path.display(),
            report.problems
        );
        let request = reading.request.unwrap();
        let again = read(&serde_json::to_vec(&request).unwrap(), today()).unwrap();
        assert_eq!(again.request.as_ref(), Some(&request), "{}", path.display());
        seen += 1;
    }
    assert_eq!(seen, Kind::ALL.len() + 2);
}

#[test]
fn every_field_taken_away_in_turn_is_missed_exactly_when_it_is_demanded() {
    let mut taken = (0, 0);
    for kind in Kind::ALL {
        let value = example(*kind, today());
        let pack = Pack::in_force(today()).unwrap();
        let reading = read_value(value.clone(), today()).unwrap();
        let mut all = Vec::new();
        fields(&value, "", &mut all);
        for pointer in all {
            let cut = without(&value, &pointer);
            let report = report(&cut);
            let demanded =
                demanding_pointer(&pointer, &cut, &value, *kind, pack, policy_of(&reading));
            let story = format!("{} without {pointer}: {:#?}", kind.code(), report.problems);
            match demanded {
                Some(field) => {
                    assert!(
                        errors(&report).contains(&field),
                        "{field} not named: {story}"
                    );
                    taken.0 += 1;
                }
                None => {
                    assert!(report.complete, "{story}");
                    taken.1 += 1;
                }
            }
        }
    }
    assert!(taken.0 > 200 && taken.1 > 200, "{taken:?}");
}

/// Where the absence of `pointer` must be reported, when it must be.
fn demanding_pointer(
    pointer: &str,
    cut: &Value,
    whole: &Value,
    kind: Kind,
    pack: &Pack,
    policy: Option<&law::OperatorPolicy>,
) -> Option<String> {
    if format_demands(pointer, whole) {
        return Some(pointer.to_owned());
    }
    for asked in pack.requirements(kind, policy) {
        let hard = asked.required_by != RequiredBy::Practice;
        if hard && asked.pointers(0).any(|p| p == pointer) && !asked.is_met(cut, 0) {
            return Some(asked.field_at(0));
        }
    }
    let signature = pack.signature(kind, policy);
    let signed = signature.asked && signature.required_by != RequiredBy::Practice;
    (pointer == "/signing" && signed).then(|| "/signing".to_owned())
}

#[test]
fn the_representatives_document_stands_for_the_subjects() {
    let mut value = example(Kind::Access, today());
    let stop: Value = serde_json::from_slice(include_bytes!(
        "../../../../assets/examples/stop-by-representative.json"
    ))
    .unwrap();
    value["representative"] = stop["representative"].clone();
    value["subject"]["birth_date"] = json!("2016-09-30");
    value["enclosures"] = stop["enclosures"].clone();
    let value = without(&value, "/subject/document");
    let report = report(&value);
    assert!(report.complete, "{:#?}", report.problems);
    let neither = without(&value, "/representative/person/document");
    let found = report_on(&neither, today());
    let document = found
        .problems
        .iter()
        .find(|p| p.field == "/subject/document")
        .unwrap();
    assert_eq!(document.required_by, Some(RequiredBy::Law));
    assert!(document.norm.as_deref().unwrap().contains("ст. 14 ч. 3"));
}

#[test]
fn a_representative_owes_his_papers() {
    let stop: Value = serde_json::from_slice(include_bytes!(
        "../../../../assets/examples/stop-by-representative.json"
    ))
    .unwrap();
    let lacking = |cut: &str, basis: &str| {
        let mut value = without(&stop, cut);
        value["representative"]["basis"] = json!(basis);
        let report = report(&value);
        let of_field: Vec<_> = report
            .problems
            .into_iter()
            .filter(|p| p.field == cut)
            .collect();
        assert_eq!(of_field.len(), 1, "{of_field:#?}");
        of_field[0].clone()
    };
    for (cut, basis, norm) in [
        ("/representative/person/document", "parent", "ст. 14 ч. 3"),
        ("/subject/birth_date", "parent", "СК РФ ст. 64"),
        ("/subject/birth_date", "guardian", "ГК РФ ст. 31"),
        (
            "/representative/authority/issued_on",
            "power_of_attorney",
            "ГК РФ ст. 186",
        ),
        ("/representative/authority", "other_law", "ст. 14 ч. 3"),
    ] {
        let problem = lacking(cut, basis);
        assert_eq!(problem.severity, Severity::Error);
        assert!(
            problem.norm.as_deref().unwrap().contains(norm),
            "{problem:?}"
        );
    }
    // Not enclosing the paper is unwise, not forbidden, and is said once.
    let report = report(&without(&stop, "/enclosures"));
    assert!(report.complete);
    let fields: Vec<_> = report.problems.iter().map(|p| p.field.as_str()).collect();
    assert_eq!(
        fields
            .iter()
            .filter(|f| **f == "/representative/authority/file")
            .count(),
        1
    );
}

#[test]
fn what_is_missing_is_said_once_by_the_strongest_norm() {
    // Access asks by law for what a demand to stop asks only by custom.
    let mut value = example(Kind::StopProcessing, today());
    value["demands"]
        .as_array_mut()
        .unwrap()
        .push(json!({"kind": "access", "items": "all"}));
    let value = without(&without(&value, "/subject/document"), "/subject/surname");
    let report = report(&value);
    let of = |field: &str| {
        report
            .problems
            .iter()
            .filter(|p| p.field == field)
            .collect::<Vec<_>>()
    };
    assert_eq!(of("/subject/document").len(), 1);
    assert_eq!(
        of("/subject/document")[0].required_by,
        Some(RequiredBy::Law)
    );
    assert_eq!(of("/subject/surname").len(), 1);
    assert_eq!(of("/subject/surname")[0].required_by, Some(RequiredBy::Law));
}

#[test]
fn a_part_of_what_the_law_asks_carries_its_norm() {
    // Clause 10.2 and ст. 14 ч. 3 name the number, the date and the issuer one by one.
    for part in ["number", "issued_on", "issued_by"] {
        let field = format!("/subject/document/{part}");
        let report = report(&without(&example(Kind::Access, today()), &field));
        let problem = report.problems.iter().find(|p| p.field == field).unwrap();
        assert_eq!(problem.required_by, Some(RequiredBy::Law));
        assert!(problem.norm.as_deref().unwrap().contains("ст. 14 ч. 3"));
        assert!(problem.norm_checked.is_some());
    }
    // A demand to stop asks for no document; one that is named must still be named whole.
    let report = report(&without(
        &example(Kind::StopProcessing, today()),
        "/subject/document/number",
    ));
    let problem = report
        .problems
        .iter()
        .find(|p| p.field == "/subject/document/number")
        .unwrap();
    assert_eq!(
        (problem.severity, problem.required_by),
        (Severity::Error, None)
    );
}

#[test]
fn every_code_is_in_the_list_for_the_window() {
    let codes = codes();
    assert!(codes.contains("missing_document") && codes.contains("missing_signature"));
    assert!(codes.contains("unknown_field") && codes.contains("not_json"));
    let mut value = example(Kind::Access, today());
    value["date"] = json!("2026-13-01");
    value["demands"] = json!([{"kind": "access_repeat"}, {"kind": "complaint"}, 5]);
    for problem in report(&without(&value, "/subject/document")).problems {
        assert!(codes.contains(&problem.code), "{}", problem.code);
    }
}

#[test]
fn a_policy_binds_its_own_operator_only() {
    let theirs = without(&example(Kind::Free, today()), "/relationship");
    let report_theirs = report(&theirs);
    assert!(!report_theirs.complete);
    let problem = report_theirs
        .problems
        .iter()
        .find(|p| p.field == "/relationship")
        .unwrap();
    assert_eq!(problem.required_by, Some(RequiredBy::Policy));
    let mut others = theirs;
    others["operator"]["ogrn"] = json!("1267800000016");
    let report_others = report(&others);
    assert!(report_others.complete, "{:#?}", report_others.problems);
    let problem = report_others
        .problems
        .iter()
        .find(|p| p.field == "/relationship")
        .unwrap();
    assert_eq!(
        (problem.severity, problem.required_by),
        (Severity::Warning, Some(RequiredBy::Practice))
    );
}

#[test]
fn no_signature_only_where_no_demand_asks_one() {
    let unsigned = |kinds: &[Kind]| {
        let mut value = example(kinds[0], today());
        value["demands"] = kinds
            .iter()
            .map(|kind| example(*kind, today())["demands"][0].clone())
            .collect();
        value["signing"]["form"] = json!("none");
        errors(&report(&value))
    };
    assert_eq!(unsigned(&[Kind::MarketingStop]), BTreeSet::new());
    assert_eq!(
        unsigned(&[Kind::Access]),
        BTreeSet::from(["/signing/form".to_owned()])
    );
    assert!(unsigned(&[Kind::MarketingStop, Kind::Access]).contains("/signing/form"));
}

#[test]
fn an_early_repeat_needs_its_reasons() {
    let repeat = |sent: &str, outcome: &str, reasons: bool| {
        let mut value = example(Kind::AccessRepeat, today());
        value["demands"][0]["previous"] =
            json!({"sent_on": sent, "channel": "почта", "outcome": outcome});
        let value = if reasons {
            value
        } else {
            without(&value, "/demands/0/reasons")
        };
        let report = report(&value);
        (
            errors(&report).into_iter().collect::<Vec<_>>(),
            report.problems.iter().any(|p| p.code == "repeat_too_early"),
        )
    };
    let missing = vec!["/demands/0/reasons".to_owned()];
    // The letter is dated 22 November 2026; thirty days after 22 October end on 21 November.
    assert_eq!(repeat("2026-10-22", "partial", false), (vec![], false));
    assert_eq!(
        repeat("2026-10-23", "partial", false),
        (missing.clone(), false)
    );
    assert_eq!(repeat("2026-10-23", "full", false), (missing.clone(), true));
    assert_eq!(repeat("2026-10-23", "full", true), (vec![], true));
    assert_eq!(repeat("2026-08-01", "full", false), (vec![], false));
    assert_eq!(repeat("2026-08-01", "none", false), (missing, false));
}

#[test]
fn demands_of_every_kind_can_stand_together_in_pairs() {
    for first in Kind::ALL {
        for second in Kind::ALL {
            let mut value = example(Kind::Access, today());
            value["demands"] = json!([
                example(*first, today())["demands"][0],
                example(*second, today())["demands"][0]
            ]);
            let report = report(&value);
            assert!(
                report.complete,
                "{} + {}: {:#?}",
                first.code(),
                second.code(),
                report.problems
            );
        }
    }
}

#[test]
fn only_a_complete_request_becomes_one() {
    let pack = Pack::in_force(today()).unwrap();
    let request = read_value(example(Kind::Access, today()), today())
        .unwrap()
        .request
        .unwrap();
    let (complete, warnings) = Complete::new(request.clone(), today(), pack, None).unwrap();
    assert_eq!((&*complete, warnings), (&request, vec![]));
    let mut tomorrow = request.clone();
    tomorrow.date = today().succ_opt().unwrap();
    let problems = Complete::new(tomorrow, today(), pack, None).unwrap_err();
    assert_eq!(
        (problems[0].code.as_str(), problems[0].field.as_str()),
        ("date_in_future", "/date")
    );
    let mut bare = request;
    bare.subject.document = None;
    assert!(Complete::new(bare, today(), pack, None).is_err());
    let unread = read(b"{}", today()).unwrap();
    assert!(Complete::of(unread, pack, None).unwrap_err().len() >= 10);
}

#[test]
fn the_answer_has_the_contracts_fields() {
    let value = without(&example(Kind::Access, today()), "/relationship");
    let json = serde_json::to_value(report(&value)).unwrap();
    assert_eq!(json["complete"], false);
    let problem = &json["problems"][0];
    for key in [
        "severity",
        "code",
        "field",
        "norm",
        "required_by",
        "message",
    ] {
        assert!(problem.get(key).is_some(), "{key} in {problem}");
    }
    assert_eq!(problem["severity"], "error");
    assert_eq!(problem["field"], "/relationship");
    assert_eq!(problem["required_by"], "law");
    let plain = serde_json::to_value(read(b"{}", today()).unwrap().problems).unwrap();
    assert_eq!(plain[0]["norm"], Value::Null);
    assert_eq!(plain[0]["required_by"], Value::Null);
}
