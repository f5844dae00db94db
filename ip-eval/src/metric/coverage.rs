//! Coverage (覆盖率): of all matters, channels or outlets of a register, how many can be reviewed, and how many were.

use alloc::collections::BTreeSet;
use alloc::string::String;

use serde::Serialize;

use crate::decimal::Ratio;
use crate::tally::{Cube, Key};

/// How far reviewing reaches; rates of nine digits, `null` for an empty register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Coverage {
    /// In the register on its day.
    pub total: u64,
    /// Of these, where a review can be given.
    pub enabled: u64,
    /// Of these, where a person gave at least one in the period.
    pub active: u64,
    /// Enabled ÷ total.
    pub enabled_rate: Option<String>,
    /// Active ÷ total.
    pub active_rate: Option<String>,
}

/// The coverage of a register; what the counts know and the register does not is no part of it.
///
/// ```
/// use std::collections::BTreeSet;
/// use ip_eval::metric::coverage;
/// use ip_eval::tally::{Cube, Key};
/// let matters = BTreeSet::from(["m1", "m2", "m3"]);
/// let enabled = BTreeSet::from(["m1", "m2", "elsewhere"]);
/// let reached = coverage(&matters, &enabled, &Cube::new(), |key: &Key| match key.matter.as_str() { "m1" => "m1", _ => "" });
/// assert_eq!((reached.enabled_rate.as_deref(), reached.active), (Some("0.666666667"), 0));
/// ```
pub fn coverage<K: Ord>(
    register: &BTreeSet<K>,
    enabled: &BTreeSet<K>,
    counts: &Cube<Key>,
    of: impl Fn(&Key) -> K,
) -> Coverage {
    let reviewed = counts
        .iter()
        .filter(|(_, cell)| cell.active.0.iter().sum::<i64>() > 0);
    let reviewed: BTreeSet<K> = reviewed.map(|(key, _)| of(key)).collect();
    let among = |some: &BTreeSet<K>| register.intersection(some).count() as u64;
    let (total, enabled, active) = (register.len() as u64, among(enabled), among(&reviewed));
    let rate = |part: u64| Ratio::new(part, total).map(Ratio::to_rate);
    Coverage {
        total,
        enabled,
        active,
        enabled_rate: rate(enabled),
        active_rate: rate(active),
    }
}
