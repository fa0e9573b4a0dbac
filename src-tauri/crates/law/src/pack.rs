//! Rule packs: dated editions of the law as data, and the one in force on a day.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::codes::{AccessItem, Answer, Duty, Kind, RequiredBy};
use crate::error::LawError;
use crate::policy::OperatorPolicy;
use crate::requirement::{Requirement, SignatureRule};
use crate::rules::{AnswerRule, DutyRule, ItemRule, KindRule, RefusalGround};

/// The law as it stood from one date to another: complete, every kind, duty and answer in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pack {
    /// Head of the pack.
    pub head: PackHead,
    /// Rules of the 17 kinds, in the order of [`Kind::ALL`].
    pub kinds: Vec<KindRule>,
    /// Rules of the three duties, in the order of [`Duty::ALL`].
    pub duties: Vec<DutyRule>,
    /// Rules of the 20 answers, in the order of [`Answer::ALL`].
    pub answers: Vec<AnswerRule>,
    /// Grounds of refusal.
    pub grounds: Vec<RefusalGround>,
    /// Items of ст. 14 ч. 7, in the order of [`AccessItem::ALL`].
    pub items: Vec<ItemRule>,
    /// What holds for every request of a representative.
    pub representative: Vec<Requirement>,
}

/// Head of a pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PackHead {
    /// Identifier: the first day in force, and so the folder's name.
    pub id: String,
    /// Version of the data; grows with every correction of the same edition.
    pub version: u32,
    /// The law in words, with its edition.
    pub edition: String,
    /// First day in force.
    pub in_force_from: NaiveDate,
    /// Last day in force; none while no later edition is known.
    #[serde(default)]
    pub in_force_to: Option<NaiveDate>,
    /// The later pack whose rules hold here too, but for those that this one states itself.
    #[serde(default)]
    pub inherits: Option<String>,
    /// When it was last compared with public texts.
    pub checked_on: NaiveDate,
    /// What is different from the neighbouring editions, and what is not verified.
    pub remarks: Vec<String>,
}

