//! «Протокол предварительной проверки электронной подписи»: what `verify` found, in words that a lawyer can put into an
//! answer. One text for the screen and for paper.

use chrono::{DateTime, FixedOffset};
use letter::{Block, Item, Letter, bind};
use pdf::Fonts;
use sha2::{Digest as _, Sha256};
use signature::{
    ChainStatus, Covers, Holds, Integrity, LaterChanges, Qualified, Revocation, SignatureReport,
    TimeSource, Verdict, Verification,
};

use crate::failure::Failure;
use crate::report::SignerMatch;

const TITLE: &str = "Протокол предварительной проверки электронной подписи";

/// What was checked, and by whom it was said to be written.
#[derive(Debug, Clone, Copy)]
pub struct Inspected<'a> {
    /// The file's name, without folders.
    pub name: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
    /// What was found.
    pub verification: &'a Verification,
    /// For each signature, whether its holder is the applicant of the request inside.
    pub signers: &'a [SignerMatch],
    /// The moment of the check.
    pub at: DateTime<FixedOffset>,
}

/// The protocol as text blocks; its `Display` is the text for the screen.
#[must_use]
pub fn protocol(inspected: &Inspected<'_>) -> Letter {
    let mut blocks = vec![Block::Heading(TITLE.into())];
    blocks.extend(paragraphs(&opening(inspected)));
    let signers = inspected.signers.iter().copied();
    let signers = signers.chain(std::iter::repeat(SignerMatch::Unknown));
    for (number, (one, signer)) in inspected
        .verification
        .signatures
        .iter()
        .zip(signers)
        .enumerate()
    {
        blocks.extend(about(number + 1, one, signer));
    }
    if !inspected.verification.warnings.is_empty() {
        blocks.push(Block::Part("Предупреждения".into()));
        let messages = inspected.verification.warnings.iter();
        let messages: Vec<String> = messages.map(|warning| warning.message.clone()).collect();
        blocks.extend(paragraphs(&messages));
    }
    blocks.push(Block::Part("Что значит эта проверка".into()));
    blocks.extend(paragraphs(&[
        "Проверка предварительная: программа не является сертифицированным средством электронной подписи, и протокол не подтверждает, что подпись квалифицированная. Подпись проверяют и официально: e-trust.gosuslugi.ru.".into(),
        "Условия признания перечислены по статье 11 Федерального закона от 06.04.2011 № 63-ФЗ; их изложение не сверено с официальным текстом.".into(),
    ]));
    Letter {
        title: TITLE.into(),
        author: concat!("Zapros ", env!("CARGO_PKG_VERSION")).into(),
        language: "ru-RU",
        date: inspected.at.date_naive(),
        blocks,
    }
}

/// The protocol on paper: PDF/A-3a and PDF/UA-1, as the letters.
///
/// # Errors
/// [`Failure::Render`] when a name holds a character that the fonts do not have.
pub fn protocol_pdf(inspected: &Inspected<'_>) -> Result<Vec<u8>, Failure> {
    let options = pdf::Options {
        created: inspected.at,
        files: Vec::new(),
    };
    Ok(pdf::render(
        &protocol(inspected),
        &Fonts::pt_serif()?,
        &options,
    )?)
}

