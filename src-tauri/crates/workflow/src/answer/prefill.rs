//! What an answer can say by itself: from the case, the company's profile and the law. The officer's data go over it.

use chrono::{DateTime, FixedOffset};
use law::{AccessItem, Answer, Due, Facts, Kind, Pack, Received};
use request::response::{AnswerForm, Company, RESPONSE_FORMAT};
use request::{Demand, Items, ReplyForm, ReplyTo, Request};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::failure::Failure;

/// What an answer needs to know of the case it belongs to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CaseFacts {
    /// Входящий номер.
    pub registered_as: String,
    /// When the operator got it; the officer counts from the earliest defensible moment.
    pub received: Received,
    /// Whether it came on paper, so that the answer goes on paper.
    pub on_paper: bool,
    /// The request file; none where nobody could read one and nobody typed it.
    pub request: Option<Value>,
    /// What the request lacks by law, as its check found: for a message about missing information.
    pub lacks: Vec<Lack>,
}

/// Something a request lacks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lack {
    /// What.
    pub what: String,
    /// The norm that asks for it.
    pub norm: String,
}

/// The beginning of an answer: everything known, with `data` (a partial response file) laid over it.
///
/// # Errors
/// [`Failure::Law`] when terms cannot be counted.
pub fn prefill(
    company: &Company,
    case: &CaseFacts,
    answer: Answer,
    number: &str,
    data: &Value,
    now: DateTime<FixedOffset>,
) -> Result<Value, Failure> {
    let request = case
        .request
        .as_ref()
        .and_then(|value| request::read_value(value.clone(), now.date_naive()).ok())
        .and_then(|reading| reading.request);
    let mut response = json!({
        "format": RESPONSE_FORMAT,
        "date": now.date_naive(),
        "number": number,
        "operator": bare(json!(company.operator)),
        "form": form(case, request.as_ref()),
        "about": about(case, request.as_ref()),
        "answer": body(company, case, request.as_ref(), answer, now)?,
    });
    response["answer"]["kind"] = json!(answer.code());
    if let Some(signatory) = company.signatories.first() {
        response["signatory"] = bare(json!(signatory));
    }
    if let (Some(request), true) = (&request, goes_to_the_person(answer)) {
        response["addressee"] = addressee(request);
    }
    lay_over(&mut response, data);
    Ok(bare(response))
}

/// The next number by a scheme: `{n}` or `{n:4}` and `{year}`.
#[must_use]
pub fn number_by(scheme: &str, year: i32, n: u64) -> String {
    let mut out = String::new();
    let mut rest = scheme;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, after)) = after.split_once('}') else {
            out.push('{');
            rest = after;
            break;
        };
        match name.split_once(':') {
            _ if name == "year" => out.push_str(&year.to_string()),
            _ if name == "n" => out.push_str(&n.to_string()),
            Some(("n", width)) => {
                let width = width.parse().unwrap_or(0).min(12);
                out.push_str(&format!("{n:0width$}"));
            }
            _ => out.push_str(&format!("{{{name}}}")),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Ст. 14 ч. 3: the form of the request, unless it asks otherwise.
fn form(case: &CaseFacts, request: Option<&Request>) -> AnswerForm {
    match request.map_or(ReplyForm::Same, |request| request.reply.form) {
        ReplyForm::Paper => AnswerForm::Paper,
        ReplyForm::Electronic => AnswerForm::Electronic,
        ReplyForm::InPerson => AnswerForm::InPerson,
        ReplyForm::Same if case.on_paper => AnswerForm::Paper,
        ReplyForm::Same => AnswerForm::Electronic,
    }
}

fn about(case: &CaseFacts, request: Option<&Request>) -> Value {
    let mut about = json!({
        "registered_as": case.registered_as,
        "received_on": case.received.day(),
        "form": form(case, request),
    });
    if let Some(request) = request {
        about["date"] = json!(request.date);
        about["number"] = json!(request.number);
        about["kinds"] = json!(request.kinds().map(Kind::code).collect::<Vec<_>>());
        let mut items = Vec::new();
        let mut questions = Vec::new();
        for demand in &request.demands {
            match demand {
                Demand::Access { items: asked, .. } | Demand::AccessRepeat { items: asked, .. } => {
                    items.extend(of(asked));
                }
                Demand::Explanation { questions: asked } => {
                    questions.extend(asked.iter().map(ToString::to_string));
                }
                Demand::RefusalToProvide {
                    question: Some(question),
                    ..
                } => questions.push(question.to_string()),
                _ => {}
            }
        }
        items.dedup();
        about["asked_items"] = json!(items);
        about["questions"] = json!(questions);
        if request.representative.is_some() {
            about["subject"] = json!(request.subject.full_name());
        }
    }
    about
}

fn of(items: &Items) -> Vec<&'static str> {
    items.in_order().into_iter().map(AccessItem::code).collect()
}

