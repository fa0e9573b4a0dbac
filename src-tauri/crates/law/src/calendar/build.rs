//! Lays out a year: weekends, holidays of ТК 112 ч. 1, moves of the decree, moves of ч. 2.

use std::sync::LazyLock;

use chrono::{Datelike, NaiveDate, Weekday};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Day, DayOff, YEARS, Year};

/// A year's data file.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Production calendar of a year")]
pub struct YearFile {
    /// The year.
    pub year: i32,
    /// Working days, for comparison only.
    pub working_days: usize,
    /// Days off that are not Saturdays or Sundays, for comparison only.
    pub weekday_days_off: Vec<NaiveDate>,
    /// Saturdays and Sundays that work, for comparison only.
    pub working_weekend_days: Vec<NaiveDate>,
    /// Days an hour shorter, where known.
    pub shortened: Option<Vec<NaiveDate>>,
    /// The decree.
    pub decree: Decree,
    /// Days off moved by the decree.
    pub moves: Vec<Move>,
}

/// The Government's decree that moves days off (ТК 112 ч. 5).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Decree {
    /// Its title.
    pub title: String,
    /// Whether it was read in a public copy.
    pub checked: bool,
    /// When.
    pub checked_on: NaiveDate,
    /// Where.
    pub source: String,
}

/// One day off moved.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Move {
    /// The day off taken away.
    pub from: NaiveDate,
    /// The day off given.
    pub to: NaiveDate,
}

/// A region's own day off.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RegionDay {
    /// The day.
    pub date: NaiveDate,
    /// Its name, with the region's act.
    pub name: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Region {
    code: String,
    #[expect(dead_code, reason = "for whoever reads the file")]
    name: String,
    pub(super) days: Vec<RegionDay>,
    #[expect(dead_code, reason = "for whoever reads the file")]
    checked: bool,
    #[expect(dead_code, reason = "for whoever reads the file")]
    checked_on: NaiveDate,
    #[expect(dead_code, reason = "for whoever reads the file")]
    source: String,
}

#[derive(Debug, Deserialize)]
struct Regions {
    region: Vec<Region>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Holidays {
    #[expect(dead_code, reason = "for whoever reads the file")]
    norm: String,
    #[expect(dead_code, reason = "for whoever reads the file")]
    checked: bool,
    #[expect(dead_code, reason = "for whoever reads the file")]
    checked_on: NaiveDate,
    #[expect(dead_code, reason = "for whoever reads the file")]
    source: String,
    holidays: Vec<Holiday>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Holiday {
    month: u32,
    days: Vec<u32>,
    name: String,
    #[serde(default)]
    january: bool,
}

macro_rules! calendar_file {
    ($name:literal) => {
        include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../../assets/law/calendars/",
            $name
        ))
    };
}

static HOLIDAYS: LazyLock<Holidays> =
    LazyLock::new(|| parse("tk112.toml", calendar_file!("tk112.toml")));
static REGIONS: LazyLock<Regions> =
    LazyLock::new(|| parse("regions.toml", calendar_file!("regions.toml")));
pub(super) static YEAR_FILES: LazyLock<Vec<YearFile>> = LazyLock::new(|| {
    vec![
        parse("2024.toml", calendar_file!("2024.toml")),
        parse("2025.toml", calendar_file!("2025.toml")),
        parse("2026.toml", calendar_file!("2026.toml")),
        parse("2027.toml", calendar_file!("2027.toml")),
    ]
});

/// The files are compiled in and every test reads them: a fault cannot reach a release.
fn parse<T: for<'de> Deserialize<'de>>(name: &str, text: &str) -> T {
    toml::from_str(text).unwrap_or_else(|error| panic!("{name}: {error}"))
}

pub(super) fn region(code: &str) -> Option<&'static Region> {
    REGIONS.region.iter().find(|region| region.code == code)
}

/// Every year of [`YEARS`], with these regional days off laid over.
pub(super) fn years(regional: &'static [RegionDay]) -> Vec<Year> {
    YEARS
        .map(|year| {
            lay_out(
                year,
                YEAR_FILES.iter().find(|file| file.year == year),
                regional,
            )
        })
        .collect()
}

fn lay_out(year: i32, file: Option<&'static YearFile>, regional: &'static [RegionDay]) -> Year {
    let dates = || {
        NaiveDate::from_yo_opt(year, 1)
            .into_iter()
            .flat_map(|first| first.iter_days())
            .take_while(|d| d.year() == year)
    };
    let mut days: Vec<Day> = dates()
        .map(|date| match date.weekday() {
            day @ (Weekday::Sat | Weekday::Sun) => Day::Off(DayOff::Weekend(day)),
            _ => Day::Working,
        })
        .collect();
    let mut movable = Vec::new();
    for holiday in &HOLIDAYS.holidays {
        for date in holiday
            .days
            .iter()
            .filter_map(|&day| NaiveDate::from_ymd_opt(year, holiday.month, day))
        {
            let day = &mut days[date.ordinal0() as usize];
            if !day.is_working() && !holiday.january {
                movable.push(date);
            }
            *day = Day::Off(DayOff::Holiday(&holiday.name));
        }
    }
    for Move { from, to } in file.iter().flat_map(|file| &file.moves) {
        // A move never makes a holiday work: then only the rest that coincided with it goes elsewhere.
        if let day @ Day::Off(DayOff::Weekend(_)) = &mut days[from.ordinal0() as usize] {
            *day = Day::WorkingWeekend { rest_moved_to: *to };
        }
        movable.retain(|date| date != from);
        let decree = file.map_or("", |file| &file.decree.title);
        days[to.ordinal0() as usize] = Day::Off(DayOff::MovedByDecree {
            from: *from,
            decree,
        });
    }
    for from in movable {
        let next = days
            .iter()
            .enumerate()
            .skip(from.ordinal0() as usize)
            .find(|(_, day)| **day == Day::Working);
        if let Some(index) = next.map(|(index, _)| index) {
            days[index] = Day::Off(DayOff::MovedByCode { from });
        }
    }
    for own in regional.iter().filter(|own| own.date.year() == year) {
        days[own.date.ordinal0() as usize] = Day::Off(DayOff::Regional(&own.name));
    }
    Year {
        decree: file.map(|file| &file.decree),
        shortened: file.and_then(|file| file.shortened.as_deref()),
        days,
    }
}
