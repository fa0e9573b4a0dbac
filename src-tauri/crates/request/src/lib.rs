//! The domain: a formal request, parsed into types that cannot be wrong, and its completeness.
//!
//! [`read`] walks a request file and notes everything that is wrong with it at once; [`check`] adds what the law,
//! the operator's policy and good practice ask for; [`Complete`] is a request that has passed both without an error.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod codes;
mod completeness;
mod demand;
mod demands;
mod documents;
mod example;
mod json;
mod model;
mod problem;
mod read;
pub mod response;
mod rules;
mod values;
mod walk;
mod words;

pub use codes::codes;
pub use completeness::{CheckReport, Complete, check, policy_of};
pub use demand::*;
pub use example::example;
pub use json::MAX_BYTES;
pub use model::*;
pub use problem::{Problem, Severity, Unreadable};
pub use read::{FORMAT, Reading, read, read_value};
pub use values::*;
