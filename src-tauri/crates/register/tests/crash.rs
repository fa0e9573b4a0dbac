//! Processes that are killed, and several that write at once. A victim is this test's own program, started again.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "tests print their counts"
)]

mod common;

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use common::{Cluster, add, drawer, example, stamp};
use register::{
    CaseFilter, Cases as _, Change, Drafts as _, Journal as _, RegisterError, Side, Store,
    move_register, postgres, sqlite,
};
use serde_json::json;

/// 20 in the everyday tests, 300 under torture.
fn kills() -> u64 {
    std::env::var("ZAPROS_KILLS")
        .ok()
        .and_then(|count| count.parse().ok())
        .unwrap_or(20)
}

/// Numbers without order but the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }

    /// A moment of up to so many microseconds, spent awake: a sleeping parent would always kill at the same place.
    fn wait(&mut self, micros: u64) {
        let end = Instant::now() + Duration::from_micros(self.roll(micros));
        while Instant::now() < end {
            std::hint::spin_loop();
        }
    }
}

fn victim(name: &str, place: &str) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            name,
            "--ignored",
            "--nocapture",
            "--test-threads=1",
        ])
        .env("ZAPROS_PLACE", place)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn place() -> Option<String> {
    std::env::var("ZAPROS_PLACE").ok()
}

/// Says what is confirmed, at once.
fn say(words: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "\n=> {words}").unwrap();
    out.flush().unwrap();
}

/// Lines the victim said, up to so many.
fn hear(child: &mut Child, wanted: u64) -> Vec<String> {
    let out = BufReader::new(child.stdout.as_mut().unwrap());
    let said = out
        .lines()
        .map_while(Result::ok)
        .filter_map(|line| line.strip_prefix("=> ").map(str::to_owned));
    said.take(usize::try_from(wanted).unwrap()).collect()
}

#[tokio::test]
#[ignore = "a victim of the test below"]
async fn writes_until_killed() {
    let Some(place) = place() else { return };
    let folder = Path::new(&place);
    let store = sqlite::open(&folder.join("r.db"), &drawer(folder))
        .await
        .unwrap();
    let draft = store
        .new_draft("Письмо", "a", &json!({ "text": "" }), &stamp("я"))
        .await
        .unwrap();
    let mut revision = 1;
    loop {
        let form = json!({ "text": "ы".repeat(usize::try_from(revision % 700).unwrap()), "revision": revision + 1 });
        revision = store
            .save_draft((&draft, revision), "Письмо", "a", &form, &stamp("я"))
            .await
            .unwrap();
        say(&format!("draft {draft} {revision}"));
        let case = add(&store, example(Side::Officer), "я").await;
        say(&format!("case {} 1", case.id));
        store
            .change(&case.id, 1, Change::Note("раз".into()), &stamp("я"))
            .await
            .unwrap();
        say(&format!("case {} 2", case.id));
    }
}

#[tokio::test]
async fn what_was_confirmed_survives_kill_9() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("r.db");
    sqlite::create(&path, &drawer(folder.path()))
        .await
        .unwrap()
        .close()
        .await;
    let mut dice = Dice(7);
    let mut confirmed = 0;
    for _ in 0..kills() {
        let mut child = victim("writes_until_killed", folder.path().to_str().unwrap());
        let said = hear(&mut child, 1 + dice.roll(12));
        assert!(!said.is_empty(), "the victim wrote nothing");
        dice.wait(4_000);
        child.kill().unwrap();
        child.wait().unwrap();
        let store = sqlite::open(&path, &drawer(folder.path())).await.unwrap();
        for words in &said {
            let words: Vec<&str> = words.split(' ').collect();
            let version: i64 = words[2].parse().unwrap();
            if words[0] == "draft" {
                let drafts = store.drafts().await.unwrap();
                let draft = drafts.iter().find(|draft| draft.id == words[1]).unwrap();
                assert!(draft.revision >= version);
                assert_eq!(draft.form["revision"], draft.revision, "half a draft");
            } else {
                assert!(store.case(words[1]).await.unwrap().version >= version);
            }
            confirmed += 1;
        }
        let audit = store.audit(None).await.unwrap();
        assert!(audit.is_whole(), "{audit:?}");
        assert_eq!(sqlite::faults(&store).await.unwrap(), Vec::<String>::new());
        store.close().await;
    }
    println!(
        "killed {} times, {confirmed} confirmed writes, none missing",
        kills()
    );
}

