//! What happened to a case: who, when, and what changed.

use alloc::string::String;
use alloc::vec::Vec;

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};

use super::actor::Actor;
use super::clock::Verdict;
use super::command::{ContactOutcome, Finding, Measure, Message, RevisitOutcome, Way};
use super::state::{Outcome, Supervision};
use crate::id::{CaseId, EvidenceRef, PersonRef, ReviewId, ServiceId, TextRef, UnitRef};
use crate::level::Level;
use crate::policy::{ClockName, Length};
use crate::review::{NameMode, VoidGround};

/// Something that happened to a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Event {
    /// When.
    pub at: DateTime<FixedOffset>,
    /// Who.
    pub by: Actor,
    /// What.
    #[serde(flatten)]
    pub change: Change,
}

/// What changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(
    rename_all = "kebab-case",
    rename_all_fields = "camelCase",
    tag = "type"
)]
pub enum Change {
    /// The case was opened.
    Registered {
        /// The case.
        case: CaseId,
        /// The review.
        review: ReviewId,
        /// The service.
        service: ServiceId,
        /// The level.
        level: Level,
        /// Whether the level is bad where the case was opened.
        #[serde(default = "super::state::yes")]
        bad: bool,
        /// Named or anonymous.
        name: NameMode,
        /// Whom it is about.
        assessed: Option<PersonRef>,
        /// The profile it keeps.
        profile: String,
    },
    /// It was classified.
    Classified {
        /// Key of the category.
        category: String,
    },
    /// It went to a unit.
    Dispatched {
        /// The unit.
        unit: UnitRef,
    },
    /// The unit named another one.
    ReturnRequested {
        /// The unit named.
        to: UnitRef,
        /// The reason.
        reason: TextRef,
    },
    /// It stays with its unit.
    ReturnRejected,
    /// The unit signed for it.
    SignedFor,
    /// An attempt to reach the reviewer.
    Contacted {
        /// How.
        way: Way,
        /// What came of it.
        outcome: ContactOutcome,
    },
    /// Verification began.
    VerificationBegun,
    /// Found, and decided.
    Decided {
        /// What was found.
        finding: Finding,
        /// What follows.
        measure: Measure,
        /// The planned day.
        planned_on: Option<NaiveDate>,
        /// The reasons.
        reasons: Option<TextRef>,
        /// What proves it.
        evidence: Vec<EvidenceRef>,
    },
    /// A result was handed in.
    Submitted {
        /// The measures or the explanation.
        measures: TextRef,
        /// What proves them.
        proof: Vec<EvidenceRef>,
    },
    /// It was sent back.
    Rejected {
        /// The reason.
        reason: TextRef,
    },
    /// It was approved and the reviewer answered.
    FedBack {
        /// How the answer reached the reviewer.
        message: Message,
        /// The answer.
        answer: TextRef,
    },
    /// The reviewer was asked again.
    Revisited {
        /// How.
        way: Way,
        /// What was heard.
        outcome: RevisitOutcome,
    },
    /// The case ended.
    Closed {
        /// How.
        outcome: Outcome,
        /// Why nothing more is done.
        explanation: Option<TextRef>,
    },
    /// It was taken up again.
    Reopened {
        /// The reason.
        reason: TextRef,
    },
    /// A supplementary review came.
    SupplementaryNoted {
        /// Its level.
        level: Level,
    },
    /// Someone said that the review should not count.
    Appealed {
        /// The ground.
        ground: VoidGround,
        /// What proves it.
        evidence: Vec<EvidenceRef>,
    },
    /// The appeal was dismissed.
    AppealDismissed {
        /// The reason.
        reason: TextRef,
    },
    /// The review does not count; whoever keeps the figures takes it out.
    Invalidated {
        /// The review.
        review: ReviewId,
        /// The ground.
        ground: VoidGround,
        /// Who decided.
        deciders: Vec<PersonRef>,
        /// What proves it.
        evidence: Vec<EvidenceRef>,
    },
    /// It was put away.
    Archived,
    /// The public sees it.
    Published {
        /// The version, from 1.
        version: u32,
        /// The text.
        text: TextRef,
    },
    /// The public sees it no more.
    Withdrawn,
    /// Supervision rose.
    Supervised {
        /// To what.
        mark: Supervision,
    },
    /// A clock started.
    ClockStarted {
        /// Which.
        clock: ClockName,
        /// How long it runs.
        length: Option<Length>,
        /// The day of the start, which is not counted.
        on: NaiveDate,
        /// Its last instant, where it is counted in hours.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<DateTime<FixedOffset>>,
    },
    /// A clock went on as another one, from the same start.
    ClockSwitched {
        /// Which.
        from: ClockName,
        /// As which.
        to: ClockName,
        /// How long that one runs.
        length: Option<Length>,
    },
    /// A clock stopped.
    ClockStopped {
        /// Which.
        clock: ClockName,
        /// The day.
        on: NaiveDate,
        /// The verdict; none without a number, or when the case was void.
        verdict: Option<Verdict>,
    },
    /// Running clocks stand still.
    ClocksPaused {
        /// The first day that does not run.
        on: NaiveDate,
        /// Key of the reason.
        reason: String,
    },
    /// Clocks that stood still for this reason run again.
    ClocksResumed {
        /// The day, which runs.
        on: NaiveDate,
        /// Key of the reason.
        reason: String,
    },
    /// A clock got more time.
    ClockExtended {
        /// Which.
        clock: ClockName,
        /// The day of the decision.
        on: NaiveDate,
        /// Days of its own kind.
        days: u32,
        /// The reason.
        reason: TextRef,
    },
    /// A reminder went out.
    ClockWarned {
        /// Which.
        clock: ClockName,
    },
    /// The last day passed.
    ClockMissed {
        /// Which.
        clock: ClockName,
    },
}
