//! What only the embedded register has: a file, its key, its copies, its past versions.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::path::{Path, PathBuf};

use common::{PERSONAL, add, at, drawer, example, found_in, passphrase, stamp};
use register::{
    Cases as _, Change, Drafts as _, Journal as _, KeySource, RegisterError, Side, Stamp, sqlite,
};
use serde_json::json;

fn other() -> KeySource {
    KeySource::passphrase("совсем другие слова")
}

fn bytes_below(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        if entry.path().is_dir() {
            files.extend(bytes_below(&entry.path()));
        } else {
            files.push((entry.path(), std::fs::read(entry.path()).unwrap()));
        }
    }
    files.sort();
    files
}

#[tokio::test]
async fn a_wrong_passphrase_says_so_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("мой реестр?#%.db");
    let store = sqlite::create(&path, &passphrase()).await.unwrap();
    add(&store, example(Side::Applicant), "я").await;
    store.close().await;
    let before = bytes_below(folder.path());
    let wrong = sqlite::open(&path, &other()).await.unwrap_err();
    assert!(matches!(wrong, RegisterError::WrongKey(_)), "{wrong}");
    assert!(!wrong.hint().is_empty());
    assert!(matches!(
        sqlite::create(&path, &passphrase()).await,
        Err(RegisterError::Exists(_))
    ));
    assert!(matches!(
        sqlite::open(&folder.path().join("нет"), &other()).await,
        Err(RegisterError::NotFound(_))
    ));
    assert!(bytes_below(folder.path()) == before);
    let store = sqlite::open(&path, &passphrase()).await.unwrap();
    assert_eq!(store.audit(None).await.unwrap().proven, 1);
    store.close().await;
    let short = sqlite::create(&folder.path().join("b"), &KeySource::passphrase("1234567"))
        .await
        .unwrap_err();
    assert_eq!(short.code(), "register_weak_passphrase");
    assert!(!folder.path().join("b").exists());
}

#[tokio::test]
async fn nothing_readable_lies_in_the_file_its_logs_or_the_temporary_folder() {
    let folder = tempfile::tempdir().unwrap();
    let store = sqlite::create(&folder.path().join("r.db"), &drawer(folder.path()))
        .await
        .unwrap();
    let before: Vec<PathBuf> = std::fs::read_dir("/tmp")
        .unwrap()
        .flatten()
        .map(|entry| entry.path())
        .collect();
    let mut seen = Vec::new();
    for n in 0..40 {
        let case = add(&store, example(Side::Officer), "я").await;
        let note = Change::Note(format!(
            "Иванова-Петровская, паспорт 4508 123456, m.ivanova@mail.example {n}"
        ));
        store.change(&case.id, 1, note, &stamp("я")).await.unwrap();
        store
            .new_draft("Иванова", "a", &json!({ "number": "123456" }), &stamp("я"))
            .await
            .unwrap();
        let case = store.case(&case.id).await.unwrap();
        // Whatever a panic or a log may print of it.
        seen.extend(
            format!(
                "{case:?} {:?} {:?}",
                case.subject,
                store.drafts().await.unwrap()
            )
            .into_bytes(),
        );
        let conflict = store
            .change(&case.id, 1, Change::Close, &stamp("я"))
            .await
            .unwrap_err();
        seen.extend(format!("{conflict} {conflict:?} {:?}", example(Side::Officer)).into_bytes());
    }
    // While it is open, its log is beside it.
    let files = bytes_below(folder.path());
    assert!(
        files
            .iter()
            .any(|(path, _)| path.to_string_lossy().ends_with("-wal"))
    );
    for (path, bytes) in files {
        assert_eq!(found_in(&bytes, PERSONAL), None, "{}", path.display());
        assert!(!bytes.starts_with(b"SQLite format 3"), "{}", path.display());
    }
    assert_eq!(found_in(&seen, PERSONAL), None);
    for arguments in ["/proc/self/cmdline", "/proc/self/environ"] {
        assert_eq!(
            found_in(&std::fs::read(arguments).unwrap_or_default(), PERSONAL),
            None
        );
    }
    store.close().await;
    let left: Vec<PathBuf> = std::fs::read_dir("/tmp")
        .unwrap()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| {
            !before.contains(path)
                && path
                    .file_name()
                    .is_some_and(|n| n.to_string_lossy().contains("etilqs"))
        })
        .collect();
    assert!(left.is_empty(), "SQLite's temporary files: {left:?}");
}

