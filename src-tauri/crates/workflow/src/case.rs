//! A composed letter as it lies in its folder, for the window.

use std::path::Path;

use serde::Serialize;
use serde_json::Value;

use crate::failure::Failure;
use crate::folder;

/// What the window shows of a composed letter.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CaseView {
    /// The folder's name.
    pub case_id: String,
    /// The folder.
    pub folder: String,
    /// Its files, `post/…` among them.
    pub files: Vec<CaseFile>,
    /// `legal_force` of its report.
    pub legal_force: String,
    /// What a person should know.
    pub warnings: Vec<Value>,
    /// State of the outbox; none while nothing was sent.
    pub state: Option<String>,
    /// When the server took it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sent_at: Option<String>,
}

/// One file of a letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CaseFile {
    /// Name below the folder, with `/`.
    pub name: String,
    /// Bytes.
    pub size: u64,
}

/// Looks at the folder of a composed letter.
///
/// # Errors
/// [`Failure::Read`] when it is not there or its report cannot be read.
pub fn case_view(folder: &Path) -> Result<CaseView, Failure> {
    let report_path = folder.join("report.json");
    let report: Value =
        serde_json::from_slice(&folder::read_file(&report_path)?).map_err(|error| {
            Failure::Read {
                path: report_path,
                source: error.into(),
            }
        })?;
    let outbox: Option<Value> = std::fs::read(folder.join("outbox.json"))
        .ok()
        .and_then(|bytes| serde_json::from_slice(&bytes).ok());
    let said = |name: &str| {
        outbox
            .as_ref()
            .and_then(|outbox| outbox.get(name)?.as_str().map(str::to_owned))
    };
    let mut files = Vec::new();
    for below in ["", "post/"] {
        let Ok(entries) = std::fs::read_dir(folder.join(below)) else {
            continue;
        };
        for entry in entries.flatten() {
            let Ok(metadata) = entry.metadata() else {
                continue;
            };
            if metadata.is_file() {
                let name = format!("{below}{}", entry.file_name().to_string_lossy());
                files.push(CaseFile {
                    name,
                    size: metadata.len(),
                });
            }
        }
    }
    files.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(CaseView {
        case_id: folder
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default(),
        folder: folder.display().to_string(),
        files,
        legal_force: report["legal_force"].as_str().unwrap_or("none").to_owned(),
        warnings: report["warnings"].as_array().cloned().unwrap_or_default(),
        state: said("state"),
        sent_at: said("sent_at"),
    })
}
