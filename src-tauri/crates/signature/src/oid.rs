//! Object identifiers, by the document that defines them.

use der::asn1::ObjectIdentifier;

const fn oid(text: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(text)
}

// RFC 5652: content types and attributes.
pub(crate) const DATA: ObjectIdentifier = oid("1.2.840.113549.1.7.1");
pub(crate) const SIGNED_DATA: ObjectIdentifier = oid("1.2.840.113549.1.7.2");
pub(crate) const CONTENT_TYPE: ObjectIdentifier = oid("1.2.840.113549.1.9.3");
pub(crate) const MESSAGE_DIGEST: ObjectIdentifier = oid("1.2.840.113549.1.9.4");
pub(crate) const SIGNING_TIME: ObjectIdentifier = oid("1.2.840.113549.1.9.5");
// RFC 6211.
pub(crate) const ALGORITHM_PROTECTION: ObjectIdentifier = oid("1.2.840.113549.1.9.52");
// RFC 5035, RFC 5126.
/// RFC 2634: names the certificate by SHA-1; time-stamping services still use it.
pub(crate) const SIGNING_CERTIFICATE: ObjectIdentifier = oid("1.2.840.113549.1.9.16.2.12");
pub(crate) const SIGNING_CERTIFICATE_V2: ObjectIdentifier = oid("1.2.840.113549.1.9.16.2.47");
pub(crate) const SIGNATURE_TIME_STAMP: ObjectIdentifier = oid("1.2.840.113549.1.9.16.2.14");

pub(crate) const CERTIFICATE_VALUES: ObjectIdentifier = oid("1.2.840.113549.1.9.16.2.23");
pub(crate) const REVOCATION_VALUES: ObjectIdentifier = oid("1.2.840.113549.1.9.16.2.24");
// ETSI EN 319 122-1 §5.5.3.
pub(crate) const ARCHIVE_TIME_STAMP_V3: ObjectIdentifier = oid("0.4.0.1733.2.4");
// Adobe: revocation data inside the signature, ISO 32000-1 §12.8.3.3.2.
pub(crate) const ADOBE_REVOCATION: ObjectIdentifier = oid("1.2.840.113583.1.1.8");

// RFC 8017, RFC 4055.
pub(crate) const RSA: ObjectIdentifier = oid("1.2.840.113549.1.1.1");
pub(crate) const RSA_PSS: ObjectIdentifier = oid("1.2.840.113549.1.1.10");
pub(crate) const MGF1: ObjectIdentifier = oid("1.2.840.113549.1.1.8");
// Weak ones, known in order to be refused by name (RFC 3279 §2.2.1).
pub(crate) const RSA_MD2: ObjectIdentifier = oid("1.2.840.113549.1.1.2");
pub(crate) const RSA_MD4: ObjectIdentifier = oid("1.2.840.113549.1.1.3");
pub(crate) const RSA_MD5: ObjectIdentifier = oid("1.2.840.113549.1.1.4");
pub(crate) const RSA_SHA1: ObjectIdentifier = oid("1.2.840.113549.1.1.5");
pub(crate) const RSA_SHA256: ObjectIdentifier = oid("1.2.840.113549.1.1.11");
pub(crate) const RSA_SHA384: ObjectIdentifier = oid("1.2.840.113549.1.1.12");
pub(crate) const RSA_SHA512: ObjectIdentifier = oid("1.2.840.113549.1.1.13");
// RFC 5480, RFC 5758.
pub(crate) const EC: ObjectIdentifier = oid("1.2.840.10045.2.1");
pub(crate) const P256: ObjectIdentifier = oid("1.2.840.10045.3.1.7");
pub(crate) const P384: ObjectIdentifier = oid("1.3.132.0.34");
pub(crate) const P521: ObjectIdentifier = oid("1.3.132.0.35");
pub(crate) const ECDSA_SHA1: ObjectIdentifier = oid("1.2.840.10045.4.1");
pub(crate) const ECDSA_SHA256: ObjectIdentifier = oid("1.2.840.10045.4.3.2");
pub(crate) const ECDSA_SHA384: ObjectIdentifier = oid("1.2.840.10045.4.3.3");
pub(crate) const ECDSA_SHA512: ObjectIdentifier = oid("1.2.840.10045.4.3.4");
// FIPS 180-4 by RFC 5754.
pub(crate) const SHA256: ObjectIdentifier = oid("2.16.840.1.101.3.4.2.1");
pub(crate) const SHA384: ObjectIdentifier = oid("2.16.840.1.101.3.4.2.2");
pub(crate) const SHA512: ObjectIdentifier = oid("2.16.840.1.101.3.4.2.3");

