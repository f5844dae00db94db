//! Offices with another mix of cases or few reviews: rates made comparable, and five levels drawn towards the peers.

use alloc::string::String;

use crate::decimal::Ratio;
use crate::level::PerLevel;

/// One kind of case in an office: so many of so many, and how much of the common mix it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stratum {
    /// How many of them, such as bad reviews.
    pub k: u64,
    /// Of how many.
    pub n: u64,
    /// How many of this kind all offices together have.
    pub weight: u64,
}

/// Kinds and their counts are cut to this.
const MOST: u64 = 1_000_000_000_000;

/// The rate that an office would have with the common mix of cases (直接标准化), nine digits.
///
/// `None` where a kind that counts has no case in the office, for nothing can be said of it, or where nothing counts.
///
/// ```
/// use ip_eval::fairness::{Stratum, standardise};
/// // Refusals are reviewed worse than grants everywhere; this office has many of them through no fault of its own.
/// let (grants, refusals) = ((2, 100), (30, 100));
/// let of = |(k, n), weight| Stratum { k, n, weight };
/// assert_eq!(standardise(&[of(grants, 900), of(refusals, 100)]).as_deref(), Some("0.048000000"));
/// assert_eq!(standardise(&[of(grants, 900), of((0, 0), 100)]), None);
/// ```
pub fn standardise(strata: &[Stratum]) -> Option<String> {
    // Shares in units of 10⁻¹⁵, summed and divided once.
    const UNIT: u128 = 1_000_000_000_000_000;
    let mut sum = 0_u128;
    let mut all = 0_u128;
    for stratum in strata.iter().filter(|stratum| stratum.weight > 0) {
        if stratum.n == 0 || stratum.k > stratum.n || stratum.n > MOST || stratum.weight > MOST {
            return None;
        }
        let share = u128::from(stratum.k) * UNIT / u128::from(stratum.n);
        sum += share * u128::from(stratum.weight) / 1_000_000;
        all += u128::from(stratum.weight);
    }
    Ratio::new(sum, all.checked_mul(UNIT / 1_000_000)?).map(Ratio::to_rate)
}

/// The shares of the five levels drawn towards those of the peers, as if `strength` of theirs had been seen (Dirichlet).
///
/// `None` without peers, or with neither reviews nor strength.
///
/// ```
/// use ip_eval::{fairness::shrink_levels, level::PerLevel};
/// let shares = shrink_levels(&PerLevel([0, 0, 0, 0, 1]), &PerLevel([80, 10, 5, 3, 2]), 9).unwrap();
/// assert_eq!(shares.0, ["0.720000000", "0.090000000", "0.045000000", "0.027000000", "0.118000000"]);
/// ```
pub fn shrink_levels(
    counts: &PerLevel<u64>,
    peers: &PerLevel<u64>,
    strength: u32,
) -> Option<PerLevel<String>> {
    let sum = |levels: &PerLevel<u64>| levels.0.iter().map(|n| u128::from(*n)).sum::<u128>();
    let (own, all) = (sum(counts), sum(peers));
    let whole = (own + u128::from(strength)).checked_mul(all)?;
    let share = |i: usize| {
        let drawn = u128::from(strength) * u128::from(peers.0[i]);
        let part = u128::from(counts.0[i])
            .checked_mul(all)?
            .checked_add(drawn)?;
        Ratio::new(part, whole).map(Ratio::to_rate)
    };
    Some(PerLevel([
        share(0)?,
        share(1)?,
        share(2)?,
        share(3)?,
        share(4)?,
    ]))
}
