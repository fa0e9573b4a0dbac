//! What a check says: the `verify` object, without the request that only the workflow can read in it.

use chrono::{DateTime, FixedOffset, SecondsFormat};
use schemars::JsonSchema;
use serde::Serialize;

use crate::certificate::Certificate;

/// The answer about a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Verification {
    /// The worst of the signatures; [`Verdict::Indeterminate`] when there are none.
    pub verdict: Verdict,
    /// Every signature seen, unreadable ones too.
    pub signatures: Vec<SignatureReport>,
    /// What else should be known.
    pub warnings: Vec<Warning>,
}

/// The three verdicts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Everything was checked and is right.
    Valid,
    /// Something could not be confirmed.
    Indeterminate,
    /// Something is wrong.
    Invalid,
}

/// Something besides the verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Warning {
    /// For the program.
    pub code: String,
    /// For the person.
    pub message: String,
}

/// One signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SignatureReport {
    /// About this signature alone.
    pub verdict: Verdict,
    /// Why, in words for an answer to the applicant.
    pub reason: String,
    /// `PAdES-B`, `CAdES-BES`, `PKCS7`, `RFC3161` or `unknown`.
    pub format: String,
    /// Key and digest, for example `RSA SHA-256`.
    pub algorithm: String,
    /// Who signed, by the certificate; `null` when it is not there or not readable.
    pub signer: Option<SignerReport>,
    /// The time the signer claims.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signed_at: Option<String>,
    /// The time a time stamp proves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trusted_time: Option<String>,
    /// Whether the signed bytes are as they were.
    pub integrity: Integrity,
    /// How much of the file is signed.
    pub covers: Covers,
    /// What came after.
    pub later_changes: LaterChanges,
    /// Whether the certificate leads to a root the user trusts.
    pub chain: ChainStatus,
    /// Whether the certificate was taken back.
    pub revocation: Revocation,
    /// Whether the certificate is qualified.
    pub qualified_certificate: Qualified,
    /// The moment for which chain and revocation were judged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_at: Option<String>,
    /// Where that moment comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_source: Option<TimeSource>,
    /// The time stamps over the signature value.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub time_stamps: Vec<TimeStampReport>,
    /// The chain, the signer's certificate first, as far as it leads.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub path: Vec<PathCertificate>,
    /// The issuer in the list of accredited centres, when the certificate claims to be qualified and a list was
    /// imported.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accreditation: Option<Accreditation>,
    /// The four conditions of 63-ФЗ ст. 11, in its order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub recognition: Vec<RecognitionLine>,
    /// How many bytes from the beginning of the file make up the signed revision: what was signed can be cut out, and
    /// what was attached then is read there.
    #[serde(skip)]
    pub signed_length: Option<usize>,
    /// The signer's certificate.
    #[serde(skip)]
    pub certificate: Option<Certificate>,
}

/// The certificate's holder, in the report's words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[allow(
    missing_docs,
    reason = "the names are the certificate's own, see DistinguishedName"
)]
pub struct SignerReport {
    pub common_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub surname: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub snils: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ogrn: Option<String>,
    pub serial: String,
    pub not_before: String,
    pub not_after: String,
    pub issuer: String,
}

/// A time stamp over a signature value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TimeStampReport {
    /// The time it names.
    pub time: Option<String>,
    /// The service's name in its certificate.
    pub authority: Option<String>,
    /// Whether that time is proven.
    pub trusted: bool,
    /// Why it is not; empty when it is.
    pub reason: String,
}

/// A certificate of the chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PathCertificate {
    /// Its holder.
    pub subject: String,
    /// Its number, hexadecimal.
    pub serial: String,
    /// The first moment of its term.
    pub not_before: String,
    /// The last moment of its term.
    pub not_after: String,
    /// Whether it was taken back; absent for the anchor, which is trusted by the user's word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revocation: Option<Revocation>,
    /// By what that is known, or why it is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revocation_source: Option<String>,
}

/// What the imported list says of the issuer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Accreditation {
    /// The centre's name.
    pub centre: Option<String>,
    /// Its number in the register.
    pub register_number: Option<String>,
    /// Whether it was accredited on the day the certificate was issued.
    pub on_issue: Holds,
    /// The same in words.
    pub text: String,
    /// The list's number.
    pub list_version: String,
    /// The list's date.
    pub list_date: String,
    /// How old the list is.
    pub list_age_days: i64,
}

/// One condition of recognition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RecognitionLine {
    /// `accredited_issuer`, `valid_certificate`, `integrity` or `limits`.
    pub check: String,
    /// The condition in words.
    pub condition: String,
    /// Whether it holds, by this preliminary check.
    pub result: Holds,
    /// By what.
    pub text: String,
    /// Whether the wording was compared with the official text of the article.
    pub checked: bool,
}

impl RecognitionLine {
    pub(crate) fn new(check: &str, condition: &str, result: Holds, text: &str) -> Self {
        Self {
            check: check.into(),
            condition: condition.into(),
            result,
            text: text.into(),
            checked: false,
        }
    }
}

