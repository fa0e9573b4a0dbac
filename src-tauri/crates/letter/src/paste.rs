//! The text alone, to be pasted into an electronic form: complaints go through Госуслуги or the authority's site, and
//! none takes an e-mail (59-ФЗ ст. 7).

use crate::blocks::{Block, Letter};

/// Longer texts may not fit a form. Each form has its own limit and no norm sets one, so this is where it is worth
/// looking before pasting, not a promise that shorter ones fit.
pub const PASTE_CAUTION: usize = 4000;

impl Letter {
    /// What stands between the heads and the signature, with its heading. Who writes and to whom is asked by fields of
    /// the form; no-break spaces are plain ones, because forms count and show them oddly.
    #[must_use]
    pub fn text_to_paste(&self) -> String {
        let mut paragraphs = Vec::new();
        for block in &self.blocks {
            match block {
                Block::Heading(text) | Block::Part(text) | Block::Paragraph(text) => {
                    paragraphs.push(text.clone());
                }
                Block::List(items) => {
                    let lines: Vec<String> = items
                        .iter()
                        .map(|item| format!("{} {}", item.label, item.text))
                        .collect();
                    paragraphs.push(lines.join("\n"));
                }
                Block::Heads { .. } | Block::Signature(_) | Block::Acceptance(_) => {}
            }
        }
        let mut text = paragraphs.join("\n\n").replace('\u{a0}', " ");
        text.push('\n');
        text
    }
}
