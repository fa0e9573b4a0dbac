//! Levels T, LT and LTA as pyHanko makes them, judged now and years later.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::path::Path;

use chrono::{DateTime, Days, FixedOffset, Utc};
use common::{Style, run, said, small_pdf};
use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, CustomExtension, DnType,
    ExtendedKeyUsagePurpose, IsCa, Issuer, KeyIdMethod, KeyPair, KeyUsagePurpose, RsaKeySize,
    SerialNumber, date_time_ymd,
};
use signature::testing::{KeyKind, pem};
use signature::{
    ChainStatus, Integrity, PdfSignatureOptions, Revocation, SignatureReport, TimeSource,
    TimeStamping, Trust, Verdict, Verification, sign_pdf_with_time_stamp, verify_pdf,
};

/// pyHanko signs by the machine's clock.
fn now() -> DateTime<FixedOffset> {
    Utc::now().fixed_offset()
}

fn params(name: &str, is_ca: IsCa, usages: &[KeyUsagePurpose], until: i32) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = is_ca;
    params.key_usages = usages.to_vec();
    params.not_before = date_time_ymd(2020, 1, 1);
    params.not_after = date_time_ymd(until, 1, 1);
    params
}

/// Makes one signature in `in.pdf` at a level. argv: folder, level.
const SIGN: &str = r#"
import sys, os
from pyhanko.sign import signers, fields
from pyhanko.sign.signers import PdfSignatureMetadata
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.keys import load_cert_from_pemder, load_private_key_from_pemder
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore
from asn1crypto import crl
folder, level = sys.argv[1], sys.argv[2]
path = lambda name: os.path.join(folder, name)
cert = lambda name: load_cert_from_pemder(path(name))
key = lambda name: load_private_key_from_pemder(path(name), passphrase=None)
store = SimpleCertificateStore()
store.register(cert('root.pem'))
signer = signers.SimpleSigner(signing_cert=cert('signer.pem'), signing_key=key('signer.key'), cert_registry=store)
stamper = DummyTimeStamper(tsa_cert=cert('tsa.pem'), tsa_key=key('tsa.key'), certs_to_embed=store)
context = ValidationContext(trust_roots=[cert('root.pem')], allow_fetching=False,
    crls=[crl.CertificateList.load(open(path('list.crl'), 'rb').read())], revocation_mode='require')
long_term = level in ('LT', 'LTA')
metadata = PdfSignatureMetadata(field_name='S', subfilter=fields.SigSeedSubFilter.PADES,
    embed_validation_info=long_term, use_pades_lta=level == 'LTA', validation_context=context if long_term else None)
with open(path('in.pdf'), 'rb') as source, open(path('out.pdf'), 'wb') as out:
    signers.sign_pdf(IncrementalPdfFileWriter(source), metadata, signer=signer,
        timestamper=None if level == 'B' else stamper, output=out)
"#;

/// An authority with a signer and a time-stamping service, their list of revoked certificates, and pyHanko at work.
struct Scene {
    folder: tempfile::TempDir,
    root: Vec<u8>,
    list: Vec<u8>,
}

