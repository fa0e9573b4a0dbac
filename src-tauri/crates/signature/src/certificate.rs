//! An X.509 certificate (RFC 5280): its exact bytes for checking, and what x509-parser reads in it for people.

use std::fmt;

use chrono::{DateTime, FixedOffset, SecondsFormat, Utc};
use der::asn1::ObjectIdentifier;
use serde::Serialize;
use x509_parser::extensions::ParsedExtension;
use x509_parser::prelude::{FromDer as _, X509Certificate, X509Name};

use crate::algorithm::{self, PublicKey};
use crate::asn1::{AlgorithmIdentifier, NotDer, Reader, tag};
use crate::error::CertificateError;
use crate::name::{Folded, string};
use crate::oid;

/// A certificate.
#[derive(Clone, PartialEq, Eq)]
pub struct Certificate {
    der: Vec<u8>,
    subject: DistinguishedName,
    subject_folded: Folded,
    issuer: DistinguishedName,
    issuer_folded: Folded,
    serial: String,
    not_before: DateTime<Utc>,
    not_after: DateTime<Utc>,
    key_usage: Option<KeyUsage>,
    key_algorithm: String,
    pub(crate) authority: Option<Authority>,
    pub(crate) version_3: bool,
    policies: Vec<String>,
    extended_key_usage: Vec<ObjectIdentifier>,
    extensions: Vec<(ObjectIdentifier, bool)>,
}

/// Who stands in a name, field by field (приказ ФСБ № 795 names the Russian ones).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct DistinguishedName {
    /// commonName
    #[serde(skip_serializing_if = "Option::is_none")]
    pub common_name: Option<String>,
    /// surname
    #[serde(skip_serializing_if = "Option::is_none")]
    pub surname: Option<String>,
    /// givenName: first name and patronymic
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given_name: Option<String>,
    /// organizationName
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization: Option<String>,
    /// title: the position held
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// СНИЛС
    #[serde(skip_serializing_if = "Option::is_none")]
    pub snils: Option<String>,
    /// ИНН of the organization (ИННЮЛ), else of the person
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inn: Option<String>,
    /// ОГРН or ОГРНИП
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ogrn: Option<String>,
    /// E-mail address
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The whole name in one line.
    pub text: String,
}

/// The key usage bits that matter here (RFC 5280 §4.2.1.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyUsage {
    /// digitalSignature
    pub digital_signature: bool,
    /// nonRepudiation, also called contentCommitment
    pub non_repudiation: bool,
    /// keyCertSign
    pub certificate_signing: bool,
    /// cRLSign
    pub crl_signing: bool,
}

impl KeyUsage {
    /// Whether documents may be signed with it.
    #[must_use]
    pub const fn signs_documents(self) -> bool {
        self.digital_signature || self.non_repudiation
    }
}

/// basicConstraints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Authority {
    pub(crate) is_authority: bool,
    pub(crate) path_length: Option<u32>,
}

/// The parts of the bytes that are checked.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Parts<'a> {
    /// The whole `tbsCertificate` element, which is what is signed.
    pub(crate) signed: &'a [u8],
    pub(crate) serial: &'a [u8],
    pub(crate) issuer: &'a [u8],
    pub(crate) subject: &'a [u8],
    pub(crate) public_key: PublicKey<'a>,
    pub(crate) algorithm: AlgorithmIdentifier<'a>,
    pub(crate) signature: &'a [u8],
}

