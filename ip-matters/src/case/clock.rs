//! The two clocks of a case (法定时限、承诺时限), and the smaller ones around them.
//!
//! A clock stores a budget and a ledger of pauses; the due date is derived. Working-day budgets
//! use the clock of `ip_core`; budgets in days, months or years count by the calendar, leave the
//! days of a pause out, and end on a working day.

use alloc::string::String;
use alloc::vec::Vec;

use chrono::{DateTime, Days, FixedOffset, Months, NaiveDate, TimeDelta};
use ip_core::calendar::{Calendar, Due};
use ip_core::clock::{Clock, Event as ClockEvent, Level, Run};
use serde::{Deserialize, Serialize};

use crate::limit::{Length, LimitUnit};

/// Which clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ClockName {
    /// The authority's time to check what came in.
    Check,
    /// The applicant's time to correct.
    Correction,
    /// The applicant's time to bring what was to follow.
    Tolerance,
    /// The statutory time for the decision.
    Statutory,
    /// The promised time for the decision.
    Promised,
    /// The authority's time to issue the result.
    Issue,
    /// The place's time to say whether it takes in what was filed online.
    OnlineCheck,
    /// The authority's time to send the notice of corrections.
    Notice,
    /// The lower organ's time for its opinion.
    Lower,
    /// The party's time to ask for a hearing.
    HearingRequest,
    /// The authority's time to hold it.
    HearingHold,
    /// The authority's time to tell when it is held, so that it can be held in time.
    HearingNotice,
    /// The authority's time to verify a commitment.
    CommitmentCheck,
    /// The authority's time to decide on a renewal: until the expiry.
    Renewal,
}

impl ClockName {
    /// Whether the clock binds the applicant or another party, not the authority.
    pub const fn is_party(self) -> bool {
        matches!(
            self,
            Self::Correction | Self::Tolerance | Self::HearingRequest
        )
    }
}

/// How a clock stands; the same five everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ClockStatus {
    /// Enough time left.
    OnTime,
    /// Little time left.
    Soon,
    /// The time is over.
    Late,
    /// It stands still.
    Paused,
    /// On time, as far as published holidays tell.
    Provisional,
}

/// A clock on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ClockView {
    /// Which.
    pub name: ClockName,
    /// The day it started from, which is not counted.
    pub started: NaiveDate,
    /// The budget, extensions included.
    pub budget: Length,
    /// Days used, pauses left out: working days where the budget counts those, else days of the
    /// calendar.
    pub used: u32,
    /// Working days left until the due date; 0 when late, absent while paused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left: Option<u32>,
    /// The last day; while paused, the one it would have if it ran again now, and provisional.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<Due>,
    /// How it stands.
    pub status: ClockStatus,
    /// The day it stopped, if it did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stopped: Option<NaiveDate>,
}

impl ClockView {
    /// The last day, where it is one: while the clock stands still nobody can plan by it.
    pub fn last_day(&self) -> Option<NaiveDate> {
        let due = self.due.filter(|_| self.status != ClockStatus::Paused);
        due.map(|due| due.date)
    }
}

/// Hours by which China's clocks are ahead of UTC.
const CHINA: i64 = 8;

/// The civil day in China of an instant, whatever offset it was written with.
pub(crate) fn civil_day(instant: DateTime<FixedOffset>) -> NaiveDate {
    let utc = instant.naive_utc();
    let there = utc.checked_add_signed(TimeDelta::hours(CHINA));
    there.unwrap_or(utc).date()
}

/// The last day of a length from a day that is not counted; `None` for lengths in hours and days
/// beyond the calendar of civil dates.
pub(crate) fn end(from: NaiveDate, length: Length, calendar: &Calendar) -> Option<Due> {
    match length.unit {
        LimitUnit::WorkingDay => Some(calendar.add_working_days(from, length.n)),
        _ => add(from, length).map(|day| calendar.roll(day)),
    }
}

/// The day a length ends, on whatever day that falls.
pub(crate) fn add(from: NaiveDate, length: Length) -> Option<NaiveDate> {
    match length.unit {
        LimitUnit::Day => from.checked_add_days(Days::new(length.n.into())),
        LimitUnit::Month => from.checked_add_months(Months::new(length.n)),
        LimitUnit::Year => from.checked_add_months(Months::new(length.n.checked_mul(12)?)),
        LimitUnit::WorkingDay | LimitUnit::WorkingHour | LimitUnit::Hour => None,
    }
}

