//! Points of law about terms that are easily got wrong, each with the story of how it goes wrong.
#![allow(clippy::unwrap_used, reason = "tests")]

use chrono::NaiveDate;
use law::{
    Answer, Calendar, Due, Duty, Event, Facts, Kind, LawError, Matter, Pack, PolicyPromise,
    PreviousOutcome, Received, RepeatGate, Term, Unit, When, deadline, deadline_in, policy_for,
    repeat_gate,
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

#[test]
fn p3_a_term_is_shown_although_nothing_has_started_it() {
    let letter = facts("2026-11-23");
    let correct = term(Kind::Rectification, &letter, "correct");
    assert_eq!((correct.due, correct.start), (None, None));
    assert!(
        correct
            .starts_when
            .unwrap()
            .contains("представлены сведения")
    );
    assert_eq!(
        due(&term(Kind::Rectification, &letter, "block")),
        "2026-11-23",
        "the block does not wait"
    );
    let stop = term(Kind::UnlawfulProcessing, &letter, "stop");
    assert_eq!(stop.due, None);
    assert!(stop.starts_when.unwrap().contains("выявлена"));

    let json = serde_json::to_value(deadline(Kind::Destruction, &letter).unwrap()).unwrap();
    assert_eq!(json["terms"][0]["due"], json!(null));
    assert_eq!(json["terms"][0]["start"], json!(null));
    assert!(json["terms"][0]["starts_when"].is_string());

    let mut proven = letter;
    proven
        .events
        .insert(Event::ProofGiven, Received::parse("2026-12-29").unwrap());
    assert_eq!(
        due(&term(Kind::Rectification, &proven, "correct")),
        "2027-01-18"
    );
}

#[test]
fn p4_an_extension_is_announced_a_day_late_or_where_there_is_none() {
    let mut case = facts("2026-11-23");
    case.extension_sent = Some(d("2026-12-07"));
    assert_eq!(
        due(&term(Kind::Access, &case, "answer")),
        "2026-12-14",
        "sent on the last day: in time"
    );
    case.extension_sent = Some(d("2026-12-08"));
    let late = deadline(Kind::Access, &case).unwrap_err();
    assert_eq!(
        late,
        LawError::ExtensionTooLate {
            sent: d("2026-12-08"),
            due: d("2026-12-07")
        }
    );
    assert!(late.is_negative_answer());

    let mut case = facts("2026-11-23");
    case.extended = true;
    for kind in [
        Kind::Rectification,
        Kind::Blocking,
        Kind::Destruction,
        Kind::UnlawfulProcessing,
        Kind::ConsentWithdrawal,
        Kind::MarketingStop,
        Kind::StopDissemination,
        Kind::PublicSourceRemoval,
        Kind::AutomatedDecisionObjection,
        Kind::RefusalToProvide,
        Kind::Free,
    ] {
        let none = deadline(kind, &case).unwrap_err();
        assert_eq!(none.code(), "no_extension", "{kind:?}");
        assert!(!none.is_negative_answer(), "an error of input");
    }
    for duty in [Duty::Incident, Duty::PurposeReached] {
        assert_eq!(deadline(duty, &case).unwrap_err().code(), "no_extension");
    }
    // «Удалить всё»: the stop may be extended, the thirty days may not.
    assert_eq!(due(&term(Kind::DeleteAll, &case, "stop")), "2026-12-14");
    assert_eq!(
        due(&term(Kind::DeleteAll, &case, "stop_and_destroy")),
        "2026-12-23"
    );
    case.extension_sent = Some(d("2026-11-20"));
    assert_eq!(
        deadline(Kind::Access, &case).unwrap_err().code(),
        "extension_before_start"
    );
}

#[test]
fn p5_a_person_who_got_silence_is_told_to_wait_thirty_days() {
    let sent = d("2026-11-20");
    let gate = |outcome, on: &str| repeat_gate(sent, outcome, d(on));
    assert!(matches!(
        gate(PreviousOutcome::None, "2026-12-07"),
        RepeatGate::WithReasons { .. }
    ));
    assert!(matches!(
        gate(PreviousOutcome::Partial, "2026-12-07"),
        RepeatGate::WithReasons { .. }
    ));
    let early = gate(PreviousOutcome::Full, "2026-12-20");
    assert!(early.refusable() && early.reasons_required());
    assert_eq!(gate(PreviousOutcome::Full, "2026-12-21"), RepeatGate::Open);
    assert_eq!(
        gate(PreviousOutcome::Partial, "2026-12-21"),
        RepeatGate::Open
    );
    assert!(
        gate(PreviousOutcome::None, "2027-03-01").reasons_required(),
        "silence is always ч. 5"
    );
    let reasons = Pack::latest()
        .kind(Kind::AccessRepeat)
        .requirements
        .iter()
        .find(|r| r.code == "reasons")
        .unwrap();
    assert_eq!(
        (reasons.when, reasons.field_at(2)),
        (When::RepeatEarly, "/demands/2/reasons".to_owned())
    );
}

#[test]
fn p6_the_clerk_registers_sunday_night_mail_on_monday() {
    // 23:59 on Sunday and 00:01 on Monday by the operator's clock are two days; the registration is not asked.
    assert_eq!(
        due(&term(
            Kind::Access,
            &facts("2026-11-22T23:59:00+03:00"),
            "answer"
        )),
        "2026-12-04"
    );
    assert_eq!(
        due(&term(
            Kind::Access,
            &facts("2026-11-23T00:01:00+03:00"),
            "answer"
        )),
        "2026-12-07"
    );
    assert_eq!(
        due(&term(
            Kind::Access,
            &facts("2026-11-22T21:01:00Z"),
            "answer"
        )),
        "2026-12-07",
        "the zone is the operator's"
    );
    let mut registered = facts("2026-11-22");
    registered
        .events
        .insert(Event::Registered, Received::parse("2026-11-23").unwrap());
    assert_eq!(
        due(&term(Kind::Access, &registered, "answer")),
        "2026-12-04"
    );

    let mut guessed = facts("2026-11-23");
    guessed.assumed = true;
    let json = serde_json::to_value(deadline(Kind::Access, &guessed).unwrap()).unwrap();
    assert_eq!(
        json["terms"][0]["start"],
        json!({"event": "receipt", "date": "2026-11-23", "assumed": true})
    );
}

#[test]
fn p6_a_receipt_on_a_working_saturday_starts_the_next_day() {
    let term = term(Kind::StopDissemination, &facts("2027-02-20"), "stop");
    assert_eq!(
        term.counted,
        [d("2027-02-24"), d("2027-02-25"), d("2027-02-26")]
    );
    assert_eq!(
        term.skipped.iter().map(|s| s.date).collect::<Vec<_>>(),
        [d("2027-02-21"), d("2027-02-22"), d("2027-02-23")]
    );
}

#[test]
fn p7_the_notice_of_defects_is_taken_for_a_pause() {
    // There is nothing to tell the counter about identification: only the events of the law are known to it.
    for word in [
        "identified=2026-12-01",
        "missing_information=2026-12-01",
        "registered_by_clerk=2026-12-01",
    ] {
        assert_eq!(law::parse_event(word).unwrap_err().code(), "unknown_event");
    }
    let mut case = facts("2026-11-23");
    for &event in Event::ALL {
        case.events
            .insert(event, Received::parse("2026-12-01").unwrap());
    }
    assert_eq!(
        due(&term(Kind::Access, &case, "answer")),
        "2026-12-07",
        "whatever else happens"
    );
}

#[test]
fn p9_one_letter_with_three_demands_gets_one_term() {
    let letter = facts("2026-11-23");
    assert_eq!(
        due(deadline(Kind::Access, &letter).unwrap().main().unwrap()),
        "2026-12-07"
    );
    assert_eq!(
        due(deadline(Kind::ConsentWithdrawal, &letter)
            .unwrap()
            .main()
            .unwrap()),
        "2026-12-23"
    );
    assert_eq!(
        due(deadline(Kind::MarketingStop, &letter)
            .unwrap()
            .main()
            .unwrap()),
        "2026-11-23"
    );
    // «Удалить всё» shows each of its parts; the seven days wait for a proof.
    let all = deadline(Kind::DeleteAll, &letter).unwrap();
    let parts: Vec<_> = all
        .terms
        .iter()
        .map(|term| (term.part.unwrap(), term.due.map(Due::day)))
        .collect();
    assert_eq!(
        parts,
        [
            (Kind::StopProcessing, Some(d("2026-12-07"))),
            (Kind::ConsentWithdrawal, Some(d("2026-12-23"))),
            (Kind::Destruction, None),
        ]
    );
}

#[test]
fn p11_a_complaint_is_mailed_and_lost() {
    let rule = Pack::latest().kind(Kind::Complaint);
    assert!(
        rule.notes
            .iter()
            .any(|note| note.contains("Электронная почта не принимается"))
    );
    let mut case = facts("2026-11-20");
    assert_eq!(
        term(Kind::Complaint, &case, "answer").due,
        None,
        "until it is registered there is no date"
    );
    case.events
        .insert(Event::Registered, Received::parse("2026-11-23").unwrap());
    assert_eq!(due(&term(Kind::Complaint, &case, "answer")), "2026-12-23");
    case.extended = true;
    assert_eq!(due(&term(Kind::Complaint, &case, "answer")), "2027-01-22");
}

#[test]
fn p14_data_that_cannot_be_destroyed_in_time_are_blocked_for_six_months_at_most() {
    let mut case = facts("2026-11-23");
    let waiting = term(Kind::ConsentWithdrawal, &case, "stop_and_destroy");
    assert_eq!(waiting.deferral.unwrap().months, 6);
    case.events.insert(
        Event::DestructionDeferred,
        Received::parse("2026-12-23").unwrap(),
    );
    let put_off = term(Kind::ConsentWithdrawal, &case, "deferred_destruction");
    assert_eq!(
        (put_off.unit, put_off.count, due(&put_off)),
        (Unit::Months, 6, "2027-06-23".to_owned())
    );
    // ГК 192: from 31 August six months end on the last day of February, a Sunday: then Monday.
    case.events.insert(
        Event::DestructionDeferred,
        Received::parse("2026-08-31").unwrap(),
    );
    let put_off = term(Kind::ConsentWithdrawal, &case, "deferred_destruction");
    assert_eq!(due(&put_off), "2027-03-01");
    assert_eq!(put_off.strict_due, Some(d("2027-02-26")));
    // An act is signed by everyone who destroyed, and is not dated before the log's event.
    let act = &Pack::latest().answer(Answer::DestructionAct).contains;
    assert!(
        act.iter()
            .any(|line| line.contains("каждого, кто уничтожил"))
    );
    assert!(
        act.iter()
            .any(|line| line.contains("не раньше события в журнале"))
    );
}

#[test]
fn a_policy_that_promises_thirty_days_does_not_make_ten_into_thirty() {
    let mut policy = policy_for(IT_PROSPEKT).unwrap().clone();
    assert!(
        policy
            .longer_than_statute(Received::Day(d("2026-11-23")))
            .unwrap()
            .is_empty(),
        "it promises nothing"
    );
    let promise = |count, unit| PolicyPromise {
        clause: "5.1".to_owned(),
        kind: Kind::Access,
        unit,
        count,
    };
    policy.promises = vec![
        promise(30, Unit::CalendarDays),
        promise(5, Unit::WorkingDays),
    ];
    let longer = policy
        .longer_than_statute(Received::Day(d("2026-11-23")))
        .unwrap();
    assert_eq!(longer.len(), 1);
    assert_eq!(
        (longer[0].promised, longer[0].statutory),
        (d("2026-12-23"), d("2026-12-07"))
    );
    assert_eq!(
        due(&term(Kind::Access, &facts("2026-11-23"), "answer")),
        "2026-12-07"
    );
}

#[test]
fn withdrawal_is_counted_in_working_days_by_some_policies() {
    let term = term(
        Kind::ConsentWithdrawal,
        &facts("2026-11-23"),
        "stop_and_destroy",
    );
    assert_eq!(
        (term.unit, term.count, due(&term)),
        (Unit::CalendarDays, 30, "2026-12-23".to_owned())
    );
}

#[test]
fn a_case_is_counted_by_the_edition_in_force_on_its_receipt() {
    let old = deadline(Kind::Access, &facts("2022-08-31")).unwrap();
    assert_eq!(
        (old.pack, old.terms[0].unit, old.terms[0].count),
        ("2021-03-01", Unit::CalendarDays, 30)
    );
    assert!(!old.terms[0].checked && !old.terms[0].calendar_decreed);
    let new = deadline(Kind::Access, &facts("2022-09-01")).unwrap();
    assert_eq!(
        (new.pack, new.terms[0].unit, new.terms[0].count),
        ("2022-09-01", Unit::WorkingDays, 10)
    );
    assert_eq!(
        deadline(Kind::StopProcessing, &facts("2022-08-31"))
            .unwrap_err()
            .code(),
        "norm_not_in_force"
    );
    assert_eq!(
        deadline(Duty::Incident, &facts("2022-08-31"))
            .unwrap_err()
            .code(),
        "norm_not_in_force"
    );
    let parts: Vec<_> = deadline(Kind::DeleteAll, &facts("2022-08-31"))
        .unwrap()
        .terms
        .iter()
        .map(|t| t.part)
        .collect();
    assert_eq!(
        parts,
        [Some(Kind::ConsentWithdrawal), Some(Kind::Destruction)],
        "ч. 5.1 was not there yet"
    );
    assert_eq!(
        deadline(Kind::Access, &facts("2020-01-01"))
            .unwrap_err()
            .code(),
        "no_rule_pack"
    );
}

#[test]
fn a_bare_date_of_an_incident_counts_from_its_first_minute() {
    let json =
        serde_json::to_value(deadline(Duty::Incident, &facts("2026-12-31")).unwrap()).unwrap();
    assert_eq!(json["terms"][0]["due"], "2027-01-01T00:00:00+03:00");
    assert_eq!(
        json["terms"][0]["start"]["assumed"], true,
        "the hour was not told"
    );
}

#[test]
fn leap_days_and_year_ends() {
    assert_eq!(
        due(&term(
            Kind::AutomatedDecisionObjection,
            &facts("2024-01-30"),
            "review"
        )),
        "2024-02-29"
    );
    assert_eq!(
        due(&term(
            Kind::AutomatedDecisionObjection,
            &facts("2028-02-28"),
            "review"
        )),
        "2028-03-29"
    );
    let over = term(Kind::Access, &facts("2027-12-30"), "answer");
    assert!(!over.calendar_decreed, "2028 has no decree yet");
    assert!(over.skipped.iter().any(|day| day.date == d("2027-12-31")));
}

#[test]
fn a_region_moves_a_term_only_when_its_overlay_is_on() {
    let days: &'static [law::RegionDay] = Box::leak(Box::new([law::RegionDay {
        date: d("2026-11-25"),
        name: "День примера".to_owned(),
    }]));
    let case = facts("2026-11-23");
    let regional = deadline_in(
        Pack::latest(),
        &Calendar::with_days_off(days),
        Kind::Access,
        &case,
    )
    .unwrap();
    assert_eq!(due(regional.main().unwrap()), "2026-12-08");
    assert_eq!(
        due(deadline(Kind::Access, &case).unwrap().main().unwrap()),
        "2026-12-07"
    );
}

