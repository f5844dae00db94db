//! SM2 verification with precomputed multiples of the generator and of an issuer's key.
//!
//! Issuers are few and their keys are public, so a verifier can afford 256 KiB a key and
//! variable time: `sG + tP` becomes some 64 additions of table entries and no doubling, and the
//! last comparison is made without leaving projective coordinates (no inversion).

use alloc::sync::Arc;
use alloc::vec::Vec;

use ::sm2::dsa;
use ::sm2::elliptic_curve::BatchNormalize as _;
use ::sm2::elliptic_curve::group::Group as _;
use ::sm2::elliptic_curve::hazmat::FieldArithmetic;
use ::sm2::elliptic_curve::ops::Reduce as _;
use ::sm2::elliptic_curve::point::AffineCoordinates as _;
use ::sm2::elliptic_curve::sec1::ToSec1Point as _;
use ::sm2::{AffinePoint, FieldBytes, ProjectivePoint, Scalar, Sm2};
use sm3::{Digest as _, Sm3};

pub(super) type Field = <Sm2 as FieldArithmetic>::FieldElement;

/// Digits of a scalar in signed base 256; the last is only a carry.
pub(super) const WINDOWS: usize = 33;
/// Multiples kept for each full window: a digit lies between -127 and 128.
pub(super) const MULTIPLES: usize = 128;

/// `p - n`, the only range in which a coordinate exceeds the group order.
const P_MINUS_N: [u8; 32] = [
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x8d, 0xfc, 0x20, 0x93, 0xde, 0x39, 0xfa, 0xd5,
    0xac, 0x44, 0x0b, 0xf6, 0xc6, 0x2a, 0xbe, 0xdc,
];

/// `n` as a field element.
const ORDER: Field =
    Field::from_hex_vartime("fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123");

/// `a ‖ b ‖ xG ‖ yG` of GB/T 32918.5-2017, which goes into `Z`.
const CURVE: [&str; 4] = [
    "fffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffc",
    "28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93",
    "32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7",
    "bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0",
];

/// Multiples of one point: for every window `i` and digit `j`, `j · 256^i · P`.
pub(crate) struct Comb(Vec<(Field, Field)>);

impl Comb {
    /// The multiples of the generator.
    pub(crate) fn of_generator() -> Arc<Self> {
        Arc::new(Self::of(ProjectivePoint::generator()))
    }

    fn of(point: ProjectivePoint) -> Self {
        let mut multiples = Vec::with_capacity((WINDOWS - 1) * MULTIPLES + 1);
        let mut base = point;
        for _ in 1..WINDOWS {
            let mut multiple = base;
            for _ in 0..MULTIPLES {
                multiples.push(multiple);
                multiple += &base;
            }
            // On to 256 times the base.
            for _ in 0..8 {
                base = base.double();
            }
        }
        multiples.push(base);
        let affine = ProjectivePoint::batch_normalize(multiples.as_slice());
        Self(affine.iter().map(coordinates).collect())
    }

    /// The multiple for a digit that is not zero.
    fn get(&self, window: usize, digit: i32) -> Option<(Field, Field)> {
        let magnitude = usize::try_from(digit.unsigned_abs()).ok()?;
        let (x, y) = self.0.get(window * MULTIPLES + magnitude.checked_sub(1)?)?;
        Some((*x, if digit < 0 { y.neg() } else { *y }))
    }
}

pub(super) fn coordinates(point: &AffinePoint) -> (Field, Field) {
    let field = |bytes: FieldBytes| Field::from_bytes(&bytes).into_option();
    // Coordinates of a point are always below the modulus.
    (
        field(point.x()).unwrap_or(Field::ZERO),
        field(point.y()).unwrap_or(Field::ZERO),
    )
}

/// The tables of an issuer's key.
pub(crate) struct Tables {
    generator: Arc<Comb>,
    key: Comb,
    /// `Z` of the key and its signer's identifier.
    z: [u8; 32],
}

