//! Native dialogs behind a trait: a test cannot press their buttons, so it answers from a script.

use std::path::PathBuf;

use tauri::AppHandle;
use tauri_plugin_dialog::DialogExt;

/// Asks a person for a file.
pub(crate) trait Dialogs: Send + Sync {
    /// One file with one of these endings; `None` when the person closes the dialog.
    fn pick_file(&self, title: &str, endings: &[&str]) -> Option<PathBuf>;
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
        let file = self
            .0
            .dialog()
            .file()
            .set_title(title)
            .add_filter(title, endings)
            .blocking_pick_file()?;
        file.into_path().ok()
    }
}

#[cfg(feature = "scripted-dialogs")]
mod scripted {
    use std::path::PathBuf;

    /// Answers with the next line of a file; an empty line is a closed dialog.
    pub(super) struct Scripted {
        script: PathBuf,
    }

    impl Scripted {
        pub(super) const fn new(script: PathBuf) -> Self {
            Self { script }
        }
    }

    impl super::Dialogs for Scripted {
        fn pick_file(&self, _title: &str, _endings: &[&str]) -> Option<PathBuf> {
            let text = std::fs::read_to_string(&self.script).ok()?;
            let (answer, rest) = text.split_once('\n').unwrap_or((&text, ""));
            std::fs::write(&self.script, rest).ok()?;
            (!answer.is_empty()).then(|| PathBuf::from(answer))
        }
    }
}
