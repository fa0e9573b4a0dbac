//! The law by command: terms, calendar and editions as `zaprosctl` tells them (contract §3, §4).
#![allow(clippy::unwrap_used, reason = "tests")]

use std::process::Command;

use law::{Duty, Kind};
use tests::oracles;
use tests::run::{Run, run, zaprosctl};

fn program() -> Command {
    zaprosctl(env!("CARGO_BIN_EXE_zaprosctl-under-test"))
}

fn deadline(arguments: &[&str]) -> Run {
    run(program().args(["--json", "deadline"]).args(arguments))
}

#[test]
fn every_kind_and_duty_has_its_terms_with_their_sum() {
    let codes = Kind::ALL
        .iter()
        .map(|kind| kind.code())
        .chain(Duty::ALL.iter().map(|duty| duty.code()));
    for code in codes {
        let told = deadline(&["--kind", code, "--received", "2026-12-21"])
            .ended(0)
            .json();
        assert_eq!(
            (told["kind"].as_str(), told["received"].as_str()),
            (Some(code), Some("2026-12-21"))
        );
        let terms = told["terms"].as_array().unwrap();
        assert!(!terms.is_empty(), "{code}");
        for term in terms {
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
                assert!(
                    term.get(key).is_some(),
                    "{code}: {key} is missing in {term:#}"
                );
            }
            assert_eq!(
                term["due"].is_null(),
                term.get("starts_when").is_some(),
                "{code}: {term:#}"
            );
        }
    }
}

#[test]
fn ten_working_days_over_the_new_year_are_counted_one_by_one() {
    let told = deadline(&["--kind", "access", "--received", "2026-12-21"])
        .ended(0)
        .json();
    let term = &told["terms"][0];
    assert_eq!(term["due"], "2027-01-13");
    assert_eq!(term["counted"].as_array().unwrap().len(), 10);
    let skipped = term["skipped"].as_array().unwrap();
    assert!(
        skipped.iter().any(|day| day["date"] == "2026-12-31"
            && day["reason"].as_str().is_some_and(|r| !r.is_empty()))
    );
}

#[test]
fn an_extension_is_counted_refused_or_too_late() {
    let sent = |kind: &str, on: &str| {
        deadline(&[
            "--kind",
            kind,
            "--received",
            "2026-12-21",
            "--extended",
            "--extension-sent",
            on,
        ])
    };
    assert_eq!(
        sent("access", "2027-01-13").ended(0).json()["terms"][0]["due"],
        "2027-01-20"
    );
    assert_eq!(
        sent("access", "2027-01-14").ended(1).error_code(),
        "extension_too_late"
    );
    assert_eq!(
        sent("consent_withdrawal", "2026-12-22")
            .ended(2)
            .error_code(),
        "no_extension"
    );
}

#[test]
fn a_term_waits_for_its_event() {
    let waiting = deadline(&["--kind", "rectification", "--received", "2026-12-29"])
        .ended(0)
        .json();
    let correct = waiting["terms"]
        .as_array()
        .unwrap()
        .iter()
        .find(|term| term["count"] == 7)
        .unwrap();
    assert!(correct["due"].is_null() && correct["start"].is_null());
    let given = deadline(&[
        "--kind",
        "rectification",
        "--received",
        "2026-12-21",
        "--event",
        "proof_given=2026-12-29",
    ])
    .ended(0)
    .json();
    let correct = given["terms"]
        .as_array()
        .unwrap()
        .iter()
        .find(|term| term["count"] == 7)
        .unwrap();
    assert_eq!(correct["due"], "2027-01-18");
}

#[test]
fn the_calendar_is_printed_and_editions_are_compared() {
    let calendar = run(program().args(["--json", "law", "calendar", "2027"]))
        .ended(0)
        .json();
    assert_eq!(calendar["working_days"], 247);
    let said = run(program().args(["law", "diff", "2021-03-01", "2022-09-01"]))
        .ended(0)
        .stdout;
    assert!(said.contains("10") && said.contains("30"), "{said}");
    let _ = run(program().args(["law", "diff", "2021-03-01", "no-such-edition"])).ended(2);
}

/// A letter that cites an edition is wrong the day the law is amended, and one that threatens with a sum of a fine is
/// wrong more often still: articles only (and no text of a norm that nobody compared with the official one).
#[test]
fn letters_of_every_kind_cite_articles_and_no_editions_sums_or_uncompared_texts() {
    if !oracles::there("pdftotext") {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    for kind in Kind::ALL {
        let request = dir.path().join("request.json");
        let example = run(program().args(["new", "--kind", kind.code()])).ended(0);
        std::fs::write(&request, example.stdout).unwrap();
        let letter = dir.path().join("letter.pdf");
        let _ = run(program().arg("render").arg(&request).arg("-o").arg(&letter)).ended(0);
        let text = oracles::text_of(&letter).to_lowercase();
        if *kind != Kind::Free {
            assert!(
                text.contains("стать"),
                "{}: no article is cited: {text}",
                kind.code()
            );
        }
        for wrong in [
            "ред. от",
            "редакции от",
            "штраф",
            "тыс. руб",
            "не позднее семи рабочих дней со дня предоставления",
        ] {
            assert!(
                !text.contains(wrong),
                "{}: «{wrong}» in {text}",
                kind.code()
            );
        }
    }
}
