//! Whose word on a log a verifier takes: its key, its witnesses, how many of them.

use alloc::string::String;
use alloc::vec::Vec;

use ip_core::problem::Problem;
use serde::{Deserialize, Serialize};

use super::LogError;
use super::note::{NoteKey, NoteRole};
use crate::canon;
use crate::sign::{Algorithm, PublicKey};

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

impl LogPolicy {
    /// Reads a policy strictly: `origin` and `key` of the log, `witnesses` with `name` and `key`,
    /// `quorum`, `statusLists`; a key has `algorithm` and `publicKey` in hexadecimal.
    ///
    /// # Errors
    ///
    /// A code of [`canon::CanonError`], `certs.log.form`; a quorum beyond the witnesses too.
    pub fn from_json(json: &[u8]) -> Result<Self, Problem> {
        let file: PolicyFile = canon::read(json, LogError::Form.code())?;
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
        let file: WitnessesFile = canon::read(json, LogError::Form.code())?;
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
