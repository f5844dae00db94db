//! The life of what is published (事项发布): draft, review, published, suspended, cancelled, each step with
//! its day; used for entries of the list and for lists of public services.

use alloc::vec::Vec;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::case::Reference;
use crate::entry::EntryState;

/// What somebody wants to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Command {
    /// Hand the draft in for review (送审).
    Submit,
    /// Give it back with reasons (退回).
    Return {
        /// Why, by reference.
        reason: Reference,
    },
    /// Publish it from a day on, today or later (发布).
    Publish {
        /// The first day.
        from: NaiveDate,
    },
    /// Take no new cases for a while (暂停).
    Suspend {
        /// Why, by reference.
        reason: Reference,
    },
    /// Take cases again (恢复).
    Resume,
    /// Cancel it after a last day, today or later (取消).
    Cancel {
        /// The last day.
        to: NaiveDate,
        /// Why, by reference.
        reason: Reference,
    },
}

/// A step in the life of a version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Step {
    /// The day it was taken.
    pub on: NaiveDate,
    /// The state from then on; published and cancelled begin on `from`.
    pub state: EntryState,
    /// The day from which it holds.
    pub from: NaiveDate,
    /// Why, by reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reference>,
}

/// The life of one version: its steps, in order.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Publication {
    /// Steps.
    pub steps: Vec<Step>,
}

/// Why a command is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// It does not stand where this can be done.
    #[error("matters.publication.wrong-state")]
    WrongState,
    /// The step lies before the last one.
    #[error("matters.publication.time-goes-back")]
    TimeGoesBack,
    /// What was published or cancelled cannot begin in the past.
    #[error("matters.publication.backdated")]
    Backdated,
}

/// Codes of all refusals.
pub const CODES: &[&str] = &[
    "matters.publication.backdated",
    "matters.publication.time-goes-back",
    "matters.publication.wrong-state",
];

impl Refusal {
    /// Stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::WrongState => "matters.publication.wrong-state",
            Self::TimeGoesBack => "matters.publication.time-goes-back",
            Self::Backdated => "matters.publication.backdated",
        }
    }
}

/// The step that a command makes on a day.
///
/// # Errors
///
/// What stands against it; nothing happens then.
pub fn decide(life: &Publication, command: &Command, on: NaiveDate) -> Result<Step, Refusal> {
    if life.steps.last().is_some_and(|last| on < last.on) {
        return Err(Refusal::TimeGoesBack);
    }
    // What was decided for later days counts as decided.
    let now = life
        .steps
        .last()
        .map_or(EntryState::Draft, |step| step.state);
    let step = |state, from, reason: Option<&Reference>| Step {
        on,
        state,
        from,
        reason: reason.cloned(),
    };
    use EntryState as S;
    let step = match (now, command) {
        (S::Draft, Command::Submit) => step(S::Review, on, None),
        (S::Review, Command::Return { reason }) => step(S::Draft, on, Some(reason)),
        (S::Review, Command::Publish { from }) => step(S::Published, *from, None),
        (S::Published, Command::Suspend { reason }) => step(S::Suspended, on, Some(reason)),
        (S::Suspended, Command::Resume) => step(S::Published, on, None),
        (S::Published | S::Suspended, Command::Cancel { to, reason }) => {
            let after = to.succ_opt().ok_or(Refusal::Backdated)?;
            if *to < on {
                return Err(Refusal::Backdated);
            }
            step(S::Cancelled, after, Some(reason))
        }
        _ => return Err(Refusal::WrongState),
    };
    if step.from < on {
        return Err(Refusal::Backdated);
    }
    Ok(step)
}

/// The life after a step.
pub fn evolve(mut life: Publication, step: &Step) -> Publication {
    life.steps.push(step.clone());
    life
}

impl Publication {
    /// The state on a day: that of the last step which holds by then.
    pub fn state_on(&self, day: NaiveDate) -> EntryState {
        let mut held = self
            .steps
            .iter()
            .filter(|step| step.on <= day && step.from <= day);
        held.next_back()
            .map_or(EntryState::Draft, |step| step.state)
    }
}
