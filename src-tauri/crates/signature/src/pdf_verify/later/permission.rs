//! What a signature permits to be changed after it (ISO 32000-1 §12.8.2.2 DocMDP, §12.8.2.4 FieldMDP).

use pdf_file::{Dictionary, Object, PdfFile, View};

use super::super::survey::{Place, Survey};
use super::Finding;

/// Without a certification only what the list allows to everybody.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Permission {
    /// `P` of DocMDP, the strictest that applies.
    level: Option<i64>,
    locks: Vec<Lock>,
}

/// Fields that must stay as they are.
#[derive(Debug, PartialEq, Eq)]
enum Lock {
    All,
    Include(Vec<String>),
    Exclude(Vec<String>),
    /// Written in a way not known: everything is locked.
    Doubtful,
}

impl Permission {
    /// Reads it from the revision that was signed.
    pub(super) fn of(file: &PdfFile<'_>, survey: &Survey, place: &Place) -> Result<Self, Finding> {
        let view = file.view(place.revision);
        let mut permission = Self::default();
        let catalog = view.catalog()?;
        if let Object::Dictionary(permissions) = view.value(&catalog, "Perms")?
            && let Some(Object::Reference(id)) = permissions.get("DocMDP")
        {
            // Only a certification that is itself one of the signatures counts.
            let certification = survey
                .plain()
                .filter(|one| one.revision <= place.revision)
                .find(|one| one.written.id == *id);
            let dictionary = certification.and_then(|one| one.written.dictionary());
            let dictionary = dictionary
                .ok_or_else(|| Finding::unknown("Разрешение на изменения ничем не подписано."))?;
            permission.read(&view, dictionary, true)?;
        }
        if let Some(own) = place.written.dictionary() {
            permission.read(&view, own, false)?;
        }
        for field in survey.fields_with(place.written.id) {
            if let Object::Dictionary(field) = view.object(*field)?
                && let Object::Dictionary(lock) = view.value(&field, "Lock")?
                && let Object::Integer(level) = view.value(&lock, "P")?
            {
                permission.tighten(level);
            }
        }
        Ok(permission)
    }

    /// A further signature.
    pub(super) fn to_sign(&self) -> Result<(), Finding> {
        match self.level {
            None | Some(2 | 3) => Ok(()),
            Some(1) => Err(Finding::forbidden(
                "Подпись запретила любые изменения, а документ подписан ещё раз.",
            )),
            Some(_) => Err(doubtful()),
        }
    }

    /// A filled form field, by its full name.
    pub(super) fn to_fill(&self, name: &str) -> Result<(), Finding> {
        match self.level {
            Some(2 | 3) => {}
            None => {
                return Err(Finding::forbidden(format!(
                    "После подписания изменено поле формы «{name}», а подпись этого не разрешала."
                )));
            }
            Some(1) => {
                return Err(Finding::forbidden(format!(
                    "Подпись запретила любые изменения, а поле формы «{name}» изменено."
                )));
            }
            Some(_) => return Err(doubtful()),
        }
        if self.locks.contains(&Lock::Doubtful) {
            return Err(doubtful());
        }
        if self.locks.iter().any(|lock| lock.holds(name)) {
            return Err(Finding::forbidden(format!(
                "Изменено поле формы «{name}», закрытое подписью."
            )));
        }
        Ok(())
    }

    fn read(
        &mut self,
        view: &View<'_>,
        signature: &Dictionary,
        certifies: bool,
    ) -> Result<(), Finding> {
        let Object::Array(references) = view.value(signature, "Reference")? else {
            return Ok(());
        };
        for reference in &references {
            let Object::Dictionary(reference) = view.resolve(reference)? else {
                return Err(doubtful());
            };
            let parameters = match view.value(&reference, "TransformParams")? {
                Object::Dictionary(parameters) => parameters,
                _ => Dictionary::new(),
            };
            match reference.get("TransformMethod").and_then(Object::as_name) {
                // Table 254: P is 2 when it is absent.
                Some(b"DocMDP") => match view.value(&parameters, "P")? {
                    Object::Null if certifies => self.tighten(2),
                    Object::Integer(level) => self.tighten(level),
                    _ => return Err(doubtful()),
                },
                Some(b"FieldMDP") => self.locks.push(Lock::read(view, &parameters)?),
                _ => return Err(doubtful()),
            }
        }
        Ok(())
    }

    fn tighten(&mut self, level: i64) {
        self.level = Some(self.level.map_or(level, |old| old.min(level)));
    }
}

fn doubtful() -> Finding {
    Finding::unknown("Что подпись разрешила менять, записано непонятно.")
}

impl Lock {
    fn read(view: &View<'_>, parameters: &Dictionary) -> Result<Self, Finding> {
        let names = match view.value(parameters, "Fields")? {
            Object::Array(names) => names.iter().map(Object::as_text).collect(),
            _ => None,
        };
        Ok(
            match (parameters.get("Action").and_then(Object::as_name), names) {
                (Some(b"All"), _) => Self::All,
                (Some(b"Include"), Some(names)) => Self::Include(names),
                (Some(b"Exclude"), Some(names)) => Self::Exclude(names),
                _ => Self::Doubtful,
            },
        )
    }

    fn holds(&self, name: &str) -> bool {
        let among = |names: &[String]| {
            names.iter().any(|one| {
                name.strip_prefix(one.as_str())
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            })
        };
        match self {
            Self::All | Self::Doubtful => true,
            Self::Include(names) => among(names),
            Self::Exclude(names) => !among(names),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_certification_nothing_may_be_filled() {
        let free = Permission::default();
        assert!(free.to_sign().is_ok());
        assert!(matches!(free.to_fill("a"), Err(Finding::Forbidden(_))));
        let closed = Permission {
            level: Some(1),
            ..Permission::default()
        };
        assert!(closed.to_sign().is_err() && closed.to_fill("a").is_err());
        let odd = Permission {
            level: Some(7),
            ..Permission::default()
        };
        assert!(matches!(odd.to_fill("a"), Err(Finding::Unknown(_))));
    }

    #[test]
    fn locked_fields_stay_locked_with_those_below_them() {
        let names = || vec!["person".to_owned()];
        let lock = |lock| Permission {
            level: Some(2),
            locks: vec![lock],
        };
        assert!(lock(Lock::Include(names())).to_fill("person.name").is_err());
        assert!(lock(Lock::Include(names())).to_fill("personal").is_ok());
        assert!(lock(Lock::Exclude(names())).to_fill("person").is_ok());
        assert!(lock(Lock::Exclude(names())).to_fill("date").is_err());
        assert!(lock(Lock::All).to_fill("date").is_err());
    }
}
