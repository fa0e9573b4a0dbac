//! Residues modulo an odd prime: the coordinates (mod p) and the scalars (mod q).
//!
//! The numbers are `crypto-bigint`'s [`Uint`]s and its Montgomery constants; the products are
//! written out here because every prime of RFC 7836 but two allows a shorter way than general
//! Montgomery reduction: 2²⁵⁶ − 617 and 2⁵¹² − 569 reduce by one multiplication with a word.
//! Measured against `crypto_bigint::modular::ConstMontyForm` this is two to three times faster.
//!
//! No operation here branches or indexes by the value of a residue, except those named `vartime`.

#![allow(
    clippy::needless_range_loop,
    reason = "schoolbook arithmetic reads as the books write it, by indices of words"
)]

use crypto_bigint::modular::FixedMontyParams;
use crypto_bigint::{Odd, Uint, WideWord, Word};
use zeroize::Zeroize;

/// A residue in the form its [`Modulus`] computes in; meaningless without it.
#[derive(Clone, Copy)]
pub(crate) struct Residue<const N: usize>([Word; N]);

impl<const N: usize> Residue<N> {
    pub(crate) const ZERO: Self = Self([0; N]);

    /// `other` where the mask is all ones, `self` where it is zero.
    #[inline(always)]
    pub(crate) fn assign_where(&mut self, other: &Self, mask: Word) {
        for (word, new) in self.0.iter_mut().zip(other.0) {
            *word ^= (*word ^ new) & mask;
        }
    }

    /// Gathers a table: `self |= other & mask`.
    #[inline(always)]
    pub(crate) fn gather(&mut self, other: &Self, mask: Word) {
        for (word, new) in self.0.iter_mut().zip(other.0) {
            *word |= new & mask;
        }
    }
}

impl<const N: usize> Zeroize for Residue<N> {
    fn zeroize(&mut self) {
        self.0.zeroize();
    }
}

/// An odd prime with what multiplication modulo it needs.
pub(crate) struct Modulus<const N: usize> {
    prime: Odd<Uint<N>>,
    words: [Word; N],
    /// −m⁻¹ mod 2^w, for Montgomery reduction.
    negated_inverse: Word,
    /// R² mod m, into Montgomery form; R = 2^(w·N).
    r_squared: [Word; N],
    one: [Word; N],
    /// c of m = 2^(w·N) − c when c is one small word: then no Montgomery form is used at all.
    complement: Option<Word>,
}

/// c² and a carry must fit in one word with room: true of 617 and 569, also with 32-bit words.
const LARGEST_COMPLEMENT: Word = 1 << 12;

impl<const N: usize> Modulus<N> {
    /// For coordinates: takes the short way when the prime allows it.
    pub(crate) fn new(prime: Odd<Uint<N>>) -> Self {
        let complement = prime.as_ref().wrapping_neg();
        let low = complement.as_words()[0];
        let is_small = complement == Uint::from_word(low) && low < LARGEST_COMPLEMENT;
        let montgomery = Self::montgomery(prime);
        if is_small {
            let mut one = [0; N];
            one[0] = 1;
            Self {
                complement: Some(low),
                one,
                ..montgomery
            }
        } else {
            montgomery
        }
    }

    /// For scalars: group orders have no short way.
    pub(crate) fn montgomery(prime: Odd<Uint<N>>) -> Self {
        let params = FixedMontyParams::new_vartime(prime);
        Self {
            prime,
            words: prime.as_ref().to_words(),
            negated_inverse: params.mod_neg_inv().0,
            r_squared: params.r2().to_words(),
            one: params.one().to_words(),
            complement: None,
        }
    }

    pub(crate) fn prime(&self) -> &Uint<N> {
        self.prime.as_ref()
    }

    pub(crate) fn one(&self) -> Residue<N> {
        Residue(self.one)
    }

    /// Any number below 2^(w·N) as a residue.
    pub(crate) fn residue(&self, number: &Uint<N>) -> Residue<N> {
        match self.complement {
            Some(_) => Residue(number.to_words()),
            None => {
                Residue(self.montgomery_reduce(&wide_product(number.as_words(), &self.r_squared)))
            }
        }
    }

    /// The number in `[0, m)`.
    pub(crate) fn number(&self, residue: &Residue<N>) -> Uint<N> {
        Uint::from_words(match self.complement {
            Some(_) => self.subtract_once(&residue.0, 0),
            None => self.montgomery_reduce(&[residue.0, [0; N]]),
        })
    }