impl Certificate {
    /// Reads a DER certificate.
    ///
    /// # Errors
    /// When it is not one certificate in DER, or something in it appears twice or does not parse.
    pub fn from_der(der: &[u8]) -> Result<Self, CertificateError> {
        parts(der).map_err(|NotDer| CertificateError::Unreadable("не DER-кодировка X.509"))?;
        let unreadable = CertificateError::Unreadable("неверное содержимое");
        let (rest, parsed) = X509Certificate::from_der(der).map_err(|_| unreadable.clone())?;
        if !rest.is_empty() {
            return Err(unreadable);
        }
        let time =
            |time: x509_parser::time::ASN1Time| DateTime::from_timestamp(time.timestamp(), 0);
        let mut certificate = Self {
            der: der.to_vec(),
            subject: distinguished_name(parsed.subject()),
            subject_folded: Folded::of(parsed.subject()),
            issuer: distinguished_name(parsed.issuer()),
            issuer_folded: Folded::of(parsed.issuer()),
            serial: parsed
                .raw_serial()
                .iter()
                .map(|byte| format!("{byte:02X}"))
                .collect(),
            not_before: time(parsed.validity().not_before).ok_or(unreadable.clone())?,
            not_after: time(parsed.validity().not_after).ok_or(unreadable.clone())?,
            key_usage: None,
            key_algorithm: String::new(),
            authority: None,
            version_3: parsed.version() == x509_parser::x509::X509Version::V3,
            policies: Vec::new(),
            extended_key_usage: Vec::new(),
            extensions: Vec::new(),
        };
        for extension in parsed.extensions() {
            let oid = ObjectIdentifier::from_bytes(extension.oid.as_bytes())
                .map_err(|_| unreadable.clone())?;
            if certificate
                .extensions
                .iter()
                .any(|(known, _)| *known == oid)
            {
                return Err(CertificateError::Unreadable("расширение повторяется"));
            }
            certificate.extensions.push((oid, extension.critical));
            match extension.parsed_extension() {
                ParsedExtension::KeyUsage(usage) => {
                    certificate.key_usage = Some(KeyUsage {
                        digital_signature: usage.digital_signature(),
                        non_repudiation: usage.non_repudiation(),
                        certificate_signing: usage.key_cert_sign(),
                        crl_signing: usage.crl_sign(),
                    });
                }
                ParsedExtension::BasicConstraints(constraints) => {
                    certificate.authority = Some(Authority {
                        is_authority: constraints.ca,
                        path_length: constraints.path_len_constraint,
                    });
                }
                ParsedExtension::CertificatePolicies(policies) => {
                    certificate.policies = policies
                        .iter()
                        .map(|policy| policy.policy_id.to_id_string())
                        .collect();
                }
                ParsedExtension::ParseError { .. } if is_relied_on(oid) => {
                    return Err(CertificateError::Unreadable("расширение не читается"));
                }
                _ => {}
            }
        }
        if let Some(usages) = certificate.extension(oid::EXTENDED_KEY_USAGE) {
            certificate.extended_key_usage =
                identifiers(usages).map_err(|NotDer| unreadable.clone())?;
        }
        certificate.key_algorithm = key_algorithm(&certificate.public_key()?);
        Ok(certificate)
    }

    /// Reads a certificate file, DER or PEM; of several the first, which is the holder's by custom.
    ///
    /// # Errors
    /// When there is no certificate in it, or as [`Self::from_der`].
    pub fn from_file(file: &[u8]) -> Result<Self, CertificateError> {
        let der = crate::armour::certificates(file).into_iter().next();
        Self::from_der(&der.ok_or(CertificateError::Unreadable("в файле нет сертификата"))?)
    }

    /// The exact bytes.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The holder.
    #[must_use]
    pub const fn subject(&self) -> &DistinguishedName {
        &self.subject
    }

    /// Who issued it.
    #[must_use]
    pub const fn issuer(&self) -> &DistinguishedName {
        &self.issuer
    }

    /// The serial number, hexadecimal, as in the certificate.
    #[must_use]
    pub fn serial(&self) -> &str {
        &self.serial
    }

    /// The first moment of its term.
    #[must_use]
    pub const fn not_before(&self) -> DateTime<Utc> {
        self.not_before
    }

    /// The last moment of its term.
    #[must_use]
    pub const fn not_after(&self) -> DateTime<Utc> {
        self.not_after
    }

    /// What the key may be used for; `None` when the certificate does not say.
    #[must_use]
    pub const fn key_usage(&self) -> Option<KeyUsage> {
        self.key_usage
    }

    /// The kind of the key in words: `RSA 2048`, `ECDSA P-256`.
    #[must_use]
    pub fn key_algorithm(&self) -> &str {
        &self.key_algorithm
    }

    /// Whether a document may be signed with it at this moment.
    ///
    /// # Errors
    /// Why not: expired, not yet valid, or not meant for signing.
    pub fn usable_for_signing(&self, at: DateTime<FixedOffset>) -> Result<(), CertificateError> {
        if at < self.not_before {
            return Err(CertificateError::NotYetValid(self.not_before));
        }
        if at > self.not_after {
            return Err(CertificateError::Expired(self.not_after));
        }
        match self.key_usage {
            Some(usage) if !usage.signs_documents() => Err(CertificateError::KeyUsage),
            _ => Ok(()),
        }
    }

    /// Whether it has the fields that only a qualified certificate has (приказ ФСБ № 795): a class of the signature
    /// tool among its policies and the tools of holder and issuer. The fields alone prove nothing.
    #[must_use]
    pub fn claims_to_be_qualified(&self) -> bool {
        let has = |oid| self.has_extension(oid);
        self.policies
            .iter()
            .any(|policy| policy.starts_with(oid::TOOL_CLASS))
            && has(oid::SUBJECT_SIGN_TOOL)
            && has(oid::ISSUER_SIGN_TOOL)
    }

