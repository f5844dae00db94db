//! Case numbers (办件编号): implementation code, day, and a number of four digits.

use ip_core::problem::Problem;
use ip_core::record::Entry as LogEntry;
use ip_matters::entry::Entry;
use serde::Serialize;

use crate::actor::Actor;
use crate::error::AppError;
use crate::journal;
use crate::port::Store;

/// A number that is free, with the event that takes it. Of two that take the same number the store
/// lets one through; the other tries again.
pub(crate) struct Next {
    pub(crate) number: String,
    pub(crate) stream: String,
    pub(crate) sequence: u64,
    pub(crate) entry: LogEntry,
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
enum Event<'a> {
    Given { number: &'a str },
}

/// The next number of a matter on the actor's day.
pub(crate) async fn next(
    store: &dyn Store,
    entry: &Entry,
    actor: &Actor,
) -> Result<Next, AppError> {
    let Some(implementation) = &entry.implementation else {
        let problem = Problem::new("app.matter.no-implementation-code");
        return Err(AppError::Configuration(problem.found(&entry.matter.id)));
    };
    let day = actor.day().format("%Y%m%d");
    let stream = format!("numbers/{implementation}/{day}");
    let sequence = store
        .stream(&stream, 0)
        .await?
        .last()
        .map_or(0, |record| record.sequence);
    let number = format!("{implementation}{day}{:04}", sequence + 1);
    let entry = journal::entry("numbers", &stream, actor, &Event::Given { number: &number })?;
    Ok(Next {
        number,
        stream,
        sequence,
        entry,
    })
}
