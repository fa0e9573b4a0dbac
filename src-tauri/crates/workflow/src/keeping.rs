//! What is done with a register as a whole: copied, brought back, moved, given another key, destroyed.

use std::path::Path;

use register::{KeySource, Moved, RegisterError, move_register, postgres, sqlite};

use crate::failure::Failure;
use crate::open_register::{OpenRegister, RegisterAddress, runtime};

impl OpenRegister {
    /// Copies the register into one encrypted file with a passphrase of its own.
    ///
    /// # Errors
    /// What [`sqlite::backup`] refuses.
    pub fn back_up(&self, to: &Path, passphrase: &KeySource) -> Result<(), Failure> {
        self.wait(sqlite::backup(self, to, passphrase))
    }

    /// Moves everything into another register that holds nothing yet; a file is made where there is none.
    ///
    /// # Errors
    /// What [`move_register`] refuses, or what `key` says; then nothing was moved and this register is as it was.
    pub fn move_to(
        &self,
        address: &RegisterAddress,
        key: impl FnOnce() -> Result<KeySource, Failure>,
    ) -> Result<Moved, Failure> {
        let target = match address {
            RegisterAddress::Server(url) => self.wait(postgres::open(url))?,
            RegisterAddress::File(path) => {
                let key = key()?;
                if path.exists() {
                    self.wait(sqlite::open(path, &key))?
                } else {
                    self.wait(sqlite::create(path, &key))?
                }
            }
        };
        let moved = self.wait(move_register(self, &target));
        self.wait(async {
            target.close().await;
            Ok(())
        })?;
        moved
    }
}

/// Makes a register out of a copy.
///
/// # Errors
/// What [`sqlite::restore`] refuses.
pub fn restore_register(
    copied: (&Path, &KeySource),
    address: &RegisterAddress,
    key: &KeySource,
) -> Result<(), Failure> {
    let path = file(address)?;
    Ok(runtime()?.block_on(async {
        let store = sqlite::restore(copied.0, copied.1, path, key).await?;
        store.close().await;
        Ok::<_, RegisterError>(())
    })?)
}

/// Puts another key on a register that nobody has open.
///
/// # Errors
/// What [`sqlite::change_key`] refuses.
pub fn change_register_key(
    address: &RegisterAddress,
    from: &KeySource,
    to: &KeySource,
) -> Result<(), Failure> {
    Ok(runtime()?.block_on(sqlite::change_key(file(address)?, from, to))?)
}

/// Destroys a register, its key first.
///
/// # Errors
/// What [`sqlite::wipe`] refuses.
pub fn wipe_register(address: &RegisterAddress, key: &KeySource) -> Result<(), Failure> {
    Ok(sqlite::wipe(file(address)?, key)?)
}

fn file(address: &RegisterAddress) -> Result<&Path, Failure> {
    match address {
        RegisterAddress::File(path) => Ok(path),
        RegisterAddress::Server(_) => Err(RegisterError::NotHere(
            "Так делают только с реестром в файле, а этот на сервере",
        )
        .into()),
    }
}
