//! Pages after a further signature: the field of a new signature is appended to the annotations, and nothing else.

use std::collections::BTreeSet;

use pdf_file::{Dictionary, Object, ObjectId};

use super::Finding;
use super::comparison::Comparison;
use super::same::{differing, same};

impl Comparison<'_> {
    /// Pages written again, and lists of annotations that are objects of their own.
    pub(super) fn rewritten_pages(&mut self) -> Result<(), Finding> {
        for id in self.rewritten() {
            let (old, new) = (self.old.object(id)?, self.new.object(id)?);
            match (old, new) {
                (Object::Dictionary(old), Object::Dictionary(new))
                    if old.is_name("Type", "Page") || new.is_name("Type", "Page") =>
                {
                    self.page(id.number, &old, &new)?;
                }
                (Object::Array(_), Object::Array(_)) => {
                    // Rewritten together with its page, or its page is where it was.
                    if let Some(page) = self.survey.only_user(id.number, "Annots")
                        && !self.explained.contains(&id.number)
                    {
                        let id = self.file.id_of(self.revision, page);
                        let id = id.ok_or_else(changed_annotations)?;
                        let (old, new) = (self.old.object(id)?, self.new.object(id)?);
                        if let (Object::Dictionary(old), Object::Dictionary(new)) = (old, new)
                            && old.is_name("Type", "Page")
                        {
                            self.page(page, &old, &new)?;
                        }
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Objects that were there before, without those a rule has explained.
    pub(super) fn rewritten(&self) -> Vec<ObjectId> {
        self.written
            .values()
            .map(|written| written.id)
            .filter(|id| !self.is_new(id.number) && !self.explained.contains(&id.number))
            .collect()
    }

    fn page(&mut self, page: u32, old: &Dictionary, new: &Dictionary) -> Result<(), Finding> {
        if let Some(key) = differing(old, new, &["Annots"]).first() {
            return Err(Finding::forbidden(format!(
                "После подписания изменена страница ({}).",
                String::from_utf8_lossy(key)
            )));
        }
        let (old, new) = match self.pair("Annots", old, new)? {
            (Object::Null, Object::Null) => (Vec::new(), Vec::new()),
            (Object::Null, Object::Array(new)) => (Vec::new(), new),
            (Object::Array(old), Object::Array(new)) => (old, new),
            _ => return Err(changed_annotations()),
        };
        self.explained.insert(page);
        if old.len() > new.len() || !old.iter().zip(&new).all(|(old, new)| same(old, new)) {
            return Err(changed_annotations());
        }
        let mut seen = BTreeSet::new();
        for annotation in &new[old.len()..] {
            let field = annotation
                .as_reference()
                .filter(|id| seen.insert(*id))
                .and_then(|id| self.signed_fields.get_mut(&id.number))
                .filter(|field| field.is_new)
                .ok_or_else(changed_annotations)?;
            field.pages.insert(page);
        }
        Ok(())
    }

    /// A visible mark of a new signature may lie only where it covers nothing.
    pub(super) fn places_of_signatures(&mut self) -> Result<(), Finding> {
        for (number, field) in &self.signed_fields {
            let Some(written) = self.written.get(number) else {
                continue;
            };
            let Some(dictionary) = written.dictionary() else {
                continue;
            };
            if field.pages.is_empty() || is_empty(&self.new.value(dictionary, "Rect")?) {
                continue;
            }
            return Err(Finding::unknown(
                "Добавлена видимая подпись: её изображение может закрыть текст документа.",
            ));
        }
        Ok(())
    }
}

/// A rectangle without area: nothing of the annotation is painted.
fn is_empty(rectangle: &Object) -> bool {
    let numbers: Option<Vec<f64>> = rectangle.as_array().map(|items| {
        items
            .iter()
            .filter_map(|item| match item {
                Object::Integer(value) => Some(*value as f64),
                Object::Real(text) => text.parse().ok(),
                _ => None,
            })
            .collect()
    });
    match numbers.as_deref() {
        Some([left, bottom, right, top]) => left == right || bottom == top,
        _ => rectangle == &Object::Null,
    }
}

fn changed_annotations() -> Finding {
    Finding::forbidden("После подписания на странице изменены пометки или поля.")
}
