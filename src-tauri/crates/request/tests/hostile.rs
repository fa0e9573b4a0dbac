//! Whatever the bytes: the reader answers, and what it accepts it can write out and read again.
#![allow(clippy::unwrap_used, reason = "tests")]

use chrono::NaiveDate;
use law::{Kind, Pack};
use proptest::prelude::*;
use request::{Complete, Severity, check, codes, example, policy_of, read, read_value};
use serde_json::{Map, Value, json};

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
}

/// Every pointer in a value, the root excepted.
fn pointers(value: &Value, at: &str, into: &mut Vec<String>) {
    let children: Vec<(String, &Value)> = match value {
        Value::Object(map) => map.iter().map(|(k, v)| (k.clone(), v)).collect(),
        Value::Array(list) => list
            .iter()
            .enumerate()
            .map(|(n, v)| (n.to_string(), v))
            .collect(),
        _ => vec![],
    };
    for (key, child) in children {
        let here = format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"));
        into.push(here.clone());
        pointers(child, &here, into);
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        "[0-9]{4}-[0-9]{2}-[0-9]{2}".prop_map(Value::from),
        "[ +()0-9-]{0,18}".prop_map(Value::from),
        prop::sample::select(vec![
            "all",
            "access",
            "complaint",
            "passport_rf",
            "birth_certificate",
            "parent",
            "power_of_attorney",
            "none",
            "paper",
            "9999-12-31",
            "2000-02-29",
            "1900-01-01",
            "\u{202e}",
            "Ⅲ-ЁЁ",
            "é\u{301}",
            "zapros-request/1",
        ])
        .prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec(("[a-z_/~]{0,8}", inner), 0..4)
                .prop_map(|entries| Value::Object(entries.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

#[derive(Debug, Clone)]
enum Change {
    Put(prop::sample::Index, Value),
    Remove(prop::sample::Index),
    Copy(prop::sample::Index, prop::sample::Index),
    Twice(prop::sample::Index),
    Add(prop::sample::Index, String, Value),
}

fn any_change() -> impl Strategy<Value = Change> {
    let index = any::<prop::sample::Index>;
    prop_oneof![
        (index(), any_json()).prop_map(|(i, v)| Change::Put(i, v)),
        index().prop_map(Change::Remove),
        (index(), index()).prop_map(|(i, j)| Change::Copy(i, j)),
        index().prop_map(Change::Twice),
        (index(), ".{0,6}", any_json()).prop_map(|(i, k, v)| Change::Add(i, k, v)),
    ]
}

fn apply(value: &mut Value, change: &Change) {
    let mut all = Vec::new();
    pointers(value, "", &mut all);
    if all.is_empty() {
        return;
    }
    let chosen = |i: &prop::sample::Index| all[i.index(all.len())].as_str();
    match change {
        Change::Put(i, new) => *value.pointer_mut(chosen(i)).unwrap() = new.clone(),
        Change::Copy(i, j) => {
            let copied = value.pointer(chosen(i)).unwrap().clone();
            *value.pointer_mut(chosen(j)).unwrap() = copied;
        }
        Change::Remove(i) => {
            let (parent, key) = chosen(i).rsplit_once('/').unwrap();
            match value.pointer_mut(parent).unwrap() {
                Value::Object(map) => drop(map.remove(&key.replace("~1", "/").replace("~0", "~"))),
                Value::Array(list) => drop(list.remove(key.parse().unwrap())),
                _ => {}
            }
        }
        Change::Twice(i) => {
            let (parent, key) = chosen(i).rsplit_once('/').unwrap();
            if let Value::Array(list) = value.pointer_mut(parent).unwrap() {
                list.push(list[key.parse::<usize>().unwrap()].clone());
            }
        }
        Change::Add(i, key, new) => {
            if let Value::Object(map) = value.pointer_mut(chosen(i)).unwrap() {
                map.insert(key.clone(), new.clone());
            }
        }
    }
}

/// What holds of every answer, however strange the file.
fn answers(value: &Value) {
    let Ok(reading) = read(value.to_string().as_bytes(), today()) else {
        return;
    };
    let pack = Pack::in_force(today()).unwrap();
    let report = check(&reading, pack, policy_of(&reading));
    let known = codes();
    for problem in &report.problems {
        assert!(known.contains(&problem.code), "{problem:?}");
        assert!(
            problem.field.is_empty() || problem.field.starts_with('/'),
            "{problem:?}"
        );
        assert!(
            !problem.message.is_empty() && problem.message.chars().count() < 1_000,
            "{problem:?}"
        );
        // A pointer leads to the value, or to the place where it is missing.
        let parent = problem
            .field
            .rsplit_once('/')
            .map_or("", |(parent, _)| parent);
        let missing =
            problem.code.starts_with("missing") || reading.value().pointer(parent).is_none();
        assert!(
            missing
                || problem.code.starts_with("passport_series_missing")
                || is_place(reading.value(), &problem.field),
            "{problem:?} in {value}"
        );
    }
    assert_eq!(
        report.complete,
        report
            .problems
            .iter()
            .all(|p| p.severity == Severity::Warning)
    );
    assert!(
        !report.complete || reading.request.is_some(),
        "complete, but unread: {value}"
    );
    if let Some(request) = &reading.request {
        let written = serde_json::to_value(request).unwrap();
        let again = read_value(written, today()).unwrap();
        assert_eq!(again.request.as_ref(), Some(request), "{value}");
        let through_types = Complete::new(request.clone(), today(), pack, policy_of(&reading));
        assert_eq!(through_types.is_ok(), report.complete, "{value}");
    }
}

/// Optional sections that a problem may point at though they are not there.
fn is_place(value: &Value, field: &str) -> bool {
    const MAY_BE_ABSENT: [&str; 4] = ["/representative", "/reply", "/valid_until", "/file"];
    value.pointer(field).is_some() || MAY_BE_ABSENT.iter().any(|end| field.ends_with(end))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_changed_example_is_answered(
        kind in prop::sample::select(Kind::ALL),
        represented in any::<bool>(),
        changes in prop::collection::vec(any_change(), 1..8),
    ) {
        let mut value = example(kind, today());
        if represented {
            value["representative"] = example(Kind::Blocking, today())["representative"].clone();
        }
        for change in &changes {
            apply(&mut value, change);
        }
        answers(&value);
    }

    #[test]
    fn any_json_is_answered(value in any_json()) {
        answers(&value);
        answers(&json!({"format": "zapros-request/1", "demands": [value], "subject": value}));
    }

    #[test]
    fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..64), at in 0_usize..2_000) {
        let _ = read(&bytes, today());
        let mut file = include_bytes!("../../../../assets/examples/access.json").to_vec();
        let at = at.min(file.len() - 1);
        file.splice(at..at, bytes);
        if let Ok(reading) = read(&file, today()) {
            answers(reading.value());
        }
        let _ = read(&file[..at], today());
    }
}
