//! Mailboxes to send from, and the sending itself.

use std::path::PathBuf;

use chrono::Local;
use delivery::Profile;
use serde::Serialize;
use serde_json::{Value, json};
use tauri::State;
use workflow::Failure;
use zeroize::Zeroizing;

use crate::commands::key::{PickedFile, pick};
use crate::error::CommandError;
use crate::keychain;
use crate::state::Shell;

const PROFILES: &str = "profiles.json";
/// What the window is told of a certificate that the profile already holds.
const KEPT: &str = "kept";

/// What became of the letter.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Sent {
    state: delivery::State,
    sent_at: Option<String>,
    recipient: String,
    receipt: Option<String>,
}

/// The saved mailboxes, without their passwords.
#[tauri::command(async)]
pub(crate) fn profiles(shell: State<'_, Shell>) -> Result<Vec<Value>, CommandError> {
    let mut profiles = saved(&shell)?;
    for profile in &mut profiles {
        if profile.get("ca").is_some() {
            profile["ca"] = json!(KEPT);
        }
    }
    Ok(profiles)
}

/// Saves a mailbox; its password goes into the keychain and never comes back to the window.
#[tauri::command(async)]
pub(crate) fn save_profile(
    shell: State<'_, Shell>,
    mut profile: Value,
    password: Option<String>,
) -> Result<(), CommandError> {
    let password = password.map(Zeroizing::new);
    let mut profiles = saved(&shell)?;
    let name = profile["name"].as_str().unwrap_or_default().to_owned();
    let before = profiles.iter().position(|one| one["name"] == name);
    // The certificate itself is kept, not the path of a file that may move.
    match profile.get("ca").and_then(Value::as_str) {
        None => {}
        Some(KEPT) => {
            let kept = before.and_then(|index| profiles[index].get("ca").cloned());
            profile["ca"] = kept.ok_or_else(|| CommandError::new("file_not_picked"))?;
        }
        Some(token) => {
            let pem = workflow::read_file(&shell.file(token)?)?;
            profile["ca"] = json!(String::from_utf8_lossy(&pem));
        }
    }
    mailbox(&profile)?;
    if let Some(password) = password {
        keychain::keep(&name, &password)?;
    }
    match before {
        Some(index) => profiles[index] = profile,
        None => profiles.push(profile),
    }
    workflow::write_file(&place(&shell), json!(profiles).to_string().as_bytes())?;
    Ok(())
}

/// Connects, logs in, sends nothing.
#[tauri::command(async)]
pub(crate) fn test_profile(shell: State<'_, Shell>, name: String) -> Result<(), CommandError> {
    let profile = find(&shell, &name)?;
    delivery::probe(&profile, &keychain::password(&name)?).map_err(Failure::from)?;
    Ok(())
}

/// Asks for the certificate of an own authority.
#[tauri::command(async)]
pub(crate) fn pick_authority(shell: State<'_, Shell>) -> Option<PickedFile> {
    pick(&shell, "PEM", &["pem", "crt", "cer"])
}

/// Sends the letter at hand.
#[tauri::command(async)]
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
        state: record.state,
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

fn saved(shell: &Shell) -> Result<Vec<Value>, CommandError> {
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

fn find(shell: &Shell, name: &str) -> Result<Profile, CommandError> {
    let profiles = saved(shell)?;
    let profile = profiles
        .iter()
        .find(|one| one["name"] == name)
        .ok_or_else(|| CommandError::new("no_such_profile"))?;
    mailbox(profile)
}

/// The mailbox of a saved profile; its name is ours, not the mailbox's.
fn mailbox(profile: &Value) -> Result<Profile, CommandError> {
    let mut mailbox = profile.clone();
    if let Some(fields) = mailbox.as_object_mut() {
        fields.shift_remove("name");
    }
    Ok(Profile::parse(mailbox.to_string().as_bytes()).map_err(Failure::from)?)
}
