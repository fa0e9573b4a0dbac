//! What the templates may speak of: the request as plain values, each already in words.

use law::AccessItem;
use minijinja::Value;
use request::{
    AuthorityCode, Demand, DestructionGround, Operator, Outcome, Previous, Request, Text,
};
use serde_json::{Value as Json, json};

use crate::wording::{address, channel, date, operator_name, operator_numbers, phone};

/// Stands for the law's name until the whole letter is known: the first mention is in full, the next are «Закона».
/// A control character, so nothing in a request can be taken for it.
pub(crate) const LAW: &str = "\u{1}";

/// Everything a template of this demand may use.
pub(crate) fn facts(request: &Request, demand: &Demand) -> Value {
    let mut facts = own(request, demand);
    facts["law"] = json!(LAW);
    facts["my"] = person(request.representative.is_some());
    facts["operator"] = json!(operator_name(&request.operator));
    Value::from_serialize(&facts)
}

/// The subject's data in every case the templates need, so that no name has to be declined.
fn person(represented: bool) -> Json {
    if represented {
        json!({
            "data": "персональные данные субъекта",
            "of": "персональных данных субъекта",
            "with": "персональными данными субъекта",
            "about": "о субъекте",
        })
    } else {
        json!({
            "data": "мои персональные данные",
            "of": "моих персональных данных",
            "with": "моими персональными данными",
            "about": "обо мне",
        })
    }
}

fn own(request: &Request, demand: &Demand) -> Json {
    match demand {
        Demand::Access { items, inspect } => json!({
            "items": items.in_order().into_iter().map(item).collect::<Vec<_>>(),
            "confirmation_only": items.in_order() == [AccessItem::Confirmation],
            "inspect": inspect.unwrap_or(false),
        }),
        Demand::AccessRepeat {
            items,
            inspect,
            previous,
            reasons,
        } => json!({
            "items": items.in_order().into_iter().map(item).collect::<Vec<_>>(),
            "inspect": inspect.unwrap_or(false),
            "reasons": optional(reasons),
            "previous": earlier(previous),
            "outcome": outcome(previous),
            "after_full": previous.outcome == Outcome::Full,
            "thirty_days": (request.date - previous.sent_on).num_days() >= 30,
        }),
        Demand::Rectification { corrections } => json!({
            "corrections": corrections.iter().map(|c| json!({
                "what": c.what.to_string(), "wrong": c.wrong.to_string(), "right": c.right.to_string(),
                "proof": optional(&c.proof),
            })).collect::<Vec<_>>(),
            "proven": corrections.iter().any(|c| c.proof.is_some()),
        }),
        Demand::Blocking { reasons, data } => {
            json!({ "reasons": reasons.to_string(), "data": texts(data) })
        }
        Demand::Destruction {
            ground,
            facts,
            proof,
        } => json!({
            "unlawful": *ground == DestructionGround::Unlawful,
            "facts": texts(facts),
            "proof": optional(proof),
        }),
        Demand::UnlawfulProcessing { facts } => json!({ "facts": texts(facts) }),
        Demand::ConsentWithdrawal { consent, data } => {
            let mut details = Vec::new();
            if let Some(consent) = consent {
                details.extend(
                    consent
                        .given_on
                        .map(|d| format!("дата согласия {}", date(d))),
                );
                details.extend(consent.form.as_ref().map(|f| format!("форма: {f}")));
                details.extend(
                    consent
                        .purpose
                        .as_ref()
                        .map(|p| format!("цель обработки: {}", p.trim())),
                );
            }
            json!({ "consent": details.join("; "), "data": texts(data) })
        }
        Demand::StopProcessing { data, reasons } => {
            json!({ "data": texts(data), "reasons": optional(reasons) })
        }
        Demand::MarketingStop { channels } => json!({
            "channels": channels.iter().map(|c| {
                let days: Vec<String> = c.dates.iter().copied().map(date).collect();
                let when = if days.is_empty() { String::new() } else { format!(" ({})", days.join(", ")) };
                channel(c.kind, &c.address) + &when
            }).collect::<Vec<_>>(),
        }),
        Demand::StopDissemination { data, place } => json!({
            "data": texts(data), "place": optional(place), "contact": contact(request),
        }),
        Demand::PublicSourceRemoval { source, data } => {
            json!({ "source": source.to_string(), "data": texts(data) })
        }
        Demand::AutomatedDecisionObjection {
            decision,
            objection,
        } => json!({
            "decision": decision.to_string(), "objection": objection.to_string(),
        }),
        Demand::RefusalToProvide { data, question } => json!({
            "data": texts(data), "question": optional(question),
        }),
        Demand::Explanation { questions } => json!({ "questions": texts(questions) }),
        Demand::DeleteAll { reasons, account } => json!({
            "reasons": optional(reasons), "account": account.as_ref().map(ToString::to_string).unwrap_or_default(),
        }),
        Demand::Complaint {
            authority,
            facts,
            previous,
            asks,
        } => json!({
            "facts": texts(facts),
            "previous": previous.iter().map(|p| format!("{} {}", earlier(p), outcome(p))).collect::<Vec<_>>(),
            "asks": texts(asks),
            "court": authority.code == AuthorityCode::Court,
            "details": operator_details(&request.operator),
        }),
        Demand::Free { text } => json!({ "text": text.to_string() }),
    }
}

