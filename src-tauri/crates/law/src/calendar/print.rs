//! A year as text: month grids, moved days and the decree, for a person to compare with a paper calendar.

use std::fmt::Write as _;

use chrono::{Datelike, NaiveDate, Weekday};

use super::{Calendar, Day, DayOff, YEARS};
use crate::error::LawError;

const MONTHS: [&str; 12] = [
    "Январь",
    "Февраль",
    "Март",
    "Апрель",
    "Май",
    "Июнь",
    "Июль",
    "Август",
    "Сентябрь",
    "Октябрь",
    "Ноябрь",
    "Декабрь",
];

pub(super) fn year(calendar: &Calendar, year: i32) -> Result<String, LawError> {
    let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or(NaiveDate::MIN);
    if !YEARS.contains(&year) {
        return Err(LawError::OutOfRange { from: first });
    }
    let mut out = format!("Производственный календарь на {year} год, пятидневная неделя\n");
    match calendar.decree(year) {
        Some(decree) => {
            out.push_str(&decree.title);
            if !decree.checked {
                let _ = write!(out, " — не сверено: {}", decree.source);
            }
        }
        None => {
            out.push_str("Календарь не утверждён или не заложен: посчитано только по ТК РФ ст. 112")
        }
    }
    out.push('\n');
    if let Some(code) = calendar.region() {
        let _ = writeln!(out, "Региональные выходные: код {code}");
    }
    out.push_str("[ ] выходной, ( ) праздник или перенос, ! рабочая суббота или воскресенье, * короче на час\n");
    let shortened = calendar.shortened(year);
    let mut reasons = Vec::new();
    for (index, name) in MONTHS.iter().enumerate() {
        let dates: Vec<_> = NaiveDate::from_ymd_opt(year, index as u32 + 1, 1)
            .into_iter()
            .flat_map(|first| first.iter_days())
            .take_while(|d| d.month0() as usize == index)
            .collect();
        let mut working = 0;
        let mut grid = String::from("  Пн   Вт   Ср   Чт   Пт   Сб   Вс\n");
        let skip = dates
            .first()
            .map_or(0, |d| d.weekday().num_days_from_monday());
        grid.push_str(&"     ".repeat(skip as usize));
        for &date in &dates {
            let day = calendar.day(date)?;
            working += usize::from(day.is_working());
            let n = date.day();
            let cell = match day {
                Day::Working if shortened.is_some_and(|s| s.contains(&date)) => format!(" {n:2}* "),
                Day::Working => format!(" {n:2}  "),
                Day::WorkingWeekend { .. } => format!(" {n:2}! "),
                Day::Off(DayOff::Weekend(_)) => format!("[{n:2}] "),
                Day::Off(_) => format!("({n:2}) "),
            };
            grid.push_str(&cell);
            if date.weekday() == Weekday::Sun {
                grid.push('\n');
            }
            match day {
                Day::WorkingWeekend { rest_moved_to } => {
                    reasons.push(format!(
                        "{}  рабочий день, отдых перенесён на {}",
                        date.format("%d.%m"),
                        rest_moved_to.format("%d.%m")
                    ));
                }
                Day::Off(DayOff::Weekend(_)) | Day::Working => {}
                Day::Off(off) => reasons.push(format!("{}  {off}", date.format("%d.%m"))),
            }
        }
        let _ = write!(out, "\n{name}: рабочих дней {working}\n");
        for line in grid.lines() {
            let _ = writeln!(out, "{}", line.trim_end());
        }
    }
    out.push('\n');
    for reason in &reasons {
        let _ = writeln!(out, "{reason}");
    }
    match shortened {
        Some(days) => {
            let list: Vec<_> = days.iter().map(|d| d.format("%d.%m").to_string()).collect();
            let _ = writeln!(out, "Короче на час: {}", list.join(", "));
        }
        None => out.push_str("Сокращённые дни не заложены; на сроки они не влияют\n"),
    }
    let _ = writeln!(out, "Рабочих дней в году: {}", calendar.working_days(year));
    Ok(out)
}
