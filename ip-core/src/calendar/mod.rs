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

use alloc::collections::BTreeMap;
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
    holiday: usize,
    notice: Option<usize>,
}

/// The working days of China as the notices up to some day settle them.
///
/// Cloning is cheap in data but copies the tables; share one calendar by reference.
#[derive(Debug, Clone)]
pub struct Calendar {
    source: Arc<Notices>,
    entries: BTreeMap<NaiveDate, Entry>,
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
        Ok(Self::build(Arc::new(source), None, None))
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
        Self::build(Arc::clone(&self.source), Some(day), None)
    }

    /// The calendar with its coverage cut after `day`: what the notices say of later days is
    /// dropped, to see what becomes provisional.
    #[must_use]
    pub fn until(&self, day: NaiveDate) -> Self {
        Self::build(Arc::clone(&self.source), None, Some(day))
    }

    fn build(source: Arc<Notices>, known: Option<NaiveDate>, cut: Option<NaiveDate>) -> Self {
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
        let until = settled
            .into_iter()
            .chain(cut)
            .min()
            .filter(|until| settled.is_some() && *until >= from)
            .or_else(|| from.pred_opt())
            .unwrap_or(from);

        let mut entries = BTreeMap::new();
        let mut put = |rests: &[Rest], notice: Option<usize>, keep: &dyn Fn(NaiveDate) -> bool| {
            for rest in rests {
                let holiday = source.holidays.iter().position(|h| h.id == rest.holiday);
                let days = rest.from.iter_days().take_while(|day| *day <= rest.to);
                let off = days.map(|day| (day, false));
                let worked = rest.make_up.iter().map(|day| (*day, true));
                for (day, works) in off.chain(worked).filter(|(day, _)| keep(*day)) {
                    let holiday = holiday.unwrap_or_default();
                    let entry = Entry {
                        works,
                        holiday,
                        notice,
                    };
                    entries.insert(day, entry);
                }
            }
        };
        for statutory in &source.statutory {
            put(&statutory.rest, None, &|day| day > until);
        }
        for (i, notice) in source.notices.iter().enumerate() {
            if is_known(notice) {
                put(&notice.rest, Some(i), &|day| day <= until);
            }
        }
        let table = Self::table_of(&entries);
        Self {
            source,
            entries,
            table,
            covered: from..=until,
        }
    }

    fn table_of(entries: &BTreeMap<NaiveDate, Entry>) -> Table {
        let ends = entries.keys().next().zip(entries.keys().next_back());
        let Some((&first, &last)) = ends else {
            return Table::new(0, -1, |_| false);
        };
        Table::new(
            table::number(first),
            table::number(last),
            |n| match entries.get(&table::day(n)) {
                Some(entry) => entry.works,
                None => table::is_weekday(n),
            },
        )
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
        let entry = self.entries.get(&day);
        let named = entry.and_then(|e| Some((e, self.source.holidays.get(e.holiday)?)));
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
