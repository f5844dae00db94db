//! What a judgement rests on: the instant, the rules, the calendar, the entry, and what is known of other cases.

use alloc::collections::BTreeSet;
use alloc::string::String;

use chrono::{DateTime, FixedOffset, NaiveDate};
use ip_core::calendar::Calendar;
use serde::{Deserialize, Serialize};

use super::{Case, Event, clock};
use crate::entry::Entry;
use crate::limit::{Length, Limit};
use crate::material::{MaterialKind, Necessity};
use crate::regime::{ClockStart, Regime, Rules};

/// Where a case stands among those that share a quota (数量限制), which goes by the order of acceptance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Queue {
    /// How many may still be granted.
    pub left: u32,
    /// How many cases that were accepted before this one are not decided.
    pub before: u32,
}

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
    /// The last day on which the applicant may not apply, after a false statement.
    pub barred: Option<NaiveDate>,
    /// Where the case stands in a quota; absent where the matter has none.
    pub queue: Option<Queue>,
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
            .filter(|m| {
                let of_agent = m.kind == MaterialKind::Mandate && case.agent.is_some();
                m.necessity != Necessity::Optional || of_agent
            })
            .filter(|m| !case.materials.contains(&m.id) && !case.waived.contains(&m.id))
            .map(|m| m.id.clone())
            .collect()
    }

    /// The statutory limit that the matter's own law sets for the case.
    pub(crate) fn limit(&self, case: &Case) -> Option<&Limit> {
        let (channel, situation) = (case.channel, case.situation.as_deref());
        self.entry.matter.statutory_by(channel, situation)
    }

    /// By how much the statutory time may be extended, and who must approve it.
    pub fn extension(&self, case: &Case) -> Option<(Length, Option<&str>)> {
        // A lower organ does not decide: the law lets nobody extend its time.
        let clock = case.statutory.as_ref().filter(|_| case.upper.is_none());
        let budget = clock?.budget();
        if let Some(limit) = self.limit(case)
            && let Some(n) = limit.extension
            && limit.unit == budget.unit
        {
            let unit = limit.unit;
            return Some((Length { n, unit }, None));
        }
        let regime = self.regime(case)?;
        let (length, approver) = if case.joint.is_empty() {
            let rule = regime.extension.as_ref()?;
            let (n, unit) = (rule.n, rule.unit);
            (Length { n, unit }, rule.approver.as_str())
        } else {
            let rule = regime.joint.as_ref()?;
            (rule.extension, rule.approver.as_str())
        };
        (length.unit == budget.unit).then_some((length, Some(approver)))
    }

    /// The clocks of a decision that start with the receipt or the acceptance, which counts from `from`.
    pub(crate) fn clocks(
        &self,
        case: &Case,
        regime: &Regime,
        start: ClockStart,
        from: NaiveDate,
        on: NaiveDate,
    ) -> Option<Event> {
        let limit = self.limit(case);
        let set = limit.map(Limit::length).or(regime.decision.default);
        // A limit that runs from another day does not start here, but no promise goes beyond it.
        let here = regime.decision.from == start;
        let statutory = set.filter(|_| here && limit.is_none_or(|limit| limit.from.is_none()));
        let here = regime.decision.promised_from() == start;
        let promised = self.entry.promised.filter(|_| here);
        let promised = promised.map(|promised| match set {
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
