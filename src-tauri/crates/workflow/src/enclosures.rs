//! The papers that go with a letter: read once, measured, and known by their names alone from then on.

use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};

use pdf_file::{PdfError, PdfFile};
use request::Request;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::failure::{Failure, plain};
use crate::folder::NamedFile;
use crate::report::Warning;

/// One enclosure may hold this much; a scan of a page is a tenth of it.
const ONE_LIMIT: usize = 10 << 20;
/// All together, so that mail servers still take the letter (common limit 25 MB after Base64).
const ALL_LIMIT: usize = 18 << 20;

/// Where the files come from that a request names: the folder of the request, or what was picked in a dialog.
pub trait Files {
    /// The whole content of the file that `name` stands for.
    ///
    /// # Errors
    /// As reading a file fails.
    fn read(&self, name: &str) -> io::Result<Vec<u8>>;

    /// The digest of the file as the person saw it, where they saw it: with other bytes in it the letter is not made.
    fn seen(&self, _name: &str) -> Option<Digest> {
        None
    }
}

/// SHA-256 of a file's bytes: enough to tell whether they are still the same.
pub type Digest = [u8; 32];

/// The digest that [`Files::seen`] is compared with.
#[must_use]
pub fn digest(bytes: &[u8]) -> Digest {
    Sha256::digest(bytes).into()
}

/// Files named relative to a folder.
#[derive(Debug, Clone)]
pub struct Beside(pub PathBuf);

impl Files for Beside {
    fn read(&self, name: &str) -> io::Result<Vec<u8>> {
        let path = self.0.join(name);
        // Told before reading: a wrong file may be larger than memory.
        if std::fs::metadata(&path)?.len() > ONE_LIMIT as u64 {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        std::fs::read(path)
    }
}

/// An enclosure that was read: the name it travels under, its kind and its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Enclosure {
    /// Title in the letter's list.
    pub(crate) title: String,
    /// Name and bytes.
    pub(crate) file: NamedFile,
    /// `application/pdf`, `image/jpeg` or `image/png`, told by the content.
    pub(crate) media_type: &'static str,
    /// Sheets when printed on one side: a PDF knows its pages, a picture is one; none where the PDF cannot be read.
    pub(crate) sheets: Option<u32>,
}

/// Reads every file the request names, and cuts the paths in `request` to bare names (contract §5).
///
/// # Errors
/// [`Failure::Enclosure`] with the field: unreadable, empty, too large, of another kind, or two of one name;
/// [`Failure::EnclosureChanged`] when it is no longer what the person saw.
pub(crate) fn take(request: &mut Value, files: &dyn Files) -> Result<Vec<Enclosure>, Failure> {
    let mut found = Vec::new();
    let mut names = HashSet::new();
    let mut total = 0;
    for (field, title_field) in places(request) {
        let Some(path) = request
            .pointer(&field)
            .and_then(Value::as_str)
            .map(str::to_owned)
        else {
            continue;
        };
        let title = request
            .pointer(&title_field)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned();
        let wrong = |reason: String| Failure::Enclosure {
            title: title.clone(),
            field: field.clone(),
            reason,
        };
        let name = file_name(&path).ok_or_else(|| wrong(format!("«{path}» – не имя файла")))?;
        let bytes = files
            .read(&path)
            .map_err(|error| wrong(format!("файл {name} не читается: {}", plain(&error))))?;
        if files.seen(&path).is_some_and(|seen| seen != digest(&bytes)) {
            return Err(Failure::EnclosureChanged { title, field, name });
        }
        let media_type = media_type(&bytes).ok_or_else(|| {
            wrong(format!(
                "{name} – не PDF, не JPEG и не PNG, а приложить можно только их"
            ))
        })?;
        if bytes.len() > ONE_LIMIT {
            return Err(wrong(format!("{name} больше {} МБ", ONE_LIMIT >> 20)));
        }
        total += bytes.len();
        if total > ALL_LIMIT {
            return Err(wrong(format!(
                "вместе с ним приложения больше {} МБ",
                ALL_LIMIT >> 20
            )));
        }
        if RESERVED.contains(&name.as_str()) || !names.insert(name.to_lowercase()) {
            return Err(wrong(format!("имя {name} уже занято другим файлом письма")));
        }
        if let Some(value) = request.pointer_mut(&field) {
            *value = Value::String(name.clone());
        }
        let sheets = match media_type {
            "application/pdf" => page_count(&bytes).ok(),
            _ => Some(1),
        };
        found.push(Enclosure {
            title,
            file: NamedFile::new(name, bytes),
            media_type,
            sheets,
        });
    }
    Ok(found)
}

