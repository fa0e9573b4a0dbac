//! What the window begins with, and the draft it leaves behind.

use serde::Serialize;
use serde_json::Value;
use tauri::State;
use workflow::{CaseView, Failure};

use crate::error::CommandError;
use crate::state::Shell;

const DRAFT: &str = "draft.json";

/// What the window begins with.
#[derive(Debug, Serialize)]
pub(crate) struct Start {
    language: Option<String>,
    draft: Option<Value>,
    case: Option<CaseView>,
    now: String,
}

/// The draft that was left, the letter named on the command line, the clock.
#[tauri::command(async)]
pub(crate) fn start(shell: State<'_, Shell>) -> Result<Start, CommandError> {
    let draft = saved_draft(&shell)?;
    let case = match shell.case_folder() {
        Ok(folder) => Some(workflow::case_view(&folder)?),
        Err(_) => None,
    };
    Ok(Start {
        language: draft
            .as_ref()
            .and_then(|draft| draft.get("language")?.as_str().map(str::to_owned)),
        draft,
        case,
        now: shell.now().to_rfc3339(),
    })
}

/// Keeps the draft; the window calls it at most a second behind the typing.
#[tauri::command(async)]
pub(crate) fn save_draft(shell: State<'_, Shell>, draft: Value) -> Result<(), CommandError> {
    workflow::write_file(&shell.data.join(DRAFT), draft.to_string().as_bytes())?;
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
