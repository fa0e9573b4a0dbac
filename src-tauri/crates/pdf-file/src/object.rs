//! The nine kinds of object (ISO 32000-1 §7.3). A real number keeps its text, so that what is copied is copied exactly.

/// Number and generation of an indirect object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectId {
    /// Object number, from 1.
    pub number: u32,
    /// Generation, 0 for all but reused numbers.
    pub generation: u16,
}

/// One object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Object {
    /// `null`
    Null,
    /// `true` or `false`
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A real number as it was written.
    Real(String),
    /// The bytes of a literal or hexadecimal string.
    String(Vec<u8>),
    /// A name without its solidus, escapes resolved.
    Name(Vec<u8>),
    /// `[ … ]`
    Array(Vec<Self>),
    /// `<< … >>`
    Dictionary(Dictionary),
    /// A dictionary with data.
    Stream(Stream),
    /// `n g R`
    Reference(ObjectId),
}

impl Object {
    /// A name object.
    #[must_use]
    pub fn name(text: &str) -> Self {
        Self::Name(text.as_bytes().to_vec())
    }

    /// A text string: ASCII as it is, anything else as UTF-16BE with its mark (§7.9.2.2).
    #[must_use]
    pub fn text(text: &str) -> Self {
        if text.is_ascii() {
            return Self::String(text.as_bytes().to_vec());
        }
        let mut bytes = vec![0xfe, 0xff];
        bytes.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
        Self::String(bytes)
    }

    /// The whole number, if it is one.
    #[must_use]
    pub const fn as_integer(&self) -> Option<i64> {
        match self {
            Self::Integer(value) => Some(*value),
            _ => None,
        }
    }

    /// The name's bytes, if it is one.
    #[must_use]
    pub fn as_name(&self) -> Option<&[u8]> {
        match self {
            Self::Name(name) => Some(name),
            _ => None,
        }
    }

    /// The string's bytes, if it is one.
    #[must_use]
    pub fn as_string(&self) -> Option<&[u8]> {
        match self {
            Self::String(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// The elements, if it is an array.
    #[must_use]
    pub fn as_array(&self) -> Option<&[Self]> {
        match self {
            Self::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The dictionary, or the dictionary of a stream.
    #[must_use]
    pub const fn as_dictionary(&self) -> Option<&Dictionary> {
        match self {
            Self::Dictionary(dictionary) => Some(dictionary),
            Self::Stream(stream) => Some(&stream.dictionary),
            _ => None,
        }
    }

    /// The target, if it is a reference.
    #[must_use]
    pub const fn as_reference(&self) -> Option<ObjectId> {
        match self {
            Self::Reference(id) => Some(*id),
            _ => None,
        }
    }

    /// A text string as Unicode: UTF-16BE or UTF-8 by its mark, else byte by byte (PDFDocEncoding's Latin part).
    #[must_use]
    pub fn as_text(&self) -> Option<String> {
        let bytes = self.as_string()?;
        Some(match bytes {
            [0xfe, 0xff, utf16 @ ..] => {
                let units: Vec<u16> = utf16
                    .chunks(2)
                    .map(|pair| u16::from_be_bytes([pair[0], *pair.get(1).unwrap_or(&0)]))
                    .collect();
                String::from_utf16_lossy(&units)
            }
            [0xef, 0xbb, 0xbf, utf8 @ ..] => String::from_utf8_lossy(utf8).into_owned(),
            latin => latin.iter().map(|byte| char::from(*byte)).collect(),
        })
    }
}

/// Entries in the order of the file, each key once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Dictionary(Vec<(Vec<u8>, Object)>);

impl Dictionary {
    /// An empty dictionary.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// The value of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Object> {
        self.0
            .iter()
            .find(|(name, _)| name == key.as_bytes())
            .map(|(_, value)| value)
    }

    /// Whether the key is there.
    #[must_use]
    pub fn contains(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// Whether the key holds this name.
    #[must_use]
    pub fn is_name(&self, key: &str, name: &str) -> bool {
        self.get(key).and_then(Object::as_name) == Some(name.as_bytes())
    }

    /// Sets a key, in its old place when it was there.
    pub fn set(&mut self, key: &str, value: Object) -> &mut Self {
        match self.0.iter_mut().find(|(name, _)| name == key.as_bytes()) {
            Some((_, old)) => *old = value,
            None => self.0.push((key.as_bytes().to_vec(), value)),
        }
        self
    }

    /// The same, for building in one expression.
    #[must_use]
    pub fn with(mut self, key: &str, value: Object) -> Self {
        self.set(key, value);
        self
    }

    /// All entries in order.
    pub fn iter(&self) -> impl Iterator<Item = (&[u8], &Object)> {
        self.0.iter().map(|(key, value)| (key.as_slice(), value))
    }

    /// The entries as read; `None` when a key is there twice.
    pub(crate) fn of_distinct(entries: Vec<(Vec<u8>, Object)>) -> Option<Self> {
        let mut keys: Vec<&[u8]> = entries.iter().map(|(key, _)| key.as_slice()).collect();
        keys.sort_unstable();
        let distinct = keys.windows(2).all(|pair| pair[0] != pair[1]);
        distinct.then_some(Self(entries))
    }
}

/// A stream with its data as they lie in the file, filters not undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stream {
    /// The dictionary; `Length` is written anew by the appender.
    pub dictionary: Dictionary,
    /// The encoded bytes.
    pub raw: Vec<u8>,
}
