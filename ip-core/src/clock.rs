//! A budget of working days with its ledger of pauses (时限时钟): the due date is derived, never stored.
//!
//! The start day is not counted. The day on which a pause begins does not run, the day of
//! resumption does (`Administrative Licensing Law, arts. 45 and 82`).
//!
//! ```
//! use chrono::NaiveDate;
//! use ip_core::calendar::Calendar;
//! use ip_core::clock::{Clock, Event};
//! let day = |m, d| NaiveDate::from_ymd_opt(2025, m, d).unwrap();
//! let calendar = Calendar::builtin()?;
//! let mut clock = Clock::new(day(3, 3), 20);
//! clock.record(Event::paused(day(3, 12), "expert-review", "notice 7"))?;
//! clock.record(Event::resumed(day(3, 19)))?;
//! assert_eq!(clock.due(&calendar).map(|due| due.date), Some(day(4, 8)));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use alloc::string::String;
use alloc::vec::Vec;

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::calendar::{Calendar, Due};

/// Something that happened to a clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(
    tag = "type",
    rename_all = "kebab-case",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
#[non_exhaustive]
pub enum Event {
    /// The clock stands still from this day on.
    Paused {
        /// The first day that does not run.
        on: NaiveDate,
        /// Key of the reason, such as `expert-review`.
        reason: String,
        /// What proves it, such as the number of the written notice.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        evidence: Option<String>,
    },
    /// The clock runs again; this day runs.
    Resumed {
        /// The day.
        on: NaiveDate,
    },
    /// Working days were added to the budget.
    Extended {
        /// The day of the decision.
        on: NaiveDate,
        /// Working days added.
        days: u32,
        /// Key of the reason.
        reason: String,
    },
    /// What the clock measured is done; it runs no more.
    Stopped {
        /// The last day that runs.
        on: NaiveDate,
    },
}

impl Event {
    /// A pause with what proves it.
    pub fn paused(on: NaiveDate, reason: impl Into<String>, evidence: impl Into<String>) -> Self {
        Self::Paused {
            on,
            reason: reason.into(),
            evidence: Some(evidence.into()),
        }
    }

    /// The end of a pause.
    pub const fn resumed(on: NaiveDate) -> Self {
        Self::Resumed { on }
    }

    /// An extension of the budget.
    pub fn extended(on: NaiveDate, days: u32, reason: impl Into<String>) -> Self {
        Self::Extended {
            on,
            days,
            reason: reason.into(),
        }
    }

    /// The end of the run.
    pub const fn stopped(on: NaiveDate) -> Self {
        Self::Stopped { on }
    }

    /// The day it happened.
    pub const fn on(&self) -> NaiveDate {
        match self {
            Self::Paused { on, .. }
            | Self::Resumed { on }
            | Self::Extended { on, .. }
            | Self::Stopped { on } => *on,
        }
    }
}

/// Why an event does not fit a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ClockError {
    /// The event lies before the one recorded last, or before the start.
    #[error("an event of {found} cannot follow one of {last}")]
    OutOfOrder {
        /// The latest day of the ledger, or the start.
        last: NaiveDate,
        /// The day of the event.
        found: NaiveDate,
    },
    /// A pause within a pause.
    #[error("the clock already stands still since {since}")]
    AlreadyPaused {
        /// First day of the running pause.
        since: NaiveDate,
    },
    /// A resumption without a pause.
    #[error("the clock is not paused")]
    NotPaused,
    /// Anything after the end.
    #[error("the clock stopped on {on}")]
    Stopped {
        /// The day of the end.
        on: NaiveDate,
    },
    /// The sum of budget and extensions is too large.
    #[error("the budget is too large")]
    Overflow,
}

impl ClockError {
    /// Stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::OutOfOrder { .. } => "core.clock.out-of-order",
            Self::AlreadyPaused { .. } => "core.clock.already-paused",
            Self::NotPaused => "core.clock.not-paused",
            Self::Stopped { .. } => "core.clock.stopped",
            Self::Overflow => "core.clock.overflow",
        }
    }
}

