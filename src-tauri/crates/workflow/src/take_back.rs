//! The outside way: the letter left unsigned, another program signed it, and what that program gave comes back.
//!
//! Most programs give a signature file (`.sig`) for the very bytes they were given; some sign in the field that stands
//! ready in the PDF; Госключ returns a pair of its own, a PDF and a `.sig`. Whatever comes is held against the letter
//! that was exported, and only then filed beside it.

use std::io;
use std::path::Path;

use chrono::{DateTime, FixedOffset};
use letter::Mark;
use pdf_file::{Attachment, PdfFile};
use request::Request;
use serde_json::Value;
use signature::{Certificate, Integrity, SignatureReport, Trust, Verification};

use crate::check::{self, Checked};
use crate::compose::{Composed, never_sent, pretty};
use crate::enclosures::{self, Files};
use crate::failure::{Class, Failure};
use crate::folder::{self, NamedFile};
use crate::keys;
use crate::message::{self, Message, Signed};
use crate::report::{self, LegalForce, Warning};
use crate::same_paper::same_paper;
use crate::signer;

/// Why what came back is not filed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReturnedError {
    /// Neither a PDF nor a signature, or several of one kind.
    #[error("Нужен файл подписи .sig, подписанный PDF или оба, а дано другое: {0}")]
    Files(String),
    /// A PDF without any signature.
    #[error("Файл {0} не подписан")]
    NotSigned(String),
    /// A PDF that is not this letter.
    #[error("Файл {0} – другой документ, а не это письмо")]
    OtherLetter(String),
    /// A signature over other bytes.
    #[error("Подпись {0} поставлена не под этим файлом письма")]
    OtherBytes(String),
    /// A signature that cannot be checked here.
    #[error("Подпись {name} проверить нельзя: {reason}")]
    Unconfirmed {
        /// The file.
        name: String,
        /// What the check said.
        reason: String,
    },
}

impl ReturnedError {
    /// A stable code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Files(_) => "returned_files",
            Self::NotSigned(_) => "returned_not_signed",
            Self::OtherLetter(_) => "returned_other_letter",
            Self::OtherBytes(_) => "returned_other_bytes",
            Self::Unconfirmed { .. } => "returned_unconfirmed",
        }
    }

    /// What the person can do.
    #[must_use]
    pub const fn hint(&self) -> &'static str {
        match self {
            Self::Files(_) => {
                "Выберите файл .sig, который сделала программа подписи; Госключ отдаёт пару: PDF и .sig."
            }
            Self::NotSigned(_) => {
                "Подпишите letter.pdf своей программой и верните то, что она сделала: .sig или подписанный PDF."
            }
            Self::OtherLetter(_) => "Подпишите letter.pdf из папки этого письма и верните его.",
            Self::OtherBytes(_) => {
                "Подпишите letter.pdf из папки этого письма. Если программа вернула и PDF, и .sig, верните оба файла вместе."
            }
            Self::Unconfirmed { .. } => {
                "Проверьте подпись на e-trust.gosuslugi.ru. Если она верна, отправьте letter.pdf и .sig из своей почты."
            }
        }
    }

    pub(crate) const fn class(&self) -> Class {
        match self {
            Self::Files(_) => Class::Input,
            Self::NotSigned(_) | Self::OtherLetter(_) | Self::OtherBytes(_) => Class::Negative,
            Self::Unconfirmed { .. } => Class::Indeterminate,
        }
    }
}

/// Holds what came back against the letter in `folder`; [`Composed::write_over`] files it there.
///
/// # Errors
/// [`Failure::Returned`] when it is not this letter signed; [`Failure::AlreadySent`]; [`Failure::Read`] where no letter
/// lies in the folder.
pub fn take_back(
    folder: &Path,
    returned: &[NamedFile],
    now: DateTime<FixedOffset>,
) -> Result<Composed, Failure> {
    never_sent(folder)?;
    let lying = folder::read_file(&folder.join("letter.pdf"))?;
    let exported = as_exported(&lying)?;
    let request_json = folder::read_file(&folder.join("request.json"))?;
    let Checked {
        request, mut value, ..
    } = check::complete(&request_json, now)?;

    let signed = hold_against(exported, returned, now)?;
    let mut files = vec![NamedFile::new("letter.pdf", signed.letter)];
    files.extend(signed.signature);
    if let Some(certificate) = &signed.certificate {
        files.push(NamedFile::new("certificate.cer", certificate.der()));
    }
    if folder.join("message.eml").exists() {
        let inside = Inside(attachments(&files[0].bytes)?);
        let message = message::draft(&Message {
            request: &request,
            title: &title(&request)?,
            files: &files,
            enclosures: &enclosures::take(&mut value, &inside)?,
            signed: Some(Signed {
                holder: signed
                    .certificate
                    .as_ref()
                    .map_or_else(String::new, keys::holder),
                inside: signed.inside,
            }),
            now,
        })?;
        files.push(NamedFile::new("message.eml", message));
    }

    let legal_force = match &signed.certificate {
        // A program outside may be a certified tool; whether it is, only the certificate can claim.
        Some(certificate) if certificate.claims_to_be_qualified() => LegalForce::QualifiedClaimed,
        _ => LegalForce::Unqualified,
    };
    let mut warnings = signed.warnings;
    if let Some(certificate) = &signed.certificate
        && !signer::is_same_person(signer::names(certificate), request.applicant())
    {
        warnings.push(Warning::new(
            "signer_differs",
            "Владелец сертификата – не тот, от чьего имени письмо: оператор может счесть его неподписанным.",
        ));
    }
    let mut report = signed.report;
    report::finish(&mut report, legal_force, &warnings);
    files.push(NamedFile::new("report.json", pretty(&report)));
    Ok(Composed {
        files,
        report,
        legal_force,
        warnings,
    })
}

