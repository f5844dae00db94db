//! Wilson's score interval at z = 1.96, in whole numbers throughout: the same digits on every machine.

use alloc::string::String;

use serde::{Deserialize, Serialize};

use crate::decimal::point;

/// The two ends of an interval, as rates of nine digits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Interval(pub [String; 2]);

impl Interval {
    /// The lower end.
    pub fn low(&self) -> &str {
        &self.0[0]
    }

    /// The upper end.
    pub fn high(&self) -> &str {
        &self.0[1]
    }
}

/// Beyond this many trials the ends agree with the rate to seven digits, and the interval is taken of `n` cut to it.
const EXACT: u64 = 100_000_000_000;

/// Ends of the interval of `k` among `n` in units of 10⁻⁹; `None` where there is no trial or more successes than trials.
///
/// With z = 49/25 the ends of Wilson's interval are, exactly,
///
/// ```text
/// n(1250k + 2401) ∓ 49·√(n(2500k(n−k) + 2401n))
/// ─────────────────────────────────────────────
///                n(1250n + 4802)
/// ```
///
/// and the root is an integer root of the radicand times the largest square that fits.
pub(crate) fn ends(k: u64, n: u64) -> Option<(u128, u128)> {
    if n == 0 || k > n {
        return None;
    }
    let (k, n) = if n > EXACT {
        let k = u128::from(k) * u128::from(EXACT) / u128::from(n);
        (k, u128::from(EXACT))
    } else {
        (k.into(), n.into())
    };
    let radicand = n * (2500 * k * (n - k) + 2401 * n);
    let centre = n * (1250 * k + 2401);
    let whole = n * (1250 * n + 4802);
    // The scaled root keeps as many bits as both the radicand and the numerator leave room for.
    let room = radicand.leading_zeros() / 2;
    let shift = room.min((centre * 2_000_000_000).leading_zeros().saturating_sub(2));
    let root = 49 * (radicand << (2 * shift)).isqrt();
    let centre = centre << shift;
    let whole = whole << shift;
    let scale = |numerator: u128| {
        (numerator * 2_000_000_000 / whole)
            .div_ceil(2)
            .min(1_000_000_000)
    };
    // At no success the lower end is nought, and at no failure the upper end is one: the root is then exact.
    let low = if k == 0 {
        0
    } else {
        scale(centre.saturating_sub(root))
    };
    let high = if k == n {
        1_000_000_000
    } else {
        scale(centre + root)
    };
    Some((low, high))
}

/// Wilson's 95 % interval (z = 1.96) of `k` successes in `n` trials; `None` without trials or when `k > n`.
///
/// ```
/// let all_good = ip_eval::metric::wilson(10, 10).unwrap();
/// assert_eq!((all_good.low(), all_good.high()), ("0.722459831", "1.000000000"));
/// assert!(ip_eval::metric::wilson(0, 0).is_none());
/// ```
pub fn wilson(k: u64, n: u64) -> Option<Interval> {
    let (low, high) = ends(k, n)?;
    Some(Interval([point(low, 9), point(high, 9)]))
}