#[tokio::test]
async fn the_key_goes_from_a_passphrase_to_the_keychain_and_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("r.db");
    let keychain = drawer(folder.path());
    let store = sqlite::create(&path, &passphrase()).await.unwrap();
    add(&store, example(Side::Applicant), "я").await;
    let busy = sqlite::change_key(&path, &passphrase(), &keychain)
        .await
        .unwrap_err();
    assert_eq!(busy.code(), "register_locked");
    store.close().await;

    assert_eq!(
        sqlite::change_key(&path, &other(), &keychain)
            .await
            .unwrap_err()
            .code(),
        "register_wrong_key"
    );
    sqlite::change_key(&path, &passphrase(), &keychain)
        .await
        .unwrap();
    assert_eq!(
        sqlite::open(&path, &passphrase()).await.unwrap_err().code(),
        "register_wrong_key"
    );
    // A file that is moved keeps its key: it goes by the file's own salt.
    let moved = folder.path().join("moved.db");
    std::fs::rename(&path, &moved).unwrap();
    let store = sqlite::open(&moved, &keychain).await.unwrap();
    assert!(store.audit(None).await.unwrap().is_whole());
    store.close().await;

    sqlite::change_key(&moved, &keychain, &other())
        .await
        .unwrap();
    assert_eq!(
        sqlite::open(&moved, &keychain).await.unwrap_err().code(),
        "register_no_key"
    );
    let store = sqlite::open(&moved, &other()).await.unwrap();
    assert_eq!(sqlite::faults(&store).await.unwrap(), Vec::<String>::new());
    assert_eq!(store.audit(None).await.unwrap().proven, 1);
    store.close().await;
}

#[tokio::test]
async fn a_copy_is_one_encrypted_file_from_which_the_register_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("r.db");
    let keychain = drawer(folder.path());
    let store = sqlite::create(&path, &keychain).await.unwrap();
    let case = add(&store, example(Side::Applicant), "я").await;
    let copy = folder.path().join("копия 'один'.zapros");
    sqlite::backup(&store, &copy, &passphrase()).await.unwrap();
    assert_eq!(
        sqlite::backup(&store, &copy, &passphrase())
            .await
            .unwrap_err()
            .code(),
        "register_exists"
    );
    let tip = store.audit(None).await.unwrap().tip;
    store.close().await;
    assert_eq!(found_in(&std::fs::read(&copy).unwrap(), PERSONAL), None);

    sqlite::wipe(&path, &keychain).unwrap();
    assert!(!path.exists());
    assert_eq!(
        std::fs::read_dir(folder.path().join("keys"))
            .unwrap()
            .count(),
        0
    );

    let wrong = sqlite::restore(&copy, &other(), &path, &keychain)
        .await
        .unwrap_err();
    assert_eq!(wrong.code(), "register_wrong_key");
    let store = sqlite::restore(&copy, &passphrase(), &path, &keychain)
        .await
        .unwrap();
    assert_eq!(store.audit(Some(&tip)).await.unwrap().tip, tip);
    assert_eq!(
        store.case(&case.id).await.unwrap().subject.unwrap().surname,
        "Иванова-Петровская"
    );
    assert_eq!(sqlite::faults(&store).await.unwrap(), Vec::<String>::new());
    // The triggers came along.
    store
        .execute_for_test("DELETE FROM events")
        .await
        .unwrap_err();
    store.close().await;
}

#[tokio::test]
async fn a_clock_turned_back_loses_nothing_and_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let store = sqlite::create(&folder.path().join("r.db"), &drawer(folder.path()))
        .await
        .unwrap();
    let case = add(&store, example(Side::Officer), "я").await;
    let earlier = Stamp::new("я", at("2020-01-01T00:00:00+03:00"));
    store
        .change(&case.id, 1, Change::Note("до начала".into()), &earlier)
        .await
        .unwrap();
    let audit = store.audit(None).await.unwrap();
    assert!(audit.is_whole());
    assert_eq!(audit.clock_went_back, [2]);
    store.close().await;
}

#[tokio::test]
async fn a_register_of_a_newer_program_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("r.db");
    let store = sqlite::create(&path, &drawer(folder.path())).await.unwrap();
    let future = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
                  VALUES (99, 'future', 1, x'00', 0)";
    store.execute_for_test(future).await.unwrap();
    store.close().await;
    let newer = sqlite::open(&path, &drawer(folder.path()))
        .await
        .unwrap_err();
    assert_eq!(newer.code(), "register_too_new");
    assert!(newer.to_string().contains("99"), "{newer}");
}

