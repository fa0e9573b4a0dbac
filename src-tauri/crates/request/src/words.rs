//! The Russian of the problems: what a field is called, and what is said about a wrong value.

use serde_json::Value;

use crate::values::Fault;

/// `what`, said about the field at this pointer: «ОГРН оператора (/operator/ogrn): …» without the pointer,
/// which stands beside the message anyway.
pub(crate) fn about(at: &str, what: &str) -> String {
    let label = label(at);
    let mut letters = label.chars();
    let capital: String = letters
        .next()
        .map(|c| c.to_uppercase().collect())
        .unwrap_or_default();
    format!("{capital}{}: {what}", letters.as_str())
}

/// A value as typed, fit for a message: not longer than a line, control characters shown as escapes.
pub(crate) fn shown(typed: &str) -> String {
    const MOST: usize = 60;
    let mut out = String::new();
    for (i, c) in typed.chars().enumerate() {
        if i == MOST {
            out.push('…');
            break;
        }
        if c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}') {
            out.push_str(&format!("\\u{:04X}", u32::from(c)));
        } else {
            out.push(c);
        }
    }
    out
}

/// What a JSON value is, in Russian.
pub(crate) const fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true или false",
        Value::Number(_) => "число",
        Value::String(_) => "строка",
        Value::Array(_) => "список",
        Value::Object(_) => "объект",
    }
}

pub(crate) const fn null_hint(value: &Value) -> &'static str {
    match value {
        Value::Null => " Если значения нет, уберите поле целиком.",
        _ => "",
    }
}

/// An unknown field, with the known one it resembles.
pub(crate) fn unknown_field(name: &str, known: &[&str]) -> String {
    let typed = shown(name);
    match nearest(name, known) {
        Some(near) => format!("Неизвестное поле «{typed}». Возможно, имелось в виду «{near}»."),
        None => format!(
            "Неизвестное поле «{typed}». Уберите его; здесь возможны: {}.",
            known.join(", ")
        ),
    }
}

/// An unknown code, with the known one it resembles.
pub(crate) fn unknown_code(typed: &str, codes: &[&str]) -> String {
    let all = codes.join(", ");
    match nearest(typed, codes) {
        Some(near) => format!(
            "значение «{}» неизвестно. Возможно, имелось в виду «{near}»; допустимы: {all}.",
            shown(typed)
        ),
        None => format!("значение «{}» неизвестно; допустимы: {all}.", shown(typed)),
    }
}

fn nearest<'k>(typed: &str, known: &[&'k str]) -> Option<&'k str> {
    if typed.len() > 64 {
        return None;
    }
    known
        .iter()
        .map(|k| {
            (
                strsim::jaro_winkler(&typed.to_lowercase().replace('-', "_"), k),
                *k,
            )
        })
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, k)| k)
}

/// What kind of value was expected: the shape and the help differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    Line,
    Text,
    Email,
    Phone,
    Inn,
    Ogrn,
    PostalCode,
}

