//! A key from a PKCS#12 container (RFC 7292), read by p12-keystore.

use p12_keystore::error::Error;
use p12_keystore::{KeyStore, KeyStoreEntry, PrivateKeyChain};

use crate::asn1::{Reader, tag};
use crate::certificate::Certificate;
use crate::error::KeyError;
use crate::key::SoftwareKey;
use crate::oid;

/// A `.p12` or `.pfx` file.
#[derive(Debug)]
pub struct Pkcs12;

impl Pkcs12 {
    /// Opens the container and takes the first key in it whose certificate may sign, or else simply the first.
    ///
    /// # Errors
    /// [`KeyError::NotPkcs12`] for any other file, [`KeyError::WrongPassword`], [`KeyError::NoPrivateKey`], and what
    /// is not supported by name.
    pub fn open(bytes: &[u8], password: &str) -> Result<SoftwareKey, KeyError> {
        if !looks_like_pkcs12(bytes) {
            return Err(KeyError::NotPkcs12);
        }
        let store = KeyStore::from_pkcs12(bytes, password).map_err(|error| reason(&error))?;
        let chains = store.entries().filter_map(|(_, entry)| match entry {
            KeyStoreEntry::PrivateKeyChain(chain) => Some(chain),
            _ => None,
        });
        let mut first_error = KeyError::NoPrivateKey;
        let mut not_for_signing = None;
        for chain in chains {
            match key(chain) {
                Ok((key, true)) => return Ok(key),
                Ok((key, false)) => {
                    not_for_signing.get_or_insert(key);
                }
                Err(error) if first_error == KeyError::NoPrivateKey => first_error = error,
                Err(_) => {}
            }
        }
        if first_error == KeyError::NoPrivateKey && has_plain_key(bytes) {
            first_error = KeyError::UnsupportedContainer("ключ в нём не зашифрован".into());
        }
        not_for_signing.ok_or(first_error)
    }
}

/// Whether a `keyBag` (RFC 7292 §4.2.1) lies open in the file: the library passes over it in silence.
fn has_plain_key(bytes: &[u8]) -> bool {
    let key_bag = [
        0x06, 0x0b, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x0a, 0x01, 0x01,
    ];
    bytes.windows(key_bag.len()).any(|window| window == key_bag)
}

/// The key, and whether its certificate is meant for signing.
fn key(chain: &PrivateKeyChain) -> Result<(SoftwareKey, bool), KeyError> {
    let mut certificates = chain
        .chain()
        .iter()
        .map(|certificate| Certificate::from_der(certificate.as_der()))
        .collect::<Result<Vec<_>, _>>()?;
    if certificates.is_empty() {
        return Err(KeyError::NoPrivateKey);
    }
    let own = certificates.remove(0);
    let signs = own.key_usage().is_none_or(|usage| usage.signs_documents());
    Ok((
        SoftwareKey::from_pkcs8(chain.key(), own, certificates)?,
        signs,
    ))
}

/// `PFX ::= SEQUENCE { version INTEGER (3), authSafe ContentInfo, … }`: the outer shape tells a wrong file from a
/// container that is merely protected in an unusual way. BER with indefinite lengths counts as a container too.
fn looks_like_pkcs12(bytes: &[u8]) -> bool {
    let body = match bytes {
        [tag::SEQUENCE, 0x80, rest @ ..] => rest,
        _ => match Reader::new(bytes).next() {
            Ok(outer) if outer.tag == tag::SEQUENCE => outer.content,
            _ => return false,
        },
    };
    let mut fields = Reader::new(body);
    let Ok(version) = fields.expect(tag::INTEGER) else {
        return false;
    };
    let rest = fields.rest();
    let kind = match rest {
        [tag::SEQUENCE, 0x80, content @ ..] => Reader::new(content).oid(),
        _ => fields
            .expect(tag::SEQUENCE)
            .and_then(|content| Reader::new(content.content).oid()),
    };
    version.content == [3] && matches!(kind, Ok(oid::DATA | oid::SIGNED_DATA))
}

fn reason(error: &Error) -> KeyError {
    match error {
        // Without a check sum the padding is what tells a wrong password.
        Error::MacError(_) | Error::UnpadError | Error::Pkcs5Error(_) => KeyError::WrongPassword,
        Error::UnsupportedEncryptionScheme => {
            KeyError::UnsupportedContainer("незнакомое шифрование или проверка целостности".into())
        }
        Error::UnsupportedMacAlgorithm => {
            KeyError::UnsupportedContainer("незнакомая проверка целостности".into())
        }
        Error::UnsupportedContentType => {
            KeyError::UnsupportedContainer("он защищён не паролем".into())
        }
        _ => KeyError::UnsupportedContainer("его содержимое не читается".into()),
    }
}
