//! The form after a further signature: a new signature field, or a ready one that got its value (ISO 32000-1 §12.7.2,
//! §12.7.4.5).

use std::collections::HashSet;

use pdf_file::{Dictionary, Object, ObjectId};

use super::Finding;
use super::comparison::{Comparison, SignedField, only_keys};
use super::same::{differing, same};

/// What a new signature field may hold. Not among them: actions, children, a parent.
const FIELD: &[&str] = &[
    "Type", "Subtype", "FT", "T", "TU", "Ff", "F", "P", "Rect", "V", "AP", "Lock", "SV",
];
/// What the value of a signature field may be replaced together with.
const SIGNING: &[&str] = &["V", "AP", "Type", "F"];

impl Comparison<'_> {
    /// The form itself.
    pub(super) fn form(&mut self, old: &Dictionary, new: &Dictionary) -> Result<(), Finding> {
        let (old, new) = match self.pair("AcroForm", old, new)? {
            (Object::Null, Object::Null) => return Ok(()),
            (Object::Null, Object::Dictionary(new)) => (Dictionary::new(), new),
            (Object::Dictionary(old), Object::Dictionary(new)) => (old, new),
            _ => {
                return Err(Finding::forbidden(
                    "После подписания форма документа удалена или заменена.",
                ));
            }
        };
        if let Some(key) = differing(&old, &new, &["Fields", "SigFlags"]).first() {
            return Err(Finding::forbidden(format!(
                "После подписания изменены свойства формы ({}).",
                String::from_utf8_lossy(key)
            )));
        }
        self.flags(&old, &new)?;
        let (old, new) = match self.pair("Fields", &old, &new)? {
            (Object::Null, Object::Null) => return Ok(()),
            (Object::Null, Object::Array(new)) => (Vec::new(), new),
            (Object::Array(old), Object::Array(new)) => (old, new),
            _ => return Err(changed_fields()),
        };
        if old.len() > new.len() || !old.iter().zip(&new).all(|(old, new)| same(old, new)) {
            return Err(changed_fields());
        }
        for field in &new[old.len()..] {
            let id = field.as_reference().ok_or_else(changed_fields)?;
            self.new_field(id, &old)?;
        }
        Ok(())
    }

    /// SigFlags (Table 219): bits are added, never taken away, and only the two there are.
    fn flags(&self, old: &Dictionary, new: &Dictionary) -> Result<(), Finding> {
        let old = self.old.value(old, "SigFlags")?.as_integer().unwrap_or(0);
        let new = match self.new.value(new, "SigFlags")? {
            Object::Null => 0,
            Object::Integer(flags) => flags,
            _ => -1,
        };
        if (0..=3).contains(&new) && old & !new == 0 {
            return Ok(());
        }
        Err(Finding::forbidden(
            "После подписания сняты признаки подписанной формы.",
        ))
    }

    fn new_field(&mut self, id: ObjectId, before: &[Object]) -> Result<(), Finding> {
        let written = self.added(id).filter(|written| written.data.is_none());
        let Some(Object::Dictionary(field)) = written.map(|written| written.value.clone()) else {
            return Err(changed_fields());
        };
        let is_plain = field.is_name("FT", "Sig")
            && field.is_name("Subtype", "Widget")
            && field
                .get("Type")
                .is_none_or(|_| field.is_name("Type", "Annot"));
        if !is_plain {
            return Err(Finding::forbidden(
                "После подписания в форму добавлено поле, и это не поле подписи.",
            ));
        }
        if !only_keys(&field, FIELD) {
            return Err(Finding::unknown(
                "Добавленное поле подписи содержит лишние сведения.",
            ));
        }
        // Two fields of one name are one field to a reader (§12.7.3.2).
        let name = field
            .get("T")
            .and_then(Object::as_string)
            .map(<[u8]>::to_vec);
        let name = name.filter(|name| !name.is_empty() && !name.contains(&b'.'));
        let names = self.names(before)?;
        if !name.is_some_and(|name| names.insert(name)) {
            return Err(Finding::forbidden(
                "Имя добавленного поля подписи уже занято.",
            ));
        }
        self.value(&field)?;
        for key in ["Lock", "SV"] {
            if let Some(value) = field.get(key) {
                self.explain_below(value, false);
            }
        }
        self.explain_below(field.get("AP").unwrap_or(&Object::Null), true);
        let mut signed = SignedField {
            is_new: true,
            ..SignedField::default()
        };
        match field.get("P") {
            None => {}
            Some(Object::Reference(page)) if self.was_there(page.number) => {
                signed.pages.insert(page.number);
            }
            Some(_) => return Err(changed_fields()),
        }
        self.explained.insert(id.number);
        self.signed_fields.insert(id.number, signed);
        Ok(())
    }

    /// A signature field that was empty and has its value now; `false` when the object is something else.
    pub(super) fn newly_signed(
        &mut self,
        id: ObjectId,
        old: &Dictionary,
        new: &Dictionary,
    ) -> Result<bool, Finding> {
        let is_field = self.inherited(&self.new, new, "FT")? == Object::name("Sig");
        if !is_field || self.old.value(old, "V")? != Object::Null || !new.contains("V") {
            return Ok(false);
        }
        if !differing(old, new, SIGNING).is_empty()
            || self.old.value(old, "F")? != self.new.value(new, "F")?
        {
            return Err(Finding::forbidden(
                "Вместе с подписью изменены свойства её поля.",
            ));
        }
        if new.contains("Type") && !new.is_name("Type", "Annot") {
            return Err(changed_fields());
        }
        self.value(new)?;
        self.explained.insert(id.number);
        let mut signed = SignedField::default();
        // What the field shows is judged only if it shows something else than before.
        if !same(
            old.get("AP").unwrap_or(&Object::Null),
            new.get("AP").unwrap_or(&Object::Null),
        ) {
            self.explain_below(new.get("AP").unwrap_or(&Object::Null), true);
            match new.get("P").and_then(Object::as_reference) {
                Some(page) => signed.pages.insert(page.number),
                None => signed.pages.insert(0),
            };
        }
        self.signed_fields.insert(id.number, signed);
        Ok(true)
    }

    /// The value must be a new signature dictionary in the plain file; it is checked as a signature by itself.
    fn value(&mut self, field: &Dictionary) -> Result<(), Finding> {
        let odd = || Finding::unknown("Добавлено поле подписи без подписи.");
        let id = field
            .get("V")
            .and_then(Object::as_reference)
            .ok_or_else(odd)?;
        let written = self.added(id).filter(|written| written.range.is_some());
        let Some(Object::Dictionary(signature)) = written.map(|written| written.value.clone())
        else {
            return Err(odd());
        };
        let is_signature = signature.contains("ByteRange")
            && signature.contains("Contents")
            && signature.get("Type").is_none_or(|_| {
                signature.is_name("Type", "Sig") || signature.is_name("Type", "DocTimeStamp")
            });
        if !is_signature || !self.explained.insert(id.number) {
            return Err(odd());
        }
        if !signature.is_name("SubFilter", "ETSI.RFC3161") {
            self.step.signs = true;
        }
        for (_, value) in signature.iter() {
            self.explain_below(value, false);
        }
        Ok(())
    }

    /// A value that a field takes from above when it has none (§12.7.3.1).
    pub(super) fn inherited(
        &self,
        view: &pdf_file::View<'_>,
        field: &Dictionary,
        key: &str,
    ) -> Result<Object, Finding> {
        let mut node = field.clone();
        for _ in 0..32 {
            if node.contains(key) {
                return Ok(view.value(&node, key)?);
            }
            match view.value(&node, "Parent")? {
                Object::Dictionary(parent) => node = parent,
                _ => return Ok(Object::Null),
            }
        }
        Err(changed_fields())
    }

    /// The names at the top of the form, kept from saving to saving.
    fn names(&mut self, fields: &[Object]) -> Result<&mut HashSet<Vec<u8>>, Finding> {
        if self.names.is_none() {
            let mut names = HashSet::new();
            for field in fields {
                if let Object::Dictionary(field) = self.old.resolve(field)?
                    && let Object::String(name) = self.old.value(&field, "T")?
                {
                    names.insert(name);
                }
            }
            *self.names = Some(names);
        }
        Ok(self.names.get_or_insert_default())
    }
}

fn changed_fields() -> Finding {
    Finding::forbidden("После подписания изменён состав полей формы.")
}
