//! Rates and scores of reviews (指标): exact counts in, exact decimals out, undefined stays undefined.

mod causes;
mod coverage;
mod response;
mod wilson;

pub use causes::{Cause, Ticked, repeat_rate, ticked};
pub use coverage::{Coverage, coverage};
pub use response::Minutes;
pub use wilson::{Interval, wilson};

use alloc::string::String;

use ip_core::problem::{Problem, Problems};
use serde::{Deserialize, Serialize};

use crate::decimal::{Ratio, Rounding};
use crate::level::{LevelSets, PerLevel, Side};
use crate::policy::{Profile, WeightSet, Weights};

/// The largest count a figure may have; ten thousand times the people of China.
pub const MAX_COUNT: u64 = 10_000_000_000_000;

/// What `ip-tool review metrics` is asked; lists have the best level first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MetricsRequest {
    /// Reviews that people gave.
    pub levels: PerLevel<u64>,
    /// Reviews that a system entered where nobody gave one.
    #[serde(default)]
    pub defaults: PerLevel<u64>,
    /// Services that could be reviewed; without it, rates of services are undefined.
    #[serde(default)]
    pub services: Option<u64>,
    /// Name of the profile that says what is good and bad; absent: `national`.
    #[serde(default = "national")]
    pub profile: String,
    /// Weights of the score; absent: the profile's.
    #[serde(default)]
    pub weights: Option<WeightSet>,
    /// Rounding of the score; absent: the profile's.
    #[serde(default)]
    pub rounding: Option<Rounding>,
}

fn national() -> String {
    String::from("national")
}

/// The figures of a population, all over reviews given and entered (`R`) unless the name says otherwise.
///
/// A rate is a decimal of nine digits, rounded half up; `null` where nothing could be divided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Metrics {
    /// All reviews `R`, given and entered by default.
    pub reviews: u64,
    /// Reviews that people gave, `A`.
    pub active: u64,
    /// Reviews entered by default, `D`.
    pub defaults: u64,
    /// Good reviews among `R`.
    pub good: u64,
    /// Reviews on neither side among `R`.
    pub neutral: u64,
    /// Bad reviews among `R`.
    pub bad: u64,
    /// 好评率, good ÷ `R`.
    pub good_rate: Option<String>,
    /// Neutral ÷ `R`.
    pub neutral_rate: Option<String>,
    /// 差评率, bad ÷ `R`.
    pub bad_rate: Option<String>,
    /// Bad reviews in ten thousand.
    pub bad_per10000: Option<String>,
    /// 满意度, the mean weight.
    pub score: Option<String>,
    /// The mean weight as it is printed.
    pub score_rounded: Option<String>,
    /// 评价率, `R` ÷ services; `null` where `R` is more than the services, for a default review stands only where
    /// nobody gave one.
    pub review_rate: Option<String>,
    /// 主动评价率, `A` ÷ services.
    pub active_rate_of_services: Option<String>,
    /// `A` ÷ `R`.
    pub active_share_of_reviews: Option<String>,
    /// 未评率, the services nobody reviewed ÷ services.
    pub not_reviewed_rate: Option<String>,
    /// 主动评价好评率, good among `A` ÷ `A`.
    pub good_rate_active: Option<String>,
    /// Bad among `A` ÷ `A`.
    pub bad_rate_active: Option<String>,
    /// Wilson interval of the good rate, over `R`: it takes default reviews for answers.
    pub wilson_good: Option<Interval>,
    /// Wilson interval of the bad rate, over `R`: it takes default reviews for answers.
    pub wilson_bad: Option<Interval>,
    /// Wilson interval of the good rate among `A`, which people gave: the one to compare by.
    pub wilson_good_active: Option<Interval>,
    /// Wilson interval of the bad rate among `A`: the one to compare by.
    pub wilson_bad_active: Option<Interval>,
}

/// How a population is judged: what is good, what a level weighs, how the score is printed.
#[derive(Debug, Clone)]
pub struct Yardstick {
    /// Good, neutral and bad.
    pub levels: LevelSets,
    /// Weights of the levels.
    pub weights: Weights,
    /// Rounding of the score.
    pub rounding: Rounding,
}

impl Yardstick {
    /// The yardstick of a profile.
    ///
    /// # Errors
    ///
    /// `eval.data.unreadable` if the weights are damaged, which a test excludes.
    pub fn of(profile: &Profile) -> Result<Self, Problem> {
        Ok(Self {
            levels: profile.levels.clone(),
            weights: profile.score.weights.weights()?,
            rounding: profile.score.rounding,
        })
    }
}

/// Reviews that fall on one side.
fn count(counts: &PerLevel<u64>, sets: &LevelSets, side: Side) -> u64 {
    counts
        .iter()
        .filter(|(level, _)| sets.side(*level) == side)
        .map(|(_, n)| n)
        .sum()
}

