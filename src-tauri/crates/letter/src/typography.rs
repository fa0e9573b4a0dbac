//! Where a line may not break: after №, between a number and its unit, inside initials, after short words.

/// No-break space.
const NB: char = '\u{a0}';

/// Words that stay with the word after them.
const BOUND_FORWARD: &[&str] = &[
    "№",
    "ст.",
    "ч.",
    "п.",
    "пп.",
    "г.",
    "ул.",
    "д.",
    "кв.",
    "лит.",
    "литер",
    "стр.",
    "корп.",
    "пом.",
    "пр-т",
    "пл.",
    "наб.",
    "пер.",
    "ш.",
    "обл.",
    "р-н",
    "исх.",
    "вх.",
    "статья",
    "статьи",
    "статье",
    "статьёй",
    "статью",
    "часть",
    "части",
    "частью",
    "частей",
    "пункт",
    "пункта",
    "пункте",
    "дом",
    "комната",
    "офис",
    "серия",
    "номер",
    "в",
    "во",
    "к",
    "ко",
    "с",
    "со",
    "о",
    "об",
    "от",
    "до",
    "по",
    "на",
    "за",
    "из",
    "и",
    "а",
    "но",
    "не",
    "ни",
    "у",
    "для",
    "при",
    "ли",
    "я",
];

/// Words that stay with the word before them, when that is a number.
const UNITS: &[&str] = &[
    "г.", "г", "л.", "экз.", "руб.", "дней", "дня", "лет", "мес.",
];

/// Replaces spaces that must not break by U+00A0; changes nothing else.
///
/// Words too long to be helped (over 40 characters) are left alone: binding them would only push them whole to the
/// next line.
#[must_use]
pub fn bind(text: &str) -> String {
    let words: Vec<&str> = text.split(' ').collect();
    let mut out = String::with_capacity(text.len() + 16);
    // Two bindings in a row make a chunk that leaves holes in justified lines; three are the most that are useful.
    let mut chain = 0usize;
    for (i, word) in words.iter().enumerate() {
        out.push_str(word);
        let Some(next) = words.get(i + 1) else { break };
        let long = word.chars().count() > 40 || next.chars().count() > 40;
        if !long && chain < 3 && binds(word, next) {
            out.push(NB);
            chain += 1;
        } else {
            out.push(' ');
            chain = 0;
        }
    }
    out
}

fn binds(word: &str, next: &str) -> bool {
    let bare = word.trim_start_matches(['(', '«', '„', '"']);
    let lower = bare.to_lowercase();
    if BOUND_FORWARD.contains(&lower.as_str()) || next == "–" || next == "—" {
        return true;
    }
    // Initials: «М.» before another initial or a surname.
    let mut letters = bare.chars();
    if matches!((letters.next(), letters.next(), letters.next()), (Some(c), Some('.'), None) if c.is_uppercase())
    {
        return true;
    }
    // «+7 (916) 123-45-67»
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let dialled = word.strip_prefix('+').is_some_and(digits) && next.starts_with('(');
    let area = word
        .strip_prefix('(')
        .and_then(|w| w.strip_suffix(')'))
        .is_some_and(digits);
    if dialled || area && next.starts_with(|c: char| c.is_ascii_digit()) {
        return true;
    }
    // «10-Н, 197110»: an index alone on a line looks lost.
    if word.ends_with(',') && next.len() == 6 && digits(next) {
        return true;
    }
    let number = bare.chars().any(|c| c.is_ascii_digit())
        && bare
            .chars()
            .all(|c| c.is_ascii_digit() || ".,-–".contains(c));
    let unit = next.trim_end_matches([',', ';', ')', '»']);
    // «45 08», «14 мая 2008 г.»
    number && (UNITS.contains(&unit) || next.chars().all(|c| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::bind;

    fn shown(text: &str) -> String {
        bind(text).replace('\u{a0}', "~")
    }

    #[test]
    fn binds_numbers_articles_and_initials() {
        assert_eq!(
            shown("закона от 27.07.2006 № 152-ФЗ"),
            "закона от~27.07.2006 №~152-ФЗ"
        );
        assert_eq!(
            shown("М. С. Иванова-Петровская"),
            "М.~С.~Иванова-Петровская"
        );
        assert_eq!(
            shown("частью 3 статьи 14 закона"),
            "частью~3 статьи~14 закона"
        );
        assert_eq!(
            shown("серия 45 08 № 123456, выдан"),
            "серия~45~08 №~123456, выдан"
        );
        assert_eq!(shown("14 мая 2008 г. в Москве"), "14 мая 2008~г.~в~Москве");
        assert_eq!(
            shown("телефон +7 (916) 123-45-67 или"),
            "телефон +7~(916)~123-45-67 или"
        );
        assert_eq!(shown("помещения 10-Н, 197110"), "помещения 10-Н,~197110");
    }

    #[test]
    fn changes_nothing_but_spaces() {
        let text = "Адрес:  ул. Тверская ,д. 7 №5 —  и\u{301}";
        assert_eq!(shown(text).replace('~', " "), text);
    }
}
