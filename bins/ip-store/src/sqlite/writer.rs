//! The one writer: whoever waits is written together and synced once.
//!
//! A sync of a real disk takes between a third of a millisecond and five. The writer takes every
//! batch that is waiting into one transaction, each in a savepoint of its own so that a conflict
//! undoes that batch alone, and acknowledges all of them after the one sync of the commit.

use std::sync::Arc;

use ip_app::port::{Batch, Head, Projector, StoreError};
use ip_core::record::Record;
use rusqlite::{Connection, params};
use tokio::sync::{mpsc, oneshot};

use super::error::translate;
use super::row::{self, int, run};
use super::views::SqlViews;
use crate::sql;

/// Batches that are written together at most: a bound for the wait of the first of them.
const GROUP: usize = 512;

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
        while let Some(first) = jobs.blocking_recv() {
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
        if self.scrub {
            // Moves the log into the database, where erased pages are overwritten, and empties it.
            // While a reader holds an old page the database says busy; the next write tries again.
            let emptied = self
                .db
                .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0));
            self.scrub = emptied != Ok(0);
        }
        result.unwrap_or_else(|error| {
            self.undo();
            vec![Err(error); count]
        })
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
