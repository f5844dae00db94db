//! What a restatement changed: printed beside the new version, so that nothing changes in silence.

use alloc::collections::BTreeSet;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use serde::Serialize;

use super::snapshot::{Row, Snapshot};
use crate::level::PerLevel;
use crate::tally::Figure;

/// A figure beside the levels that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Changed {
    /// Its name in the figures, such as `onTimeRate`.
    pub figure: &'static str,
    /// As it was printed; `null` where it was undefined or hidden.
    pub before: Option<String>,
    /// As it is printed now.
    pub after: Option<String>,
}

/// A group that changed; `null` where it was, or is, hidden or absent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Restated {
    /// The group; empty for all together.
    pub group: String,
    /// Reviews per level before.
    pub before: Option<PerLevel<i64>>,
    /// Reviews per level after.
    pub after: Option<PerLevel<i64>>,
    /// What else changed: most of what becomes of a bad review comes after its month.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub figures: Vec<Changed>,
}

/// The printed figures beside the levels, under their names.
fn printed(row: Option<&Row>) -> [(&'static str, Option<String>); 10] {
    let figure = row.and_then(|row| row.figure.as_ref());
    let count = |n: Option<u64>| n.map(|n| n.to_string());
    let rate = |of: fn(&Figure) -> &Option<String>| figure.and_then(|figure| of(figure).clone());
    [
        ("defaults", count(figure.map(|f| f.metrics.defaults))),
        ("held", figure.map(|f| f.held.to_string())),
        ("cases", figure.map(|f| f.rectification.cases.to_string())),
        (
            "activeRateOfServices",
            rate(|f| &f.metrics.active_rate_of_services),
        ),
        ("replyRate", rate(|f| &f.rectification.reply_rate)),
        ("rectifiedRate", rate(|f| &f.rectification.rectified_rate)),
        ("onTimeRate", rate(|f| &f.rectification.on_time_rate)),
        ("revisitRate", rate(|f| &f.rectification.revisit_rate)),
        (
            "revisitSatisfaction",
            rate(|f| &f.rectification.revisit_satisfaction),
        ),
        ("voidShare", rate(|f| &f.rectification.void_share)),
    ]
}

fn changes(before: Option<&Row>, after: Option<&Row>) -> Vec<Changed> {
    let both = printed(before).into_iter().zip(printed(after));
    both.filter(|((_, before), (_, after))| before != after)
        .map(|((figure, before), (_, after))| Changed {
            figure,
            before,
            after,
        })
        .collect()
}

/// Every group that differs between two versions, in order, the total last.
pub fn difference(before: &Snapshot, after: &Snapshot) -> Vec<Restated> {
    fn find<'a>(rows: &'a [Row], group: &str) -> Option<&'a Row> {
        rows.iter().find(|row| row.group == group)
    }
    let groups: BTreeSet<&str> = before
        .rows
        .iter()
        .chain(&after.rows)
        .map(|row| row.group.as_str())
        .collect();
    let restated = |group: &str, before: Option<&Row>, after: Option<&Row>| Restated {
        group: group.into(),
        before: before.and_then(|row| row.levels),
        after: after.and_then(|row| row.levels),
        figures: changes(before, after),
    };
    let of_group =
        |group: &str| restated(group, find(&before.rows, group), find(&after.rows, group));
    let total = restated("", Some(&before.total), Some(&after.total));
    let changed = |row: &Restated| row.before != row.after || !row.figures.is_empty();
    groups
        .into_iter()
        .map(of_group)
        .chain([total])
        .filter(changed)
        .collect()
}