fn scene(stamping: impl FnOnce(&mut CertificateParams)) -> Scene {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, content: &[u8]| {
        std::fs::write(folder.path().join(name), content).unwrap();
    };
    let root_key = KeyPair::generate().unwrap();
    let usages = [KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let root = params(
        "Root",
        IsCa::Ca(BasicConstraints::Unconstrained),
        &usages,
        2060,
    );
    let root_der = root.self_signed(&root_key).unwrap().der().to_vec();
    let issuer = Issuer::new(root, root_key);
    let signs = [
        KeyUsagePurpose::DigitalSignature,
        KeyUsagePurpose::ContentCommitment,
    ];
    let issue = |name: &str, own: CertificateParams| {
        // pyHanko's time-stamping service for tests signs with RSA only.
        let key = KeyPair::generate_rsa_for(&rcgen::PKCS_RSA_SHA256, RsaKeySize::_2048).unwrap();
        let made = own.signed_by(&key, &issuer).unwrap();
        write(&format!("{name}.pem"), pem(made.der()).as_bytes());
        write(&format!("{name}.key"), key.serialize_pem().as_bytes());
    };
    // The signer's certificate ends in 2040, the service's in 2050.
    issue("signer", params("Signer", IsCa::ExplicitNoCa, &signs, 2040));
    let mut service = params("Time", IsCa::ExplicitNoCa, &signs[..1], 2050);
    // extendedKeyUsage { id-kp-timeStamping }, critical: rcgen writes it uncritical.
    let mut usage = CustomExtension::from_oid_content(
        &[2, 5, 29, 37],
        [&[0x30, 0x0a, 0x06, 0x08][..], &[0x2b, 6, 1, 5, 5, 7, 3, 8]].concat(),
    );
    usage.set_criticality(true);
    service.custom_extensions = vec![usage];
    stamping(&mut service);
    issue("tsa", service);
    let day = |text: &str| {
        let parts: Vec<i32> = text.split('-').map(|part| part.parse().unwrap()).collect();
        date_time_ymd(parts[0], parts[1] as u8, parts[2] as u8)
    };
    let list = CertificateRevocationListParams {
        this_update: day(&(now() - Days::new(1)).format("%Y-%m-%d").to_string()),
        next_update: day(&(now() + Days::new(7)).format("%Y-%m-%d").to_string()),
        crl_number: SerialNumber::from(1u64),
        issuing_distribution_point: None,
        revoked_certs: Vec::new(),
        key_identifier_method: KeyIdMethod::Sha256,
    };
    let list = list.signed_by(&issuer).unwrap().der().to_vec();
    write("root.pem", pem(&root_der).as_bytes());
    write("list.crl", &list);
    write("in.pdf", &small_pdf(Style::Table, false));
    Scene {
        folder,
        root: root_der,
        list,
    }
}

impl Scene {
    /// The document at a level; `None` where there is no pyHanko.
    fn signed(&self, level: &str) -> Option<Vec<u8>> {
        let at: &Path = self.folder.path();
        let output = run("python3", &["-c", SIGN, ".", level], at)?;
        assert!(output.status.success(), "{}", said(&output));
        Some(std::fs::read(at.join("out.pdf")).unwrap())
    }

    fn check(&self, pdf: &[u8], list: bool, at: DateTime<FixedOffset>) -> Verification {
        let mut trust = Trust::new();
        trust.add(&self.root).unwrap();
        if list {
            trust.add_revocation(&self.list).unwrap();
        }
        verify_pdf(pdf, &trust, at)
    }
}

fn year(year: i32) -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339(&format!("{year}-06-01T12:00:00+03:00")).unwrap()
}

fn summary(one: &SignatureReport) -> (&str, Verdict, Revocation, Option<TimeSource>) {
    (&one.format, one.verdict, one.revocation, one.time_source)
}

#[test]
fn each_level_of_pades_is_valid_and_named() {
    let scene = scene(|_| ());
    let Some(basic) = scene.signed("B") else {
        return;
    };
    let soon = now() + Days::new(1);
    let report = scene.check(&basic, true, soon);
    let expected = (
        "PAdES-B",
        Verdict::Valid,
        Revocation::Good,
        Some(TimeSource::Now),
    );
    assert_eq!(
        summary(&report.signatures[0]),
        expected,
        "{}",
        report.signatures[0].reason
    );

    let stamped = scene.signed("T").unwrap();
    let report = scene.check(&stamped, true, soon);
    let expected = (
        "PAdES-T",
        Verdict::Valid,
        Revocation::Good,
        Some(TimeSource::TimeStamp),
    );
    assert_eq!(
        summary(&report.signatures[0]),
        expected,
        "{}",
        report.signatures[0].reason
    );
    // Without the list the service is not confirmed, so that the time is not either.
    let report = scene.check(&stamped, false, soon);
    assert_eq!(report.signatures[0].trusted_time, None);
    assert_eq!(report.verdict, Verdict::Indeterminate);

    let long = scene.signed("LT").unwrap();
    let report = scene.check(&long, false, soon);
    let expected = (
        "PAdES-LT",
        Verdict::Valid,
        Revocation::Good,
        Some(TimeSource::TimeStamp),
    );
    assert_eq!(
        summary(&report.signatures[0]),
        expected,
        "{}",
        report.signatures[0].reason
    );

    let archived = scene.signed("LTA").unwrap();
    let report = scene.check(&archived, true, soon);
    let expected = (
        "PAdES-LTA",
        Verdict::Valid,
        Revocation::Good,
        Some(TimeSource::TimeStamp),
    );
    assert_eq!(
        summary(&report.signatures[0]),
        expected,
        "{}",
        report.signatures[0].reason
    );
    assert_eq!(report.signatures.last().unwrap().format, "RFC3161");
    assert_eq!(
        report.verdict,
        Verdict::Valid,
        "{:#?}",
        report.signatures.last().unwrap().reason
    );
}

