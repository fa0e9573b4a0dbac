//! One suite, two back ends: what holds for the embedded register holds for the shared one.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;
#[path = "contract/journal.rs"]
mod journal;
#[path = "contract/office.rs"]
mod office;
#[path = "contract/work.rs"]
mod work;

use common::{Cluster, drawer};
use register::{postgres, sqlite};

macro_rules! contract {
    ($($room:ident::$promise:ident,)+) => {
        mod embedded {
            $(#[tokio::test]
            async fn $promise() {
                let folder = tempfile::tempdir().unwrap();
                let store = super::sqlite::create(&folder.path().join("register.db"), &super::drawer(folder.path())).await.unwrap();
                super::$room::$promise(store.clone()).await;
                assert_eq!(super::sqlite::faults(&store).await.unwrap(), Vec::<String>::new());
                store.close().await;
            })+
        }

        /// In one test, for they share one cluster.
        #[tokio::test(flavor = "multi_thread")]
        async fn shared() {
            let Some(cluster) = Cluster::start() else { return };
            $(
                let store = postgres::open(&cluster.database()).await.unwrap();
                $room::$promise(store.clone()).await;
                store.close().await;
                eprintln!("PostgreSQL keeps: {}", stringify!($promise));
            )+
        }
    };
}

contract! {
    work::a_request_becomes_a_case_with_its_people_and_terms,
    work::the_loser_of_two_changes_sees_what_the_other_did,
    work::a_name_is_found_by_the_beginnings_of_its_words,
    work::cases_are_listed_by_what_is_asked,
    work::a_document_comes_back_byte_by_byte,
    work::the_board_shows_the_most_urgent_first_and_follows_the_calendar,
    work::an_extension_counts_only_where_and_when_the_law_gives_it,
    work::a_met_term_gives_way_to_the_next_one,
    work::a_refusal_names_its_norm_and_a_case_closes_when_all_is_answered,
    work::next_letters_wait_for_the_term,
    work::the_journal_of_requests_masks_documents_and_runs_no_formula,
    journal::the_chain_is_proven_and_a_broken_link_is_named,
    journal::events_cut_off_the_end_are_missed,
    journal::forgetting_people_leaves_the_chain_whole_and_no_name,
    journal::a_text_erased_without_an_act_is_a_broken_link,
    office::roles_allow_what_they_allow,
    office::a_case_is_taken_and_handed_over,
    office::drafts_are_saved_as_they_were_left,
    office::a_letter_goes_out_once,
    office::the_directory_goes_out_and_comes_back,
    office::settings_stay,
}
