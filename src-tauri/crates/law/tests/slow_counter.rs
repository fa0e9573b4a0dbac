//! Every kind, every start day of 2024–2027, against a slow counter that shares nothing with the crate: its own list of
//! days off, copied from the published calendars, and its own table of terms, copied from the articles.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;

use chrono::{Datelike, Days, NaiveDate, TimeDelta};
use law::{Due, Event, Facts, Matter, Received, Unit, deadline, due_day};
use proptest::prelude::*;

/// Days off that are not Saturdays or Sundays; 2028 by ТК 112 alone, for terms that run over.
const OFF: &str = "
2024 01.01 02.01 03.01 04.01 05.01 08.01 23.02 08.03 29.04 30.04 01.05 09.05 10.05 12.06 04.11 30.12 31.12
2025 01.01 02.01 03.01 06.01 07.01 08.01 01.05 02.05 08.05 09.05 12.06 13.06 03.11 04.11 31.12
2026 01.01 02.01 05.01 06.01 07.01 08.01 09.01 23.02 09.03 01.05 11.05 12.06 04.11 31.12
2027 01.01 04.01 05.01 06.01 07.01 08.01 22.02 23.02 08.03 03.05 10.05 14.06 04.11 05.11 31.12
2028 03.01 04.01 05.01 06.01 07.01 23.02 08.03 01.05 09.05 12.06";
/// Saturdays that work.
const ON: &str = "\n2024 27.04 02.11 28.12\n2025 01.11\n2027 20.02";

fn dates(text: &str) -> BTreeSet<NaiveDate> {
    text.lines()
        .filter(|line| !line.is_empty())
        .flat_map(|line| {
            let (year, days) = line.split_once(' ').unwrap();
            days.split(' ').map(move |day| {
                NaiveDate::parse_from_str(&format!("{day}.{year}"), "%d.%m.%Y").unwrap()
            })
        })
        .collect()
}

struct Slow {
    off: BTreeSet<NaiveDate>,
    on: BTreeSet<NaiveDate>,
}

impl Slow {
    fn new() -> Self {
        Self {
            off: dates(OFF),
            on: dates(ON),
        }
    }

    fn works(&self, day: NaiveDate) -> bool {
        // Zeller-free: 1970-01-01 was a Thursday.
        let weekend = (day - NaiveDate::from_ymd_opt(1970, 1, 1).unwrap())
            .num_days()
            .rem_euclid(7);
        let is_weekend = weekend == 2 || weekend == 3;
        self.on.contains(&day) || (!is_weekend && !self.off.contains(&day))
    }

    /// Walks one day at a time and keeps the tally.
    fn working(&self, start: NaiveDate, count: u32) -> (NaiveDate, Vec<NaiveDate>) {
        let mut counted = Vec::new();
        let mut day = start;
        while counted.len() < count as usize {
            day = day + Days::new(1);
            if self.works(day) {
                counted.push(day);
            }
        }
        (day, counted)
    }

    fn calendar(&self, start: NaiveDate, count: u32) -> (NaiveDate, Vec<NaiveDate>) {
        let counted: Vec<_> = (1..=count).map(|i| start + Days::new(i.into())).collect();
        let mut due = *counted.last().unwrap();
        while !self.works(due) {
            due = due + Days::new(1);
        }
        (due, counted)
    }
}

