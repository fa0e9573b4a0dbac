//! A one-page letter, composed, drawn, finished and tagged: at most 3 ms on one core.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "criterion's macros make undocumented items; a bench may panic"
)]

use chrono::{DateTime, NaiveDate};
use criterion::{Criterion, criterion_group, criterion_main};
use letter::Mark;
use serde_json::{Value, json};

fn letters(c: &mut Criterion) {
    let fonts = pdf::Fonts::pt_serif().unwrap();
    let data = include_bytes!("../../../../assets/examples/access.json");
    let created = DateTime::parse_from_rfc3339("2026-11-22T12:00:00+03:00").unwrap();
    let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
    let file = pdf::EmbeddedFile {
        name: "request.json",
        media_type: "application/json",
        description: "Данные обращения",
        relation: pdf::Relation::Data,
        bytes: data,
    };
    let options = pdf::Options {
        created,
        files: vec![file],
    };

    let request = request::read(data, today).unwrap().request.unwrap();
    let one = letter::compose(
        &request,
        &letter::Options {
            mark: Mark::Outside,
        },
    )
    .unwrap();
    c.bench_function("compose", |b| {
        b.iter(|| {
            letter::compose(
                &request,
                &letter::Options {
                    mark: Mark::Outside,
                },
            )
            .unwrap()
        });
    });
    c.bench_function("render_one_page", |b| {
        b.iter(|| pdf::render(&one, &fonts, &options).unwrap())
    });

    let mut value: Value = serde_json::from_slice(data).unwrap();
    let text = "Прошу разъяснить порядок обработки персональных данных, сроки и основания такой обработки. ".repeat(27) + "\n";
    value["demands"] = json!([{ "kind": "free", "text": text.repeat(100) }]);
    let long = request::read_value(value, today).unwrap().request.unwrap();
    let hundred = letter::compose(
        &long,
        &letter::Options {
            mark: Mark::Outside,
        },
    )
    .unwrap();
    c.bench_function("render_about_hundred_pages", |b| {
        b.iter(|| pdf::render(&hundred, &fonts, &options).unwrap())
    });
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20);
    targets = letters
}
criterion_main!(benches);
