//! What an attacker or a broken program might hand over: refused with the right word, no panic.

#![allow(clippy::unwrap_used, reason = "tests")]

use der::asn1::{Any, BitString, OctetString, OctetStringRef, UintRef};
use der::{Decode, Encode};
use gost::{Algorithm, Error, ParameterSet, Signature, SigningKey, VerifyingKey, oid};
use pkcs8::{EncodePrivateKey, PrivateKeyInfoRef};
use spki::{AlgorithmIdentifierOwned, EncodePublicKey, SubjectPublicKeyInfoOwned};

/// q of a set, big-endian: what −1 as private key leads to, found without the crate's tables.
fn order(set: ParameterSet) -> Vec<u8> {
    let q = match set {
        ParameterSet::Tc26_256A => {
            "400000000000000000000000000000000FD8CDDFC87B6635C115AF556C360C67"
        }
        ParameterSet::CryptoProA => {
            "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF6C611070995AD10045841B09B761B893"
        }
        ParameterSet::Tc26_512C => {
            "3FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF\
             C98CDBA46506AB004C33A9FF5147502CC8EDA9E7A769A12694623CEF47F023ED"
        }
        _ => unreachable!(),
    };
    (0..q.len())
        .step_by(2)
        .map(|i| u8::from_str_radix(&q[i..i + 2], 16).unwrap())
        .collect()
}

const SETS: [ParameterSet; 3] = [
    ParameterSet::Tc26_256A,
    ParameterSet::CryptoProA,
    ParameterSet::Tc26_512C,
];

fn key(set: ParameterSet) -> SigningKey {
    SigningKey::generate(set, &mut getrandom::SysRng).unwrap()
}

/// number + difference, big-endian
fn plus(number: &[u8], difference: i8) -> Vec<u8> {
    let mut octets = number.to_vec();
    let mut carry = i16::from(difference);
    for octet in octets.iter_mut().rev() {
        carry += i16::from(*octet);
        *octet = carry.rem_euclid(256) as u8;
        carry = carry.div_euclid(256);
    }
    octets
}

fn reversed(octets: &[u8]) -> Vec<u8> {
    octets.iter().rev().copied().collect()
}

/// RFC 7091 §6.2 step 1: 0 < r < q, 0 < s < q.
#[test]
fn signature_numbers_out_of_range_are_refused() {
    for set in SETS {
        let (key, q) = (key(set), order(set));
        let length = set.strength().octets();
        let digest = vec![7; length];
        let good = key.sign_prehash(&digest).unwrap();
        let zero = vec![0; length];
        for bad in [zero, q.clone(), plus(&q, 1), vec![0xff; length]] {
            for value in [[&bad[..], good.r()].concat(), [good.s(), &bad[..]].concat()] {
                let signature = Signature::from_bytes(&value).unwrap();
                let outcome = key.verifying_key().verify_prehash(&digest, &signature);
                assert_eq!(outcome, Err(Error::SignatureRange));
            }
        }
        for legal in [plus(&q, -1), plus(&vec![0; length], 1)] {
            for value in [
                [&legal[..], good.r()].concat(),
                [good.s(), &legal[..]].concat(),
            ] {
                let signature = Signature::from_bytes(&value).unwrap();
                let outcome = key.verifying_key().verify_prehash(&digest, &signature);
                assert_eq!(outcome, Err(Error::SignatureMismatch));
            }
        }
        // r + q and s + q are the same residues, where they fit: not the same signature.
        let same_residue = add(good.s(), &q);
        if let Some(s) = same_residue {
            let signature = Signature::from_bytes(&[&s[..], good.r()].concat()).unwrap();
            let outcome = key.verifying_key().verify_prehash(&digest, &signature);
            assert_eq!(outcome, Err(Error::SignatureRange));
        }
    }
}

