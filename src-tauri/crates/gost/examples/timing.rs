//! Does the time of a secret multiplication depend on the secret? The test of dudect (Reparaz,
//! Balasch, Verbauwhede 2017): one fixed secret against random ones, in random order, compared by
//! Welch's t on all measurements and on the fastest parts of them. |t| above 4.5 says yes; below,
//! that this many measurements show nothing.
//!
//! `cargo run --release -p gost --example timing [measurements]`

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement by hand"
)]

use gost::{ParameterSet, SigningKey};
use signature::rand_core::{Infallible, Rng as _, TryCryptoRng, TryRng};
use std::hint::black_box;
use std::time::Instant;

/// A set and the bits by which its q is shorter than 256 or 512.
const SETS: [(ParameterSet, u32); 4] = [
    (ParameterSet::CryptoProA, 0),
    (ParameterSet::Tc26_256A, 1),
    (ParameterSet::CryptoProC, 0),
    (ParameterSet::Tc26_512C, 2),
];

fn main() {
    let count = std::env::args()
        .nth(1)
        .and_then(|word| word.parse().ok())
        .unwrap_or(40_000);
    println!(
        "{count} measurements a line, the worst |t| of all and of the fastest 50, 75, 90, 99 %"
    );
    for (set, surplus) in SETS {
        let secrets = Secrets::new(set, 0);
        let keys = measure(count, &secrets, |secret| {
            drop(black_box(SigningKey::from_bytes(set, black_box(secret))));
        });
        println!("{set:?}: public key from private   |t| = {keys:.2}");

        let key = SigningKey::generate(set, &mut getrandom::SysRng).unwrap();
        let digest = vec![0x5a; set.strength().octets()];
        let nonces = Secrets::new(set, surplus);
        let signatures = measure(count, &nonces, |nonce| {
            let mut rng = Given(nonce);
            drop(black_box(
                key.sign_prehash_with(&mut rng, black_box(&digest)),
            ));
        });
        println!("{set:?}: signature by given number |t| = {signatures:.2}");
    }
}

struct Secrets {
    set: ParameterSet,
    surplus: u32,
    fixed: Vec<u8>,
}

impl Secrets {
    fn new(set: ParameterSet, surplus: u32) -> Self {
        // Few bits set: where a leaking multiplication would be fast.
        let mut fixed = vec![0; set.strength().octets()];
        fixed[0] = 1;
        fixed[set.strength().octets() / 2] = 1;
        Self {
            set,
            surplus,
            fixed: shifted(&fixed, surplus),
        }
    }

    fn random(&self) -> Vec<u8> {
        let key = SigningKey::generate(self.set, &mut getrandom::SysRng).unwrap();
        shifted(&key.to_bytes(), self.surplus)
    }
}

/// Little-endian octets times 2^bits: what the generator must give for the number to come out.
fn shifted(octets: &[u8], bits: u32) -> Vec<u8> {
    let mut carry = 0;
    let shift = |&octet: &u8| {
        let wide = (u16::from(octet) << bits) | carry;
        carry = wide >> 8;
        wide.to_le_bytes()[0]
    };
    octets.iter().map(shift).collect()
}

fn measure(count: usize, secrets: &Secrets, mut act: impl FnMut(&[u8])) -> f64 {
    let pool: Vec<_> = (0..1000).map(|_| secrets.random()).collect();
    let mut rng = signature::rand_core::UnwrapErr(getrandom::SysRng);
    let mut classes = [Vec::with_capacity(count), Vec::with_capacity(count)];
    for i in 0..count + 1000 {
        let class = (rng.next_u32() & 1) as usize;
        // The same copying for both classes, outside the measurement.
        let random = &pool[i % pool.len()];
        let secret = if class == 0 {
            secrets.fixed.clone()
        } else {
            random.clone()
        };
        let start = Instant::now();
        act(&secret);
        let time = start.elapsed().as_nanos() as f64;
        if i >= 1000 {
            classes[class].push(time);
        }
    }
    let mut all: Vec<f64> = classes.iter().flatten().copied().collect();
    all.sort_by(f64::total_cmp);
    let limits = [0.5, 0.75, 0.9, 0.99].map(|part| all[(all.len() as f64 * part) as usize]);
    let within = |limit: f64| {
        let [a, b] = &classes;
        let keep = |class: &Vec<f64>| {
            class
                .iter()
                .copied()
                .filter(|&time| time <= limit)
                .collect()
        };
        welch(keep(a), keep(b)).abs()
    };
    limits
        .into_iter()
        .chain([f64::INFINITY])
        .map(within)
        .fold(0.0, f64::max)
}

fn welch(a: Vec<f64>, b: Vec<f64>) -> f64 {
    let moments = |class: &[f64]| {
        let count = class.len() as f64;
        let mean = class.iter().sum::<f64>() / count;
        let squares = class.iter().map(|time| (time - mean).powi(2)).sum::<f64>();
        (mean, squares / (count - 1.0) / count)
    };
    let ((mean_a, error_a), (mean_b, error_b)) = (moments(&a), moments(&b));
    (mean_a - mean_b) / (error_a + error_b).sqrt()
}

/// A generator that gives these octets.
struct Given<'a>(&'a [u8]);

impl TryRng for Given<'_> {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(0)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(0)
    }

    fn try_fill_bytes(&mut self, octets: &mut [u8]) -> Result<(), Infallible> {
        octets.copy_from_slice(self.0);
        Ok(())
    }
}

impl TryCryptoRng for Given<'_> {}
