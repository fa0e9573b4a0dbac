//! What the window is told when a command fails: a code, the values its sentence names, the field.

use std::collections::BTreeMap;

use serde::Serialize;
use specta::Type;
use workflow::Failure;

/// A failed command. The window owns the sentences.
#[derive(Debug, Serialize, Type)]
pub(crate) struct CommandError {
    code: String,
    /// The values that its sentence names.
    args: BTreeMap<String, String>,
    /// JSON Pointer into the request, when one answer is to blame.
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
            args: failure
                .arguments()
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
            field: failure.field().map(str::to_owned),
        }
    }
}
