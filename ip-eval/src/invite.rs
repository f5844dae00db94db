//! Invitations to review (评价邀请) and every other message: sent in working hours, few, and never twice too soon.
//!
//! A message that falls due at night, at noon or on a day of rest waits for the next hour of work; what would come
//! after the window of reviewing is not sent at all, and nobody who has reviewed or does not want to be asked is asked.

use alloc::vec::Vec;

use chrono::{DateTime, FixedOffset, NaiveDateTime};
use ip_core::calendar::Calendar;
use ip_core::law::Mark;
use serde::{Deserialize, Serialize};

use crate::policy::{Hours, Length, Profile, civil_day};
use crate::review::{Reviews, window_end};

/// When messages go out, and how many (`data/policies.toml`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InvitationRules {
    /// How long after the service the first invitation goes out; absent: none is sent, the window asks by itself.
    #[serde(default)]
    pub first_after: Option<Length>,
    /// How long after an invitation the next goes out.
    pub again_after: Length,
    /// How many go out in all.
    pub most: u32,
    /// The hours of a working day in which messages go out.
    pub hours: Hours,
    /// How well this section is proved.
    pub mark: Mark,
}

/// A message that asks for a review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Invitation {
    /// 1 for the invitation; the following ones are reminders.
    pub number: u32,
    /// When it goes out.
    pub at: DateTime<FixedOffset>,
}

/// Whether somebody is to be asked for a review.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    /// A message goes out at this instant.
    Now(Invitation),
    /// The next one goes out then.
    Later(Invitation),
    /// None goes out any more.
    Never,
}

/// The invitation that follows those that went out at `sent`, the oldest first; `None` when there is none.
fn next(
    reviews: &Reviews,
    sent: &[DateTime<FixedOffset>],
    wants_no_message: bool,
    profile: &Profile,
    calendar: &Calendar,
) -> Option<Invitation> {
    let rules = &profile.invitation;
    let service = reviews.service.as_ref()?;
    let number = u32::try_from(sent.len()).ok()?.checked_add(1)?;
    if wants_no_message || reviews.original.is_some() || number > rules.most {
        return None;
    }
    let first = rules.first_after?;
    let (from, length) = match sent.last() {
        Some(last) => (*last, rules.again_after),
        None => (service.at, first),
    };
    let at = rules
        .hours
        .at_or_after(later(from, length, calendar)?, calendar)?;
    let last = window_end(service, profile, calendar).map(|due| due.date);
    let in_window = last.is_none_or(|last| civil_day(at) <= last);
    in_window.then_some(Invitation { number, at })
}

/// The invitations that a service leads to while nobody reviews it, in order.
///
/// Empty once there is a review, when the person does not want to be asked, or when the profile sends none.
pub fn plan(
    reviews: &Reviews,
    wants_no_message: bool,
    profile: &Profile,
    calendar: &Calendar,
) -> Vec<Invitation> {
    let (mut planned, mut sent) = (Vec::new(), Vec::new());
    while let Some(invitation) = next(reviews, &sent, wants_no_message, profile, calendar) {
        sent.push(invitation.at);
        planned.push(invitation);
    }
    planned
}

/// Whether somebody is to be asked now, when messages went out at `sent`.
///
/// What was missed, because nobody looked for a while, is made up for with one message, in working hours, while the
/// window is open; the reminder is counted from when the invitation really went out.
///
/// ```
/// use chrono::DateTime;
/// use ip_core::calendar::Calendar;
/// use ip_eval::invite::{Ask, ask};
/// use ip_eval::policy::Profile;
/// use ip_eval::review::Reviews;
/// let now = DateTime::parse_from_rfc3339("2026-03-09T09:00:00+08:00").unwrap();
/// let (profile, calendar) = (Profile::builtin("national")?, Calendar::builtin()?);
/// assert_eq!(ask(&Reviews::default(), &[], false, now, &profile, &calendar), Ask::Never, "no service, no question");
/// # Ok::<(), ip_core::problem::Problem>(())
/// ```
pub fn ask(
    reviews: &Reviews,
    sent: &[DateTime<FixedOffset>],
    wants_no_message: bool,
    now: DateTime<FixedOffset>,
    profile: &Profile,
    calendar: &Calendar,
) -> Ask {
    let Some(invitation) = next(reviews, sent, wants_no_message, profile, calendar) else {
        return Ask::Never;
    };
    let earliest = invitation.at.max(now);
    let Some(at) = profile.invitation.hours.at_or_after(earliest, calendar) else {
        return Ask::Never;
    };
    let last = reviews
        .service
        .as_ref()
        .and_then(|service| window_end(service, profile, calendar));
    let invitation = Invitation { at, ..invitation };
    match last {
        Some(last) if civil_day(at) > last.date => Ask::Never,
        _ if at == now => Ask::Now(invitation),
        _ => Ask::Later(invitation),
    }
}

/// The same time of day, so many days on.
fn later(
    from: DateTime<FixedOffset>,
    length: Length,
    calendar: &Calendar,
) -> Option<DateTime<FixedOffset>> {
    let zone = FixedOffset::east_opt(8 * 3600)?;
    let local = from.with_timezone(&zone).naive_local();
    let day = length.due(local.date(), calendar).date;
    NaiveDateTime::new(day, local.time())
        .and_local_timezone(zone)
        .single()
}
