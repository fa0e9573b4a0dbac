//! The data themselves: complete, consistent, and as their schemas say.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use law::{
    AccessItem, Answer, Calendar, Duty, Kind, OperatorPolicy, Pack, PackFile, Requirement, Unit,
    YearFile, diff, policy_for,
};
use schemars::schema_for;
use serde_json::{Value, json};

fn assets() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../assets")
}

#[test]
fn schemas_in_assets_are_fresh() {
    let schemas = [
        (
            "law-pack",
            serde_json::to_value(schema_for!(PackFile)).unwrap(),
        ),
        (
            "law-calendar",
            serde_json::to_value(schema_for!(YearFile)).unwrap(),
        ),
        (
            "law-policy",
            serde_json::to_value(schema_for!(OperatorPolicy)).unwrap(),
        ),
        (
            "deadline",
            serde_json::to_value(schema_for!(law::Deadline<'static>)).unwrap(),
        ),
    ];
    for (name, schema) in schemas {
        let path = assets().join(format!("schema/{name}.schema.json"));
        let fresh = serde_json::to_string_pretty(&schema).unwrap() + "\n";
        if std::env::var_os("ACCEPT_SCHEMAS").is_some() {
            std::fs::write(&path, &fresh).unwrap();
        }
        let stored = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            stored == fresh,
            "{} is stale: run the tests once with ACCEPT_SCHEMAS=1",
            path.display()
        );
    }
}

#[test]
fn every_kind_duty_answer_and_item_has_its_rule() {
    for pack in Pack::all() {
        assert_eq!(pack.kinds.len(), 17);
        for &kind in Kind::ALL {
            let rule = pack.kind(kind);
            assert_eq!(rule.kind, kind);
            assert!(
                !rule.name.is_empty()
                    && !rule.norms.is_empty()
                    && !rule.filed_by.is_empty()
                    && !rule.says.is_empty(),
                "{kind:?}"
            );
            assert!(
                rule.terms.is_empty() != rule.composed_of.is_empty(),
                "{kind:?} has terms or parts, not both"
            );
            assert!(
                !rule.reply.form.is_empty()
                    && !rule.reply.contains.is_empty()
                    && !rule.reply.answers.is_empty(),
                "{kind:?}"
            );
            for ground in &rule.refusal_grounds {
                assert!(pack.ground(ground).is_some(), "{kind:?}: {ground}");
            }
        }
        for &duty in Duty::ALL {
            assert_eq!(pack.duty(duty).duty, duty);
        }
        assert_eq!(pack.answers.len(), 20);
        for &answer in Answer::ALL {
            let rule = pack.answer(answer);
            assert_eq!(rule.answer, answer);
            assert!(
                !rule.used_when.is_empty() && !rule.contains.is_empty() && !rule.norm.is_empty(),
                "{answer:?}"
            );
        }
        for (&item, number) in AccessItem::ALL
            .iter()
            .zip(["1", "2", "3", "4", "5", "6", "7", "8", "9", "9.1", "10"])
        {
            assert_eq!(
                pack.item(item).norm,
                format!("152-ФЗ ст. 14 ч. 7 п. {number}")
            );
        }
        let of_part_8 = pack
            .grounds
            .iter()
            .filter(|g| g.norm.starts_with("152-ФЗ ст. 14 ч. 8"))
            .count();
        assert_eq!(of_part_8, 5);
        let codes: BTreeSet<_> = pack.grounds.iter().map(|g| &g.code).collect();
        assert_eq!(codes.len(), pack.grounds.len(), "no code twice");
    }
}

#[test]
fn every_term_can_be_read_by_a_person() {
    for pack in Pack::all() {
        let of_kinds = pack
            .kinds
            .iter()
            .flat_map(|rule| rule.terms.iter().map(|term| (rule.kind.code(), term)));
        let of_duties = pack
            .duties
            .iter()
            .flat_map(|rule| rule.terms.iter().map(|term| (rule.duty.code(), term)));
        for (of, term) in of_kinds.chain(of_duties) {
            assert!(
                !term.what.is_empty() && !term.norm.is_empty() && !term.starts_when.is_empty(),
                "{of}"
            );
            assert_eq!(
                term.count == 0,
                term.unit == Unit::Immediately,
                "{of} {}",
                term.code
            );
            assert_ne!(
                term.unit,
                Unit::Months,
                "{of}: months are of ст. 21 ч. 6 only"
            );
        }
    }
}

#[test]
fn every_requirement_tells_what_to_do_and_points_into_the_request() {
    for pack in Pack::all() {
        let policy = policy_for("1127847409557").unwrap();
        let of_kinds = pack
            .kinds
            .iter()
            .flat_map(|rule| rule.requirements.iter().map(|r| (Some(rule.kind), r)));
        let of_others = pack
            .representative
            .iter()
            .chain(&policy.formal_request.requirements)
            .map(|r| (None, r));
        for (kind, requirement) in of_kinds.chain(of_others) {
            let label = format!("{kind:?} {}", requirement.code);
            assert!(
                requirement.message.ends_with('.')
                    && requirement.message.chars().next().unwrap().is_uppercase(),
                "{label}"
            );
            assert!(requirement.any_of.contains(&requirement.field), "{label}");
            let request = whole(kind.unwrap_or(Kind::Access));
            for pointer in requirement.pointers(0) {
                assert!(
                    request.pointer(&pointer).is_some(),
                    "{label}: {pointer} is no field of the request"
                );
            }
            assert!(requirement.is_met(&request, 0), "{label}");
            assert!(!requirement.is_met(&json!({}), 0), "{label}");
        }
    }
}

#[test]
fn offered_fields_are_fields_and_nobody_requires_them_alone() {
    let pack = Pack::latest();
    for rule in &pack.kinds {
        let request = whole(rule.kind);
        for pointer in &rule.offered {
            let at = pointer.replace("{demand}", "/demands/0");
            assert!(request.pointer(&at).is_some(), "{:?}: {pointer}", rule.kind);
            let alone = |r: &&Requirement| {
                r.any_of == [pointer.clone()] && r.required_by != law::RequiredBy::Practice
            };
            assert!(
                !rule.requirements.iter().any(|r| alone(&r)),
                "{:?}: {pointer}",
                rule.kind
            );
        }
    }
}

#[test]
fn each_required_field_removed_in_turn_is_missed_at_its_pointer_and_nothing_else_is() {
    let pack = Pack::latest();
    for rule in &pack.kinds {
        for requirement in &rule.requirements {
            let mut request = whole(rule.kind);
            for pointer in requirement.pointers(0) {
                remove(&mut request, &pointer);
            }
            let missing: Vec<_> = rule
                .requirements
                .iter()
                .filter(|r| !r.is_met(&request, 0))
                .map(|r| r.field_at(0))
                .collect();
            assert!(
                missing.contains(&requirement.field_at(0)),
                "{:?} {}",
                rule.kind,
                requirement.code
            );
            let beside = rule
                .requirements
                .iter()
                .filter(|r| !r.is_met(&request, 0) && r.code != requirement.code);
            for other in beside {
                // Taking away the enclosures or a contact may leave another rule without its alternative too.
                assert!(
                    other.any_of.iter().all(|p| requirement.any_of.contains(p)),
                    "{:?}: {} and {}",
                    rule.kind,
                    requirement.code,
                    other.code
                );
            }
        }
        let mut request = whole(rule.kind);
        for pointer in &rule.offered {
            remove(&mut request, &pointer.replace("{demand}", "/demands/0"));
        }
        let lost: Vec<_> = rule
            .requirements
            .iter()
            .filter(|r| r.required_by != law::RequiredBy::Practice && !r.is_met(&request, 0))
            .map(|r| r.code.as_str())
            .collect();
        assert!(
            lost.is_empty() || lost == ["contact"],
            "{:?}: without what is only offered it lacks {lost:?}",
            rule.kind
        );
    }
}

#[test]
fn unverified_facts_are_marked() {
    let pack = Pack::latest();
    let provenance = |kind| &pack.kind(kind).provenance;
    assert!(provenance(Kind::ConsentWithdrawal).checked);
    assert!(!provenance(Kind::MarketingStop).checked);
    assert!(!provenance(Kind::RefusalToProvide).checked);
    let extension = pack.kind(Kind::Access).terms[0].extension.as_ref().unwrap();
    assert!(pack.kind(Kind::Access).terms[0].checked && !extension.checked);
    let oldest = &Pack::all()[0];
    for kind in [Kind::Access, Kind::AccessRepeat, Kind::Explanation] {
        assert!(
            !oldest.kind(kind).provenance.checked,
            "nothing of the old edition was compared"
        );
    }
    let act = &pack.answer(Answer::DestructionAct).provenance;
    assert_eq!(act.in_force_from.unwrap().to_string(), "2023-03-01");
    assert!(!act.holds_on("2023-02-28".parse().unwrap()));
}

#[test]
fn the_difference_of_two_editions_names_kinds_and_terms() {
    let (old, new) = (
        Pack::by_id("2021-03-01").unwrap(),
        Pack::by_id("2022-09-01").unwrap(),
    );
    let changes = diff(old, new);
    let find = |of: &str, part: &str| {
        changes
            .changes
            .iter()
            .find(|c| c.of == of && c.part == part)
    };
    let answer = find("access", "term answer").unwrap();
    assert!(
        answer
            .old
            .as_ref()
            .unwrap()
            .contains("календарных дней: 30")
    );
    assert!(answer.new.as_ref().unwrap().contains("рабочих дней: 10"));
    for of in ["stop_processing", "incident", "duties_18_1"] {
        assert_eq!(
            find(of, "rule").unwrap().old.as_deref(),
            Some("ещё не действует, начинается 01.09.2022"),
            "{of}"
        );
    }
    assert!(
        !changes.changes.iter().any(|c| c.of == "consent_withdrawal"),
        "thirty days then and now"
    );
    let text = changes.to_string();
    assert!(
        text.contains("access")
            && text.contains("− календарных дней: 30")
            && text.contains("+ рабочих дней: 10"),
        "{text}"
    );
    assert!(diff(new, new).changes.is_empty());
    assert_eq!(
        Pack::by_id("2019-01-01").unwrap_err().code(),
        "unknown_rule_pack"
    );
}

#[test]
fn a_pack_in_a_folder_is_read_as_the_one_compiled_in() {
    let folder = assets().join("law/packs/2021-03-01");
    assert_eq!(
        &Pack::read(&folder).unwrap(),
        Pack::by_id("2021-03-01").unwrap()
    );
    assert_eq!(
        &Pack::read(&assets().join("law/packs/2025-09-01")).unwrap(),
        Pack::latest()
    );
    assert_eq!(
        Pack::read(Path::new("/nowhere")).unwrap_err().code(),
        "rule_pack_unreadable"
    );
}

#[test]
fn nothing_changes_for_russia_when_no_region_is_chosen() {
    assert_eq!(Calendar::russia().region(), None);
}

/// A request with every field that a rule may point to.
fn whole(kind: Kind) -> Value {
    let person = json!({
        "surname": "Иванова", "given_name": "Мария", "patronymic": "Сергеевна", "birth_date": "1988-04-02",
        "document": {"type": "passport_rf", "series": "4508", "number": "123456", "issued_on": "2008-05-14", "issued_by": "ОВД", "subdivision_code": "770-001"},
        "address": {"text": "г. Москва"}, "email": "m@mail.example", "phone": "+79161234567"
    });
    let mut demand = match kind {
        Kind::Access => json!({"items": "all", "inspect": true}),
        Kind::AccessRepeat => json!({"items": "all", "inspect": true, "reasons": "нет ответа",
            "previous": {"sent_on": "2026-10-01", "number": "1", "channel": "почта", "outcome": "none", "answered_on": "2026-10-20"}}),
        Kind::Rectification => {
            json!({"corrections": [{"what": "имя", "wrong": "а", "right": "б", "proof": "паспорт"}]})
        }
        Kind::Blocking => json!({"reasons": "неточны", "data": ["имя"]}),
        Kind::Destruction => {
            json!({"ground": "not_needed", "facts": ["договор расторгнут"], "proof": "соглашение"})
        }
        Kind::UnlawfulProcessing => json!({"facts": ["нет согласия"]}),
        Kind::ConsentWithdrawal => json!({"consent": {"given_on": "2025-01-01"}, "data": ["имя"]}),
        Kind::StopProcessing => json!({"data": ["имя"], "reasons": "не нужно"}),
        Kind::MarketingStop => {
            json!({"channels": [{"type": "sms", "address": "+79161234567", "dates": ["2026-11-01"]}]})
        }
        Kind::StopDissemination => json!({"data": ["имя"], "where": "сайт"}),
        Kind::PublicSourceRemoval => json!({"source": "справочник", "data": ["имя"]}),
        Kind::AutomatedDecisionObjection => json!({"decision": "отказ", "objection": "ошибка"}),
        Kind::RefusalToProvide => json!({"data": ["имя"], "question": "зачем?"}),
        Kind::Explanation => json!({"questions": ["где хранятся?"]}),
        Kind::DeleteAll => json!({"reasons": "не нужно", "account": "m"}),
        Kind::Complaint => {
            json!({"authority": {"code": "rkn", "name": "Роскомнадзор", "address": "Москва"}, "facts": ["молчит"],
            "previous": [{"sent_on": "2026-10-01"}], "asks": ["проверить"]})
        }
        Kind::Free => json!({"text": "Прошу"}),
    };
    demand["kind"] = json!(kind.code());
    let mut representative = json!({"basis": "power_of_attorney",
        "authority": {"title": "Доверенность", "issued_on": "2026-01-01", "form": "paper", "file": "d.pdf"}});
    representative["person"] = person.clone();
    json!({
        "subject": person, "representative": representative, "relationship": [{"type": "account", "value": "m"}], "demands": [demand],
        "reply": {"form": "same", "email": "m@mail.example", "address": {"text": "г. Москва"}},
        "enclosures": [{"title": "копия"}], "signing": {"form": "ink"}, "text": "Спасибо."
    })
}

fn remove(request: &mut Value, pointer: &str) {
    let Some((parent, key)) = pointer.rsplit_once('/') else {
        return;
    };
    if let Some(Value::Object(map)) = request.pointer_mut(parent) {
        map.remove(key);
    }
}
