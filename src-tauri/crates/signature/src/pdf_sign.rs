//! The signature inside the PDF: PAdES-B (ETSI EN 319 142-1) as one appended revision.

use std::ops::Range;

use chrono::{DateTime, FixedOffset};
use pdf_file::{Dictionary, Object, ObjectId, PdfError, PdfFile, Update, View};

use crate::algorithm::DigestAlgorithm;
use crate::cms_write::signed_data;
use crate::error::SignError;
use crate::key::SigningKey;
use crate::time_stamping::{self, TimeStamping};

/// Room for attributes, the signature value and what levels T and LT add later.
const ROOM: usize = 12 * 1024;
/// Room for a token with the service's certificates.
const TOKEN_ROOM: usize = 12 * 1024;
/// Ten digits: the widest number a classic cross-reference table can hold.
const WIDEST: i64 = 9_999_999_999;
/// Fields, pages and kids looked at before a document counts as endless.
const MAX_NODES: usize = 100_000;

/// What stands in the signature dictionary.
#[derive(Debug, Clone)]
pub struct PdfSignatureOptions {
    /// The claimed time of signing, written as `M`.
    pub at: DateTime<FixedOffset>,
    /// Why it is signed.
    pub reason: Option<String>,
    /// Where it is signed.
    pub location: Option<String>,
}

impl PdfSignatureOptions {
    /// Only the time.
    #[must_use]
    pub const fn at(at: DateTime<FixedOffset>) -> Self {
        Self {
            at,
            reason: None,
            location: None,
        }
    }
}

/// Signs a PDF: in its ready signature field when it has one, else in a new invisible field.
///
/// # Errors
/// When the certificate may not sign at this time, the PDF cannot be read exactly, or the key refuses.
pub fn sign_pdf(
    pdf: &[u8],
    key: &dyn SigningKey,
    options: &PdfSignatureOptions,
) -> Result<Vec<u8>, SignError> {
    key.certificate().usable_for_signing(options.at)?;
    prepare_pdf(pdf, options, certificates_length(key) + ROOM)?.sign(key)
}

fn certificates_length(key: &dyn SigningKey) -> usize {
    let chain = key.chain().iter().map(|one| one.der().len());
    key.certificate().der().len() + chain.sum::<usize>()
}

/// The same with a time stamp over the signature value: PAdES-T (ETSI EN 319 142-1 §6).
///
/// # Errors
/// As [`sign_pdf`], and when the service gives no token; then nothing is signed.
pub fn sign_pdf_with_time_stamp(
    pdf: &[u8],
    key: &dyn SigningKey,
    options: &PdfSignatureOptions,
    service: &dyn TimeStamping,
) -> Result<Vec<u8>, SignError> {
    key.certificate().usable_for_signing(options.at)?;
    let prepared = prepare_pdf(pdf, options, certificates_length(key) + ROOM + TOKEN_ROOM)?;
    let digest = prepared.digest(key.algorithm().digest());
    let cms = signed_data(key, &digest, None)?;
    let own = |_| SignError::Encoding("подпись не разобрать");
    let signature = time_stamping::signature_value(&cms).map_err(own)?;
    let token = time_stamping::token(&signature, service)?;
    prepared.embed(&time_stamping::with_token(&cms, &token).map_err(own)?)
}

/// A PDF with everything but the signature value. A program outside may sign [`PreparedPdf::signed_bytes`] and hand
/// the CMS back.
#[derive(Debug, Clone)]
pub struct PreparedPdf {
    bytes: Vec<u8>,
    /// The `/Contents` string with its brackets.
    gap: Range<usize>,
}

