//! Revocation by lists (rcgen makes them) and by OCSP (openssl answers), each rule with data made to break it.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::path::Path;

use chrono::{DateTime, Datelike as _, Days, FixedOffset, Utc};
use common::{run, said};
use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams,
    CrlIssuingDistributionPoint, CrlScope, CustomExtension, DnType, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyIdMethod, KeyPair, KeyUsagePurpose, RevocationReason, RevokedCertParams,
    SerialNumber, date_time_ymd,
};
use signature::testing::pem;
use signature::{
    Certificate, Revocation, SignatureReport, SoftwareKey, Trust, Verdict, sign_detached,
    verify_detached,
};

/// openssl answers by the machine's clock.
fn now() -> DateTime<FixedOffset> {
    Utc::now().fixed_offset()
}

const SERIAL: u8 = 0x42;

fn params(name: &str, is_ca: IsCa, usages: &[KeyUsagePurpose]) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = is_ca;
    params.key_usages = usages.to_vec();
    params.not_before = date_time_ymd(2020, 1, 1);
    params.not_after = date_time_ymd(2045, 1, 1);
    params
}

fn root_params(usages: &[KeyUsagePurpose]) -> CertificateParams {
    params("Root", IsCa::Ca(BasicConstraints::Unconstrained), usages)
}

const BOTH: [KeyUsagePurpose; 2] = [KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];

/// A root, a signer below it, a signature.
struct Scene {
    root: Vec<u8>,
    root_key: String,
    issuer: Issuer<'static, KeyPair>,
    signer: Vec<u8>,
    signature: Vec<u8>,
}

fn scene(root: CertificateParams) -> Scene {
    let key = KeyPair::generate().unwrap();
    let root_key = key.serialize_pem();
    let root_certificate = root.self_signed(&key).unwrap().der().to_vec();
    let issuer = Issuer::new(root, key);
    let mut own = params(
        "Signer",
        IsCa::ExplicitNoCa,
        &[KeyUsagePurpose::DigitalSignature],
    );
    own.serial_number = Some(SerialNumber::from_slice(&[SERIAL]));
    let signer_key = KeyPair::generate().unwrap();
    let signer = own.signed_by(&signer_key, &issuer).unwrap().der().to_vec();
    let certificate = Certificate::from_der(&signer).unwrap();
    let key =
        SoftwareKey::from_pkcs8(&signer_key.serialize_der(), certificate, Vec::new()).unwrap();
    let signature = sign_detached(b"bytes", &key, now()).unwrap();
    Scene {
        root: root_certificate,
        root_key,
        issuer,
        signer,
        signature,
    }
}

impl Scene {
    fn check(&self, data: &[Vec<u8>]) -> SignatureReport {
        self.check_at(data, now())
    }

    fn check_at(&self, data: &[Vec<u8>], at: DateTime<FixedOffset>) -> SignatureReport {
        let mut trust = Trust::new();
        trust.add(&self.root).unwrap();
        for one in data {
            trust.add_revocation(one).unwrap();
        }
        let report = verify_detached(b"bytes", &self.signature, &trust, at);
        report.signatures.into_iter().next().unwrap()
    }
}

/// Days around today at which a list begins and ends; who is on it.
struct List {
    from: i64,
    to: i64,
    revoked: Option<(i64, RevocationReason)>,
    scope: Option<CrlScope>,
}

impl Default for List {
    fn default() -> Self {
        Self {
            from: -1,
            to: 7,
            revoked: None,
            scope: None,
        }
    }
}

macro_rules! day {
    ($days:expr) => {{
        let date = now().date_naive();
        let days: i64 = $days;
        let date = if days < 0 {
            date - Days::new(days.unsigned_abs())
        } else {
            date + Days::new(days.unsigned_abs())
        };
        date_time_ymd(date.year(), date.month() as u8, date.day() as u8)
    }};
}

fn list(list: List, issuer: &Issuer<'_, KeyPair>) -> Vec<u8> {
    let params = CertificateRevocationListParams {
        this_update: day!(list.from),
        next_update: day!(list.to),
        crl_number: SerialNumber::from(7u64),
        issuing_distribution_point: list.scope.map(|scope| CrlIssuingDistributionPoint {
            distribution_point: rcgen::CrlDistributionPoint {
                uris: vec!["http://crl.example/part.crl".into()],
            },
            scope: Some(scope),
        }),
        revoked_certs: list
            .revoked
            .map(|(days, reason)| RevokedCertParams {
                serial_number: SerialNumber::from_slice(&[SERIAL]),
                revocation_time: day!(days),
                reason_code: Some(reason),
                invalidity_date: None,
            })
            .into_iter()
            .collect(),
        key_identifier_method: KeyIdMethod::Sha256,
    };
    params.signed_by(issuer).unwrap().der().to_vec()
}

fn source(report: &SignatureReport) -> String {
    report.path[0].revocation_source.clone().unwrap()
}

