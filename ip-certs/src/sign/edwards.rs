//! Ed25519 verification with precomputed multiples of the base point and of an issuer's key.
//!
//! As with SM2: issuers are few and their keys public, so `sB - kA` becomes some 64 additions of table
//! entries and no doubling. What is accepted is what the strict check of `ed25519-dalek` accepts.

use alloc::sync::Arc;
use alloc::vec::Vec;

use curve25519_dalek::constants::ED25519_BASEPOINT_POINT;
use curve25519_dalek::edwards::{CompressedEdwardsY, EdwardsPoint};
use curve25519_dalek::scalar::Scalar;
use curve25519_dalek::traits::{Identity as _, IsIdentity as _};
use sha2::{Digest as _, Sha512};

use super::table::{MULTIPLES, WINDOWS, digits};

/// Multiples of one point: for every window `i` and digit `j`, `j · 256^i · P`; 640 KiB.
pub(crate) struct Multiples(Vec<EdwardsPoint>);

impl Multiples {
    /// The multiples of the base point.
    pub(crate) fn of_base() -> Arc<Self> {
        Arc::new(Self::of(ED25519_BASEPOINT_POINT))
    }

    fn of(point: EdwardsPoint) -> Self {
        let mut multiples = Vec::with_capacity((WINDOWS - 1) * MULTIPLES + 1);
        let mut base = point;
        for _ in 1..WINDOWS {
            let mut multiple = base;
            for _ in 0..MULTIPLES {
                multiples.push(multiple);
                multiple += &base;
            }
            for _ in 0..8 {
                base += &base.clone();
            }
        }
        multiples.push(base);
        Self(multiples)
    }

    /// The sum with a multiple of the point.
    fn add(&self, sum: EdwardsPoint, scalar: &Scalar) -> EdwardsPoint {
        let mut sum = sum;
        let digits = digits(scalar.as_bytes().iter().copied());
        for (window, digit) in digits.into_iter().enumerate() {
            let magnitude = usize::try_from(digit.unsigned_abs()).unwrap_or(0);
            let Some(at) = magnitude.checked_sub(1) else {
                continue;
            };
            let Some(entry) = self.0.get(window * MULTIPLES + at) else {
                continue;
            };
            if digit < 0 {
                sum -= entry;
            } else {
                sum += entry;
            }
        }
        sum
    }
}

/// The tables of an issuer's key.
pub(crate) struct Tables {
    base: Arc<Multiples>,
    /// Of the key with its sign turned.
    key: Multiples,
    bytes: [u8; 32],
}

impl Tables {
    /// `None` for bytes that are no point.
    pub(crate) fn new(base: &Arc<Multiples>, key: [u8; 32]) -> Option<Self> {
        let point = CompressedEdwardsY(key).decompress()?;
        Some(Self {
            base: Arc::clone(base),
            key: Multiples::of(-point),
            bytes: key,
        })
    }

    /// RFC 8032, 5.1.7, without cofactor; refuses an `S` that is not canonical and an `R` of small order.
    pub(crate) fn verify(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        let (r, s) = signature.split_at(32);
        let s = <[u8; 32]>::try_from(s).ok();
        let s = s.and_then(|s| Option::<Scalar>::from(Scalar::from_canonical_bytes(s)));
        let Some(s) = s else {
            return false;
        };
        let hash = Sha512::new()
            .chain_update(r)
            .chain_update(self.bytes)
            .chain_update(message)
            .finalize();
        let k = Scalar::from_bytes_mod_order_wide(&hash.into());
        let sum = self.base.add(EdwardsPoint::identity(), &s);
        let sum = self.key.add(sum, &k);
        // Equal bytes also mean that `R` was written in its one canonical way.
        !sum.mul_by_cofactor().is_identity() && sum.compress().as_bytes() == r
    }
}
