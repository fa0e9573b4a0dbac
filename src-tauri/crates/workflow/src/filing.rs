//! A composed letter in the register: its case, its papers, its way out.

use std::path::Path;

use chrono::{DateTime, FixedOffset};
use delivery::{OutboxRecord, Password, Profile};
use law::Evidence;
use register::{
    Case, Cases as _, Change, Channel, Direction, Directory as _, NewCase, NewDocument,
    Outbox as _, Outgoing, Registered, SendState, Side, SignatureNote, Stamp,
};
use request::Request;
use serde_json::json;

use crate::compose::Composed;
use crate::failure::Failure;
use crate::folder::{self, NamedFile};
use crate::open_register::OpenRegister;
use crate::sending;

/// Files a composed letter as the applicant's case, with the letter and its signature. The same letter is one case,
/// however often it is filed.
///
/// # Errors
/// [`Failure::Register`].
pub fn file_composed(
    register: &OpenRegister,
    composed: &Composed,
    channel: Channel,
    stamp: &Stamp,
) -> Result<Registered, Failure> {
    let file = |name: &str| composed.files.iter().find(|file| file.name == name);
    let named = |name: &str| file(name).map_or(&[][..], |file| file.bytes.as_slice());
    if let Some(Case { id, number, .. }) =
        register.wait(register.case_with_document(named("letter.pdf")))?
    {
        return Ok(Registered { id, number });
    }
    let today = stamp.at.date_naive();
    let reading = request::read(named("request.json"), today)?;
    let request = reading
        .request
        .ok_or(Failure::Incomplete(reading.problems))?;
    let papers = [
        ("letter.pdf", "request", "application/pdf"),
        ("letter.pdf.sig", "signature", "application/pkcs7-signature"),
        ("message.eml", "message", "message/rfc822"),
    ];
    let case = NewCase {
        operator: operator(register, &request)?,
        signature: signature(composed),
        documents: papers
            .into_iter()
            .filter_map(|(name, code, media_type)| {
                Some(paper(file(name)?, code, media_type, &request, channel))
            })
            .collect(),
        ..NewCase::of(&request, Side::Applicant, channel)
    };
    let mut registered = register.wait(register.add_cases(vec![case], stamp))?;
    registered
        .pop()
        .ok_or_else(|| register::RegisterError::Database("дело не создано".to_owned()).into())
}

/// Sends the letter of a folder as [`crate::send`] does, and keeps its outbox in the register: before the server is
/// asked, and whatever it answers. A letter that went gives its case the assumed day of receipt.
///
/// # Errors
/// As [`crate::send`]; [`Failure::Register`], before which nothing is sent.
pub fn send_filed(
    register: &OpenRegister,
    folder: &Path,
    mail: (&Profile, &Password),
    clock: &dyn Fn() -> DateTime<FixedOffset>,
    officer: &str,
) -> Result<OutboxRecord, Failure> {
    let stamp = || Stamp::new(officer, clock());
    let mut outbox = sending::queue(folder, mail.0, clock)?;
    let letter = folder::read_file(&folder.join("letter.pdf"))?;
    let case = register.wait(register.case_with_document(&letter))?;
    let adopt = |record: &OutboxRecord| -> Result<(), Failure> {
        let adopted = Outgoing {
            message_id: record.message_id.clone(),
            case: case.as_ref().map(|case| case.id.clone()),
            state: state(record.state),
            attempts: record.attempts.into(),
            record: json!(record),
            message: folder::read_file(&folder.join("outbox.eml"))?,
        };
        register.wait(register.adopt(adopted, &stamp()))
    };
    adopt(outbox.record())?;
    let delivered = outbox.deliver(mail.0, mail.1, clock);
    adopt(outbox.record())?;
    delivered?;
    if let (Some(case), Some(accepted)) = (&case, &outbox.record().receipt)
        && case.receipt.is_none()
        && let Some(receipt) = law::receipt(&[Evidence::SmtpAccepted(accepted.at)], law::moscow())
    {
        let assumed = Change::Receipt(receipt.into());
        register.wait(register.change(&case.id, case.version, assumed, &stamp()))?;
    }
    Ok(outbox.record().clone())
}

/// The operator of the directory with the request's ОГРН.
fn operator(register: &OpenRegister, request: &Request) -> Result<Option<String>, Failure> {
    let Some(ogrn) = request.operator.ogrn.as_ref().map(ToString::to_string) else {
        return Ok(None);
    };
    let known = register.wait(register.operators())?;
    Ok(known
        .into_iter()
        .find(|operator| operator.ogrn.as_deref() == Some(&ogrn))
        .and_then(|operator| operator.id))
}

/// What the letter's own check said of its first signature.
fn signature(composed: &Composed) -> Option<SignatureNote> {
    let said = composed.report["signatures"].get(0)?;
    Some(SignatureNote {
        form: said["format"].as_str()?.to_owned(),
        verdict: said["verdict"].as_str()?.to_owned(),
    })
}

fn paper(
    file: &NamedFile,
    code: &str,
    media_type: &str,
    request: &Request,
    channel: Channel,
) -> NewDocument {
    NewDocument {
        direction: Direction::Out,
        code: code.to_owned(),
        title: Some(file.name.clone()),
        number: request.number.as_ref().map(ToString::to_string),
        dated: Some(request.date),
        channel: Some(channel),
        tracking: None,
        media_type: media_type.to_owned(),
        bytes: file.bytes.clone(),
    }
}

const fn state(state: delivery::State) -> SendState {
    match state {
        delivery::State::Queued => SendState::Queued,
        delivery::State::Sending => SendState::Sending,
        delivery::State::Sent => SendState::Sent,
        delivery::State::Refused => SendState::Refused,
        delivery::State::Unknown => SendState::Unknown,
    }
}
