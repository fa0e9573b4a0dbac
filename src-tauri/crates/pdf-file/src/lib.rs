//! A PDF as bytes: an exact reader of its revisions, and an appender that adds one.
//!
//! The reader never repairs. What ISO 32000-1 §7.5 does not allow, or allows to be read in two ways, is an error with
//! the place in the file: a signature can only be judged over bytes that every reader understands alike.
//!
//! ```text
//! PdfFile::parse(bytes) ─► revisions() ─► view(revision) ─► object(id), catalog(), attachments()
//!                      └─► append() ─► put / replace ─► finish(): the old bytes, then one more revision
//! ```

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod appended;
mod attachments;
mod error;
mod file;
mod filter;
mod index;
mod lexer;
mod object;
mod object_stream;
mod revisions;
mod section;
mod update;
mod write;
mod written;

pub use appended::Appended;
pub use attachments::Attachment;
pub use error::PdfError;
pub use file::{Located, PdfFile, Revision, View};
pub use object::{Dictionary, Object, ObjectId, Stream};
pub use update::Update;
pub use written::Written;
