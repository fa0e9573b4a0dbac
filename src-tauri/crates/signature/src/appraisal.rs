//! What is the same for every kind of signature once its mathematics is checked: time, chain, revocation, verdict.

use chrono::{DateTime, FixedOffset, SecondsFormat};

use crate::certificate::Certificate;
use crate::chain::{self, Path, Purpose, Route};
use crate::recognition;
use crate::report::{
    ChainStatus, Integrity, PathCertificate, Qualified, Revocation, SignatureReport, SignerReport,
    TimeSource, TimeStampReport, rfc3339,
};
use crate::revocation::{self, Answer, Moments, Sources};
use crate::signer::Checked;
use crate::timestamp::{self, TimeStamp};
use crate::trust::{Evidence, Trust};

/// Under which circumstances something is judged.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Setting<'a> {
    pub(crate) trust: &'a Trust,
    /// Certificates and revocation data kept in the document (the DSS of a PDF).
    pub(crate) document: &'a Evidence,
    /// The clock.
    pub(crate) now: DateTime<FixedOffset>,
    /// The time of a valid document time stamp over the thing judged: it existed then.
    pub(crate) stamped: Option<DateTime<FixedOffset>>,
    /// How many valid document time stamps are over it.
    pub(crate) stamps: usize,
}

impl<'a> Setting<'a> {
    /// Nothing but trust and clock.
    pub(crate) const fn new(
        trust: &'a Trust,
        document: &'a Evidence,
        now: DateTime<FixedOffset>,
    ) -> Self {
        Self {
            trust,
            document,
            now,
            stamped: None,
            stamps: 0,
        }
    }

    /// Under one more document time stamp.
    pub(crate) const fn under(mut self, time: DateTime<FixedOffset>) -> Self {
        self.stamped = Some(time);
        self.stamps += 1;
        self
    }

    /// When the thing judged is known to have existed.
    pub(crate) fn existed(&self) -> DateTime<FixedOffset> {
        self.stamped.unwrap_or(self.now)
    }
}

/// Completes the report about a signature over a document.
pub(crate) fn complete(
    mut report: SignatureReport,
    checked: Checked,
    mut doubts: Vec<String>,
    setting: Setting<'_>,
) -> SignatureReport {
    report.integrity = checked.integrity;
    report.algorithm = checked.algorithm;
    doubts.extend(checked.doubts);
    let mut document = setting.document.clone();
    document.join(&checked.evidence);
    let setting = Setting {
        document: &document,
        ..setting
    };

    let stamps: Vec<TimeStamp> = checked
        .time_stamps
        .iter()
        .map(|token| timestamp::check(token, &[&checked.signature], setting))
        .collect();
    let waived = setting.trust.revocation_waived();
    let proven = stamps.iter().filter_map(|stamp| stamp.proven(waived)).min();
    let (at, source) = match (proven, setting.stamped) {
        (Some(time), _) => (time, TimeSource::TimeStamp),
        (None, Some(time)) => (time, TimeSource::DocumentTimeStamp),
        (None, None) => (setting.now, TimeSource::Now),
    };
    report.valid_at = Some(rfc3339(at));
    report.time_source = Some(source);
    if source != TimeSource::Now {
        report.trusted_time = Some(rfc3339(at));
    }
    for stamp in &stamps {
        doubts.extend(stamp.broken());
        report.time_stamps.push(stamp.report(waived));
    }

    let moments = Moments {
        at,
        existed: setting.now,
        proven: source != TimeSource::Now,
    };
    let mut long_term = false;
    if let Some(certificate) = checked.certificate {
        report.signer = Some(SignerReport::of(&certificate));
        let judged = judge_path(
            &certificate,
            &checked.others,
            setting,
            moments,
            Purpose::Documents,
        );
        report.chain = judged.chain;
        report.revocation = judged.revocation;
        report.path = judged.path;
        long_term = judged.long_term;
        (report.qualified_certificate, report.accreditation) = recognition::qualified(
            &certificate,
            judged.route.as_ref(),
            setting.trust,
            setting.now,
        );
        doubts.extend(judged.reason);
        if report.chain == ChainStatus::Trusted
            && chain::unconfirmed(&certificate, &checked.others, setting.trust) > 0
        {
            doubts.push("В подпись вложен сертификат, который ничем не подтверждён.".into());
        }
        report.certificate = Some(certificate);
    }
    let intact = stamps.iter().any(|stamp| stamp.integrity == Integrity::Ok);
    report.format = level(
        &report.format,
        intact,
        setting.stamps,
        long_term,
        checked.is_archived,
    );
    report.recognition = recognition::lines(&report);
    report.judge(&doubts, waived)
}

/// What a path comes to.
pub(crate) struct Judged {
    pub(crate) chain: ChainStatus,
    pub(crate) revocation: Revocation,
    pub(crate) path: Vec<PathCertificate>,
    pub(crate) route: Option<Route>,
    /// Why the chain is not trusted.
    pub(crate) reason: Option<String>,
    /// Whether the document alone answers for every certificate of the path.
    pub(crate) long_term: bool,
}

