//! The proof of a database: the engine's own check, the chain, the views.

use std::collections::BTreeMap;

use ip_app::port::{
    Break, CheckReport, Doc, Fault, Head, MAX_VIEW_FAULTS, MemoryViews, Projector, StoreError,
    Walk, compare_views,
};
use rusqlite::Connection;

use super::error::translate;
use super::row::{self, rows};
use crate::sql;

/// Reads everything in one snapshot; appends go on meanwhile.
pub fn check(db: &mut Connection, projector: &dyn Projector) -> Result<CheckReport, StoreError> {
    let snapshot = db.transaction().map_err(translate)?;
    let mut report = CheckReport {
        head: Head::ORIGIN,
        streams: 0,
        docs: 0,
        files: 0,
        faults: Vec::new(),
    };
    match inspect(&snapshot, projector, &mut report) {
        // What the engine cannot even read.
        Err(StoreError::Damaged(said)) => report.faults.push(Fault::Engine(said)),
        other => other?,
    }
    Ok(report)
}

fn inspect(
    db: &Connection,
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
    let said = rows(db, "PRAGMA integrity_check(20)", [], |row| {
        row.get::<_, String>(0).map_err(translate)
    })?;
    let wrong = said.into_iter().filter(|said| said != "ok");
    report.faults.extend(wrong.map(Fault::Engine));
    Ok(())
}

/// Walks the chain and replays it; no replay once the chain is broken or an event is refused.
fn log(
    db: &Connection,
    projector: &dyn Projector,
    report: &mut CheckReport,
) -> Result<Option<MemoryViews>, StoreError> {
    let mut walk = Walk::default();
    let mut views = Some(MemoryViews::default());
    let mut statement = db.prepare_cached(sql::LOG).map_err(translate)?;
    let mut rows = statement.query([0, i64::MAX]).map_err(translate)?;
    while let Some(row) = rows.next().map_err(translate)? {
        let step = row::record(row)
            .map_err(|error| Break::Unreadable(error.to_string()))
            .and_then(|record| walk.step(&record).map(|()| record));
        let record = match step {
            Ok(record) => record,
            Err(reason) => {
                let position = walk.head().position + 1;
                report.faults.push(Fault::Chain { position, reason });
                views = None;
                break;
            }
        };
        if let Some(replay) = &mut views
            && let Err(error) = projector.project(&record, replay)
        {
            report.faults.push(Fault::Replay(error));
            views = None;
        }
    }
    report.head = walk.head();
    report.streams = walk.streams() as u64;
    Ok(views)
}

/// The documents, and those that a list by facet would not find as they say.
fn docs(db: &Connection) -> Result<(Vec<Doc>, Vec<Fault>), StoreError> {
    let mut listed: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for (place, facet) in rows(db, sql::ALL_FACETS, [], |row| {
        let text = |column| row.get::<_, String>(column).map_err(translate);
        Ok(((text(0)?, text(1)?, text(2)?), (text(3)?, text(4)?)))
    })? {
        listed.entry(place).or_default().push(facet);
    }
    let docs = rows(db, sql::ALL_DOCS, [], row::doc)?;
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
