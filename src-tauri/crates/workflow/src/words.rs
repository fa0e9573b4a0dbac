//! Short texts that go with a letter, from templates in `assets/letters/ru`.

use minijinja::{Environment, UndefinedBehavior};
use serde::Serialize;

const MESSAGE: &str = include_str!("../../../../assets/letters/ru/message.txt");
const ANSWER_MESSAGE: &str = include_str!("../../../../assets/letters/ru/answers/message.txt");
const POST_README: &str = include_str!("../../../../assets/letters/ru/post-readme.txt");

/// What the text of an e-mail is made of.
#[derive(Debug, Serialize)]
pub(crate) struct MessageWords<'a> {
    pub(crate) addressee: &'a str,
    pub(crate) date: String,
    pub(crate) number: Option<&'a str>,
    pub(crate) title: &'a str,
    /// The signature stands in letter.pdf.
    pub(crate) inside: bool,
    /// letter.pdf.sig goes along.
    pub(crate) beside: bool,
    /// certificate.cer goes along.
    pub(crate) certificate: bool,
    pub(crate) holder: Option<String>,
    pub(crate) enclosures: Vec<&'a str>,
    pub(crate) applicant: String,
}

/// What the text of an e-mail with an answer is made of.
#[derive(Debug, Serialize)]
pub(crate) struct AnswerWords<'a> {
    pub(crate) registered_as: Option<&'a str>,
    pub(crate) date: String,
    pub(crate) number: &'a str,
    pub(crate) title: &'a str,
    pub(crate) signed: bool,
    pub(crate) detached: bool,
    pub(crate) holder: Option<String>,
    pub(crate) signatory: String,
    pub(crate) operator: &'a str,
}

/// What the instruction for the post office is made of.
#[derive(Debug, Serialize)]
pub(crate) struct PostWords<'a> {
    pub(crate) addressee: &'a str,
    pub(crate) addressee_address: Option<String>,
    pub(crate) applicant: String,
    pub(crate) applicant_address: Option<String>,
    pub(crate) sheets: String,
    pub(crate) enclosures: Vec<&'a str>,
    pub(crate) weight: u32,
    pub(crate) heavy: bool,
}

/// The text of the e-mail that carries the letter.
pub(crate) fn message(words: &MessageWords<'_>) -> String {
    fill(MESSAGE, words)
}

/// The text of the e-mail that carries an answer.
pub(crate) fn answer_message(words: &AnswerWords<'_>) -> String {
    fill(ANSWER_MESSAGE, words)
}

/// `post/README.txt`: what to do at home, at the counter and afterwards.
pub(crate) fn post_readme(words: &PostWords<'_>) -> String {
    fill(POST_README, words)
}

fn fill(template: &str, words: impl Serialize) -> String {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_keep_trailing_newline(true);
    // The templates are compiled in and a test fills each with everything and with nothing.
    environment
        .render_str(template, words)
        .unwrap_or_else(|error| unreachable!("a bundled template does not fit its words: {error}"))
}

/// `1 лист`, `2 листа`, `5 листов`.
pub(crate) fn sheets(count: u32) -> String {
    let word = match (count % 10, count % 100) {
        (_, 11..=14) => "листов",
        (1, _) => "лист",
        (2..=4, _) => "листа",
        _ => "листов",
    };
    format!("{count} {word}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_message_names_letter_signature_and_enclosures_or_leaves_them_out() {
        let mut words = MessageWords {
            addressee: "ООО «Ромашка»",
            date: "16 ноября 2026 г.".into(),
            number: Some("7"),
            title: "О предоставлении сведений",
            inside: true,
            beside: true,
            certificate: true,
            holder: Some("Иванова Мария".into()),
            enclosures: vec!["Копия договора"],
            applicant: "Иванова Мария".into(),
        };
        let full = message(&words);
        assert!(
            full.contains(
                "от 16 ноября 2026 г. № 7 «О предоставлении сведений».\n\nПисьмо подписано"
            ),
            "{full}"
        );
        assert!(
            full.contains("Приложения:\n1. Копия договора\n\nПрошу"),
            "{full}"
        );
        words.inside = false;
        let beside = message(&words);
        assert!(
            beside.contains(
                "электронной подписью (Иванова Мария). Подпись – в файле letter.pdf.sig, сертификат – в файле certificate.cer.\n"
            ),
            "{beside}"
        );
        words.beside = false;
        words.certificate = false;
        words.enclosures.clear();
        let bare = message(&words);
        assert!(
            bare.contains("Письмо – в файле letter.pdf.\n\nПрошу"),
            "{bare}"
        );
        assert!(
            !bare.contains(".sig") && !bare.contains("Приложения"),
            "{bare}"
        );
    }

    #[test]
    fn the_counters_instruction_warns_of_a_missing_address_and_of_weight() {
        let mut words = PostWords {
            addressee: "ООО «Ромашка»",
            addressee_address: Some("Санкт-Петербург, 197110".into()),
            applicant: "Иванова Мария".into(),
            applicant_address: None,
            sheets: sheets(2),
            enclosures: vec![],
            weight: 30,
            heavy: false,
        };
        let text = post_readme(&words);
        assert!(
            text.contains("ВНИМАНИЕ: ваш почтовый адрес не указан") && text.contains("2 листа"),
            "{text}"
        );
        assert!(!text.contains("тяжелее"), "{text}");
        words.heavy = true;
        words.applicant_address = Some("125009, Москва".into());
        words.enclosures = vec!["Копия договора"];
        let text = post_readme(&words);
        assert!(
            text.contains("Откуда: 125009, Москва")
                && text.contains("1) Копия договора.")
                && text.contains("тяжелее 100 г"),
            "{text}"
        );
        assert!(text.contains("inventory-f107.pdf"), "{text}");
        assert!(text.contains("second-copy.pdf"), "{text}");
        words.addressee_address = None;
        let text = post_readme(&words);
        assert!(
            text.contains("ВНИМАНИЕ: почтовый адрес получателя не указан"),
            "{text}"
        );
    }
}
