//! Editions of list entries: every version that was ever in force here is kept in the log, so that a
//! case goes on under the one it was filed under, whatever the pack says today.

use chrono::{DateTime, FixedOffset};
use ip_core::record::{Entry as LogEntry, Record};
use ip_matters::entry::Entry;
use ip_matters::matter::MatterId;
use ip_matters::pack::Pack;
use serde::{Deserialize, Serialize};

use crate::error::AppError;
use crate::journal;
use crate::port::{Batch, Doc, Store, StoreError, ViewQuery, Views};

/// The view of all editions.
const VIEW: &str = "edition";

/// How many editions are read at a time.
const PAGE: usize = 200;

/// What happens to an edition.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
enum Event {
    /// It was in force here, and is kept.
    Kept { entry: Box<Entry> },
}

fn key(matter: &MatterId, version: u32) -> String {
    format!("{matter}@{version}")
}

/// Follows an event of an edition.
///
/// # Errors
///
/// An event that cannot be read, and the storage's failures.
pub(crate) fn project(record: &Record, views: &mut dyn Views) -> Result<(), StoreError> {
    let Event::Kept { entry } = journal::projected(record)?;
    let key = key(&entry.matter.id, entry.version);
    views.put(Doc::new(VIEW, key, journal::body(record, &entry)?))
}

/// Keeps every version in the pack's files that is not kept yet, and gives the pack those that its
/// files no longer hold. Returns the entries whose content changed without a new version: their
/// open cases go on under the content of today.
///
/// # Errors
///
/// The store's failures, and an edition that this version cannot read.
pub async fn keep(
    store: &dyn Store,
    pack: &mut Pack,
    now: DateTime<FixedOffset>,
) -> Result<Vec<String>, AppError> {
    let kept = all(store).await?;
    let mut changed = Vec::new();
    let mut batch = Batch::new();
    let mut news = false;
    for entry in pack.editions() {
        let same = |e: &&Entry| e.matter.id == entry.matter.id && e.version == entry.version;
        match kept.iter().find(same) {
            Some(before) if before == entry => {}
            Some(_) => changed.push(key(&entry.matter.id, entry.version)),
            None => {
                let stream = format!("edition/{}", key(&entry.matter.id, entry.version));
                let event = Event::Kept {
                    entry: Box::new(entry.clone()),
                };
                batch = batch.append(&stream, 0, [logged(&stream, now, &event)?]);
                news = true;
            }
        }
    }
    if news {
        store.append(batch).await?;
    }
    for entry in kept {
        pack.keep(entry);
    }
    Ok(changed)
}

async fn all(store: &dyn Store) -> Result<Vec<Entry>, AppError> {
    let mut found = Vec::new();
    let mut after = None;
    loop {
        let query = ViewQuery::of(VIEW).limit(PAGE).after(after);
        let page = store.list(&query).await?;
        for doc in &page.docs {
            found.push(journal::read(doc)?);
        }
        after = page.next;
        if after.is_none() {
            return Ok(found);
        }
    }
}

fn logged(stream: &str, now: DateTime<FixedOffset>, event: &Event) -> Result<LogEntry, AppError> {
    let actor = crate::actor::Actor {
        account: "system".to_owned(),
        role: crate::actor::Role::Administrator,
        at: now,
    };
    journal::entry("edition", stream, &actor, event)
}