/// The request as the letter lists it: every paper that goes along, the copy of the authority's paper first, with the
/// sheets that were counted where nobody told them. What is told and cannot be true is warned of.
pub(crate) fn listed(mut request: Request, taken: &[Enclosure]) -> (Request, Vec<Warning>) {
    let sheets = |file: &str| {
        let name = file_name(file)?;
        taken.iter().find(|one| one.file.name == name)?.sheets
    };
    let mut warnings = Vec::new();
    for (i, enclosure) in request.enclosures.iter_mut().enumerate() {
        let Some(counted) = enclosure.file.as_deref().and_then(sheets) else {
            continue;
        };
        let told = *enclosure.pages.get_or_insert(counted);
        // Printed on both sides, a paper has half as many sheets as pages.
        if !(counted.div_ceil(2)..=counted).contains(&told) {
            warnings.push(Warning {
                code: "enclosure_sheets_differ".to_owned(),
                field: Some(format!("/enclosures/{i}/pages")),
                message: format!(
                    "Приложение «{}»: указано листов – {told}, а страниц в файле – {counted}.",
                    enclosure.title
                ),
            });
        }
    }
    if let Some(authority) = request.representative.as_ref().map(|one| &one.authority)
        && let Some(file) = &authority.file
    {
        let paper = request::Enclosure {
            title: authority.title.clone(),
            pages: sheets(file),
            file: Some(file.clone()),
            copies: None,
        };
        request.enclosures.insert(0, paper);
    }
    (request, warnings)
}

/// Pages of a PDF as its root of pages counts them (ISO 32000-1 §7.7.3.2).
///
/// # Errors
/// When the PDF cannot be read exactly.
pub(crate) fn page_count(pdf: &[u8]) -> Result<u32, PdfError> {
    let file = PdfFile::parse(pdf)?;
    let view = file.latest();
    let pages = view.value(&view.catalog()?, "Pages")?;
    let count = pages
        .as_dictionary()
        .and_then(|pages| pages.get("Count")?.as_integer());
    Ok(count
        .and_then(|count| u32::try_from(count).ok())
        .unwrap_or(1))
}

/// Names that the letter's own files bear.
const RESERVED: &[&str] = &[
    "letter.pdf",
    "letter.pdf.sig",
    "certificate.cer",
    "request.json",
    "report.json",
    "message.eml",
];

/// Pointers to every file a request may name, each with the pointer to its title.
fn places(request: &Value) -> Vec<(String, String)> {
    let count = request
        .get("enclosures")
        .and_then(Value::as_array)
        .map_or(0, Vec::len);
    std::iter::once((
        "/representative/authority/file".to_owned(),
        "/representative/authority/title".to_owned(),
    ))
    .chain((0..count).map(|i| {
        (
            format!("/enclosures/{i}/file"),
            format!("/enclosures/{i}/title"),
        )
    }))
    .collect()
}

/// The last part of a path written with either slash; a letter made on Windows is read elsewhere too.
fn file_name(path: &str) -> Option<String> {
    let last = path.rsplit(['/', '\\']).next().unwrap_or_default();
    let name = Path::new(last).file_name()?.to_str()?;
    Some(name.to_owned())
}

