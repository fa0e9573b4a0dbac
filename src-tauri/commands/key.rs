//! Certificates: picked in a dialog, opened with a password that is not kept.

use std::sync::Arc;

use serde::Serialize;
use signature::SigningKey;
use specta::Type;
use tauri::State;
use zeroize::Zeroizing;

use crate::error::CommandError;
use crate::state::Shell;
use crate::views::PickedFile;

/// A certificate for a person to recognise.
#[derive(Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CertificateView {
    id: String,
    holder: String,
    issuer: String,
    not_before: String,
    not_after: String,
    serial: String,
    /// What the certificate claims of itself (63-ФЗ ст. 5).
    qualified: bool,
}

/// Asks for a PKCS#12 file.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn pick_certificate(shell: State<'_, Shell>) -> Option<PickedFile> {
    pick(&shell, "PKCS#12 (.pfx, .p12)", &["pfx", "p12"])
}

/// Opens the file with its password; refuses a key that cannot sign today.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn open_certificate(
    shell: State<'_, Shell>,
    file: String,
    password: String,
) -> Result<CertificateView, CommandError> {
    let password = Zeroizing::new(password);
    let path = shell.file(&file)?;
    let bytes = workflow::read_file(&path)?;
    let key = workflow::open_pkcs12(&bytes, &password, shell.now())?;
    let certificate = key.certificate();
    Ok(CertificateView {
        holder: workflow::holder(certificate),
        issuer: certificate
            .issuer()
            .common_name
            .clone()
            .unwrap_or_else(|| certificate.issuer().text.clone()),
        not_before: certificate.not_before().to_rfc3339(),
        not_after: certificate.not_after().to_rfc3339(),
        serial: certificate.serial().to_owned(),
        qualified: certificate.claims_to_be_qualified(),
        id: shell.remember_key(Arc::new(key)),
    })
}

/// Asks for one file and gives its token.
pub(crate) fn pick(shell: &Shell, title: &str, endings: &[&str]) -> Option<PickedFile> {
    let path = shell.dialogs.pick_file(title, endings)?;
    Some(shell.picked_file(path))
}
