//! PDF/A-3a and PDF/UA-1 together, by an independent validator and by each rule the finisher relies on.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{access, conforms, electronic, examples, read, render};
use letter::Mark;
use lopdf::{Dictionary, Document, Object};

#[test]
fn every_kind_in_every_form_is_archivable_and_accessible() {
    let mut letters = Vec::new();
    for file in examples() {
        let data = std::fs::read(&file).unwrap();
        let request = read(&serde_json::from_slice(&data).unwrap());
        for mark in [
            electronic(&request),
            Mark::Ink,
            Mark::Outside,
            Mark::Preview,
            Mark::None,
        ] {
            letters.push(render(&request, mark, &data).unwrap());
        }
    }
    conforms(&letters.iter().map(Vec::as_slice).collect::<Vec<_>>());
}

fn open(mark: impl FnOnce(&request::Request) -> Mark) -> (Vec<u8>, Document) {
    let request = read(&access());
    let bytes = render(&request, mark(&request), b"{\"a\": 1}\r").unwrap();
    let document = Document::load_mem(&bytes).unwrap();
    (bytes, document)
}

fn follow<'a>(document: &'a Document, from: &'a Dictionary, path: &[&str]) -> &'a Object {
    let mut object = from.get(path[0].as_bytes()).unwrap();
    for key in &path[1..] {
        object = document
            .dereference(object)
            .unwrap()
            .1
            .as_dict()
            .unwrap()
            .get(key.as_bytes())
            .unwrap();
    }
    document.dereference(object).unwrap().1
}

#[test]
fn the_file_says_what_it_is() {
    let (bytes, document) = open(electronic);
    assert!(bytes.starts_with(b"%PDF-1.7\n"));
    let tail = String::from_utf8_lossy(&bytes[bytes.len() - 300..]).into_owned();
    assert!(
        tail.contains("trailer") && tail.trim_end().ends_with("%%EOF"),
        "a classic table: {tail}"
    );
    let catalog = document.catalog().unwrap();
    assert_eq!(
        follow(&document, catalog, &["Lang"]).as_str().unwrap(),
        b"ru-RU"
    );
    assert!(
        follow(&document, catalog, &["MarkInfo", "Marked"])
            .as_bool()
            .unwrap()
    );
    assert!(
        follow(
            &document,
            catalog,
            &["ViewerPreferences", "DisplayDocTitle"]
        )
        .as_bool()
        .unwrap()
    );
    let metadata = follow(&document, catalog, &["Metadata"])
        .as_stream()
        .unwrap();
    let xmp = String::from_utf8(metadata.content.clone()).unwrap();
    for part in [
        "<pdfaid:part>3<",
        "<pdfaid:conformance>A<",
        "<pdfuaid:part>1<",
        "О предоставлении сведений",
        "2026-11-22T12:00:00+03:00",
    ] {
        assert!(xmp.contains(part), "{part}");
    }
    let info = follow(&document, &document.trailer, &["Info", "CreationDate"])
        .as_str()
        .unwrap();
    assert_eq!(info, b"D:20261122120000+03'00'");
}

#[test]
fn the_signature_field_is_ready_tagged_and_empty() {
    let (_, document) = open(electronic);
    let catalog = document.catalog().unwrap();
    let fields = follow(&document, catalog, &["AcroForm", "Fields"])
        .as_array()
        .unwrap();
    assert_eq!(fields.len(), 1);
    let field = document
        .dereference(&fields[0])
        .unwrap()
        .1
        .as_dict()
        .unwrap();
    assert_eq!(
        field.get(b"T").unwrap().as_str().unwrap(),
        pdf::SIGNATURE_FIELD.as_bytes()
    );
    assert_eq!(field.get(b"FT").unwrap().as_name().unwrap(), b"Sig");
    assert_eq!(field.get(b"F").unwrap().as_i64().unwrap(), 4);
    assert!(field.has(b"TU") && field.has(b"AP") && field.has(b"StructParent") && !field.has(b"V"));
    let forms: Vec<&Dictionary> = document
        .objects
        .values()
        .filter_map(|o| o.as_dict().ok())
        .filter(|d| {
            d.get(b"S")
                .and_then(Object::as_name)
                .is_ok_and(|n| n == b"Form")
        })
        .collect();
    assert_eq!(forms.len(), 1);
    let kid = forms[0].get(b"K").unwrap().as_array().unwrap()[0]
        .as_dict()
        .unwrap();
    assert_eq!(kid.get(b"Obj").unwrap(), &fields[0]);
}

#[test]
fn a_letter_signed_by_hand_has_no_field() {
    for mark in [Mark::Ink, Mark::None] {
        let (_, document) = open(|_| mark);
        assert!(!document.catalog().unwrap().has(b"AcroForm"));
    }
}

#[test]
fn the_request_travels_inside_byte_for_byte() {
    let (_, document) = open(electronic);
    let catalog = document.catalog().unwrap();
    let associated = follow(&document, catalog, &["AF"]).as_array().unwrap();
    let file = document
        .dereference(&associated[0])
        .unwrap()
        .1
        .as_dict()
        .unwrap();
    assert_eq!(
        file.get(b"AFRelationship").unwrap().as_name().unwrap(),
        b"Data"
    );
    assert_eq!(file.get(b"UF").unwrap().as_str().unwrap(), b"request.json");
    let stream = follow(&document, file, &["EF", "F"]).as_stream().unwrap();
    let content = if stream.dict.has(b"Filter") {
        stream.decompressed_content().unwrap()
    } else {
        stream.content.clone()
    };
    assert_eq!(content, b"{\"a\": 1}\r");
}