impl Tables {
    pub(crate) fn new(generator: &Arc<Comb>, key: &dsa::VerifyingKey) -> Self {
        Self {
            generator: Arc::clone(generator),
            key: Comb::of(ProjectivePoint::from(*key.as_affine())),
            z: identity(key),
        }
    }

    /// Whether the signature is good; `None` in the one case in a very large number that the
    /// addition formula leaves out, for which the caller asks the ordinary implementation.
    pub(crate) fn verify(&self, message: &[u8], signature: &dsa::Signature) -> Option<bool> {
        let e = Sm3::new_with_prefix(self.z)
            .chain_update(message)
            .finalize();
        let e = Scalar::reduce(&FieldBytes::from(<[u8; 32]>::from(e)));
        let (r, s) = (signature.r(), signature.s());
        let t = *r + *s;
        if bool::from(t.is_zero()) {
            return Some(false);
        }
        let mut sum = Sum::Zero;
        for (comb, scalar) in [(&*self.generator, &*s), (&self.key, &t)] {
            let digits = digits(scalar.to_bytes().iter().rev().copied());
            for (window, digit) in digits.into_iter().enumerate() {
                if digit != 0 {
                    sum = sum.add(comb.get(window, digit)?)?;
                }
            }
        }
        let Sum::Point { x, z, .. } = sum else {
            return Some(false);
        };
        // (e + x1) mod n == r, without dividing x by z².
        let expected = (*r - e).to_bytes();
        let zz = z.square();
        let candidate = Field::from_bytes(&expected).into_option()?;
        if x == candidate * zz {
            return Some(true);
        }
        Some(<[u8; 32]>::from(expected) < P_MINUS_N && x == (candidate + ORDER) * zz)
    }
}

/// `Z = SM3(ENTL ‖ ID ‖ a ‖ b ‖ xG ‖ yG ‖ xA ‖ yA)` (GB/T 32918.2-2016, 5.5).
pub(super) fn identity(key: &dsa::VerifyingKey) -> [u8; 32] {
    let id = key.distid().as_bytes();
    // The key's constructor has refused identifiers whose length in bits exceeds 16 bits.
    let bits = (id.len() as u16).wrapping_mul(8);
    let mut hash = Sm3::new();
    hash.update(bits.to_be_bytes());
    hash.update(id);
    for parameter in CURVE {
        hash.update(crate::encode::hex::decode(parameter).unwrap_or_default());
    }
    hash.update(&key.to_sec1_point(false).as_bytes()[1..]);
    hash.finalize().into()
}

/// The digits of a scalar, whose bytes come lowest first, in base 256: each between -127 and 128, the lowest first.
pub(super) fn digits(scalar: impl Iterator<Item = u8>) -> [i32; WINDOWS] {
    let mut digits = [0; WINDOWS];
    let mut carry = 0;
    for (digit, byte) in digits.iter_mut().zip(scalar) {
        *digit = i32::from(byte) + carry;
        carry = i32::from(*digit > 128);
        *digit -= carry << 8;
    }
    digits[WINDOWS - 1] = carry;
    digits
}

/// A sum in Jacobian coordinates, the point at infinity apart.
pub(super) enum Sum {
    Zero,
    Point { x: Field, y: Field, z: Field },
}

impl Sum {
    /// Adds an affine point; `None` where both are equal or opposite, which this formula cannot.
    pub(super) fn add(self, (x2, y2): (Field, Field)) -> Option<Self> {
        let Self::Point { x, y, z } = self else {
            return Some(Self::Point {
                x: x2,
                y: y2,
                z: Field::ONE,
            });
        };
        let zz = z.square();
        let h = x2 * zz - x;
        if h == Field::ZERO {
            return None;
        }
        let r = y2 * z * zz - y;
        let hh = h.square();
        let hhh = h * hh;
        let v = x * hh;
        let x3 = r.square() - hhh - v.double();
        Some(Self::Point {
            x: x3,
            y: r * (v - x3) - y * hhh,
            z: z * h,
        })
    }
}
