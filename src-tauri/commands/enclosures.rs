//! Papers that go with the letter: picked or dropped, remembered over a restart, looked at again.

use serde::Serialize;
use specta::Type;
use tauri::State;

use crate::error::CommandError;
use crate::picked::Still;
use crate::state::Shell;

/// A file the person encloses.
#[derive(Debug, Serialize, Type)]
pub(crate) struct PickedEnclosure {
    title: String,
    file: String,
    size: u32,
}

/// Whether an enclosure is still the file that was chosen.
#[derive(Debug, Serialize, Type)]
pub(crate) struct EnclosureState {
    file: String,
    name: String,
    state: Still,
}

/// Asks for a paper to enclose.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn pick_enclosure(
    shell: State<'_, Shell>,
) -> Result<Option<PickedEnclosure>, CommandError> {
    let picked = shell
        .dialogs
        .pick_file("PDF, JPEG, PNG", &["pdf", "jpg", "jpeg", "png"]);
    let Some(path) = picked else { return Ok(None) };
    let token = shell.remember_file(path);
    enclose(shell, token).map(Some)
}

/// Encloses a file that was dropped; from now on its content may not change unnoticed.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn enclose(
    shell: State<'_, Shell>,
    file: String,
) -> Result<PickedEnclosure, CommandError> {
    let path = shell.file(&file)?;
    let size = shell.enclose(&file)?;
    Ok(PickedEnclosure {
        title: path
            .file_stem()
            .map(|stem| stem.to_string_lossy().into_owned())
            .unwrap_or_default(),
        file,
        size: u32::try_from(size).unwrap_or(u32::MAX),
    })
}

/// Looks whether the chosen files are still there and the same.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn look_at_enclosures(
    shell: State<'_, Shell>,
    files: Vec<String>,
) -> Vec<EnclosureState> {
    files
        .into_iter()
        .map(|file| EnclosureState {
            name: file.rsplit('/').next().unwrap_or_default().to_owned(),
            state: shell.still(&file),
            file,
        })
        .collect()
}
