//! Counting one period: the same code with and without a trace.

use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{DayUnit, Length, PauseSpan, Regime, Rules, Unit};
use crate::calendar::{Calendar, Due};
use crate::clock::{Clock, ClockError, Event};
use crate::law::LawRef;

/// The longest lengths taken: a century.
const MOST: [(Unit, u32); 4] = [
    (Unit::Day, 36_600),
    (Unit::WorkingDay, 25_300),
    (Unit::Month, 1_200),
    (Unit::Year, 100),
];

/// Whether a period that ends on a rest day moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Roll {
    /// To the first working day after.
    Yes,
    /// It does not: rights end when they end.
    No,
    /// No source was found: the day is not moved, and the answer says so.
    Doubtful,
}

/// Where a period of months or years ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Ends {
    /// On the corresponding day: the first day was not counted.
    #[default]
    CorrespondingDay,
    /// On the day before it: the first day was counted (`Trademark Regulations 2014, r. 12(2)`).
    DayBefore,
}

/// From where a period is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Start {
    /// From the trigger.
    #[default]
    Trigger,
    /// From the first day of the month after the trigger (`Trademark Regulations 2014, r. 45`).
    FirstOfNextMonth,
    /// Backwards from the trigger.
    Backwards,
}

/// A period ready to be counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// How it is counted.
    pub regime: Regime,
    /// How long it is.
    pub length: Length,
    /// Whether its end moves; absent as the regime says.
    pub roll: Option<Roll>,
    /// Where it ends.
    pub ends: Ends,
    /// From where it is counted.
    pub start: Start,
}

impl Span {
    /// A plain period of a regime.
    pub const fn new(regime: Regime, length: Length) -> Self {
        Self {
            regime,
            length,
            roll: None,
            ends: Ends::CorrespondingDay,
            start: Start::Trigger,
        }
    }
}

/// The end of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct End {
    /// By length alone.
    pub nominal: NaiveDate,
    /// After rest days.
    pub effective: NaiveDate,
    /// Whether it leans on days that no published notice settles.
    pub provisional: bool,
}

/// Why a period cannot be counted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PeriodError {
    /// The length, or the day it leads to, is beyond what is computed.
    #[error("out of range: {0}")]
    OutOfRange(Length),
    /// The regime does not count in this unit.
    #[error("this law does not count in this unit: {0}")]
    Unit(Length),
    /// Pauses stop working days, not calendar days.
    #[error("pauses stop working days alone")]
    PausesNeedWorkingDays,
    /// A pause that does not fit.
    #[error("pause {at}: {why}")]
    Pause {
        /// Place in the list, from 0.
        at: usize,
        /// What is wrong with it.
        why: ClockError,
    },
}

impl PeriodError {
    /// Stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::OutOfRange(_) => "core.deadline.out-of-range",
            Self::Unit(_) => "core.deadline.unit",
            Self::PausesNeedWorkingDays => "core.deadline.pauses-need-working-days",
            Self::Pause { .. } => "core.deadline.pause",
        }
    }
}

/// What is told of each step: its rule, the day reached, the article.
pub(crate) trait Sink {
    fn see(&mut self, rule: &'static str, date: NaiveDate, basis: Option<&LawRef>);
}

/// Nobody listens.
impl Sink for () {
    fn see(&mut self, _: &'static str, _: NaiveDate, _: Option<&LawRef>) {}
}

impl Rules {
    /// The end of a period, without a trace.
    ///
    /// # Errors
    ///
    /// A length of more than a century, or a unit that the regime does not know.
    ///
    /// ```
    /// use chrono::NaiveDate;
    /// use ip_core::calendar::Calendar;
    /// use ip_core::period::{Length, Regime, Rules, Span, Unit};
    /// let (rules, calendar) = (Rules::builtin()?, Calendar::builtin()?);
    /// let span = Span::new(Regime::Patent, Length::new(4, Unit::Month));
    /// let trigger = NaiveDate::from_ymd_opt(2026, 6, 4).unwrap();
    /// let end = rules.end(&span, trigger, &calendar)?;
    /// assert_eq!(end.nominal.to_string(), "2026-10-04"); // National Day
    /// assert_eq!(end.effective.to_string(), "2026-10-08");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn end(
        &self,
        span: &Span,
        trigger: NaiveDate,
        calendar: &Calendar,
    ) -> Result<End, PeriodError> {
        self.count(span, trigger, &[], calendar, &mut ())
    }

