//! Containers printed in the norms of TC26, opened whole.

#![allow(clippy::unwrap_used, reason = "tests")]

use gost::pkcs12::{Limits, open, open_encrypted_pkcs8, open_with_limits};
use gost::{Error, ParameterSet, SigningKey};

const PASSWORD: &str = "Пароль для PFX";
const KEY_OF_RFC_9548: &[u8] = include_bytes!("vectors/rfc9548-key.der");

/// RFC 9548 appendix A: the certificate bare and the key by Kuznyechik with OMAC, and both
/// encrypted, by Magma with OMAC and without.
const RFC_9548: [&[u8]; 2] = [
    include_bytes!("vectors/rfc9548-a2.p12"),
    include_bytes!("vectors/rfc9548-a3.p12"),
];

/// R 50.1.112-2016: GOST 28147-89, masked key.
const R_50_1_112: &[u8] = include_bytes!("vectors/r50-1-112.p12");

#[test]
fn the_containers_of_rfc_9548_open() {
    let key = SigningKey::from_pkcs8_der(KEY_OF_RFC_9548).unwrap();
    for bytes in RFC_9548 {
        let container = open(bytes, PASSWORD).unwrap();
        let [entry] = &container.keys[..] else {
            panic!("not one key")
        };
        assert_eq!(entry.key.verifying_key(), key.verifying_key());
        assert_eq!(entry.key.parameter_set(), ParameterSet::Tc26_512A);
        assert_eq!(entry.friendly_name.as_deref(), Some("p12FriendlyName"));
        let certificate = container.certificate_of(entry).unwrap();
        assert_eq!(certificate.local_key_id, entry.local_key_id);
        assert_eq!(
            open(bytes, "Пароль для pfx").unwrap_err(),
            Error::WrongPassword
        );
    }
}

#[test]
fn the_container_of_r_50_1_112_opens() {
    let container = open(R_50_1_112, PASSWORD).unwrap();
    let [entry] = &container.keys[..] else {
        panic!("not one key")
    };
    assert_eq!(entry.key.parameter_set(), ParameterSet::CryptoProA);
    assert!(container.certificate_of(entry).is_some());
}

/// The code of OMAC stands alone in an encrypted key: any change of text or code is found by it.
#[test]
fn a_changed_octet_under_omac_is_found() {
    let head = [0x30, 0x82, 0x01, 0x53, 0x30, 0x59];
    let bytes = RFC_9548[0];
    let start = bytes
        .windows(head.len())
        .position(|window| window == head)
        .unwrap();
    let encrypted = &bytes[start..start + 4 + 0x153];
    let key = open_encrypted_pkcs8(encrypted, PASSWORD).unwrap();
    let expected = SigningKey::from_pkcs8_der(KEY_OF_RFC_9548).unwrap();
    assert_eq!(key.to_bytes(), expected.to_bytes());
    let text = encrypted.len() - 0xf5..encrypted.len();
    for at in text.step_by(7) {
        let mut changed = encrypted.to_vec();
        changed[at] ^= 0x10;
        assert_eq!(
            open_encrypted_pkcs8(&changed, PASSWORD).unwrap_err(),
            Error::WrongPassword,
            "octet {at}"
        );
    }
}

#[test]
fn changed_containers_are_refused() {
    let limits = Limits { iterations: 10_000 };
    for bytes in [RFC_9548[0], RFC_9548[1], R_50_1_112] {
        // Outside the authenticated contents only labels of structure can change unnoticed.
        for at in (30..bytes.len() - 110).step_by(61) {
            let mut changed = bytes.to_vec();
            changed[at] ^= 0x04;
            assert!(
                open_with_limits(&changed, PASSWORD, limits).is_err(),
                "octet {at}"
            );
        }
    }
}
