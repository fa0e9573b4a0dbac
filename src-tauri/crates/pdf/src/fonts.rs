//! PT Serif, measured: glyphs, advances, kerning; and the face that stands in where PT Serif has no glyph.

use std::sync::Arc;

use printpdf::ParsedFont;
use ttf_parser::GlyphId;
use ttf_parser::kern::Format;

use crate::PdfError;

/// The faces a letter is set in; made once, used for any number of letters.
#[derive(Debug)]
pub struct Fonts {
    faces: [Face; 2],
}

/// One of the faces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Style {
    Regular,
    Bold,
}

impl Fonts {
    /// PT Serif as it lies in `assets/fonts`, compiled in.
    ///
    /// # Errors
    /// [`PdfError::Font`] when a file is damaged.
    pub fn pt_serif() -> Result<Self, PdfError> {
        let other = Arc::new(Face::read(
            "DejaVu Serif",
            include_bytes!("../../../../assets/fonts/DejaVuSerif.ttf"),
        )?);
        let face = |name, bytes| {
            Ok(Face {
                other: Some(Arc::clone(&other)),
                ..Face::read(name, bytes)?
            })
        };
        Ok(Self {
            faces: [
                face(
                    "PT Serif Regular",
                    include_bytes!("../../../../assets/fonts/PTF55F.ttf"),
                )?,
                face(
                    "PT Serif Bold",
                    include_bytes!("../../../../assets/fonts/PTF75F.ttf"),
                )?,
            ],
        })
    }

    /// The face that stands in where the others have no glyph.
    pub(crate) fn other(&self) -> Option<&Face> {
        self.face(Style::Regular).other.as_deref()
    }

    pub(crate) fn face(&self, style: Style) -> &Face {
        &self.faces[style as usize]
    }
}

/// A face with its tables unpacked for quick measuring.
#[derive(Debug)]
pub(crate) struct Face {
    /// Glyph of each character of the basic plane; 0: none.
    glyphs: Vec<u16>,
    /// Advance of each glyph in thousandths of an em.
    advances: Vec<f32>,
    /// Where to look for characters this face does not have.
    other: Option<Arc<Self>>,
    kerning: Kerning,
    scale: f32,
    /// The same face as printpdf wants it.
    pub(crate) parsed: ParsedFont,
    /// Thousandths of an em above the baseline.
    pub(crate) ascent: f32,
    /// Thousandths of an em below the baseline, positive.
    pub(crate) descent: f32,
}

impl Face {
    fn read(name: &'static str, bytes: &'static [u8]) -> Result<Self, PdfError> {
        let broken = PdfError::Font { name };
        let Ok(face) = ttf_parser::Face::parse(bytes, 0) else {
            return Err(broken);
        };
        let Some(parsed) = ParsedFont::from_bytes(bytes, 0, &mut Vec::new()) else {
            return Err(broken);
        };
        let scale = 1000.0 / f32::from(face.units_per_em());
        let mut glyphs = vec![0u16; 0x1_0000];
        for subtable in face
            .tables()
            .cmap
            .iter()
            .flat_map(|c| c.subtables)
            .filter(ttf_parser::cmap::Subtable::is_unicode)
        {
            subtable.codepoints(|point| {
                if let (Some(slot), Some(glyph)) =
                    (glyphs.get_mut(point as usize), subtable.glyph_index(point))
                {
                    *slot = glyph.0;
                }
            });
        }
        let advances = (0..face.number_of_glyphs())
            .map(|g| {
                face.glyph_hor_advance(GlyphId(g))
                    .map_or(0.0, |a| f32::from(a) * scale)
            })
            .collect();
        Ok(Self {
            glyphs,
            advances,
            other: None,
            kerning: Kerning::read(&face),
            scale,
            parsed,
            ascent: f32::from(face.ascender()) * scale,
            descent: -f32::from(face.descender()) * scale,
        })
    }

    /// The glyph of a character.
    pub(crate) fn glyph(&self, character: char) -> Option<u16> {
        self.glyphs
            .get(character as usize)
            .copied()
            .filter(|g| *g != 0)
    }

    /// Whether the character can be drawn, if need be by the other face. Scripts that run from right to left or join
    /// their letters need shaping, which is not done here: half-right is wrong, so they count as missing.
    pub(crate) fn covers(&self, character: char) -> bool {
        let shaped = matches!(character, '\u{590}'..='\u{8ff}' | '\u{900}'..='\u{109f}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}');
        let other = || {
            self.other
                .as_ref()
                .is_some_and(|o| o.glyph(character).is_some())
        };
        !shaped && (self.glyph(character).is_some() || other())
    }

    /// Its advance, thousandths of an em.
    pub(crate) fn advance(&self, character: char) -> f32 {
        if self.glyph(character).is_none()
            && let Some(other) = &self.other
        {
            return other.advance(character);
        }
        self.glyph(character)
            .and_then(|g| self.advances.get(usize::from(g)).copied())
            .unwrap_or(0.0)
    }

    /// What is added between two characters, thousandths of an em (negative: closer).
    pub(crate) fn kerning(&self, left: char, right: char) -> f32 {
        match (self.glyph(left), self.glyph(right)) {
            (Some(left), Some(right)) => f32::from(self.kerning.between(left, right)) * self.scale,
            _ => 0.0,
        }
    }

    /// Width of a text in thousandths of an em, kerning included.
    pub(crate) fn width(&self, text: &str) -> f32 {
        let mut width = 0.0;
        let mut before = None;
        for c in text.chars() {
            if let Some(b) = before {
                width += self.kerning(b, c);
            }
            width += self.advance(c);
            before = Some(c);
        }
        width
    }
}

/// The pairs of the `kern` table, one row for each left glyph that has some: a letter asks for every pair of its
/// characters several times, and searching the table was most of the time of setting it.
#[derive(Debug)]
struct Kerning(Vec<Vec<i16>>);

impl Kerning {
    fn read(face: &ttf_parser::Face<'_>) -> Self {
        let glyphs = usize::from(face.number_of_glyphs());
        let mut rows = vec![Vec::new(); glyphs];
        let subtables = face.tables().kern.iter().flat_map(|kern| kern.subtables);
        let mut subtables: Vec<_> = subtables
            .filter(|one| one.horizontal && !one.variable)
            .collect();
        // The first subtable that knows a pair is right, so it is written last.
        subtables.reverse();
        for subtable in subtables {
            // Our faces have lists of pairs only.
            let Format::Format0(list) = subtable.format else {
                continue;
            };
            for pair in list.pairs {
                let Some(row) = rows.get_mut(usize::from(pair.left().0)) else {
                    continue;
                };
                row.resize(glyphs, 0);
                if let Some(place) = row.get_mut(usize::from(pair.right().0)) {
                    *place = pair.value;
                }
            }
        }
        Self(rows)
    }

    fn between(&self, left: u16, right: u16) -> i16 {
        let row = self.0.get(usize::from(left));
        row.and_then(|row| row.get(usize::from(right)))
            .copied()
            .unwrap_or(0)
    }
}
