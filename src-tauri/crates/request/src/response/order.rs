//! What an answer may not contradict: the order of its dates, the terms of the law, the form that is owed.

use std::collections::BTreeSet;

use chrono::{Months, NaiveDate};
use law::{Due, Facts, Pack, PreviousOutcome, Received, RepeatGate, repeat_gate};

use super::body::{
    AnswerBody, Destroyed, DestructionAct, DestructionDeferred, Extension, Refusal, RepeatRefusal,
};
use super::model::{About, Response};
use crate::problem::Problem;
use crate::rules::day;
use crate::words;

/// Everything that contradicts itself or the law.
pub(super) fn problems(response: &Response, pack: &Pack) -> Vec<Problem> {
    let mut found = Found(Vec::new());
    if let Some(about) = &response.about {
        found.in_order(
            ("/about/received_on", about.received_on),
            ("/date", response.date),
        );
        form(response, about, &mut found);
    }
    for (field, date) in done(response) {
        found.in_order((field, date), ("/date", response.date));
    }
    let until = response
        .signatory
        .mandate
        .as_ref()
        .and_then(|mandate| mandate.valid_until);
    if until.is_some_and(|until| until < response.date) {
        found.error(
            "mandate_expired",
            "/signatory/mandate/valid_until",
            "ГК РФ ст. 185–189",
            "Срок доверенности истёк до дня ответа.".to_owned(),
        );
    }
    match &response.answer {
        AnswerBody::Extension(body) => extension(response, body, pack, &mut found),
        AnswerBody::Refusal(body) => refusal(response, body, pack, &mut found),
        AnswerBody::RepeatRefusal(body) => repeat(response, body, &mut found),
        AnswerBody::Destroyed(body) => destroyed(response, body, &mut found),
        AnswerBody::DestructionDeferred(body) => deferred(body, &mut found),
        AnswerBody::DestructionAct(body) => act(body, &mut found),
        _ => {}
    }
    found.0
}

struct Found(Vec<Problem>);

impl Found {
    fn error(&mut self, code: &str, field: &str, norm: &str, message: String) {
        self.0
            .push(Problem::error(code, field, message).by_norm(norm));
    }

    /// The first date is not after the second.
    fn in_order(&mut self, earlier: (&str, NaiveDate), later: (&str, NaiveDate)) {
        if earlier.1 > later.1 {
            let what = format!("{} – позже, чем {}.", day(earlier.1), day(later.1));
            let message = format!(
                "{} {}: поправьте одну из дат.",
                words::about(earlier.0, &what),
                words::about(later.0, &day(later.1)).trim_end_matches('.')
            );
            self.0
                .push(Problem::error("date_order", earlier.0, message));
        }
    }
}

/// Days on which something was done: an answer tells only of what is past.
fn done(response: &Response) -> Vec<(&'static str, NaiveDate)> {
    match &response.answer {
        AnswerBody::Rectified(body) => body
            .changes
            .iter()
            .map(|change| ("/answer/changes", change.changed_on))
            .chain(
                body.third_parties
                    .iter()
                    .map(|told| ("/answer/third_parties", told.told_on)),
            )
            .collect(),
        AnswerBody::Blocked(body) => vec![("/answer/blocked_on", body.blocked_on)],
        AnswerBody::Unblocked(body) => vec![("/answer/unblocked_on", body.unblocked_on)],
        AnswerBody::Stopped(body) => vec![("/answer/stopped_on", body.stopped_on)],
        AnswerBody::Destroyed(body) => vec![("/answer/destroyed_on", body.destroyed_on)],
        AnswerBody::DestructionDeferred(body) => vec![("/answer/blocked_on", body.blocked_on)],
        AnswerBody::DestructionAct(body) => {
            let mut dates = vec![("/answer/destroyed_on", body.destroyed_on)];
            dates.extend(body.log_event_on.map(|day| ("/answer/log_event_on", day)));
            dates
        }
        AnswerBody::EventLogExtract(body) => vec![("/answer/destroyed_on", body.destroyed_on)],
        AnswerBody::ThirdPartyNotice(body) => vec![("/answer/done_on", body.done_on)],
        AnswerBody::RepeatRefusal(body) => {
            vec![("/answer/first_answer/sent_on", body.first_answer.sent_on)]
        }
        AnswerBody::AuthorityAnswer(body) => vec![("/answer/request_date", body.request_date)],
        _ => Vec::new(),
    }
}

/// Ст. 14 ч. 3: in the form of the request, unless it asks otherwise. Papers that are no answer to the person are free.
fn form(response: &Response, about: &About, found: &mut Found) {
    let free = matches!(
        response.answer,
        AnswerBody::ThirdPartyNotice(_)
            | AnswerBody::DestructionAct(_)
            | AnswerBody::EventLogExtract(_)
            | AnswerBody::AuthorityAnswer(_)
    );
    if let Some(owed) = about.form
        && owed != response.form
        && !free
    {
        found.error(
            "form_differs",
            "/form",
            "152-ФЗ ст. 14 ч. 3",
            "Ответ даётся в форме запроса, если в нём не просили иначе: измените форму ответа."
                .to_owned(),
        );
    }
}

