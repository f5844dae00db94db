//! What a review form sends, and everything that can be wrong with it.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use chrono::{DateTime, FixedOffset};
use ip_core::party::Sensitive;
use ip_core::problem::{Problem, Problems};
use serde::{Deserialize, Serialize};

use super::{Kind, NameMode, Review};
use crate::codec::{Channel, Coded};
use crate::id::{PersonRef, ReviewId, TextRef};
use crate::label::Dictionary;
use crate::level::Level;
use crate::policy::Profile;

/// A filled review form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Submission {
    /// Id the review will have; the same id twice is the same review.
    pub id: ReviewId,
    /// The level.
    pub level: Level,
    /// Codes of the ticked labels.
    #[serde(default)]
    pub labels: Vec<String>,
    /// The free text; it does not reach any event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Sensitive<String>>,
    /// The channel.
    pub channel: Coded<Channel>,
    /// Named or anonymous.
    pub name: NameMode,
    /// The reviewer under pseudonym.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reviewer: Option<PersonRef>,
    /// When it was given.
    #[serde(deserialize_with = "crate::exchange::instant")]
    pub at: DateTime<FixedOffset>,
}

/// Everything wrong with a form, each at its field: `/labels/…`, `/text`, `/reviewer`.
///
/// A label must belong to the level: five stars with "brusque attitude" is malformed.
pub fn validate(form: &Submission, profile: &Profile, dictionary: &Dictionary) -> Problems {
    let mut problems = Problems::default();
    for (i, code) in form.labels.iter().enumerate() {
        // The pointer is written only where something is wrong: forms are many, and mostly right.
        let wrong = |reason: &'static str| Problem::new(reason).at(format!("/labels/{i}"));
        if form.labels[..i].contains(code) {
            problems.push(wrong("eval.review.label-twice").found(code));
            continue;
        }
        match dictionary.get(code) {
            None => problems.push(wrong("eval.review.label-unknown").found(code)),
            Some(label) if label.level != form.level => problems.push(
                wrong("eval.review.label-level")
                    .expected(form.level)
                    .found(label.level)
                    .arg("label", code),
            ),
            Some(_) => {}
        }
    }
    if let Some(text) = &form.text {
        let length = text.expose().chars().count();
        if length > profile.review.max_text_chars {
            problems.push(
                Problem::new("eval.review.text-long")
                    .at("/text")
                    .expected(profile.review.max_text_chars)
                    .found(length),
            );
        }
    }
    if form.name == NameMode::RealName && form.reviewer.is_none() {
        problems.push(Problem::new("eval.review.reviewer-missing").at("/reviewer"));
    }
    problems
}

impl Submission {
    /// The review as it is kept; the text, if any, is filed under the review's own id.
    pub(super) fn into_review(
        self,
        kind: Kind,
        profile: &Profile,
        dictionary: &Dictionary,
    ) -> Review {
        let has_text = self
            .text
            .is_some_and(|text| !text.expose().trim().is_empty());
        Review {
            text: has_text
                .then(|| TextRef::new(self.id.as_str()).ok())
                .flatten(),
            id: self.id,
            kind,
            level: self.level,
            dictionary: (!self.labels.is_empty()).then(|| dictionary.id.clone()),
            labels: self.labels,
            channel: self.channel,
            name: self.name,
            reviewer: self.reviewer,
            at: self.at,
            profile: profile.id.clone(),
        }
    }
}
