//! A clock of a case: its length, its ledger, and the verdict that is never changed.

use chrono::{DateTime, Days, FixedOffset, NaiveDate};
use ip_core::calendar::{Calendar, Due};
use ip_core::clock::{self, Run, Warning};
use serde::{Deserialize, Serialize};

use crate::policy::{ClockName, ClockRule, Length, LengthUnit, Roll, civil_day, ending};

/// Whether what was to be done by a day was done by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// 按期.
    Met,
    /// 逾期.
    Missed,
}

/// A clock of a case; the last day is derived from the ledger, never stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CaseClock {
    /// Which clock.
    pub name: ClockName,
    /// How long it runs; absent where the profile has no number.
    pub length: Option<Length>,
    /// Start, pauses, extensions and stop, in days.
    pub ledger: clock::Clock,
    /// Its last instant, where it is counted in hours; then it never stands still.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<DateTime<FixedOffset>>,
    /// Set once.
    pub verdict: Option<Verdict>,
    /// Whether a reminder went out.
    pub warned: bool,
}

/// How a clock looks on a day; the same words everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Colour {
    /// There is time.
    OnTime,
    /// Little time is left.
    Soon,
    /// The last day is over.
    Late,
    /// It stands still, and was not late before.
    Paused,
    /// It was done in time, or without a number to measure by.
    Done,
}

/// A clock read on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Reading {
    /// Which clock.
    pub name: ClockName,
    /// The last day; absent without a number or while a pause has no end.
    pub due_on: Option<NaiveDate>,
    /// The last instant, where it is counted in hours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_at: Option<DateTime<FixedOffset>>,
    /// Whether a holiday notice that is still to come may move it.
    pub provisional: bool,
    /// The day it stopped, if it did.
    pub stopped_on: Option<NaiveDate>,
    /// The verdict, once it is set.
    pub verdict: Option<Verdict>,
    /// How it looks.
    pub colour: Colour,
}

impl CaseClock {
    /// A clock that starts on a day.
    pub fn start(rule: &ClockRule, on: NaiveDate) -> Self {
        Self::of(rule.name, rule.length, on)
    }

    pub(super) fn of(name: ClockName, length: Option<Length>, on: NaiveDate) -> Self {
        Self {
            name,
            length,
            ledger: clock::Clock::new(on, length.map_or(0, |length| length.n)),
            until: None,
            verdict: None,
            warned: false,
        }
    }

    /// The last day as the calendar has it now.
    pub fn due(&self, calendar: &Calendar) -> Option<Due> {
        let length = self.length?;
        if let Some(until) = self.until {
            return Some(ending(until, calendar));
        }
        if length.unit.is_hours() {
            // Started on a day, without an instant.
            return Some(length.due(self.ledger.started(), calendar));
        }
        if length.unit == LengthUnit::WorkingDay {
            return self.ledger.due(calendar);
        }
        let mut days = u64::from(self.ledger.budget());
        for pause in self.ledger.pauses() {
            days += u64::try_from((pause.to? - pause.from).num_days()).unwrap_or_default();
        }
        let last = self.ledger.started().checked_add_days(Days::new(days))?;
        Some(match length.roll {
            Some(Roll::NextWorkingDay) => calendar.roll(last),
            Some(Roll::None) | None => Due {
                date: last,
                provisional: false,
            },
        })
    }

    /// Whether it neither stopped nor stands still.
    pub fn is_running(&self) -> bool {
        self.ledger.stopped().is_none() && !self.is_paused()
    }

    /// Whether it stands still.
    pub fn is_paused(&self) -> bool {
        self.paused_for().is_some()
    }

    /// Key of the reason for which it stands still.
    pub fn paused_for(&self) -> Option<&str> {
        let open = |pause: &clock::Pause<'_>| pause.to.is_none();
        let open = self.ledger.pauses().find(open).map(|pause| pause.reason);
        open.filter(|_| self.ledger.stopped().is_none())
    }

    /// Whether its last day, or its last instant, is over.
    pub fn is_late(&self, now: DateTime<FixedOffset>, calendar: &Calendar) -> bool {
        match self.until {
            Some(until) => now > until,
            None => {
                let due = self.due(calendar);
                due.is_some_and(|due| civil_day(now) > due.date)
            }
        }
    }

    /// What stopping now would say; an earlier verdict stands.
    pub fn verdict_at(&self, now: DateTime<FixedOffset>, calendar: &Calendar) -> Option<Verdict> {
        self.verdict.or_else(|| {
            self.due(calendar)?;
            Some(if self.is_late(now, calendar) {
                Verdict::Missed
            } else {
                Verdict::Met
            })
        })
    }

    /// Whether little time is left: at most `warn_days`, or a fifth of the time.
    pub fn is_soon(&self, day: NaiveDate, warn_days: u32, calendar: &Calendar) -> bool {
        match self.length.map(|length| length.unit) {
            None => false,
            Some(LengthUnit::WorkingDay) => {
                let warning = Warning {
                    days: warn_days,
                    percent: 20,
                };
                let reading = self.ledger.read_with(day, calendar, warning);
                reading.run == Run::Running && reading.level != clock::Level::Green
            }
            Some(LengthUnit::Hour | LengthUnit::WorkingHour) => self
                .due(calendar)
                .is_some_and(|due| (due.date - day).num_days() <= warn_days.into()),
            Some(LengthUnit::NaturalDay) => self.due(calendar).is_some_and(|due| {
                let left = (due.date - day).num_days();
                let fifth = i64::from(self.ledger.budget()) / 5;
                left <= fifth.max(warn_days.into())
            }),
        }
    }

    /// The clock on a day.
    pub fn read(&self, day: NaiveDate, warn_days: u32, calendar: &Calendar) -> Reading {
        let due = self.due(calendar);
        let late = self.verdict == Some(Verdict::Missed) || due.is_some_and(|due| day > due.date);
        let colour = match (self.ledger.stopped(), self.is_paused()) {
            (Some(_), _) if self.verdict == Some(Verdict::Missed) => Colour::Late,
            (Some(_), _) => Colour::Done,
            (None, true) if self.verdict != Some(Verdict::Missed) => Colour::Paused,
            (None, _) if late => Colour::Late,
            (None, _) if self.is_soon(day, warn_days, calendar) => Colour::Soon,
            (None, _) => Colour::OnTime,
        };
        Reading {
            name: self.name,
            due_on: due.map(|due| due.date),
            due_at: self.until,
            provisional: due.is_some_and(|due| due.provisional),
            stopped_on: self.ledger.stopped(),
            verdict: self.verdict,
            colour,
        }
    }
}
