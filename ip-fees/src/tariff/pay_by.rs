//! Time limits for paying, compiled from the named limits of ip-core.

use alloc::string::String;
use alloc::vec::Vec;

use ip_core::law::Mark;
use ip_core::limit::{Limits, Rule};
use ip_core::period::{Ends, Roll, Unit};
use ip_core::problem::Problem;

use super::file::{ActDueRow, CitedRow, DueRow};
use super::{IfMissed, PayBy, Start};

impl PayBy {
    /// The limit of an item: a named one, or the end of another.
    pub(super) fn of_item(row: DueRow, named: &Limits) -> Result<Self, Problem> {
        let limit = match (row.limit, row.by) {
            (Some(name), None) => Self::named(name, row.if_missed, row.law, named)?,
            (None, Some(start)) => Self::at(start, row.if_missed, row.law),
            _ => {
                return Err(Problem::new("fees.tariff.unreadable").expected("either limit or by"));
            }
        };
        Ok(Self {
            channel: row.channel,
            mark: row.mark.unwrap_or(limit.mark),
            ..limit
        })
    }

    /// The limit of everything that an act costs.
    pub(super) fn of_act(row: ActDueRow, named: &Limits) -> Result<Self, Problem> {
        Self::named(row.limit, row.if_missed, row.law, named)
    }

    /// A payment on that day at the latest.
    fn at(from: Start, if_missed: IfMissed, law: Vec<CitedRow>) -> Self {
        Self {
            limit: None,
            months: 0,
            days: 0,
            from,
            or_months: None,
            days_after_receipt: None,
            day_before: false,
            rolls: true,
            known_until: None,
            channel: None,
            if_missed,
            mark: Mark::Seen,
            law: law.into_iter().map(Into::into).collect(),
        }
    }

    /// A named limit: one period, or the later of two of which the second is counted in days from
    /// receipt or in months from another day.
    fn named(
        name: String,
        if_missed: IfMissed,
        law: Vec<CitedRow>,
        named: &Limits,
    ) -> Result<Self, Problem> {
        let unknown = || Problem::new("fees.tariff.unreadable").found(&name);
        let limit = named.get(&name).last().ok_or_else(unknown)?;
        let (first, second) = match limit.rule.later_of.as_slice() {
            [] => (&limit.rule, None),
            [first, second] => (first, Some(second)),
            _ => return Err(unknown()),
        };
        let (from, months, days) = period(first).ok_or_else(unknown)?;
        let mut pay_by = Self {
            months,
            days,
            day_before: first.ends == Ends::DayBefore,
            rolls: limit.roll == Roll::Yes,
            known_until: limit.to,
            mark: limit.mark,
            ..Self::at(from, if_missed, law)
        };
        match second
            .map(|rule| period(rule).ok_or_else(unknown))
            .transpose()?
        {
            Some((Start::Received, 0, days)) => pay_by.days_after_receipt = Some(days),
            Some((start, months, 0)) => pay_by.or_months = Some((months, start)),
            Some(_) => return Err(unknown()),
            None => {}
        }
        pay_by.limit = Some(name);
        Ok(pay_by)
    }
}

/// Start, months and days of a single period; `None` for what an office does not count in.
fn period(rule: &Rule) -> Option<(Start, u32, u32)> {
    let start = match rule.from.first()?.as_str() {
        "filingDate" => Start::Filed,
        "priorityDate" => Start::Priority,
        "receipt" => Start::Received,
        "requestDate" => Start::Act,
        "grantDate" => Start::Registered,
        _ => return None,
    };
    let n = rule.n?;
    match rule.unit? {
        Unit::Day => Some((start, 0, n)),
        Unit::Month => Some((start, n, 0)),
        Unit::Year => Some((start, n.checked_mul(12)?, 0)),
        Unit::WorkingDay => None,
    }
}
