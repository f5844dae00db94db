//! What is said of an office without a single service: general comments (综合点评) and supervisory checks (监督查评).
//!
//! Neither answers a service, so neither enters a rate of reviews; each is counted in a place of its own.

use alloc::string::String;

use chrono::{DateTime, FixedOffset};
use ip_core::problem::{Problem, Problems};
use serde::{Deserialize, Serialize};

use super::Kind;
use crate::codec::{Channel, Coded};
use crate::id::{MatterRef, PersonRef, PointRef, ReviewId, TextRef, UnitRef};
use crate::level::Level;

/// A general comment or the finding of a supervisory check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Comment {
    /// Its id.
    pub id: ReviewId,
    /// `general-comment` or `supervisory`.
    pub kind: Kind,
    /// The office.
    pub unit: UnitRef,
    /// The window, outlet or platform, where it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub point: Option<PointRef>,
    /// The matter, where it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matter: Option<MatterRef>,
    /// The level, where one was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    /// Where its words lie.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<TextRef>,
    /// How it came.
    pub channel: Coded<Channel>,
    /// Who commented or checked, under pseudonym.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<PersonRef>,
    /// By which plan or commission a check was made; a check has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commission: Option<String>,
    /// When.
    pub at: DateTime<FixedOffset>,
}

/// Everything wrong with a comment.
///
/// # Errors
///
/// `eval.comment.kind` for a review of a service; `eval.comment.commission-missing` for a check that nobody ordered;
/// `eval.comment.empty` without level and words; `eval.review.in-future`.
pub fn check_comment(comment: &Comment, now: DateTime<FixedOffset>) -> Result<(), Problems> {
    let mut problems = Problems::default();
    if !matches!(comment.kind, Kind::GeneralComment | Kind::Supervisory) {
        problems.push(Problem::new("eval.comment.kind").at("/kind"));
    }
    if comment.kind == Kind::Supervisory && comment.commission.is_none() {
        problems.push(Problem::new("eval.comment.commission-missing").at("/commission"));
    }
    if comment.level.is_none() && comment.text.is_none() {
        problems.push(Problem::new("eval.comment.empty"));
    }
    if comment.at > now {
        let future = Problem::new("eval.review.in-future").at("/at");
        problems.push(future.expected(now).found(comment.at));
    }
    problems.or(())
}
