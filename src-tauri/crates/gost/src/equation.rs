//! The two procedures of RFC 7091 §6 over plain numbers.

use crate::arithmetic::curve::Curve;
use crate::arithmetic::group::Affine;
use crate::error::Error;
use crypto_bigint::Uint;
use rfc6979::KGenerator;
use signature::rand_core::TryCryptoRng;
use streebog::digest::block_api::BlockSizeUser;
use zeroize::{Zeroize, Zeroizing};

/// RFC 7091 §6.1 step 2: the digest as a little-endian integer modulo q, one instead of zero.
pub(crate) fn digest_number<const N: usize>(digest: &[u8], curve: &Curve<N>) -> Uint<N> {
    let number = curve
        .order
        .number(&curve.order.residue(&Uint::from_le_slice(digest)));
    if number == Uint::ZERO {
        Uint::ONE
    } else {
        number
    }
}

/// RFC 7091 §6.1 steps 3–6 with the random number `k` in [1, q − 1]: r and s, or nothing when
/// either is zero and another k must be drawn. Constant time in `d` and `k`.
pub(crate) fn sign<const N: usize>(
    d: &Uint<N>,
    k: &Uint<N>,
    e: &Uint<N>,
    curve: &Curve<N>,
) -> Option<(Uint<N>, Uint<N>)> {
    let order = &curve.order;
    let (x, mut y) = curve.multiply_base(k);
    y.zeroize();
    let r = order.number(&order.residue(&x));
    let mut rd = order.mul(&order.residue(&r), &order.residue(d));
    let mut ke = order.mul(&order.residue(k), &order.residue(e));
    let s = order.number(&order.add(&rd, &ke));
    rd.zeroize();
    ke.zeroize();
    (r != Uint::ZERO && s != Uint::ZERO).then_some((r, s))
}

/// RFC 7091 §6.2. Variable time: everything here is public.
pub(crate) fn verify<const N: usize>(
    q: &Affine<N>,
    r: &Uint<N>,
    s: &Uint<N>,
    e: &Uint<N>,
    curve: &Curve<N>,
) -> Result<(), Error> {
    let order = &curve.order;
    let in_range = |number: &Uint<N>| *number != Uint::ZERO && number < order.prime();
    if !in_range(r) || !in_range(s) {
        return Err(Error::SignatureRange);
    }
    let v = order.residue(&order.invert_number_vartime(e));
    let z1 = order.number(&order.mul(&order.residue(s), &v));
    let z2 = order.number(&order.neg(&order.mul(&order.residue(r), &v)));
    if curve.abscissa_is(&z1, &z2, q, r) {
        Ok(())
    } else {
        Err(Error::SignatureMismatch)
    }
}

/// A number in [1, q − 1], every one equally likely: draws of q's length until one fits.
pub(crate) fn random_scalar<const N: usize, R: TryCryptoRng + ?Sized>(
    rng: &mut R,
    curve: &Curve<N>,
) -> Result<Zeroizing<Uint<N>>, Error> {
    let order = curve.order.prime();
    let surplus = Uint::<N>::BITS - order.bits_vartime();
    let mut octets = Zeroizing::new([0; 64]);
    let octets = &mut octets[..Uint::<N>::BYTES];
    loop {
        rng.try_fill_bytes(octets).map_err(|_| Error::Randomness)?;
        let number = Zeroizing::new(Uint::from_le_slice(octets).shr_vartime(surplus));
        if *number != Uint::ZERO && *number < *order {
            return Ok(number);
        }
    }
}

