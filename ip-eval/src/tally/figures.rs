//! Figures of groups of cells: what a page, a chart and a publication show.

use alloc::collections::BTreeMap;
use alloc::string::String;

use ip_core::problem::Problems;
use serde::Serialize;

use super::cell::Cell;
use super::cube::Cube;
use crate::decimal::Ratio;
use crate::level::PerLevel;
use crate::metric::{Metrics, Yardstick, metrics};

/// Rates of the closed loop; `null` where nothing could be divided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct LoopFigures {
    /// Cases, void ones apart.
    pub cases: i64,
    /// 差评回复率, answered ÷ real-name cases.
    pub reply_rate: Option<String>,
    /// 差评整改率, handed in ÷ cases; open cases stand below the line.
    pub rectified_rate: Option<String>,
    /// 按期整改率, in time ÷ (in time + late); what is open and not yet due is in neither.
    pub on_time_rate: Option<String>,
    /// 回访率, reached ÷ real-name cases answered; the unreachable are not reached.
    pub revisit_rate: Option<String>,
    /// 回访整改满意率, satisfied ÷ reached; no answer is no satisfaction.
    pub revisit_satisfaction: Option<String>,
    /// 无效率, void ÷ (bad + void): the watchdog over appeals.
    pub void_share: Option<String>,
}

/// The figures of one group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Figure {
    /// Rates and score of its reviews.
    pub metrics: Metrics,
    /// Rates of its cases.
    pub rectification: LoopFigures,
    /// Reviews set aside and not decided.
    pub held: i64,
    /// Whether there are so few reviews that the public must not see the figures.
    pub small: bool,
}

/// A count as it must be; a negative one (a withdrawal without what it withdraws) shows as nought.
fn count(n: i64) -> u64 {
    u64::try_from(n).unwrap_or_default()
}

fn rate(part: i64, whole: i64) -> Option<String> {
    Ratio::new(count(part), count(whole)).map(Ratio::to_rate)
}

impl Figure {
    /// The figures of one cell.
    ///
    /// # Errors
    ///
    /// Those of [`metrics`].
    pub fn of(cell: &Cell, yardstick: &Yardstick, small_cell: u64) -> Result<Self, Problems> {
        let active = PerLevel(cell.active.0.map(count));
        let defaults = PerLevel(cell.defaults.0.map(count));
        let given: u64 = active.0.iter().sum();
        // Reviews of a period may answer services of the one before: a rate of services then says nothing.
        let services = Some(count(cell.services)).filter(|services| *services >= given);
        let metrics = metrics(&active, &defaults, services, yardstick)?;
        let bad = i64::try_from(metrics.bad).unwrap_or(i64::MAX);
        let rectification = LoopFigures {
            cases: cell.cases,
            reply_rate: rate(cell.answered, cell.named),
            rectified_rate: rate(cell.rectified, cell.cases),
            on_time_rate: rate(cell.met, cell.met.saturating_add(cell.missed)),
            revisit_rate: rate(cell.revisited, cell.answered),
            revisit_satisfaction: rate(cell.satisfied, cell.revisited),
            void_share: rate(cell.voided, bad.saturating_add(cell.voided)),
        };
        Ok(Self {
            metrics,
            rectification,
            held: cell.held,
            small: given < small_cell,
        })
    }
}

/// The figures of every group, by whatever the caller groups: month, matter, outlet, division.
///
/// A key for which `by` gives nothing is left out.
///
/// # Errors
///
/// Those of [`metrics`].
pub fn figures<K: Ord, G: Ord>(
    cube: &Cube<K>,
    yardstick: &Yardstick,
    small_cell: u64,
    by: impl Fn(&K) -> Option<G>,
) -> Result<BTreeMap<G, Figure>, Problems> {
    let mut groups: BTreeMap<G, Cell> = BTreeMap::new();
    for (key, cell) in cube.iter() {
        if let Some(group) = by(key) {
            *groups.entry(group).or_default() += *cell;
        }
    }
    groups
        .into_iter()
        .map(|(group, cell)| Ok((group, Figure::of(&cell, yardstick, small_cell)?)))
        .collect()
}
