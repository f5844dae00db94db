//! What a restatement changed: printed beside the new version, so that nothing changes in silence.

use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;

use super::snapshot::{Row, Snapshot};
use crate::level::PerLevel;

/// A group whose reviews per level changed; `null` where it was, or is, hidden or absent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Restated {
    /// The group; empty for all together.
    pub group: String,
    /// Reviews per level before.
    pub before: Option<PerLevel<i64>>,
    /// Reviews per level after.
    pub after: Option<PerLevel<i64>>,
}

/// Every group that differs between two versions, in order, the total last.
pub fn difference(before: &Snapshot, after: &Snapshot) -> Vec<Restated> {
    let find = |rows: &[Row], group: &str| {
        rows.iter()
            .find(|row| row.group == group)
            .and_then(|row| row.levels)
    };
    let groups: BTreeSet<&str> = before
        .rows
        .iter()
        .chain(&after.rows)
        .map(|row| row.group.as_str())
        .collect();
    let of_group = |group: &str| Restated {
        group: group.into(),
        before: find(&before.rows, group),
        after: find(&after.rows, group),
    };
    let total = Restated {
        group: String::new(),
        before: before.total.levels,
        after: after.total.levels,
    };
    let changed = |row: &Restated| row.before != row.after;
    groups
        .into_iter()
        .map(of_group)
        .chain([total])
        .filter(changed)
        .collect()
}
