//! A request becomes a letter: ordered blocks of Russian text, by ГОСТ Р 7.0.97-2025.
//!
//! Pure: no clock, no files, no fonts. The wording is data in `assets/letters/ru`, one file per kind
//! of demand; this crate chooses, fills and orders it.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod answer;
mod blocks;
mod compose;
mod error;
mod facts;
mod paste;
mod plain;
pub mod post;
mod quotes;
mod second_copy;
mod template;
mod typography;
mod wording;

pub use answer::{Signing, answer};
pub use blocks::{Acceptance, Block, Item, Letter, Mark, Signature, SignatureMark};
pub use compose::{Options, compose};
pub use error::LetterError;
pub use paste::PASTE_CAUTION;
pub use typography::bind;
pub use wording::{date, document, phone};
