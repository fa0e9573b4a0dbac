//! What changes from one rule pack to another, in words: kinds, requirements, terms, answers, grounds, items.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use crate::codes::{Answer, RequiredBy};
use crate::pack::Pack;
use crate::requirement::Requirement;
use crate::rules::{TermRule, Unit};

/// The changes from an old pack to a new one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PackDiff {
    /// Identifier of the old pack.
    pub old: String,
    /// Identifier of the new pack.
    pub new: String,
    /// The changes, in the order of the contract's codes.
    pub changes: Vec<Change>,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Code of the kind, duty, answer, ground or item.
    pub of: String,
    /// Which part of the rule: `requirement document`, `term answer`, …
    pub part: String,
    /// How it was; none for what is new.
    pub old: Option<String>,
    /// How it is; none for what is gone.
    pub new: Option<String>,
}

/// Compares two packs.
#[must_use]
pub fn diff(old: &Pack, new: &Pack) -> PackDiff {
    let mut changes = Vec::new();
    for (a, b) in old.kinds.iter().zip(&new.kinds) {
        let mut of = Compare {
            of: a.kind.code(),
            changes: &mut changes,
        };
        of.all(
            "rule",
            &in_force(old, a.provenance.in_force_from),
            &in_force(new, b.provenance.in_force_from),
        );
        of.all("norms", &one(a.norms.join("; ")), &one(b.norms.join("; ")));
        of.all(
            "requirement",
            &requirements(&a.requirements),
            &requirements(&b.requirements),
        );
        of.all(
            "signature",
            &one(signature(a.signature.asked, a.signature.required_by)),
            &one(signature(b.signature.asked, b.signature.required_by)),
        );
        of.all("term", &terms(&a.terms), &terms(&b.terms));
        of.all(
            "composed_of",
            &one(codes(&a.composed_of)),
            &one(codes(&b.composed_of)),
        );
        of.all("says", &lines(&a.says), &lines(&b.says));
        of.all(
            "reply",
            &one(format!("{} {}", a.reply.form, a.reply.contains.join(" "))),
            &one(format!("{} {}", b.reply.form, b.reply.contains.join(" "))),
        );
        of.all(
            "answer",
            &answers(&a.reply.answers),
            &answers(&b.reply.answers),
        );
        of.all("follow_up", &answers(&a.follow_up), &answers(&b.follow_up));
        of.all("note", &lines(&a.notes), &lines(&b.notes));
        of.all(
            "refusal_ground",
            &lines(&a.refusal_grounds),
            &lines(&b.refusal_grounds),
        );
    }
    for (a, b) in old.duties.iter().zip(&new.duties) {
        let mut of = Compare {
            of: a.duty.code(),
            changes: &mut changes,
        };
        of.all(
            "rule",
            &in_force(old, a.provenance.in_force_from),
            &in_force(new, b.provenance.in_force_from),
        );
        of.all("term", &terms(&a.terms), &terms(&b.terms));
    }
    for (a, b) in old.answers.iter().zip(&new.answers) {
        let mut of = Compare {
            of: a.answer.code(),
            changes: &mut changes,
        };
        of.all("norm", &one(a.norm.clone()), &one(b.norm.clone()));
        of.all("contains", &lines(&a.contains), &lines(&b.contains));
    }
    for (a, b) in old.items.iter().zip(&new.items) {
        let mut of = Compare {
            of: a.item.code(),
            changes: &mut changes,
        };
        of.all(
            "rule",
            &in_force(old, a.provenance.in_force_from),
            &in_force(new, b.provenance.in_force_from),
        );
        of.all("text", &one(a.text.clone()), &one(b.text.clone()));
    }
    let grounds = |pack: &Pack| {
        pack.grounds
            .iter()
            .map(|g| (g.code.clone(), format!("{}: {}", g.norm, g.text)))
            .collect()
    };
    Compare {
        of: "refusal",
        changes: &mut changes,
    }
    .all("ground", &grounds(old), &grounds(new));
    Compare {
        of: "representative",
        changes: &mut changes,
    }
    .all(
        "requirement",
        &requirements(&old.representative),
        &requirements(&new.representative),
    );
    PackDiff {
        old: old.head.id.clone(),
        new: new.head.id.clone(),
        changes,
    }
}

