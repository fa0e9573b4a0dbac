//! The embedded register: one SQLCipher file, its key, its copies.
//!
//! A file appears under its name only when it is whole; every text and index in it, its journal and its temporary tables
//! are encrypted (`SQLITE_TEMP_STORE=2` keeps the latter in memory).

use std::fs::{self, File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::{AnyConnection, AnyPool, AssertSqlSafe, ConnectOptions as _, Connection as _};
use zeroize::Zeroizing;

use crate::error::RegisterError;
use crate::journal::hex;
use crate::keys::{KeySource, RawKey, Salt, account, random};
use crate::sql::Sql;
use crate::store::{Engine, Store};

/// Makes a new register.
///
/// # Errors
/// Something is there already, the passphrase is short, the keychain or the disk fails.
pub async fn create(path: &Path, key: &KeySource) -> Result<Store, RegisterError> {
    let path = absolute(path)?;
    let fresh = Fresh::beside(&path)?;
    let salt = *random::<16>()?;
    let made = made(key, salt).await?;
    let outcome = async {
        let pool = connect(fresh.path(), &made, 1).await?;
        let store = Store::over(pool, Engine::Sqlite(path.clone())).await?;
        logs_ahead(&store.pool).await?;
        store.close().await;
        fresh.appear(&path)
    };
    if let Err(error) = outcome.await {
        if let KeySource::Keychain(keychain) = key {
            keychain.delete(&account(&salt))?;
        }
        return Err(error);
    }
    open(&path, key).await
}

/// Opens a register and brings its structure up to this program's.
///
/// # Errors
/// [`RegisterError::NotFound`], [`RegisterError::WrongKey`] (nothing is changed), [`RegisterError::TooNew`], [`RegisterError::Locked`].
pub async fn open(path: &Path, key: &KeySource) -> Result<Store, RegisterError> {
    let path = absolute(path)?;
    let raw = opened(key, &path).await?;
    let pool = connect(&path, &raw, 4)
        .await
        .map_err(|error| wrong_key(error, &path))?;
    let store = Store::over(pool, Engine::Sqlite(path)).await?;
    if let Err(error) = logs_ahead(&store.pool).await {
        store.close().await;
        return Err(error);
    }
    Ok(store)
}

/// Puts another key on a register that nobody has open: from a passphrase to the keychain, back, or to another passphrase.
///
/// # Errors
/// As [`open`]; [`RegisterError::Locked`] while somebody has it open; a register already in the keychain stays there.
pub async fn change_key(
    path: &Path,
    from: &KeySource,
    to: &KeySource,
) -> Result<(), RegisterError> {
    if matches!((from, to), (KeySource::Keychain(_), KeySource::Keychain(_))) {
        return Err(RegisterError::NotAllowed(
            "Ключ реестра уже в хранилище паролей системы".to_owned(),
        ));
    }
    let path = absolute(path)?;
    let salt = salt_of(&path)?;
    let old = opened(from, &path).await?;
    let pool = connect(&path, &old, 1)
        .await
        .map_err(|error| wrong_key(error, &path))?;
    let rekeyed = rekey(&pool, to, salt).await;
    pool.close().await;
    let pool = connect(&path, &rekeyed?, 1)
        .await
        .map_err(|error| wrong_key(error, &path))?;
    let logs = logs_ahead(&pool).await;
    pool.close().await;
    logs?;
    if let KeySource::Keychain(keychain) = from {
        keychain.delete(&account(&salt))?;
    }
    Ok(())
}

/// Copies an open register, as it is at one moment, into one encrypted file with a passphrase of its own.
/// The copy is a register itself.
///
/// # Errors
/// The target exists, the passphrase is short, the register is not a file, or the disk fails.
pub async fn backup(store: &Store, to: &Path, passphrase: &KeySource) -> Result<(), RegisterError> {
    if !matches!(store.engine, Engine::Sqlite(_)) {
        return Err(RegisterError::NotHere(
            "У реестра на PostgreSQL нет копии в одном файле",
        ));
    }
    copy(&store.pool, &absolute(to)?, passphrase).await
}

/// Makes a register out of a copy.
///
/// # Errors
/// As [`open`] for the copy and [`create`] for the register.
pub async fn restore(
    copied: &Path,
    passphrase: &KeySource,
    path: &Path,
    key: &KeySource,
) -> Result<Store, RegisterError> {
    let copied = absolute(copied)?;
    let raw = opened(passphrase, &copied).await?;
    let pool = connect(&copied, &raw, 1)
        .await
        .map_err(|error| wrong_key(error, &copied))?;
    let path = absolute(path)?;
    let outcome = copy(&pool, &path, key).await;
    pool.close().await;
    outcome?;
    open(&path, key).await
}

/// Destroys a register: its key first, then the head of the file, by which a passphrase would open it, then the files.
///
/// # Errors
/// [`RegisterError::NotFound`], or the keychain or the disk fails.
pub fn wipe(path: &Path, key: &KeySource) -> Result<(), RegisterError> {
    let path = absolute(path)?;
    let salt = salt_of(&path)?;
    if let KeySource::Keychain(keychain) = key {
        keychain.delete(&account(&salt))?;
    }
    let disk = |error| RegisterError::Disk(path.clone(), error);
    let mut file = OpenOptions::new().write(true).open(&path).map_err(disk)?;
    file.write_all(random::<4096>()?.as_ref())
        .and_then(|()| file.sync_all())
        .map_err(disk)?;
    for suffix in ["-wal", "-shm", "-journal", ""] {
        match fs::remove_file(beside(&path, suffix)) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(disk(error)),
        }
    }
    Ok(())
}

