//! The operator's answers: letterhead, the text by its template in `assets/letters/ru/answers`, who signs.

use law::{AccessItem, Answer, Pack};
use minijinja::Value;
use request::response::{AnswerBody, Destroyer, DestructionAct, Response};
use serde::Deserialize;
use serde_json::{Value as Json, json};

use crate::LetterError;
use crate::blocks::{Block, Letter, Mark, Signature};
use crate::compose::{each_text, enclosed, name_the_law};
use crate::facts::LAW;
use crate::template::{self, Template};
use crate::typography::bind;
use crate::wording;

/// How an answer is signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signing {
    /// What stands where the hand signature would be.
    pub mark: Mark,
    /// Of an act: the name of the destroyer whose mark this is; the others sign beside it. Without one all sign alike.
    pub destroyer: Option<String>,
}

/// Composes an answer. `pack` is the law in force on its day: it names the items and the grounds.
///
/// # Errors
/// [`LetterError::Template`] when a template is broken.
pub fn answer(response: &Response, pack: &Pack, signing: &Signing) -> Result<Letter, LetterError> {
    let kind = response.answer.answer();
    let template: Template = template::parse(kind.code(), source(kind))?;
    let facts = facts(response, pack)?;
    let mut blocks = vec![heads(response), Block::Heading(template.heading.clone())];
    blocks.extend(template::blocks(kind.code(), &template, &facts)?);
    blocks.extend(enclosed(&response.enclosures));
    match &response.answer {
        AnswerBody::DestructionAct(act) => blocks.extend(destroyers(act, signing)),
        _ => blocks.extend(signatory(response, &signing.mark)),
    }
    name_the_law(&mut blocks);
    each_text(&mut blocks, &mut |text| *text = bind(text));
    Ok(Letter {
        title: template.heading,
        author: response.operator.name.to_string(),
        language: "ru-RU",
        date: response.date,
        blocks,
    })
}

macro_rules! sources {
    ($($answer:ident => $file:literal,)+) => {
        const fn source(answer: Answer) -> &'static str {
            match answer {
                $(Answer::$answer => {
                    include_str!(concat!("../../../../assets/letters/ru/answers/", $file))
                })+
            }
        }
    };
}

sources! {
    Acknowledgement => "acknowledgement.toml",
    MissingInformation => "missing_information.toml",
    Extension => "extension.toml",
    Answer => "answer.toml",
    NoData => "no_data.toml",
    ProcessorOnly => "processor_only.toml",
    Refusal => "refusal.toml",
    RepeatRefusal => "repeat_refusal.toml",
    Rectified => "rectified.toml",
    Blocked => "blocked.toml",
    Unblocked => "unblocked.toml",
    Stopped => "stopped.toml",
    Destroyed => "destroyed.toml",
    DestructionDeferred => "destruction_deferred.toml",
    ContinuedOnOtherGround => "continued_on_other_ground.toml",
    ThirdPartyNotice => "third_party_notice.toml",
    DestructionAct => "destruction_act.toml",
    EventLogExtract => "event_log_extract.toml",
    AuthorityAnswer => "authority_answer.toml",
    ObjectionDecision => "objection_decision.toml",
}

/// What several answers say alike.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Common {
    opening: String,
    appeal: String,
    third_parties: String,
}

/// Letterhead on the left with date, number and the reference to the request; the addressee on the right.
fn heads(response: &Response) -> Block {
    let operator = &response.operator;
    let mut sender = vec![operator.name.to_string()];
    let short = operator
        .short_name
        .as_ref()
        .filter(|short| **short != operator.name);
    sender.extend(short.map(|short| format!("({short})")));
    sender.push(wording::address(&operator.address));
    sender.extend(wording::operator_numbers(operator));
    sender.extend(operator.email.as_ref().map(ToString::to_string));
    let mut reference = vec![format!(
        "{} № {}",
        wording::date(response.date),
        response.number
    )];
    if let Some(about) = &response.about {
        let on = match (&about.number, about.date) {
            (Some(number), Some(day)) => Some(format!("На № {number} от {}", wording::date(day))),
            (Some(number), None) => Some(format!("На № {number}")),
            (None, Some(day)) => Some(format!("На № б/н от {}", wording::date(day))),
            (None, None) => None,
        };
        reference.extend(on);
    }
    let mut addressee = Vec::new();
    if let Some(to) = &response.addressee {
        addressee.push(to.name.to_string());
        addressee.extend(to.address.as_ref().map(wording::address));
        addressee.extend(to.email.as_ref().map(ToString::to_string));
    }
    Block::Heads {
        sender,
        reference,
        addressee,
    }
}

