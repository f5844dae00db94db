//! Causes (评价原因): which labels were ticked how often, and whether what was put right came back.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use chrono::{DateTime, FixedOffset};
use serde::Serialize;

use crate::decimal::Ratio;
use crate::id::MatterRef;

/// A label with how many reviews have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Ticked {
    /// Its code.
    pub label: String,
    /// Reviews that have it.
    pub count: u64,
    /// Of all reviews looked at, nine digits; shares can exceed one together, since a review may have several labels.
    pub share: Option<String>,
}

/// How often each label was ticked, the most frequent first; each item is the labels of one review.
///
/// ```
/// use ip_eval::metric::ticked;
/// let profile = ticked([["110", "108"].as_slice(), &["110"], &[]]);
/// assert_eq!((profile[0].label.as_str(), profile[0].count), ("110", 2));
/// assert_eq!(profile[0].share.as_deref(), Some("0.666666667"));
/// ```
pub fn ticked<'a, S: AsRef<str> + 'a>(reviews: impl IntoIterator<Item = &'a [S]>) -> Vec<Ticked> {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    let mut all = 0_u64;
    for labels in reviews {
        all += 1;
        for (i, label) in labels.iter().enumerate() {
            let again = labels[..i]
                .iter()
                .any(|other| other.as_ref() == label.as_ref());
            if !again {
                *counts.entry(label.as_ref()).or_default() += 1;
            }
        }
    }
    let one = |(label, count): (&str, u64)| Ticked {
        label: label.into(),
        count,
        share: Ratio::new(count, all).map(Ratio::to_rate),
    };
    let mut found: Vec<Ticked> = counts.into_iter().map(one).collect();
    found.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.label.cmp(&b.label)));
    found
}

/// A matter with labels at an instant: of a bad review, or of a rectification that was closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// The matter.
    pub matter: MatterRef,
    /// The labels.
    pub labels: Vec<String>,
    /// When the review was given, or the rectification closed.
    pub at: DateTime<FixedOffset>,
}

/// The share of bad reviews whose matter and label had been put right before (重复差评率); `None` without bad reviews.
///
/// It shows whether fixes hold: a label that comes back after its rectification was closed was not the cause, or was
/// not put right.
pub fn repeat_rate(bad: &[Cause], closed: &[Cause]) -> Option<String> {
    let mut first: BTreeMap<(&MatterRef, &str), DateTime<FixedOffset>> = BTreeMap::new();
    for cause in closed {
        for label in &cause.labels {
            let at = first.entry((&cause.matter, label)).or_insert(cause.at);
            *at = cause.at.min(*at);
        }
    }
    let came_back = |cause: &&Cause| {
        cause.labels.iter().any(|label| {
            let closed = first.get(&(&cause.matter, label.as_str()));
            closed.is_some_and(|closed| *closed < cause.at)
        })
    };
    let again = bad.iter().filter(came_back).count() as u64;
    Ratio::new(again, bad.len() as u64).map(Ratio::to_rate)
}