/// matter, term, unit, count, start, extension.
const TERMS: &[(&str, &str, &str, u32, &str, u32)] = &[
    ("access", "answer", "wd", 10, "receipt", 5),
    ("access", "refusal", "wd", 10, "receipt", 5),
    ("access_repeat", "answer", "wd", 10, "receipt", 5),
    ("access_repeat", "refusal", "wd", 10, "receipt", 5),
    ("rectification", "correct", "wd", 7, "proof_given", 0),
    ("rectification", "unblock", "wd", 7, "proof_given", 0),
    ("rectification", "block", "now", 0, "receipt", 0),
    ("rectification", "refusal", "wd", 10, "receipt", 0),
    ("blocking", "block", "now", 0, "receipt", 0),
    ("destruction", "destroy", "wd", 7, "proof_given", 0),
    ("unlawful_processing", "stop", "wd", 3, "found", 0),
    ("unlawful_processing", "block", "now", 0, "receipt", 0),
    ("unlawful_processing", "destroy", "wd", 10, "found", 0),
    (
        "consent_withdrawal",
        "stop_and_destroy",
        "cd",
        30,
        "receipt",
        0,
    ),
    ("stop_processing", "stop", "wd", 10, "receipt", 5),
    ("marketing_stop", "stop", "now", 0, "receipt", 0),
    ("stop_dissemination", "stop", "wd", 3, "receipt", 0),
    ("stop_dissemination", "stop_at_once", "now", 0, "receipt", 0),
    ("stop_dissemination", "court", "wd", 3, "court_decision", 0),
    ("public_source_removal", "remove", "wd", 3, "receipt", 0),
    (
        "automated_decision_objection",
        "review",
        "cd",
        30,
        "receipt",
        0,
    ),
    ("refusal_to_provide", "reasons", "cd", 7, "receipt", 0),
    (
        "refusal_to_provide",
        "reasons_oral",
        "now",
        0,
        "oral_demand",
        0,
    ),
    ("explanation", "answer", "wd", 10, "receipt", 5),
    ("explanation", "refusal", "wd", 10, "receipt", 5),
    ("delete_all", "stop", "wd", 10, "receipt", 5),
    ("delete_all", "stop_and_destroy", "cd", 30, "receipt", 0),
    ("delete_all", "destroy", "wd", 7, "proof_given", 0),
    ("complaint", "answer", "cd", 30, "registered", 30),
    ("complaint", "register", "cd", 3, "receipt", 0),
    ("free", "answer", "wd", 10, "receipt", 0),
    ("authority_request", "answer", "wd", 10, "receipt", 5),
    ("incident", "first_notice", "h", 24, "found", 0),
    ("incident", "investigation", "h", 72, "found", 0),
    (
        "purpose_reached",
        "stop_and_destroy",
        "cd",
        30,
        "purpose_reached",
        0,
    ),
];

/// Compares every term of a matter with the slow counter.
fn compare(slow: &Slow, matter: Matter, facts: &Facts) {
    let got = deadline(matter, facts).unwrap();
    let expected: Vec<_> = TERMS.iter().filter(|row| row.0 == matter.code()).collect();
    let codes: Vec<_> = got.terms.iter().map(|term| term.code).collect();
    assert_eq!(
        codes,
        expected.iter().map(|row| row.1).collect::<Vec<_>>(),
        "{matter}: the terms and their order"
    );
    for (term, &&(_, _, unit, count, start, extension)) in got.terms.iter().zip(&expected) {
        let begins_with = matches!(
            (matter.code(), start),
            ("incident", "found") | ("purpose_reached", "purpose_reached")
        );
        let begun = match (start, facts.events.get(&Event::from_code(start).unwrap())) {
            (_, Some(&when)) if start != "receipt" => Some(when),
            ("receipt", _) => Some(facts.received),
            _ => begins_with.then_some(facts.received),
        };
        let Some(begun) = begun else {
            assert_eq!(
                (term.due, term.start),
                (None, None),
                "{matter} {}",
                term.code
            );
            assert!(term.starts_when.is_some() && term.counted.is_empty());
            continue;
        };
        let count = count + if facts.extended { extension } else { 0 };
        let day = begun.day();
        let label = format!("{matter} {} from {day}", term.code);
        assert_eq!(term.count, count, "{label}");
        match unit {
            "wd" => {
                let (due, counted) = slow.working(day, count);
                assert_eq!(term.due, Some(Due::Day(due)), "{label}");
                assert_eq!(term.counted, counted, "{label}");
                let all: BTreeSet<_> = term
                    .counted
                    .iter()
                    .copied()
                    .chain(term.skipped.iter().map(|s| s.date))
                    .collect();
                assert_eq!(
                    all.len() as i64,
                    (due - day).num_days(),
                    "{label}: every day is counted or skipped, once"
                );
                assert_eq!(
                    due_day(law::Calendar::russia(), Unit::WorkingDays, count, day).unwrap(),
                    due,
                    "{label}: the short way"
                );
            }
            "cd" => {
                let (due, counted) = slow.calendar(day, count);
                let end = *counted.last().unwrap();
                assert_eq!(term.due, Some(Due::Day(due)), "{label}");
                assert_eq!(term.counted, counted, "{label}");
                assert_eq!(
                    term.rolled_from.map(|r| r.date),
                    (due != end).then_some(end),
                    "{label}"
                );
                let strict = (0..=count)
                    .map(|i| end - Days::new(i.into()))
                    .find(|d| slow.works(*d));
                assert_eq!(term.strict_due, strict, "{label}");
                assert_eq!(
                    due_day(law::Calendar::russia(), Unit::CalendarDays, count, day).unwrap(),
                    due,
                    "{label}: the short way"
                );
            }
            "now" => assert_eq!(term.due, Some(Due::Day(day)), "{label}"),
            "h" => assert_eq!(
                term.due,
                Some(Due::Moment(begun.moment() + TimeDelta::hours(count.into()))),
                "{label}"
            ),
            _ => unreachable!(),
        }
        let years = day.year()..=term.due.unwrap().day().year();
        let decreed =
            matches!(unit, "now" | "h") || years.clone().all(|year| (2024..=2027).contains(&year));
        assert_eq!(term.calendar_decreed, decreed, "{label}");
    }
}

