//! One million terms: the bare day for a board, and the whole sum with its counted and skipped days.
#![allow(clippy::unwrap_used, missing_docs, reason = "a benchmark")]

use std::hint::black_box;
use std::time::Duration;

use chrono::NaiveDate;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use law::{Calendar, Facts, Kind, Received, Unit, deadline, due_day};

const MILLION: u64 = 1_000_000;

fn starts() -> Vec<NaiveDate> {
    "2024-01-01"
        .parse::<NaiveDate>()
        .unwrap()
        .iter_days()
        .take(1_461)
        .collect()
}

fn million_terms(c: &mut Criterion) {
    let starts = starts();
    let calendar = Calendar::russia();
    let mut group = c.benchmark_group("million_terms");
    group
        .throughput(Throughput::Elements(MILLION))
        .sample_size(10)
        .measurement_time(Duration::from_secs(10));
    group.bench_function("due_day", |b| {
        b.iter(|| {
            for &start in starts.iter().cycle().take(MILLION as usize) {
                black_box(due_day(calendar, Unit::WorkingDays, 10, start).unwrap());
            }
        });
    });
    group.bench_function("with_sum", |b| {
        b.iter(|| {
            // `stop_processing` has one term, so a call is a term.
            for &start in starts.iter().cycle().take(MILLION as usize) {
                black_box(
                    deadline(Kind::StopProcessing, &Facts::received(Received::Day(start))).unwrap(),
                );
            }
        });
    });
    group.finish();
}

criterion_group!(benches, million_terms);
criterion_main!(benches);
