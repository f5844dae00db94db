//! Strict and allocation-free readers of values in JSON.

use core::fmt;
use core::marker::PhantomData;
use core::str::FromStr;

use chrono::NaiveDate;
use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer};

/// Reads a value from its text without keeping the text.
pub(crate) struct Parsed<T> {
    expected: &'static str,
    of: PhantomData<T>,
}

impl<T> Parsed<T> {
    pub(crate) const fn new(expected: &'static str) -> Self {
        Self {
            expected,
            of: PhantomData,
        }
    }
}

impl<T: FromStr> Visitor<'_> for Parsed<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expected)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        text.parse()
            .map_err(|_| E::invalid_value(de::Unexpected::Str(text), &self))
    }
}

/// A civil day written `YYYY-MM-DD`, and in no other way.
pub(crate) struct Day(pub NaiveDate);

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Parsed::new("a day written YYYY-MM-DD"))
    }
}

/// The text is not a day of the calendar in that form.
pub(crate) struct NotADay;

impl FromStr for Day {
    type Err = NotADay;

    fn from_str(s: &str) -> Result<Self, NotADay> {
        parse_day(s).map(Self).ok_or(NotADay)
    }
}

/// The day written as `YYYY-MM-DD`; `None` for any other text and for days that do not exist.
pub(crate) fn parse_day(text: &str) -> Option<NaiveDate> {
    let number = |digits: &[u8]| {
        digits.iter().try_fold(0_u32, |sum, digit| {
            digit
                .is_ascii_digit()
                .then(|| sum * 10 + u32::from(digit - b'0'))
        })
    };
    match text.as_bytes() {
        [year @ .., b'-', m1, m2, b'-', d1, d2] if year.len() == 4 => NaiveDate::from_ymd_opt(
            i32::try_from(number(year)?).ok()?,
            number(&[*m1, *m2])?,
            number(&[*d1, *d2])?,
        ),
        _ => None,
    }
}

/// For `#[serde(deserialize_with)]`: a strict day.
pub(crate) fn day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveDate, D::Error> {
    Day::deserialize(deserializer).map(|day| day.0)
}

/// For `#[serde(deserialize_with)]`: a strict day that may be left out, but may not be `null`.
pub(crate) fn some_day<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<NaiveDate>, D::Error> {
    day(deserializer).map(Some)
}
