//! Each rule of path building, with certificates made to break it.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::at;
use rcgen::{
    BasicConstraints, CertificateParams, CustomExtension, DnType, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, date_time_ymd,
};
use signature::{
    Certificate, ChainStatus, SoftwareKey, Trust, Verdict, sign_detached, verify_detached,
};

/// One certificate of a chain before it is made.
struct Link {
    params: CertificateParams,
    key: KeyPair,
}

fn link(name: &str, is_ca: IsCa, usages: Vec<KeyUsagePurpose>) -> Link {
    let mut params = CertificateParams::default();
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = is_ca;
    params.key_usages = usages;
    params.not_before = date_time_ymd(2026, 1, 1);
    params.not_after = date_time_ymd(2027, 1, 1);
    Link {
        params,
        key: KeyPair::generate().unwrap(),
    }
}

fn authority(name: &str, path_length: Option<u8>) -> Link {
    let constraints = path_length.map_or(
        BasicConstraints::Unconstrained,
        BasicConstraints::Constrained,
    );
    link(
        name,
        IsCa::Ca(constraints),
        vec![KeyUsagePurpose::KeyCertSign],
    )
}

/// Root, authorities below it, signer: signs, and verifies with the root trusted.
fn check(links: Vec<Link>) -> (ChainStatus, Verdict, String) {
    let (report, _) = checked(links, None);
    report
}

/// `outsider` replaces the trusted root. Also gives the certificates, root first.
fn checked(
    links: Vec<Link>,
    outsider: Option<Vec<u8>>,
) -> ((ChainStatus, Verdict, String), Vec<Vec<u8>>) {
    let mut made: Vec<Vec<u8>> = Vec::new();
    let mut issuer: Option<Issuer<'_, KeyPair>> = None;
    let mut signer_key = Vec::new();
    for Link { params, key } in links {
        let certificate = match &issuer {
            None => params.self_signed(&key).unwrap(),
            Some(issuer) => params.signed_by(&key, issuer).unwrap(),
        };
        made.push(certificate.der().to_vec());
        signer_key = key.serialize_der();
        issuer = Some(Issuer::new(params, key));
    }
    let read = |der: &Vec<u8>| Certificate::from_der(der).unwrap();
    let own = read(made.last().unwrap());
    let others = made[1..made.len() - 1].iter().map(read).collect();
    let key = SoftwareKey::from_pkcs8(&signer_key, own, others).unwrap();
    let signature = sign_detached(b"bytes", &key, at()).unwrap();
    let mut trust = Trust::new();
    trust
        .add(&outsider.unwrap_or_else(|| made[0].clone()))
        .unwrap();
    let report = verify_detached(b"bytes", &signature, &trust.without_revocation(), at());
    let one = &report.signatures[0];
    ((one.chain, report.verdict, one.reason.clone()), made)
}

fn signer() -> Link {
    link(
        "Signer",
        IsCa::ExplicitNoCa,
        vec![KeyUsagePurpose::DigitalSignature],
    )
}

fn refused(links: Vec<Link>, because: &str) {
    let (chain, verdict, reason) = check(links);
    assert_eq!(
        (chain, verdict),
        (ChainStatus::Untrusted, Verdict::Indeterminate),
        "{reason}"
    );
    assert!(reason.contains(because), "{reason}");
}

#[test]
fn a_right_chain_of_three_is_trusted() {
    let (chain, verdict, reason) = check(vec![
        authority("Root", Some(1)),
        authority("Middle", Some(0)),
        signer(),
    ]);
    assert_eq!(
        (chain, verdict),
        (ChainStatus::Trusted, Verdict::Valid),
        "{reason}"
    );
}

#[test]
fn a_signer_trusted_by_itself_is_trusted() {
    let links = vec![authority("Root", None), signer()];
    let mut trust = Trust::new();
    let mut issuer = None;
    let mut last = (Vec::new(), Vec::new());
    for Link { params, key } in links {
        let certificate = match &issuer {
            None => params.self_signed(&key).unwrap(),
            Some(issuer) => params.signed_by(&key, issuer).unwrap(),
        };
        last = (certificate.der().to_vec(), key.serialize_der());
        issuer = Some(Issuer::new(params, key));
    }
    trust.add(&last.0).unwrap();
    let key = SoftwareKey::from_pkcs8(&last.1, Certificate::from_der(&last.0).unwrap(), Vec::new())
        .unwrap();
    let signature = sign_detached(b"bytes", &key, at()).unwrap();
    assert_eq!(
        verify_detached(b"bytes", &signature, &trust.without_revocation(), at()).signatures[0]
            .chain,
        ChainStatus::Trusted
    );
}

#[test]
fn an_issuer_must_be_an_authority() {
    let usages = vec![
        KeyUsagePurpose::KeyCertSign,
        KeyUsagePurpose::DigitalSignature,
    ];
    refused(
        vec![
            authority("Root", None),
            link("Middle", IsCa::ExplicitNoCa, usages.clone()),
            signer(),
        ],
        "не является удостоверяющим центром",
    );
    refused(
        vec![
            authority("Root", None),
            link("Middle", IsCa::NoCa, usages),
            signer(),
        ],
        "не является удостоверяющим центром",
    );
    let no_cert_sign = link(
        "Middle",
        IsCa::Ca(BasicConstraints::Unconstrained),
        vec![KeyUsagePurpose::CrlSign],
    );
    refused(
        vec![authority("Root", None), no_cert_sign, signer()],
        "не предназначен для выдачи",
    );
}

