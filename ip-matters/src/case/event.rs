//! What happened to a case.
//!
//! Events hold days, keys and references, never personal data. A deemed acceptance has two days: the
//! day on which it was recorded and the day from which it counts.

use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec::Vec;

use chrono::NaiveDate;
use ip_core::money::Money;
use serde::{Deserialize, Serialize};

use super::{ClockName, Defect, Mode, Reference, RefusalGround, Verdict};
use crate::document::DocumentKind;
use crate::limit::{Length, LimitUnit, RunsFrom};
use crate::material::WaiverMeans;
use crate::matter::{Channel, MatterId, RegimeId};
use crate::regime::{DeliveryChannel, RevocationGround};

/// What a register answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum CheckOutcome {
    /// It agrees: the paper is not needed.
    Match,
    /// It differs: the paper is asked; nothing is refused for that alone.
    Mismatch,
    /// It did not answer: the paper is asked.
    Unavailable,
}

/// How places work together on a case (跨区域通办).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ForwardMode {
    /// The window collects, the other place accepts and decides (异地代收代办).
    CollectForOther,
    /// Another organ is competent and takes over (转办).
    Transfer,
    /// The window helps, the place that decides does everything online (全程网办).
    FullyOnline,
    /// The places handle it together and agreed who does what (多地联办).
    Joint,
}

