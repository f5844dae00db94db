//! Performance of outlets and cities (绩效指标): a weighted tree of indicators whose every point is explained.
//!
//! No official weights were found; the scheme that ships is a sample and says so. An indicator without a value is
//! not nought: it is left out, and the share of the weight that could be judged stands beside the score.

mod sample;
mod score;

pub use sample::{Subject, sample_subjects};
pub use score::{Contribution, Score};

use alloc::string::String;
use alloc::vec::Vec;

use ip_core::law::Mark;
use ip_core::problem::Problem;
use ip_core::text::Text;
use serde::{Deserialize, Serialize};

use crate::decimal::Decimal;

/// How a value becomes a score between 0 and 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", tag = "type", deny_unknown_fields)]
pub enum Scoring {
    /// Nought at one value, full at another, straight between; the first may be the larger.
    Linear {
        /// Where the score is 0.
        zero: Decimal,
        /// Where it is 1.
        full: Decimal,
    },
    /// The share of a target that was reached; more than the target is no more than full.
    Target {
        /// The target.
        target: Decimal,
    },
    /// Full from a value on, else nought.
    Step {
        /// The value.
        from: Decimal,
    },
}

/// A node of the tree: an indicator, or a group of nodes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Node {
    /// Its key, unique in the scheme; an indicator's value is given under it.
    pub key: String,
    /// Its title.
    pub title: Text,
    /// Its weight among its siblings.
    pub weight: Decimal,
    /// How a value is scored; only an indicator has it.
    #[serde(default)]
    pub scoring: Option<Scoring>,
    /// The nodes below; only a group has them.
    #[serde(default)]
    pub children: Vec<Self>,
}

/// A scheme of indicators (指标体系).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Scheme {
    /// Its name and version, such as `sample-2025`.
    pub id: String,
    /// Its title.
    pub title: Text,
    /// Whether it is only an example; a page must say so.
    pub sample: bool,
    /// How well its numbers are proved.
    pub mark: Mark,
    /// Where its numbers come from.
    pub source: Text,
    /// The top of the tree.
    pub axes: Vec<Node>,
}

impl Scheme {
    /// The sample that ships with this crate (`data/index-sample.toml`).
    ///
    /// # Errors
    ///
    /// `eval.data.unreadable` or `eval.data.incomplete` if the file is damaged, which a test excludes.
    pub fn sample() -> Result<Self, Problem> {
        Self::from_toml(include_str!("../../data/index-sample.toml"))
    }

    /// Reads a scheme.
    ///
    /// # Errors
    ///
    /// `eval.data.unreadable`; `eval.data.duplicate` for a key that stands twice; `eval.data.incomplete` for a node that
    /// is neither an indicator nor a group, or both, or weighs nothing, or has a target of nothing.
    pub fn from_toml(text: &str) -> Result<Self, Problem> {
        let scheme: Self = crate::data::read(text)?;
        let mut keys = Vec::new();
        check(&scheme.axes, &mut keys)?;
        Ok(scheme)
    }

    /// The node of this key, an indicator or a group.
    pub fn node(&self, key: &str) -> Option<&Node> {
        fn find<'a>(nodes: &'a [Node], key: &str) -> Option<&'a Node> {
            let below = |node: &'a Node| match node.key == key {
                true => Some(node),
                false => find(&node.children, key),
            };
            nodes.iter().find_map(below)
        }
        find(&self.axes, key)
    }
}

fn check<'a>(nodes: &'a [Node], keys: &mut Vec<&'a str>) -> Result<(), Problem> {
    for node in nodes {
        if keys.contains(&node.key.as_str()) {
            return Err(Problem::new("eval.data.duplicate").found(&node.key));
        }
        keys.push(&node.key);
        let sound = match &node.scoring {
            Some(Scoring::Linear { zero, full }) => zero != full,
            Some(Scoring::Target { target }) => *target > Decimal::default(),
            Some(Scoring::Step { .. }) | None => true,
        };
        let one_kind = node.scoring.is_some() == node.children.is_empty();
        if !sound || !one_kind || node.weight == Decimal::default() {
            return Err(Problem::new("eval.data.incomplete").found(&node.key));
        }
        check(&node.children, keys)?;
    }
    Ok(())
}
