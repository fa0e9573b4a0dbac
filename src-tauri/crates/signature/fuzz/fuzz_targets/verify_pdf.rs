//! Any bytes as a signed PDF: nothing is trusted, so nothing may be valid.
#![no_main]

use libfuzzer_sys::fuzz_target;
use signature::{Trust, Verdict, verify_pdf};

fuzz_target!(|bytes: &[u8]| {
    let at = chrono::DateTime::parse_from_rfc3339("2026-11-22T12:00:00+03:00").expect("a moment");
    let report = verify_pdf(bytes, &Trust::new(), at);
    assert_ne!(report.verdict, Verdict::Valid);
});
