//! Cases, documents, terms.

use law::{Calendar, Matter};
use register::{
    Board as _, CaseFilter, CaseState, Cases as _, Change, Channel, DemandState, Direction,
    NewCase, NewDocument, NextKind, Party, RegisterError, Side, SignatureNote, Store, TermRules,
    journal_lines, next_letters, to_csv, to_ics, to_xlsx,
};

use crate::common::{PERSONAL, add, at, day, example, found_in, received, stamp};

pub(crate) async fn a_request_becomes_a_case_with_its_people_and_terms(store: Store) {
    let registered = add(&store, example(Side::Officer), "a").await;
    assert_eq!(registered.number, "2026-000001");
    for called in [&registered.id, &registered.number] {
        let case = store.case(called).await.unwrap();
        assert_eq!(
            case.subject.unwrap().full_name(),
            "Иванова-Петровская Мария Сергеевна"
        );
        assert_eq!(
            case.request.unwrap()["subject"]["document"]["number"],
            "123456"
        );
        assert_eq!(
            (case.state, case.version, case.registered_at),
            (CaseState::Open, 1, at("2026-11-23T10:00:00+03:00"))
        );
        assert_eq!(case.demands[0].matter.code(), "access");
    }
    // Ten working days from Monday 23.11.2026 (law.md §2.2, 1).
    let board = store.board(None, 0, 10).await.unwrap();
    assert_eq!(
        (board[0].number.as_str(), board[0].due),
        ("2026-000001", Some(day("2026-12-07")))
    );
    assert_eq!(
        add(&store, example(Side::Officer), "a").await.number,
        "2026-000002"
    );
    let missing = store.case("2026-999999").await.unwrap_err();
    assert_eq!(missing.code(), "register_missing");
    let twice = NewCase {
        number: Some("2026-000002".into()),
        ..example(Side::Officer)
    };
    store
        .add_cases(vec![example(Side::Officer), twice], &stamp("a"))
        .await
        .unwrap_err();
    assert_eq!(
        store
            .cases(&CaseFilter::default(), None, 10)
            .await
            .unwrap()
            .len(),
        2,
        "all of them or none"
    );
}

pub(crate) async fn the_loser_of_two_changes_sees_what_the_other_did(store: Store) {
    let case = add(&store, example(Side::Officer), "a").await;
    assert_eq!(
        store
            .change(
                &case.id,
                1,
                Change::Note("позвонить".into()),
                &stamp("anna")
            )
            .await
            .unwrap(),
        2
    );
    let lost = store
        .change(
            &case.id,
            1,
            Change::Summary("другое".into()),
            &stamp("boris"),
        )
        .await
        .unwrap_err();
    let RegisterError::Conflict {
        number,
        version,
        theirs,
    } = &lost
    else {
        panic!("{lost}")
    };
    assert_eq!(
        (number.as_str(), *version, theirs.len()),
        (case.number.as_str(), 2, 1)
    );
    assert_eq!(
        (theirs[0].actor.as_str(), theirs[0].action.as_str()),
        ("anna", "note")
    );
    assert_eq!(theirs[0].body.as_ref().unwrap()["note"], "позвонить");
    assert!(lost.to_string().contains("anna"));
    assert_eq!(
        store.case(&case.id).await.unwrap().summary,
        None,
        "nothing of the lost change is kept"
    );
    assert_eq!(
        store
            .change(
                &case.id,
                2,
                Change::Summary("другое".into()),
                &stamp("boris")
            )
            .await
            .unwrap(),
        3
    );
}

pub(crate) async fn a_name_is_found_by_the_beginnings_of_its_words(store: Store) {
    for (surname, given) in [
        ("Алёшин", "Фёдор"),
        ("Алешкина", "Инна"),
        ("Ким-Алексеева", "Фаина"),
        ("Zoë", "Ann"),
    ] {
        let mut case = NewCase::about(
            Side::Officer,
            Channel::Post,
            vec![Matter::from_code("access").unwrap()],
        );
        case.subject = Some(Party::named(surname, Some(given), None));
        add(&store, case, "a").await;
    }
    let found = async |name: &str| {
        let filter = CaseFilter {
            name: Some(name.into()),
            ..CaseFilter::default()
        };
        let mut names: Vec<String> = store
            .cases(&filter, None, 10)
            .await
            .unwrap()
            .into_iter()
            .map(|case| case.subject.unwrap().surname)
            .collect();
        names.sort();
        names
    };
    assert_eq!(found("алешин").await, ["Алёшин"]);
    assert_eq!(found("АЛЁШ").await, ["Алешкина", "Алёшин"]);
    assert_eq!(found("ф але").await, ["Алёшин", "Ким-Алексеева"]);
    assert_eq!(found("zoë a").await, ["Zoë"]);
    assert!(found("яя' OR 1=1 --").await.is_empty());
}

