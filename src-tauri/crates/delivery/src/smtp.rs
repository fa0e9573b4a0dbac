//! One message to one server, once (RFC 5321).

use std::{
    net::{IpAddr, SocketAddr, ToSocketAddrs},
    time::Duration,
};

use chrono::{DateTime, FixedOffset};
use lettre::transport::smtp::{
    authentication::{Credentials, DEFAULT_MECHANISMS},
    client::{Certificate, CertificateStore, SmtpConnection, TlsParameters},
    commands::{Data, Mail, Rcpt},
    extension::{ClientId, Extension, MailBodyParameter, MailParameter},
    response::Response,
};
use serde::{Deserialize, Serialize};

use crate::{
    Address, DeliveryError, Password, Profile, Security, SendError,
    send_error::{Reply, Stage, failure},
};

/// Who sends to whom: what the server acts upon, whatever the headers say (RFC 5321 §2.3.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
    /// Where word of a failure comes back to.
    pub from: Address,
    /// Who gets the message.
    pub to: Vec<Address>,
}

/// What the server said when it took the message over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// When the reply came: the *assumed* receipt by the addressee. The proven one is in the
    /// `Received` header of the addressee's server, which the sender does not see.
    pub at: DateTime<FixedOffset>,
    /// The reply, `250 2.0.0 Ok: queued as 4F1`.
    pub reply: Reply,
}

/// Connects, protects the connection, logs in, sends nothing.
///
/// # Errors
/// The server cannot be reached or trusted, or does not let the user in.
pub fn probe(profile: &Profile, password: &Password) -> Result<(), SendError> {
    log_in(profile, password)?.abort();
    Ok(())
}

/// Sends exactly these bytes. Blocks until the server answers; run it on a thread of its own.
///
/// Nothing here remembers the attempt: [`Outbox`](crate::Outbox) does and keeps a letter from going twice.
///
/// # Errors
/// [`SendError::outcome`] says whether the letter may have gone all the same.
pub fn send(
    profile: &Profile,
    password: &Password,
    envelope: &Envelope,
    message: &[u8],
    clock: &dyn Fn() -> DateTime<FixedOffset>,
) -> Result<Receipt, SendError> {
    check(profile, envelope, message)?;
    let mut connection = log_in(profile, password)?;
    let sent = hand_over(&mut connection, profile, envelope, message);
    let answered = match &sent {
        Ok(_) => true,
        Err(error) => error.reply().is_some(),
    };
    let at = clock();
    if answered {
        // QUIT is politeness: the letter's fate is sealed, so nobody waits long for its answer.
        let _ = connection.set_timeout(Some(FAREWELL));
        connection.abort();
    }
    sent.map(|reply| Receipt {
        at,
        reply: Reply::from(&reply),
    })
}

/// RFC 5321 §4.5.3.2 allows minutes for each reply; a person waits for this one.
const REPLY: Duration = Duration::from_secs(60);

const FAREWELL: Duration = Duration::from_secs(5);

/// The reply to the content is worth the full ten minutes of RFC 5321 §4.5.3.2.6: giving up
/// earlier makes a delivered letter look doubtful.
const TAKEN: Duration = Duration::from_secs(600);

fn check(profile: &Profile, envelope: &Envelope, message: &[u8]) -> Result<(), SendError> {
    if envelope.to.is_empty() {
        return Err(DeliveryError::NoRecipient.into());
    }
    let local = profile.is_local();
    if let Some(address) = envelope.to.iter().find(|to| to.is_reserved(local)) {
        return Err(SendError::RecipientReserved(address.clone()));
    }
    // RFC 5321 §2.3.8: a bare CR or LF is forbidden; servers "repair" it and break every digest.
    let alone = |index: usize| match message[index] {
        b'\n' => index == 0 || message[index - 1] != b'\r',
        b'\r' => message.get(index + 1) != Some(&b'\n'),
        _ => false,
    };
    if (0..message.len()).any(alone) || !message.ends_with(b"\r\n") {
        return Err(SendError::LineEnds);
    }
    Ok(())
}