/// What SQLite and SQLCipher find wrong with the file; nothing when it is whole.
///
/// # Errors
/// The database fails.
pub async fn faults(store: &Store) -> Result<Vec<String>, RegisterError> {
    let mut connection = store.reading().await?;
    let mut found = Vec::new();
    for check in [
        "PRAGMA integrity_check",
        "PRAGMA foreign_key_check",
        "PRAGMA cipher_integrity_check",
    ] {
        for row in Sql::new(check).rows(&mut connection).await? {
            let said: String = sqlx::Row::try_get(&row, 0)?;
            if said != "ok" {
                found.push(said);
            }
        }
    }
    Ok(found)
}

async fn rekey(pool: &AnyPool, to: &KeySource, salt: Salt) -> Result<RawKey, RegisterError> {
    // Leaving WAL takes the file for this connection alone, or says that somebody else has it.
    run(pool, "PRAGMA journal_mode = DELETE").await?;
    // The keychain keeps the new key before the file needs it; the old one goes after.
    let new = made(to, salt).await?;
    let pragma = Zeroizing::new(format!("PRAGMA rekey = {}", new.quoted().as_str()));
    run_secret(pool, pragma).await?;
    Ok(new)
}

/// A passphrase takes its time and a keychain may ask the person: neither may hold up the runtime.
async fn opened(source: &KeySource, file: &Path) -> Result<RawKey, RegisterError> {
    let (source, file) = (source.clone(), file.to_owned());
    aside(move || RawKey::open(&source, &salt_of(&file)?, &file)).await
}

async fn made(source: &KeySource, salt: Salt) -> Result<RawKey, RegisterError> {
    let source = source.clone();
    aside(move || RawKey::make(&source, &salt)).await
}

async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, RegisterError> + Send + 'static,
) -> Result<T, RegisterError> {
    let ended = tokio::task::spawn_blocking(work).await;
    ended.unwrap_or_else(|_| {
        Err(RegisterError::NoKeychain(
            "работа с ключом прервана".to_owned(),
        ))
    })
}

/// Writes what a pool's database holds into a new file under another key.
async fn copy(pool: &AnyPool, to: &Path, key: &KeySource) -> Result<(), RegisterError> {
    let fresh = Fresh::beside(to)?;
    let salt = *random::<16>()?;
    let made = made(key, salt).await?;
    let name = fresh.path().to_string_lossy().replace('\'', "''");
    let attach = Zeroizing::new(format!(
        "ATTACH DATABASE '{name}' AS copied KEY {}",
        made.quoted().as_str()
    ));
    let outcome = async {
        let mut connection = pool.acquire().await?;
        sqlx::raw_sql(AssertSqlSafe(attach.as_str().to_owned()))
            .execute(&mut *connection)
            .await?;
        let exported = export(&mut connection).await;
        sqlx::raw_sql("DETACH DATABASE copied")
            .execute(&mut *connection)
            .await?;
        exported?;
        fresh.appear(to)
    };
    if let Err(error) = outcome.await {
        if let KeySource::Keychain(keychain) = key {
            keychain.delete(&account(&salt))?;
        }
        return Err(error);
    }
    Ok(())
}

/// One transaction, so that the copy is of one moment.
async fn export(connection: &mut sqlx::AnyConnection) -> Result<(), RegisterError> {
    sqlx::raw_sql("BEGIN").execute(&mut *connection).await?;
    let exported = sqlx::raw_sql("SELECT sqlcipher_export('copied')")
        .execute(&mut *connection)
        .await;
    let end = if exported.is_ok() {
        "COMMIT"
    } else {
        "ROLLBACK"
    };
    sqlx::raw_sql(end).execute(&mut *connection).await?;
    exported?;
    Ok(())
}

