//! Every code a problem or an unreadable file can have, so that whoever shows them can prove to have words for all.

use std::collections::BTreeSet;

use law::{Kind, Pack};

/// The codes of all problems and of [`crate::Unreadable`]; those of absences come from the rule packs.
#[must_use]
pub fn codes() -> BTreeSet<String> {
    let mut codes: BTreeSet<String> = FIXED.iter().map(|code| (*code).to_owned()).collect();
    for pack in Pack::all() {
        let of_kinds = Kind::ALL
            .iter()
            .flat_map(|kind| &pack.kind(*kind).requirements);
        codes.extend(
            of_kinds
                .chain(&pack.representative)
                .map(|r| format!("missing_{}", r.code)),
        );
    }
    codes
}

/// Codes written in this crate. Policies have no codes of their own: theirs are those of the law.
const FIXED: &[&str] = &[
    "authority_expired",
    "authority_not_enclosed",
    "authority_unnamed",
    "birth_certificate_shape",
    "child_without_representative",
    "complaint_mixed",
    "control_character",
    "date_after_letter",
    "date_before_birth",
    "date_implausible",
    "date_impossible",
    "date_in_future",
    "date_order",
    "date_shape",
    "demand_repeated",
    "document_number_unusual",
    "duplicate_field",
    "duplicate_item",
    "email_masked",
    "email_shape",
    "empty",
    "enclosure_name_clash",
    "enclosure_repeated",
    "file_too_large",
    "inn_checksum",
    "inn_shape",
    "missing_field",
    "missing_signature",
    "not_an_object",
    "not_json",
    "not_the_main_document",
    "not_utf8",
    "ogrn_checksum",
    "ogrn_shape",
    "other_format",
    "out_of_range",
    "outcome_contradiction",
    "parent_of_adult",
    "passport_number_shape",
    "passport_outdated",
    "passport_series_missing",
    "passport_series_shape",
    "passport_series_unusual",
    "passport_too_early",
    "phone_kazakhstan",
    "phone_shape",
    "postal_code_shape",
    "repeat_too_early",
    "reply_to_nobody",
    "reply_without_address",
    "reply_without_email",
    "shape",
    "subdivision_code_shape",
    "subdivision_code_unusual",
    "too_long",
    "too_many_elements",
    "too_many_problems",
    "unknown_code",
    "unknown_field",
    "unreadable",
    "wrong_type",
];

#[cfg(test)]
mod tests {
    use super::*;

    /// The sources that name codes.
    const SOURCES: [&str; 8] = [
        include_str!("completeness.rs"),
        include_str!("demands.rs"),
        include_str!("documents.rs"),
        include_str!("problem.rs"),
        include_str!("read.rs"),
        include_str!("rules.rs"),
        include_str!("walk.rs"),
        include_str!("words.rs"),
    ];

    #[test]
    fn the_list_has_no_code_that_is_never_used() {
        for code in FIXED {
            let quoted = format!("\"{code}\"");
            assert!(
                SOURCES.iter().any(|source| source.contains(&quoted)),
                "{code}"
            );
        }
    }
}
