//! Lengths of time in a profile, and the days on which they end (时限).
//!
//! The day of the start is not counted; the last day counts until its end (Civil Code, arts. 201–203).

use alloc::string::String;
use alloc::vec::Vec;

use chrono::{DateTime, Days, Duration, FixedOffset, NaiveDate};
use ip_core::calendar::{Calendar, Due};
use ip_core::law::{LawRef, Mark};
use ip_core::problem::Problem;
use ip_core::text::Text;
use serde::{Deserialize, Serialize};

use super::{Hours, Profile};

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum LengthUnit {
    /// 工作日: days of work as the holiday notices have them.
    WorkingDay,
    /// 自然日: every day.
    NaturalDay,
    /// 小时: hours on the wall, day and night.
    Hour,
    /// 工作小时: hours of office time.
    WorkingHour,
}

impl LengthUnit {
    /// Whether it ends at an instant and not with a day.
    pub const fn is_hours(self) -> bool {
        matches!(self, Self::Hour | Self::WorkingHour)
    }
}

/// What happens when natural days end on a day of rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Roll {
    /// It ends on the next working day (Civil Code, art. 203).
    NextWorkingDay,
    /// It ends there.
    None,
}

/// A length of time, in days or hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Length {
    /// How many, at least 1 and at most 3650.
    #[cfg_attr(feature = "schemars", schemars(range(min = 1, max = 3650)))]
    pub n: u32,
    /// Of what.
    pub unit: LengthUnit,
    /// What a last day of rest does to natural days; absent: it ends there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roll: Option<Roll>,
    /// True where the source does not say which kind of day it means, and `unit` is this profile's choice.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub unit_assumed: bool,
}

impl Length {
    /// The last instant of a time in hours that begins at `start`; `None` for a time in days, which ends with its day.
    pub fn until(
        self,
        start: DateTime<FixedOffset>,
        hours: &Hours,
        calendar: &Calendar,
    ) -> Option<DateTime<FixedOffset>> {
        match self.unit {
            LengthUnit::WorkingDay | LengthUnit::NaturalDay => None,
            LengthUnit::Hour => start.checked_add_signed(Duration::hours(self.n.into())),
            LengthUnit::WorkingHour => hours.after(start, self.n.checked_mul(60)?, calendar),
        }
    }

    /// The last day of a time in days that begins on `start`; the end of the calendar when it lies beyond.
    ///
    /// Hours are counted from an instant ([`Length::until`]); a profile has them for clocks alone. Whole days of them are
    /// counted here, so that the answer is never too early.
    pub fn due(self, start: NaiveDate, calendar: &Calendar) -> Due {
        match self.unit {
            LengthUnit::Hour | LengthUnit::WorkingHour => Due {
                date: start
                    .checked_add_days(Days::new(self.n.div_ceil(24).into()))
                    .unwrap_or(NaiveDate::MAX),
                provisional: true,
            },
            LengthUnit::WorkingDay => calendar.add_working_days(start, self.n),
            LengthUnit::NaturalDay => {
                let date = start
                    .checked_add_days(Days::new(self.n.into()))
                    .unwrap_or(NaiveDate::MAX);
                match self.roll {
                    Some(Roll::NextWorkingDay) => calendar.roll(date),
                    Some(Roll::None) | None => Due {
                        date,
                        provisional: false,
                    },
                }
            }
        }
    }
}

/// The clocks of a rectification case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ClockName {
    /// 转办: until the case is with the unit.
    Dispatch,
    /// 签收: until the unit has signed for it.
    SignFor,
    /// 联系核实: until the reviewer was contacted.
    Contact,
    /// 立行立改: until a clear and reasonable complaint is put right.
    RectifySimple,
    /// 限期整改: until a complex one is put right, counted from the same start.
    RectifyComplex,
    /// 反馈: until the reviewer has the answer.
    Feedback,
    /// 回访: until the reviewer was asked again.
    Revisit,
    /// 重办: until a rejected rectification is handed in again.
    Redo,
    /// 申诉复核: until an appeal is decided.
    Adjudicate,
}

