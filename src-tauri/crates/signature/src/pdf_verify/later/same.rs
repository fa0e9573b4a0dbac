//! Whether two objects mean the same to every reader, however another program wrote them again.

use pdf_file::{Dictionary, Object};

/// The order of keys, absent and null values, and the spelling of numbers do not matter; everything else does.
pub(super) fn same(old: &Object, new: &Object) -> bool {
    match (old, new) {
        (Object::Dictionary(old), Object::Dictionary(new)) => same_dictionaries(old, new, &[]),
        (Object::Array(old), Object::Array(new)) => {
            old.len() == new.len() && old.iter().zip(new).all(|(old, new)| same(old, new))
        }
        (Object::Stream(old), Object::Stream(new)) => {
            old.raw == new.raw && same_dictionaries(&old.dictionary, &new.dictionary, &[])
        }
        (Object::Integer(_) | Object::Real(_), Object::Integer(_) | Object::Real(_)) => {
            number(old).is_some_and(|old| Some(old) == number(new))
        }
        _ => old == new,
    }
}

/// The same, but for the keys named.
pub(super) fn same_dictionaries(old: &Dictionary, new: &Dictionary, but: &[&str]) -> bool {
    differing(old, new, but).is_empty()
}

/// The keys whose values differ, but for those named.
pub(super) fn differing<'d>(
    old: &'d Dictionary,
    new: &'d Dictionary,
    but: &[&str],
) -> Vec<&'d [u8]> {
    let (old, new) = (entries(old, but), entries(new, but));
    let mut differing = Vec::new();
    let (mut left, mut right) = (old.iter().peekable(), new.iter().peekable());
    loop {
        match (left.peek(), right.peek()) {
            (None, None) => return differing,
            (Some((key, old)), Some((other, new))) if key == other => {
                if !same(old, new) {
                    differing.push(*key);
                }
                left.next();
                right.next();
            }
            (Some((key, _)), other) if other.is_none_or(|(other, _)| key < other) => {
                differing.push(*key);
                left.next();
            }
            (_, Some((key, _))) => {
                differing.push(*key);
                right.next();
            }
            (Some((key, _)), None) => {
                differing.push(*key);
                left.next();
            }
        }
    }
}

fn entries<'d>(dictionary: &'d Dictionary, but: &[&str]) -> Vec<(&'d [u8], &'d Object)> {
    let mut entries: Vec<_> = dictionary
        .iter()
        .filter(|(key, value)| {
            **value != Object::Null && !but.iter().any(|but| but.as_bytes() == *key)
        })
        .collect();
    entries.sort_unstable_by_key(|(key, _)| *key);
    entries
}

/// Sign, digits before the point and after it, without what does not count.
fn number(value: &Object) -> Option<(bool, String, String)> {
    let text = match value {
        Object::Integer(value) => value.to_string(),
        Object::Real(text) => text.clone(),
        _ => return None,
    };
    let negative = text.starts_with('-');
    let digits = text.trim_start_matches(['-', '+']);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let (whole, part) = (whole.trim_start_matches('0'), part.trim_end_matches('0'));
    let zero = whole.is_empty() && part.is_empty();
    Some((negative && !zero, whole.to_owned(), part.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_does_not_matter_and_meaning_does() {
        let real = |text: &str| Object::Real(text.into());
        assert!(same(&real("-.50"), &real("-0.5")));
        assert!(same(&real("595.0"), &Object::Integer(595)));
        assert!(same(&real("-0.0"), &Object::Integer(0)));
        assert!(!same(&real("5.01"), &real("5.1")));
        assert!(!same(&Object::Integer(5), &Object::Integer(-5)));
        assert!(!same(&Object::name("A"), &Object::text("A")));

        let old = Dictionary::new()
            .with("A", Object::Integer(1))
            .with("B", Object::Null)
            .with("C", Object::text("c"));
        let new = Dictionary::new()
            .with("C", Object::text("c"))
            .with("A", real("1."));
        assert!(same_dictionaries(&old, &new, &[]));
        let other = new.with("D", Object::Boolean(true));
        assert_eq!(differing(&old, &other, &[]), [b"D"]);
        assert_eq!(differing(&other, &old, &[]), [b"D"]);
        assert_eq!(
            differing(&old, &Dictionary::new(), &["A"]),
            [b"C".as_slice()]
        );
    }
}
