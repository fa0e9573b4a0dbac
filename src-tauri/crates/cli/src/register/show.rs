//! `zaprosctl register show`, and how a case is named in a list.

use register::{Case, Cases as _, NextKind, NextLetter, Party};
use workflow::{CaseCard, Failure, case_card};

use crate::Context;
use crate::deadline;

/// Prints a case whole; that somebody looked stands in the journal (152-ФЗ ст. 19 ч. 2 п. 8).
pub(crate) fn show(context: &Context, case: &str) -> Result<u8, Failure> {
    let register = context.register()?;
    let card = case_card(&register, case, context.now)?;
    register.wait(register.looked(&card.case.id, "show", &context.stamp()))?;
    context.output.result(&card, &text(&card));
    Ok(0)
}

/// One line of a list.
pub(crate) fn line(case: &Case) -> String {
    let demands: Vec<&str> = case
        .demands
        .iter()
        .map(|demand| demand.matter.code())
        .collect();
    let received = case.receipt.map_or_else(
        || "получение не подтверждено".to_owned(),
        |receipt| {
            let day = receipt.for_side(case.side).day().format("%d.%m.%Y");
            format!("получено {day}")
        },
    );
    let who = case
        .subject
        .as_ref()
        .map_or_else(|| "обезличено".to_owned(), Party::full_name);
    format!(
        "{}  {}  {received}  {}  {who}",
        case.number,
        case.state.code(),
        demands.join(", ")
    )
}

fn text(card: &CaseCard) -> String {
    let mut text = line(&card.case);
    if let Some(officer) = &card.case.officer {
        text += &format!("\nВедёт: {officer}");
    }
    if let Some(summary) = &card.case.summary {
        text += &format!("\n{summary}");
    }
    for demand in &card.case.demands {
        text += &format!("\n\n{}: {}", demand.matter.code(), demand.state.code());
    }
    for terms in &card.terms {
        text += &format!("\n\n{}", deadline::text(terms).trim_end());
    }
    for document in &card.documents {
        let title = document.title.as_deref().unwrap_or(&document.code);
        text += &format!(
            "\n\nДокумент {} ({}): {title}, байт {}",
            document.id,
            document.direction.code(),
            document.size
        );
    }
    text += "\n\nСобытия:";
    for event in &card.events {
        text += &format!(
            "\n  {}  {}  {}  {}",
            event.seq, event.at, event.actor, event.action
        );
    }
    for letter in &card.next {
        text += &format!("\n{}", next(letter));
    }
    text
}

pub(crate) fn next(letter: &NextLetter) -> String {
    let name = match letter.letter {
        NextKind::Reminder => "напоминание",
        NextKind::Repeat => "повторный запрос",
        NextKind::Complaint => "жалоба",
    };
    let mut text = format!("Можно: {name} с {}", letter.from.format("%d.%m.%Y"));
    if letter.reasons_required {
        text += ", с обоснованием";
    }
    if letter.receipt_assumed {
        text += "; день получения только предполагается";
    }
    text
}
