//! The foot of a letter: who signs and how it shows (реквизиты 22 и 23), and the mark of the copy that is handed in.

use letter::{Acceptance, Mark, Signature};

use super::Setter;
use crate::PdfError;
use crate::fonts::Style;
use crate::sheet::{Ink, MM, Placed, Row, Shape, TEXT};

/// Width of the mark of an electronic signature.
const MARK: f32 = 86.0 * MM;
/// Size of its letters: readable at natural size (п. 5.23).
const MARK_SIZE: f32 = 9.5;
/// From one line of the acceptance mark to the next: room for handwriting.
const WRITING: f32 = 8.5 * MM;
/// Inside its frame.
const PAD: f32 = 3.0 * MM;

impl Setter<'_> {
    /// Реквизит 22 with 23 in its place: the mark on the left, the name on the right, both on one line at the foot.
    pub(super) fn signature(&mut self, signature: &Signature) -> Result<(), PdfError> {
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

    /// A frame under the signature; each label is followed by a rule up to the next one or to the frame.
    pub(super) fn acceptance(&mut self, acceptance: &Acceptance) -> Result<(), PdfError> {
        // The mark counts only on the sheet that bears the signature.
        if let Some(row) = self.rows.last_mut() {
            row.keep = true;
        }
        let size = self.size - 2.0;
        let mut texts = Vec::new();
        let mut shapes = Vec::new();
        let title = self.tree.add("P", Some(self.document));
        let title_height = size * 1.4;
        let mut y = PAD;
        for line in self.ragged(&acceptance.title, Style::Bold, size, TEXT - 2.0 * PAD)? {
            texts.push(Placed {
                y: y + self.baseline(Style::Bold, size, title_height),
                size,
                ..self.placed(PAD, line, Style::Bold, title)
            });
            y += title_height;
        }
        for labels in &acceptance.lines {
            y += WRITING;
            let share = (TEXT - 2.0 * PAD) / labels.len() as f32;
            for (n, label) in labels.iter().enumerate() {
                let element = self.tree.add("P", Some(self.document));
                let left = PAD + n as f32 * share;
                let gap = if n + 1 == labels.len() { 0.0 } else { 5.0 * MM };
                let Some(line) = self
                    .ragged(label, Style::Regular, size, share)?
                    .into_iter()
                    .next()
                else {
                    continue;
                };
                let from = left + line.width + 2.0 * MM;
                shapes.push(Shape::Rule {
                    x: from,
                    y: y + 1.0,
                    width: (left + share - gap - from).max(0.0),
                });
                texts.push(Placed {
                    y,
                    size,
                    ..self.placed(left, line, Style::Regular, element)
                });
            }
        }
        let height = y + PAD;
        let corners = [
            (0.0, 0.0),
            (TEXT, 0.0),
            (TEXT, height),
            (0.0, height),
            (0.0, 0.0),
        ];
        shapes.extend(corners.windows(2).map(|side| Shape::Stroke {
            x: side[0].0,
            y: side[0].1,
            to_x: side[1].0,
            to_y: side[1].1,
        }));
        self.rows.push(Row {
            gap: 6.0 * MM,
            height,
            keep: false,
            texts,
            shapes,
        });
        Ok(())
    }
}
