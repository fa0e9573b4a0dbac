//! Receipt: which day a request is held to have come, by what proves it (ГК 165.1; law of the operator's server clock).

use chrono::{DateTime, FixedOffset, NaiveDate};

use crate::received::Received;

/// Something that proves, or lets one assume, that the operator got the request.
///
/// The `Date:` header of a message and the operator's registration prove nothing, so there is no variant for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    /// A visit: the request was handed over.
    Desk(NaiveDate),
    /// The `Received` header of the operator's own server, night or not.
    ServerReceived(DateTime<FixedOffset>),
    /// The sender's server got 250 for the message: receipt is assumed.
    SmtpAccepted(DateTime<FixedOffset>),
    /// The post handed it over.
    PostDelivered(NaiveDate),
    /// The post returned it, «истёк срок хранения»: counts as delivered (ГК 165.1; ПП ВС № 25 п. 67).
    PostReturned {
        /// When it was returned: the conservative date for the applicant.
        returned: NaiveDate,
        /// When the post first tried to hand it over, if known.
        first_attempt: Option<NaiveDate>,
    },
}

/// The day of receipt as each side must count it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt {
    /// The earliest defensible receipt: the officer counts from it.
    pub earliest: Received,
    /// The latest defensible receipt: the applicant complains after the term counted from it.
    pub latest: Received,
    /// Whether nothing but the sender's own server speaks for it.
    pub assumed: bool,
}

/// Puts the evidence together; `zone` is the operator's time zone. None without evidence.
///
/// An assumed receipt counts only while nothing better is known.
#[must_use]
pub fn receipt(evidence: &[Evidence], zone: FixedOffset) -> Option<Receipt> {
    let assumed = evidence
        .iter()
        .all(|item| matches!(item, Evidence::SmtpAccepted(_)));
    let spans = evidence
        .iter()
        .filter(|item| assumed || !matches!(item, Evidence::SmtpAccepted(_)))
        .map(|item| match *item {
            Evidence::Desk(day) | Evidence::PostDelivered(day) => {
                (Received::Day(day), Received::Day(day))
            }
            Evidence::ServerReceived(moment) | Evidence::SmtpAccepted(moment) => {
                let received = Received::in_zone(moment, zone);
                (received, received)
            }
            Evidence::PostReturned {
                returned,
                first_attempt,
            } => (
                Received::Day(first_attempt.unwrap_or(returned)),
                Received::Day(returned),
            ),
        });
    let mut result: Option<Receipt> = None;
    for (earliest, latest) in spans {
        let known = result.get_or_insert(Receipt {
            earliest,
            latest,
            assumed,
        });
        if earliest.moment() < known.earliest.moment() {
            known.earliest = earliest;
        }
        if latest.moment() > known.latest.moment() {
            known.latest = latest;
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::received::moscow;

    fn at(text: &str) -> DateTime<FixedOffset> {
        DateTime::parse_from_rfc3339(text).unwrap()
    }

    fn d(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn mail_counts_from_the_operators_server_in_the_operators_zone() {
        // Sent at 23:50 in Novosibirsk on the 23rd: it was 19:50 on the 23rd in Moscow.
        let got = receipt(
            &[Evidence::ServerReceived(at("2026-11-23T23:50:00+07:00"))],
            moscow(),
        )
        .unwrap();
        assert_eq!(got.earliest.day(), d("2026-11-23"));
        // Entered the Moscow server four minutes past midnight: the next day, night or not.
        let got = receipt(
            &[Evidence::ServerReceived(at("2026-11-23T21:04:00Z"))],
            moscow(),
        )
        .unwrap();
        assert_eq!(got.earliest.day(), d("2026-11-24"));
        assert!(!got.assumed);
    }

    #[test]
    fn the_senders_250_is_only_assumed_and_yields_to_the_header() {
        let sent = Evidence::SmtpAccepted(at("2026-11-23T23:58:00+03:00"));
        assert!(receipt(&[sent], moscow()).unwrap().assumed);
        let got = receipt(
            &[
                sent,
                Evidence::ServerReceived(at("2026-11-24T00:01:00+03:00")),
            ],
            moscow(),
        )
        .unwrap();
        assert!(!got.assumed);
        assert_eq!(
            (got.earliest.day(), got.latest.day()),
            (d("2026-11-24"), d("2026-11-24"))
        );
    }

    #[test]
    fn a_letter_the_operator_did_not_fetch_is_delivered() {
        let got = receipt(
            &[Evidence::PostReturned {
                returned: d("2026-12-25"),
                first_attempt: Some(d("2026-11-24")),
            }],
            moscow(),
        )
        .unwrap();
        assert_eq!(
            got.earliest.day(),
            d("2026-11-24"),
            "the officer counts from the first attempt"
        );
        assert_eq!(
            got.latest.day(),
            d("2026-12-25"),
            "the applicant waits from the return"
        );
    }

    #[test]
    fn a_letter_sent_twice_is_received_once_for_each_side() {
        let got = receipt(
            &[
                Evidence::PostDelivered(d("2026-11-27")),
                Evidence::ServerReceived(at("2026-11-23T10:00:00+03:00")),
            ],
            moscow(),
        )
        .unwrap();
        assert_eq!(
            (got.earliest.day(), got.latest.day()),
            (d("2026-11-23"), d("2026-11-27"))
        );
        assert_eq!(receipt(&[], moscow()), None);
    }
}
