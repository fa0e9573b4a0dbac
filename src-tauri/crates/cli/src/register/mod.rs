//! `zaprosctl register …`.

pub(crate) mod arguments;
mod bundle;
mod export;
mod keeping;
mod operators;
mod show;

use register::{Board as _, CaseFilter, Cases as _, Journal as _, Retention, Tip};
use serde_json::json;
use workflow::{Failure, OpenRegister};

use crate::Context;
use crate::opening::with_key;
use crate::register::arguments::RegisterCommand;

/// Does one command of the register.
pub(crate) fn register(context: &Context, command: RegisterCommand) -> Result<u8, Failure> {
    match command {
        RegisterCommand::Create => create(context),
        RegisterCommand::List {
            filter,
            limit,
            before,
        } => list(context, &filter.into(), limit, before.as_deref()),
        RegisterCommand::Board { officer, limit } => board(context, officer.as_deref(), limit),
        RegisterCommand::Reminders { days } => remind(context, days),
        RegisterCommand::Stats { filter } => stats(context, &filter.into()),
        RegisterCommand::Show { case } => show::show(context, &case),
        RegisterCommand::Export {
            format,
            output,
            filter,
        } => export::export(context, format, output.as_deref(), &filter.into()),
        RegisterCommand::Operators { command } => operators::operators(context, &command),
        RegisterCommand::Officers { command } => keeping::officers(context, command),
        RegisterCommand::Backup { output, key } => keeping::back_up(context, &output, &key),
        RegisterCommand::Restore { copy, key } => keeping::restore(context, &copy, &key),
        RegisterCommand::Move { to, key } => keeping::move_to(context, &to, &key),
        RegisterCommand::ChangeKey { key } => keeping::change_key(context, &key),
        RegisterCommand::Wipe { yes } => keeping::wipe(context, yes),
        RegisterCommand::Anonymise {
            closed_before,
            rule,
            act,
        } => keeping::anonymise(
            context,
            &Retention {
                closed_before,
                rule,
                act,
            },
        ),
        RegisterCommand::Bundle { case, out } => bundle::write(context, &case, &out),
        RegisterCommand::VerifyBundle { folder } => bundle::verify(context, &folder),
        RegisterCommand::Audit { tip } => audit(context, tip.as_ref()),
    }
}

fn create(context: &Context) -> Result<u8, Failure> {
    let address = context.address()?;
    with_key(&context.register, |key| {
        OpenRegister::create(&address, key, &context.stamp())
    })?;
    context
        .output
        .result(&json!({ "created": true }), "Реестр создан.");
    Ok(0)
}

fn stats(context: &Context, filter: &CaseFilter) -> Result<u8, Failure> {
    let register = context.register()?;
    let counts = workflow::statistics(&register, filter, context.now.date_naive())?;
    let text = format!(
        "Дел {}, требований {}: в срок {}, продлено {}, пропущено {}, в работе {}.\n\
         Удовлетворено {}, частично {}, отказано {}, данных нет {}.",
        counts.cases,
        counts.demands,
        counts.kept,
        counts.extended,
        counts.missed,
        counts.open,
        counts.satisfied,
        counts.partly,
        counts.refused,
        counts.no_data
    );
    context.output.result(&counts, &text);
    Ok(0)
}

fn list(
    context: &Context,
    filter: &CaseFilter,
    limit: i64,
    before: Option<&str>,
) -> Result<u8, Failure> {
    let register = context.register()?;
    let cases = register.wait(register.cases(filter, before, limit))?;
    let text = if cases.is_empty() {
        "Таких дел нет.".to_owned()
    } else {
        cases.iter().map(show::line).collect::<Vec<_>>().join("\n")
    };
    context.output.result(&json!({ "cases": cases }), &text);
    Ok(0)
}

fn board(context: &Context, officer: Option<&str>, limit: i64) -> Result<u8, Failure> {
    let register = context.register()?;
    let today = context.now.date_naive();
    let overdue = register.wait(register.overdue(today))?;
    let lines = register.wait(register.board(officer, 0, limit))?;
    let mut text = format!("Просрочено: {overdue}");
    for line in &lines {
        let due = line.due.map_or_else(
            || "срок не идёт".to_owned(),
            |due| format!("до {}", due.format("%d.%m.%Y")),
        );
        let officer = line.officer.as_deref().unwrap_or("–");
        text += &format!(
            "\n{}  {due}  {}  {officer}",
            line.number,
            line.matter.code()
        );
    }
    context
        .output
        .result(&json!({ "overdue": overdue, "board": lines }), &text);
    Ok(0)
}

/// A term that was missed is a negative answer.
fn remind(context: &Context, days: u32) -> Result<u8, Failure> {
    let register = context.register()?;
    let reminders = workflow::reminders(&register, context.now.date_naive(), days)?;
    let mut text = String::new();
    for reminder in &reminders {
        let left = match reminder.days_left {
            left @ ..0 => format!("просрочено, дней: {}", -left),
            0 => "срок сегодня".to_owned(),
            left => format!("осталось дней: {left}"),
        };
        let (number, kind) = (&reminder.line.number, reminder.line.matter.code());
        text += &format!("{number}  {kind}  {left}\n");
        for letter in &reminder.next {
            text += &format!("  {}\n", show::next(letter));
        }
    }
    if reminders.is_empty() {
        text = "Напоминать не о чем.".to_owned();
    }
    let missed = reminders.iter().any(|reminder| reminder.days_left < 0);
    context
        .output
        .result(&json!({ "reminders": reminders }), &text);
    Ok(u8::from(missed))
}

/// A broken chain is a negative answer.
fn audit(context: &Context, known: Option<&Tip>) -> Result<u8, Failure> {
    let register = context.register()?;
    let audit = register.wait(register.audit(known))?;
    let mut text = match &audit.broken {
        None => format!(
            "Журнал цел: событий {}, стёрто по актам {}.\nКонец цепочки: {}:{}",
            audit.proven, audit.erased, audit.tip.seq, audit.tip.hash
        ),
        Some(broken) => format!(
            "Журнал нарушен: событие {} ({}). До него доказано {}.",
            broken.seq,
            broken.fault.in_words(),
            audit.proven
        ),
    };
    if !audit.clock_went_back.is_empty() {
        let places: Vec<_> = audit.clock_went_back.iter().map(i64::to_string).collect();
        text += &format!(
            "\nЧасы переводили назад перед событиями: {}",
            places.join(", ")
        );
    }
    context.output.result(&audit, &text);
    Ok(u8::from(!audit.is_whole()))
}
