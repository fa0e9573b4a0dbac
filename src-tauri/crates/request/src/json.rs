//! Bytes → JSON, with the one thing `serde_json` forgets: keys that stand twice in one object.

use std::fmt;

use serde::de::{DeserializeSeed, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::problem::Unreadable;

/// Largest file read: a request holds words, its enclosures are files of their own.
pub const MAX_BYTES: usize = 16 * 1024 * 1024;

/// A parsed file and the pointers of keys that stood more than once (the last one counts).
pub(crate) struct Parsed {
    pub(crate) value: Value,
    pub(crate) repeated: Vec<String>,
}

/// Parses `bytes`; a byte order mark, which some editors write, is skipped.
pub(crate) fn parse(bytes: &[u8]) -> Result<Parsed, Unreadable> {
    if bytes.len() > MAX_BYTES {
        return Err(Unreadable::TooLarge {
            size: bytes.len(),
            limit: MAX_BYTES,
        });
    }
    let text = std::str::from_utf8(bytes).map_err(|error| Unreadable::NotUtf8 {
        offset: error.valid_up_to(),
    })?;
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let mut repeated = Vec::new();
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = Tree {
        at: String::new(),
        repeated: &mut repeated,
    }
    .deserialize(&mut reader)
    .and_then(|value| reader.end().map(|()| value))
    .map_err(|error| Unreadable::NotJson {
        line: error.line(),
        column: error.column(),
        reason: in_russian(&error),
    })?;
    Ok(Parsed { value, repeated })
}

/// One step of a JSON Pointer (RFC 6901 section 3).
pub(crate) fn step(at: &str, key: &str) -> String {
    format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"))
}

fn in_russian(error: &serde_json::Error) -> String {
    if error.is_eof() {
        return "файл обрывается".to_owned();
    }
    let words = error.to_string();
    let words = words.split(" at line ").next().unwrap_or_default();
    if words.starts_with("recursion limit") {
        return "слишком глубокая вложенность".to_owned();
    }
    format!("ошибка записи ({words})")
}

struct Tree<'r> {
    at: String,
    repeated: &'r mut Vec<String>,
}

impl<'de> DeserializeSeed<'de> for Tree<'_> {
    type Value = Value;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Tree<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value)
            .map(Value::Number)
            .ok_or_else(|| E::custom("number out of range"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(Tree {
            at: step(&self.at, &list.len().to_string()),
            repeated: &mut *self.repeated,
        })? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            let at = step(&self.at, &key);
            let value = entries.next_value_seed(Tree {
                at: at.clone(),
                repeated: &mut *self.repeated,
            })?;
            if map.insert(key, value).is_some() {
                if self.repeated.len() == 1_000 {
                    return Err(A::Error::custom("too many repeated keys"));
                }
                self.repeated.push(at);
            }
        }
        Ok(Value::Object(map))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn repeated_keys_are_named() {
        let parsed = parse(br#"{"a":{"b":1,"b":2},"c/d":[{"e":1,"e":{}}]}"#).unwrap();
        assert_eq!(parsed.value, json!({"a": {"b": 2}, "c/d": [{"e": {}}]}));
        assert_eq!(parsed.repeated, ["/a/b", "/c~1d/0/e"]);
    }

    #[test]
    fn what_cannot_be_read_says_where() {
        assert_eq!(
            parse(b"{\"a\": \"\xff\"}").err(),
            Some(Unreadable::NotUtf8 { offset: 7 })
        );
        assert!(matches!(
            parse(b""),
            Err(Unreadable::NotJson { line: 1, .. })
        ));
        assert!(matches!(
            parse(b"{\n  \"a\": 1,\n}"),
            Err(Unreadable::NotJson { line: 3, .. })
        ));
        assert!(matches!(parse(b"{} {}"), Err(Unreadable::NotJson { .. })));
        assert!(matches!(
            parse("[".repeat(100_000).as_bytes()),
            Err(Unreadable::NotJson { .. })
        ));
        assert!(matches!(
            parse(&vec![b' '; MAX_BYTES + 1]),
            Err(Unreadable::TooLarge { .. })
        ));
    }

    #[test]
    fn a_byte_order_mark_is_no_obstacle() {
        assert_eq!(parse("\u{FEFF}{}".as_bytes()).unwrap().value, json!({}));
    }
}