pub(crate) async fn cases_are_listed_by_what_is_asked(store: Store) {
    let about = |kind: &str, on: &str| NewCase {
        receipt: Some(received(on)),
        ..NewCase::about(
            Side::Officer,
            Channel::Desk,
            vec![Matter::from_code(kind).unwrap()],
        )
    };
    add(&store, about("access", "2026-11-02"), "a").await;
    add(&store, about("blocking", "2026-11-03T23:59:00+03:00"), "a").await;
    add(&store, about("incident", "2026-11-05"), "a").await;
    let numbers = async |filter: CaseFilter| {
        let cases = store.cases(&filter, None, 10).await.unwrap();
        cases
            .into_iter()
            .map(|case| case.number[9..].to_owned())
            .collect::<Vec<_>>()
    };
    let any = CaseFilter::default;
    assert_eq!(numbers(any()).await, ["03", "02", "01"]);
    assert_eq!(
        numbers(CaseFilter {
            matter: Some(Matter::from_code("incident").unwrap()),
            ..any()
        })
        .await,
        ["03"]
    );
    assert_eq!(
        numbers(CaseFilter {
            received_to: Some(day("2026-11-03")),
            ..any()
        })
        .await,
        ["02", "01"]
    );
    assert_eq!(
        numbers(CaseFilter {
            received_from: Some(day("2026-11-03")),
            ..any()
        })
        .await,
        ["03", "02"]
    );
    assert!(
        numbers(CaseFilter {
            side: Some(Side::Applicant),
            ..any()
        })
        .await
        .is_empty()
    );
    let page = store.cases(&any(), Some("2026-000003"), 1).await.unwrap();
    assert_eq!(page[0].number, "2026-000002");
}

fn letter(code: &str, direction: Direction) -> NewDocument {
    NewDocument {
        direction,
        code: code.into(),
        title: Some("Ответ Ивановой-Петровской.pdf".into()),
        number: Some("17/1".into()),
        dated: Some(day("2026-12-01")),
        channel: Some(Channel::Post),
        tracking: Some("80080000000000".into()),
        media_type: "application/pdf".into(),
        bytes: (0..=255).cycle().take(70_000).collect(),
    }
}

pub(crate) async fn a_document_comes_back_byte_by_byte(store: Store) {
    let case = add(&store, example(Side::Officer), "a").await;
    let sent = letter("answer", Direction::Out);
    let id = store
        .add_document(&case.id, sent.clone(), &stamp("a"))
        .await
        .unwrap();
    assert_eq!(store.document(&id).await.unwrap(), sent.bytes);
    let listed = store.documents(&case.id).await.unwrap();
    assert_eq!(
        (listed[0].code.as_str(), listed[0].size),
        ("answer", 70_000)
    );
    assert_eq!(listed[0].sha256.as_ref().unwrap().len(), 64);
    assert_eq!(
        store.document("none").await.unwrap_err().code(),
        "register_missing"
    );
    // Filing a paper makes nobody's change a lost one.
    store
        .change(&case.id, 1, Change::Note("подшито".into()), &stamp("a"))
        .await
        .unwrap();
}

pub(crate) async fn the_board_shows_the_most_urgent_first_and_follows_the_calendar(store: Store) {
    let about = |kinds: &[&str], on: Option<&str>| NewCase {
        receipt: on.map(received),
        ..NewCase::about(
            Side::Officer,
            Channel::Desk,
            kinds
                .iter()
                .map(|k| Matter::from_code(k).unwrap())
                .collect(),
        )
    };
    add(
        &store,
        about(&["consent_withdrawal"], Some("2026-12-02")),
        "a",
    )
    .await;
    add(
        &store,
        about(&["access", "marketing_stop"], Some("2026-12-21")),
        "a",
    )
    .await;
    add(&store, about(&["destruction"], Some("2026-11-02")), "a").await;
    add(&store, about(&["access"], None), "a").await;
    let shown = async |store: &Store| {
        let lines = store.board(None, 0, 10).await.unwrap();
        lines
            .into_iter()
            .map(|line| {
                format!(
                    "{} {}",
                    line.matter,
                    line.due.map_or("—".into(), |due| due.to_string())
                )
            })
            .collect::<Vec<_>>()
    };
    let by_country = shown(&store).await;
    assert_eq!(
        by_country,
        [
            // Of the 11th of January and the 30th of December the earlier, strict one (law.md §2.2, 7).
            "marketing_stop 2026-12-21",
            "consent_withdrawal 2026-12-30",
            "access 2027-01-13",
            "destruction —",
            "access —",
        ]
    );
    assert_eq!(store.overdue(day("2026-12-31")).await.unwrap(), 2);
    // Another calendar: three working days of December more are off, and the cached days give way.
    let days = r#"[{"date":"2026-12-22","name":"a"},{"date":"2026-12-23","name":"b"},{"date":"2026-12-30","name":"c"}]"#;
    let days: &'static [law::RegionDay] =
        Box::leak(serde_json::from_str::<Box<[_]>>(days).unwrap());
    let regional = store
        .clone()
        .with_rules(TermRules::with_calendar(Calendar::with_days_off(days)));
    let by_region = shown(&regional).await;
    assert!(
        by_region.contains(&"access 2027-01-18".to_owned()),
        "{by_region:?}"
    );
    assert!(
        by_region.contains(&"consent_withdrawal 2026-12-29".to_owned()),
        "{by_region:?}"
    );
    assert_eq!(shown(&store).await, by_country, "and back again");
}

