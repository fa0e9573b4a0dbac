//! What only the shared register has: a server, and TLS on the way to it.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{Cluster, add, example, stamp};
use register::{CaseFilter, Cases as _, Journal as _, Side, move_register, postgres, sqlite};

#[tokio::test(flavor = "multi_thread")]
async fn the_way_to_another_machine_is_encrypted_and_the_server_proves_itself() {
    let Some(cluster) = Cluster::with_tls() else {
        return;
    };
    let url = cluster.database_over_tls(&cluster.folder().join("ca.crt"));
    let store = postgres::open(&url).await.unwrap();
    let version = "SELECT version FROM pg_stat_ssl WHERE ssl AND pid = pg_backend_pid()";
    assert!(
        store
            .text_for_test(version)
            .await
            .unwrap()
            .starts_with("TLSv1.")
    );
    add(&store, example(Side::Officer), "a").await;
    // A server that somebody else vouches for is not spoken to.
    let stranger = tempfile::tempdir().unwrap();
    let made = std::process::Command::new("openssl")
        .args(
            "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=stranger -keyout k -out ca.crt"
                .split(' '),
        )
        .current_dir(stranger.path())
        .output();
    assert!(made.unwrap().status.success());
    let url = cluster.database_over_tls(&stranger.path().join("ca.crt"));
    let refused = postgres::open(&url).await.unwrap_err();
    assert_eq!(refused.code(), "register_unreachable", "{refused}");
    assert!(refused.is_world() && refused.is_transient());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_not_there_is_named_and_its_password_is_not() {
    let refused = postgres::open("postgres://a:geheim@localhost:1/none")
        .await
        .unwrap_err();
    assert_eq!(refused.code(), "register_unreachable");
    assert!(!format!("{refused} {refused:?}").contains("geheim"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_register_moves_to_the_server_and_back() {
    let Some(cluster) = Cluster::start() else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let key = common::drawer(folder.path());
    let from = sqlite::create(&folder.path().join("a.db"), &key)
        .await
        .unwrap();
    from.bring_operators(&stamp("я")).await.unwrap();
    for _ in 0..3 {
        add(&from, example(Side::Officer), "я").await;
    }
    let server = postgres::open(&cluster.database()).await.unwrap();
    let there = move_register(&from, &server).await.unwrap();
    let counted: Vec<(&str, i64)> = there
        .tables
        .iter()
        .filter(|t| ["cases", "events"].contains(&t.table))
        .map(|t| (t.table, t.to))
        .collect();
    assert_eq!(counted, [("cases", 3), ("events", 4)]);
    assert_eq!(there.tip, from.audit(None).await.unwrap().tip);
    // Work goes on where the source ended.
    assert_eq!(
        add(&server, example(Side::Officer), "я").await.number,
        "2026-000004"
    );
    let back = sqlite::create(&folder.path().join("b.db"), &key)
        .await
        .unwrap();
    move_register(&server, &back).await.unwrap();
    assert_eq!(
        back.cases(&CaseFilter::default(), None, 10)
            .await
            .unwrap()
            .len(),
        4
    );
    assert!(back.audit(None).await.unwrap().is_whole());
    from.close().await;
    back.close().await;
}
