//! SM2 signing with precomputed odd multiples of the generator, in constant time.
//!
//! The nonce `k` is secret: whichever of `k` and `n - k` is odd is written in digits that are odd and so never
//! zero, every entry of a window is read, and each signature makes the same additions in the same order. Both
//! points have the same `x`, which is all that a signature takes of them.

use alloc::sync::Arc;
use alloc::vec::Vec;

use ::sm2::dsa;
use ::sm2::elliptic_curve::BatchNormalize as _;
use ::sm2::elliptic_curve::Curve as _;
use ::sm2::elliptic_curve::ff::PrimeField as _;
use ::sm2::elliptic_curve::group::Group as _;
use ::sm2::elliptic_curve::ops::Reduce as _;
use ::sm2::elliptic_curve::subtle::{ConditionallySelectable as _, ConstantTimeEq as _};
use ::sm2::{FieldBytes, ProjectivePoint, Scalar, Sm2};
use rfc6979::KGenerator;
use sm3::{Digest as _, Sm3};

use super::table::{Field, Sum, coordinates, identity};

/// Bits of a digit.
const BITS: usize = 5;
/// Digits of an odd number of 256 bits; beyond them it is one.
const DIGITS: usize = 51;
/// The odd numbers below 2^5.
const ODD: usize = 1 << (BITS - 1);

/// Odd multiples of the generator: for every window `i`, `(2j + 1) · 32^i · G`; 51 KiB.
pub(crate) struct OddMultiples {
    windows: Vec<(Field, Field)>,
    /// `32^51 · G`, which ends every sum.
    last: (Field, Field),
}

impl OddMultiples {
    fn of_generator() -> Self {
        let mut multiples = Vec::with_capacity(DIGITS * ODD + 1);
        let mut base = ProjectivePoint::generator();
        for _ in 0..DIGITS {
            let (mut multiple, twice) = (base, base.double());
            for _ in 0..ODD {
                multiples.push(multiple);
                multiple += &twice;
            }
            for _ in 0..BITS {
                base = base.double();
            }
        }
        multiples.push(base);
        let affine = ProjectivePoint::batch_normalize(multiples.as_slice());
        let mut windows: Vec<_> = affine.iter().map(coordinates).collect();
        let last = windows.pop().unwrap_or((Field::ZERO, Field::ZERO));
        Self { windows, last }
    }

    /// The `x` coordinate of `k · G`; `None` for the few of 2^256 numbers for which the addition formula does
    /// not hold.
    fn x(&self, k: &Scalar) -> Option<Field> {
        let odd = Scalar::conditional_select(&-*k, k, k.is_odd());
        let mut bytes: [u8; 32] = odd.to_repr().into();
        bytes.reverse();
        let mut sum = Sum::Zero;
        for (i, window) in self.windows.chunks_exact(ODD).enumerate() {
            // The digit is 2c + 1 - 32 for the five bits c above the lowest.
            let at = i * BITS + 1;
            let low = u16::from(*bytes.get(at / 8)?);
            let high = u16::from(bytes.get(at / 8 + 1).copied().unwrap_or(0));
            let c = ((low | high << 8) >> (at % 8)) & 31;
            sum = sum.add(select(window, c))?;
        }
        let Sum::Point { x, z, .. } = sum.add(self.last)? else {
            return None;
        };
        Some(x * inverse(&z.square()))
    }
}

/// The entry for a digit `2c + 1 - 32`; every entry is read.
fn select(window: &[(Field, Field)], c: u16) -> (Field, Field) {
    let negative = (c & 16).ct_eq(&0);
    let at = u16::conditional_select(&(c & 15), &(!c & 15), negative);
    let (mut x, mut y) = (Field::ZERO, Field::ZERO);
    for (j, (entry_x, entry_y)) in (0u16..).zip(window) {
        let this = j.ct_eq(&at);
        x.conditional_assign(entry_x, this);
        y.conditional_assign(entry_y, this);
    }
    let turned = y.neg();
    y.conditional_assign(&turned, negative);
    (x, y)
}

/// `a^(p - 2)`, by a chain that is the same for every number; the inverse, or zero of zero.
fn inverse(a: &Field) -> Field {
    let raise = |a: &Field, times: usize| (0..times).fold(*a, |a, _| a.square());
    // `ones(n)` is a to the power of n ones in binary.
    let one = *a;
    let two = raise(&one, 1) * one;
    let four = raise(&two, 2) * two;
    let eight = raise(&four, 4) * four;
    let sixteen = raise(&eight, 8) * eight;
    let thirty = raise(&(raise(&(raise(&sixteen, 8) * eight), 4) * four), 2) * two;
    let thirty_one = raise(&thirty, 1) * one;
    let thirty_two = raise(&thirty_one, 1) * one;
    // p - 2 in words of 32 bits: fffffffe, four of ones, zero, ones, fffffffd.
    let mut power = raise(&thirty_one, 1);
    for _ in 0..4 {
        power = raise(&power, 32) * thirty_two;
    }
    power = raise(&power, 64) * thirty_two;
    power = raise(&power, 30) * thirty;
    raise(&power, 2) * one
}

/// What does not change from signature to signature of a key.
#[derive(Clone)]
pub(crate) struct Prepared {
    multiples: Arc<OddMultiples>,
    /// `(1 + d)⁻¹`.
    inverse: Scalar,
    /// `Z` of the key and its signer's identifier.
    z: [u8; 32],
}

impl Prepared {
    /// `None` for a key that can never sign.
    pub(crate) fn new(key: &dsa::SigningKey) -> Option<Self> {
        let d: &Scalar = key.as_nonzero_scalar().as_ref();
        Some(Self {
            multiples: Arc::new(OddMultiples::of_generator()),
            inverse: Option::from((*d + Scalar::ONE).invert())?,
            z: identity(key.verifying_key()),
        })
    }

    /// The signature that the ordinary implementation makes too (GB/T 32918.2-2016, 6.1, with the nonce of
    /// RFC 6979); `None` in the one case in a very large number that this one leaves out.
    pub(crate) fn sign(&self, key: &dsa::SigningKey, message: &[u8]) -> Option<[u8; 64]> {
        let d: &Scalar = key.as_nonzero_scalar().as_ref();
        let e = Sm3::new_with_prefix(self.z)
            .chain_update(message)
            .finalize();
        let e = Scalar::reduce(&FieldBytes::from(<[u8; 32]>::from(e)));
        let order = Sm2::ORDER;
        let mut generator =
            KGenerator::<Sm3, _>::new(&d.to_repr(), &e.to_repr(), &[], order.as_ref());
        let mut k = FieldBytes::default();
        generator.fill_next_k(&mut k);
        let k: Scalar = Option::from(Scalar::from_repr(k))?;
        let r = e + Scalar::reduce(&self.multiples.x(&k)?.to_bytes());
        let s = self.inverse * (k - r * d);
        if bool::from(r.is_zero() | s.is_zero() | (r + k).is_zero()) {
            return None;
        }
        let mut signature = [0; 64];
        signature[..32].copy_from_slice(&r.to_repr());
        signature[32..].copy_from_slice(&s.to_repr());
        Some(signature)
    }
}
