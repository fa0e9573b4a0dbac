//! Rows of a table, one after another: JSON lines, CSV in the encodings of offices, XLSX.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use csv::{ByteRecord, ReaderBuilder};
use encoding_rs::{UTF_8, WINDOWS_1251};
use serde_json::Value;

use super::mapping::Mapping;
use super::sheet;
use crate::failure::Failure;
use crate::report::Warning;

/// Longest line of a table: a request holds words, its enclosures are files of their own.
const LINE_LIMIT: usize = request::MAX_BYTES;
/// Most columns read.
pub(super) const MOST_COLUMNS: usize = 500;

/// Why a table or a row of it cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BatchError {
    /// Another ending than the three known.
    #[error("Не понятно, что это за таблица: {}", .0.display())]
    UnknownTable(PathBuf),
    /// The bytes are not the table its name promises.
    #[error("Таблица не читается: {0}")]
    Unreadable(String),
    /// The table unpacks to more than a table can be, or is built to be read for ever.
    #[error("Таблица не открыта: {0}")]
    Bomb(String),
    /// No column says anything of a request.
    #[error("Ни один столбец не узнан как поле запроса")]
    NoColumns,
    /// The mapping file is none.
    #[error("Соответствие столбцов не читается: {0}")]
    Mapping(String),
    /// A column points at a place a request does not have.
    #[error("Столбец «{column}» указывает на «{pointer}», а такого места в запросе быть не может")]
    Pointer {
        /// The heading.
        column: String,
        /// The pointer.
        pointer: String,
    },
    /// The folder holds other things than a batch.
    #[error("Папка {} не пуста, и это не папка пачки писем", .0.display())]
    FolderTaken(PathBuf),
    /// Another run writes there now.
    #[error("В папку {} сейчас пишет другая пачка", .0.display())]
    Running(PathBuf),
    /// A line is too long.
    #[error("Строка длиннее {LINE_LIMIT} байт")]
    LineTooLong,
}

impl BatchError {
    /// The code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::UnknownTable(_) => "table_unknown",
            Self::Unreadable(_) => "table_unreadable",
            Self::Bomb(_) => "table_bomb",
            Self::NoColumns => "table_no_columns",
            Self::Mapping(_) => "mapping_unreadable",
            Self::Pointer { .. } => "mapping_pointer",
            Self::FolderTaken(_) => "batch_folder_taken",
            Self::Running(_) => "batch_running",
            Self::LineTooLong => "line_too_long",
        }
    }

    /// What to do, in Russian.
    #[must_use]
    pub const fn hint(&self) -> &'static str {
        match self {
            Self::UnknownTable(_) => "Сохраните таблицу как .csv, .xlsx или .jsonl.",
            Self::Unreadable(_) => {
                "Откройте таблицу в своей программе и сохраните заново: CSV в кодировке UTF-8 или книгу XLSX."
            }
            Self::Bomb(_) => {
                "Проверьте, откуда файл. Настоящую таблицу сохраните заново или разделите на части."
            }
            Self::NoColumns => {
                "Назовите столбцы как поля («Фамилия», «Имя», /subject/surname …) или укажите --mapping."
            }
            Self::Mapping(_) => {
                "Возьмите mapping.json из папки прежней пачки и исправьте в нём столбцы."
            }
            Self::Pointer { .. } => {
                "Исправьте путь в mapping.json: например, /subject/surname или /demands/0/kind."
            }
            Self::FolderTaken(_) => "Укажите в --out новую или пустую папку.",
            Self::Running(_) => "Дождитесь её конца или укажите другую папку.",
            Self::LineTooLong => "Вынесите длинный текст в приложение к письму.",
        }
    }
}

/// One row: its number from 1 and the request it holds.
pub(super) struct Row {
    pub(super) number: u64,
    pub(super) content: Result<Value, Failure>,
}

/// A table that was recognised.
pub(super) struct Table {
    path: PathBuf,
    kind: TableKind,
    headings: Option<Vec<String>>,
    mapping: Option<Mapping>,
    warnings: Vec<Warning>,
}

enum TableKind {
    Lines,
    Csv { delimiter: u8, windows: bool },
    Sheet,
}

