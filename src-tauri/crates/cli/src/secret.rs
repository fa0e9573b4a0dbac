//! Secrets: from a file, from a variable, from the terminal; never from the command line.

use std::io::IsTerminal;
use std::path::Path;

use workflow::Failure;
use zeroize::Zeroizing;

/// Where a secret may come from, and how it is called when it is missing.
pub(crate) struct Source<'a> {
    /// What it is, in Russian, for the question and the error.
    pub(crate) what: &'static str,
    /// The option that names a file.
    pub(crate) option: &'static str,
    /// The file named by it.
    pub(crate) file: Option<&'a Path>,
    /// The environment variable.
    pub(crate) variable: &'static str,
}

impl Source<'_> {
    /// The secret. A file named on the command line beats the variable; one trailing line end of the file is dropped.
    ///
    /// # Errors
    /// [`Failure::SecretMissing`] when there is neither and no terminal to ask at.
    pub(crate) fn read(&self) -> Result<Zeroizing<String>, Failure> {
        if let Some(path) = self.file {
            let mut text =
                Zeroizing::new(
                    std::fs::read_to_string(path).map_err(|source| Failure::Read {
                        path: path.to_owned(),
                        source,
                    })?,
                );
            if text.ends_with('\n') {
                text.pop();
                if text.ends_with('\r') {
                    text.pop();
                }
            }
            return Ok(text);
        }
        if let Ok(value) = std::env::var(self.variable) {
            return Ok(Zeroizing::new(value));
        }
        if !std::io::stdin().is_terminal() {
            return Err(self.missing());
        }
        rpassword::prompt_password(format!("{}: ", self.what))
            .map(Zeroizing::new)
            .map_err(|_| self.missing())
    }

    /// Whether it is there without asking anybody.
    pub(crate) fn is_given(&self) -> bool {
        self.file.is_some() || std::env::var_os(self.variable).is_some()
    }

    /// What is said when it is nowhere.
    pub(crate) const fn missing(&self) -> Failure {
        Failure::SecretMissing {
            what: self.what,
            option: self.option,
            variable: self.variable,
        }
    }
}
