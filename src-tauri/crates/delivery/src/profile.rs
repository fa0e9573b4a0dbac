//! Where and how mail is handed over: the settings of one mailbox, without its password.

use std::{
    net::IpAddr,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{DeliveryError, Mailbox, address::ascii_domain};

/// A mailbox to send from. One that would send a password in the open over a network cannot exist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Value", into = "Value")]
pub struct Profile {
    host: String,
    port: u16,
    security: Security,
    user: String,
    from: Mailbox,
    authority: Option<Authority>,
}

/// How the connection is protected: the field `tls` of the profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// `implicit`: TLS from the first byte (RFC 8314 §3.3), usually port 465.
    Implicit,
    /// `starttls`: TLS by command, never left out (RFC 3207), usually port 587. Weaker than `implicit`:
    /// lettre 0.11 keeps what arrived with the answer to STARTTLS before TLS began, so somebody on the
    /// line can slip in a reply (not read the password or the letter).
    StartTls,
    /// `none`: only to a server on this machine.
    None,
}

/// The one authority that vouches for the server, instead of those the system trusts: field `ca`.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Authority {
    File(PathBuf),
    Pem(String),
}

const FIELDS: [&str; 6] = ["host", "port", "tls", "user", "from", "ca"];

impl Profile {
    /// Reads `{host, port, tls, user, from, ca?}`. `ca` is the path of a PEM file or the PEM text itself.
    ///
    /// # Errors
    /// Not JSON, an unknown or missing field, a value that cannot be right; the text names the field.
    pub fn parse(json: &[u8]) -> Result<Self, DeliveryError> {
        serde_json::from_slice::<Value>(json)
            .map_err(|error| DeliveryError::Profile(format!("это не JSON ({error})")))?
            .try_into()
    }

    /// Reads a file; a relative path in `ca` starts from the file's own folder.
    ///
    /// # Errors
    /// As [`Self::parse`], and when the file cannot be read.
    pub fn open(path: &Path) -> Result<Self, DeliveryError> {
        let json = std::fs::read(path)
            .map_err(|error| DeliveryError::Profile(format!("{}: {error}", path.display())))?;
        let mut profile = Self::parse(&json)?;
        if let (Some(Authority::File(file)), Some(folder)) = (&mut profile.authority, path.parent())
        {
            *file = folder.join(&*file);
        }
        Ok(profile)
    }

    /// The server's name or address.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The server's port.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// How the connection is protected.
    #[must_use]
    pub const fn security(&self) -> Security {
        self.security
    }

    /// The name to log in with.
    #[must_use]
    pub fn user(&self) -> &str {
        &self.user
    }

    /// The sender of the letters.
    #[must_use]
    pub const fn from(&self) -> &Mailbox {
        &self.from
    }

    /// The server runs on this very machine.
    #[must_use]
    pub fn is_local(&self) -> bool {
        is_loopback(&self.host)
    }

    /// The own authority's certificate, read now.
    pub(crate) fn authority_pem(&self) -> Result<Option<Vec<u8>>, DeliveryError> {
        let (path, pem) = match &self.authority {
            None => return Ok(None),
            Some(Authority::Pem(pem)) => (PathBuf::new(), Ok(pem.clone().into_bytes())),
            Some(Authority::File(path)) => (path.clone(), std::fs::read(path)),
        };
        let unreadable = |reason: String| DeliveryError::Authority { path, reason };
        let pem = match pem {
            Ok(pem) => pem,
            Err(error) => return Err(unreadable(error.to_string())),
        };
        if !String::from_utf8_lossy(&pem).contains(PEM_START) {
            return Err(unreadable("в нём нет сертификата PEM".to_owned()));
        }
        Ok(Some(pem))
    }
}

const PEM_START: &str = "-----BEGIN CERTIFICATE-----";

impl TryFrom<Value> for Profile {
    type Error = DeliveryError;

