//! From a certificate to a root the user trusts (RFC 5280 §6, the strict part of it that needs no policies).
//!
//! Everything the verifier wants to know goes through [`path`]: another path builder takes its place by answering the
//! same question.

use chrono::{DateTime, FixedOffset};

use crate::algorithm;
use crate::armour;
use crate::certificate::Certificate;
use crate::error::CertificateError;

/// Certificates between the signer's and the root.
const MAX_LENGTH: usize = 8;
/// Signatures checked before a heap of certificates counts as an attack.
const MAX_CHECKS: usize = 200;

/// Whom the user trusts. Nothing is trusted by default.
#[derive(Debug, Clone, Default)]
pub struct Trust {
    roots: Vec<Certificate>,
    revocation_waived: bool,
}

impl Trust {
    /// Trusts nobody.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Trusts the certificates in a PEM file (one or more) or a DER file.
    ///
    /// # Errors
    /// When there is no certificate in it or one of them does not read.
    pub fn add(&mut self, file: &[u8]) -> Result<(), CertificateError> {
        for der in armour::certificates(file) {
            self.roots.push(Certificate::from_der(&der)?);
        }
        if self.roots.is_empty() {
            Err(CertificateError::Unreadable("в файле нет сертификата"))
        } else {
            Ok(())
        }
    }

    /// Lets a signature be valid although nobody knows whether its certificate was revoked.
    #[must_use]
    pub const fn without_revocation(mut self) -> Self {
        self.revocation_waived = true;
        self
    }

    /// Whether revocation was waived.
    #[must_use]
    pub const fn revocation_waived(&self) -> bool {
        self.revocation_waived
    }

    fn is_root(&self, certificate: &Certificate) -> bool {
        self.roots
            .iter()
            .any(|root| root.der() == certificate.der())
    }
}

/// Where a certificate leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Path {
    /// To a trusted root, over these (signer's first, the root not among them).
    Trusted,
    /// Nowhere; the reason is for people.
    Untrusted(String),
    /// There are no roots to lead to.
    Unknown(String),
}

/// Looks for a path at a moment. `others` are the certificates that came along.
pub(crate) fn path(
    signer: &Certificate,
    others: &[Certificate],
    trust: &Trust,
    at: DateTime<FixedOffset>,
) -> Path {
    if trust.roots.is_empty() {
        return Path::Unknown("Не указан ни один доверенный корневой сертификат.".into());
    }
    if let Err(reason) = fit_to_sign(signer, at) {
        return Path::Untrusted(reason);
    }
    if trust.is_root(signer) {
        return Path::Trusted;
    }
    let mut search = Search {
        others,
        trust,
        at,
        checks: 0,
        reason: None,
    };
    if search.climb(&mut vec![signer]) {
        return Path::Trusted;
    }
    Path::Untrusted(search.reason.unwrap_or_else(|| {
        "Сертификат подписавшего не ведёт ни к одному из указанных доверенных корневых сертификатов.".into()
    }))
}

/// Certificates that came along and that nothing confirms: not trusted, and not signed by any other one there.
/// Their bytes are protected by nothing, so that they could have been changed.
pub(crate) fn unconfirmed(signer: &Certificate, others: &[Certificate], trust: &Trust) -> usize {
    let known: Vec<&Certificate> = std::iter::once(signer)
        .chain(others)
        .chain(&trust.roots)
        .collect();
    let confirmed = |certificate: &&Certificate| {
        trust.is_root(certificate)
            || known
                .iter()
                .take(MAX_CHECKS)
                .any(|issuer| issued(issuer, certificate))
    };
    others.len() - others.iter().filter(confirmed).count()
}

struct Search<'a> {
    others: &'a [Certificate],
    trust: &'a Trust,
    at: DateTime<FixedOffset>,
    checks: usize,
    /// The most telling obstacle met.
    reason: Option<String>,
}

