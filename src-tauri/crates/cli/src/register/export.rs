//! `zaprosctl register export`.

use std::io::{IsTerminal, Write};
use std::path::Path;

use register::{Board as _, CaseFilter, journal_lines, to_csv, to_ics, to_xlsx};
use serde_json::json;
use workflow::{Failure, OpenRegister};

use crate::Context;
use crate::register::arguments::Format;

/// Writes the journal or the terms into a file, or to standard output.
pub(crate) fn export(
    context: &Context,
    format: Format,
    output: Option<&Path>,
    filter: &CaseFilter,
) -> Result<u8, Failure> {
    let to_terminal = output.is_none() && std::io::stdout().is_terminal() && format != Format::Csv;
    if to_terminal || (output.is_none() && context.output.json) {
        return Err(Failure::OutputMissing);
    }
    let register = context.register()?;
    let (bytes, lines) = bytes(context, &register, format, filter)?;
    match output {
        Some(path) => {
            workflow::write_file(path, &bytes)?;
            context.output.result(
                &json!({ "file": path.display().to_string(), "lines": lines, "bytes": bytes.len() }),
                &path.display().to_string(),
            );
        }
        // A reader that went away (`| head`) is no failure of ours.
        None => drop(std::io::stdout().write_all(&bytes)),
    }
    Ok(0)
}

fn bytes(
    context: &Context,
    register: &OpenRegister,
    format: Format,
    filter: &CaseFilter,
) -> Result<(Vec<u8>, usize), Failure> {
    if format == Format::Ics {
        let board = register.wait(register.board(filter.officer.as_deref(), 0, i64::MAX))?;
        return Ok((to_ics(&board, context.now).into_bytes(), board.len()));
    }
    let lines = register.wait(journal_lines(register, filter))?;
    let bytes = match format {
        Format::Csv => to_csv(&lines)?,
        Format::Pdf => workflow::journal_pdf(&lines, context.now)?,
        Format::Xlsx | Format::Ics => to_xlsx(&lines)?,
    };
    Ok((bytes, lines.len()))
}
