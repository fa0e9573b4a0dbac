//! Envelope sheets: sender at the upper left, stamps at the upper right, addressee at the lower right, the lower left
//! corner free for the code stamp.

use letter::post::{Party, Posting};

use crate::PdfError;
use crate::canvas::{Canvas, Spot};

/// ГОСТ Р 51506-99, long side across.
const FORMATS: [(f32, f32); 3] = [(324.0, 229.0), (229.0, 162.0), (220.0, 110.0)];

/// From the edges of the envelope: the machine that reads it needs the room.
const EDGE: f32 = 15.0;

pub(super) fn draw(posting: &Posting, canvas: &mut Canvas<'_>) -> Result<(), PdfError> {
    for (width, height) in FORMATS {
        canvas.page(width, height);
        let half = (width - 3.0 * EDGE) / 2.0;
        // The stamps need 74 mm at the right, the addressee starts below the middle.
        let sender = Zone {
            x: EDGE,
            top: 10.0,
            bottom: height * 0.45,
            width: half.min(width - 74.0 - 2.0 * EDGE),
        };
        if let Some(from) = &posting.from {
            sender.fill(canvas, ["От кого:", "Откуда:"], from, Align::Top)?;
        }
        let addressee = Zone {
            x: width - EDGE - half,
            top: height * 0.47,
            bottom: height - EDGE,
            width: half,
        };
        addressee.fill(canvas, ["Кому:", "Куда:"], &posting.to, Align::Bottom)?;
    }
    Ok(())
}

struct Zone {
    x: f32,
    top: f32,
    bottom: f32,
    width: f32,
}

#[derive(PartialEq)]
enum Align {
    Top,
    Bottom,
}

impl Zone {
    /// The largest letters with which everything fits.
    fn fill(
        &self,
        canvas: &mut Canvas<'_>,
        labels: [&str; 2],
        party: &Party,
        align: Align,
    ) -> Result<(), PdfError> {
        let mut texts = vec![format!("{} {}", labels[0], party.name)];
        if !party.address.is_empty() {
            texts.push(format!("{} {}", labels[1], party.address));
        }
        texts.extend(
            party
                .postal_code
                .as_ref()
                .map(|code| format!("Индекс: {code}")),
        );

        let room = self.bottom - self.top;
        // A C4 envelope is read from further away than the others.
        let mut size = if self.width > 120.0 { 16.0 } else { 13.0 };
        let mut height = self.height(canvas, &texts, size)?;
        while height > room && size > 5.0 {
            size -= 0.5;
            height = self.height(canvas, &texts, size)?;
        }
        let mut y = if align == Align::Bottom {
            (self.bottom - height).max(self.top)
        } else {
            self.top
        };
        for text in &texts {
            y = canvas.paragraph(text, Spot::new(self.x, y, self.width, size))? + GAP;
        }
        Ok(())
    }

    fn height(&self, canvas: &Canvas<'_>, texts: &[String], size: f32) -> Result<f32, PdfError> {
        let mut height = 0.0;
        for text in texts {
            height += canvas.height(text, Spot::new(self.x, 0.0, self.width, size))? + GAP;
        }
        Ok(height - GAP)
    }
}

/// Between the name, the address and the index.
const GAP: f32 = 1.0;
