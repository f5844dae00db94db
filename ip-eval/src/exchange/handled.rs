//! What was done about a bad review (差评处置), as a record of the closed loop says it in five answers.

use serde::Serialize;

use crate::rectify::{Change, Event, Finding, Measure, RevisitOutcome};
use crate::review::VoidGround;

/// Five answers about a bad review; what was not said, or in codes that are not known, is absent.
///
/// What another platform says of its case is told and kept; nothing is concluded from it here. That a review does not
/// count is decided by two people of this place, never by a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Handled {
    /// 是否回复: whether the reviewer has an answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answered: Option<bool>,
    /// 是否回访: whether the reviewer was asked again and spoke.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revisited: Option<bool>,
    /// 是否恶意: whether it was found malicious.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub malicious: Option<bool>,
    /// 是否属实: whether what it says was found true, in whole or in part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub founded: Option<bool>,
    /// 是否合理: whether what it asks for has a basis in law.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasonable: Option<bool>,
}

impl Handled {
    /// Whether nothing was said.
    pub fn is_unsaid(&self) -> bool {
        *self == Self::default()
    }

    /// The five answers about a case, from what happened to it; nothing for a review without a case.
    ///
    /// Found true and put right is reasonable, explained is not; what could not be verified is neither true nor false.
    pub fn of(history: &[Event]) -> Self {
        history
            .iter()
            .fold(Self::default(), |said, event| match &event.change {
                Change::Registered { .. } => Self {
                    answered: Some(false),
                    revisited: Some(false),
                    malicious: Some(false),
                    ..said
                },
                Change::Decided {
                    finding, measure, ..
                } => Self {
                    founded: match finding {
                        Finding::Founded | Finding::PartlyFounded => Some(true),
                        Finding::Unfounded => Some(false),
                        Finding::Unverifiable => None,
                    },
                    reasonable: match measure {
                        Measure::Immediate | Measure::TimeLimited => Some(true),
                        Measure::Explain => Some(false),
                        Measure::Unfounded => None,
                    },
                    ..said
                },
                Change::FedBack { .. } => Self {
                    answered: Some(true),
                    ..said
                },
                Change::Revisited { outcome, .. } if *outcome != RevisitOutcome::NoAnswer => Self {
                    revisited: Some(true),
                    ..said
                },
                Change::Invalidated { ground, .. } => Self {
                    malicious: Some(*ground == VoidGround::Malicious),
                    ..said
                },
                _ => said,
            })
    }
}
