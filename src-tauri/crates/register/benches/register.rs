//! Board, search by name and journal page over many cases; import per second; growth for ten times as many.
//!
//! `cargo bench -p register -- sqlite 10000 100000` and `cargo bench -p register -- postgres 100000 1000000 [URL]`
//! (without a URL the measurement starts a cluster of its own). Sizes must rise.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement")]

#[path = "../tests/common/mod.rs"]
mod common;

use std::time::{Duration, Instant};

use common::{Cluster, drawer, received, stamp};
use law::{Kind, Matter};
use register::{
    Board as _, CaseFilter, Cases as _, Change, Channel, DemandState, NewCase, Party, Side, Stamp,
    Store, postgres, sqlite,
};

fn main() {
    let words: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with("--"))
        .collect();
    let engine = words.first().map_or("sqlite", String::as_str);
    let mut sizes: Vec<usize> = words.iter().filter_map(|word| word.parse().ok()).collect();
    if sizes.is_empty() {
        sizes = vec![10_000, 100_000];
    }
    let url = words
        .iter()
        .find(|word| word.starts_with("postgres:"))
        .cloned();
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        if engine == "postgres" {
            let cluster = if url.is_none() {
                Cluster::start()
            } else {
                None
            };
            let Some(url) = url.or_else(|| cluster.as_ref().map(Cluster::database)) else {
                return;
            };
            measure(&postgres::open(&url).await.unwrap(), "PostgreSQL", &sizes).await;
        } else {
            let folder = tempfile::tempdir().unwrap();
            let store = sqlite::create(&folder.path().join("r.db"), &drawer(folder.path()))
                .await
                .unwrap();
            measure(&store, "SQLite", &sizes).await;
        }
    });
}

async fn measure(store: &Store, engine: &str, sizes: &[usize]) {
    let mut have = 0;
    let mut before: Option<[Duration; 4]> = None;
    for &size in sizes {
        let began = Instant::now();
        let added = size - have;
        while have < size {
            let some = (size - have).min(2_000);
            // One year holds at most 999 999 numbers in order, so the years go on.
            let by = Stamp::new(
                "я",
                stamp("я").at - chrono::Duration::days(i64::try_from(have / 50_000).unwrap() * 90),
            );
            let cases = (have..have + some).map(case).collect();
            let registered = store.add_cases(cases, &by).await.unwrap();
            // Half are decided and closed, as in a register that has lived for some time: only some of them, for speed.
            for one in registered.iter().step_by(400) {
                close(store, &one.id, &by).await;
            }
            have += some;
        }
        let took = began.elapsed();
        println!(
            "{engine} {size}: import {:.0} cases/s",
            added as f64 / took.as_secs_f64()
        );
        if matches!(store.engine(), register::Engine::Postgres) {
            store.execute_for_test("ANALYZE").await.unwrap();
        }
        let p95 = [
            timed(store, async |store, _| {
                drop(store.board(None, 0, 50).await.unwrap())
            })
            .await,
            timed(store, async |store, n| {
                let name = format!(
                    "{} {}",
                    SURNAMES[n % SURNAMES.len()],
                    &GIVEN[n % GIVEN.len()][..6]
                );
                found(store, &name).await;
            })
            .await,
            timed(store, async |store, n| {
                found(store, &format!("редкий{}", n * 97)).await
            })
            .await,
            timed(store, async |store, n| {
                let before = format!("2026-{:06}", 100 + n * 50);
                drop(
                    store
                        .cases(&CaseFilter::default(), Some(&before), 50)
                        .await
                        .unwrap(),
                );
            })
            .await,
        ];
        for (what, time) in [
            "board",
            "search, common name",
            "search, rare name",
            "journal page",
        ]
        .iter()
        .zip(p95)
        {
            println!(
                "{engine} {size}: {what} p95 {:.1} ms",
                time.as_secs_f64() * 1e3
            );
        }
        if let Some(before) = before.replace(p95) {
            let times: Vec<String> = p95
                .iter()
                .zip(before)
                .map(|(now, then)| format!("{:.1}", now.as_secs_f64() / then.as_secs_f64()))
                .collect();
            println!(
                "{engine} {size}: grew × {} for × {}",
                times.join(", × "),
                size / (size - added).max(1)
            );
        }
    }
}

async fn found(store: &Store, name: &str) {
    let filter = CaseFilter {
        name: Some(name.to_owned()),
        ..CaseFilter::default()
    };
    drop(store.cases(&filter, None, 50).await.unwrap());
}

async fn timed(store: &Store, one: impl AsyncFn(&Store, usize)) -> Duration {
    let mut times = Vec::new();
    for n in 0..60 {
        let began = Instant::now();
        one(store, n).await;
        times.push(began.elapsed());
    }
    times.sort();
    times[56]
}

async fn close(store: &Store, id: &str, by: &Stamp) {
    let demand = store.case(id).await.unwrap().demands[0].id.clone();
    let on = by.at.date_naive();
    let done = Change::Decided {
        demand,
        state: DemandState::Satisfied,
        norm: None,
        on,
    };
    store.change(id, 1, done, by).await.unwrap();
    store.change(id, 2, Change::Close, by).await.unwrap();
}

const SURNAMES: &[&str] = &[
    "Иванов",
    "Петров",
    "Сидоров",
    "Кузнецова",
    "Алёшина",
    "Ким",
    "Белов",
    "Орлова",
];
const GIVEN: &[&str] = &[
    "Мария",
    "Сергей",
    "Анна",
    "Фёдор",
    "Инна",
    "Олег",
    "Пётр",
    "Зоя",
];

fn case(n: usize) -> NewCase {
    let surname = if n.is_multiple_of(97) {
        format!("Редкий{n}")
    } else {
        format!("{}{}", SURNAMES[n % 8], ["", "ский", "енко"][n % 3])
    };
    let mut case = NewCase::about(
        Side::Officer,
        Channel::Email,
        vec![Matter::Kind(Kind::ALL[n % Kind::ALL.len()])],
    );
    case.subject = Some(Party::named(
        &surname,
        Some(GIVEN[n / 8 % 8]),
        Some("Олеговна"),
    ));
    case.summary = Some("Просит сведения о своих данных".to_owned());
    case.receipt = Some(received(["2026-11-02", "2026-11-23", "2026-12-21"][n % 3]));
    case
}