fn add(a: &[u8], b: &[u8]) -> Option<Vec<u8>> {
    let mut sum = a.to_vec();
    let mut carry = 0;
    for (octet, other) in sum.iter_mut().zip(b).rev() {
        let wide = u16::from(*octet) + u16::from(*other) + carry;
        *octet = wide as u8;
        carry = wide >> 8;
    }
    (carry == 0).then_some(sum)
}

#[test]
fn lengths_that_do_not_fit_are_refused() {
    let short = key(ParameterSet::CryptoProA);
    let long = key(ParameterSet::Tc26_512A);
    for length in [0, 1, 63, 65, 127, 129, 1000] {
        let outcome = Signature::from_bytes(&vec![1; length]);
        assert_eq!(
            outcome,
            Err(Error::SignatureLength {
                expected: 64,
                found: length
            })
        );
    }
    let signature = short.sign_prehash(&[1; 32]).unwrap();
    for length in [0, 20, 31, 33, 64] {
        let expected = Err(Error::DigestLength {
            expected: 32,
            found: length,
        });
        assert_eq!(
            short
                .verifying_key()
                .verify_prehash(&vec![1; length], &signature),
            expected
        );
        assert_eq!(
            short.sign_prehash(&vec![1; length]),
            Err(Error::DigestLength {
                expected: 32,
                found: length
            })
        );
    }
    assert_eq!(
        long.verifying_key().verify_prehash(&[1; 64], &signature),
        Err(Error::SignatureLength {
            expected: 128,
            found: 64
        })
    );
}

/// A digest that is zero modulo q counts as one (RFC 7091 §6.1 step 2); it must not crash.
#[test]
fn a_digest_of_zero_signs_and_verifies() {
    for set in SETS {
        let key = key(set);
        for digest in [vec![0; set.strength().octets()], reversed(&order(set))] {
            let signature = key.sign_prehash(&digest).unwrap();
            key.verifying_key()
                .verify_prehash(&digest, &signature)
                .unwrap();
            key.sign_prehash_deterministic(&digest).unwrap();
        }
    }
}

#[test]
fn points_off_the_curve_are_refused() {
    for set in ParameterSet::ALL {
        let key = key(set);
        let good = key.verifying_key().as_bytes().to_vec();
        let length = set.strength().octets();
        let mut swapped = good.clone();
        swapped.rotate_left(length);
        let mut bent = good.clone();
        bent[3] ^= 8;
        let zero = vec![0; 2 * length];
        let ones = vec![0xff; 2 * length];
        let no_ordinate = [&good[..length], &zero[..length]].concat();
        let no_abscissa = [&zero[..length], &good[length..]].concat();
        for bad in [swapped, bent, zero, ones, no_ordinate, no_abscissa] {
            assert_eq!(
                VerifyingKey::from_bytes(set, &bad),
                Err(Error::InvalidPublicKey),
                "{set:?}"
            );
        }
        for length in [0, 1, good.len() - 1, good.len() + 1] {
            let bytes = vec![1; length];
            assert_eq!(
                VerifyingKey::from_bytes(set, &bytes),
                Err(Error::InvalidPublicKey)
            );
        }
    }
}

/// Coordinates not below p: another writing of a right point, refused as such.
#[test]
fn coordinates_are_read_in_one_way_only() {
    // CryptoPro-C: the base point has x = 0, so x = p is below 2^256 and means the same residue.
    let p = "9B9F605F5A858107AB1EC85E6B41C8AACF846E86789051D37998F7B9022D759B";
    let p: Vec<u8> = (0..p.len())
        .step_by(2)
        .map(|i| u8::from_str_radix(&p[i..i + 2], 16).unwrap())
        .collect();
    let mut one = vec![0; 32];
    one[0] = 1;
    let base = SigningKey::from_bytes(ParameterSet::CryptoProC, &one).unwrap();
    let (x, y) = base.verifying_key().as_bytes().split_at(32);
    assert_eq!(x, [0; 32]);
    let same = [&reversed(&p)[..], y].concat();
    assert_eq!(
        VerifyingKey::from_bytes(ParameterSet::CryptoProC, &same),
        Err(Error::InvalidPublicKey)
    );
}

