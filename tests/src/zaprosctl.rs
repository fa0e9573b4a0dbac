//! `zaprosctl`, built here so that the tests beside it know its path.

use std::process::ExitCode;

fn main() -> ExitCode {
    zaprosctl::main()
}