impl Pack {
    /// The pack in force on the day of receipt.
    ///
    /// # Errors
    /// [`LawError::NoPack`] before the first day of the earliest pack.
    pub fn in_force(on: NaiveDate) -> Result<&'static Self, LawError> {
        let packs = Self::all();
        packs
            .iter()
            .rev()
            .find(|pack| pack.head.in_force_from <= on)
            .ok_or_else(|| LawError::NoPack {
                on,
                earliest: packs.first().map_or(on, |pack| pack.head.in_force_from),
            })
    }

    /// Every pack there is, the earliest first.
    #[must_use]
    pub fn all() -> &'static [Self] {
        &PACKS
    }

    /// The latest pack.
    #[must_use]
    pub fn latest() -> &'static Self {
        // The list is compiled in and never empty; a test reads it.
        PACKS.last().expect("at least one pack is compiled in")
    }

    /// The pack with this identifier (its first day in force).
    ///
    /// # Errors
    /// [`LawError::UnknownPack`] with the identifiers there are.
    pub fn by_id(id: &str) -> Result<&'static Self, LawError> {
        Self::all()
            .iter()
            .find(|pack| pack.head.id == id)
            .ok_or_else(|| LawError::UnknownPack {
                id: id.to_owned(),
                known: Self::all()
                    .iter()
                    .map(|pack| pack.head.id.as_str())
                    .collect::<Vec<_>>()
                    .join(", "),
            })
    }

    /// Reads a pack from a folder of `.toml` files; what it inherits comes from the packs compiled in.
    ///
    /// # Errors
    /// [`LawError::Unreadable`] when the folder or a file in it cannot be read as a pack.
    pub fn read(folder: &Path) -> Result<Self, LawError> {
        let name = folder.display().to_string();
        let unreadable = |reason: String| LawError::Unreadable {
            file: name.clone(),
            reason,
        };
        let mut files: Vec<_> = std::fs::read_dir(folder)
            .and_then(|entries| {
                entries
                    .map(|entry| entry.map(|e| e.path()))
                    .collect::<Result<Vec<_>, _>>()
            })
            .map_err(|e| unreadable(e.to_string()))?;
        files.retain(|path| path.extension().is_some_and(|ext| ext == "toml"));
        files.sort();
        let mut text = String::new();
        for file in files {
            text.push_str(
                &std::fs::read_to_string(&file)
                    .map_err(|e| unreadable(format!("{}: {e}", file.display())))?,
            );
            text.push('\n');
        }
        let parts = PackFile::parse(&name, &text)?;
        let base = parts
            .pack
            .inherits
            .as_deref()
            .map(Self::by_id)
            .transpose()?;
        parts.complete(&name, base)
    }

    /// The rule of this kind.
    #[must_use]
    pub fn kind(&self, kind: Kind) -> &KindRule {
        // `PackFile::complete` puts every kind at its place in `Kind::ALL`.
        &self.kinds[kind as usize]
    }

    /// The rule of this duty.
    #[must_use]
    pub fn duty(&self, duty: Duty) -> &DutyRule {
        &self.duties[duty as usize]
    }

    /// The rule of this answer.
    #[must_use]
    pub fn answer(&self, answer: Answer) -> &AnswerRule {
        &self.answers[answer as usize]
    }

    /// The rule of this item of ст. 14 ч. 7.
    #[must_use]
    pub fn item(&self, item: AccessItem) -> &ItemRule {
        &self.items[item as usize]
    }

    /// The ground of refusal with this code.
    #[must_use]
    pub fn ground(&self, code: &str) -> Option<&RefusalGround> {
        self.grounds.iter().find(|ground| ground.code == code)
    }

    /// What a request of this kind must contain, the law and the operator's policy taken together:
    /// of two requirements with one code the stronger one stands.
    #[must_use]
    pub fn requirements<'a>(
        &'a self,
        kind: Kind,
        policy: Option<&'a OperatorPolicy>,
    ) -> Vec<&'a Requirement> {
        let mut all: Vec<&Requirement> = self.kind(kind).requirements.iter().collect();
        for own in policy.map_or(&[][..], |policy| policy.requirements(kind)) {
            match all.iter_mut().find(|known| known.code == own.code) {
                Some(known) if own.required_by < known.required_by => *known = own,
                Some(_) => {}
                None => all.push(own),
            }
        }
        all
    }

    /// What is checked when the person comes in person: an «обращение» is not a «запрос», so the contents of ст. 14 ч. 3
    /// are not checked; identity is, by the document shown.
    #[must_use]
    pub fn visit_requirements(&self, kind: Kind) -> Vec<&Requirement> {
        let of_a_letter = ["document", "relationship"];
        self.kind(kind)
            .requirements
            .iter()
            .filter(|r| !of_a_letter.contains(&r.code.as_str()))
            .collect()
    }

    /// What is asked about the signature under a request of this kind, the law and the policy taken together.
    #[must_use]
    pub fn signature<'a>(
        &'a self,
        kind: Kind,
        policy: Option<&'a OperatorPolicy>,
    ) -> &'a SignatureRule {
        let own = &self.kind(kind).signature;
        match policy.and_then(|policy| policy.signature(kind)) {
            Some(asked) if !own.asked || own.required_by > RequiredBy::Policy => asked,
            _ => own,
        }
    }
}

/// The files of one pack, put together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Rule pack")]
pub struct PackFile {
    /// Head of the pack.
    pub pack: PackHead,
    /// Kinds.
    #[serde(default)]
    pub kind: Vec<KindRule>,
    /// Duties.
    #[serde(default)]
    pub duty: Vec<DutyRule>,
    /// Answers.
    #[serde(default)]
    pub answer: Vec<AnswerRule>,
    /// Grounds of refusal.
    #[serde(default)]
    pub ground: Vec<RefusalGround>,
    /// Items of ст. 14 ч. 7.
    #[serde(default)]
    pub item: Vec<ItemRule>,
    /// What holds for every request of a representative.
    #[serde(default)]
    pub representative: Vec<Requirement>,
}

impl PackFile {
    fn parse(file: &str, text: &str) -> Result<Self, LawError> {
        toml::from_str(text).map_err(|e| LawError::Unreadable {
            file: file.to_owned(),
            reason: e.to_string(),
        })
    }

