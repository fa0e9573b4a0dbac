//! Key containers: PKCS#12 (RFC 7292) protected by a password with the algorithms of GOST, as
//! RFC 9548 prescribes, or with AES and SHA, as OpenSSL writes keys of GOST unless told otherwise;
//! and EncryptedPrivateKeyInfo protected in either way.
//!
//! ```no_run
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let container = gost::pkcs12::open(&std::fs::read("key.p12")?, "пароль")?;
//! let entry = container.keys.first().ok_or("контейнер без ключа")?;
//! let certificate = container.certificate_of(entry).ok_or("ключ без сертификата")?;
//! println!("{} байт сертификата", certificate.der.len());
//! # Ok(())
//! # }
//! ```

mod asn1;
mod cipher;
mod derivation;
mod integrity;
mod legacy;
mod password;

use crate::error::Error;
use crate::signing::SigningKey;
use alloc::string::String;
use alloc::vec::Vec;
use asn1::{
    CertBag, ContentInfo, EncryptedData, EncryptedPrivateKeyInfo, Pfx, SafeBag, bag, content,
};
use core::fmt;
use der::Decode;
use der::asn1::{BmpString, OctetStringRef};

/// What a container held that this crate understands.
#[derive(Debug)]
pub struct Container {
    /// Private keys of GOST R 34.10-2012.
    pub keys: Vec<KeyEntry>,
    /// X.509 certificates, in the container's order.
    pub certificates: Vec<CertificateEntry>,
}

/// A private key and what it is labelled with.
pub struct KeyEntry {
    /// The key.
    pub key: SigningKey,
    /// localKeyId: the same octets mark its certificate.
    pub local_key_id: Option<Vec<u8>>,
    /// friendlyName
    pub friendly_name: Option<String>,
}

/// A certificate and what it is labelled with.
#[derive(Debug)]
pub struct CertificateEntry {
    /// DER
    pub der: Vec<u8>,
    /// localKeyId of the key it belongs to.
    pub local_key_id: Option<Vec<u8>>,
    /// friendlyName
    pub friendly_name: Option<String>,
}

/// How much work a container may ask for.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Iterations of one key derivation.
    pub iterations: u32,
}

impl Default for Limits {
    /// Ten million: over a thousand times what programs write, half a minute of work.
    fn default() -> Self {
        Self {
            iterations: 10_000_000,
        }
    }
}

/// Opens a container. The password is taken as UTF-8 (RFC 9548 §3), and as UTF-16 where the key
/// derivation of PKCS#12 wants it (RFC 7292 §B.1).
///
/// # Errors
/// [`Error::WrongPassword`] when the integrity code disagrees, which is checked before anything is
/// decrypted; else what is malformed or not supported.
pub fn open(bytes: &[u8], password: &str) -> Result<Container, Error> {
    open_with_limits(bytes, password, Limits::default())
}

/// Opens a container that may not ask for more work than allowed.
///
/// # Errors
/// As [`open`], and [`Error::Iterations`].
pub fn open_with_limits(bytes: &[u8], password: &str, limits: Limits) -> Result<Container, Error> {
    let pfx = Pfx::from_der(bytes)?;
    if pfx.version != 3 {
        return Err(Error::Malformed(der::ErrorKind::Failed.into()));
    }
    let authenticated = octets(&pfx.auth_safe)?;
    let mac = pfx.mac_data.ok_or(Error::NoIntegrity)?;
    integrity::check(&mac, authenticated, password, limits)?;

    let mut container = Container {
        keys: Vec::new(),
        certificates: Vec::new(),
    };
    for part in Vec::<ContentInfo<'_>>::from_der(authenticated)? {
        if part.content_type == content::DATA {
            container.read_bags(octets(&part)?, password, limits)?;
        } else if part.content_type == content::ENCRYPTED_DATA {
            let any = part
                .content
                .ok_or(Error::UnsupportedContent(part.content_type))?;
            let encrypted: EncryptedData<'_> = any.decode_as()?;
            let info = encrypted.content_info;
            let ciphertext = info
                .encrypted_content
                .ok_or(Error::UnsupportedContent(part.content_type))?;
            let bags = password::decrypt(
                &info.algorithm,
                ciphertext.as_bytes(),
                password,
                limits,
                asn1::is_sound_contents,
            )?;
            container.read_bags(&bags, password, limits)?;
        } else {
            return Err(Error::UnsupportedContent(part.content_type));
        }
    }
    Ok(container)
}

