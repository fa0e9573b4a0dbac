//! `cargo xtask sheet`: every letter and every form as pictures, and contact sheets of them to look over.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::packages;
use crate::step::{Outcome, Steps, command, root, run};

/// Pages on one contact sheet.
const ACROSS: usize = 5;
const DOWN: usize = 3;

/// Draws the samples, turns each page into a PNG (poppler), and lays them out side by side (ImageMagick).
pub fn sheet() -> Outcome {
    let base = root().join("target").join("sheet");
    // Only our own earlier pictures lie there.
    if base.exists() {
        fs::remove_dir_all(&base)
            .map_err(|error| format!("{} cannot be emptied: {error}", base.display()))?;
    }
    let (files, pages) = (base.join("pdf"), base.join("pages"));
    fs::create_dir_all(&pages)
        .map_err(|error| format!("{} cannot be made: {error}", pages.display()))?;
    let mut steps = Steps::new(4);
    steps.step("System packages", || packages::install(packages::SHEET))?;
    steps.step("Letters and forms", || {
        run(command("cargo run --quiet --package pdf --example sample --").arg(&files))
    })?;
    steps.step("Pages as PNG, 100 dots an inch", || {
        for file in listed(&files)? {
            let name = file.file_stem().unwrap_or_default();
            run(Command::new("pdftoppm")
                .args(["-r", "100", "-png"])
                .arg(&file)
                .arg(pages.join(name)))?;
        }
        Ok(())
    })?;
    steps.step("Contact sheets", || {
        for (number, some) in listed(&pages)?.chunks(ACROSS * DOWN).enumerate() {
            let sheet = base.join(format!("sheet-{}.png", number + 1));
            run(Command::new("montage")
                // A bare Debian has no font of its own for the labels.
                .arg("-font")
                .arg(root().join("assets/fonts/PTF55F.ttf"))
                .args(["-label", "%t"])
                .args(some)
                .args(["-tile", &format!("{ACROSS}x{DOWN}")])
                .args(["-geometry", "480x680+8+8", "-background", "#b8b4ac"])
                .arg(&sheet))?;
            println!("      {}", sheet.display());
        }
        Ok(())
    })?;
    println!("\n      Each page by itself: {}", pages.display());
    Ok(())
}

/// The files of a folder in the order of their names.
fn listed(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)
        .map_err(|error| format!("{} cannot be read: {error}", folder.display()))?;
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    files.sort();
    Ok(files)
}