async fn connect(path: &Path, key: &RawKey, connections: u32) -> Result<AnyPool, RegisterError> {
    sqlx::any::install_default_drivers();
    let url = format!("sqlite:{}?mode=rw", escaped(path));
    // Statements are never logged: the first one holds the key.
    let options = url
        .parse::<AnyConnectOptions>()?
        .disable_statement_logging();
    let first = Zeroizing::new(format!(
        "PRAGMA cipher_log_level = NONE; PRAGMA key = {}; PRAGMA busy_timeout = 10000; \
         PRAGMA secure_delete = ON; PRAGMA synchronous = FULL; \
         SELECT count(*) FROM sqlite_master",
        key.quoted().as_str()
    ));
    // A pool tries again and again until its time is over: a wrong key is known at the first try.
    let mut probe = AnyConnection::connect_with(&options).await?;
    let opened = sqlx::raw_sql(AssertSqlSafe(first.as_str().to_owned()))
        .execute(&mut probe)
        .await;
    probe.close().await?;
    opened?;
    let pool = AnyPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(Duration::from_secs(20))
        .after_connect(move |connection, _| {
            let first = first.clone();
            Box::pin(async move {
                sqlx::raw_sql(AssertSqlSafe(first.as_str().to_owned()))
                    .execute(connection)
                    .await
                    .map(|_| ())
            })
        })
        .connect_with(options)
        .await?;
    Ok(pool)
}

/// Write-ahead logging lets a reader and a writer work at once. It is set once and stays with the file.
async fn logs_ahead(pool: &AnyPool) -> Result<(), RegisterError> {
    let mode: String = sqlx::query_scalar("PRAGMA journal_mode")
        .fetch_one(pool)
        .await?;
    if mode == "wal" {
        Ok(())
    } else {
        run(pool, "PRAGMA journal_mode = WAL").await
    }
}

async fn run(pool: &AnyPool, statement: &'static str) -> Result<(), RegisterError> {
    sqlx::raw_sql(statement).execute(pool).await?;
    Ok(())
}

async fn run_secret(pool: &AnyPool, statement: Zeroizing<String>) -> Result<(), RegisterError> {
    sqlx::raw_sql(AssertSqlSafe(statement.as_str().to_owned()))
        .execute(pool)
        .await?;
    Ok(())
}

/// A wrong key and a damaged first page look alike to SQLCipher: the page does not prove itself.
fn wrong_key(error: RegisterError, path: &Path) -> RegisterError {
    match error {
        RegisterError::Damaged(_) => RegisterError::WrongKey(path.to_owned()),
        other => other,
    }
}

fn salt_of(path: &Path) -> Result<Salt, RegisterError> {
    let disk = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => RegisterError::NotFound(path.to_owned()),
        std::io::ErrorKind::UnexpectedEof => {
            RegisterError::Damaged("файл короче одной страницы".to_owned())
        }
        _ => RegisterError::Disk(path.to_owned(), error),
    };
    let mut salt = [0; 16];
    File::open(path)
        .map_err(disk)?
        .read_exact(&mut salt)
        .map_err(disk)?;
    Ok(salt)
}

fn absolute(path: &Path) -> Result<PathBuf, RegisterError> {
    std::path::absolute(path).map_err(|error| RegisterError::Disk(path.to_owned(), error))
}

/// A path as the part of an address: everything that has a meaning there is escaped.
fn escaped(path: &Path) -> String {
    path.to_string_lossy()
        .bytes()
        .fold(String::new(), |mut text, byte| {
            match byte {
                b'a'..=b'z'
                | b'A'..=b'Z'
                | b'0'..=b'9'
                | b'/'
                | b'.'
                | b'-'
                | b'_'
                | b'\\'
                | b':' => {
                    text.push(char::from(byte));
                }
                _ => {
                    text.push('%');
                    text.push_str(&hex(&[byte]));
                }
            }
            text
        })
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// A file under a passing name, readable by its owner alone; gone again unless it appears.
struct Fresh(tempfile::TempPath);

impl Fresh {
    fn beside(path: &Path) -> Result<Self, RegisterError> {
        if path.exists() {
            return Err(RegisterError::Exists(path.to_owned()));
        }
        let folder = path.parent().unwrap_or(Path::new("."));
        let file = tempfile::Builder::new()
            .prefix(".register-")
            .suffix(".new")
            .tempfile_in(folder);
        Ok(Self(
            file.map_err(|error| unwritable(folder, error))?
                .into_temp_path(),
        ))
    }

    fn path(&self) -> &Path {
        &self.0
    }

    fn appear(self, path: &Path) -> Result<(), RegisterError> {
        let disk = |error| RegisterError::Disk(path.to_owned(), error);
        File::open(&self.0)
            .and_then(|file| file.sync_all())
            .map_err(disk)?;
        self.0
            .persist_noclobber(path)
            .map_err(|error| match error.error.kind() {
                std::io::ErrorKind::AlreadyExists => RegisterError::Exists(path.to_owned()),
                _ => disk(error.error),
            })
    }
}

fn unwritable(folder: &Path, error: std::io::Error) -> RegisterError {
    match error.kind() {
        std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => {
            RegisterError::ReadOnly
        }
        std::io::ErrorKind::StorageFull => RegisterError::DiskFull,
        _ => RegisterError::Disk(folder.to_owned(), error),
    }
}
