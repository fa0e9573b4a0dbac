//! What the window is told when a command fails: a code, the values its sentence names, the field.

use std::collections::BTreeMap;

use serde::Serialize;
use workflow::Failure;

/// A failed command. The window owns the sentences.
#[derive(Debug, Serialize)]
pub(crate) struct CommandError {
    code: String,
    args: BTreeMap<&'static str, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
}

impl CommandError {
    /// An error of the shell itself.
    pub(crate) fn new(code: &str) -> Self {
        Self {
            code: code.to_owned(),
            args: BTreeMap::new(),
            field: None,
        }
    }
}

impl From<Failure> for CommandError {
    fn from(failure: Failure) -> Self {
        Self {
            code: failure.code().to_owned(),
            args: failure.arguments(),
            field: failure.field().map(str::to_owned),
        }
    }
}
