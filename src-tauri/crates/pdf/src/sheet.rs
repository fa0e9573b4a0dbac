//! Sheets: rows of set text flow onto A4 pages; no widow, no orphan, no heading alone at the foot.

use crate::fonts::Style;
use crate::lines::Line;
use crate::tree::Id;

/// Points in a millimetre.
pub(crate) const MM: f32 = 72.0 / 25.4;

/// A4, and its margins (ГОСТ Р 7.0.97-2025: at least 20, 10, 20, 20 mm).
pub(crate) const WIDTH: f32 = 210.0 * MM;
pub(crate) const HEIGHT: f32 = 297.0 * MM;
pub(crate) const LEFT: f32 = 20.0 * MM;
pub(crate) const RIGHT: f32 = 15.0 * MM;
pub(crate) const TOP: f32 = 20.0 * MM;
pub(crate) const BOTTOM: f32 = 20.0 * MM;
/// Width of the text.
pub(crate) const TEXT: f32 = WIDTH - LEFT - RIGHT;

/// Colours of the look: ink, and the accent of the mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ink {
    Text,
    Accent,
    Rule,
}

/// A line of text at its place; `x` from the left edge of the text, `y` of the baseline from the top of its row.
#[derive(Debug, Clone)]
pub(crate) struct Placed {
    pub(crate) x: f32,
    pub(crate) y: f32,
    pub(crate) line: Line,
    pub(crate) style: Style,
    pub(crate) size: f32,
    pub(crate) ink: Ink,
    pub(crate) element: Id,
}

/// Something drawn that is not text; measured like [`Placed`].
#[derive(Debug, Clone, Copy)]
pub(crate) enum Shape {
    /// A frame with round corners.
    Frame {
        x: f32,
        y: f32,
        width: f32,
        height: f32,
    },
    /// A line between two points.
    Stroke {
        x: f32,
        y: f32,
        to_x: f32,
        to_y: f32,
    },
    /// A horizontal line to write on.
    Rule { x: f32, y: f32, width: f32 },
    /// Where the widget of the signature field lies; nothing is drawn.
    Field {
        x: f32,
        y: f32,
        width: f32,
        height: f32,
    },
}

/// What is never broken between pages.
#[derive(Debug, Clone, Default)]
pub(crate) struct Row {
    /// Space before it, dropped at the top of a page.
    pub(crate) gap: f32,
    pub(crate) height: f32,
    /// Stays on one page with the next row.
    pub(crate) keep: bool,
    pub(crate) texts: Vec<Placed>,
    pub(crate) shapes: Vec<Shape>,
}

/// A page: everything on it, with `y` from the top edge of the sheet and `x` from the left edge.
#[derive(Debug, Clone)]
pub(crate) struct Page {
    pub(crate) width: f32,
    pub(crate) height: f32,
    pub(crate) texts: Vec<Placed>,
    pub(crate) shapes: Vec<Shape>,
    /// Where the last row ends.
    pub(crate) filled: f32,
}

impl Page {
    /// An empty page of a size in points.
    pub(crate) fn new(width: f32, height: f32) -> Self {
        Self {
            width,
            height,
            texts: Vec::new(),
            shapes: Vec::new(),
            filled: 0.0,
        }
    }

    /// An empty A4 page whose text begins under the top margin.
    pub(crate) fn a4() -> Self {
        Self {
            filled: TOP,
            ..Self::new(WIDTH, HEIGHT)
        }
    }
}

/// Puts rows on pages, keeping together what belongs together.
pub(crate) fn pages(rows: Vec<Row>) -> Vec<Page> {
    let room = HEIGHT - BOTTOM;
    let mut pages = vec![Page::a4()];
    let mut rows = rows.into_iter().peekable();
    while let Some(row) = rows.next() {
        let mut group = vec![row];
        while group.last().is_some_and(|r| r.keep) {
            match rows.next() {
                Some(row) => group.push(row),
                None => break,
            }
        }
        let height: f32 = group.iter().map(|r| r.gap + r.height).sum();
        let first_gap = group.first().map_or(0.0, |r| r.gap);
        let fits_here = pages.last().is_some_and(|p| p.filled + height <= room);
        // A group taller than a page is set row by row: better broken than lost.
        let fits_page = height - first_gap <= room - TOP;
        if !fits_here && fits_page {
            start(&mut pages);
        }
        for row in group {
            if pages
                .last()
                .is_some_and(|p| p.filled + row.gap + row.height > room)
            {
                start(&mut pages);
            }
            if let Some(page) = pages.last_mut() {
                place(page, row);
            }
        }
    }
    pages
}

fn start(pages: &mut Vec<Page>) {
    if pages.last().is_some_and(|p| p.filled > TOP) {
        pages.push(Page::a4());
    }
}

fn place(page: &mut Page, row: Row) {
    let top = page.filled + if page.filled > TOP { row.gap } else { 0.0 };
    page.texts.extend(row.texts.into_iter().map(|mut t| {
        t.x += LEFT;
        t.y += top;
        t
    }));
    page.shapes
        .extend(row.shapes.into_iter().map(|shape| match shape {
            Shape::Frame {
                x,
                y,
                width,
                height,
            } => Shape::Frame {
                x: x + LEFT,
                y: y + top,
                width,
                height,
            },
            Shape::Stroke { x, y, to_x, to_y } => Shape::Stroke {
                x: x + LEFT,
                y: y + top,
                to_x: to_x + LEFT,
                to_y: to_y + top,
            },
            Shape::Rule { x, y, width } => Shape::Rule {
                x: x + LEFT,
                y: y + top,
                width,
            },
            Shape::Field {
                x,
                y,
                width,
                height,
            } => Shape::Field {
                x: x + LEFT,
                y: y + top,
                width,
                height,
            },
        }));
    page.filled = top + row.height;
}

#[cfg(test)]
mod tests {
    use super::{BOTTOM, HEIGHT, Row, Shape, TOP, pages};

    /// Rows of a twentieth of a page; those marked `+` stay with the next. Returns how many rows each page has.
    fn flow(marks: &str) -> Vec<usize> {
        let height = (HEIGHT - TOP - BOTTOM) / 20.0 - 0.01;
        let rows = marks.chars().map(|c| Row {
            height,
            keep: c == '+',
            shapes: vec![Shape::Rule {
                x: 0.0,
                y: 0.0,
                width: 1.0,
            }],
            ..Row::default()
        });
        pages(rows.collect())
            .iter()
            .map(|p| p.shapes.len())
            .collect()
    }

    #[test]
    fn a_heading_goes_over_with_its_text() {
        assert_eq!(flow(&format!("{}+--", "-".repeat(19))), [19, 3]);
        assert_eq!(flow(&format!("{}+-", "-".repeat(18))), [20]);
    }

    #[test]
    fn a_paragraph_of_three_lines_is_never_split() {
        assert_eq!(flow(&format!("{}++-", "-".repeat(18))), [18, 3]);
    }

    #[test]
    fn what_is_taller_than_a_page_is_broken_and_not_lost() {
        assert_eq!(flow(&format!("-{}-", "+".repeat(44))), [20, 20, 6]);
    }
}
