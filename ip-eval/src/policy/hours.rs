//! The hours of a working day (办公时间): when messages go out, and what a minute of office time is.

use alloc::vec::Vec;

use chrono::{DateTime, Days, Duration, FixedOffset, NaiveDateTime, NaiveTime};
use ip_core::calendar::Calendar;
use ip_core::problem::Problem;
use serde::{Deserialize, Serialize};

/// A stretch of a working day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Stretch {
    /// From this time on.
    pub from: NaiveTime,
    /// Until before this time.
    pub until: NaiveTime,
}

/// The stretches of a working day, in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Hours(pub Vec<Stretch>);

/// China has one zone.
const fn china() -> Option<FixedOffset> {
    FixedOffset::east_opt(8 * 3600)
}

/// No span that is measured is longer, in days; the bound keeps a wrong instant from looping.
const MOST_DAYS: u32 = 3660;

impl Hours {
    /// Whether the stretches are in order, none empty, and there is at least one.
    ///
    /// # Errors
    ///
    /// `eval.policy.hours`.
    pub(crate) fn check(&self) -> Result<(), Problem> {
        let each = self.0.iter().all(|hours| hours.from < hours.until);
        let order = self.0.windows(2).all(|two| two[0].until <= two[1].from);
        if self.0.is_empty() || !each || !order {
            return Err(Problem::new("eval.policy.hours"));
        }
        Ok(())
    }

    /// The first instant from this one on that lies in the hours of a working day; `None` beyond the days there are.
    ///
    /// ```
    /// use chrono::DateTime;
    /// use ip_core::calendar::Calendar;
    /// use ip_eval::policy::Profile;
    /// let hours = Profile::builtin("national")?.invitation.hours;
    /// // The eve of the National Day holiday of 2025, at night; work begins again on 9 October.
    /// let night = DateTime::parse_from_rfc3339("2025-09-30T22:10:00+08:00").unwrap();
    /// let sent = hours.at_or_after(night, &Calendar::builtin()?).unwrap();
    /// assert_eq!(sent.to_rfc3339(), "2025-10-09T09:00:00+08:00");
    /// # Ok::<(), ip_core::problem::Problem>(())
    /// ```
    pub fn at_or_after(
        &self,
        at: DateTime<FixedOffset>,
        calendar: &Calendar,
    ) -> Option<DateTime<FixedOffset>> {
        let zone = china()?;
        let local = at.with_timezone(&zone).naive_local();
        let mut day = local.date();
        for _ in 0..MOST_DAYS {
            if calendar.is_working_day(day) {
                let after = if day == local.date() {
                    local.time()
                } else {
                    NaiveTime::MIN
                };
                if let Some(hours) = self.0.iter().find(|hours| after < hours.until) {
                    let time = NaiveDateTime::new(day, after.max(hours.from));
                    return time.and_local_timezone(zone).single();
                }
            }
            day = day.checked_add_days(Days::new(1))?;
        }
        None
    }

    /// Whole minutes of office time between two instants; `None` when they are in the wrong order, or years apart.
    ///
    /// ```
    /// use chrono::DateTime;
    /// use ip_core::calendar::Calendar;
    /// use ip_eval::policy::Profile;
    /// let hours = Profile::builtin("national")?.invitation.hours;
    /// let at = |text| DateTime::parse_from_rfc3339(text).unwrap();
    /// // From Friday, an hour before the end of work, over the weekend to Monday at half past nine.
    /// let (from, to) = (at("2026-03-06T16:00:00+08:00"), at("2026-03-09T09:30:00+08:00"));
    /// assert_eq!(hours.minutes_between(from, to, &Calendar::builtin()?), Some(90));
    /// # Ok::<(), ip_core::problem::Problem>(())
    /// ```
    pub fn minutes_between(
        &self,
        from: DateTime<FixedOffset>,
        to: DateTime<FixedOffset>,
        calendar: &Calendar,
    ) -> Option<u32> {
        let zone = china()?;
        let (from, to) = (
            from.with_timezone(&zone).naive_local(),
            to.with_timezone(&zone).naive_local(),
        );
        if to < from || (to - from).num_days() > i64::from(MOST_DAYS) {
            return None;
        }
        let mut seconds = 0;
        let mut day = from.date();
        while day <= to.date() {
            if calendar.is_working_day(day) {
                for hours in &self.0 {
                    let begin = NaiveDateTime::new(day, hours.from).max(from);
                    let end = NaiveDateTime::new(day, hours.until).min(to);
                    seconds += (end - begin).num_seconds().max(0);
                }
            }
            day = day.checked_add_days(Days::new(1))?;
        }
        u32::try_from(seconds / 60).ok()
    }

    /// The instant at which so many minutes of office time have gone by; `None` beyond the days there are.
    ///
    /// ```
    /// use chrono::DateTime;
    /// use ip_core::calendar::Calendar;
    /// use ip_eval::policy::Profile;
    /// let hours = Profile::builtin("national")?.invitation.hours;
    /// // From Friday at four, four hours of work: one on Friday, three on Monday morning.
    /// let friday = DateTime::parse_from_rfc3339("2026-03-06T16:00:00+08:00").unwrap();
    /// let monday = hours.after(friday, 240, &Calendar::builtin()?).unwrap();
    /// assert_eq!(monday.to_rfc3339(), "2026-03-09T12:00:00+08:00");
    /// # Ok::<(), ip_core::problem::Problem>(())
    /// ```
    pub fn after(
        &self,
        from: DateTime<FixedOffset>,
        minutes: u32,
        calendar: &Calendar,
    ) -> Option<DateTime<FixedOffset>> {
        let zone = china()?;
        let from = from.with_timezone(&zone).naive_local();
        let mut left = Duration::minutes(minutes.into());
        let mut day = from.date();
        for _ in 0..MOST_DAYS {
            if calendar.is_working_day(day) {
                for hours in &self.0 {
                    let begin = NaiveDateTime::new(day, hours.from).max(from);
                    let there = NaiveDateTime::new(day, hours.until) - begin;
                    if there >= left {
                        return begin
                            .checked_add_signed(left)?
                            .and_local_timezone(zone)
                            .single();
                    }
                    left -= there.max(Duration::zero());
                }
            }
            day = day.checked_add_days(Days::new(1))?;
        }
        None
    }
}
