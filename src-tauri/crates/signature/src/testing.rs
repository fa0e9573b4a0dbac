//! Throw-away authorities, certificates and PKCS#12 files. They prove nothing: the authority is made on the spot.

mod gost;

use chrono::{DateTime, Datelike as _, Days, FixedOffset};
use p12_keystore::{KeyStore, KeyStoreEntry, PrivateKeyChain};
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, DnValue, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, RsaKeySize, SerialNumber, date_time_ymd,
};

/// The kind of key to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyKind {
    /// RSA, 2048 bits.
    Rsa2048,
    /// RSA, 3072 bits.
    Rsa3072,
    /// RSA, 4096 bits.
    Rsa4096,
    /// ECDSA on P-256.
    P256,
    /// ECDSA on P-384.
    P384,
    /// ГОСТ Р 34.10-2012, 256 bits, the authority too.
    Gost256,
    /// ГОСТ Р 34.10-2012, 512 bits, the authority too.
    Gost512,
}

/// Whom the certificate names.
#[derive(Debug, Clone, Default)]
pub struct Person {
    /// Фамилия
    pub surname: String,
    /// Имя and отчество
    pub given_name: String,
    /// Organization, for an officer.
    pub organization: Option<String>,
    /// СНИЛС, eleven digits.
    pub snils: Option<String>,
    /// ИНН, twelve digits.
    pub inn: Option<String>,
    /// ОГРН, for an officer.
    pub ogrn: Option<String>,
}

impl Person {
    /// A person with a surname and the rest of the name.
    #[must_use]
    pub fn new(surname: &str, given_name: &str) -> Self {
        Self {
            surname: surname.into(),
            given_name: given_name.into(),
            ..Self::default()
        }
    }
}

/// What was made.
#[derive(Clone)]
pub struct ThrowAway {
    /// The key with its certificate and its authority's, behind the password.
    pub pkcs12: Vec<u8>,
    /// The holder's certificate, DER.
    pub certificate: Vec<u8>,
    /// The authority's certificate, DER: trust it to see the signature valid.
    pub root: Vec<u8>,
}

impl ThrowAway {
    /// The authority's certificate as PEM.
    #[must_use]
    pub fn root_pem(&self) -> String {
        pem(&self.root)
    }
}

/// What may be changed in a certificate to see it refused.
#[derive(Debug, Clone, Copy)]
pub struct Term {
    /// Days before `at` on which it begins (negative: after).
    pub begins_days_before: i64,
    /// Days after `at` on which it ends (negative: before).
    pub ends_days_after: i64,
    /// Whether the key usage allows signatures.
    pub signs: bool,
}

impl Default for Term {
    fn default() -> Self {
        Self {
            begins_days_before: 1,
            ends_days_after: 365,
            signs: true,
        }
    }
}

/// A PKCS#12 file for one person, valid from the day before `at` for a year, issued by a new authority.
///
/// # Panics
/// When the machine has no randomness: there is nothing to go on with.
#[must_use]
pub fn throw_away_pkcs12(
    person: &Person,
    password: &str,
    kind: KeyKind,
    at: DateTime<FixedOffset>,
) -> ThrowAway {
    with_term(person, password, kind, at, Term::default())
}

/// The same with a term and a usage of choice.
///
/// # Panics
/// As [`throw_away_pkcs12`].
#[must_use]
#[allow(
    clippy::expect_used,
    reason = "made-up certificates: only missing randomness can fail here"
)]
pub fn with_term(
    person: &Person,
    password: &str,
    kind: KeyKind,
    at: DateTime<FixedOffset>,
    term: Term,
) -> ThrowAway {
    // The type of a moment belongs to a crate that is not a dependency here, so this cannot be a function.
    let midnight = |days| {
        let (year, month, day) = shifted(at, days);
        date_time_ymd(year, month, day)
    };
    let root_key = KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256).expect("a key");
    let mut root = CertificateParams::default();
    root.distinguished_name = DistinguishedName::new();
    root.distinguished_name.push(
        DnType::CommonName,
        "Тестовый удостоверяющий центр (не доверять)",
    );
    root.distinguished_name
        .push(DnType::OrganizationName, "Zapros test");
    root.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    root.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    (root.not_before, root.not_after) = (midnight(-3650), midnight(3650));
    let root_certificate = root.self_signed(&root_key).expect("an authority");
    let issuer = Issuer::new(root, root_key);

    let key = key_pair(kind);
    let mut leaf = CertificateParams::default();
    leaf.distinguished_name = distinguished_name(person);
    leaf.is_ca = IsCa::ExplicitNoCa;
    leaf.key_usages = if term.signs {
        vec![
            KeyUsagePurpose::DigitalSignature,
            KeyUsagePurpose::ContentCommitment,
        ]
    } else {
        vec![KeyUsagePurpose::KeyEncipherment]
    };
    leaf.use_authority_key_identifier_extension = true;
    leaf.serial_number = Some(SerialNumber::from_slice(&serial(&key)));
    (leaf.not_before, leaf.not_after) = (
        midnight(-term.begins_days_before),
        midnight(term.ends_days_after),
    );
    let certificate = leaf.signed_by(&key, &issuer).expect("a certificate");

    let made = Made {
        certificate: certificate.der().to_vec(),
        root: root_certificate.der().to_vec(),
        key: key.serialized_der().to_vec(),
    };
    let made = match kind {
        KeyKind::Gost256 => gost::converted(&made, ::gost::ParameterSet::Tc26_256A),
        KeyKind::Gost512 => gost::converted(&made, ::gost::ParameterSet::Tc26_512A),
        _ => made,
    };
    let chain = [&made.certificate, &made.root]
        .map(|der| p12_keystore::Certificate::from_der(der).expect("a certificate just made"));
    let mut store = KeyStore::new();
    store.add_entry(
        "key",
        KeyStoreEntry::PrivateKeyChain(PrivateKeyChain::new(&made.key, [1], chain)),
    );
    ThrowAway {
        pkcs12: container(&store, password).expect("a container"),
        certificate: made.certificate,
        root: made.root,
    }
}

