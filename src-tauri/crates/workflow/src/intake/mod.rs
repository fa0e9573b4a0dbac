//! Taking a letter in: what came is recognised by its content, the request inside it fills the case, its signature, its
//! completeness and the right of whoever wrote it are looked at. Nothing in it is ever run or believed by its name.

mod findings;
mod hazards;
mod papers;
mod signed;

use chrono::{DateTime, FixedOffset};
use delivery::Message;
use law::{Answer, Evidence, Kind, Pack, Received};
use request::{Reading, Request};
use serde::Serialize;
use serde_json::Value;
use signature::Trust;

use crate::answer::Lack;
use crate::failure::Failure;

pub use findings::{Finding, Weight};
pub use hazards::safe_name;

use papers::{Content, OTHER, kind_of, paper};
use signed::{letter_of, summary};

/// A file that came.
#[derive(Clone)]
pub struct Incoming {
    /// Its name, as the sender gave it.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// What the desk knows of what came.
pub struct IntakeJob<'a> {
    /// The files: a message, or a letter with its signature, or a request.
    pub files: Vec<Incoming>,
    /// Whom to trust.
    pub trust: &'a Trust,
    /// The company's mail system, `mail.company.ru`: its own mark says when a message came.
    pub server: Option<&'a str>,
    /// How it came, where that is not a message.
    pub channel: IntakeChannel,
    /// When it came, where nothing in it says so.
    pub received: Option<Received>,
    /// The clock.
    pub now: DateTime<FixedOffset>,
}

/// How a letter came; the codes are the register's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum IntakeChannel {
    /// Лично.
    Desk,
    /// Почта.
    Post,
    /// Электронная почта.
    Email,
    /// Форма на сайте, личный кабинет.
    Site,
}

/// A paper that came, under a name that can be written.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Paper {
    /// Its safe name.
    pub name: String,
    /// What it is, told by its content.
    pub media_type: &'static str,
    /// Its size.
    pub size: usize,
    /// Its bytes.
    #[serde(skip)]
    pub bytes: Vec<u8>,
}

/// Where the request comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestSource {
    /// From the revision of the PDF that an intact signature covers.
    SignedPdf,
    /// From a PDF that no intact signature covers.
    Pdf,
    /// From a request file.
    Json,
    /// Nothing could be read: the officer fills it beside the document.
    None,
}

/// What kind of signature there is, shown for what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SignatureClass {
    /// There is none: a plain e-mail, an unsigned file.
    Unsigned,
    /// A picture of a paper: a hand signature may be on it, but not in it.
    Scan,
    /// It is broken or covers something else.
    Invalid,
    /// It cannot be confirmed here.
    Unconfirmed,
    /// It holds; the certificate is not told to be qualified.
    Unqualified,
    /// It holds and the certificate is a qualified one.
    Qualified,
}

/// Who signed, seen from the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SignedBy {
    /// Whose data it is about.
    Subject,
    /// Who acts for the subject.
    Representative,
    /// Somebody else.
    Other,
    /// Nobody, or it cannot be told.
    Unknown,
}

/// What the check of a signature said.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SignatureSummary {
    /// `PAdES-B`, `CAdES-BES`, `none`.
    pub form: String,
    /// `valid`, `invalid`, `indeterminate`, `none`.
    pub verdict: String,
    /// What it is worth.
    pub class: SignatureClass,
    /// The holder's name, as the certificate gives it.
    pub signer: Option<String>,
    /// Who that is.
    pub by: SignedBy,
}

/// A letter that was taken in and looked at; nothing is registered yet.
#[derive(Clone, Serialize)]
pub struct Intake {
    /// How it came.
    pub channel: IntakeChannel,
    /// When the operator got it.
    pub received: Received,
    /// Nothing proves the receipt: the moment is that of taking in.
    pub received_assumed: bool,
    /// What says so, in Russian.
    pub received_by: String,
    /// Who says to have sent it.
    pub from: Option<String>,
    /// The message's subject and text, where it came in one.
    pub message: Option<MessageText>,
    /// The request, field by field as it was written.
    #[serde(skip)]
    pub request: Option<Value>,
    /// Where it was found.
    pub request_source: RequestSource,
    /// Whether an intact signature covers it.
    pub covered: bool,
    /// The signature.
    pub signature: SignatureSummary,
    /// The whole report of the check, as `verify` gives it.
    pub verification: Value,
    /// Everything the officer should look at, each with its norm and a ready sentence.
    pub findings: Vec<Finding>,
    /// What the law asks for and the letter lacks, for a message about missing information.
    pub lacks: Vec<Lack>,
    /// The answer that seems right; the officer decides.
    pub proposed: Answer,
    /// Everything that came.
    pub papers: Vec<Paper>,
}

/// What an e-mail said by itself.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct MessageText {
    /// Subject.
    pub subject: String,
    /// Text.
    pub text: String,
}

