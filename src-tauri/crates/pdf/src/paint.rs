//! Pages are drawn with printpdf: every text in its marked content, everything else an artifact.

use std::collections::BTreeMap;

use printpdf::{
    Color, DictItem, FontId, Line as Path, LinePoint, Mm, Op, PdfDocument, PdfFontHandle, PdfPage,
    PdfSaveOptions, Point, Pt, Rgb, TextItem, TextMatrix,
};

use crate::fonts::{Fonts, Style};
use crate::layout::Laid;
use crate::sheet::{Ink, MM, Page, Placed, Shape};
use crate::tree::{Kid, Tree};

/// Size of the page number.
const NUMBER_SIZE: f32 = 12.0;

/// Draws the pages and notes in the tree which marked content belongs to which element.
pub(crate) fn paint(title: &str, laid: &mut Laid, fonts: &Fonts) -> lopdf::Document {
    let mut document = PdfDocument::new(title);
    for style in [Style::Regular, Style::Bold] {
        document.resources.fonts.map.insert(
            font_id(style),
            printpdf::PdfFont::new(fonts.face(style).parsed.clone()),
        );
    }
    if let Some(other) = fonts.other() {
        let font = printpdf::PdfFont::new(other.parsed.clone());
        document.resources.fonts.map.insert(other_id(), font);
    }
    let pages = std::mem::take(&mut laid.pages);
    document.pages = pages
        .iter()
        .enumerate()
        .map(|(number, page)| {
            PdfPage::new(
                Mm(page.width / MM),
                Mm(page.height / MM),
                ops(page, number, laid.numbered, &mut laid.tree, fonts),
            )
        })
        .collect();
    laid.pages = pages;
    let options = PdfSaveOptions {
        optimize: true,
        subset_fonts: true,
        secure: true,
        image_optimization: None,
    };
    document.to_lopdf_document(&options, &mut Vec::new())
}

/// Six letters, because printpdf makes the subset's tag (`PTSREG+`) of the first six.
fn font_id(style: Style) -> FontId {
    FontId(match style {
        Style::Regular => "PTSREG".to_owned(),
        Style::Bold => "PTSBLD".to_owned(),
    })
}

fn other_id() -> FontId {
    FontId("DEJAVU".to_owned())
}

fn ops(page: &Page, number: usize, numbered: bool, tree: &mut Tree, fonts: &Fonts) -> Vec<Op> {
    let mut ops = Vec::new();
    if numbered && number > 0 {
        page_number(page, number + 1, fonts, &mut ops);
    }
    shapes(page, &mut ops);

    // In the order of the tree, not of the rows: two columns side by side are read one after the other.
    let mut by_element: BTreeMap<usize, Vec<&Placed>> = BTreeMap::new();
    for text in &page.texts {
        by_element.entry(text.element).or_default().push(text);
    }
    for (mcid, (element, texts)) in (0_i64..).zip(by_element) {
        let entry = &mut tree.elements[element];
        entry.kids.push(Kid::Content { page: number, mcid });
        ops.push(Op::BeginMarkedContentWithProperties {
            tag: entry.tag.to_owned(),
            properties: dictionary([("MCID", DictItem::Int(mcid))]),
        });
        ops.push(Op::StartTextSection);
        let mut font = None;
        let mut ink = None;
        for text in texts {
            if ink != Some(text.ink) {
                ops.push(Op::SetFillColor {
                    col: colour(text.ink),
                });
                ink = Some(text.ink);
            }
            if font != Some((text.style, text.size)) {
                ops.push(set_font(text.style, text.size));
                font = Some((text.style, text.size));
            }
            show(text, page.height, fonts, &mut ops);
        }
        ops.push(Op::EndTextSection);
        ops.push(Op::EndMarkedContent);
    }
    ops
}

fn show(text: &Placed, page_height: f32, fonts: &Fonts, ops: &mut Vec<Op>) {
    ops.push(Op::SetTextMatrix {
        matrix: TextMatrix::Raw([
            1.0,
            0.0,
            0.0,
            1.0,
            round(text.x),
            round(page_height - text.y),
        ]),
    });
    let face = fonts.face(text.style);
    let mut items = Vec::new();
    let mut run = String::new();
    let stretch = text.line.stretch * 1000.0 / text.size;
    // Offsets are rounded; the remainder goes on to the next, so that the right edge stays straight.
    let mut owed = 0.0;
    let mut before = None;
    let mut in_other = false;
    for c in text.line.text.chars() {
        let other = face.glyph(c).is_none();
        if other != in_other {
            if !run.is_empty() {
                items.push(TextItem::Text(std::mem::take(&mut run)));
            }
            if !items.is_empty() {
                ops.push(Op::ShowText {
                    items: std::mem::take(&mut items),
                });
            }
            ops.push(if other {
                set_other_font(text.size)
            } else {
                set_font(text.style, text.size)
            });
            in_other = other;
        }
        let mut offset = before.map_or(0.0, |b| face.kerning(b, c));
        if before == Some(' ') {
            offset += stretch;
        }
        owed += offset;
        let whole = owed.round();
        if whole != 0.0 {
            if !run.is_empty() {
                items.push(TextItem::Text(std::mem::take(&mut run)));
            }
            items.push(TextItem::Offset(-whole));
            owed -= whole;
        }
        run.push(c);
        before = Some(c);
    }
    if in_other {
        items.push(TextItem::Text(std::mem::take(&mut run)));
        ops.push(Op::ShowText {
            items: std::mem::take(&mut items),
        });
        ops.push(set_font(text.style, text.size));
    }
    // A real space ends the line, so that whoever reads the text aloud or copies it does not join two words.
    if !text.line.joined {
        run.push(' ');
    }
    if !run.is_empty() {
        items.push(TextItem::Text(run));
    }
    if !items.is_empty() {
        ops.push(Op::ShowText { items });
    }
}

