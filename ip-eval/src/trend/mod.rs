//! Trends and anomalies (趋势与异常): a series of days against its own past, in whole numbers where a page shows them.
//!
//! [`watch`] follows a rate by EWMA and CUSUM with limits that widen where few were counted, [`p_prime`] draws Laney's
//! limits for large and overdispersed counts, [`jump`] compares two counts exactly. A signal asks a person to look;
//! nobody is punished by a chart.

mod chart;
mod jump;
mod laney;

pub use chart::{Chart, Cusum, Ewma, Reading, cusum, ewma, readings};
pub use jump::{Jump, jump, same_weekday};
pub use laney::{PPrime, PPrimePoint, p_prime};

use alloc::string::String;
use alloc::vec::Vec;

use chrono::NaiveDate;
use ip_core::law::Mark;
use ip_core::problem::Problem;
use serde::{Deserialize, Serialize};

use crate::decimal::{Decimal, point};

/// One, in the units of readings and limits.
pub const NANO: i128 = 1_000_000_000;

/// How many of how many on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Count {
    /// The day, or the first day of the week or month.
    pub day: NaiveDate,
    /// How many of them, such as bad reviews.
    pub k: u64,
    /// Of how many, such as all reviews.
    pub n: u64,
}

/// When a series is called unusual (`data/trends.toml`).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// Weight of the newest day in the EWMA.
    pub lambda: Decimal,
    /// Limits of the EWMA, in standard deviations.
    pub width: Decimal,
    /// Slack of the CUSUM, in standard deviations.
    pub slack: Decimal,
    /// The CUSUM that signals, in standard deviations.
    pub decision: Decimal,
    /// The chance below which a change is a jump.
    pub jump: Decimal,
    /// How well the numbers are proved.
    pub mark: Mark,
    /// Where they come from.
    pub source: String,
}

impl Rules {
    /// The rules shipped with this crate.
    ///
    /// # Errors
    ///
    /// `eval.data.*` if the file is damaged, which a test excludes.
    pub fn builtin() -> Result<Self, Problem> {
        Self::from_toml(include_str!("../../data/trends.toml"))
    }

    /// Reads rules.
    ///
    /// # Errors
    ///
    /// `eval.data.unreadable`; `eval.data.incomplete` for a weight of nothing or above one.
    pub fn from_toml(text: &str) -> Result<Self, Problem> {
        let rules: Self = crate::data::read(text)?;
        if rules.lambda == Decimal::default() || rules.lambda > Decimal::ONE {
            return Err(Problem::new("eval.data.incomplete").at("/lambda"));
        }
        Ok(rules)
    }
}

/// A day of a watched series, in decimals of nine digits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Watched {
    /// The day and its counts.
    #[serde(flatten)]
    pub count: Count,
    /// The rate; `null` where nothing was counted.
    pub rate: Option<String>,
    /// The weighted mean up to this day.
    pub ewma: String,
    /// Below this it is unusual.
    pub lower: String,
    /// Above this it is unusual.
    pub upper: String,
    /// The sum of what was too high, in standard deviations.
    pub high: String,
    /// The sum of what was too low.
    pub low: String,
    /// Whether the mean or one of the sums is beyond its limit.
    pub signal: bool,
}

/// Watches a series against a baseline rate: EWMA and CUSUM, day by day.
///
/// `None` without a baseline (`n` of nothing, `k` beyond `n`).
///
/// ```
/// use ip_eval::trend::{Count, Rules, watch};
/// let day = |day: u32, k| Count { day: format!("2026-03-{day:02}").parse().unwrap(), k, n: 400 };
/// // Two in a hundred as ever, then five in a hundred.
/// let days: Vec<Count> = (1..=5).map(|d| day(d, 8)).chain((6..=10).map(|d| day(d, 20))).collect();
/// let watched = watch(&days, (800, 40_000), &Rules::builtin()?).unwrap();
/// let first = watched.iter().position(|day| day.signal).unwrap();
/// assert_eq!(watched[first].count.day.to_string(), "2026-03-07", "the second bad day");
/// # Ok::<(), ip_core::problem::Problem>(())
/// ```
pub fn watch(days: &[Count], baseline: (u64, u64), rules: &Rules) -> Option<Vec<Watched>> {
    let (target, readings) = readings(days, baseline)?;
    let means = ewma(&readings, target, rules.lambda, rules.width);
    let sums = cusum(&readings, target, rules.slack, rules.decision);
    let watched = days.iter().zip(readings).zip(means.into_iter().zip(sums));
    let watched = watched.map(|((count, reading), (mean, sum))| Watched {
        count: *count,
        rate: reading.map(|reading| signed(reading.value)),
        ewma: signed(mean.value),
        lower: signed(mean.lower.max(0)),
        upper: signed(mean.upper),
        high: signed(sum.high),
        low: signed(sum.low),
        signal: mean.signal || sum.signal,
    });
    Some(watched.collect())
}

/// A number of billionths with its point and sign.
fn signed(nano: i128) -> String {
    let text = point(nano.unsigned_abs(), 9);
    if nano < 0 {
        alloc::format!("-{text}")
    } else {
        text
    }
}
