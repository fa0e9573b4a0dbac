//! The officer's way: an answer is checked, printed, signed, verified, and made ready to go, like a letter.

mod act;
mod prefill;

use std::path::Path;

use chrono::{DateTime, FixedOffset};
use delivery::{Attachment, Mail, Mailbox};
use law::{Answer, Pack};
use letter::post::{Party, PostedItem, Posting};
use letter::{Mark, Signing};
use pdf::{EmbeddedFile, Relation};
use request::CheckReport;
use request::response::{
    self, AnswerBody, AnswerForm, CompleteResponse, Response, ResponseReading,
};
use serde_json::{Value, json};
use signature::{Certificate, SigningKey, Trust};

use crate::compose::pretty;
use crate::compose::{fonts, mark};
use crate::failure::Failure;
use crate::folder::{self, NamedFile};
use crate::keys;
use crate::message::media_type;
use crate::report::{self, LegalForce, Warning};
use crate::signer;
use crate::words::{self, AnswerWords};

pub use act::{ActSigners, act_signers};
pub use prefill::{CaseFacts, Lack, number_by, prefill};

/// Everything an answer needs.
pub struct AnswerJob<'a> {
    /// The response file.
    pub response: Value,
    /// The clock.
    pub now: DateTime<FixedOffset>,
    /// The key; without one the answer leaves unsigned, for the outside way or for ink.
    pub key: Option<&'a dyn SigningKey>,
    /// Sign beside it too: `letter.pdf.sig`.
    pub detached: bool,
    /// Make `message.eml`.
    pub email: bool,
    /// Make `post/`.
    pub post: bool,
}

/// A finished answer that is not yet written anywhere.
#[derive(Debug)]
pub struct FinishedAnswer {
    /// What it says.
    pub response: Response,
    /// `letter.pdf` and what goes with it; `response.json`, `report.json`.
    pub files: Vec<NamedFile>,
    /// `report.json`.
    pub report: Value,
    /// What force the signature has.
    pub legal_force: LegalForce,
    /// What a person should know.
    pub warnings: Vec<Warning>,
}

/// Names an earlier run may have left in the folder.
const OWN_NAMES: &[&str] = &[
    "letter.pdf",
    "letter.pdf.sig",
    "certificate.cer",
    "response.json",
    "report.json",
    "message.eml",
    "post/letter.pdf",
    "post/envelope.pdf",
    "post/inventory-f107.pdf",
    "post/notice-f119.pdf",
];

impl FinishedAnswer {
    /// Writes the answer into `folder`: all of it or nothing.
    ///
    /// # Errors
    /// [`Failure::AlreadySent`] where a letter was sent from the folder; [`Failure::Write`].
    pub fn write(&self, folder: &Path) -> Result<(), Failure> {
        if folder.join("outbox.json").exists() {
            return Err(Failure::AlreadySent {
                folder: folder.to_owned(),
            });
        }
        folder::write_files(folder, &self.files, OWN_NAMES)
    }

    /// One of its files.
    #[must_use]
    pub fn file(&self, name: &str) -> Option<&[u8]> {
        self.files
            .iter()
            .find(|file| file.name == name)
            .map(|file| file.bytes.as_slice())
    }
}

/// Everything that is wrong with an answer, each with its norm: what the editor shows while it is written.
///
/// # Errors
/// [`Failure::Unreadable`] when the value is no response at all.
pub fn check_answer(response: &Value, now: DateTime<FixedOffset>) -> Result<CheckReport, Failure> {
    let reading = read(response, now)?;
    Ok(response::check(&reading, Pack::in_force(now.date_naive())?))
}

/// The answer for the screen: «не подписано» stands where the mark will be. What is missing is refused here too.
///
/// # Errors
/// As [`answer`] up to the pages.
pub fn preview_answer(response: &Value, now: DateTime<FixedOffset>) -> Result<Vec<u8>, Failure> {
    let paper = Paper::new(response.clone(), now)?;
    let ink = paper.response.form != AnswerForm::Electronic;
    let mark = if ink { Mark::Ink } else { Mark::Preview };
    Ok(paper.print(mark, None, now)?.0)
}

