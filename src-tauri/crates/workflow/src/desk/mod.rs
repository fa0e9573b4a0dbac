//! The desk over the register: a letter becomes a case, an answer goes out of it and decides what was asked.

mod similar;
mod statistics;
mod work;

use chrono::{DateTime, FixedOffset};
use law::{Answer, Event, Kind, Matter, Pack, Received};
use register::{
    Case, CaseReceipt, CaseState, Cases as _, Change, Channel, Demand, DemandState, Direction,
    NewCase, NewDocument, Office as _, Side, SignatureNote, Stamp,
};
use request::response::{AnswerBody, AnswerForm, Company, Numbering, ObjectionResult, Response};
use serde::Serialize;
use serde_json::{Value, json};

use crate::answer::{CaseFacts, FinishedAnswer, Lack, decides, number_by, prefill};
use crate::failure::Failure;
use crate::intake::{Intake, IntakeChannel};
use crate::open_register::OpenRegister;

pub use similar::{Similar, identity_is_established};
pub use statistics::{Statistics, Urgency, statistics, urgency};
pub use work::{Order, OrderAnswer, answer_order, orders, place_order};

/// The setting that keeps the company's profile.
const COMPANY: &str = "company";

/// A case that was made of a letter.
#[derive(Debug, Clone, Serialize)]
pub struct Filed {
    /// Its id in the register.
    pub id: String,
    /// Its number in the register; without gaps.
    pub number: String,
    /// The same by the company's scheme, as the person is told it.
    pub registered_as: String,
    /// Earlier cases of the same person; searched only when it is known who wrote.
    pub similar: Vec<Similar>,
    /// Whether it is known who wrote.
    pub identity_established: bool,
}

/// Keeps the company's profile in the register.
///
/// # Errors
/// [`Failure::Company`] when it has errors, [`Failure::Register`].
pub fn keep_company(
    register: &OpenRegister,
    profile: &[u8],
    stamp: &Stamp,
) -> Result<Company, Failure> {
    let company = request::response::read_company(profile).map_err(Failure::Company)?;
    let text = String::from_utf8_lossy(profile).into_owned();
    register.wait(register.set(COMPANY, &text, stamp))?;
    Ok(company)
}

/// The company's profile: the one that was kept, else the bundled one.
///
/// # Errors
/// [`Failure::Company`], [`Failure::Register`].
pub fn company_of(register: &OpenRegister) -> Result<Company, Failure> {
    let kept = register.wait(register.setting(COMPANY))?;
    let bytes = kept.as_deref().map_or(
        &include_bytes!("../../../../../assets/operators/it-prospekt.company.json")[..],
        str::as_bytes,
    );
    request::response::read_company(bytes).map_err(Failure::Company)
}

/// Registers a letter with everything that came, and what was found in it.
///
/// # Errors
/// [`Failure::Register`].
pub fn file_case(
    register: &OpenRegister,
    intake: &Intake,
    company: &Company,
    stamp: &Stamp,
) -> Result<Filed, Failure> {
    let request = intake
        .request
        .as_ref()
        .and_then(|value| request::read_value(value.clone(), stamp.at.date_naive()).ok())
        .and_then(|reading| reading.request);
    let channel = channel(intake.channel);
    let mut case = request.as_ref().map_or_else(
        || NewCase::about(Side::Officer, channel, vec![Matter::Kind(Kind::Free)]),
        |request| NewCase::of(request, Side::Officer, channel),
    );
    case.request.clone_from(&intake.request);
    case.receipt = Some(CaseReceipt {
        assumed: intake.received_assumed,
        ..CaseReceipt::on(intake.received)
    });
    case.signature = Some(SignatureNote {
        form: intake.signature.form.clone(),
        verdict: intake.signature.verdict.clone(),
    });
    case.summary = intake
        .message
        .as_ref()
        .map(|message| message.subject.clone())
        .filter(|subject| !subject.is_empty());
    let established = identity_is_established(intake);
    let similar = match (&request, established) {
        (Some(request), true) => similar::find(register, request)?,
        _ => Vec::new(),
    };
    for paper in &intake.papers {
        case.documents.push(NewDocument {
            direction: Direction::In,
            code: "request".to_owned(),
            title: Some(paper.name.clone()),
            number: None,
            dated: Some(intake.received.day()),
            channel: Some(channel),
            tracking: None,
            media_type: paper.media_type.to_owned(),
            bytes: paper.bytes.clone(),
        });
    }
    case.documents.push(inner(
        FINDINGS,
        "Что найдено при приёме",
        &json!({ "intake": intake, "similar": similar }),
    ));
    let registered = register
        .wait(register.add_cases(vec![case], stamp))?
        .pop()
        .ok_or_else(|| Failure::Intake {
            reason: "реестр не дал номера".to_owned(),
        })?;
    Ok(Filed {
        registered_as: shown_number(&registered.number, company.numbering.as_ref()),
        id: registered.id,
        number: registered.number,
        similar,
        identity_established: established,
    })
}

/// What was found at intake, as it is filed.
const FINDINGS: &str = "findings";

