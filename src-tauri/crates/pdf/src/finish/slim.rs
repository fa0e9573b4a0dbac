//! Embedded font programs without what a page never uses: hinting instructions and the table of names.
//!
//! That is a third of a one-page letter. Viewers smooth outlines themselves, and ISO 32000-1, 9.9 asks for none of these
//! tables in an embedded TrueType program.

/// Tables that stay, in the order of the directory (tags sorted).
const KEPT: [&[u8; 4]; 8] = [
    b"cmap", b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp", b"post",
];

/// The program with outlines and metrics only; `None` when it is not a plain TrueType font.
pub(super) fn slim(font: &[u8]) -> Option<Vec<u8>> {
    let glyphs = table(font, b"glyf")?;
    let mut head = table(font, b"head")?.to_vec();
    let long = u16_at(&head, 50)? == 1;
    let mut maxp = table(font, b"maxp")?.to_vec();
    let count = usize::from(u16_at(&maxp, 4)?);
    let offsets = locations(table(font, b"loca")?, count, long)?;

    let mut outlines = Vec::with_capacity(glyphs.len());
    let mut places = vec![0u32];
    for pair in offsets.windows(2) {
        let [from, to] = pair else { return None };
        outlines.extend(without_instructions(glyphs.get(*from..*to)?)?);
        // Short locations count in twos; four is what readers like best.
        outlines.resize(outlines.len().next_multiple_of(4), 0);
        places.push(u32::try_from(outlines.len()).ok()?);
    }
    let loca: Vec<u8> = places.iter().flat_map(|p| p.to_be_bytes()).collect();
    head.get_mut(50..52)?.copy_from_slice(&1u16.to_be_bytes());
    // maxStorage, maxFunctionDefs, maxInstructionDefs, maxStackElements, maxSizeOfInstructions
    maxp.get_mut(18..28)?.fill(0);
    head.get_mut(8..12)?.fill(0);

    let mut tables: Vec<(&[u8; 4], Vec<u8>)> = Vec::new();
    for tag in KEPT {
        let data = match tag {
            b"glyf" => outlines.clone(),
            b"loca" => loca.clone(),
            b"head" => head.clone(),
            b"maxp" => maxp.clone(),
            _ => match table(font, tag) {
                Some(data) => data.to_vec(),
                None => continue,
            },
        };
        tables.push((tag, data));
    }
    assemble(tables)
}

fn table<'a>(font: &'a [u8], tag: &[u8; 4]) -> Option<&'a [u8]> {
    if font.get(..4)? != [0, 1, 0, 0] {
        return None;
    }
    let count = usize::from(u16_at(font, 4)?);
    let entry = (0..count).find_map(|i| {
        font.get(12 + i * 16..28 + i * 16)
            .filter(|e| e.starts_with(tag))
    })?;
    let (offset, length) = (u32_at(entry, 8)? as usize, u32_at(entry, 12)? as usize);
    font.get(offset..offset.checked_add(length)?)
}

fn locations(loca: &[u8], count: usize, long: bool) -> Option<Vec<usize>> {
    (0..=count)
        .map(|i| {
            if long {
                u32_at(loca, i * 4).map(|o| o as usize)
            } else {
                u16_at(loca, i * 2).map(|o| usize::from(o) * 2)
            }
        })
        .collect()
}

/// A glyph description (OpenType `glyf`) with its instructions left out.
fn without_instructions(glyph: &[u8]) -> Option<Vec<u8>> {
    if glyph.is_empty() {
        return Some(Vec::new());
    }
    let contours = i16::from_be_bytes(u16_at(glyph, 0)?.to_be_bytes());
    if let Ok(contours) = usize::try_from(contours) {
        let at = 10 + contours * 2;
        let length = usize::from(u16_at(glyph, at)?);
        let mut out = glyph.get(..at)?.to_vec();
        out.extend([0, 0]);
        out.extend(glyph.get(at + 2 + length..)?);
        return Some(out);
    }
    // A composite: components one after the other, then the instructions.
    const WORDS: u16 = 0x0001;
    const SCALE: u16 = 0x0008;
    const MORE: u16 = 0x0020;
    const TWO_SCALES: u16 = 0x0040;
    const MATRIX: u16 = 0x0080;
    const INSTRUCTIONS: u16 = 0x0100;
    let mut out = glyph.get(..10)?.to_vec();
    let mut at = 10;
    loop {
        let flags = u16_at(glyph, at)?;
        let arguments = if flags & WORDS != 0 { 4 } else { 2 };
        let transform = match flags {
            f if f & SCALE != 0 => 2,
            f if f & TWO_SCALES != 0 => 4,
            f if f & MATRIX != 0 => 8,
            _ => 0,
        };
        let end = at + 4 + arguments + transform;
        out.extend((flags & !INSTRUCTIONS).to_be_bytes());
        out.extend(glyph.get(at + 2..end)?);
        at = end;
        if flags & MORE == 0 {
            return Some(out);
        }
    }
}