/// Appends the signature dictionary with an empty `/Contents` of `room` bytes.
///
/// # Errors
/// When the PDF cannot be read exactly, or an earlier signature forbids any change.
pub fn prepare_pdf(
    pdf: &[u8],
    options: &PdfSignatureOptions,
    room: usize,
) -> Result<PreparedPdf, SignError> {
    let file = PdfFile::parse(pdf)?;
    let view = file.latest();
    let mut catalog = view.catalog()?;
    if forbids_changes(&view, &catalog)? {
        return Err(SignError::Locked);
    }
    let mut update = file.append();
    let signature = update.put(signature_dictionary(options, room));
    let mut catalog_changed = add_extension(&file, &view, &mut catalog)?;
    match ready_field(&view, &catalog)? {
        Some((id, field)) => {
            update.replace(
                id,
                Object::Dictionary(field.with("V", Object::Reference(signature))),
            );
            catalog_changed |= mark_form(&view, &mut update, &mut catalog, None)?;
        }
        None => {
            let field = add_field(&view, &mut update, &catalog, signature)?;
            catalog_changed |= mark_form(&view, &mut update, &mut catalog, Some(field))?;
        }
    }
    if catalog_changed && let Some(Object::Reference(root)) = view.trailer().get("Root") {
        update.replace(*root, Object::Dictionary(catalog));
    }
    fix_byte_range(update.finish(), signature)
}

impl PreparedPdf {
    /// The bytes that are signed: all but the gap.
    #[must_use]
    pub fn signed_bytes(&self) -> [&[u8]; 2] {
        [&self.bytes[..self.gap.start], &self.bytes[self.gap.end..]]
    }

    /// Their digest.
    #[must_use]
    pub fn digest(&self, algorithm: DigestAlgorithm) -> Vec<u8> {
        algorithm.digest(&self.signed_bytes())
    }

    /// Signs with a key of ours. The certificate's term was the caller's to check.
    ///
    /// # Errors
    /// When the key refuses or the signature is longer than the gap.
    pub fn sign(self, key: &dyn SigningKey) -> Result<Vec<u8>, SignError> {
        let digest = self.digest(key.algorithm().digest());
        self.embed(&signed_data(key, &digest, None)?)
    }

    /// Puts a DER SignedData into the gap, padded with zeros.
    ///
    /// # Errors
    /// When it is longer than the gap.
    pub fn embed(mut self, cms: &[u8]) -> Result<Vec<u8>, SignError> {
        let hex: Vec<u8> = cms
            .iter()
            .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
            .collect();
        let place = &mut self.bytes[self.gap.start + 1..self.gap.end - 1];
        if hex.len() > place.len() {
            return Err(SignError::NoRoom);
        }
        place[..hex.len()].copy_from_slice(&hex);
        Ok(self.bytes)
    }
}

const fn digit(value: u8) -> u8 {
    b"0123456789ABCDEF"[value as usize & 15]
}

fn signature_dictionary(options: &PdfSignatureOptions, room: usize) -> Object {
    let mut dictionary = Dictionary::new()
        .with("Type", Object::name("Sig"))
        .with("Filter", Object::name("Adobe.PPKLite"))
        .with("SubFilter", Object::name("ETSI.CAdES.detached"))
        .with("M", Object::text(&pdf_date(options.at)));
    for (key, value) in [("Reason", &options.reason), ("Location", &options.location)] {
        if let Some(value) = value {
            dictionary.set(key, Object::text(value));
        }
    }
    let widest = Object::Integer(WIDEST);
    let range = vec![Object::Integer(0), widest.clone(), widest.clone(), widest];
    Object::Dictionary(
        dictionary
            .with("ByteRange", Object::Array(range))
            .with("Contents", Object::String(vec![0; room])),
    )
}

/// ISO 32000-1 §7.9.4.
fn pdf_date(at: DateTime<FixedOffset>) -> String {
    let offset = at.offset().local_minus_utc();
    let (sign, minutes) = (if offset < 0 { '-' } else { '+' }, offset.abs() / 60);
    format!(
        "D:{}{sign}{:02}'{:02}'",
        at.format("%Y%m%d%H%M%S"),
        minutes / 60,
        minutes % 60
    )
}

