//! Scores a set of values by a scheme: every indicator with its weight, its score and what it contributes.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;

use super::{Node, Scheme, Scoring};
use crate::decimal::{Decimal, Ratio, Rounding};

/// One, in the units of weights and scores.
const ONE: u128 = 1_000_000_000;

/// What one indicator contributed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Contribution {
    /// Keys from the axis down to the indicator.
    pub path: Vec<String>,
    /// Its share of the whole weight, nine digits.
    pub weight: String,
    /// The value given; absent where there was none.
    pub value: Option<Decimal>,
    /// Its score between 0 and 1, nine digits.
    pub score: Option<String>,
    /// What it adds to the total of 100, nine digits.
    pub points: Option<String>,
}

/// The score of an outlet or a city.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Score {
    /// The scheme.
    pub scheme: String,
    /// Whether the scheme is only an example.
    pub sample: bool,
    /// 0 to 100 over the weight that could be judged, two digits; absent when nothing could.
    pub total: Option<String>,
    /// The share of the weight that could be judged, nine digits.
    pub judged: String,
    /// Every indicator, in the order of the scheme.
    pub contributions: Vec<Contribution>,
}

impl Scoring {
    /// The score of a value in units of 10⁻⁹, rounded down.
    fn score(&self, value: Decimal) -> u128 {
        let value = u128::from(value.millionths());
        match self {
            Self::Linear { zero, full } => {
                let (zero, full) = (u128::from(zero.millionths()), u128::from(full.millionths()));
                let gone = if full > zero {
                    value.saturating_sub(zero)
                } else {
                    zero.saturating_sub(value)
                };
                (gone * ONE)
                    .checked_div(full.abs_diff(zero))
                    .unwrap_or(0)
                    .min(ONE)
            }
            Self::Target { target } => {
                let target = u128::from(target.millionths());
                (value * ONE).checked_div(target).unwrap_or(0).min(ONE)
            }
            Self::Step { from } => ONE * u128::from(value >= u128::from(from.millionths())),
        }
    }
}

/// An indicator with its share of the whole.
struct Leaf<'a> {
    path: Vec<String>,
    share: u128,
    scoring: &'a Scoring,
}

/// The indicators below some nodes, each with its share; shares are cut to 10⁻⁹ level by level.
fn leaves<'a>(nodes: &'a [Node], share: u128, path: &[String], found: &mut Vec<Leaf<'a>>) {
    let all: u128 = nodes
        .iter()
        .map(|node| u128::from(node.weight.millionths()))
        .sum();
    for node in nodes {
        let own = (share * u128::from(node.weight.millionths()))
            .checked_div(all)
            .unwrap_or(0);
        let mut path = path.to_vec();
        path.push(node.key.clone());
        match &node.scoring {
            Some(scoring) => found.push(Leaf {
                path,
                share: own,
                scoring,
            }),
            None => leaves(&node.children, own, &path, found),
        }
    }
}

fn nine(numerator: u128, denominator: u128) -> Option<String> {
    Ratio::new(numerator, denominator).map(Ratio::to_rate)
}

impl Scheme {
    /// Scores values given under the keys of the indicators; a key the scheme does not know is not used.
    ///
    /// ```
    /// use std::collections::BTreeMap;
    /// use ip_eval::index::Scheme;
    /// let scheme = Scheme::sample()?;
    /// let score = scheme.score(&BTreeMap::new());
    /// assert!(score.sample && score.total.is_none());
    /// assert_eq!(score.judged, "0.000000000");
    /// # Ok::<(), ip_core::problem::Problem>(())
    /// ```
    pub fn score(&self, values: &BTreeMap<String, Decimal>) -> Score {
        let mut all = Vec::new();
        leaves(&self.axes, ONE, &[], &mut all);
        let value = |leaf: &Leaf<'_>| leaf.path.last().and_then(|key| values.get(key)).copied();
        let judged: u128 = all
            .iter()
            .filter(|leaf| value(leaf).is_some())
            .map(|leaf| leaf.share)
            .sum();
        let weight: u128 = all.iter().map(|leaf| leaf.share).sum();
        let mut sum = 0_u128;
        let contributions = all
            .iter()
            .map(|leaf| {
                let value = value(leaf);
                let score = value.map(|value| leaf.scoring.score(value));
                let points = score.map(|score| score * leaf.share);
                sum += points.unwrap_or(0);
                Contribution {
                    path: leaf.path.clone(),
                    weight: nine(leaf.share, weight).unwrap_or_default(),
                    value,
                    score: score.and_then(|score| nine(score, ONE)),
                    points: points.and_then(|points| nine(points * 100, judged * ONE)),
                }
            })
            .collect();
        let two = Rounding {
            digits: 2,
            ..Rounding::RATE
        };
        Score {
            scheme: self.id.clone(),
            sample: self.sample,
            total: Ratio::new(sum * 100, judged * ONE).map(|total| total.to_decimal(two)),
            judged: nine(judged, weight).unwrap_or_default(),
            contributions,
        }
    }
}