    /// Fills what the file leaves out from the pack it inherits, and orders everything.
    fn complete(self, file: &str, base: Option<&Pack>) -> Result<Pack, LawError> {
        fn merge<K: Ord + Copy, R: Clone>(
            file: &str,
            all: &[K],
            own: Vec<R>,
            base: Option<&[R]>,
            key: impl Fn(&R) -> K,
            code: impl Fn(K) -> &'static str,
        ) -> Result<Vec<R>, LawError> {
            let mut rules: BTreeMap<K, R> = base
                .into_iter()
                .flatten()
                .map(|rule| (key(rule), rule.clone()))
                .collect();
            let mut seen = Vec::new();
            for rule in own {
                let k = key(&rule);
                if seen.contains(&k) {
                    return Err(LawError::Unreadable {
                        file: file.to_owned(),
                        reason: format!("«{}» стоит дважды", code(k)),
                    });
                }
                seen.push(k);
                rules.insert(k, rule);
            }
            all.iter()
                .map(|k| {
                    rules.remove(k).ok_or_else(|| LawError::Unreadable {
                        file: file.to_owned(),
                        reason: format!("нет «{}»", code(*k)),
                    })
                })
                .collect()
        }

        let grounds = if self.ground.is_empty() {
            base.map(|b| b.grounds.clone()).unwrap_or_default()
        } else {
            self.ground
        };
        let representative = if self.representative.is_empty() {
            base.map(|b| b.representative.clone()).unwrap_or_default()
        } else {
            self.representative
        };
        Ok(Pack {
            kinds: merge(
                file,
                Kind::ALL,
                self.kind,
                base.map(|b| &b.kinds[..]),
                |r| r.kind,
                Kind::code,
            )?,
            duties: merge(
                file,
                Duty::ALL,
                self.duty,
                base.map(|b| &b.duties[..]),
                |r| r.duty,
                Duty::code,
            )?,
            answers: merge(
                file,
                Answer::ALL,
                self.answer,
                base.map(|b| &b.answers[..]),
                |r| r.answer,
                Answer::code,
            )?,
            items: merge(
                file,
                AccessItem::ALL,
                self.item,
                base.map(|b| &b.items[..]),
                |r| r.item,
                AccessItem::code,
            )?,
            grounds,
            representative,
            head: self.pack,
        })
    }
}

/// The policy of the operator with this ОГРН, if one is known.
#[must_use]
pub fn policy_for(ogrn: &str) -> Option<&'static OperatorPolicy> {
    POLICIES.iter().find(|policy| policy.ogrn == ogrn)
}

macro_rules! law_file {
    ($path:literal) => {
        include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../../assets/law/",
            $path
        ))
    };
}

/// Texts of the packs, the latest first: an earlier one may inherit from a later one.
const PACK_TEXTS: &[(&str, &[&str])] = &[
    (
        "2025-09-01",
        &[
            law_file!("packs/2025-09-01/pack.toml"),
            law_file!("packs/2025-09-01/kinds-information.toml"),
            law_file!("packs/2025-09-01/kinds-correction.toml"),
            law_file!("packs/2025-09-01/kinds-stop.toml"),
            law_file!("packs/2025-09-01/kinds-other.toml"),
            law_file!("packs/2025-09-01/duties.toml"),
            law_file!("packs/2025-09-01/answers.toml"),
            law_file!("packs/2025-09-01/grounds.toml"),
        ],
    ),
    (
        "2022-09-01",
        &[
            law_file!("packs/2022-09-01/pack.toml"),
            law_file!("packs/2022-09-01/kinds.toml"),
        ],
    ),
    (
        "2021-03-01",
        &[
            law_file!("packs/2021-03-01/pack.toml"),
            law_file!("packs/2021-03-01/kinds.toml"),
            law_file!("packs/2021-03-01/duties.toml"),
        ],
    ),
];

/// The compiled-in packs, the earliest first.
static PACKS: LazyLock<Vec<Pack>> = LazyLock::new(|| {
    let mut packs: Vec<Pack> = Vec::new();
    for (id, texts) in PACK_TEXTS {
        let pack = PackFile::parse(id, &texts.join("\n")).and_then(|file| {
            let base = file.pack.inherits.clone();
            file.complete(
                id,
                base.and_then(|base| packs.iter().find(|pack| pack.head.id == base)),
            )
        });
        match pack {
            Ok(pack) => packs.insert(0, pack),
            // The texts are compiled in and every test reads them: a fault cannot reach a release.
            Err(error) => panic!("{error}"),
        }
    }
    packs
});

static POLICIES: LazyLock<Vec<OperatorPolicy>> = LazyLock::new(|| {
    [law_file!("policies/1127847409557.toml")]
        .into_iter()
        // The same holds here: compiled in, and read by every test.
        .map(|text| toml::from_str(text).unwrap_or_else(|error| panic!("{error}")))
        .collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pack_reads_and_stands_in_its_dates() {
        let packs = Pack::all();
        assert_eq!(
            packs.iter().map(|p| p.head.id.as_str()).collect::<Vec<_>>(),
            ["2021-03-01", "2022-09-01", "2025-09-01"]
        );
        for pair in packs.windows(2) {
            assert_eq!(
                pair[0].head.in_force_to.unwrap().succ_opt().unwrap(),
                pair[1].head.in_force_from
            );
        }
    }
}
