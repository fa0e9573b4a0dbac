//! The outside way: what another program made of the letter comes back.

use tauri::State;
use workflow::NamedFile;

use crate::error::CommandError;
use crate::state::Shell;
use crate::views::{CaseView, PickedFile};

/// Asks for the `.sig`, the signed PDF, or both.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn pick_returned(shell: State<'_, Shell>) -> Vec<PickedFile> {
    shell
        .dialogs
        .pick_files("SIG, PDF", &["sig", "p7s", "sgn", "pdf"])
        .into_iter()
        .map(|path| shell.picked_file(path))
        .collect()
}

/// Holds the files against the letter at hand and files them with it.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn take_back(
    shell: State<'_, Shell>,
    files: Vec<String>,
) -> Result<CaseView, CommandError> {
    let folder = shell.case_folder()?;
    let returned = files
        .iter()
        .map(|file| {
            let path = shell.file(file)?;
            let bytes = workflow::read_file(&path)?;
            let name = file.rsplit('/').next().unwrap_or_default();
            Ok(NamedFile::new(name, bytes))
        })
        .collect::<Result<Vec<_>, CommandError>>()?;
    workflow::take_back(&folder, &returned, shell.now())?.write_over(&folder)?;
    Ok(workflow::case_view(&folder)?.into())
}
