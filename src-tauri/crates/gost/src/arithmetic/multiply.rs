//! Multiplication of points: of the base point by a secret, and of two points by public numbers.

use super::curve::Curve;
use super::field::mask;
use super::group::{Entry, Group};
use alloc::vec::Vec;
use crypto_bigint::{Uint, Word};
use zeroize::Zeroize;

/// Bits of a digit of the secret scalar.
const WINDOW: u32 = 5;
/// Odd multiples 1, 3, …, 31 for each digit.
const ROW: usize = 1 << (WINDOW - 1);

/// For every digit position i the odd multiples of 2^(5i)·P.
pub(crate) struct Comb<E>(Vec<[E; ROW]>);

impl<E: Entry> Comb<E> {
    pub(crate) fn new<const N: usize, G: Group<N, Entry = E>>(base: G, curve: &Curve<N>) -> Self {
        let rows = curve.order.prime().bits_vartime().div_ceil(WINDOW);
        let mut points = Vec::new();
        let mut start = base;
        for _ in 0..rows {
            let twice = start.double(curve);
            let mut odd = start;
            for _ in 0..ROW {
                points.push(odd);
                odd = odd.add(&twice, curve);
            }
            for _ in 0..WINDOW {
                start = start.double(curve);
            }
        }
        let entries = G::entries(&points, curve);
        Self(
            entries
                .chunks_exact(ROW)
                .map(|row| core::array::from_fn(|i| row[i]))
                .collect(),
        )
    }

    /// scalar·P for a secret scalar in [1, q − 1], in constant time.
    ///
    /// An odd number has a unique writing in digits ±1, ±3, … ±31 of base 32: no digit is zero, so
    /// every step is one addition of an entry picked by reading the whole row. An even scalar is
    /// replaced by q − scalar, and the result negated.
    pub(crate) fn multiply<const N: usize, G>(&self, scalar: &Uint<N>, curve: &Curve<N>) -> G
    where
        G: Group<N, Entry = E> + Zeroize,
    {
        let even = mask(1 ^ (scalar.as_words()[0] & 1));
        let mut odd = select(scalar, &curve.order.prime().wrapping_sub(scalar), even);

        let last = self.0.len() - 1;
        let mut sum = None;
        for (position, row) in self.0.iter().enumerate() {
            // The digit is the window with its lowest bit set, less 2^5; the top one as it is.
            let window = bits(&odd, position as u32 * WINDOW, WINDOW + 1) | 1;
            let (negative, magnitude) = if position == last {
                (0, window)
            } else {
                let negative = mask(1 ^ (window >> WINDOW));
                let difference = window.wrapping_sub(1 << WINDOW);
                (negative, (difference ^ negative).wrapping_sub(negative))
            };
            let mut entry = pick(row, magnitude >> 1);
            let negated = G::negated_entry(&entry, curve);
            entry.assign_where(&negated, negative);
            sum = Some(match sum {
                None => G::from_entry(&entry, curve),
                Some(sum) => G::add_entry(&sum, &entry, curve),
            });
        }
        odd.zeroize();

        let mut sum = sum.unwrap_or_else(|| G::identity(curve));
        let mut negated = sum.neg(curve);
        sum.assign_where(&negated, even);
        negated.zeroize();
        sum
    }
}

/// `count` < word bits of the number from bit `start`; positions are public.
fn bits<const N: usize>(number: &Uint<N>, start: u32, count: u32) -> Word {
    let words = number.as_words();
    let (at, shift) = ((start / Word::BITS) as usize, start % Word::BITS);
    let mut value = words[at] >> shift;
    if shift != 0 && at + 1 < N {
        value |= words[at + 1] << (Word::BITS - shift);
    }
    value & ((1 << count) - 1)
}

