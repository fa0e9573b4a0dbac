//! The document security store of a PDF (ETSI EN 319 142-1 §5.4.2): certificates, lists and responses kept in the
//! document. It needs no protection of its own: everything in it is signed by somebody.

use pdf_file::{Dictionary, Object, PdfFile, View};

use crate::trust::Evidence;

/// Streams read before a store counts as an attack.
const MAX_STREAMS: usize = 1000;
/// The largest list that is read.
const MAX_BYTES: usize = 32 << 20;
/// All of them together.
const MAX_TOTAL: usize = 128 << 20;

/// What the store of the latest saving holds; what does not read is left out, then it proves nothing.
pub(crate) fn evidence(file: &PdfFile<'_>) -> Evidence {
    let mut evidence = Evidence::default();
    let view = file.latest();
    let Some(store) = view
        .catalog()
        .ok()
        .and_then(|catalog| dictionary(&view, &catalog, "DSS"))
    else {
        return evidence;
    };
    for certificate in streams(&view, &store, "Certs") {
        evidence.add_certificate(&certificate);
    }
    for key in ["CRLs", "OCSPs"] {
        for kept in streams(&view, &store, key) {
            evidence.add(&kept);
        }
    }
    evidence
}

fn dictionary(view: &View<'_>, parent: &Dictionary, key: &str) -> Option<Dictionary> {
    match view.value(parent, key) {
        Ok(Object::Dictionary(found)) => Some(found),
        _ => None,
    }
}

fn streams(view: &View<'_>, store: &Dictionary, key: &str) -> Vec<Vec<u8>> {
    let Ok(Object::Array(references)) = view.value(store, key) else {
        return Vec::new();
    };
    let mut left = MAX_TOTAL;
    let mut found = Vec::new();
    for reference in references.iter().take(MAX_STREAMS) {
        let Ok(Object::Stream(stream)) = view.resolve(reference) else {
            continue;
        };
        if let Ok(bytes) = view.decode(&stream, MAX_BYTES.min(left)) {
            left -= bytes.len();
            found.push(bytes);
        }
    }
    found
}