/// Cofactor 4: points of small order, and right points with a point of order two added.
#[test]
fn points_outside_the_subgroup_are_refused() {
    for set in [ParameterSet::Tc26_256A, ParameterSet::Tc26_512C] {
        // y = 0: a point of order two is (t − … , 0) on both curves; its x is a root of the cubic.
        // Adding it to (u, v) on the Edwards curve gives (−u, −v), in Weierstrass terms below.
        let key = key(set);
        let moved = gost_test_arithmetic::plus_order_two(set, key.verifying_key().as_bytes());
        assert_eq!(
            VerifyingKey::from_bytes(set, &moved),
            Err(Error::InvalidPublicKey),
            "{set:?}"
        );
    }
}

#[test]
fn private_numbers_out_of_range_are_refused() {
    for set in SETS {
        let q = order(set);
        let length = set.strength().octets();
        for bad in [
            vec![0; length],
            reversed(&q),
            reversed(&plus(&q, 1)),
            vec![0xff; length],
        ] {
            assert_eq!(
                SigningKey::from_bytes(set, &bad).unwrap_err(),
                Error::InvalidPrivateKey
            );
        }
        SigningKey::from_bytes(set, &reversed(&plus(&q, -1))).unwrap();
        for length in [0, 1, length - 1, length + 1] {
            let bytes = vec![1; length];
            assert_eq!(
                SigningKey::from_bytes(set, &bytes).unwrap_err(),
                Error::InvalidPrivateKey
            );
        }
        for length in [0, length - 1, 2 * length + 1, 17 * length] {
            let bytes = vec![1; length];
            let outcome = SigningKey::from_masked_bytes(set, &bytes);
            assert_eq!(outcome.unwrap_err(), Error::InvalidPrivateKey);
        }
        // A mask of zero.
        let bytes = [vec![1; length], vec![0; length]].concat();
        assert_eq!(
            SigningKey::from_masked_bytes(set, &bytes).unwrap_err(),
            Error::InvalidPrivateKey
        );
    }
}

#[derive(der::Sequence)]
struct Parameters {
    set: der::oid::ObjectIdentifier,
    digest: Option<der::oid::ObjectIdentifier>,
}

fn spki(
    key: der::oid::ObjectIdentifier,
    set: der::oid::ObjectIdentifier,
    digest: Option<der::oid::ObjectIdentifier>,
) -> Vec<u8> {
    let own = SigningKey::generate(ParameterSet::CryptoProA, &mut getrandom::SysRng).unwrap();
    let octets = OctetString::new(own.verifying_key().as_bytes())
        .unwrap()
        .to_der()
        .unwrap();
    let parameters = Any::encode_from(&Parameters { set, digest }).unwrap();
    let algorithm = AlgorithmIdentifierOwned {
        oid: key,
        parameters: Some(parameters),
    };
    let subject_public_key = BitString::from_bytes(&octets).unwrap();
    SubjectPublicKeyInfoOwned {
        algorithm,
        subject_public_key,
    }
    .to_der()
    .unwrap()
}