#[tokio::test]
#[ignore = "a victim of the test below"]
async fn moves_until_killed() {
    let Some(place) = place() else { return };
    let (folder, url) = place.split_once('|').unwrap();
    let folder = Path::new(folder);
    let from = sqlite::open(&folder.join("r.db"), &drawer(folder))
        .await
        .unwrap();
    let to = postgres::open(url).await.unwrap();
    say("moving");
    move_register(&from, &to).await.unwrap();
    say("moved");
    from.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_move_that_is_killed_leaves_all_or_nothing_and_the_next_one_succeeds() {
    let Some(cluster) = Cluster::start() else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let from = sqlite::create(&folder.path().join("r.db"), &drawer(folder.path()))
        .await
        .unwrap();
    from.bring_operators(&stamp("я")).await.unwrap();
    from.add_cases(
        (0..400).map(|_| example(Side::Officer)).collect(),
        &stamp("я"),
    )
    .await
    .unwrap();
    from.new_draft("Письмо", "a", &json!({}), &stamp("я"))
        .await
        .unwrap();
    let mut dice = Dice(11);
    let mut killed_midway = 0;
    for _ in 0..kills().div_ceil(4) {
        let url = cluster.database();
        postgres::open(&url).await.unwrap().close().await;
        let mut child = victim(
            "moves_until_killed",
            &format!("{}|{url}", folder.path().display()),
        );
        assert_eq!(hear(&mut child, 1), ["moving"]);
        dice.wait(400_000);
        child.kill().unwrap();
        child.wait().unwrap();
        let to = postgres::open(&url).await.unwrap();
        let there = to
            .cases(&CaseFilter::default(), None, 1_000)
            .await
            .unwrap()
            .len();
        assert!(there == 0 || there == 400, "{there}: half a move");
        if there == 0 {
            killed_midway += 1;
            // The server may still be rolling the dead one back: the move waits for its locks.
            let moved = move_register(&from, &to).await.unwrap();
            assert!(moved.tables.iter().all(|table| table.from == table.to));
        }
        let (here, there) = (
            from.audit(None).await.unwrap(),
            to.audit(None).await.unwrap(),
        );
        assert!(there.is_whole());
        assert_eq!(here, there);
        assert_eq!(
            move_register(&from, &to).await.unwrap_err().code(),
            "register_not_allowed",
            "not onto something"
        );
        to.close().await;
    }
    from.close().await;
    println!(
        "{killed_midway} moves killed midway of {}",
        kills().div_ceil(4)
    );
}

const OFFICERS: usize = 4;
const CHANGES: i64 = 25;

/// One officer: reads a case, changes what he read, reads again when somebody was quicker.
async fn officer(store: Store, name: String) -> i64 {
    let mut lost = 0;
    let cases = store.cases(&CaseFilter::default(), None, 10).await.unwrap();
    for n in 0..CHANGES {
        let id = &cases[usize::try_from(n).unwrap() % cases.len()].id;
        loop {
            let version = store.case(id).await.unwrap().version;
            let note = Change::Note(format!("{name} {n}"));
            match store.change(id, version, note, &stamp(&name)).await {
                Ok(_) => break,
                Err(RegisterError::Conflict { theirs, .. }) => {
                    assert!(!theirs.is_empty(), "the loser sees what the other did");
                    lost += 1;
                }
                Err(other) => panic!("{other}"),
            }
        }
    }
    lost
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "one of the two processes of the test below"]
async fn four_officers_work() {
    let Some(place) = place() else { return };
    let (process, url) = place.split_once('|').unwrap();
    let store = postgres::open(url).await.unwrap();
    let officers: Vec<_> = (0..OFFICERS)
        .map(|n| tokio::spawn(officer(store.clone(), format!("{process}-{n}"))))
        .collect();
    let mut lost = 0;
    for officer in officers {
        lost += officer.await.unwrap();
    }
    say(&format!("lost {lost}"));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_and_eight_officers_lose_no_update() {
    let Some(cluster) = Cluster::start() else {
        return;
    };
    let url = cluster.database();
    let store = postgres::open(&url).await.unwrap();
    let cases = store
        .add_cases(
            (0..3).map(|_| example(Side::Officer)).collect(),
            &stamp("0"),
        )
        .await
        .unwrap();
    let mut processes: Vec<Child> = ["a", "b"]
        .iter()
        .map(|name| victim("four_officers_work", &format!("{name}|{url}")))
        .collect();
    let mut lost = 0;
    for process in &mut processes {
        let said = hear(process, 1);
        assert!(process.wait().unwrap().success());
        lost += said[0]
            .strip_prefix("lost ")
            .unwrap()
            .parse::<i64>()
            .unwrap();
    }
    let audit = store.audit(None).await.unwrap();
    assert!(audit.is_whole(), "{audit:?}");
    let events = store.events(None, 0, 10_000).await.unwrap();
    let mut notes: Vec<String> = events
        .iter()
        .filter(|e| e.action == "note")
        .map(|e| e.body.as_ref().unwrap()["note"].to_string())
        .collect();
    notes.sort();
    notes.dedup();
    let wanted = 2 * i64::try_from(OFFICERS).unwrap() * CHANGES;
    assert_eq!(
        i64::try_from(notes.len()).unwrap(),
        wanted,
        "every officer's every change is there once"
    );
    let mut versions = 0;
    for case in &cases {
        versions += store.case(&case.id).await.unwrap().version - 1;
    }
    assert_eq!(versions, wanted);
    assert!(lost > 0, "they did get into each other's way");
    println!("{wanted} changes of eight officers, {lost} told of a conflict, none lost");
    // The server's own log names nobody.
    assert_eq!(common::found_in(&cluster.log(), common::PERSONAL), None);
}
