//! A snapshot: what was published, of which period, as of which event, by which definitions.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use chrono::{DateTime, FixedOffset, NaiveDate};
use ip_core::problem::{Problem, Problems};
use ip_core::record::Hash;
use serde::Serialize;

use super::canonical::canonical;
use super::linked::{Linked, suppress_linked};
use super::suppress::complement;
use crate::level::PerLevel;
use crate::metric::Yardstick;
use crate::policy::Profile;
use crate::tally::{Cell, Cube, Figure, Key, told_of};

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
    /// Reviews entered by default per level, best first.
    pub defaults: Option<PerLevel<i64>>,
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
    /// Counts a period; a pure function of the cube and the terms. For a table that stands alone.
    ///
    /// # Errors
    ///
    /// Those of [`crate::metric::metrics`].
    pub fn take(
        cube: &Cube<Key>,
        terms: &Terms<'_>,
        group: impl Fn(&Key) -> String,
    ) -> Result<Self, Problems> {
        Self::take_beside(cube, terms, &[&group], 0)
    }

    /// Counts a period by the table `own` of several that the public can lay beside each other; whatever one of them
    /// hides does not follow from the others.
    ///
    /// # Errors
    ///
    /// Those of [`crate::metric::metrics`].
    pub fn take_beside(
        cube: &Cube<Key>,
        terms: &Terms<'_>,
        tables: &[&dyn Fn(&Key) -> String],
        own: usize,
    ) -> Result<Self, Problems> {
        let yardstick = Yardstick::of(terms.profile)?;
        let small = terms.profile.publication.small_cell;
        let period = terms.period;
        // One cell for all keys that every table counts in the same groups.
        let cells = cube
            .iter()
            .filter(|(key, _)| period.from <= key.day && key.day <= period.to);
        let mut joint: BTreeMap<Vec<String>, Cell> = BTreeMap::new();
        let mut all = Cell::default();
        for (key, cell) in cells {
            let names = tables.iter().map(|group| group(key)).collect();
            *joint.entry(names).or_default() += *cell;
            all += *cell;
        }
        let groups: Vec<BTreeMap<&str, Cell>> = (0..tables.len())
            .map(|table| {
                let mut groups: BTreeMap<&str, Cell> = BTreeMap::new();
                for (names, cell) in &joint {
                    *groups.entry(names[table].as_str()).or_default() += *cell;
                }
                groups
            })
            .collect();
        let linked = |(table, groups): (usize, &BTreeMap<&str, Cell>)| {
            let place: BTreeMap<&str, usize> = groups
                .keys()
                .enumerate()
                .map(|(i, name)| (*name, i))
                .collect();
            Linked {
                counts: groups.values().map(told_of).collect(),
                of_cell: joint
                    .keys()
                    .map(|names| place[names[table].as_str()])
                    .collect(),
            }
        };
        let linked: Vec<Linked> = groups.iter().enumerate().map(linked).collect();
        let hidden = suppress_linked(&linked, small);
        let (Some(groups), Some(hidden)) = (groups.get(own), hidden.get(own)) else {
            return Err(Problem::new("eval.data.incomplete").into());
        };
        // What people answered in a revisit is withheld where few did, and where it would follow from the rest.
        let heard = |cell: &Cell| u64::try_from(cell.heard).unwrap_or_default();
        let heards: Vec<u64> = groups.values().map(heard).collect();
        let mut withheld: Vec<bool> = heards
            .iter()
            .zip(hidden)
            .map(|(n, hidden)| (1..small).contains(n) || (*hidden && *n > 0))
            .collect();
        complement(&mut withheld, &heards, small);
        let row = |group: &str, cell: &Cell, hidden: bool, withheld: bool| {
            let figure = if hidden {
                None
            } else {
                let mut figure = Figure::of(cell, &yardstick, small)?;
                if withheld {
                    figure.rectification.withhold_answers();
                }
                Some(figure)
            };
            Ok::<Row, Problems>(Row {
                group: group.to_string(),
                levels: (!hidden).then_some(cell.active),
                defaults: (!hidden).then_some(cell.defaults),
                figure,
            })
        };
        let rows = groups
            .iter()
            .zip(hidden.iter().zip(&withheld))
            .map(|((group, cell), (hidden, withheld))| row(group, cell, *hidden, *withheld))
            .collect::<Result<Vec<Row>, Problems>>()?;
        let few = |n: u64| (1..small).contains(&n);
        let total = row("", &all, few(told_of(&all)), few(heard(&all)))?;
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

    /// What is hashed: everything that is published but the hash itself, as canonical JSON (RFC 8785).
    ///
    /// Only what is published goes in, so that the hash of a hidden cell cannot be guessed at; all of it goes in, so
    /// that no printed figure can be another.
    pub fn canonical(&self) -> String {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Hashed<'a> {
            period: Period,
            as_of: AsOf,
            dimension: &'a str,
            profile: &'a str,
            definitions: &'a str,
            version: u32,
            previous: Option<Hash>,
            rows: &'a [Row],
            total: &'a Row,
        }
        let hashed = Hashed {
            period: self.period,
            as_of: self.as_of,
            dimension: &self.dimension,
            profile: &self.profile,
            definitions: &self.definitions,
            version: self.version,
            previous: self.previous,
            rows: &self.rows,
            total: &self.total,
        };
        // Nothing in it has a fraction, so that there always is a form.
        canonical(&hashed).unwrap_or_default()
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
    // A: reviews given; D: entered by default; R = A + D; S: services of the group, with or without a review.
    let silence = profile.review.on_silence.map_or_else(
        || "not-reviewed".to_string(),
        |silence| format!("{}-after-{}", silence.level.name(), silence.after.n),
    );
    format!(
        "good={} neutral={} bad={} weights={} rounding={mode}/{} hidden-below={} over-R=goodRate,neutralRate,badRate,\
         badPer10000,score,wilsonGood,wilsonBad over-A=goodRateActive,badRateActive,wilsonGoodActive,wilsonBadActive \
         over-S=reviewRate,activeRateOfServices,notReviewedRate silence={silence}",
        names(&profile.levels.good),
        names(&profile.levels.neutral),
        names(&profile.levels.bad),
        weights.join("/"),
        yardstick.rounding.digits,
        profile.publication.small_cell,
    )
}
