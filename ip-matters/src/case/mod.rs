//! A case (办件): where it stands, what was said and when, and its clocks.
//!
//! ```text
//! decide(&Case, &Command, &Context) -> Result<Vec<Event>, Refusal>      evolve(Case, &Event) -> Case
//! ```
//!
//! `decide` judges a command under the rules in force and says what happens, or which guard and
//! which article stand against it. `evolve` is total: replaying the events gives the case. Before
//! it judges a command, `decide` lets every clock fire that should have fired by then, so that a
//! late correction notice meets a case which silence has already accepted.

mod acceptance;
mod allowed;
mod branch;
mod clock;
mod clocks;
mod closing;
mod command;
mod context;
mod decide;
mod event;
mod evolve;
mod fire;
mod guard;
mod hearing;
mod intake;
mod places;
mod reference;
mod review;
mod timeline;

pub use allowed::allowed;
pub use clock::{CalendarClock, CaseClock, ClockName, ClockStatus, ClockView};
pub(crate) use clock::{civil_day, end};
pub use command::{Command, CommandKind, Defect, DefectKind, Desk, RefusalGround};
pub use context::{Context, Queue};
pub use decide::decide;
pub use event::{CheckOutcome, Event, ForwardMode};
pub use evolve::{evolve, replay};
pub use guard::{CODES, Guard, Refusal};
pub use hearing::Hearing;
pub use places::Places;
pub use reference::{BadReference, Reference};
pub use timeline::{Moment, RemedyDue, timeline};

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;
use alloc::vec::Vec;

use chrono::NaiveDate;
use ip_core::money::Money;
use serde::{Deserialize, Serialize};

use crate::document::DocumentKind;
use crate::limit::Length;
use crate::matter::{Channel, MatterId, RegimeId};
use crate::regime::DeliveryChannel;

/// Where a case stands (办件状态).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize,
)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// 草稿: nothing was filed.
    #[default]
    Draft,
    /// 已提交: filed, no receipt yet.
    Submitted,
    /// 已收件: receipted; the time to check runs.
    Received,
    /// 待补正: the notice of corrections is served.
    AwaitingCorrection,
    /// 已受理: the decision clock runs.
    Accepted,
    /// 审查中.
    UnderReview,
    /// 特别程序中: the clock stands still.
    InSpecialProcedure,
    /// 已决定.
    Decided,
    /// 办结: the result is issued.
    Completed,
    /// 已送达: remedy periods run.
    Delivered,
    /// 不受理: nothing needs to be applied for.
    NotRequired,
    /// 不予受理.
    AcceptanceRefused,
    /// 转办: continues elsewhere.
    Forwarded,
    /// 撤回, by the applicant or deemed.
    Withdrawn,
    /// 视为未提出: what was to be corrected was not.
    DeemedNotFiled,
    /// 终止.
    Terminated,
    /// 撤销: the result was revoked.
    Revoked,
    /// 注销: the result was cancelled.
    Cancelled,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 18] = [
        Self::Draft,
        Self::Submitted,
        Self::Received,
        Self::AwaitingCorrection,
        Self::Accepted,
        Self::UnderReview,
        Self::InSpecialProcedure,
        Self::Decided,
        Self::Completed,
        Self::Delivered,
        Self::NotRequired,
        Self::AcceptanceRefused,
        Self::Forwarded,
        Self::Withdrawn,
        Self::DeemedNotFiled,
        Self::Terminated,
        Self::Revoked,
        Self::Cancelled,
    ];

    /// Whether nothing can happen any more.
    pub const fn is_final(self) -> bool {
        matches!(
            self,
            Self::NotRequired
                | Self::AcceptanceRefused
                | Self::Forwarded
                | Self::Withdrawn
                | Self::DeemedNotFiled
                | Self::Terminated
                | Self::Revoked
                | Self::Cancelled
        )
    }

    /// Whether the case is filed and not yet decided.
    pub const fn is_pending(self) -> bool {
        matches!(
            self,
            Self::Submitted
                | Self::Received
                | Self::AwaitingCorrection
                | Self::Accepted
                | Self::UnderReview
                | Self::InSpecialProcedure
        )
    }
}

/// How a case was accepted (受理方式).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// Everything was there.
    Normal,
    /// 视为受理: the authority was silent.
    Deemed,
    /// 容缺受理: papers follow.
    Tolerance,
    /// 告知承诺: decided on a commitment.
    Commitment,
}

/// What was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// 准予.
    Granted,
    /// 部分准予.
    PartlyGranted,
    /// 不予.
    Refused,
}

/// A notice of corrections (补正告知).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Notice {
    /// The day it was issued.
    pub on: NaiveDate,
    /// The day of its service, from which the period runs.
    pub served: NaiveDate,
    /// The applicant's period.
    pub period: Length,
    /// Everything that is to be corrected.
    pub defects: Vec<Defect>,
}

/// Papers that follow an acceptance (容缺).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Tolerance {
    /// What is missing.
    pub missing: BTreeSet<String>,
    /// The last day to bring it.
    pub due: NaiveDate,
}

/// Where a commitment (告知承诺) stands after the decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum CommitmentStatus {
    /// Not verified yet.
    Open,
    /// Verified and met.
    Met,
    /// What was promised was not done in time.
    NotPerformed,
    /// Rectification was ordered (责令整改).
    ToRectify,
}

/// What the applicant let pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Lapse {
    /// The period for corrections.
    NotCorrected,
    /// The day for papers that were to follow.
    NotFilled,
}