/// An event of a case; `on` is the civil day in China.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(
    tag = "type",
    rename_all = "kebab-case",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum Event {
    /// Filed.
    Submitted {
        /// Day.
        on: NaiveDate,
        /// Case number.
        number: Reference,
        /// Matter.
        matter: MatterId,
        /// Version of the list entry.
        version: u32,
        /// Rules of procedure.
        regime: RegimeId,
        /// Applicant.
        applicant: Reference,
        /// Agent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        agent: Option<Reference>,
        /// Situation.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        situation: Option<String>,
        /// Channel.
        channel: Channel,
        /// Papers brought.
        materials: BTreeSet<String>,
        /// The place that took it in, where it is not the one that decides.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        intake: Option<Reference>,
        /// The file of the lower organ with which it came up.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        lower: Option<Reference>,
    },
    /// Receipted.
    Received {
        /// Day.
        on: NaiveDate,
        /// Version of the rules that the case keeps.
        rules: String,
    },
    /// The clocks of the decision start.
    ClocksStarted {
        /// Day of the record.
        on: NaiveDate,
        /// The day they start from, which is not counted.
        from: NaiveDate,
        /// Statutory budget; absent where law sets none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        statutory: Option<Length>,
        /// Promised budget.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        promised: Option<Length>,
    },
    /// Told that nothing needs to be applied for.
    FoundNotRequired {
        /// Day.
        on: NaiveDate,
        /// Reason.
        reason: Reference,
    },
    /// Acceptance refused.
    AcceptanceRefused {
        /// Day.
        on: NaiveDate,
        /// Ground.
        ground: RefusalGround,
        /// Reason; absent when the clock did it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Reference>,
        /// The competent organ.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        competent: Option<Reference>,
        /// Whether the applicant is warned.
        #[serde(default, skip_serializing_if = "core::ops::Not::not")]
        warned: bool,
        /// The last day on which the applicant may not apply again.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        barred: Option<NaiveDate>,
    },
    /// Mended at once.
    CorrectedOnSpot {
        /// Day.
        on: NaiveDate,
        /// Papers.
        materials: BTreeSet<String>,
    },
    /// Everything to correct was listed.
    CorrectionNotified {
        /// Day.
        on: NaiveDate,
        /// Day of service.
        served: NaiveDate,
        /// The applicant's period.
        period: Length,
        /// The list.
        defects: Vec<Defect>,
        /// Whether the clocks of the decision stand still until the corrections are in.
        #[serde(default = "yes")]
        pauses: bool,
        /// Whether one notice should have said everything and this is a second one.
        #[serde(default, skip_serializing_if = "core::ops::Not::not")]
        second: bool,
    },
    /// Corrections came in.
    Resubmitted {
        /// Day.
        on: NaiveDate,
        /// Papers.
        materials: BTreeSet<String>,
        /// Fields of the form that were answered anew; absent in what was written before they were kept, when a
        /// resubmission counted as a whole.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        fields: Option<BTreeSet<String>>,
    },
    /// A register was asked instead of the applicant.
    RegisterChecked {
        /// Day.
        on: NaiveDate,
        /// Paper.
        material: String,
        /// Means.
        by: WaiverMeans,
        /// Register.
        register: String,
        /// Answer.
        outcome: CheckOutcome,
        /// The answer itself.
        response: Reference,
        /// The consent of whom it concerns.
        consent: Reference,
    },
    /// Accepted.
    Accepted {
        /// Day of the record.
        on: NaiveDate,
        /// The day from which acceptance counts.
        effective: NaiveDate,
        /// How.
        mode: Mode,
        /// The written promise or commitment.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        undertaking: Option<Reference>,
        /// Papers that follow, or for which a commitment stands in.
        #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
        missing: BTreeSet<String>,
        /// The last day for them.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due: Option<NaiveDate>,
    },
    /// Papers that were to follow came in.
    MissingFilled {
        /// Day.
        on: NaiveDate,
        /// Papers.
        materials: BTreeSet<String>,
    },
    /// Given to a reviewer.
    Assigned {
        /// Day.
        on: NaiveDate,
        /// Reviewer.
        reviewer: Reference,
    },
    /// Facts were verified.
    FactsVerified {
        /// Day.
        on: NaiveDate,
        /// Officers.
        officers: BTreeSet<Reference>,
        /// Record.
        record: Reference,
    },
    /// A person whom the decision touches was told.
    InterestedNotified {
        /// Day.
        on: NaiveDate,
        /// Party.
        party: Reference,
        /// The last day to say something.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<NaiveDate>,
    },
    /// That person was heard.
    StatementHeard {
        /// Day.
        on: NaiveDate,
        /// Party.
        party: Reference,
        /// Record.
        record: Reference,
    },
    /// A party was told of the right to a hearing.
    HearingTold {
        /// Day.
        on: NaiveDate,
        /// Party.
        party: Reference,
    },
    /// A hearing was asked for.
    HearingRequested {
        /// Day.
        on: NaiveDate,
        /// Party.
        party: Reference,
        /// The request.
        request: Reference,
    },
    /// The parties were told when the hearing is held.
    HearingScheduled {
        /// Day.
        on: NaiveDate,
        /// The day of the hearing.
        day: NaiveDate,
        /// The notice.
        notice: Reference,
    },
    /// Several organs handle it together.
    JointStarted {
        /// Day.
        on: NaiveDate,
        /// The other organs.
        organs: BTreeSet<Reference>,
        /// The statutory budget from then on; absent where the matter's own law sets it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        budget: Option<Length>,
        /// Record.
        record: Reference,
    },
    /// A lower organ looks into it first.
    PreliminaryStarted {
        /// Day.
        on: NaiveDate,
        /// The superior organ that decides.
        upper: Reference,
        /// The lower organ's time, from its acceptance.
        budget: Length,
    },
    /// Opinion and file went up.
    SentUp {
        /// Day.
        on: NaiveDate,
        /// The superior organ.
        to: Reference,
        /// The opinion.
        opinion: Reference,
        /// The file.
        file: Reference,
    },
    /// The day from which a limit runs is known.
    StartRecorded {
        /// Day of the record.
        on: NaiveDate,
        /// Which day it is.
        what: RunsFrom,
        /// That day.
        day: NaiveDate,
        /// Evidence.
        evidence: Reference,
    },
    /// It renews something that expires.
    RenewalRecorded {
        /// Day.
        on: NaiveDate,
        /// What is renewed.
        of: Reference,
        /// The last day of what is renewed.
        expires: NaiveDate,
    },
    /// Nobody decided before the expiry: the law takes the renewal as granted.
    DeemedRenewed {
        /// Day of the record.
        on: NaiveDate,
        /// The day from which the grant counts.
        effective: NaiveDate,
    },
    /// A special procedure began.
    SpecialStarted {
        /// The first day that is not counted.
        on: NaiveDate,
        /// Key of the procedure.
        kind: String,
        /// The written notice.
        notice: Reference,
        /// How long it is expected to take.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        needs: Option<Length>,
    },
    /// It ended.
    SpecialEnded {
        /// The day that counts again.
        on: NaiveDate,
        /// Result.
        result: Reference,
    },
    /// The statutory time was extended.
    Extended {
        /// Day.
        on: NaiveDate,
        /// How many.
        n: u32,
        /// Of what.
        unit: LimitUnit,
        /// Who approved it.
        approver: String,
        /// Reason.
        reason: Reference,
    },
    /// A payment was recorded.
    FeePaid {
        /// Day.
        on: NaiveDate,
        /// Amount.
        amount: Money,
        /// Receipt.
        receipt: Reference,
    },
    /// Decided.
    Decided {
        /// Day.
        on: NaiveDate,
        /// What.
        verdict: Verdict,
        /// Reasons.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reasons: Option<Reference>,
    },
    /// The result was issued.
    ResultIssued {
        /// Day.
        on: NaiveDate,
        /// The result.
        result: Reference,
    },
    /// The applicant may review the service.
    ReviewInvited {
        /// Day.
        on: NaiveDate,
    },
    /// Served.
    Delivered {
        /// Day of the record.
        on: NaiveDate,
        /// Channel.
        channel: DeliveryChannel,
        /// The day that counts as service.
        counts_on: NaiveDate,
        /// Evidence.
        evidence: Reference,
    },
    /// Withdrawn.
    Withdrawn {
        /// Day.
        on: NaiveDate,
        /// Whether the law presumes it.
        deemed: bool,
        /// Reason.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Reference>,
    },
    /// The request counts as never made: what was to be corrected was not.
    DeemedNotFiled {
        /// Day.
        on: NaiveDate,
    },
    /// Ended without a decision.
    Terminated {
        /// Day.
        on: NaiveDate,
        /// Reason.
        reason: Reference,
    },
    /// A commitment was verified.
    CommitmentVerified {
        /// Day.
        on: NaiveDate,
        /// Whether it was met.
        met: bool,
        /// Whether what was promised was done in time; if so and it is not met, rectification is ordered.
        #[serde(default = "yes")]
        performed: bool,
        /// Record.
        record: Reference,
    },
    /// The result was revoked.
    Revoked {
        /// Day.
        on: NaiveDate,
        /// Ground; absent in what was written before grounds were kept.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ground: Option<RevocationGround>,
        /// Whether the organ owes compensation.
        #[serde(default, skip_serializing_if = "core::ops::Not::not")]
        compensates: bool,
        /// Reason.
        reason: Reference,
    },
    /// The result was cancelled.
    Cancelled {
        /// Day.
        on: NaiveDate,
        /// Reason.
        reason: Reference,
    },
    /// Sent elsewhere.
    Forwarded {
        /// Day.
        on: NaiveDate,
        /// Whereto.
        to: Reference,
        /// How.
        mode: ForwardMode,
        /// Who does what, as the places agreed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        agreement: Option<Reference>,
    },
    /// Pressed for progress.
    Urged {
        /// Day.
        on: NaiveDate,
        /// Reason.
        reason: Reference,
    },
    /// The commitment was taken back; the case is where it was before it.
    CommitmentWithdrawn {
        /// Day.
        on: NaiveDate,
        /// Whether the clocks of the decision start anew with the next acceptance.
        #[serde(default)]
        anew: bool,
    },
    /// The authority said why it did not keep a time; the reasons are published.
    OverdueExplained {
        /// Day.
        on: NaiveDate,
        /// Which time.
        clock: ClockName,
        /// Reasons.
        reason: Reference,
    },
    /// A document was issued.
    DocumentIssued {
        /// Day.
        on: NaiveDate,
        /// Which.
        kind: DocumentKind,
        /// Its number.
        number: String,
    },
}