fn assemble(tables: Vec<(&[u8; 4], Vec<u8>)>) -> Option<Vec<u8>> {
    let count = u16::try_from(tables.len()).ok()?;
    let selector = count.ilog2() as u16;
    let range = 16 * (1u16 << selector);
    let mut out = vec![0, 1, 0, 0];
    for number in [count, range, selector, count * 16 - range] {
        out.extend(number.to_be_bytes());
    }
    let mut offset = 12 + tables.len() * 16;
    let mut head_at = 0;
    for (tag, data) in &tables {
        out.extend(*tag);
        out.extend(checksum(data).to_be_bytes());
        out.extend(u32::try_from(offset).ok()?.to_be_bytes());
        out.extend(u32::try_from(data.len()).ok()?.to_be_bytes());
        if *tag == b"head" {
            head_at = offset;
        }
        offset += data.len().next_multiple_of(4);
    }
    for (_, data) in &tables {
        out.extend(data);
        out.resize(out.len().next_multiple_of(4), 0);
    }
    let adjustment = 0xB1B0_AFBA_u32.wrapping_sub(checksum(&out));
    out.get_mut(head_at + 8..head_at + 12)?
        .copy_from_slice(&adjustment.to_be_bytes());
    Some(out)
}

fn checksum(data: &[u8]) -> u32 {
    data.chunks(4).fold(0u32, |sum, chunk| {
        let mut word = [0; 4];
        word[..chunk.len()].copy_from_slice(chunk);
        sum.wrapping_add(u32::from_be_bytes(word))
    })
}

fn u16_at(data: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(
        data.get(at..at.checked_add(2)?)?.try_into().ok()?,
    ))
}

fn u32_at(data: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(
        data.get(at..at.checked_add(4)?)?.try_into().ok()?,
    ))
}

#[cfg(test)]
mod tests {
    use super::slim;
    use ttf_parser::{Face, GlyphId, OutlineBuilder};

    #[derive(Default, PartialEq, Debug)]
    struct Outline(Vec<String>);

    impl OutlineBuilder for Outline {
        fn move_to(&mut self, x: f32, y: f32) {
            self.0.push(format!("m {x} {y}"));
        }
        fn line_to(&mut self, x: f32, y: f32) {
            self.0.push(format!("l {x} {y}"));
        }
        fn quad_to(&mut self, a: f32, b: f32, x: f32, y: f32) {
            self.0.push(format!("q {a} {b} {x} {y}"));
        }
        fn curve_to(&mut self, a: f32, b: f32, c: f32, d: f32, x: f32, y: f32) {
            self.0.push(format!("c {a} {b} {c} {d} {x} {y}"));
        }
        fn close(&mut self) {
            self.0.push("z".to_owned());
        }
    }

    #[test]
    fn every_outline_stays_and_the_instructions_go() {
        for bytes in [
            include_bytes!("../../../../../assets/fonts/PTF55F.ttf").as_slice(),
            include_bytes!("../../../../../assets/fonts/DejaVuSerif.ttf").as_slice(),
        ] {
            let slimmed = slim(bytes).unwrap();
            assert!(slimmed.len() < bytes.len() * 9 / 10);
            let (before, after) = (
                Face::parse(bytes, 0).unwrap(),
                Face::parse(&slimmed, 0).unwrap(),
            );
            assert_eq!(before.number_of_glyphs(), after.number_of_glyphs());
            for glyph in (0..before.number_of_glyphs()).map(GlyphId) {
                let (mut one, mut two) = (Outline::default(), Outline::default());
                assert_eq!(
                    before.outline_glyph(glyph, &mut one),
                    after.outline_glyph(glyph, &mut two)
                );
                assert_eq!(one, two);
                assert_eq!(
                    before.glyph_hor_advance(glyph),
                    after.glyph_hor_advance(glyph)
                );
            }
        }
    }

    #[test]
    fn what_is_no_font_stays_as_it_is() {
        assert_eq!(slim(b""), None);
        assert_eq!(slim(&[0, 1, 0, 0, 255, 255, 0, 0]), None);
        assert_eq!(slim(b"OTTO and more"), None);
    }
}
