//! A real mail server on this machine's loopback: Postfix takes letters in by SMTP (implicit TLS
//! and STARTTLS, AUTH, certificate of its own authority), Dovecot checks passwords and gives the
//! letters out by IMAP. Beside it a peer that hangs up, which no decent server does.
//!
//! Everything lies in one temporary folder with ports of its own, so the machine's own mail, if
//! any, is not touched. Needs root (Postfix changes users) and the Debian packages
//! `postfix dovecot-core dovecot-imapd openssl`.
#![cfg(target_os = "linux")]

use std::{
    fs::{self, Permissions},
    io::{self, BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    os::unix::fs::{PermissionsExt, chown},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

/// The domain whose mailboxes the server has.
pub const DOMAIN: &str = "zapros.test";
/// A mailbox that may send; its name is also the name to log in with.
pub const SENDER: &str = "maria@zapros.test";
/// The mailbox letters go to.
pub const OPERATOR: &str = "privacy@zapros.test";
/// A mailbox of this server that is refused for now with 451, as greylisting does.
pub const GREYLISTED: &str = "grey@zapros.test";
/// An address of the domain without a mailbox: Postfix refuses it with 550.
pub const NOBODY: &str = "nobody@zapros.test";
/// The password of every mailbox.
pub const PASSWORD: &str = "Слово & пароль 7";

/// A running server; stops and leaves nothing behind when dropped.
pub struct MailServer {
    folder: PathBuf,
    smtps: u16,
    submission: u16,
    imap: u16,
}

impl MailServer {
    /// What this machine lacks for it, if anything.
    #[must_use]
    pub fn missing() -> Option<String> {
        for program in ["postfix", "dovecot", "openssl"] {
            if find(program).is_none() {
                return Some(format!("{program} is not installed"));
            }
        }
        if fs::metadata("/proc/self").map_or(1, |own| std::os::unix::fs::MetadataExt::uid(&own))
            != 0
        {
            return Some("Postfix can only be started by root".to_owned());
        }
        None
    }

    /// Starts the server and waits until it answers.
    ///
    /// # Errors
    /// A program fails; the text has the end of its log.
    pub fn start() -> io::Result<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!(
            "zapros-mail-{}-{}",
            std::process::id(),
            COUNT.fetch_add(1, Ordering::Relaxed)
        );
        // Not a folder of mode 0700: Postfix and Dovecot work under users of their own.
        let folder = std::env::temp_dir().join(name);
        fs::create_dir(&folder)?;
        fs::set_permissions(&folder, Permissions::from_mode(0o755))?;
        let (smtps, submission, imap) = free_ports()?;
        let server = Self {
            folder,
            smtps,
            submission,
            imap,
        };
        server.make_certificates()?;
        server.start_dovecot()?;
        server.start_postfix()?;
        for port in [smtps, submission, imap] {
            server.wait_for_port(port)?;
        }
        Ok(server)
    }

    /// The port for implicit TLS.
    #[must_use]
    pub fn smtps_port(&self) -> u16 {
        self.smtps
    }

    /// The port for STARTTLS.
    #[must_use]
    pub fn submission_port(&self) -> u16 {
        self.submission
    }

    /// The certificate of the authority that vouches for `localhost`.
    #[must_use]
    pub fn ca(&self) -> PathBuf {
        self.folder.join("ca.pem")
    }

    /// A profile for this server as the program reads it; `tls` is `implicit` or `starttls`.
    #[must_use]
    pub fn profile(&self, tls: &str) -> String {
        let port = if tls == "implicit" {
            self.smtps
        } else {
            self.submission
        };
        format!(
            r#"{{"host": "localhost", "port": {port}, "tls": "{tls}", "user": "{SENDER}",
            "from": "Мария Иванова <{SENDER}>", "ca": "{}"}}"#,
            self.ca().display()
        )
    }

    /// Every letter in a mailbox, fetched by IMAP (RFC 3501 §6.4.5), as the server gives it out:
    /// its own headers on top, then the bytes it was sent.
    ///
    /// # Errors
    /// The server does not speak IMAP.
    pub fn letters(&self, mailbox: &str) -> io::Result<Vec<Vec<u8>>> {
        let stream = TcpStream::connect(("127.0.0.1", self.imap))?;
        stream.set_read_timeout(Some(Duration::from_secs(20)))?;
        let mut imap = BufReader::new(stream);
        read_line(&mut imap)?;
        command(
            &mut imap,
            &format!("LOGIN {mailbox} {{{}}}", PASSWORD.len()),
        )?;
        let selected = command(&mut imap, "SELECT INBOX")?;
        let count = selected
            .iter()
            .find_map(|line| line.strip_prefix("* ")?.strip_suffix(" EXISTS"))
            .and_then(|count| count.parse::<u32>().ok())
            .unwrap_or_default();
        (1..=count).map(|number| fetch(&mut imap, number)).collect()
    }

    /// Waits until a mailbox has `count` letters, then gives them all out.
    ///
    /// # Errors
    /// They did not come in half a minute; the text has the end of the log.
    pub fn wait_for_letters(&self, mailbox: &str, count: usize) -> io::Result<Vec<Vec<u8>>> {
        let letters = until(|| {
            let letters = self.letters(mailbox).ok()?;
            (letters.len() >= count).then_some(letters)
        });
        letters.ok_or_else(|| self.failed(&format!("{mailbox} did not get {count} letters")))
    }

    fn make_certificates(&self) -> io::Result<()> {
        fs::write(
            self.folder.join("server.ext"),
            "subjectAltName = DNS:localhost\nbasicConstraints = CA:FALSE\nextendedKeyUsage = serverAuth\n",
        )?;
        let key = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes";
        for line in [
            format!("req -x509 {key} -keyout ca.key -out ca.pem -days 2 -subj /CN=Zapros-test-CA"),
            format!("req {key} -keyout server.key -out server.csr -subj /CN=localhost"),
            "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -set_serial 2 -days 2 -extfile server.ext -out server.pem"
                .to_owned(),
        ] {
            let arguments: Vec<&str> = line.split(' ').collect();
            self.run("openssl", &arguments)?;
        }
        Ok(())
    }

    fn start_dovecot(&self) -> io::Result<()> {
        let mail = self.folder.join("mail");
        fs::create_dir(&mail)?;
        chown(&mail, Some(MAIL_USER), Some(MAIL_USER))?;
        let users: String = [SENDER, OPERATOR, GREYLISTED]
            .iter()
            .map(|name| format!("{name}:{{PLAIN}}{PASSWORD}\n"))
            .collect();
        fs::write(self.folder.join("users"), users)?;
        let version = Command::new(program("dovecot")).arg("--version").output()?;
        let data = if version.stdout.starts_with(b"2.3") {
            DOVECOT_2_3
        } else {
            DOVECOT_2_4
        };
        let config = format!("{data}{DOVECOT}")
            .replace("DIR", &self.folder.to_string_lossy())
            .replace("PORT", &self.imap.to_string());
        fs::write(self.folder.join("dovecot.conf"), config)?;
        self.run("dovecot", &["-c", "dovecot.conf"])
    }

    fn start_postfix(&self) -> io::Result<()> {
        let postconf = Command::new(program("postconf"))
            .args(["-d", "-h", "daemon_directory"])
            .output()?;
        let daemons = String::from_utf8_lossy(&postconf.stdout).trim().to_owned();
        for name in ["postfix", "spool", "data"] {
            fs::create_dir(self.folder.join(name))?;
        }
        self.run("chown", &["postfix", "data"])?;
        let boxes: String = [SENDER, OPERATOR, GREYLISTED]
            .iter()
            .map(|name| format!("{name} {name}/\n"))
            .collect();
        fs::write(self.folder.join("boxes"), boxes)?;
        fs::write(
            self.folder.join("access"),
            format!("{GREYLISTED} 451 4.7.1 Greylisted, come back in 15 minutes\n"),
        )?;
        let fill = |text: &str| {
            text.replace("DIR", &self.folder.to_string_lossy())
                .replace("DAEMONS", &daemons)
                .replace("DOMAIN", DOMAIN)
                .replace("USER", &MAIL_USER.to_string())
                .replace("SMTPS", &self.smtps.to_string())
                .replace("SUBMISSION", &self.submission.to_string())
        };
        fs::write(self.folder.join("postfix/main.cf"), fill(MAIN_CF))?;
        fs::write(self.folder.join("postfix/master.cf"), fill(MASTER_CF))?;
        let config = self.folder.join("postfix");
        self.run("postfix", &["-c", &config.to_string_lossy(), "start"])
    }

    fn wait_for_port(&self, port: u16) -> io::Result<()> {
        until(|| TcpStream::connect(("127.0.0.1", port)).ok())
            .map(drop)
            .ok_or_else(|| self.failed(&format!("nothing listens on port {port}")))
    }

    fn run(&self, name: &str, arguments: &[&str]) -> io::Result<()> {
        // Not a pipe: a daemon keeps it open, and reading to its end would wait for ever.
        let log = fs::File::options()
            .create(true)
            .append(true)
            .open(self.folder.join("start.log"))?;
        let status = Command::new(program(name))
            .args(arguments)
            .current_dir(&self.folder)
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .status()?;
        if status.success() {
            return Ok(());
        }
        Err(self.failed(&format!("{name} {arguments:?}: {status}")))
    }

    fn failed(&self, what: &str) -> io::Error {
        let mut text = what.to_owned();
        for log in ["start.log", "postfix.log", "dovecot.log"] {
            if let Ok(lines) = fs::read_to_string(self.folder.join(log)) {
                let lines: Vec<&str> = lines.lines().collect();
                let end = &lines[lines.len().saturating_sub(20)..];
                text = format!("{text}\n--- {log}\n{}", end.join("\n"));
            }
        }
        io::Error::other(text)
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        // Nobody is left to tell about a failure to stop. Not `postfix stop`: it sleeps for seconds.
        let masters = ["spool/pid/master.pid", "run/master.pid"]
            .map(|file| fs::read_to_string(self.folder.join(file)).unwrap_or_default());
        for id in masters.iter().filter(|id| !id.is_empty()) {
            let _ = self.run("kill", &["-TERM", id.trim()]);
        }
        for id in masters.iter().filter(|id| !id.is_empty()) {
            // A dead process that nobody has buried yet still has its folder, but no command line.
            let line = PathBuf::from("/proc").join(id.trim()).join("cmdline");
            until(|| {
                fs::read(&line)
                    .map_or(true, |line| line.is_empty())
                    .then_some(())
            });
        }
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// When a [`HangingUp`] peer closes the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// Instead of answering MAIL: nothing of the letter has gone.
    BeforeTheLetter,
    /// After the letter's last dot, without a word.
    AfterTheLetter,
}

