//! `cargo xtask bench`: the letter beside other typesetters, then criterion's benchmarks of every crate that has some.

use std::collections::BTreeMap;
use std::process::{Command, Stdio};

use crate::packages;
use crate::python::RIVALS;
use crate::step::{Outcome, Steps, command, root, run};

/// Crates with a `benches/` folder.
const MEASURED: &[&str] = &["law", "pdf", "gost", "signature@0.1.0"];

/// What a letter may cost: name, bound, unit.
const BOUNDS: &[(&str, f64, &str)] = &[
    ("one_page_ms", 3.0, "ms"),
    ("one_page_kb", 40.0, "KB"),
    ("hundred_pages_ms", 150.0, "ms"),
];
/// Memory may grow by this much over nine hundred letters: what the allocator keeps, not what a letter leaves behind.
const GROWTH_MB: f64 = 2.0;

/// Measures and compares; fails when a bound is missed.
pub fn bench() -> Outcome {
    let mut steps = Steps::new(MEASURED.len() + 1);
    let missed = steps.step("The letter, and others with the same text", letter)?;
    for name in MEASURED {
        steps.step(&format!("Benchmarks of {name}"), || {
            run(&mut command(&format!("cargo bench --package {name}")))
        })?;
    }
    if missed.is_empty() {
        Ok(())
    } else {
        Err(format!("too slow or too large: {}", missed.join(", ")))
    }
}

/// The table; gives the bounds that were missed. `cargo xtask bench letter` does only this.
pub fn letter() -> Outcome<Vec<String>> {
    packages::install(packages::BENCH)?;
    RIVALS.install()?;
    let texts = root().join("target").join("rivals").join("texts.json");
    let ours = printed(
        command("cargo run --quiet --release --package pdf --example measure --").arg(&texts),
    )?;
    let theirs = printed(
        Command::new(RIVALS.programs().join("python"))
            .arg(root().join("tests/bench/rivals.py"))
            .arg(&texts)
            .arg(root().join("assets/fonts")),
    )?;

    let ours: Figures = ours.lines().filter_map(figure).collect();
    let mut rows = vec![("Zapros", ours.clone())];
    for line in theirs.lines() {
        let Some((program, rest)) = line.split_once('\t') else {
            continue;
        };
        if rows.last().is_none_or(|(name, _)| *name != program) {
            rows.push((program, Figures::new()));
        }
        if let Some((_, figures)) = rows.last_mut() {
            figures.extend(figure(rest));
        }
    }
    println!("\n      one core            one page           hundred pages");
    for (program, figures) in &rows {
        println!(
            "      {program:<12} {:>9.2} ms {:>6.1} KB {:>9.0} ms {:>6.0} KB",
            of(figures, "one_page_ms"),
            of(figures, "one_page_kb"),
            of(figures, "hundred_pages_ms"),
            of(figures, "hundred_pages_kb"),
        );
    }
    let growth = of(&ours, "memory_after_1000_mb") - of(&ours, "memory_after_100_mb");
    println!(
        "      1000 different letters: {:.2} s, {:.1} MB; memory {:.1} MB after 100 of them, {:.1} MB after all",
        of(&ours, "thousand_letters_s"),
        of(&ours, "thousand_letters_mb"),
        of(&ours, "memory_after_100_mb"),
        of(&ours, "memory_after_1000_mb"),
    );

    let mut missed: Vec<String> = BOUNDS
        .iter()
        .filter(|(name, bound, _)| of(&ours, name) > *bound)
        .map(|(name, bound, unit)| {
            format!("{name} is {:.2}, at most {bound} {unit}", of(&ours, name))
        })
        .collect();
    if growth > GROWTH_MB {
        missed.push(format!(
            "memory grew by {growth:.1} MB, at most {GROWTH_MB} MB"
        ));
    }
    for one in &missed {
        println!("      MISSED: {one}");
    }
    Ok(missed)
}

type Figures = BTreeMap<String, f64>;

fn of(figures: &Figures, name: &str) -> f64 {
    figures.get(name).copied().unwrap_or(f64::NAN)
}

/// `name <tab> value`.
fn figure(line: &str) -> Option<(String, f64)> {
    let (name, value) = line.split_once('\t')?;
    Some((name.to_owned(), value.parse().ok()?))
}

/// What a program printed; its complaints go to the screen.
fn printed(command: &mut Command) -> Outcome<String> {
    let shown = format!("{command:?}").replace('"', "");
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("{shown} does not start: {error}"))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(format!("{shown} ended with {}", output.status))
    }
}
