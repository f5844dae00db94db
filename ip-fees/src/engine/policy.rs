//! Readings of rules on which the sources are silent or disagree, each a switch with a name.

use serde::{Deserialize, Serialize};

use crate::annuity::LateBandOrigin;

/// The readings by which an engine calculates; the default is the one that the sources favour.
///
/// ```
/// use ip_fees::engine::{Engine, Policy, WaiverDay};
/// let policy = Policy { waiver_day: WaiverDay::Entry, ..Policy::default() };
/// let engine = Engine::builtin()?.with_policy(policy);
/// assert_eq!(engine.policy().waiver_day, WaiverDay::Entry);
/// # Ok::<(), ip_core::problem::Problems>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Policy {
    /// From which day the months of delay are counted.
    pub late_band_origin: LateBandOrigin,
    /// What the late payment fee of the receiving office is at least.
    pub late_payment_floor: LatePaymentFloor,
    /// Which day picks the rate of an item that is chosen by its due date.
    pub suspension_day: SuspensionDay,
    /// Which day picks what an entry into the national phase is spared.
    pub waiver_day: WaiverDay,
    /// Which annuities an open licence cuts.
    pub open_licence: OpenLicenceYears,
    /// How many days of compensation make a year.
    pub compensation_year: CompensationYear,
    /// From which day the notice of 2024 on patent fees counts.
    pub notice_of_2024: NoticeOf2024,
    /// What an entry into the national phase is spared when a reduction would spare more.
    pub waiver_or_reduction: WaiverOrReduction,
    /// Whether a refund is paid to the cent.
    pub refund_cents: RefundCents,
}

impl Policy {
    /// The readings that the sources favour.
    pub const DEFAULT: Self = Self {
        late_band_origin: LateBandOrigin::Nominal,
        late_payment_floor: LatePaymentFloor::OfTheDay,
        suspension_day: SuspensionDay::Due,
        waiver_day: WaiverDay::Payment,
        open_licence: OpenLicenceYears::DueInside,
        compensation_year: CompensationYear::Shorter,
        notice_of_2024: NoticeOf2024::Practice,
        waiver_or_reduction: WaiverOrReduction::Better,
        refund_cents: RefundCents::Paid,
    };
}

/// What the late payment fee of the receiving office is at least, now that the transmittal fee,
/// which the rule names, is no longer collected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum LatePaymentFloor {
    /// The transmittal fee of the day, be it zero.
    #[default]
    OfTheDay,
    /// The transmittal fee as it was last collected.
    LastCharged,
}

/// Which day picks the rate of an item that is chosen by its due date. The notice of 2018 names the
/// due date; a report has it that whatever was paid after the change was free.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum SuspensionDay {
    /// The last day for paying.
    #[default]
    Due,
    /// The day of payment, if that is later.
    Payment,
}

/// Which day picks what an entry into the national phase is spared; the notices name none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum WaiverDay {
    /// The day of payment.
    #[default]
    Payment,
    /// The day of the act.
    Entry,
}

/// Which annuities an open licence cuts: the source says those "during" it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum OpenLicenceYears {
    /// Those that fall due while it is carried out.
    #[default]
    DueInside,
    /// Those of every patent year in which it is carried out on some day.
    AnyDay,
}

/// How many days of compensation make a full year, which no source prints: the tariff has a shorter
/// and a longer year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum CompensationYear {
    /// The shorter one, so that a year is soon full.
    #[default]
    Shorter,
    /// The longer one.
    Longer,
}

/// From which day the notice of 2024 on patent fees (`财税〔2024〕23号`) counts: it applies "from issue",
/// and is dated eleven days before the day that practice names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum NoticeOf2024 {
    /// The day that practice names.
    #[default]
    Practice,
    /// The day on which it is dated.
    Issue,
}

/// What an entry into the national phase is spared when a reduction of the applicants would spare
/// more than the waiver: the notices say of neither that it excludes the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum WaiverOrReduction {
    /// The reduction, as it spares more.
    #[default]
    Better,
    /// The waiver alone.
    Waiver,
}

/// Whether half of a reduced examination fee is paid back to the cent; no source shows one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum RefundCents {
    /// To the cent.
    #[default]
    Paid,
    /// In whole yuan, the rest kept.
    Kept,
}
