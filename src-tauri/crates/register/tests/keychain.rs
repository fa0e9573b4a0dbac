//! The keychain of the system, as a desktop has it: the Secret Service of gnome-keyring on a bus of the test's own.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::process::Command;

use register::{Journal as _, KeySource, sqlite};

#[tokio::test(flavor = "multi_thread")]
#[ignore = "runs on the bus that the test below starts"]
async fn on_a_bus() {
    if std::env::var_os("ZAPROS_PLACE").is_none() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("r.db");
    let passphrase = KeySource::passphrase("четыре слова для реестра");
    sqlite::create(&path, &KeySource::system())
        .await
        .unwrap()
        .close()
        .await;
    let store = sqlite::open(&path, &KeySource::system()).await.unwrap();
    assert!(store.audit(None).await.unwrap().is_whole());
    store.close().await;
    sqlite::change_key(&path, &KeySource::system(), &passphrase)
        .await
        .unwrap();
    assert_eq!(
        sqlite::open(&path, &KeySource::system())
            .await
            .unwrap_err()
            .code(),
        "register_no_key"
    );
    sqlite::change_key(&path, &passphrase, &KeySource::system())
        .await
        .unwrap();
    sqlite::wipe(&path, &KeySource::system()).unwrap();
}

#[test]
fn the_keychain_of_the_system_keeps_the_key() {
    let there = |program: &str| {
        Command::new("which")
            .arg(program)
            .output()
            .is_ok_and(|found| found.status.success())
    };
    if !there("gnome-keyring-daemon") || !there("dbus-run-session") {
        assert!(
            std::env::var_os("CI").is_none(),
            "install the packages gnome-keyring and dbus"
        );
        eprintln!("SKIPPED: there is no gnome-keyring (Debian: gnome-keyring, dbus)");
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let script = "printf test | gnome-keyring-daemon --unlock --components=secrets >/dev/null && exec \"$0\" \"$@\"";
    let output = Command::new("dbus-run-session")
        .args(["--", "sh", "-c", script])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "on_a_bus", "--ignored", "--nocapture"])
        .env("ZAPROS_PLACE", "bus")
        .env("HOME", home.path())
        .env("XDG_DATA_HOME", home.path().join("data"))
        .env("XDG_RUNTIME_DIR", home.path())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(String::from_utf8_lossy(&output.stdout).contains("1 passed"));
}

/// Where there is no bus there is no keychain: the person is told to take a passphrase.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "runs without a bus, started by the test below"]
async fn without_a_bus() {
    if std::env::var_os("ZAPROS_PLACE").is_none() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let refused = sqlite::create(&folder.path().join("r.db"), &KeySource::system())
        .await
        .unwrap_err();
    assert_eq!(refused.code(), "register_no_keychain");
    assert!(refused.hint().contains("парольной фразой"));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn without_a_keychain_a_passphrase_is_offered() {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "without_a_bus", "--ignored"])
        .env("ZAPROS_PLACE", "nowhere")
        .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stdout)
    );
    assert!(String::from_utf8_lossy(&output.stdout).contains("1 passed"));
}
