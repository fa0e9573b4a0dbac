//! What can be wrong between fields, whatever the law asks: dates against each other, a reply without an
//! address, a representative without ground. The rules look at the file, not at the types, so that they
//! speak even while something else in it is wrong.

use chrono::NaiveDate;
use serde_json::Value;

use crate::documents;
use crate::problem::Problem;
use crate::values::{Email, Phone};
use crate::walk::{MOST_ELEMENTS, Notes};
use crate::words;

/// Adds what is wrong between fields.
pub(crate) fn cross_check(request: &Value, today: NaiveDate, notes: &mut Notes) {
    let letter = notes.date("/date").unwrap_or(today).min(today);
    dates(today, letter, notes);
    documents::check(request, "/subject", letter, notes);
    documents::check(request, "/representative/person", letter, notes);
    subject(request, letter, notes);
    representative(request, letter, notes);
    phones(request, notes);
    demands(request, notes);
    reply(request, notes);
    enclosures(request, notes);
}

/// The string at this pointer, trimmed, when there is a filled one.
pub(crate) fn text_at<'v>(request: &'v Value, at: &str) -> Option<&'v str> {
    request
        .pointer(at)?
        .as_str()
        .map(str::trim)
        .filter(|text| !text.is_empty())
}

/// The same day so many years later; 29 February falls on 1 March where there is none.
pub(crate) fn years_after(date: NaiveDate, years: u32) -> NaiveDate {
    use chrono::{Datelike, Months};
    let later = date
        .checked_add_months(Months::new(12 * years))
        .unwrap_or(NaiveDate::MAX);
    if later.day() == date.day() {
        later
    } else {
        later.succ_opt().unwrap_or(later)
    }
}

/// A date as people write it.
pub(crate) fn day(date: NaiveDate) -> String {
    date.format("%d.%m.%Y").to_string()
}

fn has(request: &Value, at: &str) -> bool {
    request.pointer(at).is_some_and(|value| !value.is_null())
}

/// The elements of a list; none when there are more than are read.
pub(crate) fn list<'v>(request: &'v Value, at: &str) -> &'v [Value] {
    let elements = request
        .pointer(at)
        .and_then(Value::as_array)
        .map_or(&[][..], Vec::as_slice);
    if elements.len() > MOST_ELEMENTS {
        &[]
    } else {
        elements
    }
}

/// Nothing in a letter lies after today, and nothing it tells of lies after the letter.
fn dates(today: NaiveDate, letter: NaiveDate, notes: &mut Notes) {
    let future: Vec<Problem> = notes
        .dates
        .iter()
        .filter(|(at, _)| !at.ends_with("/valid_until"))
        .filter_map(|(at, date)| {
            if *date > today {
                let what = format!(
                    "{} ещё не наступило (сегодня {}). Исправьте дату.",
                    day(*date),
                    day(today)
                );
                return Some(Problem::error(
                    "date_in_future",
                    at,
                    words::about(at, &what),
                ));
            }
            // Operator's details may be looked up after the letter was dated.
            if *date > letter && at != "/operator/checked_on" {
                let what = format!(
                    "{} позже даты письма ({}). Исправьте одну из двух дат.",
                    day(*date),
                    day(letter)
                );
                return Some(Problem::error(
                    "date_after_letter",
                    at,
                    words::about(at, &what),
                ));
            }
            None
        })
        .collect();
    for problem in future {
        notes.add(problem);
    }
}

/// A child under fourteen acts through a parent or guardian (ГК 28).
fn subject(request: &Value, letter: NaiveDate, notes: &mut Notes) {
    let at = "/subject/birth_date";
    let Some(birth) = notes.date(at) else { return };
    if birth <= letter && letter < years_after(birth, 14) && !has(request, "/representative") {
        let what = "субъекту нет 14 лет. Запрос за него подписывает родитель или опекун: заполните раздел representative.";
        notes.add(
            Problem::warning(
                "child_without_representative",
                "/representative",
                words::about("/representative", what),
            )
            .by_norm("ГК РФ ст. 28 п. 1"),
        );
    }
    if letter >= years_after(birth, 130) {
        let what = format!("{}: больше 130 лет назад. Проверьте год.", day(birth));
        notes.add(Problem::warning(
            "date_implausible",
            at,
            words::about(at, &what),
        ));
    }
}

