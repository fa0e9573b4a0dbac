//! The published schema is the types' own, and says the same as the reader about the examples.
//! `ZAPROS_WRITE_SCHEMA=1 cargo test -p request --test schema` accepts a new one.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::path::PathBuf;

use chrono::NaiveDate;
use law::Kind;
use request::example;
use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

fn path() -> PathBuf {
    [
        env!("CARGO_MANIFEST_DIR"),
        "../../../assets/schema/request.schema.json",
    ]
    .iter()
    .collect()
}

fn schema() -> Value {
    let generator = SchemaSettings::draft2020_12().into_generator();
    generator
        .into_root_schema_for::<request::Request>()
        .to_value()
}

#[test]
fn the_published_schema_is_fresh() {
    let mut fresh = serde_json::to_string_pretty(&schema()).unwrap();
    fresh.push('\n');
    if std::env::var_os("ZAPROS_WRITE_SCHEMA").is_some() {
        std::fs::write(path(), &fresh).unwrap();
    }
    let published = std::fs::read_to_string(path()).unwrap_or_default();
    assert!(
        published == fresh,
        "stale: run with ZAPROS_WRITE_SCHEMA=1 and look at the change"
    );
}

#[test]
fn the_schemas_of_the_officers_files_are_fresh() {
    let settings = || SchemaSettings::draft2020_12().into_generator();
    let schemas = [
        (
            "response",
            settings().into_root_schema_for::<request::response::Response>(),
        ),
        (
            "company",
            settings().into_root_schema_for::<request::response::Company>(),
        ),
    ];
    for (name, schema) in schemas {
        let path = path().with_file_name(format!("{name}.schema.json"));
        let mut fresh = serde_json::to_string_pretty(&schema.to_value()).unwrap();
        fresh.push('\n');
        if std::env::var_os("ZAPROS_WRITE_SCHEMA").is_some() {
            std::fs::write(&path, &fresh).unwrap();
        }
        let published = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            published == fresh,
            "{name} is stale: run with ZAPROS_WRITE_SCHEMA=1 and look at the change"
        );
    }
}

/// Whether a file is valid by the published schema.
fn is_valid(value: &Value) -> Result<(), String> {
    let mut schemas = boon::Schemas::new();
    let mut compiler = boon::Compiler::new();
    compiler.add_resource("request.json", schema()).unwrap();
    let index = compiler.compile("request.json", &mut schemas).unwrap();
    schemas
        .validate(value, index)
        .map_err(|error| error.to_string())
}

#[test]
fn the_schema_accepts_every_example() {
    for kind in Kind::ALL {
        let value = example(*kind, NaiveDate::from_ymd_opt(2026, 11, 22).unwrap());
        assert_eq!(is_valid(&value), Ok(()), "{}", kind.code());
    }
    for bytes in [
        &include_bytes!("../../../../assets/examples/delete-all.json")[..],
        include_bytes!("../../../../assets/examples/stop-by-representative.json"),
    ] {
        assert_eq!(is_valid(&serde_json::from_slice(bytes).unwrap()), Ok(()));
    }
}

#[test]
fn the_schema_lets_out_what_the_reader_lets_out() {
    let mut value = example(Kind::Access, NaiveDate::from_ymd_opt(2026, 11, 22).unwrap());
    for field in ["reply", "enclosures", "relationship", "signing"] {
        value.as_object_mut().unwrap().remove(field);
    }
    assert_eq!(is_valid(&value), Ok(()));
}

#[test]
fn the_schema_refuses_what_the_reader_refuses() {
    for (at, wrong) in [
        ("/format", json!("zapros-request/2")),
        ("/date", json!(5)),
        ("/operator/ogrn", json!("112784740955")),
        ("/subject/document/type", json!("passport")),
        ("/subject/surname", json!("")),
        ("/demands/0/kind", json!("acess")),
        ("/demands/0/items", json!(["everything"])),
        (
            "/demands/0",
            json!({"kind": "access", "items": "all", "item": 1}),
        ),
        ("/demands", json!([])),
        (
            "/operator",
            json!({"name": "x", "address": {"text": "y"}, "colour": "red"}),
        ),
    ] {
        let mut value = example(Kind::Access, NaiveDate::from_ymd_opt(2026, 11, 22).unwrap());
        *value.pointer_mut(at).unwrap() = wrong.clone();
        assert!(is_valid(&value).is_err(), "{at} = {wrong}");
    }
}
