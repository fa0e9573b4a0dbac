//! Was a certificate taken back? By revocation lists (RFC 5280 §6.3) and OCSP responses (RFC 6960) from files, from the
//! signature and from the document.
//!
//! certval answers this too, but for one moment only: data issued after that moment is nothing to it. A signature with a
//! time stamp is judged for the time of the stamp by data that is always a little younger, so the times are weighed
//! here:
//!
//! - `at`: the moment for which the answer matters;
//! - `existed`: when the data is known to have existed. What claims to be younger is not used;
//! - data is fresh when its next update is not before `at`. A revocation counts in stale data too: it is for ever,
//!   unless the certificate was only on hold;
//! - when `at` is proven by a time stamp, a revocation that began later does not touch the signature.

use chrono::{DateTime, FixedOffset, TimeDelta, Utc};

use crate::certificate::Certificate;
use crate::chain::{self, Path, Purpose, Route};
use crate::crl::{Crl, Entry};
use crate::ocsp::{OcspResponse, Status};
use crate::oid;
use crate::report::Revocation;
use crate::trust::{Evidence, Trust};

/// Clocks of two machines differ.
const SKEW: TimeDelta = TimeDelta::minutes(5);
/// How old an OCSP answer may be that names no next update.
const WITHOUT_NEXT_UPDATE: TimeDelta = TimeDelta::days(1);

/// The times of a question.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moments {
    /// The moment for which the answer matters.
    pub(crate) at: DateTime<FixedOffset>,
    /// When the data is known to have existed.
    pub(crate) existed: DateTime<FixedOffset>,
    /// Whether `at` is proven, so that later revocations do not matter.
    pub(crate) proven: bool,
}

/// The answer about a path or a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: Revocation,
    /// For people: by what, or why not.
    pub(crate) sentence: String,
}

impl Answer {
    fn unknown(sentence: impl Into<String>) -> Self {
        Self {
            status: Revocation::Unknown,
            sentence: sentence.into(),
        }
    }
}

/// Everything that may be known.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sources<'a> {
    pub(crate) trust: &'a Trust,
    /// What came with the document.
    pub(crate) document: &'a Evidence,
    pub(crate) moments: Moments,
    /// Whether the user's files count, or only the document.
    pub(crate) files: bool,
}

impl<'a> Sources<'a> {
    fn lists(self) -> impl Iterator<Item = &'a Crl> {
        let from_files = self.trust.evidence().lists.iter();
        from_files
            .filter(move |_| self.files)
            .chain(&self.document.lists)
    }

    fn responses(self) -> impl Iterator<Item = &'a OcspResponse> {
        let from_files = self.trust.evidence().responses.iter();
        from_files
            .filter(move |_| self.files)
            .chain(&self.document.responses)
    }
}

/// The whole path below its anchor: one answer for each certificate, the signer's first.
pub(crate) fn of_route(route: &Route, sources: Sources<'_>) -> Vec<Answer> {
    let pairs = route.certificates.windows(2);
    pairs
        .map(|pair| of_one(&pair[0], &pair[1], route, sources))
        .collect()
}

/// One word for a path: revoked when one of it is, good when all are.
pub(crate) fn of_all(answers: &[Answer]) -> Revocation {
    if answers.iter().any(|one| one.status == Revocation::Revoked) {
        Revocation::Revoked
    } else if answers.iter().all(|one| one.status == Revocation::Good) {
        Revocation::Good
    } else {
        Revocation::Unknown
    }
}

/// What one acceptable source says.
struct Claim {
    this_update: DateTime<Utc>,
    /// `None`: not revoked.
    entry: Option<Entry>,
    source: String,
}