#[test]
fn parameters_that_do_not_belong_together_are_refused() {
    let read = |bytes: &[u8]| VerifyingKey::from_public_key_der(bytes);
    let (short, long) = (oid::GOST_R3410_2012_256, oid::GOST_R3410_2012_512);
    let good = spki(short, oid::CRYPTO_PRO_A, Some(oid::STREEBOG_256));
    assert_eq!(read(&good).unwrap().algorithm(), Algorithm::Gost2012_256);
    // RFC 9215 §4.2 wants the hash here; certificates without it exist, and nothing depends on it.
    assert!(read(&spki(short, oid::CRYPTO_PRO_A, None)).is_ok());

    let wrong_set = Err(Error::WrongParameterSet);
    assert_eq!(read(&spki(long, oid::CRYPTO_PRO_A, None)), wrong_set);
    assert_eq!(read(&spki(short, oid::TC26_512_A, None)), wrong_set);
    assert_eq!(
        read(&spki(oid::GOST_R3410_2001, oid::TC26_256_B, None)),
        wrong_set
    );
    assert_eq!(
        read(&spki(short, oid::STREEBOG_256, None)),
        Err(Error::UnknownParameterSet(oid::STREEBOG_256))
    );
    for digest in [
        oid::STREEBOG_512,
        oid::GOST_R3411_94_CRYPTO_PRO,
        oid::GOST_R3411_94,
    ] {
        let outcome = read(&spki(short, oid::CRYPTO_PRO_A, Some(digest)));
        assert_eq!(outcome, Err(Error::WrongDigestParameters(digest)));
    }
    let foreign = der::oid::ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
    assert_eq!(
        read(&spki(foreign, oid::CRYPTO_PRO_A, None)),
        Err(Error::UnknownAlgorithm(foreign))
    );
    // The same point under a set whose curve it is not on.
    assert_eq!(
        read(&spki(short, oid::CRYPTO_PRO_B, None)),
        Err(Error::InvalidPublicKey)
    );
    // Cut anywhere, or with something after it.
    for at in 0..good.len() {
        assert!(read(&good[..at]).is_err());
    }
    assert!(read(&[&good[..], &[0]].concat()).is_err());
}

#[test]
fn every_writing_of_a_private_key_is_read_and_no_other() {
    for set in SETS {
        let key = key(set);
        let pkcs8 = key.to_pkcs8_der().unwrap();
        let with = |octets: &[u8]| {
            let mut info = PrivateKeyInfoRef::from_der(pkcs8.as_bytes()).unwrap();
            info.private_key = OctetStringRef::new(octets).unwrap();
            SigningKey::from_pkcs8_der(&info.to_der().unwrap())
        };
        let number = key.to_bytes();
        let nested = OctetString::new(&number[..]).unwrap().to_der().unwrap();
        let big_endian = reversed(&number);
        let integer = UintRef::new(&big_endian).unwrap().to_der().unwrap();
        assert_eq!(with(&nested).unwrap().to_bytes(), number);
        assert_eq!(with(&integer).unwrap().to_bytes(), number);

        #[derive(der::Sequence)]
        struct Masked {
            number: OctetString,
            public: OctetString,
        }
        let pair = |public: &[u8]| {
            let number = OctetString::new(&number[..]).unwrap();
            Masked {
                number,
                public: OctetString::new(public).unwrap(),
            }
            .to_der()
            .unwrap()
        };
        assert_eq!(
            with(&pair(key.verifying_key().as_bytes()))
                .unwrap()
                .to_bytes(),
            number
        );
        let other = self::key(set);
        let outcome = with(&pair(other.verifying_key().as_bytes()));
        assert_eq!(outcome.unwrap_err(), Error::KeyMismatch);

        for at in 0..pkcs8.as_bytes().len() {
            assert!(SigningKey::from_pkcs8_der(&pkcs8.as_bytes()[..at]).is_err());
        }
        // A null, a boolean, an integer that is too long.
        for bad in [&[5_u8, 0][..], &[1, 1, 255], &[2, 3, 0, 0, 1]] {
            assert!(with(bad).is_err());
        }
        assert!(with(&UintRef::new(&[1; 65]).unwrap().to_der().unwrap()).is_err());
    }
}

#[test]
fn a_private_key_shows_nothing_of_itself() {
    let key = key(ParameterSet::CryptoProA);
    let shown = format!("{key:?}");
    let secret: String = key
        .to_bytes()
        .iter()
        .map(|octet| format!("{octet:02x}"))
        .collect();
    let reversed: String = key
        .to_bytes()
        .iter()
        .rev()
        .map(|octet| format!("{octet:02x}"))
        .collect();
    assert!(!shown.contains(&secret[..16]) && !shown.contains(&reversed[..16]));
    let spki = key.verifying_key().to_public_key_der().unwrap();
    assert!(VerifyingKey::from_public_key_der(spki.as_bytes()).is_ok());
}

