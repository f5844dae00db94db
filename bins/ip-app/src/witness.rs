//! Witnesses of the log (见证): others who have seen that it only grew, and say so by a signature.
//!
//! A witness fetches the checkpoint and the proof that the log contains what it saw last, cosigns, and
//! sends the checkpoint back. The portal keeps what known witnesses have signed and hands it out with
//! every proof; it can neither make nor alter a cosignature.

use chrono::{DateTime, FixedOffset};
use ip_certs::log::{Checkpoint, LogError, LogPolicy, NoteKey};
use ip_core::problem::Problem;
use ip_core::record::Record;
use serde::{Deserialize, Serialize};

use crate::actor::{Actor, Role};
use crate::app::App;
use crate::error::AppError;
use crate::journal;
use crate::port::{Batch, Doc, StoreError, ViewQuery, Views};
use crate::register::TRIES;

/// The view of cosigned checkpoints by size, and of the newest that was enough.
const COSIGNED: &str = "certificate-witness";
/// The view of checkpoints that enough witnesses have seen, the smallest first.
const WITNESSED: &str = "certificate-witnessed";
/// The key of the newest checkpoint that enough witnesses have seen.
const ENOUGH: &str = "enough";

/// The witnesses of the log, and how many of them must have seen it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Witnesses {
    /// Their names and keys.
    pub witnesses: Vec<NoteKey>,
    /// How many different ones; none are asked for where it is 0.
    pub quorum: usize,
}

/// What witnesses did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Event {
    /// Cosignatures were taken.
    Cosigned {
        /// The size of the log.
        size: u64,
        /// The checkpoint with all cosignatures so far.
        note: String,
        /// Whether they were enough.
        enough: bool,
    },
}

/// What is kept of a checkpoint.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    /// How many events its stream had then.
    sequence: u64,
    size: u64,
    note: String,
}

/// Follows an event of the witnesses.
///
/// # Errors
///
/// An event that cannot be read, and the storage's failures.
pub fn project(record: &Record, views: &mut dyn Views) -> Result<(), StoreError> {
    let Event::Cosigned { size, note, enough } = journal::projected(record)?;
    let kept = Kept {
        sequence: record.sequence,
        size,
        note,
    };
    let body = journal::body(record, &kept)?;
    views.put(Doc::new(COSIGNED, size.to_string(), body.clone()))?;
    if enough {
        let place = format!("{size:020}");
        views.put(Doc::new(WITNESSED, place.as_str(), body.clone()).sort(place.as_str()))?;
        let newer = match views.get(COSIGNED, ENOUGH)? {
            Some(doc) => journal::document::<Kept>(record, &doc)?.size <= size,
            None => true,
        };
        if newer {
            views.put(Doc::new(COSIGNED, ENOUGH, body))?;
        }
    }
    Ok(())
}

/// The stream of what witnesses have sent about the log of a size.
fn stream(size: u64) -> String {
    format!("certificate-witness/{size}")
}

impl App {
    /// Whom to believe about the log of this portal.
    ///
    /// # Errors
    ///
    /// Not found where no office issues certificates here.
    pub fn log_policy(&self) -> Result<LogPolicy, AppError> {
        Ok(LogPolicy {
            log: self.log_key()?,
            witnesses: self.witnesses.witnesses.clone(),
            quorum: self.witnesses.quorum,
            status_lists: true,
        })
    }

    /// What witnesses have sent about the log of this size.
    pub(crate) async fn cosigned(&self, size: u64) -> Result<Option<Checkpoint>, AppError> {
        Ok(self.kept(&size.to_string()).await?.map(|(_, note)| note))
    }

    /// The newest checkpoint that as many witnesses have seen as the policy asks for; `None` where there
    /// is none yet, or none are asked for.
    ///
    /// # Errors
    ///
    /// The store's failures.
    pub async fn witnessed_checkpoint(&self) -> Result<Option<Checkpoint>, AppError> {
        let kept = self.kept(ENOUGH).await?.map(|(_, checkpoint)| checkpoint);
        // The witnesses or their number may have changed since.
        Ok(kept.filter(|checkpoint| self.is_enough(checkpoint)))
    }

