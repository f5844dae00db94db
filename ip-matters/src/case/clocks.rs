//! Every clock of a case as it stands on a day: those that run by its state, and the two of the decision.

use alloc::vec::Vec;

use chrono::NaiveDate;
use ip_core::calendar::Due;

use super::clock::{self, ClockName, ClockStatus, ClockView};
use super::fire::check_due;
use super::{Case, CaseClock, CommitmentStatus, Context, State};
use crate::limit::{Length, LimitUnit};
use crate::matter::Channel;
use crate::regime::Regime;

impl Case {
    /// Every clock of the case on the day of the context.
    pub fn clocks_on(&self, context: &Context<'_>) -> Vec<ClockView> {
        let mut all = Vec::new();
        if let Some(regime) = context.regime(self) {
            self.clocks_of_state(regime, context, &mut all);
            self.clocks_of_hearing(regime, context, &mut all);
        }
        if self.state.is_pending() {
            self.fixed_clocks(context, &mut all);
        }
        self.clocks_of_decision(context, &mut all);
        all
    }

    /// A time of the authority that is over and was not kept: the decision's first, then the others.
    pub fn overdue_clock(&self, context: &Context<'_>) -> Option<ClockName> {
        let clocks = self.clocks_on(context);
        let late = |view: &&ClockView| !view.name.is_party() && view.status == ClockStatus::Late;
        let of_decision = |name| clocks.iter().filter(late).any(|view| view.name == name);
        [ClockName::Statutory, ClockName::Promised]
            .into_iter()
            .find(|name| of_decision(*name))
            .or_else(|| clocks.iter().find(late).map(|view| view.name))
    }

    /// Whether a clock that binds the authority is late or near its end.
    pub fn is_pressing(&self, context: &Context<'_>) -> bool {
        let pressing = |view: &ClockView| {
            !view.name.is_party()
                && view.stopped.is_none()
                && matches!(view.status, ClockStatus::Late | ClockStatus::Soon)
        };
        self.clocks_on(context).iter().any(pressing)
    }

    fn clocks_of_state(&self, regime: &Regime, context: &Context<'_>, all: &mut Vec<ClockView>) {
        let (on, calendar) = (context.day(), context.calendar);
        let simple =
            |name, from: NaiveDate, length| clock::simple(name, from, length, on, calendar);
        match self.state {
            State::Submitted => {
                let online = matches!(self.channel, Some(Channel::Online | Channel::Mobile));
                let length = context.entry.online_check.filter(|_| online);
                if let (Some(length), Some(from)) = (length, self.submitted) {
                    all.extend(simple(ClockName::OnlineCheck, from, length));
                }
            }
            State::Received => {
                let due = check_due(self, regime, calendar);
                if let (Some(rule), Some(due), Some(from)) = (&regime.check, due, self.check_from) {
                    let budget = Length {
                        n: rule.n,
                        unit: rule.unit,
                    };
                    let view = clock::fixed(ClockName::Check, from, budget, due, on, calendar);
                    all.push(view);
                }
                let notice = regime.correction.notice.filter(|_| self.notices.is_empty());
                if let (Some(length), Some(from)) = (notice, self.received) {
                    all.extend(simple(ClockName::Notice, from, length));
                }
            }
            State::AwaitingCorrection => all.extend(
                self.notice()
                    .and_then(|n| simple(ClockName::Correction, n.served, n.period)),
            ),
            State::Decided if self.is_granted() => {
                if let (Some(rule), Some(from)) = (&regime.issue, self.decided) {
                    let length = Length {
                        n: rule.n,
                        unit: rule.unit,
                    };
                    all.extend(simple(ClockName::Issue, from, length));
                }
            }
            _ => {}
        }
        let decided = matches!(
            self.state,
            State::Decided | State::Completed | State::Delivered
        );
        if decided
            && self.is_granted()
            && self.commitment == Some(CommitmentStatus::Open)
            && let (Some(offer), Some(from)) = (&context.entry.commitment, self.decided)
        {
            let length = offer.verify_within;
            all.extend(simple(ClockName::CommitmentCheck, from, length));
        }
    }

    fn clocks_of_hearing(&self, regime: &Regime, context: &Context<'_>, all: &mut Vec<ClockView>) {
        let (on, calendar) = (context.day(), context.calendar);
        let (Some(rule), Some(hearing)) = (&regime.hearing, &self.hearing) else {
            return;
        };
        let simple =
            |name, from: NaiveDate, length| clock::simple(name, from, length, on, calendar);
        if self.state == State::UnderReview && self.hearing_open(regime, context) {
            let view = simple(ClockName::HearingRequest, hearing.told, rule.request);
            all.extend(view);
        }
        let Some(requested) = hearing.requested.filter(|_| self.is_in_hearing(rule)) else {
            return;
        };
        all.extend(simple(ClockName::HearingHold, requested, rule.hold));
        // What is told so late can no longer be held in time.
        let (hold, notice) = (rule.hold, rule.notice);
        if hearing.day.is_none() && hold.unit == notice.unit && notice.n < hold.n {
            let length = Length {
                n: hold.n - notice.n,
                unit: hold.unit,
            };
            all.extend(simple(ClockName::HearingNotice, requested, length));
        }
    }

    /// Clocks whose last day is written down.
    fn fixed_clocks(&self, context: &Context<'_>, all: &mut Vec<ClockView>) {
        let (on, calendar) = (context.day(), context.calendar);
        let mut fixed = |name, from: NaiveDate, until: NaiveDate| {
            let days = until.signed_duration_since(from).num_days();
            let budget = Length {
                n: u32::try_from(days).unwrap_or(0),
                unit: LimitUnit::Day,
            };
            let due = Due {
                date: until,
                provisional: false,
            };
            all.push(clock::fixed(name, from, budget, due, on, calendar));
        };
        if let (Some(tolerance), Some(from)) = (&self.tolerance, self.accepted) {
            fixed(ClockName::Tolerance, from, tolerance.due);
        }
        if let Some(renewal) = &self.renewal {
            let from = self.submitted.unwrap_or(renewal.on);
            fixed(ClockName::Renewal, from, renewal.expires);
        }
    }

    /// The statutory and the promised clock; in a lower organ, which does not decide, its own instead of the statutory.
    fn clocks_of_decision(&self, context: &Context<'_>, all: &mut Vec<ClockView>) {
        let (on, calendar) = (context.day(), context.calendar);
        let view = |name, clock: &Option<CaseClock>| {
            let clock = clock.as_ref()?;
            Some(clock.view(name, on, calendar))
        };
        let statutory = if self.upper.is_some() {
            view(ClockName::Lower, &self.preliminary)
        } else {
            view(ClockName::Statutory, &self.statutory)
        };
        let promised = view(ClockName::Promised, &self.promised);
        // Counted in other units, or from another day, a promise could end later: it never lies beyond the statute.
        let promised = promised.map(|promised| {
            let statutory = statutory.as_ref();
            let beyond = |s: &&ClockView| {
                let both = promised.due.zip(s.due);
                both.is_some_and(|(own, law)| own.date > law.date)
            };
            match statutory.filter(beyond) {
                Some(statutory) => ClockView {
                    name: ClockName::Promised,
                    ..statutory.clone()
                },
                None => promised,
            }
        });
        all.extend(statutory);
        all.extend(promised);
    }
}