/// Every error has a code and words for a person.
#[test]
fn errors_speak_russian() {
    let error = SigningKey::from_bytes(ParameterSet::CryptoProA, &[0; 32]).unwrap_err();
    assert_eq!(error.code(), "gost.invalid_private_key");
    for text in [error.to_string(), error.hint().to_owned()] {
        assert!(
            text.chars().any(|letter| ('а'..='я').contains(&letter)),
            "{text}"
        );
    }
}

/// Just enough slow arithmetic, independent of the crate's own, to leave the subgroup.
mod gost_test_arithmetic {
    use crypto_bigint::{NonZero, U512, Uint};
    use gost::ParameterSet;

    /// Adds the point (e, 0) of order two: x' = e + (e − t…)… by the chord through both points.
    pub(super) fn plus_order_two(set: ParameterSet, key: &[u8]) -> Vec<u8> {
        let (p, a, d) = match set {
            ParameterSet::Tc26_256A => (
                wide("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFD97"),
                wide("C2173F1513981673AF4892C23035A27CE25E2013BF95AA33B22C656F277E7335"),
                wide("0605F6B7C183FA81578BC39CFAD518132B9DF62897009AF7E522C32D6DC7BFFB"),
            ),
            _ => (
                wide(
                    "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF\
                     FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFDC7",
                ),
                wide(
                    "DC9203E514A721875485A529D2C722FB187BC8980EB866644DE41C68E1430645\
                     46E861C0E2C9EDD92ADE71F46FCF50FF2AD97F951FDA9F2A2EB6546F39689BD3",
                ),
                wide(
                    "9E4F5D8C017D8D9F13A5CF3CDF5BFE4DAB402D54198E31EBDE28A0621050439C\
                     A6B39E0A515C06B304E2CE43E79E369E91A0CFC2BC2A22B4CA302DBB33EE7550",
                ),
            ),
        };
        let n = NonZero::new(p).unwrap();
        let mul = |x: &U512, y: &U512| x.mul_mod(y, &n);
        let sub = |x: &U512, y: &U512| x.sub_mod(y, &n);
        let inverse = |x: &U512| x.invert_odd_mod(&p.to_odd().unwrap()).unwrap();
        // RFC 7836 appendix A.2: v = −1 maps to the point (t, 0) of order two, t = (1 + d)/6.
        let t = mul(&U512::ONE.add_mod(&d, &n), &inverse(&U512::from_u8(6)));
        let half = key.len() / 2;
        let (x, y) = (number(&key[..half]), number(&key[half..]));
        // The chord through (x, y) and (t, 0).
        let slope = mul(&y, &inverse(&sub(&x, &t)));
        let x3 = sub(&sub(&mul(&slope, &slope), &x), &t);
        let y3 = mul(&slope, &sub(&t, &x3));
        // It is on the curve: y² − x³ − ax is the same b for both points.
        let b = |x: &U512, y: &U512| sub(&mul(y, y), &mul(x, &mul(x, x).add_mod(&a, &n)));
        assert_eq!(b(&x, &y), b(&x3, &y3));
        [x3, y3]
            .iter()
            .flat_map(|number| number.to_le_bytes().as_ref()[..half].to_vec())
            .collect()
    }

    fn wide(hexadecimal: &str) -> U512 {
        U512::from_be_hex(&format!("{hexadecimal:0>128}"))
    }

    fn number(little_endian: &[u8]) -> U512 {
        let mut octets = [0; 64];
        octets[..little_endian.len()].copy_from_slice(little_endian);
        Uint::from_le_slice(&octets)
    }
}
