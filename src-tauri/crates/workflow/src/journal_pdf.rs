//! The journal of requests as a PDF for an inspection.

use chrono::{DateTime, FixedOffset};
use pdf::{Fonts, Journal, Options};
use register::{COLUMNS, JournalLine};

use crate::failure::Failure;

/// Widths of [`COLUMNS`], in their order.
const SHARES: [f32; 23] = [
    8.0, 19.0, 17.0, 22.0, 13.0, 22.0, 19.0, 16.0, 27.0, 23.0, 15.0, 15.0, 15.0, 15.0, 18.0, 19.0,
    15.0, 15.0, 20.0, 16.0, 17.0, 19.0, 15.0,
];

/// Prints «Журнал учёта обращений»: identity documents are masked in its lines already.
///
/// # Errors
/// [`Failure::Render`] names a character that cannot be printed.
pub fn journal_pdf(lines: &[JournalLine], now: DateTime<FixedOffset>) -> Result<Vec<u8>, Failure> {
    let columns: Vec<(&str, f32)> = COLUMNS.iter().copied().zip(SHARES).collect();
    let cells: Vec<Vec<String>> = lines.iter().map(|line| line.0.clone()).collect();
    let journal = Journal {
        title: "Журнал учёта обращений субъектов персональных данных",
        under: &format!(
            "Составлен {}. Записей: {}.",
            now.format("%d.%m.%Y"),
            cells.len()
        ),
        columns: &columns,
        lines: &cells,
    };
    let options = Options {
        created: now,
        files: Vec::new(),
    };
    Ok(pdf::journal(&journal, &Fonts::pt_serif()?, &options)?)
}
