//! `zaprosctl verify`: whose signature it is, what it covers, and whether that can be trusted.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use signature::{Trust, Verdict};
use workflow::{Failure, Inspected};

use crate::Context;
use crate::arguments::{TrustArguments, VerifyArguments};

/// Verifies; exit code 0 valid, 1 invalid, 3 cannot be confirmed.
pub(crate) fn verify(context: &Context, arguments: &VerifyArguments) -> Result<u8, Failure> {
    let bytes = workflow::read_file(&arguments.file)?;
    let trust = trust(&arguments.trust)?;
    let (verification, mut report) = match &arguments.signature {
        Some(signature) => workflow::verify_detached(
            &bytes,
            &workflow::read_file(signature)?,
            &trust,
            context.now,
        ),
        None => workflow::verify_pdf(&bytes, &trust, context.now),
    };
    let signers = workflow::signer_matches(&verification, &report["request"], context.now);
    let inspected = Inspected {
        name: &name_of(&arguments.file),
        bytes: &bytes,
        verification: &verification,
        signers: &signers,
        at: context.now,
    };
    if let Some(path) = &arguments.protocol {
        workflow::write_file(path, &workflow::protocol_pdf(&inspected)?)?;
    }
    let mut text = workflow::protocol(&inspected).to_string();
    if let Some(path) = &arguments.save_signed {
        let saved = match verification.signed_part(&bytes) {
            Some(part) => {
                workflow::write_file(path, part)?;
                report["signed_part"] = json!({ "file": path, "length": part.len() });
                format!("Подписанное сохранено: {}", path.display())
            }
            None => {
                report["signed_part"] = Value::Null;
                "Сохранять нечего: целой подписи в файле нет.".to_owned()
            }
        };
        text = format!("{text}\n{saved}");
    }
    context.output.result(&report, &text);
    Ok(match verification.verdict {
        Verdict::Valid => 0,
        Verdict::Invalid => 1,
        Verdict::Indeterminate => 3,
    })
}

fn name_of(path: &Path) -> String {
    path.file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

/// The certificates in the files and folders the person trusts, and the revocation data given.
pub(crate) fn trust(arguments: &TrustArguments) -> Result<Trust, Failure> {
    let mut trust = Trust::new();
    for path in &arguments.trust {
        for file in files(path)? {
            trust
                .add(&workflow::read_file(&file)?)
                .map_err(|error| Failure::Key(error.into()))?;
        }
    }
    if let Some(path) = &arguments.tsl {
        trust
            .import_list(&workflow::read_file(path)?)
            .map_err(|source| Failure::AccreditedList {
                path: path.clone(),
                source,
            })?;
    }
    for path in &arguments.crl {
        for file in files(path)? {
            // A folder may hold lists of kinds that are not accepted: what they say stays unknown.
            if let Err(source) = trust.add_revocation(&workflow::read_file(&file)?)
                && file == *path
            {
                return Err(Failure::Revocation { path: file, source });
            }
        }
    }
    Ok(if arguments.no_revocation {
        trust.without_revocation()
    } else {
        trust
    })
}

fn files(path: &Path) -> Result<Vec<PathBuf>, Failure> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let failed = |source| Failure::Read {
        path: path.to_owned(),
        source,
    };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(path).map_err(failed)? {
        let file = entry.map_err(failed)?.path();
        if file.is_file() {
            files.push(file);
        }
    }
    files.sort();
    Ok(files)
}
