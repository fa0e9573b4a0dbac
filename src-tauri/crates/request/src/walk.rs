//! Walking a JSON object field by field: every problem is noted with its pointer, nothing stops at the first.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::{Map, Value};

use crate::json::step;
use crate::problem::{Problem, Severity};
use crate::words;

/// What a reading found so far.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    /// Everything that is wrong.
    pub(crate) problems: Vec<Problem>,
    /// Every date that could be read, by its pointer.
    pub(crate) dates: BTreeMap<String, NaiveDate>,
}

/// More than this nobody reads; a file made to annoy must not fill the memory.
const MOST_PROBLEMS: usize = 500;

/// Longest list read: no letter holds more, and the rules compare elements with one another.
pub(crate) const MOST_ELEMENTS: usize = 1_000;

impl Notes {
    pub(crate) fn add(&mut self, problem: Problem) {
        match self.problems.len() {
            MOST_PROBLEMS => self.problems.push(Problem::error(
                "too_many_problems",
                "",
                format!("Показаны первые {MOST_PROBLEMS} замечаний; исправьте их и проверьте файл ещё раз."),
            )),
            more if more > MOST_PROBLEMS => {}
            _ => self.problems.push(problem),
        }
    }

    pub(crate) fn error(&mut self, code: &str, at: &str, message: String) {
        self.add(Problem::error(code, at, message));
    }

    /// The date at this pointer, when it is there and is a date.
    pub(crate) fn date(&self, at: &str) -> Option<NaiveDate> {
        self.dates.get(at).copied()
    }

    pub(crate) fn has_errors(&self) -> bool {
        self.problems.iter().any(|p| p.severity == Severity::Error)
    }

    fn wrong_type(&mut self, at: &str, wanted: &str, found: &Value) {
        let message = words::about(
            at,
            &format!(
                "нужно {wanted}, а стоит {}.{}",
                words::type_of(found),
                words::null_hint(found)
            ),
        );
        self.error("wrong_type", at, message);
    }
}

/// An object being read. [`Fields::close`] reports what nobody asked for.
pub(crate) struct Fields<'v, 'n> {
    map: &'v Map<String, Value>,
    at: String,
    known: Vec<&'static str>,
    notes: &'n mut Notes,
}

impl<'v, 'n> Fields<'v, 'n> {
    pub(crate) fn open(value: &'v Value, at: &str, notes: &'n mut Notes) -> Option<Self> {
        let Value::Object(map) = value else {
            notes.wrong_type(at, "объект {…}", value);
            return None;
        };
        Some(Self {
            map,
            at: at.to_owned(),
            known: Vec::new(),
            notes,
        })
    }

    /// A field that must be there.
    pub(crate) fn need<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&Value, &str, &mut Notes) -> Option<T>,
    ) -> Option<T> {
        let at = self.learn(name);
        let Some(value) = self.map.get(name) else {
            self.missing(name, &at);
            return None;
        };
        read(value, &at, self.notes)
    }

    /// An object that must be there; when it is not, its own required fields are named as well.
    pub(crate) fn need_part<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&Value, &str, &mut Notes) -> Option<T>,
    ) -> Option<T> {
        let at = self.learn(name);
        let Some(value) = self.map.get(name) else {
            self.missing(name, &at);
            read(&Value::Object(Map::new()), &at, self.notes);
            return None;
        };
        read(value, &at, self.notes)
    }

    /// A field that may be absent: `None` when it is there and wrong.
    pub(crate) fn may<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&Value, &str, &mut Notes) -> Option<T>,
    ) -> Option<Option<T>> {
        let at = self.learn(name);
        self.map
            .get(name)
            .map_or(Some(None), |value| read(value, &at, self.notes).map(Some))
    }

    /// A field whose absence means its default.
    pub(crate) fn may_or_default<T: Default>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&Value, &str, &mut Notes) -> Option<T>,
    ) -> Option<T> {
        Some(self.may(name, read)?.unwrap_or_default())
    }

    /// A list that may be absent or empty.
    pub(crate) fn list<T>(
        &mut self,
        name: &'static str,
        read: impl FnMut(&Value, &str, &mut Notes) -> Option<T>,
    ) -> Option<Vec<T>> {
        Some(
            self.may(name, |value, at, notes| elements(value, at, notes, read))?
                .unwrap_or_default(),
        )
    }

    /// A list with at least one element.
    pub(crate) fn need_list<T>(
        &mut self,
        name: &'static str,
        read: impl FnMut(&Value, &str, &mut Notes) -> Option<T>,
    ) -> Option<Vec<T>> {
        self.need(name, |value, at, notes| {
            let list = elements(value, at, notes, read)?;
            if list.is_empty() {
                notes.error(
                    "empty",
                    at,
                    words::about(at, "список пуст; нужна хотя бы одна запись."),
                );
                return None;
            }
            Some(list)
        })
    }

    /// Reports fields that were not asked for; their presence makes the object unfit.
    pub(crate) fn close(self) -> Option<()> {
        let mut clean = Some(());
        for name in self
            .map
            .keys()
            .filter(|name| !self.known.contains(&name.as_str()))
        {
            clean = None;
            let message = words::unknown_field(name, &self.known);
            self.notes
                .error("unknown_field", &step(&self.at, name), message);
        }
        clean
    }

    fn learn(&mut self, name: &'static str) -> String {
        self.known.push(name);
        step(&self.at, name)
    }

    fn missing(&mut self, name: &str, at: &str) {
        let message = words::about(at, &format!("не указано. Добавьте поле «{name}»."));
        self.notes.error("missing_field", at, message);
    }
}

