//! Working days between two days, or so many after one: the question and the answer of `workdays`.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::calendar::Calendar;
use crate::problem::{Problem, Problems};

/// So many working days after a day, or how many between two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WorkdaysRequest {
    /// The day before the first one counted.
    pub from: NaiveDate,
    /// How many working days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub n: Option<u32>,
    /// In place of `n`: the last day counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
    /// Counts as the notices issued until this day had it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar_known_on: Option<NaiveDate>,
    /// Cuts the calendar after this day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar_until: Option<NaiveDate>,
}

impl WorkdaysRequest {
    /// A question still without `n` and `to`.
    pub const fn new(from: NaiveDate) -> Self {
        Self {
            from,
            n: None,
            to: None,
            calendar_known_on: None,
            calendar_until: None,
        }
    }
}

/// A day, or a count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Workdays {
    /// The day, when `n` was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<NaiveDate>,
    /// The working days, when `to` was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
    /// Whether it leans on days that no published notice settles.
    pub provisional: bool,
}

/// Answers; `from` itself is not counted, `to` is.
///
/// # Errors
///
/// `core.deadline.missing` or `core.deadline.conflict` unless exactly one of `n` and `to` stands
/// there; `core.deadline.out-of-range` for `to` before `from` or more than a century.
///
/// ```
/// use chrono::NaiveDate;
/// use ip_core::calendar::Calendar;
/// use ip_core::period::{WorkdaysRequest, workdays};
/// let from = NaiveDate::from_ymd_opt(2026, 2, 13).unwrap(); // a Friday
/// let request = WorkdaysRequest { n: Some(1), ..WorkdaysRequest::new(from) };
/// let answer = workdays(&request, &Calendar::builtin()?)?;
/// assert_eq!(answer.date.unwrap().to_string(), "2026-02-14"); // a worked Saturday
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn workdays(request: &WorkdaysRequest, calendar: &Calendar) -> Result<Workdays, Problems> {
    const MOST: u32 = 25_300;
    let own = calendar.asked(request.calendar_known_on, request.calendar_until);
    let calendar = own.as_ref().unwrap_or(calendar);
    match (request.n, request.to) {
        (Some(n), None) if n <= MOST => {
            let due = calendar.add_working_days(request.from, n);
            Ok(Workdays {
                date: Some(due.date),
                count: None,
                provisional: due.provisional,
            })
        }
        (Some(n), None) => Err(Problem::new("core.deadline.out-of-range")
            .at("/n")
            .expected(MOST)
            .found(n)
            .into()),
        (None, Some(to)) if to >= request.from => {
            let count = calendar.count_working_days(request.from, to);
            Ok(Workdays {
                date: None,
                count: Some(count.days),
                provisional: count.provisional,
            })
        }
        (None, Some(to)) => Err(Problem::new("core.deadline.out-of-range")
            .at("/to")
            .expected(request.from)
            .found(to)
            .into()),
        (Some(_), Some(_)) => Err(Problem::new("core.deadline.conflict").at("/to").into()),
        (None, None) => Err(Problem::new("core.deadline.missing")
            .at("/n")
            .expected("n or to")
            .into()),
    }
}