/// What was written before the rules said it: the clocks stood still, a commitment was performed.
const fn yes() -> bool {
    true
}

impl Event {
    /// The day of the record.
    pub const fn on(&self) -> NaiveDate {
        match self {
            Self::Submitted { on, .. }
            | Self::Received { on, .. }
            | Self::ClocksStarted { on, .. }
            | Self::FoundNotRequired { on, .. }
            | Self::AcceptanceRefused { on, .. }
            | Self::CorrectedOnSpot { on, .. }
            | Self::CorrectionNotified { on, .. }
            | Self::Resubmitted { on, .. }
            | Self::RegisterChecked { on, .. }
            | Self::Accepted { on, .. }
            | Self::MissingFilled { on, .. }
            | Self::Assigned { on, .. }
            | Self::FactsVerified { on, .. }
            | Self::InterestedNotified { on, .. }
            | Self::StatementHeard { on, .. }
            | Self::HearingTold { on, .. }
            | Self::HearingRequested { on, .. }
            | Self::HearingScheduled { on, .. }
            | Self::JointStarted { on, .. }
            | Self::PreliminaryStarted { on, .. }
            | Self::SentUp { on, .. }
            | Self::StartRecorded { on, .. }
            | Self::RenewalRecorded { on, .. }
            | Self::DeemedRenewed { on, .. }
            | Self::SpecialStarted { on, .. }
            | Self::SpecialEnded { on, .. }
            | Self::Extended { on, .. }
            | Self::FeePaid { on, .. }
            | Self::Decided { on, .. }
            | Self::ResultIssued { on, .. }
            | Self::ReviewInvited { on }
            | Self::Delivered { on, .. }
            | Self::Withdrawn { on, .. }
            | Self::DeemedNotFiled { on }
            | Self::Terminated { on, .. }
            | Self::CommitmentVerified { on, .. }
            | Self::Revoked { on, .. }
            | Self::Cancelled { on, .. }
            | Self::Forwarded { on, .. }
            | Self::Urged { on, .. }
            | Self::CommitmentWithdrawn { on, .. }
            | Self::OverdueExplained { on, .. }
            | Self::DocumentIssued { on, .. } => *on,
        }
    }
    /// What somebody wrote about it, to which a document of this event refers.
    pub const fn reason(&self) -> Option<&Reference> {
        match self {
            Self::FoundNotRequired { reason, .. }
            | Self::Extended { reason, .. }
            | Self::Terminated { reason, .. }
            | Self::Revoked { reason, .. }
            | Self::Cancelled { reason, .. }
            | Self::Urged { reason, .. }
            | Self::OverdueExplained { reason, .. } => Some(reason),
            Self::AcceptanceRefused { reason, .. } | Self::Withdrawn { reason, .. } => {
                reason.as_ref()
            }
            Self::Decided { reasons, .. } => reasons.as_ref(),
            Self::SpecialStarted { notice, .. } => Some(notice),
            Self::Forwarded { to, .. } => Some(to),
            Self::CommitmentVerified { record, .. } => Some(record),
            _ => None,
        }
    }
}
