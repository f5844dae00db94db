//! A finished service becomes reviewable: the link from a case to its review.

use ip_core::record::Entry as LogEntry;
use ip_eval::codec::{Channel, Coded};
use ip_eval::id::{BadReference, CaseRef, MatterRef, PersonRef, PointRef, ServiceId, UnitRef};
use ip_eval::review::Event;
use ip_eval::service::{Node, ServiceInstance, ServiceKind};
use ip_matters::case::{Event as CaseEvent, Verdict};
use ip_matters::entry::Entry;

use crate::actor::{Actor, Role};
use crate::error::AppError;
use crate::integrity::ONLINE;
use crate::{journal, review};

/// The service that ends with a completed case.
pub fn of_case(number: &str) -> String {
    format!("{number}-complete")
}

/// The end at which a case is reviewed, if these events are one: asking only those who got what they wanted would
/// flatter the figures.
pub(crate) fn ended(events: &[CaseEvent]) -> Option<Node> {
    let refused = |event: &CaseEvent| {
        matches!(
            event,
            CaseEvent::AcceptanceRefused { .. }
                | CaseEvent::Terminated { .. }
                | CaseEvent::Decided {
                    verdict: Verdict::Refused,
                    ..
                }
        )
    };
    let complete = |event: &CaseEvent| {
        matches!(
            event,
            CaseEvent::ReviewInvited { .. } | CaseEvent::FoundNotRequired { .. }
        )
    };
    let withdrawn = |event: &CaseEvent| {
        matches!(
            event,
            CaseEvent::Withdrawn { .. } | CaseEvent::DeemedNotFiled { .. }
        )
    };
    if events.iter().any(refused) {
        Some(Node::Refusal)
    } else if events.iter().any(withdrawn) {
        Some(Node::Withdrawal)
    } else {
        events.iter().any(complete).then_some(Node::Complete)
    }
}

/// The opening of a completed case for review, at the outlet whose staff worked on it last.
pub(crate) fn completed(
    actor: &Actor,
    entry: &Entry,
    number: &str,
    end: (Node, Option<&str>),
) -> Result<(String, Vec<LogEntry>), AppError> {
    let service = instance(actor, entry, number, end).map_err(|_| AppError::NotFound("service"))?;
    let stream = review::stream(service.id.as_str());
    let event = Event::Opened { service };
    Ok((
        stream.clone(),
        vec![journal::entry("review", &stream, actor, &event)?],
    ))
}

fn instance(
    actor: &Actor,
    entry: &Entry,
    number: &str,
    (node, outlet): (Node, Option<&str>),
) -> Result<ServiceInstance, BadReference> {
    let staff = actor.is(&[Role::Clerk, Role::Reviewer]);
    let staff = staff.then(|| PersonRef::new(actor.account.as_str()));
    let unit = entry
        .body
        .as_ref()
        .map_or("unknown", |body| body.uscc.as_str());
    // Where it was worked on; never the first of several that could have been it.
    let point = match (outlet, entry.outlets.as_slice()) {
        (Some(outlet), _) => outlet,
        (None, [only]) => only.as_str(),
        (None, _) => ONLINE,
    };
    Ok(ServiceInstance {
        id: ServiceId::new(of_case(number))?,
        kind: ServiceKind::Case,
        node,
        matter: MatterRef::new(entry.matter.id.as_str())?,
        case: Some(CaseRef::new(number)?),
        unit: UnitRef::new(unit)?,
        point: PointRef::new(point)?,
        // Whoever decided is the one whom the review is about; nobody, where the person or the clock ended it.
        staff: staff.transpose()?,
        channel: Coded::Known(Channel::Pc),
        at: actor.at,
    })
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;

    #[test]
    fn every_end_can_be_reviewed_and_no_step_before_it() {
        let on = NaiveDate::MIN;
        let withdrawn = CaseEvent::Withdrawn {
            on,
            deemed: true,
            reason: None,
        };
        let refused = CaseEvent::Decided {
            on,
            verdict: Verdict::Refused,
            reasons: None,
        };
        let invited = CaseEvent::ReviewInvited { on };
        assert_eq!(ended(&[withdrawn]), Some(Node::Withdrawal));
        assert_eq!(
            ended(&[refused, invited.clone()]),
            Some(Node::Refusal),
            "once, as what it was"
        );
        assert_eq!(ended(&[invited]), Some(Node::Complete));
        let granted = CaseEvent::Decided {
            on,
            verdict: Verdict::Granted,
            reasons: None,
        };
        assert_eq!(ended(&[granted]), None, "the result is still to come");
    }
}