/// The entry at a secret index: the whole row is read.
fn pick<E: Entry>(row: &[E; ROW], index: Word) -> E {
    let mut entry = E::blank();
    for (i, candidate) in row.iter().enumerate() {
        let difference = index ^ i as Word;
        // 1 exactly when the difference is zero; it is below 2^5, so the subtraction tells.
        entry.gather(
            candidate,
            mask(difference.wrapping_sub(1) >> (Word::BITS - 1)),
        );
    }
    entry
}

fn select<const N: usize>(a: &Uint<N>, b: &Uint<N>, mask: Word) -> Uint<N> {
    let mut words = a.to_words();
    for (word, other) in words.iter_mut().zip(b.as_words()) {
        *word ^= (*word ^ other) & mask;
    }
    Uint::from_words(words)
}

/// Width of the recoding of the base point's factor: its table is kept.
const BASE_WIDTH: u32 = 7;
/// Width for a point seen once.
const POINT_WIDTH: u32 = 5;

/// Odd multiples 1, 3, …, 2^(w−1) − 1 of the base point.
pub(crate) struct OddMultiples<E>(Vec<E>);

impl<E: Entry> OddMultiples<E> {
    pub(crate) fn new<const N: usize, G: Group<N, Entry = E>>(base: G, curve: &Curve<N>) -> Self {
        Self(G::entries(&odd_multiples(base, BASE_WIDTH, curve), curve))
    }

    /// a·P + b·Q for public numbers: Straus' interleaving over non-adjacent forms, variable time.
    pub(crate) fn multiply_vartime<const N: usize, G: Group<N, Entry = E>>(
        &self,
        a: &Uint<N>,
        b: &Uint<N>,
        q: G,
        curve: &Curve<N>,
    ) -> G {
        let (a_digits, b_digits) = (non_adjacent(a, BASE_WIDTH), non_adjacent(b, POINT_WIDTH));
        let q_multiples = odd_multiples(q, POINT_WIDTH, curve);
        let mut sum = G::identity(curve);
        for i in (0..a_digits.len().max(b_digits.len())).rev() {
            sum = sum.double(curve);
            if let Some(&digit @ (1.. | ..=-1)) = a_digits.get(i) {
                let entry = &self.0[usize::from(digit.unsigned_abs() >> 1)];
                sum = if digit > 0 {
                    sum.add_entry(entry, curve)
                } else {
                    sum.add_entry(&G::negated_entry(entry, curve), curve)
                };
            }
            if let Some(&digit @ (1.. | ..=-1)) = b_digits.get(i) {
                let point = &q_multiples[usize::from(digit.unsigned_abs() >> 1)];
                sum = if digit > 0 {
                    sum.add(point, curve)
                } else {
                    sum.add(&point.neg(curve), curve)
                };
            }
        }
        sum
    }
}

fn odd_multiples<const N: usize, G: Group<N>>(point: G, width: u32, curve: &Curve<N>) -> Vec<G> {
    let twice = point.double(curve);
    let next = |odd: &G| Some(odd.add(&twice, curve));
    core::iter::successors(Some(point), next)
        .take(1 << (width - 2))
        .collect()
}

/// Digits of the width-w non-adjacent form, lowest first: odd and below 2^(w−1), or zero.
fn non_adjacent<const N: usize>(number: &Uint<N>, width: u32) -> Vec<i8> {
    let length = number.bits_vartime();
    let mut digits = Vec::with_capacity(length as usize + 1);
    let mut carry: Word = 0;
    let mut at = 0;
    while at < length || carry != 0 {
        let bit = if at < length { bits(number, at, 1) } else { 0 };
        if bit ^ carry == 0 {
            digits.push(0);
            at += 1;
            continue;
        }
        let window = if at < length {
            bits(number, at, width)
        } else {
            0
        } + carry;
        let half: Word = 1 << (width - 1);
        // Below 2^width, so both numbers fit in an i8 for widths up to 7.
        let digit = if window < half {
            carry = 0;
            window as i8
        } else {
            carry = 1;
            (window as i16 - (1 << width)) as i8
        };
        digits.push(digit);
        digits.resize(digits.len() + width as usize - 1, 0);
        at += width;
    }
    digits
}
