//! `zaprosctl deadline`: every term of a kind or duty, with its sum.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use law::{Deadline, Due, Facts, Matter, Received, Term, Unit};
use workflow::Failure;

use crate::Context;
use crate::arguments::DeadlineArguments;

/// Counts the terms; a term extended too late is exit code 1.
pub(crate) fn deadline(context: &Context, arguments: &DeadlineArguments) -> Result<u8, Failure> {
    let mut facts = Facts::received(Received::parse(&arguments.received)?);
    facts.extended = arguments.extended;
    facts.extension_sent = arguments.extension_sent;
    facts.events = arguments
        .event
        .iter()
        .map(|event| law::parse_event(event))
        .collect::<Result<BTreeMap<_, _>, _>>()?;
    let deadline = law::deadline(Matter::from_code(&arguments.kind)?, &facts)?;
    context.output.result(&deadline, &text(&deadline));
    Ok(0)
}

/// A receipt for people: the day, and the minute where it is known.
pub(crate) fn when(received: Received) -> String {
    match received {
        Received::Day(day) => day.format("%d.%m.%Y").to_string(),
        Received::Moment(moment) => moment.format("%d.%m.%Y %H:%M (UTC%:z)").to_string(),
    }
}

pub(crate) fn text(deadline: &Deadline<'_>) -> String {
    let mut text = format!("{}, получено {}\n", deadline.kind, when(deadline.received));
    for term in &deadline.terms {
        // Writing to a string cannot fail.
        let _ = write!(
            text,
            "\n{}\n  {} ({})",
            capital(term.what),
            length(term),
            term.norm
        );
        if !term.checked {
            text.push_str(", не сверено с официальным текстом");
        }
        text.push('\n');
        match &term.due {
            None => {
                let _ = writeln!(
                    text,
                    "  срок ещё не идёт: {}",
                    term.starts_when.unwrap_or("событие не наступило")
                );
                continue;
            }
            Some(Due::Day(day)) => {
                let _ = writeln!(text, "  до {} включительно", day.format("%d.%m.%Y"));
            }
            Some(Due::Moment(moment)) => {
                let _ = writeln!(text, "  до {}", moment.format("%d.%m.%Y %H:%M (%:z)"));
            }
        }
        if let Some(strict) = term.strict_due {
            let _ = writeln!(
                text,
                "  строго: последний рабочий день {}",
                strict.format("%d.%m.%Y")
            );
        }
        if !term.counted.is_empty() {
            let days: Vec<_> = term
                .counted
                .iter()
                .map(|day| day.format("%d.%m").to_string())
                .collect();
            let _ = writeln!(text, "  считаются: {}", days.join(", "));
        }
        for skipped in &term.skipped {
            let _ = writeln!(
                text,
                "  пропущено: {} – {}",
                skipped.date.format("%d.%m.%Y"),
                skipped.reason
            );
        }
        if !term.calendar_decreed {
            text.push_str("  календарь этого года не утверждён: счёт по ст. 112 ТК РФ\n");
        }
    }
    text
}

fn length(term: &Term<'_>) -> String {
    match term.unit {
        Unit::WorkingDays => format!("рабочих дней: {}", term.count),
        Unit::CalendarDays => format!("календарных дней: {}", term.count),
        Unit::Hours => format!("часов: {}", term.count),
        Unit::Months => format!("месяцев: {}", term.count),
        Unit::Immediately => "немедленно".to_owned(),
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
