//! What the multiplication algorithms ask of a way to write points.

use super::curve::Curve;
use super::field::Residue;
use crypto_bigint::Word;
use zeroize::Zeroize;

/// A representation of the group of points of a curve.
pub(crate) trait Group<const N: usize>: Copy {
    /// A point as kept in tables: cheaper to add.
    type Entry: Entry;

    fn identity(curve: &Curve<N>) -> Self;
    fn add(&self, other: &Self, curve: &Curve<N>) -> Self;
    fn add_entry(&self, entry: &Self::Entry, curve: &Curve<N>) -> Self;
    fn double(&self, curve: &Curve<N>) -> Self;
    fn neg(&self, curve: &Curve<N>) -> Self;
    fn assign_where(&mut self, other: &Self, mask: Word);

    /// A point from the coordinates of this shape of curve, see [`Affine`].
    fn from_affine(point: &Affine<N>, curve: &Curve<N>) -> Self;
    fn from_entry(entry: &Self::Entry, curve: &Curve<N>) -> Self;
    fn negated_entry(entry: &Self::Entry, curve: &Curve<N>) -> Self::Entry;

    /// Table entries of public points, none of which is the identity.
    fn entries(points: &[Self], curve: &Curve<N>) -> alloc::vec::Vec<Self::Entry>;
}

/// A table entry that can be chosen without a branch.
pub(crate) trait Entry: Copy + Send + Sync + 'static {
    /// All words zero: the start for [`Entry::gather`], not a point.
    fn blank() -> Self;
    fn gather(&mut self, other: &Self, mask: Word);
    fn assign_where(&mut self, other: &Self, mask: Word);
}

impl<const N: usize, const K: usize> Entry for [Residue<N>; K] {
    fn blank() -> Self {
        [Residue::ZERO; K]
    }

    #[inline(always)]
    fn gather(&mut self, other: &Self, mask: Word) {
        for (own, new) in self.iter_mut().zip(other) {
            own.gather(new, mask);
        }
    }

    #[inline(always)]
    fn assign_where(&mut self, other: &Self, mask: Word) {
        for (own, new) in self.iter_mut().zip(other) {
            own.assign_where(new, mask);
        }
    }
}

/// Affine coordinates in the shape the curve computes in: (x, y) of the Weierstrass curve or
/// (u, v) of the Edwards curve. Always a point of the prime-order subgroup, never the identity.
#[derive(Clone, Copy)]
pub(crate) struct Affine<const N: usize> {
    pub(crate) x: Residue<N>,
    pub(crate) y: Residue<N>,
}

impl<const N: usize> Zeroize for Affine<N> {
    fn zeroize(&mut self) {
        self.x.zeroize();
        self.y.zeroize();
    }
}
