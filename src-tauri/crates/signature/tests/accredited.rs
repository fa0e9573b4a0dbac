//! A certificate with the fields of a qualified one against lists of accredited centres made for it.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use base64::Engine as _;
use common::at;
use rcgen::{
    BasicConstraints, CertificateParams, CustomExtension, DnType, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, date_time_ymd,
};
use signature::{
    Certificate, ChainStatus, Holds, ListError, Qualified, SignatureReport, SoftwareKey, Trust,
    Verdict, sign_detached, verify_detached,
};

/// certificatePolicies { 1.2.643.100.113.1 }: class КС1.
const CLASS_KC1: [u8; 12] = [
    0x30, 0x0a, 0x30, 0x08, 0x06, 0x06, 0x2a, 0x85, 0x03, 0x64, 0x71, 0x01,
];
/// subjectSignTool and issuerSignTool: text, and four texts.
const TOOL: [u8; 3] = [0x0c, 0x01, b'A'];
const TOOLS: [u8; 14] = [
    0x30, 0x0c, 0x0c, 0x01, b'A', 0x0c, 0x01, b'B', 0x0c, 0x01, b'C', 0x0c, 0x01, b'D',
];

struct Scene {
    centre: Vec<u8>,
    signature: Vec<u8>,
}

/// A centre and its certificate of 1 June 2025, with or without the fields of a qualified one.
fn scene(fields: bool) -> Scene {
    let mut centre = CertificateParams::default();
    centre.distinguished_name = rcgen::DistinguishedName::new();
    centre
        .distinguished_name
        .push(DnType::CommonName, "УЦ «Пример»");
    centre.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    centre.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    (centre.not_before, centre.not_after) = (date_time_ymd(2019, 1, 1), date_time_ymd(2035, 1, 1));
    let key = KeyPair::generate().unwrap();
    let certificate = centre.self_signed(&key).unwrap().der().to_vec();
    let issuer = Issuer::new(centre, key);
    let mut own = CertificateParams::default();
    own.distinguished_name = rcgen::DistinguishedName::new();
    own.distinguished_name
        .push(DnType::CommonName, "Берёзкина Анна Павловна");
    own.is_ca = IsCa::ExplicitNoCa;
    own.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    (own.not_before, own.not_after) = (date_time_ymd(2025, 6, 1), date_time_ymd(2027, 6, 1));
    if fields {
        own.custom_extensions = vec![
            CustomExtension::from_oid_content(&[2, 5, 29, 32], CLASS_KC1.to_vec()),
            CustomExtension::from_oid_content(&[1, 2, 643, 100, 111], TOOL.to_vec()),
            CustomExtension::from_oid_content(&[1, 2, 643, 100, 112], TOOLS.to_vec()),
        ];
    }
    let own_key = KeyPair::generate().unwrap();
    let own = own.signed_by(&own_key, &issuer).unwrap();
    let own = Certificate::from_der(own.der()).unwrap();
    let key = SoftwareKey::from_pkcs8(&own_key.serialize_der(), own, Vec::new()).unwrap();
    Scene {
        centre: certificate,
        signature: sign_detached(b"bytes", &key, at()).unwrap(),
    }
}

impl Scene {
    /// The list in the form Минцифры gives it, with these statuses of the centre.
    fn list(&self, date: &str, statuses: &[(&str, &str)]) -> String {
        let status = |(since, word): &(&str, &str)| {
            format!(
                "<СтатусАккредитации><Статус>{word}</Статус><ДействуетС>{since}</ДействуетС></СтатусАккредитации>"
            )
        };
        let history: String = statuses.iter().map(status).collect();
        let data = base64::engine::general_purpose::STANDARD.encode(&self.centre);
        format!(
            "\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
             <АккредитованныеУдостоверяющиеЦентры xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
             xsi:noNamespaceSchemaLocation=\"scheme.xsd\"><Версия>16326</Версия><Дата>{date}</Дата>\
             <УдостоверяющийЦентр><Название>УЦ «Пример»</Название>\
             <ПрограммноАппаратныеКомплексы><ПрограммноАппаратныйКомплекс><КлючиУполномоченныхЛиц><Ключ>\
             <Сертификаты><ДанныеСертификата><Данные>{data}</Данные></ДанныеСертификата></Сертификаты>\
             </Ключ></КлючиУполномоченныхЛиц></ПрограммноАппаратныйКомплекс></ПрограммноАппаратныеКомплексы>\
             <РеестровыйНомер>777</РеестровыйНомер>{}\
             <ИсторияСтатусовАккредитации>{history}</ИсторияСтатусовАккредитации></УдостоверяющийЦентр>\
             </АккредитованныеУдостоверяющиеЦентры>",
            statuses.last().map(status).unwrap_or_default()
        )
    }

