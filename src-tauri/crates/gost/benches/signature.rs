//! Signing and verification, for every curve, beside OpenSSL's engine in the same run.
//!
//! `cargo bench -p gost`; the comparison is skipped when Python or the engine is missing.

#![allow(missing_docs, reason = "a benchmark")]
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark")]

#[path = "../tests/oracle/mod.rs"]
mod oracle;

use criterion::Criterion;
use gost::{ParameterSet, SigningKey};
use oracle::Engine;
use spki::EncodePublicKey as _;
use std::hint::black_box;
use std::time::{Duration, Instant};

const CURVES: [(ParameterSet, &str); 9] = [
    (ParameterSet::Test256, "256 test"),
    (ParameterSet::Tc26_256A, "256 A (Edwards)"),
    (ParameterSet::CryptoProA, "256 B = CryptoPro A"),
    (ParameterSet::CryptoProB, "256 C = CryptoPro B"),
    (ParameterSet::CryptoProC, "256 D = CryptoPro C"),
    (ParameterSet::Tc26_512Test, "512 test"),
    (ParameterSet::Tc26_512A, "512 A"),
    (ParameterSet::Tc26_512B, "512 B"),
    (ParameterSet::Tc26_512C, "512 C (Edwards)"),
];

const COMPARED: Duration = Duration::from_millis(1000);

fn main() {
    let mut criterion = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_millis(1500))
        .configure_from_args();
    for (set, name) in CURVES {
        let key = SigningKey::generate(set, &mut getrandom::SysRng).unwrap();
        let digest = vec![0x5a; set.strength().octets()];
        let signature = key.sign_prehash(&digest).unwrap();
        let mut group = criterion.benchmark_group(name);
        group.bench_function("sign", |b| {
            b.iter(|| key.sign_prehash(black_box(&digest)).unwrap())
        });
        group.bench_function("verify", |b| {
            b.iter(|| {
                key.verifying_key()
                    .verify_prehash(black_box(&digest), &signature)
                    .unwrap()
            });
        });
        group.finish();
    }
    criterion.final_summary();
    compare();
}

/// Both sides one after the other on the same core, operations per second.
fn compare() {
    let Some(mut engine) = Engine::start() else {
        return;
    };
    println!("\n| curve | sign/s here | engine | × | verify/s here | engine | × |");
    println!("|---|---|---|---|---|---|---|");
    for (set, name) in CURVES {
        let key = SigningKey::generate(set, &mut getrandom::SysRng).unwrap();
        let digest = vec![0x5a; set.strength().octets()];
        let signature = key.sign_prehash(&digest).unwrap();
        let sign = per_second(|| {
            black_box(key.sign_prehash(black_box(&digest)).unwrap());
        });
        let verify = per_second(|| {
            key.verifying_key()
                .verify_prehash(black_box(&digest), &signature)
                .unwrap();
        });
        let pkcs8 = pkcs8::EncodePrivateKey::to_pkcs8_der(&key).unwrap();
        let spki = key.verifying_key().to_public_key_der().unwrap();
        let speed = engine.speed(pkcs8.as_bytes(), spki.as_bytes(), &digest, COMPARED);
        let Some((their_sign, their_verify)) = speed else {
            println!("| {name} | {sign:.0} | — | — | {verify:.0} | — | — |");
            continue;
        };
        println!(
            "| {name} | {sign:.0} | {their_sign:.0} | {:.2} | {verify:.0} | {their_verify:.0} | {:.2} |",
            sign / their_sign,
            verify / their_verify
        );
    }
}

fn per_second(mut act: impl FnMut()) -> f64 {
    let start = Instant::now();
    let mut count = 0_u32;
    while start.elapsed() < COMPARED {
        for _ in 0..50 {
            act();
        }
        count += 50;
    }
    f64::from(count) / start.elapsed().as_secs_f64()
}
