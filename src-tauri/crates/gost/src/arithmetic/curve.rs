//! A curve of RFC 7091 §5.2 with its cyclic subgroup of order q.

use super::edwards::Extended;
use super::field::{Modulus, Residue};
use super::group::{Affine, Group};
use super::jacobian::Jacobian;
use super::multiply::{Comb, OddMultiples};
use super::weierstrass::Projective;
use alloc::boxed::Box;
use crypto_bigint::{Odd, Uint};
use once_cell::race::OnceBox;
use zeroize::Zeroize;

/// The numbers of a parameter set as the norm prints them, in hexadecimal of full length.
pub(crate) struct Constants {
    pub(crate) p: &'static str,
    pub(crate) a: &'static str,
    pub(crate) b: &'static str,
    pub(crate) q: &'static str,
    pub(crate) x: &'static str,
    pub(crate) y: &'static str,
    /// d of the equivalent twisted Edwards curve with e = 1 (RFC 7836 appendix A.2).
    pub(crate) edwards_d: Option<&'static str>,
}

pub(crate) struct Curve<const N: usize> {
    pub(crate) field: Modulus<N>,
    pub(crate) order: Modulus<N>,
    pub(crate) a: Residue<N>,
    pub(crate) a_is_minus_three: bool,
    b: Residue<N>,
    /// 3b
    pub(crate) b3: Residue<N>,
    shape: Shape<N>,
    base: Affine<N>,
}

/// Tables are made at first use: the first signature with a set takes one to five milliseconds more.
enum Shape<const N: usize> {
    Weierstrass {
        comb: OnceBox<Comb<[Residue<N>; 2]>>,
        odd_multiples: OnceBox<OddMultiples<[Residue<N>; 2]>>,
    },
    Edwards {
        map: EdwardsMap<N>,
        comb: OnceBox<Comb<[Residue<N>; 3]>>,
        odd_multiples: OnceBox<OddMultiples<[Residue<N>; 3]>>,
    },
}

/// RFC 7836 appendix A.2: (u, v) = ((x − t)/y, (x − t − s)/(x − t + s)).
struct EdwardsMap<const N: usize> {
    d: Residue<N>,
    /// (1 − d)/4
    s: Residue<N>,
    /// (1 + d)/6
    t: Residue<N>,
}

impl<const N: usize> Curve<N> {
    pub(crate) fn new(constants: &Constants) -> Self {
        let number = Uint::<N>::from_be_hex;
        let field = Modulus::new(Odd::<Uint<N>>::from_be_hex(constants.p));
        let order = Modulus::montgomery(Odd::<Uint<N>>::from_be_hex(constants.q));
        let a = field.residue(&number(constants.a));
        let b = field.residue(&number(constants.b));
        let b3 = field.add(&field.double(&b), &b);
        let minus_three = field.prime().wrapping_sub(&Uint::from_u8(3));
        let a_is_minus_three = number(constants.a) == minus_three;
        let (x, y) = (
            field.residue(&number(constants.x)),
            field.residue(&number(constants.y)),
        );
        let (shape, base) = match constants.edwards_d {
            None => {
                let (comb, odd_multiples) = (OnceBox::new(), OnceBox::new());
                (
                    Shape::Weierstrass {
                        comb,
                        odd_multiples,
                    },
                    Affine { x, y },
                )
            }
            Some(d) => {
                let map = EdwardsMap::new(field.residue(&number(d)), &field);
                let base = map.to_edwards(&x, &y, &field);
                let (comb, odd_multiples) = (OnceBox::new(), OnceBox::new());
                (
                    Shape::Edwards {
                        map,
                        comb,
                        odd_multiples,
                    },
                    base,
                )
            }
        };
        Self {
            field,
            order,
            a,
            a_is_minus_three,
            b,
            b3,
            shape,
            base,
        }
    }

    #[inline(always)]
    pub(crate) fn times_a(&self, value: &Residue<N>) -> Residue<N> {
        if self.a_is_minus_three {
            self.field
                .neg(&self.field.add(&self.field.double(value), value))
        } else {
            self.field.mul(&self.a, value)
        }
    }

    /// Zero for a curve that has no Edwards shape: its formulas are not used there.
    #[inline(always)]
    pub(crate) fn edwards_d(&self) -> Residue<N> {
        match &self.shape {
            Shape::Edwards { map, .. } => map.d,
            Shape::Weierstrass { .. } => Residue::ZERO,
        }
    }

    /// RFC 7091 §5.2: coordinates below p that satisfy the curve's equation, and a point whose
    /// order is q. For cofactor 1 every point but the identity has that order, and the identity has
    /// no affine coordinates; for cofactor 4 the point is multiplied by q.
    pub(crate) fn decode(&self, x: &Uint<N>, y: &Uint<N>) -> Option<Affine<N>> {
        if x >= self.field.prime() || y >= self.field.prime() {
            return None;
        }
        let f = &self.field;
        let (x, y) = (f.residue(x), f.residue(y));
        let cubic = f.add(&f.mul(&f.add(&f.square(&x), &self.a), &x), &self.b);
        if !f.equal(&f.square(&y), &cubic) {
            return None;
        }
        match &self.shape {
            Shape::Weierstrass { .. } => Some(Affine { x, y }),
            Shape::Edwards { map, .. } => {
                // The map is undefined only at points of order two; they are refused with it.
                if f.is_zero(&y) || f.is_zero(&f.add(&f.sub(&x, &map.t), &map.s)) {
                    return None;
                }
                let point = map.to_edwards(&x, &y, f);
                let multiple = self.odd_multiples_edwards().map(|multiples| {
                    let point = Extended::from_affine(&point, self);
                    multiples.multiply_vartime(&Uint::ZERO, self.order.prime(), point, self)
                })?;
                multiple.is_identity(self).then_some(point)
            }
        }
    }

