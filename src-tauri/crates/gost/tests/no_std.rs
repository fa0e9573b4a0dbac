//! `no_std` is a promise about everything below, too: one dependency with its feature `std` breaks it.
//!
//! The whole proof is a build for a machine without an operating system, which needs its target installed:
//! `rustup target add thumbv7em-none-eabi && cargo build -p gost --no-default-features --features pkcs12
//! --target thumbv7em-none-eabi`.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::process::Command;

#[test]
fn nothing_below_brings_the_standard_library() {
    for features in ["", "pkcs12"] {
        let output = Command::new(env!("CARGO"))
            .args(["tree", "--offline", "--no-default-features", "--features"])
            .arg(features)
            .args([
                "--edges",
                "normal",
                "--prefix",
                "none",
                "--format",
                "{p} [{f}]",
            ])
            .args(["--target", "thumbv7em-none-eabi"])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let tree = String::from_utf8(output.stdout).unwrap();
        // Macros run in the compiler, where the standard library is.
        let packages = tree.lines().filter(|line| !line.contains("(proc-macro)"));
        let mut seen = 0;
        for package in packages {
            let features = package.split_once('[').map_or("", |(_, features)| features);
            let features = features.split(']').next().unwrap_or_default();
            assert!(
                features.split(',').all(|feature| feature != "std"),
                "{package}"
            );
            seen += 1;
        }
        assert!(seen > 10, "the list is the whole tree: {tree}");
    }
}
