//! EncryptedPrivateKeyInfo.
#![no_main]

use gost::pkcs12::{Limits, open_encrypted_pkcs8_with_limits};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = open_encrypted_pkcs8_with_limits(bytes, "password", Limits { iterations: 4 });
});
