//! Local days off (地方假日), such as a minority festival: they count for promised limits only.

use alloc::string::String;
use alloc::vec::Vec;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Calendar, Count, Due, Entry, table};

/// Days that a local government gives off or has worked (`Measures on National Holidays, art. 4`).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Overlay {
    /// What it is, for example the region and the festival.
    #[serde(default)]
    pub title: String,
    /// Further days off.
    #[serde(default)]
    pub rest: Vec<NaiveDate>,
    /// Further working days.
    #[serde(default)]
    pub make_up: Vec<NaiveDate>,
}

/// A calendar with local days, its own type so that no statutory period can be counted on it.
///
/// ```
/// use chrono::NaiveDate;
/// use ip_core::calendar::{Calendar, LocalCalendar, Overlay};
/// let day = |d| NaiveDate::from_ymd_opt(2026, 7, d).unwrap();
/// let national = Calendar::builtin()?;
/// let festival = Overlay { rest: vec![day(6)], ..Overlay::default() };
/// let local = LocalCalendar::new(&national, &festival);
/// assert_eq!(local.add_working_days(day(3), 1).date, day(7));
/// assert_eq!(national.add_working_days(day(3), 1).date, day(6));
/// # Ok::<(), ip_core::problem::Problem>(())
/// ```
#[derive(Debug, Clone)]
pub struct LocalCalendar(Calendar);

impl LocalCalendar {
    /// The national calendar with the local days laid over it.
    pub fn new(national: &Calendar, overlay: &Overlay) -> Self {
        let mut entries = national.entries.clone();
        let off = overlay.rest.iter().map(|day| (*day, false));
        let worked = overlay.make_up.iter().map(|day| (*day, true));
        entries.extend(
            off.chain(worked)
                .map(|(day, works)| (table::number(day), Entry::local(works))),
        );
        Self(national.clone().with(entries))
    }

    /// Whether the day is worked there.
    pub fn is_working_day(&self, day: NaiveDate) -> bool {
        self.0.is_working_day(day)
    }

    /// See [`Calendar::add_working_days`].
    pub fn add_working_days(&self, from: NaiveDate, n: u32) -> Due {
        self.0.add_working_days(from, n)
    }

    /// See [`Calendar::count_working_days`].
    pub fn count_working_days(&self, after: NaiveDate, until: NaiveDate) -> Count {
        self.0.count_working_days(after, until)
    }

    /// The calendar for the clock of a promised limit (承诺时限); never for a statutory one.
    pub const fn for_promised_limit(&self) -> &Calendar {
        &self.0
    }
}
