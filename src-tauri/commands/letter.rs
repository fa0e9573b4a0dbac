//! The letter: skeleton, check, terms, preview, composing, and the folder it lies in.

use law::Kind;
use serde::Deserialize;
use specta::Type;
use tauri::State;
use tauri_plugin_opener::OpenerExt;
use workflow::Job;

use crate::error::CommandError;
use crate::state::{Shell, lock};
use crate::views::{CaseView, Checked, Deadline, Json, Pdf};

/// How the letter is wanted.
#[derive(Debug, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ComposeOptions {
    certificate_id: Option<String>,
    email: bool,
    post: bool,
}

/// A paper of the postal pack.
#[derive(Debug, Clone, Copy, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PostPaper {
    Letter,
    Envelope,
    InventoryF107,
    NoticeF119,
}

impl PostPaper {
    const fn file(self) -> &'static str {
        match self {
            Self::Letter => "post/letter.pdf",
            Self::Envelope => "post/envelope.pdf",
            Self::InventoryF107 => "post/inventory-f107.pdf",
            Self::NoticeF119 => "post/notice-f119.pdf",
        }
    }
}

/// The beginning of a request of this kind, with the operator the application knows.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn new_draft(shell: State<'_, Shell>, kind: String) -> Result<Json, CommandError> {
    let kind = Kind::from_code(&kind).ok_or_else(|| CommandError::new("unknown_kind"))?;
    Ok(Json(workflow::skeleton(kind, shell.now())))
}

/// Every problem of the request as it stands.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn check_draft(shell: State<'_, Shell>, request: Json) -> Result<Checked, CommandError> {
    Ok(workflow::check(request.0.to_string().as_bytes(), shell.now())?.into())
}

/// The terms of each demand, counted from today.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn terms(shell: State<'_, Shell>, request: Json) -> Result<Vec<Deadline>, CommandError> {
    let found = workflow::terms(&request.0, shell.now())?;
    Ok(found.into_iter().map(Into::into).collect())
}

/// The letter as PDF, marked as not signed.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn render_preview(
    shell: State<'_, Shell>,
    request: Json,
    certificate_id: Option<String>,
) -> Result<Pdf, CommandError> {
    // The preview shows «не подписано» whatever the key; the key must only still be open.
    shell.key(certificate_id.as_deref())?;
    let pdf = workflow::preview(request.0.to_string().as_bytes(), &*shell, shell.now())?;
    Ok(Pdf(pdf))
}

/// A paper of the postal pack as it will be written.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn render_post(
    shell: State<'_, Shell>,
    request: Json,
    paper: PostPaper,
) -> Result<Pdf, CommandError> {
    let pack = workflow::preview_post(request.0.to_string().as_bytes(), &*shell, shell.now())?;
    pack.into_iter()
        .find(|file| file.name == paper.file())
        .map(|file| Pdf(file.bytes))
        .ok_or_else(|| CommandError::new("no_such_file"))
}

/// Checks, renders, signs, verifies and files the letter.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn compose(
    shell: State<'_, Shell>,
    request: Json,
    options: ComposeOptions,
) -> Result<CaseView, CommandError> {
    let key = shell.key(options.certificate_id.as_deref())?;
    let request = request.0.to_string();
    let composed = workflow::compose(&Job {
        request: request.as_bytes(),
        files: &*shell,
        now: shell.now(),
        key: key.as_deref(),
        detached: true,
        email: options.email,
        post: options.post,
    })?;
    let folder = shell.new_letter_folder();
    composed.write(&folder)?;
    let view = workflow::case_view(&folder)?;
    *lock(&shell.case) = Some(folder);
    Ok(view.into())
}

/// Shows the letter's folder in the system's file manager.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn reveal_folder(
    app: tauri::AppHandle,
    shell: State<'_, Shell>,
) -> Result<(), CommandError> {
    open(&app, &shell.case_folder()?)
}

/// Opens one of the letter's own files with the program of the system.
#[tauri::command(async)]
#[specta::specta]
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
