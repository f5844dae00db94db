//! What somebody wants to do with a case.

use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec::Vec;

use chrono::NaiveDate;
use ip_core::money::Money;
use serde::{Deserialize, Serialize};

use super::{CheckOutcome, ForwardMode, Reference, Verdict};
use crate::limit::{Length, RunsFrom};
use crate::material::WaiverMeans;
use crate::matter::{Channel, MatterId};
use crate::regime::{DeliveryChannel, RevocationGround};

/// What is wrong with a paper or a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum DefectKind {
    /// Not there.
    Missing,
    /// There, and not complete.
    Incomplete,
    /// Cannot be read.
    Illegible,
    /// Not in the form the law asks.
    InvalidForm,
    /// Contradicts another paper or field.
    Inconsistent,
    /// No longer valid.
    Expired,
}

/// One thing to correct.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Defect {
    /// Id of the paper or of the form's field.
    pub target: String,
    /// What is wrong with it.
    pub kind: DefectKind,
    /// What the clerk wrote about it, by reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Reference>,
}

/// Why acceptance is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum RefusalGround {
    /// Another organ is competent; it is named.
    OutOfCompetence,
    /// A fact was hidden or false.
    FalseStatement,
    /// Corrections did not come in time.
    NotCorrected,
}

/// Who stands behind a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Desk {
    /// The applicant or an agent.
    Applicant,
    /// The window.
    Clerk,
    /// Who examines and decides.
    Reviewer,
    /// Who supervises.
    Supervisor,
    /// The clock, a register, a job.
    System,
}

/// What nobody mentions was done in time.
const fn yes() -> bool {
    true
}

