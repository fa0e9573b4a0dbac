//! PKCS#12.
#![no_main]

use gost::pkcs12::{Limits, open_with_limits};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(container) = open_with_limits(bytes, "password", Limits { iterations: 4 }) {
        for entry in &container.keys {
            let _ = container.certificate_of(entry);
        }
    }
});
