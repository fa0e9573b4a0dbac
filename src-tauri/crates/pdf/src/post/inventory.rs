//! Опись вложения, ф. 107: two identical copies; sums in digits and in words.

use letter::post::{PostedItem, Posting, pieces, roubles};

use crate::PdfError;
use crate::canvas::{Canvas, Spot};

const LEFT: f32 = 20.0;
const WIDTH: f32 = 175.0;
/// Left edges of the columns, and the right edge of the last.
const COLUMNS: [f32; 5] = [LEFT, 35.0, 135.0, 157.0, LEFT + WIDTH];
const HEADS: [&str; 4] = [
    "№\u{a0}п/п",
    "Наименование предметов",
    "Кол-во",
    "Объявленная ценность, руб.",
];
const SIZE: f32 = 10.5;
/// Where a page ends.
const BOTTOM: f32 = 280.0;
/// What follows the table: total, signatures, stamp.
const FOOT: f32 = 44.0;

pub(super) fn draw(posting: &Posting, canvas: &mut Canvas<'_>) -> Result<(), PdfError> {
    canvas.page(210.0, 297.0);
    let end = copy(posting, canvas, 12.0)?;
    // Both copies on one sheet where they fit: it is cut in two at the counter.
    if end < 146.0 {
        canvas.stroke(5.0, 148.5, 205.0, 148.5);
        copy(posting, canvas, 152.0)?;
    } else {
        canvas.page(210.0, 297.0);
        copy(posting, canvas, 12.0)?;
    }
    Ok(())
}

fn copy(posting: &Posting, canvas: &mut Canvas<'_>, top: f32) -> Result<f32, PdfError> {
    canvas.paragraph_at_right("Ф. 107", Spot::new(LEFT, top, WIDTH, SIZE))?;
    let mut y = canvas.heading(
        "ОПИСЬ вложения в ценное письмо",
        Spot::new(LEFT, top, 140.0, 13.0),
    )? + 2.0;
    let to = &posting.to;
    let place = to.full_address().unwrap_or_default();
    let where_to = Spot::new(LEFT, y, WIDTH, SIZE);
    y = canvas.paragraph_or_rule("Куда:", &place, where_to)?;
    y = canvas.paragraph(
        &format!("Кому: {}", to.name),
        Spot::new(LEFT, y, WIDTH, SIZE),
    )? + 2.0;

    let table = canvas.element("Table", canvas.document);
    let mut row_top = y;
    y = row(canvas, table, &HEADS.map(str::to_owned), y, true)?;
    for (n, item) in posting.items.iter().enumerate() {
        let cells = cells(n, item);
        let height = row_height(canvas, &cells)?;
        if y + height > BOTTOM {
            rule_columns(canvas, row_top, y);
            canvas.page(210.0, 297.0);
            row_top = 15.0;
            y = row(canvas, table, &HEADS.map(str::to_owned), row_top, true)?;
        }
        y = row(canvas, table, &cells, y, false)?;
    }
    rule_columns(canvas, row_top, y);
    if y + FOOT > BOTTOM {
        canvas.page(210.0, 297.0);
        y = 15.0;
    }

    let count: u32 = posting.items.iter().map(|i| i.count).sum();
    let total = format!(
        "Общий итог предметов и объявленная ценность: {}; {}",
        pieces(count),
        roubles(posting.declared)
    );
    y = canvas.paragraph(&total, Spot::new(LEFT, y + 2.0, WIDTH, SIZE))? + 3.0;
    canvas.frame(150.0, y, 45.0, 24.0);
    canvas.paragraph(
        "Календарный штемпель места приёма",
        Spot::new(152.0, y + 15.5, 41.0, 8.0),
    )?;
    for caption in [
        "Отправитель (подпись)",
        "Проверил (должность, подпись почтового работника)",
    ] {
        y += 6.0;
        canvas.stroke(LEFT, y, LEFT + 95.0, y);
        y = canvas.paragraph(caption, Spot::new(LEFT, y + 0.5, 100.0, 8.5))? + 0.5;
    }
    canvas.paragraph(
        "Исправления не допускаются",
        Spot::new(LEFT, y + 2.5, 100.0, 8.5),
    )
}

fn cells(n: usize, item: &PostedItem) -> [String; 4] {
    let value = item.value.map_or_else(|| "—".to_owned(), |v| v.to_string());
    [
        (n + 1).to_string(),
        item.title.clone(),
        item.count.to_string(),
        value,
    ]
}

fn spot(column: usize, y: f32, head: bool) -> Spot {
    let x = COLUMNS[column] + 1.5;
    let spot = Spot::new(
        x,
        y + 0.8,
        COLUMNS[column + 1] - x - 1.5,
        if head { 9.0 } else { SIZE },
    );
    if head { spot.bold() } else { spot }
}

fn row_height(canvas: &Canvas<'_>, cells: &[String; 4]) -> Result<f32, PdfError> {
    let mut height = 0.0_f32;
    for (column, cell) in cells.iter().enumerate() {
        height = height.max(canvas.height(cell, spot(column, 0.0, false))?);
    }
    Ok(height + 2.0)
}

fn row(
    canvas: &mut Canvas<'_>,
    table: usize,
    cells: &[String; 4],
    y: f32,
    head: bool,
) -> Result<f32, PdfError> {
    let row = canvas.element("TR", table);
    canvas.stroke(LEFT, y, LEFT + WIDTH, y);
    let mut end = y;
    for (column, text) in cells.iter().enumerate() {
        let cell = canvas.element(if head { "TH" } else { "TD" }, row);
        if head {
            canvas.heads_column(cell);
        }
        end = end.max(canvas.text(text, spot(column, y, head), cell)?);
    }
    let end = end + 1.2;
    canvas.stroke(LEFT, end, LEFT + WIDTH, end);
    Ok(end)
}

fn rule_columns(canvas: &mut Canvas<'_>, top: f32, bottom: f32) {
    for x in COLUMNS {
        canvas.stroke(x, top, x, bottom);
    }
}
