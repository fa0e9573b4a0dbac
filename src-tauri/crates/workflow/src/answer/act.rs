//! An act of destruction is signed by everyone who destroyed (order 179 п. 3 «г»): who has, and who has not yet.

use chrono::{DateTime, FixedOffset};
use request::response::AnswerBody;
use serde::Serialize;
use signature::Trust;

use super::read;
use crate::failure::Failure;
use crate::report;
use crate::signer;

/// Who has signed an act, and who has not yet (order 179 п. 3 «г»).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ActSigners {
    /// Names of those whose intact signature is there.
    pub signed: Vec<String>,
    /// Names of those whose signature is missing.
    pub left: Vec<String>,
}

/// Looks at an act's own signature and at the files beside it.
///
/// # Errors
/// [`Failure::Intake`] when the PDF is no act of ours.
pub fn act_signers(
    pdf: &[u8],
    beside: &[&[u8]],
    now: DateTime<FixedOffset>,
) -> Result<ActSigners, Failure> {
    let no_act = || Failure::Intake {
        reason: "это не акт, составленный программой".to_owned(),
    };
    let data = report::inside(pdf, "response.json").ok_or_else(no_act)?;
    let reading = read(&data, now)?;
    let Some(AnswerBody::DestructionAct(act)) = reading.response.map(|response| response.answer)
    else {
        return Err(no_act());
    };
    let trust = Trust::new().without_revocation();
    let own = signature::verify_pdf(pdf, &trust, now).signatures;
    let others = beside
        .iter()
        .flat_map(|one| signature::verify_detached(pdf, one, &trust, now).signatures);
    let holders: Vec<_> = own
        .into_iter()
        .chain(others)
        .filter(|one| one.integrity == signature::Integrity::Ok)
        .filter_map(|one| one.signer)
        .collect();
    let mut signers = ActSigners {
        signed: Vec::new(),
        left: Vec::new(),
    };
    for one in &act.destroyers {
        let found = holders.iter().any(|holder| {
            let names = signer::HolderNames {
                common_name: &holder.common_name,
                surname: holder.surname.as_deref(),
                given_name: holder.given_name.as_deref(),
            };
            signer::is_same_name(
                names,
                &one.surname,
                &one.given_name,
                one.patronymic.as_deref(),
            )
        });
        if found {
            signers.signed.push(one.full_name());
        } else {
            signers.left.push(one.full_name());
        }
    }
    Ok(signers)
}
