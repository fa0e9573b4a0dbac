//! Electronic signatures over bytes: keys, certificates, CMS, PAdES and CAdES; nothing here knows what a letter is.
//!
//! ```text
//! Pkcs12::open ─► SoftwareKey: SigningKey ─┬► sign_pdf       the signature inside the PDF (PAdES-B)
//!                                          └► sign_detached  a file beside it (CAdES-BES)
//! verify_pdf, verify_detached ─► Verification: what can be said, failing closed
//! ```

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod accredited_list;
mod algorithm;
mod appraisal;
mod armour;
mod asn1;
mod certificate;
mod chain;
mod cms_read;
mod cms_write;
mod crl;
mod detached;
mod dss;
mod error;
mod key;
mod name;
mod ocsp;
mod oid;
mod pdf_sign;
mod pdf_verify;
mod pkcs12;
mod recognition;
mod report;
mod revocation;
mod signer;
#[cfg(feature = "test-certificates")]
pub mod testing;
mod time_stamping;
mod timestamp;
mod trust;

pub use accredited_list::AccreditedList;
pub use algorithm::{DigestAlgorithm, SignatureAlgorithm};
pub use certificate::{Certificate, DistinguishedName, KeyUsage};
pub use cms_write::sign_detached;
pub use detached::{attached_content, signature_der, verify_detached};
pub use error::{CertificateError, EvidenceError, KeyError, ListError, SignError};
pub use key::{Custody, SigningKey, SoftwareKey};
pub use pdf_sign::{
    PdfSignatureOptions, PreparedPdf, prepare_pdf, sign_pdf, sign_pdf_with_time_stamp,
};
pub use pdf_verify::verify_pdf;
pub use pkcs12::Pkcs12;
pub use report::{
    Accreditation, ChainStatus, Covers, Holds, Integrity, LaterChanges, PathCertificate, Qualified,
    RecognitionLine, Revocation, SignatureReport, SignerReport, TimeSource, TimeStampReport,
    Verdict, Verification, Warning,
};
pub use time_stamping::TimeStamping;
pub use trust::Trust;