    /// The first checkpoint that enough witnesses have seen and that holds the entry with this index.
    pub(crate) async fn first_witnessed(&self, index: u64) -> Result<Option<Checkpoint>, AppError> {
        let before = Doc::new(WITNESSED, format!("{index:020}"), "").sort(format!("{index:020}"));
        // The witnesses or their number may have changed since: the next ones are looked at too.
        let query = ViewQuery::of(WITNESSED).after(Some(before.cursor()));
        for doc in self.store.list(&query).await?.docs {
            let kept: Kept = journal::read(&doc)?;
            let checkpoint = Checkpoint::from_note(&kept.note).map_err(problem)?;
            if self.is_enough(&checkpoint) {
                return Ok(Some(checkpoint));
            }
        }
        Ok(None)
    }

    fn is_enough(&self, checkpoint: &Checkpoint) -> bool {
        let Witnesses { witnesses, quorum } = &*self.witnesses;
        let seen = checkpoint.witnesses(witnesses);
        *quorum > 0 && seen.is_ok_and(|seen| seen.len() >= *quorum)
    }

    async fn kept(&self, key: &str) -> Result<Option<(u64, Checkpoint)>, AppError> {
        let Some(doc) = self.store.view(COSIGNED, key).await? else {
            return Ok(None);
        };
        let kept: Kept = journal::read(&doc)?;
        let checkpoint = Checkpoint::from_note(&kept.note).map_err(problem)?;
        Ok(Some((kept.sequence, checkpoint)))
    }

    /// Takes the cosignatures of known witnesses from a checkpoint of this log; the answer is that
    /// checkpoint with everything that has been collected.
    ///
    /// # Errors
    ///
    /// `certs.log.form`; `certs.log.origin` for another log; `certs.log.range` beyond the log;
    /// `certs.log.split-view` for a root that this log never had; `certs.log.signature` for a bad
    /// cosignature; `certs.log.quorum` where no line is by a known witness; the store's failures.
    pub async fn take_cosignatures(
        &self,
        now: DateTime<FixedOffset>,
        note: &str,
    ) -> Result<Checkpoint, AppError> {
        let sent = Checkpoint::from_note(note).map_err(problem)?;
        let known = &self.witnesses.witnesses;
        if sent.witnesses(known).map_err(problem)?.is_empty() {
            return Err(problem(LogError::Quorum));
        }
        let actor = Actor {
            account: "witness".to_owned(),
            role: Role::Clerk,
            at: now,
        };
        let stream = stream(sent.size);
        for _ in 0..TRIES {
            let mut checkpoint = self.checkpoint_of(sent.size).await?;
            let mut sequence = 0;
            if let Some((at, before)) = self.kept(&sent.size.to_string()).await? {
                sequence = at;
                // What is kept was checked; a witness that is no longer known is left out.
                let _ = checkpoint.take_cosignatures(&before, known);
            }
            let taken = checkpoint
                .take_cosignatures(&sent, known)
                .map_err(problem)?;
            if taken == 0 {
                return Ok(checkpoint);
            }
            let event = Event::Cosigned {
                size: checkpoint.size,
                note: checkpoint.to_note(),
                enough: self.is_enough(&checkpoint),
            };
            let entry = journal::entry("certificate-witness", &stream, &actor, &event)?;
            let batch = Batch::new().append(&stream, sequence, [entry]);
            match self.store.append(batch).await {
                Ok(_) => return Ok(checkpoint),
                Err(StoreError::Conflict { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(StoreError::Busy("witnesses".to_owned()).into())
    }
}

fn problem(error: LogError) -> AppError {
    Problem::new(error.code()).found(error).into()
}