/// Who gets the answer, and where.
fn addressee(request: &Request) -> Value {
    let to_subject = request.representative.is_some() && request.reply.to == Some(ReplyTo::Subject);
    let person = if to_subject {
        &request.subject
    } else {
        request.applicant()
    };
    json!({
        "name": person.full_name(),
        "address": request.reply.address.as_ref().or(person.address.as_ref()),
        "email": request.reply.email.as_ref().or(person.email.as_ref()),
    })
}

const fn goes_to_the_person(answer: Answer) -> bool {
    !matches!(
        answer,
        Answer::ThirdPartyNotice
            | Answer::DestructionAct
            | Answer::EventLogExtract
            | Answer::AuthorityAnswer
    )
}

/// What the answer's own contents can be without the officer.
fn body(
    company: &Company,
    case: &CaseFacts,
    request: Option<&Request>,
    answer: Answer,
    now: DateTime<FixedOffset>,
) -> Result<Value, Failure> {
    let subject = request.map(|request| request.subject.full_name());
    Ok(match answer {
        Answer::Acknowledgement => json!({
            "received_at": received_at(case.received),
            "registered_as": case.registered_as,
            "terms": terms(case, request)?,
        }),
        Answer::MissingInformation => json!({
            "missing": case.lacks,
            "how_to_complete": "Дополните запрос недостающими сведениями и направьте его с электронной подписью либо на \
                                бумаге с собственноручной подписью. Срок ответа при этом не прерывается",
        }),
        Answer::Extension => extension(case, request, now)?,
        Answer::Answer => full_answer(company, request),
        Answer::RepeatRefusal => request
            .and_then(|request| {
                request.demands.iter().find_map(|demand| match demand {
                    Demand::AccessRepeat { previous, .. } => Some(previous),
                    _ => None,
                })
            })
            .map_or_else(
                || json!({}),
                |previous| json!({ "first_request_on": previous.sent_on }),
            ),
        Answer::Stopped => json!({ "what": marketing(request) }),
        Answer::ThirdPartyNotice => json!({ "subject": subject }),
        Answer::DestructionAct | Answer::EventLogExtract => {
            json!({ "subjects": subject.map(|name| vec![name]) })
        }
        Answer::ObjectionDecision => {
            let decision = request.into_iter().flat_map(|request| &request.demands);
            let decision = decision.into_iter().find_map(|demand| match demand {
                Demand::AutomatedDecisionObjection { decision, .. } => Some(decision),
                _ => None,
            });
            json!({ "decision": decision })
        }
        _ => json!({}),
    })
}

