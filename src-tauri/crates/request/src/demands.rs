//! The demands of a request, each with the keys of its kind (contract §2).

use law::{AccessItem, Kind};
use serde_json::Value;

use crate::demand::{
    AllItems, Channel, ComplaintAuthority, Consent, Correction, Demand, DestructionGround, Items,
    Previous,
};
use crate::read::{line, text};
use crate::values::Text;
use crate::walk::{Fields, Notes, code, date, elements, flag, serde_code, string};
use crate::words;

/// The codes of every kind, in the order of the contract.
const KINDS: [&str; Kind::ALL.len()] = {
    let mut codes = [""; Kind::ALL.len()];
    let mut i = 0;
    while i < codes.len() {
        codes[i] = Kind::ALL[i].code();
        i += 1;
    }
    codes
};

/// The codes of what may be asked about, in the order of the law.
const ITEMS: [&str; AccessItem::ALL.len()] = {
    let mut codes = [""; AccessItem::ALL.len()];
    let mut i = 0;
    while i < codes.len() {
        codes[i] = AccessItem::ALL[i].code();
        i += 1;
    }
    codes
};

/// Reads one demand.
pub(crate) fn demand(value: &Value, at: &str, notes: &mut Notes) -> Option<Demand> {
    let mut fields = Fields::open(value, at, notes)?;
    // Without a known kind nobody can say which other fields belong here.
    let kind = fields.need("kind", code(&KINDS, Kind::from_code))?;
    let demand = keys(kind, &mut fields);
    fields.close()?;
    demand
}

fn keys(kind: Kind, fields: &mut Fields<'_, '_>) -> Option<Demand> {
    // Every key is read before the first `?`, so that all problems are found at once.
    match kind {
        Kind::Access => {
            let (wanted, inspect) = (fields.need("items", items), fields.may("inspect", flag));
            Some(Demand::Access {
                items: wanted?,
                inspect: inspect?,
            })
        }
        Kind::AccessRepeat => {
            let (wanted, inspect) = (fields.need("items", items), fields.may("inspect", flag));
            let (previous, reasons) = (
                fields.need_part("previous", previous),
                fields.may("reasons", text),
            );
            Some(Demand::AccessRepeat {
                items: wanted?,
                inspect: inspect?,
                previous: previous?,
                reasons: reasons?,
            })
        }
        Kind::Rectification => {
            let corrections = fields.need_list("corrections", correction);
            Some(Demand::Rectification {
                corrections: corrections?,
            })
        }
        Kind::Blocking => {
            let (reasons, data) = (fields.need("reasons", text), texts(fields, "data"));
            Some(Demand::Blocking {
                reasons: reasons?,
                data: data?,
            })
        }
        Kind::Destruction => {
            let ground = fields.need(
                "ground",
                serde_code::<DestructionGround>(&["unlawful", "not_needed"]),
            );
            let (facts, proof) = (needed_texts(fields, "facts"), fields.may("proof", text));
            Some(Demand::Destruction {
                ground: ground?,
                facts: facts?,
                proof: proof?,
            })
        }
        Kind::UnlawfulProcessing => {
            let facts = needed_texts(fields, "facts");
            Some(Demand::UnlawfulProcessing { facts: facts? })
        }
        Kind::ConsentWithdrawal => {
            let (consent, data) = (fields.may("consent", consent), texts(fields, "data"));
            Some(Demand::ConsentWithdrawal {
                consent: consent?,
                data: data?,
            })
        }
        Kind::StopProcessing => {
            let (data, reasons) = (texts(fields, "data"), fields.may("reasons", text));
            Some(Demand::StopProcessing {
                data: data?,
                reasons: reasons?,
            })
        }
        Kind::MarketingStop => {
            let channels = fields.need_list("channels", channel);
            Some(Demand::MarketingStop {
                channels: channels?,
            })
        }
        Kind::StopDissemination => {
            let (data, place) = (needed_texts(fields, "data"), fields.may("where", text));
            Some(Demand::StopDissemination {
                data: data?,
                place: place?,
            })
        }
        Kind::PublicSourceRemoval => {
            let (source, data) = (fields.need("source", text), texts(fields, "data"));
            Some(Demand::PublicSourceRemoval {
                source: source?,
                data: data?,
            })
        }
        Kind::AutomatedDecisionObjection => {
            let (decision, objection) = (
                fields.need("decision", text),
                fields.need("objection", text),
            );
            Some(Demand::AutomatedDecisionObjection {
                decision: decision?,
                objection: objection?,
            })
        }
        Kind::RefusalToProvide => {
            let (data, question) = (texts(fields, "data"), fields.may("question", text));
            Some(Demand::RefusalToProvide {
                data: data?,
                question: question?,
            })
        }
        Kind::Explanation => {
            let questions = needed_texts(fields, "questions");
            Some(Demand::Explanation {
                questions: questions?,
            })
        }
        Kind::DeleteAll => {
            let (reasons, account) = (fields.may("reasons", text), fields.may("account", line));
            Some(Demand::DeleteAll {
                reasons: reasons?,
                account: account?,
            })
        }
        Kind::Complaint => {
            let authority = fields.need_part("authority", complaint_authority);
            let facts = needed_texts(fields, "facts");
            let (previous, asks) = (fields.list("previous", previous), texts(fields, "asks"));
            Some(Demand::Complaint {
                authority: authority?,
                facts: facts?,
                previous: previous?,
                asks: asks?,
            })
        }
        Kind::Free => {
            let text = fields.need("text", text);
            Some(Demand::Free { text: text? })
        }
    }
}

