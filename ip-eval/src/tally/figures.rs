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
    /// Cases of bad reviews, void ones apart.
    pub cases: i64,
    /// 差评回复率, answered ÷ real-name cases.
    pub reply_rate: Option<String>,
    /// 差评整改率, approved and not taken up again ÷ cases; open, rejected and explained cases stand below the line.
    pub rectified_rate: Option<String>,
    /// Explained instead of put right ÷ cases.
    pub explained_rate: Option<String>,
    /// 按期整改率, in time ÷ (in time + late); what is open and not yet due, or sent back, is in neither.
    pub on_time_rate: Option<String>,
    /// 回访率, reached ÷ real-name cases answered; the unreachable are not reached.
    pub revisit_rate: Option<String>,
    /// 回访整改满意率, satisfied ÷ answers heard, the first of each round; no answer is no satisfaction.
    pub revisit_satisfaction: Option<String>,
    /// 无效率, void bad ÷ (bad + void bad): the watchdog over appeals.
    pub void_share: Option<String>,
    /// What the rates are made of.
    pub counts: LoopCounts,
    /// What reviewers answered; absent where it is withheld, and the rates of revisits with it.
    pub answers: Option<Answers>,
}

impl LoopFigures {
    /// Takes out what reviewers answered, where it would be the answer of few.
    pub(crate) fn withhold_answers(&mut self) {
        self.answers = None;
        self.revisit_rate = None;
        self.revisit_satisfaction = None;
    }
}

/// Counts of the closed loop, of cases unless the name says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct LoopCounts {
    /// With a real name.
    pub named: i64,
    /// With a real name, and answered.
    pub answered: i64,
    /// Put right, approved, not taken up again.
    pub rectified: i64,
    /// Explained instead.
    pub explained: i64,
    /// Put right in time.
    pub met: i64,
    /// Late, done or not.
    pub missed: i64,
    /// Whose clocks stood still for a time.
    pub paused: i64,
    /// Taken up again.
    pub reopened: i64,
    /// Bad reviews found void.
    pub void_bad: i64,
    /// Cases of reviews that are not bad and are revisited all the same; in no other count.
    pub followed: i64,
}

/// What was heard when reviewers were asked again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Answers {
    /// Cases whose reviewer was reached.
    pub revisited: i64,
    /// Answers, one of each round.
    pub heard: i64,
    /// Of these, satisfied.
    pub satisfied: i64,
    /// Cases ended because nobody could be reached.
    pub unreachable: i64,
}

/// The figures of one group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Figure {
    /// Rates and score of its reviews. Rates of services are over the services of the group, whenever and however
    /// their reviews came.
    pub metrics: Metrics,
    /// Services of the group.
    pub services: i64,
    /// Of these, reviewed by somebody.
    pub reviewed: i64,
    /// Of these, with a default review instead.
    pub defaulted: i64,
    /// Rates of its cases.
    pub rectification: LoopFigures,
    /// Supplementary reviews per level; in no rate.
    pub supplementary: PerLevel<i64>,
    /// Reviews set aside and not decided.
    pub held: i64,
    /// Of these, bad ones.
    pub held_bad: i64,
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

fn sum(counts: &PerLevel<i64>) -> i64 {
    counts.0.iter().copied().fold(0, i64::saturating_add)
}

/// Of how many people a cell tells: of those who gave a review; where none did, what else is counted may be one
/// person's, and counts as that.
pub(crate) fn told_of(cell: &Cell) -> u64 {
    let others = [
        sum(&cell.held),
        sum(&cell.supplementary),
        sum(&cell.supplementary_held),
        cell.cases,
        cell.followed,
    ];
    match count(sum(&cell.active)) {
        0 => others.iter().any(|n| *n > 0).into(),
        given => given,
    }
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
        // Reviews of a period may answer services of the one before, or of another channel: rates of services are
        // read of the services themselves.
        let metrics = Metrics {
            review_rate: rate(cell.reviewed.saturating_add(cell.defaulted), cell.services),
            active_rate_of_services: rate(cell.reviewed, cell.services),
            not_reviewed_rate: rate(cell.services.saturating_sub(cell.reviewed), cell.services),
            ..metrics(&active, &defaults, None, yardstick)?
        };
        let bad = |counts: &PerLevel<i64>| -> i64 {
            let bad = counts
                .iter()
                .filter(|(level, _)| yardstick.levels.is_bad(*level));
            bad.fold(0_i64, |sum, (_, n)| sum.saturating_add(*n))
        };
        let void_bad = bad(&cell.voided);
        let counted_bad = i64::try_from(metrics.bad).unwrap_or(i64::MAX);
        let rectification = LoopFigures {
            cases: cell.cases,
            reply_rate: rate(cell.answered, cell.named),
            rectified_rate: rate(cell.rectified, cell.cases),
            explained_rate: rate(cell.explained, cell.cases),
            on_time_rate: rate(cell.met, cell.met.saturating_add(cell.missed)),
            revisit_rate: rate(cell.revisited, cell.answered),
            revisit_satisfaction: rate(cell.satisfied, cell.heard),
            void_share: rate(void_bad, counted_bad.saturating_add(void_bad)),
            counts: LoopCounts {
                named: cell.named,
                answered: cell.answered,
                rectified: cell.rectified,
                explained: cell.explained,
                met: cell.met,
                missed: cell.missed,
                paused: cell.paused,
                reopened: cell.reopened,
                void_bad,
                followed: cell.followed,
            },
            answers: Some(Answers {
                revisited: cell.revisited,
                heard: cell.heard,
                satisfied: cell.satisfied,
                unreachable: cell.unreachable,
            }),
        };
        Ok(Self {
            metrics,
            services: cell.services,
            reviewed: cell.reviewed,
            defaulted: cell.defaulted,
            rectification,
            supplementary: cell.supplementary,
            held: sum(&cell.held).saturating_add(sum(&cell.supplementary_held)),
            held_bad: bad(&cell.held).saturating_add(bad(&cell.supplementary_held)),
            small: (1..small_cell).contains(&told_of(cell)),
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
