//! What is believed of an office before its own reviews are counted, learnt from its peers.

use crate::decimal::{Decimal, Ratio};

/// A beta distribution: as if `a` successes and `b` failures had been seen before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prior {
    /// Successes seen before.
    pub a: Decimal,
    /// Failures seen before.
    pub b: Decimal,
}

impl Prior {
    /// The prior of a group of peers by the method of moments (Kleinman 1973); `None` where they differ no
    /// more than chance lets them, so that the common rate says all.
    pub fn of_peers(peers: &[(u64, u64)]) -> Option<Self> {
        let peers = || {
            peers
                .iter()
                .filter(|(k, n)| *n > 0 && k <= n)
                .map(|(k, n)| (*k as f64, *n as f64))
        };
        let all: f64 = peers().map(|(_, n)| n).sum();
        let mean = peers().map(|(k, _)| k).sum::<f64>() / all;
        let spread = mean * (1.0 - mean);
        let between: f64 = peers()
            .map(|(k, n)| n * (k / n - mean) * (k / n - mean))
            .sum();
        let groups = peers().count() as f64;
        let squares: f64 = peers().map(|(_, n)| n * n).sum();
        let gamma =
            (between - spread * (groups - 1.0)) / (spread * (all - squares / all - (groups - 1.0)));
        // A gamma outside (0, 1], or nothing at all, means that there is nothing to learn.
        if !(gamma > 0.0 && gamma <= 1.0) {
            return None;
        }
        let strength = 1.0 / gamma - 1.0;
        let decimal = |value: f64| {
            let millionths = (value * Decimal::SCALE as f64 + 0.5) as u64;
            (millionths > 0).then_some(Decimal::from_millionths(millionths))
        };
        Some(Self {
            a: decimal(strength * mean)?,
            b: decimal(strength * (1.0 - mean))?,
        })
    }

    /// The rate of `k` among `n`, drawn towards the peers: `(a + k) ÷ (a + b + n)`; `None` when all are nought.
    pub fn shrink(self, k: u64, n: u64) -> Option<Ratio> {
        let scaled = |count: u64| u128::from(count) * u128::from(Decimal::SCALE);
        let (a, b) = (
            u128::from(self.a.millionths()),
            u128::from(self.b.millionths()),
        );
        Ratio::new(a + scaled(k), a + b + scaled(n))
    }
}
