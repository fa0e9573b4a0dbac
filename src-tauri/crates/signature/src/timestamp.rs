//! Time-stamp tokens (RFC 3161 §2.4.2), over a signature value or over a document: the same check for both.

use chrono::{DateTime, FixedOffset, TimeDelta, Utc};

use crate::algorithm::{self, DigestAlgorithm};
use crate::appraisal::{self, Judged, Setting};
use crate::asn1::{self, NotDer, Reader, extensions, tag};
use crate::certificate::Certificate;
use crate::chain::Purpose;
use crate::cms_read::{SignedData, Signer};
use crate::oid;
use crate::report::{ChainStatus, Integrity, PathCertificate, Revocation};
use crate::revocation::Moments;
use crate::signer;

/// Clocks of two machines differ.
const SKEW: TimeDelta = TimeDelta::minutes(5);

/// What was found out about a token.
#[derive(Debug)]
pub(crate) struct TimeStamp {
    /// genTime, proven or not.
    pub(crate) time: Option<DateTime<FixedOffset>>,
    /// The service's certificate.
    pub(crate) authority: Option<Certificate>,
    pub(crate) algorithm: String,
    pub(crate) integrity: Integrity,
    pub(crate) chain: ChainStatus,
    pub(crate) revocation: Revocation,
    pub(crate) path: Vec<PathCertificate>,
    /// Why the time is not proven, in words for people.
    pub(crate) doubts: Vec<String>,
}

impl TimeStamp {
    /// The time, when everything about it is confirmed.
    pub(crate) fn proven(&self, revocation_waived: bool) -> Option<DateTime<FixedOffset>> {
        let confirmed = self.integrity == Integrity::Ok
            && self.chain == ChainStatus::Trusted
            && (self.revocation == Revocation::Good
                || (revocation_waived && self.revocation == Revocation::Unknown))
            && self.doubts.is_empty();
        self.time.filter(|_| confirmed)
    }

    /// A token that does not belong to what it stamps is a doubt about the whole signature: somebody put it there.
    /// A token whose service is merely not known proves nothing and spoils nothing.
    pub(crate) fn broken(&self) -> Option<String> {
        (self.integrity != Integrity::Ok).then(|| {
            let why = self.doubts.join(" ");
            format!("Метка времени подписи не подтверждена: {why}")
        })
    }
}

/// Checks a token over these bytes, as of the time the token is known to have existed.
pub(crate) fn check(token: &[u8], stamped: &[&[u8]], setting: Setting<'_>) -> TimeStamp {
    let mut stamp = TimeStamp {
        time: None,
        authority: None,
        algorithm: String::new(),
        integrity: Integrity::Unknown,
        chain: ChainStatus::Unknown,
        revocation: Revocation::Unknown,
        path: Vec::new(),
        doubts: Vec::new(),
    };
    let read = match SignedData::read(token) {
        // A document time stamp is padded with zeros to its place.
        Ok((signed, rest)) if rest.iter().all(|byte| *byte == 0) => Some(signed),
        _ => None,
    };
    let Some((signed, content)) = read.and_then(|signed| {
        let content = signed
            .content
            .filter(|_| signed.content_type == oid::TST_INFO)?;
        Some((signed, content))
    }) else {
        stamp
            .doubts
            .push("Метка времени записана с ошибкой.".into());
        return stamp;
    };
    let [one] = signed.signers.as_slice() else {
        stamp
            .doubts
            .push("В метке времени должен быть ровно один подписавший.".into());
        return stamp;
    };
    let checked = signer::check(&signed, one, &[content]);
    stamp.algorithm = checked.algorithm;
    stamp.integrity = checked.integrity;
    stamp.doubts.extend(checked.doubts);
    let named = checked.names_certificate
        || checked
            .certificate
            .as_ref()
            .is_some_and(|certificate| names_by_sha1(one, certificate).unwrap_or(false));
    if !named {
        stamp
            .doubts
            .push("В метке времени не назван сертификат службы.".into());
    }
    match TokenInfo::read(content) {
        Ok(info) => {
            stamp.time = Some(info.time.with_timezone(setting.now.offset()));
            if info.imprint != info.digest.digest(stamped) {
                stamp.integrity = Integrity::Broken;
                stamp
                    .doubts
                    .push("Метка времени поставлена на другие данные.".into());
            }
            if info.time > setting.existed() + SKEW {
                stamp.doubts.push("Время в метке ещё не наступило.".into());
            }
        }
        Err(NotDer) => {
            stamp.integrity = Integrity::Unknown;
            stamp
                .doubts
                .push("Содержание метки времени не читается.".into());
        }
    }
    if let Some(authority) = checked.certificate {
        let mut document = setting.document.clone();
        document.join(&checked.evidence);
        let setting = Setting {
            document: &document,
            ..setting
        };
        let moments = Moments {
            at: setting.existed(),
            existed: setting.now,
            proven: setting.stamped.is_some(),
        };
        let judged = appraisal::judge_path(
            &authority,
            &checked.others,
            setting,
            moments,
            Purpose::TimeStamps,
        );
        let Judged {
            chain,
            revocation,
            path,
            reason,
            ..
        } = judged;
        (stamp.chain, stamp.revocation, stamp.path) = (chain, revocation, path);
        stamp.doubts.extend(reason);
        stamp.authority = Some(authority);
    }
    stamp
}