/// Every figure of a population.
///
/// # Errors
///
/// `eval.metrics.too-large` for a count beyond [`MAX_COUNT`]; `eval.metrics.services-too-few` when more reviews were
/// given than services rendered (count services, not cases).
///
/// ```
/// use ip_eval::{level::PerLevel, metric::{Yardstick, metrics}, policy::Profile};
/// let yardstick = Yardstick::of(&Profile::builtin("national")?)?;
/// let m = metrics(&PerLevel([90, 6, 2, 1, 1]), &PerLevel::default(), Some(200), &yardstick).unwrap();
/// assert_eq!(m.good_rate.as_deref(), Some("0.980000000"));
/// assert_eq!(m.active_rate_of_services.as_deref(), Some("0.500000000"));
/// # Ok::<(), ip_core::problem::Problem>(())
/// ```
pub fn metrics(
    active: &PerLevel<u64>,
    defaults: &PerLevel<u64>,
    services: Option<u64>,
    yardstick: &Yardstick,
) -> Result<Metrics, Problems> {
    let mut problems = Problems::default();
    for (name, counts) in [("levels", active), ("defaults", defaults)] {
        for (i, n) in counts.0.iter().enumerate() {
            if *n > MAX_COUNT {
                problems.push(too_large(*n).at(alloc::format!("/{name}/{i}")));
            }
        }
    }
    if let Some(n) = services.filter(|n| *n > MAX_COUNT) {
        problems.push(too_large(n).at("/services"));
    }
    problems.or(())?;

    let all = PerLevel(core::array::from_fn(|i| active.0[i] + defaults.0[i]));
    let a: u64 = active.0.iter().sum();
    let d: u64 = defaults.0.iter().sum();
    let r = a + d;
    if let Some(s) = services.filter(|s| *s < a) {
        let problem = Problem::new("eval.metrics.services-too-few").at("/services");
        return Err(problem
            .expected(alloc::format!("at least {a}"))
            .found(s)
            .into());
    }
    let [good, neutral, bad] =
        [Side::Good, Side::Neutral, Side::Bad].map(|side| count(&all, &yardstick.levels, side));
    let [good_active, bad_active] =
        [Side::Good, Side::Bad].map(|side| count(active, &yardstick.levels, side));
    let weighed: u128 = all
        .iter()
        .map(|(level, n)| u128::from(*n) * u128::from(yardstick.weights[level].millionths()))
        .sum();
    let score = Ratio::new(
        weighed,
        u128::from(r) * u128::from(crate::decimal::Decimal::SCALE),
    );
    let rate = |part: u64, whole: u64| Ratio::new(part, whole).map(Ratio::to_rate);
    let of_services = |part: u64| services.and_then(|s| rate(part, s));
    Ok(Metrics {
        reviews: r,
        active: a,
        defaults: d,
        good,
        neutral,
        bad,
        good_rate: rate(good, r),
        neutral_rate: rate(neutral, r),
        bad_rate: rate(bad, r),
        bad_per10000: Ratio::new(bad, r)
            .and_then(|b| b.per(10_000))
            .map(Ratio::to_rate),
        score: score.map(Ratio::to_rate),
        score_rounded: score.map(|s| s.to_decimal(yardstick.rounding)),
        review_rate: services.filter(|s| *s >= r).and_then(|s| rate(r, s)),
        active_rate_of_services: of_services(a),
        active_share_of_reviews: rate(a, r),
        not_reviewed_rate: of_services(services.unwrap_or(a) - a),
        good_rate_active: rate(good_active, a),
        bad_rate_active: rate(bad_active, a),
        wilson_good: wilson(good, r),
        wilson_bad: wilson(bad, r),
        wilson_good_active: wilson(good_active, a),
        wilson_bad_active: wilson(bad_active, a),
    })
}

fn too_large(n: u64) -> Problem {
    Problem::new("eval.metrics.too-large")
        .expected(alloc::format!("at most {MAX_COUNT}"))
        .found(n)
}

impl MetricsRequest {
    /// Answers with the shipped profiles and weights.
    ///
    /// # Errors
    ///
    /// `eval.policy.unknown`, or those of [`metrics`].
    pub fn answer(&self) -> Result<Metrics, Problems> {
        let profile = Profile::builtin(&self.profile)?;
        let mut yardstick = Yardstick::of(&profile)?;
        if let Some(weights) = self.weights {
            yardstick.weights = weights.weights()?;
        }
        yardstick.rounding = self.rounding.unwrap_or(yardstick.rounding);
        metrics(&self.levels, &self.defaults, self.services, &yardstick)
    }
}
