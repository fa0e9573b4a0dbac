//! The order of work: check → render → sign → verify → write or send. The only place where the rooms meet.
//!
//! Everything here is a function of what it is given: bytes, a clock, a key, a source of files. Files appear whole or
//! not at all.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod answer;
mod batch;
mod bundle;
mod case;
mod case_card;
mod check;
mod compose;
mod desk;
mod enclosures;
mod failure;
mod filing;
mod folder;
mod intake;
mod journal_pdf;
mod keeping;
mod keys;
mod message;
mod open_register;
mod post;
mod protocol;
mod reminders;
mod report;
mod same_paper;
mod sending;
mod signer;
mod take_back;
mod time_service;
mod words;

pub use answer::{
    ActSigners, AnswerJob, CaseFacts, FinishedAnswer, Lack, act_signers, answer, check_answer,
    decides, number_by, prefill, preview_answer,
};
pub use batch::{Batch, BatchError, BatchReport, MAPPING_FORMAT, Mapping, Progress, batch};
pub use bundle::{BundleCheck, verify_bundle, write_bundle};
pub use case::{CaseFile, CaseView, case_view};
pub use case_card::{CaseCard, case_card};
pub use check::{check, skeleton, terms};
pub use compose::{Composed, Job, Pasted, compose, preview, preview_post, render, text_to_paste};
pub use desk::{
    Filed, Order, OrderAnswer, Prepared, Similar, Statistics, Urgency, answer_order, company_of,
    file_case, identity_is_established, keep_company, orders, place_order, prepare_answer,
    record_answer, statistics, urgency,
};
pub use enclosures::{Beside, Digest, Files, digest};
pub use failure::{Class, Failure};
pub use filing::{file_composed, send_filed};
pub use folder::{NamedFile, private_folder, read_file, write_file, write_files};
pub use intake::{
    Finding, Incoming, Intake, IntakeChannel, IntakeJob, MessageText, Paper, RequestSource,
    SignatureClass, SignatureSummary, SignedBy, Weight, safe_name, take_in,
};
pub use journal_pdf::journal_pdf;
pub use keeping::{change_register_key, restore_register, wipe_register};
pub use keys::{holder, open_pkcs12, sign_file};
pub use open_register::{OpenRegister, RegisterAddress};
pub use protocol::{Inspected, protocol, protocol_pdf};
pub use reminders::{Reminder, reminders};
pub use report::{LegalForce, SignerMatch, Warning, signer_matches, verify_detached, verify_pdf};
pub use sending::send;
pub use signer::{HolderNames, is_same_name, is_same_person};
pub use take_back::{ReturnedError, take_back};
pub use time_service::TimeService;