fn of_one(
    certificate: &Certificate,
    issuer: &Certificate,
    route: &Route,
    sources: Sources<'_>,
) -> Answer {
    let mut claims = Vec::new();
    let mut obstacle = None;
    for list in sources.lists().filter(|list| list.is_about(certificate)) {
        match by_list(list, certificate, issuer, route, sources) {
            Ok(claim) => claims.push(claim),
            Err(reason) => obstacle = Some(reason),
        }
    }
    for response in sources.responses() {
        let about = |answer: &&crate::ocsp::Answer| answer.is_about(certificate, issuer);
        for answer in response.answers.iter().filter(about) {
            match by_response(response, answer, certificate, issuer, route, sources) {
                Ok(claim) => claims.push(claim),
                Err(reason) => obstacle = Some(reason),
            }
        }
    }
    weigh(claims, sources.moments).unwrap_or_else(|| {
        Answer::unknown(obstacle.unwrap_or_else(|| {
            "нет ни списка отзыва, ни ответа OCSP от издателя сертификата".to_owned()
        }))
    })
}

fn weigh(mut claims: Vec<Claim>, moments: Moments) -> Option<Answer> {
    claims.sort_by_key(|claim| claim.this_update);
    let newest = claims.last()?;
    // A revocation is for ever; only a hold can be lifted by a younger answer.
    let revoked = claims
        .iter()
        .find(|claim| claim.entry.is_some_and(|entry| !entry.on_hold()));
    let (claim, entry) = match (revoked, newest.entry) {
        (Some(claim), _) => (claim, claim.entry),
        (None, entry) => (newest, entry),
    };
    let source = &claim.source;
    let Some(entry) = entry else {
        return Some(Answer {
            status: Revocation::Good,
            sentence: format!("не отозван: {source}"),
        });
    };
    let since = entry
        .since
        .with_timezone(moments.at.offset())
        .format("%d.%m.%Y %H:%M");
    Some(if moments.proven && entry.since > moments.at {
        Answer {
            status: Revocation::Good,
            sentence: format!(
                "отозван {since}, то есть после подписания, время которого доказано: {source}"
            ),
        }
    } else {
        let hold = if entry.on_hold() {
            "приостановлен"
        } else {
            "отозван"
        };
        Answer {
            status: Revocation::Revoked,
            sentence: format!("{hold} {since}: {source}"),
        }
    })
}

/// RFC 5280 §6.3.3 for a full list of the issuer.
fn by_list(
    list: &Crl,
    certificate: &Certificate,
    issuer: &Certificate,
    route: &Route,
    sources: Sources<'_>,
) -> Result<Claim, String> {
    let Moments { at, existed, .. } = sources.moments;
    let date = |time: DateTime<Utc>| {
        time.with_timezone(at.offset())
            .format("%d.%m.%Y %H:%M")
            .to_string()
    };
    if !signed_by_issuer(list, issuer, route, sources) {
        return Err("список отзыва подписан не издателем сертификата".into());
    }
    if list.this_update > existed + SKEW {
        return Err(format!(
            "список отзыва выпущен позже времени проверки, {}",
            date(list.this_update)
        ));
    }
    let serial = certificate
        .parts()
        .map_err(|_| "сертификат не читается")?
        .serial;
    let entry = list.entry(serial);
    if entry.is_none() {
        if list.next_update < at {
            return Err(format!(
                "список отзыва устарел: он действовал до {}",
                date(list.next_update)
            ));
        }
        if !list.is_complete() {
            return Err("список отзыва называет не все причины отзыва".into());
        }
        // §3.3: an entry may leave the list once the term of its certificate is over.
        if list.this_update > certificate.not_after() && !list.keeps_expired {
            return Err("список отзыва выпущен, когда срок сертификата уже истёк".into());
        }
    }
    Ok(Claim {
        this_update: list.this_update,
        entry,
        source: format!("список отзыва от {}", date(list.this_update)),
    })
}

/// The issuer itself, or another key of the same name that leads to the same anchor.
fn signed_by_issuer(list: &Crl, issuer: &Certificate, route: &Route, sources: Sources<'_>) -> bool {
    let at = sources.moments.at;
    let may = |certificate: &Certificate| {
        certificate
            .key_usage()
            .is_none_or(|usage| usage.crl_signing)
    };
    if list.may_be_signed_by(issuer) && may(issuer) && list.is_signed_by(issuer) {
        return true;
    }
    let others = &sources.document.certificates;
    others
        .iter()
        .chain(sources.trust.anchors(issuer))
        .any(|other| {
            list.may_be_signed_by(other)
                && may(other)
                && list.is_signed_by(other)
                && match chain::path(other, others, sources.trust, at, Purpose::RevocationLists) {
                    Path::Trusted(routes) => {
                        routes.iter().any(|one| one.anchor() == route.anchor())
                    }
                    _ => false,
                }
        })
}

