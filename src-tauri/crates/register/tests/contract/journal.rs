//! The journal: proven, broken, forgetful.

use register::{
    Cases as _, Change, DemandState, Direction, Engine, Fault, Journal as _, NewDocument,
    Oblivion as _, Outbox as _, Outgoing, Retention, SendState, Side, Stamp, Store,
};
use serde_json::json;

use crate::common::{PERSONAL, add, at, day, example, found_in, stamp};

/// What only somebody with the database's own key can do: past the program, past its triggers.
async fn meddle(store: &Store, statement: &'static str) {
    let lock = match store.engine() {
        Engine::Sqlite(_) => [
            "DROP TRIGGER IF EXISTS events_stay",
            "DROP TRIGGER IF EXISTS events_remain",
            "DROP TRIGGER IF EXISTS event_texts_stay",
        ],
        Engine::Postgres => [
            "DROP TRIGGER IF EXISTS events_stay ON events",
            "DROP TRIGGER IF EXISTS events_whole ON events",
            "DROP TRIGGER IF EXISTS event_texts_stay ON event_texts",
        ],
    };
    for statement in lock.into_iter().chain([statement]) {
        store.execute_for_test(statement).await.unwrap();
    }
}

async fn five_events(store: &Store) {
    let case = add(store, example(Side::Officer), "a").await;
    for version in 1..5 {
        store
            .change(
                &case.id,
                version,
                Change::Note(format!("{version}")),
                &stamp("a"),
            )
            .await
            .unwrap();
    }
}

pub(crate) async fn the_chain_is_proven_and_a_broken_link_is_named(store: Store) {
    five_events(&store).await;
    let audit = store.audit(None).await.unwrap();
    assert!(audit.is_whole());
    assert_eq!((audit.proven, audit.tip.seq), (5, 5));
    // The database itself refuses what the program would never do.
    for statement in [
        "UPDATE events SET actor = 'b'",
        "DELETE FROM events",
        "UPDATE event_texts SET body = '{}'",
    ] {
        store.execute_for_test(statement).await.unwrap_err();
    }
    meddle(
        &store,
        "UPDATE event_texts SET body = '{\"note\":\"9\"}' WHERE seq = 4",
    )
    .await;
    let broken = store.audit(None).await.unwrap().broken.unwrap();
    assert_eq!((broken.seq, broken.fault), (4, Fault::TextChanged));
    meddle(&store, "UPDATE events SET actor = 'b' WHERE seq = 3").await;
    let broken = store.audit(None).await.unwrap().broken.unwrap();
    assert_eq!((broken.seq, broken.fault), (3, Fault::Changed));
    meddle(&store, "DELETE FROM event_texts WHERE seq = 2").await;
    meddle(&store, "DELETE FROM events WHERE seq = 2").await;
    let broken = store.audit(None).await.unwrap().broken.unwrap();
    assert_eq!((broken.seq, broken.fault), (2, Fault::Gap));
}

pub(crate) async fn events_cut_off_the_end_are_missed(store: Store) {
    five_events(&store).await;
    let tip = store.audit(None).await.unwrap().tip;
    meddle(&store, "DELETE FROM event_texts WHERE seq = 5").await;
    meddle(&store, "DELETE FROM events WHERE seq = 5").await;
    let broken = store.audit(None).await.unwrap().broken.unwrap();
    assert_eq!((broken.seq, broken.fault), (5, Fault::HeadDiffers));
    // Even when the head is put right, an end that was kept outside shows it.
    let head = "UPDATE journal_head SET seq = 4, hash = (SELECT hash FROM events WHERE seq = 4)";
    meddle(&store, head).await;
    assert!(store.audit(None).await.unwrap().is_whole());
    let broken = store.audit(Some(&tip)).await.unwrap().broken.unwrap();
    assert_eq!((broken.seq, broken.fault), (5, Fault::TipNotFound));
}

pub(crate) async fn forgetting_people_leaves_the_chain_whole_and_no_name(store: Store) {
    let mut new = example(Side::Officer);
    new.summary = Some("Иванова-Петровская просит сведения".into());
    let case = add(&store, new, "a").await;
    let kept = add(&store, example(Side::Officer), "a").await;
    store
        .change(
            &case.id,
            1,
            Change::Note("звонила Иванова".into()),
            &stamp("a"),
        )
        .await
        .unwrap();
    let paper = NewDocument {
        direction: Direction::In,
        code: "request".into(),
        title: Some("Иванова-Петровская.pdf".into()),
        number: None,
        dated: None,
        channel: None,
        tracking: None,
        media_type: "application/pdf".into(),
        bytes: "паспорт 4508 123456".into(),
    };
    let paper = store
        .add_document(&case.id, paper, &stamp("a"))
        .await
        .unwrap();
    let letter = Outgoing {
        message_id: "1@z".into(),
        case: Some(case.id.clone()),
        state: SendState::Sent,
        attempts: 1,
        record: json!({ "envelope": { "to": ["m.ivanova@mail.example"] } }),
        message: b"To: m.ivanova@mail.example".to_vec(),
    };
    store.adopt(letter, &stamp("a")).await.unwrap();
    let demand = store.case(&case.id).await.unwrap().demands[0].id.clone();
    let done = Change::Decided {
        demand,
        state: DemandState::Satisfied,
        norm: None,
        on: day("2026-12-01"),
    };
    store.change(&case.id, 2, done, &stamp("a")).await.unwrap();
    store
        .change(&case.id, 3, Change::Close, &stamp("a"))
        .await
        .unwrap();

    let before = store.everything_for_test(&kept.id).await.unwrap();
    for word in PERSONAL
        .iter()
        .filter(|word| !["79161234567", "Тверская"].contains(word))
    {
        assert!(
            found_in(&before, &[word]).is_some(),
            "{word} is there to be forgotten"
        );
    }
    let rule = Retention {
        closed_before: day("2029-11-24"),
        rule: "Три года после ответа".into(),
        act: "О-1".into(),
    };
    let later = Stamp::new("a", at("2029-12-01T09:00:00+03:00"));
    let act = store.anonymise(&rule, &later).await.unwrap();
    assert_eq!(
        (act.cases.clone(), act.documents),
        (vec![case.number.clone()], 1)
    );
    assert_eq!(store.acts().await.unwrap(), std::slice::from_ref(&act));
    assert_eq!(
        found_in(serde_json::to_string(&act).unwrap().as_bytes(), PERSONAL),
        None
    );
    assert_eq!(
        store.document(&paper).await.unwrap_err().code(),
        "register_missing"
    );
    assert!(store.case(&case.id).await.unwrap().subject.is_none());
    assert!(
        store.case(&kept.id).await.unwrap().subject.is_some(),
        "an open case is not touched"
    );
    assert!(
        store.anonymise(&rule, &later).await.is_err(),
        "nothing is left under the rule"
    );

    let audit = store.audit(None).await.unwrap();
    assert!(audit.is_whole(), "{audit:?}");
    assert!(audit.erased >= 5);
    // The other case is of the same person: without it nothing in the whole database names her.
    let all = store.everything_for_test(&kept.id).await.unwrap();
    assert!(all.len() > 1_000);
    assert_eq!(found_in(&all, PERSONAL), None);
}

pub(crate) async fn a_text_erased_without_an_act_is_a_broken_link(store: Store) {
    five_events(&store).await;
    meddle(&store, "DELETE FROM event_texts WHERE seq = 3").await;
    let broken = store.audit(None).await.unwrap().broken.unwrap();
    assert_eq!((broken.seq, broken.fault), (3, Fault::TextMissing));
}