/// Looks for a path and for its revocation; of several routes the best.
pub(crate) fn judge_path(
    signer: &Certificate,
    others: &[Certificate],
    setting: Setting<'_>,
    moments: Moments,
    purpose: Purpose,
) -> Judged {
    let mut pool = others.to_vec();
    for kept in &setting.document.certificates {
        if !pool.contains(kept) && kept != signer {
            pool.push(kept.clone());
        }
    }
    let nowhere = |chain, reason| Judged {
        chain,
        revocation: Revocation::Unknown,
        path: vec![path_certificate(signer, None)],
        route: None,
        reason: Some(reason),
        long_term: false,
    };
    let routes = match chain::path(signer, &pool, setting.trust, moments.at, purpose) {
        Path::Trusted(routes) => routes,
        Path::Untrusted(reason) => return nowhere(ChainStatus::Untrusted, reason),
        Path::Unknown(reason) => return nowhere(ChainStatus::Unknown, reason),
    };
    let sources = Sources {
        trust: setting.trust,
        document: setting.document,
        moments,
        files: true,
    };
    let rank = |answers: &[Answer]| match revocation::of_all(answers) {
        Revocation::Good => 0,
        Revocation::Unknown => 1,
        Revocation::Revoked => 2,
    };
    let judged = routes
        .iter()
        .map(|route| (route, revocation::of_route(route, sources)))
        .min_by_key(|(_, answers)| rank(answers));
    let Some((route, answers)) = judged else {
        return nowhere(ChainStatus::Unknown, String::new());
    };
    let alone = Sources {
        files: false,
        ..sources
    };
    let kept = !setting.document.lists.is_empty() || !setting.document.responses.is_empty();
    Judged {
        chain: ChainStatus::Trusted,
        revocation: revocation::of_all(&answers),
        path: listed(route, &answers),
        route: Some(route.clone()),
        reason: None,
        long_term: kept
            && revocation::of_all(&revocation::of_route(route, alone)) == Revocation::Good,
    }
}

fn listed(route: &Route, answers: &[Answer]) -> Vec<PathCertificate> {
    let answers = answers.iter().map(Some).chain(std::iter::repeat(None));
    let certificates = route.certificates.iter().zip(answers);
    certificates
        .map(|(certificate, answer)| path_certificate(certificate, answer))
        .collect()
}

fn path_certificate(certificate: &Certificate, answer: Option<&Answer>) -> PathCertificate {
    let time = |time: DateTime<chrono::Utc>| time.to_rfc3339_opts(SecondsFormat::Secs, true);
    PathCertificate {
        subject: certificate.subject().text.clone(),
        serial: certificate.serial().to_owned(),
        not_before: time(certificate.not_before()),
        not_after: time(certificate.not_after()),
        revocation: answer.map(|answer| answer.status),
        revocation_source: answer.map(|answer| answer.sentence.clone()),
    }
}

/// The level by what is there (ETSI EN 319 142-1 §6, EN 319 122-1, RFC 5126 §4.4).
fn level(base: &str, intact: bool, stamps: usize, long_term: bool, archived: bool) -> String {
    let (timed, renewed) = (intact || stamps > 0, intact && stamps > 0 || stamps > 1);
    let level = match (base, timed, long_term) {
        ("PAdES-B", true, true) if renewed => "PAdES-LTA",
        ("PAdES-B", true, true) => "PAdES-LT",
        ("PAdES-B", true, false) => "PAdES-T",
        ("CAdES-BES", true, true) if archived => "CAdES-A",
        ("CAdES-BES", true, true) => "CAdES-X-L",
        ("CAdES-BES", true, false) => "CAdES-T",
        (other, ..) => other,
    };
    level.to_owned()
}

/// Completes the report about a document time stamp; gives its time when that is proven.
pub(crate) fn complete_time_stamp(
    mut report: SignatureReport,
    token: &[u8],
    stamped: &[&[u8]],
    mut doubts: Vec<String>,
    setting: Setting<'_>,
) -> (SignatureReport, Option<DateTime<FixedOffset>>) {
    let waived = setting.trust.revocation_waived();
    let stamp = timestamp::check(token, stamped, setting);
    let proven = stamp.proven(waived).filter(|_| doubts.is_empty());
    doubts.extend(stamp.doubts.iter().cloned());
    report.format = "RFC3161".into();
    report.integrity = stamp.integrity;
    report.algorithm.clone_from(&stamp.algorithm);
    report.chain = stamp.chain;
    report.revocation = stamp.revocation;
    report.path.clone_from(&stamp.path);
    report.valid_at = Some(rfc3339(setting.existed()));
    report.time_source = Some(match setting.stamped {
        Some(_) => TimeSource::DocumentTimeStamp,
        None => TimeSource::Now,
    });
    report.signed_at = stamp.time.map(rfc3339);
    report.trusted_time = proven.map(rfc3339);
    if let Some(authority) = &stamp.authority {
        report.signer = Some(SignerReport::of(authority));
        report.qualified_certificate = Qualified::No;
    }
    report.certificate = stamp.authority;
    (report.judge(&doubts, waived), proven)
}

impl TimeStamp {
    fn report(&self, waived: bool) -> TimeStampReport {
        TimeStampReport {
            time: self.time.map(rfc3339),
            authority: self
                .authority
                .as_ref()
                .map(|authority| authority.subject().text.clone()),
            trusted: self.proven(waived).is_some(),
            reason: self.doubts.join(" "),
        }
    }
}
