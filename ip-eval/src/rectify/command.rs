//! What may be done to a case.

use alloc::string::String;
use alloc::vec::Vec;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::id::{CaseId, EvidenceRef, PersonRef, ReviewId, ServiceId, TextRef, UnitRef};
use crate::level::Level;
use crate::review::{NameMode, VoidGround};

/// How the reviewer was spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// By phone.
    Phone,
    /// By message on the platform or by SMS.
    Message,
    /// In person.
    InPerson,
}

/// What came of an attempt to reach the reviewer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ContactOutcome {
    /// The reviewer was reached.
    Reached,
    /// Nobody answered.
    NoAnswer,
}

/// What verification found (核实结论).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Finding {
    /// 属实.
    Founded,
    /// 部分属实.
    PartlyFounded,
    /// 不属实.
    Unfounded,
    /// 无法核实.
    Unverifiable,
}

/// What follows from the finding (处理方式).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Measure {
    /// 立行立改: put right at once.
    Immediate,
    /// 限期整改: put right by a planned day.
    TimeLimited,
    /// 解释说明: what was asked for has no basis in law; it is explained.
    Explain,
    /// 不属实: handed to the administration as an appeal.
    Unfounded,
}

/// Why the time for rectification stands still; a closed list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum PauseReason {
    /// Something is awaited from the reviewer.
    AwaitingReviewer,
    /// Another authority must answer first.
    AwaitingAuthority,
    /// Force majeure (不可抗力).
    ForceMajeure,
}

impl PauseReason {
    /// The name used in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AwaitingReviewer => "awaiting-reviewer",
            Self::AwaitingAuthority => "awaiting-authority",
            Self::ForceMajeure => "force-majeure",
        }
    }
}

/// How the answer reached the reviewer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Message {
    /// It was sent.
    Sent,
    /// It cannot be sent: the review is anonymous, or the reviewer proved unreachable.
    Impossible,
}

/// What the revisit heard (回访结果).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum RevisitOutcome {
    /// Satisfied with the rectification.
    Satisfied,
    /// Not satisfied.
    Dissatisfied,
    /// Nobody answered; never counted as satisfied.
    NoAnswer,
}

/// What someone wants done with a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(
    rename_all = "kebab-case",
    rename_all_fields = "camelCase",
    tag = "do",
    deny_unknown_fields
)]
pub enum Command {
    /// Opens the case of an accepted bad review (登记).
    Register {
        /// The case.
        case: CaseId,
        /// The review.
        review: ReviewId,
        /// The service reviewed.
        service: ServiceId,
        /// The level of the review.
        level: Level,
        /// Named or anonymous.
        name: NameMode,
        /// Whom it is about, under pseudonym.
        #[serde(default)]
        assessed: Option<PersonRef>,
    },
    /// Says what it is about (分类研判).
    Classify {
        /// Key of the category, such as `timeliness`.
        category: String,
    },
    /// Ends a case that is no bad review of this unit's service.
    MarkOutOfScope {
        /// The second person who decides.
        second: PersonRef,
        /// What proves it.
        evidence: Vec<EvidenceRef>,
    },
    /// Sends it to the unit that answers (转办).
    Dispatch {
        /// The unit.
        unit: UnitRef,
    },
    /// Asks for another unit (退单).
    Return {
        /// The right unit.
        to: UnitRef,
        /// The reason, by reference.
        reason: TextRef,
    },
    /// Sends it to the unit that was named.
    ApproveReturn,
    /// Leaves it where it is.
    RejectReturn,
    /// Signs for it (签收).
    SignFor,
    /// Records an attempt to reach the reviewer (联系核实).
    Contact {
        /// How.
        way: Way,
        /// What came of it.
        outcome: ContactOutcome,
    },
    /// Begins verification without contact: anonymous, or unreachable after the attempts.
    VerifyInternally,
    /// Decides what was found and what follows.
    Decide {
        /// What was found.
        finding: Finding,
        /// What follows.
        measure: Measure,
        /// By which day it will be put right; needed for a time-limited rectification.
        #[serde(default)]
        planned_on: Option<NaiveDate>,
        /// The reasons, by reference; needed unless it is put right at once.
        #[serde(default)]
        reasons: Option<TextRef>,
        /// What proves it; needed for an unfounded one.
        #[serde(default)]
        evidence: Vec<EvidenceRef>,
        /// The ground on which the review should be void; needed for an unfounded one.
        #[serde(default)]
        ground: Option<VoidGround>,
    },
    /// Gives the rectification more time (延期).
    Extend {
        /// How many days of the clock's own kind.
        days: u32,
        /// The reason, by reference.
        reason: TextRef,
    },
    /// Lets the clocks stand still.
    Pause {
        /// Why.
        reason: PauseReason,
    },
    /// Lets them run again.
    Resume,
    /// Hands in what was done (提交整改结果).
    Submit {
        /// The measures, by reference.
        measures: TextRef,
        /// What proves them.
        proof: Vec<EvidenceRef>,
    },
    /// Sends it back (退回重办).
    Reject {
        /// The reason, by reference.
        reason: TextRef,
    },
    /// Approves it and answers the reviewer (审核、反馈).
    Approve {
        /// How the answer reached the reviewer.
        message: Message,
        /// The answer, by reference.
        answer: TextRef,
    },
    /// Asks the reviewer again (回访).
    Revisit {
        /// How.
        way: Way,
        /// What was heard.
        outcome: RevisitOutcome,
    },
    /// Closes it (办结).
    Close {
        /// Why nothing more is done for a reviewer who is still dissatisfied, by reference.
        #[serde(default)]
        explanation: Option<TextRef>,
    },
    /// Takes it up again (重启).
    Reopen {
        /// The reason, by reference.
        reason: TextRef,
    },
    /// Records the level of a supplementary review (追评).
    NoteSupplementary {
        /// Its level.
        level: Level,
    },
    /// Says that the review should not count (申诉).
    Appeal {
        /// The ground.
        ground: VoidGround,
        /// What proves it.
        evidence: Vec<EvidenceRef>,
    },
    /// Finds that the review does not count (认定无效).
    Void {
        /// The ground found.
        ground: VoidGround,
        /// What proves it.
        evidence: Vec<EvidenceRef>,
        /// The second person who decides.
        second: PersonRef,
    },
    /// Finds that it counts (驳回申诉).
    Dismiss {
        /// The reason, by reference.
        reason: TextRef,
    },
    /// Puts a closed case away (归档).
    Archive,
    /// Shows review and answer to the public.
    Publish {
        /// The text that was cleared of personal data, by reference.
        text: TextRef,
    },
    /// Takes it from the public again.
    Withdraw,
    /// Cautions the unit by hand; the mark only rises.
    Caution {
        /// The mark.
        mark: super::Supervision,
    },
    /// Looks at the clocks.
    Tick,
}