/// The profile's items and the request's questions. Items of the person (п. 1, 5) wait for the officer.
fn full_answer(company: &Company, request: Option<&Request>) -> Value {
    let mut items = Map::new();
    let mut explanations = Vec::new();
    for demand in request.into_iter().flat_map(|request| &request.demands) {
        match demand {
            Demand::Access { items: asked, .. } | Demand::AccessRepeat { items: asked, .. } => {
                for item in asked.in_order() {
                    if let Some(text) = company.says(item) {
                        items.insert(item.code().to_owned(), json!(text));
                    }
                }
            }
            Demand::Explanation { questions } => {
                explanations.extend(
                    questions
                        .iter()
                        .map(|question| json!({ "question": question })),
                );
            }
            Demand::RefusalToProvide {
                question: Some(question),
                ..
            } => explanations.push(json!({ "question": question })),
            _ => {}
        }
    }
    json!({ "items": items, "explanations": explanations })
}

fn marketing(request: Option<&Request>) -> Vec<String> {
    request
        .into_iter()
        .flat_map(|request| &request.demands)
        .filter_map(|demand| match demand {
            Demand::MarketingStop { channels } => Some(channels),
            _ => None,
        })
        .flatten()
        .map(|channel| format!("направление рекламы на {}", channel.address))
        .collect()
}

/// Every term of every demand, for a receipt.
fn terms(case: &CaseFacts, request: Option<&Request>) -> Result<Vec<Value>, Failure> {
    let mut terms = Vec::new();
    for kind in request.into_iter().flat_map(Request::kinds) {
        let deadline = law::deadline(kind, &Facts::received(case.received))?;
        for term in &deadline.terms {
            terms.push(json!({
                "what": term.what,
                "norm": term.norm,
                "due": term.due.map(Due::day),
                "sum": match term.due {
                    Some(_) => None,
                    None => term.starts_when.map(|when| format!("срок начнётся: {when}")),
                },
            }));
        }
    }
    terms.dedup();
    Ok(terms)
}

/// The first demand whose term can be extended, with both days.
fn extension(
    case: &CaseFacts,
    request: Option<&Request>,
    now: DateTime<FixedOffset>,
) -> Result<Value, Failure> {
    let pack = Pack::in_force(case.received.day())?;
    for kind in request.into_iter().flat_map(Request::kinds) {
        let rule = pack.kind(kind).terms.iter().find_map(|term| {
            let extension = term.extension.as_ref()?;
            Some((term, extension))
        });
        let Some((_, extension)) = rule else { continue };
        let first = main_day(kind, &Facts::received(case.received))?;
        let Some(first) = first else { continue };
        let sent = now.date_naive();
        let mut value =
            json!({ "demand": kind.code(), "first_due": first, "norm": extension.norm });
        // Too late a notice has no new day; the check of the answer says so.
        if sent <= first {
            let extended = Facts {
                extension_sent: Some(sent),
                ..Facts::received(case.received)
            };
            value["new_due"] = json!(main_day(kind, &extended)?);
        }
        return Ok(value);
    }
    Ok(json!({}))
}

fn main_day(kind: Kind, facts: &Facts) -> Result<Option<chrono::NaiveDate>, Failure> {
    let deadline = law::deadline(kind, facts)?;
    Ok(deadline.main().and_then(|term| term.due).map(Due::day))
}

fn received_at(received: Received) -> String {
    match received {
        Received::Day(day) => day.format("%d.%m.%Y").to_string(),
        Received::Moment(moment) => moment.format("%d.%m.%Y в %H:%M").to_string(),
    }
}

/// Objects are merged; everything else of `over` stands instead.
fn lay_over(under: &mut Value, over: &Value) {
    match (under, over) {
        (Value::Object(under), Value::Object(over)) => {
            for (name, value) in over {
                match under.get_mut(name) {
                    Some(known) if known.is_object() && value.is_object() => lay_over(known, value),
                    _ => {
                        under.insert(name.clone(), value.clone());
                    }
                }
            }
        }
        (under, over) => *under = over.clone(),
    }
}

/// Without the nulls of absent fields, which a file leaves out.
fn bare(value: Value) -> Value {
    match value {
        Value::Object(map) => Value::Object(
            map.into_iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(name, value)| (name, bare(value)))
                .collect(),
        ),
        Value::Array(list) => Value::Array(list.into_iter().map(bare).collect()),
        other => other,
    }
}
