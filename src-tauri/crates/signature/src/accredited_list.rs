//! The list of accredited certification centres (перечень аккредитованных удостоверяющих центров, `TSL.xml`) that
//! Минцифры publishes. Not ETSI TS 119 612: a form of its own, with Russian element names.
//!
//! It is trusted because the user imported it; its own signature (XMLDSig) is not checked, and the report says so.

use std::collections::HashMap;

use base64::Engine as _;
use chrono::{DateTime, FixedOffset, NaiveDateTime};
use roxmltree::{Document, Node, ParsingOptions};

use crate::certificate::Certificate;
use crate::error::ListError;

/// The real list has about twenty megabytes.
const MAX_BYTES: usize = 128 << 20;
/// The real list has less than a million elements.
const MAX_NODES: u32 = 4_000_000;
const ROOT: &str = "АккредитованныеУдостоверяющиеЦентры";

/// A list that was imported.
#[derive(Debug, Clone)]
pub struct AccreditedList {
    version: String,
    date: DateTime<FixedOffset>,
    centres: Vec<Centre>,
    /// DER → place in `centres`.
    by_certificate: HashMap<Vec<u8>, usize>,
    certificates: Vec<Certificate>,
}

/// One accredited centre.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Centre {
    pub(crate) name: String,
    pub(crate) register_number: Option<String>,
    /// Every status known, the oldest first.
    statuses: Vec<Status>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Status {
    since: DateTime<FixedOffset>,
    /// `Действует`, `Прекращена`, `Аннулирована`, …
    word: String,
}

/// Whether accreditation held on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Held {
    /// Since this moment.
    Yes(DateTime<FixedOffset>),
    /// This status since this moment.
    No(String, DateTime<FixedOffset>),
    /// The history does not reach so far back.
    Unknown,
}

impl AccreditedList {
    /// Reads `TSL.xml`.
    ///
    /// # Errors
    /// When it is not that list, is too large, or carries a document type (where entities could multiply).
    pub fn read(xml: &[u8]) -> Result<Self, ListError> {
        if xml.len() > MAX_BYTES {
            return Err(ListError::TooLarge);
        }
        let text = std::str::from_utf8(xml).map_err(|_| ListError::NotXml)?;
        let options = ParsingOptions {
            allow_dtd: false,
            nodes_limit: MAX_NODES,
            ..ParsingOptions::default()
        };
        let document =
            Document::parse_with_options(text, options).map_err(|error| match error {
                roxmltree::Error::NodesLimitReached => ListError::TooLarge,
                _ => ListError::NotXml,
            })?;
        let root = document.root_element();
        if root.tag_name().name() != ROOT {
            return Err(ListError::OtherDocument);
        }
        let date = word(root, "Дата").and_then(|text| moment(&text));
        let mut list = Self {
            version: word(root, "Версия").unwrap_or_default(),
            date: date.ok_or(ListError::OtherDocument)?,
            centres: Vec::new(),
            by_certificate: HashMap::new(),
            certificates: Vec::new(),
        };
        for centre in elements(root, "УдостоверяющийЦентр") {
            list.take_in(centre);
        }
        if list.certificates.is_empty() {
            return Err(ListError::Empty);
        }
        Ok(list)
    }

    /// When it was made.
    #[must_use]
    pub const fn date(&self) -> DateTime<FixedOffset> {
        self.date
    }

    /// Its number.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// How many centres it names.
    #[must_use]
    pub const fn centres(&self) -> usize {
        self.centres.len()
    }

    /// Whole days between the list and a moment.
    #[must_use]
    pub fn age_in_days(&self, now: DateTime<FixedOffset>) -> i64 {
        (now - self.date).num_days()
    }

    /// The centre this certificate belongs to.
    pub(crate) fn centre_of(&self, certificate: &Certificate) -> Option<&Centre> {
        let place = self.by_certificate.get(certificate.der())?;
        self.centres.get(*place)
    }

    /// Certificates of centres that were accredited at a moment.
    pub(crate) fn accredited_at(
        &self,
        moment: DateTime<FixedOffset>,
    ) -> impl Iterator<Item = &Certificate> {
        self.certificates.iter().filter(move |certificate| {
            self.centre_of(certificate)
                .is_some_and(|centre| matches!(centre.held(moment), Held::Yes(_)))
        })
    }

