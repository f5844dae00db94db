//! The register's read models: every version, and what the status lists hold.

use std::collections::BTreeSet;

use chrono::{DateTime, FixedOffset, NaiveDate};
use ip_certs::certificate::{LifeEvent, Operation, State, StatusPurpose, StatusRef};
use ip_certs::status::MINIMUM_LENGTH;
use ip_core::id::CertificateId;
use ip_core::record::Record as LogRecord;
use serde::{Deserialize, Serialize};

use super::{Event, line};
use crate::journal;
use crate::port::{Doc, StoreError, Views};
use crate::transparency::{self, Place};

/// The view of every version.
pub(super) const REGISTER: &str = "certificate";
/// The view of every certificate, whatever its versions.
const LINES: &str = "certificate-line";
/// The view of what the status lists hold.
pub(crate) const LISTS: &str = "status-list";

/// The view of certificates that stand and have a last day, the earliest first.
pub(crate) const ENDS: &str = "certificate-end";

/// A version in the register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Registered {
    /// The identifier.
    pub identifier: CertificateId,
    /// The case the certificate results from.
    pub case: String,
    /// The account of its holder.
    pub owner: String,
    /// Its state.
    pub state: State,
    /// Since when it is in this state.
    pub since: DateTime<FixedOffset>,
    /// When it was issued.
    pub issued: DateTime<FixedOffset>,
    /// The version that replaced it.
    pub successor: Option<CertificateId>,
    /// Its place in the log of certificates.
    pub place: u64,
    /// Its index in the status lists of its issuer.
    pub status: u32,
    /// Its last day, where it has one.
    pub until: Option<NaiveDate>,
    /// Since when it is in the archive; that never changes whether it stands.
    pub archived: Option<DateTime<FixedOffset>>,
}

/// Whose certificate it is, whatever its version.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Held {
    case: String,
    owner: String,
}

/// What the status lists of an issuer hold, one document a list.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Marks {
    /// Address under which the list is published.
    pub(crate) address: String,
    /// How often a mark changed.
    pub(crate) changes: u64,
    /// Indexes of certificates that do not stand any more.
    pub(crate) revoked: BTreeSet<u32>,
    /// Indexes of certificates that are withheld.
    pub(crate) suspended: BTreeSet<u32>,
}

/// The list of a place, and the index in it that certificates had before indexes were drawn: list 1 holds the
/// first certificates of the log.
pub(crate) fn list_of(place: u64) -> (u64, u32) {
    let length = u64::from(MINIMUM_LENGTH);
    let index = u32::try_from(place % length).unwrap_or_default();
    (place / length + 1, index)
}

/// The addresses of the entries that a certificate has in the lists of its issuer.
pub(crate) fn status_refs(
    address: &str,
    issuer: &str,
    (place, index): (u64, u32),
) -> Vec<StatusRef> {
    let (number, _) = list_of(place);
    let purposes = [
        (StatusPurpose::Revocation, "revocation"),
        (StatusPurpose::Suspension, "suspension"),
    ];
    purposes
        .into_iter()
        .map(|(purpose, name)| StatusRef {
            list: format!("{address}/status/{issuer}/{number}/{name}"),
            purpose,
            index,
        })
        .collect()
}

/// Follows an event of a certificate.
///
/// # Errors
///
/// An event or a document that cannot be read, and the storage's failures.
pub fn project(record: &LogRecord, views: &mut dyn Views) -> Result<(), StoreError> {
    let Event::Life(event) = journal::projected(record)? else {
        return Ok(());
    };
    match event {
        LifeEvent::Issued {
            identifier,
            operation,
            decision,
            at,
            ..
        } => {
            let held = match views.get(LINES, &line(&identifier))? {
                Some(doc) => journal::document(record, &doc)?,
                None if operation == Operation::New => Held {
                    owner: owner_of(record, views, &decision)?,
                    case: decision,
                },
                None => return Ok(()),
            };
            let body = journal::body(record, &held)?;
            views.put(Doc::new(LINES, line(&identifier), body))?;
            let place: Place = match views.get(transparency::PLACES, identifier.as_str())? {
                Some(doc) => journal::document(record, &doc)?,
                None => return Ok(()),
            };
            let registered = Registered {
                case: held.case,
                owner: held.owner,
                state: State::Valid,
                since: at,
                issued: at,
                successor: None,
                place: place.index,
                status: place.status,
                until: place.until,
                archived: None,
                identifier,
            };
            mark(record, views, &registered, &place.address)?;
            put(record, views, &registered)
        }
        LifeEvent::Superseded {
            identifier,
            successor,
            at,
        } => change(
            record,
            views,
            &identifier,
            State::Lapsed,
            at,
            Some(successor),
        ),
        LifeEvent::Moved {
            identifier,
            state,
            at,
            ..
        } => change(record, views, &identifier, state, at, None),
        LifeEvent::Archived { identifier, at } => {
            let Some(doc) = views.get(REGISTER, identifier.as_str())? else {
                return Ok(());
            };
            let before: Registered = journal::document(record, &doc)?;
            let archived = Some(at);
            put(record, views, &Registered { archived, ..before })
        }
    }
}

