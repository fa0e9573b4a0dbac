//! The main job: a request becomes a signed letter, an e-mail and a postal pack. Bytes in, bytes out.

use std::path::Path;
use std::sync::OnceLock;

use chrono::{DateTime, FixedOffset};
use law::Kind;
use letter::{Letter, Mark, PASTE_CAUTION, SignatureMark};
use pdf::{EmbeddedFile, Fonts, PdfError, Relation};
use request::{Request, SigningForm};
use serde_json::Value;
use signature::{Certificate, SigningKey, Trust};

use crate::check::{self, Checked};
use crate::enclosures::{self, Enclosure, Files};
use crate::failure::Failure;
use crate::folder::{self, NamedFile};
use crate::keys;
use crate::message::{self, Message, Signed};
use crate::post::{self, Posted};
use crate::report::{self, LegalForce, Warning};
use crate::signer;

/// Everything the main job needs to know.
pub struct Job<'a> {
    /// The request file.
    pub request: &'a [u8],
    /// Where its enclosures come from.
    pub files: &'a dyn Files,
    /// The clock.
    pub now: DateTime<FixedOffset>,
    /// The key; without one an electronic letter leaves unsigned, for a program outside.
    pub key: Option<&'a dyn SigningKey>,
    /// Sign beside the letter too: `letter.pdf.sig`.
    pub detached: bool,
    /// Make `message.eml`.
    pub email: bool,
    /// Make `post/`.
    pub post: bool,
}

/// A finished letter that is not yet written anywhere.
#[derive(Debug)]
pub struct Composed {
    /// The files of contract §5.
    pub files: Vec<NamedFile>,
    /// `report.json`.
    pub report: Value,
    /// What force the signature has.
    pub legal_force: LegalForce,
    /// What a person should know; never a reason to fail.
    pub warnings: Vec<Warning>,
}

/// Names an earlier run may have left in the folder; those this run does not make would contradict it.
const OWN_NAMES: &[&str] = &[
    "letter.pdf",
    "letter.pdf.sig",
    "certificate.cer",
    "request.json",
    "report.json",
    "message.eml",
    "post/letter.pdf",
    "post/second-copy.pdf",
    "post/envelope.pdf",
    "post/inventory-f107.pdf",
    "post/notice-f119.pdf",
    "post/README.txt",
];

impl Composed {
    /// Writes the letter into `folder`: all of it or nothing.
    ///
    /// # Errors
    /// [`Failure::AlreadySent`] where a letter was sent from the folder; [`Failure::Write`].
    pub fn write(&self, folder: &Path) -> Result<(), Failure> {
        never_sent(folder)?;
        folder::write_files(folder, &self.files, OWN_NAMES)
    }

    /// Writes these files over those of their names and leaves the others of the letter as they are.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub fn write_over(&self, folder: &Path) -> Result<(), Failure> {
        never_sent(folder)?;
        folder::write_files(folder, &self.files, &[])
    }
}

/// What was sent from a folder stays there as it was.
pub(crate) fn never_sent(folder: &Path) -> Result<(), Failure> {
    if folder.join("outbox.json").exists() {
        return Err(Failure::AlreadySent {
            folder: folder.to_owned(),
        });
    }
    Ok(())
}

