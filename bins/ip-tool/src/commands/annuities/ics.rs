//! What is still to be paid, as a calendar file (iCalendar, RFC 5545).

use chrono::{Days, NaiveDate};
use ip_fees::annuity::{Life, LifeRequest, YearPlan, YearStatus};
use ip_fees::quote::Outcome;

use crate::output::Words;

/// An all-day event for each last day that is still to come, with a reminder a month before.
pub fn calendar(request: &LifeRequest, life: &Life<'_>, words: Words) -> String {
    let mut text = String::new();
    let mut line = |content: &str| fold(content, &mut text);
    line("BEGIN:VCALENDAR");
    line("VERSION:2.0");
    line("PRODID:-//ip-tool//annuities//ZH");
    let open = life.years.iter().filter(|plan| {
        matches!(
            plan.status,
            YearStatus::Upcoming | YearStatus::Grace | YearStatus::Late
        )
    });
    for plan in open {
        let Some(window) = &plan.due else { continue };
        for (last, is_late) in [(window.due.date, false), (window.last.date, true)] {
            if last < request.today {
                continue;
            }
            let kind = if is_late { "late" } else { "due" };
            line("BEGIN:VEVENT");
            line(&format!(
                "UID:{}-{}-{kind}@ip-tool",
                request.filing_date, plan.year
            ));
            line(&format!("DTSTAMP:{}T000000Z", compact(request.today)));
            line(&format!("DTSTART;VALUE=DATE:{}", compact(last)));
            if let Some(end) = last.checked_add_days(Days::new(1)) {
                line(&format!("DTEND;VALUE=DATE:{}", compact(end)));
            }
            line(&format!(
                "SUMMARY:{}",
                escaped(&summary(plan, is_late, words))
            ));
            line("BEGIN:VALARM");
            line("ACTION:DISPLAY");
            line("TRIGGER:-P30D");
            line(&format!(
                "DESCRIPTION:{}",
                escaped(&summary(plan, is_late, words))
            ));
            line("END:VALARM");
            line("END:VEVENT");
        }
    }
    line("END:VCALENDAR");
    text
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

fn compact(day: NaiveDate) -> String {
    day.format("%Y%m%d").to_string()
}

/// A text value: RFC 5545, section 3.3.11.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace(';', "\\;")
        .replace(',', "\\,")
        .replace('\n', "\\n")
}

/// A content line, folded after at most 75 bytes between characters: section 3.1.
fn fold(content: &str, into: &mut String) {
    let mut width = 0;
    for c in content.chars() {
        if width + c.len_utf8() > 75 {
            into.push_str("\r\n ");
            width = 1;
        }
        into.push(c);
        width += c.len_utf8();
    }
    into.push_str("\r\n");
}
