//! A case as a folder for an inspection: `bundle.json` and the papers beside it, provable without the register.

use std::path::Path;

use chrono::{DateTime, FixedOffset};
use register::{Cases as _, Fault, ProofLink, first_fault, vouches};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::case_card::case_card;
use crate::failure::Failure;
use crate::folder::{self, NamedFile};
use crate::open_register::OpenRegister;

const FORMAT: &str = "zapros-bundle/1";
const INDEX: &str = "bundle.json";

#[derive(Serialize, Deserialize)]
struct Bundle {
    format: String,
    case: Value,
    papers: Vec<Paper>,
    links: Vec<ProofLink>,
}

#[derive(Serialize, Deserialize)]
struct Paper {
    document: String,
    file: String,
}

/// What the check of a bundle found.
#[derive(Debug, Serialize)]
pub struct BundleCheck {
    /// Whether everything holds.
    pub whole: bool,
    /// Number of the case it is about.
    pub number: String,
    /// Events proven.
    pub events: usize,
    /// Papers proven.
    pub papers: usize,
    /// The first event that does not hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub broken: Option<(i64, Fault)>,
    /// Papers that are missing or are not those that were filed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changed: Vec<String>,
}

/// Writes a case into a folder, all of it or nothing; gives the number of its papers.
///
/// # Errors
/// [`Failure::Register`], [`Failure::Write`].
pub fn write_bundle(
    register: &OpenRegister,
    id_or_number: &str,
    folder: &Path,
    now: DateTime<FixedOffset>,
) -> Result<usize, Failure> {
    let card = case_card(register, id_or_number, now)?;
    let mut files = Vec::new();
    let mut papers = Vec::new();
    for document in &card.documents {
        // Papers of a forgotten case have lost their bytes.
        if document.sha256.is_none() {
            continue;
        }
        let ending = match document.media_type.as_str() {
            "application/pdf" => "pdf",
            "message/rfc822" => "eml",
            "application/pkcs7-signature" => "sig",
            _ => "bin",
        };
        let file = format!("papers/{}.{ending}", document.id);
        let bytes = register.wait(register.document(&document.id))?;
        files.push(NamedFile::new(file.clone(), bytes));
        papers.push(Paper {
            document: document.id.clone(),
            file,
        });
    }
    let count = papers.len();
    let bundle = Bundle {
        format: FORMAT.to_owned(),
        links: register.wait(register.proof(&card.case.id))?,
        case: json!(card.case),
        papers,
    };
    files.push(NamedFile::new(INDEX, format!("{:#}\n", json!(bundle))));
    folder::write_files(folder, &files, &[])?;
    Ok(count)
}

/// Checks a bundle by itself, without any register.
///
/// # Errors
/// [`Failure::Read`] when it is no bundle at all.
pub fn verify_bundle(folder: &Path) -> Result<BundleCheck, Failure> {
    let path = folder.join(INDEX);
    let bundle: Bundle =
        serde_json::from_slice(&folder::read_file(&path)?).map_err(|error| Failure::Read {
            path: path.clone(),
            source: error.into(),
        })?;
    if bundle.format != FORMAT {
        let reason = format!("формат «{}», а нужен «{FORMAT}»", bundle.format);
        return Err(Failure::Read {
            path,
            source: std::io::Error::other(reason),
        });
    }
    let broken = first_fault(&bundle.links);
    let changed: Vec<String> = bundle
        .papers
        .iter()
        .filter(|paper| {
            // A name that leaves the folder is no paper of this bundle.
            let inside = paper.file.starts_with("papers/") && !paper.file.contains("..");
            let bytes = inside.then(|| std::fs::read(folder.join(&paper.file)).ok());
            !bytes
                .flatten()
                .is_some_and(|bytes| vouches(&bundle.links, &paper.document, &bytes))
        })
        .map(|paper| paper.file.clone())
        .collect();
    // The number is in the first event's text: the card itself is only for reading.
    let registered = bundle
        .links
        .iter()
        .find(|link| link.action == "case_registered")
        .and_then(|link| serde_json::from_str::<Value>(&link.text.as_ref()?.1).ok());
    let number = registered.map_or(Value::Null, |body| body["number"].clone());
    let erased = bundle.links.iter().all(|link| link.text.is_none());
    let whole = broken.is_none()
        && changed.is_empty()
        && !bundle.links.is_empty()
        && (erased || bundle.case["number"] == number);
    Ok(BundleCheck {
        whole,
        number: bundle.case["number"]
            .as_str()
            .unwrap_or_default()
            .to_owned(),
        events: bundle.links.len(),
        papers: bundle.papers.len() - changed.len(),
        broken,
        changed,
    })
}