/// The code of a fault and the words for it. Numbers of documents are never repeated in messages.
pub(crate) fn fault(fault: Fault, wanted: Wanted, typed: &str) -> (&'static str, String) {
    let shown = shown(typed);
    match fault {
        Fault::Empty => (
            "empty",
            "пусто. Заполните поле или уберите его, если оно необязательно.".to_owned(),
        ),
        Fault::Control('\n' | '\r' | '\u{2028}' | '\u{2029}') => (
            "control_character",
            "здесь перенос строки, а нужна одна строка.".to_owned(),
        ),
        Fault::Control('\t') => (
            "control_character",
            "здесь знак табуляции. Замените его пробелом.".to_owned(),
        ),
        Fault::Control(c) => (
            "control_character",
            format!(
                "здесь невидимый управляющий знак U+{:04X}. Удалите его и наберите это место заново.",
                u32::from(c)
            ),
        ),
        Fault::TooLong { limit } => (
            "too_long",
            format!(
                "{} знаков при пределе {limit}. Сократите или вынесите в приложение.",
                typed.chars().count()
            ),
        ),
        Fault::Masked => (
            "email_masked",
            format!(
                "«{shown}» — заглушка, которой сайт прячет адрес. Откройте страницу в браузере и впишите сам адрес."
            ),
        ),
        Fault::Checksum if wanted == Wanted::Inn => (
            "inn_checksum",
            format!(
                "«{shown}»: контрольные цифры не сходятся. Сверьте номер с выпиской из реестра."
            ),
        ),
        Fault::Checksum => (
            "ogrn_checksum",
            format!(
                "«{shown}»: контрольная цифра не сходится. Сверьте номер с выпиской из реестра."
            ),
        ),
        Fault::Shape => match wanted {
            Wanted::Email => (
                "email_shape",
                format!(
                    "«{shown}» не адрес электронной почты. Нужен вид имя@домен, без имени владельца и скобок."
                ),
            ),
            Wanted::Phone => (
                "phone_shape",
                format!(
                    "«{shown}» не номер телефона. Нужен вид +7 916 123-45-67; добавочный номер не пишется."
                ),
            ),
            Wanted::Inn => (
                "inn_shape",
                format!("«{shown}»: в ИНН 10 цифр у организации и 12 у человека, без пробелов."),
            ),
            Wanted::Ogrn => (
                "ogrn_shape",
                format!(
                    "«{shown}»: в ОГРН 13 цифр (первая 1 или 5), в ОГРНИП 15 (первая 3), без пробелов."
                ),
            ),
            Wanted::PostalCode => (
                "postal_code_shape",
                format!(
                    "«{shown}»: в индексе шесть цифр. Иностранный индекс пишите в тексте адреса."
                ),
            ),
            Wanted::Line | Wanted::Text => ("shape", format!("«{shown}» сюда не подходит.")),
        },
    }
}

/// What a field is called: its own name and whose it is.
fn label(at: &str) -> String {
    let steps: Vec<&str> = at.split('/').skip(1).collect();
    let own = match steps.iter().rposition(|s| s.parse::<usize>().is_err()) {
        None => return "запрос".to_owned(),
        Some(i) if i + 1 < steps.len() => {
            format!("{}, запись {}", noun(&steps[..=i]), place(steps[i + 1]))
        }
        Some(i) => noun(&steps[..=i]).to_owned(),
    };
    let whose = match steps.as_slice() {
        ["operator", _, ..] => " оператора".to_owned(),
        ["subject", _, ..] => " субъекта".to_owned(),
        ["representative", "person", _, ..] => " представителя".to_owned(),
        ["representative", "authority", _, ..] => " документа о полномочиях".to_owned(),
        ["relationship", n, _, ..] => format!(" (подтверждение отношений, запись {})", place(n)),
        ["demands", n, _, ..] => format!(" (требование {})", place(n)),
        ["enclosures", n, _, ..] => format!(" (приложение {})", place(n)),
        ["reply", _, ..] => " для ответа".to_owned(),
        _ => String::new(),
    };
    format!("{own}{whose}")
}

fn place(step: &str) -> usize {
    step.parse::<usize>().map_or(1, |n| n.saturating_add(1))
}