/// Check, render, sign, verify; then the e-mail and the postal pack.
///
/// # Errors
/// The first thing that stops the letter; nothing is written anywhere.
pub fn compose(job: &Job<'_>) -> Result<Composed, Failure> {
    let Checked {
        request,
        value,
        mut warnings,
    } = check::complete(job.request, job.now)?;
    if job.email {
        if request.kinds().any(|kind| kind == Kind::Complaint) {
            return Err(Failure::EmailNotAccepted);
        }
        if request.operator.email.is_none() {
            return Err(Failure::NoOperatorEmail);
        }
    }
    let paper = Paper::new(&request, value, job.files)?;
    warnings.extend(paper.warnings.iter().cloned());
    let ink = request
        .signing
        .is_some_and(|signing| signing.form == SigningForm::Ink);

    let (pdf, detached, verification) = match job.key {
        Some(key) => {
            keys::usable(key, job.now)?;
            if ink {
                warnings.push(Warning::new(
                    "signing_form_differs",
                    "В запросе указана собственноручная подпись, но письмо подписано названным ключом.",
                ));
            }
            if !signer::is_same_person(signer::names(key.certificate()), request.applicant()) {
                warnings.push(Warning::new(
                    "signer_differs",
                    "Владелец сертификата – не тот, от чьего имени письмо: оператор может счесть его неподписанным.",
                ));
            }
            let unsigned = paper.print(Mark::Electronic(mark(key.certificate())), job.now)?;
            let (signed, verification) = keys::sign(&unsigned, key, job.now)?;
            let detached = if job.detached {
                Some(keys::sign_beside(&signed, key, job.now)?)
            } else {
                None
            };
            (signed, detached, verification)
        }
        None => {
            let form = request.signing.map(|signing| signing.form);
            let mark = match form {
                Some(SigningForm::Ink) => Mark::Ink,
                Some(SigningForm::Electronic) => Mark::Outside,
                Some(SigningForm::None) | None => Mark::None,
            };
            if form == Some(SigningForm::Electronic) {
                warnings.push(Warning::new(
                    "not_signed",
                    "Письмо не подписано: подпишите letter.pdf своей программой и приложите файл .sig.",
                ));
            }
            let pdf = paper.print(mark, job.now)?;
            let verification = signature::verify_pdf(&pdf, &Trust::new(), job.now);
            (pdf, None, verification)
        }
    };

    let legal_force = LegalForce::of(job.key.map(SigningKey::custody));
    if legal_force == LegalForce::Unqualified {
        warnings.push(Warning::new(
            "signature_not_qualified",
            "Ключом распорядилась сама программа, поэтому подпись не считается квалифицированной (63-ФЗ, ст. 5 ч. 4): \
             надёжнее подписать сертифицированным средством или на бумаге (--post).",
        ));
    }
    let mut report = report::own(&verification, &pdf);

    let mut files = vec![NamedFile::new("letter.pdf", pdf)];
    files.extend(detached.map(|bytes| NamedFile::new("letter.pdf.sig", bytes)));
    if let Some(key) = job.key {
        files.push(NamedFile::new("certificate.cer", key.certificate().der()));
    }
    if job.email {
        let message = message::draft(&Message {
            request: &paper.request,
            title: &paper.letter(Mark::None)?.title,
            files: &files,
            enclosures: &paper.enclosures,
            signed: job.key.map(|key| Signed {
                holder: keys::holder(key.certificate()),
                inside: true,
            }),
            now: job.now,
        })?;
        files.push(NamedFile::new("message.eml", message));
    }
    files.push(NamedFile::new("request.json", paper.request_json.clone()));
    if job.post {
        let (pack, warning) = paper.post(job.now)?;
        files.extend(pack);
        warnings.extend(warning);
    }
    report::finish(&mut report, legal_force, &warnings);
    files.push(NamedFile::new("report.json", pretty(&report)));
    Ok(Composed {
        files,
        report,
        legal_force,
        warnings,
    })
}

/// The letter for the screen: «не подписано» stands where the mark will be.
///
/// # Errors
/// As [`compose`] up to the pages.
pub fn preview(
    request: &[u8],
    files: &dyn Files,
    now: DateTime<FixedOffset>,
) -> Result<Vec<u8>, Failure> {
    let Checked { request, value, .. } = check::complete(request, now)?;
    let ink = request
        .signing
        .is_some_and(|signing| signing.form == SigningForm::Ink);
    Paper::new(&request, value, files)?.print(if ink { Mark::Ink } else { Mark::Preview }, now)
}

/// The postal pack for the screen, before anything is written: the ink letter, the envelopes, f. 107, f. 119.
///
/// # Errors
/// As [`compose`] up to the pages.
pub fn preview_post(
    request: &[u8],
    files: &dyn Files,
    now: DateTime<FixedOffset>,
) -> Result<Vec<NamedFile>, Failure> {
    let Checked { request, value, .. } = check::complete(request, now)?;
    let (pack, _) = Paper::new(&request, value, files)?.post(now)?;
    Ok(pack)
}

/// The letter alone: with a certificate, its mark stands ready for the signing that follows.
///
/// # Errors
/// As [`compose`] up to the pages.
pub fn render(
    request: &[u8],
    files: &dyn Files,
    certificate: Option<&Certificate>,
    now: DateTime<FixedOffset>,
) -> Result<(Vec<u8>, Vec<Warning>), Failure> {
    let Checked {
        request,
        value,
        mut warnings,
    } = check::complete(request, now)?;
    let mark = match (certificate, request.signing.map(|signing| signing.form)) {
        (Some(certificate), _) => Mark::Electronic(mark(certificate)),
        (None, Some(SigningForm::Ink)) => Mark::Ink,
        (None, Some(SigningForm::Electronic)) => Mark::Outside,
        (None, Some(SigningForm::None) | None) => Mark::None,
    };
    let paper = Paper::new(&request, value, files)?;
    warnings.extend(paper.warnings.iter().cloned());
    Ok((paper.print(mark, now)?, warnings))
}

/// A text for an electronic form, and what a person should know before pasting it.
#[derive(Debug, Clone)]
pub struct Pasted {
    /// The text, paragraphs parted by empty lines.
    pub text: String,
    /// Its length as forms count it.
    pub characters: usize,
    /// What a person should know.
    pub warnings: Vec<Warning>,
}