/// Codes this module can emit.
pub const CODES: &[&str] = &[
    "core.clock.out-of-order",
    "core.clock.already-paused",
    "core.clock.not-paused",
    "core.clock.stopped",
    "core.clock.overflow",
];

/// Days that do not run: from the first day of a pause to the day before the resumption.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pause<'a> {
    /// The first day that does not run.
    pub from: NaiveDate,
    /// The day of resumption, which runs; absent while the pause lasts.
    pub to: Option<NaiveDate>,
    /// Key of the reason.
    pub reason: &'a str,
    /// What proves it.
    pub evidence: Option<&'a str>,
}

/// When a clock turns yellow: at most so many working days left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Warning {
    /// Working days left, in any case.
    pub days: u32,
    /// Hundredths of the budget left.
    pub percent: u32,
}

impl Default for Warning {
    /// The larger of one working day and a fifth of the budget.
    fn default() -> Self {
        Self {
            days: 1,
            percent: 20,
        }
    }
}

/// The colour of a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Enough working days left.
    Green,
    /// Few working days left.
    Yellow,
    /// More working days used than there were.
    Overdue,
}

/// Whether a clock runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Run {
    /// Working days are being used.
    Running,
    /// It stands still.
    Paused,
    /// It is done.
    Stopped,
}

/// A clock read on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Reading {
    /// Working days there are, extensions included.
    pub budget: u32,
    /// Working days used, up to and including the day.
    pub used: u32,
    /// Working days left; 0 when overdue.
    pub left: u32,
    /// The last day; absent while a pause with an open end holds it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Due>,
    /// Whether it runs.
    pub run: Run,
    /// Its colour.
    pub level: Level,
}

/// A budget of working days and the ledger of what happened to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", try_from = "Stored")]
pub struct Clock {
    started: NaiveDate,
    budget: u32,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    ledger: Vec<Event>,
}

/// The stored form, whose ledger is recorded anew when read.
#[derive(Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Stored {
    started: NaiveDate,
    budget: u32,
    #[serde(default)]
    ledger: Vec<Event>,
}

impl TryFrom<Stored> for Clock {
    type Error = ClockError;

    fn try_from(stored: Stored) -> Result<Self, ClockError> {
        let mut clock = Self::new(stored.started, stored.budget);
        for event in stored.ledger {
            clock.record(event)?;
        }
        Ok(clock)
    }
}

impl Clock {
    /// A clock of `budget` working days that starts with this day, which is not counted.
    pub const fn new(started: NaiveDate, budget: u32) -> Self {
        Self {
            started,
            budget,
            ledger: Vec::new(),
        }
    }

    /// The start day.
    pub const fn started(&self) -> NaiveDate {
        self.started
    }

    /// What happened, in order.
    pub fn ledger(&self) -> &[Event] {
        &self.ledger
    }

    /// Working days there are, extensions included.
    pub fn budget(&self) -> u32 {
        let added = self.ledger.iter().map(|event| match event {
            Event::Extended { days, .. } => *days,
            _ => 0,
        });
        added.fold(self.budget, u32::saturating_add)
    }

    /// Writes an event into the ledger.
    ///
    /// # Errors
    ///
    /// The event lies before the last one, pauses a paused clock, resumes a running one, or
    /// follows the end; the clock is then unchanged.
    pub fn record(&mut self, event: Event) -> Result<(), ClockError> {
        let last = self.ledger.last().map_or(self.started, Event::on);
        let found = event.on();
        if let Some(on) = self.stopped() {
            return Err(ClockError::Stopped { on });
        }
        if found < last {
            return Err(ClockError::OutOfOrder { last, found });
        }
        let open = self
            .pauses()
            .last()
            .filter(|p| p.to.is_none())
            .map(|p| p.from);
        match (&event, open) {
            (Event::Paused { .. }, Some(since)) => return Err(ClockError::AlreadyPaused { since }),
            (Event::Resumed { .. }, None) => return Err(ClockError::NotPaused),
            (Event::Extended { days, .. }, _) => {
                self.budget()
                    .checked_add(*days)
                    .ok_or(ClockError::Overflow)?;
            }
            _ => {}
        }
        self.ledger.push(event);
        Ok(())
    }

