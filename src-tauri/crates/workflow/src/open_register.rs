//! The register of one command or window: found by its address, opened, and closed before the process ends.

use std::future::Future;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use register::{KeySource, RegisterError, Stamp, Store, postgres, sqlite};
use tokio::runtime::{Builder, Runtime};

use crate::failure::Failure;
use crate::folder::private_folder;

/// Where a register lives: `sqlite:PATH` or `postgres://…`.
#[derive(Clone, PartialEq, Eq)]
pub enum RegisterAddress {
    /// A SQLCipher file.
    File(PathBuf),
    /// A PostgreSQL database; the address may hold its password.
    Server(String),
}

impl RegisterAddress {
    /// The one file of a user's data folder, the same for the window and for commands.
    #[must_use]
    pub fn in_folder(data: &Path) -> Self {
        Self::File(data.join("register.db"))
    }
}

impl FromStr for RegisterAddress {
    type Err = RegisterError;

    fn from_str(text: &str) -> Result<Self, RegisterError> {
        match text.split_once(':') {
            Some(("sqlite", path)) => {
                // `sqlite:///home/…` is written as often as `sqlite:/home/…`.
                let path = path.strip_prefix("//").unwrap_or(path);
                if path.is_empty() {
                    return Err(RegisterError::BadUrl("sqlite:".to_owned()));
                }
                Ok(Self::File(path.into()))
            }
            Some(("postgres" | "postgresql", _)) => Ok(Self::Server(text.to_owned())),
            // Whatever it is, it may hold a password.
            _ => Err(RegisterError::BadUrl("…".to_owned())),
        }
    }
}

impl std::fmt::Debug for RegisterAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File(path) => f.debug_tuple("File").field(path).finish(),
            Self::Server(_) => f.write_str("Server(…)"),
        }
    }
}

/// An open register for code that waits: every call of the register's traits goes through [`OpenRegister::wait`].
///
/// It is closed when the value goes, on every way out, so that no connection still works on its own thread while
/// SQLCipher takes itself down with the process.
pub struct OpenRegister {
    store: Store,
    runtime: Runtime,
}

impl OpenRegister {
    /// Opens a register that is there. `key` is asked only where a file needs one.
    ///
    /// # Errors
    /// [`Failure::Register`], or what `key` says.
    pub fn open(
        address: &RegisterAddress,
        key: impl FnOnce() -> Result<KeySource, Failure>,
    ) -> Result<Self, Failure> {
        let runtime = runtime()?;
        let store = match address {
            RegisterAddress::Server(url) => runtime.block_on(postgres::open(url)),
            RegisterAddress::File(path) => {
                // The file first: nobody should type a passphrase for a file that is not there.
                if !path.exists() {
                    return Err(RegisterError::NotFound(path.clone()).into());
                }
                runtime.block_on(sqlite::open(path, &key()?))
            }
        }?;
        Ok(Self { store, runtime })
    }

    /// Makes a new register with the operators that come along. The database of a server must be there; its tables are made.
    ///
    /// # Errors
    /// [`Failure::Register`] when something is there already or the disk fails, or what `key` says.
    pub fn create(
        address: &RegisterAddress,
        key: impl FnOnce() -> Result<KeySource, Failure>,
        stamp: &Stamp,
    ) -> Result<Self, Failure> {
        let runtime = runtime()?;
        let store = match address {
            RegisterAddress::Server(url) => runtime.block_on(postgres::open(url)),
            RegisterAddress::File(path) => {
                if let Some(folder) = path.parent()
                    && !folder.as_os_str().is_empty()
                    && !folder.exists()
                {
                    private_folder(folder).map_err(|source| Failure::Write {
                        path: folder.to_owned(),
                        source,
                    })?;
                }
                runtime.block_on(sqlite::create(path, &key()?))
            }
        }?;
        let open = Self { store, runtime };
        open.wait(open.bring_operators(stamp))?;
        Ok(open)
    }

    /// Opens a register, or makes it where there is none: the first letter needs no preparation.
    ///
    /// # Errors
    /// As [`OpenRegister::open`] and [`OpenRegister::create`].
    pub fn open_or_create(
        address: &RegisterAddress,
        key: impl FnOnce() -> Result<KeySource, Failure>,
        stamp: &Stamp,
    ) -> Result<Self, Failure> {
        match address {
            RegisterAddress::File(path) if path.exists() => Self::open(address, key),
            _ => {
                let mut asked = None;
                let made = Self::create(
                    address,
                    || {
                        let key = key()?;
                        asked = Some(key.clone());
                        Ok(key)
                    },
                    stamp,
                );
                match (made, asked) {
                    // Another process was quicker.
                    (Err(Failure::Register(RegisterError::Exists(_))), Some(key)) => {
                        Self::open(address, || Ok(key))
                    }
                    (made, _) => made,
                }
            }
        }
    }

    /// Waits for one piece of the register's work.
    ///
    /// # Errors
    /// [`Failure::Register`].
    pub fn wait<T>(
        &self,
        work: impl Future<Output = Result<T, RegisterError>>,
    ) -> Result<T, Failure> {
        Ok(self.runtime.block_on(work)?)
    }
}

/// The register's own traits (`Cases`, `Journal`, …) are called on it.
impl Deref for OpenRegister {
    type Target = Store;

    fn deref(&self) -> &Store {
        &self.store
    }
}

impl Drop for OpenRegister {
    fn drop(&mut self) {
        self.runtime.block_on(self.store.close());
    }
}

impl std::fmt::Debug for OpenRegister {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.store.fmt(f)
    }
}

pub(crate) fn runtime() -> Result<Runtime, Failure> {
    Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| RegisterError::Database(error.to_string()).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_file_or_a_server_and_never_shows_its_password() {
        for (text, path) in [
            ("sqlite:a b.db", "a b.db"),
            ("sqlite:/a/b.db", "/a/b.db"),
            ("sqlite:///a/b.db", "/a/b.db"),
            ("sqlite:C:\\r.db", "C:\\r.db"),
        ] {
            let read: RegisterAddress = text.parse().unwrap();
            assert_eq!(read, RegisterAddress::File(path.into()));
        }
        let server: RegisterAddress = "postgres://a:geheim@h/z".parse().unwrap();
        assert_eq!(format!("{server:?}"), "Server(…)");
        for wrong in ["r.db", "sqlite:", "mysql://a:geheim@h/z"] {
            let error = wrong.parse::<RegisterAddress>().unwrap_err();
            assert_eq!(error.code(), "register_bad_url");
            assert!(!error.to_string().contains("geheim"));
        }
    }
}