impl<'a> Search<'a> {
    fn climb(&mut self, path: &mut Vec<&'a Certificate>) -> bool
    where
        Self: 'a,
    {
        let last = path[path.len() - 1];
        let (trust, others) = (self.trust, self.others);
        for root in &trust.roots {
            if self.may_issue(root, last, path.len() - 1) {
                return true;
            }
        }
        if path.len() > MAX_LENGTH {
            return false;
        }
        for other in others {
            if !path.iter().any(|known| known.der() == other.der())
                && self.may_issue(other, last, path.len() - 1)
            {
                path.push(other);
                if self.climb(path) {
                    return true;
                }
                path.pop();
            }
        }
        false
    }

    /// `below` is the number of authorities between the issuer and the signer.
    fn may_issue(&mut self, issuer: &Certificate, certificate: &Certificate, below: usize) -> bool {
        let (Ok(issuer_parts), Ok(parts)) = (issuer.parts(), certificate.parts()) else {
            return false;
        };
        if issuer_parts.subject != parts.issuer || self.checks >= MAX_CHECKS {
            return false;
        }
        self.checks += 1;
        if !issued(issuer, certificate) {
            self.reason = Some("Подпись удостоверяющего центра под сертификатом неверна.".into());
            return false;
        }
        if let Err(reason) = fit_to_issue(issuer, self.at, below) {
            self.reason = Some(reason);
            return false;
        }
        true
    }
}

/// Whether the issuer's key made the signature under the certificate.
fn issued(issuer: &Certificate, certificate: &Certificate) -> bool {
    let (Ok(key), Ok(parts)) = (issuer.public_key(), certificate.parts()) else {
        return false;
    };
    issuer
        .parts()
        .is_ok_and(|issuer| issuer.subject == parts.issuer)
        && algorithm::verify(&key, &parts.algorithm, None, parts.signed, parts.signature).is_ok()
}

fn fit_to_sign(certificate: &Certificate, at: DateTime<FixedOffset>) -> Result<(), String> {
    no_unknown_extension(certificate)?;
    certificate
        .usable_for_signing(at)
        .map_err(|error| match error {
            CertificateError::Expired(when) => {
                format!(
                    "Срок действия сертификата подписавшего истёк {}.",
                    when.format("%d.%m.%Y")
                )
            }
            CertificateError::NotYetValid(when) => {
                format!(
                    "Срок действия сертификата подписавшего начинается только {}.",
                    when.format("%d.%m.%Y")
                )
            }
            _ => "Сертификат подписавшего не предназначен для подписи документов.".into(),
        })
}

/// §6.1.4 k–n: an authority by basicConstraints, with keyCertSign where usage is named, within its path length.
fn fit_to_issue(
    certificate: &Certificate,
    at: DateTime<FixedOffset>,
    below: usize,
) -> Result<(), String> {
    no_unknown_extension(certificate)?;
    if at < certificate.not_before() || at > certificate.not_after() {
        return Err(
            "Срок действия сертификата удостоверяющего центра не включает время проверки.".into(),
        );
    }
    let authority = certificate
        .authority
        .filter(|authority| authority.is_authority && certificate.version_3);
    let Some(authority) = authority else {
        return Err("Сертификат выдан тем, кто не является удостоверяющим центром.".into());
    };
    if authority
        .path_length
        .is_some_and(|length| below > length as usize)
    {
        return Err("Цепочка сертификатов длиннее, чем разрешил удостоверяющий центр.".into());
    }
    if certificate
        .key_usage()
        .is_some_and(|usage| !usage.certificate_signing)
    {
        return Err("Ключ удостоверяющего центра не предназначен для выдачи сертификатов.".into());
    }
    Ok(())
}

fn no_unknown_extension(certificate: &Certificate) -> Result<(), String> {
    certificate
        .unknown_critical_extension()
        .map_or(Ok(()), |oid| {
            Err(format!(
                "В сертификате есть обязательное расширение {oid}, которое программа не понимает."
            ))
        })
}
