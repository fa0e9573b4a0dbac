//! What an officer should look at in a letter: each finding with its norm and a sentence ready for the answer.

use chrono::NaiveDate;
use law::{Kind, Pack, RequiredBy};
use request::{AuthorityForm, Basis, Problem, Reading, Request};
use serde::Serialize;

use super::{Paper, RequestSource, SignatureClass, SignatureSummary, SignedBy};
use crate::answer::Lack;

/// How hard a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// It may do harm.
    Danger,
    /// The law or the policy asks for it, and it is not there.
    Lack,
    /// Somebody should look.
    Warning,
    /// Worth knowing.
    Note,
}

/// One thing to look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// How hard it is.
    pub weight: Weight,
    /// For programs.
    pub code: String,
    /// The field of the request, as a JSON Pointer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The norm.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub norm: Option<String>,
    /// Whether the norm was read in its official text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub norm_checked: Option<bool>,
    /// What it is, for the officer.
    pub message: String,
    /// A sentence ready for the answer; empty where there is nothing to tell the person.
    pub sentence: String,
}

impl Finding {
    fn new(weight: Weight, code: &str, message: String, sentence: String) -> Self {
        Self {
            weight,
            code: code.to_owned(),
            field: None,
            norm: None,
            norm_checked: None,
            message,
            sentence,
        }
    }

    pub(super) fn danger(code: &str, message: String) -> Self {
        Self::new(Weight::Danger, code, message, String::new())
    }

    pub(super) fn warn(code: &str, message: String, sentence: String) -> Self {
        Self::new(Weight::Warning, code, message, sentence)
    }

    pub(super) fn note(code: &str, message: String) -> Self {
        Self::new(Weight::Note, code, message, String::new())
    }

    fn by(self, norm: &str, checked: bool) -> Self {
        Self {
            norm: Some(norm.to_owned()),
            norm_checked: Some(checked),
            ..self
        }
    }
}

/// What is known when the findings are made.
pub(super) struct Looked<'a> {
    pub(super) reading: Option<&'a Reading>,
    pub(super) request: Option<&'a Request>,
    pub(super) signature: &'a SignatureSummary,
    pub(super) covered: bool,
    pub(super) source: RequestSource,
    pub(super) day: NaiveDate,
    pub(super) papers: &'a [Paper],
}

/// Findings about the request, its signature and whoever wrote it. Gives what the law or the policy asks for in vain.
pub(super) fn of_request(looked: &Looked<'_>, pack: &Pack, found: &mut Vec<Finding>) -> Vec<Lack> {
    let mut lacks = Vec::new();
    match looked.source {
        RequestSource::None => found.push(Finding::note(
            "request_not_found",
            "Данных запроса в файле нет: заполните обращение рядом с документом.".to_owned(),
        )),
        RequestSource::SignedPdf => {}
        RequestSource::Pdf | RequestSource::Json => found.push(Finding::warn(
            "request_not_covered",
            "Подпись не покрывает данные запроса: сверьте их с текстом письма.".to_owned(),
            String::new(),
        )),
    }
    signature(looked, pack, found, &mut lacks);
    if let Some(reading) = looked.reading {
        let policy = request::policy_of(reading);
        for problem in request::check(reading, pack, policy).problems {
            // The reader's own signing form says what the letter was to be; what it is, was looked at above.
            if problem.code == "missing_signature" {
                continue;
            }
            let finding = of_problem(&problem);
            if finding.weight == Weight::Lack
                && let Some(norm) = &problem.norm
            {
                lacks.push(Lack {
                    what: finding.sentence.clone(),
                    norm: norm.clone(),
                });
            }
            found.push(finding);
        }
    }
    if let Some(request) = looked.request {
        authority(request, looked, found, &mut lacks);
        if request.demands.len() > 1 {
            found.push(Finding::note(
                "several_demands",
                format!(
                    "В письме требований: {}; у каждого свой срок и свой ответ.",
                    request.demands.len()
                ),
            ));
        }
    }
    lacks
}

fn of_problem(problem: &Problem) -> Finding {
    let owed = matches!(
        problem.required_by,
        Some(RequiredBy::Law | RequiredBy::Policy)
    );
    Finding {
        weight: if owed && problem.is_error() {
            Weight::Lack
        } else {
            Weight::Warning
        },
        code: problem.code.clone(),
        field: Some(problem.field.clone()),
        norm: problem.norm.clone(),
        norm_checked: problem.norm_checked,
        message: problem.message.clone(),
        sentence: sentence(&problem.message),
    }
}

/// A problem is told to the writer; the answer tells it to the applicant in the same words, as a part of a list.
fn sentence(message: &str) -> String {
    message.trim_end_matches('.').to_owned()
}

/// Whether somebody asks for a signature under any of the kinds, and by which norm.
fn signature_rule(looked: &Looked<'_>, pack: &Pack) -> Option<(String, bool)> {
    let kinds: Vec<Kind> = looked.request.map_or_else(
        || looked.reading.map(super::kinds_of).unwrap_or_default(),
        |request| request.kinds().collect(),
    );
    let policy = looked.reading.and_then(request::policy_of);
    kinds
        .into_iter()
        .map(|kind| pack.signature(kind, policy))
        .find(|rule| rule.asked && rule.required_by != RequiredBy::Practice)
        .map(|rule| (rule.norm.clone(), rule.checked))
}

