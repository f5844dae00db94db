//! The timeline of a case, and the remedy periods that its service started.

use alloc::vec::Vec;

use chrono::NaiveDate;
use ip_core::calendar::Due;
use serde::Serialize;

use super::{Case, Context, Event, State, Verdict, clock, evolve};
use crate::document::DocumentKind;
use crate::limit::Length;
use crate::regime::Remedy;

/// One moment: an event, and where the case stood after it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Moment<'a> {
    /// The day of the record.
    pub on: NaiveDate,
    /// What happened.
    pub event: &'a Event,
    /// Where the case stood then.
    pub state: State,
}

/// The events in order, each with the state it led to.
pub fn timeline(events: &[Event]) -> Vec<Moment<'_>> {
    let mut case = Case::new();
    events
        .iter()
        .map(|event| {
            case = evolve(core::mem::take(&mut case), event);
            Moment {
                on: event.on(),
                event,
                state: case.state,
            }
        })
        .collect()
}

/// A remedy with its last day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RemedyDue {
    /// The remedy.
    pub remedy: Remedy,
    /// The last day; absent before service.
    pub due: Option<Due>,
}

impl Case {
    /// The document against which remedies stand: the decision, the refusal of acceptance, what took the
    /// decision back.
    const fn decision(&self) -> DocumentKind {
        match (self.state, self.verdict) {
            (State::AcceptanceRefused, _) => DocumentKind::AcceptanceRefusal,
            (State::Revoked, _) => DocumentKind::RevocationDecision,
            (_, Some(Verdict::Refused)) => DocumentKind::RefusalDecision,
            (_, Some(Verdict::PartlyGranted)) => DocumentKind::PartialDecision,
            _ => DocumentKind::GrantDecision,
        }
    }

    /// What can be done against the decision or the refusal of acceptance, and until when.
    pub fn remedies(&self, context: &Context<'_>) -> Vec<RemedyDue> {
        let Some(regime) = context.regime(self) else {
            return Vec::new();
        };
        let against = self.decision();
        let served = self.delivered.map(|(day, _)| day);
        regime
            .remedies_in(&context.entry.matter.id)
            .filter(|remedy| remedy.against.is_empty() || remedy.against.contains(&against))
            .map(|remedy| RemedyDue {
                due: served.and_then(|day| {
                    let (n, unit) = (remedy.n, remedy.unit);
                    clock::end(day, Length { n, unit }, context.calendar)
                }),
                remedy: remedy.clone(),
            })
            .collect()
    }
}
