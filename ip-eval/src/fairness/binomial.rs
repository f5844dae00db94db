//! Exact chances of a count among independent trials, without logarithm or gamma function.
//!
//! The weight of the most likely count is set to 1; each neighbour follows by one multiplication and one
//! division from the one before, outward on both sides until it falls below 10⁻⁴⁰; sums run from the lowest
//! count to the highest, and a chance is a sum divided by the sum of all.

use alloc::vec::Vec;

use crate::decimal::Decimal;

/// The chances of every count among `n` trials at one rate.
#[derive(Debug, Clone)]
pub struct Binomial {
    first: u64,
    weights: Vec<f64>,
    total: f64,
}

/// What lies below adds nothing to nine digits.
const NEGLIGIBLE: f64 = 1e-40;

impl Binomial {
    /// The chances among `n` trials at `rate`; a rate above one counts as one.
    pub fn new(n: u64, rate: Decimal) -> Self {
        let millionths = rate.millionths().min(Decimal::SCALE);
        let mode = (u128::from(n) + 1) * u128::from(millionths) / u128::from(Decimal::SCALE);
        let mode = u64::try_from(mode).unwrap_or(n).min(n);
        if millionths == 0 || millionths == Decimal::SCALE {
            return Self {
                first: mode,
                weights: Vec::from([1.0]),
                total: 1.0,
            };
        }
        let p = millionths as f64 / Decimal::SCALE as f64;
        let odds = p / (1.0 - p);
        let mut weights = Vec::new();
        let mut weight = 1.0_f64;
        let mut i = mode;
        while i > 0 {
            weight *= i as f64 / ((n - i + 1) as f64 * odds);
            if weight < NEGLIGIBLE {
                break;
            }
            weights.push(weight);
            i -= 1;
        }
        let first = mode - weights.len() as u64;
        weights.reverse();
        weights.push(1.0);
        weight = 1.0;
        i = mode;
        while i < n {
            weight *= (n - i) as f64 * odds / (i + 1) as f64;
            if weight < NEGLIGIBLE {
                break;
            }
            weights.push(weight);
            i += 1;
        }
        let total = weights.iter().sum();
        Self {
            first,
            weights,
            total,
        }
    }

    /// The chance of `k` or fewer.
    pub fn at_most(&self, k: u64) -> f64 {
        let Some(upto) = k.checked_sub(self.first) else {
            return 0.0;
        };
        let upto = usize::try_from(upto).map_or(self.weights.len(), |n| n.saturating_add(1));
        self.weights.iter().take(upto).sum::<f64>() / self.total
    }

    /// The chance of `k` or more.
    pub fn at_least(&self, k: u64) -> f64 {
        let below = usize::try_from(k.saturating_sub(self.first)).unwrap_or(usize::MAX);
        self.weights.iter().skip(below).sum::<f64>() / self.total
    }

    /// The counts of a funnel plot: a count below the first or above the second has a chance of at most
    /// `outside ÷ 2` on its side. `outside` is 0.05 for limits of 95 %, 0.002 for 99.8 %.
    pub fn limits(&self, outside: Decimal) -> (u64, u64) {
        let side = outside.millionths() as f64 / Decimal::SCALE as f64 / 2.0 * self.total;
        let counted = |weights: &mut dyn Iterator<Item = &f64>| {
            let mut sum = 0.0;
            weights
                .take_while(|weight| {
                    sum += **weight;
                    sum <= side
                })
                .count() as u64
        };
        let below = counted(&mut self.weights.iter());
        let above = counted(&mut self.weights.iter().rev());
        let last = self.first + self.weights.len() as u64 - 1;
        (self.first + below, last.saturating_sub(above))
    }
}