fn texts(fields: &mut Fields<'_, '_>, name: &'static str) -> Option<Vec<Text>> {
    fields.list(name, text)
}

fn needed_texts(fields: &mut Fields<'_, '_>, name: &'static str) -> Option<Vec<Text>> {
    fields.need_list(name, text)
}

/// `"all"`, or a list of codes with none twice.
fn items(value: &Value, at: &str, notes: &mut Notes) -> Option<Items> {
    if value.is_string() {
        let all =
            code(&["all"], |typed| (typed == "all").then_some(AllItems::All))(value, at, notes)?;
        return Some(Items::All(all));
    }
    let mut chosen: Vec<AccessItem> = Vec::new();
    let read = elements(value, at, notes, |value, at, notes| {
        let item = code(&ITEMS, AccessItem::from_code)(value, at, notes)?;
        if chosen.contains(&item) {
            let typed = string(value, at, notes)?;
            let what = format!("«{typed}» стоит дважды. Оставьте один раз.");
            notes.error("duplicate_item", at, words::about(at, &what));
            return None;
        }
        chosen.push(item);
        Some(item)
    })?;
    if read.is_empty() {
        let what = "список пуст. Назовите хотя бы один пункт или напишите \"all\".";
        notes.error("empty", at, words::about(at, what));
        return None;
    }
    Some(Items::Some(read))
}

fn previous(value: &Value, at: &str, notes: &mut Notes) -> Option<Previous> {
    let mut fields = Fields::open(value, at, notes)?;
    let sent_on = fields.need("sent_on", date);
    let number = fields.may("number", line);
    let channel = fields.need("channel", line);
    let outcome = fields.need("outcome", serde_code(&["none", "partial", "full"]));
    let answered_on = fields.may("answered_on", date);
    fields.close()?;
    Some(Previous {
        sent_on: sent_on?,
        number: number?,
        channel: channel?,
        outcome: outcome?,
        answered_on: answered_on?,
    })
}

fn correction(value: &Value, at: &str, notes: &mut Notes) -> Option<Correction> {
    let mut fields = Fields::open(value, at, notes)?;
    let what = fields.need("what", text);
    let wrong = fields.need("wrong", text);
    let right = fields.need("right", text);
    let proof = fields.may("proof", text);
    fields.close()?;
    Some(Correction {
        what: what?,
        wrong: wrong?,
        right: right?,
        proof: proof?,
    })
}

fn consent(value: &Value, at: &str, notes: &mut Notes) -> Option<Consent> {
    let mut fields = Fields::open(value, at, notes)?;
    let given_on = fields.may("given_on", date);
    let form = fields.may("form", line);
    let purpose = fields.may("purpose", text);
    fields.close()?;
    Some(Consent {
        given_on: given_on?,
        form: form?,
        purpose: purpose?,
    })
}

fn channel(value: &Value, at: &str, notes: &mut Notes) -> Option<Channel> {
    let mut fields = Fields::open(value, at, notes)?;
    let kind = fields.need(
        "type",
        serde_code(&["sms", "call", "email", "messenger", "post"]),
    );
    let address = fields.need("address", line);
    let dates = fields.list("dates", date);
    fields.close()?;
    Some(Channel {
        kind: kind?,
        address: address?,
        dates: dates?,
    })
}

fn complaint_authority(value: &Value, at: &str, notes: &mut Notes) -> Option<ComplaintAuthority> {
    let mut fields = Fields::open(value, at, notes)?;
    let code = fields.need(
        "code",
        serde_code(&["rkn", "fas", "prosecutor", "court", "other"]),
    );
    let name = fields.may("name", line);
    let address = fields.may("address", line);
    fields.close()?;
    Some(ComplaintAuthority {
        code: code?,
        name: name?,
        address: address?,
    })
}
