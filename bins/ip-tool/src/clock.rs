//! The only look at the time of day; every rule below gets it as an argument.

use std::time::SystemTime;

use chrono::{DateTime, FixedOffset, NaiveDate, Utc};

/// Seconds by which the civil time of China is ahead of UTC.
const OFFSET: i32 = 8 * 3600;

/// This instant in the civil time of China.
pub fn now() -> DateTime<FixedOffset> {
    let utc = DateTime::<Utc>::from(SystemTime::now());
    match FixedOffset::east_opt(OFFSET) {
        Some(china) => utc.with_timezone(&china),
        None => utc.fixed_offset(),
    }
}

/// The civil day of China.
pub fn today() -> NaiveDate {
    now().date_naive()
}
