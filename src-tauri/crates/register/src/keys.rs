//! The key of an embedded register: a random one in the keychain of the system, or one made from a passphrase.
//!
//! Both open SQLCipher with a raw key, so its own PBKDF2 is not used. The salt is the file's own: SQLCipher keeps sixteen
//! random bytes at the head of the file in the clear, and the passphrase is stretched over them by Argon2id (RFC 9106
//! §4, second recommended option: 3 passes, 64 MiB, 4 lanes).

use std::path::Path;
use std::sync::Arc;

use argon2::{Algorithm, Argon2, Params, Version};
use zeroize::Zeroizing;

use crate::error::RegisterError;
use crate::journal::hex;

/// Words that must not be seen: wiped from memory, absent from `Debug`.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes the words over.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Where the key of a register comes from.
#[derive(Clone)]
pub enum KeySource {
    /// A passphrase.
    Passphrase(Secret),
    /// A keychain.
    Keychain(Arc<dyn Keychain>),
}

impl KeySource {
    /// The keychain of the operating system.
    #[must_use]
    pub fn system() -> Self {
        Self::Keychain(Arc::new(SystemKeychain))
    }

    /// A passphrase.
    #[must_use]
    pub fn passphrase(text: impl Into<String>) -> Self {
        Self::Passphrase(Secret::new(text.into()))
    }
}

impl std::fmt::Debug for KeySource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Passphrase(_) => "Passphrase(…)",
            Self::Keychain(_) => "Keychain(…)",
        })
    }
}

/// A place of the system where passwords are kept.
pub trait Keychain: Send + Sync {
    /// The secret under this name, if there is one.
    ///
    /// # Errors
    /// [`RegisterError::NoKeychain`] when the keychain does not work here.
    fn read(&self, account: &str) -> Result<Option<Secret>, RegisterError>;

    /// Keeps a secret.
    ///
    /// # Errors
    /// [`RegisterError::NoKeychain`].
    fn write(&self, account: &str, secret: &Secret) -> Result<(), RegisterError>;

    /// Forgets a secret; one that is not there is forgotten already.
    ///
    /// # Errors
    /// [`RegisterError::NoKeychain`].
    fn delete(&self, account: &str) -> Result<(), RegisterError>;
}

/// Keychain Services, the Windows Credential Manager or the Secret Service.
#[derive(Debug)]
pub struct SystemKeychain;

const SERVICE: &str = "zapros-register";

impl Keychain for SystemKeychain {
    fn read(&self, account: &str) -> Result<Option<Secret>, RegisterError> {
        match entry(account)?.get_password() {
            Ok(text) => Ok(Some(Secret::new(text))),
            Err(keyring::Error::NoEntry) => Ok(None),
            Err(error) => Err(unavailable(&error)),
        }
    }

    fn write(&self, account: &str, secret: &Secret) -> Result<(), RegisterError> {
        entry(account)?
            .set_password(secret.reveal())
            .map_err(|error| unavailable(&error))
    }

    fn delete(&self, account: &str) -> Result<(), RegisterError> {
        match entry(account)?.delete_credential() {
            Ok(()) | Err(keyring::Error::NoEntry) => Ok(()),
            Err(error) => Err(unavailable(&error)),
        }
    }
}

fn entry(account: &str) -> Result<keyring::Entry, RegisterError> {
    keyring::Entry::new(SERVICE, account).map_err(|error| unavailable(&error))
}

/// Some of the errors carry the secret's bytes: those are named without them.
fn unavailable(error: &keyring::Error) -> RegisterError {
    RegisterError::NoKeychain(match error {
        keyring::Error::PlatformFailure(inner) | keyring::Error::NoStorageAccess(inner) => {
            inner.to_string()
        }
        keyring::Error::NoDefaultStore => "в этой системе его нет".to_owned(),
        _ => "оно ответило непонятно".to_owned(),
    })
}

/// Sixteen bytes at the head of the file.
pub(crate) type Salt = [u8; 16];

pub(crate) fn random<const N: usize>() -> Result<Zeroizing<[u8; N]>, RegisterError> {
    let mut bytes = Zeroizing::new([0_u8; N]);
    getrandom::fill(bytes.as_mut()).map_err(|error| RegisterError::Database(error.to_string()))?;
    Ok(bytes)
}

/// The key in the form of SQLCipher's `PRAGMA key`: 32 bytes of key and 16 of salt.
pub(crate) struct RawKey(Zeroizing<String>);

impl RawKey {
    /// The key of an existing file.
    pub(crate) fn open(
        source: &KeySource,
        salt: &Salt,
        file: &Path,
    ) -> Result<Self, RegisterError> {
        match source {
            KeySource::Passphrase(passphrase) => Self::stretch(passphrase, salt),
            KeySource::Keychain(keychain) => {
                let kept = keychain
                    .read(&account(salt))?
                    .ok_or_else(|| RegisterError::NoKey(file.to_owned()))?;
                let right = kept.reveal().len() == 64
                    && kept.reveal().bytes().all(|byte| byte.is_ascii_hexdigit());
                if !right {
                    return Err(RegisterError::NoKey(file.to_owned()));
                }
                Ok(Self::of(kept.reveal(), salt))
            }
        }
    }

    /// A key for a file that is being made, or made anew. A keychain is asked to keep it before the file needs it.
    pub(crate) fn make(source: &KeySource, salt: &Salt) -> Result<Self, RegisterError> {
        match source {
            KeySource::Passphrase(passphrase) => {
                if passphrase.reveal().chars().count() < SHORTEST {
                    return Err(RegisterError::WeakPassphrase { min: SHORTEST });
                }
                Self::stretch(passphrase, salt)
            }
            KeySource::Keychain(keychain) => {
                let key = Secret::new(hex(random::<32>()?.as_ref()));
                keychain.write(&account(salt), &key)?;
                Ok(Self::of(key.reveal(), salt))
            }
        }
    }

    fn stretch(passphrase: &Secret, salt: &Salt) -> Result<Self, RegisterError> {
        let mut key = Zeroizing::new([0_u8; 32]);
        let fixed = |_| RegisterError::Database("Argon2id".to_owned());
        let params = Params::new(64 * 1024, 3, 4, Some(32)).map_err(fixed)?;
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(passphrase.reveal().as_bytes(), salt, key.as_mut())
            .map_err(fixed)?;
        let key = Zeroizing::new(hex(key.as_ref()));
        Ok(Self::of(&key, salt))
    }

    fn of(key: &str, salt: &Salt) -> Self {
        Self(Zeroizing::new(format!("x'{key}{}'", hex(salt))))
    }

    /// `"x'…'"`, to stand in a `PRAGMA` or an `ATTACH`.
    pub(crate) fn quoted(&self) -> Zeroizing<String> {
        Zeroizing::new(format!("\"{}\"", self.0.as_str()))
    }
}

/// Under which name a keychain has the key of the file with this salt: a file that is moved keeps its key.
pub(crate) fn account(salt: &Salt) -> String {
    format!("register-{}", hex(salt))
}

const SHORTEST: usize = 8;
