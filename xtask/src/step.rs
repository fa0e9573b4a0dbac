//! One step of a long job: its title on the screen, its time, and what to say when it fails.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

/// Why a job stopped, in words for the person at the terminal.
pub type Outcome<T = ()> = Result<T, String>;

/// The top folder of the checkout.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("xtask lies one folder below the top")
        .to_owned()
}

/// Numbered steps: `[2/7] Building …`, then how long each took.
pub struct Steps {
    total: usize,
    done: usize,
}

impl Steps {
    pub fn new(total: usize) -> Self {
        Self { total, done: 0 }
    }

    /// Announces a step, does it, and tells its time.
    pub fn step<T>(&mut self, title: &str, work: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
        self.done += 1;
        println!("\n[{}/{}] {title}", self.done, self.total);
        let started = Instant::now();
        let result = work().map_err(|error| format!("{title}: {error}"))?;
        println!("      {:.1} s", started.elapsed().as_secs_f64());
        Ok(result)
    }
}

/// A command in the top folder. Arguments are separated by single spaces; use [`Command::arg`] for paths.
pub fn command(line: &str) -> Command {
    let mut words = line.split(' ');
    let program = words.next().unwrap_or_default();
    // npm and npx are scripts on Windows, and scripts need their ending there.
    let program = if cfg!(windows) && matches!(program, "npm" | "npx") {
        format!("{program}.cmd")
    } else {
        program.to_owned()
    };
    let mut command = Command::new(program);
    command.args(words).current_dir(root());
    command
}

/// Runs a command with its output on the screen.
pub fn run(command: &mut Command) -> Outcome {
    let shown = format!("{command:?}").replace('"', "");
    let status = command
        .stdin(Stdio::null())
        .status()
        .map_err(|error| format!("{shown} does not start: {error}"))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("{shown} ended with {status}"))
    }
}

/// Runs a command in silence and gives what it printed, or nothing if it failed.
pub fn output(command: &mut Command) -> Option<String> {
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// `npm ci` in `ui/`, but only when the lock file has changed since the last time.
pub fn node_modules() -> Outcome {
    let ui = root().join("ui");
    let lock = std::fs::read(ui.join("package-lock.json"))
        .map_err(|error| format!("ui/package-lock.json cannot be read: {error}"))?;
    let stamp = ui.join("node_modules/.zapros-lock");
    if std::fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        println!("      ui/node_modules is up to date");
        return Ok(());
    }
    run(command("npm ci --no-audit --no-fund").current_dir(&ui))?;
    std::fs::write(&stamp, lock)
        .map_err(|error| format!("{} cannot be written: {error}", stamp.display()))
}
