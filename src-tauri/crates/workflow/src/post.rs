//! The postal pack: the letter with its ink line, the forms of the post, and what to do at the counter.

use chrono::{DateTime, FixedOffset};
use letter::post::Party;
use pdf::Fonts;
use request::Request;

use crate::enclosures::page_count;
use crate::failure::Failure;
use crate::folder::NamedFile;
use crate::report::Warning;
use crate::words::{self, PostWords};

/// An A4 sheet of 80 g/m².
const SHEET_GRAMS: u32 = 5;
/// A C4 envelope.
const ENVELOPE_GRAMS: u32 = 16;
/// Limit of a letter with declared value within Russia.
const LETTER_LIMIT_GRAMS: u32 = 100;

/// Declared value, in roubles: any sum makes it a letter with an inventory; the least costs least.
const DECLARED_ROUBLES: u32 = 1;

/// What the pack is made of.
pub(crate) struct Posted<'a> {
    /// With every enclosure that is listed in the letter.
    pub(crate) request: &'a Request,
    /// The letter with its ink line.
    pub(crate) letter: Vec<u8>,
    /// The same with an acceptance mark, for handing in personally.
    pub(crate) second_copy: Vec<u8>,
    /// Its title, for the inventory.
    pub(crate) title: &'a str,
    pub(crate) fonts: &'a Fonts,
    pub(crate) now: DateTime<FixedOffset>,
}

/// The files of `post/`, and what a person should know about them.
pub(crate) fn pack(posted: Posted<'_>) -> Result<(Vec<NamedFile>, Vec<Warning>), Failure> {
    let Posted {
        request,
        letter,
        second_copy,
        title,
        fonts,
        now,
    } = posted;
    let pages = page_count(&letter)?;
    // One copy of the inventory travels inside.
    let papers = request.enclosures.iter().map(|one| {
        one.pages
            .unwrap_or(1)
            .saturating_mul(one.copies.unwrap_or(1))
    });
    let sheets = papers.fold(pages + 1, u32::saturating_add);
    let weight = sheets
        .saturating_mul(SHEET_GRAMS)
        .saturating_add(ENVELOPE_GRAMS);

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
    let posting = letter::post::posting(request, title, pages as usize, DECLARED_ROUBLES);
    if posting.to.full_address().is_none() {
        // Only an authority may come without one: an operator's address is required.
        warnings.push(Warning {
            code: "addressee_address_missing".to_owned(),
            field: Some("/demands/0/authority/address".to_owned()),
            message:
                "Нет почтового адреса получателя: впишите его на конверте и в бланках от руки."
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
        addressee: &posting.to.name,
        addressee_address: posting.to.full_address(),
        applicant: applicant.full_name(),
        applicant_address: posting.from.as_ref().and_then(Party::full_address),
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
    let options = pdf::Options {
        created: now,
        files: Vec::new(),
    };
    let files = vec![
        NamedFile::new("post/letter.pdf", letter),
        NamedFile::new("post/second-copy.pdf", second_copy),
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