/// Check, print, sign, verify; then the e-mail and the postal pack.
///
/// # Errors
/// [`Failure::AnswerIncomplete`] with every field and norm before anything is signed; then the first thing that stops it.
pub fn answer(job: AnswerJob<'_>) -> Result<FinishedAnswer, Failure> {
    let AnswerJob {
        response,
        now,
        key,
        detached,
        email,
        post,
    } = job;
    let mut paper = Paper::new(response, now)?;
    let mut warnings = std::mem::take(&mut paper.warnings);
    let to_mail = paper
        .response
        .addressee
        .as_ref()
        .and_then(|to| to.email.as_ref())
        .map(ToString::to_string);
    if email && to_mail.is_none() {
        return Err(Failure::NoAnswerEmail);
    }
    let (pdf, title, beside) = match key {
        Some(key) => {
            keys::usable(key, now)?;
            let destroyer = paper.who_signs(key.certificate(), &mut warnings)?;
            let (unsigned, title) =
                paper.print(Mark::Electronic(mark(key.certificate())), destroyer, now)?;
            let (signed, _) = keys::sign(&unsigned, key, now)?;
            let beside = if detached {
                Some(keys::sign_beside(&signed, key, now)?)
            } else {
                None
            };
            (signed, title, beside)
        }
        None if paper.response.form == AnswerForm::Electronic => {
            warnings.push(Warning::new(
                "not_signed",
                "Ответ не подписан: подпишите letter.pdf своей программой и приложите файл .sig.",
            ));
            let (pdf, title) = paper.print(Mark::Outside, None, now)?;
            (pdf, title, None)
        }
        None => {
            let (pdf, title) = paper.print(Mark::Ink, None, now)?;
            (pdf, title, None)
        }
    };
    let legal_force = LegalForce::of(key.map(SigningKey::custody));
    if legal_force == LegalForce::Unqualified {
        warnings.push(Warning::new(
            "signature_not_qualified",
            "Ключом распорядилась сама программа, поэтому подпись не считается квалифицированной (63-ФЗ, ст. 5 ч. 4): \
             надёжнее подписать сертифицированным средством или на бумаге (--post).",
        ));
    }
    let verification = signature::verify_pdf(&pdf, &Trust::new(), now);
    let mut report = json!(verification);
    report["response"] = paper.value.clone();
    report::finish(&mut report, legal_force, &warnings);
    let mut files = vec![NamedFile::new("letter.pdf", pdf)];
    files.extend(
        beside
            .as_deref()
            .map(|bytes| NamedFile::new("letter.pdf.sig", bytes)),
    );
    if let Some(key) = key {
        files.push(NamedFile::new("certificate.cer", key.certificate().der()));
    }
    if let (true, Some(address)) = (email, to_mail) {
        let message = message(&paper.response, &title, &files, &address, key, now)?;
        files.push(NamedFile::new("message.eml", message));
    }
    files.push(NamedFile::new("response.json", pretty(&paper.value)));
    if post {
        files.extend(paper.post(&title, now)?);
    }
    files.push(NamedFile::new("report.json", pretty(&report)));
    Ok(FinishedAnswer {
        response: Response::clone(&paper.response),
        files,
        report,
        legal_force,
        warnings,
    })
}

fn read(value: &Value, now: DateTime<FixedOffset>) -> Result<ResponseReading, Failure> {
    Ok(response::read(value.clone(), now.date_naive())?)
}

/// An answer that may be printed, with its data file.
struct Paper {
    response: CompleteResponse,
    value: Value,
    json: Vec<u8>,
    warnings: Vec<Warning>,
}

impl Paper {
    fn new(value: Value, now: DateTime<FixedOffset>) -> Result<Self, Failure> {
        let reading = read(&value, now)?;
        let (response, problems) = CompleteResponse::of(reading, Pack::in_force(now.date_naive())?)
            .map_err(Failure::AnswerIncomplete)?;
        Ok(Self {
            response,
            json: pretty(&value),
            value,
            warnings: problems.iter().map(Warning::from).collect(),
        })
    }

    /// The pages with this mark and the data inside, and their title.
    fn print(
        &self,
        mark: Mark,
        destroyer: Option<String>,
        now: DateTime<FixedOffset>,
    ) -> Result<(Vec<u8>, String), Failure> {
        let letter = letter::answer(
            &self.response,
            Pack::in_force(now.date_naive())?,
            &Signing { mark, destroyer },
        )?;
        let data = EmbeddedFile {
            name: "response.json",
            media_type: "application/json",
            description: "Данные ответа (zapros-response/1)",
            relation: Relation::Data,
            bytes: &self.json,
        };
        let options = pdf::Options {
            created: now,
            files: vec![data],
        };
        let pdf = pdf::render(&letter, fonts()?, &options)?;
        Ok((pdf, letter.title))
    }

