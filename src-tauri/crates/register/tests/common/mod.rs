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
    port: u16,
}

impl Cluster {
    /// None, with a word to whoever reads, where PostgreSQL is not installed; in CI that is a failure.
    pub(crate) fn start() -> Option<Self> {
        Self::listening(false)
    }

    /// The same, speaking TLS on a port of this machine; `ca.crt` in its folder vouches for `localhost`.
    pub(crate) fn with_tls() -> Option<Self> {
        Self::listening(true)
    }

    fn listening(tls: bool) -> Option<Self> {
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
            port: free_port(),
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
        let more = if tls {
            cluster.certificate();
            format!(
                "-c ssl=on -c ssl_cert_file={0}/server.crt -c ssl_key_file={0}/server.key -c listen_addresses=localhost",
                cluster.folder.display()
            )
        } else {
            "-c listen_addresses=".to_owned()
        };
        let options = format!(
            "-p {} -c unix_socket_directories='{}' {more}",
            cluster.port,
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
                "-p",
                &self.port.to_string(),
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
        format!("postgres://postgres@{socket}:{}/{name}", self.port)
    }

    /// The address of a new, empty database over TLS; the certificate of the server is checked against this file.
    pub(crate) fn database_over_tls(&self, trusted: &Path) -> String {
        let address = self.database();
        let name = address.rsplit_once('/').unwrap().1;
        format!(
            "postgres://postgres@localhost:{}/{name}?sslmode=verify-full&sslrootcert={}",
            self.port,
            trusted.display()
        )
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    fn certificate(&self) {
        let script = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=authority -keyout ca.key -out ca.crt
            openssl req -newkey rsa:2048 -nodes -subj /CN=localhost -keyout server.key -out server.csr
            printf subjectAltName=DNS:localhost > names
            openssl x509 -req -in server.csr -CA ca.crt -CAkey ca.key -set_serial 2 -days 2 -extfile names -out server.crt";
        let made = Command::new("sh")
            .args(["-ec", script])
            .current_dir(&self.folder)
            .output()
            .unwrap();
        assert!(
            made.status.success(),
            "{}",
            String::from_utf8_lossy(&made.stderr)
        );
        if self.root {
            let owned = Command::new("chown")
                .arg("postgres")
                .arg(self.path("server.key"))
                .status();
            assert!(owned.unwrap().success());
        }
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

/// Taken and let go again: nobody else is told of it meanwhile.
fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
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