/// An SMTP peer on loopback, without TLS, that takes any password and hangs up.
pub struct HangingUp {
    /// Where it listens.
    pub port: u16,
    thread: JoinHandle<io::Result<u32>>,
}

impl HangingUp {
    /// Serves one connection. `on_letter` runs while the client waits for the answer to its letter.
    ///
    /// # Errors
    /// No free port.
    pub fn start(moment: Moment, on_letter: impl FnOnce() + Send + 'static) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let port = listener.local_addr()?.port();
        let thread = thread::spawn(move || {
            let (stream, _) = listener.accept()?;
            let letters = hang_up(stream, moment)?;
            if letters > 0 {
                on_letter();
            }
            Ok(letters)
        });
        Ok(Self { port, thread })
    }

    /// Waits for the connection to be over and says how many letters came.
    ///
    /// # Errors
    /// The client broke off first.
    pub fn letters(self) -> io::Result<u32> {
        self.thread
            .join()
            .map_err(|_| io::Error::other("the peer panicked"))?
    }
}

/// `nobody`: mail files belong to a user who is nobody else's.
const MAIL_USER: u32 = 65_534;

const DOVECOT_2_3: &str = include_str!("mail_server/dovecot-2.3.conf");
const DOVECOT_2_4: &str = include_str!("mail_server/dovecot-2.4.conf");
const DOVECOT: &str = include_str!("mail_server/dovecot.conf");
const MAIN_CF: &str = include_str!("mail_server/main.cf");
const MASTER_CF: &str = include_str!("mail_server/master.cf");

