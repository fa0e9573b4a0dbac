//! XLSX, read cell by cell: a sheet is never unfolded in memory, and a book that unpacks without end is not opened.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use calamine::{DataRef, Reader, Xlsx, XlsxError};
use zip::ZipArchive;

use super::rows::{BatchError, MOST_COLUMNS};
use crate::failure::Failure;
use crate::report::Warning;

/// What all parts of a book may unpack to: two hundred thousand rows need a quarter of it.
/// A test would unpack for a minute up to the real limit.
const UNPACKED_LIMIT: u64 = if cfg!(test) { 16 << 20 } else { 512 << 20 };
/// Parts of a book; ordinary ones have twenty.
const PARTS_LIMIT: usize = 2_000;

/// What was seen before the rows.
pub(super) struct Looked {
    pub(super) headings: Vec<String>,
    pub(super) warnings: Vec<Warning>,
}

/// Looks whether the book can be read, and reads its headings. Macros are never run: they are only named.
pub(super) fn look(path: &Path) -> Result<Looked, Failure> {
    let mut warnings = Vec::new();
    for name in unpack_into_nothing(path)? {
        let name = name.to_lowercase();
        if name.ends_with("vbaproject.bin") || name.contains("/macrosheets/") {
            warnings.push(Warning::new(
                "table_macros",
                "В книге есть макросы: они не запускались, прочитаны только ячейки.",
            ));
        }
        if name.starts_with("xl/externallinks/") && name.ends_with(".xml") {
            warnings.push(Warning::new(
                "table_external_links",
                "Книга ссылается на другие файлы: ссылки не открывались.",
            ));
        }
    }
    warnings.dedup();
    let mut headings = Vec::new();
    rows(path, MOST_COLUMNS, &mut |_, cells| {
        headings = cells;
        false
    })?;
    while headings.last().is_some_and(String::is_empty) {
        headings.pop();
    }
    if headings.is_empty() {
        return Err(BatchError::NoColumns.into());
    }
    Ok(Looked { headings, warnings })
}

/// Gives every row after the headings, numbered from 1.
pub(super) fn each(
    path: &Path,
    columns: usize,
    take: &mut dyn FnMut(u64, Vec<String>) -> bool,
) -> Result<(), Failure> {
    let mut first = true;
    let mut number = 0;
    rows(path, columns, &mut |_, cells| {
        if std::mem::take(&mut first) {
            return true;
        }
        number += 1;
        take(number, cells)
    })
}

/// Rows with anything in them, in the order of the sheet.
fn rows(
    path: &Path,
    columns: usize,
    take: &mut dyn FnMut(u32, Vec<String>) -> bool,
) -> Result<(), Failure> {
    let mut book: Xlsx<_> = Xlsx::new(BufReader::new(open(path)?)).map_err(unreadable)?;
    let name = book
        .sheet_names()
        .first()
        .cloned()
        .ok_or(BatchError::NoColumns)?;
    let mut reader = book.worksheet_cells_reader(&name).map_err(unreadable)?;
    let mut row: Option<(u32, Vec<String>)> = None;
    while let Some(cell) = reader.next_cell().map_err(unreadable)? {
        let (line, column) = cell.get_position();
        if row.as_ref().is_some_and(|(current, _)| *current != line)
            && let Some((line, cells)) = row.take().filter(|(_, cells)| is_filled(cells))
            && !take(line, cells)
        {
            return Ok(());
        }
        let (_, cells) = row.get_or_insert_with(|| (line, Vec::new()));
        let column = column as usize;
        if column < columns {
            if cells.len() <= column {
                cells.resize(column + 1, String::new());
            }
            cells[column] = text(cell.get_value());
        }
    }
    if let Some((line, cells)) = row.filter(|(_, cells)| is_filled(cells)) {
        take(line, cells);
    }
    Ok(())
}

fn is_filled(cells: &[String]) -> bool {
    cells.iter().any(|cell| !cell.is_empty())
}

/// A cell as a person sees it: whole numbers without a point, dates as ГГГГ-ММ-ДД.
fn text(cell: &DataRef<'_>) -> String {
    match cell {
        DataRef::Int(number) => number.to_string(),
        #[allow(
            clippy::cast_possible_truncation,
            reason = "checked to be whole and small"
        )]
        DataRef::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => {
            (*number as i64).to_string()
        }
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.trim().to_owned()
        }
        DataRef::SharedString(text) => text.trim().to_owned(),
        DataRef::Bool(flag) => flag.to_string(),
        DataRef::DateTime(moment) => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}

/// Unpacks every part into nothing, counting: what a part says of its own size is not believed. Gives the names.
fn unpack_into_nothing(path: &Path) -> Result<Vec<String>, Failure> {
    let mut archive = ZipArchive::new(BufReader::new(open(path)?))
        .map_err(|_| BatchError::Unreadable("это не книга XLSX".to_owned()))?;
    if archive.len() > PARTS_LIMIT {
        return Err(BatchError::Bomb(format!("в книге {} частей", archive.len())).into());
    }
    let mut left = UNPACKED_LIMIT;
    let mut names = Vec::new();
    for index in 0..archive.len() {
        let part = archive
            .by_index(index)
            .map_err(|error| BatchError::Unreadable(error.to_string()))?;
        let name = part
            .name()
            .map_err(|_| BatchError::Unreadable("имена частей книги не читаются".to_owned()))?;
        names.push(name.into_owned());
        let unpacked = std::io::copy(&mut part.take(left + 1), &mut std::io::sink())
            .map_err(|_| BatchError::Unreadable("книга повреждена".to_owned()))?;
        left = left.checked_sub(unpacked).ok_or_else(|| {
            BatchError::Bomb(format!(
                "в распакованном виде она больше {} МБ",
                UNPACKED_LIMIT >> 20
            ))
        })?;
    }
    Ok(names)
}

fn open(path: &Path) -> Result<File, Failure> {
    File::open(path).map_err(|source| Failure::Read {
        path: path.to_owned(),
        source,
    })
}

fn unreadable(error: XlsxError) -> Failure {
    match error {
        XlsxError::Password => {
            BatchError::Unreadable("книга закрыта паролем: снимите его".to_owned()).into()
        }
        other => BatchError::Unreadable(other.to_string()).into(),
    }
}