#[test]
fn the_path_length_is_kept() {
    refused(
        vec![
            authority("Root", Some(0)),
            authority("Middle", None),
            signer(),
        ],
        "длиннее",
    );
    refused(
        vec![
            authority("Root", None),
            authority("Upper", Some(0)),
            authority("Lower", None),
            signer(),
        ],
        "длиннее",
    );
}

#[test]
fn every_certificate_must_be_in_its_term() {
    let mut old = authority("Middle", None);
    old.params.not_after = date_time_ymd(2026, 2, 1);
    refused(
        vec![authority("Root", None), old, signer()],
        "не включает время проверки",
    );
    let mut old = authority("Root", None);
    old.params.not_after = date_time_ymd(2026, 2, 1);
    refused(vec![old, signer()], "не включает время проверки");
}

#[test]
fn an_unknown_critical_extension_is_not_passed_over() {
    let extension = || {
        let mut extension = CustomExtension::from_oid_content(&[1, 2, 3, 4, 5], vec![0x05, 0x00]);
        extension.set_criticality(true);
        extension
    };
    let mut strange = signer();
    strange.params.custom_extensions = vec![extension()];
    refused(vec![authority("Root", None), strange], "1.2.3.4.5");
    let mut strange = authority("Middle", None);
    strange.params.custom_extensions = vec![extension()];
    refused(
        vec![authority("Root", None), strange, signer()],
        "1.2.3.4.5",
    );
}

#[test]
fn name_constraints_are_kept() {
    let named = |name: &str| {
        let mut distinguished = rcgen::DistinguishedName::new();
        distinguished.push(DnType::CommonName, name);
        rcgen::GeneralSubtree::DirectoryName(distinguished)
    };
    let limited = |permitted: &[&str], excluded: &[&str]| {
        let mut limited = authority("Middle", None);
        limited.params.name_constraints = Some(rcgen::NameConstraints {
            permitted_subtrees: permitted.iter().map(|name| named(name)).collect(),
            excluded_subtrees: excluded.iter().map(|name| named(name)).collect(),
        });
        vec![authority("Root", None), limited, signer()]
    };
    let (chain, _, reason) = check(limited(&["Signer"], &["Somebody else"]));
    assert_eq!(chain, ChainStatus::Trusted, "{reason}");
    refused(limited(&["Somebody else"], &[]), "за пределы");
    refused(limited(&[], &["Signer"]), "за пределы");
    // The anchor's own constraints hold as well (RFC 5937).
    let mut root = authority("Root", None);
    root.params.name_constraints = Some(rcgen::NameConstraints {
        permitted_subtrees: Vec::new(),
        excluded_subtrees: vec![named("Signer")],
    });
    refused(vec![root, signer()], "за пределы");
}

#[test]
fn a_root_of_the_same_name_with_another_key_is_another_root() {
    let namesake = authority("Root", None);
    let namesake = namesake
        .params
        .self_signed(&namesake.key)
        .unwrap()
        .der()
        .to_vec();
    let ((chain, verdict, reason), _) =
        checked(vec![authority("Root", None), signer()], Some(namesake));
    assert_eq!(
        (chain, verdict),
        (ChainStatus::Untrusted, Verdict::Indeterminate)
    );
    assert!(reason.contains("неверна"), "{reason}");
}

#[test]
fn a_circle_of_authorities_ends() {
    // Two authorities that certify each other, and no root among them.
    let (a, b) = (authority("A", None), authority("B", None));
    let (a_key, b_key) = (
        KeyPair::from_pem(&a.key.serialize_pem()).unwrap(),
        KeyPair::from_pem(&b.key.serialize_pem()).unwrap(),
    );
    let issuer_a = Issuer::new(a.params.clone(), a.key);
    let issuer_b = Issuer::new(b.params.clone(), b.key);
    let a_by_b = a.params.signed_by(&a_key, &issuer_b).unwrap();
    let b_by_a = b.params.signed_by(&b_key, &issuer_a).unwrap();
    let signer = signer();
    let own = signer.params.signed_by(&signer.key, &issuer_a).unwrap();
    let others = [a_by_b.der(), b_by_a.der()]
        .map(|der| Certificate::from_der(der).unwrap())
        .to_vec();
    let key = SoftwareKey::from_pkcs8(
        &signer.key.serialize_der(),
        Certificate::from_der(own.der()).unwrap(),
        others,
    )
    .unwrap();
    let root = authority("Root", None);
    let mut trust = Trust::new();
    trust
        .add(root.params.self_signed(&root.key).unwrap().der())
        .unwrap();
    let signature = sign_detached(b"bytes", &key, at()).unwrap();
    assert_eq!(
        verify_detached(b"bytes", &signature, &trust, at()).signatures[0].chain,
        ChainStatus::Untrusted
    );
}