    /// A critical extension that the path rules here do not know; RFC 5280 §4.2 forbids to pass over it.
    pub(crate) fn unknown_critical_extension(&self) -> Option<ObjectIdentifier> {
        self.extensions
            .iter()
            .find(|(oid, critical)| *critical && !is_relied_on(*oid))
            .map(|(oid, _)| *oid)
    }

    /// The holder's name for comparisons.
    pub(crate) const fn subject_folded(&self) -> &Folded {
        &self.subject_folded
    }

    /// The issuer's name for comparisons.
    pub(crate) const fn issuer_folded(&self) -> &Folded {
        &self.issuer_folded
    }

    /// Whether an extension is there.
    pub(crate) fn has_extension(&self, oid: ObjectIdentifier) -> bool {
        self.extensions.iter().any(|(known, _)| *known == oid)
    }

    /// Whether an extension is there and critical.
    pub(crate) fn is_critical(&self, oid: ObjectIdentifier) -> bool {
        self.extensions.contains(&(oid, true))
    }

    /// What the key may be used for beyond [`KeyUsage`] (RFC 5280 §4.2.1.12); empty when the certificate does not say.
    pub(crate) fn extended_key_usage(&self) -> &[ObjectIdentifier] {
        &self.extended_key_usage
    }

    /// The content of an extension: the bytes inside its OCTET STRING.
    pub(crate) fn extension(&self, oid: ObjectIdentifier) -> Option<&[u8]> {
        extension(&self.der, oid).ok().flatten()
    }

    /// Whether it certifies others, by basicConstraints.
    pub(crate) fn is_authority(&self) -> bool {
        self.authority
            .is_some_and(|authority| authority.is_authority)
    }

    pub(crate) fn public_key(&self) -> Result<PublicKey<'_>, CertificateError> {
        Ok(self.parts()?.public_key)
    }

    pub(crate) fn parts(&self) -> Result<Parts<'_>, CertificateError> {
        parts(&self.der).map_err(|NotDer| CertificateError::Unreadable("не DER-кодировка X.509"))
    }
}

/// No names: they are personal data.
impl fmt::Debug for Certificate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Certificate")
            .field("serial", &self.serial)
            .field(
                "not_after",
                &self.not_after.to_rfc3339_opts(SecondsFormat::Secs, true),
            )
            .finish_non_exhaustive()
    }
}

/// Extensions whose meaning is taken into account (or, for alternative names, does not bear on paths).
fn is_relied_on(oid: ObjectIdentifier) -> bool {
    [
        oid::KEY_USAGE,
        oid::BASIC_CONSTRAINTS,
        oid::CERTIFICATE_POLICIES,
        oid::EXTENDED_KEY_USAGE,
        oid::SUBJECT_ALT_NAME,
        oid::NAME_CONSTRAINTS,
        oid::POLICY_MAPPINGS,
        oid::POLICY_CONSTRAINTS,
        oid::INHIBIT_ANY_POLICY,
    ]
    .contains(&oid)
}

/// `Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm, signatureValue }` (RFC 5280 §4.1).
fn parts(der: &[u8]) -> Result<Parts<'_>, NotDer> {
    let mut outer = Reader::new(Reader::new(der).only(tag::SEQUENCE)?.content);
    let signed = outer.expect(tag::SEQUENCE)?;
    let algorithm = outer.algorithm()?;
    let signature = outer.bits()?;
    let mut fields = Reader::new(signed.content);
    fields.optional(0xa0)?;
    let serial = fields.expect(tag::INTEGER)?.content;
    let inner = fields.algorithm()?;
    let issuer = fields.expect(tag::SEQUENCE)?.raw;
    let validity = fields.expect(tag::SEQUENCE)?;
    let subject = fields.expect(tag::SEQUENCE)?.raw;
    let public_key = PublicKey::from_spki(fields.expect(tag::SEQUENCE)?.raw)?;
    let times = Reader::new(validity.content).all()?;
    let two_times = times.len() == 2
        && times
            .iter()
            .all(|time| matches!(time.tag, tag::UTC_TIME | tag::GENERALIZED_TIME));
    // §4.1.1.2: both algorithm fields are the same; the outer one is not covered by the signature.
    if !outer.is_empty() || inner != algorithm || !two_times || serial.is_empty() {
        return Err(NotDer);
    }
    if let Some(extensions) = fields.optional(0xa3)? {
        for extension in
            Reader::new(Reader::new(extensions.content).only(tag::SEQUENCE)?.content).all()?
        {
            let mut fields = Reader::new(extension.content);
            fields.oid()?;
            if let Some(critical) = fields.optional(tag::BOOLEAN)?
                && critical.content != [0xff]
            {
                return Err(NotDer);
            }
            fields.expect(tag::OCTET_STRING)?;
        }
    }
    Ok(Parts {
        signed: signed.raw,
        serial,
        issuer,
        subject,
        public_key,
        algorithm,
        signature,
    })
}