macro_rules! commands {
    ($($(#[doc = $doc:literal])+ $name:ident by $desk:ident $({ $($(#[$meta:meta])* $field:ident: $type:ty),* $(,)? })?;)+) => {
        /// A command, tagged `do` as in a replay request; free text and parties go by reference.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
        #[serde(tag = "do", rename_all = "kebab-case", rename_all_fields = "camelCase", deny_unknown_fields)]
        #[allow(missing_docs, reason = "the fields are documented by the event of the same name")]
        pub enum Command {
            $($(#[doc = $doc])+ $name $({ $($(#[$meta])* $field: $type),* })?,)+
        }

        /// A command without its facts.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
        #[serde(rename_all = "kebab-case")]
        pub enum CommandKind {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Command {
            /// Which command it is.
            pub const fn kind(&self) -> CommandKind {
                match self {
                    $(Self::$name { .. } => CommandKind::$name,)+
                }
            }
        }

        impl CommandKind {
            /// Every command.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// Who gives it.
            pub const fn desk(self) -> Desk {
                match self {
                    $(Self::$name => Desk::$desk,)+
                }
            }

            /// The names of its facts, as in the code.
            pub(crate) const fn facts(self) -> &'static [&'static str] {
                match self {
                    $(Self::$name => &[$($(stringify!($field)),*)?],)+
                }
            }
        }
    };
}

commands! {
    /// File the application (提交).
    Submit by Applicant {
        number: Reference,
        matter: MatterId,
        applicant: Reference,
        #[serde(default)]
        agent: Option<Reference>,
        #[serde(default)]
        situation: Option<String>,
        channel: Channel,
        materials: BTreeSet<String>,
        #[serde(default)]
        intake: Option<Reference>,
        #[serde(default)]
        lower: Option<Reference>,
    };
    /// Receipt it (收件).
    Receive by Clerk;
    /// Tell that nothing needs to be applied for (不受理).
    FindNotRequired by Clerk { reason: Reference };
    /// Refuse acceptance (不予受理).
    RefuseAcceptance by Clerk {
        ground: RefusalGround,
        reason: Reference,
        #[serde(default)]
        competent: Option<Reference>,
    };
    /// Let the applicant mend an error at once (当场更正).
    CorrectOnSpot by Clerk { materials: BTreeSet<String> };
    /// List everything to correct, once (一次性告知补正).
    NotifyCorrection by Clerk {
        defects: Vec<Defect>,
        #[serde(default)]
        period: Option<Length>,
        #[serde(default)]
        served: Option<NaiveDate>,
    };
    /// Bring the corrections (补正).
    Resubmit by Applicant {
        materials: BTreeSet<String>,
        #[serde(default)]
        fields: BTreeSet<String>,
    };
    /// Check a register or certificate instead of a paper (免证核验).
    CheckRegister by System {
        material: String,
        #[serde(rename = "means")]
        by: WaiverMeans,
        register: String,
        outcome: CheckOutcome,
        response: Reference,
        consent: Reference,
    };
    /// Accept (受理).
    Accept by Clerk;
    /// Accept with papers to follow (容缺受理).
    AcceptWithTolerance by Clerk { missing: BTreeSet<String>, promise: Reference, due: NaiveDate };
    /// Choose notification and commitment (选择告知承诺).
    ElectCommitment by Applicant { commitment: Reference };
    /// Bring what was to follow (补齐容缺材料).
    FillMissing by Applicant { materials: BTreeSet<String> };
    /// Give it to a reviewer (分办).
    Assign by Reviewer { reviewer: Reference };
    /// Record a verification of the facts by at least two officers (核查).
    VerifyFacts by Reviewer { officers: BTreeSet<Reference>, record: Reference };
    /// Hear a person the decision touches (告知利害关系人).
    NotifyInterested by Reviewer { party: Reference, until: NaiveDate };
    /// Record what that person said (听取意见).
    HearStatement by Reviewer { party: Reference, record: Reference };
    /// Tell a party of the right to a hearing (告知听证权利).
    TellHearing by Reviewer { party: Reference };
    /// Ask for the hearing (申请听证).
    RequestHearing by Applicant { party: Reference, request: Reference };
    /// Tell when and where it is held (听证通知).
    ScheduleHearing by Reviewer { day: NaiveDate, notice: Reference };
    /// Start a procedure whose time is not counted (启动特别程序).
    StartSpecial by Reviewer {
        kind: String,
        notice: Reference,
        #[serde(default)]
        needs: Option<Length>,
    };
    /// End it (结束特别程序).
    EndSpecial by Reviewer { result: Reference };
    /// Extend the time, once (延长期限).
    Extend by Reviewer { n: u32, approver: String, reason: Reference };
    /// Handle it together with other organs (联合办理).
    StartJoint by Reviewer { organs: BTreeSet<Reference>, record: Reference };
    /// Look into it first for the superior organ, which decides (下级初审).
    StartPreliminary by Reviewer { upper: Reference };
    /// Send the opinion and the whole file up (报送上级).
    SendUp by Reviewer { opinion: Reference, file: Reference };
    /// Record the day from which a limit runs that counts neither from receipt nor from acceptance (登记起算日).
    RecordStart by Reviewer { what: RunsFrom, day: NaiveDate, evidence: Reference };
    /// Treat it as the renewal of what expires on a day (延续).
    Renew by Clerk { of: Reference, expires: NaiveDate };
    /// Record a payment (登记缴费).
    RecordFeePaid by Clerk { amount: Money, receipt: Reference };
    /// Decide (决定).
    Decide by Reviewer {
        verdict: Verdict,
        #[serde(default)]
        reasons: Option<Reference>,
    };
    /// Issue the result (制证).
    IssueResult by Reviewer { result: Reference };
    /// Serve it (送达).
    Deliver by Clerk {
        channel: DeliveryChannel,
        dispatched: NaiveDate,
        #[serde(default)]
        received: Option<NaiveDate>,
        evidence: Reference,
    };
    /// Withdraw (撤回).
    Withdraw by Applicant {
        #[serde(default)]
        reason: Option<Reference>,
    };
    /// End a case whose object is gone (终止).
    Terminate by Reviewer { reason: Reference };
    /// Verify a commitment after the decision (核查承诺).
    VerifyCommitment by Reviewer {
        met: bool,
        #[serde(default = "yes")]
        performed: bool,
        record: Reference,
    };
    /// Revoke the result (撤销).
    Revoke by Reviewer {
        ground: RevocationGround,
        reason: Reference,
        #[serde(default)]
        public_harm: bool,
    };
    /// Cancel the result (注销).
    Cancel by Reviewer { reason: Reference };
    /// Send it to the place that decides, or share the work with it (转办、通办).
    Forward by Clerk {
        to: Reference,
        mode: ForwardMode,
        #[serde(default)]
        agreement: Option<Reference>,
    };
    /// Press for progress (督办).
    Urge by Supervisor { reason: Reference };
    /// Take the commitment back before the decision (撤回承诺).
    WithdrawCommitment by Applicant;
    /// Say why a time was not kept (说明逾期理由).
    ExplainOverdue by Reviewer { reason: Reference };
    /// Let the clocks fire that are due.
    Tick by System;
}