/// Реквизит 22: должность, then the name; by what right, where it is a power of attorney.
fn signatory(response: &Response, mark: &Mark) -> Vec<Block> {
    let signatory = &response.signatory;
    let mut position = signatory.position.to_string();
    if let Some(mandate) = &signatory.mandate {
        position.push_str(&format!(
            " (действует на основании: {} от {} № {}",
            mandate.title,
            wording::date(mandate.issued_on),
            mandate.number
        ));
        if let Some(until) = mandate.valid_until {
            position.push_str(&format!(", действует по {}", wording::date(until)));
        }
        position.push(')');
    }
    let initials = wording::initials(
        &signatory.surname,
        &signatory.given_name,
        signatory.patronymic.as_deref(),
    );
    vec![
        Block::Paragraph(position),
        Block::Signature(Signature {
            name: initials,
            mark: mark.clone(),
        }),
    ]
}

/// Order 179 п. 3 «г»: everyone who destroyed signs.
fn destroyers(act: &DestructionAct, signing: &Signing) -> Vec<Block> {
    let mut blocks = Vec::new();
    // A file has one ready field: its holder signs inside, the others in files of their own.
    let inside = |index: usize, one: &Destroyer| match &signing.destroyer {
        Some(name) => *name == one.full_name(),
        None => index == 0 || signing.mark == Mark::Ink,
    };
    let mut beside = false;
    for (index, one) in act.destroyers.iter().enumerate() {
        let mark = if inside(index, one) {
            signing.mark.clone()
        } else {
            beside = true;
            Mark::None
        };
        blocks.push(Block::Paragraph(format!(
            "{}: {}",
            capital(&one.position),
            one.full_name()
        )));
        blocks.push(Block::Signature(Signature {
            name: wording::initials(&one.surname, &one.given_name, one.patronymic.as_deref()),
            mark,
        }));
    }
    if beside {
        blocks.insert(
            0,
            Block::Paragraph(
                "Остальные подписывают этот же файл отдельными электронными подписями (файлы .sig)."
                    .to_owned(),
            ),
        );
    }
    blocks
}

/// Everything a template may use: the response itself, with what has to be looked up beside it.
fn facts(response: &Response, pack: &Pack) -> Result<Value, LetterError> {
    let name = response.answer.answer().code();
    let broken = |reason: String| LetterError::Template { kind: name, reason };
    let mut facts = serde_json::to_value(response).map_err(|error| broken(error.to_string()))?;
    let of_other = response
        .about
        .as_ref()
        .is_some_and(|about| about.subject.is_some());
    facts["law"] = json!(LAW);
    facts["your"] = json!({
        "request": "Ваш запрос",
        "got": "полученный",
        "data": if of_other { "персональные данные субъекта" } else { "Ваши персональные данные" },
    });
    let operator = &response.operator;
    facts["operator_short"] = json!(operator.short_name.as_ref().unwrap_or(&operator.name));
    facts["operator_full"] = json!(wording::operator_name(operator));
    facts["operator_address"] = json!(wording::address(&operator.address));
    looked_up(&mut facts, response, pack);
    let common: Common = template::parse(
        "common",
        include_str!("../../../../assets/letters/ru/answers/common.toml"),
    )?;
    let known = Value::from_serialize(&facts);
    for (field, text) in [
        ("opening", &common.opening),
        ("appeal", &common.appeal),
        ("third_parties", &common.third_parties),
    ] {
        // What an answer has no fields for, it does not use either.
        let filled = match (field, &response.answer) {
            ("third_parties", AnswerBody::Rectified(_) | AnswerBody::Destroyed(_))
            | ("opening" | "appeal", _) => template::fill("common", text, &known)?,
            _ => String::new(),
        };
        facts[field] = json!(filled);
    }
    Ok(Value::from_serialize(&facts))
}

/// Norms and names that stand in the rule pack.
fn looked_up(facts: &mut Json, response: &Response, pack: &Pack) {
    let norms = |facts: &mut Json, at: &str, kept: &[request::response::Kept]| {
        for (index, one) in kept.iter().enumerate() {
            if let Some(Json::Object(place)) = facts.pointer_mut(&format!("{at}/{index}")) {
                place.insert("norm".to_owned(), json!(one.ground.norm()));
            }
        }
    };
    match &response.answer {
        AnswerBody::Answer(body) => {
            let items: Vec<Json> = AccessItem::ALL
                .iter()
                .filter_map(|item| Some((item, body.items.get(item)?)))
                .map(
                    |(item, text)| json!({ "name": capital(&pack.item(*item).text), "text": text }),
                )
                .collect();
            facts["items"] = json!(items);
        }
        AnswerBody::Refusal(body) => {
            let norm = pack
                .grounds
                .iter()
                .find(|ground| ground.code == *body.ground)
                .map(|ground| ground.norm.as_str());
            facts["ground"] = json!({ "norm": norm.unwrap_or_default() });
        }
        AnswerBody::Stopped(body) => norms(facts, "/answer/exceptions", &body.exceptions),
        AnswerBody::ContinuedOnOtherGround(body) => norms(facts, "/answer/kept", &body.kept),
        _ => {}
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