fn representative(request: &Value, letter: NaiveDate, notes: &mut Notes) {
    if !request
        .pointer("/representative")
        .is_some_and(Value::is_object)
    {
        return;
    }
    let basis = text_at(request, "/representative/basis")
        .unwrap_or_default()
        .to_owned();
    let birth = notes.date("/subject/birth_date");
    if basis == "parent" && birth.is_some_and(|birth| years_after(birth, 18) <= letter) {
        let at = "/representative/basis";
        let what = "субъекту уже есть 18 лет, и родитель больше не представитель. Нужна доверенность \
                    (power_of_attorney) или решение об опеке (guardian).";
        notes.add(
            Problem::error("parent_of_adult", at, words::about(at, what))
                .by_norm("СК РФ ст. 61 п. 2, ст. 64 п. 1"),
        );
    }
    authority(request, &basis, letter, notes);
}

/// The paper of authority: its term (ГК 186 п. 1), its order of dates, its copy among the enclosures.
fn authority(request: &Value, basis: &str, letter: NaiveDate, notes: &mut Notes) {
    if !request
        .pointer("/representative/authority")
        .is_some_and(Value::is_object)
    {
        return;
    }
    let at = "/representative/authority/valid_until";
    let issued = notes.date("/representative/authority/issued_on");
    let until = notes.date(at);
    match (issued, until) {
        (Some(issued), Some(until)) if until < issued => {
            let what = format!(
                "{} раньше даты выдачи ({}). Исправьте одну из двух дат.",
                day(until),
                day(issued)
            );
            notes.error("date_order", at, words::about(at, &what));
        }
        (_, Some(until)) if until < letter => {
            let what = format!(
                "{} прошло до даты письма ({}). Нужен действующий документ.",
                day(until),
                day(letter)
            );
            notes.error("authority_expired", at, words::about(at, &what));
        }
        (Some(issued), None) if basis == "power_of_attorney" && !has(request, at) => {
            let end = years_after(issued, 1);
            if end < letter {
                let what = format!(
                    "в доверенности не назван, а без него она действует год и кончилась {}. Укажите срок или новую доверенность.",
                    day(end)
                );
                notes.add(
                    Problem::error("authority_expired", at, words::about(at, &what))
                        .by_norm("ГК РФ ст. 186 п. 1"),
                );
            }
        }
        _ => {}
    }
    let birth = notes.date("/subject/birth_date");
    if let (Some(issued), Some(birth), "parent" | "guardian") = (issued, birth, basis)
        && issued < birth
    {
        let at = "/representative/authority/issued_on";
        let what = format!(
            "{} раньше рождения субъекта ({}). Исправьте одну из двух дат.",
            day(issued),
            day(birth)
        );
        notes.error("date_before_birth", at, words::about(at, &what));
    }
    if !authority_is_enclosed(request) {
        let at = "/representative/authority/file";
        let what = "копии нет среди приложений. Приложите её: без неё оператор вправе не признать полномочия.";
        notes.add(Problem::warning(
            "authority_not_enclosed",
            at,
            words::about(at, what),
        ));
    }
}

