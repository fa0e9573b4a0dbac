//! Small values that cannot be wrong: a line, a text, an e-mail address, numbers with checksums.

use std::fmt;
use std::ops::Deref;

use schemars::JsonSchema;
use serde::Serialize;

/// Why a string is not the value it should be; the reader turns it into a problem with a pointer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Nothing, or only spaces.
    Empty,
    /// A control character (line ends are allowed in texts only).
    Control(char),
    /// Longer than a letter can carry.
    TooLong {
        /// The limit in characters.
        limit: usize,
    },
    /// The shape is wrong (digits, separators, length).
    Shape,
    /// The shape is right, the check digit is not.
    Checksum,
}

macro_rules! text_value {
    ($(#[$meta:meta])* $name:ident, $parse:expr) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, JsonSchema)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Parses the value.
            ///
            /// # Errors
            /// The [`Fault`] that makes it unfit.
            pub fn parse(text: &str) -> Result<Self, Fault> {
                let parse: fn(&str) -> Result<String, Fault> = $parse;
                parse(text).map(Self)
            }
        }

        impl Deref for $name {
            type Target = str;
            fn deref(&self) -> &str { &self.0 }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str(&self.0) }
        }
    };
}

text_value!(
    /// One line of text: not empty, no control characters, trimmed.
    Line,
    |t| plain(t, 1_000, |_| false)
);
text_value!(
    /// One or more paragraphs: not empty, no control characters but `\n`.
    Text,
    |t| plain(&t.replace("\r\n", "\n"), 200_000, |c| c == '\n' || c == '\t')
);
text_value!(
    /// An e-mail address.
    Email,
    |t| plain(t, 254, |_| false)
);
text_value!(
    /// A telephone number in E.164 form, `+79161234567`.
    Phone,
    |t| plain(t, 40, |_| false)
);
text_value!(
    /// ИНН, 10 or 12 digits with right check digits.
    Inn,
    |t| plain(t, 12, |_| false)
);
text_value!(
    /// ОГРН (13 digits) or ОГРНИП (15) with a right check digit.
    Ogrn,
    |t| plain(t, 15, |_| false)
);
text_value!(
    /// Почтовый индекс, six digits.
    PostalCode,
    |t| plain(t, 6, |_| false)
);

fn plain(text: &str, limit: usize, allowed: fn(char) -> bool) -> Result<String, Fault> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Fault::Empty);
    }
    if let Some(c) = text.chars().find(|c| c.is_control() && !allowed(*c)) {
        return Err(Fault::Control(c));
    }
    if text.chars().count() > limit {
        return Err(Fault::TooLong { limit });
    }
    Ok(text.to_owned())
}
