//! How periods are counted (期限计算): regimes, service, months and rest days, with the trace of steps.
//!
//! The start day is not counted; a month or year ends on the corresponding day or, where the month
//! lacks it, on its last day; a period that ends on a rest day ends on the first working day after
//! it (`Patent Implementing Rules 2023, r. 5`; `Trademark Regulations 2014, r. 12`; `Civil Code, arts. 200–204`). Both days are
//! kept: the nominal one and the effective one.
//!
//! ```
//! use ip_core::calendar::Calendar;
//! use ip_core::period::{Request, Rules};
//! let request: Request = serde_json::from_str(
//!     r#"{"regime": "patent", "trigger": "2025-12-31", "length": {"n": 2, "unit": "month"}}"#,
//! )?;
//! let deadline = Rules::builtin()?.deadline(&request, &Calendar::builtin()?)?;
//! assert_eq!(deadline.nominal.to_string(), "2026-02-28"); // a Saturday that is worked
//! assert_eq!(deadline.effective, deadline.nominal);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod count;
mod deadline;
mod request;
mod rules;
mod workdays;

use core::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use count::{End, Ends, PeriodError, Roll, Span, Start};
pub use deadline::{Alternative, Covered, Deadline, Step};
pub(crate) use deadline::{Found, choose};
pub use request::{Base, ExtensionRequest, FactValue, PauseSpan, Request};
pub use rules::{Basis, DayUnit, RegimeRules, Rules, ServiceRule};
pub use workdays::{Workdays, WorkdaysRequest, workdays};

/// Codes this module can emit.
pub const CODES: &[&str] = &[
    "core.period.unreadable",
    "core.deadline.missing",
    "core.deadline.conflict",
    "core.deadline.out-of-range",
    "core.deadline.unit",
    "core.deadline.received-before-dispatch",
    "core.deadline.no-service-rule",
    "core.deadline.pauses-need-working-days",
    "core.deadline.pause",
    "core.deadline.too-deep",
    "core.deadline.limit-elsewhere",
];

/// A body of law that says how periods are counted (期限制度).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Regime {
    /// Patent procedure (专利).
    Patent,
    /// Trademark procedure (商标).
    Trademark,
    /// Administrative licensing (行政许可): working days throughout.
    Licensing,
    /// Administrative reconsideration (行政复议).
    Reconsideration,
    /// Litigation (诉讼).
    Litigation,
    /// Civil law (民事).
    Civil,
    /// Administrative penalty (行政处罚).
    Penalty,
    /// Administrative enforcement (行政强制): periods of ten days or fewer are working days.
    Enforcement,
}

/// The unit of a length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// Days; the regime says whether that means working days.
    Day,
    /// Working days.
    WorkingDay,
    /// Months.
    Month,
    /// Years.
    Year,
}

/// How long a period is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Length {
    /// How many.
    pub n: u32,
    /// Of what.
    pub unit: Unit,
}

impl Length {
    /// A length.
    pub const fn new(n: u32, unit: Unit) -> Self {
        Self { n, unit }
    }
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = match self.unit {
            Unit::Day => "day",
            Unit::WorkingDay => "working-day",
            Unit::Month => "month",
            Unit::Year => "year",
        };
        write!(f, "{} {unit}", self.n)
    }
}

/// How a document reaches the party (送达方式).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Channel {
    /// Through an electronic system (电子送达).
    Electronic,
    /// By post (邮寄送达).
    Post,
    /// Handed over (直接送达).
    Direct,
    /// By public notice (公告送达).
    PublicNotice,
}

/// How and when a document was served.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Service {
    /// The channel.
    pub channel: Channel,
    /// The day of dispatch, or of the public notice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dispatched: Option<NaiveDate>,
    /// The day of receipt, only when proved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received: Option<NaiveDate>,
}
