//! Laney's p′ chart: limits for rates whose groups are so large that the binomial ones are too narrow for real life.
//!
//! D. B. Laney, Improved control charts for attributes, Quality Engineering 14 (2002), 531–537.

use alloc::vec::Vec;

use super::{Count, NANO, readings};

/// A group with its limits, in billionths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PPrimePoint {
    /// Its rate.
    pub rate: i128,
    /// The lower limit, not below nought.
    pub lower: i128,
    /// The upper limit, not above one.
    pub upper: i128,
    /// Whether the rate is beyond one of them.
    pub signal: bool,
}

/// The chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PPrime {
    /// The common rate, in billionths.
    pub centre: i128,
    /// σ_z in billionths: 1 where the binomial limits are right, more where groups differ by more than chance.
    pub sigma_z: i128,
    /// The groups; none for one of nothing.
    pub points: Vec<Option<PPrimePoint>>,
}

/// The mean moving range of two standard normal readings, in thousandths.
const D2: i128 = 1128;

/// Limits of three standard deviations, each the binomial one times σ_z; `None` for fewer than two groups.
///
/// ```
/// use ip_eval::trend::{Count, p_prime};
/// let group = |k| Count { day: "2026-03-01".parse().unwrap(), k, n: 100_000 };
/// let chart = p_prime(&[group(2_000), group(2_300), group(1_900), group(2_200)]).unwrap();
/// assert!(chart.sigma_z > 5_000_000_000, "months differ by more than chance");
/// assert!(chart.points.iter().flatten().all(|point| !point.signal));
/// ```
pub fn p_prime(groups: &[Count]) -> Option<PPrime> {
    let sum = |of: fn(&Count) -> u64| {
        groups
            .iter()
            .try_fold(0_u64, |sum, group| sum.checked_add(of(group)))
    };
    let (centre, readings) = readings(groups, (sum(|group| group.k)?, sum(|group| group.n)?))?;
    let z: Vec<i128> = readings
        .iter()
        .flatten()
        .map(|reading| (reading.value - centre) * NANO / reading.sigma)
        .collect();
    let ranges: Vec<i128> = z.windows(2).map(|two| (two[1] - two[0]).abs()).collect();
    let mean = ranges
        .iter()
        .sum::<i128>()
        .checked_div(ranges.len() as i128)?;
    let sigma_z = mean * 1000 / D2;
    let points = readings.iter().map(|reading| {
        reading.map(|reading| {
            let reach = 3 * reading.sigma * sigma_z / NANO;
            let (lower, upper) = ((centre - reach).max(0), (centre + reach).min(NANO));
            PPrimePoint {
                rate: reading.value,
                lower,
                upper,
                signal: reading.value < lower || reading.value > upper,
            }
        })
    });
    Some(PPrime {
        centre,
        sigma_z,
        points: points.collect(),
    })
}
