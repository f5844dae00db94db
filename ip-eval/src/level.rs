//! The five levels of satisfaction (满意度): an enum that never is a number.
//!
//! Two national codings run in opposite directions (5 is best on the interfaces of 2019, 1 is best in
//! GB/T 39046-2020 table A.8), so no conversion from or to an integer exists here. A raw code goes
//! through a named scheme of [`crate::codec`].

use alloc::vec::Vec;
use core::fmt;
use core::ops::{Index, IndexMut};
use core::str::FromStr;

use serde::{Deserialize, Serialize};

/// How satisfied the reviewer is; a better level compares greater.
///
/// ```
/// use ip_eval::level::Level;
/// assert!(Level::Satisfied > Level::Dissatisfied);
/// assert_eq!("very-dissatisfied".parse(), Ok(Level::VeryDissatisfied));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// 非常不满意, one star.
    VeryDissatisfied,
    /// 不满意, two stars.
    Dissatisfied,
    /// 基本满意, three stars.
    BasicallySatisfied,
    /// 满意, four stars.
    Satisfied,
    /// 非常满意, five stars.
    VerySatisfied,
}

/// The text is not the name of a level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "not a level: expected very-satisfied, satisfied, basically-satisfied, dissatisfied or very-dissatisfied"
)]
pub struct UnknownLevel;

impl Level {
    /// The five levels, best first.
    pub const ALL: [Self; 5] = [
        Self::VerySatisfied,
        Self::Satisfied,
        Self::BasicallySatisfied,
        Self::Dissatisfied,
        Self::VeryDissatisfied,
    ];

    /// The name used in JSON, forms and addresses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::VerySatisfied => "very-satisfied",
            Self::Satisfied => "satisfied",
            Self::BasicallySatisfied => "basically-satisfied",
            Self::Dissatisfied => "dissatisfied",
            Self::VeryDissatisfied => "very-dissatisfied",
        }
    }

    /// How many stars a page draws; a drawing, not a code.
    pub const fn stars(self) -> usize {
        5 - self.place()
    }

    /// Place in a list that has the best level first.
    const fn place(self) -> usize {
        match self {
            Self::VerySatisfied => 0,
            Self::Satisfied => 1,
            Self::BasicallySatisfied => 2,
            Self::Dissatisfied => 3,
            Self::VeryDissatisfied => 4,
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Level {
    type Err = UnknownLevel;

    fn from_str(s: &str) -> Result<Self, UnknownLevel> {
        Self::ALL
            .into_iter()
            .find(|level| level.name() == s)
            .ok_or(UnknownLevel)
    }
}

/// One value for each level; as JSON a list of five, best level first.
///
/// ```
/// use ip_eval::level::{Level, PerLevel};
/// let counts = PerLevel([90_u64, 6, 2, 1, 1]);
/// assert_eq!(counts[Level::VeryDissatisfied], 1);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct PerLevel<T>(pub [T; 5]);

impl<T> PerLevel<T> {
    /// Levels with their values, best level first.
    pub fn iter(&self) -> impl Iterator<Item = (Level, &T)> {
        Level::ALL.into_iter().zip(&self.0)
    }
}

impl<T> Index<Level> for PerLevel<T> {
    type Output = T;

    fn index(&self, level: Level) -> &T {
        &self.0[level.place()]
    }
}

impl<T> IndexMut<Level> for PerLevel<T> {
    fn index_mut(&mut self, level: Level) -> &mut T {
        &mut self.0[level.place()]
    }
}

/// Which levels count as good, as neutral and as bad: a choice of the place, not of the code.
///
/// "Good" and "bad" are not complements everywhere: some places count 基本满意 (basically satisfied)
/// on neither side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LevelSets {
    /// Levels of a good review (好评).
    pub good: Vec<Level>,
    /// Levels that count on neither side.
    #[serde(default)]
    pub neutral: Vec<Level>,
    /// Levels of a bad review (差评).
    pub bad: Vec<Level>,
}

/// On which side a level counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// 好评.
    Good,
    /// Neither.
    Neutral,
    /// 差评.
    Bad,
}

impl LevelSets {
    /// Where a level counts; a level in no list is neutral.
    pub fn side(&self, level: Level) -> Side {
        if self.bad.contains(&level) {
            Side::Bad
        } else if self.good.contains(&level) {
            Side::Good
        } else {
            Side::Neutral
        }
    }

    /// Whether a review of this level opens a rectification case.
    pub fn is_bad(&self, level: Level) -> bool {
        self.side(level) == Side::Bad
    }

    /// Whether every level stands in exactly one list.
    pub fn is_partition(&self) -> bool {
        let lists = [&self.good, &self.neutral, &self.bad];
        Level::ALL.iter().all(|level| {
            lists
                .iter()
                .flat_map(|l| l.iter())
                .filter(|l| *l == level)
                .count()
                == 1
        })
    }
}
