//! Blocks of a letter become rows of set text, by ГОСТ Р 7.0.97-2025.

mod foot;
#[cfg(test)]
mod goldens;

use letter::{Block, Item, Letter};

use crate::PdfError;
use crate::fonts::{Fonts, Style};
use crate::lines::{Line, Measure, lines};
use crate::sheet::{Ink, MM, Page, Placed, Row, TEXT, pages};
use crate::text::prepare;
use crate::tree::{Attribute, Id, Tree};

/// First-line indent.
const INDENT: f32 = 12.5 * MM;
/// Width of a corner block: at most 80 mm (ГОСТ Р 7.0.97-2025).
const CORNER: f32 = 80.0 * MM;
/// Between the two corner blocks.
const CORNER_GAP: f32 = 10.0 * MM;
/// From a list's number to its text.
const LABEL: f32 = 9.0 * MM;
/// Sizes that the standard advises; the smaller one only where it saves a page.
const SIZES: [f32; 2] = [13.0, 12.0];
const LEADING: f32 = 1.24;

/// A letter on its pages, with its structure.
#[derive(Debug)]
pub(crate) struct Laid {
    pub(crate) pages: Vec<Page>,
    pub(crate) tree: Tree,
    /// The element that gets the signature field, when the letter is to have one.
    pub(crate) field: Option<Id>,
    /// Pages after the first bear their number.
    pub(crate) numbered: bool,
}

/// Lays a letter out.
///
/// # Errors
/// [`PdfError::MissingGlyph`].
pub(crate) fn lay(letter: &Letter, fonts: &Fonts) -> Result<Laid, PdfError> {
    let usual = set(letter, fonts, SIZES[0])?;
    // One size smaller when that keeps the letter from spilling over by a few lines.
    if usual.pages.len() > 1 && usual.pages.len() <= 3 {
        let smaller = set(letter, fonts, SIZES[1])?;
        if smaller.pages.len() < usual.pages.len() {
            return Ok(smaller);
        }
    }
    Ok(usual)
}

fn set(letter: &Letter, fonts: &Fonts, size: f32) -> Result<Laid, PdfError> {
    let mut setter = Setter {
        fonts,
        size,
        rows: Vec::new(),
        tree: Tree::default(),
        document: 0,
        field: None,
    };
    setter.document = setter.tree.add("Document", None);
    for block in &letter.blocks {
        match block {
            Block::Heads {
                sender,
                reference,
                addressee,
            } => setter.heads(sender, reference, addressee)?,
            Block::Heading(text) => setter.heading(text, "H1", 100.0 * MM, size * 0.9)?,
            Block::Part(text) => setter.heading(text, "H2", TEXT, size * 0.7)?,
            Block::Paragraph(text) => setter.paragraph(text)?,
            Block::List(items) => setter.list(items)?,
            Block::Signature(signature) => setter.signature(signature)?,
            Block::Acceptance(acceptance) => setter.acceptance(acceptance)?,
        }
    }
    Ok(Laid {
        pages: pages(setter.rows),
        tree: setter.tree,
        field: setter.field,
        numbered: true,
    })
}

struct Setter<'a> {
    fonts: &'a Fonts,
    size: f32,
    rows: Vec<Row>,
    tree: Tree,
    document: Id,
    field: Option<Id>,
}

