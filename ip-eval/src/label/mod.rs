//! Reason labels of reviews (评价标签): dated dictionaries in which a label belongs to one level.

pub mod check;

use alloc::string::String;
use alloc::vec::Vec;

use chrono::NaiveDate;
use ip_core::dated::Days;
use ip_core::law::Mark;
use ip_core::problem::Problem;
use ip_core::text::Text;
use serde::{Deserialize, Serialize};

use crate::level::Level;
use check::Claim;

/// A reason a reviewer may tick.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Label {
    /// Its code, such as `110`.
    pub code: String,
    /// The only level it may be ticked with.
    pub level: Level,
    /// What the reviewer reads; absent where only the code is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// Whether it appears only after "more".
    #[serde(default)]
    pub expand: bool,
    /// What it asserts about the case, where the case can prove or refute it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claim: Option<Claim>,
}

/// A list of labels that is changed only as a whole (标签库).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Dictionary {
    /// Its version, such as `gen-2`.
    pub id: String,
    /// Its name.
    pub title: Text,
    /// The days on which it is offered, as far as they are known.
    #[serde(default)]
    pub days: Days,
    /// Whether a form may offer it; a retired dictionary is only read.
    pub offered: bool,
    /// How well it is proved.
    pub mark: Mark,
    /// Where it was read.
    pub source: String,
    /// Its labels.
    #[serde(rename = "label")]
    pub labels: Vec<Label>,
}

impl Dictionary {
    /// The label with this code.
    pub fn get(&self, code: &str) -> Option<&Label> {
        self.labels.iter().find(|label| label.code == code)
    }

    /// Every label of a level.
    pub fn of(&self, level: Level) -> impl Iterator<Item = &Label> {
        self.labels.iter().filter(move |label| label.level == level)
    }

    /// The labels of a level that a form always shows.
    pub fn shown(&self, level: Level) -> impl Iterator<Item = &Label> {
        self.of(level).filter(|label| !label.expand)
    }

    /// The labels of a level that a form shows after "more".
    pub fn on_expansion(&self, level: Level) -> impl Iterator<Item = &Label> {
        self.of(level).filter(|label| label.expand)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    dictionary: Vec<Dictionary>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LevelFile {
    level: Vec<LevelName>,
}

/// The name of a level, and other words it was seen under.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct LevelName {
    level: Level,
    title: Text,
    #[serde(default)]
    aliases: Vec<String>,
}

/// Every dictionary, and the names of the levels.
///
/// ```
/// use chrono::NaiveDate;
/// use ip_core::text::Lang;
/// use ip_eval::{label::Labels, level::Level};
/// let labels = Labels::builtin()?;
/// let today = NaiveDate::from_ymd_opt(2026, 3, 5).unwrap();
/// let offered = labels.offered_on(today).unwrap();
/// let first = offered.shown(Level::VeryDissatisfied).next().unwrap();
/// assert_eq!(first.code, "108");
/// assert_eq!(labels.title(Level::Satisfied).in_lang(Lang::Zh), "满意");
/// # Ok::<(), ip_core::problem::Problem>(())
/// ```
#[derive(Debug, Clone)]
pub struct Labels {
    dictionaries: Vec<Dictionary>,
    levels: Vec<LevelName>,
}

impl Labels {
    /// The dictionaries shipped with this crate (`data/labels.toml`, `data/levels.toml`).
    ///
    /// # Errors
    ///
    /// `eval.data.*` if a file is damaged, which a test excludes.
    pub fn builtin() -> Result<Self, Problem> {
        Self::from_toml(
            include_str!("../../data/labels.toml"),
            include_str!("../../data/levels.toml"),
        )
    }

    /// Reads dictionaries and the names of the levels.
    ///
    /// # Errors
    ///
    /// `eval.data.unreadable`; `eval.data.duplicate` for a code twice in one dictionary;
    /// `eval.data.incomplete` when a level has no name.
    pub fn from_toml(dictionaries: &str, levels: &str) -> Result<Self, Problem> {
        let File { dictionary } = crate::data::read(dictionaries)?;
        let LevelFile { level: levels } = crate::data::read(levels)?;
        for dictionary in &dictionary {
            for (i, label) in dictionary.labels.iter().enumerate() {
                if dictionary.labels[..i].iter().any(|l| l.code == label.code) {
                    return Err(Problem::new("eval.data.duplicate").found(&label.code));
                }
            }
        }
        // `title` relies on the names standing in the order of `Level::ALL`.
        if !levels.iter().map(|name| name.level).eq(Level::ALL) {
            return Err(Problem::new("eval.data.incomplete").at("/level"));
        }
        Ok(Self {
            dictionaries: dictionary,
            levels,
        })
    }

    /// The dictionary a form offers on this day.
    pub fn offered_on(&self, day: NaiveDate) -> Option<&Dictionary> {
        self.dictionaries
            .iter()
            .find(|d| d.offered && d.days.contains(day))
    }

    /// The dictionary of this version, offered or not.
    pub fn get(&self, id: &str) -> Option<&Dictionary> {
        self.dictionaries.iter().find(|d| d.id == id)
    }

    /// All dictionaries.
    pub fn iter(&self) -> impl Iterator<Item = &Dictionary> {
        self.dictionaries.iter()
    }

    /// The name of a level.
    pub fn title(&self, level: Level) -> &Text {
        &self.levels[Level::ALL
            .iter()
            .position(|l| *l == level)
            .unwrap_or_default()]
        .title
    }

    /// The level that a word names, in Chinese, in English or by an alias such as 一般.
    pub fn level_named(&self, word: &str) -> Option<Level> {
        self.levels
            .iter()
            .find(|n| {
                n.title.zh == word || n.title.en == word || n.aliases.iter().any(|a| a == word)
            })
            .map(|name| name.level)
    }
}
