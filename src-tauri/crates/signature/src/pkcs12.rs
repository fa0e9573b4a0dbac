//! A key from a PKCS#12 container (RFC 7292), read by p12-keystore, or by `gost` when it is protected by ГОСТ.

use p12_keystore::error::Error;
use p12_keystore::{KeyStore, KeyStoreEntry, PrivateKeyChain};

use crate::asn1::{Reader, tag};
use crate::certificate::Certificate;
use crate::error::KeyError;
use crate::key::{SoftwareKey, gost_reason};
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
        let first = keys_by_library(bytes, password).and_then(choose);
        let error = match first {
            Err(error @ (KeyError::UnsupportedContainer(_) | KeyError::NoPrivateKey)) => error,
            opened_or_final => return opened_or_final,
        };
        // Containers protected by ГОСТ (RFC 9548), and keys of ГОСТ the library passes over.
        match keys_of_gost(bytes, password) {
            Some(keys) => keys.and_then(choose),
            None if error == KeyError::NoPrivateKey && has_plain_key(bytes) => Err(
                KeyError::UnsupportedContainer("ключ в нём не зашифрован".into()),
            ),
            None => Err(error),
        }
    }
}

/// The keys of a container, each with whether its certificate is meant for signing, or why it cannot be used.
type Keys = Vec<Result<(SoftwareKey, bool), KeyError>>;

fn choose(keys: Keys) -> Result<SoftwareKey, KeyError> {
    let mut first_error = KeyError::NoPrivateKey;
    let mut not_for_signing = None;
    for key in keys {
        match key {
            Ok((key, true)) => return Ok(key),
            Ok((key, false)) => {
                not_for_signing.get_or_insert(key);
            }
            Err(error) if first_error == KeyError::NoPrivateKey => first_error = error,
            Err(_) => {}
        }
    }
    not_for_signing.ok_or(first_error)
}

fn keys_by_library(bytes: &[u8], password: &str) -> Result<Keys, KeyError> {
    let store = KeyStore::from_pkcs12(bytes, password).map_err(|error| reason(&error))?;
    let chains = store.entries().filter_map(|(_, entry)| match entry {
        KeyStoreEntry::PrivateKeyChain(chain) => Some(chain),
        _ => None,
    });
    let key = |chain: &PrivateKeyChain| {
        let mut certificates = chain
            .chain()
            .iter()
            .map(|certificate| Certificate::from_der(certificate.as_der()))
            .collect::<Result<Vec<_>, _>>()?;
        if certificates.is_empty() {
            return Err(KeyError::NoPrivateKey);
        }
        let own = certificates.remove(0);
        let signs = signs(&own);
        Ok((
            SoftwareKey::from_pkcs8(chain.key(), own, certificates)?,
            signs,
        ))
    };
    Ok(chains.map(key).collect())
}

/// `None` when the container is none that the reader of ГОСТ understands either.
fn keys_of_gost(bytes: &[u8], password: &str) -> Option<Result<Keys, KeyError>> {
    let mut container = match gost::pkcs12::open(bytes, password) {
        Ok(container) if container.keys.is_empty() => return None,
        Ok(container) => container,
        Err(gost::Error::WrongPassword) => return Some(Err(KeyError::WrongPassword)),
        Err(error @ (gost::Error::VerificationOnly | gost::Error::UnknownParameterSet(_))) => {
            return Some(Err(gost_reason(&error)));
        }
        Err(_) => return None,
    };
    let certificates: Vec<Certificate> = container
        .certificates
        .iter()
        .filter_map(|entry| Certificate::from_der(&entry.der).ok())
        .collect();
    let entries = std::mem::take(&mut container.keys);
    let key = |entry: gost::pkcs12::KeyEntry| {
        let own = container
            .certificate_of(&entry)
            .ok_or(KeyError::NoPrivateKey)?;
        let own = Certificate::from_der(&own.der)?;
        let (signs, chain) = (signs(&own), issuers(&own, &certificates));
        Ok((SoftwareKey::from_gost(entry.key, own, chain)?, signs))
    };
    Some(Ok(entries.into_iter().map(key).collect()))
}

/// The certificates above one, each by the name of its issuer, up to one that names itself.
fn issuers(own: &Certificate, others: &[Certificate]) -> Vec<Certificate> {
    let mut chain: Vec<Certificate> = Vec::new();
    let mut last = own;
    while let Some(issuer) = others.iter().find(|other| {
        let named = match (last.parts(), other.parts()) {
            (Ok(last), Ok(other)) => last.issuer == other.subject,
            _ => false,
        };
        named && *other != own && !chain.contains(other)
    }) {
        chain.push(issuer.clone());
        last = issuer;
    }
    chain
}

fn signs(certificate: &Certificate) -> bool {
    certificate
        .key_usage()
        .is_none_or(|usage| usage.signs_documents())
}

/// Whether a `keyBag` (RFC 7292 §4.2.1) lies open in the file: the library passes over it in silence.
fn has_plain_key(bytes: &[u8]) -> bool {
    let key_bag = [
        0x06, 0x0b, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x0a, 0x01, 0x01,
    ];
    bytes.windows(key_bag.len()).any(|window| window == key_bag)
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
