//! Sending a composed letter (contract §6): the draft gets its sender, goes into the folder's outbox, goes out once.

use std::path::Path;

use chrono::{DateTime, FixedOffset};
use delivery::{Outbox, OutboxRecord, Password, Profile};

use crate::failure::Failure;
use crate::folder;

/// Sends the letter of a folder. The outbox beside it remembers the exact bytes and what became of them; a letter that
/// may have gone is never sent again by itself.
///
/// # Errors
/// [`Failure::NotComposed`] without a message; [`Failure::Send`] with the outcome, which the outbox keeps too.
pub fn send(
    folder: &Path,
    profile: &Profile,
    password: &Password,
    clock: &dyn Fn() -> DateTime<FixedOffset>,
) -> Result<OutboxRecord, Failure> {
    let mut outbox = queue(folder, profile, clock)?;
    outbox.deliver(profile, password, clock)?;
    Ok(outbox.record().clone())
}

/// The letter with its sender, in the folder's outbox.
pub(crate) fn queue(
    folder: &Path,
    profile: &Profile,
    clock: &dyn Fn() -> DateTime<FixedOffset>,
) -> Result<Outbox, Failure> {
    let draft = folder.join("message.eml");
    if !draft.exists() {
        return Err(Failure::NotComposed {
            folder: folder.to_owned(),
        });
    }
    let message = delivery::with_sender(&folder::read_file(&draft)?, profile.from())?;
    Ok(Outbox::queue(folder, &message, clock()).map_err(delivery::SendError::from)?)
}
