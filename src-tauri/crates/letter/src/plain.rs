//! The whole letter as plain text, in reading order.

use std::fmt;

use crate::blocks::{Block, Letter, Mark};

impl fmt::Display for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, block) in self.blocks.iter().enumerate() {
            if i > 0 {
                writeln!(f)?;
            }
            match block {
                Block::Heads {
                    sender,
                    reference,
                    addressee,
                } => {
                    lines(f, sender)?;
                    writeln!(f)?;
                    lines(f, reference)?;
                    writeln!(f)?;
                    lines(f, addressee)?;
                }
                Block::Heading(text) | Block::Part(text) | Block::Paragraph(text) => line(f, text)?,
                Block::List(items) => {
                    for item in items {
                        line(f, &format!("{} {}", item.label, item.text))?;
                    }
                }
                Block::Signature(signature) => {
                    lines(f, &signature.mark.lines())?;
                    match signature.mark {
                        Mark::Ink => line(f, &format!("____________ {}", signature.name))?,
                        _ => line(f, &signature.name)?,
                    }
                }
                Block::Acceptance(acceptance) => {
                    line(f, &acceptance.title)?;
                    for labels in &acceptance.lines {
                        line(
                            f,
                            &format!("{}: ____________", labels.join(": ____________ ")),
                        )?;
                    }
                }
            }
        }
        Ok(())
    }
}

fn lines(f: &mut fmt::Formatter<'_>, texts: &[String]) -> fmt::Result {
    texts.iter().try_for_each(|text| line(f, text))
}

fn line(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    writeln!(f, "{}", text.replace('\u{a0}', " "))
}
