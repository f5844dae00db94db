//! What a judgement rests on, and what the clocks of a case say on its day.

use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec::Vec;

use chrono::{DateTime, FixedOffset, NaiveDate};
use ip_core::calendar::{Calendar, Due};

use super::clock::{self, ClockName, ClockView};
use super::fire::check_due;
use super::{Case, Event, State};
use crate::entry::Entry;
use crate::limit::{Length, LimitUnit};
use crate::material::Necessity;
use crate::regime::{Regime, Rules};

/// What a judgement rests on: the instant, the rules, the calendar and the entry of the list.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// When.
    pub now: DateTime<FixedOffset>,
    /// Rules of procedure.
    pub rules: &'a Rules,
    /// Working days.
    pub calendar: &'a Calendar,
    /// The entry under which the case runs, in the version it was filed under.
    pub entry: &'a Entry,
    /// Whether the applicant may not use notification and commitment, for a bad record.
    pub excluded: bool,
}

impl Context<'_> {
    /// The civil day in China.
    pub fn day(&self) -> NaiveDate {
        clock::civil_day(self.now)
    }

    /// The rules the case keeps since its receipt; before it, those of the day.
    pub(crate) fn regime(&self, case: &Case) -> Option<&Regime> {
        let id = self.entry.matter.regime;
        match &case.rules {
            Some(version) => self.rules.version(id, version),
            None => self.rules.on(id, self.day()),
        }
    }

    /// Papers that must be there in the case's situation, and are not.
    pub(crate) fn missing(&self, case: &Case) -> BTreeSet<String> {
        self.entry
            .materials_in(case.situation.as_deref())
            .filter(|m| m.necessity != Necessity::Optional)
            .filter(|m| !case.materials.contains(&m.id) && !case.waived.contains(&m.id))
            .map(|m| m.id.clone())
            .collect()
    }

    /// By how much the statutory time may be extended, and who must approve it.
    pub(crate) fn extension(&self, case: &Case) -> Option<(Length, Option<&str>)> {
        let budget = case.statutory.as_ref()?.budget();
        let limit = self.entry.matter.statutory_by(case.channel);
        if let Some(limit) = limit
            && let Some(n) = limit.extension
            && limit.unit == budget.unit
        {
            let unit = limit.unit;
            return Some((Length { n, unit }, None));
        }
        let rule = self.regime(case)?.extension.as_ref()?;
        let length = Length {
            n: rule.n,
            unit: rule.unit,
        };
        (rule.unit == budget.unit).then_some((length, Some(rule.approver.as_str())))
    }

    /// The clocks of a decision that starts on `from`: statutory, and promised within it.
    pub(crate) fn clocks(
        &self,
        case: &Case,
        regime: &Regime,
        from: NaiveDate,
        on: NaiveDate,
    ) -> Option<Event> {
        let limit = self.entry.matter.statutory_by(case.channel);
        let set = limit.map(crate::limit::Limit::length);
        let set = set.or(regime.decision.default);
        // A limit that runs from another day does not start here, but no promise goes beyond it.
        let statutory = set.filter(|_| limit.is_none_or(|limit| limit.from.is_none()));
        let promised = self.entry.promised.map(|promised| match set {
            // Never beyond statute: where the units cannot be compared, the earlier end decides.
            Some(set) if self.later(from, promised, set) => set,
            _ => promised,
        });
        (statutory.is_some() || promised.is_some()).then_some(Event::ClocksStarted {
            on,
            from,
            statutory,
            promised,
        })
    }

    fn later(&self, from: NaiveDate, promised: Length, statutory: Length) -> bool {
        match promised.compare(statutory) {
            Some(order) => order.is_gt(),
            None => {
                let end = |length| clock::end(from, length, self.calendar).map(|due| due.date);
                end(promised) > end(statutory)
            }
        }
    }
}

impl Case {
    /// Every clock of the case on the day of the context.
    pub fn clocks_on(&self, context: &Context<'_>) -> Vec<ClockView> {
        let (on, calendar) = (context.day(), context.calendar);
        let mut all = Vec::new();
        let regime = context.regime(self);
        match self.state {
            State::Received => {
                let rule = regime.and_then(|r| r.check.as_ref());
                let due = regime.and_then(|r| check_due(self, r, calendar));
                if let (Some(rule), Some(due), Some(from)) = (rule, due, self.check_from) {
                    let budget = Length {
                        n: rule.n,
                        unit: rule.unit,
                    };
                    all.push(clock::fixed(
                        ClockName::Check,
                        from,
                        budget,
                        due,
                        on,
                        calendar,
                    ));
                }
            }
            State::AwaitingCorrection => all.extend(self.notice().and_then(|n| {
                clock::simple(ClockName::Correction, n.served, n.period, on, calendar)
            })),
            State::Decided if self.is_granted() => {
                let rule = regime.and_then(|r| r.issue.as_ref());
                if let (Some(rule), Some(from)) = (rule, self.decided) {
                    let budget = Length {
                        n: rule.n,
                        unit: rule.unit,
                    };
                    all.extend(clock::simple(ClockName::Issue, from, budget, on, calendar));
                }
            }
            _ => {}
        }
        if let (Some(tolerance), Some(from)) = (&self.tolerance, self.accepted)
            && self.state.is_pending()
        {
            let days = tolerance.due.signed_duration_since(from).num_days();
            let budget = Length {
                n: u32::try_from(days).unwrap_or(0),
                unit: LimitUnit::Day,
            };
            let due = Due {
                date: tolerance.due,
                provisional: false,
            };
            all.push(clock::fixed(
                ClockName::Tolerance,
                from,
                budget,
                due,
                on,
                calendar,
            ));
        }
        let named = [
            (ClockName::Statutory, &self.statutory),
            (ClockName::Promised, &self.promised),
        ];
        all.extend(
            named
                .into_iter()
                .filter_map(|(name, clock)| Some(clock.as_ref()?.view(name, on, calendar))),
        );
        all
    }
}
