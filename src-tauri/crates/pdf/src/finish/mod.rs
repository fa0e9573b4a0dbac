//! The finisher: what printpdf draws becomes PDF/A-3a and PDF/UA-1 at once (ISO 19005-3, ISO 14289-1).
//!
//! It adds metadata, output intent, language, structure, embedded files and a ready, tagged signature field, so that
//! signing changes nothing but the signature.

mod files;
mod form;
mod objects;
mod outline;
mod slim;
mod structure;
mod xmp;

use std::io::Write as _;

use chrono::{DateTime, FixedOffset};
use flate2::Compression;
use flate2::write::ZlibEncoder;
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, StringFormat};
use sha2::{Digest, Sha256};

use crate::layout::Laid;
use crate::{Options, PdfError};
use objects::{name, set, text};

/// What the document says about itself.
#[derive(Debug)]
pub(crate) struct About<'a> {
    pub(crate) title: &'a str,
    pub(crate) author: &'a str,
    pub(crate) language: &'a str,
    pub(crate) created: DateTime<FixedOffset>,
}

/// Name of the program in the file.
const PRODUCER: &str = "Zapros";

/// The sRGB profile of the output intent; see `data/README.md`.
const SRGB: &[u8] = include_bytes!("../../data/srgb.icc");

/// Finishes a drawn document and writes its bytes.
///
/// # Errors
/// [`PdfError::Finish`] when the drawn document lacks what every document has.
pub(crate) fn finish(
    mut document: Document,
    laid: &Laid,
    about: &About<'_>,
    options: &Options<'_>,
) -> Result<Vec<u8>, PdfError> {
    document.version = "1.7".to_owned();
    let pages: Vec<ObjectId> = document.get_pages().into_values().collect();
    let catalog = document
        .trailer
        .get(b"Root")
        .and_then(Object::as_reference)
        .map_err(PdfError::finish)?;

    complete_fonts(&mut document);
    compress(&mut document)?;

    let widget = form::add(&mut document, catalog, &pages, laid)?;
    structure::add(&mut document, catalog, &pages, laid, widget)?;
    outline::add(&mut document, catalog, &pages, laid)?;
    files::add(&mut document, catalog, options)?;
    describe(&mut document, catalog, about)?;
    write(document)
}

/// Language, title, metadata, colours.
fn describe(document: &mut Document, catalog: ObjectId, about: &About<'_>) -> Result<(), PdfError> {
    let metadata = Stream::new(
        Dictionary::from_iter([("Type", name("Metadata")), ("Subtype", name("XML"))]),
        xmp::packet(about, PRODUCER).into_bytes(),
    )
    .with_compression(false);
    let metadata = document.add_object(metadata);

    let mut profile = Stream::new(
        Dictionary::from_iter([("N", Object::Integer(3))]),
        SRGB.to_vec(),
    );
    deflate(&mut profile)?;
    let profile = document.add_object(profile);
    let intent = Dictionary::from_iter([
        ("Type", name("OutputIntent")),
        ("S", name("GTS_PDFA1")),
        ("OutputConditionIdentifier", text("sRGB IEC61966-2.1")),
        ("RegistryName", text("http://www.color.org")),
        ("Info", text("sRGB IEC61966-2.1")),
        ("DestOutputProfile", Object::Reference(profile)),
    ]);
    let preferences = Dictionary::from_iter([("DisplayDocTitle", Object::Boolean(true))]);

    let root = objects::dictionary(document, catalog)?;
    set(root, "Metadata", Object::Reference(metadata));
    set(
        root,
        "OutputIntents",
        Object::Array(vec![Object::Dictionary(intent)]),
    );
    set(root, "Lang", text(about.language));
    set(
        root,
        "MarkInfo",
        Object::Dictionary(Dictionary::from_iter([("Marked", Object::Boolean(true))])),
    );
    set(root, "ViewerPreferences", Object::Dictionary(preferences));
    // Named before anybody signs: before PDF 2.0 a PAdES signature needs it (ETSI EN 319 142-1, 5.6), and a signer who
    // finds it here leaves the catalog alone.
    set(root, "Extensions", extensions());
    root.remove(b"PageLayout");

    let when = about.created.format("D:%Y%m%d%H%M%S").to_string();
    let offset = about.created.format("%:z").to_string().replace(':', "'");
    let date = text(&format!("{when}{offset}'"));
    let info = Dictionary::from_iter([
        ("Title", text(about.title)),
        ("Author", text(about.author)),
        ("Creator", text(PRODUCER)),
        ("Producer", text(PRODUCER)),
        ("CreationDate", date.clone()),
        ("ModDate", date),
    ]);
    match document.trailer.get(b"Info").and_then(Object::as_reference) {
        Ok(id) => document.set_object(id, info),
        Err(_) => {
            let id = document.add_object(info);
            document.trailer.set("Info", Object::Reference(id));
        }
    }
    Ok(())
}

