//! Points of y² = x³ + ax + b in Jacobian coordinates: fewer products than the complete formulas,
//! but with exceptional cases that are branched on. For public values only (verification).

use super::curve::Curve;
use super::field::Residue;
use super::group::{Affine, Group};
use alloc::vec::Vec;
use crypto_bigint::Word;

/// x = X/Z², y = Y/Z³; the identity has Z = 0.
#[derive(Clone, Copy)]
pub(crate) struct Jacobian<const N: usize> {
    pub(crate) x: Residue<N>,
    pub(crate) y: Residue<N>,
    pub(crate) z: Residue<N>,
}

impl<const N: usize> Jacobian<N> {
    /// The common end of add-2007-bl and madd: `u1`, `s1` of the first point, `h` = U₂ − U₁,
    /// `r` = S₂ − S₁, `z` the product of the Zs without H.
    fn finish(
        u1: &Residue<N>,
        s1: &Residue<N>,
        h: &Residue<N>,
        r: &Residue<N>,
        z: &Residue<N>,
        curve: &Curve<N>,
    ) -> Self {
        let f = &curve.field;
        let hh = f.square(h);
        let hhh = f.mul(h, &hh);
        let v = f.mul(u1, &hh);
        let x = f.sub(&f.sub(&f.square(r), &hhh), &f.double(&v));
        let y = f.sub(&f.mul(r, &f.sub(&v, &x)), &f.mul(s1, &hhh));
        Self {
            x,
            y,
            z: f.mul(z, h),
        }
    }
}

impl<const N: usize> Group<N> for Jacobian<N> {
    type Entry = [Residue<N>; 2];

    fn identity(curve: &Curve<N>) -> Self {
        Self {
            x: curve.field.one(),
            y: curve.field.one(),
            z: Residue::ZERO,
        }
    }

    fn add(&self, other: &Self, curve: &Curve<N>) -> Self {
        let f = &curve.field;
        if f.is_zero(&self.z) {
            return *other;
        }
        if f.is_zero(&other.z) {
            return *self;
        }
        let (z1z1, z2z2) = (f.square(&self.z), f.square(&other.z));
        let u1 = f.mul(&self.x, &z2z2);
        let s1 = f.mul(&self.y, &f.mul(&other.z, &z2z2));
        let h = f.sub(&f.mul(&other.x, &z1z1), &u1);
        let r = f.sub(&f.mul(&other.y, &f.mul(&self.z, &z1z1)), &s1);
        match (f.is_zero(&h), f.is_zero(&r)) {
            (true, true) => self.double(curve),
            (true, false) => Self::identity(curve),
            _ => Self::finish(&u1, &s1, &h, &r, &f.mul(&self.z, &other.z), curve),
        }
    }

    fn add_entry(&self, entry: &Self::Entry, curve: &Curve<N>) -> Self {
        let f = &curve.field;
        if f.is_zero(&self.z) {
            return Self::from_entry(entry, curve);
        }
        let [x, y] = entry;
        let z1z1 = f.square(&self.z);
        let h = f.sub(&f.mul(x, &z1z1), &self.x);
        let r = f.sub(&f.mul(y, &f.mul(&self.z, &z1z1)), &self.y);
        match (f.is_zero(&h), f.is_zero(&r)) {
            (true, true) => self.double(curve),
            (true, false) => Self::identity(curve),
            _ => Self::finish(&self.x, &self.y, &h, &r, &self.z, curve),
        }
    }

    /// dbl-2001-b for a = −3, else dbl-2007-bl. A point of order two (y = 0) does not occur in a
    /// group of odd order; it would give Z = 0, which is right.
    fn double(&self, curve: &Curve<N>) -> Self {
        let f = &curve.field;
        let yy = f.square(&self.y);
        let zz = f.square(&self.z);
        let m = if curve.a_is_minus_three {
            let product = f.mul(&f.sub(&self.x, &zz), &f.add(&self.x, &zz));
            f.add(&f.double(&product), &product)
        } else {
            let xx = f.square(&self.x);
            f.add(
                &f.add(&f.double(&xx), &xx),
                &f.mul(&curve.a, &f.square(&zz)),
            )
        };
        let beta = f.mul(&self.x, &yy);
        let four_beta = f.double(&f.double(&beta));
        let x = f.sub(&f.square(&m), &f.double(&four_beta));
        let z = f.sub(&f.sub(&f.square(&f.add(&self.y, &self.z)), &yy), &zz);
        let eight_yyyy = f.double(&f.double(&f.double(&f.square(&yy))));
        let y = f.sub(&f.mul(&m, &f.sub(&four_beta, &x)), &eight_yyyy);
        Self { x, y, z }
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

    fn negated_entry([x, y]: &Self::Entry, curve: &Curve<N>) -> Self::Entry {
        [*x, curve.field.neg(y)]
    }

    fn entries(points: &[Self], curve: &Curve<N>) -> Vec<Self::Entry> {
        let f = &curve.field;
        let mut inverses: Vec<_> = points.iter().map(|point| point.z).collect();
        f.invert_all(&mut inverses);
        let affine = |(point, inverse): (&Self, &Residue<N>)| {
            let squared = f.square(inverse);
            [
                f.mul(&point.x, &squared),
                f.mul(&point.y, &f.mul(&squared, inverse)),
            ]
        };
        points.iter().zip(&inverses).map(affine).collect()
    }
}
