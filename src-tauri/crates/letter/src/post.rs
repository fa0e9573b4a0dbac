//! What stands on the postal forms (law: Правила оказания услуг почтовой связи; ф. 107, ф. 119).

use request::{Address, Person, Request};

use crate::compose::{addressee_address, addressee_name};
use crate::wording;

/// Someone at an address, as on an envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// ФИО или наименование.
    pub name: String,
    /// The address without its index.
    pub address: String,
    /// Индекс.
    pub postal_code: Option<String>,
}

impl Party {
    /// Address and index in one line; none where nothing is known.
    #[must_use]
    pub fn full_address(&self) -> Option<String> {
        match (&self.postal_code, self.address.as_str()) {
            (_, "") => None,
            (Some(code), address) => Some(format!("{address}, {code}")),
            (None, address) => Some(address.to_owned()),
        }
    }
}

/// What the three forms need to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posting {
    /// Who sends; without an address in the request its zone stays empty.
    pub from: Option<Party>,
    /// To whom.
    pub to: Party,
    /// What lies in the envelope, for ф. 107.
    pub items: Vec<PostedItem>,
    /// Declared value of the whole letter, in roubles.
    pub declared: u32,
}

/// One line of the inventory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostedItem {
    /// What it is.
    pub title: String,
    /// How many.
    pub count: u32,
    /// Its declared value in roubles; the sum of all is the letter's.
    pub value: Option<u32>,
}

/// The posting of a letter: the letter itself bears the declared value, its enclosures have a dash.
#[must_use]
pub fn posting(request: &Request, title: &str, letter_pages: usize, declared: u32) -> Posting {
    let date = wording::date(request.date);
    let mut items = vec![PostedItem {
        title: format!("Письмо от {date} «{title}» на {letter_pages} л."),
        count: 1,
        value: Some(declared),
    }];
    items.extend(request.enclosures.iter().map(|e| PostedItem {
        title: e.pages.map_or_else(
            || e.title.to_string(),
            |pages| format!("{} на {pages} л.", e.title),
        ),
        count: e.copies.unwrap_or(1),
        value: None,
    }));
    let (address, postal_code) = addressee_address(request);
    Posting {
        from: sender(request.applicant()),
        to: Party {
            name: addressee_name(request),
            address,
            postal_code,
        },
        items,
        declared,
    }
}

fn sender(person: &Person) -> Option<Party> {
    let Address { postal_code, text } = person.address.as_ref()?;
    Some(Party {
        name: person.full_name(),
        address: text.to_string(),
        postal_code: postal_code.as_ref().map(ToString::to_string),
    })
}

/// `10 (десять) руб. 00 коп.`, for ф. 107: sums stand in digits and in words.
#[must_use]
pub fn roubles(sum: u32) -> String {
    format!("{sum} ({}) руб. 00 коп.", in_words(sum, false))
}

/// `3 (три)`, for ф. 107.
#[must_use]
pub fn pieces(count: u32) -> String {
    format!("{count} ({})", in_words(count, false))
}

/// A number in words, nominative; up to 999 999, more stays in digits.
fn in_words(number: u32, feminine: bool) -> String {
    const UNITS: [&str; 20] = [
        "ноль",
        "один",
        "два",
        "три",
        "четыре",
        "пять",
        "шесть",
        "семь",
        "восемь",
        "девять",
        "десять",
        "одиннадцать",
        "двенадцать",
        "тринадцать",
        "четырнадцать",
        "пятнадцать",
        "шестнадцать",
        "семнадцать",
        "восемнадцать",
        "девятнадцать",
    ];
    const TENS: [&str; 10] = [
        "",
        "",
        "двадцать",
        "тридцать",
        "сорок",
        "пятьдесят",
        "шестьдесят",
        "семьдесят",
        "восемьдесят",
        "девяносто",
    ];
    const HUNDREDS: [&str; 10] = [
        "",
        "сто",
        "двести",
        "триста",
        "четыреста",
        "пятьсот",
        "шестьсот",
        "семьсот",
        "восемьсот",
        "девятьсот",
    ];
    if number > 999_999 {
        return number.to_string();
    }
    let mut words = Vec::new();
    let (thousands, rest) = (number / 1000, number % 1000);
    if thousands > 0 {
        words.push(in_words(thousands, true));
        words.push(
            match (thousands % 100, thousands % 10) {
                (11..=14, _) => "тысяч",
                (_, 1) => "тысяча",
                (_, 2..=4) => "тысячи",
                _ => "тысяч",
            }
            .to_owned(),
        );
    }
    let digit = |n: u32| n as usize;
    if rest >= 100 {
        words.push(HUNDREDS[digit(rest / 100)].to_owned());
    }
    let mut small = rest % 100;
    if small >= 20 {
        words.push(TENS[digit(small / 10)].to_owned());
        small %= 10;
    }
    if small > 0 || number == 0 {
        words.push(match (small, feminine) {
            (1, true) => "одна".to_owned(),
            (2, true) => "две".to_owned(),
            _ => UNITS[digit(small)].to_owned(),
        });
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::{pieces, roubles};

    #[test]
    fn sums_in_words() {
        assert_eq!(roubles(10), "10 (десять) руб. 00 коп.");
        assert_eq!(roubles(0), "0 (ноль) руб. 00 коп.");
        assert_eq!(roubles(1_001), "1001 (одна тысяча один) руб. 00 коп.");
        assert_eq!(
            roubles(12_342),
            "12342 (двенадцать тысяч триста сорок два) руб. 00 коп."
        );
        assert_eq!(
            roubles(502_111),
            "502111 (пятьсот две тысячи сто одиннадцать) руб. 00 коп."
        );
        assert_eq!(roubles(40), "40 (сорок) руб. 00 коп.");
        assert_eq!(pieces(3), "3 (три)");
    }
}