    /// Counts a period and tells each step.
    pub(crate) fn count(
        &self,
        span: &Span,
        trigger: NaiveDate,
        pauses: &[PauseSpan],
        calendar: &Calendar,
        sink: &mut impl Sink,
    ) -> Result<End, PeriodError> {
        let length = span.length;
        if MOST
            .iter()
            .any(|(u, most)| *u == length.unit && length.n > *most)
        {
            return Err(PeriodError::OutOfRange(length));
        }
        let rules = self.get(span.regime).ok_or(PeriodError::Unit(length))?;
        let basis = rules.basis_on(trigger);
        let from = match span.start {
            Start::Trigger | Start::Backwards => trigger,
            Start::FirstOfNextMonth => {
                let first = trigger
                    .with_day(1)
                    .and_then(|d| d.checked_add_months(Months::new(1)))
                    .ok_or(PeriodError::OutOfRange(length))?;
                sink.see("first-of-next-month", first, None);
                first
            }
        };
        let working = match (length.unit, rules.days) {
            (Unit::WorkingDay, _) => true,
            (Unit::Day, DayUnit::Working) => true,
            (Unit::Day, DayUnit::Calendar) => rules.working_days.contains(&length.n),
            (_, DayUnit::Working) => return Err(PeriodError::Unit(length)),
            _ => false,
        };
        if working {
            let due = working_days(from, length.n, pauses, calendar)?;
            if let Some(first) = from.succ_opt().filter(|_| length.n > 0) {
                sink.see(
                    "start-excluded",
                    first,
                    basis.and_then(|b| b.start.as_ref()),
                );
            }
            for pause in pauses {
                sink.see("paused", pause.from, None);
                sink.see("resumed", pause.to, None);
            }
            sink.see("working-days", due.date, basis.map(|b| &b.end));
            return Ok(End {
                nominal: due.date,
                effective: due.date,
                provisional: due.provisional,
            });
        }
        if !pauses.is_empty() {
            return Err(PeriodError::PausesNeedWorkingDays);
        }
        let (nominal, rule) = calendar_end(from, span).ok_or(PeriodError::OutOfRange(length))?;
        if span.ends == Ends::CorrespondingDay
            && span.start != Start::Backwards
            && let Some(first) = from.succ_opt().filter(|_| length.n > 0)
        {
            sink.see(
                "start-excluded",
                first,
                basis.and_then(|b| b.start.as_ref()),
            );
        }
        sink.see(rule, nominal, basis.map(|b| &b.end));
        let roll = span.roll.unwrap_or(match rules.roll {
            true => Roll::Yes,
            false => Roll::No,
        });
        let article = basis.map(|b| &b.roll);
        Ok(match roll {
            Roll::Yes => {
                let due = calendar.roll(nominal);
                let rule = if due.date == nominal {
                    "working-day"
                } else {
                    "rolled"
                };
                sink.see(rule, due.date, article);
                End {
                    nominal,
                    effective: due.date,
                    provisional: due.provisional,
                }
            }
            Roll::No => {
                sink.see("not-rolled", nominal, None);
                End {
                    nominal,
                    effective: nominal,
                    provisional: false,
                }
            }
            Roll::Doubtful => {
                let due = calendar.roll(nominal);
                let rests = due.date != nominal;
                let rule = if rests {
                    "roll-doubtful"
                } else {
                    "working-day"
                };
                sink.see(rule, nominal, None);
                End {
                    nominal,
                    effective: nominal,
                    provisional: rests || due.provisional,
                }
            }
        })
    }
}

/// The last day by length alone, and the rule that gave it.
fn calendar_end(from: NaiveDate, span: &Span) -> Option<(NaiveDate, &'static str)> {
    let n = span.length.n;
    let months = match span.length.unit {
        Unit::Day | Unit::WorkingDay => {
            let days = Days::new(u64::from(n));
            let day = match span.start {
                Start::Backwards => from.checked_sub_days(days)?,
                _ => from.checked_add_days(days)?,
            };
            return Some((day, "days"));
        }
        Unit::Month => Months::new(n),
        Unit::Year => Months::new(n.checked_mul(12)?),
    };
    let day = match span.start {
        Start::Backwards => from.checked_sub_months(months)?,
        _ => from.checked_add_months(months)?,
    };
    match (day.day() == from.day(), span.ends) {
        (false, _) => Some((day, "month-end")),
        (true, Ends::CorrespondingDay) => Some((day, "corresponding-day")),
        (true, Ends::DayBefore) => Some((day.pred_opt()?, "day-before")),
    }
}

/// The last of `n` working days with pauses.
fn working_days(
    from: NaiveDate,
    n: u32,
    pauses: &[PauseSpan],
    calendar: &Calendar,
) -> Result<Due, PeriodError> {
    if pauses.is_empty() {
        return Ok(calendar.add_working_days(from, n));
    }
    let mut clock = Clock::new(from, n);
    for (at, pause) in pauses.iter().enumerate() {
        let reason = pause.reason.as_str();
        let begins = Event::Paused {
            on: pause.from,
            reason: reason.into(),
            evidence: None,
        };
        clock
            .record(begins)
            .and_then(|()| clock.record(Event::resumed(pause.to)))
            .map_err(|why| PeriodError::Pause { at, why })?;
    }
    clock
        .due(calendar)
        .ok_or(PeriodError::OutOfRange(Length::new(n, Unit::WorkingDay)))
}