/// Opens a DER EncryptedPrivateKeyInfo (RFC 5958 §3) protected by PBES2 (RFC 9337, RFC 8018).
///
/// # Errors
/// [`Error::WrongPassword`] when what comes out is no key, else what is not supported.
pub fn open_encrypted_pkcs8(bytes: &[u8], password: &str) -> Result<SigningKey, Error> {
    open_encrypted_pkcs8_with_limits(bytes, password, Limits::default())
}

/// As [`open_encrypted_pkcs8`] with a bound on the work.
///
/// # Errors
/// As [`open_encrypted_pkcs8`], and [`Error::Iterations`].
pub fn open_encrypted_pkcs8_with_limits(
    bytes: &[u8],
    password: &str,
    limits: Limits,
) -> Result<SigningKey, Error> {
    let info = EncryptedPrivateKeyInfo::from_der(bytes)?;
    decrypt_key(&info, password, limits).map_err(|error| match error {
        // There is no integrity code: a wrong password shows as nonsense.
        Error::Malformed(_) => Error::WrongPassword,
        error => error,
    })
}

impl Container {
    /// The certificate with the key's localKeyId, or else with its public key.
    #[must_use]
    pub fn certificate_of(&self, entry: &KeyEntry) -> Option<&CertificateEntry> {
        let public = entry.key.verifying_key().as_bytes();
        let holds_key = |certificate: &&CertificateEntry| {
            certificate
                .der
                .windows(public.len())
                .any(|window| window == public)
        };
        let is_labelled = |certificate: &&CertificateEntry| {
            entry.local_key_id.is_some() && certificate.local_key_id == entry.local_key_id
        };
        self.certificates
            .iter()
            .find(|certificate| is_labelled(certificate) && holds_key(certificate))
            .or_else(|| self.certificates.iter().find(holds_key))
    }

    fn read_bags(&mut self, contents: &[u8], password: &str, limits: Limits) -> Result<(), Error> {
        for bag in Vec::<SafeBag<'_>>::from_der(contents)? {
            let (local_key_id, friendly_name) = labels(&bag);
            if bag.id == bag::KEY {
                let key = SigningKey::from_private_key_info(&bag.value.decode_as()?)?;
                self.keys.push(KeyEntry {
                    key,
                    local_key_id,
                    friendly_name,
                });
            } else if bag.id == bag::SHROUDED_KEY {
                let key = decrypt_key(&bag.value.decode_as()?, password, limits)?;
                self.keys.push(KeyEntry {
                    key,
                    local_key_id,
                    friendly_name,
                });
            } else if bag.id == bag::CERTIFICATE {
                let certificate: CertBag<'_> = bag.value.decode_as()?;
                if certificate.id != bag::X509_CERTIFICATE {
                    return Err(Error::UnsupportedContent(certificate.id));
                }
                let der = certificate.value.as_bytes().into();
                self.certificates.push(CertificateEntry {
                    der,
                    local_key_id,
                    friendly_name,
                });
            } else if bag.id != bag::CRL && bag.id != bag::SECRET {
                return Err(Error::UnsupportedContent(bag.id));
            }
        }
        Ok(())
    }
}

fn decrypt_key(
    info: &EncryptedPrivateKeyInfo<'_>,
    password: &str,
    limits: Limits,
) -> Result<SigningKey, Error> {
    let plain = password::decrypt(
        &info.algorithm,
        info.encrypted.as_bytes(),
        password,
        limits,
        asn1::is_well_formed,
    )?;
    SigningKey::from_pkcs8_der(&plain)
}

/// The OCTET STRING inside a ContentInfo of type data.
fn octets<'a>(info: &ContentInfo<'a>) -> Result<&'a [u8], Error> {
    match info.content {
        Some(any) if info.content_type == content::DATA => {
            Ok(any.decode_as::<&OctetStringRef>()?.as_bytes())
        }
        _ if info.content_type == content::SIGNED_DATA => Err(Error::NoIntegrity),
        _ => Err(Error::UnsupportedContent(info.content_type)),
    }
}

/// localKeyId and friendlyName; labels that cannot be read are no reason to refuse a key.
fn labels(bag: &SafeBag<'_>) -> (Option<Vec<u8>>, Option<String>) {
    let local_key_id = bag
        .attribute(bag::LOCAL_KEY_ID)
        .and_then(|value| value.decode_as::<&OctetStringRef>().ok())
        .map(|octets| octets.as_bytes().into());
    let friendly_name = bag
        .attribute(bag::FRIENDLY_NAME)
        .and_then(|value| value.decode_as::<BmpString>().ok())
        .map(|text| text.chars().collect());
    (local_key_id, friendly_name)
}

impl fmt::Debug for KeyEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyEntry")
            .field("key", &self.key)
            .finish_non_exhaustive()
    }
}
