//! Prepares the window's build: a placeholder page where the real one has not been built yet.

use std::path::Path;

fn main() {
    println!("cargo:rerun-if-changed=ui/dist");
    let page = Path::new("ui/dist/index.html");
    if !page.exists() {
        // Tauri refuses to compile without the folder; a domain engineer should not need npm for that.
        assert!(
            std::env::var("PROFILE").as_deref() != Ok("release"),
            "ui/dist is not built: run `npm ci && npm run build` in ui/, or `cargo xtask run`"
        );
        std::fs::create_dir_all("ui/dist")
            .expect("the folder ui/ is part of the checkout and writable");
        std::fs::write(
            page,
            "<!doctype html><meta charset=utf-8><title>Запрос</title><p>cargo xtask run",
        )
        .expect("ui/dist was just made");
    }
    tauri_build::build();
}
