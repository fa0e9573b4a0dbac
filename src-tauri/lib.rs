//! The shell: opens the window and forwards its calls to the workflow. It decides nothing.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod bindings;
mod commands;
mod dialogs;
mod error;
mod keychain;
mod picked;
mod state;
mod views;

use std::path::PathBuf;

use tauri::{DragDropEvent, Manager, WindowEvent};

use crate::state::Shell;

/// Opens the window and stays until it is closed. `--case DIR` opens it on a composed letter.
pub fn run() {
    let case = case_argument();
    tauri::Builder::default()
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_opener::init())
        .setup(move |app| {
            // A test, or a person who wants the data elsewhere, names the folder; else the platform's own.
            let data = match std::env::var_os("ZAPROS_DATA") {
                Some(folder) => PathBuf::from(folder),
                None => app.path().app_data_dir()?,
            };
            let dialogs = dialogs::of_this_build(app.handle());
            app.manage(Shell::new(data, dialogs, case)?);
            Ok(())
        })
        .on_window_event(|window, event| {
            if let WindowEvent::DragDrop(DragDropEvent::Drop { paths, .. }) = event {
                commands::drops::dropped(&window.state::<Shell>(), paths);
            }
        })
        .invoke_handler(bindings::builder().invoke_handler())
        .run(tauri::generate_context!())
        // Nothing is open yet that could be lost, and there is no window to say it in.
        .unwrap_or_else(|error| panic!("the window cannot be opened: {error}"));
}

fn case_argument() -> Option<PathBuf> {
    let mut arguments = std::env::args_os().skip_while(|argument| argument != "--case");
    arguments.nth(1).map(PathBuf::from)
}
