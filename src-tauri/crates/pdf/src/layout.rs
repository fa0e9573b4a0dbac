//! Blocks of a letter become rows of set text, by ГОСТ Р 7.0.97-2025.

use letter::{Block, Item, Letter, Mark, Signature};

use crate::PdfError;
use crate::fonts::{Fonts, Style};
use crate::lines::{Line, Measure, lines};
use crate::sheet::{Ink, MM, Page, Placed, Row, Shape, TEXT, pages};
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
/// Width of the mark of an electronic signature.
const MARK: f32 = 86.0 * MM;
/// Size of its letters: readable at natural size (п. 5.23).
const MARK_SIZE: f32 = 9.5;
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
        let lines = self.ragged(text, Style::Bold, self.size, width)?;
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

    /// Реквизит 22 with 23 in its place: the mark on the left, the name on the right, both on one line at the foot.
    fn signature(&mut self, signature: &Signature) -> Result<(), PdfError> {
        // The signature never stands alone on a page: the last two lines of the text go with it.
        let count = self.rows.len();
        for row in &mut self.rows[count.saturating_sub(2)..] {
            row.keep = true;
        }
        let leading = self.leading();
        let marks = signature.mark.lines();
        let framed = matches!(signature.mark, Mark::Electronic(_));
        let (pad_x, pad_y) = if framed {
            (3.0 * MM, 2.2 * MM)
        } else {
            (0.0, 0.0)
        };
        let mark_leading = MARK_SIZE * 1.32;

        let mut texts = Vec::new();
        let mut y = pad_y;
        for (i, text) in marks.iter().enumerate() {
            let style = if i == 0 && framed {
                Style::Bold
            } else {
                Style::Regular
            };
            let element = self.tree.add("P", Some(self.document));
            for line in self.ragged(text, style, MARK_SIZE, MARK - 2.0 * pad_x)? {
                let baseline = y + self.baseline(style, MARK_SIZE, mark_leading);
                texts.push(Placed {
                    x: pad_x,
                    y: baseline,
                    line,
                    style,
                    size: MARK_SIZE,
                    ink: Ink::Accent,
                    element,
                });
                y += mark_leading;
            }
        }
        let mark_height = if marks.is_empty() { 0.0 } else { y + pad_y };

        let element = self.tree.add("P", Some(self.document));
        let name_width = TEXT - MARK - 8.0 * MM;
        let names = self.ragged(&signature.name, Style::Regular, self.size, name_width)?;
        let names_height = names.len() as f32 * leading;
        let height = mark_height.max(names_height).max(match signature.mark {
            Mark::Ink => 14.0 * MM,
            _ => leading,
        });
        let widest = names.iter().map(|l| l.width).fold(0.0, f32::max);
        for (i, line) in names.into_iter().enumerate() {
            // On one baseline with the last line of the mark.
            let foot = if framed { pad_y } else { 0.0 };
            let y = height - foot - names_height
                + i as f32 * leading
                + self.baseline(Style::Regular, self.size, leading);
            texts.push(Placed {
                y,
                ..self.placed(TEXT - line.width, line, Style::Regular, element)
            });
        }
        let mut shapes = Vec::new();
        match signature.mark {
            Mark::Ink => {
                let rule = 50.0 * MM;
                let y = height - leading + self.baseline(Style::Regular, self.size, leading) + 1.5;
                shapes.push(Shape::Rule {
                    x: (TEXT - widest - 4.0 * MM - rule).max(0.0),
                    y,
                    width: rule,
                });
            }
            Mark::None => {}
            Mark::Electronic(_) | Mark::Outside | Mark::Preview => {
                let top = height - mark_height;
                for text in texts.iter_mut().filter(|t| t.ink == Ink::Accent) {
                    text.y += top;
                }
                if framed {
                    shapes.push(Shape::Frame {
                        x: 0.0,
                        y: top,
                        width: MARK,
                        height: mark_height,
                    });
                }
                shapes.push(Shape::Field {
                    x: 0.0,
                    y: top,
                    width: MARK,
                    height: mark_height,
                });
                self.field = Some(self.tree.add("Form", Some(self.document)));
            }
        }
        self.rows.push(Row {
            gap: 7.0 * MM,
            height,
            keep: false,
            texts,
            shapes,
        });
        Ok(())
    }
}
