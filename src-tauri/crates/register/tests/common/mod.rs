//! People who do not exist, and a PostgreSQL of the test's own.
#![allow(dead_code, reason = "each test takes what it needs")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use chrono::{DateTime, FixedOffset, NaiveDate};
use register::{
    CaseReceipt, Channel, KeySource, Keychain, NewCase, RegisterError, Registered, Secret, Side,
    Stamp, Store,
};

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(crate) fn at(text: &str) -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339(text).unwrap()
}

/// By this officer, on a Monday in November.
pub(crate) fn stamp(by: &str) -> Stamp {
    Stamp::new(by, at("2026-11-23T10:00:00+03:00"))
}

/// A keychain of the test's own, a file for a key, so that another process finds it.
pub(crate) struct Drawer(PathBuf);

impl Keychain for Drawer {
    fn read(&self, account: &str) -> Result<Option<Secret>, RegisterError> {
        Ok(std::fs::read_to_string(self.0.join(account))
            .ok()
            .map(Secret::new))
    }

    fn write(&self, account: &str, secret: &Secret) -> Result<(), RegisterError> {
        std::fs::write(self.0.join(account), secret.reveal_for_test()).unwrap();
        Ok(())
    }

    fn delete(&self, account: &str) -> Result<(), RegisterError> {
        let _ = std::fs::remove_file(self.0.join(account));
        Ok(())
    }
}

/// Keys in this folder: opened at once, where a passphrase takes its time on purpose.
pub(crate) fn drawer(folder: &Path) -> KeySource {
    std::fs::create_dir_all(folder.join("keys")).unwrap();
    KeySource::Keychain(Arc::new(Drawer(folder.join("keys"))))
}

pub(crate) fn passphrase() -> KeySource {
    KeySource::passphrase("четыре слова для реестра")
}

/// The bundled example of a request: its subject is Мария Сергеевна Иванова-Петровская, passport 4508 123456.
pub(crate) fn example(side: Side) -> NewCase {
    let json = include_bytes!("../../../../../assets/examples/access.json");
    let request = request::read(json, day("2026-11-23"))
        .unwrap()
        .request
        .unwrap();
    NewCase {
        receipt: Some(received("2026-11-23")),
        ..NewCase::of(&request, side, Channel::Email)
    }
}

pub(crate) fn received(on: &str) -> CaseReceipt {
    CaseReceipt::on(law::Received::parse(on).unwrap())
}

pub(crate) async fn add(store: &Store, case: NewCase, by: &str) -> Registered {
    use register::Cases as _;
    store
        .add_cases(vec![case], &stamp(by))
        .await
        .unwrap()
        .remove(0)
}

/// What a name, a passport, an address look like in the example.
pub(crate) const PERSONAL: &[&str] = &[
    "Иванова-Петровская",
    "иванова",
    "петровская",
    "123456",
    "m.ivanova",
    "79161234567",
    "Тверская",
];

/// Whether any of these words stands in the bytes, in any of the usual encodings.
pub(crate) fn found_in(bytes: &[u8], words: &[&str]) -> Option<String> {
    words.iter().find_map(|word| {
        let utf16: Vec<u8> = word.encode_utf16().flat_map(u16::to_le_bytes).collect();
        [word.as_bytes().to_vec(), utf16]
            .iter()
            .any(|needle| {
                bytes
                    .windows(needle.len())
                    .any(|window| window == needle.as_slice())
            })
            .then(|| (*word).to_owned())
    })
}

/// A cluster that lives as long as the test: socket only, its own folder.
pub(crate) struct Cluster {
    folder: PathBuf,
    bin: PathBuf,
    root: bool,
    count: std::sync::atomic::AtomicUsize,
}

impl Cluster {
    /// None, with a word to whoever reads, where PostgreSQL is not installed; in CI that is a failure.
    pub(crate) fn start() -> Option<Self> {
        let Some(bin) = programs() else {
            assert!(
                std::env::var_os("CI").is_none(),
                "install the package postgresql"
            );
            eprintln!("SKIPPED: PostgreSQL is not installed (Debian: postgresql)");
            return None;
        };
        let folder = tempfile::Builder::new()
            .prefix("zapros-pg-")
            .tempdir_in("/tmp")
            .unwrap()
            .keep();
        let root = Command::new("id").arg("-u").output().unwrap().stdout == b"0\n";
        if root {
            assert!(
                Command::new("chown")
                    .arg("postgres")
                    .arg(&folder)
                    .status()
                    .unwrap()
                    .success()
            );
        }
        let count = std::sync::atomic::AtomicUsize::new(0);
        let cluster = Self {
            folder,
            bin,
            root,
            count,
        };
        cluster.run(
            "initdb",
            &[
                "-A",
                "trust",
                "-U",
                "postgres",
                "--no-sync",
                "-D",
                &cluster.path("data"),
            ],
        );
        let options = format!(
            "-c listen_addresses='' -c unix_socket_directories='{}'",
            cluster.folder.display()
        );
        let (data, log) = (cluster.path("data"), cluster.path("log"));
        cluster.run(
            "pg_ctl",
            &["-w", "-D", &data, "-l", &log, "-o", &options, "start"],
        );
        Some(cluster)
    }

    /// The address of a new, empty database.
    pub(crate) fn database(&self) -> String {
        let n = self.count.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        let name = format!("register{n}");
        self.run(
            "createdb",
            &[
                "-h",
                &self.path(""),
                "-U",
                "postgres",
                "-T",
                "template0",
                "-E",
                "UTF8",
                &name,
            ],
        );
        let socket = self.folder.display().to_string().replace('/', "%2F");
        format!("postgres://postgres@{socket}/{name}")
    }

    /// Everything the server wrote about what it did.
    pub(crate) fn log(&self) -> Vec<u8> {
        std::fs::read(self.path("log")).unwrap()
    }

    fn path(&self, name: &str) -> String {
        self.folder.join(name).display().to_string()
    }

    fn run(&self, program: &str, arguments: &[&str]) {
        let program = self.bin.join(program);
        let mut command = if self.root {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(&program);
            command
        } else {
            Command::new(&program)
        };
        // Its output goes to a file: the server inherits it and would hold a pipe open.
        let said = std::fs::File::create(
            std::env::temp_dir().join(format!("zapros-pg-{}.txt", std::process::id())),
        );
        let said = said.unwrap();
        let status = command
            .args(arguments)
            .current_dir("/tmp")
            .stdout(said.try_clone().unwrap())
            .stderr(said)
            .status()
            .unwrap();
        assert!(status.success(), "{}", program.display());
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.run(
            "pg_ctl",
            &["-m", "immediate", "-D", &self.path("data"), "stop"],
        );
        let _ = std::fs::remove_dir_all(&self.folder);
        let _ = std::fs::remove_file(
            std::env::temp_dir().join(format!("zapros-pg-{}.txt", std::process::id())),
        );
    }
}

fn programs() -> Option<PathBuf> {
    let mut folders: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .ok()?
        .flatten()
        .map(|entry| entry.path().join("bin"))
        .collect();
    folders.sort();
    folders
        .into_iter()
        .rev()
        .find(|folder| Path::new(folder).join("initdb").exists())
}