/// The letter with its signature, whatever form it came in.
struct SignedOutside {
    letter: Vec<u8>,
    /// `letter.pdf.sig`, where there is one.
    signature: Option<NamedFile>,
    /// The signature stands in the PDF itself.
    inside: bool,
    certificate: Option<Certificate>,
    report: Value,
    warnings: Vec<Warning>,
}

fn hold_against(
    exported: &[u8],
    returned: &[NamedFile],
    now: DateTime<FixedOffset>,
) -> Result<SignedOutside, Failure> {
    let (pdfs, others): (Vec<_>, Vec<_>) = returned
        .iter()
        .partition(|file| file.bytes.starts_with(b"%PDF-"));
    let (pdf, beside) = match (&*pdfs, &*others) {
        ([], [beside]) => (None, Some(*beside)),
        ([pdf], []) => (Some(*pdf), None),
        ([pdf], [beside]) => (Some(*pdf), Some(*beside)),
        _ => {
            let names: Vec<_> = returned.iter().map(|file| &*file.name).collect();
            return Err(ReturnedError::Files(names.join(", ")).into());
        }
    };
    let mut warnings = Vec::new();
    let letter = match pdf {
        None => exported,
        // Bytes appended to the letter could change it as well as a copy could: both are looked at as they read now.
        Some(pdf) if same_paper(exported, &pdf.bytes) => {
            if !pdf.bytes.starts_with(exported) {
                warnings.push(Warning::new(
                    "returned_copy",
                    "Программа подписи сохранила письмо заново: текст, данные и приложения в нём те же, подписан её файл.",
                ));
            }
            &pdf.bytes
        }
        Some(pdf) => return Err(ReturnedError::OtherLetter(pdf.name.clone()).into()),
    };

    let (within, within_report) = report::verify_pdf(letter, &Trust::new(), now);
    let inside = !within.signatures.is_empty();
    if inside {
        let name = pdf.map_or("letter.pdf", |pdf| &pdf.name);
        confirmed(name, &within)?;
    }
    let Some(beside) = beside else {
        if !inside {
            let name = pdf.map_or_else(String::new, |pdf| pdf.name.clone());
            return Err(ReturnedError::NotSigned(name).into());
        }
        return Ok(SignedOutside {
            letter: letter.to_vec(),
            signature: None,
            inside,
            certificate: certificate(&within),
            report: within_report,
            warnings,
        });
    };
    let der = signature::signature_der(&beside.bytes)
        .ok_or_else(|| ReturnedError::Files(beside.name.clone()))?;
    let (verification, report) = report::verify_detached(letter, &der, &Trust::new(), now);
    confirmed(&beside.name, &verification)?;
    Ok(SignedOutside {
        letter: letter.to_vec(),
        signature: Some(NamedFile::new("letter.pdf.sig", der)),
        inside,
        certificate: certificate(&verification),
        report: if inside { within_report } else { report },
        warnings,
    })
}

/// Every signature holds over the whole file; the chain is only reported, as for our own.
fn confirmed(name: &str, verification: &Verification) -> Result<(), ReturnedError> {
    let wrong = |one: &SignatureReport| {
        if one.integrity == Integrity::Broken {
            ReturnedError::OtherBytes(name.to_owned())
        } else {
            ReturnedError::Unconfirmed {
                name: name.to_owned(),
                reason: one.reason.clone(),
            }
        }
    };
    match verification
        .signatures
        .iter()
        .find(|one| !report::is_whole(one))
    {
        Some(one) => Err(wrong(one)),
        None => Ok(()),
    }
}

fn certificate(verification: &Verification) -> Option<Certificate> {
    verification.signatures.last()?.certificate.clone()
}

/// The letter as it left: signing in its ready field only appends revisions to it.
fn as_exported(lying: &[u8]) -> Result<&[u8], Failure> {
    let file = PdfFile::parse(lying)?;
    let end = file
        .revisions()
        .first()
        .map_or(lying.len(), |first| first.range.end);
    Ok(&lying[..end])
}

fn title(request: &Request) -> Result<String, Failure> {
    let options = letter::Options {
        mark: Mark::Outside,
    };
    Ok(letter::compose(request, &options)?.title)
}

/// The enclosures as the letter carries them: the files themselves may be gone by now.
struct Inside(Vec<Attachment>);

impl Files for Inside {
    fn read(&self, name: &str) -> io::Result<Vec<u8>> {
        self.0
            .iter()
            .find(|attachment| attachment.name == name)
            .map(|attachment| attachment.content.clone())
            .ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

fn attachments(pdf: &[u8]) -> Result<Vec<Attachment>, Failure> {
    let file = PdfFile::parse(pdf)?;
    Ok(file.attachments(file.revisions().len().saturating_sub(1))?)
}
