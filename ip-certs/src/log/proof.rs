//! The offline proof (C2SP tlog-proof): an entry's place in a log that witnesses have seen.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use chrono::{DateTime, FixedOffset};

use super::note::NoteKey;
use super::{Checkpoint, Hash, LogError, LogPolicy, leaf_hash, verify_inclusion};
use crate::encode::base64;

const HEADER: &str = "c2sp.org/tlog-proof@v1";

/// A tree of 2^64 entries is no higher.
const MAX_HASHES: usize = 64;

/// A proof of inclusion with its checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogProof {
    /// The entry's index.
    pub index: u64,
    /// The inclusion proof, from the leaf upwards.
    pub hashes: Vec<Hash>,
    /// The checkpoint.
    pub checkpoint: Checkpoint,
}

impl LogProof {
    /// The text of a `.tlog-proof` file.
    pub fn to_text(&self) -> String {
        let hashes: String = self
            .hashes
            .iter()
            .map(|hash| format!("{}\n", base64::encode(hash)))
            .collect();
        format!(
            "{HEADER}\nindex {}\n{hashes}\n{}",
            self.index,
            self.checkpoint.to_note()
        )
    }

    /// Reads a `.tlog-proof` file; extra data is not authenticated and therefore skipped.
    ///
    /// # Errors
    ///
    /// [`LogError::Form`].
    pub fn from_text(text: &str) -> Result<Self, LogError> {
        let form = LogError::Form;
        let (head, note) = text.split_once("\n\n").ok_or(form)?;
        let mut lines = head.split('\n').peekable();
        if lines.next() != Some(HEADER) {
            return Err(form);
        }
        if let Some(extra) = lines.next_if(|line| line.starts_with("extra ")) {
            base64::decode(&extra["extra ".len()..]).map_err(|_| form)?;
        }
        let index = lines.next().and_then(|line| line.strip_prefix("index "));
        let index_text = index.ok_or(form)?;
        let index: u64 = index_text.parse().map_err(|_| form)?;
        if format!("{index}") != index_text {
            return Err(form);
        }
        let hashes: Vec<Hash> = lines
            .take(MAX_HASHES + 1)
            .map(|line| base64::decode(line).ok()?.try_into().ok())
            .collect::<Option<_>>()
            .ok_or(form)?;
        if hashes.len() > MAX_HASHES {
            return Err(form);
        }
        Ok(Self {
            index,
            hashes,
            checkpoint: Checkpoint::from_note(note)?,
        })
    }

    /// Checks that an entry is in the log, in the eyes of the log and of a quorum of witnesses.
    ///
    /// # Errors
    ///
    /// As [`LogProof::includes`] and [`LogProof::witnessed`].
    pub fn verify(&self, entry: &[u8], policy: &LogPolicy) -> Result<(), LogError> {
        self.includes(entry, &policy.log)?;
        self.witnessed(policy).map(drop)
    }

    /// Checks that an entry is in the log, as the log itself has signed.
    ///
    /// # Errors
    ///
    /// [`LogError::Origin`], [`LogError::Signature`], [`LogError::Range`], [`LogError::Proof`].
    pub fn includes(&self, entry: &[u8], log: &NoteKey) -> Result<(), LogError> {
        self.checkpoint.verify(log)?;
        verify_inclusion(
            self.index,
            self.checkpoint.size,
            &leaf_hash(entry),
            &self.hashes,
            &self.checkpoint.root,
        )
    }

    /// Whether the hashes lead from an entry to the root, whoever may have signed that.
    pub fn proves(&self, entry: &[u8]) -> bool {
        let Checkpoint { size, root, .. } = &self.checkpoint;
        verify_inclusion(self.index, *size, &leaf_hash(entry), &self.hashes, root).is_ok()
    }

    /// By when a quorum of witnesses had seen the checkpoint; `None` where the policy asks for none.
    ///
    /// # Errors
    ///
    /// [`LogError::Quorum`] for too few; [`LogError::Signature`] where a line claims to be by a witness
    /// and is not.
    pub fn witnessed(&self, policy: &LogPolicy) -> Result<Option<DateTime<FixedOffset>>, LogError> {
        let seen = self.checkpoint.witnesses(&policy.witnesses)?;
        if seen.len() < policy.quorum {
            return Err(LogError::Quorum);
        }
        let mut times: Vec<u64> = seen.into_iter().map(|(_, time)| time).collect();
        times.sort_unstable();
        let last = policy.quorum.checked_sub(1).and_then(|n| times.get(n));
        let at = last.and_then(|time| DateTime::from_timestamp(i64::try_from(*time).ok()?, 0));
        Ok(at.map(|at| at.fixed_offset()))
    }
}
