//! Every code this crate's errors can have, so that those who keep words for them can be checked.

/// The codes of [`DeliveryError`](crate::DeliveryError), [`SendError`](crate::SendError) and
/// [`OutboxError`](crate::OutboxError), and the one that stands only in a record.
pub const CODES: [&str; 40] = [
    "mail_address_invalid",
    "mail_address_not_ascii",
    "mail_address_hidden",
    "mail_no_recipient",
    "mail_subject_invalid",
    "mail_attachment_name_invalid",
    "mail_media_type_invalid",
    "mail_date_invalid",
    "mail_not_a_draft",
    "mail_not_a_message",
    "mail_profile_invalid",
    "mail_plain_text_refused",
    "mail_ca_unreadable",
    "smtp_host_unknown",
    "smtp_port_closed",
    "smtp_no_answer",
    "smtp_certificate_untrusted",
    "smtp_tls_failed",
    "smtp_no_starttls",
    "smtp_server_refused",
    "smtp_wrong_password",
    "smtp_no_password_login",
    "smtp_sender_refused",
    "smtp_mailbox_refused",
    "smtp_letter_refused",
    "smtp_temporary",
    "smtp_connection_lost",
    "smtp_outcome_unknown",
    "recipient_reserved",
    "smtp_no_8bitmime",
    "mail_line_ends",
    "outbox_not_recorded",
    "outbox_busy",
    "outbox_already_sent",
    "outbox_undecided",
    "outbox_other_letter",
    "outbox_changed",
    "outbox_broken",
    "outbox_disk",
    "outbox_interrupted",
];

#[cfg(test)]
mod tests {
    use super::CODES;

    /// The list is held against the sources themselves: a new variant's code cannot be forgotten.
    #[test]
    fn the_list_is_what_the_sources_say() {
        let sources = [
            include_str!("error.rs"),
            include_str!("outbox.rs"),
            include_str!("send_error.rs"),
        ];
        let mut found: Vec<&str> = sources
            .iter()
            .flat_map(|source| source.lines())
            .filter_map(|line| line.trim().strip_prefix("Self::")?.split_once(" => \""))
            .filter_map(|(_, rest)| rest.strip_suffix("\","))
            .filter(|text| text.is_ascii() && text.contains('_'))
            .chain(["outbox_interrupted"])
            .collect();
        found.sort_unstable();
        let mut listed = CODES.to_vec();
        listed.sort_unstable();
        assert_eq!(found, listed);
    }
}