    /// A point that is known to be of the subgroup, from its numbers.
    pub(crate) fn trusted(&self, x: &Uint<N>, y: &Uint<N>) -> Affine<N> {
        let (x, y) = (self.field.residue(x), self.field.residue(y));
        match &self.shape {
            Shape::Weierstrass { .. } => Affine { x, y },
            Shape::Edwards { map, .. } => map.to_edwards(&x, &y, &self.field),
        }
    }

    /// (x, y) of scalar·P, for a secret scalar in [1, q − 1].
    pub(crate) fn multiply_base(&self, scalar: &Uint<N>) -> (Uint<N>, Uint<N>) {
        let f = &self.field;
        let (mut x, mut y) = match &self.shape {
            Shape::Weierstrass { comb, .. } => {
                let new = || Box::new(Comb::new(Projective::from_affine(&self.base, self), self));
                let mut point: Projective<N> = comb.get_or_init(new).multiply(scalar, self);
                let mut inverse = f.invert(&point.z);
                let affine = (f.mul(&point.x, &inverse), f.mul(&point.y, &inverse));
                point.zeroize();
                inverse.zeroize();
                affine
            }
            Shape::Edwards { map, comb, .. } => {
                let new = || Box::new(Comb::new(Extended::from_affine(&self.base, self), self));
                let mut point: Extended<N> = comb.get_or_init(new).multiply(scalar, self);
                let affine = map.to_weierstrass(&point, f);
                point.zeroize();
                affine
            }
        };
        let numbers = (f.number(&x), f.number(&y));
        x.zeroize();
        y.zeroize();
        numbers
    }

    /// Whether the abscissa of a·P + b·Q is `r` modulo q; all numbers are public.
    pub(crate) fn abscissa_is(&self, a: &Uint<N>, b: &Uint<N>, q: &Affine<N>, r: &Uint<N>) -> bool {
        let f = &self.field;
        match &self.shape {
            Shape::Weierstrass { odd_multiples, .. } => {
                let new = || {
                    Box::new(OddMultiples::new(
                        Jacobian::from_affine(&self.base, self),
                        self,
                    ))
                };
                let point = Jacobian::from_affine(q, self);
                let sum = odd_multiples
                    .get_or_init(new)
                    .multiply_vartime(a, b, point, self);
                let zz = f.square(&sum.z);
                !f.is_zero(&zz) && self.any_abscissa(r, |x| f.equal(&f.mul(x, &zz), &sum.x))
            }
            Shape::Edwards { map, .. } => {
                let point = Extended::from_affine(q, self);
                let Some(multiples) = self.odd_multiples_edwards() else {
                    return false;
                };
                let sum = multiples.multiply_vartime(a, b, point, self);
                let (above, below) = (f.add(&sum.z, &sum.y), f.sub(&sum.z, &sum.y));
                let right = f.mul(&map.s, &above);
                !f.is_zero(&below)
                    && self.any_abscissa(r, |x| f.equal(&f.mul(&f.sub(x, &map.t), &below), &right))
            }
        }
    }

    /// The abscissa is known modulo q only: tries r, r + q, … below p (up to cofactor many).
    fn any_abscissa(&self, r: &Uint<N>, holds: impl Fn(&Residue<N>) -> bool) -> bool {
        let mut candidate = *r;
        while candidate < *self.field.prime() {
            if holds(&self.field.residue(&candidate)) {
                return true;
            }
            let next = candidate.wrapping_add(self.order.prime());
            if next < candidate {
                break;
            }
            candidate = next;
        }
        false
    }

    fn odd_multiples_edwards(&self) -> Option<&OddMultiples<[Residue<N>; 3]>> {
        let Shape::Edwards { odd_multiples, .. } = &self.shape else {
            return None;
        };
        let new = || {
            Box::new(OddMultiples::new(
                Extended::from_affine(&self.base, self),
                self,
            ))
        };
        Some(odd_multiples.get_or_init(new))
    }
}

impl<const N: usize> EdwardsMap<N> {
    fn new(d: Residue<N>, f: &Modulus<N>) -> Self {
        let small = |number: u8| f.residue(&Uint::from_u8(number));
        let s = f.mul(&f.sub(&f.one(), &d), &f.invert(&small(4)));
        let t = f.mul(&f.add(&f.one(), &d), &f.invert(&small(6)));
        Self { d, s, t }
    }

    fn to_edwards(&self, x: &Residue<N>, y: &Residue<N>, f: &Modulus<N>) -> Affine<N> {
        let shifted = f.sub(x, &self.t);
        let below = f.add(&shifted, &self.s);
        let inverse = f.invert(&f.mul(y, &below));
        Affine {
            x: f.mul(&f.mul(&shifted, &below), &inverse),
            y: f.mul(&f.mul(&f.sub(&shifted, &self.s), y), &inverse),
        }
    }

    /// x = s(1 + v)/(1 − v) + t, y = (x − t)/u; not for the identity.
    fn to_weierstrass(&self, point: &Extended<N>, f: &Modulus<N>) -> (Residue<N>, Residue<N>) {
        let above = f.mul(&self.s, &f.add(&point.z, &point.y));
        let inverse = f.invert(&f.mul(&f.sub(&point.z, &point.y), &point.x));
        let quotient = f.mul(&above, &inverse);
        (
            f.add(&f.mul(&quotient, &point.x), &self.t),
            f.mul(&quotient, &point.z),
        )
    }
}