/// A letter is full of personal data.
impl std::fmt::Debug for Intake {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Intake")
            .field("request_source", &self.request_source)
            .field("covered", &self.covered)
            .field("class", &self.signature.class)
            .finish_non_exhaustive()
    }
}

/// Takes a letter in.
///
/// # Errors
/// [`Failure::Intake`] when there is nothing that could be a letter.
pub fn take_in(job: IntakeJob<'_>) -> Result<Intake, Failure> {
    let mut found = Vec::new();
    let mut channel = job.channel;
    let mut message = None;
    let mut papers = Vec::new();
    for file in job.files {
        match kind_of(&file.bytes, &file.name) {
            Content::Message => {
                let read = delivery::read(&file.bytes).map_err(|error| Failure::Intake {
                    reason: error.to_string(),
                })?;
                channel = IntakeChannel::Email;
                for attachment in &read.attachments {
                    papers.push(paper(
                        &attachment.name,
                        attachment.bytes.clone(),
                        &mut found,
                    ));
                }
                papers.insert(0, paper(&file.name, file.bytes, &mut found));
                message = Some(read);
            }
            _ => papers.push(paper(&file.name, file.bytes, &mut found)),
        }
    }
    if papers.is_empty() {
        return Err(Failure::Intake {
            reason: "не названо ни одного файла".to_owned(),
        });
    }
    hazards::look(&papers, &mut found);
    let looked = letter_of(&papers, job.trust, job.now);
    if looked.request.is_none()
        && message.is_none()
        && papers.iter().all(|paper| paper.media_type == OTHER)
    {
        return Err(Failure::Intake {
            reason: format!("{} – ни письмо, ни PDF, ни запрос", papers[0].name),
        });
    }
    let receipt = receipt(
        message.as_ref(),
        job.server,
        job.received,
        job.now,
        &mut found,
    );
    let reading = looked
        .request
        .as_ref()
        .and_then(|value| request::read_value(value.clone(), job.now.date_naive()).ok());
    let typed = reading
        .as_ref()
        .and_then(|reading| reading.request.as_ref());
    let signature = summary(&looked, typed);
    let pack = Pack::in_force(receipt.0.day())?;
    let lacks = findings::of_request(
        &findings::Looked {
            reading: reading.as_ref(),
            request: typed,
            signature: &signature,
            covered: looked.covered,
            source: looked.source,
            day: receipt.0.day(),
            papers: &papers,
        },
        pack,
        &mut found,
    );
    let proposed = proposal(reading.as_ref(), typed, &lacks, pack);
    found.sort_by_key(|finding| finding.weight);
    Ok(Intake {
        channel,
        received: receipt.0,
        received_assumed: receipt.1,
        received_by: receipt.2,
        from: message
            .as_ref()
            .and_then(|message| message.from.first().map(|party| party.address.clone())),
        message: message.map(|message| MessageText {
            subject: message.subject,
            text: message.text,
        }),
        request: looked.request,
        request_source: looked.source,
        covered: looked.covered,
        signature,
        verification: looked.verification,
        findings: found,
        lacks,
        proposed,
        papers,
    })
}

/// Law.md §1.7 (6): the mark of the operator's own server, night or not; the `Date` header proves nothing.
fn receipt(
    message: Option<&Message>,
    server: Option<&str>,
    said: Option<Received>,
    now: DateTime<FixedOffset>,
    found: &mut Vec<Finding>,
) -> (Received, bool, String) {
    if let Some(received) = said {
        return (received, false, "указано при приёме".to_owned());
    }
    if let Some(mark) = message.and_then(|message| message.entered(server)) {
        let by = mark.by.as_deref().unwrap_or("без имени");
        if let Some(receipt) = law::receipt(&[Evidence::ServerReceived(mark.at)], law::moscow()) {
            return (
                receipt.earliest,
                false,
                format!("отметка почтового сервера {by}"),
            );
        }
    }
    if message.is_some() {
        found.push(Finding::warn(
            "receipt_unproven",
            "В письме нет отметки вашего почтового сервера: день получения взят по часам приёма."
                .to_owned(),
            String::new(),
        ));
    }
    (
        Received::in_zone(now, law::moscow()),
        true,
        "часы приёма".to_owned(),
    )
}

/// The answer that seems right for the first demand; the officer decides.
fn proposal(
    reading: Option<&Reading>,
    request: Option<&Request>,
    lacks: &[Lack],
    pack: &Pack,
) -> Answer {
    let kinds: Vec<Kind> = request.map_or_else(
        || reading.map(kinds_of).unwrap_or_default(),
        |request| request.kinds().collect(),
    );
    if kinds.is_empty() || !lacks.is_empty() {
        return Answer::MissingInformation;
    }
    pack.kind(kinds[0])
        .reply
        .answers
        .first()
        .copied()
        .unwrap_or(Answer::Answer)
}

/// Kinds of a request that could not be read whole.
fn kinds_of(reading: &Reading) -> Vec<Kind> {
    reading.value()["demands"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|demand| Kind::from_code(demand["kind"].as_str()?))
        .collect()
}

#[cfg(test)]
mod tests;