    fn check(&self, list: Option<String>, root: bool) -> SignatureReport {
        let mut trust = Trust::new();
        if let Some(list) = list {
            trust.import_list(list.as_bytes()).unwrap();
        }
        if root {
            trust.add(&self.centre).unwrap();
        }
        let report = verify_detached(b"bytes", &self.signature, &trust.without_revocation(), at());
        report.signatures.into_iter().next().unwrap()
    }
}

const ACTIVE: [(&str, &str); 1] = [("2020-03-01T00:00:00", "Действует")];
const NOVEMBER: &str = "2026-11-12T09:00:00";

#[test]
fn a_centre_accredited_on_the_day_of_issue_makes_the_certificate_qualified() {
    let scene = scene(true);
    let report = scene.check(Some(scene.list(NOVEMBER, &ACTIVE)), false);
    assert_eq!(
        (report.chain, report.qualified_certificate, report.verdict),
        (ChainStatus::Trusted, Qualified::Yes, Verdict::Valid),
        "{}",
        report.reason
    );
    let accreditation = report.accreditation.unwrap();
    assert_eq!(accreditation.centre.as_deref(), Some("УЦ «Пример»"));
    assert_eq!(accreditation.register_number.as_deref(), Some("777"));
    assert_eq!(
        (accreditation.on_issue, accreditation.list_age_days),
        (Holds::Yes, 10)
    );
    let line = &report.recognition[0];
    assert_eq!(
        (line.check.as_str(), line.result, line.checked),
        ("accredited_issuer", Holds::Yes, false)
    );
    assert!(
        line.text.contains("загружен пользователем") && line.text.contains("16326"),
        "{}",
        line.text
    );
    // Accreditation that ended after the day of issue changes nothing.
    let ended_later = [ACTIVE[0], ("2026-01-01T00:00:00", "Прекращена")];
    let report = scene.check(Some(scene.list(NOVEMBER, &ended_later)), false);
    assert_eq!(report.qualified_certificate, Qualified::Yes);
}

#[test]
fn a_centre_not_accredited_on_that_day_is_not_led_to() {
    let scene = scene(true);
    let ended = [ACTIVE[0], ("2025-05-31T00:00:00", "Прекращена")];
    let report = scene.check(Some(scene.list(NOVEMBER, &ended)), false);
    assert_eq!(
        (report.chain, report.verdict),
        (ChainStatus::Untrusted, Verdict::Indeterminate)
    );
    // Trusted for another reason it still makes no qualified certificate.
    let report = scene.check(Some(scene.list(NOVEMBER, &ended)), true);
    assert_eq!(
        (report.chain, report.qualified_certificate),
        (ChainStatus::Trusted, Qualified::No)
    );
    assert!(report.accreditation.unwrap().text.contains("Прекращена"));
}

#[test]
fn what_nobody_proves_is_unknown() {
    let with_fields = scene(true);
    let report = with_fields.check(None, true);
    assert_eq!(report.qualified_certificate, Qualified::Unknown);
    // The list is older than the certificate.
    let old = with_fields.list("2025-01-01T00:00:00", &ACTIVE);
    let report = with_fields.check(Some(old), false);
    assert_eq!(report.qualified_certificate, Qualified::Unknown);
    assert!(
        report
            .accreditation
            .unwrap()
            .text
            .contains("загрузите новый")
    );
    // The history begins after the day of issue.
    let late = with_fields.list(NOVEMBER, &[("2026-01-01T00:00:00", "Действует")]);
    let report = with_fields.check(Some(late), true);
    assert_eq!(report.qualified_certificate, Qualified::Unknown);
    // Another centre's list.
    let stranger = scene(true);
    let report = with_fields.check(Some(stranger.list(NOVEMBER, &ACTIVE)), true);
    assert_eq!(report.qualified_certificate, Qualified::Unknown);

    let plain = scene(false);
    let report = plain.check(Some(plain.list(NOVEMBER, &ACTIVE)), false);
    assert_eq!(
        (report.chain, report.qualified_certificate),
        (ChainStatus::Trusted, Qualified::No)
    );
}

#[test]
fn a_list_that_is_none_is_refused_with_advice() {
    let error = Trust::new().import_list(b"<html></html>").unwrap_err();
    assert_eq!(
        (error.clone(), error.code()),
        (ListError::OtherDocument, "accredited_list_unreadable")
    );
    assert!(error.hint().contains("TSL.xml"));
}