/// The day that lies a length before another; `None` for units that do not count by the calendar.
pub(crate) fn before(day: NaiveDate, length: Length) -> Option<NaiveDate> {
    match length.unit {
        LimitUnit::Day => day.checked_sub_days(Days::new(length.n.into())),
        LimitUnit::Month => day.checked_sub_months(Months::new(length.n)),
        LimitUnit::Year => day.checked_sub_months(Months::new(length.n.checked_mul(12)?)),
        LimitUnit::WorkingDay | LimitUnit::WorkingHour | LimitUnit::Hour => None,
    }
}

/// A budget in days, months or years with its pauses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CalendarClock {
    started: NaiveDate,
    length: Length,
    #[serde(default)]
    extended: u32,
    /// First day that does not run, and the day that runs again.
    #[serde(default)]
    pauses: Vec<(NaiveDate, Option<NaiveDate>, String)>,
    #[serde(default)]
    stopped: Option<NaiveDate>,
}

/// A clock of the decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum CaseClock {
    /// A budget of working days.
    WorkingDays(Clock),
    /// A budget in days, months or years.
    Calendar(CalendarClock),
}

impl CaseClock {
    /// A clock that starts from a day, which is not counted.
    pub fn new(started: NaiveDate, length: Length) -> Self {
        match length.unit {
            LimitUnit::WorkingDay => Self::WorkingDays(Clock::new(started, length.n)),
            _ => Self::Calendar(CalendarClock {
                started,
                length,
                extended: 0,
                pauses: Vec::new(),
                stopped: None,
            }),
        }
    }

    /// Stands still from this day on; a clock that already stands or is done stays as it is.
    pub(crate) fn pause(&mut self, on: NaiveDate, reason: &str, evidence: &str) {
        match self {
            Self::WorkingDays(clock) => {
                let _ = clock.record(ClockEvent::paused(on, reason, evidence));
            }
            Self::Calendar(clock) => {
                let open = clock.pauses.last().is_some_and(|(_, to, _)| to.is_none());
                if clock.stopped.is_none() && !open {
                    clock.pauses.push((on, None, reason.into()));
                }
            }
        }
    }

    /// Runs again; this day runs.
    pub(crate) fn resume(&mut self, on: NaiveDate) {
        match self {
            Self::WorkingDays(clock) => {
                let _ = clock.record(ClockEvent::resumed(on));
            }
            Self::Calendar(clock) => {
                if let Some((_, to @ None, _)) = clock.pauses.last_mut() {
                    *to = Some(on);
                }
            }
        }
    }

    /// Adds to the budget, in its own unit.
    pub(crate) fn extend(&mut self, on: NaiveDate, n: u32, reason: &str) {
        match self {
            Self::WorkingDays(clock) => {
                let _ = clock.record(ClockEvent::extended(on, n, reason));
            }
            Self::Calendar(clock) => clock.extended = clock.extended.saturating_add(n),
        }
    }

    /// Takes a longer budget of the same unit; a shorter one changes nothing.
    pub(crate) fn set_budget(&mut self, on: NaiveDate, budget: Length, reason: &str) {
        let own = self.budget();
        if own.unit == budget.unit && own.n < budget.n {
            self.extend(on, budget.n - own.n, reason);
        }
    }

    /// Is done.
    pub(crate) fn stop(&mut self, on: NaiveDate) {
        match self {
            Self::WorkingDays(clock) => {
                let _ = clock.record(ClockEvent::stopped(on));
            }
            Self::Calendar(clock) => clock.stopped = clock.stopped.or(Some(on)),
        }
    }

    /// The day it started from.
    pub fn started(&self) -> NaiveDate {
        match self {
            Self::WorkingDays(clock) => clock.started(),
            Self::Calendar(clock) => clock.started,
        }
    }

    /// The budget, extensions included.
    pub fn budget(&self) -> Length {
        match self {
            Self::WorkingDays(clock) => Length::working_days(clock.budget()),
            Self::Calendar(clock) => Length {
                n: clock.length.n.saturating_add(clock.extended),
                unit: clock.length.unit,
            },
        }
    }

    /// The day it stopped.
    pub fn stopped(&self) -> Option<NaiveDate> {
        match self {
            Self::WorkingDays(clock) => clock.stopped(),
            Self::Calendar(clock) => clock.stopped,
        }
    }

