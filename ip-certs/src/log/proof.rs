//! The offline proof (C2SP tlog-proof): an entry's place in a log that witnesses have seen.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use chrono::{DateTime, FixedOffset};
use ip_core::problem::Problem;
use serde::{Deserialize, Serialize};

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
    /// Whether the log must hold what status lists state, too; a proof that comes with a list is checked
    /// either way.
    pub status_lists: bool,
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

impl LogPolicy {
    /// Reads a policy strictly: `origin` and `key` of the log, `witnesses` with `name` and `key`,
    /// `quorum`, `statusLists`; a key has `algorithm` and `publicKey` in hexadecimal.
    ///
    /// # Errors
    ///
    /// A code of [`canon::CanonError`], `certs.log.form`; a quorum beyond the witnesses too.
    pub fn from_json(json: &[u8]) -> Result<Self, Problem> {
        let file: PolicyFile = read(json)?;
        let log = file.key.read(file.origin, NoteRole::Log)?;
        let policy = Self::of(log, file.witnesses, file.quorum)?;
        Ok(Self {
            status_lists: file.status_lists,
            ..policy
        })
    }

    /// The policy of a log about its own witnesses: as [`LogPolicy::from_json`], with `witnesses` and
    /// `quorum` only.
    ///
    /// # Errors
    ///
    /// As [`LogPolicy::from_json`].
    pub fn with_witnesses(log: NoteKey, json: &[u8]) -> Result<Self, Problem> {
        let file: WitnessesFile = read(json)?;
        Self::of(log, file.witnesses, file.quorum)
    }

    fn of(log: NoteKey, witnesses: Vec<WitnessFile>, quorum: usize) -> Result<Self, Problem> {
        let witnesses: Vec<NoteKey> = witnesses
            .into_iter()
            .map(|witness| witness.key.read(witness.name, NoteRole::Witness))
            .collect::<Result<_, Problem>>()?;
        let problem = || Problem::new(LogError::Form.code());
        if quorum > witnesses.len() {
            return Err(problem().at("/quorum").found(quorum));
        }
        // A log that is its own witness has none.
        if let Some(own) = witnesses.iter().find(|witness| witness.key == log.key) {
            return Err(problem().at("/witnesses").found(&own.name));
        }
        Ok(Self {
            log,
            witnesses,
            quorum,
            status_lists: false,
        })
    }

    /// The policy as [`LogPolicy::from_json`] reads it.
    pub fn to_json(&self) -> String {
        let witnesses = self.witnesses.iter().map(|witness| WitnessFile {
            name: witness.name.clone(),
            key: KeyFile::of(&witness.key),
        });
        let file = canon::of(&PolicyFile {
            origin: self.log.name.clone(),
            key: KeyFile::of(&self.log.key),
            witnesses: witnesses.collect(),
            quorum: self.quorum,
            status_lists: self.status_lists,
        });
        // Only a quorum beyond 2^53 has no canonical form, and it could not be read back either.
        file.unwrap_or_default()
    }
}

fn read<T: serde::de::DeserializeOwned>(json: &[u8]) -> Result<T, Problem> {
    let value = canon::parse(json).map_err(|e| Problem::new(e.code()).found(e))?;
    serde_json::from_str(&value.to_canonical())
        .map_err(|e| Problem::new(LogError::Form.code()).found(e))
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct PolicyFile {
    origin: String,
    key: KeyFile,
    #[serde(default)]
    witnesses: Vec<WitnessFile>,
    #[serde(default)]
    quorum: usize,
    #[serde(default)]
    status_lists: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WitnessesFile {
    witnesses: Vec<WitnessFile>,
    quorum: usize,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct WitnessFile {
    name: String,
    key: KeyFile,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct KeyFile {
    algorithm: Algorithm,
    public_key: String,
}

impl KeyFile {
    fn of(key: &PublicKey) -> Self {
        Self {
            algorithm: key.algorithm(),
            public_key: key.to_hex(),
        }
    }

    fn read(self, name: String, role: NoteRole) -> Result<NoteKey, Problem> {
        let read = PublicKey::from_hex(self.algorithm, &self.public_key);
        let key = read.map_err(|e| Problem::new(e.code()).found(&name))?;
        Ok(NoteKey { name, key, role })
    }
}
