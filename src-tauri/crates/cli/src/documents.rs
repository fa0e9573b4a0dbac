//! `zaprosctl new`, `render`, `text` and `sign`.

use std::path::Path;

use law::Kind;
use serde_json::json;
use signature::{Certificate, SoftwareKey, TimeStamping};
use workflow::{Beside, Failure};

use crate::Context;
use crate::arguments::KeyArguments;
use crate::secret::Source;

/// Prints a complete example of a kind, dated by the clock.
pub(crate) fn new(context: &Context, kind: Kind) -> Result<u8, Failure> {
    let example = request::example(kind, context.now.date_naive());
    context.output.result(&example, &format!("{example:#}"));
    Ok(0)
}

/// Renders the letter; with a certificate, its mark stands ready for signing.
pub(crate) fn render(
    context: &Context,
    request: &Path,
    output: &Path,
    certificate: Option<&Path>,
) -> Result<u8, Failure> {
    let certificate = certificate.map(read_certificate).transpose()?;
    let bytes = workflow::read_file(request)?;
    let (pdf, warnings) =
        workflow::render(&bytes, &beside(request), certificate.as_ref(), context.now)?;
    workflow::write_file(output, &pdf)?;
    context.output.warnings(&warnings);
    context.output.result(
        &json!({"file": output.display().to_string(), "bytes": pdf.len(), "warnings": warnings}),
        &output.display().to_string(),
    );
    Ok(0)
}

/// The text of the letter for an electronic form, on the screen or in a file.
pub(crate) fn text(
    context: &Context,
    request: &Path,
    output: Option<&Path>,
) -> Result<u8, Failure> {
    let bytes = workflow::read_file(request)?;
    let pasted = workflow::text_to_paste(&bytes, &beside(request), context.now)?;
    context.output.warnings(&pasted.warnings);
    let mut result = json!({"characters": pasted.characters, "warnings": pasted.warnings});
    let shown = match output {
        Some(path) => {
            workflow::write_file(path, pasted.text.as_bytes())?;
            result["file"] = json!(path.display().to_string());
            format!("{}: знаков – {}", path.display(), pasted.characters)
        }
        None => {
            result["text"] = json!(pasted.text);
            pasted.text
        }
    };
    context.output.result(&result, &shown);
    Ok(0)
}

/// What `sign` is to make.
pub(crate) struct Wanted<'a> {
    /// The signed PDF.
    pub(crate) output: &'a Path,
    /// The signature beside it.
    pub(crate) detached: Option<&'a Path>,
    /// Who stamps the time.
    pub(crate) service: Option<&'a workflow::TimeService>,
}

/// Signs a PDF, and beside it when asked.
pub(crate) fn sign(
    context: &Context,
    input: &Path,
    key: &KeyArguments,
    wanted: &Wanted<'_>,
) -> Result<u8, Failure> {
    let Wanted {
        output,
        detached,
        service,
    } = *wanted;
    let pdf = workflow::read_file(input)?;
    let key = open_key(context, key)?.ok_or(Failure::KeyMissing)?;
    let service = service.map(|service| service as &dyn TimeStamping);
    let (signed, beside) =
        workflow::sign_file(&pdf, &key, detached.is_some(), service, context.now)?;
    workflow::write_file(output, &signed)?;
    let mut files = vec![output.display().to_string()];
    if let (Some(path), Some(bytes)) = (detached, &beside) {
        workflow::write_file(path, bytes)?;
        files.push(path.display().to_string());
    }
    context
        .output
        .result(&json!({ "files": files }), &files.join("\n"));
    Ok(0)
}

/// The key named on the command line, if any.
pub(crate) fn open_key(
    context: &Context,
    arguments: &KeyArguments,
) -> Result<Option<SoftwareKey>, Failure> {
    let Some(path) = &arguments.pkcs12 else {
        return Ok(None);
    };
    // The file first: nobody should type a password for a file that is not there.
    let bytes = workflow::read_file(path)?;
    let password = Source {
        what: "пароль ключа",
        option: "--password-file",
        file: arguments.password_file.as_deref(),
        variable: "ZAPROS_PASSWORD",
    }
    .read()?;
    workflow::open_pkcs12(&bytes, &password, context.now).map(Some)
}

/// Enclosures are named relative to the request's own folder.
pub(crate) fn beside(request: &Path) -> Beside {
    Beside(request.parent().unwrap_or(Path::new("")).to_owned())
}

fn read_certificate(path: &Path) -> Result<Certificate, Failure> {
    let bytes = workflow::read_file(path)?;
    Certificate::from_file(&bytes).map_err(|error| Failure::Key(error.into()))
}