    fn try_from(value: Value) -> Result<Self, DeliveryError> {
        let wrong = |text: String| DeliveryError::Profile(text);
        let Value::Object(fields) = value else {
            return Err(wrong("ожидается объект {…}".to_owned()));
        };
        if let Some(name) = fields.keys().find(|name| !FIELDS.contains(&name.as_str())) {
            return Err(wrong(format!("неизвестное поле «{name}»")));
        }
        let port = match fields.get("port") {
            None => return Err(wrong("нет поля «port»".to_owned())),
            Some(port) => port
                .as_u64()
                .and_then(|port| u16::try_from(port).ok())
                .filter(|port| *port > 0)
                .ok_or_else(|| wrong("поле «port»: ожидается число от 1 до 65535".to_owned()))?,
        };
        let security = match text(&fields, "tls")? {
            "implicit" => Security::Implicit,
            "starttls" => Security::StartTls,
            "none" => Security::None,
            other => {
                return Err(wrong(format!(
                    "поле «tls»: «{other}» вместо implicit или starttls"
                )));
            }
        };
        let host = text(&fields, "host")?.trim();
        let host = if host.parse::<IpAddr>().is_ok() {
            host.to_owned()
        } else {
            ascii_domain(host)
                .ok_or_else(|| wrong(format!("поле «host»: «{host}» — не имя сервера")))?
        };
        if security == Security::None && !is_loopback(&host) {
            return Err(DeliveryError::PlainTextHost(host));
        }
        let from = text(&fields, "from")?
            .parse()
            .map_err(|error| wrong(format!("поле «from»: {error}")))?;
        let authority = match fields.get("ca") {
            None | Some(Value::Null) => None,
            Some(_) => Some(match text(&fields, "ca")? {
                pem if pem.contains(PEM_START) => Authority::Pem(pem.to_owned()),
                path => Authority::File(PathBuf::from(path)),
            }),
        };
        Ok(Self {
            host,
            port,
            security,
            user: text(&fields, "user")?.to_owned(),
            from,
            authority,
        })
    }
}

impl From<Profile> for Value {
    fn from(profile: Profile) -> Self {
        let mut fields = Map::new();
        fields.insert("host".to_owned(), profile.host.into());
        fields.insert("port".to_owned(), profile.port.into());
        fields.insert("tls".to_owned(), profile.security.word().into());
        fields.insert("user".to_owned(), profile.user.into());
        fields.insert("from".to_owned(), profile.from.to_string().into());
        let authority = profile.authority.map(|authority| match authority {
            Authority::File(path) => path.to_string_lossy().into_owned(),
            Authority::Pem(pem) => pem,
        });
        if let Some(authority) = authority {
            fields.insert("ca".to_owned(), authority.into());
        }
        Self::Object(fields)
    }
}

impl Security {
    const fn word(self) -> &'static str {
        match self {
            Self::Implicit => "implicit",
            Self::StartTls => "starttls",
            Self::None => "none",
        }
    }
}

fn text<'a>(fields: &'a Map<String, Value>, name: &str) -> Result<&'a str, DeliveryError> {
    let wrong = |what: &str| Err(DeliveryError::Profile(what.to_owned()));
    match fields.get(name) {
        None => wrong(&format!("нет поля «{name}»")),
        Some(Value::String(text)) if !text.trim().is_empty() && !text.contains('\0') => Ok(text),
        Some(_) => wrong(&format!("поле «{name}»: ожидается непустой текст")),
    }
}

fn is_loopback(host: &str) -> bool {
    host == "localhost"
        || host
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"{"host": "smtp.post.ru", "port": 465, "tls": "implicit",
        "user": "ivan", "from": "Иван Петров <ivan@post.ru>", "ca": "own-ca.pem"}"#;

    #[test]
    fn a_profile_survives_being_kept() {
        let profile = Profile::parse(GOOD.as_bytes()).unwrap();
        assert_eq!(profile.from().name.as_deref(), Some("Иван Петров"));
        let kept = serde_json::to_vec(&profile).unwrap();
        assert_eq!(Profile::parse(&kept).unwrap(), profile);
    }

    #[test]
    fn every_wrong_field_is_named() {
        for (from, to, named) in [
            (r#""host": "smtp.post.ru","#, "", "host"),
            ("smtp.post.ru", "smtp post", "host"),
            (r#""port": 465,"#, "", "port"),
            ("465", "0", "port"),
            ("465", "70000", "port"),
            ("465", r#""465""#, "port"),
            ("implicit", "ssl", "tls"),
            (r#""ivan","#, r#""","#, "user"),
            ("<ivan@post.ru>", "", "from"),
            (r#""ca""#, r#""password""#, "password"),
            (r#""own-ca.pem""#, "5", "ca"),
            ("{", "[", "JSON"),
        ] {
            assert!(GOOD.contains(from));
            let error = Profile::parse(GOOD.replace(from, to).as_bytes()).unwrap_err();
            assert_eq!(error.code(), "mail_profile_invalid");
            assert!(error.to_string().contains(named), "{named}: {error}");
        }
    }

    #[test]
    fn plain_text_goes_nowhere_but_to_this_machine() {
        let with = |host: &str| {
            Profile::parse(
                GOOD.replace("implicit", "none")
                    .replace("smtp.post.ru", host)
                    .as_bytes(),
            )
        };
        for host in [
            "smtp.post.ru",
            "192.0.2.1",
            "localhost.post.ru",
            "127.0.0.1.post.ru",
        ] {
            let error = with(host).unwrap_err();
            assert_eq!(error.code(), "mail_plain_text_refused", "{host}");
        }
        for host in ["localhost", "127.0.0.1", "127.9.9.9", "::1"] {
            assert!(with(host).unwrap().is_local(), "{host}");
        }
    }
}
