//! Native dialogs behind a trait: a test cannot press their buttons, so it answers from a script.

use std::path::PathBuf;

use tauri::AppHandle;
use tauri_plugin_dialog::{DialogExt, FileDialogBuilder};

/// Asks a person for a file.
pub(crate) trait Dialogs: Send + Sync {
    /// One file with one of these endings; `None` when the person closes the dialog.
    fn pick_file(&self, title: &str, endings: &[&str]) -> Option<PathBuf>;

    /// Several files with these endings; none when the person closes the dialog.
    fn pick_files(&self, title: &str, endings: &[&str]) -> Vec<PathBuf>;
}

/// The dialogs of this build: native, or scripted under the feature `scripted-dialogs`.
pub(crate) fn of_this_build(app: &AppHandle) -> Box<dyn Dialogs> {
    #[cfg(feature = "scripted-dialogs")]
    if let Some(script) = std::env::var_os("ZAPROS_DIALOGS") {
        return Box::new(scripted::Scripted::new(PathBuf::from(script)));
    }
    Box::new(Native(app.clone()))
}

struct Native(AppHandle);

impl Dialogs for Native {
    fn pick_file(&self, title: &str, endings: &[&str]) -> Option<PathBuf> {
        let file = self.asking(title, endings).blocking_pick_file()?;
        file.into_path().ok()
    }

    fn pick_files(&self, title: &str, endings: &[&str]) -> Vec<PathBuf> {
        let files = self.asking(title, endings).blocking_pick_files();
        files
            .into_iter()
            .flatten()
            .filter_map(|file| file.into_path().ok())
            .collect()
    }
}

impl Native {
    fn asking(&self, title: &str, endings: &[&str]) -> FileDialogBuilder<tauri::Wry> {
        let dialog = self.0.dialog().file();
        dialog.set_title(title).add_filter(title, endings)
    }
}

#[cfg(feature = "scripted-dialogs")]
mod scripted {
    use std::path::PathBuf;

    /// Answers with the next line of a file, several files parted by tabs; an empty line is a closed dialog.
    pub(super) struct Scripted {
        script: PathBuf,
    }

    impl Scripted {
        pub(super) const fn new(script: PathBuf) -> Self {
            Self { script }
        }
    }

    impl super::Dialogs for Scripted {
        fn pick_file(&self, title: &str, endings: &[&str]) -> Option<PathBuf> {
            self.pick_files(title, endings).into_iter().next()
        }

        fn pick_files(&self, _title: &str, _endings: &[&str]) -> Vec<PathBuf> {
            let text = std::fs::read_to_string(&self.script).unwrap_or_default();
            let (answer, rest) = text.split_once('\n').unwrap_or((&text, ""));
            if std::fs::write(&self.script, rest).is_err() {
                return Vec::new();
            }
            answer
                .split('\t')
                .filter(|path| !path.is_empty())
                .map(PathBuf::from)
                .collect()
        }
    }
}
