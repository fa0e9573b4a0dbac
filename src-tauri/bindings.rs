//! The window's side of the commands, generated: `ui/src/ipc/bindings.ts`.
//!
//! `ZAPROS_WRITE_BINDINGS=1 cargo test -p zapros --lib` accepts a new one; without it the test fails when it is stale.

use law::{AccessItem, Kind, Pack, RequiredBy};
use serde::Serialize;
use serde_json::{Map, Value, json};
use tauri_specta::{Builder, ErrorHandlingMode, collect_commands};

use crate::commands;

/// Every command of the window, with what the window must know of the law before it asks the shell.
pub(crate) fn builder() -> Builder<tauri::Wry> {
    let codes = |all: &[Kind]| all.iter().map(|kind| kind.code()).collect::<Vec<_>>();
    let items: Vec<_> = AccessItem::ALL.iter().map(|item| item.code()).collect();
    Builder::new()
        .commands(collect_commands![
            commands::start::start,
            commands::start::save_draft,
            commands::letter::new_draft,
            commands::letter::check_draft,
            commands::letter::terms,
            commands::letter::render_preview,
            commands::letter::render_post,
            commands::letter::compose,
            commands::letter::reveal_folder,
            commands::letter::open_file,
            commands::enclosures::pick_enclosure,
            commands::enclosures::enclose,
            commands::enclosures::look_at_enclosures,
            commands::key::pick_certificate,
            commands::key::open_certificate,
            commands::outside::pick_returned,
            commands::outside::take_back,
            commands::drops::watch_drops,
            commands::sending::profiles,
            commands::sending::save_profile,
            commands::sending::remove_profile,
            commands::sending::test_profile,
            commands::sending::pick_authority,
            commands::sending::send,
        ])
        .error_handling(ErrorHandlingMode::Throw)
        .disable_serde_phases()
        .constant("KINDS", codes(Kind::ALL))
        .constant("ACCESS_ITEMS", items)
        .constant("LAW_ASKS", asks(None))
        .constant("FIRST_OPERATOR", FIRST_OPERATOR)
        .constant("FIRST_OPERATOR_ASKS", asks(law::policy_for(FIRST_OPERATOR)))
}

/// ОГРН of the operator the application knows from the beginning.
const FIRST_OPERATOR: &str = "1127847409557";

/// Who asks for what in a letter of a kind; null where nobody does.
#[derive(Serialize)]
struct Asks {
    document: Option<RequiredBy>,
    relationship: Option<RequiredBy>,
    signature: Option<RequiredBy>,
    /// Places in the demand that the law requires.
    demand: Vec<String>,
}

/// By kind, from the latest rules of law; the shell judges by those in force when it checks.
fn asks(policy: Option<&'static law::OperatorPolicy>) -> Value {
    let pack = Pack::latest();
    let by_kind: Map<String, Value> = Kind::ALL
        .iter()
        .map(|kind| {
            let requirements = pack.requirements(*kind, policy);
            let by = |code: &str| {
                let found = requirements.iter().find(|one| one.code == code);
                found.map(|one| one.required_by)
            };
            let signature = pack.signature(*kind, policy);
            let asks = Asks {
                document: by("document"),
                relationship: by("relationship"),
                signature: signature.asked.then_some(signature.required_by),
                demand: requirements
                    .iter()
                    .filter(|one| {
                        one.required_by == RequiredBy::Law && one.when == law::When::Always
                    })
                    .filter_map(|one| one.field.strip_prefix(law::DEMAND))
                    .map(str::to_owned)
                    .collect(),
            };
            (kind.code().to_owned(), json!(asks))
        })
        .collect();
    Value::Object(by_kind)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use specta_typescript::Typescript;

    const HEADER: &str = "// Generated from the shell's commands by src-tauri/bindings.rs: do not edit.\n// ZAPROS_WRITE_BINDINGS=1 cargo test -p zapros --lib writes it anew.\n";

    #[test]
    fn the_windows_side_of_the_commands_is_fresh() {
        let folder = tempfile::tempdir().unwrap();
        let fresh = folder.path().join("bindings.ts");
        super::builder()
            .export(Typescript::default().header(HEADER), &fresh)
            .unwrap();
        let fresh = std::fs::read_to_string(fresh).unwrap();
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/src/ipc/bindings.ts");
        if std::env::var_os("ZAPROS_WRITE_BINDINGS").is_some() {
            std::fs::write(&path, &fresh).unwrap();
        }
        let published = std::fs::read_to_string(path).unwrap_or_default();
        assert!(
            published == fresh,
            "stale: run with ZAPROS_WRITE_BINDINGS=1 and look at the change"
        );
    }
}
