//! Straight quotes become «ёлочки», and „лапки“ inside them; but only where it is certain which quote opens and which
//! closes. Inches, seconds and texts with a quote too many stay as they were typed.

use std::borrow::Cow;

/// `ООО "Ромашка"` → `ООО «Ромашка»`; the text itself when any of its quotes is doubtful.
pub(crate) fn guillemets(text: &str) -> Cow<'_, str> {
    if !text.contains('"') {
        return Cow::Borrowed(text);
    }
    replaced(text).map_or(Cow::Borrowed(text), Cow::Owned)
}

fn replaced(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len() + 16);
    // Straight quotes that wait for their close; and whether the author's own «ёлочки» are open around them.
    let mut open = 0usize;
    let mut own = 0usize;
    let mut before = None;
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '«' => own += 1,
            '»' => own = own.saturating_sub(1),
            _ => {}
        }
        if c != '"' {
            out.push(c);
            before = Some(c);
            continue;
        }
        let after = rest.peek().copied();
        let mark = match (opens(before, after), closes(before, after)) {
            (true, false) if open + own < 2 => {
                open += 1;
                if open + own == 1 { '«' } else { '„' }
            }
            (false, true) if open > 0 => {
                open -= 1;
                if open + own == 0 { '»' } else { '“' }
            }
            _ => return None,
        };
        out.push(mark);
        before = Some(mark);
    }
    (open == 0).then_some(out)
}

/// Nothing or a space before it, a word after it.
fn opens(before: Option<char>, after: Option<char>) -> bool {
    let left = before.is_none_or(|c| c.is_whitespace() || "([«„–—-/".contains(c));
    left && after.is_some_and(|c| c.is_alphanumeric() || "«\"(№".contains(c))
}

/// A word or its punctuation before it, a space or punctuation after it. Not after a bare number: that may be inches.
fn closes(before: Option<char>, after: Option<char>) -> bool {
    let left = before.is_some_and(|c| c.is_alphanumeric() || ".!?…)»“%".contains(c));
    left && after.is_none_or(|c| c.is_whitespace() || ".,;:!?…)]»“\"–—-/".contains(c))
}

#[cfg(test)]
mod tests {
    use super::guillemets;

    #[test]
    fn certain_pairs_become_guillemets() {
        for (typed, set) in [
            ("ООО \"Ромашка\"", "ООО «Ромашка»"),
            (
                "\"Ромашка\", \"Лютик\" и (\"Мак\").",
                "«Ромашка», «Лютик» и («Мак»).",
            ),
            (
                "Он написал: \"Ответа не будет.\"",
                "Он написал: «Ответа не будет.»",
            ),
            (
                "АО \"Фирма \"Север\" и сыновья\"",
                "АО «Фирма „Север“ и сыновья»",
            ),
            ("ООО \"Торговый дом \"Мак\"\"", "ООО «Торговый дом „Мак“»"),
            ("«Дом \"Мак\"» ждёт", "«Дом „Мак“» ждёт"),
            ("тариф \"Всё за 300\"", "тариф «Всё за 300»"),
        ] {
            assert_eq!(guillemets(typed), set);
        }
    }

    #[test]
    fn what_is_doubtful_stays_as_typed() {
        for typed in [
            "экран 15\" и экран 17\"",
            "ООО \"Ромашка",
            "Ромашка\" и \"",
            "a\"b\"c",
            "{\"json\":\"value\"}",
            "три \"раза \"в \"глубину\"\"\"",
            "\" \"",
            "без кавычек и с «ёлочками»",
        ] {
            assert_eq!(guillemets(typed), typed);
        }
    }
}