impl Table {
    pub(super) fn open(path: &Path) -> Result<Self, Failure> {
        let ending = path
            .extension()
            .map(|ending| ending.to_string_lossy().to_lowercase());
        let mut table = Self {
            path: path.to_owned(),
            kind: TableKind::Lines,
            headings: None,
            mapping: None,
            warnings: Vec::new(),
        };
        match ending.as_deref() {
            Some("jsonl" | "ndjson") => {}
            Some("csv" | "tsv" | "txt") => table.sniff_csv()?,
            Some("xlsx" | "xlsm") => {
                table.kind = TableKind::Sheet;
                let looked = sheet::look(path)?;
                table.warnings = looked.warnings;
                table.headings = Some(looked.headings);
            }
            _ => return Err(BatchError::UnknownTable(path.to_owned()).into()),
        }
        Ok(table)
    }

    pub(super) fn warnings(&self) -> Vec<Warning> {
        self.warnings.clone()
    }

    /// The headings of a table that has any.
    pub(super) fn headings(&self) -> Option<&[String]> {
        self.headings.as_deref()
    }

    pub(super) fn map_by(&mut self, mapping: Mapping) {
        self.mapping = Some(mapping);
    }

    /// Reads the whole table once, so that a broken one is known before anything is made.
    pub(super) fn count(&mut self) -> Result<u64, Failure> {
        let mut rows = 0;
        self.each(&mut |_| {
            rows += 1;
            true
        })?;
        Ok(rows)
    }

    /// Gives every row, until the taker has enough.
    pub(super) fn each(&mut self, take: &mut dyn FnMut(Row) -> bool) -> Result<(), Failure> {
        match self.kind {
            TableKind::Lines => self.each_line(take),
            TableKind::Csv { delimiter, windows } => self.each_record(delimiter, windows, take),
            TableKind::Sheet => {
                let (Some(headings), Some(mapping)) = (&self.headings, &self.mapping) else {
                    return Ok(());
                };
                sheet::each(&self.path, headings.len(), &mut |number, cells| {
                    take(Row {
                        number,
                        content: Ok(mapping.request(headings, &cells)),
                    })
                })
            }
        }
    }

    fn each_line(&self, take: &mut dyn FnMut(Row) -> bool) -> Result<(), Failure> {
        let mut reader = BufReader::new(open(&self.path)?);
        let mut line = Vec::new();
        let mut number = 0;
        loop {
            line.clear();
            let read = reader
                .by_ref()
                .take(LINE_LIMIT as u64 + 1)
                .read_until(b'\n', &mut line)
                .map_err(|source| self.failed(source))?;
            if read == 0 {
                return Ok(());
            }
            number += 1;
            let content = if line.len() > LINE_LIMIT {
                skip_line(&mut reader).map_err(|source| self.failed(source))?;
                Err(BatchError::LineTooLong.into())
            } else if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            } else {
                read_request(&line)
            };
            if !take(Row { number, content }) {
                return Ok(());
            }
        }
    }

    fn each_record(
        &self,
        delimiter: u8,
        windows: bool,
        take: &mut dyn FnMut(Row) -> bool,
    ) -> Result<(), Failure> {
        let (Some(headings), Some(mapping)) = (&self.headings, &self.mapping) else {
            return Ok(());
        };
        let mut reader = csv_reader(delimiter).from_reader(BufReader::new(open(&self.path)?));
        let mut record = ByteRecord::new();
        let mut number = 0;
        // The headings were read already.
        self.record(&mut reader, &mut record)?;
        while self.record(&mut reader, &mut record)? {
            if record.iter().all(<[u8]>::is_empty) {
                continue;
            }
            number += 1;
            let content = cells(&record, windows).map(|cells| mapping.request(headings, &cells));
            if !take(Row { number, content }) {
                break;
            }
        }
        Ok(())
    }

    fn record<R: Read>(
        &self,
        reader: &mut csv::Reader<R>,
        record: &mut ByteRecord,
    ) -> Result<bool, Failure> {
        reader
            .read_byte_record(record)
            .map_err(|error| match error.into_kind() {
                csv::ErrorKind::Io(source) => self.failed(source),
                other => BatchError::Unreadable(format!("{other:?}")).into(),
            })
    }

    /// Delimiter and encoding by the bytes: Excel in Russia writes `;` and windows-1251.
    fn sniff_csv(&mut self) -> Result<(), Failure> {
        let mut reader = BufReader::new(open(&self.path)?);
        let mut head = Vec::new();
        reader
            .by_ref()
            .take(1 << 20)
            .read_until(b'\n', &mut head)
            .map_err(|source| self.failed(source))?;
        if head.starts_with(&[0xFF, 0xFE]) || head.starts_with(&[0xFE, 0xFF]) || head.contains(&0) {
            return Err(BatchError::Unreadable(
                "файл в кодировке UTF-16 или вовсе не текст".to_owned(),
            )
            .into());
        }
        let delimiter = [b';', b',', b'\t']
            .into_iter()
            .max_by_key(|delimiter| head.iter().filter(|byte| *byte == delimiter).count())
            .unwrap_or(b';');
        let windows =
            !is_utf8(BufReader::new(open(&self.path)?)).map_err(|source| self.failed(source))?;
        self.kind = TableKind::Csv { delimiter, windows };
        let mut reader = csv_reader(delimiter).from_reader(BufReader::new(open(&self.path)?));
        let mut record = ByteRecord::new();
        if !self.record(&mut reader, &mut record)? {
            return Err(BatchError::NoColumns.into());
        }
        if record.len() > MOST_COLUMNS {
            return Err(BatchError::Bomb(format!("столбцов больше {MOST_COLUMNS}")).into());
        }
        self.headings = Some(cells(&record, windows)?);
        Ok(())
    }

    fn failed(&self, source: std::io::Error) -> Failure {
        Failure::Read {
            path: self.path.clone(),
            source,
        }
    }
}

