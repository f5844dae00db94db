//! Instants as the tables write them: wall clocks of China without a zone.

use alloc::format;
use alloc::string::String;
use core::fmt;

use chrono::{DateTime, Datelike as _, FixedOffset, NaiveDate, Timelike as _};
use serde::{Deserialize, Deserializer, Serialize, de};

/// How a table writes an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TimeForm {
    /// `2026-03-02 10:05:00`, the interfaces of 2019.
    Spaced,
    /// `20260302T100500`, GB/T 39046-2020.
    Compact,
}

impl TimeForm {
    /// The form as people write it.
    pub const fn pattern(self) -> &'static str {
        match self {
            Self::Spaced => "yyyy-MM-dd HH:mm:ss",
            Self::Compact => "YYYYMMDDThhmmss",
        }
    }

    /// Reads an instant; a wall clock is that of China (UTC+8). `None` for anything but the form.
    ///
    /// ```
    /// use ip_eval::exchange::TimeForm;
    /// let at = TimeForm::Compact.read("20260302T100500").unwrap();
    /// assert_eq!(at.to_rfc3339(), "2026-03-02T10:05:00+08:00");
    /// assert_eq!(TimeForm::Spaced.write(at), "2026-03-02 10:05:00");
    /// assert!(TimeForm::Spaced.read("2026-02-30 10:05:00").is_none());
    /// ```
    pub fn read(self, text: &str) -> Option<DateTime<FixedOffset>> {
        let text = text.as_bytes();
        match self {
            Self::Spaced => wall_clock(text, &SPACED, [0, 5, 8, 11, 14, 17]),
            Self::Compact => wall_clock(text, &[(8, b'T')], [0, 4, 6, 9, 11, 13]),
        }
    }

    /// Writes an instant as the wall clock of China; parts of a second are dropped.
    pub fn write(self, at: DateTime<FixedOffset>) -> String {
        let at = china().map_or(at, |zone| at.with_timezone(&zone));
        let (y, m, d) = (at.year(), at.month(), at.day());
        let (hour, minute, second) = (at.hour(), at.minute(), at.second());
        match self {
            Self::Spaced => format!("{y:04}-{m:02}-{d:02} {hour:02}:{minute:02}:{second:02}"),
            Self::Compact => format!("{y:04}{m:02}{d:02}T{hour:02}{minute:02}{second:02}"),
        }
    }
}

/// The signs between the numbers of a wall clock written with a blank.
const SPACED: [(usize, u8); 5] = [(4, b'-'), (7, b'-'), (10, b' '), (13, b':'), (16, b':')];

/// A wall clock of China: signs at their places, and six numbers at theirs.
fn wall_clock(
    text: &[u8],
    signs: &[(usize, u8)],
    parts: [usize; 6],
) -> Option<DateTime<FixedOffset>> {
    let right =
        text.len() == parts[5] + 2 && signs.iter().all(|(at, sign)| text.get(*at) == Some(sign));
    if !right {
        return None;
    }
    let number = |from: usize, digits: usize| {
        let digits = text.get(from..from + digits)?.iter();
        digits.copied().try_fold(0_u32, |sum, digit| {
            let value = digit.is_ascii_digit().then(|| u32::from(digit - b'0'));
            value.map(|value| sum * 10 + value)
        })
    };
    let [year, month, day, hour, minute, second] = parts;
    let year = i32::try_from(number(year, 4)?).ok()?;
    NaiveDate::from_ymd_opt(year, number(month, 2)?, number(day, 2)?)?
        .and_hms_opt(number(hour, 2)?, number(minute, 2)?, number(second, 2)?)?
        .and_local_timezone(china()?)
        .single()
}

/// Reads an instant of a form: nearly all are written `2026-03-02T10:05:00+08:00`, which needs no general parser.
///
/// # Errors
///
/// Any text that RFC 3339 does not know.
pub(crate) fn instant<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<DateTime<FixedOffset>, D::Error> {
    struct Instant;

    impl de::Visitor<'_> for Instant {
        type Value = DateTime<FixedOffset>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an RFC 3339 formatted date and time string")
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<DateTime<FixedOffset>, E> {
            let mut signs = SPACED;
            signs[2].1 = b'T';
            let plain = text.strip_suffix("+08:00");
            let plain = plain.and_then(|t| wall_clock(t.as_bytes(), &signs, [0, 5, 8, 11, 14, 17]));
            match plain {
                Some(at) => Ok(at),
                None => text.parse().map_err(E::custom),
            }
        }
    }

    deserializer.deserialize_str(Instant)
}

const fn china() -> Option<FixedOffset> {
    FixedOffset::east_opt(8 * 3600)
}