/// The paper counts as enclosed when its file is named, or when an enclosure's title speaks of it: shares the
/// beginning of a word with its title, since Russian words change their ends («Копия свидетельства о рождении»).
fn authority_is_enclosed(request: &Value) -> bool {
    if text_at(request, "/representative/authority/file").is_some() {
        return true;
    }
    let stems = |title: &str| -> Vec<String> {
        title
            .to_lowercase()
            .split(|c: char| !c.is_alphabetic())
            .filter(|word| word.chars().count() >= 5)
            .map(|word| word.chars().take(5).collect())
            .collect()
    };
    let own = stems(text_at(request, "/representative/authority/title").unwrap_or_default());
    list(request, "/enclosures")
        .iter()
        .filter_map(|enclosure| enclosure.get("title")?.as_str())
        .any(|title| stems(title).iter().any(|stem| own.contains(stem)))
}

/// +7 6… and +7 7… are Kazakhstan: right for some, a slip for most.
fn phones(request: &Value, notes: &mut Notes) {
    for at in ["/subject/phone", "/representative/person/phone"] {
        let Some(Ok(phone)) = text_at(request, at).map(Phone::parse) else {
            continue;
        };
        if phone.starts_with("+76") || phone.starts_with("+77") {
            let what = format!("{phone} — номер Казахстана. Проверьте, что это не описка.");
            notes.add(Problem::warning(
                "phone_kazakhstan",
                at,
                words::about(at, &what),
            ));
        }
    }
}

fn demands(request: &Value, notes: &mut Notes) {
    let demands = list(request, "/demands");
    let kind_of = |demand: &Value| {
        demand
            .get("kind")
            .and_then(Value::as_str)
            .map(str::to_owned)
    };
    for (n, demand) in demands.iter().enumerate() {
        let at = format!("/demands/{n}");
        if demands[..n].contains(demand) {
            let what = "дословно повторяет прежнее. Уберите повтор.";
            notes.add(Problem::warning(
                "demand_repeated",
                &at,
                words::about(&at, what),
            ));
        }
        match kind_of(demand).as_deref() {
            Some("access_repeat") => previous(request, &format!("{at}/previous"), notes),
            Some("marketing_stop") => channels(request, &at, notes),
            Some("complaint") => {
                for k in 0..list(demand, "/previous").len() {
                    previous(request, &format!("{at}/previous/{k}"), notes);
                }
                complaint(request, &at, demands.len(), notes);
            }
            _ => {}
        }
    }
}

/// An earlier request: answered after it was sent, and only if it was answered.
fn previous(request: &Value, at: &str, notes: &mut Notes) {
    let answered_at = format!("{at}/answered_on");
    if let (Some(sent), Some(answered)) = (
        notes.date(&format!("{at}/sent_on")),
        notes.date(&answered_at),
    ) && answered < sent
    {
        let what = format!(
            "{} раньше отправки ({}). Исправьте одну из двух дат.",
            day(answered),
            day(sent)
        );
        notes.error(
            "date_order",
            &answered_at,
            words::about(&answered_at, &what),
        );
    }
    let outcome_at = format!("{at}/outcome");
    if has(request, &answered_at) && text_at(request, &outcome_at) == Some("none") {
        let what =
            "ответа не было (none), а дата ответа названа. Исправьте исход или уберите дату.";
        notes.error(
            "outcome_contradiction",
            &outcome_at,
            words::about(&outcome_at, what),
        );
    }
}

/// Advertising comes to an address: of the kind its channel has.
fn channels(request: &Value, demand: &str, notes: &mut Notes) {
    for (n, channel) in list(request, &format!("{demand}/channels"))
        .iter()
        .enumerate()
    {
        let Some(address) = text_at(channel, "/address") else {
            continue;
        };
        let wrong = match text_at(channel, "/type") {
            Some("sms" | "call") => Phone::parse(address)
                .err()
                .map(|fault| words::fault(fault, words::Wanted::Phone, address)),
            Some("email") => Email::parse(address)
                .err()
                .map(|fault| words::fault(fault, words::Wanted::Email, address)),
            _ => None,
        };
        // Control characters and lengths are already noted for the line itself.
        if let Some((code @ ("phone_shape" | "email_shape" | "email_masked"), what)) = wrong {
            let at = format!("{demand}/channels/{n}/address");
            notes.error(code, &at, words::about(&at, &what));
        }
    }
}

