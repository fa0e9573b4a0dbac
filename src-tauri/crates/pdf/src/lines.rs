//! Breaking a paragraph into lines: optimal over the whole paragraph, Russian hyphenation, nothing ever overflows.

use textwrap::core::Fragment;
use textwrap::wrap_algorithms::{Penalties, wrap_optimal_fit};

use crate::fonts::Face;
use crate::text::NB;

/// A line of text, ready to be drawn.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Line {
    /// Its characters; no-break spaces are plain ones already.
    pub(crate) text: String,
    /// What is added to every space, in points.
    pub(crate) stretch: f32,
    /// Width as drawn, in points.
    pub(crate) width: f32,
    /// The next line goes on with the same word: no space between them.
    pub(crate) joined: bool,
}

/// How a paragraph is set; lengths in points.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Measure {
    /// Size of the letters.
    pub(crate) size: f32,
    /// Width of the first line.
    pub(crate) first: f32,
    /// Width of the other lines.
    pub(crate) rest: f32,
    /// Both edges straight, and words hyphenated.
    pub(crate) justify: bool,
}

/// Justified spaces may be this part of their natural width at least.
const SHRINK: f32 = 0.86;

/// Justified spaces may grow by this many natural widths; a line that would need more stays ragged: a short edge disturbs
/// less than a row of holes.
const LOOSEST: f32 = 1.75;

/// Gaps are counted in half an em, about the width of a letter, as textwrap's penalties expect.
const UNIT: f32 = 0.5;

/// A hyphen costs as much as three letters of gap; too many lines cost little, holes cost much.
const PENALTIES: Penalties = Penalties {
    nline_penalty: 30,
    overflow_penalty: 1_000_000,
    short_last_line_fraction: 6,
    short_last_line_penalty: 40,
    hyphen_penalty: 9,
};

/// Breaks a prepared text.
pub(crate) fn lines(text: &str, face: &Face, measure: Measure) -> Vec<Line> {
    let fragments = fragments(text, face, measure);
    let unit = f64::from(measure.size * UNIT);
    let widths = [
        f64::from(measure.first) / unit,
        f64::from(measure.rest) / unit,
    ];
    let broken =
        wrap_optimal_fit(&fragments, &widths, &PENALTIES).unwrap_or_else(|_| vec![&fragments]);
    let count = broken.len();
    broken
        .into_iter()
        .enumerate()
        .map(|(i, parts)| {
            let width = if i == 0 { measure.first } else { measure.rest };
            line(parts, face, measure, width, i + 1 == count)
        })
        .collect()
}

/// A piece of text that is never broken.
#[derive(Debug)]
struct Piece<'a> {
    text: &'a str,
    /// Width, in units.
    width: f64,
    /// Space after it, in units.
    space: f64,
    /// The hyphen it needs at the end of a line, in units; zero when none is drawn.
    hyphen: f64,
    /// What follows is a space (and not the rest of the word).
    ends_word: bool,
}

impl Fragment for Piece<'_> {
    fn width(&self) -> f64 {
        self.width
    }
    fn whitespace_width(&self) -> f64 {
        self.space
    }
    fn penalty_width(&self) -> f64 {
        self.hyphen
    }
}

