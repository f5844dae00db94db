//! EWMA and CUSUM over readings with a standard deviation each, in billionths.

use alloc::vec::Vec;

use super::{Count, NANO};
use crate::decimal::Decimal;

/// A value and the standard deviation it is judged by, in billionths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// The value.
    pub value: i128,
    /// Its standard deviation; above nought.
    pub sigma: i128,
}

/// Readings of a chart; a day on which nothing was counted has none.
pub type Chart = Vec<Option<Reading>>;

/// The exponentially weighted mean after a reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ewma {
    /// The mean.
    pub value: i128,
    /// Its lower limit.
    pub lower: i128,
    /// Its upper limit.
    pub upper: i128,
    /// Whether it is beyond one of them.
    pub signal: bool,
}

/// The two sums after a reading, in billionths of a standard deviation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cusum {
    /// What was too high.
    pub high: i128,
    /// What was too low.
    pub low: i128,
    /// Whether one of them reached the decision.
    pub signal: bool,
}

/// Counts are cut to this, so that a square of a reading fits.
const MOST: u64 = 1_000_000_000_000;

/// Rates of days with their binomial standard deviation at the baseline, and the baseline itself.
pub fn readings(days: &[Count], (k, n): (u64, u64)) -> Option<(i128, Chart)> {
    if n == 0 || k > n || n > MOST {
        return None;
    }
    let (k, n) = (i128::from(k), i128::from(n));
    // p(1−p) in units of 10⁻¹⁸.
    let spread = (k * (n - k) * NANO / n * NANO / n).unsigned_abs();
    let reading = |day: &Count| {
        if day.n == 0 || day.n > MOST || day.k > day.n {
            return None;
        }
        let sigma = (spread / u128::from(day.n)).isqrt().max(1);
        Some(Reading {
            value: i128::from(day.k) * NANO / i128::from(day.n),
            sigma: i128::try_from(sigma).ok()?,
        })
    };
    Some((k * NANO / n, days.iter().map(reading).collect()))
}

/// The exponentially weighted moving average, starting at the target.
///
/// The variance is carried along, `λ²σᵢ² + (1−λ)²V`, so that limits are right from the first reading on and for
/// readings of unequal weight; with equal ones they settle at `target ± width·σ·√(λ ÷ (2−λ))`.
pub fn ewma(
    readings: &[Option<Reading>],
    target: i128,
    lambda: Decimal,
    width: Decimal,
) -> Vec<Ewma> {
    const ONE: i128 = Decimal::SCALE as i128;
    let part = |of: i128, millionths: i128| of.saturating_mul(millionths) / ONE;
    let lambda = i128::from(lambda.millionths().min(Decimal::SCALE));
    let width = i128::from(width.millionths());
    // The mean has six digits more than what is shown, so that rounding does not add up.
    let mut mean = target.saturating_mul(ONE);
    // In squares of a billionth.
    let mut variance = 0_i128;
    let after = |reading: &Option<Reading>| {
        if let Some(reading) = reading {
            let newest = part(reading.value.saturating_mul(ONE), lambda);
            mean = newest.saturating_add(part(mean, ONE - lambda));
            let own = part(
                part(reading.sigma.saturating_mul(reading.sigma), lambda),
                lambda,
            );
            let past = part(part(variance, ONE - lambda), ONE - lambda);
            variance = own.saturating_add(past);
        }
        let sigma = variance.max(0).isqrt();
        let reach = part(sigma, width);
        let value = mean / ONE;
        let (lower, upper) = (target.saturating_sub(reach), target.saturating_add(reach));
        Ewma {
            value,
            lower,
            upper,
            signal: reading.is_some() && (value < lower || value > upper),
        }
    };
    readings.iter().map(after).collect()
}

/// The tabular CUSUM of standardised readings: two sums that never fall below nought.
pub fn cusum(
    readings: &[Option<Reading>],
    target: i128,
    slack: Decimal,
    decision: Decimal,
) -> Vec<Cusum> {
    let nano =
        |decimal: Decimal| i128::from(decimal.millionths()) * (NANO / Decimal::SCALE as i128);
    let (slack, decision) = (nano(slack), nano(decision));
    let mut sum = Cusum::default();
    let after = |reading: &Option<Reading>| {
        if let Some(reading) = reading {
            let away = reading.value.saturating_sub(target).saturating_mul(NANO);
            let z = away.checked_div(reading.sigma).unwrap_or(0);
            sum.high = sum.high.saturating_add(z).saturating_sub(slack).max(0);
            sum.low = sum.low.saturating_sub(z).saturating_sub(slack).max(0);
        }
        sum.signal = reading.is_some() && (sum.high >= decision || sum.low >= decision);
        sum
    };
    readings.iter().map(after).collect()
}