fn every_start() -> impl Iterator<Item = NaiveDate> {
    NaiveDate::from_ymd_opt(2024, 1, 1)
        .unwrap()
        .iter_days()
        .take_while(|day| day.year() <= 2027)
}

#[test]
fn every_kind_on_every_start_day() {
    let slow = Slow::new();
    assert_eq!(every_start().count(), 1461);
    for (year, total) in [(2024, 248), (2025, 247), (2026, 247), (2027, 247)] {
        assert_eq!(
            every_start()
                .filter(|day| day.year() == year && slow.works(*day))
                .count(),
            total,
            "the slow counter of {year}"
        );
    }
    for day in every_start() {
        for matter in Matter::all() {
            let mut facts = Facts::received(Received::Day(day));
            compare(&slow, matter, &facts);
            for event in [
                Event::ProofGiven,
                Event::Found,
                Event::Registered,
                Event::OralDemand,
                Event::CourtDecision,
            ] {
                facts.events.insert(event, Received::Day(day));
            }
            compare(&slow, matter, &facts);
            if TERMS.iter().any(|row| row.0 == matter.code() && row.5 > 0) {
                facts.extended = true;
                compare(&slow, matter, &facts);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Any kind, any day, any minute, events on any later day: the slow counter agrees.
    #[test]
    fn any_history_of_a_case(
        matter in 0..20_usize,
        start in 0..1461_u64,
        minute in 0..1440_u32,
        proof in proptest::option::of(0..40_u64),
        found in proptest::option::of(0..40_u64),
        registered in proptest::option::of(0..5_u64),
        whole_day: bool,
    ) {
        let matter = Matter::all().nth(matter).unwrap();
        let day = every_start().next().unwrap() + Days::new(start);
        let received = if whole_day {
            Received::Day(day)
        } else {
            Received::parse(&format!("{day}T{:02}:{:02}:00+03:00", minute / 60, minute % 60)).unwrap()
        };
        let mut facts = Facts::received(received);
        for (event, after) in [(Event::ProofGiven, proof), (Event::Found, found), (Event::Registered, registered)] {
            if let Some(after) = after {
                facts.events.insert(event, Received::Day(day + Days::new(after)));
            }
        }
        compare(&Slow::new(), matter, &facts);
    }

    /// A later receipt never ends earlier, and a term never ends on a day off or before its start.
    #[test]
    fn terms_never_run_backwards(start in 0..1460_u64, count in 1..60_u32, calendar_days: bool) {
        let unit = if calendar_days { Unit::CalendarDays } else { Unit::WorkingDays };
        let slow = Slow::new();
        let day = every_start().next().unwrap() + Days::new(start);
        let calendar = law::Calendar::russia();
        let due = due_day(calendar, unit, count, day).unwrap();
        prop_assert!(due > day && slow.works(due));
        prop_assert!(due <= due_day(calendar, unit, count, day + Days::new(1)).unwrap());
    }
}
