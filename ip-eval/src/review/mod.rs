//! Reviews of one service (评价): at most one original, a supplementary one, and what became of them.
//!
//! [`decide`] answers a command with events or a refusal; [`evolve`] applies an event. The free text
//! is personal data: it stays with the caller, and events carry a reference to it.

mod comment;
mod form;
mod state;

pub use comment::{Comment, check_comment};
pub use form::{Submission, validate};
pub(crate) use state::enough_deciders;
pub use state::{
    Command, Context, Entry, Event, Integrity, Reviews, VoidGround, decide, evolve, window_end,
};

use alloc::string::String;
use alloc::vec::Vec;

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

use crate::codec::{Channel, Coded};
use crate::id::{PersonRef, ReviewId, TextRef};
use crate::level::Level;

/// How a review came about; only the first enters the honest rates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// 主动评价: a person gave it.
    Active,
    /// 默认评价: a system entered it because nobody gave one.
    Default,
    /// 追评: the same person added it after rectification.
    Supplementary,
    /// 综合点评: box, hotline, letter; about the service as a whole.
    GeneralComment,
    /// 监督查评: spot check, mystery visit, survey.
    Supervisory,
}

/// Whether the reviewer gave a name (实名、匿名); the assessed person never learns it either way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum NameMode {
    /// 实名: the platform knows whom to contact.
    RealName,
    /// 匿名: nobody can be contacted.
    Anonymous,
}

/// A review as it is kept: without a name, without text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Review {
    /// Its id.
    pub id: ReviewId,
    /// How it came about.
    pub kind: Kind,
    /// The level.
    pub level: Level,
    /// Codes of its labels.
    #[serde(default)]
    pub labels: Vec<String>,
    /// Version of the dictionary the labels come from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dictionary: Option<String>,
    /// Where its free text lies, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<TextRef>,
    /// The channel it came through.
    pub channel: Coded<Channel>,
    /// Named or anonymous.
    pub name: NameMode,
    /// The reviewer under pseudonym, where known to the platform.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reviewer: Option<PersonRef>,
    /// When it was given.
    pub at: DateTime<FixedOffset>,
    /// The profile in force for it; later tightening does not touch it.
    pub profile: String,
}
