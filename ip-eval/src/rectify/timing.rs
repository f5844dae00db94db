//! What a command does to the clocks of a case.

use alloc::vec::Vec;

use chrono::NaiveDate;
use ip_core::problem::Problem;

use super::clock::{CaseClock, Verdict};
use super::decide::{Context, Decision, RECTIFY, missing, started};
use super::event::Change;
use super::state::Supervision;
use crate::id::TextRef;
use crate::policy::{ClockName, Length, LengthUnit, Redo, StartEvent, civil_day};
use crate::refusal::Refusal;

impl Decision<'_> {
    /// Stops clocks of these names, each with its verdict.
    pub(super) fn stop(&mut self, names: &[ClockName]) -> &mut Self {
        let open = |clock: &&CaseClock| clock.ledger.stopped().is_none();
        for clock in self
            .case
            .clocks
            .iter()
            .filter(open)
            .filter(|c| names.contains(&c.name))
        {
            self.changes.push(Change::ClockStopped {
                clock: clock.name,
                on: self.today,
                verdict: clock.verdict_at(self.context.now, self.context.calendar),
            });
        }
        self
    }

    /// Stops the time for the answer after a rejection, where it began with what was handed in.
    pub(super) fn stop_feedback(&mut self) -> &mut Self {
        let rule = self.context.profile.clock(ClockName::Feedback);
        match rule.map(|rule| rule.starts) {
            Some(StartEvent::Submitted) => self.stop(&[ClockName::Feedback]),
            _ => self,
        }
    }

    /// Stops what else still runs without a new verdict: there is nothing left to be late with.
    pub(super) fn stop_rest(&mut self) -> &mut Self {
        let stopped = |name: ClockName| {
            let stops = |change: &Change| matches!(change, Change::ClockStopped { clock, .. } if *clock == name);
            self.changes.iter().any(stops)
        };
        let open = |clock: &&CaseClock| clock.ledger.stopped().is_none() && !stopped(clock.name);
        let stops: Vec<Change> = self
            .case
            .clocks
            .iter()
            .filter(open)
            .map(|clock| Change::ClockStopped {
                clock: clock.name,
                on: self.today,
                verdict: clock.verdict,
            })
            .collect();
        self.changes.extend(stops);
        self
    }

    /// Starts the clocks of an event, but for those that already ran in an earlier round.
    pub(super) fn start(&mut self, starts: StartEvent) -> &mut Self {
        let again = matches!(
            starts,
            StartEvent::Reopened | StartEvent::FedBack | StartEvent::Submitted
        );
        let new = started(self.context, starts, self.case.name).filter(|change| {
            let Change::ClockStarted { clock, .. } = change else {
                return false;
            };
            again || self.case.clock(*clock).is_none()
        });
        self.changes.extend(new);
        self
    }

    /// Starts a clock anew for another unit; what was missed before stays missed, and what ran stays in the log.
    pub(super) fn restart(&mut self, name: ClockName) -> &mut Self {
        let (now, today, calendar) = (self.context.now, self.today, self.context.calendar);
        let open = |clock: &&CaseClock| clock.name == name && clock.ledger.stopped().is_none();
        let Some(clock) = self.case.clocks.iter().rev().find(open) else {
            return self;
        };
        let late = clock.is_late(now, calendar).then_some(Verdict::Missed);
        let hours = &self.context.profile.invitation.hours;
        let length = clock.length;
        self.changes.push(Change::ClockStopped {
            clock: name,
            on: today,
            verdict: clock.verdict.or(late),
        });
        self.push(Change::ClockStarted {
            clock: name,
            length,
            on: today,
            until: length.and_then(|length| length.until(now, hours, calendar)),
        })
    }

    /// The day from which a rectification is counted: that of the simple one, else the dispatch.
    fn origin(&self) -> NaiveDate {
        let simple = self.case.clock(ClockName::RectifySimple);
        let dispatched = self.case.dispatched_at.unwrap_or(self.case.opened_at);
        simple.map_or_else(|| civil_day(dispatched), |clock| clock.ledger.started())
    }

    /// Marks what is late before clocks stand still or change: what was missed stays missed, whoever looked when.
    pub(super) fn mark_late(&mut self) -> &mut Self {
        let Context { now, calendar, .. } = *self.context;
        let late = |clock: &&CaseClock| clock.verdict.is_none() && clock.is_late(now, calendar);
        let running = self.case.clocks.iter().filter(|clock| clock.is_running());
        let missed = running
            .filter(late)
            .map(|clock| Change::ClockMissed { clock: clock.name });
        self.changes.extend(missed);
        self
    }

    /// Starts the time for doing it again, where the place has no clock of its own for that.
    pub(super) fn start_redo(&mut self) -> &mut Self {
        let profile = self.context.profile;
        if profile.rectify.redo == Redo::SameLength && profile.clock(ClockName::Redo).is_none() {
            let mut clocks = self.case.clocks.iter().rev();
            let last = clocks.find(|clock| RECTIFY.contains(&clock.name));
            self.changes.push(Change::ClockStarted {
                clock: ClockName::Redo,
                length: last.and_then(|clock| clock.length),
                on: self.today,
                until: None,
            });
        }
        self
    }

    /// Goes over to the time of a complex rectification, counted from the original start.
    pub(super) fn switch(&mut self, planned_on: Option<NaiveDate>) -> Result<(), Refusal> {
        let planned =
            planned_on.ok_or_else(|| missing("eval.case.planned-missing", "/plannedOn"))?;
        if planned < self.today {
            return Err(missing("eval.case.planned-past", "/plannedOn"));
        }
        let origin = self.origin();
        let rule = self.context.profile.clock(ClockName::RectifyComplex);
        // Where the place has no number, the planned day itself is the limit of the case.
        let own = Length {
            n: u32::try_from((planned - origin).num_days()).unwrap_or_default(),
            unit: LengthUnit::NaturalDay,
            roll: None,
            unit_assumed: false,
        };
        let length = rule.and_then(|rule| rule.length).unwrap_or(own);
        let (from, to) = (ClockName::RectifySimple, ClockName::RectifyComplex);
        let mut next = CaseClock::of(to, Some(length), origin);
        let simple = self
            .case
            .clock(from)
            .filter(|clock| clock.ledger.stopped().is_none());
        for entry in simple
            .map(|clock| clock.ledger.ledger())
            .unwrap_or_default()
        {
            // Entries of one ledger fit another that starts on the same day.
            let _ = next.ledger.record(entry.clone());
        }
        if let Some(due) = next
            .due(self.context.calendar)
            .filter(|due| planned > due.date)
        {
            let problem = Problem::new("eval.case.planned-beyond").at("/plannedOn");
            let basis = rule.map(|rule| rule.basis.as_slice()).unwrap_or_default();
            return Err(Refusal::new(problem.expected(due.date).found(planned)).resting_on(basis));
        }
        let length = Some(length);
        self.mark_late();
        self.push(match simple {
            Some(_) => Change::ClockSwitched { from, to, length },
            None => Change::ClockStarted {
                clock: to,
                length,
                on: origin,
                until: None,
            },
        });
        Ok(())
    }

    pub(super) fn extend(&mut self, days: u32, reason: TextRef) -> Result<(), Refusal> {
        let running = |clock: &&CaseClock| RECTIFY.contains(&clock.name) && clock.is_running();
        let Some(clock) = self.case.clocks.iter().rev().find(running) else {
            return Err(missing("eval.case.no-clock", ""));
        };
        let late = clock
            .due(self.context.calendar)
            .is_none_or(|due| self.today > due.date);
        if clock.length.is_none() || late || clock.verdict == Some(Verdict::Missed) {
            return Err(missing("eval.case.after-due", ""));
        }
        // Never past the absolute cap: twice the time there was.
        let cap = clock.length.map_or(0, |length| length.n);
        if days == 0 || days > cap {
            let problem = Problem::new("eval.case.days-none").at("/days");
            let problem = problem.expected(alloc::format!("1 to {cap}")).found(days);
            return Err(Refusal::new(problem).resting_on(&self.context.profile.basis));
        }
        self.changes.push(Change::ClockExtended {
            clock: clock.name,
            on: self.today,
            days,
            reason,
        });
        Ok(())
    }

    /// Warns of what is soon, marks what is late, and lets supervision rise with it.
    pub(super) fn tick(&mut self) {
        let calendar = self.context.calendar;
        let rules = &self.context.profile.supervision;
        let mut mark = self.case.supervision;
        let mut missed = self
            .case
            .clocks
            .iter()
            .filter(|c| c.verdict == Some(Verdict::Missed))
            .count();
        let open = |clock: &&CaseClock| clock.ledger.stopped().is_none();
        for clock in self.case.clocks.iter().filter(open) {
            if clock.is_paused() {
                // What was missed before it stood still is missed all the same.
                if clock.verdict == Some(Verdict::Missed) {
                    mark = mark.max(Supervision::Yellow);
                }
                continue;
            }
            let Some(due) = clock.due(calendar) else {
                continue;
            };
            if clock.is_late(self.context.now, calendar) {
                if clock.verdict.is_none() {
                    self.changes.push(Change::ClockMissed { clock: clock.name });
                    missed += 1;
                }
                let late = calendar.count_working_days(due.date, self.today).days;
                let red = late > rules.red_after_days || missed > 1;
                mark = mark.max(if red {
                    Supervision::Red
                } else {
                    Supervision::Yellow
                });
            } else if !clock.warned && clock.is_soon(self.today, rules.warn_days, calendar) {
                self.changes.push(Change::ClockWarned { clock: clock.name });
                mark = mark.max(Supervision::Reminded);
            }
        }
        if mark > self.case.supervision {
            self.push(Change::Supervised { mark });
        }
    }
}
