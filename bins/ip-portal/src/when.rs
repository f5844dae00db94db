//! Days and instants as people read them, in Chinese civil time.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, Weekday};
use ip_core::text::Lang;

/// China Standard Time, UTC+8 all year round.
pub fn china() -> FixedOffset {
    // 28,800 s is within a day, so the fallback is never taken.
    FixedOffset::east_opt(8 * 60 * 60).unwrap_or_else(|| chrono::Offset::fix(&chrono::Utc))
}

/// The instant of these Unix seconds on a Chinese clock; the epoch for seconds out of range.
pub fn at_unix(seconds: u64) -> DateTime<FixedOffset> {
    let signed = i64::try_from(seconds).unwrap_or_default();
    DateTime::from_timestamp(signed, 0)
        .unwrap_or_default()
        .with_timezone(&china())
}

/// A day written out: `2026年3月5日, 星期四` or `Thursday, 5 March 2026`.
///
/// ```
/// use ip_core::text::Lang;
/// let day = chrono::NaiveDate::from_ymd_opt(2026, 3, 5).unwrap_or_default();
/// assert_eq!(ip_portal::when::day(day, Lang::Zh), "2026年3月5日, 星期四");
/// assert_eq!(ip_portal::when::day(day, Lang::En), "Thursday, 5 March 2026");
/// ```
pub fn day(date: NaiveDate, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!(
            "{}年{}月{}日, {}",
            date.year(),
            date.month(),
            date.day(),
            weekday(date.weekday(), lang)
        ),
        Lang::En => date.format("%A, %-d %B %Y").to_string(),
    }
}

/// An instant to the minute: the day, then `14:05`.
pub fn minute(at: DateTime<FixedOffset>, lang: Lang) -> String {
    let local = at.with_timezone(&china());
    format!(
        "{} {}",
        day(local.date_naive(), lang),
        local.format("%H:%M")
    )
}

/// The name of a weekday.
pub const fn weekday(weekday: Weekday, lang: Lang) -> &'static str {
    match (lang, weekday) {
        (Lang::Zh, Weekday::Mon) => "星期一",
        (Lang::Zh, Weekday::Tue) => "星期二",
        (Lang::Zh, Weekday::Wed) => "星期三",
        (Lang::Zh, Weekday::Thu) => "星期四",
        (Lang::Zh, Weekday::Fri) => "星期五",
        (Lang::Zh, Weekday::Sat) => "星期六",
        (Lang::Zh, Weekday::Sun) => "星期日",
        (Lang::En, Weekday::Mon) => "Monday",
        (Lang::En, Weekday::Tue) => "Tuesday",
        (Lang::En, Weekday::Wed) => "Wednesday",
        (Lang::En, Weekday::Thu) => "Thursday",
        (Lang::En, Weekday::Fri) => "Friday",
        (Lang::En, Weekday::Sat) => "Saturday",
        (Lang::En, Weekday::Sun) => "Sunday",
    }
}
