//! Which revision says what of an object: one look-up costs the logarithm of the file, however many revisions there are.

use crate::file::Revision;
use crate::section::Entry;

/// The entries of all revisions.
#[derive(Debug)]
pub(crate) struct Index {
    /// For every revision its entries by number.
    revisions: Vec<Vec<(u32, Entry)>>,
    /// Number and revision of every entry after the first revision, by both; the first is searched in its own list.
    later: Vec<(u32, u32)>,
}

impl Index {
    /// Takes the entries out of the sections; within a revision the newer section wins.
    pub(crate) fn of(revisions: &mut [Revision]) -> Self {
        let revisions: Vec<Vec<(u32, Entry)>> = revisions
            .iter_mut()
            .map(|revision| {
                let mut entries = Vec::new();
                for section in &mut revision.sections {
                    entries.append(&mut section.entries);
                }
                // The sort is stable and newer sections come first.
                entries.sort_by_key(|(number, _)| *number);
                entries.dedup_by_key(|(number, _)| *number);
                entries
            })
            .collect();
        let mut later: Vec<(u32, u32)> = revisions
            .iter()
            .enumerate()
            .skip(1)
            .flat_map(|(revision, entries)| {
                // There are never more than MAX_REVISIONS.
                let revision = u32::try_from(revision).unwrap_or(u32::MAX);
                entries.iter().map(move |(number, _)| (*number, revision))
            })
            .collect();
        later.sort_unstable();
        Self { revisions, later }
    }

    /// What a revision itself lists.
    pub(crate) fn listed(&self, revision: usize) -> &[(u32, Entry)] {
        self.revisions.get(revision).map_or(&[], Vec::as_slice)
    }

    /// The entry in force as of a revision, and the revision that made it.
    pub(crate) fn at(&self, number: u32, revision: usize) -> Option<(usize, Entry)> {
        let limit = u32::try_from(revision).unwrap_or(u32::MAX);
        let after = self.later.partition_point(|row| *row <= (number, limit));
        let made_by = match after.checked_sub(1).map(|last| self.later[last]) {
            Some((found, revision)) if found == number => revision as usize,
            _ => 0,
        };
        let entries = &self.revisions[made_by];
        let place = entries
            .binary_search_by_key(&number, |(listed, _)| *listed)
            .ok()?;
        Some((made_by, entries[place].1))
    }

    /// The highest number any revision lists.
    pub(crate) fn highest_number(&self) -> Option<u32> {
        self.revisions
            .iter()
            .filter_map(|entries| entries.last().map(|(number, _)| *number))
            .max()
    }
}
