//! The postal pack: the letter with its ink line, the forms of the post, and what to do at the counter.

use chrono::{DateTime, FixedOffset};
use pdf::Fonts;
use pdf_file::{PdfError, PdfFile};
use request::Request;

use crate::enclosures::Enclosure;
use crate::failure::Failure;
use crate::folder::NamedFile;
use crate::report::Warning;
use crate::words::{self, PostWords};

/// An A4 sheet of 80 g/m².
const SHEET_GRAMS: f64 = 5.0;
/// A C4 envelope.
const ENVELOPE_GRAMS: f64 = 16.0;
/// Limit of a letter with declared value within Russia.
const LETTER_LIMIT_GRAMS: u32 = 100;

/// Declared value, in roubles: any sum makes it a letter with an inventory; the least costs least.
const DECLARED_ROUBLES: u32 = 1;

/// What the pack is made of.
pub(crate) struct Posted<'a> {
    pub(crate) request: &'a Request,
    /// The letter with its ink line.
    pub(crate) letter: Vec<u8>,
    /// Its title, for the inventory.
    pub(crate) title: &'a str,
    pub(crate) enclosures: &'a [Enclosure],
    pub(crate) fonts: &'a Fonts,
    pub(crate) now: DateTime<FixedOffset>,
}

/// The files of `post/`, and what a person should know about them.
pub(crate) fn pack(posted: Posted<'_>) -> Result<(Vec<NamedFile>, Vec<Warning>), Failure> {
    let Posted {
        request,
        letter,
        title,
        enclosures,
        fonts,
        now,
    } = posted;
    let pages = page_count(&letter)?;
    // One copy of the inventory travels inside.
    let mut sheets = pages + 1;
    for (index, enclosure) in request.enclosures.iter().enumerate() {
        let counted = enclosure.pages.map_or_else(
            || pages_of(enclosures, index, request),
            |pages| pages as usize,
        );
        sheets += counted * enclosure.copies.unwrap_or(1) as usize;
    }
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an estimate in grams, small and positive"
    )]
    let weight = (sheets as f64).mul_add(SHEET_GRAMS, ENVELOPE_GRAMS).ceil() as u32;

    let applicant = request.applicant();
    let mut warnings = Vec::new();
    if applicant.address.is_none() {
        warnings.push(Warning {
            code: "sender_address_missing".to_owned(),
            field: Some(
                if request.representative.is_some() {
                    "/representative/person/address"
                } else {
                    "/subject/address"
                }
                .to_owned(),
            ),
            message:
                "Нет почтового адреса отправителя: впишите его на конверте и в уведомлении от руки."
                    .to_owned(),
        });
    }
    if weight > LETTER_LIMIT_GRAMS {
        warnings.push(Warning::new(
            "letter_too_heavy",
            "Письмо тяжелее 100 г: ценное письмо не примут, нужна ценная бандероль.",
        ));
    }
    let readme = words::post_readme(&PostWords {
        operator: &request.operator.name,
        operator_address: full(&request.operator.address),
        applicant: applicant.full_name(),
        applicant_address: applicant.address.as_ref().map(full),
        sheets: words::sheets(pages),
        enclosures: request
            .enclosures
            .iter()
            .map(|enclosure| &*enclosure.title)
            .collect(),
        weight,
        heavy: weight > LETTER_LIMIT_GRAMS,
    });
    // Notepad on old Windows needs the mark to see Russian, and both line ends.
    let readme = format!("\u{feff}{}", readme.replace('\n', "\r\n"));
    let posting = letter::post::posting(request, title, pages, DECLARED_ROUBLES);
    let options = pdf::Options {
        created: now,
        files: Vec::new(),
    };
    let files = vec![
        NamedFile::new("post/letter.pdf", letter),
        NamedFile::new(
            "post/envelope.pdf",
            pdf::post::envelopes(&posting, fonts, &options)?,
        ),
        NamedFile::new(
            "post/inventory-f107.pdf",
            pdf::post::inventory_f107(&posting, fonts, &options)?,
        ),
        NamedFile::new(
            "post/notice-f119.pdf",
            pdf::post::notice_f119(&posting, fonts, &options)?,
        ),
        NamedFile::new("post/README.txt", readme),
    ];
    Ok((files, warnings))
}

/// Sheets of an enclosure nobody counted: a PDF knows its pages, a picture is one.
fn pages_of(enclosures: &[Enclosure], index: usize, request: &Request) -> usize {
    let Some(file) = &request.enclosures[index].file else {
        return 1;
    };
    let name = file.rsplit(['/', '\\']).next().unwrap_or_default();
    enclosures
        .iter()
        .find(|enclosure| enclosure.file.name == name && enclosure.media_type == "application/pdf")
        .and_then(|enclosure| page_count(&enclosure.file.bytes).ok())
        .unwrap_or(1)
}

/// Pages of a PDF as its root of pages counts them (ISO 32000-1 §7.7.3.2).
fn page_count(pdf: &[u8]) -> Result<usize, PdfError> {
    let file = PdfFile::parse(pdf)?;
    let view = file.latest();
    let pages = view.value(&view.catalog()?, "Pages")?;
    let count = pages
        .as_dictionary()
        .and_then(|pages| pages.get("Count")?.as_integer());
    Ok(count
        .and_then(|count| usize::try_from(count).ok())
        .unwrap_or(1))
}

fn full(address: &request::Address) -> String {
    match &address.postal_code {
        Some(code) => format!("{}, {code}", address.text),
        None => address.text.to_string(),
    }
}