/// A paper of the company's own, as JSON.
fn inner(code: &str, title: &str, value: &Value) -> NewDocument {
    NewDocument {
        direction: Direction::Inner,
        code: code.to_owned(),
        title: Some(title.to_owned()),
        number: None,
        dated: None,
        channel: None,
        tracking: None,
        media_type: "application/json".to_owned(),
        bytes: value.to_string().into_bytes(),
    }
}

/// An answer about to be made: what it answers, and the beginning of its text with the officer's data over it.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// The case as it was read; the answer is recorded against this very version.
    pub case: Case,
    /// The response file.
    pub response: Value,
}

/// Prefills an answer to a case.
///
/// # Errors
/// [`Failure::Register`] when the case is not there; [`Failure::Law`].
pub fn prepare_answer(
    register: &OpenRegister,
    case: &str,
    answer: Answer,
    data: &Value,
    company: &Company,
    now: DateTime<FixedOffset>,
) -> Result<Prepared, Failure> {
    let case = register.wait(register.case(case))?;
    let numbering = company.numbering.as_ref();
    let facts = CaseFacts {
        registered_as: shown_number(&case.number, numbering),
        received: case.receipt.map_or_else(
            || Received::in_zone(case.registered_at, law::moscow()),
            |receipt| receipt.earliest,
        ),
        on_paper: matches!(case.channel, Channel::Desk | Channel::Post),
        request: case.request.clone(),
        lacks: lacks(register, &case)?,
    };
    let gone = register
        .wait(register.documents(&case.id))?
        .iter()
        .filter(|document| document.number.is_some() && document.direction != Direction::In)
        .count();
    let scheme = numbering.map(|numbering| match answer {
        Answer::DestructionAct | Answer::EventLogExtract => &*numbering.acts,
        _ => &*numbering.outgoing,
    });
    let number = outgoing_number(&case.number, scheme, gone);
    let response = prefill(company, &facts, answer, &number, data, now)?;
    Ok(Prepared { case, response })
}

/// Records a finished answer: its papers, the decision, the terms it changes. The version of the case is the one that was
/// read, so that two officers never answer one letter twice.
///
/// # Errors
/// [`Failure::Register`]: somebody changed the case meanwhile, or the law forbids the extension.
pub fn record_answer(
    register: &OpenRegister,
    prepared: &Prepared,
    finished: &FinishedAnswer,
    stamp: &Stamp,
) -> Result<(), Failure> {
    let response = &finished.response;
    let case = &prepared.case;
    let mut version = case.version;
    for change in changes(case, response)? {
        version = register.wait(register.change(&case.id, version, change, stamp))?;
    }
    let answer = response.answer.answer();
    let stays = matches!(answer, Answer::DestructionAct | Answer::EventLogExtract);
    for file in finished
        .files
        .iter()
        .filter(|file| matches!(file.name.as_str(), "letter.pdf" | "letter.pdf.sig"))
    {
        let is_letter = file.name == "letter.pdf";
        let document = NewDocument {
            direction: if stays {
                Direction::Inner
            } else {
                Direction::Out
            },
            code: answer.code().to_owned(),
            title: Some(file.name.clone()),
            // Only the letter is counted for the next number.
            number: is_letter.then(|| response.number.to_string()),
            dated: Some(response.date),
            channel: (!stays).then_some(match response.form {
                AnswerForm::Electronic => Channel::Email,
                AnswerForm::Paper => Channel::Post,
                AnswerForm::InPerson => Channel::Desk,
            }),
            tracking: None,
            media_type: crate::message::media_type(&file.name).to_owned(),
            bytes: file.bytes.clone(),
        };
        register.wait(register.add_document(&case.id, document, stamp))?;
    }
    Ok(())
}

/// What an answer does to its case. There is always one, so that the version is proven.
fn changes(case: &Case, response: &Response) -> Result<Vec<Change>, Failure> {
    let answer = response.answer.answer();
    let pack = Pack::in_force(response.date)?;
    let mut changes = Vec::new();
    let open = || {
        case.demands
            .iter()
            .filter(|one| one.state == DemandState::Open)
    };
    match &response.answer {
        AnswerBody::Extension(body) => {
            changes.extend(
                open()
                    .filter(|demand| demand.kind() == Some(body.demand))
                    .map(|demand| Change::Extended {
                        demand: demand.id.clone(),
                        sent_on: response.date,
                        reason: body.reasons.to_string(),
                    }),
            );
        }
        AnswerBody::DestructionDeferred(body) => {
            changes.extend(open().map(|demand| Change::Happened {
                demand: demand.id.clone(),
                event: Event::DestructionDeferred,
                at: Received::Day(body.blocked_on),
            }));
        }
        _ => {}
    }
    if decides(answer) && case.state == CaseState::Open {
        let (state, norm) = outcome(response, pack);
        let of_this = |demand: &&Demand| is_answer_to(demand, response, pack);
        let mut decided: Vec<&Demand> = open().filter(of_this).collect();
        // A lone demand is what the officer answers, whatever the usual answer to it is called.
        if decided.is_empty() && answer != Answer::Blocked && open().count() == 1 {
            decided = open().collect();
        }
        changes.extend(decided.into_iter().map(|demand| Change::Decided {
            demand: demand.id.clone(),
            state,
            norm: norm.clone(),
            on: response.date,
        }));
    }
    changes.push(Change::Note(format!(
        "Ответ № {}: {}",
        response.number,
        pack.answer(answer).name
    )));
    Ok(changes)
}