fn fragments<'a>(text: &'a str, face: &Face, measure: Measure) -> Vec<Piece<'a>> {
    let unit = measure.size * UNIT;
    let em = |thousandths: f32| f64::from(thousandths * measure.size / 1000.0 / unit);
    let shrink = if measure.justify { SHRINK } else { 1.0 };
    let space = em(face.advance(' ') * shrink);
    let hyphen = em(face.advance('-'));
    let narrow = f64::from(measure.first.min(measure.rest) / unit);

    let mut out = Vec::new();
    for word in text.split(' ').filter(|w| !w.is_empty()) {
        let mut parts: Vec<(&str, bool)> = Vec::new();
        for (piece, hyphenated) in splits(word, measure.justify) {
            let mut rest = piece;
            // A piece wider than a line is cut where the line ends: the last resort for 300-letter words.
            while em(width(face, rest)) + hyphen > narrow {
                let mut end = 0;
                let mut room = 0.0;
                for (i, c) in rest.char_indices() {
                    room += em(face.advance(if c == NB { ' ' } else { c }));
                    if room + hyphen > narrow && i > 0 {
                        break;
                    }
                    end = i + c.len_utf8();
                }
                if end >= rest.len() {
                    break;
                }
                let (head, tail) = rest.split_at(end);
                parts.push((head, false));
                rest = tail;
            }
            parts.push((rest, hyphenated));
        }
        let last = parts.len() - 1;
        for (i, (piece, hyphenated)) in parts.into_iter().enumerate() {
            let natural = em(width(face, piece));
            let inner = piece.chars().filter(|c| *c == NB).count() as f64;
            out.push(Piece {
                text: piece,
                width: natural - inner * em(face.advance(' ') * (1.0 - shrink)),
                space: if i == last { space } else { 0.0 },
                hyphen: if i != last && hyphenated { hyphen } else { 0.0 },
                ends_word: i == last,
            });
        }
    }
    out
}

/// Where a word may break: after a hyphen between long lower-case halves, and between syllables. `true`: a hyphen is drawn.
///
/// Names, numbers, addresses and anything that is not a plain Russian word stay whole, so that every value can be found
/// by searching.
fn splits(word: &str, hyphenate: bool) -> Vec<(&str, bool)> {
    let mut out = Vec::new();
    let mut start = 0;
    for (at, _) in word.match_indices('-') {
        let (left, right) = (&word[start..at], &word[at + 1..]);
        if is_plain(left, 3)
            && right.chars().take_while(|c| c.is_lowercase()).count() >= 3
            && right.chars().all(|c| !c.is_ascii_digit())
        {
            out.push((&word[start..=at], false));
            start = at + 1;
        }
    }
    let rest = &word[start..];
    if !hyphenate
        || word.contains(NB)
            && !word
                .split(NB)
                .next_back()
                .is_some_and(|w| is_plain(trimmed(w), 6))
    {
        out.push((rest, false));
        return out;
    }
    // «в~соответствии»: only the last word of a bound chain is hyphenated.
    let tail_at = rest.rfind(NB).map_or(0, |i| i + NB.len_utf8());
    let core = trimmed(&rest[tail_at..]);
    if !is_plain(core, 5) {
        out.push((rest, false));
        return out;
    }
    let core_at = core.as_ptr() as usize - rest.as_ptr() as usize;
    let mut from = 0;
    let mut letters = 0;
    let total = core.chars().count();
    let mut at = core_at;
    for syllable in hypher::hyphenate(core, hypher::Lang::Russian) {
        at += syllable.len();
        letters += syllable.chars().count();
        // Two letters before the break and three after it: less is hard to read.
        if letters >= 2 && total - letters >= 3 {
            out.push((&rest[from..at], true));
            from = at;
        }
    }
    out.push((&rest[from..], false));
    out
}

/// Lower-case Cyrillic letters only.
fn is_plain(word: &str, at_least: usize) -> bool {
    word.chars().count() >= at_least && word.chars().all(|c| matches!(c, 'а'..='я' | 'ё'))
}

/// Without the punctuation around it and without the capital of a sentence's first word being a bar.
fn trimmed(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}

/// Natural width in thousandths of an em; no-break spaces count as spaces.
fn width(face: &Face, text: &str) -> f32 {
    if text.contains(NB) {
        face.width(&text.replace(NB, " "))
    } else {
        face.width(text)
    }
}