fn complaint(request: &Value, demand: &str, demands: usize, notes: &mut Notes) {
    let at = format!("{demand}/authority/name");
    if text_at(request, &at).is_none() {
        let what = "не указано. Назовите орган: по коду не видно, кому идёт письмо.";
        match text_at(request, &format!("{demand}/authority/code")) {
            Some("other") => notes.error("missing_field", &at, words::about(&at, what)),
            Some("court" | "prosecutor") => {
                notes.add(Problem::warning(
                    "authority_unnamed",
                    &at,
                    words::about(&at, what),
                ));
            }
            _ => {}
        }
    }
    if demands > 1 {
        let what =
            "жалоба идёт в орган, а прочие требования — оператору. Разделите их на два письма.";
        notes.add(Problem::warning(
            "complaint_mixed",
            demand,
            words::about(demand, what),
        ));
    }
}

/// The answer needs somewhere to go (contract §1); «same» goes where the letter's own form points.
fn reply(request: &Value, notes: &mut Notes) {
    let to = text_at(request, "/reply/to");
    if to == Some("representative") && !has(request, "/representative") {
        let at = "/reply/to";
        let what = "ответ направлен представителю, а представителя нет. Уберите поле или заполните раздел representative.";
        notes.error("reply_to_nobody", at, words::about(at, what));
        return;
    }
    let places: &[&str] = match to {
        Some("subject") => &["/reply", "/subject"],
        Some("representative") => &["/reply", "/representative/person"],
        _ => &["/reply", "/representative/person", "/subject"],
    };
    let any = |field: &str| {
        places
            .iter()
            .any(|place| has(request, &format!("{place}/{field}")))
    };
    let (email, address) = (any("email"), any("address"));
    let missing = match text_at(request, "/reply/form").unwrap_or("same") {
        "paper" if !address => {
            "для бумажного ответа нет почтового адреса. Укажите его в reply.address или у заявителя."
        }
        "electronic" if !email => {
            "для электронного ответа нет адреса почты. Укажите его в reply.email или у заявителя."
        }
        "same" if !email && !address => {
            "ответу некуда прийти. Укажите почтовый адрес или электронную почту заявителя."
        }
        "same" if !email && text_at(request, "/signing/form") == Some("electronic") => {
            let what = "письмо электронное, а адреса почты для такого же ответа нет. Укажите его или выберите форму paper.";
            notes.add(Problem::warning(
                "reply_without_email",
                "/reply",
                words::about("/reply", what),
            ));
            return;
        }
        _ => return,
    };
    notes.error(
        "reply_without_address",
        "/reply",
        words::about("/reply", missing),
    );
}

/// Files travel under their bare names, so two of one name cannot both go.
fn enclosures(request: &Value, notes: &mut Notes) {
    let name = |enclosure: &Value| -> Option<String> {
        let file = enclosure.get("file")?.as_str()?.trim();
        Some(
            file.rsplit(['/', '\\'])
                .next()
                .unwrap_or(file)
                .to_lowercase(),
        )
    };
    let enclosures = list(request, "/enclosures");
    for (n, enclosure) in enclosures.iter().enumerate() {
        let earlier = &enclosures[..n];
        if let Some(own) = name(enclosure) {
            if earlier
                .iter()
                .any(|other| name(other).as_ref() == Some(&own))
            {
                let at = format!("/enclosures/{n}/file");
                let what = format!(
                    "«{}» уже есть среди приложений. Переименуйте файл или уберите повтор.",
                    words::shown(&own)
                );
                notes.error("enclosure_name_clash", &at, words::about(&at, &what));
            }
        } else if earlier.contains(enclosure) {
            let at = format!("/enclosures/{n}");
            notes.add(Problem::warning(
                "enclosure_repeated",
                &at,
                words::about(&at, "повторяет прежнее. Уберите повтор."),
            ));
        }
    }
}
