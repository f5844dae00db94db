//! Sums over many rights.

use alloc::collections::BTreeMap;
use alloc::string::String;

use chrono::Datelike;
use ip_core::money::Money;
use serde::Serialize;

use super::DueFee;
use crate::annuity::YearStatus;

/// Sums over many rights.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Totals {
    /// Rights counted.
    pub rights: u64,
    /// Fees counted.
    pub fees: u64,
    /// Fees whose amount is unknown; they are in no sum.
    pub unknown: u64,
    /// Fees that are overdue.
    pub overdue_fees: u64,
    /// What falls due by month of the due date, as `2025-03`.
    pub by_month: BTreeMap<String, Money>,
    /// What falls due by year of the due date.
    pub by_year: BTreeMap<i32, Money>,
    /// What is overdue, with late fees and restorations of today.
    pub overdue: Money,
}

impl Totals {
    /// Counts one right; `None` when a sum is beyond what an amount can hold.
    pub fn add(&mut self, plan: &[DueFee]) -> Option<()> {
        self.rights += 1;
        for due in plan {
            self.fees += 1;
            let late = due.status != YearStatus::Upcoming;
            self.overdue_fees += u64::from(late);
            let Some(total) = due.total else {
                self.unknown += 1;
                continue;
            };
            if late {
                self.overdue = self.overdue.checked_add(total)?;
                continue;
            }
            let year = self.by_year.entry(due.due.year()).or_default();
            *year = year.checked_add(total)?;
            let key = alloc::format!("{:04}-{:02}", due.due.year(), due.due.month());
            let month = self.by_month.entry(key).or_default();
            *month = month.checked_add(total)?;
        }
        Some(())
    }

    /// Everything due and overdue together; `None` while an amount is unknown.
    pub fn sum(&self) -> Option<Money> {
        if self.unknown > 0 {
            return None;
        }
        Money::sum(self.by_year.values().copied())?.checked_add(self.overdue)
    }
}
