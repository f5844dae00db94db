//! Time limits of a matter (办结时限): how long, who must keep it, and what a miss means.

use core::cmp::Ordering;
use core::fmt;

use ip_core::law::{LawRef, Mark};
use ip_core::text::Text;
use serde::{Deserialize, Serialize};

use crate::profile::name_of;

/// The unit a limit is counted in; a working day is never a number of hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum LimitUnit {
    /// 工作日.
    WorkingDay,
    /// 自然日.
    Day,
    /// 工作小时.
    WorkingHour,
    /// 小时.
    Hour,
    /// 月.
    Month,
    /// 年.
    Year,
}

/// A length of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Length {
    /// How many; zero working days is "on the spot".
    pub n: u32,
    /// Of what.
    pub unit: LimitUnit,
}

impl Length {
    /// A length in working days.
    pub const fn working_days(n: u32) -> Self {
        Self {
            n,
            unit: LimitUnit::WorkingDay,
        }
    }

    /// Which is longer, where the units allow an answer: the same unit, years against months, or
    /// nothing at all against anything.
    ///
    /// ```
    /// use core::cmp::Ordering;
    /// use ip_matters::limit::{Length, LimitUnit};
    /// let month = Length { n: 1, unit: LimitUnit::Month };
    /// assert_eq!(Length::working_days(10).compare(Length::working_days(20)), Some(Ordering::Less));
    /// assert_eq!(Length::working_days(10).compare(month), None);
    /// ```
    pub fn compare(self, other: Self) -> Option<Ordering> {
        let months = |length: Self| match length.unit {
            LimitUnit::Month => Some(u64::from(length.n)),
            LimitUnit::Year => Some(u64::from(length.n) * 12),
            _ => None,
        };
        if self.unit == other.unit {
            return Some(self.n.cmp(&other.n));
        }
        match (months(self), months(other)) {
            (Some(a), Some(b)) => Some(a.cmp(&b)),
            _ if self.n == 0 || other.n == 0 => Some(self.n.cmp(&other.n)),
            _ => None,
        }
    }
}

impl fmt::Display for Length {
    /// The number and the unit's name in JSON: `10 working-day`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.n, name_of(&self.unit).unwrap_or_default())
    }
}

/// Whom a limit binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Owner {
    /// The authority (办理机关).
    Authority,
    /// The applicant (申请人).
    Applicant,
}

/// Whether law sets a limit or somebody aims at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum LimitKind {
    /// Set by law (法定).
    #[default]
    Statutory,
    /// A policy target or usual practice.
    Target,
}

/// A day from which a limit runs that is neither the receipt nor the acceptance of the case: until it is
/// recorded, the limit has no last day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum RunsFrom {
    /// The end of the publication period (公告期满).
    PublicationEnd,
    /// The grant of the fast track (同意快速审查).
    FastTrackGranted,
    /// The announcement of the grant (授权公告).
    Grant,
}

/// What follows when a limit is missed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum OnMiss {
    /// The authority is late and must say why.
    Overdue,
    /// The application counts as withdrawn (视为撤回).
    DeemedWithdrawn,
    /// The request counts as not made (视为未提出).
    DeemedNotMade,
    /// The right to be granted counts as abandoned (视为放弃).
    DeemedAbandoned,
    /// The application is not accepted (不予受理).
    NotAccepted,
    /// The right, or the right to act, is lost.
    RightLapses,
    /// What comes late may be left aside.
    MayBeDisregarded,
    /// The applicant may go ahead.
    MayProceed,
    /// The procedure goes on without it.
    ProcedureContinues,
    /// A suspended procedure starts again.
    ProcedureResumes,
    /// A grace period begins.
    Grace,
    /// The fact cannot be held against others.
    NoEffectAgainstThirdParties,
    /// A duty is breached; a sanction may follow.
    BreachOfDuty,
}

/// A time limit of a matter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Limit {
    /// Name of the limit within its matter; `decide` is the one the case clock runs on.
    pub id: alloc::string::String,
    /// Whom it binds.
    pub owner: Owner,
    /// Law or target.
    #[serde(default)]
    pub kind: LimitKind,
    /// How many.
    pub n: u32,
    /// Of what.
    pub unit: LimitUnit,
    /// By how much it may be extended, in the same unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<u32>,
    /// The situation in which alone it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub situation: Option<alloc::string::String>,
    /// From which other day it runs; receipt or acceptance, as the regime says, where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<RunsFrom>,
    /// What must happen, and from when the time runs.
    pub what: Text,
    /// What follows a miss.
    pub on_miss: OnMiss,
    /// Where it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<LawRef>,
    /// How well it is proved; filled from the field's provenance where the data says nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<Mark>,
}

impl Limit {
    /// Its length.
    pub const fn length(&self) -> Length {
        Length {
            n: self.n,
            unit: self.unit,
        }
    }
}
