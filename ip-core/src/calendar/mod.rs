//! Working days (工作日): the holiday notices, the end of what they settle, and counting.
//!
//! A day is worked if a notice names it as a make-up day, or if it is Monday to Friday and no
//! notice gives it off (`Working Hours Rules, art. 7`; `Examination Guidelines, part V, ch. 7`). Past the last notice nothing
//! is settled: days count as Monday to Friday less what the law alone already fixes, and every
//! answer that leans on them is `provisional`.
//!
//! ```
//! use chrono::NaiveDate;
//! use ip_core::calendar::Calendar;
//! let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
//! let calendar = Calendar::builtin()?;
//! // 28 February 2026 is a Saturday that is worked.
//! assert_eq!(calendar.roll(day(2026, 2, 28)).date, day(2026, 2, 28));
//! // Twenty working days from acceptance on 3 March 2025.
//! assert_eq!(calendar.add_working_days(day(2025, 3, 3), 20).date, day(2025, 3, 31));
//! assert!(calendar.add_working_days(day(2026, 12, 31), 1).provisional);
//! # Ok::<(), ip_core::problem::Problem>(())
//! ```

mod notice;
mod overlay;
mod table;

use alloc::sync::Arc;
use alloc::vec::Vec;
use core::ops::RangeInclusive;

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

pub use notice::{Holiday, Notice, Rest, Statutory};
pub use overlay::{LocalCalendar, Overlay};

use crate::problem::Problem;
use notice::Notices;
use table::Table;

/// Codes this module can emit.
pub const CODES: &[&str] = &[
    "core.calendar.unreadable",
    "core.calendar.unknown-holiday",
    "core.calendar.reversed",
    "core.calendar.make-up-on-weekday",
    "core.calendar.worked-and-off",
    "core.calendar.gap",
];

/// A day found on the calendar, and whether it may still move.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Due {
    /// The day.
    pub date: NaiveDate,
    /// Whether it leans on days that no published notice settles.
    pub provisional: bool,
}

/// A number of working days, and whether it may still change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Count {
    /// Working days.
    pub days: u32,
    /// Whether it leans on days that no published notice settles.
    pub provisional: bool,
}

/// Why a day is worked or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayKind<'a> {
    /// An ordinary Monday to Friday.
    Working,
    /// An ordinary Saturday or Sunday.
    Weekend,
    /// A day off by a notice (or by the law alone, without a notice).
    Rest {
        /// The holiday.
        holiday: &'a Holiday,
        /// The notice; none where the law alone fixes the day.
        notice: Option<&'a Notice>,
    },
    /// A weekend day worked by a notice.
    MakeUp {
        /// The holiday it makes up for.
        holiday: &'a Holiday,
        /// The notice.
        notice: &'a Notice,
    },
}

impl DayKind<'_> {
    /// Whether the day is worked.
    pub const fn is_working(&self) -> bool {
        matches!(self, Self::Working | Self::MakeUp { .. })
    }
}

/// What a notice says of one day.
#[derive(Debug, Clone, Copy)]
struct Entry {
    works: bool,
    /// Place in the list of holidays; beyond it for a local day.
    holiday: usize,
    /// Place in the list of notices; none where the law alone, or a locality, says so.
    notice: Option<usize>,
}

impl Entry {
    /// A day of a local overlay.
    const fn local(works: bool) -> Self {
        Self {
            works,
            holiday: usize::MAX,
            notice: None,
        }
    }

    const fn is_local(&self) -> bool {
        self.holiday == usize::MAX
    }
}

/// The working days of China as the notices up to some day settle them.
///
/// Cloning is cheap in data but copies the tables; share one calendar by reference.
#[derive(Debug, Clone)]
pub struct Calendar {
    source: Arc<Notices>,
    /// What notices say of single days, in order of day.
    entries: Vec<(i64, Entry)>,
    table: Table,
    covered: RangeInclusive<NaiveDate>,
}

impl Calendar {
    /// The calendar of the notices shipped with this crate (`data/calendar/notices.toml`).
    ///
    /// # Errors
    ///
    /// One of [`CODES`] if the data file is damaged, which a test excludes.
    pub fn builtin() -> Result<Self, Problem> {
        Self::from_toml(include_str!("../../data/calendar/notices.toml"))
    }