/// Whether this answer closes this demand by the rule pack. A refusal closes only what its ground may refuse; blocking
/// closes only a demand to block, elsewhere it is a step on the way.
fn is_answer_to(demand: &Demand, response: &Response, pack: &Pack) -> bool {
    let answer = response.answer.answer();
    if answer == Answer::Blocked && demand.kind() != Some(Kind::Blocking) {
        return false;
    }
    match demand.matter {
        Matter::Kind(kind) => {
            let rule = pack.kind(kind);
            let parts = rule.composed_of.iter().map(|part| pack.kind(*part));
            std::iter::once(rule).chain(parts).any(|rule| {
                let may = match &response.answer {
                    AnswerBody::Refusal(body) => rule
                        .refusal_grounds
                        .iter()
                        .any(|ground| *ground == *body.ground),
                    _ => true,
                };
                may && rule.reply.answers.contains(&answer)
            })
        }
        Matter::Duty(duty) => pack.duty(duty).reply.answers.contains(&answer),
    }
}

/// What came of a demand (law.md §7.1): удовлетворено, частично, отказано с нормой.
fn outcome(response: &Response, pack: &Pack) -> (DemandState, Option<String>) {
    match &response.answer {
        AnswerBody::NoData(_) | AnswerBody::ProcessorOnly(_) => (DemandState::NoData, None),
        AnswerBody::Refusal(body) => {
            let ground = pack.grounds.iter().find(|one| one.code == *body.ground);
            let norm = ground.map_or_else(|| body.ground.to_string(), |one| one.norm.clone());
            let norm = match &body.article {
                Some(article) => format!("{norm}; {article}"),
                None => norm,
            };
            (DemandState::Refused, Some(norm))
        }
        AnswerBody::RepeatRefusal(_) => (
            DemandState::Refused,
            Some(pack.answer(Answer::RepeatRefusal).norm.clone()),
        ),
        AnswerBody::Stopped(body) if !body.exceptions.is_empty() => (DemandState::Partly, None),
        AnswerBody::ContinuedOnOtherGround(_) => (DemandState::Partly, None),
        AnswerBody::ObjectionDecision(body) => match body.result {
            ObjectionResult::Satisfied => (DemandState::Satisfied, None),
            ObjectionResult::Partly => (DemandState::Partly, None),
            ObjectionResult::Rejected => (
                DemandState::Refused,
                Some(pack.answer(Answer::ObjectionDecision).norm.clone()),
            ),
        },
        _ => (DemandState::Satisfied, None),
    }
}

/// What the intake found missing.
fn lacks(register: &OpenRegister, case: &Case) -> Result<Vec<Lack>, Failure> {
    let documents = register.wait(register.documents(&case.id))?;
    let Some(found) = documents.iter().rfind(|document| document.code == FINDINGS) else {
        return Ok(Vec::new());
    };
    let bytes = register.wait(register.document(&found.id))?;
    let value: Value = serde_json::from_slice(&bytes).unwrap_or_default();
    Ok(value["intake"]["lacks"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|lack| {
            Some(Lack {
                what: lack["what"].as_str()?.to_owned(),
                norm: lack["norm"].as_str()?.to_owned(),
            })
        })
        .collect())
}

/// The register's own number `ГГГГ-NNNNNN`, which has no gaps, by the company's scheme.
fn shown_number(number: &str, numbering: Option<&Numbering>) -> String {
    match (numbering, year_and_count(number)) {
        (Some(numbering), Some((year, n))) => number_by(&numbering.incoming, year, n),
        _ => number.to_owned(),
    }
}

/// The number of what goes out follows from the case's, so it has no gaps and needs no counter: the second paper of a case
/// is `/2`.
fn outgoing_number(case: &str, scheme: Option<&str>, gone: usize) -> String {
    let base = match (scheme, year_and_count(case)) {
        (Some(scheme), Some((year, n))) => number_by(scheme, year, n),
        _ => case.to_owned(),
    };
    if gone == 0 {
        base
    } else {
        format!("{base}/{}", gone + 1)
    }
}

fn year_and_count(number: &str) -> Option<(i32, u64)> {
    let (year, n) = number.split_once('-')?;
    let year: i32 = year
        .parse()
        .ok()
        .filter(|year| (2000..2200).contains(year))?;
    Some((year, n.parse().ok()?))
}

const fn channel(channel: IntakeChannel) -> Channel {
    match channel {
        IntakeChannel::Desk => Channel::Desk,
        IntakeChannel::Post => Channel::Post,
        IntakeChannel::Email => Channel::Email,
        IntakeChannel::Site => Channel::Site,
    }
}
