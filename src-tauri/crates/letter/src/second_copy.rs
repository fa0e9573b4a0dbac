//! The copy that the applicant keeps when the letter is handed in personally: the same letter with an acceptance mark.

use crate::blocks::{Acceptance, Block, Letter};
use crate::typography::bind;

impl Letter {
    /// The same letter with the lines that whoever takes it in fills by hand: date, incoming number, name, signature.
    /// They stand under the signature, on the letter itself: a receipt on a sheet of its own proves nothing.
    #[must_use]
    pub fn second_copy(mut self) -> Self {
        let line = |labels: &[&str]| labels.iter().map(|label| bind(label)).collect();
        self.blocks.push(Block::Acceptance(Acceptance {
            title: bind("Второй экземпляр. Отметка о принятии"),
            lines: vec![
                line(&["Дата", "Входящий №", "Подпись"]),
                line(&["Должность, фамилия, имя, отчество"]),
            ],
        }));
        self
    }
}
