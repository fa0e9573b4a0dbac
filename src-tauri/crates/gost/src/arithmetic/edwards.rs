//! Points of u² + v² = 1 + d·u²v² (twisted Edwards with e = 1, RFC 7836 appendix A.2) in extended
//! coordinates. One is a square and d is not, so the addition law has no exceptional case at all:
//! it serves secret scalars, public ones, and points outside the prime-order subgroup alike.

use super::curve::Curve;
use super::field::Residue;
use super::group::{Affine, Group};
use alloc::vec::Vec;
use crypto_bigint::Word;
use zeroize::Zeroize;

/// u = X/Z, v = Y/Z, T = XY/Z (Hisil, Wong, Carter, Dawson 2008); the identity is (0, 1).
#[derive(Clone, Copy)]
pub(crate) struct Extended<const N: usize> {
    pub(crate) x: Residue<N>,
    pub(crate) y: Residue<N>,
    pub(crate) z: Residue<N>,
    t: Residue<N>,
}

impl<const N: usize> Zeroize for Extended<N> {
    fn zeroize(&mut self) {
        for coordinate in [&mut self.x, &mut self.y, &mut self.z, &mut self.t] {
            coordinate.zeroize();
        }
    }
}

impl<const N: usize> Extended<N> {
    pub(crate) fn is_identity(&self, curve: &Curve<N>) -> bool {
        curve.field.is_zero(&self.x) && curve.field.equal(&self.y, &self.z)
    }

    #[inline(always)]
    fn finish(
        e: &Residue<N>,
        f: &Residue<N>,
        g: &Residue<N>,
        h: &Residue<N>,
        curve: &Curve<N>,
    ) -> Self {
        let field = &curve.field;
        Self {
            x: field.mul(e, f),
            y: field.mul(g, h),
            z: field.mul(f, g),
            t: field.mul(e, h),
        }
    }
}

impl<const N: usize> Group<N> for Extended<N> {
    /// (u, v, d·u·v)
    type Entry = [Residue<N>; 3];

    fn identity(curve: &Curve<N>) -> Self {
        let one = curve.field.one();
        Self {
            x: Residue::ZERO,
            y: one,
            z: one,
            t: Residue::ZERO,
        }
    }

    /// add-2008-hwcd with a = 1.
    fn add(&self, other: &Self, curve: &Curve<N>) -> Self {
        let f = &curve.field;
        let a = f.mul(&self.x, &other.x);
        let b = f.mul(&self.y, &other.y);
        let c = f.mul(&f.mul(&self.t, &other.t), &curve.edwards_d());
        let d = f.mul(&self.z, &other.z);
        let product = f.mul(&f.add(&self.x, &self.y), &f.add(&other.x, &other.y));
        let e = f.sub(&product, &f.add(&a, &b));
        Self::finish(&e, &f.sub(&d, &c), &f.add(&d, &c), &f.sub(&b, &a), curve)
    }

    /// madd-2008-hwcd with a = 1.
    #[inline]
    fn add_entry(&self, [u, v, dt]: &Self::Entry, curve: &Curve<N>) -> Self {
        let f = &curve.field;
        let a = f.mul(&self.x, u);
        let b = f.mul(&self.y, v);
        let c = f.mul(&self.t, dt);
        let product = f.mul(&f.add(&self.x, &self.y), &f.add(u, v));
        let e = f.sub(&product, &f.add(&a, &b));
        Self::finish(
            &e,
            &f.sub(&self.z, &c),
            &f.add(&self.z, &c),
            &f.sub(&b, &a),
            curve,
        )
    }

    /// dbl-2008-hwcd with a = 1.
    fn double(&self, curve: &Curve<N>) -> Self {
        let f = &curve.field;
        let a = f.square(&self.x);
        let b = f.square(&self.y);
        let c = f.double(&f.square(&self.z));
        let g = f.add(&a, &b);
        let e = f.sub(&f.square(&f.add(&self.x, &self.y)), &g);
        Self::finish(&e, &f.sub(&g, &c), &g, &f.sub(&a, &b), curve)
    }

    fn neg(&self, curve: &Curve<N>) -> Self {
        let f = &curve.field;
        Self {
            x: f.neg(&self.x),
            t: f.neg(&self.t),
            ..*self
        }
    }

    fn assign_where(&mut self, other: &Self, mask: Word) {
        self.x.assign_where(&other.x, mask);
        self.y.assign_where(&other.y, mask);
        self.z.assign_where(&other.z, mask);
        self.t.assign_where(&other.t, mask);
    }

    fn from_affine(point: &Affine<N>, curve: &Curve<N>) -> Self {
        let f = &curve.field;
        Self {
            x: point.x,
            y: point.y,
            z: f.one(),
            t: f.mul(&point.x, &point.y),
        }
    }

    fn from_entry([u, v, _]: &Self::Entry, curve: &Curve<N>) -> Self {
        Self::from_affine(&Affine { x: *u, y: *v }, curve)
    }

    #[inline]
    fn negated_entry([u, v, dt]: &Self::Entry, curve: &Curve<N>) -> Self::Entry {
        [curve.field.neg(u), *v, curve.field.neg(dt)]
    }

    fn entries(points: &[Self], curve: &Curve<N>) -> Vec<Self::Entry> {
        let f = &curve.field;
        let mut inverses: Vec<_> = points.iter().map(|point| point.z).collect();
        f.invert_all(&mut inverses);
        let affine = |(point, inverse): (&Self, &Residue<N>)| {
            let (u, v) = (f.mul(&point.x, inverse), f.mul(&point.y, inverse));
            [u, v, f.mul(&curve.edwards_d(), &f.mul(&u, &v))]
        };
        points.iter().zip(&inverses).map(affine).collect()
    }
}
