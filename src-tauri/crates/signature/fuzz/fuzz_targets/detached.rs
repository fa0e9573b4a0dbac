//! A document and its signature file, in any wrapping: two octets of length, the document, the signature.
#![no_main]

use libfuzzer_sys::fuzz_target;
use signature::{Integrity, Trust, verify_detached};

/// What the seeds are signatures over; nobody signed anything else with their keys.
const LETTER: &[u8] = b"any bytes\r\nat all";

fuzz_target!(|input: &[u8]| {
    let Some((length, rest)) = input.split_first_chunk::<2>() else {
        return;
    };
    let length = usize::from(u16::from_be_bytes(*length)).min(rest.len());
    let (document, signature) = rest.split_at(length);
    let at = chrono::DateTime::from_timestamp(1_795_000_000, 0)
        .unwrap()
        .fixed_offset();
    let report = verify_detached(document, signature, &Trust::new(), at);
    let whole = |one: &signature::SignatureReport| one.integrity == Integrity::Ok;
    if document != LETTER {
        assert!(!report.signatures.iter().any(whole), "a forgery");
    }
});
