//! Mailboxes to send from, and the sending itself.

use std::path::PathBuf;

use chrono::Local;
use delivery::Profile as Mailbox;
use serde::Serialize;
use serde_json::json;
use specta::Type;
use tauri::State;
use workflow::Failure;
use zeroize::Zeroizing;

use crate::commands::key::pick;
use crate::error::CommandError;
use crate::keychain;
use crate::state::Shell;
use crate::views::{OutboxState, PickedFile, Profile};

const PROFILES: &str = "profiles.json";
/// What the window is told of a certificate that the profile already holds.
const KEPT: &str = "kept";

/// What became of the letter.
#[derive(Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Sent {
    state: OutboxState,
    sent_at: Option<String>,
    recipient: String,
    receipt: Option<String>,
}

/// The saved mailboxes, without their passwords.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn profiles(shell: State<'_, Shell>) -> Result<Vec<Profile>, CommandError> {
    let mut profiles = saved(&shell)?;
    for profile in &mut profiles {
        profile.ca = profile.ca.is_some().then(|| KEPT.to_owned());
    }
    Ok(profiles)
}

/// Saves a mailbox; `was` is its name before, when it had one. Its password goes into the keychain and never comes back
/// to the window; none keeps the one that is there.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn save_profile(
    shell: State<'_, Shell>,
    mut profile: Profile,
    was: Option<String>,
    password: Option<String>,
) -> Result<(), CommandError> {
    let password = password.map(Zeroizing::new);
    let mut profiles = saved(&shell)?;
    let place_of = |name: &str| profiles.iter().position(|one| one.name == name);
    let before = was.as_deref().and_then(place_of);
    if place_of(&profile.name).is_some_and(|taken| Some(taken) != before) {
        return Err(CommandError::new("profile_name_taken"));
    }
    // The certificate itself is kept, not the path of a file that may move.
    if let Some(token) = profile.ca.take() {
        profile.ca = if token == KEPT {
            before.and_then(|index| profiles[index].ca.clone())
        } else {
            let pem = workflow::read_file(&shell.file(&token)?)?;
            Some(String::from_utf8_lossy(&pem).into_owned())
        };
        if profile.ca.is_none() {
            return Err(CommandError::new("file_not_picked"));
        }
    }
    mailbox(&profile)?;
    match (&password, &was) {
        (Some(password), _) => keychain::keep(&profile.name, password)?,
        (None, Some(was)) if *was != profile.name => keychain::rename(was, &profile.name)?,
        (None, _) => {}
    }
    match before {
        Some(index) => profiles[index] = profile,
        None => profiles.push(profile),
    }
    write(&shell, &profiles)
}

/// Forgets a mailbox and its password.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn remove_profile(shell: State<'_, Shell>, name: String) -> Result<(), CommandError> {
    let mut profiles = saved(&shell)?;
    profiles.retain(|one| one.name != name);
    write(&shell, &profiles)?;
    keychain::forget(&name)
}

/// Connects, logs in, sends nothing.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn test_profile(shell: State<'_, Shell>, name: String) -> Result<(), CommandError> {
    let profile = find(&shell, &name)?;
    delivery::probe(&profile, &keychain::password(&name)?).map_err(Failure::from)?;
    Ok(())
}

/// Asks for the certificate of an own authority.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn pick_authority(shell: State<'_, Shell>) -> Option<PickedFile> {
    pick(&shell, "PEM", &["pem", "crt", "cer"])
}

/// Sends the letter at hand.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn send(
    shell: State<'_, Shell>,
    case_id: String,
    profile_name: String,
) -> Result<Sent, CommandError> {
    let folder = shell.case_folder()?;
    // What the person confirmed must be what goes out.
    if folder
        .file_name()
        .is_none_or(|name| name.to_string_lossy() != case_id)
    {
        return Err(CommandError::new("no_letter"));
    }
    let profile = find(&shell, &profile_name)?;
    let password = keychain::password(&profile_name)?;
    let record = workflow::send(&folder, &profile, &password, &|| {
        Local::now().fixed_offset()
    })?;
    Ok(Sent {
        state: record.state.into(),
        sent_at: record
            .receipt
            .as_ref()
            .map(|receipt| receipt.at.to_rfc3339()),
        recipient: record
            .envelope
            .to
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(", "),
        receipt: record
            .receipt
            .as_ref()
            .map(|receipt| receipt.reply.to_string()),
    })
}

fn place(shell: &Shell) -> PathBuf {
    shell.data.join(PROFILES)
}

fn saved(shell: &Shell) -> Result<Vec<Profile>, CommandError> {
    match std::fs::read(place(shell)) {
        Ok(bytes) => {
            serde_json::from_slice(&bytes).map_err(|_| CommandError::new("profiles_unreadable"))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(source) => Err(Failure::Read {
            path: place(shell),
            source,
        }
        .into()),
    }
}

fn write(shell: &Shell, profiles: &[Profile]) -> Result<(), CommandError> {
    workflow::write_file(&place(shell), json!(profiles).to_string().as_bytes())?;
    Ok(())
}

fn find(shell: &Shell, name: &str) -> Result<Mailbox, CommandError> {
    let profiles = saved(shell)?;
    let profile = profiles
        .iter()
        .find(|one| one.name == name)
        .ok_or_else(|| CommandError::new("no_such_profile"))?;
    mailbox(profile)
}

/// The mailbox of a saved profile; its name is ours, not the mailbox's.
fn mailbox(profile: &Profile) -> Result<Mailbox, CommandError> {
    let mut mailbox = json!(profile);
    if let Some(fields) = mailbox.as_object_mut() {
        fields.shift_remove("name");
        fields.retain(|_, value| !value.is_null());
    }
    Ok(Mailbox::parse(mailbox.to_string().as_bytes()).map_err(Failure::from)?)
}
