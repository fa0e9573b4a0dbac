//! Points of y² = x³ + ax + b in homogeneous projective coordinates with the complete formulas of
//! Renes, Costello and Batina (2016): no exceptional case for a group of odd order, so nothing
//! about a secret scalar can show in an unusual branch.

use super::curve::Curve;
use super::field::Residue;
use super::group::{Affine, Group};
use alloc::vec::Vec;
use crypto_bigint::Word;
use zeroize::Zeroize;

/// (X : Y : Z) with x = X/Z, y = Y/Z; the identity is (0 : 1 : 0).
#[derive(Clone, Copy)]
pub(crate) struct Projective<const N: usize> {
    pub(crate) x: Residue<N>,
    pub(crate) y: Residue<N>,
    pub(crate) z: Residue<N>,
}

impl<const N: usize> Zeroize for Projective<N> {
    fn zeroize(&mut self) {
        self.x.zeroize();
        self.y.zeroize();
        self.z.zeroize();
    }
}

impl<const N: usize> Projective<N> {
    /// Steps 18–40 of algorithm 1, common to the full and the mixed addition: `t0` = X₁X₂,
    /// `t1` = Y₁Y₂, `t2` = Z₁Z₂, `t3` = X₁Y₂ + X₂Y₁, `t4` = X₁Z₂ + X₂Z₁, `t5` = Y₁Z₂ + Y₂Z₁.
    #[inline(always)]
    fn finish(products: [Residue<N>; 6], curve: &Curve<N>) -> Self {
        let [t0, t1, t2, t3, t4, t5] = products;
        let f = &curve.field;
        let b3_t2 = f.mul(&curve.b3, &t2);
        let z3 = f.add(&curve.times_a(&t4), &b3_t2);
        let x3 = f.sub(&t1, &z3);
        let z3 = f.add(&t1, &z3);
        let y3 = f.mul(&x3, &z3);
        let three_t0 = f.add(&f.double(&t0), &t0);
        let a_t2 = curve.times_a(&t2);
        let t4 = f.mul(&curve.b3, &t4);
        let t1 = f.add(&three_t0, &a_t2);
        let t2 = curve.times_a(&f.sub(&t0, &a_t2));
        let t4 = f.add(&t4, &t2);
        Self {
            x: f.sub(&f.mul(&t3, &x3), &f.mul(&t5, &t4)),
            y: f.add(&y3, &f.mul(&t1, &t4)),
            z: f.add(&f.mul(&t5, &z3), &f.mul(&t3, &t1)),
        }
    }
}

impl<const N: usize> Group<N> for Projective<N> {
    type Entry = [Residue<N>; 2];

    fn identity(curve: &Curve<N>) -> Self {
        Self {
            x: Residue::ZERO,
            y: curve.field.one(),
            z: Residue::ZERO,
        }
    }

    /// Algorithm 1, for any a.
    fn add(&self, other: &Self, curve: &Curve<N>) -> Self {
        let f = &curve.field;
        let t0 = f.mul(&self.x, &other.x);
        let t1 = f.mul(&self.y, &other.y);
        let t2 = f.mul(&self.z, &other.z);
        let cross = |a: &Residue<N>,
                     b: &Residue<N>,
                     c: &Residue<N>,
                     d: &Residue<N>,
                     p: &Residue<N>,
                     q: &Residue<N>| {
            let product = f.mul(&f.add(a, b), &f.add(c, d));
            f.sub(&product, &f.add(p, q))
        };
        let t3 = cross(&self.x, &self.y, &other.x, &other.y, &t0, &t1);
        let t4 = cross(&self.x, &self.z, &other.x, &other.z, &t0, &t2);
        let t5 = cross(&self.y, &self.z, &other.y, &other.z, &t1, &t2);
        Self::finish([t0, t1, t2, t3, t4, t5], curve)
    }

    /// Algorithm 2: the other point has Z = 1 and is not the identity.
    #[inline]
    fn add_entry(&self, [x, y]: &Self::Entry, curve: &Curve<N>) -> Self {
        let f = &curve.field;
        let t0 = f.mul(&self.x, x);
        let t1 = f.mul(&self.y, y);
        let product = f.mul(&f.add(&self.x, &self.y), &f.add(x, y));
        let t3 = f.sub(&product, &f.add(&t0, &t1));
        let t4 = f.add(&f.mul(x, &self.z), &self.x);
        let t5 = f.add(&f.mul(y, &self.z), &self.y);
        Self::finish([t0, t1, self.z, t3, t4, t5], curve)
    }

    fn double(&self, curve: &Curve<N>) -> Self {
        self.add(self, curve)
    }

    fn neg(&self, curve: &Curve<N>) -> Self {
        Self {
            y: curve.field.neg(&self.y),
            ..*self
        }
    }

    fn assign_where(&mut self, other: &Self, mask: Word) {
        self.x.assign_where(&other.x, mask);
        self.y.assign_where(&other.y, mask);
        self.z.assign_where(&other.z, mask);
    }

    fn from_affine(point: &Affine<N>, curve: &Curve<N>) -> Self {
        Self {
            x: point.x,
            y: point.y,
            z: curve.field.one(),
        }
    }

    fn from_entry([x, y]: &Self::Entry, curve: &Curve<N>) -> Self {
        Self {
            x: *x,
            y: *y,
            z: curve.field.one(),
        }
    }

    #[inline]
    fn negated_entry([x, y]: &Self::Entry, curve: &Curve<N>) -> Self::Entry {
        [*x, curve.field.neg(y)]
    }

    fn entries(points: &[Self], curve: &Curve<N>) -> Vec<Self::Entry> {
        let f = &curve.field;
        let mut inverses: Vec<_> = points.iter().map(|point| point.z).collect();
        f.invert_all(&mut inverses);
        let affine = |(point, inverse): (&Self, &Residue<N>)| {
            [f.mul(&point.x, inverse), f.mul(&point.y, inverse)]
        };
        points.iter().zip(&inverses).map(affine).collect()
    }
}
