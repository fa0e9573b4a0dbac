//! Both directions against OpenSSL's engine, with random keys of every parameter set it knows.
//!
//! 25 keys a set by default; `GOST_KEYS=1000 cargo nextest run -p gost` for the full count.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

mod oracle;

use gost::{Algorithm, Error, ParameterSet, Signature, SigningKey, VerifyingKey};
use oracle::Engine;
use pkcs8::EncodePrivateKey;
use signature::rand_core::{Rng as _, UnwrapErr};
use spki::EncodePublicKey;

fn keys() -> usize {
    std::env::var("GOST_KEYS")
        .ok()
        .and_then(|count| count.parse().ok())
        .unwrap_or(25)
}

fn random(length: usize) -> Vec<u8> {
    let mut octets = vec![0; length];
    UnwrapErr(getrandom::SysRng).fill_bytes(&mut octets);
    octets
}

/// The engine's keys here, this crate's keys there.
fn both_directions(set: ParameterSet, engine_name: Option<(&str, &str)>) {
    let Some(mut engine) = Engine::start() else {
        return;
    };
    let length = set.strength().octets();
    for _ in 0..keys() {
        // A key made by the engine is read; a key made here is read by the engine.
        let (pkcs8, spki) = match engine_name {
            Some((algorithm, name)) => engine.generate(algorithm, name),
            None => {
                let key = SigningKey::generate(set, &mut getrandom::SysRng).unwrap();
                let spki = key.verifying_key().to_public_key_der().unwrap().into_vec();
                (key.to_pkcs8_der().unwrap().as_bytes().to_vec(), spki)
            }
        };
        let private = SigningKey::from_pkcs8_der(&pkcs8).unwrap();
        let public = VerifyingKey::from_public_key_der(&spki).unwrap();
        assert_eq!(private.verifying_key(), &public);
        assert_eq!(public.parameter_set(), set);

        let digest = random(length);
        let theirs = engine.sign(&pkcs8, &digest).unwrap();
        let theirs = Signature::from_bytes(&theirs).unwrap();
        public.verify_prehash(&digest, &theirs).unwrap();

        let own = private.sign_prehash(&digest).unwrap();
        assert_eq!(engine.verify(&spki, &digest, own.as_bytes()), Some(true));

        // This crate's encodings of the same key.
        let spki = private.verifying_key().to_public_key_der().unwrap();
        let pkcs8 = private.to_pkcs8_der().unwrap();
        assert_eq!(
            engine.verify(spki.as_bytes(), &digest, own.as_bytes()),
            Some(true)
        );
        let again = engine.sign(pkcs8.as_bytes(), &digest).unwrap();
        public
            .verify_prehash(&digest, &Signature::from_bytes(&again).unwrap())
            .unwrap();

        // Both refuse a changed digest and a changed signature.
        let mut changed = digest.clone();
        changed[length / 2] ^= 1;
        assert_eq!(
            public.verify_prehash(&changed, &theirs),
            Err(Error::SignatureMismatch)
        );
        assert_eq!(
            engine.verify(spki.as_bytes(), &changed, own.as_bytes()),
            Some(false)
        );
        let mut bent = theirs.as_bytes().to_vec();
        bent[length - 1] ^= 1;
        assert!(
            public
                .verify_prehash(&digest, &Signature::from_bytes(&bent).unwrap())
                .is_err()
        );
    }
    println!("{set:?}: {} keys in both directions", keys());
}

macro_rules! sets {
    ($($test:ident: $set:ident $algorithm:literal $name:literal;)*) => {$(
        #[test]
        fn $test() {
            both_directions(ParameterSet::$set, Some(($algorithm, $name)));
        }
    )*};
}

sets! {
    test_256: Test256 "gost2012_256" "0";
    crypto_pro_a: CryptoProA "gost2012_256" "A";
    crypto_pro_b: CryptoProB "gost2012_256" "B";
    crypto_pro_c: CryptoProC "gost2012_256" "C";
    crypto_pro_exchange_a: CryptoProXchA "gost2012_256" "XA";
    crypto_pro_exchange_b: CryptoProXchB "gost2012_256" "XB";
    tc26_256_a: Tc26_256A "gost2012_256" "TCA";
    tc26_256_b: Tc26_256B "gost2012_256" "TCB";
    tc26_256_c: Tc26_256C "gost2012_256" "TCC";
    tc26_256_d: Tc26_256D "gost2012_256" "TCD";
    tc26_512_a: Tc26_512A "gost2012_512" "A";
    tc26_512_b: Tc26_512B "gost2012_512" "B";
    tc26_512_c: Tc26_512C "gost2012_512" "C";
}

/// The engine reads and uses this set, but has no name to make a key by.
#[test]
fn tc26_512_test() {
    both_directions(ParameterSet::Tc26_512Test, None);
}

/// Keys of 2001 verify what the engine signed, and do not sign here.
#[test]
fn keys_of_2001_verify_only() {
    let Some(mut engine) = Engine::start() else {
        return;
    };
    for name in ["0", "A", "B", "C", "XA", "XB"] {
        for _ in 0..keys().div_ceil(6) {
            let (pkcs8, spki) = engine.generate("gost2001", name);
            let public = VerifyingKey::from_public_key_der(&spki).unwrap();
            assert_eq!(public.algorithm(), Algorithm::Gost2001);
            let digest = public.digest(&random(100));
            let signature = engine.sign(&pkcs8, digest.as_ref()).unwrap();
            let signature = Signature::from_bytes(&signature).unwrap();
            public.verify_prehash(digest.as_ref(), &signature).unwrap();
            assert_eq!(
                SigningKey::from_pkcs8_der(&pkcs8).unwrap_err(),
                Error::VerificationOnly
            );
        }
    }
}

/// RFC 9548 §5: factors instead of the number. The engine multiplies them too.
#[test]
fn masked_keys_are_the_product_of_their_factors() {
    let Some(mut engine) = Engine::start() else {
        return;
    };
    for set in [ParameterSet::CryptoProA, ParameterSet::Tc26_512C] {
        let length = set.strength().octets();
        let factor = || {
            SigningKey::generate(set, &mut getrandom::SysRng)
                .unwrap()
                .to_bytes()
        };
        for count in [2, 3] {
            let factors: Vec<u8> = (0..count).flat_map(|_| factor().to_vec()).collect();
            let key = SigningKey::from_masked_bytes(set, &factors).unwrap();
            // The PKCS#8 of the first factor with all of them in its place.
            let first = SigningKey::from_bytes(set, &factors[..length]).unwrap();
            let plain = first.to_pkcs8_der().unwrap();
            let masked = with_longer_key(plain.as_bytes(), &factors);
            assert_eq!(
                SigningKey::from_pkcs8_der(&masked).unwrap().verifying_key(),
                key.verifying_key()
            );
            let digest = random(length);
            let signature = engine.sign(&masked, &digest).unwrap();
            let signature = Signature::from_bytes(&signature).unwrap();
            key.verifying_key()
                .verify_prehash(&digest, &signature)
                .unwrap();
        }
    }
}

fn with_longer_key(pkcs8: &[u8], octets: &[u8]) -> Vec<u8> {
    use der::asn1::OctetStringRef;
    use der::{Decode, Encode};
    let mut info = pkcs8::PrivateKeyInfoRef::from_der(pkcs8).unwrap();
    info.private_key = OctetStringRef::new(octets).unwrap();
    info.to_der().unwrap()
}
