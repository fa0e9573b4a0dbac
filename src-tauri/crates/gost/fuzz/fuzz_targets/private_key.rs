//! PrivateKeyInfo: what is read must sign what its public key verifies.
#![no_main]

use gost::SigningKey;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(key) = SigningKey::from_pkcs8_der(bytes) {
        let digest = vec![1; key.parameter_set().strength().octets()];
        let signature = key.sign_prehash_deterministic(&digest).expect("a right length");
        assert_eq!(key.verifying_key().verify_prehash(&digest, &signature), Ok(()));
    }
});
