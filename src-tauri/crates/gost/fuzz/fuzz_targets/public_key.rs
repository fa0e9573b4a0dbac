//! SubjectPublicKeyInfo: what is read must verify nothing and write itself again.
#![no_main]

use gost::{Signature, VerifyingKey};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(key) = VerifyingKey::from_public_key_der(bytes) {
        let length = key.parameter_set().strength().octets();
        let signature = Signature::from_bytes(&vec![1; 2 * length]).expect("a right length");
        let _ = key.verify_prehash(&vec![1; length], &signature);
        let again = VerifyingKey::with_algorithm(key.algorithm(), key.parameter_set(), key.as_bytes());
        assert_eq!(again, Ok(key));
    }
});