pub(crate) async fn an_extension_counts_only_where_and_when_the_law_gives_it(store: Store) {
    let case = add(&store, example(Side::Officer), "a").await;
    let demand = store.case(&case.id).await.unwrap().demands[0].id.clone();
    let extend = |sent: &str| Change::Extended {
        demand: demand.clone(),
        sent_on: day(sent),
        reason: "архив".into(),
    };
    let late = store
        .change(&case.id, 1, extend("2026-12-08"), &stamp("a"))
        .await
        .unwrap_err();
    assert_eq!(late.code(), "extension_too_late");
    store
        .change(&case.id, 1, extend("2026-12-07"), &stamp("a"))
        .await
        .unwrap();
    assert_eq!(
        store.board(None, 0, 1).await.unwrap()[0].due,
        Some(day("2026-12-14"))
    );

    let blocking = NewCase {
        receipt: Some(received("2026-11-23")),
        ..NewCase::about(
            Side::Officer,
            Channel::Desk,
            vec![Matter::from_code("consent_withdrawal").unwrap()],
        )
    };
    let other = add(&store, blocking, "a").await;
    let demand = store.case(&other.id).await.unwrap().demands[0].id.clone();
    let extend = Change::Extended {
        demand,
        sent_on: day("2026-11-24"),
        reason: "—".into(),
    };
    assert_eq!(
        store
            .change(&other.id, 1, extend, &stamp("a"))
            .await
            .unwrap_err()
            .code(),
        "no_extension"
    );
}

pub(crate) async fn a_met_term_gives_way_to_the_next_one(store: Store) {
    let case = NewCase {
        receipt: Some(received("2026-06-08")),
        ..NewCase::about(
            Side::Officer,
            Channel::Desk,
            vec![Matter::from_code("unlawful_processing").unwrap()],
        )
    };
    let case = add(&store, case, "a").await;
    let demand = store.case(&case.id).await.unwrap().demands[0].clone();
    let found = Change::Happened {
        demand: demand.id.clone(),
        event: law::Event::from_code("found").unwrap(),
        at: law::Received::parse("2026-06-08").unwrap(),
    };
    store.change(&case.id, 1, found, &stamp("a")).await.unwrap();
    let case_now = store.case(&case.id).await.unwrap();
    let rules = TermRules::in_force();
    let demand = &case_now.demands[0];
    let deadline = rules
        .deadline(
            demand.matter,
            Side::Officer,
            &case_now.receipt.unwrap(),
            &demand.facts,
        )
        .unwrap();
    let mut version = 2;
    let mut seen = Vec::new();
    loop {
        let due = store.board(None, 0, 1).await.unwrap()[0].due;
        let Some(due) = due else { break };
        seen.push(due.to_string());
        // Every term that ends on this day is met.
        for term in deadline
            .terms
            .iter()
            .filter(|term| term.due.is_some_and(|end| end.day() == due))
        {
            let done = Change::TermDone {
                demand: demand.id.clone(),
                term: term.code.to_owned(),
            };
            version = store
                .change(&case.id, version, done, &stamp("a"))
                .await
                .unwrap();
        }
    }
    // Block at once, stop in three working days, destroy in ten (law.md §2.2, 8).
    assert_eq!(seen, ["2026-06-08", "2026-06-11", "2026-06-23"]);
}

