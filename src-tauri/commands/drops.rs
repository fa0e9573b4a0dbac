//! Files dropped on the window: their paths stay here, the window gets tokens.

use std::path::PathBuf;

use tauri::State;
use tauri::ipc::Channel;

use crate::state::{Shell, lock};
use crate::views::PickedFile;

/// Tells the window of every drop from now on. A channel needs no capability, an event would.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn watch_drops(shell: State<'_, Shell>, drops: Channel<Vec<PickedFile>>) {
    *lock(&shell.drops) = Some(drops);
}

/// What the system dropped; folders and what vanished meanwhile are left out.
pub(crate) fn dropped(shell: &Shell, paths: &[PathBuf]) {
    let files: Vec<_> = paths
        .iter()
        .filter(|path| path.is_file())
        .map(|path| shell.picked_file(path.clone()))
        .collect();
    if files.is_empty() {
        return;
    }
    if let Some(drops) = &*lock(&shell.drops) {
        // A window that no longer listens has nothing to drop on.
        let _ = drops.send(files);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use serde_json::Value;
    use tauri::ipc::InvokeResponseBody;

    use super::*;
    use crate::dialogs::Dialogs;

    /// Nobody opens a dialog here.
    struct Closed;

    impl Dialogs for Closed {
        fn pick_file(&self, _title: &str, _endings: &[&str]) -> Option<PathBuf> {
            None
        }
        fn pick_files(&self, _title: &str, _endings: &[&str]) -> Vec<PathBuf> {
            Vec::new()
        }
    }

    #[test]
    fn the_window_hears_names_and_tokens_of_files_and_never_their_paths() {
        let data = tempfile::tempdir().unwrap();
        let shell = Shell::new(data.path().to_owned(), Box::new(Closed), None).unwrap();
        let (tell, heard) = mpsc::channel();
        *lock(&shell.drops) = Some(Channel::new(move |body| {
            tell.send(body).unwrap();
            Ok(())
        }));
        let key = data.path().join("key.p12");
        std::fs::write(&key, "…").unwrap();
        dropped(&shell, &[data.path().to_owned(), key.clone()]);
        let InvokeResponseBody::Json(said) = heard.try_recv().unwrap() else {
            panic!("the window is told in JSON");
        };
        assert!(!said.contains(&*data.path().to_string_lossy()), "{said}");
        let files: Value = serde_json::from_str(&said).unwrap();
        assert_eq!(
            files.as_array().unwrap().len(),
            1,
            "a folder is no file: {said}"
        );
        assert_eq!(files[0]["name"], "key.p12");
        assert_eq!(shell.file(files[0]["file"].as_str().unwrap()).unwrap(), key);
        dropped(&shell, &[data.path().to_owned()]);
        assert!(
            heard.try_recv().is_err(),
            "nothing was dropped that could be told of"
        );
    }
}
