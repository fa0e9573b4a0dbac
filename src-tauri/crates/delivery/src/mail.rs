//! A letter with its files → the bytes of a message, the same bytes every time.

use chrono::{DateTime, Datelike, FixedOffset};
use email_encoding::headers::{rfc2047, writer::EmailWriter};
use lettre::message::{
    Mailboxes, MultiPart, SinglePart,
    header::{
        ContentDisposition, ContentTransferEncoding, ContentType, From, Header, HeaderName,
        HeaderValue, MIME_VERSION_1_0, MessageId, Subject, To,
    },
};
use sha2::{Digest, Sha256};

use crate::{DeliveryError, Mailbox};

/// What goes into an e-mail.
#[derive(Clone, Debug)]
pub struct Mail {
    /// The sender; without one the message is a draft that a mail program opens for sending.
    pub from: Option<Mailbox>,
    /// Whom it goes to, one or more.
    pub to: Vec<Mailbox>,
    /// One line, any letters.
    pub subject: String,
    /// Plain text, any letters, lines ended as one likes.
    pub text: String,
    /// The `Date` header: the clock of the run.
    pub date: DateTime<FixedOffset>,
    /// The files, in the order they are shown.
    pub attachments: Vec<Attachment>,
}

/// A file of a message.
#[derive(Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Its name, without folders.
    pub name: String,
    /// `application/pdf` and the like.
    pub media_type: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// Writes the message (RFC 5322 and MIME): subject by RFC 2047, names of files by RFC 2231, ends of
/// lines CRLF, every byte ASCII. Equal mail gives equal bytes.
///
/// # Errors
/// No recipient; a subject, a name of a file or a media type that a header cannot carry.
pub fn message(mail: &Mail) -> Result<Vec<u8>, DeliveryError> {
    if mail.to.is_empty() {
        return Err(DeliveryError::NoRecipient);
    }
    if mail.subject.chars().any(char::is_control) {
        return Err(DeliveryError::Subject);
    }
    if !(1900..=9999).contains(&mail.date.year()) {
        return Err(DeliveryError::Date);
    }
    let digest = digest(mail);
    let mut builder = MultiPart::builder();
    if let Some(sender) = &mail.from {
        builder = builder.header(From::from(Mailboxes::from(sender.to_lettre())));
    }
    let recipients: Mailboxes = mail.to.iter().map(Mailbox::to_lettre).collect();
    builder = builder
        .header(To::from(recipients))
        .header(Subject::from(mail.subject.clone()))
        .header(Date(mail.date))
        .header(MessageId::from(format!("<{digest}@{ID_DOMAIN}>")))
        .header(MIME_VERSION_1_0);
    if mail.from.is_none() {
        builder = builder.header(Unsent);
    }
    let mut parts = builder
        .kind(lettre::message::MultiPartKind::Mixed)
        .boundary(format!("zapros-{digest}"))
        .singlepart(SinglePart::plain(mail.text.clone()));
    for attachment in &mail.attachments {
        parts = parts.singlepart(part(attachment)?);
    }
    Ok(parts.formatted())
}

/// Turns a draft into the message to send: the mark of a draft gives its line to the sender, and
/// nothing else changes, so the letter keeps its `Message-ID`.
///
/// # Errors
/// The bytes are not a draft made by [`message`].
pub fn with_sender(draft: &[u8], sender: &Mailbox) -> Result<Vec<u8>, DeliveryError> {
    let head_end = find(draft, b"\r\n\r\n").ok_or(DeliveryError::NotADraft)?;
    let head = &draft[..head_end + 2];
    let mark = find(head, UNSENT_LINE).ok_or(DeliveryError::NotADraft)?;
    let has_sender = head.split(|byte| *byte == b'\n').any(|line| {
        line.get(..5)
            .is_some_and(|name| name.eq_ignore_ascii_case(b"from:"))
    });
    if has_sender || (mark > 0 && head[mark - 1] != b'\n') {
        return Err(DeliveryError::NotADraft);
    }
    let mut headers = lettre::message::header::Headers::new();
    headers.set(From::from(Mailboxes::from(sender.to_lettre())));
    let mut bytes = draft[..mark].to_vec();
    bytes.extend_from_slice(headers.to_string().as_bytes());
    bytes.extend_from_slice(&draft[mark + UNSENT_LINE.len()..]);
    Ok(bytes)
}

/// The `Message-ID` that [`message`] gives this mail, without brackets. It does not depend on the
/// sender: the draft and the sent message are one letter.
#[must_use]
pub fn message_id(mail: &Mail) -> String {
    format!("{}@{ID_DOMAIN}", digest(mail))
}

