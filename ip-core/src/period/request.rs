//! The question for a deadline, as it stands in JSON.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Length, Regime, Service};
use crate::calendar::Calendar;

/// Days on which a working-day limit stands still: from the first to the day before the resumption.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PauseSpan {
    /// The first day that does not run.
    pub from: NaiveDate,
    /// The day of resumption, which runs.
    pub to: NaiveDate,
    /// Key of the reason.
    #[serde(default)]
    pub reason: String,
}

/// From which end of an earlier limit a chained one is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Base {
    /// From the day on which the earlier limit really ends: the text of the law.
    #[default]
    Rolled,
    /// From the day on which it would have ended without rest days: the cautious docket.
    Nominal,
}

/// A fact that a named limit asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum FactValue {
    /// A number, such as the year of an annual fee.
    Number(u32),
    /// A day.
    Day(NaiveDate),
    /// How a document was served.
    Service(Service),
}

/// A longer time asked for before a designated period ends (延长期限).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ExtensionRequest {
    /// How many months more; a part of a month counts as one.
    pub months: u32,
    /// The day on which it was asked for and paid, to be checked against the end of the period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requested: Option<NaiveDate>,
}

/// A question for a deadline: a period, the later or earlier of several, or a named limit.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Request {
    /// How it is counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub regime: Option<Regime>,
    /// The day that starts it, itself not counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trigger: Option<NaiveDate>,
    /// In place of the trigger: how a document was served.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<Service>,
    /// How long it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub length: Option<Length>,
    /// Pauses of a working-day limit, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pauses: Vec<PauseSpan>,
    /// The later of these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub later_of: Option<Vec<Self>>,
    /// The earlier of these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub earlier_of: Option<Vec<Self>>,
    /// In place of all above: the name of a limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<String>,
    /// The facts of the named limit.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub facts: BTreeMap<String, FactValue>,
    /// For a named limit that is designated: a longer time asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<ExtensionRequest>,
    /// For a named limit that follows another: from which end of it. For an extension: from which end of
    /// the period; the nominal one, the cautious, if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<Base>,
    /// Counts as the notices issued until this day had it, to redo an earlier computation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar_known_on: Option<NaiveDate>,
    /// Cuts the calendar after this day, to see what becomes provisional.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar_until: Option<NaiveDate>,
}

impl Request {
    /// The calendar that the request asks for, where it is not the given one.
    pub(crate) fn own_calendar(&self, given: &Calendar) -> Option<Calendar> {
        given.asked(self.calendar_known_on, self.calendar_until)
    }
}
