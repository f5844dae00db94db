//! Many rights at once: what falls due, what is overdue, sums by month and year, and what if.
//!
//! Rights are planned one by one, so a file of any length needs no more memory than its longest
//! line; a row that is wrong is a problem of its own and stops nothing.

mod plan;
mod totals;
mod what_if;

use alloc::string::String;

use chrono::NaiveDate;
use ip_core::money::Money;
use serde::{Deserialize, Serialize};

use crate::annuity::{Period, YearStatus};
use crate::request::{Reduction, Right, wire};

pub use plan::Planner;
pub use totals::Totals;
pub use what_if::WhatIf;

/// A right of a portfolio: a patent, or an application that is not granted yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Holding {
    /// How its owner calls it, such as the application number.
    pub id: String,
    /// The kind of patent.
    pub right: Right,
    /// The day from which patent years are counted.
    #[serde(deserialize_with = "wire::day")]
    pub filing_date: NaiveDate,
    /// The patent year of grant; absent for an application.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grant_year: Option<u32>,
    /// The reduction granted.
    #[serde(default)]
    pub reduction: Reduction,
    /// The last patent year paid. Without it every annuity that can no longer be paid late is taken
    /// as paid, because the right is held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid_through: Option<u32>,
    /// The days on which an open licence is carried out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open_licence: Option<Period>,
    /// The earliest priority date, from which the time for examination is counted.
    #[serde(
        default,
        deserialize_with = "wire::some_day",
        skip_serializing_if = "Option::is_none"
    )]
    pub priority_date: Option<NaiveDate>,
    /// How many claims the application has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claims: Option<u32>,
    /// How many pages its description has, with drawings and sequence listing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pages: Option<u32>,
    /// How many earlier applications it claims priority of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priorities: Option<u32>,
    /// Whether the fees of filing are paid. Those that can no longer be paid are taken as paid,
    /// because the application is held.
    #[serde(default)]
    pub filing_paid: bool,
    /// Whether examination is requested and paid.
    #[serde(default)]
    pub examination_paid: bool,
}

impl Holding {
    /// A right without reduction, of which nothing else is known.
    pub const fn new(id: String, right: Right, filing_date: NaiveDate) -> Self {
        Self {
            id,
            right,
            filing_date,
            grant_year: None,
            reduction: Reduction::None,
            paid_through: None,
            open_licence: None,
            priority_date: None,
            claims: None,
            pages: None,
            priorities: None,
            filing_paid: false,
            examination_paid: false,
        }
    }
}

/// What has to be paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum DueKind {
    /// Everything owed for filing: the filing fee, publication, surcharges, priorities.
    Filing,
    /// Substantive examination.
    Examination,
    /// An annuity.
    Annuity,
}

/// A fee that falls due, or did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct DueFee {
    /// What is paid for.
    pub fee: DueKind,
    /// The patent year of an annuity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub year: Option<u32>,
    /// The due date by counting alone.
    pub nominal: NaiveDate,
    /// The last day without delay.
    pub due: NaiveDate,
    /// Whether that day leans on holidays that are not published yet.
    pub provisional: bool,
    /// Where it stands today.
    pub status: YearStatus,
    /// The fee; absent when it is unknown.
    pub amount: Option<Money>,
    /// What comes on top today: the late fee, after lapse with restoration.
    pub extra: Option<Money>,
    /// Both; absent when one is unknown.
    pub total: Option<Money>,
}
