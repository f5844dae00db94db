//! What a case is: its stage, and the regions beside it.

use alloc::string::String;
use alloc::vec::Vec;

use chrono::{DateTime, FixedOffset, NaiveDate};
use ip_core::calendar::Calendar;
use serde::{Deserialize, Serialize};

use super::clock::{CaseClock, Reading};
use super::command::{ContactOutcome, Finding, Measure, RevisitOutcome, Way};
use crate::id::{CaseId, EvidenceRef, PersonRef, ReviewId, ServiceId, TextRef, UnitRef};
use crate::level::Level;
use crate::policy::{ClockName, Profile};
use crate::review::{NameMode, VoidGround};

/// Where a case stands (环节).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// 已登记.
    Registered,
    /// 研判中.
    Screening,
    /// 已转办.
    Dispatched,
    /// 申请退单.
    ReturnRequested,
    /// 已签收.
    SignedFor,
    /// 核实中.
    Verifying,
    /// 整改中.
    Rectifying,
    /// 整改待审.
    Submitted,
    /// 已反馈.
    FedBack,
    /// 回访中.
    Revisiting,
    /// 申诉中.
    Appealing,
    /// 已办结.
    Closed,
    /// 认定无效; the end.
    Invalidated,
    /// 已归档; the end.
    Archived,
}

impl Stage {
    /// The name used in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Registered => "registered",
            Self::Screening => "screening",
            Self::Dispatched => "dispatched",
            Self::ReturnRequested => "return-requested",
            Self::SignedFor => "signed-for",
            Self::Verifying => "verifying",
            Self::Rectifying => "rectifying",
            Self::Submitted => "submitted",
            Self::FedBack => "fed-back",
            Self::Revisiting => "revisiting",
            Self::Appealing => "appealing",
            Self::Closed => "closed",
            Self::Invalidated => "invalidated",
            Self::Archived => "archived",
        }
    }
}

/// How a closed case ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// The reviewer said so.
    Satisfied,
    /// The reviewer is not, and nothing more can be done.
    Unsatisfied,
    /// Nobody answered after the attempts.
    Unreachable,
    /// There was nobody to ask.
    Anonymous,
}

/// How far supervision went (督办); it only rises while the case is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Supervision {
    /// Nothing.
    None,
    /// 提醒.
    Reminded,
    /// 黄牌.
    Yellow,
    /// 红牌.
    Red,
    /// 问责.
    Accountability,
}

/// Whether the public sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(
    rename_all = "kebab-case",
    rename_all_fields = "camelCase",
    tag = "type"
)]
pub enum Publication {
    /// Not shown.
    Unpublished,
    /// Shown in a version that was cleared.
    Published {
        /// Counted from 1.
        version: u32,
        /// The text shown, by reference.
        text: TextRef,
    },
    /// Shown once, and taken away.
    Withdrawn {
        /// The version that had been shown.
        version: u32,
    },
}

/// An attempt to reach the reviewer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Contact {
    /// When.
    pub at: DateTime<FixedOffset>,
    /// How.
    pub way: Way,
    /// What came of it.
    pub outcome: ContactOutcome,
}

/// A revisit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Revisit {
    /// When.
    pub at: DateTime<FixedOffset>,
    /// How.
    pub way: Way,
    /// What was heard.
    pub outcome: RevisitOutcome,
    /// Which round it belongs to: 0, or how often the case had been reopened.
    pub round: u32,
}

/// What was handed in, and by whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Submission {
    /// Who handed it in; someone else audits it.
    pub by: PersonRef,
    /// The measures or the explanation, by reference.
    pub measures: TextRef,
    /// What proves them.
    pub proof: Vec<EvidenceRef>,
    /// Whether it explains why nothing is put right (解释说明).
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub explains: bool,
}

/// An appeal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Appeal {
    /// Who appealed; someone else decides.
    pub by: PersonRef,
    /// The ground claimed.
    pub ground: VoidGround,
    /// Where the case stood.
    pub resume: Stage,
    /// Whether it was dismissed.
    pub dismissed: bool,
}