/// RFC 6960 §3.2.
fn by_response(
    response: &OcspResponse,
    answer: &crate::ocsp::Answer,
    certificate: &Certificate,
    issuer: &Certificate,
    route: &Route,
    sources: Sources<'_>,
) -> Result<Claim, String> {
    let Moments { at, existed, .. } = sources.moments;
    let date = |time: DateTime<Utc>| {
        time.with_timezone(at.offset())
            .format("%d.%m.%Y %H:%M")
            .to_string()
    };
    authorised(response, issuer, route, sources)?;
    if answer.this_update > existed + SKEW || response.produced_at > existed + SKEW {
        return Err(format!(
            "ответ OCSP выпущен позже времени проверки, {}",
            date(response.produced_at)
        ));
    }
    let entry = match answer.status {
        Status::Revoked(entry) => Some(entry),
        Status::Unknown => return Err("служба OCSP не знает такого сертификата".into()),
        Status::Good => {
            let until = answer
                .next_update
                .unwrap_or(answer.this_update + WITHOUT_NEXT_UPDATE);
            if until < at {
                return Err(format!(
                    "ответ OCSP устарел: он действовал до {}",
                    date(until)
                ));
            }
            // §4.4.4: without an archive cutoff nothing is promised after the certificate's term.
            if answer.this_update > certificate.not_after() && !answer.keeps_expired {
                return Err("ответ OCSP дан, когда срок сертификата уже истёк".into());
            }
            None
        }
    };
    Ok(Claim {
        this_update: answer.this_update,
        entry,
        source: format!("ответ OCSP от {}", date(answer.this_update)),
    })
}

/// §4.2.2.2: the issuer itself, or a key that the issuer has certified for this directly. A responder that the user
/// configured is not provided for.
fn authorised(
    response: &OcspResponse,
    issuer: &Certificate,
    route: &Route,
    sources: Sources<'_>,
) -> Result<(), String> {
    if response.may_be_signed_by(issuer) && response.is_signed_by(issuer) {
        return Ok(());
    }
    let mut reason =
        "ответ OCSP подписан не издателем сертификата и не тем, кого издатель уполномочил"
            .to_owned();
    let known = response
        .certificates
        .iter()
        .chain(&sources.document.certificates);
    for responder in known.filter(|responder| response.may_be_signed_by(responder)) {
        let issued = chain::may_name(issuer, responder)
            && chain::signed_by(issuer, responder).is_ok()
            && responder.extended_key_usage().contains(&oid::OCSP_SIGNING)
            && responder
                .key_usage()
                .is_none_or(|usage| usage.signs_documents())
            && responder.unknown_critical_extension().is_none();
        if !issued || !response.is_signed_by(responder) {
            continue;
        }
        if response.produced_at < responder.not_before()
            || response.produced_at > responder.not_after()
        {
            reason = "срок сертификата службы OCSP не включает время ответа".into();
            continue;
        }
        if responder.has_extension(oid::OCSP_NO_CHECK) {
            return Ok(());
        }
        // §4.2.2.2.1: without id-pkix-ocsp-nocheck the responder's own certificate must be looked up. Lists only, or
        // responders could vouch for each other in a circle.
        let lists = sources.lists().filter(|list| list.is_about(responder));
        let claims = lists
            .filter_map(|list| by_list(list, responder, issuer, route, sources).ok())
            .collect();
        match weigh(claims, sources.moments) {
            Some(Answer {
                status: Revocation::Good,
                ..
            }) => return Ok(()),
            Some(_) => reason = "сертификат службы OCSP отозван".into(),
            None => reason = "не проверено, не отозван ли сертификат службы OCSP".into(),
        }
    }
    Err(reason)
}
