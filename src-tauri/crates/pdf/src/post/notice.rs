//! Уведомление о вручении, ф. 119: it comes back to the sender, so its front bears the sender's address.

use letter::post::Posting;

use crate::PdfError;
use crate::canvas::{Canvas, Spot};

/// The card, A6.
const CARD: (f32, f32) = (148.0, 105.0);
const LEFT: f32 = 31.0;
const SIZE: f32 = 10.5;
const SMALL: f32 = 8.0;

pub(super) fn draw(posting: &Posting, canvas: &mut Canvas<'_>) -> Result<(), PdfError> {
    canvas.page(210.0, 297.0);
    let hint = "Вырежьте обе стороны по рамке и склейте. На почте бланк можно взять готовый.";
    canvas.paragraph(hint, Spot::new(LEFT, 18.0, CARD.0, 9.0))?;
    front(posting, canvas, 30.0)?;
    back(posting, canvas, 30.0 + CARD.1 + 8.0)
}

fn front(posting: &Posting, canvas: &mut Canvas<'_>, top: f32) -> Result<(), PdfError> {
    canvas.frame(LEFT, top, CARD.0, CARD.1);
    let (x, width) = (LEFT + 6.0, CARD.0 - 12.0);
    canvas.paragraph_at_right("Ф. 119", Spot::new(x, top + 5.0, width, SMALL))?;
    let y = canvas.heading(
        "УВЕДОМЛЕНИЕ О ВРУЧЕНИИ",
        Spot::new(x, top + 5.0, 100.0, 13.0),
    )? + 2.0;
    let y = canvas.paragraph(
        "Вид уведомления: [\u{a0}\u{a0}] простое\u{a0}\u{a0} [X] заказное",
        Spot::new(x, y, width, SIZE),
    )? + 8.0;

    let y = canvas.paragraph(
        "Кому и куда возвращается уведомление:",
        Spot::new(x, y, width, SMALL),
    )? + 1.0;
    let width = 92.0;
    let mut end = y;
    if let Some(from) = &posting.from {
        let mut texts = vec![from.name.clone(), from.address.clone()];
        texts.extend(
            from.postal_code
                .as_ref()
                .map(|code| format!("Индекс: {code}")),
        );
        let size = fitting(canvas, &texts, width, top + CARD.1 - 6.0 - y)?;
        for text in &texts {
            end = canvas.paragraph(text, Spot::new(x, end, width, size))? + 0.8;
        }
    } else {
        for n in 1..=4_u8 {
            let line = y + f32::from(n) * 9.0;
            canvas.stroke(x, line, x + width, line);
        }
    }
    stamp(
        canvas,
        top + CARD.1 - 38.0,
        "Календарный штемпель места приёма",
    )
}

fn back(posting: &Posting, canvas: &mut Canvas<'_>, top: f32) -> Result<(), PdfError> {
    canvas.frame(LEFT, top, CARD.0, CARD.1);
    let (x, width) = (LEFT + 6.0, CARD.0 - 12.0);
    // The sender fills what stands in the inner frame, the post office the rest.
    let box_height = 44.0;
    canvas.frame(LEFT + 3.0, top + 3.0, CARD.0 - 6.0, box_height);
    let mut y = top + 4.5;
    for line in [
        "Вид отправления: [X] письмо\u{a0}\u{a0} [\u{a0}\u{a0}] бандероль\u{a0}\u{a0} [\u{a0}\u{a0}] посылка\u{a0}\u{a0} [\u{a0}\u{a0}] 1 класс",
        "Категория: [\u{a0}\u{a0}] заказное\u{a0}\u{a0} [X] с объявленной ценностью\u{a0}\u{a0} [\u{a0}\u{a0}] обыкновенное",
    ] {
        y = canvas.paragraph(line, Spot::new(x, y, width, 9.5))? + 0.5;
    }
    let to = &posting.to;
    let mut parts = vec![("Кому:", to.name.as_str()), ("Куда:", to.address.as_str())];
    parts.extend(to.postal_code.as_deref().map(|code| ("Индекс:", code)));
    let texts: Vec<String> = parts
        .iter()
        .map(|(label, value)| format!("{label} {value}"))
        .collect();
    let size = fitting(canvas, &texts, width, top + 2.0 + box_height - y)?;
    for (label, value) in parts {
        y = canvas.paragraph_or_rule(label, value, Spot::new(x, y, width, size))? + 0.5;
    }

    let mut y = top + box_height + 6.0;
    canvas.paragraph("Заполняется на почте", Spot::new(x, y, 80.0, SMALL).bold())?;
    y += 6.0;
    for caption in [
        "Номер отправления (ШПИ)",
        "Вручено (дата; лично, по доверенности)",
        "Получатель (фамилия, инициалы, подпись)",
        "Руководитель объекта почтовой связи (подпись)",
    ] {
        y += 5.5;
        canvas.stroke(x, y, x + 88.0, y);
        y = canvas.paragraph(caption, Spot::new(x, y + 0.3, 90.0, 7.5))?;
    }
    stamp(
        canvas,
        top + CARD.1 - 38.0,
        "Календарный штемпель места вручения",
    )
}

fn stamp(canvas: &mut Canvas<'_>, y: f32, caption: &str) -> Result<(), PdfError> {
    let x = LEFT + CARD.0 - 42.0;
    canvas.frame(x, y, 36.0, 32.0);
    canvas
        .paragraph(caption, Spot::new(x + 2.0, y + 23.0, 32.0, 7.5))
        .map(drop)
}

/// The largest letters with which the texts fit.
fn fitting(canvas: &Canvas<'_>, texts: &[String], width: f32, room: f32) -> Result<f32, PdfError> {
    let mut size = 11.0;
    loop {
        let mut height = 0.0;
        for text in texts {
            height += canvas.height(text, Spot::new(0.0, 0.0, width, size))? + 0.8;
        }
        if height <= room || size <= 4.5 {
            return Ok(size);
        }
        size -= 0.5;
    }
}
