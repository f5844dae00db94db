//! The last days for paying: from the facts of the act, by the time limit of the item.

use chrono::{Days, Months, NaiveDate};
use ip_core::calendar;

use super::desk::Desk;
use crate::quote::Due;
use crate::request::ActKind;
use crate::tariff::{PayBy, Start};

impl<'t> Desk<'t, '_> {
    /// The last day for paying: the one that the request names, else the one that is counted, where
    /// the day from which it is counted is known.
    pub(super) fn due(&self, limit: &'t PayBy) -> Option<Due<'t>> {
        let nominal = self.act.due_on.or_else(|| self.counted_due(limit))?;
        let rolled = self.rolled(nominal, limit);
        Some(Due::new(nominal, rolled, limit.if_missed, &limit.law).marked(limit.mark))
    }

    /// The last day of a time limit by counting.
    fn counted_due(&self, limit: &PayBy) -> Option<NaiveDate> {
        let channel = self.act.channel.unwrap_or_default();
        if limit.channel.is_some_and(|known| known != channel)
            || limit.known_until.is_some_and(|last| self.days.act > last)
        {
            return None;
        }
        let first = self.start(limit.from).and_then(|start| {
            let days = (limit.days > 0).then_some(limit.days);
            let nominal = match days {
                Some(days) => start.checked_add_days(Days::new(days.into())),
                None => self.months_later(start, limit.months),
            };
            if limit.day_before {
                nominal?.pred_opt()
            } else {
                nominal
            }
        });
        let other = limit
            .or_months
            .and_then(|(months, start)| self.months_later(self.start(start)?, months));
        let notice = limit
            .days_after_receipt
            .filter(|_| first.is_some())
            .zip(self.days.received)
            .and_then(|(days, received)| received.checked_add_days(Days::new(days.into())));
        first.max(other).max(notice)
    }

    /// The day from which a time limit is counted.
    fn start(&self, start: Start) -> Option<NaiveDate> {
        match start {
            Start::Act => Some(self.days.act),
            Start::Due => self.act.due_on,
            Start::Received => self.days.received,
            Start::Registered => self.act.registered_on,
            Start::Priority => self.act.priority_on.or_else(|| self.start(Start::Filed)),
            // An application is filed on the day of the act.
            Start::Filed => match self.act.kind {
                ActKind::PatentFile | ActKind::LayoutRegister => {
                    self.days.filed.or(Some(self.days.act))
                }
                _ => self.days.filed,
            },
        }
    }

    /// So many months later. The lines of one act mostly share it, so the one found last is kept.
    fn months_later(&self, start: NaiveDate, months: u32) -> Option<NaiveDate> {
        if let Some((key, found)) = self.last_months.get()
            && key == (start, months)
        {
            return Some(found);
        }
        let found = start.checked_add_months(Months::new(months))?;
        self.last_months.set(Some(((start, months), found)));
        Some(found)
    }

    /// The working day to which a last day moves; the one found last is kept.
    fn rolled(&self, nominal: NaiveDate, limit: &PayBy) -> calendar::Due {
        let key = (nominal, limit.rolls);
        if let Some((last, found)) = self.last_roll.get()
            && last == key
        {
            return found;
        }
        let found = self.engine.roll(nominal, limit);
        self.last_roll.set(Some((key, found)));
        found
    }
}
