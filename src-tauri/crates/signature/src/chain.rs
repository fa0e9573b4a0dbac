//! From a certificate to an anchor the user trusts. Candidates are looked for here; each is judged by certval after
//! RFC 5280 §6.1 with the anchor's own constraints (RFC 5937), our [`algorithm::verify`] doing the mathematics.
//!
//! | rule of §6.1 | kept by |
//! |---|---|
//! | signature, validity, name chaining (6.1.3 a) | certval |
//! | name constraints (6.1.3 b–c, 6.1.4 g) | certval |
//! | policies (6.1.3 d–f, 6.1.4 a–b, 6.1.5) | certval; any policy is acceptable at the start |
//! | basicConstraints, path length, keyCertSign (6.1.4 k–n) | certval; for the anchor here |
//! | unknown critical extensions (6.1.4 o, 6.1.5 f) | certval; for an anchor that signs itself here |
//! | revocation (6.1.3 a 3) | [`crate::revocation`] |

use certval::{
    CertificationPath, CertificationPathResults, CertificationPathSettings, Error as PathError,
    PDVCertificate, PDVTrustAnchorChoice, PathValidationStatus, PkiEnvironment, TimeOfInterest,
    enforce_trust_anchor_constraints, validate_path_rfc5280,
};
use chrono::{DateTime, FixedOffset};
use der::Encode as _;
use der::asn1::BitString;
use x509_cert::spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};

use crate::algorithm::{self, Rejected};
use crate::certificate::Certificate;
use crate::error::CertificateError;
use crate::oid;
use crate::trust::Trust;

/// Certificates between the signer's and the anchor.
const MAX_LENGTH: usize = 8;
/// Signatures checked before a heap of certificates counts as an attack.
const MAX_CHECKS: usize = 200;
/// Different ways to an anchor that are tried.
const MAX_ROUTES: usize = 16;

/// What the certificate at the beginning of a path must be good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Signing documents: digitalSignature or nonRepudiation, where key usage is named.
    Documents,
    /// Time stamps: extendedKeyUsage is critical and names nothing but them (RFC 3161 §2.3).
    TimeStamps,
    /// Signing revocation lists: cRLSign, where key usage is named (RFC 5280 §6.3.3 f).
    RevocationLists,
}

/// Where a certificate leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Path {
    /// To a trusted anchor, by one or more routes.
    Trusted(Vec<Route>),
    /// Nowhere; the reason is for people.
    Untrusted(String),
    /// There are no anchors to lead to.
    Unknown(String),
}

/// One way to an anchor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Route {
    /// The signer's first, the anchor last; one alone when the signer is trusted by itself.
    pub(crate) certificates: Vec<Certificate>,
}

impl Route {
    pub(crate) fn anchor(&self) -> Option<&Certificate> {
        self.certificates.last()
    }
}

/// Looks for paths at a moment. `others` are the certificates that came along.
pub(crate) fn path(
    signer: &Certificate,
    others: &[Certificate],
    trust: &Trust,
    at: DateTime<FixedOffset>,
    purpose: Purpose,
) -> Path {
    if trust.is_empty() {
        return Path::Unknown("Не указан ни один доверенный корневой сертификат.".into());
    }
    if let Err(reason) = fit(signer, purpose, at) {
        return Path::Untrusted(reason);
    }
    if trust.is_root(signer) {
        return match no_unknown_extension(signer) {
            Ok(()) => Path::Trusted(vec![Route {
                certificates: vec![signer.clone()],
            }]),
            Err(reason) => Path::Untrusted(reason),
        };
    }
    let mut search = Search {
        others,
        anchors: trust.anchors(signer).collect(),
        at,
        checks: 0,
        routes: Vec::new(),
        reason: None,
    };
    search.climb(&mut vec![signer]);
    if search.routes.is_empty() {
        Path::Untrusted(search.reason.unwrap_or_else(|| {
            "Сертификат подписавшего не ведёт ни к одному из указанных доверенных корневых сертификатов.".into()
        }))
    } else {
        Path::Trusted(search.routes)
    }
}

/// Certificates that came along and that nothing confirms: not trusted, and not signed by any other one there.
/// Their bytes are protected by nothing, so that they could have been changed.
pub(crate) fn unconfirmed(signer: &Certificate, others: &[Certificate], trust: &Trust) -> usize {
    let known: Vec<&Certificate> = std::iter::once(signer)
        .chain(others)
        .chain(trust.anchors(signer))
        .collect();
    let confirmed = |certificate: &&Certificate| {
        trust.is_root(certificate)
            || known
                .iter()
                .filter(|issuer| may_name(issuer, certificate))
                .take(MAX_CHECKS)
                .any(|issuer| signed_by(issuer, certificate).is_ok())
    };
    others.len() - others.iter().filter(confirmed).count()
}

