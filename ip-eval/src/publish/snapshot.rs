//! A snapshot: what was published, of which period, as of which event, by which definitions.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use chrono::{DateTime, FixedOffset, NaiveDate};
use ip_core::problem::Problems;
use ip_core::record::Hash;
use serde::Serialize;

use super::suppress::suppress_list;
use crate::level::PerLevel;
use crate::metric::Yardstick;
use crate::policy::Profile;
use crate::tally::{Cell, Cube, Figure, Key};

/// The days counted, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Period {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
}

/// Up to which event the log was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct AsOf {
    /// The position of the last event counted.
    pub position: u64,
    /// When it was counted.
    pub at: DateTime<FixedOffset>,
}

/// What is published and how it is computed.
#[derive(Debug, Clone)]
pub struct Terms<'a> {
    /// The days.
    pub period: Period,
    /// The end of the log counted.
    pub as_of: AsOf,
    /// The name of what rows are told apart by, such as `point`.
    pub dimension: &'a str,
    /// The rules of the place.
    pub profile: &'a Profile,
    /// 1 for the first count of a period; one more for each restatement.
    pub version: u32,
    /// The hash of the version before.
    pub previous: Option<Hash>,
}

/// One group; its figures are absent when they are hidden.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Row {
    /// The group.
    pub group: String,
    /// Reviews given per level, best first.
    pub levels: Option<PerLevel<i64>>,
    /// The figures.
    pub figure: Option<Figure>,
}

/// What was published; never changed afterwards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Snapshot {
    /// The days.
    pub period: Period,
    /// The end of the log counted.
    pub as_of: AsOf,
    /// What rows are told apart by.
    pub dimension: String,
    /// The profile whose definitions hold.
    pub profile: String,
    /// How the score is printed and weighed, and what is hidden, in words that are hashed too.
    pub definitions: String,
    /// The version of this period.
    pub version: u32,
    /// The hash of the version before.
    #[cfg_attr(feature = "schemars", schemars(with = "Option<String>"))]
    pub previous: Option<Hash>,
    /// The groups, in order.
    pub rows: Vec<Row>,
    /// All groups together.
    pub total: Row,
    /// The digest of [`Snapshot::canonical`].
    #[cfg_attr(feature = "schemars", schemars(with = "String"))]
    pub hash: Hash,
}

impl Snapshot {
    /// Counts a period; a pure function of the cube and the terms.
    ///
    /// # Errors
    ///
    /// Those of [`crate::metric::metrics`].
    pub fn take(
        cube: &Cube<Key>,
        terms: &Terms<'_>,
        group: impl Fn(&Key) -> String,
    ) -> Result<Self, Problems> {
        let yardstick = Yardstick::of(terms.profile)?;
        let small = terms.profile.publication.small_cell;
        let mut groups: BTreeMap<String, Cell> = BTreeMap::new();
        let mut all = Cell::default();
        let period = terms.period;
        for (key, cell) in cube
            .iter()
            .filter(|(k, _)| period.from <= k.day && k.day <= period.to)
        {
            *groups.entry(group(key)).or_default() += *cell;
            all += *cell;
        }
        let given =
            |cell: &Cell| u64::try_from(cell.active.0.iter().sum::<i64>()).unwrap_or_default();
        let counts: Vec<u64> = groups.values().map(given).collect();
        let row = |group: String, cell: &Cell, hidden: bool| {
            let figure = if hidden {
                None
            } else {
                Some(Figure::of(cell, &yardstick, small)?)
            };
            Ok::<Row, Problems>(Row {
                group,
                levels: (!hidden).then_some(cell.active),
                figure,
            })
        };
        let rows = groups
            .into_iter()
            .zip(suppress_list(&counts, small))
            .map(|((group, cell), hidden)| row(group, &cell, hidden))
            .collect::<Result<Vec<Row>, Problems>>()?;
        let total = row(String::new(), &all, (1..small).contains(&given(&all)))?;
        let mut snapshot = Self {
            period,
            as_of: terms.as_of,
            dimension: terms.dimension.to_string(),
            profile: terms.profile.id.clone(),
            definitions: definitions(terms.profile, &yardstick),
            version: terms.version,
            previous: terms.previous,
            rows,
            total,
            hash: Hash::ORIGIN,
        };
        snapshot.hash = Hash::of(snapshot.canonical().as_bytes());
        Ok(snapshot)
    }

    /// What is hashed: terms on the first lines, then one line a group, each text preceded by its length.
    ///
    /// Only what is published goes in, so that the hash of a hidden cell cannot be guessed at.
    pub fn canonical(&self) -> String {
        let previous = self
            .previous
            .map(|hash| hash.to_string())
            .unwrap_or_default();
        let mut text = format!(
            "period {} {}\nas-of {} {}\ndimension {}\nprofile {}\ndefinitions {}\nversion {} {previous}\n",
            self.period.from,
            self.period.to,
            self.as_of.position,
            self.as_of.at.to_rfc3339(),
            self.dimension,
            self.profile,
            self.definitions,
            self.version,
        );
        for row in self.rows.iter().chain([&self.total]) {
            text.push_str(&format!("{}:{}", row.group.len(), row.group));
            match (&row.levels, &row.figure) {
                (Some(levels), Some(figure)) => {
                    for n in levels.0 {
                        text.push_str(&format!(" {n}"));
                    }
                    let metrics = &figure.metrics;
                    text.push_str(&format!(" {} {}", metrics.defaults, figure.held));
                    let rates = &figure.rectification;
                    text.push_str(&format!(" {}", rates.cases));
                    for rate in [
                        &metrics.good_rate,
                        &metrics.bad_rate,
                        &metrics.score_rounded,
                        &metrics.active_rate_of_services,
                        &rates.reply_rate,
                        &rates.rectified_rate,
                        &rates.on_time_rate,
                        &rates.revisit_rate,
                        &rates.revisit_satisfaction,
                        &rates.void_share,
                    ] {
                        text.push(' ');
                        text.push_str(rate.as_deref().unwrap_or("-"));
                    }
                }
                _ => text.push_str(" hidden"),
            }
            text.push('\n');
        }
        text
    }

    /// Whether the rows still give the hash.
    pub fn is_intact(&self) -> bool {
        self.hash == Hash::of(self.canonical().as_bytes())
    }
}

/// Everything a reader needs to compute the printed numbers anew.
fn definitions(profile: &Profile, yardstick: &Yardstick) -> String {
    let names = |levels: &[crate::level::Level]| {
        levels
            .iter()
            .map(|level| level.name())
            .collect::<Vec<_>>()
            .join("+")
    };
    let weights: Vec<String> = yardstick
        .weights
        .0
        .iter()
        .map(ToString::to_string)
        .collect();
    let mode = match yardstick.rounding.mode {
        crate::decimal::Mode::HalfUp => "half-up",
        crate::decimal::Mode::Truncate => "truncate",
    };
    format!(
        "good={} neutral={} bad={} weights={} rounding={mode}/{} hidden-below={}",
        names(&profile.levels.good),
        names(&profile.levels.neutral),
        names(&profile.levels.bad),
        weights.join("/"),
        yardstick.rounding.digits,
        profile.publication.small_cell,
    )
}
