//! The one writer: whoever waits is written together and synced once.
//!
//! A sync of a real disk takes between a third of a millisecond and five. The writer takes every
//! batch that is waiting into one transaction, each in a savepoint of its own so that a conflict
//! undoes that batch alone, and acknowledges all of them after the one sync of the commit.

use std::sync::Arc;
use std::time::Duration;

use ip_app::port::{Batch, Head, Projector, StoreError};
use ip_core::record::Record;
use rusqlite::{Connection, params};
use tokio::sync::{mpsc, oneshot};

use super::error::translate;
use super::open::PATIENCE;
use super::row::{self, int, run};
use super::views::SqlViews;
use crate::sql;

/// Batches that are written together at most: a bound for the wait of the first of them.
const GROUP: usize = 512;

/// How long the writer rests before it tries again to overwrite erased data.
const REST: Duration = Duration::from_millis(50);

type Answer<T> = oneshot::Sender<Result<T, StoreError>>;

/// What the writer can be asked.
pub enum Job {
    /// Write a batch.
    Append(Batch, Answer<Vec<Record>>),
    /// Make the views anew.
    Rebuild(Answer<u64>),
}

/// The connection that writes, and what feeds the views.
pub struct Writer {
    db: Connection,
    projector: Arc<dyn Projector>,
    /// Erased data may still stand in the write-ahead log.
    scrub: bool,
}

impl Writer {
    /// A writer on an open database.
    pub fn new(db: Connection, projector: Arc<dyn Projector>) -> Self {
        Self {
            db,
            projector,
            scrub: false,
        }
    }

    /// Works until everyone who could ask is gone.
    pub fn serve(mut self, mut jobs: mpsc::Receiver<Job>) {
        let mut group = Vec::new();
        while let Some(first) = self.next(&mut jobs) {
            let mut next = Some(first);
            while let Some(job) = next.take() {
                match job {
                    Job::Append(batch, answer) => {
                        group.push((batch, answer));
                        if group.len() < GROUP {
                            next = jobs.try_recv().ok();
                        }
                    }
                    Job::Rebuild(answer) => {
                        self.acknowledge(&mut group);
                        // Whoever asked may have gone away; the work is done all the same.
                        let _ = answer.send(self.rebuild());
                    }
                }
            }
            self.acknowledge(&mut group);
        }
    }

    /// The next job; while erased data are left to overwrite, the idle time is used for that.
    fn next(&mut self, jobs: &mut mpsc::Receiver<Job>) -> Option<Job> {
        while self.scrub {
            match jobs.try_recv() {
                Ok(job) => return Some(job),
                Err(mpsc::error::TryRecvError::Disconnected) => return None,
                Err(mpsc::error::TryRecvError::Empty) => {
                    std::thread::sleep(REST);
                    self.scrub();
                }
            }
        }
        jobs.blocking_recv()
    }

    fn acknowledge(&mut self, group: &mut Vec<(Batch, Answer<Vec<Record>>)>) {
        if group.is_empty() {
            return;
        }
        let (batches, answers): (Vec<_>, Vec<_>) = group.drain(..).unzip();
        for (answer, result) in answers.into_iter().zip(self.write(batches)) {
            let _ = answer.send(result);
        }
    }

    /// Writes batches in one transaction; the results are durable when this returns.
    pub fn write(&mut self, batches: Vec<Batch>) -> Vec<Result<Vec<Record>, StoreError>> {
        let count = batches.len();
        let result = self.transaction(batches);
        self.scrub();
        result.unwrap_or_else(|error| {
            self.undo();
            vec![Err(error); count]
        })
    }

