//! Passwords of mailboxes in the keychain of the operating system; nowhere else.

use delivery::Password;
use zeroize::Zeroizing;

use crate::error::CommandError;

const SERVICE: &str = "app.zapros.desktop.smtp";

/// Keeps the password of a profile.
pub(crate) fn keep(profile: &str, password: &str) -> Result<(), CommandError> {
    entry(profile)?
        .set_password(password)
        .map_err(|_| CommandError::new("keychain_unavailable"))
}

/// The password of a profile.
pub(crate) fn password(profile: &str) -> Result<Password, CommandError> {
    match entry(profile)?.get_password() {
        Ok(password) => Ok(Password::new(Zeroizing::new(password).to_string())),
        Err(keyring::Error::NoEntry) => Err(CommandError::new("profile_password_missing")),
        Err(_) => Err(CommandError::new("keychain_unavailable")),
    }
}

/// Forgets the password of a profile; one that was never kept is forgotten already.
pub(crate) fn forget(profile: &str) -> Result<(), CommandError> {
    match entry(profile)?.delete_credential() {
        Ok(()) | Err(keyring::Error::NoEntry) => Ok(()),
        Err(_) => Err(CommandError::new("keychain_unavailable")),
    }
}

/// Hands the password over to a profile's new name.
pub(crate) fn rename(from: &str, to: &str) -> Result<(), CommandError> {
    match entry(from)?.get_password() {
        Ok(password) => {
            keep(to, &Zeroizing::new(password))?;
            forget(from)
        }
        Err(keyring::Error::NoEntry) => Ok(()),
        Err(_) => Err(CommandError::new("keychain_unavailable")),
    }
}

fn entry(profile: &str) -> Result<keyring::Entry, CommandError> {
    keyring::Entry::new(SERVICE, profile).map_err(|_| CommandError::new("keychain_unavailable"))
}
