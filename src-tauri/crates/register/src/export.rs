//! The register in the forms others read: журнал учёта обращений as CSV and XLSX (law.md §7.1), terms as `.ics`.

use chrono::{DateTime, FixedOffset, NaiveDate};
use icalendar::{Alarm, Calendar, Component as _, EventLike as _};
use law::{Matter, Pack, Received};
use rust_xlsxwriter::{Format, FormatAlign, Workbook, Worksheet, XlsxError};
use serde::Serialize;

use crate::cases::Cases;
use crate::error::RegisterError;
use crate::model::{Case, CaseFilter, Channel, Demand, DemandState, Direction, Document};
use crate::party::Party;
use crate::store::Store;
use crate::terms::{BoardLine, TermRules};

/// Headings of the journal, in its order.
pub const COLUMNS: &[&str] = &[
    "№ п/п",
    "Рег. №",
    "Поступило",
    "Зарегистрировано",
    "Канал",
    "Субъект",
    "Представитель и документ",
    "Документ субъекта",
    "Вид обращения и основание",
    "Краткое содержание",
    "Подпись и проверка",
    "Сообщение о недостатках",
    "Срок по закону",
    "Продление",
    "Блокирование с … по …",
    "Ответственный",
    "Дата и исх. № ответа",
    "Способ отправки и ШПИ",
    "Результат",
    "Акт об уничтожении",
    "Уведомления третьим лицам",
    "Запрос Роскомнадзора, жалоба",
    "Примечание, подпись",
];

/// One line of the journal: one demand, cell by cell as [`COLUMNS`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct JournalLine(pub Vec<String>);

/// Lines of the journal for these cases, the oldest first. Identity documents are masked.
///
/// # Errors
/// The database fails.
pub async fn journal_lines(
    store: &Store,
    filter: &CaseFilter,
) -> Result<Vec<JournalLine>, RegisterError> {
    let mut lines = Vec::new();
    let mut before: Option<String> = None;
    loop {
        let cases = store.cases(filter, before.as_deref(), 500).await?;
        let Some(last) = cases.last() else { break };
        before = Some(last.number.clone());
        let mut connection = store.reading().await?;
        for case in &cases {
            let documents = crate::documents::list(&mut connection, &case.id).await?;
            // Backwards, as the cases come; the whole is turned at the end.
            lines.extend(
                case.demands
                    .iter()
                    .rev()
                    .map(|demand| line(case, demand, &documents, &store.rules)),
            );
        }
    }
    lines.reverse();
    for (n, line) in lines.iter_mut().enumerate() {
        line.0[0] = (n + 1).to_string();
    }
    Ok(lines)
}

/// The journal as CSV for a spreadsheet: UTF-8 with its mark, semicolons, no cell that a spreadsheet would run.
///
/// # Errors
/// Memory ends.
pub fn to_csv(lines: &[JournalLine]) -> Result<Vec<u8>, RegisterError> {
    let failed = |error: csv::Error| RegisterError::Unreadable {
        what: "журнал",
        reason: error.to_string(),
    };
    let mut writer = csv::WriterBuilder::new()
        .delimiter(b';')
        .from_writer("\u{FEFF}".as_bytes().to_vec());
    writer.write_record(COLUMNS).map_err(failed)?;
    for line in lines {
        writer
            .write_record(line.0.iter().map(|cell| inert(cell)))
            .map_err(failed)?;
    }
    writer
        .into_inner()
        .map_err(|error| failed(error.into_error().into()))
}

/// The journal as a workbook.
///
/// # Errors
/// It is larger than a sheet may be.
pub fn to_xlsx(lines: &[JournalLine]) -> Result<Vec<u8>, RegisterError> {
    let build = || -> Result<Vec<u8>, XlsxError> {
        let mut book = Workbook::new();
        let sheet: &mut Worksheet = book.add_worksheet();
        sheet
            .set_name("Журнал учёта обращений")?
            .set_freeze_panes(1, 2)?
            .set_landscape()
            .set_repeat_rows(0, 0)?;
        let head = Format::new()
            .set_bold()
            .set_text_wrap()
            .set_align(FormatAlign::Top);
        let body = Format::new().set_text_wrap().set_align(FormatAlign::Top);
        for (column, &heading) in (0..).zip(COLUMNS) {
            sheet
                .write_string_with_format(0, column, heading, &head)?
                .set_column_width(column, 18)?;
        }
        for (row, line) in (1..).zip(lines) {
            for (column, cell) in (0..).zip(&line.0) {
                // Written as text, so a cell that begins with «=» is no formula.
                sheet.write_string_with_format(row, column, cell, &body)?;
            }
        }
        book.save_to_buffer()
    };
    build().map_err(|error| RegisterError::Unreadable {
        what: "журнал",
        reason: error.to_string(),
    })
}

/// Terms as a calendar (RFC 5545): an all-day event on the day a term ends, an alarm the working morning before.
/// Calendars travel, so they name the case by its number and nobody by name.
#[must_use]
pub fn to_ics(board: &[BoardLine], now: DateTime<FixedOffset>) -> String {
    let mut calendar = Calendar::new();
    calendar.name("Запрос: сроки");
    for line in board {
        let Some(due) = line.due else { continue };
        let name = name_of(line.matter);
        let mut event = icalendar::Event::new();
        event
            .uid(&format!("{}@zapros", line.demand))
            .timestamp(now.to_utc())
            .summary(&format!("Срок по делу {}: {name}", line.number))
            .all_day(due)
            .alarm(Alarm::display(
                &format!("Завтра срок по делу {}", line.number),
                -chrono::Duration::hours(15),
            ));
        calendar.push(event.done());
    }
    calendar.done().to_string()
}

