//! The attack kit: one letter, changed in every way that public literature on PDF signatures describes and in some
//! more, and changed honestly. No attack may be called valid, and no honest file may be doubted.
//!
//! Mladenov, Mainka, Meyer zu Selhausen, Grothe, Schwenk: «1 Trillion Dollar Refund» (2019: universal forgery,
//! incremental saving, signature wrapping), «Shadow Attacks» (2021), «Breaking the Specification: PDF Certification»
//! (2021).

#![allow(clippy::unwrap_used, reason = "tests")]

mod behind;
mod further;
mod honest;
mod inside;
mod letter;
mod prepared;
mod tables;

use letter::Letter;
use signature::Verdict;

#[test]
fn no_attack_is_valid_and_no_honest_change_is_doubted() {
    let letter = Letter::made();
    assert_eq!(letter.verify(&letter.signed, &[]).verdict, Verdict::Valid);

    let families = [
        ("in the signed bytes", inside::all(&letter)),
        ("appended", behind::all(&letter)),
        ("in tables and ends", tables::all(&letter)),
        ("with a further field", further::all(&letter)),
        ("prepared or certified", prepared::all(&letter)),
    ];
    let mut passed = Vec::new();
    let mut attacks = 0;
    for (family, kit) in &families {
        for (name, pdf) in kit {
            attacks += 1;
            let report = letter.verify(pdf, &[]);
            let first = report.signatures.first().map(|one| one.verdict);
            if report.verdict == Verdict::Valid || first == Some(Verdict::Valid) {
                passed.push(format!("{family}: {name}: {:?}", report.signatures));
            }
        }
        println!("attacks {family}: {}", kit.len());
    }

    let honest = honest::all(&letter);
    let mut doubted = Vec::new();
    for (name, pdf) in &honest.files {
        let report = letter.verify(pdf, &honest.roots);
        if report.verdict != Verdict::Valid {
            let reasons: Vec<_> = report
                .signatures
                .iter()
                .map(|one| (one.verdict, one.later_changes, &one.reason))
                .collect();
            doubted.push(format!("{name}: {reasons:?} {:?}", report.warnings));
        }
    }
    println!(
        "RATES: {attacks} attacks, {} not valid; {} honest files, {} valid",
        attacks - passed.len(),
        honest.files.len(),
        honest.files.len() - doubted.len()
    );
    assert!(passed.is_empty(), "called valid:\n{}", passed.join("\n"));
    assert!(doubted.is_empty(), "doubted:\n{}", doubted.join("\n"));
}
