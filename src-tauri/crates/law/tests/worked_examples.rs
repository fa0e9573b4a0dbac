//! The fifteen worked examples of counting, each listed day a counted day.
#![allow(clippy::unwrap_used, reason = "tests")]

use chrono::{Datelike, NaiveDate};
use law::{Due, Duty, Event, Facts, Kind, Matter, Received, Term, deadline, repeat_free_from};

fn d(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn facts(received: &str) -> Facts {
    Facts::received(Received::parse(received).unwrap())
}

fn with(mut facts: Facts, event: Event, when: &str) -> Facts {
    facts.events.insert(event, Received::parse(when).unwrap());
    facts
}

fn extended(mut facts: Facts) -> Facts {
    facts.extended = true;
    facts
}

fn term(matter: impl Into<Matter>, facts: &Facts, code: &str) -> Term<'static> {
    deadline(matter, facts)
        .unwrap()
        .terms
        .into_iter()
        .find(|term| term.code == code)
        .unwrap()
}

/// Reads `24,25.11 1,2.12` after a start; months that go back belong to the next year.
fn days(start: NaiveDate, text: &str) -> Vec<NaiveDate> {
    let (mut out, mut year, mut last) = (Vec::new(), start.year(), start.month());
    for group in text.split(' ') {
        let (list, month) = group.rsplit_once('.').unwrap();
        let month: u32 = month.parse().unwrap();
        if month < last {
            year += 1;
        }
        last = month;
        out.extend(
            list.split(',')
                .map(|day| NaiveDate::from_ymd_opt(year, month, day.parse().unwrap()).unwrap()),
        );
    }
    out
}

fn check(term: &Term<'_>, counted: &str, due: &str) {
    let start = term.start.unwrap().date;
    assert_eq!(term.counted, days(start, counted), "{start}");
    assert_eq!(term.due, Some(Due::Day(d(due))), "{start}");
    assert!(term.calendar_decreed);
}

#[test]
fn example_01_ten_working_days_in_november() {
    check(
        &term(Kind::Access, &facts("2026-11-23"), "answer"),
        "24,25,26,27,30.11 1,2,3,4,7.12",
        "2026-12-07",
    );
}

#[test]
fn example_02_mail_on_a_sunday_counts_from_that_sunday() {
    check(
        &term(Kind::Access, &facts("2026-11-22"), "answer"),
        "23,24,25,26,27,30.11 1,2,3,4.12",
        "2026-12-04",
    );
}

#[test]
fn example_03_over_the_new_year_with_its_extension() {
    let base = term(Kind::Access, &facts("2026-12-21"), "answer");
    check(&base, "22,23,24,25,28,29,30.12 11,12,13.01", "2027-01-13");
    assert_eq!(
        base.extension.as_ref().unwrap().send_by,
        Some(d("2027-01-13"))
    );
    let longer = term(Kind::Access, &extended(facts("2026-12-21")), "answer");
    check(
        &longer,
        "22,23,24,25,28,29,30.12 11,12,13,14,15,18,19,20.01",
        "2027-01-20",
    );
    assert_eq!(longer.extension.unwrap().send_by, Some(d("2027-01-13")));
}

#[test]
fn example_04_seven_days_from_the_proof() {
    let facts = with(facts("2026-12-25"), Event::ProofGiven, "2026-12-29");
    check(
        &term(Kind::Rectification, &facts, "correct"),
        "30.12 11,12,13,14,15,18.01",
        "2027-01-18",
    );
}

#[test]
fn example_05_a_working_saturday_counts() {
    check(
        &term(Kind::Access, &facts("2027-02-15"), "answer"),
        "16,17,18,19,20,24,25,26.02 1,2.03",
        "2027-03-02",
    );
}

#[test]
fn example_06_may_2027() {
    check(
        &term(Kind::Access, &facts("2027-04-26"), "answer"),
        "27,28,29,30.04 4,5,6,7,11,12.05",
        "2027-05-12",
    );
}

#[test]
fn example_07_thirty_calendar_days_end_on_a_holiday() {
    let term = term(
        Kind::ConsentWithdrawal,
        &facts("2026-12-02"),
        "stop_and_destroy",
    );
    assert_eq!(term.counted.len(), 30);
    assert_eq!(
        (term.counted[0], term.counted[29]),
        (d("2026-12-03"), d("2027-01-01"))
    );
    assert_eq!(term.due, Some(Due::Day(d("2027-01-11"))));
    assert_eq!(term.strict_due, Some(d("2026-12-30")));
    assert_eq!(term.rolled_from.unwrap().date, d("2027-01-01"));
    assert_eq!(term.skipped.len(), 9, "02.01–10.01");
}

#[test]
fn example_08_unlawful_processing_found() {
    let facts = with(facts("2026-06-01"), Event::Found, "2026-06-08");
    check(
        &term(Kind::UnlawfulProcessing, &facts, "stop"),
        "9,10,11.06",
        "2026-06-11",
    );
    check(
        &term(Kind::UnlawfulProcessing, &facts, "destroy"),
        "9,10,11,15,16,17,18,19,22,23.06",
        "2026-06-23",
    );
}

#[test]
fn example_09_may_2025() {
    check(
        &term(Kind::Access, &facts("2025-04-28"), "answer"),
        "29,30.04 5,6,7,12,13,14,15,16.05",
        "2025-05-16",
    );
}

#[test]
fn example_10_april_2024_with_a_working_saturday() {
    check(
        &term(Kind::Access, &facts("2024-04-25"), "answer"),
        "26,27.04 2,3,6,7,8,13,14,15.05",
        "2024-05-15",
    );
}

#[test]
fn example_11_november_2027() {
    let facts = with(facts("2027-10-29"), Event::ProofGiven, "2027-10-29");
    check(
        &term(Kind::Destruction, &facts, "destroy"),
        "1,2,3,8,9,10,11.11",
        "2027-11-11",
    );
}

#[test]
fn example_12_three_days_around_unity_day() {
    let all = deadline(Kind::StopDissemination, &facts("2026-11-02")).unwrap();
    check(all.main().unwrap(), "3,5,6.11", "2026-11-06");
    assert_eq!(
        all.terms[1].due,
        Some(Due::Day(d("2026-11-02"))),
        "and at once, as ч. 12–13 say"
    );
}

#[test]
fn example_13_hours_do_not_shift() {
    let all = deadline(Duty::Incident, &facts("2026-12-31T18:40:00+03:00")).unwrap();
    let json = serde_json::to_value(&all).unwrap();
    assert_eq!(json["terms"][0]["due"], "2027-01-01T18:40:00+03:00");
    assert_eq!(json["terms"][1]["due"], "2027-01-03T18:40:00+03:00");
    assert_eq!(json["terms"][0]["unit"], "hours");
    assert_eq!(json["terms"][0]["counted"], serde_json::json!([]));
}

#[test]
fn example_14_a_repeat_is_safe_from_the_thirty_first_day() {
    assert_eq!(repeat_free_from(d("2026-11-20")), d("2026-12-21"));
}

#[test]
fn example_15_received_on_a_day_off_in_december() {
    check(
        &term(Kind::Access, &facts("2026-12-31"), "answer"),
        "11,12,13,14,15,18,19,20,21,22.01",
        "2027-01-22",
    );
}