#[test]
fn the_json_is_the_contracts() {
    let json = serde_json::to_value(deadline(Kind::Access, &facts("2026-11-27")).unwrap()).unwrap();
    assert_eq!(json["kind"], "access");
    assert_eq!(json["received"], "2026-11-27");
    let term = &json["terms"][0];
    for key in [
        "what",
        "norm",
        "unit",
        "count",
        "start",
        "due",
        "counted",
        "skipped",
        "calendar_decreed",
        "checked",
    ] {
        assert!(term.get(key).is_some(), "{key}");
    }
    assert_eq!(term["unit"], "working_days");
    assert_eq!(
        term["skipped"][0],
        json!({"date": "2026-11-28", "reason": "суббота"})
    );
    assert!(
        term.get("strict_due").is_none(),
        "only calendar terms have one"
    );
    assert_eq!(term["checked"], true);
    assert_eq!(
        json["terms"][1]["checked"], false,
        "ст. 20 ч. 2 was not compared with the official text"
    );
}

#[test]
fn what_cannot_be_counted_is_an_error_and_not_a_guess() {
    assert_eq!(
        deadline(Kind::Access, &facts("2060-12-31"))
            .unwrap_err()
            .code(),
        "date_out_of_range"
    );
    assert_eq!(
        deadline(Kind::MarketingStop, &facts("9999-12-31"))
            .unwrap_err()
            .code(),
        "date_out_of_range"
    );
    assert_eq!(
        Matter::from_code("erasure").unwrap_err().code(),
        "unknown_kind"
    );
}
