//! `zaprosctl register bundle` and `verify-bundle`.

use std::path::Path;

use serde_json::json;
use workflow::Failure;

use crate::Context;
use register::Cases as _;

/// A case as a folder for an inspection; that it was taken out stands in the journal.
pub(crate) fn write(context: &Context, case: &str, out: &Path) -> Result<u8, Failure> {
    let register = context.register()?;
    let found = register.wait(register.case(case))?;
    register.wait(register.looked(&found.id, "bundle", &context.stamp()))?;
    let papers = workflow::write_bundle(&register, &found.id, out, context.now)?;
    let path = out.display().to_string();
    context
        .output
        .result(&json!({ "folder": path, "papers": papers }), &path);
    Ok(0)
}

/// A bundle that does not hold is a negative answer.
pub(crate) fn verify(context: &Context, folder: &Path) -> Result<u8, Failure> {
    let check = workflow::verify_bundle(folder)?;
    let mut text = if check.whole {
        format!(
            "Дело {}: событий доказано {}, документов {}.\nЧто между событиями ничего не пропущено, доказывает «register audit».",
            check.number, check.events, check.papers
        )
    } else {
        format!("Дело {}: не доказано.", check.number)
    };
    if let Some((seq, fault)) = check.broken {
        text += &format!("\nСобытие {seq}: {}.", fault.in_words());
    }
    for paper in &check.changed {
        text += &format!("\nДокумент изменён или пропал: {paper}");
    }
    context.output.result(&check, &text);
    Ok(u8::from(!check.whole))
}