    /// Reads a file of notices; its years must follow each other without a gap.
    ///
    /// # Errors
    ///
    /// One of [`CODES`].
    pub fn from_toml(text: &str) -> Result<Self, Problem> {
        let source = Notices::from_toml(text)?;
        let mut years: Vec<i32> = source.notices.iter().map(|n| n.year).collect();
        years.sort_unstable();
        if let Some(gap) = years.windows(2).find(|y| y[1] - y[0] > 1) {
            return Err(Problem::new("core.calendar.gap").found(gap[0] + 1));
        }
        Ok(Self::build(Arc::new(source), None))
    }

    /// The calendar as the notices issued until then, that day included, had it.
    ///
    /// ```
    /// use chrono::NaiveDate;
    /// use ip_core::calendar::Calendar;
    /// let day = |m, d| NaiveDate::from_ymd_opt(2020, m, d).unwrap();
    /// let calendar = Calendar::builtin()?;
    /// // The Spring Festival of 2020 was prolonged while it lasted.
    /// assert!(calendar.known_on(day(1, 20)).is_working_day(day(1, 31)));
    /// assert!(!calendar.known_on(day(1, 27)).is_working_day(day(1, 31)));
    /// # Ok::<(), ip_core::problem::Problem>(())
    /// ```
    #[must_use]
    pub fn known_on(&self, day: NaiveDate) -> Self {
        Self::build(Arc::clone(&self.source), Some(day))
    }

    /// The calendar with its coverage cut after `day`: what the notices say of later days is
    /// dropped, to see what becomes provisional.
    #[must_use]
    pub fn until(&self, day: NaiveDate) -> Self {
        let until = day.min(self.covered_until());
        let from = *self.covered.start();
        let covered = match until >= from {
            true => from..=until,
            false => from..=from.pred_opt().unwrap_or(from),
        };
        let cut = Self {
            source: Arc::clone(&self.source),
            entries: Vec::new(),
            table: Table::new(&[]),
            covered,
        };
        cut.with(self.entries.clone())
    }

    /// The calendar as known on a day and cut after another, where either is asked.
    pub(crate) fn asked(
        &self,
        known_on: Option<NaiveDate>,
        until: Option<NaiveDate>,
    ) -> Option<Self> {
        let known = known_on.map(|day| self.known_on(day));
        match until {
            Some(until) => Some(known.as_ref().unwrap_or(self).until(until)),
            None => known,
        }
    }

    fn build(source: Arc<Notices>, known: Option<NaiveDate>) -> Self {
        let is_known = |n: &Notice| known.is_none_or(|known| n.known_from() <= Some(known));
        let years = |first: bool| {
            let years = source.notices.iter().map(|n| n.year);
            if first { years.min() } else { years.max() }
        };
        let from = years(true)
            .and_then(|y| NaiveDate::from_ymd_opt(y, 1, 1))
            .unwrap_or_default();
        let settled = source
            .notices
            .iter()
            .filter(|n| is_known(n))
            .filter_map(|n| NaiveDate::from_ymd_opt(n.year, 12, 31))
            .max();
        let until = settled.or_else(|| from.pred_opt()).unwrap_or(from);

        let mut entries = Vec::new();
        let mut put = |rests: &[Rest], notice: Option<usize>| {
            for rest in rests {
                let holiday = source.holidays.iter().position(|h| h.id == rest.holiday);
                let entry = |works| Entry {
                    works,
                    holiday: holiday.unwrap_or_default(),
                    notice,
                };
                let off = table::number(rest.from)..=table::number(rest.to);
                entries.extend(off.map(|n| (n, entry(false))));
                let worked = rest.make_up.iter().map(|day| table::number(*day));
                entries.extend(worked.map(|n| (n, entry(true))));
            }
        };
        for statutory in &source.statutory {
            put(&statutory.rest, None);
        }
        for (i, notice) in source.notices.iter().enumerate() {
            if is_known(notice) {
                put(&notice.rest, Some(i));
            }
        }
        let calendar = Self {
            source,
            entries: Vec::new(),
            table: Table::new(&[]),
            covered: from..=until,
        };
        calendar.with(entries)
    }

