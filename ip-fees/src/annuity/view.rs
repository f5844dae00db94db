//! The life of a right as programs read it: the JSON of the contract field by field, with its schema.

use alloc::vec::Vec;

use chrono::NaiveDate;
use ip_core::calendar::Due;
use ip_core::money::{Currency, Money};
use serde::{Deserialize, Serialize};

use super::{Band, YearStatus};
use crate::quote::LineView;

/// The JSON of a [`Life`](super::Life) in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LifeView {
    /// The last day of the term.
    pub term_end: NaiveDate,
    /// The next due date still to come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_due: Option<Due>,
    /// The day as of which the right lapsed, unless what was missed had been paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lapsed_on: Option<NaiveDate>,
    /// The currency of every amount.
    pub currency: Currency,
    /// The sum without reduction; absent while an annuity is unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub full: Option<Money>,
    /// The sum to be paid in time; absent while an annuity is unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<Money>,
    /// The annuities, from the year of grant on.
    pub years: Vec<YearView>,
}

/// The JSON of an annuity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct YearView {
    /// The patent year.
    pub year: u32,
    /// Its first day.
    pub from: NaiveDate,
    /// Its last day.
    pub to: NaiveDate,
    /// Where it stands today.
    pub status: YearStatus,
    /// The last day without delay; absent for the year of grant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<LastDayView>,
    /// The last day on which it can be paid at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_day: Option<LastDayView>,
    /// The day as of which the right lapses when it is missed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lapse: Option<NaiveDate>,
    /// The annuity with its reasons.
    pub annuity: LineView,
    /// The months of delay.
    pub bands: Vec<Band>,
    /// What restoration costs after the last day, all in all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restoration: Option<Money>,
    /// What is to be paid today.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pay_today: Option<Money>,
}

/// A last day by counting and by the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LastDayView {
    /// By counting alone.
    pub nominal: NaiveDate,
    /// Moved to a working day where needed.
    pub effective: NaiveDate,
    /// Whether it leans on holidays that are not published yet.
    pub provisional: bool,
}