/// The content of one extension of a certificate that [`parts`] has read.
fn extension(der: &[u8], wanted: ObjectIdentifier) -> Result<Option<&[u8]>, NotDer> {
    let mut outer = Reader::new(Reader::new(der).only(tag::SEQUENCE)?.content);
    let fields = Reader::new(outer.expect(tag::SEQUENCE)?.content).all()?;
    let Some(extensions) = fields.iter().find(|field| field.tag == 0xa3) else {
        return Ok(None);
    };
    let list = Reader::new(extensions.content).only(tag::SEQUENCE)?;
    for extension in Reader::new(list.content).all()? {
        let mut fields = Reader::new(extension.content);
        if fields.oid()? == wanted {
            fields.optional(tag::BOOLEAN)?;
            return Ok(Some(fields.only(tag::OCTET_STRING)?.content));
        }
    }
    Ok(None)
}

/// `SEQUENCE OF OBJECT IDENTIFIER`
fn identifiers(content: &[u8]) -> Result<Vec<ObjectIdentifier>, NotDer> {
    let mut list = Reader::new(Reader::new(content).only(tag::SEQUENCE)?.content);
    let mut identifiers = Vec::new();
    while !list.is_empty() {
        identifiers.push(list.oid()?);
    }
    Ok(identifiers)
}

fn key_algorithm(key: &PublicKey<'_>) -> String {
    match (
        key.algorithm.oid,
        algorithm::rsa_bits(key),
        algorithm::curve(key),
    ) {
        (oid::RSA | oid::RSA_PSS, Some(bits), _) => format!("RSA {bits}"),
        (oid::EC, _, Some(oid::P256)) => "ECDSA P-256".into(),
        (oid::EC, _, Some(oid::P384)) => "ECDSA P-384".into(),
        (oid::EC, _, Some(oid::P521)) => "ECDSA P-521".into(),
        (oid::EC, _, Some(other)) => format!("ECDSA {other}"),
        (other, ..) => match other.to_string().as_str() {
            "1.2.643.7.1.1.1.1" => "ГОСТ Р 34.10-2012, 256 бит".into(),
            "1.2.643.7.1.1.1.2" => "ГОСТ Р 34.10-2012, 512 бит".into(),
            "1.2.643.2.2.19" => "ГОСТ Р 34.10-2001".into(),
            unknown => unknown.to_owned(),
        },
    }
}

fn distinguished_name(name: &X509Name<'_>) -> DistinguishedName {
    let mut out = DistinguishedName::default();
    let mut text = Vec::new();
    let (mut inn_person, mut inn_organization) = (None, None);
    for attribute in name.iter_attributes() {
        let Ok(oid) = ObjectIdentifier::from_bytes(attribute.attr_type().as_bytes()) else {
            continue;
        };
        let value = string(attribute.attr_value().header.tag().0, attribute.as_slice());
        let (label, field) = match oid {
            oid::COMMON_NAME => ("CN", Some(&mut out.common_name)),
            oid::SURNAME => ("SN", Some(&mut out.surname)),
            oid::GIVEN_NAME => ("G", Some(&mut out.given_name)),
            oid::ORGANIZATION => ("O", Some(&mut out.organization)),
            oid::TITLE => ("T", Some(&mut out.title)),
            oid::SNILS => ("СНИЛС", Some(&mut out.snils)),
            oid::INN => ("ИНН", Some(&mut inn_person)),
            oid::INN_LEGAL_ENTITY => ("ИННЮЛ", Some(&mut inn_organization)),
            oid::OGRN => ("ОГРН", Some(&mut out.ogrn)),
            oid::OGRNIP => ("ОГРНИП", Some(&mut out.ogrn)),
            oid::EMAIL => ("E", Some(&mut out.email)),
            other => match other.to_string().as_str() {
                "2.5.4.6" => ("C", None),
                "2.5.4.8" => ("S", None),
                "2.5.4.7" => ("L", None),
                "2.5.4.9" => ("STREET", None),
                "2.5.4.11" => ("OU", None),
                _ => continue,
            },
        };
        text.push(format!("{label}={value}"));
        if let Some(field) = field {
            field.get_or_insert(value);
        }
    }
    // Before September 2021 legal entities had «00» and ten digits in ИНН.
    let old = |inn: String| match inn.strip_prefix("00") {
        Some(ten) if inn.len() == 12 => ten.to_owned(),
        _ => inn,
    };
    out.inn = inn_organization.or(inn_person).map(old);
    out.text = text.join(", ");
    out
}
