//! OpenSSL with its engine for ГОСТ: authorities, certificates and signatures made by another implementation.

use std::path::Path;
use std::process::{Command, Output};

use super::said;
use signature::Trust;

/// What makes OpenSSL load the engine of Debian's `libengine-gost-openssl`, and the two kinds of certificates.
const CONFIGURATION: &str = "\
openssl_conf = top
[top]
engines = engines
[engines]
gost = gost
[gost]
engine_id = gost
default_algorithms = ALL
[req]
distinguished_name = name
utf8 = yes
string_mask = utf8only
[name]
[authority]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[person]
basicConstraints = critical, CA:false
keyUsage = critical, digitalSignature, nonRepudiation
";

/// A folder with an authority and a person's key: `root.pem`, `key.pem`, `own.pem` (the certificate), `own.der`.
pub(crate) struct Engine {
    folder: tempfile::TempDir,
}

impl Engine {
    /// Nothing, after saying so, when the engine is not installed; a failure under CI.
    pub(crate) fn find() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("openssl.cnf"), CONFIGURATION).unwrap();
        let engine = Self { folder };
        let here = engine
            .try_run("engine -t gost")
            .is_some_and(|output| said(&output).contains("[ available ]"));
        if here {
            return Some(engine);
        }
        assert!(
            std::env::var("CI").as_deref() != Ok("true"),
            "openssl with libengine-gost-openssl is needed"
        );
        eprintln!("SKIPPED: openssl with libengine-gost-openssl is not installed");
        None
    }

    /// A new authority and a new person under it. `algorithm` and `set` are the engine's words.
    pub(crate) fn issue(&self, algorithm: &str, set: &str, digest: &str) {
        for name in ["root", "key"] {
            self.run(&format!(
                "genpkey -algorithm {algorithm} -pkeyopt paramset:{set} -out {name}.key"
            ));
        }
        self.run(&format!(
            "req -new -x509 -config openssl.cnf -{digest} -key root.key -subj /CN=Корень -days 400 \
             -extensions authority -out root.pem"
        ));
        self.run(&format!(
            "req -new -config openssl.cnf -{digest} -key key.key -out own.csr -subj \
             /CN=Берёзкина_Анна_Павловна/SN=Берёзкина/GN=Анна_Павловна"
        ));
        self.run(&format!(
            "x509 -req -{digest} -in own.csr -CA root.pem -CAkey root.key -CAcreateserial -days 300 \
             -extfile openssl.cnf -extensions person -out own.pem"
        ));
        self.run("x509 -in own.pem -outform DER -out own.der");
        std::fs::rename(self.path("key.key"), self.path("key.pem")).unwrap();
    }

    /// Trusts the authority, revocation waived.
    pub(crate) fn trust(&self) -> Trust {
        let mut trust = Trust::new();
        trust.add(&self.read("root.pem")).unwrap();
        trust.without_revocation()
    }

    /// Runs one command that must succeed; its words are split at spaces.
    pub(crate) fn run(&self, words: &str) -> Output {
        let output = self.try_run(words).unwrap();
        assert!(output.status.success(), "{words}: {}", said(&output));
        output
    }

    /// Runs one command that may fail; nothing when there is no `openssl`.
    pub(crate) fn try_run(&self, words: &str) -> Option<Output> {
        Command::new("openssl")
            .args(words.split_whitespace())
            .env("OPENSSL_CONF", self.path("openssl.cnf"))
            .current_dir(self.folder.path())
            .output()
            .ok()
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).unwrap()
    }

    pub(crate) fn write(&self, name: &str, contents: &[u8]) {
        std::fs::write(self.path(name), contents).unwrap();
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }
}
