//! A journal: a wide table on landscape A3, its head repeated on every sheet.

use crate::canvas::{Canvas, Spot};
use crate::finish::About;
use crate::fonts::Fonts;
use crate::tree::Id;
use crate::{Options, PdfError, write};

/// What a journal says.
#[derive(Debug, Clone, Copy)]
pub struct Journal<'a> {
    /// Its title.
    pub title: &'a str,
    /// What stands under the title: who keeps it, when it was printed.
    pub under: &'a str,
    /// Headings of the columns, each with its share of the width.
    pub columns: &'a [(&'a str, f32)],
    /// Lines, cell by cell as the columns.
    pub lines: &'a [Vec<String>],
}

const SHEET: (f32, f32) = (420.0, 297.0);
const MARGIN: f32 = 10.0;
const BOTTOM: f32 = SHEET.1 - MARGIN;
const SIZE: f32 = 7.0;
const HEAD_SIZE: f32 = 6.0;
/// Between a rule and the text beside it.
const AIR: f32 = 0.7;
/// A cell longer than this goes on in a line below, so that every line fits on a sheet even in a narrow column.
const LONGEST: usize = 450;

/// Prints a journal.
///
/// # Errors
/// [`PdfError::MissingGlyph`] names a character that the fonts do not have.
pub fn journal(
    journal: &Journal<'_>,
    fonts: &Fonts,
    options: &Options<'_>,
) -> Result<Vec<u8>, PdfError> {
    let mut table = Table::begin(journal, fonts)?;
    for line in journal.lines {
        for cells in short(line) {
            table.line(&cells)?;
        }
    }
    let about = About {
        title: journal.title,
        author: "",
        language: "ru-RU",
        created: options.created,
    };
    write(table.end(), fonts, &about, options)
}

struct Table<'a> {
    canvas: Canvas<'a>,
    heads: Vec<String>,
    /// Left edges of the columns, and the right edge of the last.
    edges: Vec<f32>,
    element: Id,
    sheet: u32,
    /// Where the table begins on this sheet, and where its next line does.
    top: f32,
    y: f32,
}

impl<'a> Table<'a> {
    fn begin(journal: &Journal<'_>, fonts: &'a Fonts) -> Result<Self, PdfError> {
        let mut canvas = Canvas::new(fonts);
        canvas.page(SHEET.0, SHEET.1);
        let wide = SHEET.0 - 2.0 * MARGIN;
        let end = canvas.heading(journal.title, Spot::new(MARGIN, MARGIN, wide, 13.0))?;
        let y = canvas.paragraph(journal.under, Spot::new(MARGIN, end, wide, 9.0))? + 3.0;
        let shares: f32 = journal.columns.iter().map(|(_, share)| share).sum();
        let mut edges = vec![MARGIN];
        let mut x = MARGIN;
        for (_, share) in journal.columns {
            x += share / shares * wide;
            edges.push(x);
        }
        let element = canvas.element("Table", canvas.document);
        let heads = journal.columns.iter().map(|(head, _)| (*head).to_owned());
        let mut table = Self {
            canvas,
            heads: heads.collect(),
            edges,
            element,
            sheet: 1,
            top: y,
            y,
        };
        table.head()?;
        Ok(table)
    }

    fn line(&mut self, cells: &[String]) -> Result<(), PdfError> {
        let mut height = 0.0_f32;
        for (column, cell) in cells.iter().enumerate() {
            height = height.max(self.canvas.height(cell, self.spot(column, SIZE))?);
        }
        if self.y + height + 2.0 * AIR > BOTTOM {
            self.rule();
            self.sheet += 1;
            self.canvas.page(SHEET.0, SHEET.1);
            let number = format!("Лист {}", self.sheet);
            let place = Spot::new(SHEET.0 - MARGIN - 20.0, MARGIN - 4.0, 20.0, SIZE);
            self.canvas.paragraph(&number, place)?;
            self.top = MARGIN;
            self.y = MARGIN;
            self.head()?;
        }
        self.row(cells, "TD", SIZE)
    }

    fn head(&mut self) -> Result<(), PdfError> {
        let heads = self.heads.clone();
        self.row(&heads, "TH", HEAD_SIZE)
    }

    fn row(&mut self, cells: &[String], tag: &'static str, size: f32) -> Result<(), PdfError> {
        let row = self.canvas.element("TR", self.element);
        let (left, right) = (MARGIN, SHEET.0 - MARGIN);
        self.canvas.stroke(left, self.y, right, self.y);
        let mut end = self.y;
        for (column, text) in cells.iter().enumerate() {
            let cell = self.canvas.element(tag, row);
            let mut spot = self.spot(column, size);
            if tag == "TH" {
                self.canvas.heads_column(cell);
                spot = spot.bold();
            }
            end = end.max(self.canvas.text(text, spot, cell)?);
        }
        self.y = end + AIR;
        self.canvas.stroke(left, self.y, right, self.y);
        Ok(())
    }

    fn spot(&self, column: usize, size: f32) -> Spot {
        let x = self.edges[column] + AIR;
        Spot::new(x, self.y + AIR, self.edges[column + 1] - AIR - x, size)
    }

    fn rule(&mut self) {
        for &x in &self.edges {
            self.canvas.stroke(x, self.top, x, self.y);
        }
    }

    fn end(mut self) -> crate::layout::Laid {
        self.rule();
        self.canvas.laid()
    }
}

/// A line whose long cells go on in lines below it.
fn short(line: &[String]) -> Vec<Vec<String>> {
    let parts: Vec<Vec<String>> = line.iter().map(|cell| pieces(cell)).collect();
    let deepest = parts.iter().map(Vec::len).max().unwrap_or(1);
    (0..deepest)
        .map(|depth| {
            parts
                .iter()
                .map(|cell| cell.get(depth).cloned().unwrap_or_default())
                .collect()
        })
        .collect()
}

fn pieces(cell: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut long = 0;
    for word in cell.split_inclusive(char::is_whitespace) {
        let letters = word.chars().count();
        if long > 0 && long + letters > LONGEST {
            pieces.push(String::new());
            long = 0;
        }
        long += letters;
        if let Some(last) = pieces.last_mut() {
            last.push_str(word);
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_cell_goes_on_below_and_loses_nothing() {
        let long = "слово ".repeat(300);
        let lines = short(&["1".to_owned(), long.clone()]);
        assert_eq!(lines.len(), 4);
        assert_eq!(lines.iter().map(|line| &*line[0]).collect::<String>(), "1");
        assert_eq!(lines.iter().map(|line| &*line[1]).collect::<String>(), long);
    }
}
