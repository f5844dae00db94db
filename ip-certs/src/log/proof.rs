//! The offline proof (C2SP tlog-proof): an entry's place in a log that witnesses have seen.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use chrono::{DateTime, FixedOffset};
use ip_core::problem::Problem;
use serde::Deserialize;

use super::note::{NoteKey, NoteRole};
use super::{Checkpoint, Hash, LogError, leaf_hash, verify_inclusion};
use crate::canon;
use crate::encode::base64;
use crate::sign::{Algorithm, PublicKey};

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
        self.witnessed(entry, policy).map(drop)
    }

    /// As [`LogProof::verify`]; the answer is the instant by which a quorum of witnesses had seen
    /// the entry in the log, `None` where the policy asks for no witness.
    ///
    /// # Errors
    ///
    /// As [`LogProof::verify`].
    pub fn witnessed(
        &self,
        entry: &[u8],
        policy: &LogPolicy,
    ) -> Result<Option<DateTime<FixedOffset>>, LogError> {
        let mut times = self.checkpoint.believed(policy)?;
        verify_inclusion(
            self.index,
            self.checkpoint.size,
            &leaf_hash(entry),
            &self.hashes,
            &self.checkpoint.root,
        )?;
        times.sort_unstable();
        let last = policy.quorum.checked_sub(1).and_then(|n| times.get(n));
        let at = last.and_then(|time| DateTime::from_timestamp(i64::try_from(*time).ok()?, 0));
        Ok(at.map(|at| at.fixed_offset()))
    }
}

impl LogPolicy {
    /// Reads a policy strictly: `origin` and `key` of the log, `witnesses` with `name` and `key`,
    /// `quorum`; a key has `algorithm` and `publicKey` in hexadecimal.
    ///
    /// # Errors
    ///
    /// A code of [`canon::CanonError`], `certs.log.form`; a quorum beyond the witnesses too.
    pub fn from_json(json: &[u8]) -> Result<Self, Problem> {
        let form = || Problem::new(LogError::Form.code());
        let value = canon::parse(json).map_err(|e| Problem::new(e.code()).found(e))?;
        let file: PolicyFile =
            serde_json::from_str(&value.to_canonical()).map_err(|e| form().found(e))?;
        let key = |name: String, key: KeyFile, role| {
            let read = PublicKey::from_hex(key.algorithm, &key.public_key);
            let key = read.map_err(|e| Problem::new(e.code()).found(&name))?;
            Ok(NoteKey { name, key, role })
        };
        if file.quorum > file.witnesses.len() {
            return Err(form().at("/quorum").found(file.quorum));
        }
        let witnesses = file.witnesses.into_iter();
        Ok(Self {
            log: key(file.origin, file.key, NoteRole::Log)?,
            witnesses: witnesses
                .map(|witness| key(witness.name, witness.key, NoteRole::Witness))
                .collect::<Result<_, Problem>>()?,
            quorum: file.quorum,
        })
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct PolicyFile {
    origin: String,
    key: KeyFile,
    #[serde(default)]
    witnesses: Vec<WitnessFile>,
    #[serde(default)]
    quorum: usize,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct WitnessFile {
    name: String,
    key: KeyFile,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct KeyFile {
    algorithm: Algorithm,
    public_key: String,
}
