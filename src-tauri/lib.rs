//! The shell: opens the window and forwards its calls to the workflow. It decides nothing.

/// Opens the window and stays until it is closed.
pub fn run() {
    tauri::Builder::default()
        .plugin(tauri_plugin_dialog::init())
        .run(tauri::generate_context!())
        .unwrap_or_else(|error| panic!("the window cannot be opened: {error}"));
}