fn free_ports() -> io::Result<(u16, u16, u16)> {
    // All three are held before any is let go, so they differ.
    let held = [
        TcpListener::bind("127.0.0.1:0")?,
        TcpListener::bind("127.0.0.1:0")?,
        TcpListener::bind("127.0.0.1:0")?,
    ];
    let port = |index: usize| held[index].local_addr().map(|address| address.port());
    Ok((port(0)?, port(1)?, port(2)?))
}

/// Asks again until there is an answer, for half a minute.
fn until<T>(mut answer: impl FnMut() -> Option<T>) -> Option<T> {
    let end = Instant::now() + Duration::from_secs(30);
    loop {
        let found = answer();
        if found.is_some() || Instant::now() > end {
            return found;
        }
        // Not a wait for something to be over: only a pause between two questions.
        thread::sleep(Duration::from_millis(30));
    }
}

fn program(name: &str) -> PathBuf {
    find(name).unwrap_or_else(|| PathBuf::from(name))
}

/// Servers lie in `sbin`, which an ordinary PATH does not have.
fn find(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .chain(["/usr/sbin", "/sbin"].map(PathBuf::from))
        .map(|folder| folder.join(name))
        .find(|file| Path::is_file(file))
}

fn hang_up(stream: TcpStream, moment: Moment) -> io::Result<u32> {
    let mut peer = BufReader::new(stream);
    reply(&mut peer, "220 peer")?;
    loop {
        let line = read_line(&mut peer)?;
        let verb: String = line.chars().take(4).collect();
        match (verb.to_ascii_uppercase().as_str(), moment) {
            ("EHLO", _) => reply(&mut peer, "250-peer\r\n250 AUTH PLAIN LOGIN")?,
            ("AUTH", _) => reply(&mut peer, "235 ok")?,
            ("MAIL", Moment::BeforeTheLetter) | ("", _) => return Ok(0),
            ("DATA", _) => {
                reply(&mut peer, "354 go on")?;
                while read_line(&mut peer)? != "." {}
                return Ok(1);
            }
            _ => reply(&mut peer, "250 ok")?,
        }
    }
}

