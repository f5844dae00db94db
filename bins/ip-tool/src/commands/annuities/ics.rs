//! What is still to be paid, as a calendar file (iCalendar, RFC 5545).

use ip_app::ics::{self, Reminder};
use ip_fees::annuity::{Life, LifeRequest, YearPlan, YearStatus};
use ip_fees::quote::Outcome;

use crate::output::Words;

/// An all-day event for each last day that is still to come, with a reminder a month before.
pub fn calendar(request: &LifeRequest, life: &Life<'_>, words: Words) -> String {
    let open = life.years.iter().filter(|plan| {
        matches!(
            plan.status,
            YearStatus::Upcoming | YearStatus::Grace | YearStatus::Late
        )
    });
    let last_days = open.filter_map(|plan| {
        let window = plan.due.as_ref()?;
        Some([
            (plan, window.due.date, false),
            (plan, window.last.date, true),
        ])
    });
    let reminders = last_days
        .flatten()
        .filter(|(_, day, _)| *day >= request.today);
    let reminders = reminders.map(|(plan, day, is_late)| {
        let kind = if is_late { "late" } else { "due" };
        Reminder {
            uid: format!("{}-{}-{kind}@ip-tool", request.filing_date, plan.year),
            day,
            summary: summary(plan, is_late, words),
            days_before: 30,
        }
    });
    ics::calendar("ip-tool//annuities", request.today, reminders)
}

/// What the event says.
fn summary(plan: &YearPlan<'_>, is_late: bool, words: Words) -> String {
    let year = plan.year;
    let amount = match plan.line.outcome {
        Outcome::Unknown => words.pick("金额未知", "amount unknown").to_owned(),
        _ if is_late => plan
            .bands
            .last()
            .map_or_else(String::new, |band| band.total.to_string()),
        _ => plan.line.amount.to_string(),
    };
    if is_late {
        let what = words.pick(
            "年费滞纳期最后一天",
            "annuity: last day with late fee, year",
        );
        format!("{what} {year}: {amount} CNY")
    } else {
        let what = words.pick("年费缴纳期限，年度", "annuity due, year");
        format!("{what} {year}: {amount} CNY")
    }
}