/// Reads every element of a list; one wrong element makes the list unfit, after all are looked at.
pub(crate) fn elements<T>(
    value: &Value,
    at: &str,
    notes: &mut Notes,
    mut read: impl FnMut(&Value, &str, &mut Notes) -> Option<T>,
) -> Option<Vec<T>> {
    let Value::Array(items) = value else {
        notes.wrong_type(at, "список […]", value);
        return None;
    };
    if items.len() > MOST_ELEMENTS {
        let what = format!(
            "{} записей при пределе {MOST_ELEMENTS}. Сократите список или вынесите его в приложение.",
            items.len()
        );
        notes.error("too_many_elements", at, words::about(at, &what));
        return None;
    }
    let read: Vec<Option<T>> = items
        .iter()
        .enumerate()
        .map(|(i, item)| read(item, &step(at, &i.to_string()), notes))
        .collect();
    read.into_iter().collect()
}

/// The string at `at`, whatever it says.
pub(crate) fn string<'v>(value: &'v Value, at: &str, notes: &mut Notes) -> Option<&'v str> {
    let text = value.as_str();
    if text.is_none() {
        notes.wrong_type(at, "строка в кавычках", value);
    }
    text
}

/// `true` or `false`.
pub(crate) fn flag(value: &Value, at: &str, notes: &mut Notes) -> Option<bool> {
    let flag = value.as_bool();
    if flag.is_none() {
        notes.wrong_type(at, "true или false", value);
    }
    flag
}

/// A count of sheets or copies.
pub(crate) fn count(value: &Value, at: &str, notes: &mut Notes) -> Option<u32> {
    const MOST: u32 = 10_000;
    let Value::Number(number) = value else {
        notes.wrong_type(at, "целое число без кавычек", value);
        return None;
    };
    let count = number
        .as_u64()
        .and_then(|n| u32::try_from(n).ok())
        .filter(|n| (1..=MOST).contains(n));
    if count.is_none() {
        let message = words::about(
            at,
            &format!("«{number}» не подходит; нужно целое число от 1 до {MOST}."),
        );
        notes.error("out_of_range", at, message);
    }
    count
}

/// A calendar date in exactly ten characters, `YYYY-MM-DD`, not before 1900.
pub(crate) fn date(value: &Value, at: &str, notes: &mut Notes) -> Option<NaiveDate> {
    let typed = string(value, at, notes)?;
    match parse_date(typed) {
        Ok(date) => {
            notes.dates.insert(at.to_owned(), date);
            Some(date)
        }
        Err((code, what)) => {
            notes.error(code, at, words::about(at, &what));
            None
        }
    }
}

/// The date a string holds, if it is one.
pub(crate) fn read_date(typed: &str) -> Option<NaiveDate> {
    parse_date(typed).ok()
}

fn parse_date(typed: &str) -> Result<NaiveDate, (&'static str, String)> {
    let shown = words::shown(typed);
    let shape = || {
        let what = format!("«{shown}» не дата. Запишите её как ГГГГ-ММ-ДД, например 2026-11-16.");
        ("date_shape", what)
    };
    let bytes = typed.as_bytes();
    let shaped = bytes.len() == 10
        && bytes.iter().enumerate().all(|(i, b)| {
            if i == 4 || i == 7 {
                *b == b'-'
            } else {
                b.is_ascii_digit()
            }
        });
    if !shaped {
        return Err(shape());
    }
    let number = |range: std::ops::Range<usize>| typed[range].parse::<u32>().map_err(|_| shape());
    let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
    if year < 1900 {
        return Err((
            "date_implausible",
            format!("«{shown}»: год раньше 1900-го. Проверьте год."),
        ));
    }
    NaiveDate::from_ymd_opt(i32::try_from(year).map_err(|_| shape())?, month, day).ok_or_else(
        || {
            (
                "date_impossible",
                format!("«{shown}»: такого дня нет в календаре. Проверьте день и месяц."),
            )
        },
    )
}

/// A word from a fixed list.
pub(crate) fn code<T>(
    codes: &'static [&'static str],
    parse: impl Fn(&str) -> Option<T>,
) -> impl Fn(&Value, &str, &mut Notes) -> Option<T> {
    move |value, at, notes| {
        let typed = string(value, at, notes)?;
        let known = parse(typed);
        if known.is_none() {
            notes.error(
                "unknown_code",
                at,
                words::about(at, &words::unknown_code(typed, codes)),
            );
        }
        known
    }
}

/// A word from a fixed list, parsed by the type's own serde codes.
pub(crate) fn serde_code<T: serde::de::DeserializeOwned>(
    codes: &'static [&'static str],
) -> impl Fn(&Value, &str, &mut Notes) -> Option<T> {
    code(codes, |typed| {
        serde_json::from_value(Value::String(typed.to_owned())).ok()
    })
}