/// Which event starts a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum StartEvent {
    /// The bad review was accepted.
    Registered,
    /// The case was dispatched to the unit.
    Dispatched,
    /// The rectification was handed in.
    Submitted,
    /// The reviewer had the answer.
    FedBack,
    /// The case was reopened.
    Reopened,
    /// An appeal was lodged.
    Appealed,
}

/// One clock of a profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClockRule {
    /// Which clock.
    pub name: ClockName,
    /// What starts it.
    pub starts: StartEvent,
    /// How long it runs; absent where the source gives no number.
    #[serde(default)]
    pub length: Option<Length>,
    /// The words of the source where there is no number, such as "at once".
    #[serde(default)]
    pub words: Option<Text>,
    /// How well this is proved.
    pub mark: Mark,
    /// The article.
    #[serde(default)]
    pub basis: Vec<LawRef>,
}

/// What `ip-tool review clocks` is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClocksRequest {
    /// Name of the profile.
    pub profile: String,
    /// When every clock starts.
    pub started_at: DateTime<FixedOffset>,
}

/// The last day of a clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ClockDue {
    /// Which clock.
    pub name: ClockName,
    /// Its last day; `null` where the source gives no number.
    pub due_on: Option<NaiveDate>,
    /// Its last instant, where it is counted in hours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_at: Option<DateTime<FixedOffset>>,
    /// Whether a holiday notice that is still to come may move it.
    pub provisional: bool,
    /// How long it runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub length: Option<Length>,
    /// The words of the source where there is no number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<Text>,
    /// How well the rule is proved.
    pub mark: Mark,
    /// The article.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub basis: Vec<LawRef>,
}

/// The time zone of the civil day: China has one.
pub(crate) fn civil_day(at: DateTime<FixedOffset>) -> NaiveDate {
    FixedOffset::east_opt(8 * 3600).map_or_else(
        || at.date_naive(),
        |zone| at.with_timezone(&zone).date_naive(),
    )
}

impl ClockRule {
    /// Its last day when it starts at `start`, with these hours of office time.
    pub fn due(
        &self,
        start: DateTime<FixedOffset>,
        hours: &Hours,
        calendar: &Calendar,
    ) -> ClockDue {
        let until = self
            .length
            .and_then(|length| length.until(start, hours, calendar));
        let due = match until {
            Some(until) => Some(ending(until, calendar)),
            None => self
                .length
                .map(|length| length.due(civil_day(start), calendar)),
        };
        ClockDue {
            name: self.name,
            due_on: due.map(|d| d.date),
            due_at: until,
            provisional: due.is_some_and(|d| d.provisional),
            length: self.length,
            words: self.words.clone(),
            mark: self.mark,
            basis: self.basis.clone(),
        }
    }
}

/// The day of a last instant; provisional where no holiday notice is known for it yet.
pub(crate) fn ending(until: DateTime<FixedOffset>, calendar: &Calendar) -> Due {
    let date = civil_day(until);
    Due {
        date,
        provisional: calendar.roll(date).provisional,
    }
}

/// The last day of every clock of a profile, were all to start at once.
pub fn clocks(
    profile: &Profile,
    start: DateTime<FixedOffset>,
    calendar: &Calendar,
) -> Vec<ClockDue> {
    profile
        .clocks
        .iter()
        .map(|rule| rule.due(start, &profile.invitation.hours, calendar))
        .collect()
}

impl ClocksRequest {
    /// Answers with the shipped profiles.
    ///
    /// # Errors
    ///
    /// `eval.policy.unknown`.
    pub fn answer(&self, calendar: &Calendar) -> Result<Vec<ClockDue>, Problem> {
        Ok(clocks(
            &Profile::builtin(&self.profile)?,
            self.started_at,
            calendar,
        ))
    }
}
