//! The structures of PKCS#12 (RFC 7292 §4, appendix D), PKCS#5 (RFC 8018 appendix A) and what
//! they take from CMS (RFC 5652), as far as they are read here.

use alloc::vec::Vec;
use der::asn1::{AnyRef, OctetStringRef};
use der::oid::ObjectIdentifier;
use der::{Decode, Reader, Sequence, SliceReader, Tag, Tagged};
use spki::AlgorithmIdentifierRef;

/// Content types (RFC 5652).
pub(super) mod content {
    use der::oid::ObjectIdentifier;

    pub(in super::super) const DATA: ObjectIdentifier =
        ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.1");
    pub(in super::super) const SIGNED_DATA: ObjectIdentifier =
        ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
    pub(in super::super) const ENCRYPTED_DATA: ObjectIdentifier =
        ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.6");
}

/// Kinds of bags and their labels (RFC 7292 §4.2, RFC 2985 §5.5).
pub(super) mod bag {
    use der::oid::ObjectIdentifier;

    pub(in super::super) const KEY: ObjectIdentifier =
        ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.10.1.1");
    pub(in super::super) const SHROUDED_KEY: ObjectIdentifier =
        ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.10.1.2");
    pub(in super::super) const CERTIFICATE: ObjectIdentifier =
        ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.10.1.3");
    pub(in super::super) const CRL: ObjectIdentifier =
        ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.10.1.4");
    pub(in super::super) const SECRET: ObjectIdentifier =
        ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.10.1.5");
    pub(in super::super) const X509_CERTIFICATE: ObjectIdentifier =
        ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.22.1");
    pub(in super::super) const FRIENDLY_NAME: ObjectIdentifier =
        ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.20");
    pub(in super::super) const LOCAL_KEY_ID: ObjectIdentifier =
        ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.21");
}

/// `PFX ::= SEQUENCE { version INTEGER {v3(3)}, authSafe ContentInfo, macData MacData OPTIONAL }`
#[derive(Sequence)]
pub(super) struct Pfx<'a> {
    pub(super) version: u8,
    pub(super) auth_safe: ContentInfo<'a>,
    pub(super) mac_data: Option<MacData<'a>>,
}

/// `ContentInfo ::= SEQUENCE { contentType OID, content [0] EXPLICIT ANY OPTIONAL }`
#[derive(Sequence)]
pub(super) struct ContentInfo<'a> {
    pub(super) content_type: ObjectIdentifier,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    pub(super) content: Option<AnyRef<'a>>,
}

/// `MacData ::= SEQUENCE { mac DigestInfo, macSalt OCTET STRING, iterations INTEGER DEFAULT 1 }`
#[derive(Sequence)]
pub(super) struct MacData<'a> {
    pub(super) mac: DigestInfo<'a>,
    pub(super) salt: &'a OctetStringRef,
    #[asn1(default = "one")]
    pub(super) iterations: u64,
}

fn one() -> u64 {
    1
}

/// `DigestInfo ::= SEQUENCE { digestAlgorithm AlgorithmIdentifier, digest OCTET STRING }`
#[derive(Sequence)]
pub(super) struct DigestInfo<'a> {
    pub(super) algorithm: AlgorithmIdentifierRef<'a>,
    pub(super) digest: &'a OctetStringRef,
}

/// `EncryptedData ::= SEQUENCE { version, encryptedContentInfo, … }` (RFC 5652 §8)
#[derive(Sequence)]
pub(super) struct EncryptedData<'a> {
    pub(super) version: u8,
    pub(super) content_info: EncryptedContentInfo<'a>,
    /// `[1] IMPLICIT SET OF Attribute`, not looked at.
    pub(super) unprotected_attributes: Option<AnyRef<'a>>,
}

/// `SEQUENCE { contentType OID, contentEncryptionAlgorithm, encryptedContent [0] IMPLICIT OCTET STRING OPTIONAL }`
#[derive(Sequence)]
pub(super) struct EncryptedContentInfo<'a> {
    pub(super) content_type: ObjectIdentifier,
    pub(super) algorithm: AlgorithmIdentifierRef<'a>,
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT", optional = "true")]
    pub(super) encrypted_content: Option<&'a OctetStringRef>,
}

/// `SafeBag ::= SEQUENCE { bagId OID, bagValue [0] EXPLICIT ANY, bagAttributes SET OF Attribute OPTIONAL }`
#[derive(Sequence)]
pub(super) struct SafeBag<'a> {
    pub(super) id: ObjectIdentifier,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT")]
    pub(super) value: AnyRef<'a>,
    /// Taken as it stands: programs do not always sort the set.
    attributes: Option<AnyRef<'a>>,
}

