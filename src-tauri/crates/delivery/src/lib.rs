//! Mail out and in: a letter with its files becomes an e-mail (RFC 5322, MIME), is handed to an
//! SMTP server (RFC 5321) exactly once, and a received e-mail becomes plain data.
//!
//! Attachments are bytes here: this crate knows nothing of requests, PDF or signatures.
//!
//! ```text
//! Mail ─message()─► draft ─with_sender()─► bytes ─Outbox::queue()─► deliver() ─► Receipt
//! bytes ─read()─► Message
//! ```

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests"))]

mod address;
mod codes;
mod error;
mod mail;
mod outbox;
mod password;
mod profile;
mod read;
mod send_error;
mod smtp;

pub use address::{Address, Mailbox};
pub use codes::CODES;
pub use error::DeliveryError;
pub use mail::{Attachment, Mail, message, message_id, with_sender};
pub use outbox::{Failure, Outbox, OutboxError, OutboxRecord, State};
pub use password::Password;
pub use profile::{Profile, Security};
pub use read::{Message, Party, Received, read};
pub use send_error::{Reply, SendError, Server};
pub use smtp::{Envelope, Receipt, probe, send};
