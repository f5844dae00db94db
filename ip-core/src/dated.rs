//! Values that are in force on some days: a gap answers nothing, an overlap is an error.

use alloc::vec::Vec;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The days on which something is in force, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Days {
    /// First day; absent when it has always been so, as far as is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    /// Last day; absent when no end is announced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
}

impl Days {
    /// Whether the day lies inside.
    pub fn contains(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}

/// A value with the days on which it is in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span<T> {
    /// The days.
    #[serde(flatten)]
    pub days: Days,
    /// The value.
    pub value: T,
}

/// Values in force one after the other.
///
/// ```
/// use chrono::NaiveDate;
/// use ip_core::dated::{Dated, Days, Span};
/// let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
/// let rate = Dated::new(vec![
///     Span { days: Days { from: None, to: Some(day(2018, 7, 31)) }, value: 6 },
///     Span { days: Days { from: Some(day(2018, 8, 1)), to: None }, value: 10 },
/// ])?;
/// assert_eq!(rate.on(day(2018, 7, 31)), Some(&6));
/// assert_eq!(rate.on(day(2018, 8, 1)), Some(&10));
/// # Ok::<(), ip_core::dated::DatedError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Dated<T>(Vec<Span<T>>);

/// Why a list of spans is not a history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DatedError {
    /// A span ends before it begins.
    #[error("a span ends on {to} before it begins on {from}")]
    Reversed {
        /// First day.
        from: NaiveDate,
        /// Last day.
        to: NaiveDate,
    },
    /// Two spans share a day.
    #[error("two values are in force on {day}")]
    Overlap {
        /// The first shared day.
        day: NaiveDate,
    },
}

impl DatedError {
    /// Stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Reversed { .. } => "core.dated.reversed",
            Self::Overlap { .. } => "core.dated.overlap",
        }
    }
}

impl<T> Dated<T> {
    /// A history from spans in any order.
    ///
    /// # Errors
    ///
    /// A span that ends before it begins, or two spans that share a day.
    pub fn new(mut spans: Vec<Span<T>>) -> Result<Self, DatedError> {
        for span in &spans {
            if let Days {
                from: Some(from),
                to: Some(to),
            } = span.days
                && to < from
            {
                return Err(DatedError::Reversed { from, to });
            }
        }
        spans.sort_by_key(|span| span.days.from);
        for pair in spans.windows(2) {
            let begins = pair[1].days.from.unwrap_or(NaiveDate::MIN);
            if pair[0].days.to.is_none_or(|to| begins <= to) {
                return Err(DatedError::Overlap { day: begins });
            }
        }
        Ok(Self(spans))
    }

    /// The value in force on `day`; `None` in a gap.
    pub fn on(&self, day: NaiveDate) -> Option<&T> {
        self.span_on(day).map(|span| &span.value)
    }

    /// The span in force on `day`; `None` in a gap.
    pub fn span_on(&self, day: NaiveDate) -> Option<&Span<T>> {
        let after = self
            .0
            .partition_point(|s| s.days.from.is_none_or(|from| from <= day));
        self.0
            .get(after.checked_sub(1)?)
            .filter(|span| span.days.contains(day))
    }

    /// All spans in order of time.
    pub fn spans(&self) -> &[Span<T>] {
        &self.0
    }

    /// The gaps between spans: the days after one ends and before the next begins.
    pub fn gaps(&self) -> impl Iterator<Item = (NaiveDate, NaiveDate)> {
        self.0.windows(2).filter_map(|pair| {
            let first = pair[0].days.to?.succ_opt()?;
            let last = pair[1].days.from?.pred_opt()?;
            (first <= last).then_some((first, last))
        })
    }
}
