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

/// The invitations that a service leads to while nobody reviews it, in order.
///
/// Empty once there is a review, when the person does not want to be asked, or when the profile sends none.
pub fn plan(
    reviews: &Reviews,
    wants_no_message: bool,
    profile: &Profile,
    calendar: &Calendar,
) -> Vec<Invitation> {
    let rules = &profile.invitation;
    let mut planned = Vec::new();
    let (Some(service), Some(first), None, false) = (
        &reviews.service,
        rules.first_after,
        &reviews.original,
        wants_no_message,
    ) else {
        return planned;
    };
    let last = window_end(service, profile, calendar).map(|due| due.date);
    let mut from = service.at;
    let mut length = first;
    for number in 1..=rules.most {
        let Some(at) =
            later(from, length, calendar).and_then(|at| rules.hours.at_or_after(at, calendar))
        else {
            break;
        };
        if last.is_some_and(|last| civil_day(at) > last) {
            break;
        }
        planned.push(Invitation { number, at });
        from = at;
        length = rules.again_after;
    }
    planned
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