#[tokio::test]
async fn a_locked_register_says_so_and_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("r.db");
    let one = sqlite::create(&path, &drawer(folder.path())).await.unwrap();
    let two = sqlite::open(&path, &drawer(folder.path())).await.unwrap();
    two.impatient_for_test().await.unwrap();
    let held = one.hold_for_test().await.unwrap();
    let locked = two
        .add_cases(vec![example(Side::Officer)], &stamp("я"))
        .await
        .unwrap_err();
    assert_eq!(locked.code(), "register_locked");
    assert!(locked.is_transient());
    drop(held);
    // The lock goes with the transaction that held it.
    add(&one, example(Side::Officer), "я").await;
    assert_eq!(two.audit(None).await.unwrap().proven, 1);
    one.close().await;
    two.close().await;
}

#[tokio::test]
async fn a_full_disk_says_so_and_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("r.db");
    let store = sqlite::create(&path, &drawer(folder.path())).await.unwrap();
    let case = add(&store, example(Side::Officer), "я").await;
    store.no_more_room_for_test().await.unwrap();
    let mut big = example(Side::Officer);
    big.summary = Some("ж".repeat(1_000_000));
    let full = store.add_cases(vec![big], &stamp("я")).await.unwrap_err();
    assert_eq!(full.code(), "register_disk_full");
    store.close().await;
    let store = sqlite::open(&path, &drawer(folder.path())).await.unwrap();
    assert_eq!(store.audit(None).await.unwrap().proven, 1);
    assert!(store.case(&case.id).await.is_ok());
    store.close().await;
}

/// The kernel's own folder lets nobody make a file, root neither.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_read_only_folder_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let refused = sqlite::create(Path::new("/sys/r.db"), &drawer(folder.path()))
        .await
        .unwrap_err();
    assert_eq!(refused.code(), "register_read_only", "{refused}");
    assert_eq!(
        std::fs::read_dir(folder.path().join("keys"))
            .unwrap()
            .count(),
        0,
        "no key for nothing"
    );
}

/// `tests/fixtures/register-v1.db` was written by version 1 of the structure: see its birth certificate beside it.
#[tokio::test]
async fn a_register_of_the_first_version_is_brought_forward() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("r.db");
    std::fs::copy(
        concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/register-v1.db"),
        &path,
    )
    .unwrap();
    let store = sqlite::open(&path, &passphrase()).await.unwrap();
    use register::Board as _;
    let board = store.board(None, 0, 10).await.unwrap();
    assert_eq!(
        board[0].due.unwrap().to_string(),
        "2026-12-07",
        "the cache that version 1 had not is filled"
    );
    let case = store.case("2026-000001").await.unwrap();
    assert_eq!(
        case.subject.unwrap().full_name(),
        "Иванова-Петровская Мария Сергеевна"
    );
    let audit = store.audit(None).await.unwrap();
    assert!(audit.is_whole() && audit.proven == 2, "{audit:?}");
    assert_eq!(store.drafts().await.unwrap()[0].title, "Черновик");
    store.close().await;
}

/// Birth certificate of `tests/fixtures/register-v1.db`: a case, a change, a draft, then everything that the later
/// migrations add is taken away again, so that the file is what version 1 wrote.
/// `cargo test -p register --test embedded birth_of_the_fixture -- --ignored`
#[tokio::test]
#[ignore = "makes the fixture anew"]
async fn birth_of_the_fixture() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/register-v1.db");
    let _ = std::fs::remove_file(path);
    let store = sqlite::create(Path::new(path), &passphrase())
        .await
        .unwrap();
    let case = add(&store, example(Side::Officer), "я").await;
    store
        .change(&case.id, 1, Change::Note("позвонить".into()), &stamp("я"))
        .await
        .unwrap();
    store
        .new_draft(
            "Черновик",
            "subject",
            &json!({ "surname": "И" }),
            &stamp("я"),
        )
        .await
        .unwrap();
    for statement in [
        "DROP INDEX demands_due",
        "DROP INDEX demands_terms_key",
        "ALTER TABLE demands DROP COLUMN due",
        "ALTER TABLE demands DROP COLUMN terms_key",
        "DROP INDEX name_words_case",
        "CREATE INDEX name_words_case ON name_words (case_id)",
        "DROP INDEX documents_sha256",
        "DELETE FROM _sqlx_migrations WHERE version > 1",
    ] {
        store.execute_for_test(statement).await.unwrap();
    }
    store.close().await;
}
