//! The one writer: whoever waits is written together and synced once.
//!
//! A sync of a real disk takes between a third of a millisecond and five. The writer takes every
//! batch that is waiting into one transaction, each in a savepoint of its own so that a conflict
//! undoes that batch alone, and acknowledges all of them after the one sync of the commit.

use std::sync::Arc;
use std::time::Duration;

use ip_app::port::{Batch, Head, Projector, StoreError};
use ip_core::record::Record;
use tokio::sync::{mpsc, oneshot};

use crate::row::{self, int};
use crate::session::Value::{self, Int, Text};
use crate::session::{Engine, Purpose, Session};
use crate::sql;
use crate::views::SqlViews;

/// Batches that are written together at most: a bound for the wait of the first of them.
const GROUP: usize = 512;

/// Records that a replay or a check reads at once.
pub const CHUNK: usize = 1000;

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

/// The session that writes, and what feeds the views.
pub struct Writer<E: Engine> {
    engine: Arc<E>,
    db: E::Session,
    projector: Arc<dyn Projector>,
    /// Erased data may still stand in a file.
    scrub: bool,
}

impl<E: Engine> Writer<E> {
    /// A writer on a session of its own; views of another version of the projector are made anew.
    pub fn open(engine: Arc<E>, projector: Arc<dyn Projector>) -> Result<Self, StoreError> {
        let mut db = engine.writer()?;
        let made_by = row::about(&mut db)?.projector;
        let mut writer = Self {
            engine,
            db,
            projector,
            scrub: false,
        };
        if made_by != i64::from(writer.projector.version()) {
            writer.rebuild()?;
        }
        Ok(writer)
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
        if result.is_err() {
            self.db.undo();
        }
        self.scrub();
        result.unwrap_or_else(|error| vec![Err(error); count])
    }

    fn scrub(&mut self) {
        self.scrub = self.scrub && !self.db.scrub();
    }

    /// Begins to write, on a new session when the old one broke.
    fn begin(&mut self) -> Result<(), StoreError> {
        if !self.db.stands() {
            self.db = self.engine.writer()?;
        }
        self.db.begin(Purpose::Write)
    }

    fn transaction(
        &mut self,
        batches: Vec<Batch>,
    ) -> Result<Vec<Result<Vec<Record>, StoreError>>, StoreError> {
        self.begin()?;
        let start = row::head(&mut self.db)?;
        let mut head = start;
        let mut results = Vec::with_capacity(batches.len());
        for batch in batches {
            self.db.run("SAVEPOINT batch", &[])?;
            let mut moved = head;
            let result = self.one(batch, &mut moved);
            match &result {
                Ok(_) => head = moved,
                Err(
                    StoreError::Conflict { .. }
                    | StoreError::Invalid(_)
                    | StoreError::Projection { .. },
                ) => {
                    self.db.run("ROLLBACK TO SAVEPOINT batch", &[])?;
                }
                // The database itself failed: nothing of the group is sure.
                Err(error) => return Err(error.clone()),
            }
            self.db.run("RELEASE SAVEPOINT batch", &[])?;
            results.push(result);
        }
        if head != start {
            let noted = [Int(int(head.position)), Value::Hash(&head.hash)];
            self.db.run(sql::NOTE_HEAD, &noted)?;
        }
        self.db.run("COMMIT", &[])?;
        Ok(results)
    }

    fn one(&mut self, batch: Batch, head: &mut Head) -> Result<Vec<Record>, StoreError> {
        batch.validate()?;
        let mut records = Vec::new();
        for append in batch.appends {
            let mut sequence = row::sequence(&mut self.db, &append.stream)?;
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
                row::insert(&mut self.db, &record)?;
                records.push(record);
            }
        }
        let mut views = SqlViews(&mut self.db);
        for record in &records {
            self.projector.project(record, &mut views)?;
        }
        for (key, json) in &batch.keep {
            self.forget(key.as_str())?;
            self.db.run(sql::KEEP, &[Text(key.as_str()), Text(json)])?;
        }
        for key in &batch.forget {
            self.forget(key.as_str())?;
        }
        Ok(records)
    }

    /// Erases personal data, also before others take their place.
    fn forget(&mut self, key: &str) -> Result<(), StoreError> {
        self.scrub |= self.db.run(sql::FORGET, &[Text(key)])? > 0;
        Ok(())
    }

    /// Empties the views and replays the log in one transaction.
    pub fn rebuild(&mut self) -> Result<u64, StoreError> {
        let result = self.replay();
        if result.is_err() {
            self.db.undo();
        }
        result
    }

    fn replay(&mut self) -> Result<u64, StoreError> {
        self.begin()?;
        for statement in sql::EMPTY_VIEWS {
            self.db.run(statement, &[])?;
        }
        let mut count = 0;
        loop {
            let records = row::log(&mut self.db, count, CHUNK)?;
            let mut views = SqlViews(&mut self.db);
            for record in &records {
                self.projector.project(record, &mut views)?;
            }
            match records.last() {
                Some(last) => count = last.position,
                None => break,
            }
        }
        let version = i64::from(self.projector.version());
        self.db.run(sql::NOTE_PROJECTOR, &[Int(version)])?;
        self.db.run("COMMIT", &[])?;
        Ok(count)
    }
}

#[cfg(test)]
impl<E: Engine> Writer<E> {
    /// The session, for tests that disturb it.
    pub fn session(&mut self) -> &mut E::Session {
        &mut self.db
    }
}