/// `SigningCertificate ::= SEQUENCE { certs SEQUENCE OF ESSCertID, … }`, `ESSCertID ::= SEQUENCE { certHash, … }`
/// (RFC 2634 §5.4), which RFC 3161 §2.4.2 wants and RFC 5816 has improved on. SHA-1 is enough to point at one
/// certificate among those that trusted authorities issue; the signature itself is made with something better.
fn names_by_sha1(one: &Signer<'_>, certificate: &Certificate) -> Result<bool, NotDer> {
    let Some(attribute) = one.signed_attribute(oid::SIGNING_CERTIFICATE)? else {
        return Ok(false);
    };
    let mut fields = Reader::new(Reader::new(attribute.raw).only(tag::SEQUENCE)?.content);
    let mut list = Reader::new(fields.expect(tag::SEQUENCE)?.content);
    let mut first = Reader::new(list.expect(tag::SEQUENCE)?.content);
    let hash = first.expect(tag::OCTET_STRING)?.content;
    Ok(hash == algorithm::sha1(certificate.der()))
}

/// The content of a token.
pub(crate) struct TokenInfo {
    digest: DigestAlgorithm,
    pub(crate) imprint: Vec<u8>,
    time: DateTime<Utc>,
    /// The number the request was marked with.
    pub(crate) nonce: Option<Vec<u8>>,
}

impl TokenInfo {
    /// The content of a whole token, nothing of it checked.
    pub(crate) fn of_token(token: &[u8]) -> Result<Self, NotDer> {
        match SignedData::read(token)? {
            (signed, []) if signed.content_type == oid::TST_INFO => {
                Self::read(signed.content.ok_or(NotDer)?)
            }
            _ => Err(NotDer),
        }
    }

    /// `TSTInfo ::= SEQUENCE { version, policy, messageImprint, serialNumber, genTime, accuracy OPTIONAL, ordering
    /// DEFAULT FALSE, nonce OPTIONAL, tsa [0] OPTIONAL, extensions [1] OPTIONAL }`
    fn read(content: &[u8]) -> Result<Self, NotDer> {
        let mut fields = Reader::new(Reader::new(content).only(tag::SEQUENCE)?.content);
        let version = fields.expect(tag::INTEGER)?.content;
        fields.oid()?;
        let mut imprint = Reader::new(fields.expect(tag::SEQUENCE)?.content);
        let algorithm = imprint.algorithm()?;
        let hash = imprint.only(tag::OCTET_STRING)?.content.to_vec();
        fields.expect(tag::INTEGER)?;
        let time = generation_time(fields.expect(tag::GENERALIZED_TIME)?.content)?;
        fields.optional(tag::SEQUENCE)?;
        fields.optional(tag::BOOLEAN)?;
        let nonce = fields.optional(tag::INTEGER)?;
        fields.optional(0xa0)?;
        if let Some(list) = fields.optional(0xa1)?
            && extensions(list.content)?.iter().any(|one| one.critical)
        {
            return Err(NotDer);
        }
        if version != [1] || !fields.is_empty() {
            return Err(NotDer);
        }
        Ok(Self {
            digest: DigestAlgorithm::from_identifier(&algorithm).ok_or(NotDer)?,
            imprint: hash,
            time,
            nonce: nonce.map(|nonce| nonce.content.to_vec()),
        })
    }
}

/// GeneralizedTime in UTC, with or without a fraction of a second (§2.4.2); the fraction is cut off.
fn generation_time(content: &[u8]) -> Result<DateTime<Utc>, NotDer> {
    let whole = match content.iter().position(|byte| *byte == b'.') {
        None => content.to_vec(),
        Some(point) => {
            let fraction = content[point + 1..].strip_suffix(b"Z").ok_or(NotDer)?;
            if fraction.is_empty() || !fraction.iter().all(u8::is_ascii_digit) {
                return Err(NotDer);
            }
            [&content[..point], b"Z"].concat()
        }
    };
    let element = asn1::element(tag::GENERALIZED_TIME, &whole);
    asn1::time(&Reader::new(&element).next()?)
}