fn line(case: &Case, demand: &Demand, documents: &[Document], rules: &TermRules) -> JournalLine {
    let of = |code: &str| {
        documents
            .iter()
            .rev()
            .find(|document| document.code == code)
    };
    let dated = |code: &str| of(code).map_or_else(String::new, numbered);
    let answer = documents.iter().rev().find(|document| {
        document.direction == Direction::Out
            && law::Answer::from_code(&document.code).is_some_and(is_an_answer)
    });
    let deadline = case
        .receipt
        .as_ref()
        .map(|receipt| rules.deadline(demand.matter, case.side, receipt, &demand.facts));
    let main = deadline
        .as_ref()
        .and_then(|deadline| deadline.as_ref().ok())
        .and_then(|deadline| deadline.main());
    let due = main.and_then(|term| term.due).map(|due| day(due.day()));
    let blocked = [("с", "blocked"), ("по", "unblocked")]
        .into_iter()
        .filter_map(|(word, code)| Some(format!("{word} {}", day(of(code)?.dated?))))
        .collect::<Vec<_>>();
    JournalLine(vec![
        String::new(),
        case.number.clone(),
        case.receipt
            .map_or_else(String::new, |receipt| match receipt.for_side(case.side) {
                Received::Day(date) => day(date),
                Received::Moment(at) => moment(at),
            }),
        moment(case.registered_at),
        with(channel(case.channel), case.tracking.as_deref()),
        case.subject
            .as_ref()
            .map_or_else(|| "обезличено".to_owned(), Party::full_name),
        case.representative
            .as_ref()
            .map_or_else(String::new, |party| {
                with(&party.full_name(), masked(party).as_deref())
            }),
        case.subject.as_ref().and_then(masked).unwrap_or_default(),
        name_of(demand.matter),
        case.summary.clone().unwrap_or_default(),
        case.signature.as_ref().map_or_else(String::new, |note| {
            format!("{}: {}", note.form, note.verdict)
        }),
        dated("missing_information"),
        due.clone().unwrap_or_else(|| "не начался".to_owned()),
        demand
            .facts
            .extension_sent
            .map_or_else(String::new, |sent| {
                format!(
                    "уведомление {}, новый срок {}",
                    day(sent),
                    due.unwrap_or_default()
                )
            }),
        blocked.join(" "),
        case.officer.clone().unwrap_or_default(),
        answer.map_or_else(String::new, numbered),
        answer.map_or_else(String::new, |it| {
            with(it.channel.map_or("", channel), it.tracking.as_deref())
        }),
        with(result(demand.state), demand.norm.as_deref()),
        dated("destruction_act"),
        dated("third_party_notice"),
        if matches!(demand.matter, Matter::Duty(law::Duty::AuthorityRequest)) {
            "да".to_owned()
        } else {
            dated("complaint")
        },
        String::new(),
    ])
}

const fn is_an_answer(answer: law::Answer) -> bool {
    use law::Answer as A;
    !matches!(
        answer,
        A::Acknowledgement
            | A::MissingInformation
            | A::Extension
            | A::ThirdPartyNotice
            | A::DestructionAct
    )
}

fn name_of(matter: Matter) -> String {
    let pack = Pack::latest();
    let (name, norms) = match matter {
        Matter::Kind(kind) => (&pack.kind(kind).name, &pack.kind(kind).norms),
        Matter::Duty(duty) => (&pack.duty(duty).name, &pack.duty(duty).norms),
    };
    format!("{name} ({})", norms.join(", "))
}

fn masked(party: &Party) -> Option<String> {
    party
        .document
        .as_ref()
        .map(crate::party::PartyDocument::masked)
}

fn numbered(document: &Document) -> String {
    let number = document
        .number
        .as_ref()
        .map_or_else(String::new, |number| format!("№ {number}"));
    with(&document.dated.map_or_else(String::new, day), Some(&number))
        .trim()
        .to_owned()
}

fn with(first: &str, second: Option<&str>) -> String {
    match second {
        Some(second) if !second.is_empty() => format!("{first} {second}"),
        _ => first.to_owned(),
    }
}

fn day(day: NaiveDate) -> String {
    day.format("%d.%m.%Y").to_string()
}

fn moment(at: DateTime<FixedOffset>) -> String {
    at.with_timezone(&law::moscow())
        .format("%d.%m.%Y %H:%M")
        .to_string()
}

const fn channel(channel: Channel) -> &'static str {
    match channel {
        Channel::Desk => "лично",
        Channel::Post => "почта",
        Channel::Email => "эл. почта",
        Channel::Edo => "ЭДО",
        Channel::Site => "сайт",
    }
}

const fn result(state: DemandState) -> &'static str {
    match state {
        DemandState::Open => "в работе",
        DemandState::Satisfied => "удовлетворено",
        DemandState::Partly => "удовлетворено частично",
        DemandState::Refused => "отказано",
        DemandState::NoData => "данные не обрабатываются",
        DemandState::Withdrawn => "отозвано",
    }
}

/// A person's words must not become a spreadsheet's formula.
fn inert(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}