impl fmt::Display for PackDiff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "Пакеты правил: {} → {}", self.old, self.new)?;
        if self.changes.is_empty() {
            return writeln!(f, "Изменений нет");
        }
        let mut of = "";
        for change in &self.changes {
            if change.of != of {
                of = &change.of;
                writeln!(f, "\n{of}")?;
            }
            writeln!(f, "  {}", change.part)?;
            if let Some(old) = &change.old {
                writeln!(f, "    − {old}")?;
            }
            if let Some(new) = &change.new {
                writeln!(f, "    + {new}")?;
            }
        }
        Ok(())
    }
}

type Parts = BTreeMap<String, String>;

struct Compare<'a> {
    of: &'a str,
    changes: &'a mut Vec<Change>,
}

impl Compare<'_> {
    fn all(&mut self, what: &str, old: &Parts, new: &Parts) {
        let added = new.keys().filter(|key| !old.contains_key(*key));
        for key in old.keys().chain(added) {
            let (a, b) = (old.get(key), new.get(key));
            if a != b {
                let is_line = a.or(b) == Some(key);
                let part = if key.is_empty() || is_line {
                    what.to_owned()
                } else {
                    format!("{what} {key}")
                };
                self.changes.push(Change {
                    of: self.of.to_owned(),
                    part,
                    old: a.cloned(),
                    new: b.cloned(),
                });
            }
        }
    }
}

/// A rule that begins later than its pack ends is not law there yet.
fn in_force(pack: &Pack, from: Option<chrono::NaiveDate>) -> Parts {
    match from.filter(|from| *from > pack.head.in_force_from) {
        Some(from) => one(format!(
            "ещё не действует, начинается {}",
            from.format("%d.%m.%Y")
        )),
        None => one("действует".to_owned()),
    }
}

fn one(value: String) -> Parts {
    Parts::from([(String::new(), value)])
}

/// Each line is a part of its own: one added or gone is seen alone.
fn lines(values: &[String]) -> Parts {
    values
        .iter()
        .map(|line| (line.clone(), line.clone()))
        .collect()
}

fn codes(kinds: &[crate::codes::Kind]) -> String {
    kinds
        .iter()
        .map(|kind| kind.code())
        .collect::<Vec<_>>()
        .join(", ")
}

fn answers(list: &[Answer]) -> Parts {
    list.iter()
        .map(|answer| (answer.code().to_owned(), answer.code().to_owned()))
        .collect()
}

fn signature(asked: bool, by: RequiredBy) -> String {
    if asked {
        format!("спрашивается ({})", by.code())
    } else {
        "не спрашивается".to_owned()
    }
}

fn requirements(list: &[Requirement]) -> Parts {
    list.iter()
        .map(|r| {
            (
                r.code.clone(),
                format!(
                    "{} — {} ({})",
                    r.any_of.join(" | "),
                    r.norm,
                    r.required_by.code()
                ),
            )
        })
        .collect()
}

fn terms(list: &[TermRule]) -> Parts {
    list.iter()
        .map(|term| (term.code.clone(), term_in_words(term)))
        .collect()
}

fn term_in_words(term: &TermRule) -> String {
    let count = match term.unit {
        Unit::WorkingDays => format!("рабочих дней: {}", term.count),
        Unit::CalendarDays => format!("календарных дней: {}", term.count),
        Unit::Hours => format!("часов: {}", term.count),
        Unit::Months => format!("месяцев: {}", term.count),
        Unit::Immediately => "немедленно".to_owned(),
    };
    let extension = term
        .extension
        .as_ref()
        .map_or("продления нет".to_owned(), |e| {
            format!("продление: {}", e.count)
        });
    format!(
        "{count}; начало: {}; {extension} — {}",
        term.starts_when, term.norm
    )
}
