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

fn entry(profile: &str) -> Result<keyring::Entry, CommandError> {
    keyring::Entry::new(SERVICE, profile).map_err(|_| CommandError::new("keychain_unavailable"))
}