fn log_in(profile: &Profile, password: &Password) -> Result<SmtpConnection, SendError> {
    let addresses = resolve(profile)?;
    let tls = tls_parameters(profile)?;
    let hello = greeting_name();
    let fail = |error| failure(profile, &Stage::Opening, &error);
    let implicit = tls
        .as_ref()
        .filter(|_| profile.security() == Security::Implicit);
    let mut connection =
        SmtpConnection::connect(&addresses[..], Some(REPLY), &hello, implicit, None)
            .map_err(fail)?;
    if let (Security::StartTls, Some(tls)) = (profile.security(), &tls) {
        if !connection.can_starttls() {
            connection.abort();
            return Err(SendError::NoStartTls(profile.into()));
        }
        connection.starttls(tls, &hello).map_err(fail)?;
    }
    let credentials = Credentials::new(profile.user().to_owned(), password.reveal().to_owned());
    match connection.auth(DEFAULT_MECHANISMS, &credentials) {
        Ok(_) => Ok(connection),
        Err(error) => {
            if error.status().is_some() {
                connection.abort();
            }
            Err(failure(profile, &Stage::LogIn, &error))
        }
    }
}

fn resolve(profile: &Profile) -> Result<Vec<SocketAddr>, SendError> {
    let found: Vec<SocketAddr> = (profile.host(), profile.port())
        .to_socket_addrs()
        .map_err(|error| SendError::HostUnknown(profile.into(), error.to_string()))?
        .collect();
    // The name `localhost` is only as good as the resolver; the password follows the address.
    let leaves = |address: &SocketAddr| !address.ip().is_loopback();
    if profile.security() == Security::None && found.iter().any(leaves) {
        return Err(DeliveryError::PlainTextHost(profile.host().to_owned()).into());
    }
    Ok(found)
}

fn tls_parameters(profile: &Profile) -> Result<Option<TlsParameters>, SendError> {
    if profile.security() == Security::None {
        return Ok(None);
    }
    let mut builder = TlsParameters::builder(profile.host().to_owned());
    if let Some(pem) = profile.authority_pem()? {
        let unusable = |error: lettre::transport::smtp::Error| DeliveryError::Authority {
            path: std::path::PathBuf::new(),
            reason: error.to_string(),
        };
        // Only the named authority then counts, so nobody else's certificate can stand in for the server's.
        builder = builder
            .certificate_store(CertificateStore::None)
            .add_root_certificate(Certificate::from_pem(&pem).map_err(unusable)?);
    }
    builder
        .build()
        .map(Some)
        .map_err(|error| failure(profile, &Stage::Opening, &error))
}

/// RFC 5321 §4.1.3 lets a client without a public name give an address literal; the machine's own
/// name or address would travel in the letter's `Received` headers.
const fn greeting_name() -> ClientId {
    ClientId::Ipv4(std::net::Ipv4Addr::LOCALHOST)
}

fn hand_over(
    connection: &mut SmtpConnection,
    profile: &Profile,
    envelope: &Envelope,
    message: &[u8],
) -> Result<Response, SendError> {
    let fail = |stage| move |error| failure(profile, &stage, &error);
    let mut options = Vec::new();
    if !message.is_ascii() {
        if !connection
            .server_info()
            .supports_feature(Extension::EightBitMime)
        {
            return Err(SendError::EightBit(profile.into()));
        }
        options.push(MailParameter::Body(MailBodyParameter::EightBitMime));
    }
    connection
        .command(Mail::new(Some(envelope.from.inner().clone()), options))
        .map_err(fail(Stage::Sender(envelope.from.clone())))?;
    for to in &envelope.to {
        connection
            .command(Rcpt::new(to.inner().clone(), Vec::new()))
            .map_err(fail(Stage::Recipient(to.clone())))?;
    }
    connection.command(Data).map_err(fail(Stage::Content))?;
    // A failed change of the limit only means that the shorter one stays.
    let _ = connection.set_timeout(Some(TAKEN));
    // lettre ends the content with CRLF "." CRLF: without our own last CRLF the bytes arrive as they are.
    connection
        .message(&message[..message.len() - 2])
        .map_err(fail(Stage::Content))
}

/// Whether `host` names the address itself, for whom a name in a certificate is an address too.
pub(crate) fn is_address(host: &str) -> bool {
    host.parse::<IpAddr>().is_ok()
}
