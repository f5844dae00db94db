//! Whether a count jumped: two Poisson counts compared exactly, given their sum.
//!
//! J. Przyborowski and H. Wilenski, Biometrika 31 (1940), 313–323: given both, the second is binomial.

use alloc::string::String;
use alloc::vec::Vec;

use chrono::Days;
use serde::Serialize;

use super::{Count, Rules};
use crate::decimal::Decimal;
use crate::fairness::{Binomial, MAX_TRIALS, nine_digits};

/// The chance of `after` having as many or more than it has, were its rate that of `before`; `None` where one of them
/// counted nothing, or both too much to tell.
///
/// ```
/// use ip_eval::trend::{Count, jump};
/// let on = |k, n| Count { day: "2026-03-02".parse().unwrap(), k, n };
/// // Nine after three in equal weeks: P(X ≥ 9) of twelve fair coins, 299 ÷ 4096.
/// assert!((jump(on(3, 50), on(9, 50)).unwrap() - 299.0 / 4096.0).abs() < 1e-12);
/// ```
pub fn jump(before: Count, after: Count) -> Option<f64> {
    let all = u128::from(before.n) + u128::from(after.n);
    if before.n == 0 || after.n == 0 {
        return None;
    }
    let share = u128::from(after.n) * u128::from(Decimal::SCALE) / all;
    let share = Decimal::from_millionths(u64::try_from(share).ok()?);
    let both = before
        .k
        .checked_add(after.k)
        .filter(|both| *both <= MAX_TRIALS)?;
    Some(Binomial::new(both, share).at_least(after.k))
}

/// A day beside the same weekday of the week before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Jump {
    /// The day.
    pub after: Count,
    /// The same weekday of the week before.
    pub before: Count,
    /// The chance of that many or more, nine digits.
    pub chance: String,
    /// Whether it is called a jump.
    pub signal: bool,
}

/// Every day that has its weekday of the week before in the series, in order.
pub fn same_weekday(days: &[Count], rules: &Rules) -> Vec<Jump> {
    let limit = rules.jump.millionths() as f64 / Decimal::SCALE as f64;
    let beside = |after: &Count| {
        let week = after.day.checked_sub_days(Days::new(7))?;
        let before = *days.iter().find(|day| day.day == week)?;
        let chance = jump(before, *after)?;
        Some(Jump {
            after: *after,
            before,
            chance: nine_digits(chance),
            signal: chance < limit,
        })
    };
    days.iter().filter_map(beside).collect()
}
