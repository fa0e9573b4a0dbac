//! The register of a command: which one, with which key, in whose name.

use std::io::IsTerminal;

use register::{KeySource, RegisterError, Stamp};
use workflow::{Failure, OpenRegister, RegisterAddress};

use crate::Context;
use crate::arguments::RegisterAccess;
use crate::secret::Source;

impl Context {
    /// Opens the register that is there.
    pub(crate) fn register(&self) -> Result<OpenRegister, Failure> {
        let address = self.address()?;
        with_key(&self.register, |key| OpenRegister::open(&address, key))
    }

    /// Opens the register, or makes it: for commands that file something in it.
    pub(crate) fn register_to_file_in(&self) -> Result<OpenRegister, Failure> {
        let address = self.address()?;
        with_key(&self.register, |key| {
            OpenRegister::open_or_create(&address, key, &self.stamp())
        })
    }

    /// The register for a command that needs none: only one that was named is opened.
    pub(crate) fn named_register(&self) -> Result<Option<OpenRegister>, Failure> {
        match self.register.url {
            Some(_) => self.register_to_file_in().map(Some),
            None => Ok(None),
        }
    }

    /// Who works, by the clock of the command.
    pub(crate) fn stamp(&self) -> Stamp {
        let said = |name: &str| std::env::var(name).ok().filter(|name| !name.is_empty());
        let by = self
            .register
            .officer
            .clone()
            .or_else(|| said("ZAPROS_OFFICER"))
            .or_else(|| said(if cfg!(windows) { "USERNAME" } else { "USER" }))
            .unwrap_or_else(|| "owner".to_owned());
        Stamp::new(by, self.now)
    }

    /// The register that was named, or the one of the user's data folder.
    pub(crate) fn address(&self) -> Result<RegisterAddress, Failure> {
        if let Some(url) = &self.register.url {
            return Ok(url.parse()?);
        }
        // The window keeps its data there too: the identifier of tauri.conf.json.
        let data = std::env::var_os("ZAPROS_DATA")
            .map(Into::into)
            .or_else(|| dirs::data_dir().map(|data| data.join("app.zapros.desktop")))
            .ok_or_else(|| RegisterError::BadUrl("…".to_owned()))?;
        Ok(RegisterAddress::in_folder(&data))
    }
}

/// A key as [`OpenRegister`] asks for it.
type Asked<'a> = &'a dyn Fn() -> Result<KeySource, Failure>;

/// The passphrase of the file or the variable, else the keychain; where that has no key, a person at a terminal is asked.
pub(crate) fn with_key<T>(
    access: &RegisterAccess,
    open: impl Fn(Asked<'_>) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let source = Source {
        what: "парольная фраза реестра",
        option: "--passphrase-file",
        file: access.passphrase_file.as_deref(),
        variable: "ZAPROS_PASSPHRASE",
    };
    if source.is_given() {
        return open(&|| Ok(KeySource::passphrase(source.read()?.as_str())));
    }
    match open(&|| Ok(KeySource::system())) {
        Err(Failure::Register(RegisterError::NoKey(_) | RegisterError::NoKeychain(_))) => {
            if !std::io::stdin().is_terminal() {
                return Err(source.missing());
            }
            open(&|| Ok(KeySource::passphrase(source.read()?.as_str())))
        }
        outcome => outcome,
    }
}
