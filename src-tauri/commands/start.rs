//! What the window begins with, and the draft it leaves behind.

use serde::Serialize;
use serde_json::Value;
use specta::Type;
use tauri::State;
use workflow::Failure;

use crate::error::CommandError;
use crate::state::{DRAFT, Shell};
use crate::views::{CaseView, Json, Language};

/// What the window begins with.
#[derive(Debug, Serialize, Type)]
pub(crate) struct Start {
    language: Option<Language>,
    draft: Option<Json>,
    case: Option<CaseView>,
    now: String,
}

/// The draft that was left, the letter named on the command line, the clock.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn start(shell: State<'_, Shell>) -> Result<Start, CommandError> {
    let draft = saved_draft(&shell)?;
    // Who signs outside comes back another day: the letter their draft speaks of is the letter at hand.
    if let Some(letter) = draft
        .as_ref()
        .and_then(|draft| draft.pointer("/composed/caseId")?.as_str())
    {
        shell.return_to(letter);
    }
    let case = match shell.case_folder() {
        Ok(folder) => Some(workflow::case_view(&folder)?.into()),
        Err(_) => None,
    };
    Ok(Start {
        language: draft
            .as_ref()
            .and_then(|draft| serde_json::from_value(draft.get("language")?.clone()).ok()),
        draft: draft.map(Json),
        case,
        now: shell.now().to_rfc3339(),
    })
}

/// Keeps the draft; the window calls it at most a second behind the typing.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn save_draft(shell: State<'_, Shell>, draft: Json) -> Result<(), CommandError> {
    workflow::write_file(&shell.data.join(DRAFT), draft.0.to_string().as_bytes())?;
    Ok(())
}

fn saved_draft(shell: &Shell) -> Result<Option<Value>, Failure> {
    let path = shell.data.join(DRAFT);
    match std::fs::read(&path) {
        // An unreadable draft must not lock the person out; it stays on disk until the next save.
        Ok(bytes) => Ok(serde_json::from_slice(&bytes).ok()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(Failure::Read { path, source }),
    }
}
