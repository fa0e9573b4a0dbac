//! Points of law about what may be demanded that are easily got wrong, each with the story of how it goes wrong.
#![allow(clippy::unwrap_used, reason = "tests")]

use chrono::NaiveDate;
use law::{
    Answer, Due, Facts, Kind, Matter, Pack, Received, RequiredBy, Term, When, deadline, policy_for,
};
use serde_json::json;

const IT_PROSPEKT: &str = "1127847409557";

fn d(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn facts(received: &str) -> Facts {
    Facts::received(Received::parse(received).unwrap())
}

fn term(matter: impl Into<Matter>, facts: &Facts, code: &str) -> Term<'static> {
    deadline(matter, facts)
        .unwrap()
        .terms
        .into_iter()
        .find(|term| term.code == code)
        .unwrap()
}

fn due(term: &Term<'_>) -> String {
    match term.due {
        Some(Due::Day(day)) => day.to_string(),
        other => panic!("{other:?}"),
    }
}

/// Who requires a thing of a kind, if anybody: by the law alone, and at ООО «ИТ Проспект».
fn who(kind: Kind, code: &str) -> (Option<RequiredBy>, Option<RequiredBy>) {
    let pack = Pack::latest();
    let by = |policy| {
        pack.requirements(kind, policy)
            .iter()
            .find(|r| r.code == code)
            .map(|r| r.required_by)
    };
    (by(None), by(policy_for(IT_PROSPEKT)))
}

fn signature(kind: Kind) -> (Option<RequiredBy>, Option<RequiredBy>) {
    let pack = Pack::latest();
    let by = |policy| {
        Some(pack.signature(kind, policy))
            .filter(|rule| rule.asked)
            .map(|rule| rule.required_by)
    };
    (by(None), by(policy_for(IT_PROSPEKT)))
}

const LAW: Option<RequiredBy> = Some(RequiredBy::Law);
const POLICY: Option<RequiredBy> = Some(RequiredBy::Policy);
const PRACTICE: Option<RequiredBy> = Some(RequiredBy::Practice);

