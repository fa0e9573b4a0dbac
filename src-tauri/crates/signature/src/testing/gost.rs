//! Certificates of ГОСТ: rcgen makes none, so its own get other keys and other signatures.

#![allow(
    clippy::expect_used,
    reason = "made-up certificates: only missing randomness can fail here"
)]

use aws_lc_rs::rand;
use gost::{ParameterSet, SigningKey};
use x509_cert::spki::EncodePublicKey as _;

use super::Made;
use crate::asn1::{NotDer, Reader, element, tag};

/// The same holder and authority with new keys of ГОСТ.
pub(super) fn converted(made: &Made, set: ParameterSet) -> Made {
    let (root, own) = (key(set), key(set));
    let reissued = |der: &[u8], key| reissued(der, key, &root).expect("a certificate just made");
    Made {
        certificate: reissued(&made.certificate, &own),
        root: reissued(&made.root, &root),
        key: pkcs8(&own),
    }
}

fn key(set: ParameterSet) -> SigningKey {
    let mut octets = vec![0; set.strength().octets()];
    rand::fill(&mut octets).expect("randomness");
    // The number is little-endian; with this it lies below the order of every group.
    octets.splice(octets.len() - 1.., [1]);
    SigningKey::from_bytes(set, &octets).expect("a number in range")
}

/// The certificate with another key in it, signed anew. What stands between keeps its bytes.
fn reissued(der: &[u8], key: &SigningKey, issuer: &SigningKey) -> Result<Vec<u8>, NotDer> {
    let mut outer = Reader::new(Reader::new(der).only(tag::SEQUENCE)?.content);
    let mut fields = Reader::new(outer.expect(tag::SEQUENCE)?.content);
    let version = fields.expect(0xa0)?.raw;
    let serial = fields.expect(tag::INTEGER)?.raw;
    fields.algorithm()?;
    let issuer_name = fields.expect(tag::SEQUENCE)?.raw;
    let validity = fields.expect(tag::SEQUENCE)?.raw;
    let subject = fields.expect(tag::SEQUENCE)?.raw;
    fields.expect(tag::SEQUENCE)?;
    let extensions = fields.rest();

    let combined = gost::Algorithm::of_set(issuer.parameter_set()).signature_oid();
    let algorithm = element(tag::SEQUENCE, &element(tag::OID, combined.as_bytes()));
    let signed = element(
        tag::SEQUENCE,
        &[
            version,
            serial,
            &algorithm,
            issuer_name,
            validity,
            subject,
            &spki(key),
            extensions,
        ]
        .concat(),
    );
    let digest = issuer.verifying_key().digest(&signed);
    let signature = issuer.sign_prehash(digest.as_ref()).expect("randomness");
    let bits = element(tag::BIT_STRING, &[&[0], signature.as_bytes()].concat());
    Ok(element(
        tag::SEQUENCE,
        &[&signed[..], &algorithm, &bits].concat(),
    ))
}

fn spki(key: &SigningKey) -> Vec<u8> {
    let document = key.verifying_key().to_public_key_der();
    document.expect("a key in memory").into_vec()
}

/// `PrivateKeyInfo ::= SEQUENCE { version 0, algorithm, privateKey OCTET STRING }`
fn pkcs8(key: &SigningKey) -> Vec<u8> {
    let spki = spki(key);
    let algorithm = Reader::new(&spki)
        .only(tag::SEQUENCE)
        .and_then(|fields| Reader::new(fields.content).next())
        .expect("a key just written");
    let number = element(tag::OCTET_STRING, &key.to_bytes());
    let version = element(tag::INTEGER, &[0]);
    element(
        tag::SEQUENCE,
        &[&version[..], algorithm.raw, &number].concat(),
    )
}