impl Setter<'_> {
    fn leading(&self) -> f32 {
        (self.size * LEADING * 100.0).round() / 100.0
    }

    /// Baseline of a line of `size` centred in a row of `height`.
    fn baseline(&self, style: Style, size: f32, height: f32) -> f32 {
        let face = self.fonts.face(style);
        height / 2.0 + (face.ascent - face.descent) / 2.0 * size / 1000.0
    }

    fn lines(&self, text: &str, style: Style, measure: Measure) -> Result<Vec<Line>, PdfError> {
        let face = self.fonts.face(style);
        Ok(lines(&prepare(text, face)?, face, measure))
    }

    fn ragged(
        &self,
        text: &str,
        style: Style,
        size: f32,
        width: f32,
    ) -> Result<Vec<Line>, PdfError> {
        self.lines(
            text,
            style,
            Measure {
                size,
                first: width,
                rest: width,
                justify: false,
            },
        )
    }

    fn placed(&self, x: f32, line: Line, style: Style, element: Id) -> Placed {
        let y = self.baseline(style, self.size, self.leading());
        Placed {
            x,
            y,
            line,
            style,
            size: self.size,
            ink: Ink::Text,
            element,
        }
    }

    /// Sender and date on the left, addressee on the right, line beside line, so that long ones flow over pages too.
    fn heads(
        &mut self,
        sender: &[String],
        reference: &[String],
        addressee: &[String],
    ) -> Result<(), PdfError> {
        let left_width = TEXT - CORNER - CORNER_GAP;
        let mut left = Vec::new();
        for text in sender {
            self.column(text, left_width, &mut left)?;
        }
        left.push(None);
        for text in reference {
            self.column(text, left_width, &mut left)?;
        }
        let mut right = Vec::new();
        for text in addressee {
            self.column(text, CORNER, &mut right)?;
        }
        let count = left.len().max(right.len());
        let (mut left, mut right) = (left.into_iter(), right.into_iter());
        for _ in 0..count {
            let mut row = Row {
                height: self.leading(),
                ..Row::default()
            };
            if let Some((line, element)) = left.next().flatten() {
                row.texts
                    .push(self.placed(0.0, line, Style::Regular, element));
            }
            if let Some((line, element)) = right.next().flatten() {
                row.texts
                    .push(self.placed(TEXT - CORNER, line, Style::Regular, element));
            }
            self.rows.push(row);
        }
        Ok(())
    }

    fn column(
        &mut self,
        text: &str,
        width: f32,
        into: &mut Vec<Option<(Line, Id)>>,
    ) -> Result<(), PdfError> {
        let element = self.tree.add("P", Some(self.document));
        let lines = self.ragged(text, Style::Regular, self.size, width)?;
        into.extend(lines.into_iter().map(|line| Some((line, element))));
        Ok(())
    }

    fn heading(
        &mut self,
        text: &str,
        tag: &'static str,
        width: f32,
        gap: f32,
    ) -> Result<(), PdfError> {
        let element = self.tree.add(tag, Some(self.document));
        self.tree.elements[element].title = Some(text.replace('\u{a0}', " "));
        let lines = self.balanced(text, width)?;
        for (i, line) in lines.into_iter().enumerate() {
            let placed = self.placed(0.0, line, Style::Bold, element);
            let gap = if i == 0 {
                gap + if tag == "H1" { self.size * 0.4 } else { 0.0 }
            } else {
                0.0
            };
            self.rows.push(Row {
                gap,
                height: self.leading(),
                keep: true,
                texts: vec![placed],
                shapes: Vec::new(),
            });
        }
        Ok(())
    }

    /// Lines of a heading, about equally long: no single word is left for the last of them.
    fn balanced(&self, text: &str, width: f32) -> Result<Vec<Line>, PdfError> {
        let mut best = self.ragged(text, Style::Bold, self.size, width)?;
        for part in (10..20).rev() {
            let narrower = width * part as f32 / 20.0;
            let lines = self.ragged(text, Style::Bold, self.size, narrower)?;
            if lines.len() > best.len() || lines.iter().any(|line| line.joined) {
                break;
            }
            best = lines;
        }
        Ok(best)
    }

    fn paragraph(&mut self, text: &str) -> Result<(), PdfError> {
        let element = self.tree.add("P", Some(self.document));
        let measure = Measure {
            size: self.size,
            first: TEXT - INDENT,
            rest: TEXT,
            justify: true,
        };
        let lines = self.lines(text, Style::Regular, measure)?;
        // A paragraph that announces a list stays with the list's first item.
        let announces = text.ends_with(':');
        let gap = self.after_heading(self.size * 0.33);
        self.flow(lines, element, gap, announces, |i| {
            if i == 0 { INDENT } else { 0.0 }
        });
        Ok(())
    }

    fn list(&mut self, items: &[Item]) -> Result<(), PdfError> {
        let list = self.tree.add("L", Some(self.document));
        let counted = items
            .iter()
            .any(|i| i.label.starts_with(|c: char| c.is_ascii_digit()));
        self.tree.elements[list].attribute = Some(Attribute::ListNumbering(if counted {
            "Decimal"
        } else {
            "Disc"
        }));
        let left = INDENT + LABEL;
        for (n, item) in items.iter().enumerate() {
            let entry = self.tree.add("LI", Some(list));
            let label = self.tree.add("Lbl", Some(entry));
            let body = self.tree.add("LBody", Some(entry));
            let measure = Measure {
                size: self.size,
                first: TEXT - left,
                rest: TEXT - left,
                justify: true,
            };
            let lines = self.lines(&item.text, Style::Regular, measure)?;
            let first_row = self.rows.len();
            let gap = if n == 0 {
                self.size * 0.2
            } else {
                self.size * 0.08
            };
            self.flow(lines, body, gap, false, |_| left);
            let mark = self.ragged(&item.label, Style::Regular, self.size, LABEL * 2.0)?;
            if let (Some(line), Some(row)) = (mark.into_iter().next(), self.rows.get(first_row)) {
                let y = row.texts.first().map_or(0.0, |t| t.y);
                let placed = Placed {
                    y,
                    ..self.placed(INDENT, line, Style::Regular, label)
                };
                if let Some(row) = self.rows.get_mut(first_row) {
                    row.texts.insert(0, placed);
                }
            }
        }
        Ok(())
    }

    /// Rows of one text; its first two and its last two lines stay together.
    fn flow(
        &mut self,
        lines: Vec<Line>,
        element: Id,
        gap: f32,
        keep_last: bool,
        x: impl Fn(usize) -> f32,
    ) {
        let count = lines.len();
        for (i, line) in lines.into_iter().enumerate() {
            let placed = self.placed(x(i), line, Style::Regular, element);
            let last = i + 1 == count;
            let keep = if last {
                keep_last
            } else {
                i == 0 || i + 2 == count
            };
            let gap = if i == 0 { gap } else { 0.0 };
            self.rows.push(Row {
                gap,
                height: self.leading(),
                keep,
                texts: vec![placed],
                shapes: Vec::new(),
            });
        }
    }

    /// The first paragraph after a heading needs air even where the heading's own gap is small.
    fn after_heading(&self, gap: f32) -> f32 {
        let bold = self
            .rows
            .last()
            .and_then(|r| r.texts.first())
            .is_some_and(|t| t.style == Style::Bold);
        if bold { gap.max(self.size * 0.45) } else { gap }
    }
}
