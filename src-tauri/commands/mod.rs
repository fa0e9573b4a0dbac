//! The window's calls: each converts, forwards to the workflow, and converts back.

pub(crate) mod drops;
pub(crate) mod enclosures;
pub(crate) mod key;
pub(crate) mod letter;
pub(crate) mod outside;
pub(crate) mod sending;
pub(crate) mod start;