/// Why a time was not kept (逾期理由).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Overdue {
    /// The day on which the reasons were given.
    pub on: NaiveDate,
    /// Which time.
    pub clock: ClockName,
    /// The reasons, by reference.
    pub reason: Reference,
}

/// When a document reached the party, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Served {
    /// The day that counts as service.
    pub on: NaiveDate,
    /// By which channel, where it was recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<DeliveryChannel>,
}

/// What a case renews (延续).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Renewal {
    /// What expires, by reference.
    pub of: Reference,
    /// The day it was recorded.
    pub on: NaiveDate,
    /// Its last day; without a decision by then the renewal counts as granted.
    pub expires: NaiveDate,
}

/// A document that was issued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Issued {
    /// Which.
    pub kind: DocumentKind,
    /// Its number.
    pub number: String,
    /// Its day.
    pub on: NaiveDate,
    /// What was written about the step that issued it, by reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reference>,
    /// Its service; absent until it is recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub served: Option<Served>,
}

/// A case, folded from its events.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Case {
    /// Where it stands.
    pub state: State,
    /// The day of the last event.
    pub last: Option<NaiveDate>,
    /// Case number (办件编号).
    pub number: Option<Reference>,
    /// The matter.
    pub matter: Option<MatterId>,
    /// Version of the list entry.
    pub version: u32,
    /// Rules of procedure.
    pub regime: Option<RegimeId>,
    /// Their version, fixed at receipt.
    pub rules: Option<String>,
    /// The applicant, by reference.
    pub applicant: Option<Reference>,
    /// The agent, by reference.
    pub agent: Option<Reference>,
    /// The situation chosen.
    pub situation: Option<String>,
    /// How it was filed.
    pub channel: Option<Channel>,
    /// Papers that are in.
    pub materials: BTreeSet<String>,
    /// Papers that a check made unnecessary.
    pub waived: BTreeSet<String>,
    /// The day on which it was filed.
    #[serde(default)]
    pub submitted: Option<NaiveDate>,
    /// Why acceptance was refused.
    #[serde(default)]
    pub refusal: Option<RefusalGround>,
    /// The last day on which the applicant may not apply again, after a false statement.
    #[serde(default)]
    pub barred: Option<NaiveDate>,
    /// The places that work on it.
    #[serde(default)]
    pub places: Places,
    /// The file of the lower organ with which it came up.
    #[serde(default)]
    pub lower: Option<Reference>,
    /// The superior organ that decides what is only looked into here.
    #[serde(default)]
    pub upper: Option<Reference>,
    /// The day of receipt.
    pub received: Option<NaiveDate>,
    /// The day from which the time to check runs: receipt, or the last resubmission.
    pub check_from: Option<NaiveDate>,
    /// Notices of corrections, in order.
    pub notices: Vec<Notice>,
    /// Papers brought with a resubmission; a later notice may speak of them.
    pub resubmitted: BTreeSet<String>,
    /// What the last notice asked for and did not come yet.
    #[serde(default)]
    pub open_defects: BTreeSet<String>,
    /// The day from which acceptance counts.
    pub accepted: Option<NaiveDate>,
    /// How it was accepted.
    pub mode: Option<Mode>,
    /// Papers that follow.
    pub tolerance: Option<Tolerance>,
    /// The commitment.
    pub commitment: Option<CommitmentStatus>,
    /// Statutory clock of the decision.
    pub statutory: Option<CaseClock>,
    /// Promised clock of the decision.
    pub promised: Option<CaseClock>,
    /// The lower organ's clock, from its acceptance.
    #[serde(default)]
    pub preliminary: Option<CaseClock>,
    /// Whether the one extension was used.
    pub extended: bool,
    /// The other organs that handle it too.
    #[serde(default)]
    pub joint: BTreeSet<Reference>,
    /// Persons told that it touches them and not heard yet, with their last day.
    #[serde(default)]
    pub interested: BTreeMap<Reference, NaiveDate>,
    /// The hearing.
    #[serde(default)]
    pub hearing: Option<Hearing>,
    /// What it renews.
    #[serde(default)]
    pub renewal: Option<Renewal>,
    /// The special procedure that runs.
    pub special: Option<String>,
    /// Who reviews, by reference.
    pub reviewer: Option<Reference>,
    /// What was paid.
    pub paid: Option<Money>,
    /// The decision.
    pub verdict: Option<Verdict>,
    /// The day of the decision.
    pub decided: Option<NaiveDate>,
    /// The result, by reference.
    pub result: Option<Reference>,
    /// The day that counts as service, and the channel.
    pub delivered: Option<(NaiveDate, DeliveryChannel)>,
    /// What was written about the last step, by reference; documents of that step keep it.
    #[serde(default)]
    pub reason: Option<Reference>,
    /// The organ that is competent instead, by reference.
    #[serde(default)]
    pub competent: Option<Reference>,
    /// How long the special procedure was expected to take.
    #[serde(default)]
    pub special_needs: Option<Length>,
    /// By how much the time was extended.
    #[serde(default)]
    pub extension: Option<Length>,
    /// Papers for which a commitment stands in.
    #[serde(default)]
    pub pledged: BTreeSet<String>,
    /// Times that were not kept, each with the reasons that the authority gave.
    #[serde(default)]
    pub overdue: Vec<Overdue>,
    /// What the applicant let pass, where that ended the case.
    #[serde(default)]
    pub lapse: Option<Lapse>,
    /// Documents issued.
    pub documents: Vec<Issued>,
    /// How many events made it.
    pub events: u32,
}

impl Case {
    /// A case of which nothing was filed yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The notice that waits for corrections, or the last one answered.
    pub fn notice(&self) -> Option<&Notice> {
        self.notices.last()
    }
}
