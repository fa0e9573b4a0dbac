//! `zaprosctl register operators`: the directory of operators.

use std::path::Path;

use register::Directory as _;
use serde_json::json;
use workflow::Failure;

use crate::Context;
use crate::register::arguments::OperatorsCommand;

/// Does one command of the directory.
pub(crate) fn operators(context: &Context, command: &OperatorsCommand) -> Result<u8, Failure> {
    match command {
        OperatorsCommand::List => list(context),
        OperatorsCommand::Import { file } => import(context, file),
        OperatorsCommand::Export { output } => export(context, output),
    }
}

fn list(context: &Context) -> Result<u8, Failure> {
    let register = context.register()?;
    let operators = register.wait(register.operators())?;
    let mut text = String::new();
    for operator in &operators {
        let checked = operator.checked_on.map_or_else(
            || "не проверен".to_owned(),
            |day| day.format("%d.%m.%Y").to_string(),
        );
        let email = operator.email.as_deref().unwrap_or("без почты");
        let bounced = if operator.bounced {
            ", письма возвращались"
        } else {
            ""
        };
        text += &format!("{}  {email}{bounced}  {checked}\n", operator.name);
    }
    context
        .output
        .result(&json!({ "operators": operators }), &text);
    Ok(0)
}

fn import(context: &Context, file: &Path) -> Result<u8, Failure> {
    let json = String::from_utf8(workflow::read_file(file)?).map_err(|error| Failure::Read {
        path: file.to_owned(),
        source: std::io::Error::new(std::io::ErrorKind::InvalidData, error),
    })?;
    let register = context.register_to_file_in()?;
    let count = register.wait(register.import_operators(&json, &context.stamp()))?;
    context.output.result(
        &json!({ "operators": count }),
        &format!("Операторов принято: {count}"),
    );
    Ok(0)
}

fn export(context: &Context, output: &Path) -> Result<u8, Failure> {
    let register = context.register()?;
    let json = register.wait(register.export_operators())?;
    workflow::write_file(output, json.as_bytes())?;
    let path = output.display().to_string();
    context.output.result(&json!({ "file": path }), &path);
    Ok(0)
}