/// The request of a line, as it stands; only what would be lost on the way further is refused here: a field that stands
/// twice.
fn read_request(line: &[u8]) -> Result<Value, Failure> {
    let reading = request::read(line, chrono::NaiveDate::MAX)?;
    let twice: Vec<_> = reading
        .problems
        .iter()
        .filter(|problem| problem.code == "duplicate_field")
        .cloned()
        .collect();
    if twice.is_empty() {
        Ok(reading.value().clone())
    } else {
        Err(Failure::Incomplete(twice))
    }
}

fn open(path: &Path) -> Result<File, Failure> {
    File::open(path).map_err(|source| Failure::Read {
        path: path.to_owned(),
        source,
    })
}

fn csv_reader(delimiter: u8) -> ReaderBuilder {
    let mut builder = ReaderBuilder::new();
    builder
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true);
    builder
}

/// The cells of a record as text.
fn cells(record: &ByteRecord, windows: bool) -> Result<Vec<String>, Failure> {
    if record.as_slice().len() > LINE_LIMIT || record.len() > MOST_COLUMNS {
        return Err(BatchError::LineTooLong.into());
    }
    Ok(record
        .iter()
        .map(|cell| {
            let encoding = if windows { WINDOWS_1251 } else { UTF_8 };
            encoding.decode(cell).0.trim().to_owned()
        })
        .collect())
}

/// Whether the whole stream is UTF-8, without holding it.
fn is_utf8(mut reader: impl Read) -> std::io::Result<bool> {
    let mut buffer = vec![0; 1 << 16];
    let mut kept = 0;
    loop {
        let read = reader.read(&mut buffer[kept..])?;
        let filled = kept + read;
        match std::str::from_utf8(&buffer[..filled]) {
            Ok(_) => kept = 0,
            // A letter may be cut at the end of the buffer: its first bytes wait for the next.
            Err(error) if error.error_len().is_none() && read > 0 => {
                let rest = error.valid_up_to()..filled;
                kept = rest.len();
                buffer.copy_within(rest, 0);
            }
            Err(_) => return Ok(false),
        }
        if read == 0 {
            return Ok(kept == 0);
        }
    }
}

fn skip_line(reader: &mut impl BufRead) -> std::io::Result<()> {
    loop {
        let buffer = reader.fill_buf()?;
        if buffer.is_empty() {
            return Ok(());
        }
        let (used, ended) = buffer
            .iter()
            .position(|byte| *byte == b'\n')
            .map_or((buffer.len(), false), |at| (at + 1, true));
        reader.consume(used);
        if ended {
            return Ok(());
        }
    }
}
