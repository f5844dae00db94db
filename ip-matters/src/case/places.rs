//! Places that work on one case (跨区域通办): where it was taken in, where it is handled, where it is decided.

use serde::{Deserialize, Serialize};

use super::decide::Bench;
use super::fire::Step;
use super::{Event, ForwardMode, Guard, Reference, Refusal, State};
use crate::document::DocumentKind;

/// The places of a case; absent where it is this one. The place of intake gives a receipt and never accepts; the
/// clocks belong to the place that decides.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Places {
    /// Where it was taken in (收件地).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intake: Option<Reference>,
    /// Where it is handled (办理地).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handling: Option<Reference>,
    /// Where it is decided (决定地).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<Reference>,
}

impl Places {
    /// The places after the case was forwarded: places that work jointly go on handling it here.
    pub(super) fn forward(&mut self, to: &Reference, mode: ForwardMode) {
        if mode != ForwardMode::Joint {
            self.handling = Some(to.clone());
        }
        self.decision = Some(to.clone());
    }
}

impl Bench<'_> {
    /// Forwarding: an organ that is not competent passes it on; across regions only within the scope of the matter;
    /// what was accepted here stays here.
    pub(super) fn forward(
        &self,
        to: &Reference,
        mode: ForwardMode,
        agreement: &Option<Reference>,
        step: &mut Step<'_>,
    ) -> Result<(), Refusal> {
        let joint = mode == ForwardMode::Joint;
        let accepted = self.case.state == State::Accepted;
        self.ensure(joint || !accepted, Guard::ForwardAccepted)?;
        let across = mode != ForwardMode::Transfer;
        self.ensure(
            !across || self.context.entry.scope.is_some(),
            Guard::NoScope,
        )?;
        self.ensure(!joint || agreement.is_some(), Guard::Agreement)?;
        step.events.push(Event::Forwarded {
            on: step.on,
            to: to.clone(),
            mode,
            agreement: agreement.clone(),
        });
        step.document(DocumentKind::TransferNote);
        Ok(())
    }
}