fn operator_details(operator: &Operator) -> String {
    let mut details = operator_numbers(operator);
    details.push(format!("адрес: {}", address(&operator.address)));
    details.extend(
        operator
            .email
            .as_ref()
            .map(|e| format!("адрес электронной почты {e}")),
    );
    details.join(", ")
}

fn texts(texts: &[Text]) -> Vec<String> {
    texts.iter().map(ToString::to_string).collect()
}

fn optional(text: &Option<Text>) -> String {
    text.as_ref().map(ToString::to_string).unwrap_or_default()
}

/// «Контактная информация» of ст. 10.1 ч. 12: telephone, e-mail or postal address.
fn contact(request: &Request) -> String {
    let person = request.applicant();
    [
        person.phone.as_ref().map(|p| phone(p)),
        person.email.as_ref().map(ToString::to_string),
        person.address.as_ref().map(address),
    ]
    .into_iter()
    .flatten()
    .collect::<Vec<_>>()
    .join(", ")
}

/// `Запрос от 01.09.2026 № 5 (способ направления: электронная почта).`
fn earlier(previous: &Previous) -> String {
    let number = previous
        .number
        .as_ref()
        .map(|n| format!(" № {n}"))
        .unwrap_or_default();
    format!(
        "Запрос от {}{number} (способ направления: {}).",
        date(previous.sent_on),
        previous.channel
    )
}

fn outcome(previous: &Previous) -> String {
    let when = previous
        .answered_on
        .map(|d| format!(" от {}", date(d)))
        .unwrap_or_default();
    match previous.outcome {
        Outcome::None => "Ответ не получен.".to_owned(),
        Outcome::Partial => {
            format!("Получен ответ{when}: сведения предоставлены не в полном объёме.")
        }
        Outcome::Full => format!("Получен ответ{when}."),
    }
}

/// The items of ст. 14 ч. 7 in short words; the law itself is cited, not quoted.
const fn item(item: AccessItem) -> &'static str {
    match item {
        AccessItem::Confirmation => "подтверждение факта обработки персональных данных",
        AccessItem::GroundsAndPurposes => "правовые основания и цели обработки",
        AccessItem::PurposesAndMethods => "цели и применяемые способы обработки",
        AccessItem::OperatorAndRecipients => {
            "наименование и место нахождения оператора, сведения о лицах, которые имеют доступ к персональным данным \
             или которым они могут быть раскрыты"
        }
        AccessItem::DataAndSource => "обрабатываемые персональные данные и источник их получения",
        AccessItem::Retention => "сроки обработки, в том числе сроки хранения",
        AccessItem::ExerciseOfRights => "порядок осуществления прав субъекта персональных данных",
        AccessItem::CrossBorder => {
            "сведения об осуществлённой или предполагаемой трансграничной передаче данных"
        }
        AccessItem::Processors => {
            "наименование (имя) и адрес лица, которому поручена или будет поручена обработка"
        }
        AccessItem::Duties181 => {
            "сведения о способах исполнения оператором обязанностей, установленных статьёй 18.1 \u{1}"
        }
        AccessItem::Other => "иные сведения, предусмотренные федеральными законами",
    }
}