    /// The pauses in order.
    pub fn pauses(&self) -> impl Iterator<Item = Pause<'_>> {
        let events = &self.ledger;
        events.iter().enumerate().filter_map(|(i, event)| {
            let Event::Paused {
                on,
                reason,
                evidence,
            } = event
            else {
                return None;
            };
            let to = events.iter().skip(i).find_map(|later| match later {
                Event::Resumed { on } => Some(*on),
                _ => None,
            });
            Some(Pause {
                from: *on,
                to,
                reason,
                evidence: evidence.as_deref(),
            })
        })
    }

    /// The day on which it stopped.
    pub fn stopped(&self) -> Option<NaiveDate> {
        match self.ledger.last() {
            Some(Event::Stopped { on }) => Some(*on),
            _ => None,
        }
    }

    /// The last day; `None` while a pause that began before it has no end.
    pub fn due(&self, calendar: &Calendar) -> Option<Due> {
        let mut due = calendar.add_working_days(self.started, self.budget());
        for pause in self.pauses().filter(|p| p.to != Some(p.from)) {
            if pause.from > due.date {
                break;
            }
            let (excluded, provisional) = self.excluded(calendar, &pause, pause.to?);
            let moved = calendar.add_working_days(due.date, excluded);
            due = Due {
                date: moved.date,
                provisional: due.provisional || provisional || moved.provisional,
            };
        }
        Some(due)
    }

    /// Working days used from the start up to and including `on`.
    pub fn used(&self, on: NaiveDate, calendar: &Calendar) -> u32 {
        let on = self.stopped().map_or(on, |stopped| stopped.min(on));
        let all = calendar.count_working_days(self.started, on).days;
        let excluded = self
            .pauses()
            .filter(|pause| pause.from <= on)
            .map(|pause| {
                let next = on.checked_add_days(Days::new(1)).unwrap_or(on);
                let to = pause.to.map_or(next, |to| to.min(next));
                self.excluded(calendar, &pause, to).0
            })
            .fold(0, u32::saturating_add);
        all.saturating_sub(excluded)
    }

    /// Working days of a pause up to the day before `to`, the start day apart.
    fn excluded(&self, calendar: &Calendar, pause: &Pause<'_>, to: NaiveDate) -> (u32, bool) {
        let before = |day: NaiveDate| day.checked_sub_days(Days::new(1)).unwrap_or(day);
        let after = before(pause.from).max(self.started);
        let count = calendar.count_working_days(after, before(to));
        (count.days, count.provisional)
    }

    /// The clock on a day, with the default warning.
    pub fn read(&self, on: NaiveDate, calendar: &Calendar) -> Reading {
        self.read_with(on, calendar, Warning::default())
    }

    /// The clock on a day, with a warning of one's own.
    pub fn read_with(&self, on: NaiveDate, calendar: &Calendar, warning: Warning) -> Reading {
        let budget = self.budget();
        let used = self.used(on, calendar);
        let left = budget.saturating_sub(used);
        let fifth = u64::from(left) * 100 <= u64::from(budget) * u64::from(warning.percent);
        let paused = self
            .pauses()
            .any(|p| p.from <= on && p.to.is_none_or(|to| on < to));
        Reading {
            budget,
            used,
            left,
            due: self.due(calendar),
            run: match self.stopped() {
                Some(stopped) if stopped <= on => Run::Stopped,
                _ if paused => Run::Paused,
                _ => Run::Running,
            },
            level: if used > budget {
                Level::Overdue
            } else if left <= warning.days || fifth {
                Level::Yellow
            } else {
                Level::Green
            },
        }
    }
}
