//! `zaprosctl intake` and `respond`: the officer's desk.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use ::law::{Answer, Received};
use request::response::Company;
use serde_json::{Value, json};
use signature::SigningKey;
use workflow::{
    AnswerJob, Failure, Incoming, Intake, IntakeChannel, IntakeJob, OpenRegister, Weight,
};

use crate::Context;
use crate::arguments::{Came, IntakeArguments, RespondArguments};
use crate::deadline;
use crate::documents;
use crate::verify;

/// Takes letters in and registers them; `--look` only looks.
pub(crate) fn intake(context: &Context, arguments: &IntakeArguments) -> Result<u8, Failure> {
    let trust = verify::trust(&arguments.trust)?;
    let received = arguments
        .received
        .as_deref()
        .map(Received::parse)
        .transpose()?;
    let register = if arguments.look {
        None
    } else {
        Some(context.register_to_file_in()?)
    };
    let company = match &register {
        Some(register) => Some(company(context, register, arguments.company.as_deref())?),
        None => None,
    };
    let mut letters = Vec::new();
    let mut text = String::new();
    for files in letters_of(&arguments.files)? {
        let intake = workflow::take_in(IntakeJob {
            files,
            trust: &trust,
            server: arguments.server.as_deref(),
            channel: match arguments.channel {
                Came::Desk => IntakeChannel::Desk,
                Came::Post => IntakeChannel::Post,
                Came::Email => IntakeChannel::Email,
                Came::Site => IntakeChannel::Site,
            },
            received,
            now: context.now,
        })?;
        let mut case = json!(intake);
        if let (Some(register), Some(company)) = (&register, &company) {
            let filed = workflow::file_case(register, &intake, company, &context.stamp())?;
            let _ = writeln!(
                text,
                "Дело {} (вх. № {})",
                filed.number, filed.registered_as
            );
            for one in &filed.similar {
                let _ = writeln!(text, "  возможно, тот же человек: дело {}", one.number);
            }
            if let (Value::Object(case), Value::Object(filed)) = (&mut case, json!(filed)) {
                case.extend(filed);
            }
        }
        tell(&mut text, &intake);
        letters.push(json!({ "case": case, "request": intake.request }));
    }
    let value = match letters.len() {
        1 => letters.remove(0),
        _ => json!({ "letters": letters }),
    };
    context.output.result(&value, &text);
    Ok(0)
}

fn tell(text: &mut String, intake: &Intake) {
    // Writing to a string cannot fail.
    let _ = writeln!(
        text,
        "Получено: {} ({})",
        deadline::when(intake.received),
        intake.received_by
    );
    let covered = if intake.covered {
        "подпись покрывает данные запроса"
    } else {
        "подпись данных запроса не покрывает"
    };
    let signer = intake.signature.signer.as_deref().unwrap_or("нет");
    let _ = writeln!(
        text,
        "Подпись: {} ({signer}); {covered}",
        intake.signature.form
    );
    for finding in &intake.findings {
        let word = match finding.weight {
            Weight::Danger => "Опасно",
            Weight::Lack => "Не хватает",
            Weight::Warning => "Внимание",
            Weight::Note => "К сведению",
        };
        let norm = finding
            .norm
            .as_ref()
            .map(|norm| format!(" ({norm})"))
            .unwrap_or_default();
        let _ = writeln!(text, "{word}: {}{norm}", finding.message);
    }
    let _ = writeln!(text, "Предлагаемый ответ: {}", intake.proposed.code());
}

/// Files that are one letter each: a message; a PDF with its signature; a request. One PDF or message takes all along.
fn letters_of(paths: &[PathBuf]) -> Result<Vec<Vec<Incoming>>, Failure> {
    let ends = |path: &Path, endings: &[&str]| {
        path.extension().is_some_and(|one| {
            endings
                .iter()
                .any(|ending| one.eq_ignore_ascii_case(ending))
        })
    };
    let heads: Vec<&PathBuf> = paths
        .iter()
        .filter(|path| ends(path, &["pdf", "eml"]))
        .collect();
    let read = |path: &Path| -> Result<Incoming, Failure> {
        Ok(Incoming {
            name: path
                .file_name()
                .map(|name| name.to_string_lossy().into_owned())
                .unwrap_or_default(),
            bytes: workflow::read_file(path)?,
        })
    };
    if heads.len() <= 1 && (heads.len() == 1 || paths.len() <= 1) {
        return Ok(vec![
            paths
                .iter()
                .map(|path| read(path))
                .collect::<Result<_, _>>()?,
        ]);
    }
    let mut letters = Vec::new();
    for path in paths
        .iter()
        .filter(|path| !ends(path, &["sig", "p7s", "sgn"]))
    {
        let mut letter = vec![read(path)?];
        let name = path.to_string_lossy();
        for sig in paths.iter().filter(|sig| ends(sig, &["sig", "p7s", "sgn"])) {
            let stem = sig.with_extension("");
            if stem == *path || stem.to_string_lossy() == name {
                letter.push(read(sig)?);
            }
        }
        letters.push(letter);
    }
    Ok(letters)
}

/// Answers a case: prefilled, with the officer's data over it, checked, signed, recorded.
pub(crate) fn respond(context: &Context, arguments: &RespondArguments) -> Result<u8, Failure> {
    let answer = Answer::from_code(&arguments.kind).ok_or_else(|| Failure::UnknownAnswer {
        code: arguments.kind.clone(),
    })?;
    let data = match &arguments.data {
        Some(path) => request::response::parse(&workflow::read_file(path)?)?,
        None => json!({}),
    };
    let register = context.register()?;
    let company = company(context, &register, arguments.company.as_deref())?;
    let key = documents::open_key(context, &arguments.key)?;
    let prepared = workflow::prepare_answer(
        &register,
        &arguments.case,
        answer,
        &data,
        &company,
        context.now,
    )?;
    let finished = workflow::answer(AnswerJob {
        response: prepared.response.clone(),
        now: context.now,
        key: key.as_ref().map(|key| key as &dyn SigningKey),
        detached: true,
        email: arguments.email,
        post: arguments.post,
    })?;
    finished.write(&arguments.out)?;
    workflow::record_answer(&register, &prepared, &finished, &context.stamp())?;
    context.output.warnings(&finished.warnings);
    let mut text = String::new();
    let mut names = Vec::new();
    for file in &finished.files {
        let _ = writeln!(text, "{}", arguments.out.join(&file.name).display());
        names.push(&file.name);
    }
    context.output.result(
        &json!({
            "case": prepared.case.id,
            "number": finished.response.number,
            "out": arguments.out.display().to_string(),
            "files": names,
            "legal_force": finished.legal_force,
            "report": finished.report,
            "warnings": finished.warnings,
        }),
        &text,
    );
    Ok(0)
}

/// The company's profile: a file named now is kept for the next time.
fn company(
    context: &Context,
    register: &OpenRegister,
    file: Option<&Path>,
) -> Result<Company, Failure> {
    match file {
        Some(path) => {
            workflow::keep_company(register, &workflow::read_file(path)?, &context.stamp())
        }
        None => workflow::company_of(register),
    }
}
