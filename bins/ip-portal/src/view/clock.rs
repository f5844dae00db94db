//! The clock badge: the same five states everywhere, each a word, a shape and a colour.

use chrono::NaiveDate;

/// How a clock stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockState {
    /// Enough time is left.
    OnTime,
    /// The due day is near.
    Soon,
    /// The due day has passed.
    Late,
    /// The time does not run, for a reason the record names.
    Paused,
    /// The due day lies beyond the published holidays and may still move.
    Provisional,
}

impl ClockState {
    /// All five.
    pub const ALL: [Self; 5] = [
        Self::OnTime,
        Self::Soon,
        Self::Late,
        Self::Paused,
        Self::Provisional,
    ];

    /// Part of the class name and of the text keys `clock-…`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::OnTime => "on-time",
            Self::Soon => "soon",
            Self::Late => "late",
            Self::Paused => "paused",
            Self::Provisional => "provisional",
        }
    }

    /// Key of the word.
    pub const fn key(self) -> &'static str {
        match self {
            Self::OnTime => "clock-on-time",
            Self::Soon => "clock-soon",
            Self::Late => "clock-late",
            Self::Paused => "clock-paused",
            Self::Provisional => "clock-provisional",
        }
    }
}

/// A clock as a page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClockBadge {
    /// How it stands.
    pub state: ClockState,
    /// Working days left; negative when late, absent when unknown or paused.
    pub left: Option<i64>,
    /// The due day.
    pub due: Option<NaiveDate>,
}

impl ClockBadge {
    /// Whether working days are left to show.
    pub fn days_left(&self) -> Option<i64> {
        self.left.filter(|days| *days >= 0)
    }

    /// Working days past the due day.
    pub fn days_late(&self) -> Option<i64> {
        self.left.filter(|days| *days < 0).map(i64::abs)
    }
}