    #[inline(never)]
    pub(crate) fn mul(&self, a: &Residue<N>, b: &Residue<N>) -> Residue<N> {
        Residue(match self.complement {
            Some(c) => fold(&wide_product(&a.0, &b.0), c),
            None => self.montgomery_reduce(&wide_product(&a.0, &b.0)),
        })
    }

    #[inline(never)]
    pub(crate) fn square(&self, a: &Residue<N>) -> Residue<N> {
        Residue(match self.complement {
            Some(c) => fold(&wide_square(&a.0), c),
            None => self.montgomery_reduce(&wide_square(&a.0)),
        })
    }

    #[inline]
    pub(crate) fn add(&self, a: &Residue<N>, b: &Residue<N>) -> Residue<N> {
        let mut sum = a.0;
        let carry = add_words(&mut sum, &b.0);
        match self.complement {
            // 2^(w·N) ≡ c; a second overflow leaves less than c, so no third.
            Some(c) => {
                let again = add_word(&mut sum, c & mask(carry));
                sum[0] = sum[0].wrapping_add(c & again.wrapping_neg());
            }
            None => sum = self.subtract_once(&sum, carry),
        }
        Residue(sum)
    }

    #[inline]
    pub(crate) fn sub(&self, a: &Residue<N>, b: &Residue<N>) -> Residue<N> {
        let mut difference = a.0;
        let borrow = sub_words(&mut difference, &b.0);
        match self.complement {
            Some(c) => {
                let again = sub_word(&mut difference, c & mask(borrow));
                difference[0] = difference[0].wrapping_sub(c & again.wrapping_neg());
            }
            None => {
                let mut masked = self.words;
                let borrowed = mask(borrow);
                for word in &mut masked {
                    *word &= borrowed;
                }
                add_words(&mut difference, &masked);
            }
        }
        Residue(difference)
    }

    #[inline]
    pub(crate) fn double(&self, a: &Residue<N>) -> Residue<N> {
        self.add(a, a)
    }

    #[inline]
    pub(crate) fn neg(&self, a: &Residue<N>) -> Residue<N> {
        self.sub(&Residue::ZERO, a)
    }

    /// Fermat's little theorem with a window of four bits; the exponent m − 2 is public.
    /// Zero has no inverse and gives zero.
    pub(crate) fn invert(&self, a: &Residue<N>) -> Residue<N> {
        let mut powers = [self.one(); 16];
        for i in 1..16 {
            powers[i] = self.mul(&powers[i - 1], a);
        }
        let exponent = self.prime().wrapping_sub(&Uint::from_u8(2));
        let bytes = exponent.to_le_bytes();
        let mut result = self.one();
        for byte in bytes.as_ref().iter().rev() {
            for nibble in [byte >> 4, byte & 15] {
                for _ in 0..4 {
                    result = self.square(&result);
                }
                if nibble != 0 {
                    result = self.mul(&result, &powers[usize::from(nibble)]);
                }
            }
        }
        powers.zeroize();
        result
    }

    /// The inverse of a public number that is not zero modulo m.
    pub(crate) fn invert_number_vartime(&self, number: &Uint<N>) -> Uint<N> {
        number
            .invert_odd_mod_vartime(&self.prime)
            .unwrap_or(Uint::ZERO)
    }

    /// All inverses at the price of one. The residues are public and none is zero.
    pub(crate) fn invert_all(&self, residues: &mut [Residue<N>]) {
        let mut products = alloc::vec::Vec::with_capacity(residues.len());
        let mut product = self.one();
        for residue in residues.iter() {
            products.push(product);
            product = self.mul(&product, residue);
        }
        let mut inverse = self.invert(&product);
        for (residue, before) in residues.iter_mut().zip(products).rev() {
            let own = self.mul(&inverse, &before);
            inverse = self.mul(&inverse, residue);
            *residue = own;
        }
    }

    pub(crate) fn is_zero(&self, a: &Residue<N>) -> bool {
        self.number(a) == Uint::ZERO
    }

    pub(crate) fn equal(&self, a: &Residue<N>, b: &Residue<N>) -> bool {
        self.is_zero(&self.sub(a, b))
    }

