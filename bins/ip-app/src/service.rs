//! A finished service becomes reviewable: the link from a case to its review.

use ip_core::record::Entry as LogEntry;
use ip_eval::codec::{Channel, Coded};
use ip_eval::id::{BadReference, CaseRef, MatterRef, PersonRef, PointRef, ServiceId, UnitRef};
use ip_eval::review::Event;
use ip_eval::service::{Node, ServiceInstance, ServiceKind};
use ip_matters::entry::Entry;

use crate::actor::Actor;
use crate::error::AppError;
use crate::integrity::ONLINE;
use crate::{journal, review};

/// The service that ends with a completed case.
pub fn of_case(number: &str) -> String {
    format!("{number}-complete")
}

/// The opening of a completed case for review, at the outlet whose staff worked on it last.
pub(crate) fn completed(
    actor: &Actor,
    entry: &Entry,
    number: &str,
    outlet: Option<&str>,
) -> Result<(String, Vec<LogEntry>), AppError> {
    let service =
        instance(actor, entry, number, outlet).map_err(|_| AppError::NotFound("service"))?;
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
    outlet: Option<&str>,
) -> Result<ServiceInstance, BadReference> {
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
        node: Node::Complete,
        matter: MatterRef::new(entry.matter.id.as_str())?,
        case: Some(CaseRef::new(number)?),
        unit: UnitRef::new(unit)?,
        point: PointRef::new(point)?,
        // Whoever decided is the one whom the review is about.
        staff: Some(PersonRef::new(actor.account.as_str())?),
        channel: Coded::Known(Channel::Pc),
        at: actor.at,
    })
}