/// Ст. 14 ч. 3, ст. 20, ст. 21 ч. 5.1: only where there is an extension, sent before the end, and not beyond it.
fn extension(response: &Response, body: &Extension, pack: &Pack, found: &mut Found) {
    const NORM: &str = "152-ФЗ ст. 14 ч. 3; ст. 20 ч. 1";
    if response.date > body.first_due {
        found.error(
            "extension_late",
            "/answer/first_due",
            NORM,
            format!(
                "Срок окончился {}: опоздавшее уведомление ничего не продлевает.",
                day(body.first_due)
            ),
        );
    }
    if body.new_due <= body.first_due {
        found.error(
            "date_order",
            "/answer/new_due",
            NORM,
            "Новый срок не позже первого.".to_owned(),
        );
    }
    let extendable = pack
        .kind(body.demand)
        .terms
        .iter()
        .any(|term| term.extension.is_some());
    if !extendable {
        found.error(
            "extension_none",
            "/answer/demand",
            NORM,
            "Для этого требования закон продления не даёт.".to_owned(),
        );
        return;
    }
    let Some(about) = &response.about else { return };
    let received = |sent| Facts {
        extension_sent: sent,
        ..Facts::received(Received::Day(about.received_on))
    };
    let main = |facts: &Facts| {
        law::deadline(body.demand, facts)
            .ok()
            .and_then(|deadline| deadline.main().and_then(|term| term.due).map(Due::day))
    };
    if let Some(first) = main(&received(None))
        && first != body.first_due
    {
        found.error(
            "term_differs",
            "/answer/first_due",
            NORM,
            format!("По закону первый срок – {}.", day(first)),
        );
    }
    if let Some(last) = main(&received(Some(response.date.min(body.first_due))))
        && body.new_due > last
    {
        found.error(
            "extension_too_long",
            "/answer/new_due",
            NORM,
            format!("Продлить можно не далее чем до {}.", day(last)),
        );
    }
}

/// Ст. 20 ч. 2: the ground is one of the law's, and one that this kind of request knows.
fn refusal(response: &Response, body: &Refusal, pack: &Pack, found: &mut Found) {
    const NORM: &str = "152-ФЗ ст. 20 ч. 2";
    if !pack
        .grounds
        .iter()
        .any(|ground| ground.code == *body.ground)
    {
        let known: Vec<&str> = pack
            .grounds
            .iter()
            .map(|ground| ground.code.as_str())
            .collect();
        found.error(
            "ground_unknown",
            "/answer/ground",
            NORM,
            format!(
                "Такого основания отказа в законе нет; есть: {}.",
                known.join(", ")
            ),
        );
        return;
    }
    let kinds = response
        .about
        .as_ref()
        .map_or(&[][..], |about| about.kinds.as_slice());
    let allowed: BTreeSet<&str> = kinds
        .iter()
        .flat_map(|kind| {
            let rule = pack.kind(*kind);
            let parts = rule.composed_of.iter().map(|part| pack.kind(*part));
            std::iter::once(rule).chain(parts)
        })
        .flat_map(|rule| rule.refusal_grounds.iter().map(String::as_str))
        .collect();
    if !kinds.is_empty() && !allowed.contains(&*body.ground) {
        let message = if allowed.is_empty() {
            "По этому требованию закон отказа не допускает.".to_owned()
        } else {
            let allowed: Vec<_> = allowed.into_iter().collect();
            format!(
                "По этому требованию так отказать нельзя; возможны: {}.",
                allowed.join(", ")
            )
        };
        found.error("ground_not_for_kind", "/answer/ground", NORM, message);
    }
}

/// Ст. 14 ч. 4–6: a repeat may be refused only while it is early.
fn repeat(response: &Response, body: &RepeatRefusal, found: &mut Found) {
    let Some(sent) = response.about.as_ref().and_then(|about| about.date) else {
        return;
    };
    if repeat_gate(body.first_request_on, PreviousOutcome::Full, sent) == RepeatGate::Open {
        found.error(
            "repeat_not_early",
            "/answer/first_request_on",
            "152-ФЗ ст. 14 ч. 4",
            "Тридцать дней прошли: отказать в повторном запросе нельзя.".to_owned(),
        );
    }
}

fn destroyed(response: &Response, body: &Destroyed, found: &mut Found) {
    found.in_order(
        ("/answer/destroyed_on", body.destroyed_on),
        ("/answer/act/date", body.act.date),
    );
    found.in_order(
        ("/answer/act/date", body.act.date),
        ("/date", response.date),
    );
}

/// Ст. 21 ч. 6: blocked, and destroyed within six months.
fn deferred(body: &DestructionDeferred, found: &mut Found) {
    found.in_order(
        ("/answer/blocked_on", body.blocked_on),
        ("/answer/destroy_by", body.destroy_by),
    );
    let last = body.blocked_on.checked_add_months(Months::new(6));
    if let Some(last) = last.filter(|last| body.destroy_by > *last) {
        found.error(
            "deferral_too_long",
            "/answer/destroy_by",
            "152-ФЗ ст. 21 ч. 6",
            format!("Отложить можно не далее чем до {}.", day(last)),
        );
    }
}

/// Order 179: the data are gone not before the log says so; who destroyed is named once.
fn act(body: &DestructionAct, found: &mut Found) {
    if let Some(event) = body.log_event_on {
        found.in_order(
            ("/answer/log_event_on", event),
            ("/answer/destroyed_on", body.destroyed_on),
        );
    }
    let names: BTreeSet<String> = body.destroyers.iter().map(|one| one.full_name()).collect();
    if names.len() != body.destroyers.len() {
        found.error(
            "duplicate_item",
            "/answer/destroyers",
            "Приказ Роскомнадзора от 28.10.2022 № 179, п. 3 «г»",
            "Один человек назван дважды.".to_owned(),
        );
    }
}
