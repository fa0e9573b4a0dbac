//! What came after a signature. Every later saving is compared, object by object, with the one before it; a short list
//! says what may be there, and whatever is not on the list is not allowed.
//!
//! | on the list | where |
//! |---|---|
//! | a further signature, its field, its place on a page | [`form`], [`page`] |
//! | a document time stamp (`ETSI.RFC3161`) | [`form`] |
//! | data for later validation (`DSS`, `VRI`) | [`store`] |
//! | the date of change and the program's name in the metadata | [`metadata`] |
//! | form filling, when a signed DocMDP permits it | [`filling`], [`permission`] |
//!
//! The savings are compared once, however many signatures there are; each signature then looks at those after it.

mod comparison;
mod filling;
mod form;
mod metadata;
mod page;
mod permission;
mod same;
mod store;

use std::collections::HashSet;

use pdf_file::PdfFile;

use self::comparison::Comparison;
use self::permission::Permission;
use super::survey::{Place, Survey};
use crate::report::LaterChanges;

/// What one saving changed.
#[derive(Debug, Default)]
struct Step {
    /// The worst thing found; `None` when everything is on the list.
    worst: Option<Finding>,
    /// There is a further signature.
    signs: bool,
    /// The full names of the form fields that were filled.
    filled: Vec<String>,
}

/// Something that is not on the list, in words for people.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Finding {
    /// It changes what was signed.
    Forbidden(String),
    /// It cannot be told whether it does.
    Unknown(String),
}

impl Finding {
    fn forbidden(reason: impl Into<String>) -> Self {
        Self::Forbidden(reason.into())
    }

    fn unknown(reason: impl Into<String>) -> Self {
        Self::Unknown(reason.into())
    }
}

impl From<pdf_file::PdfError> for Finding {
    fn from(error: pdf_file::PdfError) -> Self {
        Self::Unknown(format!("Дописанное после подписания не читается: {error}."))
    }
}

impl Step {
    /// Keeps the worse of two findings, the first of equals.
    fn note(&mut self, outcome: Result<(), Finding>) {
        match (&self.worst, outcome) {
            (_, Ok(())) | (Some(Finding::Forbidden(_)), Err(_)) => {}
            (Some(Finding::Unknown(_)), Err(Finding::Unknown(_))) => {}
            (_, Err(finding)) => self.worst = Some(finding),
        }
    }
}

/// What all savings after the first signature changed.
pub(super) struct Later {
    /// One for each revision; those up to the first signature are empty.
    steps: Vec<Step>,
    /// For each revision the worst finding in it and after it, as the revision that holds it.
    worst: Vec<Option<usize>>,
    /// For each revision whether a signature was added in it or after it.
    signs: Vec<bool>,
}

impl Later {
    /// Compares every saving after the first signature with the one before it.
    pub(super) fn of(file: &PdfFile<'_>, survey: &Survey) -> Self {
        let count = file.revisions().len();
        let first = survey.plain().map(|place| place.revision).min();
        let mut names: Option<HashSet<Vec<u8>>> = None;
        let steps: Vec<Step> = (0..count)
            .map(|revision| match first {
                Some(first) if revision > first => {
                    Comparison::step(file, survey, revision, &mut names)
                }
                _ => Step::default(),
            })
            .collect();
        let mut worst: Vec<Option<usize>> = vec![None; count + 1];
        let mut signs = vec![false; count + 1];
        for revision in (0..count).rev() {
            worst[revision] = match (&steps[revision].worst, worst[revision + 1]) {
                (None, after) => after,
                (Some(Finding::Unknown(_)), Some(after))
                    if matches!(steps[after].worst, Some(Finding::Forbidden(_))) =>
                {
                    Some(after)
                }
                (Some(_), _) => Some(revision),
            };
            signs[revision] = steps[revision].signs || signs[revision + 1];
        }
        Self {
            steps,
            worst,
            signs,
        }
    }

    /// What the savings after a signature mean for it, with the reason when they are not allowed.
    pub(super) fn after(
        &self,
        file: &PdfFile<'_>,
        survey: &Survey,
        place: &Place,
    ) -> (LaterChanges, Option<String>) {
        let next = place.revision + 1;
        if survey.damaged > 0 {
            let reason = "В документе есть объекты, которые не читаются.";
            return (LaterChanges::Unknown, Some(reason.into()));
        }
        let finding = match self.worst.get(next).copied().flatten() {
            Some(revision) => self.steps[revision].worst.clone(),
            None => Permission::of(file, survey, place)
                .and_then(|permission| self.within(&permission, next))
                .err(),
        };
        match finding {
            None => (LaterChanges::Allowed, None),
            Some(Finding::Forbidden(reason)) => (LaterChanges::Forbidden, Some(reason)),
            Some(Finding::Unknown(reason)) => (LaterChanges::Unknown, Some(reason)),
        }
    }

    /// Whether what is on the list is also within what the signature permits.
    fn within(&self, permission: &Permission, next: usize) -> Result<(), Finding> {
        if self.signs.get(next) == Some(&true) {
            permission.to_sign()?;
        }
        for step in self.steps.get(next..).unwrap_or_default() {
            for name in &step.filled {
                permission.to_fill(name)?;
            }
        }
        Ok(())
    }
}
