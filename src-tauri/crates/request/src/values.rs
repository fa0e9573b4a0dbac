//! Small values that cannot be wrong: a line, a text, an e-mail address, numbers with checksums.
//!
//! All text is brought to Unicode NFC and trimmed, so that «й» typed on any keyboard is one and the same
//! letter to whoever compares names. Nothing else is folded: case, ё, quotes and spaces inside stay as typed.

use std::fmt;
use std::ops::Deref;

use email_address::{EmailAddress, Options};
use schemars::JsonSchema;
use serde::Serialize;
use unicode_normalization::UnicodeNormalization;

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
    /// An address hidden by the site it was copied from (`[email protected]`, `name(at)…`).
    Masked,
}

macro_rules! text_value {
    ($(#[$meta:meta])* $name:ident, $parse:expr) => {
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, JsonSchema)]
        $(#[$meta])*
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

            /// The value as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl Deref for $name {
            type Target = str;
            fn deref(&self) -> &str {
                &self.0
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

text_value!(
    /// One line of text: not empty, no control characters, trimmed, NFC, at most 1000 characters.
    #[schemars(extend("minLength" = 1, "maxLength" = LINE_LIMIT))]
    Line,
    |t| plain(t, LINE_LIMIT, is_forbidden_in_line)
);
text_value!(
    /// One or more paragraphs: not empty, no control characters but line ends (every kind of them is
    /// kept as `\n`), trimmed, NFC, at most 200 000 characters.
    #[schemars(extend("minLength" = 1, "maxLength" = TEXT_LIMIT))]
    Text,
    |t| plain(&with_plain_line_ends(t), TEXT_LIMIT, is_forbidden_in_text)
);
text_value!(
    /// An e-mail address (RFC 5321 with RFC 6531: Cyrillic addresses are fine).
    #[schemars(extend("format" = "idn-email"))]
    Email,
    email
);
text_value!(
    /// A telephone number in E.164 form, `+79161234567`; spaces, brackets, hyphens and the Russian leading 8
    /// are accepted and normalised.
    Phone,
    phone
);
text_value!(
    /// ИНН, 10 or 12 digits with right check digits.
    #[schemars(extend("pattern" = "^(\\d{10}|\\d{12})$"))]
    Inn,
    inn
);
text_value!(
    /// ОГРН (13 digits) or ОГРНИП (15) with a right check digit.
    #[schemars(extend("pattern" = "^([15]\\d{12}|3\\d{14})$"))]
    Ogrn,
    ogrn
);
text_value!(
    /// Почтовый индекс, six digits.
    #[schemars(extend("pattern" = "^\\d{6}$"))]
    PostalCode,
    postal_code
);

/// Longest line in characters: the fullest name of an operator in ЕГРЮЛ is well under it.
pub(crate) const LINE_LIMIT: usize = 1_000;
/// Longest text in characters: about eighty pages.
pub(crate) const TEXT_LIMIT: usize = 200_000;

fn plain(text: &str, limit: usize, forbidden: fn(char) -> bool) -> Result<String, Fault> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Fault::Empty);
    }
    if let Some(c) = text.chars().find(|c| forbidden(*c)) {
        return Err(Fault::Control(c));
    }
    // Counted before normalising, which only ever shortens what a person types.
    if text.chars().count() > limit {
        return Err(Fault::TooLong { limit });
    }
    Ok(text.nfc().collect())
}

/// Control characters, and the bidirectional overrides, which make a letter show other words than it holds.
fn is_forbidden_in_text(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FFFE}' | '\u{FFFF}')
}

fn is_forbidden_in_line(c: char) -> bool {
    c == '\n' || c == '\u{2028}' || c == '\u{2029}' || is_forbidden_in_text(c)
}

fn with_plain_line_ends(text: &str) -> String {
    text.replace("\r\n", "\n")
        .replace(['\r', '\u{2028}', '\u{2029}'], "\n")
}

fn email(text: &str) -> Result<String, Fault> {
    let address = plain(text, 254, is_forbidden_in_line)?;
    let lower = address.to_lowercase().replace('\u{A0}', " ");
    if lower.contains("email protected")
        || lower.contains("(at)")
        || lower.contains("[at]")
        || lower.contains('*')
    {
        return Err(Fault::Masked);
    }
    let options = Options::default()
        .with_required_tld()
        .without_display_text()
        .without_domain_literal();
    EmailAddress::parse_with_options(&address, options).map_err(|_| Fault::Shape)?;
    Ok(address)
}

