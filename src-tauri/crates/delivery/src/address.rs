//! Addresses that can be put on an envelope.

use std::{fmt, net::IpAddr, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::DeliveryError;

/// An e-mail address in the form that travels (RFC 5321 §4.1.2): a local part of ASCII and a
/// domain whose international labels are written as RFC 5891 A-labels (`пример.рф` → `xn--…`).
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Address(lettre::Address);

/// An address with the name people see: `Иван Петров <ivan@post.ru>`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Mailbox {
    /// The display name, if any.
    pub name: Option<String>,
    /// Where it goes.
    pub address: Address,
}

impl Address {
    /// The part after `@`, in lower case.
    #[must_use]
    pub fn domain(&self) -> &str {
        self.0.domain()
    }

    /// The name can belong to nobody: RFC 2606 §2–3 keeps it for examples. A letter sent there is
    /// lost, and the person waits for an answer that cannot come.
    ///
    /// `.test` and `.localhost` may still have a server on this very machine, which the caller says.
    #[must_use]
    pub fn is_reserved(&self, server_is_local: bool) -> bool {
        let domain = self.domain();
        let mut labels = domain.rsplit('.');
        let top = labels.next().unwrap_or_default();
        let second = labels.next().unwrap_or_default();
        match top {
            "example" | "invalid" => true,
            "test" | "localhost" => !server_is_local,
            "com" | "net" | "org" => second == "example",
            _ => false,
        }
    }

    pub(crate) const fn inner(&self) -> &lettre::Address {
        &self.0
    }
}

impl FromStr for Address {
    type Err = DeliveryError;

    fn from_str(text: &str) -> Result<Self, DeliveryError> {
        let text = text.trim();
        if text.contains("email") && text.contains("protected") && text.contains(['[', '\u{a0}']) {
            return Err(DeliveryError::AddressHidden(text.to_owned()));
        }
        let wrong = || DeliveryError::Address(text.to_owned());
        let (local, domain) = text.rsplit_once('@').ok_or_else(wrong)?;
        if !local.is_ascii() {
            return Err(DeliveryError::AddressLocalPart(text.to_owned()));
        }
        let domain = ascii_domain(domain).ok_or_else(wrong)?;
        lettre::Address::new(local, domain)
            .map(Self)
            .map_err(|_| wrong())
    }
}

/// The domain in the letters of the network (RFC 5891); `None` when it is no domain at all.
pub(crate) fn ascii_domain(domain: &str) -> Option<String> {
    if domain.is_empty() || domain.parse::<IpAddr>().is_ok() {
        return None;
    }
    idna::domain_to_ascii_strict(domain).ok()
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address({})", self.0)
    }
}

impl TryFrom<String> for Address {
    type Error = DeliveryError;

    fn try_from(text: String) -> Result<Self, DeliveryError> {
        text.parse()
    }
}

impl From<Address> for String {
    fn from(address: Address) -> Self {
        address.to_string()
    }
}

impl Mailbox {
    pub(crate) fn to_lettre(&self) -> lettre::message::Mailbox {
        lettre::message::Mailbox::new(self.name.clone(), self.address.0.clone())
    }
}

impl From<Address> for Mailbox {
    fn from(address: Address) -> Self {
        Self {
            name: None,
            address,
        }
    }
}

impl FromStr for Mailbox {
    type Err = DeliveryError;

    /// Takes `a@b.ru`, `Name <a@b.ru>` and `"Name" <a@b.ru>`.
    fn from_str(text: &str) -> Result<Self, DeliveryError> {
        let wrong = || DeliveryError::Address(text.to_owned());
        if text.chars().any(char::is_control) {
            return Err(wrong());
        }
        let Some((name, rest)) = text.rsplit_once('<') else {
            return Ok(Self::from(text.parse::<Address>()?));
        };
        let address = rest.trim_end().strip_suffix('>').ok_or_else(wrong)?;
        let name = name.trim().trim_matches('"').trim();
        Ok(Self {
            name: (!name.is_empty()).then(|| name.to_owned()),
            address: address.parse()?,
        })
    }
}

impl fmt::Display for Mailbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) => write!(f, "{name} <{}>", self.address),
            None => self.address.fmt(f),
        }
    }
}

impl TryFrom<String> for Mailbox {
    type Error = DeliveryError;

    fn try_from(text: String) -> Result<Self, DeliveryError> {
        text.parse()
    }
}

impl From<Mailbox> for String {
    fn from(mailbox: Mailbox) -> Self {
        mailbox.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_international_domain_travels_as_ascii() {
        let address: Address = "priem@Почта-России.рф".parse().unwrap();
        assert_eq!(address.to_string(), "priem@xn----7sbza0acdlkaf3d.xn--p1ai");
    }

    #[test]
    fn what_is_no_address_is_told_apart() {
        for (text, code) in [
            ("", "mail_address_invalid"),
            ("нет", "mail_address_invalid"),
            ("a@", "mail_address_invalid"),
            ("@b.ru", "mail_address_invalid"),
            ("a b@c.ru", "mail_address_invalid"),
            ("a@b ru", "mail_address_invalid"),
            ("a@b.ru\r\nBcc: c@d.ru", "mail_address_invalid"),
            ("a@b.ru, c@d.ru", "mail_address_invalid"),
            ("иван@почта.рф", "mail_address_not_ascii"),
            ("[email\u{a0}protected]", "mail_address_hidden"),
            ("[email protected]", "mail_address_hidden"),
        ] {
            let error = text.parse::<Mailbox>().unwrap_err();
            assert_eq!(error.code(), code, "{text:?}: {error}");
        }
    }

    #[test]
    fn names_kept_for_examples_are_known() {
        let reserved = |text: &str, local| text.parse::<Address>().unwrap().is_reserved(local);
        for text in [
            "a@operator.example",
            "a@x.invalid",
            "a@example.com",
            "a@mx.example.org",
        ] {
            assert!(reserved(text, true) && reserved(text, false), "{text}");
        }
        for text in ["a@zapros.test", "a@host.localhost", "a@localhost"] {
            assert!(reserved(text, false), "{text}");
            assert!(!reserved(text, true), "{text}");
        }
        for text in ["a@example.ru", "a@myexample.com", "a@test.ru"] {
            assert!(!reserved(text, false), "{text}");
        }
    }
}
