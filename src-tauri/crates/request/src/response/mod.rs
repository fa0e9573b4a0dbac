//! Ответ оператора: the twin of a request, parsed into types that cannot be wrong; its required contents are rules of
//! the law's data ([`law::AnswerRule::requires`]), checked before anybody signs.

mod body;
mod check;
mod company;
mod model;
mod names;
mod order;

pub use body::*;
pub use check::{CompleteResponse, ResponseReading, check, parse, read};
pub use company::{
    COMPANY_FORMAT, Company, Measure, Numbering, ProcessorParty, Purpose, Recipient, read_company,
};
pub use model::{
    About, Addressee, AnswerForm, Mandate, RESPONSE_FORMAT, Response, ResponseFormat, Signatory,
};
pub(crate) use names::noun;
