//! Fair comparison of few reviews with many (公平比较): intervals, exact chances, shrinkage, funnel limits.
//!
//! Counts and intervals are whole numbers throughout. Only [`Binomial`] and [`Prior::of_peers`] use floats, and only
//! `+ − × ÷` in the order written there, which every machine computes alike.

mod binomial;
mod mix;
mod prior;

pub use binomial::Binomial;
pub use mix::{Stratum, shrink_levels, standardise};
pub use prior::Prior;

use alloc::string::String;
use alloc::vec::Vec;

use ip_core::problem::{Problem, Problems};
use serde::{Deserialize, Serialize};

use crate::decimal::{Decimal, Ratio};
use crate::metric::{Interval, wilson};

/// What `ip-tool review stats` is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StatsRequest {
    /// How many of them.
    pub k: u64,
    /// Of how many.
    pub n: u64,
    /// The rate among peers, 0 to 1.
    #[serde(default)]
    pub peer: Option<Decimal>,
    /// What is believed beforehand: `[a, b]` of a beta distribution.
    #[serde(default)]
    pub prior: Option<[Decimal; 2]>,
}

/// The answer, in decimals of nine digits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Stats {
    /// `k ÷ n`; `null` of nothing.
    pub rate: Option<String>,
    /// Wilson's interval; `null` of nothing.
    pub wilson: Option<Interval>,
    /// The chance of `k` or fewer at the peers' rate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_most: Option<String>,
    /// The chance of `k` or more at the peers' rate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_least: Option<String>,
    /// The chance of `k` or further away from the peers' rate on the side on which `k` lies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub one_sided: Option<String>,
    /// `(a + k) ÷ (a + b + n)`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shrunk: Option<String>,
}

/// Beyond this many trials no chance is computed.
pub const MAX_TRIALS: u64 = 1_000_000_000;

impl StatsRequest {
    /// Computes what was asked for.
    ///
    /// # Errors
    ///
    /// `eval.stats.more-than-all`, `eval.stats.too-large`, `eval.stats.not-a-rate`, `eval.stats.empty-prior`.
    ///
    /// ```
    /// use ip_eval::fairness::StatsRequest;
    /// let stats = StatsRequest { k: 48, n: 50, peer: None, prior: None }.answer().unwrap();
    /// assert_eq!(stats.rate.as_deref(), Some("0.960000000"));
    /// assert_eq!(stats.wilson.unwrap().low(), "0.865396621");
    /// ```
    pub fn answer(&self) -> Result<Stats, Problems> {
        let mut problems = Problems::default();
        if self.k > self.n {
            problems.push(
                Problem::new("eval.stats.more-than-all")
                    .at("/k")
                    .expected(self.n)
                    .found(self.k),
            );
        }
        if self.n > MAX_TRIALS {
            problems.push(
                Problem::new("eval.stats.too-large")
                    .at("/n")
                    .expected(MAX_TRIALS)
                    .found(self.n),
            );
        }
        if let Some(peer) = self.peer.filter(|peer| *peer > Decimal::ONE) {
            problems.push(
                Problem::new("eval.stats.not-a-rate")
                    .at("/peer")
                    .found(peer),
            );
        }
        if self
            .prior
            .is_some_and(|[a, b]| a == Decimal::default() || b == Decimal::default())
        {
            problems.push(Problem::new("eval.stats.empty-prior").at("/prior"));
        }
        problems.or(())?;
        let chances = self.peer.map(|peer| {
            let chances = Binomial::new(self.n, peer);
            let at_most = chances.at_most(self.k);
            let at_least = chances.at_least(self.k);
            // k/n against the peers' rate, cross-multiplied.
            let k = u128::from(self.k) * u128::from(Decimal::SCALE);
            let above = k >= u128::from(self.n) * u128::from(peer.millionths());
            [at_most, at_least, if above { at_least } else { at_most }].map(nine_digits)
        });
        let [at_most, at_least, one_sided] = chances.map_or([None, None, None], |c| c.map(Some));
        let shrunk = self
            .prior
            .map(|[a, b]| Prior { a, b }.shrink(self.k, self.n));
        Ok(Stats {
            rate: Ratio::new(self.k, self.n).map(Ratio::to_rate),
            wilson: wilson(self.k, self.n),
            at_most,
            at_least,
            one_sided,
            shrunk: shrunk.flatten().map(Ratio::to_rate),
        })
    }
}

/// A chance between 0 and 1, rounded half up to nine digits.
pub(crate) fn nine_digits(chance: f64) -> String {
    crate::decimal::point((chance * 1e9 + 0.5) as u128, 9)
}

/// Which of many chances are too small to be chance, when many were looked at (Benjamini–Hochberg).
///
/// At most a share `q` of those flagged is expected to be flagged wrongly. The answer is in the order given.
///
/// ```
/// use ip_eval::fairness::flag_together;
/// let flags = flag_together(&[0.001, 0.2, 0.03, 0.04], "0.05".parse()?);
/// assert_eq!(flags, [true, false, false, false]);
/// # Ok::<(), ip_eval::decimal::BadDecimal>(())
/// ```
pub fn flag_together(chances: &[f64], q: Decimal) -> Vec<bool> {
    let mut order: Vec<usize> = (0..chances.len()).collect();
    order.sort_by(|a, b| chances[*a].total_cmp(&chances[*b]));
    let q = q.millionths() as f64 / Decimal::SCALE as f64;
    let within =
        |(rank, at): (usize, &usize)| chances[*at] <= (rank + 1) as f64 * q / chances.len() as f64;
    let flagged = order
        .iter()
        .enumerate()
        .rposition(within)
        .map_or(0, |rank| rank + 1);
    let mut flags = alloc::vec![false; chances.len()];
    for at in &order[..flagged] {
        flags[*at] = true;
    }
    flags
}

/// The good rate under three beliefs about those who gave no review, as rates of nine digits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Band {
    /// Every one of them was dissatisfied.
    pub all_bad: String,
    /// They were like those who reviewed: what is usually printed alone.
    pub like_the_others: String,
    /// Every one of them was satisfied.
    pub all_good: String,
}

/// How far those who did not review could move the good rate (未评敏感区间); `None` where nobody reviewed, or the counts
/// do not fit into one another.
///
/// ```
/// let band = ip_eval::fairness::non_response(90, 100, 1_000).unwrap();
/// assert_eq!((band.all_bad.as_str(), band.all_good.as_str()), ("0.090000000", "0.990000000"));
/// ```
pub fn non_response(good: u64, given: u64, services: u64) -> Option<Band> {
    if good > given || given > services {
        return None;
    }
    let rate = |part: u64, whole: u64| Ratio::new(part, whole).map(Ratio::to_rate);
    Some(Band {
        like_the_others: rate(good, given)?,
        all_bad: rate(good, services)?,
        all_good: rate(good + (services - given), services)?,
    })
}