    /// Whether the holder of the certificate is the one who must sign. Of an act that is one of the destroyers, and
    /// nobody else: order 179 п. 3 «г».
    fn who_signs(
        &self,
        certificate: &Certificate,
        warnings: &mut Vec<Warning>,
    ) -> Result<Option<String>, Failure> {
        let names = signer::names(certificate);
        if let AnswerBody::DestructionAct(act) = &self.response.answer {
            let signs = act.destroyers.iter().find(|one| {
                signer::is_same_name(
                    names,
                    &one.surname,
                    &one.given_name,
                    one.patronymic.as_deref(),
                )
            });
            let Some(signs) = signs else {
                return Err(Failure::NotADestroyer {
                    holder: keys::holder(certificate),
                });
            };
            if act.destroyers.len() > 1 {
                warnings.push(Warning::new(
                    "act_signers_left",
                    "Акт подписывает каждый, кто уничтожил данные: остальные подписи добавьте отдельными файлами .sig.",
                ));
            }
            return Ok(Some(signs.full_name()));
        }
        let signatory = &self.response.signatory;
        if !signer::is_same_name(
            names,
            &signatory.surname,
            &signatory.given_name,
            signatory.patronymic.as_deref(),
        ) {
            warnings.push(Warning::new(
                "signer_differs",
                "Владелец сертификата – не тот, кто назван подписавшим ответ.",
            ));
        }
        // A natural person's certificate signs for a company only with a machine-readable mandate.
        if certificate.subject().organization.is_none() && signatory.mandate.is_none() {
            warnings.push(Warning::new(
                "mandate_missing",
                "Сертификат выдан человеку, а не организации: к ответу нужна машиночитаемая доверенность.",
            ));
        }
        Ok(None)
    }

    /// The letter in ink, the envelope, the inventory, the notice of delivery.
    fn post(&self, title: &str, now: DateTime<FixedOffset>) -> Result<Vec<NamedFile>, Failure> {
        let to = self
            .response
            .addressee
            .as_ref()
            .and_then(|to| Some((to, to.address.as_ref()?)));
        let Some((to, address)) = to else {
            return Err(Failure::NoAnswerAddress);
        };
        let operator = &self.response.operator;
        let posting = Posting {
            from: Some(Party {
                name: operator
                    .short_name
                    .as_ref()
                    .unwrap_or(&operator.name)
                    .to_string(),
                address: operator.address.text.to_string(),
                postal_code: operator
                    .address
                    .postal_code
                    .as_ref()
                    .map(ToString::to_string),
            }),
            to: Party {
                name: to.name.to_string(),
                address: address.text.to_string(),
                postal_code: address.postal_code.as_ref().map(ToString::to_string),
            },
            items: vec![PostedItem {
                title: format!(
                    "Письмо от {} № {} «{title}»",
                    letter::date(self.response.date),
                    self.response.number
                ),
                count: 1,
                value: Some(1),
            }],
            declared: 1,
        };
        let options = pdf::Options {
            created: now,
            files: Vec::new(),
        };
        let fonts = fonts()?;
        Ok(vec![
            NamedFile::new("post/letter.pdf", self.print(Mark::Ink, None, now)?.0),
            NamedFile::new(
                "post/envelope.pdf",
                pdf::post::envelopes(&posting, fonts, &options)?,
            ),
            NamedFile::new(
                "post/inventory-f107.pdf",
                pdf::post::inventory_f107(&posting, fonts, &options)?,
            ),
            NamedFile::new(
                "post/notice-f119.pdf",
                pdf::post::notice_f119(&posting, fonts, &options)?,
            ),
        ])
    }
}

fn message(
    response: &Response,
    title: &str,
    files: &[NamedFile],
    address: &str,
    key: Option<&dyn SigningKey>,
    now: DateTime<FixedOffset>,
) -> Result<Vec<u8>, Failure> {
    let operator = response
        .operator
        .short_name
        .as_ref()
        .unwrap_or(&response.operator.name);
    let text = words::answer_message(&AnswerWords {
        registered_as: response.about.as_ref().map(|about| &*about.registered_as),
        date: letter::date(response.date),
        number: &response.number,
        title,
        signed: key.is_some(),
        detached: files.iter().any(|file| file.name.ends_with(".sig")),
        holder: key.map(|key| keys::holder(key.certificate())),
        signatory: response.signatory.full_name(),
        operator,
    });
    let attachments = files
        .iter()
        .map(|file| Attachment {
            name: file.name.clone(),
            media_type: media_type(&file.name).to_owned(),
            bytes: file.bytes.clone(),
        })
        .collect();
    Ok(delivery::message(&Mail {
        from: None,
        to: vec![Mailbox {
            name: response.addressee.as_ref().map(|to| to.name.to_string()),
            address: address.parse()?,
        }],
        subject: format!("{title} – № {}", response.number),
        text,
        date: now,
        attachments,
    })?)
}

/// Whether an answer of this kind is owed to the person, and so decides a demand.
#[must_use]
pub const fn decides(answer: Answer) -> bool {
    matches!(
        answer,
        Answer::Answer
            | Answer::NoData
            | Answer::ProcessorOnly
            | Answer::Refusal
            | Answer::RepeatRefusal
            | Answer::Rectified
            | Answer::Blocked
            | Answer::Stopped
            | Answer::Destroyed
            | Answer::ContinuedOnOtherGround
            | Answer::AuthorityAnswer
            | Answer::ObjectionDecision
    )
}

#[cfg(test)]
mod tests;
