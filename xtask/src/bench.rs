//! `cargo xtask bench`: the benchmarks of every crate that has some, release build.

use crate::step::{Outcome, Steps, command, run};

/// Crates with a `benches/` folder.
const MEASURED: &[&str] = &["law", "pdf", "gost", "signature@0.1.0"];

/// Runs criterion's benchmarks one crate after another.
pub fn bench() -> Outcome {
    let mut steps = Steps::new(MEASURED.len());
    for name in MEASURED {
        steps.step(&format!("Benchmarks of {name}"), || {
            run(&mut command(&format!("cargo bench --package {name}")))
        })?;
    }
    Ok(())
}
