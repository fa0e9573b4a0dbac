//! A page on which things are put at given places, in millimetres from the top left corner.

use crate::PdfError;
use crate::fonts::{Fonts, Style};
use crate::layout::Laid;
use crate::lines::{Line, Measure, lines};
use crate::sheet::{Ink, MM, Page, Placed, Shape};
use crate::text::prepare;
use crate::tree::{Id, Tree};

/// Where a text stands and how it is set: millimetres, but the size in points.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot {
    pub(super) x: f32,
    pub(super) y: f32,
    pub(super) width: f32,
    pub(super) size: f32,
    pub(super) style: Style,
}

impl Spot {
    pub(super) const fn new(x: f32, y: f32, width: f32, size: f32) -> Self {
        Self {
            x,
            y,
            width,
            size,
            style: Style::Regular,
        }
    }

    pub(super) const fn bold(self) -> Self {
        Self {
            style: Style::Bold,
            ..self
        }
    }
}

pub(super) struct Canvas<'a> {
    fonts: &'a Fonts,
    pages: Vec<Page>,
    tree: Tree,
    /// The root of the structure.
    pub(super) document: Id,
}

impl<'a> Canvas<'a> {
    pub(super) fn new(fonts: &'a Fonts) -> Self {
        let mut tree = Tree::default();
        let document = tree.add("Document", None);
        Self {
            fonts,
            pages: Vec::new(),
            tree,
            document,
        }
    }

    /// Begins a page.
    pub(super) fn page(&mut self, width: f32, height: f32) {
        self.pages.push(Page::new(width * MM, height * MM));
    }

    /// A structure element.
    pub(super) fn element(&mut self, tag: &'static str, parent: Id) -> Id {
        self.tree.add(tag, Some(parent))
    }

    /// Marks a header cell.
    pub(super) fn heads_column(&mut self, cell: Id) {
        self.tree.elements[cell].attribute = Some(crate::tree::Attribute::ColumnScope);
    }

    /// A paragraph; returns where it ends.
    pub(super) fn paragraph(&mut self, text: &str, spot: Spot) -> Result<f32, PdfError> {
        let element = self.element("P", self.document);
        self.text(text, spot, element)
    }

    /// A short paragraph that ends at the right edge of its spot.
    pub(super) fn paragraph_at_right(&mut self, text: &str, spot: Spot) -> Result<f32, PdfError> {
        let widest = self
            .lines(text, spot)?
            .iter()
            .map(|l| l.width)
            .fold(0.0, f32::max);
        let x = spot.x + (spot.width - widest / MM).max(0.0);
        self.paragraph(text, Spot { x, ..spot })
    }

    /// A label with its value, or with a line to write it on; returns where it ends.
    pub(super) fn paragraph_or_rule(
        &mut self,
        label: &str,
        value: &str,
        spot: Spot,
    ) -> Result<f32, PdfError> {
        let end = self.paragraph(format!("{label} {value}").trim_end(), spot)?;
        if value.is_empty() {
            self.stroke(spot.x + 12.0, end, spot.x + spot.width, end);
        }
        Ok(end)
    }

    /// A heading; returns where it ends.
    pub(super) fn heading(&mut self, text: &str, spot: Spot) -> Result<f32, PdfError> {
        let element = self.element("H1", self.document);
        self.tree.elements[element].title = Some(text.to_owned());
        self.text(text, spot.bold(), element)
    }

    /// A text of an element; returns where it ends.
    pub(super) fn text(&mut self, text: &str, spot: Spot, element: Id) -> Result<f32, PdfError> {
        let leading = spot.size * 1.2;
        let face = self.fonts.face(spot.style);
        let above = leading / 2.0 + (face.ascent - face.descent) / 2.0 * spot.size / 1000.0;
        let mut y = spot.y * MM;
        for line in self.lines(text, spot)? {
            let placed = Placed {
                x: spot.x * MM,
                y: y + above,
                line,
                style: spot.style,
                size: spot.size,
                ink: Ink::Text,
                element,
            };
            if let Some(page) = self.pages.last_mut() {
                page.texts.push(placed);
            }
            y += leading;
        }
        Ok(y / MM)
    }

    /// How high a text will be.
    pub(super) fn height(&self, text: &str, spot: Spot) -> Result<f32, PdfError> {
        Ok(self.lines(text, spot)?.len() as f32 * spot.size * 1.2 / MM)
    }

    fn lines(&self, text: &str, spot: Spot) -> Result<Vec<Line>, PdfError> {
        let face = self.fonts.face(spot.style);
        let width = spot.width * MM;
        let measure = Measure {
            size: spot.size,
            first: width,
            rest: width,
            justify: false,
        };
        Ok(lines(&prepare(&letter::bind(text), face)?, face, measure))
    }

    /// A line between two points.
    pub(super) fn stroke(&mut self, x: f32, y: f32, to_x: f32, to_y: f32) {
        if let Some(page) = self.pages.last_mut() {
            page.shapes.push(Shape::Stroke {
                x: x * MM,
                y: y * MM,
                to_x: to_x * MM,
                to_y: to_y * MM,
            });
        }
    }

    /// A rectangle.
    pub(super) fn frame(&mut self, x: f32, y: f32, width: f32, height: f32) {
        self.stroke(x, y, x + width, y);
        self.stroke(x + width, y, x + width, y + height);
        self.stroke(x + width, y + height, x, y + height);
        self.stroke(x, y + height, x, y);
    }

    /// What is drawn, for painting and finishing.
    pub(super) fn laid(self) -> Laid {
        Laid {
            pages: self.pages,
            tree: self.tree,
            field: None,
            numbered: false,
        }
    }
}