/// In the middle of the top margin, from the second page on.
fn page_number(page: &Page, number: usize, fonts: &Fonts, ops: &mut Vec<Op>) {
    let text = number.to_string();
    let width = fonts.face(Style::Regular).width(&text) * NUMBER_SIZE / 1000.0;
    ops.push(Op::BeginMarkedContentWithProperties {
        tag: "Artifact".to_owned(),
        properties: dictionary([
            ("Type", DictItem::Name(b"Pagination".to_vec())),
            ("Subtype", DictItem::Name(b"Header".to_vec())),
        ]),
    });
    ops.push(Op::StartTextSection);
    ops.push(Op::SetFillColor {
        col: colour(Ink::Text),
    });
    ops.push(set_font(Style::Regular, NUMBER_SIZE));
    let (x, y) = ((page.width - width) / 2.0, page.height - 13.5 * MM);
    ops.push(Op::SetTextMatrix {
        matrix: TextMatrix::Raw([1.0, 0.0, 0.0, 1.0, round(x), round(y)]),
    });
    ops.push(Op::ShowText {
        items: vec![TextItem::Text(text)],
    });
    ops.push(Op::EndTextSection);
    ops.push(Op::EndMarkedContent);
}

fn shapes(page: &Page, ops: &mut Vec<Op>) {
    let drawn: Vec<&Shape> = page
        .shapes
        .iter()
        .filter(|s| !matches!(s, Shape::Field { .. }))
        .collect();
    if drawn.is_empty() {
        return;
    }
    ops.push(Op::BeginMarkedContentWithProperties {
        tag: "Artifact".to_owned(),
        properties: dictionary([("Type", DictItem::Name(b"Layout".to_vec()))]),
    });
    for shape in drawn {
        let (ink, thickness, line) = match *shape {
            Shape::Frame {
                x,
                y,
                width,
                height,
            } => (
                Ink::Accent,
                0.9,
                round_frame(x, page.height - y - height, width, height),
            ),
            Shape::Rule { x, y, width } => {
                (Ink::Rule, 0.6, stroke((x, y), (x + width, y), page.height))
            }
            Shape::Stroke { x, y, to_x, to_y } => {
                (Ink::Rule, 0.6, stroke((x, y), (to_x, to_y), page.height))
            }
            Shape::Field { .. } => continue,
        };
        ops.push(Op::SetOutlineColor { col: colour(ink) });
        ops.push(Op::SetOutlineThickness { pt: Pt(thickness) });
        ops.push(Op::DrawLine { line });
    }
    ops.push(Op::EndMarkedContent);
}

fn stroke(from: (f32, f32), to: (f32, f32), page_height: f32) -> Path {
    let points = [from, to]
        .map(|(x, y)| at(x, page_height - y, false))
        .to_vec();
    Path {
        points,
        is_closed: false,
    }
}

/// A rectangle whose corners are quarters of a circle, anticlockwise from the bottom left.
fn round_frame(x: f32, y: f32, width: f32, height: f32) -> Path {
    let r = 1.5 * MM;
    // Where the control points of a quarter circle lie.
    let k = r * 0.447_7;
    let (x2, y2) = (x + width, y + height);
    let points = vec![
        at(x + r, y, false),
        at(x2 - r, y, false),
        at(x2 - k, y, true),
        at(x2, y + k, true),
        at(x2, y + r, false),
        at(x2, y2 - r, false),
        at(x2, y2 - k, true),
        at(x2 - k, y2, true),
        at(x2 - r, y2, false),
        at(x + r, y2, false),
        at(x + k, y2, true),
        at(x, y2 - k, true),
        at(x, y2 - r, false),
        at(x, y + r, false),
        at(x, y + k, true),
        at(x + k, y, true),
        at(x + r, y, false),
    ];
    Path {
        points,
        is_closed: true,
    }
}

fn at(x: f32, y: f32, bezier: bool) -> LinePoint {
    LinePoint {
        p: Point {
            x: Pt(round(x)),
            y: Pt(round(y)),
        },
        bezier,
    }
}

/// Hundredths of a point: exact enough to see nothing, short enough to keep the file small.
fn round(points: f32) -> f32 {
    (points * 100.0).round() / 100.0
}

fn set_font(style: Style, size: f32) -> Op {
    Op::SetFont {
        font: PdfFontHandle::External(font_id(style)),
        size: Pt(size),
    }
}

fn set_other_font(size: f32) -> Op {
    Op::SetFont {
        font: PdfFontHandle::External(other_id()),
        size: Pt(size),
    }
}

fn colour(ink: Ink) -> Color {
    let (r, g, b) = match ink {
        Ink::Text => (0.102, 0.098, 0.09),
        Ink::Accent => (0.149, 0.247, 0.549),
        Ink::Rule => (0.549, 0.525, 0.482),
    };
    Color::Rgb(Rgb {
        r,
        g,
        b,
        icc_profile: None,
    })
}

fn dictionary<const N: usize>(entries: [(&str, DictItem); N]) -> DictItem {
    DictItem::Dict {
        map: entries
            .into_iter()
            .map(|(k, v)| (k.to_owned(), v))
            .collect(),
    }
}