/// ITU-T E.164: a plus and at most 15 digits. Seven or eight digits is the shortest number dialled from abroad.
fn phone(text: &str) -> Result<String, Fault> {
    let typed = plain(text, 40, is_forbidden_in_line)?;
    let mut digits = String::new();
    let mut international = false;
    for (i, c) in typed.chars().enumerate() {
        match c {
            '+' if i == 0 => international = true,
            '0'..='9' => digits.push(c),
            ' ' | '\u{A0}' | '\u{202F}' | '(' | ')' | '-' | '‑' | '–' | '.' => {}
            _ => return Err(Fault::Shape),
        }
    }
    let normal = match (international, digits.len()) {
        (true, _) if digits.starts_with('7') && digits.len() != 11 => return Err(Fault::Shape),
        (true, 8..=15) if !digits.starts_with('0') => digits,
        (false, 11) if digits.starts_with(['7', '8']) => format!("7{}", &digits[1..]),
        (false, 10) if digits.starts_with('9') => format!("7{digits}"),
        _ => return Err(Fault::Shape),
    };
    Ok(format!("+{normal}"))
}

fn only_digits(text: &str) -> Result<Vec<u32>, Fault> {
    text.chars()
        .map(|c| c.to_digit(10).ok_or(Fault::Shape))
        .collect()
}

/// ИНН: приказ ФНС о порядке присвоения ИНН; the weights of each check digit.
fn inn(text: &str) -> Result<String, Fault> {
    const TENTH: [u32; 9] = [2, 4, 10, 3, 5, 9, 4, 6, 8];
    const ELEVENTH: [u32; 10] = [7, 2, 4, 10, 3, 5, 9, 4, 6, 8];
    const TWELFTH: [u32; 11] = [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8];
    let text = plain(text, 40, is_forbidden_in_line)?;
    let digits = only_digits(&text)?;
    let right = |weights: &[u32]| {
        let sum: u32 = weights.iter().zip(&digits).map(|(w, d)| w * d).sum();
        digits[weights.len()] == sum % 11 % 10
    };
    let sound = match digits.len() {
        10 => right(&TENTH),
        12 => right(&ELEVENTH) && right(&TWELFTH),
        _ => return Err(Fault::Shape),
    };
    if sound && digits.iter().any(|d| *d != 0) {
        Ok(text)
    } else {
        Err(Fault::Checksum)
    }
}

/// ОГРН: the remainder of the first 12 digits by 11; ОГРНИП: of the first 14 by 13; its last digit.
fn ogrn(text: &str) -> Result<String, Fault> {
    let text = plain(text, 40, is_forbidden_in_line)?;
    let digits = only_digits(&text)?;
    let divisor = match (digits.len(), digits.first()) {
        (13, Some(1 | 5)) => 11,
        (15, Some(3)) => 13,
        _ => return Err(Fault::Shape),
    };
    let (last, base) = digits.split_last().ok_or(Fault::Shape)?;
    let base = base
        .iter()
        .fold(0_u64, |number, d| number * 10 + u64::from(*d));
    if base % divisor % 10 == u64::from(*last) {
        Ok(text)
    } else {
        Err(Fault::Checksum)
    }
}