fn signature(looked: &Looked<'_>, pack: &Pack, found: &mut Vec<Finding>, lacks: &mut Vec<Lack>) {
    const MISSING: &str = "подпись субъекта персональных данных или его представителя";
    let rule = signature_rule(looked, pack);
    let (norm, checked) = rule
        .as_ref()
        .map_or(("63-ФЗ ст. 6", false), |(norm, checked)| {
            (norm.as_str(), *checked)
        });
    let mut lack = |code: &str, message: &str, sentence: &str, found: &mut Vec<Finding>| {
        let weight = if rule.is_some() {
            Weight::Lack
        } else {
            Weight::Note
        };
        found.push(
            Finding::new(weight, code, message.to_owned(), sentence.to_owned()).by(norm, checked),
        );
        if rule.is_some() {
            lacks.push(Lack {
                what: sentence.to_owned(),
                norm: norm.to_owned(),
            });
        }
    };
    match looked.signature.class {
        SignatureClass::Unsigned => lack(
            "unsigned",
            "Письмо не подписано. Отказать по этой причине нельзя: ответ – сообщение о недостающем.",
            MISSING,
            found,
        ),
        SignatureClass::Scan => lack(
            "scan",
            "Это изображение бумаги: подпись на нём не электронная. Решите, принимать ли его, и запишите причину.",
            "подпись: направьте сам документ на бумаге или электронный документ с электронной подписью",
            found,
        ),
        SignatureClass::Invalid => lack(
            "signature_invalid",
            "Подпись недействительна: файл изменён после подписания или подпись сделана не под ним.",
            "действительная подпись: электронная подпись под документом не прошла проверку",
            found,
        ),
        SignatureClass::Unconfirmed => found.push(
            Finding::warn(
                "signature_unconfirmed",
                "Подпись цела, но подтвердить её здесь нельзя: проверьте на e-trust.gosuslugi.ru и запишите решение.".to_owned(),
                String::new(),
            )
            .by("63-ФЗ ст. 11", false),
        ),
        SignatureClass::Unqualified => found.push(
            Finding::warn(
                "signature_unqualified",
                "Подпись не названа квалифицированной: она равна собственноручной, только если так говорит закон или соглашение.".to_owned(),
                String::new(),
            )
            .by("63-ФЗ ст. 6 ч. 2", true),
        ),
        SignatureClass::Qualified => {}
    }
    if looked.signature.class != SignatureClass::Unsigned
        && !looked.covered
        && looked.signature.form != "none"
    {
        found.push(Finding::note(
            "signature_covers_no_data",
            "Подпись не покрывает данных запроса или их в письме нет.".to_owned(),
        ));
    }
}

fn authority(
    request: &Request,
    looked: &Looked<'_>,
    found: &mut Vec<Finding>,
    lacks: &mut Vec<Lack>,
) {
    let by = looked.signature.by;
    let expected = if request.representative.is_some() {
        SignedBy::Representative
    } else {
        SignedBy::Subject
    };
    if by != SignedBy::Unknown && by != expected {
        let sentence = "подпись того, от чьего имени подан запрос: документ подписан другим лицом";
        found.push(
            Finding::new(
                Weight::Lack,
                "signer_differs",
                "Подписал не тот, от чьего имени запрос.".to_owned(),
                sentence.to_owned(),
            )
            .by("152-ФЗ ст. 14 ч. 3", false),
        );
        lacks.push(Lack {
            what: sentence.to_owned(),
            norm: "152-ФЗ ст. 14 ч. 3".to_owned(),
        });
    }
    let Some(representative) = &request.representative else {
        return;
    };
    let paper = &representative.authority;
    let ask = |code: &str,
               message: &str,
               sentence: &str,
               norm: &str,
               found: &mut Vec<Finding>,
               lacks: &mut Vec<Lack>| {
        found.push(
            Finding::new(Weight::Lack, code, message.to_owned(), sentence.to_owned())
                .by(norm, false),
        );
        lacks.push(Lack {
            what: sentence.to_owned(),
            norm: norm.to_owned(),
        });
    };
    // A parent's right stands in the law; a power of attorney gives only what it says (ГК 185).
    if representative.basis == Basis::PowerOfAttorney {
        match &paper.powers {
            None => ask(
                "powers_unstated",
                "Полномочия не названы: посмотрите их в доверенности.",
                "полномочия представителя: право получать сведения о персональных данных и предъявлять требования",
                "ГК РФ ст. 185–189",
                found,
                lacks,
            ),
            Some(powers) if !speaks_of_data(powers) => found.push(
                Finding::warn(
                    "powers_doubtful",
                    "В полномочиях не сказано о персональных данных: решите, хватает ли их."
                        .to_owned(),
                    "полномочия, в которых сказано о персональных данных".to_owned(),
                )
                .by("ГК РФ ст. 185–189", false),
            ),
            Some(_) => {}
        }
        if let Some(until) = paper.valid_until
            && until < looked.day
        {
            ask(
                "authority_expired_on_receipt",
                "Доверенность истекла до дня получения.",
                "действующая доверенность: срок приложенной истёк",
                "ГК РФ ст. 185–189",
                found,
                lacks,
            );
        }
    }
    if paper.form == AuthorityForm::Electronic {
        let mandate = looked.papers.iter().any(|paper| {
            let name = paper.name.to_uppercase();
            name.starts_with("ON_EMCHD") && name.ends_with(".XML")
        });
        found.push(
            Finding::warn(
                "mandate_to_be_checked",
                if mandate {
                    "Приложена машиночитаемая доверенность: проверьте подпись доверителя, срок и статус в реестре.".to_owned()
                } else {
                    "Доверенность электронная, а файла её нет: запросите его или найдите по номеру в реестре.".to_owned()
                },
                String::new(),
            )
            .by("63-ФЗ ст. 17.2", false),
        );
    }
}

/// Whether powers speak of personal data at all.
fn speaks_of_data(powers: &str) -> bool {
    let text = powers.to_lowercase();
    text.contains("персональн") || text.contains("152-фз")
}
