//! Annuities: patent years, due dates and the months of delay.

mod json;
mod life;
mod table;
mod view;

use chrono::{Months, NaiveDate};
use ip_core::calendar::{Calendar, Due};
use serde::{Deserialize, Serialize};

pub use json::LocalizedLife;
pub use life::{Band, Life, LifeRequest, Period, YearPlan, YearStatus};
pub use table::{AnnuityTable, Cell};
pub use view::{LastDayView, LifeView, YearView};

/// From which day the months of delay are counted when the due date is no working day.
///
/// The sources settle that payment on the next working day is in time; whether the ends of the
/// months of delay move along is not printed anywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum LateBandOrigin {
    /// From the due date by counting alone.
    #[default]
    Nominal,
    /// From the working day to which the due date moved.
    Rolled,
}

/// Where a payment falls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Timing {
    /// In the month of delay with this number, counted from 0; paying in time or early is 0 too.
    Month(usize),
    /// After the last day.
    Lapsed,
}

/// The window in which one annuity can be paid.
///
/// ```
/// use chrono::NaiveDate;
/// use ip_core::calendar::Calendar;
/// use ip_fees::annuity::{LateBandOrigin, Timing, Window};
/// let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
/// let calendar = Calendar::builtin()?;
/// let window = Window::new(day(1997, 6, 3), 6, 6, LateBandOrigin::Nominal, &calendar).unwrap();
/// assert_eq!(window.due.date, day(2002, 6, 3));
/// assert_eq!(window.timing(day(2002, 7, 3)), Timing::Month(0));
/// assert_eq!(window.timing(day(2002, 7, 4)), Timing::Month(1));
/// # Ok::<(), ip_core::problem::Problem>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// The due date by counting alone: the anniversary on which the patent year begins.
    pub nominal: NaiveDate,
    /// The last day without delay, moved to a working day.
    pub due: Due,
    /// The last day of the last month of delay by counting alone.
    pub last_nominal: NaiveDate,
    /// The last day on which the annuity can be paid at all, moved to a working day.
    pub last: Due,
    origin: NaiveDate,
    months: u32,
}

impl Window {
    /// The window of a patent year (1 begins on the filing date) with so many months of delay.
    ///
    /// `None` beyond the calendar of days.
    pub fn new(
        filed: NaiveDate,
        year: u32,
        months: u32,
        origin: LateBandOrigin,
        calendar: &Calendar,
    ) -> Option<Self> {
        let before = year.checked_sub(1)?.checked_mul(12)?;
        let nominal = filed.checked_add_months(Months::new(before))?;
        Self::from(nominal, months, origin, calendar)
    }

    /// The window that begins with a due date, with so many months of delay.
    ///
    /// `None` beyond the calendar of days.
    pub fn from(
        nominal: NaiveDate,
        months: u32,
        origin: LateBandOrigin,
        calendar: &Calendar,
    ) -> Option<Self> {
        let due = calendar.roll(nominal);
        let origin = match origin {
            LateBandOrigin::Nominal => nominal,
            LateBandOrigin::Rolled => due.date,
        };
        let last_nominal = origin.checked_add_months(Months::new(months))?;
        Some(Self {
            nominal,
            due,
            last_nominal,
            last: calendar.roll(last_nominal),
            origin,
            months,
        })
    }

    /// The last day of a month of delay, counted from 0; the very last one is a working day.
    pub fn month_end(&self, month: u32) -> Option<NaiveDate> {
        if month.checked_add(1)? == self.months {
            return Some(self.last.date);
        }
        self.origin
            .checked_add_months(Months::new(month.checked_add(1)?))
    }

    /// Where a payment on a day falls.
    pub fn timing(&self, paid: NaiveDate) -> Timing {
        (0..self.months)
            .find(|month| self.month_end(*month).is_some_and(|end| paid <= end))
            .map_or(Timing::Lapsed, |month| Timing::Month(month as usize))
    }
}