    /// (t + u·m) / R for the u that makes it whole (Montgomery 1985, product first).
    #[inline]
    fn montgomery_reduce(&self, product: &[[Word; N]; 2]) -> [Word; N] {
        let [mut low, mut high] = *product;
        let mut overflow = 0;
        for i in 0..N {
            let factor = low[i].wrapping_mul(self.negated_inverse);
            let mut carry = 0;
            for j in 0..N {
                let at = i + j;
                let word = if at < N {
                    &mut low[at]
                } else {
                    &mut high[at - N]
                };
                (*word, carry) = multiply_add(*word, factor, self.words[j], carry);
            }
            let sum = WideWord::from(high[i]) + WideWord::from(carry) + WideWord::from(overflow);
            high[i] = sum as Word;
            overflow = (sum >> Word::BITS) as Word;
        }
        self.subtract_once(&high, overflow)
    }

    /// `value − m` if that is not negative; `carry` is the word above `value`.
    #[inline]
    fn subtract_once(&self, value: &[Word; N], carry: Word) -> [Word; N] {
        let mut reduced = *value;
        let borrow = sub_words(&mut reduced, &self.words);
        // carry 0, borrow 1: too small, keep; every other case: take the difference.
        // Opaque: seen through, it becomes a branch, and the timing test sees that.
        let keep = core::hint::black_box(carry.wrapping_sub(borrow));
        let mut result = [0; N];
        for i in 0..N {
            result[i] = (value[i] & keep) | (reduced[i] & !keep);
        }
        result
    }
}

/// An all-ones mask from 0 or 1, opaque to the optimiser so that a selection stays a selection.
#[inline(always)]
pub(crate) fn mask(bit: Word) -> Word {
    core::hint::black_box(bit).wrapping_neg()
}

#[inline(always)]
fn multiply_add(sum: Word, a: Word, b: Word, carry: Word) -> (Word, Word) {
    let wide = WideWord::from(sum) + WideWord::from(a) * WideWord::from(b) + WideWord::from(carry);
    (wide as Word, (wide >> Word::BITS) as Word)
}

#[inline(always)]
fn wide_product<const N: usize>(a: &[Word; N], b: &[Word; N]) -> [[Word; N]; 2] {
    let mut low = [0; N];
    let mut high = [0; N];
    for i in 0..N {
        let mut carry = 0;
        for j in 0..N {
            let at = i + j;
            let word = if at < N {
                &mut low[at]
            } else {
                &mut high[at - N]
            };
            (*word, carry) = multiply_add(*word, a[j], b[i], carry);
        }
        high[i] = carry;
    }
    [low, high]
}

/// Products of different words once, doubled, then the squares.
#[inline(always)]
fn wide_square<const N: usize>(a: &[Word; N]) -> [[Word; N]; 2] {
    let mut square = [[0; N]; 2];
    for i in 0..N {
        let mut carry = 0;
        for j in i + 1..N {
            let word = &mut square[(i + j) / N][(i + j) % N];
            (*word, carry) = multiply_add(*word, a[j], a[i], carry);
        }
        if i + 1 < N {
            square[1][i] = carry;
        }
    }
    let mut top = 0;
    for at in 0..2 * N {
        let word = &mut square[at / N][at % N];
        let next = *word >> (Word::BITS - 1);
        *word = (*word << 1) | top;
        top = next;
    }
    let mut carry = 0;
    for i in 0..N {
        let own = WideWord::from(a[i]) * WideWord::from(a[i]);
        let word = &mut square[2 * i / N][2 * i % N];
        let sum = WideWord::from(*word) + WideWord::from(own as Word) + WideWord::from(carry);
        *word = sum as Word;
        let word = &mut square[(2 * i + 1) / N][(2 * i + 1) % N];
        let sum = WideWord::from(*word) + (own >> Word::BITS) + (sum >> Word::BITS);
        *word = sum as Word;
        carry = (sum >> Word::BITS) as Word;
    }
    square
}

/// low + c·high, twice: the second time only the carry word is left above.
#[inline(always)]
fn fold<const N: usize>(product: &[[Word; N]; 2], c: Word) -> [Word; N] {
    let [mut low, high] = *product;
    let mut carry = 0;
    for i in 0..N {
        (low[i], carry) = multiply_add(low[i], high[i], c, carry);
    }
    // carry ≤ c, so carry·c fits in a word.
    let again = add_word(&mut low, carry * c);
    low[0] = low[0].wrapping_add(c & again.wrapping_neg());
    low
}

#[inline(always)]
fn add_words<const N: usize>(a: &mut [Word; N], b: &[Word; N]) -> Word {
    let mut carry = 0;
    for i in 0..N {
        let sum = WideWord::from(a[i]) + WideWord::from(b[i]) + WideWord::from(carry);
        a[i] = sum as Word;
        carry = (sum >> Word::BITS) as Word;
    }
    carry
}