#[test]
fn a_proven_time_outlives_the_signers_certificate() {
    let scene = scene(|_| ());
    let Some(basic) = scene.signed("B") else {
        return;
    };
    let report = &scene.check(&basic, true, year(2045)).signatures[0];
    assert_eq!(report.chain, ChainStatus::Untrusted);
    assert!(
        report.reason.contains("истёк 01.01.2040"),
        "{}",
        report.reason
    );
    // A stamp whose service can be confirmed in 2045 (here: without regard to revocation) carries the signature.
    let stamped = scene.signed("T").unwrap();
    let mut trust = Trust::new();
    trust.add(&scene.root).unwrap();
    let trust = trust.without_revocation();
    let report = &verify_pdf(&stamped, &trust, year(2045)).signatures[0];
    assert_eq!(report.verdict, Verdict::Valid, "{}", report.reason);
    assert!(report.trusted_time.is_some());
    // In 2055 the service's certificate is over as well.
    let report = &verify_pdf(&stamped, &trust, year(2055)).signatures[0];
    assert_eq!(
        (report.verdict, &report.trusted_time),
        (Verdict::Indeterminate, &None)
    );
}

#[test]
fn a_service_that_may_not_stamp_proves_no_time() {
    let without_usage = |service: &mut CertificateParams| service.custom_extensions.clear();
    let uncritical = |service: &mut CertificateParams| {
        service.custom_extensions.clear();
        service.extended_key_usages = vec![ExtendedKeyUsagePurpose::TimeStamping];
    };
    for scene in [scene(without_usage), scene(uncritical)] {
        let Some(stamped) = scene.signed("T") else {
            return;
        };
        let report = &scene.check(&stamped, true, now()).signatures[0];
        assert_eq!(report.integrity, Integrity::Ok);
        assert_eq!(report.trusted_time, None);
        assert!(!report.time_stamps[0].trusted);
        assert!(
            report.time_stamps[0].reason.contains("только для меток"),
            "{:?}",
            report.time_stamps
        );
    }
}

/// `openssl ts` behind a function: what a service on the network does.
struct OpenSsl<'a>(&'a Path);

impl TimeStamping for OpenSsl<'_> {
    fn reply(&self, request: &[u8]) -> Result<Vec<u8>, String> {
        std::fs::write(self.0.join("query.tsq"), request).unwrap();
        std::fs::write(self.0.join("serial"), "01\n").unwrap();
        std::fs::write(self.0.join("ts.cnf"), TS_CONFIGURATION).unwrap();
        let arguments = [
            "ts",
            "-reply",
            "-config",
            "ts.cnf",
            "-queryfile",
            "query.tsq",
            "-out",
            "reply.tsr",
        ];
        let output = run("openssl", &arguments, self.0).ok_or("no openssl")?;
        assert!(output.status.success(), "{}", said(&output));
        Ok(std::fs::read(self.0.join("reply.tsr")).unwrap())
    }
}

const TS_CONFIGURATION: &str = "[tsa]\ndefault_tsa=own\n[own]\nserial=serial\nsigner_cert=tsa.pem\nsigner_key=tsa.key\n\
certs=root.pem\nsigner_digest=sha256\ndefault_policy=1.2.3.4\ndigests=sha256\ness_cert_id_chain=no\ness_cert_id_alg=sha256\n\
crypto_device=builtin\n";

/// A service that answers with what it was given.
struct Canned(Result<Vec<u8>, String>);

impl TimeStamping for Canned {
    fn reply(&self, _: &[u8]) -> Result<Vec<u8>, String> {
        self.0.clone()
    }
}

#[test]
fn a_stamp_of_openssl_makes_level_t_and_old_answers_are_not_taken() {
    let scene = scene(|_| ());
    let folder = scene.folder.path();
    let made = common::key(KeyKind::P256);
    let key = common::open(&made);
    let options = PdfSignatureOptions::at(common::at());
    let pdf = small_pdf(Style::Stream, true);
    if run("openssl", &["version"], folder).is_none() {
        return;
    }
    let signed = sign_pdf_with_time_stamp(&pdf, &key, &options, &OpenSsl(folder)).unwrap();
    let mut trust = Trust::new();
    trust.add(&scene.root).unwrap();
    trust.add(&made.root).unwrap();
    let report = verify_pdf(&signed, &trust.without_revocation(), now() + Days::new(1));
    let one = &report.signatures[0];
    assert_eq!(
        (one.format.as_str(), one.integrity),
        ("PAdES-T", Integrity::Ok),
        "{}",
        one.reason
    );
    assert!(one.time_stamps[0].trusted, "{:?}", one.time_stamps);

    let old = std::fs::read(folder.join("reply.tsr")).unwrap();
    let refuse =
        |reply| sign_pdf_with_time_stamp(&pdf, &key, &options, &Canned(reply)).unwrap_err();
    for reply in [Ok(old), Ok(b"hello".to_vec()), Err("нет сети".into())] {
        assert_eq!(refuse(reply).code(), "time_stamp_missing");
    }
}
