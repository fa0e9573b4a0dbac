//! Verification of a signed letter beside pyHanko in the same run; the memory a file of 50 MB takes; the time a file of
//! 1 to 1,000 revisions takes.
//!
//! `cargo bench -p signature@0.1.0`; the comparison is skipped when Python or pyHanko is missing.

#![allow(missing_docs, reason = "a benchmark")]
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark")]

#[path = "../tests/common/mod.rs"]
mod common;

use std::hint::black_box;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use common::{Style, at, key, open, signed, small_pdf, trust};
use criterion::Criterion;
use pdf_file::{Dictionary, Object, PdfFile, Stream};
use signature::testing::{KeyKind, ThrowAway};
use signature::{PdfSignatureOptions, Verdict, prepare_pdf, verify_pdf};

/// What fonts, structure and attached data add to a letter of one page.
const LETTER: usize = 55_000;
const LARGE: usize = 50 << 20;
const MEMORY: &str = "memory-of";

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, word, file, root] = arguments.as_slice()
        && word == MEMORY
    {
        return report_memory(Path::new(file), Path::new(root));
    }
    let made = key(KeyKind::Rsa2048);
    letter(&made);
    memory(&made);
    growth();
}

fn with_stream(pdf: &[u8], length: usize) -> Vec<u8> {
    let file = PdfFile::parse(pdf).unwrap();
    let mut update = file.append();
    // Bytes that do not compress and hold no words of PDF.
    let raw = (0..length).map(|at| (at * 31 % 251) as u8 | 0x80).collect();
    update.put(Object::Stream(Stream {
        dictionary: Dictionary::new(),
        raw,
    }));
    update.finish()
}

fn letter(made: &ThrowAway) {
    let pdf = signed(made, &with_stream(&small_pdf(Style::Table, true), LETTER));
    let trust = trust(made);
    let mut criterion = Criterion::default().configure_from_args();
    criterion.bench_function("verify a letter of one page", |b| {
        b.iter(|| verify_pdf(black_box(&pdf), &trust, at()));
    });
    criterion.final_summary();

    let rounds = 200;
    let start = Instant::now();
    for _ in 0..rounds {
        assert_eq!(verify_pdf(&pdf, &trust, at()).verdict, Verdict::Valid);
    }
    let ours = start.elapsed().as_secs_f64() / f64::from(rounds);
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("letter.pdf"), &pdf).unwrap();
    std::fs::write(path("root.pem"), made.root_pem()).unwrap();
    let theirs = Command::new("python3")
        .args(["-c", PYHANKO])
        .arg(folder.path())
        .output();
    match theirs.map(|output| {
        String::from_utf8_lossy(&output.stdout)
            .trim()
            .parse::<f64>()
    }) {
        Ok(Ok(theirs)) => println!(
            "one page, {} KB: Zapros {:.2} ms, pyHanko {:.2} ms ({:.0} times)",
            pdf.len() / 1000,
            ours * 1e3,
            theirs * 1e3,
            theirs / ours
        ),
        other => println!(
            "one page, {} KB: Zapros {:.2} ms; SKIPPED: pyHanko ({other:?})",
            pdf.len() / 1000,
            ours * 1e3
        ),
    }
}

/// Seconds for one validation within a running interpreter.
const PYHANKO: &str = r#"
import io, sys, time
from pathlib import Path
from asn1crypto import pem, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
folder = Path(sys.argv[1])
_, _, root = pem.unarmor((folder / "root.pem").read_bytes())
data = (folder / "letter.pdf").read_bytes()
def once():
    context = ValidationContext(trust_roots=[x509.Certificate.load(root)], allow_fetching=False)
    signature = PdfFileReader(io.BytesIO(data)).embedded_signatures[0]
    assert validate_pdf_signature(signature, context).intact
once()
start = time.perf_counter()
for _ in range(20):
    once()
print((time.perf_counter() - start) / 20)
"#;

/// A fresh process, so that making the file does not count.
fn memory(made: &ThrowAway) {
    let pdf = signed(made, &with_stream(&small_pdf(Style::Table, true), LARGE));
    let folder = tempfile::tempdir().unwrap();
    let (file, root) = (
        folder.path().join("large.pdf"),
        folder.path().join("root.pem"),
    );
    std::fs::write(&file, &pdf).unwrap();
    std::fs::write(&root, made.root_pem()).unwrap();
    let output = Command::new(std::env::current_exe().unwrap())
        .arg(MEMORY)
        .args([&file, &root])
        .output()
        .unwrap();
    print!("{}", String::from_utf8_lossy(&output.stdout));
    assert!(output.status.success());
}

fn report_memory(file: &Path, root: &Path) {
    let pdf = std::fs::read(file).unwrap();
    let mut trust = signature::Trust::new();
    trust.add(&std::fs::read(root).unwrap()).unwrap();
    let start = Instant::now();
    let report = verify_pdf(&pdf, &trust.without_revocation(), at());
    let took = start.elapsed();
    assert_eq!(report.verdict, Verdict::Valid);
    let Ok(status) = std::fs::read_to_string("/proc/self/status") else {
        println!("SKIPPED: memory is measured on Linux only");
        return;
    };
    let peak = status.lines().find(|line| line.starts_with("VmHWM:"));
    let peak: usize = peak
        .and_then(|line| line.split_whitespace().nth(1)?.parse().ok())
        .unwrap();
    println!(
        "a file of {} MB: {} MB at most, {:.2} times its size; {:.0} ms",
        pdf.len() >> 20,
        peak >> 10,
        (peak << 10) as f64 / pdf.len() as f64,
        took.as_secs_f64() * 1e3
    );
    assert!(peak << 10 < 2 * pdf.len(), "below twice its size");
}

fn growth() {
    let made = key(KeyKind::P256);
    let trust = trust(&made);
    let mut pdf = signed(&made, &small_pdf(Style::Table, true));
    let mut before = None;
    for count in 1..=1000 {
        if count > 1 {
            pdf = prepare_pdf(&pdf, &PdfSignatureOptions::at(at()), 2500)
                .unwrap()
                .sign(&open(&made))
                .unwrap();
        }
        if !matches!(count, 1 | 10 | 100 | 1000) {
            continue;
        }
        let start = Instant::now();
        let report = verify_pdf(&pdf, &trust, at());
        let took = start.elapsed().as_secs_f64() * 1e3;
        assert_eq!(
            (report.verdict, report.signatures.len()),
            (Verdict::Valid, count)
        );
        let one = took / count as f64;
        println!(
            "{count} signed revisions, {} KB: {took:.1} ms, {one:.2} ms each{}",
            pdf.len() / 1000,
            before.map_or(String::new(), |before: f64| format!(
                " ({:.1} times the step before)",
                one / before
            ))
        );
        before = Some(one);
    }
}