#[inline(always)]
fn add_word<const N: usize>(a: &mut [Word; N], word: Word) -> Word {
    let mut carry = word;
    for limb in a {
        let (sum, overflow) = limb.overflowing_add(carry);
        *limb = sum;
        carry = Word::from(overflow);
    }
    carry
}

#[inline(always)]
fn sub_words<const N: usize>(a: &mut [Word; N], b: &[Word; N]) -> Word {
    let mut borrow = 0;
    for i in 0..N {
        let (difference, first) = a[i].overflowing_sub(b[i]);
        let (difference, second) = difference.overflowing_sub(borrow);
        a[i] = difference;
        borrow = Word::from(first | second);
    }
    borrow
}

#[inline(always)]
fn sub_word<const N: usize>(a: &mut [Word; N], word: Word) -> Word {
    let mut borrow = word;
    for limb in a {
        let (difference, underflow) = limb.overflowing_sub(borrow);
        *limb = difference;
        borrow = Word::from(underflow);
    }
    borrow
}

#[cfg(test)]
mod tests {
    use super::*;
    use crypto_bigint::{NonZero, U256, U512};

    /// Numbers that have caused carries to be lost elsewhere: ends, all ones, lone bits.
    fn awkward<const N: usize>(prime: &Uint<N>) -> alloc::vec::Vec<Uint<N>> {
        let mut numbers = alloc::vec![
            Uint::ZERO,
            Uint::ONE,
            Uint::MAX,
            *prime,
            prime.wrapping_sub(&Uint::ONE),
            prime.wrapping_add(&Uint::ONE),
            Uint::MAX.wrapping_sub(&Uint::from_u32(568)),
            Uint::MAX.shr_vartime(1),
        ];
        for bit in [31, 32, 63, 64, 127, 128, 191, 255] {
            numbers.push(Uint::ONE.shl_vartime(bit));
            numbers.push(Uint::MAX.shl_vartime(bit));
        }
        numbers
    }

    fn agrees_with_division<const N: usize>(prime: Uint<N>) {
        let modulus = Modulus::new(prime.to_odd().unwrap());
        let divisor = NonZero::new(prime).unwrap();
        let product =
            |a: &Uint<N>, b: &Uint<N>| a.rem(&divisor).mul_mod(&b.rem(&divisor), &divisor);
        for a in awkward(&prime) {
            let x = modulus.residue(&a);
            assert_eq!(modulus.number(&x), a.rem(&divisor));
            assert_eq!(modulus.number(&modulus.square(&x)), product(&a, &a));
            if a.rem(&divisor) != Uint::ZERO {
                let inverse = modulus.number(&modulus.invert(&x));
                assert_eq!(product(&inverse, &a), Uint::ONE);
            }
            for b in awkward(&prime) {
                let y = modulus.residue(&b);
                let (reduced_a, reduced_b) = (a.rem(&divisor), b.rem(&divisor));
                assert_eq!(modulus.number(&modulus.mul(&x, &y)), product(&a, &b));
                assert_eq!(
                    modulus.number(&modulus.add(&x, &y)),
                    reduced_a.add_mod(&reduced_b, &divisor)
                );
                assert_eq!(
                    modulus.number(&modulus.sub(&x, &y)),
                    reduced_a.sub_mod(&reduced_b, &divisor)
                );
            }
        }
    }

    #[test]
    fn products_sums_and_inverses_agree_with_plain_division() {
        for prime in [
            "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFD97",
            "8000000000000000000000000000000000000000000000000000000000000C99",
            "9B9F605F5A858107AB1EC85E6B41C8AACF846E86789051D37998F7B9022D759B",
            "400000000000000000000000000000000FD8CDDFC87B6635C115AF556C360C67",
        ] {
            agrees_with_division(U256::from_be_hex(prime));
        }
        for prime in [
            "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF\
             FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFDC7",
            "8000000000000000000000000000000000000000000000000000000000000000\
             000000000000000000000000000000000000000000000000000000000000006F",
            "4531ACD1FE0023C7550D267B6B2FEE80922B14B2FFB90F04D4EB7C09B5D2D15D\
             F1D852741AF4704A0458047E80E4546D35B8336FAC224DD81664BBF528BE6373",
        ] {
            agrees_with_division(U512::from_be_hex(prime));
        }
    }
}