#[rustfmt::skip] // a table reads better as one
fn noun<'s>(steps: &[&'s str]) -> &'s str {
    let mut back = steps.iter().rev().copied();
    let last = back.next().unwrap_or_default();
    let parent = back.next().unwrap_or_default();
    match (parent, last) {
        ("authority", "code") => "орган",
        ("authority", "title") => "название",
        ("authority", "form") => "форма",
        ("signing", "form") => "вид подписи",
        ("reply", "form") => "форма",
        ("consent", "form") => "форма согласия",
        ("consent", "given_on") => "дата согласия",
        ("operator", "name") => "наименование",
        ("operator", "source") => "источник сведений",
        ("document", "number") => "номер документа",
        ("document", "series") => "серия документа",
        ("document", "type") => "вид документа",
        ("document", "issued_on") => "дата выдачи документа",
        ("document", "issued_by") => "орган, выдавший документ,",
        ("", "number") => "исходящий номер",
        ("", "date") => "дата письма",
        ("", "text") => "дополнительный текст",
        ("address", "text") => "текст адреса",
        (_, "format") => "формат файла",
        (_, "operator") => "оператор",
        (_, "subject") => "субъект",
        (_, "representative") => "представитель",
        (_, "person") => "сведения о представителе",
        (_, "authority") => "документ о полномочиях",
        (_, "basis") => "основание представительства",
        (_, "relationship") => "подтверждение отношений с оператором",
        (_, "demands") => "требования",
        (_, "reply") => "ответ",
        (_, "enclosures") => "приложения",
        (_, "signing") => "подпись",
        (_, "name") => "имя",
        (_, "short_name") => "сокращённое наименование",
        (_, "ogrn") => "ОГРН",
        (_, "inn") => "ИНН",
        (_, "address") => "адрес",
        (_, "postal_code") => "почтовый индекс",
        (_, "email") => "электронная почта",
        (_, "phone") => "телефон",
        (_, "checked_on") => "дата проверки сведений",
        (_, "surname") => "фамилия",
        (_, "given_name") => "имя",
        (_, "patronymic") => "отчество",
        (_, "birth_date") => "дата рождения",
        (_, "document") => "документ, удостоверяющий личность,",
        (_, "subdivision_code") => "код подразделения",
        (_, "series") => "серия",
        (_, "number") => "номер",
        (_, "date") => "дата",
        (_, "dates") => "даты",
        (_, "issued_on") => "дата выдачи",
        (_, "issued_by") => "кем выдан",
        (_, "valid_until") => "срок действия",
        (_, "powers") => "полномочия",
        (_, "file") => "файл",
        (_, "title") => "название",
        (_, "pages") => "число листов",
        (_, "copies") => "число экземпляров",
        (_, "type") => "вид",
        (_, "value") => "значение",
        (_, "text") => "текст",
        (_, "kind") => "вид требования",
        (_, "items") => "запрашиваемые сведения",
        (_, "inspect") => "ознакомление с данными",
        (_, "previous") => "прежний запрос",
        (_, "sent_on") => "дата прежнего запроса",
        (_, "channel") => "способ отправки",
        (_, "outcome") => "исход",
        (_, "answered_on") => "дата ответа",
        (_, "reasons") => "обоснование",
        (_, "corrections") => "исправления",
        (_, "what") => "какие данные",
        (_, "wrong") => "что неверно",
        (_, "right") => "как верно",
        (_, "proof") => "подтверждение",
        (_, "data") => "перечень данных",
        (_, "ground") => "основание",
        (_, "facts") => "обстоятельства",
        (_, "consent") => "согласие",
        (_, "purpose") => "цель",
        (_, "channels") => "каналы рекламы",
        (_, "where") => "где распространяются",
        (_, "source") => "источник",
        (_, "decision") => "решение",
        (_, "objection") => "возражение",
        (_, "question") => "вопрос",
        (_, "questions") => "вопросы",
        (_, "account") => "учётная запись",
        (_, "asks") => "просьбы",
        (_, "to") => "получатель ответа",
        _ => crate::response::noun(last).unwrap_or(last),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_have_names_people_know() {
        assert_eq!(about("/operator/ogrn", "x"), "ОГРН оператора: x");
        assert_eq!(
            about("/demands/1/corrections/0/right", "x"),
            "Как верно (требование 2): x"
        );
        assert_eq!(
            about("/relationship/0", "x"),
            "Подтверждение отношений с оператором, запись 1: x"
        );
        assert_eq!(about("", "x"), "Запрос: x");
        assert_eq!(
            about("/demands/0/facts/2", "x"),
            "Обстоятельства, запись 3 (требование 1): x"
        );
    }

    #[test]
    fn a_misspelt_name_is_recognised() {
        assert!(unknown_field("patronimic", &["surname", "patronymic"]).contains("«patronymic»"));
        assert!(unknown_field("zzz", &["surname"]).contains("возможны: surname"));
        assert!(
            unknown_code("power-of-attorney", &["parent", "power_of_attorney"])
                .contains("«power_of_attorney»")
        );
    }
}
