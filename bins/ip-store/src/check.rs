//! The proof of a database: the engine's own check, the chain, the views.

use std::collections::BTreeMap;

use ip_app::port::{
    Break, CheckReport, Doc, Fault, Head, MAX_VIEW_FAULTS, MemoryViews, Projector, StoreError,
    Walk, compare_views,
};
use ip_core::record::Record;

use crate::row::{self, int};
use crate::session::Value::Int;
use crate::session::{Purpose, Session, collect};
use crate::sql;
use crate::writer::CHUNK;

/// Reads everything in one snapshot; appends go on meanwhile.
pub fn check(db: &mut dyn Session, projector: &dyn Projector) -> Result<CheckReport, StoreError> {
    db.begin(Purpose::Snapshot)?;
    let mut report = CheckReport {
        head: Head::ORIGIN,
        streams: 0,
        docs: 0,
        files: 0,
        faults: Vec::new(),
    };
    let result = inspect(db, projector, &mut report);
    db.undo();
    match result {
        // What the engine cannot even read.
        Err(StoreError::Damaged(said)) => report.faults.push(Fault::Engine(said)),
        other => other?,
    }
    Ok(report)
}

fn inspect(
    db: &mut dyn Session,
    projector: &dyn Projector,
    report: &mut CheckReport,
) -> Result<(), StoreError> {
    let replayed = log(db, projector, report)?;
    let noted = row::about(db)?.head;
    let found = row::head(db)?;
    if found != noted {
        report.faults.push(Fault::Head { noted, found });
    }
    let (docs, mut differing) = docs(db)?;
    report.docs = docs.len() as u64;
    if let Some(replayed) = replayed {
        differing.extend(compare_views(docs, replayed.docs()));
        differing.truncate(MAX_VIEW_FAULTS);
        report.faults.append(&mut differing);
    }
    report
        .faults
        .extend(db.damage()?.into_iter().map(Fault::Engine));
    Ok(())
}

/// Walks the chain and replays it; no replay once the chain is broken or an event is refused.
fn log(
    db: &mut dyn Session,
    projector: &dyn Projector,
    report: &mut CheckReport,
) -> Result<Option<MemoryViews>, StoreError> {
    let mut walk = Walk::default();
    let mut views = Some(MemoryViews::default());
    loop {
        let chunk = chunk(db, walk.head().position)?;
        if chunk.is_empty() {
            break;
        }
        for record in chunk {
            let step = record.and_then(|record| walk.step(&record).map(|()| record));
            let record = match step {
                Ok(record) => record,
                Err(reason) => {
                    let position = walk.head().position + 1;
                    report.faults.push(Fault::Chain { position, reason });
                    report.head = walk.head();
                    report.streams = walk.streams() as u64;
                    return Ok(None);
                }
            };
            if let Some(replay) = &mut views
                && let Err(error) = projector.project(&record, replay)
            {
                report.faults.push(Fault::Replay(error));
                views = None;
            }
        }
    }
    report.head = walk.head();
    report.streams = walk.streams() as u64;
    Ok(views)
}

/// The next records of the log, those that cannot be read among them.
fn chunk(db: &mut dyn Session, after: u64) -> Result<Vec<Result<Record, Break>>, StoreError> {
    let place = [Int(int(after)), Int(int(CHUNK as u64))];
    collect(db, sql::LOG, &place, |row| {
        Ok(row::record(row).map_err(|error| Break::Unreadable(error.to_string())))
    })
}

/// The documents, and those that a list by facet would not find as they say.
fn docs(db: &mut dyn Session) -> Result<(Vec<Doc>, Vec<Fault>), StoreError> {
    let mut listed: BTreeMap<_, Vec<_>> = BTreeMap::new();
    let facets = collect(db, sql::ALL_FACETS, &[], |row| {
        let place = (row.text(0)?, row.text(1)?, row.text(2)?);
        Ok((place, (row.text(3)?, row.text(4)?)))
    })?;
    for (place, facet) in facets {
        listed.entry(place).or_default().push(facet);
    }
    let docs = collect(db, sql::ALL_DOCS, &[], row::doc)?;
    let mut unlike = Vec::new();
    for doc in &docs {
        let place = (doc.view.clone(), doc.key.clone(), doc.sort.clone());
        let mut facets = listed.remove(&place).unwrap_or_default();
        facets.sort();
        if facets != doc.facets {
            unlike.push((place.0, place.1));
        }
    }
    // Facets of documents that are not there.
    unlike.extend(listed.into_keys().map(|(view, key, _)| (view, key)));
    unlike.dedup();
    let faults = unlike
        .into_iter()
        .map(|(view, key)| Fault::View { view, key })
        .collect();
    Ok((docs, faults))
}
