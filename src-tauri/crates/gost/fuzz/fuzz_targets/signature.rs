//! Points and signatures of every set from raw octets.
#![no_main]

use gost::{ParameterSet, Signature, VerifyingKey};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some((&selector, rest)) = bytes.split_first() else { return };
    let set = ParameterSet::ALL[usize::from(selector) % ParameterSet::ALL.len()];
    let length = set.strength().octets();
    let Some((point, rest)) = rest.split_at_checked(2 * length) else { return };
    let (Ok(key), Some((digest, rest))) =
        (VerifyingKey::from_bytes(set, point), rest.split_at_checked(length))
    else {
        return;
    };
    if let Ok(signature) = Signature::from_bytes(rest) {
        assert_eq!(Signature::from_bytes(signature.as_bytes()), Ok(signature));
        let _ = key.verify_prehash(digest, &signature);
    }
});
