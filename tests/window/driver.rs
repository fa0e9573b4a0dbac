//! The real window under WebKitWebDriver (W3C WebDriver), used as a person at the keyboard uses it.
//!
//! Nothing here waits by the clock: the driver itself waits for what a test looks for.

use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// How long the driver looks for something before the test fails.
const PATIENCE: Duration = Duration::from_secs(40);

/// Keys that have no character (WebDriver §17.4.2).
pub(crate) const TAB: &str = "\u{E004}";
pub(crate) const ENTER: &str = "\u{E007}";
pub(crate) const SPACE: &str = " ";

/// One running window.
pub(crate) struct Window {
    agent: ureq::Agent,
    session: String,
    driver: Child,
}

impl Window {
    /// Opens the application on a data folder, with the answers of its dialogs in a file.
    pub(crate) fn open(program: &Path, data: &Path, dialogs: &Path) -> Self {
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/window/session.sh");
        let driver = Command::new("dbus-run-session")
            .args(["--", "sh", script, &port.to_string()])
            .env("ZAPROS_DATA", data)
            .env("ZAPROS_DIALOGS", dialogs)
            // The keychain of this session alone.
            .env("XDG_DATA_HOME", data.join("home"))
            .envs([
                ("TAURI_WEBVIEW_AUTOMATION", "true"),
                ("TAURI_AUTOMATION", "true"),
                ("NO_AT_BRIDGE", "1"),
                ("WEBKIT_DISABLE_COMPOSITING_MODE", "1"),
                ("LIBGL_ALWAYS_SOFTWARE", "1"),
                // Root in a container has no user namespaces to spare; the tests show no foreign pages.
                ("WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS", "1"),
            ])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .unwrap();
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .build()
            .new_agent();
        let base = format!("http://127.0.0.1:{port}");
        await_driver(&agent, &base);
        let capabilities = json!({"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": {"binary": program, "args": []}}}});
        let mut window = Self {
            agent,
            session: format!("{base}/session"),
            driver,
        };
        let opened = window.post("", &capabilities);
        let id = opened["sessionId"]
            .as_str()
            .unwrap_or_else(|| panic!("no session: {opened}"))
            .to_owned();
        window.session = format!("{}/{id}", window.session);
        window.post(
            "/timeouts",
            &json!({"implicit": PATIENCE.as_millis() as u64, "script": 30_000}),
        );
        window
    }

    /// Waits until a heading says this.
    pub(crate) fn heading(&self, text: &str) {
        self.find(&format!("//h1[contains({PLAIN}, '{text}')]"));
    }

    /// Waits until this text stands anywhere on the page.
    pub(crate) fn sees(&self, text: &str) {
        self.find(&format!("//body//*[contains({PLAIN}, '{text}')]"));
    }

    /// Moves by Tab to the control with this label and types into it.
    pub(crate) fn fill(&self, label: &str, text: &str) {
        self.move_to(label);
        self.keys(text);
    }

    /// Moves by Tab to a button, link, radio button or check box, and presses it.
    pub(crate) fn press(&self, label: &str) {
        let kind = self.move_to(label);
        self.keys(if kind == "radio" || kind == "checkbox" {
            SPACE
        } else {
            ENTER
        });
    }

    /// Presses keys where the focus is.
    pub(crate) fn keys(&self, keys: &str) {
        let mut actions = Vec::new();
        for key in keys.chars() {
            actions.push(json!({"type": "keyDown", "value": key.to_string()}));
            actions.push(json!({"type": "keyUp", "value": key.to_string()}));
        }
        self.post(
            "/actions",
            &json!({"actions": [{"type": "key", "id": "keyboard", "actions": actions}]}),
        );
    }

    /// Runs a function body in the page and gives what it returns.
    pub(crate) fn script(&self, body: &str) -> Value {
        self.post("/execute/sync", &json!({"script": body, "args": []}))
    }

    /// Whether the focused control is what the label says; radio groups are walked with the arrow keys.
    fn move_to(&self, label: &str) -> String {
        let mut seen = Vec::new();
        for _ in 0..80 {
            let at = self.script(FOCUSED);
            let name = at["name"].as_str().unwrap_or_default().to_owned();
            if name.starts_with(label) {
                return at["type"].as_str().unwrap_or_default().to_owned();
            }
            let in_group = at["type"] == "radio"
                && at["group"].as_array().is_some_and(|names| {
                    names
                        .iter()
                        .any(|one| one.as_str().is_some_and(|one| one.starts_with(label)))
                });
            seen.push(name);
            self.keys(if in_group { "\u{E015}" } else { TAB });
        }
        panic!("no control «{label}» is reached by Tab; there were {seen:?}");
    }

    fn find(&self, xpath: &str) -> Value {
        let found = self.post("/element", &json!({"using": "xpath", "value": xpath}));
        if found.get("error").is_some() {
            let page = self.script("return document.body.innerText");
            panic!(
                "{xpath} is not there; the page says:\n{}",
                page.as_str().unwrap_or_default()
            );
        }
        found
    }

    fn post(&self, path: &str, body: &Value) -> Value {
        let mut answer = self
            .agent
            .post(format!("{}{path}", self.session))
            .send_json(body)
            .unwrap();
        let mut answer: Value = answer.body_mut().read_json().unwrap();
        answer["value"].take()
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        let _ = self.agent.delete(&self.session).call();
        // The session's whole process group: the driver, the display, the keychain.
        let _ = Command::new("kill")
            .arg("--")
            .arg(format!("-{}", self.driver.id()))
            .status();
        let _ = self.driver.wait();
    }
}

/// The text of a node with no-break spaces as spaces, since the window's typography puts them in.
const PLAIN: &str = "normalize-space(translate(., '\u{a0}\u{202f}', '  '))";

/// Waits until a condition outside the window holds.
pub(crate) fn until(what: &str, holds: impl Fn() -> bool) {
    let started = Instant::now();
    while !holds() {
        assert!(started.elapsed() < PATIENCE, "waited in vain: {what}");
        std::thread::yield_now();
    }
}

/// The accessible name and kind of the focused control, and the names in its radio group.
const FOCUSED: &str = r#"
const name = (e) => (e.getAttribute("aria-label")
  || (e.labels && e.labels.length ? Array.from(e.labels).map((l) => l.textContent).join(" ") : "")
  || e.textContent || "").replace(/\s+/g, " ").trim();
const e = document.activeElement;
// A heading takes the focus when a page opens, but nobody can press it.
if (!e || !e.matches("a, button, input, select, textarea")) return {name: "", type: ""};
const group = e.type === "radio"
  ? Array.from(document.querySelectorAll(`input[type=radio][name="${CSS.escape(e.name)}"]`)).map(name) : [];
return {name: name(e), type: e.type || e.tagName.toLowerCase(), group};
"#;

/// The driver says nothing when it is ready, so it is asked until it answers.
fn await_driver(agent: &ureq::Agent, base: &str) {
    until("WebKitWebDriver starts", || {
        agent.get(format!("{base}/status")).call().is_ok()
    });
}