/// The text of the letter alone, for Госуслуги or the authority's site: heading, demands, circumstances, list of
/// enclosures.
///
/// # Errors
/// As [`compose`] before the pages.
pub fn text_to_paste(
    request: &[u8],
    files: &dyn Files,
    now: DateTime<FixedOffset>,
) -> Result<Pasted, Failure> {
    let Checked {
        request,
        value,
        mut warnings,
    } = check::complete(request, now)?;
    let paper = Paper::new(&request, value, files)?;
    warnings.extend(paper.warnings.iter().cloned());
    let text = paper.letter(Mark::None)?.text_to_paste();
    let characters = text.trim_end().chars().count();
    if characters > PASTE_CAUTION {
        let message = format!(
            "В тексте {characters} знаков. Предел у каждой формы свой: если текст не помещается, вставьте первые абзацы, \
             а письмо приложите файлом PDF."
        );
        warnings.push(Warning::new("text_long", &message));
    }
    Ok(Pasted {
        text,
        characters,
        warnings,
    })
}

/// What every printing of one letter shares: the request, its data file, its enclosures.
struct Paper {
    /// As the letter lists it: with every enclosure that goes along.
    request: Request,
    request_json: Vec<u8>,
    enclosures: Vec<Enclosure>,
    warnings: Vec<Warning>,
    fonts: &'static Fonts,
}

impl Paper {
    fn new(request: &Request, mut value: Value, files: &dyn Files) -> Result<Self, Failure> {
        let enclosures = enclosures::take(&mut value, files)?;
        let (request, warnings) = enclosures::listed(request.clone(), &enclosures);
        Ok(Self {
            request,
            request_json: pretty(&value),
            enclosures,
            warnings,
            fonts: fonts()?,
        })
    }

    /// The letter with this mark.
    fn letter(&self, mark: Mark) -> Result<Letter, Failure> {
        Ok(letter::compose(&self.request, &letter::Options { mark })?)
    }

    /// Its pages, with the data and the enclosures inside.
    fn pages(&self, letter: &Letter, now: DateTime<FixedOffset>) -> Result<Vec<u8>, Failure> {
        let data = EmbeddedFile {
            name: "request.json",
            media_type: "application/json",
            description: "Данные запроса (zapros-request/1)",
            relation: Relation::Data,
            bytes: &self.request_json,
        };
        let enclosures = self.enclosures.iter().map(|enclosure| EmbeddedFile {
            name: &enclosure.file.name,
            media_type: enclosure.media_type,
            description: &enclosure.title,
            relation: Relation::Supplement,
            bytes: &enclosure.file.bytes,
        });
        let options = pdf::Options {
            created: now,
            files: std::iter::once(data).chain(enclosures).collect(),
        };
        pdf::render(letter, self.fonts, &options).map_err(|error| self.with_field(error))
    }

    fn print(&self, mark: Mark, now: DateTime<FixedOffset>) -> Result<Vec<u8>, Failure> {
        self.pages(&self.letter(mark)?, now)
    }

    /// The postal pack around the letter with its ink line.
    fn post(&self, now: DateTime<FixedOffset>) -> Result<(Vec<NamedFile>, Vec<Warning>), Failure> {
        let letter = self.letter(Mark::Ink)?;
        post::pack(Posted {
            request: &self.request,
            letter: self.pages(&letter, now)?,
            title: &letter.title,
            second_copy: self.pages(&letter.clone().second_copy(), now)?,
            fonts: self.fonts,
            now,
        })
    }

    /// Names the field that holds a character no font has.
    fn with_field(&self, error: PdfError) -> Failure {
        let PdfError::MissingGlyph { character } = error else {
            return error.into();
        };
        let value: Value = serde_json::from_slice(&self.request_json).unwrap_or_default();
        match pointer_to(&value, character) {
            Some(field) => Failure::Character {
                field,
                source: error,
            },
            None => error.into(),
        }
    }
}

/// JSON Pointer (RFC 6901) to the first text with this character.
fn pointer_to(value: &Value, character: char) -> Option<String> {
    let below = |key: &str, value: &Value| {
        pointer_to(value, character)
            .map(|rest| format!("/{}{rest}", key.replace('~', "~0").replace('/', "~1")))
    };
    match value {
        Value::String(text) => text.contains(character).then(String::new),
        Value::Array(list) => list
            .iter()
            .enumerate()
            .find_map(|(i, one)| below(&i.to_string(), one)),
        Value::Object(fields) => fields.iter().find_map(|(key, one)| below(key, one)),
        _ => None,
    }
}

/// The faces of every letter, measured once.
pub(crate) fn fonts() -> Result<&'static Fonts, Failure> {
    static FONTS: OnceLock<Fonts> = OnceLock::new();
    if let Some(fonts) = FONTS.get() {
        return Ok(fonts);
    }
    let fonts = Fonts::pt_serif()?;
    Ok(FONTS.get_or_init(|| fonts))
}

pub(crate) fn mark(certificate: &Certificate) -> SignatureMark {
    SignatureMark {
        certificate: certificate.serial().to_owned(),
        holder: keys::holder(certificate),
        valid_from: certificate.not_before().date_naive(),
        valid_to: certificate.not_after().date_naive(),
    }
}

pub(crate) fn pretty(value: &Value) -> Vec<u8> {
    let mut text = format!("{value:#}");
    text.push('\n');
    text.into_bytes()
}
