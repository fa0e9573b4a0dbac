//! Examples printed in the norms, through the public interface. (RFC 7091 prints its nonce, so
//! that example is a unit test beside the equation; RFC 6986 is beside the digest.)

#![allow(clippy::unwrap_used, reason = "tests")]

use der::asn1::{AnyRef, BitStringRef};
use der::{Decode, Reader, SliceReader};
use gost::{Algorithm, ParameterSet, Signature, SigningKey, VerifyingKey};
use hex_literal::hex;
use signature::Verifier;
use spki::EncodePublicKey;

/// The parts of a certificate that matter here: signed octets, SubjectPublicKeyInfo, signature.
fn parts(certificate: &[u8]) -> (&[u8], &[u8], &[u8]) {
    let outer = AnyRef::from_der(certificate).unwrap();
    let mut reader = SliceReader::new(outer.value()).unwrap();
    let signed = reader.tlv_bytes().unwrap();
    reader.tlv_bytes().unwrap();
    let signature: BitStringRef<'_> = reader.decode().unwrap();
    let inner = AnyRef::from_der(signed).unwrap();
    let mut reader = SliceReader::new(inner.value()).unwrap();
    // version, serialNumber, signature, issuer, validity, subject
    for _ in 0..6 {
        reader.tlv_bytes().unwrap();
    }
    (
        signed,
        reader.tlv_bytes().unwrap(),
        signature.as_bytes().unwrap(),
    )
}

fn self_signed(certificate: &[u8], set: ParameterSet, private_key: &[u8]) {
    let (signed, spki, signature) = parts(certificate);
    let key = VerifyingKey::from_public_key_der(spki).unwrap();
    assert_eq!(
        (key.parameter_set(), key.algorithm()),
        (set, Algorithm::of_set(set))
    );
    let signature = Signature::from_bytes(signature).unwrap();
    key.verify(signed, &signature).unwrap();
    assert!(key.verify(&signed[1..], &signature).is_err());

    // The RFC prints the private key as a number.
    let mut little_endian = private_key.to_vec();
    little_endian.reverse();
    let own = SigningKey::from_bytes(set, &little_endian).unwrap();
    assert_eq!(own.verifying_key(), &key);
}

/// RFC 9215 appendix A.1.
#[test]
fn the_256_bit_certificate_of_rfc_9215_verifies() {
    let certificate = include_bytes!("vectors/rfc9215-256.cer");
    let d = hex!("BFCF1D623E5CDD3032A7C6EABB4A923C46E43D640FFEAAF2C3ED39A8FA399924");
    self_signed(certificate, ParameterSet::CryptoProXchA, &d);
    // The RFC's own encoding of the key comes out again.
    let (_, spki, _) = parts(certificate);
    let key = VerifyingKey::from_public_key_der(spki).unwrap();
    assert_eq!(key.to_public_key_der().unwrap().as_bytes(), spki);
}

/// RFC 9215 appendix A.2.
#[test]
fn the_512_bit_certificate_of_rfc_9215_verifies() {
    let d = hex!(
        "3FC01CDCD4EC5F972EB482774C41E66DB7F380528DFE9E67992BA05AEE462435"
        "757530E641077CE587B976C8EEB48C48FD33FD175F0C7DE6A44E014E6BCB074B"
    );
    self_signed(
        include_bytes!("vectors/rfc9215-512.cer"),
        ParameterSet::Tc26_512B,
        &d,
    );
}

/// Deterministic signatures do not change between releases: whoever stored one may compare.
#[test]
fn a_deterministic_signature_is_the_same_every_time() {
    for set in ParameterSet::ALL {
        let octets = set.strength().octets();
        let key =
            SigningKey::from_bytes(set, &[vec![0x11; octets - 1], vec![0x01]].concat()).unwrap();
        let digest = vec![0x22; octets];
        let first = key.sign_prehash_deterministic(&digest).unwrap();
        assert_eq!(first, key.sign_prehash_deterministic(&digest).unwrap());
        assert_ne!(
            first,
            key.sign_prehash_deterministic(&vec![0x23; octets]).unwrap()
        );
        assert_ne!(first, key.sign_prehash(&digest).unwrap());
        key.verifying_key().verify_prehash(&digest, &first).unwrap();
    }
}
