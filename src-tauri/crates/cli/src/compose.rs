//! `zaprosctl compose`, `take-back` and `send`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use chrono::Utc;
use delivery::{Password, Profile};
use register::{Channel, Registered};
use serde_json::json;
use signature::SigningKey;
use workflow::{Composed, Failure, Job, NamedFile};

use crate::Context;
use crate::arguments::{KeyArguments, MailPassword};
use crate::documents;
use crate::secret::Source;

/// What the main job should leave, and where.
pub(crate) struct Wanted<'a> {
    pub(crate) out: &'a Path,
    pub(crate) email: bool,
    pub(crate) post: bool,
}

/// The main job: everything or nothing in the folder.
pub(crate) fn compose(
    context: &Context,
    request: &Path,
    key: &KeyArguments,
    wanted: &Wanted<'_>,
) -> Result<u8, Failure> {
    let bytes = workflow::read_file(request)?;
    let key = documents::open_key(context, key)?;
    // Before the work: a register that does not open should not be learnt of when the letter is done.
    let register = context.named_register()?;
    let composed = workflow::compose(&Job {
        request: &bytes,
        files: &documents::beside(request),
        now: context.now,
        key: key.as_ref().map(|key| key as &dyn SigningKey),
        detached: true,
        email: wanted.email,
        post: wanted.post,
    })?;
    composed.write(wanted.out)?;
    let case = match &register {
        Some(register) => {
            let channel = if wanted.post && !wanted.email {
                Channel::Post
            } else {
                Channel::Email
            };
            let stamp = context.stamp();
            Some(workflow::file_composed(
                register, &composed, channel, &stamp,
            )?)
        }
        None => None,
    };
    tell(context, wanted.out, &composed, case.as_ref());
    Ok(0)
}

/// Files what a program outside made of the letter, after holding it against the letter.
pub(crate) fn take_back(
    context: &Context,
    folder: &Path,
    returned: &[PathBuf],
) -> Result<u8, Failure> {
    let mut files = Vec::new();
    for path in returned {
        files.push(NamedFile::new(
            path.display().to_string(),
            workflow::read_file(path)?,
        ));
    }
    let composed = workflow::take_back(folder, &files, context.now)?;
    composed.write_over(folder)?;
    tell(context, folder, &composed, None);
    Ok(0)
}

fn tell(context: &Context, out: &Path, composed: &Composed, case: Option<&Registered>) {
    context.output.warnings(&composed.warnings);
    let mut text = String::new();
    let mut names = Vec::new();
    for file in &composed.files {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{}", out.join(&file.name).display());
        names.push(&file.name);
    }
    let mut said = json!({
        "out": out.display().to_string(),
        "files": names,
        "legal_force": composed.legal_force,
        "report": composed.report,
        "warnings": composed.warnings,
    });
    if let Some(case) = case {
        text += &format!("Дело {}\n", case.number);
        said["case"] = json!(case);
    }
    context.output.result(&said, &text);
}

/// Sends a composed letter.
pub(crate) fn send(
    context: &Context,
    folder: &Path,
    profile: &Path,
    mail: &MailPassword,
) -> Result<u8, Failure> {
    let profile = Profile::open(profile)?;
    let password = Source {
        what: "пароль почты",
        option: "--smtp-password-file",
        file: mail.smtp_password_file.as_deref(),
        variable: "ZAPROS_SMTP_PASSWORD",
    }
    .read()?;
    let password = Password::new(password.to_string());
    // Sending happens in the real world: its times are those of the real clock, whatever `--at` says of the letter.
    let clock = || Utc::now().with_timezone(&law::moscow());
    let record = match context.named_register()? {
        Some(register) => {
            let by = context.stamp().by;
            workflow::send_filed(&register, folder, (&profile, &password), &clock, &by)?
        }
        None => workflow::send(folder, &profile, &password, &clock)?,
    };
    let to: Vec<_> = record.envelope.to.iter().map(ToString::to_string).collect();
    let text = match &record.receipt {
        Some(receipt) => format!(
            "Отправлено: {}. Сервер ответил: {}",
            to.join(", "),
            receipt.reply
        ),
        None => format!("Отправлено: {}", to.join(", ")),
    };
    context.output.result(&record, &text);
    Ok(0)
}