    fn take_in(&mut self, node: Node<'_, '_>) {
        let current = elements(node, "СтатусАккредитации");
        let history = elements(node, "ИсторияСтатусовАккредитации")
            .flat_map(|history| elements(history, "СтатусАккредитации"));
        let mut statuses: Vec<Status> = history.chain(current).filter_map(status).collect();
        statuses.sort_by_key(|status| status.since);
        let place = self.centres.len();
        self.centres.push(Centre {
            name: word(node, "Название").unwrap_or_default(),
            register_number: word(node, "РеестровыйНомер"),
            statuses,
        });
        let data = node
            .descendants()
            .filter(|inner| inner.has_tag_name("ДанныеСертификата"))
            .filter_map(|inner| word(inner, "Данные"));
        for text in data {
            let digits: Vec<u8> = text
                .bytes()
                .filter(|byte| !byte.is_ascii_whitespace())
                .collect();
            let der = base64::engine::general_purpose::STANDARD.decode(digits);
            // A certificate that does not read cannot be led to; the others can.
            let read = der.ok().and_then(|der| Certificate::from_der(&der).ok());
            let Some(certificate) = read.filter(Certificate::is_authority) else {
                continue;
            };
            if self
                .by_certificate
                .insert(certificate.der().to_vec(), place)
                .is_none()
            {
                self.certificates.push(certificate);
            }
        }
    }
}

impl Centre {
    /// Whether accreditation held at a moment, by the history of its statuses.
    pub(crate) fn held(&self, moment: DateTime<FixedOffset>) -> Held {
        let last = self.statuses.iter().rfind(|status| status.since <= moment);
        match last {
            Some(status) if status.word == "Действует" => Held::Yes(status.since),
            Some(status) => Held::No(status.word.clone(), status.since),
            None => Held::Unknown,
        }
    }
}

fn elements<'a, 'input: 'a>(
    node: Node<'a, 'input>,
    name: &'static str,
) -> impl Iterator<Item = Node<'a, 'input>> {
    node.children()
        .filter(move |child| child.has_tag_name(name))
}

/// The text of a child, trimmed; `None` when it is not there or empty.
fn word(node: Node<'_, '_>, name: &'static str) -> Option<String> {
    let text = elements(node, name).next()?.text()?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn status(node: Node<'_, '_>) -> Option<Status> {
    Some(Status {
        since: moment(&word(node, "ДействуетС")?)?,
        word: word(node, "Статус")?,
    })
}

/// `xs:dateTime`; without a zone it is Moscow's, where the list is made.
fn moment(text: &str) -> Option<DateTime<FixedOffset>> {
    if let Ok(moment) = DateTime::parse_from_rfc3339(text) {
        return Some(moment);
    }
    let local = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f").ok()?;
    let moscow = FixedOffset::east_opt(3 * 3600)?;
    local.and_local_timezone(moscow).single()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_the_list_is_refused() {
        let refused = |xml: &str| AccreditedList::read(xml.as_bytes()).unwrap_err();
        assert_eq!(refused("hello"), ListError::NotXml);
        assert_eq!(refused("<a>"), ListError::NotXml);
        assert_eq!(refused("<a/>"), ListError::OtherDocument);
        let list = |inner: &str| format!("<{ROOT}>{inner}</{ROOT}>");
        assert_eq!(refused(&list("")), ListError::OtherDocument);
        assert_eq!(
            refused(&list("<Дата>вчера</Дата>")),
            ListError::OtherDocument
        );
        assert_eq!(
            refused(&list("<Дата>2026-11-01T00:00:00</Дата>")),
            ListError::Empty
        );
        // Entities that multiply: refused at the document type, before anything grows.
        let bomb = format!(
            "<!DOCTYPE a [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;\">]>{}",
            list("<Дата>&b;</Дата>")
        );
        assert_eq!(refused(&bomb), ListError::NotXml);
        assert_eq!(
            AccreditedList::read(&[0xff; 10]).unwrap_err(),
            ListError::NotXml
        );
        let huge = vec![b' '; MAX_BYTES + 1];
        assert_eq!(
            AccreditedList::read(&huge).unwrap_err(),
            ListError::TooLarge
        );
    }

    #[test]
    fn the_history_answers_for_each_day() {
        let at = |text: &str| moment(text).unwrap();
        let status = |since: &str, word: &str| Status {
            since: at(since),
            word: word.into(),
        };
        let centre = Centre {
            name: "УЦ".into(),
            register_number: None,
            statuses: vec![
                status("2020-03-01T00:00:00", "Действует"),
                status("2022-03-01T00:00:00+03:00", "Приостановлена"),
                status("2022-05-01T00:00:00.5", "Действует"),
                status("2025-01-01T00:00:00", "Прекращена"),
            ],
        };
        assert_eq!(centre.held(at("2020-02-29T23:59:59")), Held::Unknown);
        assert_eq!(
            centre.held(at("2021-01-01T00:00:00")),
            Held::Yes(at("2020-03-01T00:00:00"))
        );
        assert_eq!(
            centre.held(at("2022-04-01T00:00:00")),
            Held::No("Приостановлена".into(), at("2022-03-01T00:00:00"))
        );
        assert!(matches!(
            centre.held(at("2024-12-31T23:59:59")),
            Held::Yes(_)
        ));
        assert!(matches!(
            centre.held(at("2025-01-01T00:00:00")),
            Held::No(..)
        ));
    }
}