fn opening(inspected: &Inspected<'_>) -> Vec<String> {
    let digest: String = Sha256::digest(inspected.bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let verdict = match (
        inspected.verification.verdict,
        inspected.verification.signatures.len(),
    ) {
        (_, 0) => "подписей в файле нет, подтвердить нечего",
        (Verdict::Valid, 1) => "подпись действительна",
        (Verdict::Valid, _) => "все подписи действительны",
        (Verdict::Invalid, 1) => "подпись недействительна",
        (Verdict::Invalid, _) => "среди подписей есть недействительная",
        (Verdict::Indeterminate, _) => "подтвердить подпись нельзя",
    };
    vec![
        format!(
            "Проверен файл «{}», {} байт. Время проверки: {}. Программа: Zapros {}.",
            inspected.name,
            inspected.bytes.len(),
            clock(inspected.at),
            env!("CARGO_PKG_VERSION")
        ),
        format!("Хэш файла SHA-256: {digest}"),
        format!("Итог предварительной проверки: {verdict}."),
    ]
}

fn about(number: usize, one: &SignatureReport, signer: SignerMatch) -> Vec<Block> {
    let holder = one.signer.as_ref().map_or(
        "подписавший не установлен",
        |signer| signer.common_name.as_str(),
    );
    let kind = if one.format == "RFC3161" {
        "Метка времени"
    } else {
        "Подпись"
    };
    let mut blocks = vec![Block::Part(format!("{number}. {kind}: {holder}"))];
    let verdict = match one.verdict {
        Verdict::Valid => "Действительна.",
        Verdict::Invalid => "Недействительна.",
        Verdict::Indeterminate => "Подтвердить нельзя.",
    };
    let mut lines = vec![format!("{verdict} {}", one.reason)];
    lines.extend(holder_lines(one, signer));
    lines.push(extent(one));
    lines.push(times(one));
    lines.push(chain(one));
    blocks.extend(paragraphs(&lines));
    if !one.recognition.is_empty() {
        blocks.extend(paragraphs(&[
            "Условия признания квалифицированной подписи:".into(),
        ]));
        let items = one
            .recognition
            .iter()
            .enumerate()
            .map(|(index, line)| Item {
                label: format!("{})", index + 1),
                text: bind(&format!(
                    "{} – {}. {}",
                    line.condition,
                    match line.result {
                        Holds::Yes => "да",
                        Holds::No => "нет",
                        Holds::Unknown => "не установлено",
                    },
                    line.text
                )),
            });
        blocks.push(Block::List(items.collect()));
    }
    blocks
}

fn holder_lines(one: &SignatureReport, signer: SignerMatch) -> Vec<String> {
    let Some(holder) = &one.signer else {
        return Vec::new();
    };
    let mut facts = vec![format!("Владелец сертификата: {}", holder.common_name)];
    let person = [&holder.surname, &holder.given_name];
    let person: Vec<&str> = person.into_iter().flatten().map(String::as_str).collect();
    if !person.is_empty() && person.join(" ") != holder.common_name {
        facts.push(person.join(" "));
    }
    for (label, value) in [
        ("организация", &holder.organization),
        ("СНИЛС", &holder.snils),
        ("ИНН", &holder.inn),
        ("ОГРН", &holder.ogrn),
    ] {
        if let Some(value) = value {
            facts.push(format!("{label} {value}"));
        }
    }
    let claims = match one.qualified_certificate {
        Qualified::Yes => "Сертификат по полям и издателю квалифицированный.",
        Qualified::No => "Сертификат неквалифицированный.",
        Qualified::Unknown => "Квалифицированный ли сертификат, не установлено.",
    };
    let mut lines = vec![
        format!("{}.", facts.join(", ")),
        format!(
            "Сертификат {}, срок действия с {} по {}, издатель: {}. {}",
            holder.serial,
            day(&holder.not_before),
            day(&holder.not_after),
            holder.issuer,
            if one.format == "RFC3161" { "" } else { claims }
        )
        .trim_end()
        .to_owned(),
    ];
    match signer {
        SignerMatch::Applicant => {
            lines.push("Владелец сертификата – тот, от чьего имени составлен запрос.".into());
        }
        SignerMatch::Other => {
            lines.push("Владелец сертификата – не тот, от чьего имени составлен запрос.".into())
        }
        SignerMatch::Unknown => {}
    }
    lines
}

fn extent(one: &SignatureReport) -> String {
    let integrity = match one.integrity {
        Integrity::Ok => "подписанные данные не изменены",
        Integrity::Broken => "подписанные данные изменены или подпись чужая",
        Integrity::Unknown => "целость не установлена",
    };
    let covers = match one.covers {
        Covers::Whole => "подписан весь файл",
        Covers::Revision => "подписано более раннее сохранение файла",
        Covers::Unknown => "что подписано, не установлено",
    };
    let later = match one.later_changes {
        LaterChanges::None => "",
        LaterChanges::Allowed => "; после подписания добавлено только разрешённое",
        LaterChanges::Forbidden => "; после подписания файл изменён",
        LaterChanges::Unknown => "; что добавлено позже, не установлено",
    };
    let algorithm = if one.algorithm.is_empty() {
        String::new()
    } else {
        format!(", алгоритм {}", one.algorithm)
    };
    format!(
        "Вид {}{algorithm}: {integrity}; {covers}{later}.",
        one.format
    )
}

fn times(one: &SignatureReport) -> String {
    let claimed = one.signed_at.as_deref().map(moment);
    let claimed = claimed.map(|time| format!("Время, названное подписавшим: {time}. "));
    let source = match one.time_source {
        Some(TimeSource::TimeStamp) => "Время доказано меткой времени подписи",
        Some(TimeSource::DocumentTimeStamp) => "Время доказано меткой времени документа",
        _ => "Время подписания не доказано, сертификат проверен на время проверки",
    };
    let at = one
        .valid_at
        .as_deref()
        .map(moment)
        .unwrap_or_else(|| "–".into());
    let stamps = one
        .time_stamps
        .iter()
        .filter(|stamp| !stamp.trusted)
        .map(|stamp| format!(" Метка времени не подтверждена: {}", stamp.reason));
    let stamps: String = stamps.collect();
    format!("{}{source}: {at}.{stamps}", claimed.unwrap_or_default())
}

fn chain(one: &SignatureReport) -> String {
    let trusted = match one.chain {
        ChainStatus::Trusted => "Цепочка ведёт к сертификату, которому вы доверяете",
        ChainStatus::Untrusted => "Цепочка не ведёт к сертификату, которому вы доверяете",
        ChainStatus::Unknown => "Цепочка не проверена",
    };
    let revocation = match one.revocation {
        Revocation::Good => "отзыва нет",
        Revocation::Revoked => "есть отозванный сертификат",
        Revocation::Unknown => "отзыв не проверен",
    };
    let steps = one.path.iter().map(|step| {
        let name = step
            .subject
            .split(", ")
            .find_map(|part| part.strip_prefix("CN="));
        let name = name.unwrap_or(&step.subject);
        match &step.revocation_source {
            Some(source) => format!("{name} ({source})"),
            None => name.to_owned(),
        }
    });
    let steps: Vec<String> = steps.collect();
    if steps.is_empty() {
        return format!("{trusted}; {revocation}.");
    }
    format!(
        "{trusted}; {revocation}. Цепочка: {}.",
        steps.join(", издатель – ")
    )
}

fn paragraphs(texts: &[String]) -> Vec<Block> {
    let bound = texts.iter().map(|text| Block::Paragraph(bind(text)));
    bound.collect()
}

fn moment(rfc3339: &str) -> String {
    DateTime::parse_from_rfc3339(rfc3339).map_or_else(|_| rfc3339.to_owned(), clock)
}

fn clock(at: DateTime<FixedOffset>) -> String {
    format!(
        "{} (UTC{})",
        at.format("%d.%m.%Y %H:%M:%S"),
        at.format("%:z")
    )
}

fn day(rfc3339: &str) -> String {
    DateTime::parse_from_rfc3339(rfc3339).map_or_else(
        |_| rfc3339.to_owned(),
        |at| at.format("%d.%m.%Y").to_string(),
    )
}
