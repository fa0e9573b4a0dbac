//! What came, recognised by its content and given a name that can be written.

use super::Paper;
use super::findings::Finding;
use super::hazards::safe_name;

/// What a file is, by its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    Message,
    Pdf,
    Json,
    Picture(&'static str),
    Signature,
    Other,
}

/// The media type of what is none of these.
pub(super) const OTHER: &str = "application/octet-stream";

/// Recognises a file: never by the name its sender chose, except where a bare signature has no other mark.
pub(super) fn kind_of(bytes: &[u8], name: &str) -> Content {
    let lower = name.to_lowercase();
    let ends = |ending: &str| lower.ends_with(ending);
    let trimmed = bytes.trim_ascii_start();
    // A PDF may begin with some bytes of another program (ISO 32000-1, annex H.3 of readers' practice).
    if bytes[..bytes.len().min(1024)]
        .windows(5)
        .any(|window| window == b"%PDF-")
    {
        return Content::Pdf;
    }
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Content::Picture("image/png");
    }
    if bytes.starts_with(b"\xff\xd8\xff") {
        return Content::Picture("image/jpeg");
    }
    if bytes.starts_with(b"II*\0") || bytes.starts_with(b"MM\0*") {
        return Content::Picture("image/tiff");
    }
    if ends(".sig") || ends(".p7s") || ends(".sgn") {
        return Content::Signature;
    }
    if trimmed
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(trimmed)
        .starts_with(b"{")
    {
        return Content::Json;
    }
    if ends(".eml") || (!bytes.contains(&0) && delivery::read(bytes).is_ok() && !ends(".txt")) {
        return Content::Message;
    }
    Content::Other
}

/// A paper under a safe name; what is odd about it becomes a finding.
pub(super) fn paper(name: &str, bytes: Vec<u8>, found: &mut Vec<Finding>) -> Paper {
    let safe = safe_name(name);
    if safe != name {
        found.push(Finding::note(
            "name_changed",
            format!("Имя файла небезопасно и заменено на «{safe}»."),
        ));
    }
    if bytes.trim_ascii().is_empty() {
        found.push(Finding::warn(
            "attachment_empty",
            format!("Файл «{safe}» пуст."),
            format!("Приложенный файл «{safe}» пуст: направьте его ещё раз."),
        ));
    }
    let media_type = match kind_of(&bytes, &safe) {
        Content::Message => "message/rfc822",
        Content::Pdf => "application/pdf",
        Content::Json => "application/json",
        Content::Picture(kind) => kind,
        Content::Signature => "application/pkcs7-signature",
        Content::Other => OTHER,
    };
    Paper {
        name: safe,
        media_type,
        size: bytes.len(),
        bytes,
    }
}
