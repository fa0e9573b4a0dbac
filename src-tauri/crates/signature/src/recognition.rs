//! Is the certificate qualified (приказ ФСБ № 795 by its fields, the imported list by its issuer), and the four
//! conditions of recognition of a qualified signature (63-ФЗ ст. 11) as lines. A preliminary check by a program that is
//! not a certified tool: no line ever says that a signature is confirmed as qualified.

use chrono::{DateTime, FixedOffset};

use crate::accredited_list::Held;
use crate::certificate::Certificate;
use crate::chain::Route;
use crate::report::{
    Accreditation, ChainStatus, Holds, Integrity, Qualified, RecognitionLine, Revocation,
    SignatureReport, TimeSource,
};
use crate::trust::Trust;

/// The answer about the certificate, with the centre that issued it where the list knows it.
pub(crate) fn qualified(
    certificate: &Certificate,
    route: Option<&Route>,
    trust: &Trust,
    now: DateTime<FixedOffset>,
) -> (Qualified, Option<Accreditation>) {
    if !certificate.claims_to_be_qualified() {
        return (Qualified::No, None);
    }
    let Some(list) = trust.list() else {
        return (Qualified::Unknown, None);
    };
    let mut accreditation = Accreditation {
        centre: None,
        register_number: None,
        on_issue: Holds::Unknown,
        text: String::new(),
        list_version: list.version().to_owned(),
        list_date: list.date().format("%Y-%m-%d").to_string(),
        list_age_days: list.age_in_days(now),
    };
    let issued = certificate.not_before().with_timezone(now.offset());
    let day = |time: DateTime<FixedOffset>| time.format("%d.%m.%Y");
    let centre = route
        .and_then(|route| route.certificates.get(1))
        .and_then(|issuer| list.centre_of(issuer));
    let Some(centre) = centre else {
        accreditation.text = "Издателя сертификата нет в загруженном перечне аккредитованных удостоверяющих центров, или подпись издателя не проверена.".into();
        return (Qualified::Unknown, Some(accreditation));
    };
    accreditation.centre = Some(centre.name.clone());
    accreditation
        .register_number
        .clone_from(&centre.register_number);
    let (answer, text) = match centre.held(issued) {
        _ if list.date() < issued => (
            Qualified::Unknown,
            format!(
                "Перечень от {} составлен раньше, чем выдан сертификат ({}): загрузите новый.",
                day(list.date()),
                day(issued)
            ),
        ),
        Held::Yes(since) => (
            Qualified::Yes,
            format!(
                "Аккредитация действовала в день выдачи сертификата, {} (статус «Действует» с {}).",
                day(issued),
                day(since)
            ),
        ),
        Held::No(word, since) => (
            Qualified::No,
            format!(
                "В день выдачи сертификата, {}, аккредитация не действовала (статус «{word}» с {}).",
                day(issued),
                day(since)
            ),
        ),
        Held::Unknown => (
            Qualified::Unknown,
            format!(
                "История аккредитации в перечне начинается позже дня выдачи сертификата, {}.",
                day(issued)
            ),
        ),
    };
    accreditation.text = text;
    accreditation.on_issue = match answer {
        Qualified::Yes => Holds::Yes,
        Qualified::No => Holds::No,
        Qualified::Unknown => Holds::Unknown,
    };
    (answer, Some(accreditation))
}

/// The four conditions, in the order of the article.
pub(crate) fn lines(report: &SignatureReport) -> Vec<RecognitionLine> {
    vec![
        issuer_line(report),
        validity_line(report),
        integrity_line(report),
        RecognitionLine::new(
            "limits",
            "Подпись использована в пределах, указанных в сертификате",
            Holds::Unknown,
            "Программа этого не проверяет: прочитайте ограничения в сертификате, если они в нём есть.",
        ),
    ]
}

fn issuer_line(report: &SignatureReport) -> RecognitionLine {
    let text = match (&report.accreditation, report.qualified_certificate) {
        (Some(accreditation), _) => {
            let centre = accreditation.centre.as_deref();
            let centre = centre.map(|name| format!("{name}. ")).unwrap_or_default();
            format!(
                "{centre}{} Перечень № {} от {} загружен пользователем, ему {} дн.; подпись самого перечня не проверялась.",
                accreditation.text,
                accreditation.list_version,
                accreditation.list_date,
                accreditation.list_age_days
            )
        }
        (None, Qualified::No) => {
            "В сертификате нет полей квалифицированного: класса средств подписи и сведений о средствах владельца и издателя.".into()
        }
        (None, _) => {
            "Поля квалифицированного сертификата есть; перечень аккредитованных удостоверяющих центров не загружен.".into()
        }
    };
    RecognitionLine::new(
        "accredited_issuer",
        "Сертификат выдан удостоверяющим центром, аккредитованным на день выдачи",
        match report.qualified_certificate {
            Qualified::Yes => Holds::Yes,
            Qualified::No => Holds::No,
            Qualified::Unknown => Holds::Unknown,
        },
        &text,
    )
}

fn validity_line(report: &SignatureReport) -> RecognitionLine {
    let (result, answer) = match (report.chain, report.revocation) {
        (_, Revocation::Revoked) => (Holds::No, "Сертификат или сертификат его издателя отозван."),
        (ChainStatus::Trusted, Revocation::Good) => {
            (Holds::Yes, "Срок действия, цепочка и отзыв проверены.")
        }
        (ChainStatus::Trusted, Revocation::Unknown) => (
            Holds::Unknown,
            "Срок действия и цепочка проверены; не отозван ли сертификат, не известно.",
        ),
        (ChainStatus::Untrusted, _) => (
            Holds::Unknown,
            "Цепочка не ведёт к доверенному сертификату или не действовала на это время.",
        ),
        (ChainStatus::Unknown, _) => (Holds::Unknown, "Цепочка не проверена."),
    };
    let source = match report.time_source {
        Some(TimeSource::TimeStamp) => "Время подписания доказано меткой времени",
        Some(TimeSource::DocumentTimeStamp) => "Время доказано меткой времени документа",
        _ => "Достоверных сведений о времени подписания нет, проверено на время проверки",
    };
    RecognitionLine::new(
        "valid_certificate",
        "Сертификат действителен на момент подписания, если он достоверно известен, иначе на день проверки",
        result,
        &format!("{answer} {source}."),
    )
}

fn integrity_line(report: &SignatureReport) -> RecognitionLine {
    let (result, text) = match report.integrity {
        Integrity::Ok => (
            Holds::Yes,
            "Подпись соответствует сертификату, подписанные данные не изменены. Проверено предварительно, программой, которая не является сертифицированным средством.",
        ),
        Integrity::Broken => (
            Holds::No,
            "Подпись не соответствует сертификату или подписанные данные изменены.",
        ),
        Integrity::Unknown => (Holds::Unknown, "Проверить не удалось."),
    };
    RecognitionLine::new(
        "integrity",
        "Подпись принадлежит владельцу сертификата, после подписания изменений нет",
        result,
        text,
    )
}