#[test]
fn p1_a_clerk_refuses_every_letter_without_a_passport() {
    use Kind::{
        Access, AccessRepeat, AutomatedDecisionObjection, Blocking, Complaint, ConsentWithdrawal,
        DeleteAll, Destruction, Explanation, Free, MarketingStop, PublicSourceRemoval,
        Rectification, RefusalToProvide, StopDissemination, StopProcessing, UnlawfulProcessing,
    };
    // Only requests for information carry the document, the relationship and the signature by law (ст. 14 ч. 3).
    for kind in [Access, AccessRepeat, Explanation] {
        assert_eq!(who(kind, "document"), (LAW, LAW), "{kind:?}");
        assert_eq!(who(kind, "relationship"), (LAW, LAW), "{kind:?}");
        assert_eq!(signature(kind), (LAW, LAW), "{kind:?}");
    }
    // A free letter to this operator is an «официальный запрос» of clause 10.2.
    for code in ["surname", "given_name", "document", "relationship"] {
        assert_eq!(who(Free, code), (PRACTICE, POLICY), "{code}");
    }
    assert_eq!(signature(Free), (PRACTICE, POLICY));
    // Clauses 8.2.1–8.2.4 take a plain e-mail; elsewhere the document is good practice, here too.
    for kind in [
        Rectification,
        Blocking,
        Destruction,
        UnlawfulProcessing,
        ConsentWithdrawal,
        StopProcessing,
        AutomatedDecisionObjection,
        DeleteAll,
    ] {
        assert_eq!(who(kind, "document"), (PRACTICE, PRACTICE), "{kind:?}");
        assert_eq!(who(kind, "relationship"), (PRACTICE, PRACTICE), "{kind:?}");
        assert_eq!(signature(kind), (PRACTICE, PRACTICE), "{kind:?}");
    }
    for kind in [
        PublicSourceRemoval,
        RefusalToProvide,
        Complaint,
        MarketingStop,
        StopDissemination,
    ] {
        assert_eq!(who(kind, "relationship"), (None, None), "{kind:?}");
        assert!(
            !matches!(
                who(kind, "document").1,
                Some(RequiredBy::Law | RequiredBy::Policy)
            ),
            "{kind:?}"
        );
    }
    let codes = |kind| {
        Pack::latest()
            .requirements(kind, policy_for(IT_PROSPEKT))
            .iter()
            .map(|r| r.code.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(codes(MarketingStop), ["channels"]);
    assert_eq!(
        codes(StopDissemination),
        ["surname", "given_name", "contact", "data"]
    );
    assert_eq!(signature(MarketingStop), (None, None));
    assert_eq!(signature(StopDissemination), (None, None));
    assert_eq!(signature(RefusalToProvide), (None, None));
}

#[test]
fn p1_no_kind_may_demand_an_address_a_telephone_or_a_number_of_the_tax_office() {
    for pack in Pack::all() {
        for rule in &pack.kinds {
            for requirement in &rule.requirements {
                for pointer in &requirement.any_of {
                    let excessive = ["/subject/phone", "/subject/address", "/subject/email"]
                        .contains(&pointer.as_str());
                    // A contact of one's choice is what ст. 10.1 and 59-ФЗ ask; a practice only warns.
                    let allowed = requirement.any_of.len() > 1
                        || requirement.required_by == RequiredBy::Practice;
                    assert!(
                        !excessive || allowed,
                        "{:?} {}",
                        rule.kind,
                        requirement.code
                    );
                    assert!(
                        !pointer.contains("snils") && !pointer.contains("inn"),
                        "{pointer}"
                    );
                }
            }
        }
    }
}

#[test]
fn p2_a_mother_is_asked_for_the_passport_of_her_ten_year_old() {
    let request = json!({"representative": {"person": {"document": {"number": "654321"}}}, "subject": {"surname": "Ким"}});
    let pack = Pack::latest();
    let document = pack
        .kind(Kind::Access)
        .requirements
        .iter()
        .find(|r| r.code == "document")
        .unwrap();
    assert!(
        document.is_met(&request, 0),
        "her own document stands instead (ст. 14 ч. 3)"
    );
    assert!(!document.is_met(&json!({"subject": {"document": {}}}), 0));
    // What is asked of a representative depends on the ground.
    let asked = |when| {
        pack.representative
            .iter()
            .filter(|r| r.when == when)
            .map(|r| r.code.as_str())
            .collect::<Vec<_>>()
    };
    assert_eq!(asked(When::ParentOrGuardian), ["birth_date"]);
    assert_eq!(asked(When::PowerOfAttorney), ["power_of_attorney_date"]);
}

#[test]
fn p7_an_unsigned_mail_is_refused_for_being_unsigned() {
    let pack = Pack::latest();
    for kind in [Kind::Access, Kind::AccessRepeat, Kind::Explanation] {
        let rule = pack.kind(kind);
        assert!(
            rule.reply.answers.contains(&Answer::MissingInformation),
            "{kind:?}"
        );
        for code in &rule.refusal_grounds {
            let ground = pack.ground(code).unwrap();
            assert!(
                !ground.text.contains("подпис"),
                "{code}: no norm makes «unsigned» a ground"
            );
        }
    }
    // The stop of advertising in the same mail is carried out at once.
    assert_eq!(
        due(&term(Kind::MarketingStop, &facts("2026-11-21"), "stop")),
        "2026-11-21"
    );
    assert_eq!(
        term(Kind::MarketingStop, &facts("2026-11-21"), "stop").alarm,
        Some(d("2026-11-23"))
    );
}

#[test]
fn p8_a_visitor_with_his_passport_in_hand_is_told_to_write_its_number() {
    let codes: Vec<_> = Pack::latest()
        .visit_requirements(Kind::Access)
        .iter()
        .map(|r| r.code.as_str())
        .collect();
    assert_eq!(codes, ["surname", "given_name", "items"]);
}

#[test]
fn p10_a_processor_answers_as_if_the_data_were_its_own() {
    for kind in [
        Kind::Access,
        Kind::MarketingStop,
        Kind::StopProcessing,
        Kind::DeleteAll,
    ] {
        assert!(
            Pack::latest()
                .kind(kind)
                .reply
                .answers
                .contains(&Answer::ProcessorOnly),
            "{kind:?}"
        );
    }
    assert_eq!(
        Pack::latest().answer(Answer::ProcessorOnly).norm,
        "152-ФЗ ст. 6 ч. 3–5"
    );
}

#[test]
fn p16_an_old_policy_is_taken_for_the_present_one() {
    let policy = policy_for(IT_PROSPEKT).unwrap();
    assert_eq!(policy.dated, d("2023-03-09"));
    assert!(
        policy
            .notes
            .iter()
            .any(|note| note.contains("проверьте адрес"))
    );
    assert!(policy_for("1267800000016").is_none());
}
