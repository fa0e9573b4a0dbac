//! Counting: the next day begins (ГК 191), a working day ends (ГК 193), months end on their number (ГК 192).

use chrono::{Datelike, Days, Months, NaiveDate, TimeDelta};

use super::{Due, Extension, Facts, Skipped, Start, Term};
use crate::calendar::{Calendar, Day};
use crate::codes::{Event, Kind};
use crate::error::LawError;
use crate::received::Received;
use crate::rules::{DeferralRule, TermRule, Unit};

/// The last day of a term that started on `start`, without its sum: the short way for boards.
///
/// For [`Unit::Hours`] the day of the moment `count` hours after the start of that day.
///
/// # Errors
/// [`LawError::OutOfRange`] when the calendar does not reach so far.
pub fn due_day(
    calendar: &Calendar,
    unit: Unit,
    count: u32,
    start: NaiveDate,
) -> Result<NaiveDate, LawError> {
    match unit {
        Unit::WorkingDays => calendar.nth_working_day(start, count, |_, _| {}),
        Unit::CalendarDays | Unit::Months => {
            calendar.roll_forward(nominal_end(unit, count, start)?)
        }
        Unit::Immediately => Ok(start),
        Unit::Hours => nominal_end(Unit::CalendarDays, count / 24, start),
    }
}

pub(super) fn term<'a>(
    calendar: &Calendar,
    rule: &'a TermRule,
    part: Option<Kind>,
    begins_with: Event,
    facts: &Facts,
    extended: bool,
) -> Result<Term<'a>, LawError> {
    // Nothing overrides the receipt; a duty's own event, told apart from it, is the better witness.
    let told = facts
        .events
        .get(&rule.start)
        .copied()
        .filter(|_| rule.start != Event::Receipt);
    let begun = told.or_else(|| (rule.start == begins_with).then_some(facts.received));
    let mut term = Term {
        code: &rule.code,
        part,
        what: &rule.what,
        norm: &rule.norm,
        unit: rule.unit,
        count: rule.count,
        start: None,
        starts_when: None,
        due: None,
        strict_due: None,
        rolled_from: None,
        counted: Vec::new(),
        skipped: Vec::new(),
        calendar_decreed: true,
        calendar_checked: true,
        checked: rule.checked,
        internal: rule.internal,
        extended: false,
        extension: None,
        deferral: rule.deferral.as_ref(),
        alarm: None,
    };
    let extension = rule.extension.as_ref();
    let Some(begun) = begun else {
        term.starts_when = Some(&rule.starts_when);
        term.extension = extension.map(|e| Extension::of(e, None));
        return Ok(term);
    };
    let start = begun.day();
    let base = term.count;
    if let (Some(extension), true) = (extension, extended) {
        term.count += extension.count;
        term.extended = true;
        term.checked &= extension.checked;
    }
    let in_hours = rule.unit == Unit::Hours;
    term.start = Some(Start {
        event: rule.start,
        date: start,
        moment: in_hours.then(|| Received::Moment(begun.moment())),
        assumed: (facts.assumed && begun == facts.received)
            || (in_hours && matches!(begun, Received::Day(_))),
    });
    sum(calendar, &mut term, begun)?;
    if let Some(extension) = extension {
        let send_by = match (
            term.due,
            (base as usize)
                .checked_sub(1)
                .and_then(|last| term.counted.get(last)),
        ) {
            // The sum already went past the end of the first term.
            (Some(Due::Day(due)), _) if !extended => due,
            (_, Some(&day)) if rule.unit == Unit::WorkingDays => day,
            _ => due_day(calendar, rule.unit, base, start)?,
        };
        if let Some(sent) = facts.extension_sent {
            if sent < start {
                return Err(LawError::ExtensionBeforeStart { sent, start });
            }
            if sent > send_by {
                return Err(LawError::ExtensionTooLate { sent, due: send_by });
            }
        }
        term.extension = Some(Extension::of(extension, Some(send_by)));
    }
    term.alarm = rule
        .alarm_after
        .map(|days| due_day(calendar, Unit::WorkingDays, days, start))
        .transpose()?;
    Ok(term)
}