pub(crate) async fn a_refusal_names_its_norm_and_a_case_closes_when_all_is_answered(store: Store) {
    let case = add(&store, example(Side::Officer), "a").await;
    let demand = store.case(&case.id).await.unwrap().demands[0].id.clone();
    let open = store
        .change(&case.id, 1, Change::Close, &stamp("a"))
        .await
        .unwrap_err();
    assert!(open.to_string().contains("без ответа"));
    let refused = |norm: Option<&str>| Change::Decided {
        demand: demand.clone(),
        state: DemandState::Refused,
        norm: norm.map(str::to_owned),
        on: day("2026-12-01"),
    };
    store
        .change(&case.id, 1, refused(None), &stamp("a"))
        .await
        .unwrap_err();
    store
        .change(&case.id, 1, refused(Some("ст. 14 ч. 8 п. 4")), &stamp("a"))
        .await
        .unwrap();
    assert!(
        store.board(None, 0, 10).await.unwrap().is_empty(),
        "what is decided has left the board"
    );
    store
        .change(&case.id, 2, Change::Close, &stamp("a"))
        .await
        .unwrap();
    let closed = store
        .change(&case.id, 3, Change::Tracking("1".into()), &stamp("a"))
        .await
        .unwrap_err();
    assert!(closed.to_string().contains("закрыто"));
    store
        .change(&case.id, 3, Change::Reopen, &stamp("a"))
        .await
        .unwrap();
    assert_eq!(store.case(&case.id).await.unwrap().state, CaseState::Open);
}

pub(crate) async fn next_letters_wait_for_the_term(store: Store) {
    let case = add(&store, example(Side::Applicant), "я").await;
    let case = store.case(&case.id).await.unwrap();
    let rules = TermRules::in_force();
    let early = next_letters(&case, &rules, day("2026-12-07")).unwrap();
    assert!(
        early
            .iter()
            .all(|letter| !letter.open && letter.from == day("2026-12-08"))
    );
    let late = next_letters(&case, &rules, day("2026-12-08")).unwrap();
    let kinds: Vec<NextKind> = late.iter().map(|letter| letter.letter).collect();
    assert_eq!(
        kinds,
        [NextKind::Reminder, NextKind::Repeat, NextKind::Complaint]
    );
    assert!(late.iter().all(|letter| letter.open));
    assert!(
        late[1].reasons_required,
        "silence is ст. 14 ч. 5: with reasons"
    );
    // A full answer closes the way for thirty days.
    let demand = case.demands[0].id.clone();
    let answered = Change::Decided {
        demand,
        state: DemandState::Satisfied,
        norm: None,
        on: day("2026-12-01"),
    };
    store
        .change(&case.id, 1, answered, &stamp("я"))
        .await
        .unwrap();
    let case = store.case(&case.id).await.unwrap();
    let after = next_letters(&case, &rules, day("2026-12-02")).unwrap();
    assert_eq!(
        (after.len(), after[0].letter, after[0].from),
        (1, NextKind::Repeat, day("2026-12-24"))
    );
}

pub(crate) async fn the_journal_of_requests_masks_documents_and_runs_no_formula(store: Store) {
    let mut new = example(Side::Officer);
    new.summary = Some("=HYPERLINK(\"http://x.example\")".into());
    new.signature = Some(SignatureNote {
        form: "PAdES-B".into(),
        verdict: "valid".into(),
    });
    let case = add(&store, new, "a").await;
    store
        .add_document(&case.id, letter("answer", Direction::Out), &stamp("a"))
        .await
        .unwrap();
    let lines = journal_lines(&store, &CaseFilter::default()).await.unwrap();
    let csv = String::from_utf8(to_csv(&lines).unwrap()).unwrap();
    assert!(csv.starts_with("\u{FEFF}№ п/п;Рег. №;"));
    for cell in [
        "2026-000001",
        "Иванова-Петровская Мария Сергеевна",
        "•••• ••••56",
        "07.12.2026",
        "01.12.2026 № 17/1",
        "почта 80080000000000",
        "PAdES-B: valid",
        "'=HYPERLINK",
    ] {
        assert!(csv.contains(cell), "{cell} in {csv}");
    }
    assert!(!csv.contains("123456"));
    let xlsx = to_xlsx(&lines).unwrap();
    assert!(xlsx.starts_with(b"PK"));
    let board = store.board(None, 0, 10).await.unwrap();
    let ics = to_ics(&board, at("2026-11-23T10:00:00+03:00"));
    assert!(ics.contains("DTSTART;VALUE=DATE:20261207"), "{ics}");
    assert!(ics.contains("BEGIN:VALARM"));
    assert_eq!(found_in(ics.as_bytes(), PERSONAL), None);
}
