//! Officers, drafts, outbox, directory, settings.

use register::{
    Cases as _, Change, Directory as _, DirectoryOperator, Drafts as _, Office as _, Officer,
    Outbox as _, Outgoing, PartyAddress, RegisterError, Role, SendState, Side, Store,
};
use serde_json::json;

use crate::common::{add, day, example, stamp};

async fn staff(store: &Store) {
    for (id, role) in [
        ("head", Role::Head),
        ("anna", Role::Clerk),
        ("boris", Role::Clerk),
        ("eye", Role::Reader),
    ] {
        let officer = Officer {
            id: id.into(),
            name: id.to_uppercase(),
            role,
            active: true,
        };
        store.put_officer(officer, &stamp("head")).await.unwrap();
    }
}

pub(crate) async fn roles_allow_what_they_allow(store: Store) {
    let first = Officer {
        id: "anna".into(),
        name: "Анна".into(),
        role: Role::Clerk,
        active: true,
    };
    store.put_officer(first, &stamp("anna")).await.unwrap_err();
    staff(&store).await;
    let forbidden = store
        .add_cases(vec![example(Side::Officer)], &stamp("eye"))
        .await
        .unwrap_err();
    assert_eq!(forbidden.code(), "register_forbidden");
    let stranger = store
        .add_cases(vec![example(Side::Officer)], &stamp("nobody"))
        .await
        .unwrap_err();
    assert_eq!(stranger.code(), "register_unknown_officer");
    let clerk = Officer {
        id: "anna".into(),
        name: "Анна".into(),
        role: Role::Head,
        active: true,
    };
    assert_eq!(
        store
            .put_officer(clerk.clone(), &stamp("anna"))
            .await
            .unwrap_err()
            .code(),
        "register_forbidden"
    );
    let alone = Officer {
        id: "head".into(),
        name: "HEAD".into(),
        role: Role::Reader,
        active: true,
    };
    assert_eq!(
        store
            .put_officer(alone, &stamp("head"))
            .await
            .unwrap_err()
            .code(),
        "register_not_allowed"
    );
    store
        .put_officer(
            Officer {
                active: false,
                ..clerk
            },
            &stamp("head"),
        )
        .await
        .unwrap();
    let gone = store
        .add_cases(vec![example(Side::Officer)], &stamp("anna"))
        .await
        .unwrap_err();
    assert_eq!(gone.code(), "register_unknown_officer");
    assert_eq!(store.officers().await.unwrap().len(), 4);
}

pub(crate) async fn a_case_is_taken_and_handed_over(store: Store) {
    staff(&store).await;
    let case = add(&store, example(Side::Officer), "boris").await;
    store
        .change(&case.id, 1, Change::Take, &stamp("anna"))
        .await
        .unwrap();
    let taken = store
        .change(&case.id, 2, Change::Take, &stamp("boris"))
        .await
        .unwrap_err();
    assert!(
        matches!(&taken, RegisterError::Taken { officer, .. } if officer == "anna"),
        "{taken}"
    );
    store
        .change(
            &case.id,
            2,
            Change::HandOver {
                to: "nobody".into(),
            },
            &stamp("anna"),
        )
        .await
        .unwrap_err();
    store
        .change(
            &case.id,
            2,
            Change::HandOver { to: "boris".into() },
            &stamp("anna"),
        )
        .await
        .unwrap();
    assert_eq!(
        store.case(&case.id).await.unwrap().officer.as_deref(),
        Some("boris")
    );
    // A head may take it from anybody.
    store
        .change(
            &case.id,
            3,
            Change::HandOver { to: "anna".into() },
            &stamp("head"),
        )
        .await
        .unwrap();
    store
        .change(&case.id, 4, Change::Release, &stamp("anna"))
        .await
        .unwrap();
    store
        .change(&case.id, 5, Change::Take, &stamp("boris"))
        .await
        .unwrap();
}

pub(crate) async fn drafts_are_saved_as_they_were_left(store: Store) {
    let by = stamp("я");
    let one = store
        .new_draft(
            "Доступ",
            "subject/surname",
            &json!({ "surname": "Ив" }),
            &by,
        )
        .await
        .unwrap();
    let two = store
        .new_draft("Отзыв", "operator", &json!({}), &by)
        .await
        .unwrap();
    assert_ne!(one, two);
    let revision = store
        .save_draft(
            (&one, 1),
            "Доступ",
            "subject/given_name",
            &json!({ "surname": "Иванова" }),
            &by,
        )
        .await
        .unwrap();
    assert_eq!(revision, 2);
    let drafts = store.drafts().await.unwrap();
    let draft = drafts.iter().find(|draft| draft.id == one).unwrap();
    assert_eq!(
        (draft.place.as_str(), &draft.form["surname"]),
        ("subject/given_name", &json!("Иванова"))
    );
    let stale = store
        .save_draft((&one, 1), "Доступ", "x", &json!({}), &by)
        .await
        .unwrap_err();
    assert!(stale.to_string().contains("другом окне"));
    store.drop_draft(&one).await.unwrap();
    let gone = store
        .save_draft((&one, 2), "Доступ", "x", &json!({}), &by)
        .await
        .unwrap_err();
    assert_eq!(gone.code(), "register_missing");
    assert_eq!(store.drafts().await.unwrap().len(), 1);
}

