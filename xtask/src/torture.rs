//! `cargo xtask torture`: what the tests do twenty times, three hundred times.

use crate::step::{Outcome, Steps, command, run};

/// Kills processes at random moments while they save, file, and move; counts are printed.
pub fn torture() -> Outcome {
    let mut steps = Steps::new(2);
    let kills = [
        (
            "Drafts, cases and moves between back ends, killed",
            "cargo test --workspace --all-features --test crash -- --nocapture",
        ),
        (
            "Letters killed while they are filed; ends without a crash",
            "cargo test --workspace --all-features --test kills -- --nocapture",
        ),
    ];
    for (title, line) in kills {
        steps.step(title, || run(command(line).env("ZAPROS_KILLS", "300")))?;
    }
    Ok(())
}