/// Whether the issuer's key made the signature under the certificate.
pub(crate) fn signed_by(issuer: &Certificate, certificate: &Certificate) -> Result<(), Rejected> {
    let unreadable = |_: CertificateError| Rejected::Unknown("сертификат не читается".into());
    let key = issuer.public_key().map_err(unreadable)?;
    let parts = certificate.parts().map_err(unreadable)?;
    algorithm::verify(&key, &parts.algorithm, None, parts.signed, parts.signature)
}

/// Whether the issuer field could mean this one. Case and spaces do not count (RFC 5280 §7.1); certval compares
/// precisely.
pub(crate) fn may_name(issuer: &Certificate, certificate: &Certificate) -> bool {
    issuer.subject_folded() == certificate.issuer_folded()
}

struct Search<'a> {
    others: &'a [Certificate],
    anchors: Vec<&'a Certificate>,
    at: DateTime<FixedOffset>,
    checks: usize,
    routes: Vec<Route>,
    /// The most telling obstacle met.
    reason: Option<String>,
}

impl<'a> Search<'a> {
    fn climb(&mut self, path: &mut Vec<&'a Certificate>)
    where
        Self: 'a,
    {
        let last = path[path.len() - 1];
        let others = self.others;
        for anchor in self.anchors.clone() {
            if self.issued(anchor, last) {
                match judge(path, anchor, self.at) {
                    Ok(route) => self.routes.push(route),
                    Err(reason) => self.reason = Some(reason),
                }
            }
        }
        if path.len() > MAX_LENGTH {
            return;
        }
        for other in others {
            let known = path.iter().any(|known| known.der() == other.der());
            if !known && !self.anchors.contains(&other) && self.issued(other, last) {
                path.push(other);
                self.climb(path);
                path.pop();
            }
        }
    }

    fn issued(&mut self, issuer: &Certificate, certificate: &Certificate) -> bool {
        if self.checks >= MAX_CHECKS
            || self.routes.len() >= MAX_ROUTES
            || !may_name(issuer, certificate)
        {
            return false;
        }
        self.checks += 1;
        match signed_by(issuer, certificate) {
            Ok(()) => true,
            Err(rejected) => {
                let reason = match rejected {
                    Rejected::Wrong => {
                        "Подпись удостоверяющего центра под сертификатом неверна.".to_owned()
                    }
                    Rejected::Unknown(what) => format!(
                        "Подпись удостоверяющего центра под сертификатом не проверена: {what}."
                    ),
                };
                self.reason.get_or_insert(reason);
                false
            }
        }
    }
}

/// RFC 5280 §6.1 over one candidate, signer's certificate first.
fn judge(
    path: &[&Certificate],
    anchor: &Certificate,
    at: DateTime<FixedOffset>,
) -> Result<Route, String> {
    fit_to_anchor(anchor)?;
    let unreadable = || "Сертификат цепочки записан с ошибкой.".to_owned();
    let read = |certificate: &&Certificate| {
        PDVCertificate::try_from(certificate.der()).map_err(|_| unreadable())
    };
    let root = PDVTrustAnchorChoice::try_from(anchor.der()).map_err(|_| unreadable())?;
    let mut below = path.iter().rev().map(read).collect::<Result<Vec<_>, _>>()?;
    let target = below.pop().ok_or_else(unreadable)?;
    let moment = u64::try_from(at.timestamp()).map_err(|_| unreadable())?;
    let mut settings = CertificationPathSettings::new();
    settings
        .set_time_of_interest(TimeOfInterest::from_unix_secs(moment).map_err(|_| unreadable())?);
    settings.set_require_ta_store(false);
    settings.set_enforce_trust_anchor_constraints(true);
    let settings = enforce_trust_anchor_constraints(&settings, &root).map_err(|_| unreadable())?;
    let candidate = CertificationPath::new(root, below, target);
    let mut results = CertificationPathResults::new();
    match validate_path_rfc5280(&environment(), &settings, &candidate, &mut results) {
        Ok(()) => {
            let certificates = path.iter().copied().chain([anchor]).cloned().collect();
            Ok(Route { certificates })
        }
        Err(error) => {
            // The anchor is number 0, the signer the last.
            let index = results
                .get_failure_index()
                .map_or(path.len(), |index| index as usize);
            let culprit = path
                .len()
                .checked_sub(index)
                .and_then(|place| path.get(place));
            Err(explain(
                &error,
                culprit.copied().unwrap_or(anchor),
                path[0],
                at,
            ))
        }
    }
}

/// certval asks us for every signature.
fn environment() -> PkiEnvironment {
    let mut environment = PkiEnvironment::new();
    environment.add_verify_signature_message_callback(
        |_: &PkiEnvironment,
         message: &[u8],
         signature: &BitString,
         algorithm: &AlgorithmIdentifierOwned,
         key: &SubjectPublicKeyInfoOwned| {
            let wrong =
                PathError::PathValidation(PathValidationStatus::SignatureVerificationFailure);
            let (Ok(key), Ok(algorithm), Some(signature)) =
                (key.to_der(), algorithm.to_der(), signature.as_bytes())
            else {
                return Err(wrong);
            };
            algorithm::verify_encoded(&key, &algorithm, message, signature).map_err(|_| wrong)
        },
    );
    environment
}

fn explain(
    error: &PathError,
    culprit: &Certificate,
    signer: &Certificate,
    at: DateTime<FixedOffset>,
) -> String {
    use PathValidationStatus as Status;
    let PathError::PathValidation(status) = error else {
        return "Сертификат цепочки записан с ошибкой.".into();
    };
    match status {
        Status::InvalidNotBeforeDate | Status::InvalidNotAfterDate if culprit == signer => {
            in_term(signer, at).err().unwrap_or_default()
        }
        Status::InvalidNotBeforeDate | Status::InvalidNotAfterDate => {
            "Срок действия сертификата удостоверяющего центра не включает время проверки.".into()
        }
        Status::MissingBasicConstraints | Status::InvalidBasicConstraints => NO_AUTHORITY.into(),
        Status::InvalidPathLength => {
            "Цепочка сертификатов длиннее, чем разрешил удостоверяющий центр.".into()
        }
        Status::InvalidKeyUsage => NOT_FOR_ISSUING.into(),
        Status::NameConstraintsViolation => {
            "Имя в сертификате выходит за пределы, которые установил удостоверяющий центр.".into()
        }
        Status::NullPolicySet | Status::InvalidPolicyMapping => {
            "Сертификат выдан не по той политике, которую требует удостоверяющий центр.".into()
        }
        Status::NameChainingFailure => {
            "Издатель сертификата назван не так, как владелец следующего сертификата цепочки."
                .into()
        }
        Status::SignatureVerificationFailure => {
            "Подпись удостоверяющего центра под сертификатом неверна.".into()
        }
        Status::UnprocessedCriticalExtension => {
            no_unknown_extension(culprit).err().unwrap_or_else(|| {
                "В сертификате есть обязательное расширение, которое программа не понимает.".into()
            })
        }
        _ => "Сертификат цепочки записан с ошибкой.".into(),
    }
}

const NO_AUTHORITY: &str = "Сертификат выдан тем, кто не является удостоверяющим центром.";
const NOT_FOR_ISSUING: &str =
    "Ключ удостоверяющего центра не предназначен для выдачи сертификатов.";

/// §6.1.4 k and n, which RFC 5280 leaves to whoever chooses the anchor.
fn fit_to_anchor(anchor: &Certificate) -> Result<(), String> {
    if !(anchor.is_authority() && anchor.version_3) {
        return Err(NO_AUTHORITY.into());
    }
    if anchor
        .key_usage()
        .is_some_and(|usage| !usage.certificate_signing)
    {
        return Err(NOT_FOR_ISSUING.into());
    }
    no_unknown_extension(anchor)
}

/// Whether the certificate may be used for this at all.
pub(crate) fn fit(
    certificate: &Certificate,
    purpose: Purpose,
    at: DateTime<FixedOffset>,
) -> Result<(), String> {
    let usage = certificate.key_usage();
    match purpose {
        Purpose::Documents => {
            if usage.is_some_and(|usage| !usage.signs_documents()) {
                return Err(
                    "Сертификат подписавшего не предназначен для подписи документов.".into(),
                );
            }
        }
        Purpose::TimeStamps => {
            if certificate.extended_key_usage() != [oid::TIME_STAMPING]
                || !certificate.is_critical(oid::EXTENDED_KEY_USAGE)
                || usage.is_some_and(|usage| !usage.signs_documents())
            {
                return Err(
                    "Сертификат службы меток времени не предназначен только для меток времени."
                        .into(),
                );
            }
        }
        Purpose::RevocationLists => {
            if usage.is_some_and(|usage| !usage.crl_signing) {
                return Err("Ключ не предназначен для подписи списков отзыва.".into());
            }
        }
    }
    in_term(certificate, at)
}

fn in_term(certificate: &Certificate, at: DateTime<FixedOffset>) -> Result<(), String> {
    if at > certificate.not_after() {
        return Err(format!(
            "Срок действия сертификата подписавшего истёк {}.",
            certificate.not_after().format("%d.%m.%Y")
        ));
    }
    if at < certificate.not_before() {
        return Err(format!(
            "Срок действия сертификата подписавшего начинается только {}.",
            certificate.not_before().format("%d.%m.%Y")
        ));
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
