//! Is the holder of the certificate the one who writes? (contract §4, law.md §1.7 (2))

use request::Person;
use signature::Certificate;
use unicode_normalization::UnicodeNormalization;

/// The names a certificate gives its holder.
#[derive(Debug, Clone, Copy)]
pub struct HolderNames<'a> {
    /// commonName, 2.5.4.3.
    pub common_name: &'a str,
    /// surname, 2.5.4.4.
    pub surname: Option<&'a str>,
    /// givenName, 2.5.4.42: given name and patronymic together in Russian certificates.
    pub given_name: Option<&'a str>,
}

/// The names in a certificate.
pub(crate) fn names(certificate: &Certificate) -> HolderNames<'_> {
    let subject = certificate.subject();
    HolderNames {
        common_name: subject.common_name.as_deref().unwrap_or_default(),
        surname: subject.surname.as_deref(),
        given_name: subject.given_name.as_deref(),
    }
}

/// Whether the certificate names this person. Surname and given name are compared where the certificate has them,
/// else the common name; a patronymic may stand on either side alone.
#[must_use]
pub fn is_same_person(holder: HolderNames<'_>, person: &Person) -> bool {
    is_same_name(
        holder,
        &person.surname,
        &person.given_name,
        person.patronymic.as_deref(),
    )
}

/// The same from the parts of a name.
#[must_use]
pub fn is_same_name(
    holder: HolderNames<'_>,
    surname: &str,
    given_name: &str,
    patronymic: Option<&str>,
) -> bool {
    let surname = fold(surname);
    let given = fold(given_name);
    let full = patronymic.map(|patronymic| given.clone() + &fold(patronymic));
    let given_fits = |written: &str| written == given || full.as_deref() == Some(written);
    if let (Some(holder_surname), Some(holder_given)) = (holder.surname, holder.given_name) {
        return fold(holder_surname) == surname && given_fits(&fold(holder_given));
    }
    let common = fold(holder.common_name);
    // Surname first as in Russia, or last as elsewhere.
    common.strip_prefix(&surname).is_some_and(given_fits)
        || common.strip_suffix(&surname).is_some_and(given_fits)
}

/// NFC, lower case, ё as е; spaces, hyphens and apostrophe variants do not count.
fn fold(name: &str) -> String {
    name.nfc()
        .flat_map(char::to_lowercase)
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}'))
        .map(|c| match c {
            'ё' => 'е',
            '\u{2019}' | '\u{02BC}' => '\'',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(surname: &str, given_name: &str, patronymic: Option<&str>) -> Person {
        let line = |text: &str| request::Line::parse(text).unwrap();
        Person {
            surname: line(surname),
            given_name: line(given_name),
            patronymic: patronymic.map(line),
            birth_date: None,
            document: None,
            address: None,
            email: None,
            phone: None,
        }
    }

    fn by_parts<'a>(surname: &'a str, given_name: &'a str) -> HolderNames<'a> {
        HolderNames {
            common_name: "",
            surname: Some(surname),
            given_name: Some(given_name),
        }
    }

    fn by_common_name(common_name: &str) -> HolderNames<'_> {
        HolderNames {
            common_name,
            surname: None,
            given_name: None,
        }
    }

    #[test]
    fn case_yo_spaces_and_hyphens_do_not_make_another_person() {
        let person = person("Иванова-Петровская", "Алёна", Some("Сергеевна"));
        assert!(is_same_person(
            by_parts("ИВАНОВА – ПЕТРОВСКАЯ", "Алена Сергеевна"),
            &person
        ));
        assert!(is_same_person(
            by_parts("Иванова Петровская", "Алёна"),
            &person
        ));
        assert!(is_same_person(
            by_common_name("Иванова-Петровская Алёна Сергеевна"),
            &person
        ));
        // Decomposed «ё», as macOS writes it.
        assert!(is_same_person(
            by_parts("Иванова-Петровская", "Але\u{308}на"),
            &person
        ));
    }

    #[test]
    fn another_person_is_another_person() {
        let maria = person("Иванова", "Мария", Some("Сергеевна"));
        assert!(!is_same_person(
            by_parts("Иванов", "Мария Сергеевна"),
            &maria
        ));
        assert!(!is_same_person(
            by_parts("Иванова", "Мария Петровна"),
            &maria
        ));
        assert!(!is_same_person(by_common_name("Иванова Марина"), &maria));
        assert!(!is_same_person(by_common_name("ООО «Ромашка»"), &maria));
    }

    #[test]
    fn a_foreign_name_may_stand_in_either_order() {
        let sean = person("O’Connor", "Seán", None);
        assert!(is_same_person(by_common_name("Seán O'Connor"), &sean));
        assert!(is_same_person(by_common_name("O’CONNOR SEÁN"), &sean));
    }
}
