//! When something reached the operator: a day, or a moment in the operator's time zone.

use std::fmt;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, SecondsFormat};
use serde::{Serialize, Serializer};

use crate::codes::Event;
use crate::error::LawError;

/// A day, or a moment already turned into the operator's time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Received {
    /// Only the day is known.
    Day(NaiveDate),
    /// The moment is known.
    Moment(DateTime<FixedOffset>),
}

impl Received {
    /// Reads `YYYY-MM-DD` or an RFC 3339 moment, which is turned into Moscow time.
    ///
    /// # Errors
    /// [`LawError::BadReceived`] for anything else.
    pub fn parse(text: &str) -> Result<Self, LawError> {
        let text = text.trim();
        if let Ok(day) = text.parse::<NaiveDate>() {
            return Ok(Self::Day(day));
        }
        DateTime::parse_from_rfc3339(text)
            .map(|moment| Self::in_zone(moment, moscow()))
            .map_err(|_| LawError::BadReceived {
                value: text.to_owned(),
            })
    }

    /// A moment as the clock of the operator's zone shows it: that clock decides which day it was.
    #[must_use]
    pub fn in_zone(moment: DateTime<FixedOffset>, zone: FixedOffset) -> Self {
        Self::Moment(moment.with_timezone(&zone))
    }

    /// The day, day 0 of every term.
    #[must_use]
    pub fn day(self) -> NaiveDate {
        match self {
            Self::Day(day) => day,
            Self::Moment(moment) => moment.date_naive(),
        }
    }

    /// The moment; of a bare day its first one in Moscow, the earliest it can have been.
    #[must_use]
    pub fn moment(self) -> DateTime<FixedOffset> {
        match self {
            Self::Moment(moment) => moment,
            Self::Day(day) => day
                .and_time(NaiveTime::MIN)
                .and_local_timezone(moscow())
                .single()
                .unwrap_or_else(|| day.and_time(NaiveTime::MIN).and_utc().fixed_offset()),
        }
    }
}

impl fmt::Display for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => day.fmt(f),
            Self::Moment(moment) => {
                f.write_str(&moment.to_rfc3339_opts(SecondsFormat::AutoSi, false))
            }
        }
    }
}

impl Serialize for Received {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Reads `EVENT=DATE_OR_RFC3339`, as it stands on the command line.
///
/// # Errors
/// [`LawError::UnknownEvent`] or [`LawError::BadReceived`].
pub fn parse_event(text: &str) -> Result<(Event, Received), LawError> {
    let (code, when) = text.split_once('=').unwrap_or((text, ""));
    let event = Event::from_code(code.trim())
        .filter(|&event| event != Event::Receipt)
        .ok_or_else(|| LawError::UnknownEvent {
            value: code.to_owned(),
            known: Event::ALL
                .iter()
                .filter(|&&e| e != Event::Receipt)
                .map(|e| e.code())
                .collect::<Vec<_>>()
                .join(", "),
        })?;
    Ok((event, Received::parse(when)?))
}

/// Московское время, +03:00 all the year round.
#[must_use]
pub fn moscow() -> FixedOffset {
    FixedOffset::east_opt(3 * 3600).unwrap_or_else(|| chrono::Offset::fix(&chrono::Utc))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_operators_clock_decides_the_day() {
        let day = |text: &str| Received::parse(text).unwrap().day().to_string();
        assert_eq!(day("2026-11-22T23:59:00+03:00"), "2026-11-22");
        assert_eq!(day("2026-11-23T00:01:00+03:00"), "2026-11-23");
        assert_eq!(
            day("2026-11-22T21:30:00Z"),
            "2026-11-23",
            "half past midnight in Moscow"
        );
        assert_eq!(
            day("2026-11-23T03:00:00+07:00"),
            "2026-11-22",
            "23:00 in Moscow"
        );
        assert_eq!(day("2026-11-22"), "2026-11-22");
    }

    #[test]
    fn what_is_neither_a_date_nor_a_moment_is_refused() {
        for text in [
            "",
            "22.11.2026",
            "2026-02-29",
            "2026-11-22T10:00:00",
            "завтра",
        ] {
            assert_eq!(
                Received::parse(text).unwrap_err().code(),
                "bad_received",
                "{text}"
            );
        }
        assert_eq!(
            parse_event("проверка=2026-01-01").unwrap_err().code(),
            "unknown_event"
        );
        assert_eq!(
            parse_event("proof_given").unwrap_err().code(),
            "bad_received"
        );
        assert_eq!(
            parse_event("found=2026-06-08").unwrap(),
            (Event::Found, Received::parse("2026-06-08").unwrap())
        );
    }
}