#[test]
fn a_fresh_list_of_the_issuer_says_good() {
    let scene = scene(root_params(&BOTH));
    assert_eq!(scene.check(&[]).verdict, Verdict::Indeterminate);
    let report = scene.check(&[list(List::default(), &scene.issuer)]);
    assert_eq!(
        (report.revocation, report.verdict),
        (Revocation::Good, Verdict::Valid),
        "{}",
        report.reason
    );
    let text = pem(&list(List::default(), &scene.issuer)).replace("CERTIFICATE", "X509 CRL");
    assert_eq!(scene.check(&[text.into_bytes()]).verdict, Verdict::Valid);
}

#[test]
fn a_revoked_certificate_is_revoked_for_ever_and_a_held_one_until_the_hold_ends() {
    let scene = scene(root_params(&BOTH));
    let entry = |from, to, reason| {
        let revoked = Some((-5, reason));
        list(
            List {
                from,
                to,
                revoked,
                ..List::default()
            },
            &scene.issuer,
        )
    };
    let report = scene.check(&[entry(-1, 7, RevocationReason::KeyCompromise)]);
    assert_eq!(
        (report.revocation, report.verdict),
        (Revocation::Revoked, Verdict::Invalid)
    );
    assert!(source(&report).contains("отозван"), "{}", source(&report));
    // The list is out of date, the revocation is not; a younger list without it changes nothing.
    let old = entry(-4, -2, RevocationReason::CessationOfOperation);
    let young = list(List::default(), &scene.issuer);
    assert_eq!(
        scene.check(&[old, young.clone()]).revocation,
        Revocation::Revoked
    );
    let held = entry(-4, 7, RevocationReason::CertificateHold);
    assert_eq!(
        scene.check(std::slice::from_ref(&held)).revocation,
        Revocation::Revoked
    );
    assert_eq!(scene.check(&[held, young]).revocation, Revocation::Good);
}

#[test]
fn a_list_that_does_not_answer_leaves_the_question_open() {
    let unknown = |scene: &Scene, data: Vec<u8>, because: &str| {
        let report = scene.check(&[data]);
        assert_eq!(
            (report.revocation, report.verdict),
            (Revocation::Unknown, Verdict::Indeterminate),
            "{because}"
        );
        assert!(source(&report).contains(because), "{}", source(&report));
    };
    let right = scene(root_params(&BOTH));
    let stale = List {
        from: -9,
        to: -2,
        ..List::default()
    };
    unknown(&right, list(stale, &right.issuer), "устарел");
    let future = List {
        from: 2,
        to: 9,
        ..List::default()
    };
    unknown(
        &right,
        list(future, &right.issuer),
        "позже времени проверки",
    );
    let authorities = List {
        scope: Some(CrlScope::CaCertsOnly),
        ..List::default()
    };
    unknown(&right, list(authorities, &right.issuer), "нет ни списка");
    // A part of a divided list that the certificate does not point to.
    let part = List {
        scope: Some(CrlScope::UserCertsOnly),
        ..List::default()
    };
    unknown(&right, list(part, &right.issuer), "нет ни списка");
    // Same name, another key.
    let namesake = scene(root_params(&BOTH));
    unknown(
        &right,
        list(List::default(), &namesake.issuer),
        "не издателем",
    );
    // The key may not sign lists.
    let no_lists = scene(root_params(&[KeyUsagePurpose::KeyCertSign]));
    let signs_anyway = Issuer::new(
        root_params(&BOTH),
        KeyPair::from_pem(&no_lists.root_key).unwrap(),
    );
    unknown(
        &no_lists,
        list(List::default(), &signs_anyway),
        "не издателем",
    );
}

/// openssl makes the lists that rcgen does not: a delta list, an indirect one, one with a strange critical extension.
#[test]
fn lists_of_other_kinds_are_refused() {
    let scene = scene(root_params(&BOTH));
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    scene.write(at);
    for (name, extension) in [
        ("delta", "2.5.29.27=critical,DER:020101"),
        (
            "indirect",
            "issuingDistributionPoint=critical,@idp\n[idp]\nindirectCRL=TRUE",
        ),
        ("strange", "1.2.3.4.5=critical,DER:0500"),
    ] {
        let configuration = format!(
            "[ca]\ndefault_ca=own\n[own]\ndatabase=index.txt\ndefault_md=sha256\ncrl_extensions=ext\n[ext]\n{extension}\n"
        );
        std::fs::write(at.join("ca.cnf"), configuration).unwrap();
        let arguments = [
            "ca", "-config", "ca.cnf", "-gencrl", "-crldays", "7", "-keyfile", "root.key", "-cert",
            "root.pem", "-out", "list.pem",
        ];
        let Some(output) = run("openssl", &arguments, at) else {
            return;
        };
        assert!(output.status.success(), "{}", said(&output));
        let made = std::fs::read(at.join("list.pem")).unwrap();
        assert!(Trust::new().add_revocation(&made).is_err(), "{name}");
    }
    assert!(Trust::new().add_revocation(b"hello").is_err());
    assert!(Trust::new().add_revocation(&scene.root).is_err());
}