fn reply(peer: &mut BufReader<TcpStream>, text: &str) -> io::Result<()> {
    peer.get_mut().write_all(format!("{text}\r\n").as_bytes())
}

/// Sends a command and reads to its end. A literal for the password follows when it asks for one:
/// letters outside ASCII cannot stand in an IMAP string otherwise.
fn command(imap: &mut BufReader<TcpStream>, text: &str) -> io::Result<Vec<String>> {
    imap.get_mut()
        .write_all(format!("a {text}\r\n").as_bytes())?;
    let mut lines = Vec::new();
    loop {
        let line = read_line(imap)?;
        if line.starts_with('+') {
            imap.get_mut()
                .write_all(format!("{PASSWORD}\r\n").as_bytes())?;
        } else if line.starts_with("a OK") {
            return Ok(lines);
        } else if line.starts_with("a ") || line.is_empty() {
            return Err(io::Error::other(format!("{text}: {line}")));
        } else {
            lines.push(line);
        }
    }
}

/// `* 1 FETCH (BODY[] {1234}`, then so many bytes, then `)`.
fn fetch(imap: &mut BufReader<TcpStream>, number: u32) -> io::Result<Vec<u8>> {
    imap.get_mut()
        .write_all(format!("a FETCH {number} BODY.PEEK[]\r\n").as_bytes())?;
    let head = read_line(imap)?;
    let length = head
        .rsplit_once('{')
        .and_then(|(_, length)| length.strip_suffix('}')?.parse::<usize>().ok())
        .ok_or_else(|| io::Error::other(head.clone()))?;
    let mut letter = vec![0; length];
    imap.read_exact(&mut letter)?;
    while !read_line(imap)?.starts_with("a ") {}
    Ok(letter)
}

fn read_line(stream: &mut BufReader<TcpStream>) -> io::Result<String> {
    let mut line = Vec::new();
    stream.read_until(b'\n', &mut line)?;
    Ok(String::from_utf8_lossy(&line).trim_end().to_owned())
}