/// The case of one bad review (差评工单).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Case {
    /// Its id.
    pub id: CaseId,
    /// The review.
    pub review: ReviewId,
    /// The service.
    pub service: ServiceId,
    /// The level of the review.
    pub level: Level,
    /// Whether the level is bad; else the place revisits it all the same, and no rate of bad reviews has it.
    #[serde(default = "yes")]
    pub bad: bool,
    /// Named or anonymous.
    pub name: NameMode,
    /// Whom it is about.
    pub assessed: Option<PersonRef>,
    /// The profile it keeps to its end.
    pub profile: String,
    /// When it was opened.
    pub opened_at: DateTime<FixedOffset>,
    /// When something last happened to it.
    pub last_at: DateTime<FixedOffset>,
    /// Where it stands.
    pub stage: Stage,
    /// Its category, once classified.
    pub category: Option<String>,
    /// The unit that answers.
    pub unit: Option<UnitRef>,
    /// When it first reached a unit.
    pub dispatched_at: Option<DateTime<FixedOffset>>,
    /// The unit that a return names.
    pub return_to: Option<UnitRef>,
    /// How often it was returned.
    pub returns: u32,
    /// Attempts to reach the reviewer.
    pub contacts: Vec<Contact>,
    /// What was found.
    pub finding: Option<Finding>,
    /// What follows.
    pub measure: Option<Measure>,
    /// The planned day of a time-limited rectification.
    pub planned_on: Option<NaiveDate>,
    /// How often its time was extended.
    pub extensions: u32,
    /// What was handed in last.
    pub submission: Option<Submission>,
    /// How often that was sent back.
    pub rejections: u32,
    /// The answer to the reviewer, by reference.
    pub answer: Option<TextRef>,
    /// Revisits of all rounds.
    pub revisits: Vec<Revisit>,
    /// How often it was reopened.
    pub reopenings: u32,
    /// The level of the supplementary review, if one came.
    pub supplementary: Option<Level>,
    /// The appeal, if there was one.
    pub appeal: Option<Appeal>,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// Supervision.
    pub supervision: Supervision,
    /// The furthest supervision ever went.
    pub supervised: Supervision,
    /// Publication.
    pub publication: Publication,
    /// Every clock that was started, in order.
    pub clocks: Vec<CaseClock>,
}

pub(super) const fn yes() -> bool {
    true
}

impl Case {
    /// Whether what was handed in stands: approved, and not taken up again since.
    pub fn is_approved(&self) -> bool {
        let stage = match &self.appeal {
            Some(appeal) if self.stage == Stage::Appealing => appeal.resume,
            _ => self.stage,
        };
        matches!(
            stage,
            Stage::FedBack | Stage::Revisiting | Stage::Closed | Stage::Archived
        )
    }

    /// What the reviewer said in each round, the first answer of each; silence is no answer.
    pub fn answers(&self) -> impl Iterator<Item = RevisitOutcome> {
        (0..=self.reopenings).filter_map(|round| {
            self.revisits
                .iter()
                .filter(|visit| visit.round == round)
                .map(|visit| visit.outcome)
                .find(|outcome| *outcome != RevisitOutcome::NoAnswer)
        })
    }

    /// Whether nothing can happen to it but publication and supplementary reviews.
    pub const fn is_settled(&self) -> bool {
        matches!(
            self.stage,
            Stage::Closed | Stage::Invalidated | Stage::Archived
        )
    }

    /// The newest clock of this name.
    pub fn clock(&self, name: ClockName) -> Option<&CaseClock> {
        self.clocks.iter().rev().find(|clock| clock.name == name)
    }

    /// Whether the attempts of a round prove that nobody can be reached.
    pub(super) fn unreachable(
        attempts: impl Iterator<Item = NaiveDate>,
        profile: &Profile,
    ) -> bool {
        let mut days: Vec<NaiveDate> = attempts.collect();
        let enough = days.len() >= profile.rectify.contact_attempts;
        days.sort_unstable();
        days.dedup();
        enough && days.len() >= profile.rectify.contact_days
    }

    /// Every clock on a day, for a page.
    pub fn read_clocks(
        &self,
        day: NaiveDate,
        profile: &Profile,
        calendar: &Calendar,
    ) -> Vec<Reading> {
        self.clocks
            .iter()
            .map(|clock| clock.read(day, profile.supervision.warn_days, calendar))
            .collect()
    }
}
