//! What a person is reminded of: terms that end soon or have passed, and the letters that may follow them.

use chrono::{Days, NaiveDate};
use register::{Board as _, BoardLine, Cases as _, NextLetter, Side, next_letters};
use serde::Serialize;

use crate::failure::Failure;
use crate::open_register::OpenRegister;

/// One reminder; it names the case by its number and nobody by name, for a notification stands on every screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reminder {
    /// The demand and until when.
    #[serde(flatten)]
    pub line: BoardLine,
    /// Days that are left; negative when the term has passed.
    pub days_left: i64,
    /// Letters that the applicant may send today.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub next: Vec<NextLetter>,
}

const PAGE: i64 = 500;

/// Terms that have passed or end within so many days, the most urgent first.
///
/// # Errors
/// [`Failure::Register`].
pub fn reminders(
    register: &OpenRegister,
    today: NaiveDate,
    within: u32,
) -> Result<Vec<Reminder>, Failure> {
    let horizon = today
        .checked_add_days(Days::new(within.into()))
        .unwrap_or(NaiveDate::MAX);
    let mut reminders = Vec::new();
    loop {
        let skip = i64::try_from(reminders.len()).unwrap_or(i64::MAX);
        let page = register.wait(register.board(None, skip, PAGE))?;
        let whole = page.len() < usize::try_from(PAGE).unwrap_or(usize::MAX);
        for line in page {
            let Some(due) = line.due.filter(|&due| due <= horizon) else {
                // The board goes by the day: nothing after this is nearer.
                return Ok(reminders);
            };
            reminders.push(Reminder {
                days_left: (due - today).num_days(),
                next: open_letters(register, &line, today)?,
                line,
            });
        }
        if whole {
            return Ok(reminders);
        }
    }
}

fn open_letters(
    register: &OpenRegister,
    line: &BoardLine,
    today: NaiveDate,
) -> Result<Vec<NextLetter>, Failure> {
    if line.side == Side::Officer || line.due.is_none_or(|due| due >= today) {
        return Ok(Vec::new());
    }
    let case = register.wait(register.case(&line.case))?;
    let mut letters = next_letters(&case, register.rules(), today)?;
    letters.retain(|letter| letter.open && letter.demand == line.demand);
    Ok(letters)
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use law::{Kind, Matter, Received};
    use register::{CaseReceipt, Channel, KeySource, NewCase, NextKind, Stamp};

    use super::*;
    use crate::open_register::RegisterAddress;

    #[test]
    fn what_has_passed_comes_first_with_its_letters_and_what_is_far_does_not_come() {
        let folder = tempfile::tempdir().unwrap();
        let address = RegisterAddress::in_folder(folder.path());
        let at = DateTime::parse_from_rfc3339("2026-11-23T10:00:00+03:00").unwrap();
        let stamp = Stamp::new("я", at);
        let key = || Ok(KeySource::passphrase("четыре слова для реестра"));
        let register = OpenRegister::create(&address, key, &stamp).unwrap();
        let access = |side, day: &str| NewCase {
            receipt: Some(CaseReceipt::on(Received::parse(day).unwrap())),
            ..NewCase::about(side, Channel::Email, vec![Matter::Kind(Kind::Access)])
        };
        // Ten working days end on 7, 8 December and 13 January.
        let cases = vec![
            access(Side::Officer, "2026-11-24"),
            access(Side::Applicant, "2026-11-23"),
            access(Side::Applicant, "2026-12-21"),
        ];
        register.wait(register.add_cases(cases, &stamp)).unwrap();
        let found = reminders(&register, "2026-12-08".parse().unwrap(), 3).unwrap();
        let left: Vec<i64> = found.iter().map(|reminder| reminder.days_left).collect();
        assert_eq!(left, [-1, 0]);
        let letters: Vec<NextKind> = found[0].next.iter().map(|next| next.letter).collect();
        assert_eq!(
            letters,
            [NextKind::Reminder, NextKind::Repeat, NextKind::Complaint]
        );
        assert!(found[1].next.is_empty(), "an officer has none");
    }
}
