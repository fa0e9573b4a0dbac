//! What is dangerous in a file that came: it is named, and never run, opened or unpacked.

use pdf_file::{Object, PdfFile};

use super::Paper;
use super::findings::Finding;
use super::papers::OTHER;

/// Objects of a PDF that are looked at.
const MOST_OBJECTS: usize = 100_000;
/// How deep an object is looked into.
const DEEPEST: usize = 32;

/// Looks at every paper.
pub(super) fn look(papers: &[Paper], found: &mut Vec<Finding>) {
    for paper in papers {
        if paper.media_type == "application/pdf" {
            pdf(paper, found);
        } else if paper.bytes.starts_with(b"PK\x03\x04") {
            found.push(Finding::danger(
                "archive_not_opened",
                format!("Файл «{}» – архив или документ Office: он не распаковывался, макросы не запускались.", paper.name),
            ));
        } else if paper.media_type == OTHER && is_program(&paper.bytes, &paper.name) {
            found.push(Finding::danger(
                "program_not_run",
                format!("Файл «{}» – программа: не запускайте его.", paper.name),
            ));
        }
    }
}

/// A name that can be written anywhere: no folders, no control characters, nothing a system reads as more than a name.
#[must_use]
pub fn safe_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last
        .chars()
        .filter(|c| {
            !c.is_control()
                && !matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        })
        .collect();
    let clean = clean.trim_matches([' ', '.']);
    let stem = clean.split('.').next().unwrap_or_default().to_uppercase();
    let device = matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL")
        || (stem.len() == 4 && (stem.starts_with("COM") || stem.starts_with("LPT")));
    let short: String = if clean.chars().count() > 120 {
        // The ending says what the file is, so it stays.
        let tail: Vec<char> = clean.chars().rev().take(20).collect();
        clean
            .chars()
            .take(100)
            .chain(tail.into_iter().rev())
            .collect()
    } else {
        clean.to_owned()
    };
    if short.is_empty() || device {
        format!("file-{short}").trim_end_matches('-').to_owned()
    } else {
        short
    }
}

fn is_program(bytes: &[u8], name: &str) -> bool {
    const ENDINGS: &[&str] = &[
        ".exe", ".scr", ".com", ".bat", ".cmd", ".js", ".vbs", ".ps1", ".msi", ".lnk", ".hta",
        ".jar", ".sh",
    ];
    let name = name.to_lowercase();
    bytes.starts_with(b"MZ")
        || bytes.starts_with(b"\x7fELF")
        || bytes.starts_with(b"#!")
        || ENDINGS.iter().any(|ending| name.ends_with(ending))
}

fn pdf(paper: &Paper, found: &mut Vec<Finding>) {
    let mut actions = Vec::new();
    match PdfFile::parse(&paper.bytes) {
        Ok(file) => {
            let last = file.revisions().len().saturating_sub(1);
            let view = file.view(last);
            for id in file.objects(last).take(MOST_OBJECTS) {
                if let Ok(object) = view.object(id) {
                    walk(&object, 0, &mut actions);
                }
            }
        }
        Err(error) => {
            found.push(Finding::warn(
                "pdf_unreadable",
                format!(
                    "Файл «{}» устроен с ошибками: {error}. Читайте его осторожно.",
                    paper.name
                ),
                format!("Файл «{}» не читается: направьте его ещё раз.", paper.name),
            ));
            raw(&paper.bytes, &mut actions);
        }
    }
    actions.sort_unstable();
    actions.dedup();
    for action in actions {
        found.push(Finding::danger(
            "pdf_active_content",
            format!(
                "В файле «{}» есть {action}: это не запускалось.",
                paper.name
            ),
        ));
    }
}

/// Names of ISO 32000-1 §12.6 that make a reader do something.
const ACTIVE: &[(&str, &str)] = &[
    ("JS", "сценарий JavaScript"),
    ("JavaScript", "сценарий JavaScript"),
    ("Launch", "команда запуска программы"),
    ("SubmitForm", "отправка данных на сервер"),
    ("ImportData", "загрузка данных"),
    ("RichMedia", "встроенное мультимедиа"),
    ("XFA", "форма XFA"),
    ("AA", "действие при открытии или закрытии"),
    ("GoToE", "переход во вложенный файл"),
];

fn walk(object: &Object, depth: usize, actions: &mut Vec<&'static str>) {
    if depth > DEEPEST {
        return;
    }
    let dictionary = match object {
        Object::Dictionary(dictionary) => dictionary,
        Object::Stream(stream) => &stream.dictionary,
        Object::Array(list) => {
            for one in list {
                walk(one, depth + 1, actions);
            }
            return;
        }
        _ => return,
    };
    for (name, words) in ACTIVE {
        if dictionary.get(name).is_some()
            || dictionary
                .get("S")
                .and_then(Object::as_name)
                .is_some_and(|kind| kind == name.as_bytes())
        {
            actions.push(words);
        }
    }
    for (_, value) in dictionary.iter() {
        walk(value, depth + 1, actions);
    }
}

/// The same by the bare bytes, where the file cannot be read.
fn raw(bytes: &[u8], actions: &mut Vec<&'static str>) {
    for (name, words) in ACTIVE.iter().filter(|(name, _)| name.len() > 3) {
        let wanted = format!("/{name}");
        if bytes
            .windows(wanted.len())
            .any(|window| window == wanted.as_bytes())
        {
            actions.push(words);
        }
    }
}