macro_rules! answers {
    ($(#[$about:meta])* $name:ident { $($(#[$meaning:meta])* $variant:ident),+ $(,)? }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$meaning])* $variant),+ }
    };
}

answers!(
    /// Whether the signed bytes are as they were.
    Integrity {
        /// They are.
        Ok,
        /// They are not.
        Broken,
        /// Cannot be told.
        Unknown,
    }
);
answers!(
    /// How much of the file is signed.
    Covers {
        /// All of it.
        Whole,
        /// An earlier saving of it.
        Revision,
        /// Cannot be told.
        Unknown,
    }
);
answers!(
    /// What came after the signature.
    LaterChanges {
        /// Nothing.
        None,
        /// Only what may be added.
        Allowed,
        /// Something that may not.
        Forbidden,
        /// Cannot be told.
        Unknown,
    }
);
answers!(
    /// Whether the certificate leads to a trusted root.
    ChainStatus {
        /// It does.
        Trusted,
        /// It does not.
        Untrusted,
        /// There is nothing to compare with.
        Unknown,
    }
);
answers!(
    /// Where the moment of judgement comes from (63-ФЗ ст. 11: the time of signing when it is known reliably, else the
    /// day of the check).
    TimeSource {
        /// A time stamp over the signature.
        TimeStamp,
        /// A later document time stamp over the file.
        DocumentTimeStamp,
        /// The clock of the check.
        Now,
    }
);
answers!(
    /// Whether a condition holds.
    Holds {
        /// It does.
        Yes,
        /// It does not.
        No,
        /// Not established.
        Unknown,
    }
);
answers!(
    /// Whether the certificate was taken back.
    Revocation {
        /// It was not.
        Good,
        /// It was.
        Revoked,
        /// Not known.
        Unknown,
    }
);
answers!(
    /// Whether the certificate is qualified.
    Qualified {
        /// It is, by its fields and an accredited issuer.
        Yes,
        /// It lacks the fields of one.
        No,
        /// It has the fields; the issuer is not confirmed.
        Unknown,
    }
);

impl Verification {
    /// The worst verdict leads.
    pub(crate) fn of(signatures: Vec<SignatureReport>, warnings: Vec<Warning>) -> Self {
        let worst = signatures.iter().map(|signature| signature.verdict).max();
        Self {
            verdict: worst.unwrap_or(Verdict::Indeterminate),
            signatures,
            warnings,
        }
    }
}

impl Verification {
    /// The bytes of the file that the last intact signature covers, whatever was appended later.
    #[must_use]
    pub fn signed_part<'b>(&self, bytes: &'b [u8]) -> Option<&'b [u8]> {
        let intact = self
            .signatures
            .iter()
            .rfind(|one| one.integrity == Integrity::Ok && one.covers != Covers::Unknown)?;
        bytes.get(..intact.signed_length?)
    }
}

impl SignatureReport {
    /// A signature about which nothing is known yet but that it is there.
    pub(crate) fn unreadable(format: &str, reason: impl Into<String>) -> Self {
        Self {
            verdict: Verdict::Indeterminate,
            reason: reason.into(),
            format: format.to_owned(),
            algorithm: "unknown".to_owned(),
            signer: None,
            signed_at: None,
            trusted_time: None,
            integrity: Integrity::Unknown,
            covers: Covers::Unknown,
            later_changes: LaterChanges::Unknown,
            chain: ChainStatus::Unknown,
            revocation: Revocation::Unknown,
            qualified_certificate: Qualified::Unknown,
            valid_at: None,
            time_source: None,
            time_stamps: Vec::new(),
            path: Vec::new(),
            accreditation: None,
            recognition: Vec::new(),
            signed_length: None,
            certificate: None,
        }
    }

    /// The verdict follows from the fields and from the doubts; nothing else may set it to valid.
    pub(crate) fn judge(mut self, doubts: &[String], revocation_waived: bool) -> Self {
        let wrong = self.integrity == Integrity::Broken
            || self.later_changes == LaterChanges::Forbidden
            || self.revocation == Revocation::Revoked;
        let right = self.integrity == Integrity::Ok
            && self.covers != Covers::Unknown
            && matches!(
                self.later_changes,
                LaterChanges::None | LaterChanges::Allowed
            )
            && self.chain == ChainStatus::Trusted
            && (self.revocation == Revocation::Good || revocation_waived)
            && doubts.is_empty();
        self.verdict = match (wrong, right) {
            (true, _) => Verdict::Invalid,
            (false, true) => Verdict::Valid,
            (false, false) => Verdict::Indeterminate,
        };
        let mut sentences = doubts.to_vec();
        if self.integrity == Integrity::Ok {
            let whole = match self.later_changes {
                LaterChanges::None => "Документ не изменён после подписания.",
                LaterChanges::Allowed => "После подписания добавлено только то, что разрешено.",
                LaterChanges::Forbidden => {
                    "Подписанная часть цела, но после подписания документ изменён."
                }
                LaterChanges::Unknown => {
                    "Подписанная часть цела; что добавлено после подписания, не установлено."
                }
            };
            sentences.insert(0, whole.to_owned());
        }
        if self.chain == ChainStatus::Trusted && !wrong {
            sentences.push("Сертификат подписавшего выдан доверенным центром.".into());
        }
        if self.revocation == Revocation::Unknown && !wrong {
            sentences.push(if revocation_waived {
                "Отзыв сертификата не проверялся по вашему указанию.".into()
            } else {
                "Не отозван ли сертификат, не проверено.".into()
            });
        }
        self.reason = sentences.join(" ");
        self
    }
}

impl SignerReport {
    pub(crate) fn of(certificate: &Certificate) -> Self {
        let subject = certificate.subject().clone();
        let time =
            |time: chrono::DateTime<chrono::Utc>| time.to_rfc3339_opts(SecondsFormat::Secs, true);
        Self {
            common_name: subject.common_name.unwrap_or(subject.text),
            surname: subject.surname,
            given_name: subject.given_name,
            organization: subject.organization,
            snils: subject.snils,
            inn: subject.inn,
            ogrn: subject.ogrn,
            serial: certificate.serial().to_owned(),
            not_before: time(certificate.not_before()),
            not_after: time(certificate.not_after()),
            issuer: certificate.issuer().text.clone(),
        }
    }
}

/// A claimed time as it goes into the report.
pub(crate) fn rfc3339(time: DateTime<FixedOffset>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Secs, true)
}