/// Finds the written dictionary and puts the real numbers over the widest ones, with spaces behind them.
fn fix_byte_range(mut bytes: Vec<u8>, signature: ObjectId) -> Result<PreparedPdf, SignError> {
    let lost = SignError::Encoding("словарь подписи не нашёлся");
    let written = PdfFile::parse(&bytes)?
        .latest()
        .located(signature)?
        .ok_or(lost.clone())?;
    let gap = written.value_range("Contents").ok_or(lost.clone())?;
    let place = written.value_range("ByteRange").ok_or(lost)?;
    let mut range = format!("[0 {} {} {}]", gap.start, gap.end, bytes.len() - gap.end).into_bytes();
    if range.len() > place.len() {
        return Err(PdfError::TooLarge {
            what: "файл больше десяти гигабайт",
        }
        .into());
    }
    range.resize(place.len(), b' ');
    bytes[place].copy_from_slice(&range);
    Ok(PreparedPdf { bytes, gap })
}

/// DocMDP with P = 1: no changes at all, not even further signatures (ISO 32000-1 §12.8.2.2).
fn forbids_changes(view: &View<'_>, catalog: &Dictionary) -> Result<bool, PdfError> {
    let Object::Dictionary(permissions) = view.value(catalog, "Perms")? else {
        return Ok(false);
    };
    let Object::Dictionary(signature) = view.value(&permissions, "DocMDP")? else {
        return Ok(false);
    };
    let Object::Array(references) = view.value(&signature, "Reference")? else {
        return Ok(false);
    };
    for reference in &references {
        if let Object::Dictionary(reference) = view.resolve(reference)?
            && reference.is_name("TransformMethod", "DocMDP")
            && let Object::Dictionary(parameters) = view.value(&reference, "TransformParams")?
        {
            return Ok(view.value(&parameters, "P")?.as_integer() == Some(1));
        }
    }
    Ok(false)
}

/// Before PDF 2.0 the sub-filter needs the ESIC extension named in the catalog (ETSI EN 319 142-1 §5.6).
fn add_extension(
    file: &PdfFile<'_>,
    view: &View<'_>,
    catalog: &mut Dictionary,
) -> Result<bool, PdfError> {
    let version = catalog
        .get("Version")
        .and_then(Object::as_name)
        .unwrap_or_default();
    if file.bytes().starts_with(b"%PDF-2") || version.starts_with(b"2") {
        return Ok(false);
    }
    let mut extensions = match view.value(catalog, "Extensions")? {
        Object::Dictionary(extensions) if extensions.contains("ESIC") => return Ok(false),
        Object::Dictionary(extensions) => extensions,
        _ => Dictionary::new(),
    };
    let ours = Dictionary::new()
        .with("BaseVersion", Object::name("1.7"))
        .with("ExtensionLevel", Object::Integer(1));
    extensions.set("ESIC", Object::Dictionary(ours));
    catalog.set("Extensions", Object::Dictionary(extensions));
    Ok(true)
}

/// The first signature field without a value.
fn ready_field(
    view: &View<'_>,
    catalog: &Dictionary,
) -> Result<Option<(ObjectId, Dictionary)>, PdfError> {
    let Object::Dictionary(form) = view.value(catalog, "AcroForm")? else {
        return Ok(None);
    };
    let Object::Array(fields) = view.value(&form, "Fields")? else {
        return Ok(None);
    };
    let mut waiting: Vec<(Object, bool)> = fields
        .into_iter()
        .rev()
        .map(|field| (field, false))
        .collect();
    for _ in 0..MAX_NODES {
        let Some((node, inherited)) = waiting.pop() else {
            return Ok(None);
        };
        let (Some(id), Object::Dictionary(field)) = (node.as_reference(), view.resolve(&node)?)
        else {
            continue;
        };
        let is_signature = if field.contains("FT") {
            field.is_name("FT", "Sig")
        } else {
            inherited
        };
        match view.value(&field, "Kids")? {
            Object::Array(kids) => {
                waiting.extend(kids.into_iter().rev().map(|kid| (kid, is_signature)))
            }
            _ if is_signature && view.value(&field, "V")? == Object::Null => {
                return Ok(Some((id, field)));
            }
            _ => {}
        }
    }
    Err(PdfError::Damaged {
        what: "дерево полей формы не кончается",
        offset: 0,
    })
}

