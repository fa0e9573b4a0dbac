//! Form filling (ISO 32000-1 §12.7.4): the value of a field and what shows it. Whether it was permitted, each signature
//! says for itself.

use pdf_file::{Dictionary, Object, ObjectId};

use super::Finding;
use super::comparison::Comparison;
use super::same::differing;

/// What changes in a field, or in its widget, when it is filled.
const FILLING: &[&str] = &["V", "AP", "AS", "I", "M"];
/// Ff, bit 1.
const READ_ONLY: i64 = 1;

impl Comparison<'_> {
    /// Fields that were there before: signed now, or filled.
    pub(super) fn rewritten_fields(&mut self) -> Result<(), Finding> {
        let mut filled = Vec::new();
        for id in self.rewritten() {
            if let (Object::Dictionary(old), Object::Dictionary(new)) =
                (self.old.object(id)?, self.new.object(id)?)
                && !self.newly_signed(id, &old, &new)?
                && self.is_filled(id, &old, &new)?
            {
                filled.push(id.number);
            }
        }
        // Some programs draw the new value into the old appearance.
        for id in self.rewritten() {
            if let Object::Stream(new) = self.new.object(id)?
                && new.dictionary.is_name("Subtype", "Form")
                && self
                    .survey
                    .only_user(id.number, "N")
                    .is_some_and(|user| filled.contains(&user))
            {
                self.explain_below(&Object::Dictionary(new.dictionary), true);
                self.explained.insert(id.number);
            }
        }
        Ok(())
    }

    fn is_filled(
        &mut self,
        id: ObjectId,
        old: &Dictionary,
        new: &Dictionary,
    ) -> Result<bool, Finding> {
        let kind = self.inherited(&self.old, old, "FT")?;
        if !matches!(kind.as_name(), Some(b"Tx" | b"Ch" | b"Btn")) {
            return Ok(false);
        }
        if !differing(old, new, FILLING).is_empty() {
            return Err(Finding::forbidden(
                "После подписания изменены свойства поля формы.",
            ));
        }
        let flags = self.inherited(&self.old, old, "Ff")?.as_integer();
        if flags.unwrap_or(0) & READ_ONLY != 0 {
            return Err(Finding::forbidden(
                "После подписания изменено поле формы, закрытое для заполнения.",
            ));
        }
        let name = self.full_name(old)?;
        self.step.filled.push(name);
        for key in FILLING {
            if let Some(value) = new.get(key) {
                self.explain_below(value, true);
            }
        }
        self.explained.insert(id.number);
        Ok(true)
    }

    /// §12.7.3.2: the partial names from the top down, with points between them.
    fn full_name(&self, field: &Dictionary) -> Result<String, Finding> {
        let mut parts = Vec::new();
        let mut node = field.clone();
        for _ in 0..32 {
            parts.extend(self.old.value(&node, "T")?.as_text());
            match self.old.value(&node, "Parent")? {
                Object::Dictionary(parent) => node = parent,
                _ => break,
            }
        }
        parts.reverse();
        Ok(parts.join("."))
    }
}
