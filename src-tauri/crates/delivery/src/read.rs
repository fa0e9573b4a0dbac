//! The bytes of a received message → plain data for intake.

use chrono::{DateTime, FixedOffset, NaiveDate};
use mail_parser::{
    Encoding, Host, MessageParser, MessagePart, MimeHeaders, PartType,
    decoders::{base64::base64_decode, quoted_printable::quoted_printable_decode},
};

use crate::{Attachment, DeliveryError};

/// A message as it was received. Nothing in it is proven: every header may be invented by the sender.
#[derive(Clone, Debug)]
pub struct Message {
    /// `Message-ID` without brackets.
    pub message_id: Option<String>,
    /// Who says to have written it.
    pub from: Vec<Party>,
    /// Whom it names as recipients.
    pub to: Vec<Party>,
    /// The subject, decoded; empty when there is none.
    pub subject: String,
    /// The `Date` header. It proves nothing about the receipt.
    pub date: Option<DateTime<FixedOffset>>,
    /// The `Received` headers, the last server first (RFC 5321 §4.4: each puts its own on top).
    pub received: Vec<Received>,
    /// The first text body, decoded; made from HTML when there is only that.
    pub text: String,
    /// The files, byte for byte.
    pub attachments: Vec<Attachment>,
}

/// A name and an address as they stand in the message, right or wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// The display name.
    pub name: Option<String>,
    /// The address.
    pub address: String,
}

/// One server's mark on the way (RFC 5321 §4.4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// The server that wrote it.
    pub by: Option<String>,
    /// When it took the message in, in the zone of its own clock.
    pub at: DateTime<FixedOffset>,
}

impl Message {
    /// When the message entered the mail system of `domain` (its own host or any below it): the
    /// lowest mark in the unbroken run of that system's marks on top. Marks further down were
    /// written before the message arrived and may be invented.
    ///
    /// Without a mark of that system the topmost one stands for it when `domain` is `None`.
    ///
    /// ГК 165.1; 149-ФЗ: electronic mail is received when it enters the addressee's system.
    #[must_use]
    pub fn entered(&self, domain: Option<&str>) -> Option<&Received> {
        let Some(domain) = domain else {
            return self.received.first();
        };
        self.received
            .iter()
            .take_while(|mark| mark.by.as_deref().is_some_and(|by| is_within(by, domain)))
            .last()
    }
}

/// Reads a message (RFC 5322, MIME), as forgiving as mail programs are.
///
/// # Errors
/// The bytes have no headers of a message.
pub fn read(bytes: &[u8]) -> Result<Message, DeliveryError> {
    let parsed = MessageParser::default()
        .parse(bytes)
        .filter(|parsed| {
            parsed.from().is_some() || parsed.date().is_some() || parsed.to().is_some()
        })
        .ok_or(DeliveryError::NotAMessage)?;
    Ok(Message {
        message_id: parsed.message_id().map(str::to_owned),
        from: parties(parsed.from()),
        to: parties(parsed.to()),
        subject: parsed.subject().unwrap_or_default().to_owned(),
        date: parsed.date().and_then(moment),
        received: parsed
            .received_all()
            .filter_map(|mark| {
                Some(Received {
                    by: mark.by().map(host),
                    at: mark.date().as_ref().and_then(moment)?,
                })
            })
            .collect(),
        text: parsed
            .body_text(0)
            .map(|text| text.into_owned())
            .unwrap_or_default(),
        attachments: parsed
            .attachments()
            .enumerate()
            .map(|(index, part)| attachment(index, part, bytes))
            .collect(),
    })
}

fn attachment(index: usize, part: &MessagePart<'_>, raw: &[u8]) -> Attachment {
    let media_type = part.content_type().map_or_else(
        || "application/octet-stream".to_owned(),
        |kind| {
            format!(
                "{}/{}",
                kind.ctype(),
                kind.subtype().unwrap_or("octet-stream")
            )
        },
    );
    Attachment {
        name: part
            .attachment_name()
            .map_or_else(|| format!("attachment-{}", index + 1), str::to_owned),
        media_type: media_type.to_ascii_lowercase(),
        bytes: exact(part, raw),
    }
}

/// The content of a part. The parser turns text into UTF-8, which would change the bytes of a file
/// in another encoding; text is therefore taken from the raw message.
fn exact(part: &MessagePart<'_>, raw: &[u8]) -> Vec<u8> {
    let is_text = matches!(part.body, PartType::Text(_) | PartType::Html(_));
    let encoded = raw.get(part.raw_body_offset() as usize..part.raw_end_offset() as usize);
    match (is_text, encoded) {
        (true, Some(encoded)) => match part.encoding {
            Encoding::None => Some(encoded.to_vec()),
            Encoding::Base64 => base64_decode(encoded),
            Encoding::QuotedPrintable => quoted_printable_decode(encoded),
        },
        _ => None,
    }
    .unwrap_or_else(|| part.contents().to_vec())
}

fn parties(address: Option<&mail_parser::Address<'_>>) -> Vec<Party> {
    address
        .into_iter()
        .flat_map(mail_parser::Address::iter)
        .filter_map(|one| {
            Some(Party {
                name: one.name().map(str::to_owned),
                address: one.address()?.to_owned(),
            })
        })
        .collect()
}

fn moment(at: &mail_parser::DateTime) -> Option<DateTime<FixedOffset>> {
    let seconds = i32::from(at.tz_hour) * 3600 + i32::from(at.tz_minute) * 60;
    let zone = FixedOffset::east_opt(if at.tz_before_gmt { -seconds } else { seconds })?;
    NaiveDate::from_ymd_opt(at.year.into(), at.month.into(), at.day.into())?
        // A leap second is written as :60 (RFC 5322 §3.3); chrono wants it as the 59th.
        .and_hms_opt(at.hour.into(), at.minute.into(), at.second.min(59).into())?
        .and_local_timezone(zone)
        .single()
}

fn host(host: &Host<'_>) -> String {
    match host {
        Host::Name(name) => name.to_ascii_lowercase(),
        Host::IpAddr(address) => address.to_string(),
    }
}

fn is_within(host: &str, domain: &str) -> bool {
    let host = host.to_ascii_lowercase();
    let domain = domain.to_ascii_lowercase();
    host.strip_suffix(&domain)
        .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}