/// All DER; the key is PKCS#8.
struct Made {
    certificate: Vec<u8>,
    root: Vec<u8>,
    key: Vec<u8>,
}

/// Few rounds: a throw-away password protects nothing, and tests open many containers.
fn container(store: &KeyStore, password: &str) -> p12_keystore::Result<Vec<u8>> {
    store
        .writer(password)
        .encryption_iterations(2000)
        .mac_iterations(2000)
        .write()
}

/// DER → PEM, for programs that want it so.
#[must_use]
pub fn pem(der: &[u8]) -> String {
    use der::pem::LineEnding;
    der::pem::encode_string("CERTIFICATE", LineEnding::LF, der).unwrap_or_default()
}

#[allow(clippy::expect_used, reason = "only missing randomness can fail here")]
fn key_pair(kind: KeyKind) -> KeyPair {
    let rsa = |size| KeyPair::generate_rsa_for(&rcgen::PKCS_RSA_SHA256, size);
    match kind {
        KeyKind::Rsa2048 => rsa(RsaKeySize::_2048),
        KeyKind::Rsa3072 => rsa(RsaKeySize::_3072),
        KeyKind::Rsa4096 => rsa(RsaKeySize::_4096),
        // Keys of ГОСТ take the place of this one afterwards.
        KeyKind::P256 | KeyKind::Gost256 | KeyKind::Gost512 => {
            KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256)
        }
        KeyKind::P384 => KeyPair::generate_for(&rcgen::PKCS_ECDSA_P384_SHA384),
    }
    .expect("a key")
}

/// Positive and of a fixed length, from the key itself.
fn serial(key: &KeyPair) -> Vec<u8> {
    let digest = crate::DigestAlgorithm::Sha256.digest(&[key.public_key_raw()]);
    std::iter::once(0x01)
        .chain(digest.into_iter().take(15))
        .collect()
}

fn distinguished_name(person: &Person) -> DistinguishedName {
    let mut name = DistinguishedName::new();
    let common = person
        .organization
        .clone()
        .unwrap_or_else(|| format!("{} {}", person.surname, person.given_name));
    name.push(DnType::CommonName, common.trim());
    let oid = |text: &str| {
        DnType::from_oid(
            &text
                .split('.')
                .filter_map(|arc| arc.parse().ok())
                .collect::<Vec<u64>>(),
        )
    };
    for (arc, value) in [
        ("2.5.4.4", &person.surname),
        ("2.5.4.42", &person.given_name),
    ] {
        if !value.is_empty() {
            name.push(oid(arc), value.as_str());
        }
    }
    name.push(DnType::CountryName, "RU");
    if let Some(organization) = &person.organization {
        name.push(DnType::OrganizationName, organization.as_str());
    }
    for (arc, value) in [
        ("1.2.643.100.3", &person.snils),
        ("1.2.643.3.131.1.1", &person.inn),
        ("1.2.643.100.1", &person.ogrn),
    ] {
        if let Some(value) = value {
            name.push(oid(arc), DnValue::Utf8String(value.clone()));
        }
    }
    name
}

fn shifted(at: DateTime<FixedOffset>, days: i64) -> (i32, u8, u8) {
    let date = at.to_utc().date_naive();
    let days_from = Days::new(days.unsigned_abs());
    let shifted = if days < 0 {
        date.checked_sub_days(days_from)
    } else {
        date.checked_add_days(days_from)
    };
    let date = shifted.unwrap_or(date);
    // A month and a day always fit.
    (date.year(), date.month() as u8, date.day() as u8)
}