/// A merged field and widget without a rectangle on the first page.
fn add_field(
    view: &View<'_>,
    update: &mut Update<'_>,
    catalog: &Dictionary,
    signature: ObjectId,
) -> Result<ObjectId, PdfError> {
    let (page_id, mut page) = first_page(view, catalog)?;
    let zero = Object::Integer(0);
    let field = Dictionary::new()
        .with("Type", Object::name("Annot"))
        .with("Subtype", Object::name("Widget"))
        .with("FT", Object::name("Sig"))
        .with("T", Object::text(&free_field_name(view, catalog)?))
        .with("TU", Object::text("Электронная подпись"))
        .with(
            "Rect",
            Object::Array(vec![zero.clone(), zero.clone(), zero.clone(), zero]),
        )
        // Print and Locked.
        .with("F", Object::Integer(132))
        .with("P", Object::Reference(page_id))
        .with("V", Object::Reference(signature));
    let field = update.put(Object::Dictionary(field));
    let mut annotations = match view.value(&page, "Annots")? {
        Object::Array(annotations) => annotations,
        _ => Vec::new(),
    };
    annotations.push(Object::Reference(field));
    match page.get("Annots") {
        Some(Object::Reference(list)) => update.replace(*list, Object::Array(annotations)),
        _ => {
            page.set("Annots", Object::Array(annotations));
            update.replace(page_id, Object::Dictionary(page));
        }
    }
    Ok(field)
}

/// Sets SignaturesExist and AppendOnly and adds a new field; tells whether the catalog itself changed.
fn mark_form(
    view: &View<'_>,
    update: &mut Update<'_>,
    catalog: &mut Dictionary,
    new_field: Option<ObjectId>,
) -> Result<bool, PdfError> {
    let mut form = match view.value(catalog, "AcroForm")? {
        Object::Dictionary(form) => form,
        _ => Dictionary::new(),
    };
    let before = form.clone();
    form.set("SigFlags", Object::Integer(3));
    if let Some(field) = new_field {
        let mut fields = match view.value(&form, "Fields")? {
            Object::Array(fields) => fields,
            _ => Vec::new(),
        };
        fields.push(Object::Reference(field));
        form.set("Fields", Object::Array(fields));
    }
    if form == before {
        return Ok(false);
    }
    if let Some(Object::Reference(id)) = catalog.get("AcroForm") {
        update.replace(*id, Object::Dictionary(form));
        return Ok(false);
    }
    catalog.set("AcroForm", Object::Dictionary(form));
    Ok(true)
}

fn first_page(view: &View<'_>, catalog: &Dictionary) -> Result<(ObjectId, Dictionary), PdfError> {
    let mut waiting: Vec<Object> = catalog.get("Pages").cloned().into_iter().collect();
    for _ in 0..MAX_NODES {
        let Some(node) = waiting.pop() else { break };
        let (Some(id), Object::Dictionary(dictionary)) =
            (node.as_reference(), view.resolve(&node)?)
        else {
            continue;
        };
        match view.value(&dictionary, "Kids")? {
            Object::Array(kids) => waiting.extend(kids.into_iter().rev()),
            _ => return Ok((id, dictionary)),
        }
    }
    Err(PdfError::Damaged {
        what: "в документе нет страниц",
        offset: 0,
    })
}

fn free_field_name(view: &View<'_>, catalog: &Dictionary) -> Result<String, PdfError> {
    let mut taken = Vec::new();
    if let Object::Dictionary(form) = view.value(catalog, "AcroForm")?
        && let Object::Array(fields) = view.value(&form, "Fields")?
    {
        for field in &fields {
            if let Object::Dictionary(field) = view.resolve(field)? {
                taken.extend(view.value(&field, "T")?.as_text());
            }
        }
    }
    // There are more numbers than names taken.
    Ok((1..)
        .map(|number| format!("Signature{number}"))
        .find(|name| !taken.contains(name))
        .unwrap_or_default())
}
