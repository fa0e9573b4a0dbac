//! `zaprosctl`.

use std::process::ExitCode;

fn main() -> ExitCode {
    zaprosctl::main()
}