    /// The calendar with these entries instead, where a later one overrides an earlier one; notices
    /// speak of covered days alone, the law of those after.
    fn with(mut self, mut entries: Vec<(i64, Entry)>) -> Self {
        let end = table::number(self.covered_until());
        entries.retain(|(n, entry)| entry.is_local() || entry.notice.is_some() == (*n <= end));
        entries.reverse();
        entries.sort_by_key(|(n, _)| *n);
        entries.dedup_by_key(|(n, _)| *n);
        let days: Vec<_> = entries.iter().map(|(n, entry)| (*n, entry.works)).collect();
        self.table = Table::new(&days);
        self.entries = entries;
        self
    }

    /// First and last day that the notices settle; empty if none does.
    ///
    /// The notice of the following year may still move the last days of December.
    pub fn coverage(&self) -> RangeInclusive<NaiveDate> {
        self.covered.clone()
    }

    /// The last day that the notices settle.
    pub const fn covered_until(&self) -> NaiveDate {
        *self.covered.end()
    }

    /// Every notice of the source, in order of issue.
    pub fn notices(&self) -> &[Notice] {
        &self.source.notices
    }

    /// Whether people of state bodies work on the day.
    pub fn is_working_day(&self, day: NaiveDate) -> bool {
        self.table.works(table::number(day))
    }

    /// Why the day is worked or not.
    pub fn kind(&self, day: NaiveDate) -> DayKind<'_> {
        let at = self
            .entries
            .binary_search_by_key(&table::number(day), |(n, _)| *n);
        let entry = at.ok().and_then(|at| self.entries.get(at));
        let named = entry.and_then(|(_, e)| Some((e, self.source.holidays.get(e.holiday)?)));
        match named {
            Some((entry, holiday)) => {
                let notice = entry.notice.and_then(|i| self.source.notices.get(i));
                match notice {
                    Some(notice) if entry.works => DayKind::MakeUp { holiday, notice },
                    _ => DayKind::Rest { holiday, notice },
                }
            }
            None if self.is_working_day(day) => DayKind::Working,
            None => DayKind::Weekend,
        }
    }

    /// The `n`-th working day after `from`; `from` itself is not counted, and is the answer to 0.
    ///
    /// A day too far to be written answers with the last one that can be, provisionally.
    pub fn add_working_days(&self, from: NaiveDate, n: u32) -> Due {
        if n == 0 {
            return Due {
                date: from,
                provisional: false,
            };
        }
        let rank = self.table.rank(table::number(from)) + i64::from(n);
        let date = table::day(self.table.select(rank));
        Due {
            date,
            provisional: !self.settles(from, date),
        }
    }

    /// The day itself if it is worked, else the first working day after it.
    pub fn roll(&self, day: NaiveDate) -> Due {
        let n = table::number(day);
        let date = if self.table.works(n) {
            day
        } else {
            table::day(self.table.select(self.table.rank(n) + 1))
        };
        Due {
            date,
            provisional: !(self.covered.contains(&day) && self.covered.contains(&date)),
        }
    }

    /// Working days after `after` up to and including `until`; none where `until` is not later.
    pub fn count_working_days(&self, after: NaiveDate, until: NaiveDate) -> Count {
        if until <= after {
            return Count {
                days: 0,
                provisional: false,
            };
        }
        let days = self.table.rank(table::number(until)) - self.table.rank(table::number(after));
        Count {
            days: u32::try_from(days).unwrap_or(u32::MAX),
            provisional: !self.settles(after, until),
        }
    }

    /// Whether notices settle every day after `after` up to and including `until`.
    fn settles(&self, after: NaiveDate, until: NaiveDate) -> bool {
        after
            .checked_add_days(Days::new(1))
            .is_some_and(|first| self.covered.contains(&first) && self.covered.contains(&until))
    }

    /// Working days of a calendar year.
    pub fn working_days_of_year(&self, year: i32) -> Count {
        let last_of = |year: i32| NaiveDate::from_ymd_opt(year, 12, 31);
        let before = year.checked_sub(1).and_then(last_of);
        match (before, last_of(year)) {
            (Some(before), Some(last)) => self.count_working_days(before, last),
            _ => Count {
                days: 0,
                provisional: true,
            },
        }
    }
}
