#![no_std]
#![doc = include_str!("../README.md")]
#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests"))]

extern crate alloc;

pub mod oid;
#[cfg(feature = "pkcs12")]
pub mod pkcs12;

mod algorithm;
mod arithmetic;
mod digest;
mod equation;
mod error;
mod parameter_set;
mod pkcs8;
mod signature_value;
mod signing;
mod verifying;

pub use algorithm::Algorithm;
pub use digest::Digest;
pub use error::Error;
pub use parameter_set::{ParameterSet, Strength};
pub use signature_value::Signature;
pub use signing::SigningKey;
pub use verifying::VerifyingKey;
