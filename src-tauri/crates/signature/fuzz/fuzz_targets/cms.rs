//! SignedData over one document: DER, BER and what is nearly so.
#![no_main]

use libfuzzer_sys::fuzz_target;
use signature::{Integrity, Trust, attached_content, verify_detached};

/// What the seeds are signatures over; nobody signed anything else with their keys.
const LETTER: &[u8] = b"any bytes\r\nat all";

fuzz_target!(|signature: &[u8]| {
    let at = chrono::DateTime::from_timestamp(1_795_000_000, 0)
        .unwrap()
        .fixed_offset();
    let _ = verify_detached(LETTER, signature, &Trust::new(), at);
    if let Some(inside) = attached_content(signature)
        && inside != LETTER
    {
        let report = verify_detached(&inside, signature, &Trust::new(), at);
        let whole = |one: &signature::SignatureReport| one.integrity == Integrity::Ok;
        assert!(!report.signatures.iter().any(whole), "a forgery");
    }
});