fn media_type(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(b"%PDF-") {
        Some("application/pdf")
    } else if bytes.starts_with(&[0xFF, 0xD8, 0xFF]) {
        Some("image/jpeg")
    } else if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        Some("image/png")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn folder(files: &[(&str, &[u8])]) -> (tempfile::TempDir, Beside) {
        let dir = tempfile::tempdir().unwrap();
        for (name, bytes) in files {
            std::fs::write(dir.path().join(name), bytes).unwrap();
        }
        let beside = Beside(dir.path().to_owned());
        (dir, beside)
    }

    #[test]
    fn paths_become_names_and_kinds_are_told_by_content() {
        let (dir, files) = folder(&[("копия.pdf", b"%PDF-1.7 x")]);
        let absolute = dir.path().join("копия.pdf");
        let mut request = json!({"enclosures": [{"title": "Копия", "file": absolute.to_str().unwrap()}, {"title": "Без файла"}]});
        let taken = take(&mut request, &files).unwrap();
        assert_eq!(taken.len(), 1);
        assert_eq!(
            (
                taken[0].title.as_str(),
                taken[0].file.name.as_str(),
                taken[0].media_type
            ),
            ("Копия", "копия.pdf", "application/pdf")
        );
        assert_eq!(request["enclosures"][0]["file"], "копия.pdf");
    }

    #[test]
    fn the_paper_of_authority_goes_along() {
        let (_dir, files) = folder(&[("d.png", b"\x89PNG\r\n\x1a\n...")]);
        let mut request =
            json!({"representative": {"authority": {"title": "Доверенность", "file": "./d.png"}}});
        assert_eq!(
            take(&mut request, &files).unwrap()[0].media_type,
            "image/png"
        );
        assert_eq!(request["representative"]["authority"]["file"], "d.png");
    }

    #[test]
    fn what_changed_since_it_was_seen_is_refused_by_name() {
        struct Seen(Beside, Digest);
        impl Files for Seen {
            fn read(&self, name: &str) -> io::Result<Vec<u8>> {
                self.0.read(name)
            }
            fn seen(&self, _name: &str) -> Option<Digest> {
                Some(self.1)
            }
        }
        let (_dir, files) = folder(&[("scan.pdf", b"%PDF-1.7 as it is now")]);
        let list = || json!({"enclosures": [{"title": "Скан", "file": "scan.pdf"}]});
        let same = Seen(files.clone(), digest(b"%PDF-1.7 as it is now"));
        assert_eq!(take(&mut list(), &same).unwrap().len(), 1);
        let other = Seen(files, digest(b"%PDF-1.7 as it was"));
        let failure = take(&mut list(), &other).unwrap_err();
        assert_eq!(
            (failure.code(), failure.field()),
            ("enclosure_changed", Some("/enclosures/0/file"))
        );
        assert!(failure.to_string().contains("scan.pdf"), "{failure}");
    }

    #[test]
    fn what_cannot_go_along_is_named_with_its_field() {
        let (_dir, files) = folder(&[
            ("a.exe", b"MZ"),
            ("a.pdf", b"%PDF-1.4"),
            ("A.PDF", b"%PDF-1.4"),
            ("letter.pdf", b"%PDF-1.4"),
        ]);
        let refused =
            |list: Value| match take(&mut json!({"enclosures": list}), &files).unwrap_err() {
                Failure::Enclosure { field, reason, .. } => (field, reason),
                other => panic!("{other}"),
            };
        assert_eq!(
            refused(json!([{"title": "x", "file": "none.pdf"}])).0,
            "/enclosures/0/file"
        );
        assert!(
            refused(json!([{"title": "x", "file": "a.exe"}]))
                .1
                .contains("не PDF")
        );
        assert!(
            refused(json!([{"title": "x", "file": "letter.pdf"}]))
                .1
                .contains("занято")
        );
        let twice =
            refused(json!([{"title": "x", "file": "a.pdf"}, {"title": "y", "file": "A.PDF"}]));
        assert_eq!(twice.0, "/enclosures/1/file");
    }
}
