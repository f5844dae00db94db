//! Days to remember as a calendar file: iCalendar, RFC 5545.

use std::fmt::Display;

use chrono::{Days, NaiveDate};

/// A day to remember, the whole day long, with a reminder before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reminder {
    /// What tells it from every other; the same again when the file is made anew.
    pub uid: String,
    /// The day.
    pub day: NaiveDate,
    /// What is to be done, in one line.
    pub summary: String,
    /// Days before the day on which to be reminded.
    pub days_before: u32,
}

/// The file: who made it, on which day, and what it reminds of.
///
/// ```
/// use ip_app::ics::{Reminder, calendar};
/// let day = chrono::NaiveDate::from_ymd_opt(2026, 3, 9).unwrap_or_default();
/// let reminder = Reminder { uid: "a".into(), day, summary: "年费, 第5年度".into(), days_before: 7 };
/// let file = calendar("test", day, [reminder]);
/// assert!(file.contains("\r\nDTSTART;VALUE=DATE:20260309\r\n"));
/// assert!(file.contains("SUMMARY:年费\\, 第5年度"));
/// assert!(file.ends_with("END:VCALENDAR\r\n"));
/// ```
pub fn calendar(
    product: &str,
    made_on: NaiveDate,
    reminders: impl IntoIterator<Item = Reminder>,
) -> String {
    let mut text = String::new();
    let mut line = |name: &str, value: &dyn Display| fold(&format!("{name}:{value}"), &mut text);
    line("BEGIN", &"VCALENDAR");
    line("VERSION", &"2.0");
    line("PRODID", &format!("-//{product}//ZH"));
    for reminder in reminders {
        let summary = escaped(&reminder.summary);
        line("BEGIN", &"VEVENT");
        line("UID", &reminder.uid);
        line("DTSTAMP", &format!("{}T000000Z", compact(made_on)));
        line("DTSTART;VALUE=DATE", &compact(reminder.day));
        if let Some(end) = reminder.day.checked_add_days(Days::new(1)) {
            line("DTEND;VALUE=DATE", &compact(end));
        }
        line("SUMMARY", &summary);
        line("BEGIN", &"VALARM");
        line("ACTION", &"DISPLAY");
        line("TRIGGER", &format!("-P{}D", reminder.days_before));
        line("DESCRIPTION", &summary);
        line("END", &"VALARM");
        line("END", &"VEVENT");
    }
    line("END", &"VCALENDAR");
    text
}

fn compact(day: NaiveDate) -> String {
    day.format("%Y%m%d").to_string()
}

/// A text value: section 3.3.11.
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
