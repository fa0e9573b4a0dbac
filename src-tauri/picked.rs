//! Files the person chose. The window holds tokens; the paths stay here. Enclosures are remembered in the data folder
//! with the digest of what was chosen, so that a draft finds them after a restart, and finds them the same.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use specta::Type;
use workflow::{Digest, Failure, Files as _};

const STORE: &str = "enclosures.json";

/// Whether a chosen file is still what it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Still {
    Same,
    Changed,
    /// Not there, not readable, or not known any more.
    Gone,
}

/// The files of one window by their tokens.
pub(crate) struct PickedFiles {
    store: PathBuf,
    files: HashMap<String, Picked>,
    /// Tokens of earlier runs may still stand in the draft: numbers are never given twice.
    last: usize,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Picked {
    path: PathBuf,
    /// Of an enclosure: what was chosen.
    digest: Option<Digest>,
}

impl PickedFiles {
    /// What an earlier run remembered, as far as `draft` still speaks of it.
    pub(crate) fn open(data: &Path, draft: &str) -> Self {
        let store = data.join(STORE);
        // An unreadable memory is none: the draft then asks for its files again, by name.
        let kept: HashMap<String, Picked> = std::fs::read(&store)
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default();
        let last = kept.keys().filter_map(|token| number(token)).max();
        Self {
            store,
            files: kept
                .into_iter()
                .filter(|(token, _)| draft.contains(token.as_str()))
                .collect(),
            last: last.unwrap_or_default(),
        }
    }

    /// Remembers a file while the window is open.
    pub(crate) fn remember(&mut self, path: PathBuf) -> String {
        self.last += 1;
        // The token ends with the name, so that the request reads well before its paths are cut to names.
        let token = format!("picked-{}/{}", self.last, name(&path));
        self.files
            .insert(token.clone(), Picked { path, digest: None });
        token
    }

    /// Remembers the file over a restart, and what stands in it now; gives its size.
    pub(crate) fn enclose(&mut self, token: &str) -> Result<usize, Failure> {
        let Some(picked) = self.files.get_mut(token) else {
            return Ok(0);
        };
        let bytes = read(&picked.path).map_err(|source| Failure::Read {
            path: picked.path.clone(),
            source,
        })?;
        picked.digest = Some(workflow::digest(&bytes));
        let kept: BTreeMap<_, _> = self
            .files
            .iter()
            .filter(|(_, picked)| picked.digest.is_some())
            .collect();
        let text = serde_json::json!(kept).to_string();
        workflow::write_file(&self.store, text.as_bytes())?;
        Ok(bytes.len())
    }

    /// The path behind a token.
    pub(crate) fn path(&self, token: &str) -> Option<&Path> {
        self.files.get(token).map(|picked| &*picked.path)
    }

    /// What stood in the enclosure when it was chosen.
    pub(crate) fn digest(&self, token: &str) -> Option<Digest> {
        self.files.get(token)?.digest
    }

    /// Whether the file is still what it was.
    pub(crate) fn still(&self, token: &str) -> Still {
        match self.path(token).map(read) {
            Some(Ok(bytes)) => match self.digest(token) {
                Some(chosen) if chosen != workflow::digest(&bytes) => Still::Changed,
                _ => Still::Same,
            },
            _ => Still::Gone,
        }
    }
}

/// The whole file, unless it is larger than an enclosure may be.
pub(crate) fn read(path: &Path) -> io::Result<Vec<u8>> {
    let folder = path.parent().unwrap_or(Path::new(".")).to_owned();
    workflow::Beside(folder).read(&name(path))
}

pub(crate) fn name(path: &Path) -> String {
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

fn number(token: &str) -> Option<usize> {
    token
        .strip_prefix("picked-")?
        .split('/')
        .next()?
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_restart_keeps_what_the_draft_speaks_of_and_tells_what_became_of_it() {
        let data = tempfile::tempdir().unwrap();
        let file = data.path().join("договор.pdf");
        std::fs::write(&file, "%PDF-1.7 one").unwrap();
        let mut before = PickedFiles::open(data.path(), "");
        let kept = before.remember(file.clone());
        let forgotten = before.remember(file.clone());
        assert_eq!(before.enclose(&kept).unwrap(), 12);
        before.enclose(&forgotten).unwrap();

        let mut after = PickedFiles::open(data.path(), &format!("… {kept} …"));
        assert_eq!(after.still(&kept), Still::Same);
        assert_eq!(after.still(&forgotten), Still::Gone);
        assert_ne!(
            after.remember(file.clone()),
            forgotten,
            "numbers are not given twice"
        );
        std::fs::write(&file, "%PDF-1.7 two").unwrap();
        assert_eq!(after.still(&kept), Still::Changed);
        std::fs::remove_file(file).unwrap();
        assert_eq!(after.still(&kept), Still::Gone);
    }
}