impl Scene {
    /// For openssl: root with its key, signer, an index that knows the signer.
    fn write(&self, folder: &Path) {
        let write = |name: &str, content: &str| std::fs::write(folder.join(name), content).unwrap();
        write("root.pem", &pem(&self.root));
        write("root.key", &self.root_key);
        write("signer.pem", &pem(&self.signer));
        write("index.txt", "");
    }

    /// What `openssl ocsp` answers, signed by `responder` (PEM of its certificate and key).
    fn respond(&self, folder: &Path, index: &str, responder: (&str, &str)) -> Option<Vec<u8>> {
        self.write(folder);
        std::fs::write(folder.join("index.txt"), index).unwrap();
        std::fs::write(folder.join("responder.pem"), responder.0).unwrap();
        std::fs::write(folder.join("responder.key"), responder.1).unwrap();
        let ask = [
            "ocsp",
            "-issuer",
            "root.pem",
            "-cert",
            "signer.pem",
            "-no_nonce",
            "-reqout",
            "request.der",
        ];
        let answer = [
            "ocsp",
            "-index",
            "index.txt",
            "-CA",
            "root.pem",
            "-rsigner",
            "responder.pem",
            "-rkey",
            "responder.key",
            "-reqin",
            "request.der",
            "-respout",
            "response.der",
            "-ndays",
            "7",
        ];
        for arguments in [&ask[..], &answer] {
            let output = run("openssl", arguments, folder)?;
            assert!(output.status.success(), "{}", said(&output));
        }
        Some(std::fs::read(folder.join("response.der")).unwrap())
    }

    /// A certificate for a responder below the root.
    fn responder(
        &self,
        name: &str,
        usage: Option<ExtendedKeyUsagePurpose>,
        no_check: bool,
    ) -> (String, String) {
        let mut own = params(
            name,
            IsCa::ExplicitNoCa,
            &[KeyUsagePurpose::DigitalSignature],
        );
        own.extended_key_usages = usage.into_iter().collect();
        if no_check {
            own.custom_extensions = vec![CustomExtension::from_oid_content(
                &[1, 3, 6, 1, 5, 5, 7, 48, 1, 5],
                vec![0x05, 0x00],
            )];
        }
        let key = KeyPair::generate().unwrap();
        let made = own.signed_by(&key, &self.issuer).unwrap();
        (pem(made.der()), key.serialize_pem())
    }
}

const VALID: &str = "V\t440101000000Z\t\t42\tunknown\t/CN=Signer\n";
const REVOKED: &str = "R\t440101000000Z\t240101000000Z,keyCompromise\t42\tunknown\t/CN=Signer\n";

#[test]
fn an_ocsp_answer_counts_when_its_responder_is_authorised() {
    let scene = scene(root_params(&BOTH));
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let own = (pem(&scene.root), scene.root_key.clone());
    let answer = |index: &str, (certificate, key): &(String, String)| {
        scene.respond(at, index, (certificate, key))
    };
    let Some(good) = answer(VALID, &own) else {
        return;
    };
    assert_eq!(
        scene.check(std::slice::from_ref(&good)).verdict,
        Verdict::Valid
    );
    let later = now() + Days::new(30);
    let report = scene.check_at(&[good], later);
    assert_eq!(report.revocation, Revocation::Unknown);
    assert!(source(&report).contains("устарел"), "{}", source(&report));
    let revoked = answer(REVOKED, &own).unwrap();
    assert_eq!(scene.check(&[revoked]).verdict, Verdict::Invalid);
    let unknown = answer("", &own).unwrap();
    let report = scene.check(&[unknown]);
    assert!(source(&report).contains("не знает"), "{}", source(&report));

    let delegate = scene.responder(
        "Responder",
        Some(ExtendedKeyUsagePurpose::OcspSigning),
        true,
    );
    let by_delegate = answer(VALID, &delegate).unwrap();
    let report = scene.check(&[by_delegate]);
    assert_eq!(report.verdict, Verdict::Valid, "{}", source(&report));

    let unauthorised = scene.responder("Responder", None, true);
    let report = scene.check(&[answer(VALID, &unauthorised).unwrap()]);
    assert_eq!(report.revocation, Revocation::Unknown);
    assert!(
        source(&report).contains("уполномочил"),
        "{}",
        source(&report)
    );

    // Without id-pkix-ocsp-nocheck somebody must answer for the responder itself.
    let unchecked = scene.responder(
        "Responder",
        Some(ExtendedKeyUsagePurpose::OcspSigning),
        false,
    );
    let by_unchecked = answer(VALID, &unchecked).unwrap();
    let report = scene.check(std::slice::from_ref(&by_unchecked));
    assert_eq!(report.revocation, Revocation::Unknown);
    assert!(
        source(&report).contains("не отозван ли"),
        "{}",
        source(&report)
    );

    // Another authority of the same name.
    let stranger = self::scene(root_params(&BOTH));
    let foreign = stranger
        .respond(at, VALID, (&pem(&stranger.root), &stranger.root_key))
        .unwrap();
    assert_eq!(scene.check(&[foreign]).revocation, Revocation::Unknown);
}
