//! The letter: skeleton, check, terms, preview, composing, and the folder it lies in.

use law::Kind;
use request::CheckReport;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tauri::State;
use tauri::ipc::Response;
use tauri_plugin_opener::OpenerExt;
use workflow::{CaseView, Failure, Job};

use crate::error::CommandError;
use crate::state::{Shell, lock};

/// How the letter is wanted.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ComposeOptions {
    certificate_id: Option<String>,
    email: bool,
    post: bool,
}

/// A file the person encloses.
#[derive(Debug, Serialize)]
pub(crate) struct PickedEnclosure {
    title: String,
    file: String,
    size: u64,
}

/// The beginning of a request of this kind, with the operator the application knows.
#[tauri::command(async)]
pub(crate) fn new_draft(shell: State<'_, Shell>, kind: String) -> Result<Value, CommandError> {
    let kind = Kind::from_code(&kind).ok_or_else(|| CommandError::new("unknown_kind"))?;
    Ok(workflow::skeleton(kind, shell.now()))
}

/// Every problem of the request as it stands.
#[tauri::command(async)]
pub(crate) fn check_draft(
    shell: State<'_, Shell>,
    request: Value,
) -> Result<CheckReport, CommandError> {
    Ok(workflow::check(
        request.to_string().as_bytes(),
        shell.now(),
    )?)
}

/// The terms of each demand, counted from today.
#[tauri::command(async)]
pub(crate) fn terms(
    shell: State<'_, Shell>,
    request: Value,
) -> Result<Vec<law::Deadline<'static>>, CommandError> {
    Ok(workflow::terms(&request, shell.now())?)
}

/// The letter as PDF, marked as not signed.
#[tauri::command(async)]
pub(crate) fn render_preview(
    shell: State<'_, Shell>,
    request: Value,
    certificate_id: Option<String>,
) -> Result<Response, CommandError> {
    // The preview shows «не подписано» whatever the key; the key must only still be open.
    shell.key(certificate_id.as_deref())?;
    let files = shell.looked.noting(&*shell);
    let pdf = workflow::preview(request.to_string().as_bytes(), &files, shell.now())?;
    Ok(Response::new(pdf))
}

/// Checks, renders, signs, verifies and files the letter.
#[tauri::command(async)]
pub(crate) fn compose(
    shell: State<'_, Shell>,
    request: Value,
    options: ComposeOptions,
) -> Result<CaseView, CommandError> {
    let key = shell.key(options.certificate_id.as_deref())?;
    let request = request.to_string();
    // What is signed is what was looked at.
    let files = shell.looked.unchanged(&*shell);
    let composed = workflow::compose(&Job {
        request: request.as_bytes(),
        files: &files,
        now: shell.now(),
        key: key.as_deref(),
        email: options.email,
        post: options.post,
    })?;
    let folder = shell.new_letter_folder();
    composed.write(&folder)?;
    let view = workflow::case_view(&folder)?;
    *lock(&shell.case) = Some(folder);
    Ok(view)
}

/// Asks for a paper to enclose.
#[tauri::command(async)]
pub(crate) fn pick_enclosure(
    shell: State<'_, Shell>,
) -> Result<Option<PickedEnclosure>, CommandError> {
    let Some(path) = shell
        .dialogs
        .pick_file("PDF, JPEG, PNG", &["pdf", "jpg", "jpeg", "png"])
    else {
        return Ok(None);
    };
    let size = match std::fs::metadata(&path) {
        Ok(metadata) => metadata.len(),
        Err(source) => return Err(Failure::Read { path, source }.into()),
    };
    let title = path
        .file_stem()
        .map(|stem| stem.to_string_lossy().into_owned())
        .unwrap_or_default();
    Ok(Some(PickedEnclosure {
        title,
        file: shell.remember_file(path),
        size,
    }))
}

/// Shows the letter's folder in the system's file manager.
#[tauri::command(async)]
pub(crate) fn reveal_folder(
    app: tauri::AppHandle,
    shell: State<'_, Shell>,
) -> Result<(), CommandError> {
    open(&app, &shell.case_folder()?)
}

/// Opens one of the letter's own files with the program of the system.
#[tauri::command(async)]
pub(crate) fn open_file(
    app: tauri::AppHandle,
    shell: State<'_, Shell>,
    name: String,
) -> Result<(), CommandError> {
    let folder = shell.case_folder()?;
    // Only names that the letter really has: the window cannot ask for anything else.
    let known = workflow::case_view(&folder)?
        .files
        .into_iter()
        .any(|file| file.name == name);
    if !known {
        return Err(CommandError::new("no_such_file"));
    }
    open(&app, &folder.join(name))
}

fn open(app: &tauri::AppHandle, path: &std::path::Path) -> Result<(), CommandError> {
    app.opener()
        .open_path(path.to_string_lossy(), None::<&str>)
        .map_err(|_| CommandError::new("system_cannot_open"))
}
