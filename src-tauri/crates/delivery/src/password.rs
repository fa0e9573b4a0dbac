//! A mail password on its way from the keychain to the server.

use std::fmt;

use zeroize::Zeroizing;

/// A password that is wiped from memory when dropped and never printed.
///
/// While it is used, lettre and TLS hold short-lived copies of their own that cannot be wiped from here.
#[derive(Clone)]
pub struct Password(Zeroizing<String>);

impl Password {
    /// Takes the password over; the caller's own copies are the caller's to wipe.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl From<String> for Password {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_nothing() {
        assert_eq!(
            format!("{:?}", Password::new("тайна".to_owned())),
            "Password(…)"
        );
    }
}