/// The term of ст. 21 ч. 6, once destruction was put off and the data blocked.
pub(super) fn deferred<'a>(
    calendar: &Calendar,
    deferral: &'a DeferralRule,
    rule: &'a TermRule,
    part: Option<Kind>,
    since: Received,
) -> Result<Term<'a>, LawError> {
    let start = Start {
        event: Event::DestructionDeferred,
        date: since.day(),
        moment: None,
        assumed: false,
    };
    let mut term = Term {
        code: "deferred_destruction",
        part,
        what: "Уничтожить заблокированные данные, уничтожение которых отложено",
        norm: &deferral.norm,
        unit: Unit::Months,
        count: deferral.months,
        start: Some(start),
        starts_when: None,
        due: None,
        strict_due: None,
        rolled_from: None,
        counted: Vec::new(),
        skipped: Vec::new(),
        calendar_decreed: true,
        calendar_checked: true,
        checked: deferral.checked,
        internal: rule.internal,
        extended: false,
        extension: None,
        deferral: None,
        alarm: None,
    };
    sum(calendar, &mut term, since)?;
    Ok(term)
}

/// Counts the days and fills what follows from them.
fn sum(calendar: &Calendar, term: &mut Term<'_>, begun: Received) -> Result<(), LawError> {
    let start = begun.day();
    let due = match term.unit {
        Unit::WorkingDays => {
            let (counted, skipped) = (&mut term.counted, &mut term.skipped);
            counted.reserve_exact(term.count as usize);
            skipped.reserve_exact(term.count as usize);
            let due = calendar.nth_working_day(start, term.count, |date, day| match day {
                Day::Off(reason) => skipped.push(Skipped { date, reason }),
                Day::Working | Day::WorkingWeekend { .. } => counted.push(date),
            })?;
            Due::Day(due)
        }
        Unit::CalendarDays | Unit::Months => {
            let end = nominal_end(term.unit, term.count, start)?;
            let due = calendar.roll_forward(end)?;
            if term.unit == Unit::CalendarDays {
                term.counted
                    .extend(start.iter_days().skip(1).take_while(|date| *date <= end));
            }
            if let Day::Off(reason) = calendar.day(end)? {
                term.rolled_from = Some(Skipped { date: end, reason });
            }
            for date in end.iter_days().skip(1).take_while(|date| *date < due) {
                if let Day::Off(reason) = calendar.day(date)? {
                    term.skipped.push(Skipped { date, reason });
                }
            }
            // Where no working day lies between the start and the end, no strict date can be kept.
            term.strict_due = Some(calendar.roll_back(end)?).filter(|strict| *strict >= start);
            Due::Day(due)
        }
        Unit::Immediately => {
            // The calendar plays no part, but a day it cannot know must not pass as known.
            calendar.day(start)?;
            Due::Day(start)
        }
        Unit::Hours => {
            let end = begun
                .moment()
                .checked_add_signed(TimeDelta::hours(term.count.into()));
            Due::Moment(end.ok_or(LawError::OutOfRange { from: start })?)
        }
    };
    term.due = Some(due);
    if matches!(
        term.unit,
        Unit::WorkingDays | Unit::CalendarDays | Unit::Months
    ) {
        for year in start.year()..=due.day().year() {
            let decree = calendar.decree(year);
            term.calendar_decreed &= decree.is_some();
            term.calendar_checked &= decree.is_some_and(|decree| decree.checked);
        }
    }
    Ok(())
}

/// The last day counted, before ГК 193.
fn nominal_end(unit: Unit, count: u32, start: NaiveDate) -> Result<NaiveDate, LawError> {
    let end = match unit {
        // ГК 192 п. 3: the same number of the last month, or its last day.
        Unit::Months => start.checked_add_months(Months::new(count)),
        _ => start.checked_add_days(Days::new(count.into())),
    };
    end.ok_or(LawError::OutOfRange { from: start })
}