fn postal_code(text: &str) -> Result<String, Fault> {
    let text = plain(text, 40, is_forbidden_in_line)?;
    let digits = only_digits(&text)?;
    if digits.len() == 6 && digits.iter().any(|d| *d != 0) {
        Ok(text)
    } else {
        Err(Fault::Shape)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operator_numbers_with_right_check_digits() {
        for inn in [
            "7801000005",
            "7700001235",
            "9703000018",
            "780100000163",
            "500000012391",
        ] {
            assert_eq!(Inn::parse(inn).unwrap().as_str(), inn);
        }
        for ogrn in [
            "1267800000016",
            "1027700000129",
            "1127847409557",
            "326784700000125",
            "325470400000040",
        ] {
            assert_eq!(Ogrn::parse(ogrn).unwrap().as_str(), ogrn);
        }
    }

    #[test]
    fn every_wrong_digit_of_a_number_is_noticed() {
        for (number, parse) in [
            (
                "7801000005",
                (|t| Inn::parse(t).is_ok()) as fn(&str) -> bool,
            ),
            ("780100000163", |t| Inn::parse(t).is_ok()),
            ("1127847409557", |t| Ogrn::parse(t).is_ok()),
            ("326784700000125", |t| Ogrn::parse(t).is_ok()),
        ] {
            let last = number.len() - 1;
            for digit in '0'..='9' {
                let mut changed = number.to_owned();
                changed.replace_range(last.., &digit.to_string());
                assert_eq!(parse(&changed), changed == number, "{changed}");
            }
        }
        assert_eq!(Ogrn::parse("1127847409558"), Err(Fault::Checksum));
        assert_eq!(Ogrn::parse("112784740955"), Err(Fault::Shape));
        assert_eq!(Ogrn::parse("9127847409557"), Err(Fault::Shape));
        assert_eq!(Inn::parse("0000000000"), Err(Fault::Checksum));
        assert_eq!(Inn::parse("٧٨٠١٠٠٠٠٠٥"), Err(Fault::Shape));
    }

    #[test]
    fn phones_come_to_one_form() {
        for (typed, normal) in [
            ("+7 (916) 123-45-67", "+79161234567"),
            ("8 916 123 45 67", "+79161234567"),
            ("8(916)1234567", "+79161234567"),
            ("7\u{a0}916 123‑45–67", "+79161234567"),
            ("9161234567", "+79161234567"),
            ("+353 1 671 1633", "+35316711633"),
            ("+44 20 7946 0958", "+442079460958"),
        ] {
            assert_eq!(Phone::parse(typed).unwrap().as_str(), normal);
        }
        for wrong in [
            "123",
            "+7916123456",
            "+791612345678",
            "8-800-ЗВОНОК",
            "+0123456789",
            "1234567890",
            "+",
            "++79161234567",
        ] {
            assert_eq!(Phone::parse(wrong), Err(Fault::Shape), "{wrong}");
        }
    }

    #[test]
    fn mail_addresses() {
        for right in [
            "m.ivanova@mail.example",
            "почта@пример.рф",
            "a+b@xn--e1afmkfd.xn--p1ai",
            "O'Connor@mail.example",
        ] {
            assert_eq!(Email::parse(right).unwrap().as_str(), right);
        }
        // The placeholder that sites put where an address was: it comes with copied policies.
        assert_eq!(Email::parse("[email\u{a0}protected]"), Err(Fault::Masked));
        assert_eq!(Email::parse("[email protected]"), Err(Fault::Masked));
        assert_eq!(
            Email::parse("privacy(at)operator.example"),
            Err(Fault::Masked)
        );
        for wrong in [
            "mail",
            "a@b",
            "a@@b.ru",
            "a b@mail.example",
            "Имя <a@mail.example>",
            "a@[127.0.0.1]",
            "@mail.example",
        ] {
            assert_eq!(Email::parse(wrong), Err(Fault::Shape), "{wrong}");
        }
    }

    #[test]
    fn any_letter_is_fine_and_control_characters_are_not() {
        for name in [
            "Ким",
            "O’Connor",
            "Seán",
            "Иванова-Петровская",
            "Nguyễn",
            "Ӄупаль",
            "李",
            "محمد",
        ] {
            assert_eq!(
                Line::parse(name).unwrap().as_str(),
                name.nfc().collect::<String>()
            );
        }
        assert_eq!(Line::parse("Сергеи\u{306}").unwrap().as_str(), "Сергей");
        assert_eq!(Line::parse("a\nb"), Err(Fault::Control('\n')));
        assert_eq!(Text::parse("a\u{0}b"), Err(Fault::Control('\u{0}')));
        assert_eq!(Text::parse("a\tb"), Err(Fault::Control('\t')));
        assert_eq!(Line::parse("ab\u{202e}dc"), Err(Fault::Control('\u{202e}')));
        assert_eq!(
            Text::parse("a\r\nb\rc\u{2028}d\n").unwrap().as_str(),
            "a\nb\nc\nd"
        );
        assert_eq!(Text::parse(" \n "), Err(Fault::Empty));
    }

    #[test]
    fn long_texts_are_fine_and_endless_ones_are_not() {
        assert_eq!(
            Text::parse(&"я".repeat(40_000)).unwrap().chars().count(),
            40_000
        );
        assert_eq!(
            Text::parse(&"я".repeat(5_000_000)),
            Err(Fault::TooLong { limit: TEXT_LIMIT })
        );
    }

    #[test]
    fn postal_codes() {
        assert!(PostalCode::parse("197110").is_ok());
        for wrong in ["000000", "19711", "1971100", "19711O", "D02 AF30"] {
            assert_eq!(PostalCode::parse(wrong), Err(Fault::Shape));
        }
    }
}
