//! Производственный календарь: which days work, by the Government's decree or by ТК РФ ст. 112 alone.

mod build;
mod print;

use std::fmt;
use std::sync::LazyLock;

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Serialize, Serializer};

use crate::error::LawError;
pub use build::{Decree, RegionDay, YearFile};

/// First and last year a calendar is laid out for; terms that leave this range are an error, not a guess.
pub const YEARS: std::ops::RangeInclusive<i32> = 2015..=2060;

/// Working days and days off of a five-day week.
#[derive(Debug, Clone)]
pub struct Calendar {
    years: Vec<Year>,
    region: Option<String>,
}

#[derive(Debug, Clone)]
struct Year {
    decree: Option<&'static Decree>,
    shortened: Option<&'static [NaiveDate]>,
    days: Vec<Day>,
}

/// What a day is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Day {
    /// A working day.
    Working,
    /// A Saturday or Sunday that works because its rest was moved.
    WorkingWeekend {
        /// Where the rest went.
        rest_moved_to: NaiveDate,
    },
    /// A day off.
    Off(DayOff),
}

impl Day {
    /// Whether people work.
    #[must_use]
    pub const fn is_working(self) -> bool {
        !matches!(self, Self::Off(_))
    }
}

/// Why a day is off; its `Display` is the Russian reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayOff {
    /// Суббота или воскресенье (ТК 111).
    Weekend(Weekday),
    /// Нерабочий праздничный день (ТК 112 ч. 1).
    Holiday(&'static str),
    /// Rest moved here by decree (ТК 112 ч. 5).
    MovedByDecree {
        /// From where.
        from: NaiveDate,
        /// The decree.
        decree: &'static str,
    },
    /// Rest moved here because it fell on a holiday (ТК 112 ч. 2).
    MovedByCode {
        /// From where.
        from: NaiveDate,
    },
    /// A region's own day off, when its overlay is on.
    Regional(&'static str),
}

impl fmt::Display for DayOff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Weekend(Weekday::Sun) => f.write_str("воскресенье"),
            Self::Weekend(_) => f.write_str("суббота"),
            Self::Holiday(name) => write!(f, "праздничный день: {name} (ТК РФ ст. 112)"),
            Self::MovedByDecree { from, decree } => write!(
                f,
                "выходной перенесён с {} ({decree})",
                from.format("%d.%m.%Y")
            ),
            Self::MovedByCode { from } => write!(
                f,
                "выходной перенесён с {} (ТК РФ ст. 112 ч. 2)",
                from.format("%d.%m.%Y")
            ),
            Self::Regional(name) => write!(f, "праздничный день региона: {name}"),
        }
    }
}

impl Serialize for DayOff {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Calendar {
    /// The calendar of the whole country: no regional days.
    #[must_use]
    pub fn russia() -> &'static Self {
        static RUSSIA: LazyLock<Calendar> = LazyLock::new(|| Calendar {
            years: build::years(&[]),
            region: None,
        });
        &RUSSIA
    }

    /// The calendar of one region (two-digit code): the country's with the region's own days off.
    /// A region that is not in the data adds nothing.
    #[must_use]
    pub fn of_region(code: &str) -> Self {
        let days = build::region(code).map_or(&[][..], |region| &region.days);
        Self {
            years: build::years(days),
            region: Some(code.to_owned()),
        }
    }

    /// The country's calendar with these days off added.
    #[must_use]
    pub fn with_days_off(days: &'static [RegionDay]) -> Self {
        Self {
            years: build::years(days),
            region: None,
        }
    }

    /// Code of the region whose overlay is on.
    #[must_use]
    pub fn region(&self) -> Option<&str> {
        self.region.as_deref()
    }

    /// What this day is.
    ///
    /// # Errors
    /// [`LawError::OutOfRange`] outside [`YEARS`].
    pub fn day(&self, date: NaiveDate) -> Result<Day, LawError> {
        self.lookup(date).ok_or(LawError::OutOfRange { from: date })
    }

    /// The decree for this year; none where the calendar is not confirmed and stands on ТК 112 alone.
    #[must_use]
    pub fn decree(&self, year: i32) -> Option<&'static Decree> {
        self.year(year).and_then(|y| y.decree)
    }

    /// Working days of the year.
    #[must_use]
    pub fn working_days(&self, year: i32) -> usize {
        self.year(year)
            .map_or(0, |y| y.days.iter().filter(|day| day.is_working()).count())
    }

    /// Days an hour shorter, where the data know them.
    #[must_use]
    pub fn shortened(&self, year: i32) -> Option<&'static [NaiveDate]> {
        self.year(year).and_then(|y| y.shortened)
    }

    /// The year as text for a person to check.
    ///
    /// # Errors
    /// [`LawError::OutOfRange`] outside [`YEARS`].
    pub fn print(&self, year: i32) -> Result<String, LawError> {
        print::year(self, year)
    }

    /// The `count`-th working day after `start`, with the days passed on the way given to `seen`.
    pub(crate) fn nth_working_day(
        &self,
        start: NaiveDate,
        count: u32,
        mut seen: impl FnMut(NaiveDate, Day),
    ) -> Result<NaiveDate, LawError> {
        let mut date = start;
        let mut left = count;
        while left > 0 {
            date = date
                .succ_opt()
                .ok_or(LawError::OutOfRange { from: start })?;
            let day = self
                .lookup(date)
                .ok_or(LawError::OutOfRange { from: start })?;
            seen(date, day);
            if day.is_working() {
                left -= 1;
            }
        }
        Ok(date)
    }

    /// The day itself when it works, else the next that does (ГК 193).
    pub(crate) fn roll_forward(&self, end: NaiveDate) -> Result<NaiveDate, LawError> {
        let mut date = end;
        while !self.day(date)?.is_working() {
            date = date.succ_opt().ok_or(LawError::OutOfRange { from: end })?;
        }
        Ok(date)
    }

    /// The last working day not after this one.
    pub(crate) fn roll_back(&self, end: NaiveDate) -> Result<NaiveDate, LawError> {
        let mut date = end;
        while !self.day(date)?.is_working() {
            date = date.pred_opt().ok_or(LawError::OutOfRange { from: end })?;
        }
        Ok(date)
    }

    fn year(&self, year: i32) -> Option<&Year> {
        usize::try_from(year - YEARS.start())
            .ok()
            .and_then(|i| self.years.get(i))
    }

    fn lookup(&self, date: NaiveDate) -> Option<Day> {
        self.year(date.year())?
            .days
            .get(date.ordinal0() as usize)
            .copied()
    }
}

#[cfg(test)]
mod tests;