impl<'a> SafeBag<'a> {
    /// The first value of an attribute; attributes that cannot be read count as absent.
    pub(super) fn attribute(&self, id: ObjectIdentifier) -> Option<AnyRef<'a>> {
        let set = self.attributes.filter(|any| any.tag() == Tag::Set)?;
        elements(set.value())?.into_iter().find_map(|attribute| {
            let attribute: Attribute<'a> = attribute.decode_as().ok()?;
            let is_wanted = attribute.id == id && attribute.values.tag() == Tag::Set;
            if is_wanted {
                elements(attribute.values.value())?.into_iter().next()
            } else {
                None
            }
        })
    }
}

/// `Attribute ::= SEQUENCE { attrId OID, attrValues SET OF ANY }`
#[derive(Sequence)]
struct Attribute<'a> {
    id: ObjectIdentifier,
    values: AnyRef<'a>,
}

fn elements(contents: &[u8]) -> Option<Vec<AnyRef<'_>>> {
    let mut reader = SliceReader::new(contents).ok()?;
    let mut elements = Vec::new();
    while !reader.is_finished() {
        elements.push(AnyRef::decode(&mut reader).ok()?);
    }
    Some(elements)
}

/// `CertBag ::= SEQUENCE { certId OID, certValue [0] EXPLICIT OCTET STRING }`
#[derive(Sequence)]
pub(super) struct CertBag<'a> {
    pub(super) id: ObjectIdentifier,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT")]
    pub(super) value: &'a OctetStringRef,
}

/// Whether SafeContents and every certificate in them are DER to the last octet: what a wrong key
/// leaves behind is not.
pub(super) fn is_sound_contents(contents: &[u8]) -> bool {
    let Ok(bags) = Vec::<SafeBag<'_>>::from_der(contents) else {
        return false;
    };
    is_well_formed(contents)
        && bags
            .iter()
            .filter(|bag| bag.id == self::bag::CERTIFICATE)
            .all(|bag| {
                let certificate: der::Result<CertBag<'_>> = bag.value.decode_as();
                certificate.is_ok_and(|certificate| is_well_formed(certificate.value.as_bytes()))
            })
}

/// Whether the octets are one DER value all the way down.
pub(super) fn is_well_formed(bytes: &[u8]) -> bool {
    AnyRef::from_der(bytes).is_ok_and(|any| is_well_formed_value(any, 0))
}

fn is_well_formed_value(any: AnyRef<'_>, depth: u32) -> bool {
    // Certificates nest about ten deep; the bound keeps hostile files from the end of the stack.
    !any.tag().is_constructed()
        || depth < 32
            && elements(any.value()).is_some_and(|elements| {
                elements
                    .into_iter()
                    .all(|element| is_well_formed_value(element, depth + 1))
            })
}

/// `EncryptedPrivateKeyInfo ::= SEQUENCE { encryptionAlgorithm, encryptedData OCTET STRING }`
#[derive(Sequence)]
pub(super) struct EncryptedPrivateKeyInfo<'a> {
    pub(super) algorithm: AlgorithmIdentifierRef<'a>,
    pub(super) encrypted: &'a OctetStringRef,
}

/// `pkcs-12PbeParams ::= SEQUENCE { salt OCTET STRING, iterations INTEGER }` (RFC 7292 appendix C)
#[derive(Sequence)]
pub(super) struct Pbes1<'a> {
    pub(super) salt: &'a OctetStringRef,
    pub(super) iterations: u64,
}

/// `PBES2-params ::= SEQUENCE { keyDerivationFunc, encryptionScheme }` (RFC 8018 A.4)
#[derive(Sequence)]
pub(super) struct Pbes2<'a> {
    pub(super) derivation: AlgorithmIdentifierRef<'a>,
    pub(super) encryption: AlgorithmIdentifierRef<'a>,
}

/// `PBKDF2-params ::= SEQUENCE { salt, iterationCount, keyLength OPTIONAL, prf DEFAULT hmacWithSHA1 }`
/// (RFC 8018 A.2).
#[derive(Sequence)]
pub(super) struct Pbkdf2<'a> {
    pub(super) salt: &'a OctetStringRef,
    pub(super) iterations: u64,
    pub(super) key_length: Option<u32>,
    pub(super) prf: Option<AlgorithmIdentifierRef<'a>>,
}

/// `Gost28147-89-Parameters ::= SEQUENCE { iv OCTET STRING (8), encryptionParamSet OID }` (RFC 4357)
#[derive(Sequence)]
pub(super) struct Gost28147<'a> {
    pub(super) iv: &'a OctetStringRef,
    pub(super) set: ObjectIdentifier,
}

/// `Gost3412-15-Encryption-Parameters ::= SEQUENCE { ukm OCTET STRING }` (RFC 9337 §7.3)
#[derive(Sequence)]
pub(super) struct Gost3412<'a> {
    pub(super) ukm: &'a OctetStringRef,
}