    /// Overwrites erased data: moves the write-ahead log into the database, where pages that were
    /// freed are zeroed, and cuts it to nothing. A reader in the middle of an older state prevents
    /// that; it is not waited for, but tried again.
    fn scrub(&mut self) {
        if self.scrub {
            let emptied = self.db.busy_timeout(Duration::ZERO).and_then(|()| {
                self.db
                    .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))
            });
            self.scrub = emptied != Ok(0);
            // Cannot fail on an open connection; if it did, a busy database would be said sooner.
            let _ = self.db.busy_timeout(PATIENCE);
        }
    }

    fn transaction(
        &mut self,
        batches: Vec<Batch>,
    ) -> Result<Vec<Result<Vec<Record>, StoreError>>, StoreError> {
        self.begin()?;
        let start = row::head(&self.db)?;
        let mut head = start;
        let mut results = Vec::with_capacity(batches.len());
        for batch in batches {
            run(&self.db, "SAVEPOINT batch", [])?;
            let mut moved = head;
            let result = self.one(batch, &mut moved);
            match &result {
                Ok(_) => head = moved,
                Err(
                    StoreError::Conflict { .. }
                    | StoreError::Invalid(_)
                    | StoreError::Projection { .. },
                ) => {
                    run(&self.db, "ROLLBACK TO batch", [])?;
                }
                // The database itself failed: nothing of the group is sure.
                Err(error) => return Err(error.clone()),
            }
            run(&self.db, "RELEASE batch", [])?;
            results.push(result);
        }
        if head != start {
            let noted = params![int(head.position), head.hash.as_bytes()];
            run(&self.db, sql::NOTE_HEAD, noted)?;
        }
        run(&self.db, "COMMIT", [])?;
        Ok(results)
    }

    /// Other processes may write too: the lock is taken before anything is read.
    fn begin(&self) -> Result<(), StoreError> {
        run(&self.db, "BEGIN IMMEDIATE", []).map(drop)
    }

    fn undo(&self) {
        if !self.db.is_autocommit() {
            // When even this fails, SQLite undoes the transaction at the next opening.
            let _ = run(&self.db, "ROLLBACK", []);
        }
    }

    fn one(&mut self, batch: Batch, head: &mut Head) -> Result<Vec<Record>, StoreError> {
        batch.validate()?;
        let mut records = Vec::new();
        for append in batch.appends {
            let mut sequence = row::sequence(&self.db, &append.stream)?;
            if sequence != append.expected {
                return Err(StoreError::Conflict {
                    stream: append.stream,
                    expected: append.expected,
                    actual: sequence,
                });
            }
            for entry in append.entries {
                sequence += 1;
                let record = head.seal(sequence, entry);
                row::insert(&self.db, &record)?;
                records.push(record);
            }
        }
        let mut views = SqlViews(&self.db);
        for record in &records {
            self.projector.project(record, &mut views)?;
        }
        for (key, json) in &batch.keep {
            self.scrub |= run(&self.db, sql::FORGET, [key.as_str()])? > 0;
            run(&self.db, sql::KEEP, [key.as_str(), json])?;
        }
        for key in &batch.forget {
            self.scrub |= run(&self.db, sql::FORGET, [key.as_str()])? > 0;
        }
        Ok(records)
    }

    /// Empties the views and replays the log in one transaction.
    pub fn rebuild(&mut self) -> Result<u64, StoreError> {
        let result = self.replay();
        if result.is_err() {
            self.undo();
        }
        result
    }

    fn replay(&mut self) -> Result<u64, StoreError> {
        self.begin()?;
        for statement in sql::EMPTY_VIEWS {
            run(&self.db, statement, [])?;
        }
        let mut views = SqlViews(&self.db);
        let mut count = 0;
        {
            let mut statement = self.db.prepare_cached(sql::LOG).map_err(translate)?;
            let mut rows = statement.query([0, i64::MAX]).map_err(translate)?;
            while let Some(row) = rows.next().map_err(translate)? {
                self.projector.project(&row::record(row)?, &mut views)?;
                count += 1;
            }
        }
        run(&self.db, sql::NOTE_PROJECTOR, [self.projector.version()])?;
        run(&self.db, "COMMIT", [])?;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sqlite::open;
    use ip_app::port::NoViews;
    use ip_core::record::Entry;

    fn batch(stream: &str, body: String) -> Batch {
        let entry = Entry {
            stream: stream.into(),
            at: "2025-03-03T09:00:00+08:00".parse().unwrap(),
            actor: "clerk-7".into(),
            kind: "case.noted".into(),
            body,
        };
        Batch::new().append(stream, 0, [entry])
    }

    #[test]
    fn a_full_disk_is_said_and_survived() {
        let folder = tempfile::tempdir().unwrap();
        let db = open::writer(&folder.path().join("store.db")).unwrap();
        let mut writer = Writer::new(db, Arc::new(NoViews));
        let kept = writer
            .write(vec![batch("a", "1".into())])
            .remove(0)
            .unwrap();

        let pages: i64 = writer
            .db
            .query_row("PRAGMA page_count", [], |row| row.get(0))
            .unwrap();
        let cap = |pages| {
            writer
                .db
                .pragma_update(None, "max_page_count", pages)
                .unwrap()
        };
        cap(pages + 2);
        let large = "x".repeat(1 << 20);
        let results = writer.write(vec![batch("b", "1".into()), batch("c", large.clone())]);
        let codes: Vec<_> = results.into_iter().map(|r| r.unwrap_err().code()).collect();
        assert_eq!(codes, ["store.database.full"; 2]);
        assert_eq!(row::last(&writer.db).unwrap().as_ref(), kept.last());

        writer
            .db
            .pragma_update(None, "max_page_count", 100_000)
            .unwrap();
        let results = writer.write(vec![batch("b", "1".into()), batch("c", large)]);
        assert!(results.iter().all(Result::is_ok), "{results:?}");
        assert_eq!(row::head(&writer.db).unwrap().position, 3);
    }

    #[test]
    fn a_conflict_in_a_group_undoes_its_own_batch_only() {
        let folder = tempfile::tempdir().unwrap();
        let db = open::writer(&folder.path().join("store.db")).unwrap();
        let mut writer = Writer::new(db, Arc::new(NoViews));
        let group = ["a", "a", "b"].map(|stream| batch(stream, "1".into()));
        let results = writer.write(group.to_vec());
        let places: Vec<_> = results
            .iter()
            .map(|result| result.as_ref().map(|records| records[0].position))
            .collect();
        assert_eq!(places[0], Ok(1));
        assert_eq!(places[1].unwrap_err().code(), "store.append.conflict");
        assert_eq!(places[2], Ok(2));
    }

    #[test]
    fn every_commit_is_synced() {
        let folder = tempfile::tempdir().unwrap();
        let db = open::writer(&folder.path().join("store.db")).unwrap();
        let text = |sql| db.query_row(sql, [], |row| row.get::<_, rusqlite::types::Value>(0));
        assert_eq!(text("PRAGMA journal_mode"), Ok("wal".to_owned().into()));
        assert_eq!(text("PRAGMA synchronous"), Ok(2.into()));
        assert_eq!(text("PRAGMA secure_delete"), Ok(1.into()));
    }
}
