//! The rules of counting as data: what a day means, whether the end rolls, when service counts.

use alloc::string::String;
use alloc::vec::Vec;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Channel, Length, Regime};
use crate::law::{LawRef, Mark};
use crate::problem::Problem;
use crate::text::Text;

/// What a length in days means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DayUnit {
    /// Calendar days.
    Calendar,
    /// Working days.
    Working,
}

/// The articles in force for triggers of some days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Basis {
    /// First day of trigger; absent when earlier laws said the same.
    #[serde(default)]
    pub from: Option<NaiveDate>,
    /// Last day of trigger; absent while in force.
    #[serde(default)]
    pub to: Option<NaiveDate>,
    /// The start day is not counted; absent where the law is silent and the next day is practice.
    #[serde(default)]
    pub start: Option<LawRef>,
    /// Corresponding day, or last day of the month.
    pub end: LawRef,
    /// A last day on a rest day.
    pub roll: LawRef,
}

/// When a document dispatched through a channel counts as served.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceRule {
    /// The channel.
    pub channel: Channel,
    /// First day of dispatch.
    #[serde(default)]
    pub from: Option<NaiveDate>,
    /// Last day of dispatch.
    #[serde(default)]
    pub to: Option<NaiveDate>,
    /// What is added to the day of dispatch; the day found is not rolled.
    pub after: Length,
    /// Whether a proved day of receipt prevails.
    pub proof: bool,
    /// The article.
    pub basis: LawRef,
    /// How well the rule is proved.
    pub mark: Mark,
}

/// The rules of one regime.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RegimeRules {
    /// The regime.
    pub id: Regime,
    /// Its name.
    pub title: Text,
    /// What a length in days means.
    pub days: DayUnit,
    /// Lengths in days that are working days though the others are not.
    #[serde(default)]
    pub working_days: Vec<u32>,
    /// Whether a last day on a rest day moves.
    pub roll: bool,
    /// How well the rules are proved.
    pub mark: Mark,
    /// The articles, by day of trigger.
    pub basis: Vec<Basis>,
    /// Service, by channel and day of dispatch.
    #[serde(default)]
    pub service: Vec<ServiceRule>,
}

/// Whether `day` lies between two ends that may be open.
fn within(day: NaiveDate, from: Option<NaiveDate>, to: Option<NaiveDate>) -> bool {
    from.is_none_or(|from| from <= day) && to.is_none_or(|to| day <= to)
}

impl RegimeRules {
    /// The articles for a trigger of that day.
    pub fn basis_on(&self, trigger: NaiveDate) -> Option<&Basis> {
        self.basis.iter().find(|b| within(trigger, b.from, b.to))
    }

    /// The rule of service for a dispatch of that day.
    pub fn service_on(&self, channel: Channel, dispatched: NaiveDate) -> Option<&ServiceRule> {
        self.service
            .iter()
            .find(|s| s.channel == channel && within(dispatched, s.from, s.to))
    }
}

/// What a step of a counting is called.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct StepTitle {
    rule: String,
    title: Text,
}

/// The rules of every regime.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    #[serde(rename = "regime")]
    regimes: Vec<RegimeRules>,
    #[serde(rename = "step", default)]
    steps: Vec<StepTitle>,
}

impl Rules {
    /// The rules shipped with this crate (`data/period/regimes.toml`).
    ///
    /// # Errors
    ///
    /// `core.period.unreadable` if the data file is damaged, which a test excludes.
    pub fn builtin() -> Result<Self, Problem> {
        Self::from_toml(include_str!("../../data/period/regimes.toml"))
    }

    /// Reads rules.
    ///
    /// # Errors
    ///
    /// `core.period.unreadable`.
    pub fn from_toml(text: &str) -> Result<Self, Problem> {
        toml::from_str(text).map_err(|e| Problem::new("core.period.unreadable").found(e))
    }

    /// The rules of a regime; none if the data does not know it.
    pub fn get(&self, regime: Regime) -> Option<&RegimeRules> {
        self.regimes.iter().find(|rules| rules.id == regime)
    }

    /// What a step is called, by the key of its rule.
    pub fn step_title(&self, rule: &str) -> Option<&Text> {
        let step = self.steps.iter().find(|step| step.rule == rule)?;
        Some(&step.title)
    }

    /// Every regime.
    pub fn iter(&self) -> impl Iterator<Item = &RegimeRules> {
        self.regimes.iter()
    }
}