/// The extension of PDF 1.7 that PAdES signatures belong to (ISO 32000-1, 7.12).
fn extensions() -> Object {
    let esic = Dictionary::from_iter([
        ("BaseVersion", name("1.7")),
        ("ExtensionLevel", Object::Integer(1)),
    ]);
    Object::Dictionary(Dictionary::from_iter([("ESIC", Object::Dictionary(esic))]))
}

/// ISO 19005-3, 6.2.11.3.2: an embedded CIDFontType2 says how its codes become glyphs.
fn complete_fonts(document: &mut Document) {
    for object in document.objects.values_mut() {
        let Ok(font) = object.as_dict_mut() else {
            continue;
        };
        let Ok(descendants) = font
            .get_mut(b"DescendantFonts")
            .and_then(Object::as_array_mut)
        else {
            continue;
        };
        for descendant in descendants.iter_mut().filter_map(|d| d.as_dict_mut().ok()) {
            if !descendant.has(b"CIDToGIDMap") {
                set(descendant, "CIDToGIDMap", name("Identity"));
            }
        }
    }
}

/// Compresses what is drawn.
///
/// A stream must not end in a carriage return: with the line end before `endstream` it would look like one byte less
/// (ISO 19005-3, 6.1.7.1). One more byte of content changes the checksum at the end and hurts neither a page, nor a
/// character map, nor a font program.
fn compress(document: &mut Document) -> Result<(), PdfError> {
    for object in document.objects.values_mut() {
        let Ok(stream) = object.as_stream_mut() else {
            continue;
        };
        if stream.dict.has(b"Length1")
            && let Some(slimmed) = slim::slim(&stream.content)
        {
            set_font(stream, slimmed)?;
        }
        let mut packed = stream.clone();
        deflate(&mut packed)?;
        while packed.content.last() == Some(&b'\r') {
            // Not a zero: the last byte of the checksum is that of the sum of all bytes.
            stream.content.push(b'\n');
            if stream.dict.has(b"Length1") {
                let program = std::mem::take(&mut stream.content);
                set_font(stream, program)?;
            }
            packed = stream.clone();
            deflate(&mut packed)?;
        }
        *stream = packed;
    }
    Ok(())
}

/// Packs a stream that is worth it. The highest level makes a letter one part in a hundred smaller and takes a tenth longer.
fn deflate(stream: &mut Stream) -> Result<(), PdfError> {
    const FILTER: &str = " /Filter /FlateDecode";
    if stream.dict.has(b"Filter") {
        return Ok(());
    }
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::new(6));
    encoder
        .write_all(&stream.content)
        .map_err(PdfError::finish)?;
    let packed = encoder.finish().map_err(PdfError::finish)?;
    if packed.len() + FILTER.len() < stream.content.len() {
        set(&mut stream.dict, "Filter", name("FlateDecode"));
        stream.set_content(packed);
    }
    Ok(())
}

/// Gives a font stream its program: `Length1` is the length before compression.
fn set_font(stream: &mut Stream, program: Vec<u8>) -> Result<(), PdfError> {
    let length = i64::try_from(program.len()).map_err(PdfError::finish)?;
    set(&mut stream.dict, "Length1", Object::Integer(length));
    stream.set_content(program);
    Ok(())
}

/// Writes the file with a classic cross-reference table; its identifier is the digest of the rest, so that equal letters
/// are equal bytes.
fn write(mut document: Document) -> Result<Vec<u8>, PdfError> {
    let identify = |document: &mut Document, id: &[u8]| {
        let id = Object::String(id.to_vec(), StringFormat::Hexadecimal);
        document
            .trailer
            .set("ID", Object::Array(vec![id.clone(), id]));
    };
    identify(&mut document, &[0; 16]);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).map_err(PdfError::finish)?;
    let digest = Sha256::digest(&bytes);
    identify(&mut document, &digest[..16]);
    bytes.clear();
    document.save_to(&mut bytes).map_err(PdfError::finish)?;
    bytes.push(b'\n');
    Ok(bytes)
}
