//! OpenSSL with the GOST engine, as one Python process over libcrypto and as the command line.

#![allow(dead_code, reason = "each test uses a part")]
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test tool")]

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

/// What makes OpenSSL 3.0 load the engine of Debian's `libengine-gost-openssl`.
const CONFIGURATION: &str = "openssl_conf = top\n[top]\nengines = engines\n[engines]\n\
                             gost = gost\n[gost]\nengine_id = gost\ndefault_algorithms = ALL\n";

/// `engine.py` running.
pub(crate) struct Engine {
    process: Child,
    requests: ChildStdin,
    answers: BufReader<ChildStdout>,
    _folder: tempfile::TempDir,
}

impl Engine {
    /// Nothing when a program is missing, after saying so; a failure under CI.
    pub(crate) fn start() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        if !engine_is_here(folder.path()) {
            return skipped("openssl with libengine-gost-openssl is not installed");
        }
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oracle/engine.py");
        let started = Command::new("python3")
            .arg(script)
            .env("OPENSSL_CONF", folder.path().join("openssl.cnf"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn();
        let Ok(mut process) = started else {
            return skipped("python3 is not installed");
        };
        let requests = process.stdin.take().unwrap();
        let answers = BufReader::new(process.stdout.take().unwrap());
        Some(Self {
            process,
            requests,
            answers,
            _folder: folder,
        })
    }

    /// A new key of the engine: PKCS#8 and SubjectPublicKeyInfo.
    pub(crate) fn generate(&mut self, algorithm: &str, set: &str) -> (Vec<u8>, Vec<u8>) {
        let answer = self.ask(&format!("generate {algorithm} {set}")).unwrap();
        let (private, public) = answer.split_once(' ').unwrap();
        (from_hex(private), from_hex(public))
    }

    /// The engine's signature of a digest, nothing when it refuses.
    pub(crate) fn sign(&mut self, pkcs8: &[u8], digest: &[u8]) -> Option<Vec<u8>> {
        self.ask(&format!("sign {} {}", hex(pkcs8), hex(digest)))
            .map(|answer| from_hex(&answer))
    }

    /// Whether the engine accepts a signature, nothing when it refuses the key.
    pub(crate) fn verify(&mut self, spki: &[u8], digest: &[u8], signature: &[u8]) -> Option<bool> {
        let request = format!("verify {} {} {}", hex(spki), hex(digest), hex(signature));
        self.ask(&request).map(|answer| answer == "yes")
    }

    /// Signatures and verifications per second.
    pub(crate) fn speed(
        &mut self,
        pkcs8: &[u8],
        spki: &[u8],
        digest: &[u8],
        time: Duration,
    ) -> Option<(f64, f64)> {
        let (pkcs8, spki, digest) = (hex(pkcs8), hex(spki), hex(digest));
        let answer = self.ask(&format!(
            "speed {pkcs8} {spki} {digest} {}",
            time.as_secs_f64()
        ))?;
        let (sign, verify) = answer.split_once(' ')?;
        Some((sign.parse().ok()?, verify.parse().ok()?))
    }

    fn ask(&mut self, request: &str) -> Option<String> {
        writeln!(self.requests, "{request}").unwrap();
        let mut answer = String::new();
        self.answers.read_line(&mut answer).unwrap();
        assert!(answer.ends_with('\n'), "the oracle died");
        let answer = answer.trim_end();
        (!answer.starts_with("error")).then(|| answer.into())
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        // It ends by itself with its input; it may already have.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The `openssl` command with the engine, in a folder of its own.
pub(crate) struct OpenSsl {
    folder: tempfile::TempDir,
}

impl OpenSsl {
    pub(crate) fn find() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        if engine_is_here(folder.path()) {
            Some(Self { folder })
        } else {
            skipped("openssl with libengine-gost-openssl is not installed")
        }
    }

    /// Runs one command; its words are split at spaces.
    pub(crate) fn run(&self, words: &str) -> Vec<u8> {
        let output = Command::new("openssl")
            .args(words.split(' '))
            .env("OPENSSL_CONF", self.folder.path().join("openssl.cnf"))
            .current_dir(self.folder.path())
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{words}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        output.stdout
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.folder.path().join(name)).unwrap()
    }

    pub(crate) fn write(&self, name: &str, contents: &[u8]) {
        std::fs::write(self.folder.path().join(name), contents).unwrap();
    }
}

fn engine_is_here(folder: &Path) -> bool {
    let configuration = folder.join("openssl.cnf");
    std::fs::write(&configuration, CONFIGURATION).unwrap();
    let output = Command::new("openssl")
        .args(["engine", "-t", "gost"])
        .env("OPENSSL_CONF", configuration)
        .output();
    output.is_ok_and(|output| String::from_utf8_lossy(&output.stdout).contains("[ available ]"))
}

/// Says why a test does nothing; under CI that is a failure.
pub(crate) fn skipped<T>(why: &str) -> Option<T> {
    assert!(std::env::var("CI").is_err(), "{why}");
    println!("SKIPPED: {why}");
    None
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

pub(crate) fn from_hex(text: &str) -> Vec<u8> {
    let digits = text.as_bytes().chunks(2);
    digits
        .map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}