/// The account that holds a version; `None` for one that is not of this register.
pub(crate) fn holder(
    record: &LogRecord,
    views: &mut dyn Views,
    identifier: &CertificateId,
) -> Result<Option<String>, StoreError> {
    let doc = views.get(REGISTER, identifier.as_str())?;
    let held: Option<Registered> = doc.map(|doc| journal::document(record, &doc)).transpose()?;
    Ok(held.map(|held| held.owner))
}

fn owner_of(record: &LogRecord, views: &mut dyn Views, case: &str) -> Result<String, StoreError> {
    #[derive(Deserialize)]
    struct Case {
        owner: String,
    }
    let doc = views.get(crate::cases::VIEW, case)?;
    let case: Option<Case> = doc.map(|doc| journal::document(record, &doc)).transpose()?;
    Ok(case.map(|case| case.owner).unwrap_or_default())
}

fn change(
    record: &LogRecord,
    views: &mut dyn Views,
    identifier: &CertificateId,
    state: State,
    since: DateTime<FixedOffset>,
    successor: Option<CertificateId>,
) -> Result<(), StoreError> {
    let Some(doc) = views.get(REGISTER, identifier.as_str())? else {
        return Ok(());
    };
    let before: Registered = journal::document(record, &doc)?;
    let registered = Registered {
        state,
        since,
        successor: successor.or(before.successor),
        ..before
    };
    mark(record, views, &registered, "")?;
    put(record, views, &registered)
}

/// Keeps what the status lists say in step with the register.
fn mark(
    record: &LogRecord,
    views: &mut dyn Views,
    registered: &Registered,
    address: &str,
) -> Result<(), StoreError> {
    let (number, index) = (list_of(registered.place).0, registered.status);
    let key = format!("{}/{number}", registered.identifier.issuer());
    let mut marks: Marks = match views.get(LISTS, &key)? {
        Some(doc) => journal::document(record, &doc)?,
        None => Marks {
            address: address.to_owned(),
            ..Marks::default()
        },
    };
    let before = (
        marks.revoked.contains(&index),
        marks.suspended.contains(&index),
    );
    // A transfer can be undone, a revocation in a list never.
    let suspended = matches!(registered.state, State::Withheld | State::TransferredOut);
    if registered.state != State::Valid && !suspended {
        marks.revoked.insert(index);
    }
    if suspended {
        marks.suspended.insert(index);
    } else {
        marks.suspended.remove(&index);
    }
    if before
        != (
            marks.revoked.contains(&index),
            marks.suspended.contains(&index),
        )
    {
        marks.changes += 1;
    }
    views.put(Doc::new(LISTS, key, journal::body(record, &marks)?))
}

fn put(
    record: &LogRecord,
    views: &mut dyn Views,
    registered: &Registered,
) -> Result<(), StoreError> {
    let id = registered.identifier.as_str();
    let stands = matches!(registered.state, State::Valid | State::Withheld);
    match registered.until.filter(|_| stands) {
        Some(until) => {
            let body = journal::body(record, &until)?;
            views.put(Doc::new(ENDS, id, body).sort(until.to_string()))?;
        }
        None => views.delete(ENDS, id)?,
    }
    let state = serde_json::to_value(registered.state).ok();
    let state = state.as_ref().and_then(serde_json::Value::as_str);
    views.put(
        Doc::new(REGISTER, id, journal::body(record, registered)?)
            .sort(registered.issued.to_rfc3339())
            .facet("case", &registered.case)
            .facet("owner", &registered.owner)
            .facet("state", state.unwrap_or_default()),
    )
}
