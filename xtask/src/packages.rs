//! Debian packages: which are missing, and how to install them without asking twice.

use crate::step::{Outcome, command, output, run};

/// What the application needs to be built on Debian 12 or 13.
pub const BUILD: &[&str] = &[
    "build-essential",
    "libayatana-appindicator3-dev",
    "librsvg2-dev",
    "libssl-dev",
    "libwebkit2gtk-4.1-dev",
    "libxdo-dev",
    "pkg-config",
];

/// What the tests ask for a second opinion, and the real window's display.
pub const TEST: &[&str] = &[
    "chromium",
    "dbus-x11",
    "gnome-keyring",
    "gnutls-bin",
    "imagemagick",
    "libengine-gost-openssl",
    "opensc",
    "openssl",
    "poppler-utils",
    "python3-venv",
    "qpdf",
    "softhsm2",
    "webkit2gtk-driver",
    "xauth",
    "xvfb",
];

/// What the other typesetters of the benchmark stand on.
pub const BENCH: &[&str] = &[
    "libharfbuzz-subset0",
    "libpango-1.0-0",
    "libpangoft2-1.0-0",
    "python3-venv",
];

/// What the contact sheets are made with.
pub const SHEET: &[&str] = &["imagemagick", "poppler-utils"];

/// Servers that would replace the user's own: only with `--yes` or in CI.
pub const SERVERS: &[&str] = &["dovecot-imapd", "postfix", "postgresql"];

/// Installs what is missing of `wanted`: as root, else with `sudo -n`, else it prints the line to copy and stops.
pub fn install(wanted: &[&str]) -> Outcome {
    if !cfg!(target_os = "linux") {
        println!("      nothing to install here: {}", prerequisites());
        return Ok(());
    }
    if output(&mut command("dpkg --version")).is_none() {
        return Err(format!(
            "this is no Debian: install what corresponds to these packages, then run the command again:\n  {}",
            wanted.join(" ")
        ));
    }
    let missing = missing(wanted);
    if missing.is_empty() {
        println!("      all {} packages are there", wanted.len());
        return Ok(());
    }
    println!("      missing: {}", missing.join(" "));
    let list = missing.join(" ");
    let prefix = if is_root() {
        ""
    } else if output(&mut command("sudo -n true")).is_some() {
        "sudo -n "
    } else {
        return Err(format!(
            "packages are missing and this user may not install them. Copy this line, then run the command again:\n  \
             sudo apt-get update && sudo apt-get install -y --no-install-recommends {list}"
        ));
    };
    run(&mut command(&format!("{prefix}apt-get update -qq")))?;
    run(&mut command(&format!(
        "{prefix}env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends --no-remove {list}"
    )))
}

/// Those of `wanted` that dpkg does not know as installed.
pub fn missing<'a>(wanted: &[&'a str]) -> Vec<&'a str> {
    let query = output(&mut command(
        "dpkg-query -W -f=${Package}:${db:Status-Abbrev}\\n",
    ))
    .unwrap_or_default();
    let installed: Vec<&str> = query
        .lines()
        .filter_map(|line| line.split_once(':'))
        .filter(|(_, status)| status.starts_with("ii"))
        .map(|(name, _)| name)
        .collect();
    wanted
        .iter()
        .copied()
        .filter(|name| !installed.contains(name))
        .collect()
}

fn is_root() -> bool {
    output(&mut command("id -u")).is_some_and(|id| id.trim() == "0")
}

fn prerequisites() -> &'static str {
    if cfg!(windows) {
        "Windows needs the Visual Studio C++ build tools, CMake, NASM and WebView2 (part of Windows 11)"
    } else {
        "macOS needs the Xcode command line tools and CMake"
    }
}