fn line(parts: &[Piece<'_>], face: &Face, measure: Measure, room: f32, last: bool) -> Line {
    let mut text = String::new();
    for (i, part) in parts.iter().enumerate() {
        text.extend(part.text.chars().map(|c| if c == NB { ' ' } else { c }));
        if i + 1 < parts.len() && part.ends_word {
            text.push(' ');
        }
    }
    let joined = parts.last().is_some_and(|p| !p.ends_word);
    if parts.last().is_some_and(|p| p.hyphen > 0.0) {
        text.push('-');
    }
    let natural = face.width(&text) * measure.size / 1000.0;
    let spaces = text.matches(' ').count() as f32;
    let wanted = if spaces > 0.0 {
        (room - natural) / spaces
    } else {
        0.0
    };
    // The last line keeps its natural spaces, unless the line was filled by shrinking them.
    let full = measure.justify && (!last || natural > room);
    let holes = wanted > face.advance(' ') * measure.size / 1000.0 * LOOSEST;
    let stretch = if full && !holes { wanted } else { 0.0 };
    Line {
        text,
        stretch,
        width: natural + stretch * spaces,
        joined,
    }
}

#[cfg(test)]
mod tests {
    use super::{Measure, lines, splits};
    use crate::fonts::{Fonts, Style};

    fn broken(text: &str, width: f32) -> Vec<String> {
        let fonts = Fonts::pt_serif().unwrap();
        let measure = Measure {
            size: 13.0,
            first: width,
            rest: width,
            justify: true,
        };
        lines(text, fonts.face(Style::Regular), measure)
            .into_iter()
            .map(|l| l.text)
            .collect()
    }

    #[test]
    fn russian_words_are_hyphenated_and_names_are_not() {
        let shown = |w: &str| {
            splits(w, true)
                .iter()
                .map(|p| p.0.to_owned())
                .collect::<Vec<_>>()
                .join("|")
        };
        assert_eq!(shown("персональных"), "пер|со|наль|ных");
        assert_eq!(shown("Иванова-Петровская"), "Иванова-Петровская");
        assert_eq!(shown("C2D-2025/0417"), "C2D-2025/0417");
        assert_eq!(shown("m.ivanova@mail.example"), "m.ivanova@mail.example");
        assert_eq!(
            shown("социально-экономический"),
            "социально-|эко|но|ми|че|ский"
        );
    }

    #[test]
    fn nothing_is_wider_than_the_line() {
        let fonts = Fonts::pt_serif().unwrap();
        let face = fonts.face(Style::Regular);
        let word = "щ".repeat(300);
        let text = format!(
            "короткий текст {word} и ещё текст\u{a0}за\u{a0}ним {}",
            "W".repeat(300)
        );
        for width in [60.0, 200.0, 480.0] {
            let measure = Measure {
                size: 13.0,
                first: width - 30.0,
                rest: width,
                justify: true,
            };
            for (i, line) in lines(&text, face, measure).iter().enumerate() {
                let room = if i == 0 { width - 30.0 } else { width };
                assert!(line.width <= room + 0.01, "{line:?} in {room}");
            }
        }
    }

    #[test]
    fn a_line_is_spread_to_the_edge_but_never_into_holes() {
        let fonts = Fonts::pt_serif().unwrap();
        let face = fonts.face(Style::Regular);
        let measure = |width| Measure {
            size: 13.0,
            first: width,
            rest: width,
            justify: true,
        };
        let text = "Прошу разъяснить порядок обработки персональных данных, сроки и основания.";
        let set = lines(text, face, measure(250.0));
        assert!((set[0].width - 250.0).abs() < 0.01, "{set:?}");
        // Two words that fill half of the line, then one that cannot be broken.
        let text = format!("до адреса {}", "W".repeat(20));
        let set = lines(&text, face, measure(270.0));
        assert_eq!((set[0].text.as_str(), set[0].stretch), ("до адреса", 0.0));
    }

    #[test]
    fn nothing_and_one_letter_are_set_too() {
        assert!(broken("", 100.0).concat().is_empty());
        assert!(broken("   ", 100.0).concat().is_empty());
        assert_eq!(broken("я", 1.0), ["я"]);
    }

    #[test]
    fn no_letter_is_lost() {
        let text = "Ответ прошу направить в течение десяти рабочих дней с момента получения запроса, как установлено законом";
        let joined: String = broken(text, 150.0)
            .iter()
            .map(|l| l.strip_suffix('-').map_or(format!("{l} "), str::to_owned))
            .collect();
        assert_eq!(joined.trim(), text);
    }
}