/// A draft has no sender and so no domain of its own; `.invalid` can clash with nobody's (RFC 2606 §2),
/// and the digest before it makes the whole unique (RFC 5322 §3.6.4).
const ID_DOMAIN: &str = "zapros.invalid";

const UNSENT_LINE: &[u8] = b"X-Unsent: 1\r\n";

/// 128 bits over everything the recipient gets, each piece with its length before it.
fn digest(mail: &Mail) -> String {
    let mut hash = Sha256::new();
    let mut feed = |bytes: &[u8]| {
        hash.update((bytes.len() as u64).to_be_bytes());
        hash.update(bytes);
    };
    for recipient in &mail.to {
        feed(recipient.to_string().as_bytes());
    }
    feed(mail.subject.as_bytes());
    feed(mail.text.as_bytes());
    feed(mail.date.to_rfc3339().as_bytes());
    for attachment in &mail.attachments {
        feed(attachment.name.as_bytes());
        feed(attachment.media_type.as_bytes());
        feed(&attachment.bytes);
    }
    hash.finalize()[..16]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn part(attachment: &Attachment) -> Result<SinglePart, DeliveryError> {
    let name = &attachment.name;
    if name.trim().is_empty() || name.contains(['/', '\\']) || name.chars().any(char::is_control) {
        return Err(DeliveryError::AttachmentName(name.clone()));
    }
    let media_type = &attachment.media_type;
    if ContentType::parse(media_type).is_err() || !is_plain_type(media_type) {
        return Err(DeliveryError::MediaType(media_type.clone()));
    }
    Ok(SinglePart::builder()
        .header(NamedType::new(media_type, name))
        .header(ContentDisposition::attachment(name))
        // Said outright: lettre would send short text as it is, and a server may touch its line ends.
        .header(ContentTransferEncoding::Base64)
        .body(attachment.bytes.clone()))
}

/// `type/subtype` and nothing after it.
fn is_plain_type(media_type: &str) -> bool {
    media_type.split('/').count() == 2
        && media_type
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"/.+-_".contains(&byte))
}

/// `Content-Type` with the file's name once more, as an RFC 2047 word in quotes. RFC 2231 in
/// `Content-Disposition` is the rule and is read first; older Outlooks and web mails know only this.
/// (An ASCII `filename` beside `filename*` would be the other way, but Python's `email` and others
/// then show the ASCII one.)
#[derive(Clone)]
struct NamedType(HeaderValue);

impl NamedType {
    fn new(media_type: &str, name: &str) -> Self {
        let raw = format!("{media_type}; name=\"{name}\"");
        let mut encoded = format!("{media_type};\r\n name=\"");
        if name.is_ascii() {
            for letter in name.chars() {
                if matches!(letter, '"' | '\\') {
                    encoded.push('\\');
                }
                encoded.push(letter);
            }
        } else {
            let mut writer = EmailWriter::new(&mut encoded, " name=\"".len(), 0, false);
            // Reason: the only error is the writer's, and a String does not fail.
            let _ = rfc2047::encode(name, &mut writer);
        }
        encoded.push('"');
        Self(HeaderValue::dangerous_new_pre_encoded(
            Self::name(),
            raw,
            encoded,
        ))
    }
}

/// `Date` with the writer's own offset; lettre's would turn it into UTC (RFC 5322 §3.3: the local zone).
#[derive(Clone)]
struct Date(DateTime<FixedOffset>);

/// The mark by which Outlook and others open a message as a draft.
#[derive(Clone)]
struct Unsent;

/// Headers that are only ever written.
macro_rules! written_header {
    ($type:ident, $name:literal, |$this:ident| $value:expr) => {
        impl Header for $type {
            fn name() -> HeaderName {
                HeaderName::new_from_ascii_str($name)
            }

            fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
                Err(concat!($name, " is only written").into())
            }

            fn display(&self) -> HeaderValue {
                let $this = self;
                $value
            }
        }
    };
}

written_header!(NamedType, "Content-Type", |this| this.0.clone());
written_header!(Unsent, "X-Unsent", |_this| HeaderValue::new(
    Self::name(),
    "1".to_owned()
));
written_header!(Date, "Date", |this| HeaderValue::new(
    Self::name(),
    this.0.to_rfc2822()
));

impl std::fmt::Debug for Attachment {
    /// Without the content: it is somebody's letter.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Attachment")
            .field("name", &self.name)
            .field("media_type", &self.media_type)
            .field("len", &self.bytes.len())
            .finish()
    }
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack
        .windows(needle.len())
        .position(|window| window == needle)
}
