//! The offline proof (C2SP tlog-proof): an entry's place in a log that witnesses have seen.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::note::NoteKey;
use super::{Checkpoint, Hash, LogError, leaf_hash, verify_inclusion};
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

/// Whose word on a log a verifier takes.
#[derive(Debug, Clone, PartialEq)]
pub struct LogPolicy {
    /// The log's key; its name is the origin.
    pub log: NoteKey,
    /// The witnesses.
    pub witnesses: Vec<NoteKey>,
    /// How many different witnesses must have cosigned.
    pub quorum: usize,
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
    /// [`LogError::Origin`], [`LogError::Signature`], [`LogError::Quorum`], [`LogError::Range`],
    /// [`LogError::Proof`].
    pub fn verify(&self, entry: &[u8], policy: &LogPolicy) -> Result<(), LogError> {
        if self.checkpoint.origin != policy.log.name {
            return Err(LogError::Origin);
        }
        if !self.checkpoint.is_signed_by(&policy.log)? {
            return Err(LogError::Signature);
        }
        // A witness counts once, however many lines, names or list entries it has.
        let mut seen: Vec<Vec<u8>> = Vec::new();
        for witness in &policy.witnesses {
            let key = witness.key.to_bytes();
            if !seen.contains(&key) && self.checkpoint.is_signed_by(witness)? {
                seen.push(key);
            }
        }
        if seen.len() < policy.quorum {
            return Err(LogError::Quorum);
        }
        verify_inclusion(
            self.index,
            self.checkpoint.size,
            &leaf_hash(entry),
            &self.hashes,
            &self.checkpoint.root,
        )
    }
}
