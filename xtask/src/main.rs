//! `cargo xtask run` and `cargo xtask test`: everything a fresh machine needs, in two commands.
//!
//! Standard library only, so that the first command compiles in a second.

mod bench;
mod packages;
mod python;
mod run;
mod sheet;
mod step;
mod test;
mod torture;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask run            install what is missing, build, do the main job on the bundled sample, open the window
cargo xtask test [--yes]   install what tests need and run everything (--yes: also a mail server and a database)
cargo xtask torture        kill processes three hundred times while they write
cargo xtask sheet          every letter and form as pictures, in target/sheet
cargo xtask bench          measure speed and size, release build (bench letter: only the letter, beside others)";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        ["run"] => run::run(),
        ["test"] => test::test(false),
        ["test", "--yes"] => test::test(true),
        ["torture"] => torture::torture(),
        ["sheet"] => sheet::sheet(),
        ["bench"] => bench::bench(),
        ["bench", "letter"] => bench::letter().map(drop),
        ["help" | "--help" | "-h"] => {
            println!("{HELP}");
            Ok(())
        }
        _ => Err(format!("cargo xtask does not know this:\n{HELP}")),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("\nxtask: {message}");
            ExitCode::FAILURE
        }
    }
}
