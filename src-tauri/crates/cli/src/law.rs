//! `zaprosctl law`: the rules as data, for a person to check.

use ::law::{Calendar, Pack};
use serde_json::json;
use workflow::Failure;

use crate::Context;
use crate::arguments::LawCommand;

/// Prints a calendar, or what changed between two editions.
pub(crate) fn law(context: &Context, command: &LawCommand) -> Result<u8, Failure> {
    match command {
        LawCommand::Calendar { year } => {
            let calendar = Calendar::russia();
            let text = calendar.print(*year)?;
            let value = json!({
                "year": year,
                "working_days": calendar.working_days(*year),
                "decreed": calendar.decree(*year).is_some(),
                "text": text,
            });
            context.output.result(&value, &text);
        }
        LawCommand::Diff { old, new } => {
            let changes = ::law::diff(Pack::by_id(old)?, Pack::by_id(new)?);
            context.output.result(&changes, &changes.to_string());
        }
    }
    Ok(0)
}