/// The numbers k of RFC 6979 §3.2 with HMAC over `H`, one after another.
///
/// The GOST has no such procedure; the choice here is h1 = the digest as the GOST reads it, that
/// is with its octets reversed.
pub(crate) fn deterministic_scalars<const N: usize, H>(
    d: &Uint<N>,
    digest: &[u8],
    curve: &Curve<N>,
) -> impl Iterator<Item = Zeroizing<Uint<N>>>
where
    Uint<N>: crypto_bigint::Encoding,
    H: streebog::Digest + BlockSizeUser,
{
    let mut reversed = [0; 64];
    for (to, from) in reversed.iter_mut().zip(digest.iter().rev()) {
        *to = *from;
    }
    let secret = Zeroizing::new(d.to_be_bytes());
    let h1 = &reversed[..digest.len()];
    let mut generator =
        KGenerator::<H, Uint<N>>::new(secret.as_slice(), h1, &[], curve.order.prime());
    core::iter::repeat_with(move || {
        let mut octets = Zeroizing::new([0; 64]);
        let octets = &mut octets[..Uint::<N>::BYTES];
        generator.fill_next_k(octets);
        Zeroizing::new(Uint::from_be_slice(octets))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parameter_set::{AnyCurve, ParameterSet};
    use crypto_bigint::{U256, U512};

    /// RFC 7091 §7.1: e, d, k there, r and s expected.
    #[test]
    fn the_256_bit_example_of_rfc_7091_comes_out() {
        let AnyCurve::Short(curve) = ParameterSet::Test256.curve() else {
            panic!()
        };
        let d =
            U256::from_be_hex("7A929ADE789BB9BE10ED359DD39A72C11B60961F49397EEE1D19CE9891EC3B28");
        let e =
            U256::from_be_hex("2DFBC1B372D89A1188C09C52E0EEC61FCE52032AB1022E8E67ECE6672B043EE5");
        let k =
            U256::from_be_hex("77105C9B20BCD3122823C8CF6FCC7B956DE33814E95B7FE64FED924594DCEAB3");
        let r =
            U256::from_be_hex("41AA28D2F1AB148280CD9ED56FEDA41974053554A42767B83AD043FD39DC0493");
        let s =
            U256::from_be_hex("01456C64BA4642A1653C235A98A60249BCD6D3F746B631DF928014F6C5BF9C40");
        let x =
            U256::from_be_hex("7F2B49E270DB6D90D8595BEC458B50C58585BA1D4E9B788F6689DBD8E56FD80B");
        let y =
            U256::from_be_hex("26F1B489D6701DD185C8413A977B3CBBAF64D1C593D26627DFFB101A87FF77DA");
        assert_eq!(curve.multiply_base(&d), (x, y));
        assert_eq!(sign(&d, &k, &e, curve), Some((r, s)));
        assert_eq!(
            verify(&curve.decode(&x, &y).unwrap(), &r, &s, &e, curve),
            Ok(())
        );
    }

    /// RFC 7091 §7.2.
    #[test]
    fn the_512_bit_example_of_rfc_7091_comes_out() {
        let AnyCurve::Long(curve) = ParameterSet::Tc26_512Test.curve() else {
            panic!()
        };
        let d = U512::from_be_hex(
            "0BA6048AADAE241BA40936D47756D7C93091A0E8514669700EE7508E508B1020\
             72E8123B2200A0563322DAD2827E2714A2636B7BFD18AADFC62967821FA18DD4",
        );
        let e = U512::from_be_hex(
            "3754F3CFACC9E0615C4F4A7C4D8DAB531B09B6F9C170C533A71D147035B0C591\
             7184EE536593F4414339976C647C5D5A407ADEDB1D560C4FC6777D2972075B8C",
        );
        let k = U512::from_be_hex(
            "0359E7F4B1410FEACC570456C6801496946312120B39D019D455986E364F3658\
             86748ED7A44B3E794434006011842286212273A6D14CF70EA3AF71BB1AE679F1",
        );
        let r = U512::from_be_hex(
            "2F86FA60A081091A23DD795E1E3C689EE512A3C82EE0DCC2643C78EEA8FCACD3\
             5492558486B20F1C9EC197C90699850260C93BCBCD9C5C3317E19344E173AE36",
        );
        let s = U512::from_be_hex(
            "1081B394696FFE8E6585E7A9362D26B6325F56778AADBC081C0BFBE933D52FF5\
             823CE288E8C4F362526080DF7F70CE406A6EEB1F56919CB92A9853BDE73E5B4A",
        );
        assert_eq!(sign(&d, &k, &e, curve), Some((r, s)));
        let (x, y) = curve.multiply_base(&d);
        assert_eq!(
            verify(&curve.decode(&x, &y).unwrap(), &r, &s, &e, curve),
            Ok(())
        );
    }

    fn order_times_base_is_the_identity<const N: usize>(curve: &Curve<N>) {
        let q = curve.order.prime();
        let (x, y) = curve.multiply_base(&Uint::ONE);
        assert!(curve.decode(&x, &y).is_some());
        // (q − 1)·P = −P: same abscissa, opposite ordinate.
        let (minus_x, minus_y) = curve.multiply_base(&q.wrapping_sub(&Uint::ONE));
        assert_eq!(
            (x, curve.field.prime().wrapping_sub(&y)),
            (minus_x, minus_y)
        );
        // The two multiplications agree on awkward scalars; 2·P by secret and by public route.
        let base = curve.decode(&x, &y).unwrap();
        for scalar in [2, 3, 31, 32, 33, 63, 64, 65, 1023, 1024] {
            for number in [
                Uint::from_u32(scalar),
                q.wrapping_sub(&Uint::from_u32(scalar)),
            ] {
                let (x, _) = curve.multiply_base(&number);
                let r = curve.order.number(&curve.order.residue(&x));
                assert!(curve.abscissa_is(&number, &Uint::ZERO, &base, &r));
                assert!(curve.abscissa_is(&Uint::ZERO, &number, &base, &r));
                let less = number.wrapping_sub(&Uint::ONE);
                assert!(curve.abscissa_is(&Uint::ONE, &less, &base, &r));
                assert!(curve.abscissa_is(&less, &Uint::ONE, &base, &r));
                assert!(!curve.abscissa_is(&number, &Uint::ONE, &base, &r));
            }
        }
        // The identity has no abscissa.
        assert!(!curve.abscissa_is(&Uint::ONE, &q.wrapping_sub(&Uint::ONE), &base, &Uint::ONE));
    }

    /// RFC 7836 appendix A, RFC 4357 §11.4: P has order q on every curve.
    #[test]
    fn every_base_point_has_its_order() {
        for set in ParameterSet::ALL {
            match set.curve() {
                AnyCurve::Short(curve) => order_times_base_is_the_identity(curve),
                AnyCurve::Long(curve) => order_times_base_is_the_identity(curve),
            }
        }
    }
}