// Digests that are refused by name.
pub(crate) const MD2: ObjectIdentifier = oid("1.2.840.113549.2.2");
pub(crate) const MD4: ObjectIdentifier = oid("1.2.840.113549.2.4");
pub(crate) const MD5: ObjectIdentifier = oid("1.2.840.113549.2.5");
pub(crate) const SHA1: ObjectIdentifier = oid("1.3.14.3.2.26");
// RFC 9215, RFC 4490.
pub(crate) const STREEBOG_256: ObjectIdentifier = gost::oid::STREEBOG_256;
pub(crate) const STREEBOG_512: ObjectIdentifier = gost::oid::STREEBOG_512;
pub(crate) const GOST_R3411_94: ObjectIdentifier = gost::oid::GOST_R3411_94;
pub(crate) const GOST_R3411_94_CRYPTO_PRO: ObjectIdentifier = gost::oid::GOST_R3411_94_CRYPTO_PRO;

// RFC 5280: names.
pub(crate) const COMMON_NAME: ObjectIdentifier = oid("2.5.4.3");
pub(crate) const SURNAME: ObjectIdentifier = oid("2.5.4.4");
pub(crate) const GIVEN_NAME: ObjectIdentifier = oid("2.5.4.42");
pub(crate) const TITLE: ObjectIdentifier = oid("2.5.4.12");
pub(crate) const ORGANIZATION: ObjectIdentifier = oid("2.5.4.10");
pub(crate) const EMAIL: ObjectIdentifier = oid("1.2.840.113549.1.9.1");
// RFC 5280: extensions.
pub(crate) const KEY_USAGE: ObjectIdentifier = oid("2.5.29.15");
pub(crate) const BASIC_CONSTRAINTS: ObjectIdentifier = oid("2.5.29.19");
pub(crate) const CERTIFICATE_POLICIES: ObjectIdentifier = oid("2.5.29.32");
pub(crate) const EXTENDED_KEY_USAGE: ObjectIdentifier = oid("2.5.29.37");
pub(crate) const SUBJECT_ALT_NAME: ObjectIdentifier = oid("2.5.29.17");
pub(crate) const NAME_CONSTRAINTS: ObjectIdentifier = oid("2.5.29.30");
pub(crate) const POLICY_MAPPINGS: ObjectIdentifier = oid("2.5.29.33");
pub(crate) const POLICY_CONSTRAINTS: ObjectIdentifier = oid("2.5.29.36");
pub(crate) const INHIBIT_ANY_POLICY: ObjectIdentifier = oid("2.5.29.54");
pub(crate) const CRL_DISTRIBUTION_POINTS: ObjectIdentifier = oid("2.5.29.31");
pub(crate) const TIME_STAMPING: ObjectIdentifier = oid("1.3.6.1.5.5.7.3.8");
pub(crate) const OCSP_SIGNING: ObjectIdentifier = oid("1.3.6.1.5.5.7.3.9");
// RFC 5280 §5: extensions of revocation lists and their entries.
pub(crate) const CRL_NUMBER: ObjectIdentifier = oid("2.5.29.20");
pub(crate) const CRL_REASON: ObjectIdentifier = oid("2.5.29.21");
pub(crate) const INVALIDITY_DATE: ObjectIdentifier = oid("2.5.29.24");
pub(crate) const ISSUING_DISTRIBUTION_POINT: ObjectIdentifier = oid("2.5.29.28");
pub(crate) const AUTHORITY_KEY_IDENTIFIER: ObjectIdentifier = oid("2.5.29.35");
/// X.509 §9.5.2.8: a list that keeps certificates whose term is over.
pub(crate) const EXPIRED_CERTS_ON_CRL: ObjectIdentifier = oid("2.5.29.60");
// RFC 6960.
pub(crate) const OCSP_BASIC: ObjectIdentifier = oid("1.3.6.1.5.5.7.48.1.1");
pub(crate) const OCSP_NONCE: ObjectIdentifier = oid("1.3.6.1.5.5.7.48.1.2");
pub(crate) const OCSP_NO_CHECK: ObjectIdentifier = oid("1.3.6.1.5.5.7.48.1.5");
pub(crate) const OCSP_ARCHIVE_CUTOFF: ObjectIdentifier = oid("1.3.6.1.5.5.7.48.1.6");
// RFC 5940: an OCSP response among the revocation data of CMS.
pub(crate) const OCSP_RESPONSE_IN_CMS: ObjectIdentifier = oid("1.3.6.1.5.5.7.16.2");
// RFC 3161.
pub(crate) const TST_INFO: ObjectIdentifier = oid("1.2.840.113549.1.9.16.1.4");

// Приказ ФСБ России от 27.12.2011 № 795.
pub(crate) const OGRN: ObjectIdentifier = oid("1.2.643.100.1");
pub(crate) const SNILS: ObjectIdentifier = oid("1.2.643.100.3");
pub(crate) const INN_LEGAL_ENTITY: ObjectIdentifier = oid("1.2.643.100.4");
pub(crate) const OGRNIP: ObjectIdentifier = oid("1.2.643.100.5");
pub(crate) const INN: ObjectIdentifier = oid("1.2.643.3.131.1.1");
pub(crate) const SUBJECT_SIGN_TOOL: ObjectIdentifier = oid("1.2.643.100.111");
pub(crate) const ISSUER_SIGN_TOOL: ObjectIdentifier = oid("1.2.643.100.112");
/// The classes of signature tools lie below it.
pub(crate) const TOOL_CLASS: &str = "1.2.643.100.113.";
