//! Профиль компании: what most answers repeat, written down once from the operator's policy and its registers.

use std::fmt::Write as _;

use law::AccessItem;

use super::model::{Signatory, record};
use crate::json;
use crate::model::{Address, Operator};
use crate::problem::Problem;
use crate::read::{address, line, operator, text};
use crate::values::{Line, Text};
use crate::walk::{Notes, code};

/// The format of a company's profile.
pub const COMPANY_FORMAT: &str = "zapros-company/1";

record! {
    /// What a company answers by.
    Company {
        /// Always `zapros-company/1`.
        format: String = need(code(&[COMPANY_FORMAT], |typed| {
            (typed == COMPANY_FORMAT).then(|| typed.to_owned())
        })),
        /// The company.
        operator: Operator = need(operator),
        /// Telephone, as printed.
        phone: Option<Line> = may(line),
        /// How its papers are numbered.
        numbering: Option<Numbering> = may(Numbering::read),
        /// Who may sign; the first signs unless another is named.
        #[schemars(default)]
        signatories: Vec<Signatory> = list(Signatory::read),
        /// Ст. 14 ч. 7 п. 2, 3, 6: purposes with their grounds, methods and terms.
        #[schemars(default)]
        purposes: Vec<Purpose> = list(Purpose::read),
        /// П. 4: who else sees the data.
        #[schemars(default)]
        recipients: Vec<Recipient> = list(Recipient::read),
        /// П. 4, in words, when there are no recipients.
        no_recipients: Option<Text> = may(text),
        /// П. 7: how rights are exercised.
        rights: Option<Text> = may(text),
        /// П. 8: трансграничная передача.
        cross_border: Option<Text> = may(text),
        /// П. 9: processors.
        #[schemars(default)]
        processors: Vec<ProcessorParty> = list(ProcessorParty::read),
        /// П. 9, in words, when there are none.
        no_processors: Option<Text> = may(text),
        /// П. 9.1: measures of ст. 18.1.
        #[schemars(default)]
        measures: Vec<Measure> = list(Measure::read),
        /// П. 10: иные сведения.
        other: Option<Text> = may(text),
        /// Systems to be searched, for search orders and acts.
        #[schemars(default)]
        systems: Vec<Line> = list(line),
    }
    /// Schemes of numbers: `{n}` is the next number of the year, `{n:4}` with four digits, `{year}` the year.
    Numbering {
        /// Of what comes.
        incoming: Line = need(line),
        /// Of what goes.
        outgoing: Line = need(line),
        /// Of acts.
        acts: Line = need(line),
    }
    /// A purpose of processing.
    Purpose {
        /// The purpose.
        purpose: Text = need(text),
        /// Its grounds.
        grounds: Vec<Text> = need_list(text),
        /// What is done with the data, and how.
        methods: Text = need(text),
        /// Which data.
        #[schemars(default)]
        data: Vec<Text> = list(text),
        /// How long.
        term: Text = need(text),
    }
    /// Who sees the data.
    Recipient {
        /// Наименование.
        name: Line = need(line),
        /// Адрес.
        address: Option<Address> = may(address),
        /// On which ground.
        ground: Text = need(text),
    }
    /// Who processes on the company's order (ст. 6 ч. 3).
    ProcessorParty {
        /// Наименование или ФИО.
        name: Line = need(line),
        /// Адрес.
        address: Line = need(line),
        /// What is ordered.
        task: Option<Text> = may(text),
    }
    /// A measure of ст. 18.1.
    Measure {
        /// What is done.
        what: Text = need(text),
        /// Where it is said: clause of the policy, order.
        source: Option<Line> = may(line),
    }
}

/// Reads a company's profile.
///
/// # Errors
/// Every problem found.
pub fn read_company(bytes: &[u8]) -> Result<Company, Vec<Problem>> {
    let parsed = json::parse(bytes)
        .map_err(|error| vec![Problem::error(error.code(), "", error.to_string())])?;
    let mut notes = Notes::default();
    for at in parsed.repeated {
        notes.error("duplicate_field", &at, "Поле стоит дважды.".to_owned());
    }
    let company = Company::read(&parsed.value, "", &mut notes);
    match company {
        Some(company) if !notes.has_errors() => Ok(company),
        _ => Err(notes.problems),
    }
}

impl Company {
    /// The profile's answer to an item of ст. 14 ч. 7; none for what is of each person (п. 1, 5) and for what the
    /// profile does not say.
    #[must_use]
    pub fn says(&self, item: AccessItem) -> Option<String> {
        let said = match item {
            AccessItem::Confirmation | AccessItem::DataAndSource => return None,
            AccessItem::GroundsAndPurposes => self.by_purpose(|purpose| {
                let grounds: Vec<&str> = purpose.grounds.iter().map(|one| one.trim()).collect();
                format!("правовые основания: {}", grounds.join("; "))
            }),
            AccessItem::PurposesAndMethods => {
                self.by_purpose(|purpose| format!("способы: {}", purpose.methods.trim()))
            }
            AccessItem::Retention => {
                self.by_purpose(|purpose| format!("срок: {}", purpose.term.trim()))
            }
            AccessItem::OperatorAndRecipients => self.recipients()?,
            AccessItem::ExerciseOfRights => self.rights.as_ref()?.to_string(),
            AccessItem::CrossBorder => self.cross_border.as_ref()?.to_string(),
            AccessItem::Processors => self.processors()?,
            AccessItem::Duties181 => {
                let measures: Vec<&str> = self
                    .measures
                    .iter()
                    .map(|one| one.what.trim_end_matches(['.', ';']))
                    .collect();
                measures.join("; ")
            }
            AccessItem::Other => self.other.as_ref()?.to_string(),
        };
        (!said.is_empty()).then_some(said)
    }

    fn by_purpose(&self, tell: impl Fn(&Purpose) -> String) -> String {
        let mut text = String::new();
        for purpose in &self.purposes {
            let name = purpose.purpose.trim_end_matches(['.', ';']);
            // Writing to a string cannot fail.
            let _ = writeln!(
                text,
                "Цель – {name}; {}.",
                tell(purpose).trim_end_matches(['.', ';'])
            );
        }
        text.trim_end().to_owned()
    }

    fn recipients(&self) -> Option<String> {
        let operator = &self.operator;
        let mut text = format!("{}, {}. ", operator.name, operator.address.text);
        if self.recipients.is_empty() {
            text.push_str(self.no_recipients.as_ref()?);
        } else {
            let named: Vec<String> = self
                .recipients
                .iter()
                .map(|one| format!("{} ({})", one.name, one.ground.trim_end_matches('.')))
                .collect();
            text.push_str("Доступ к данным имеют: ");
            text.push_str(&named.join("; "));
            text.push('.');
        }
        Some(text)
    }

    fn processors(&self) -> Option<String> {
        if self.processors.is_empty() {
            return self.no_processors.as_ref().map(ToString::to_string);
        }
        let named: Vec<String> = self
            .processors
            .iter()
            .map(|one| match &one.task {
                Some(task) => format!(
                    "{}, {} ({})",
                    one.name,
                    one.address,
                    task.trim_end_matches('.')
                ),
                None => format!("{}, {}", one.name, one.address),
            })
            .collect();
        Some(named.join("; "))
    }
}