    /// The last day; `None` while a pause holds it.
    pub fn due(&self, calendar: &Calendar) -> Option<Due> {
        match self {
            Self::WorkingDays(clock) => clock.due(calendar),
            Self::Calendar(clock) => {
                let mut day = add(clock.started, self.budget())?;
                for (from, to, _) in &clock.pauses {
                    if *from > day {
                        break;
                    }
                    let lost = to.as_ref()?.signed_duration_since(*from).num_days();
                    day = day.checked_add_days(Days::new(u64::try_from(lost).ok()?))?;
                }
                Some(calendar.roll(day))
            }
        }
    }

    /// The clock as it stands on a day.
    pub fn view(&self, name: ClockName, on: NaiveDate, calendar: &Calendar) -> ClockView {
        let stopped = self.stopped();
        let at = stopped.map_or(on, |stopped| stopped.min(on));
        let (used, level, paused, due) = match self {
            Self::WorkingDays(clock) => {
                let reading = clock.read(at, calendar);
                let paused = reading.run == Run::Paused;
                (reading.used, reading.level, paused, reading.due)
            }
            Self::Calendar(clock) => {
                let due = self.due(calendar);
                let paused = clock
                    .pauses
                    .iter()
                    .any(|(from, to, _)| *from <= at && to.is_none_or(|to| at < to));
                (
                    clock.used(at),
                    level(clock.started, at, due, calendar),
                    paused,
                    due,
                )
            }
        };
        let paused = paused && stopped.is_none();
        let held = || {
            let mut running = self.clone();
            running.resume(at);
            let due = running.due(calendar)?;
            Some(Due {
                provisional: true,
                ..due
            })
        };
        let due = if paused { held() } else { due };
        ClockView {
            name,
            started: self.started(),
            budget: self.budget(),
            used,
            left: due
                .filter(|_| !paused)
                .map(|due| calendar.count_working_days(at, due.date).days),
            due,
            status: status(level, paused, due),
            stopped,
        }
    }
}

impl CalendarClock {
    /// Days from the start until `on`, those of the pauses left out.
    fn used(&self, on: NaiveDate) -> u32 {
        let days = |from: NaiveDate, to: NaiveDate| to.signed_duration_since(from).num_days();
        let lost = self.pauses.iter().map(|(from, to, _)| {
            let to = to.unwrap_or(on).min(on);
            // The first day of a pause does not run, the day of resumption does.
            days((*from).min(to), to)
        });
        let used = days(self.started, on).saturating_sub(lost.sum());
        u32::try_from(used).unwrap_or(0)
    }
}

/// A clock without a ledger: a length from a day.
pub(crate) fn simple(
    name: ClockName,
    started: NaiveDate,
    budget: Length,
    on: NaiveDate,
    calendar: &Calendar,
) -> Option<ClockView> {
    let due = end(started, budget, calendar)?;
    Some(fixed(name, started, budget, due, on, calendar))
}

/// A clock whose last day is given.
pub(crate) fn fixed(
    name: ClockName,
    started: NaiveDate,
    budget: Length,
    due: Due,
    on: NaiveDate,
    calendar: &Calendar,
) -> ClockView {
    let used = match budget.unit {
        LimitUnit::WorkingDay => calendar.count_working_days(started, on).days,
        _ => u32::try_from(on.signed_duration_since(started).num_days()).unwrap_or(0),
    };
    ClockView {
        name,
        started,
        budget,
        used,
        left: Some(calendar.count_working_days(on, due.date).days),
        due: Some(due),
        status: status(level(started, on, Some(due), calendar), false, Some(due)),
        stopped: None,
    }
}

/// Yellow when at most one working day, or a fifth of all of them, is left.
fn level(started: NaiveDate, on: NaiveDate, due: Option<Due>, calendar: &Calendar) -> Level {
    let Some(due) = due else {
        return Level::Green;
    };
    let days = |from| calendar.count_working_days(from, due.date).days;
    let (all, left) = (days(started), days(on));
    if due.date < on {
        Level::Overdue
    } else if left <= 1 || left.saturating_mul(5) <= all {
        Level::Yellow
    } else {
        Level::Green
    }
}

fn status(level: Level, paused: bool, due: Option<Due>) -> ClockStatus {
    match level {
        Level::Overdue => ClockStatus::Late,
        _ if paused => ClockStatus::Paused,
        Level::Yellow => ClockStatus::Soon,
        Level::Green if due.is_some_and(|d| d.provisional) => ClockStatus::Provisional,
        Level::Green => ClockStatus::OnTime,
    }
}
