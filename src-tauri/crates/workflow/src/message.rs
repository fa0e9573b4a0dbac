//! `message.eml`: a draft that the person's own mail program opens, or that `send` takes.

use chrono::{DateTime, FixedOffset};
use delivery::{Attachment, Mail, Mailbox};
use request::Request;

use crate::enclosures::Enclosure;
use crate::failure::Failure;
use crate::folder::NamedFile;
use crate::words::{self, MessageWords};

/// What the e-mail is made of.
pub(crate) struct Message<'a> {
    pub(crate) request: &'a Request,
    /// The letter's title.
    pub(crate) title: &'a str,
    /// The letter and what belongs to its signature.
    pub(crate) files: &'a [NamedFile],
    pub(crate) enclosures: &'a [Enclosure],
    /// None where nobody signed.
    pub(crate) signed: Option<Signed>,
    pub(crate) now: DateTime<FixedOffset>,
}

/// What the text says of the signature.
pub(crate) struct Signed {
    /// Whom the certificate names.
    pub(crate) holder: String,
    /// Whether it stands in the PDF too, or only beside it.
    pub(crate) inside: bool,
}

/// The message without a sender.
pub(crate) fn draft(message: &Message<'_>) -> Result<Vec<u8>, Failure> {
    let request = message.request;
    let operator = &request.operator;
    let addressee = operator.short_name.as_deref().unwrap_or(&operator.name);
    let address = operator.email.as_deref().ok_or(Failure::NoOperatorEmail)?;
    let applicant = request.applicant().full_name();
    let mut attachments: Vec<Attachment> = message
        .files
        .iter()
        .map(|file| Attachment {
            name: file.name.clone(),
            media_type: media_type(&file.name).to_owned(),
            bytes: file.bytes.clone(),
        })
        .collect();
    attachments.extend(message.enclosures.iter().map(|enclosure| Attachment {
        name: enclosure.file.name.clone(),
        media_type: enclosure.media_type.to_owned(),
        bytes: enclosure.file.bytes.clone(),
    }));
    let has = |name: &str| message.files.iter().any(|file| file.name == name);
    let text = words::message(&MessageWords {
        addressee,
        date: letter::date(request.date),
        number: request.number.as_deref(),
        title: message.title,
        inside: message.signed.as_ref().is_some_and(|signed| signed.inside),
        beside: has("letter.pdf.sig"),
        certificate: has("certificate.cer"),
        holder: message.signed.as_ref().map(|signed| signed.holder.clone()),
        enclosures: request
            .enclosures
            .iter()
            .map(|enclosure| &*enclosure.title)
            .collect(),
        applicant: applicant.clone(),
    });
    Ok(delivery::message(&Mail {
        from: None,
        to: vec![Mailbox {
            name: Some(addressee.to_owned()),
            address: address.parse()?,
        }],
        subject: format!("{} – {applicant}", message.title),
        text,
        date: message.now,
        attachments,
    })?)
}

pub(crate) fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("pdf") => "application/pdf",
        Some("sig") => "application/pkcs7-signature",
        Some("cer") => "application/pkix-cert",
        _ => "application/octet-stream",
    }
}
