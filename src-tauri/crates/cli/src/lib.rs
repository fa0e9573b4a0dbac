//! `zaprosctl`: the workflow without a window. Exit codes and JSON are those of contract §3 and §4.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod arguments;
mod batch;
mod check;
mod compose;
mod deadline;
mod desk;
mod documents;
mod law;
mod opening;
mod output;
mod register;
mod secret;
mod verify;

use std::process::ExitCode;

use chrono::{DateTime, FixedOffset, Utc};
use clap::Parser;
use clap::error::ErrorKind;
use workflow::Failure;

use crate::arguments::{Arguments, Command, Level, RegisterAccess};
use crate::output::Output;

/// What every command is given: the clock, and where to print.
struct Context {
    now: DateTime<FixedOffset>,
    /// The moment of `--at`, for work that outlasts a moment.
    fixed: Option<DateTime<FixedOffset>>,
    output: Output,
    register: RegisterAccess,
}

/// Reads the command line, does the work, gives the exit code.
#[must_use]
pub fn main() -> ExitCode {
    // Asked before parsing, because a wrong command line must be answered in JSON too.
    let json = std::env::args_os().any(|argument| argument == "--json");
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error)
            if matches!(
                error.kind(),
                ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
            ) =>
        {
            // Help is what was asked for; a closed pipe is no failure of ours.
            let _ = error.print();
            return ExitCode::SUCCESS;
        }
        Err(error) => return Output { json }.usage(&error),
    };
    let output = Output {
        json: arguments.json,
    };
    let now = arguments
        .at
        .unwrap_or_else(|| Utc::now().with_timezone(&::law::moscow()));
    let context = Context {
        now,
        fixed: arguments.at,
        output,
        register: arguments.register,
    };
    match run(&context, arguments.command) {
        Ok(code) => ExitCode::from(code),
        Err(failure) => output.failure(&failure),
    }
}

fn run(context: &Context, command: Command) -> Result<u8, Failure> {
    match command {
        Command::New { kind } => documents::new(context, kind),
        Command::Check { request } => check::check(context, &request),
        Command::Render {
            request,
            output,
            certificate,
        } => documents::render(context, &request, &output, certificate.as_deref()),
        Command::Text { request, output } => documents::text(context, &request, output.as_deref()),
        Command::Sign {
            input,
            output,
            key,
            level,
            tsa,
            detached,
        } => {
            let service = tsa.filter(|_| level == Level::T);
            let service = service.map(|url| workflow::TimeService::at(&url));
            let wanted = documents::Wanted {
                output: &output,
                detached: detached.as_deref(),
                service: service.as_ref(),
            };
            documents::sign(context, &input, &key, &wanted)
        }
        Command::Verify(arguments) => verify::verify(context, &arguments),
        Command::Compose {
            request,
            out,
            key,
            email,
            post,
            send,
            mail,
        } => {
            let wanted = compose::Wanted {
                out: &out,
                email: email || send.is_some(),
                post,
            };
            let code = compose::compose(context, &request, &key, &wanted)?;
            match send {
                Some(profile) => compose::send(context, &out, &profile, &mail),
                None => Ok(code),
            }
        }
        Command::Send {
            folder,
            profile,
            mail,
        } => compose::send(context, &folder, &profile, &mail),
        Command::TakeBack { folder, returned } => compose::take_back(context, &folder, &returned),
        Command::Intake(arguments) => desk::intake(context, &arguments),
        Command::Respond(arguments) => desk::respond(context, &arguments),
        Command::Batch(arguments) => batch::batch(context, &arguments),
        Command::Deadline(arguments) => deadline::deadline(context, &arguments),
        Command::Register { command } => register::register(context, command),
        Command::Law { command } => law::law(context, &command),
    }
}
