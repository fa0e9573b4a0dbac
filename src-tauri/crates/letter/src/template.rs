//! Templates: one TOML file per kind in `assets/letters/ru`, filled with `minijinja`.
//!
//! Each text is a template of its own and is filled on its own, so nothing a person wrote can become markup.

use law::Kind;
use minijinja::{Environment, UndefinedBehavior, Value};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::LetterError;
use crate::blocks::{Block, Item};
use crate::wording::one_line;

/// The wording of one kind.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Template {
    /// Заголовок к тексту, when the letter has this demand only.
    pub(crate) heading: String,
    /// Heading of the part, when there are several.
    #[serde(default)]
    pub(crate) part: String,
    /// How the answer is asked for, before its form and address.
    pub(crate) reply: Option<String>,
    /// The term of the answer, as a part of that sentence.
    pub(crate) answer: Option<String>,
    body: Vec<Piece>,
}

/// A paragraph, or a list over a variable.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Piece {
    /// An expression; the piece stands only when it is true.
    when: Option<String>,
    /// A paragraph; line ends in what it yields make several.
    p: Option<String>,
    /// An expression that yields a list; `item` is filled for each.
    each: Option<String>,
    /// The text of one item.
    item: Option<String>,
}

macro_rules! templates {
    ($($kind:ident => $file:literal,)+) => {
        fn source(kind: Kind) -> &'static str {
            match kind {
                $(Kind::$kind => include_str!(concat!("../../../../assets/letters/ru/", $file)),)+
            }
        }
    };
}

templates! {
    Access => "access.toml",
    AccessRepeat => "access_repeat.toml",
    Rectification => "rectification.toml",
    Blocking => "blocking.toml",
    Destruction => "destruction.toml",
    UnlawfulProcessing => "unlawful_processing.toml",
    ConsentWithdrawal => "consent_withdrawal.toml",
    StopProcessing => "stop_processing.toml",
    MarketingStop => "marketing_stop.toml",
    StopDissemination => "stop_dissemination.toml",
    PublicSourceRemoval => "public_source_removal.toml",
    AutomatedDecisionObjection => "automated_decision_objection.toml",
    RefusalToProvide => "refusal_to_provide.toml",
    Explanation => "explanation.toml",
    DeleteAll => "delete_all.toml",
    Complaint => "complaint.toml",
    Free => "free.toml",
}

/// The template of a kind.
pub(crate) fn template(kind: Kind) -> Result<Template, LetterError> {
    parse(kind.code(), source(kind))
}

/// A template file; `name` tells which, should it be broken.
pub(crate) fn parse<T: DeserializeOwned>(
    name: &'static str,
    source: &str,
) -> Result<T, LetterError> {
    toml::from_str(source).map_err(|e| LetterError::Template {
        kind: name,
        reason: e.to_string(),
    })
}

/// Fills one text.
pub(crate) fn fill(name: &'static str, text: &str, facts: &Value) -> Result<String, LetterError> {
    environment()
        .render_str(text, facts)
        .map_err(|e| broken(name, &e))
}

/// Fills the body of a template.
pub(crate) fn blocks(
    name: &'static str,
    template: &Template,
    facts: &Value,
) -> Result<Vec<Block>, LetterError> {
    let env = environment();
    let mut out = Vec::new();
    for piece in &template.body {
        if let Some(when) = &piece.when {
            let expression = env.compile_expression(when).map_err(|e| broken(name, &e))?;
            if !expression
                .eval(facts)
                .map_err(|e| broken(name, &e))?
                .is_true()
            {
                continue;
            }
        }
        if let Some(p) = &piece.p {
            let text = env.render_str(p, facts).map_err(|e| broken(name, &e))?;
            out.extend(paragraphs(&text));
        }
        if let (Some(each), Some(item)) = (&piece.each, &piece.item) {
            let expression = env.compile_expression(each).map_err(|e| broken(name, &e))?;
            let list = expression.eval(facts).map_err(|e| broken(name, &e))?;
            let mut texts = Vec::new();
            for (index, it) in list.try_iter().map_err(|e| broken(name, &e))?.enumerate() {
                let context = minijinja::context! { it, index, ..facts.clone() };
                texts.push(one_line(
                    &env.render_str(item, context)
                        .map_err(|e| broken(name, &e))?,
                ));
            }
            out.extend(self::list(texts));
        }
    }
    Ok(out)
}

/// Each non-empty line is a paragraph.
pub(crate) fn paragraphs(text: &str) -> Vec<Block> {
    text.split('\n')
        .map(one_line)
        .filter(|t| !t.is_empty())
        .map(Block::Paragraph)
        .collect()
}

/// `1) …; 2) ….`; one item alone gets a dash.
pub(crate) fn list(texts: Vec<String>) -> Option<Block> {
    let last = texts.len().checked_sub(1)?;
    let items = texts.into_iter().enumerate().map(|(i, text)| Item {
        label: if last == 0 {
            "–".to_owned()
        } else {
            format!("{})", i + 1)
        },
        text: punctuated(&text, if i == last { '.' } else { ';' }),
    });
    Some(Block::List(items.collect()))
}

/// Adds the mark, unless the text ends a sentence of its own.
pub(crate) fn punctuated(text: &str, mark: char) -> String {
    let text = text.trim_end_matches([';', ',', ' ']);
    if text.ends_with(['.', '!', '?', '…', ':']) {
        text.to_owned()
    } else {
        format!("{text}{mark}")
    }
}

fn environment() -> Environment<'static> {
    let mut env = Environment::new();
    env.set_undefined_behavior(UndefinedBehavior::Strict);
    env.add_filter("sentence", |text: String| punctuated(&text, '.'));
    env.add_filter("bare", |text: String| bare(&text));
    env.add_filter("day", |text: String| {
        text.parse().map_or(text, crate::wording::date)
    });
    env
}

/// A text inside a sentence: one line, without the mark that ended it.
fn bare(text: &str) -> String {
    one_line(text)
        .trim_end_matches(['.', ';', ',', ' '])
        .to_owned()
}

fn broken(name: &'static str, error: &minijinja::Error) -> LetterError {
    LetterError::Template {
        kind: name,
        reason: format!("{error:#}"),
    }
}