pub(crate) async fn a_letter_goes_out_once(store: Store) {
    let letter = Outgoing {
        message_id: "a1@zapros".into(),
        case: None,
        state: SendState::Queued,
        attempts: 0,
        record: json!({ "state": "queued" }),
        message: b"From: a\r\n\r\nb".to_vec(),
    };
    let by = stamp("я");
    store.adopt(letter.clone(), &by).await.unwrap();
    store.adopt(letter.clone(), &by).await.unwrap();
    let other = Outgoing {
        message: b"another".to_vec(),
        ..letter.clone()
    };
    assert_eq!(
        store.adopt(other, &by).await.unwrap_err().code(),
        "register_not_allowed"
    );
    let go = (SendState::Queued, SendState::Sending);
    store.step("a1@zapros", go, &json!({}), &by).await.unwrap();
    // The second window comes too late.
    store
        .step("a1@zapros", go, &json!({}), &by)
        .await
        .unwrap_err();
    store
        .step(
            "a1@zapros",
            (SendState::Sending, SendState::Unknown),
            &json!({}),
            &by,
        )
        .await
        .unwrap();
    // What may have gone is never sent again by itself.
    store
        .step(
            "a1@zapros",
            (SendState::Unknown, SendState::Sending),
            &json!({}),
            &by,
        )
        .await
        .unwrap_err();
    store
        .step(
            "a1@zapros",
            (SendState::Unknown, SendState::Queued),
            &json!({}),
            &by,
        )
        .await
        .unwrap();
    store.step("a1@zapros", go, &json!({}), &by).await.unwrap();
    store
        .step(
            "a1@zapros",
            (SendState::Sending, SendState::Sent),
            &json!({ "receipt": 1 }),
            &by,
        )
        .await
        .unwrap();
    let sent = store.outgoing(Some(SendState::Sent)).await.unwrap();
    assert_eq!((sent[0].attempts, &sent[0].message), (2, &letter.message));
    store
        .step(
            "a1@zapros",
            (SendState::Sent, SendState::Queued),
            &json!({}),
            &by,
        )
        .await
        .unwrap_err();
}

pub(crate) async fn the_directory_goes_out_and_comes_back(store: Store) {
    let by = stamp("я");
    store.bring_operators(&by).await.unwrap();
    store.bring_operators(&by).await.unwrap();
    let known = store.operators().await.unwrap();
    assert_eq!(known.len(), 1);
    assert_eq!(
        (known[0].ogrn.as_deref(), known[0].checked_on),
        (Some("1127847409557"), Some(day("2023-03-09")))
    );
    assert_eq!(
        known[0].email, None,
        "the policy masks it: the person enters it"
    );
    store
        .mark_bounced(known[0].id.as_ref().unwrap(), true, &by)
        .await
        .unwrap();
    let file = store.export_operators().await.unwrap();
    assert!(file.contains("\"bounced\": true"));
    // The same ОГРН is the same operator, with later details.
    assert_eq!(
        store
            .import_operators(&file.replace("197110", "197022"), &by)
            .await
            .unwrap(),
        1
    );
    let now = store.operators().await.unwrap();
    assert_eq!((now.len(), now[0].id.clone()), (1, known[0].id.clone()));
    assert_eq!(now[0].address.postal_code.as_deref(), Some("197022"));
    let wrong = store
        .import_operators(&file.replace("1127847409557", "1127847409558"), &by)
        .await
        .unwrap_err();
    assert!(wrong.to_string().contains("1127847409558"));
    assert_eq!(
        store.import_operators("{}", &by).await.unwrap_err().code(),
        "register_unreadable"
    );
    let person = DirectoryOperator {
        id: None,
        name: "ИП Пример".into(),
        short_name: None,
        ogrn: None,
        inn: None,
        address: PartyAddress {
            postal_code: None,
            text: "г. Тверь".into(),
        },
        email: Some("privacy@operator.example".into()),
        source: None,
        checked_on: None,
        bounced: false,
    };
    store.put_operator(person.clone(), &by).await.unwrap();
    store.put_operator(person, &by).await.unwrap();
    assert_eq!(store.operators().await.unwrap().len(), 3);
}

pub(crate) async fn settings_stay(store: Store) {
    store.set("region", "RU-TA", &stamp("я")).await.unwrap();
    store.set("region", "RU-BA", &stamp("я")).await.unwrap();
    assert_eq!(
        store.setting("region").await.unwrap().as_deref(),
        Some("RU-BA")
    );
    assert_eq!(store.setting("none").await.unwrap(), None);
}
