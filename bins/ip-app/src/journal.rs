//! Domain events in the log: out as entries, back as states.

use ip_core::problem::Problem;
use ip_core::record::{Entry, Record};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::actor::Actor;
use crate::error::AppError;
use crate::port::{Doc, Store, StoreError};

/// A domain event as an entry of a stream. The events of the domain crates are tagged with `type`;
/// an entry's kind is the area and that tag, such as `case.accepted`.
///
/// # Errors
///
/// `app.event.unwritable` for an event without a tag, which no domain crate has.
pub fn entry<E: Serialize>(
    area: &str,
    stream: &str,
    actor: &Actor,
    event: &E,
) -> Result<Entry, AppError> {
    #[derive(serde::Deserialize)]
    struct Tag {
        r#type: String,
    }
    let body = serde_json::to_string(event).map_err(unwritable)?;
    let tag: Tag = serde_json::from_str(&body).map_err(unwritable)?;
    Ok(Entry {
        stream: stream.to_owned(),
        at: actor.at,
        actor: actor.account.clone(),
        kind: format!("{area}.{}", tag.r#type),
        body,
    })
}

/// Several events of one stream, in order.
///
/// # Errors
///
/// As [`entry`].
pub fn entries<E: Serialize>(
    area: &str,
    stream: &str,
    actor: &Actor,
    events: &[E],
) -> Result<Vec<Entry>, AppError> {
    events
        .iter()
        .map(|event| entry(area, stream, actor, event))
        .collect()
}

/// The domain event of a record.
///
/// # Errors
///
/// `app.event.unreadable` when the log holds an event that this version does not know.
pub fn event<E: DeserializeOwned>(record: &Record) -> Result<E, AppError> {
    serde_json::from_str(&record.entry.body).map_err(|e| {
        AppError::Configuration(
            Problem::new("app.event.unreadable")
                .found(e)
                .arg("position", record.position),
        )
    })
}

/// The state of a stream, and the sequence at which it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loaded<S> {
    /// The state after the last event.
    pub state: S,
    /// The sequence of the last event; 0 for a stream that does not exist.
    pub sequence: u64,
}

/// Replays a stream.
///
/// # Errors
///
/// The store's failures, and `app.event.unreadable`.
pub async fn load<S, E: DeserializeOwned>(
    store: &dyn Store,
    stream: &str,
    start: S,
    evolve: impl Fn(S, &E) -> S,
) -> Result<Loaded<S>, AppError> {
    let records = store.stream(stream, 0).await?;
    let mut loaded = Loaded {
        state: start,
        sequence: 0,
    };
    for record in &records {
        loaded.state = evolve(loaded.state, &event(record)?);
        loaded.sequence = record.sequence;
    }
    Ok(loaded)
}

/// The content of a view's document.
///
/// # Errors
///
/// `app.view.unreadable`: the views are of another version; a rebuild mends it.
pub fn read<T: DeserializeOwned>(doc: &Doc) -> Result<T, AppError> {
    serde_json::from_str(&doc.body).map_err(|e| {
        let problem = Problem::new("app.view.unreadable").found(e);
        AppError::Configuration(problem.arg("view", &doc.view).arg("key", &doc.key))
    })
}

/// Something kept in the vault.
///
/// # Errors
///
/// `app.vault.unreadable`: kept by another version.
pub fn parsed<T: DeserializeOwned>(text: &str) -> Result<T, AppError> {
    serde_json::from_str(text)
        .map_err(|e| AppError::Configuration(Problem::new("app.vault.unreadable").found(e)))
}

/// Something for the vault.
///
/// # Errors
///
/// `app.event.unwritable`.
pub fn written<T: Serialize>(content: &T) -> Result<String, AppError> {
    serde_json::to_string(content).map_err(unwritable)
}

/// The event of a record, for a projector.
///
/// # Errors
///
/// [`StoreError::Projection`] for an event that this version does not know.
pub fn projected<E: DeserializeOwned>(record: &Record) -> Result<E, StoreError> {
    serde_json::from_str(&record.entry.body).map_err(|e| StoreError::projection(record.position, e))
}

/// The content of a document, for a projector.
///
/// # Errors
///
/// [`StoreError::Projection`].
pub fn document<T: DeserializeOwned>(record: &Record, doc: &Doc) -> Result<T, StoreError> {
    serde_json::from_str(&doc.body).map_err(|e| StoreError::projection(record.position, e))
}

/// The body of a document, for a projector.
///
/// # Errors
///
/// [`StoreError::Projection`].
pub fn body<T: Serialize>(record: &Record, content: &T) -> Result<String, StoreError> {
    serde_json::to_string(content).map_err(|e| StoreError::projection(record.position, e))
}

fn unwritable(error: serde_json::Error) -> AppError {
    AppError::Configuration(Problem::new("app.event.unwritable").found(error))
}
