//! Checkpoints (C2SP tlog-checkpoint): a log's size and root, signed by the log and by witnesses.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use chrono::{DateTime, FixedOffset};

use super::note::{self, NoteKey, NoteLine, NoteRole, witnessed};
use super::{Hash, LogError, LogPolicy};
use crate::encode::base64;
use crate::sign::{SignError, Signer};

/// The longest checkpoint that is read.
const MAX_BYTES: usize = 16 * 1024;

/// The state of a log at some size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// The log's name.
    pub origin: String,
    /// How many entries it has.
    pub size: u64,
    /// Its root.
    pub root: Hash,
    lines: Vec<NoteLine>,
}

impl Checkpoint {
    /// A checkpoint without signatures.
    pub fn new(origin: impl Into<String>, size: u64, root: Hash) -> Self {
        Self {
            origin: origin.into(),
            size,
            root,
            lines: Vec::new(),
        }
    }

    /// The text that is signed.
    pub fn text(&self) -> String {
        format!(
            "{}\n{}\n{}\n",
            self.origin,
            self.size,
            base64::encode(&self.root)
        )
    }

    /// Signs as the log, under the log's name.
    ///
    /// # Errors
    ///
    /// `certs.signer.failed`.
    pub fn sign(&mut self, signer: &dyn Signer) -> Result<(), SignError> {
        let signature = signer.sign(self.text().as_bytes())?;
        let key = NoteKey {
            name: self.origin.clone(),
            key: signer.public_key(),
            role: NoteRole::Log,
        };
        self.lines.push(NoteLine {
            id: key.id(),
            name: key.name,
            signature: signature.as_bytes().to_vec(),
        });
        Ok(())
    }

    /// Cosigns as a witness, who has checked that the log grew consistently.
    ///
    /// # Errors
    ///
    /// `certs.signer.failed`, also for a time before 1970.
    pub fn cosign(
        &mut self,
        name: &str,
        signer: &dyn Signer,
        at: DateTime<FixedOffset>,
    ) -> Result<(), SignError> {
        let time = u64::try_from(at.timestamp()).map_err(|_| SignError::SignerFailed)?;
        let signature = signer.sign(witnessed(time, &self.text()).as_bytes())?;
        let key = NoteKey {
            name: name.into(),
            key: signer.public_key(),
            role: NoteRole::Witness,
        };
        let mut bytes = Vec::from(time.to_be_bytes());
        bytes.extend_from_slice(signature.as_bytes());
        self.lines.push(NoteLine {
            id: key.id(),
            name: key.name,
            signature: bytes,
        });
        Ok(())
    }

    /// The note: text, blank line, signatures.
    pub fn to_note(&self) -> String {
        let lines: String = self.lines.iter().map(NoteLine::to_text).collect();
        format!("{}\n{lines}", self.text())
    }

    /// Reads a note; extension lines are refused, as a log of ours writes none.
    ///
    /// # Errors
    ///
    /// [`LogError::Form`].
    pub fn from_note(text: &str) -> Result<Self, LogError> {
        if text.len() > MAX_BYTES {
            return Err(LogError::Form);
        }
        let (body, lines) = note::read(text)?;
        let mut parts = body.split('\n');
        let mut part = || parts.next().ok_or(LogError::Form);
        let (origin, size, root) = (part()?, part()?, part()?);
        let root = base64::decode(root).map_err(|_| LogError::Form)?;
        let checkpoint = Self {
            origin: origin.into(),
            size: size.parse().map_err(|_| LogError::Form)?,
            root: root.try_into().map_err(|_| LogError::Form)?,
            lines,
        };
        // One spelling only; this also refuses `+5` and `05` as sizes.
        if checkpoint.text() == body && !origin.is_empty() {
            Ok(checkpoint)
        } else {
            Err(LogError::Form)
        }
    }

    /// Checks that this is a checkpoint of the log with this key, signed by it.
    ///
    /// # Errors
    ///
    /// [`LogError::Origin`], [`LogError::Signature`].
    pub fn verify(&self, log: &NoteKey) -> Result<(), LogError> {
        if self.origin != log.name {
            return Err(LogError::Origin);
        }
        if self.is_signed_by(log)? {
            Ok(())
        } else {
            Err(LogError::Signature)
        }
    }

    /// Who of these witnesses has cosigned, each with its first time in seconds since 1970.
    ///
    /// A witness counts once, however many lines, names or list entries it has.
    ///
    /// # Errors
    ///
    /// [`LogError::Signature`] where a line claims to be by a witness and is not.
    pub fn witnesses<'a>(&self, known: &'a [NoteKey]) -> Result<Vec<(&'a NoteKey, u64)>, LogError> {
        let mut seen: Vec<(&NoteKey, u64)> = Vec::new();
        for witness in known {
            if seen.iter().all(|(other, _)| other.key != witness.key)
                && let Some(time) = self.cosigned_at(witness)?
            {
                seen.push((witness, time));
            }
        }
        Ok(seen)
    }

    /// Takes over from another copy of this checkpoint the cosignatures of known witnesses that are not
    /// here yet; the answer says how many.
    ///
    /// # Errors
    ///
    /// [`LogError::Origin`] for another log, [`LogError::SplitView`] for another size or root;
    /// [`LogError::Signature`] for a bad cosignature, and then nothing is taken.
    pub fn take_cosignatures(&mut self, from: &Self, known: &[NoteKey]) -> Result<usize, LogError> {
        if from.origin != self.origin {
            return Err(LogError::Origin);
        }
        if from.text() != self.text() {
            return Err(LogError::SplitView);
        }
        let fresh: Vec<NoteKey> = {
            let have = self.witnesses(known)?;
            let offered = from.witnesses(known)?.into_iter();
            offered
                .filter(|(witness, _)| have.iter().all(|(own, _)| own.key != witness.key))
                .map(|(witness, _)| witness.clone())
                .collect()
        };
        for witness in &fresh {
            // The earliest line of each, which is the one that counts.
            let lines = from.lines.iter().filter(|line| line.is_by(witness));
            let first = lines.min_by_key(|line| line.signature.first_chunk::<8>().copied());
            self.lines.extend(first.cloned());
        }
        Ok(fresh.len())
    }

    /// Checks the signatures of the log and of a quorum of witnesses; the answer is when each
    /// witness has cosigned, in seconds since 1970.
    pub(super) fn believed(&self, policy: &LogPolicy) -> Result<Vec<u64>, LogError> {
        self.verify(&policy.log)?;
        let seen = self.witnesses(&policy.witnesses)?;
        if seen.len() < policy.quorum {
            return Err(LogError::Quorum);
        }
        Ok(seen.into_iter().map(|(_, time)| time).collect())
    }

    /// When a witness has cosigned, in seconds since 1970: the earliest of its lines, `None` where
    /// it has none.
    ///
    /// # Errors
    ///
    /// As [`Checkpoint::is_signed_by`].
    fn cosigned_at(&self, witness: &NoteKey) -> Result<Option<u64>, LogError> {
        if !self.is_signed_by(witness)? {
            return Ok(None);
        }
        let lines = self.lines.iter().filter(|line| line.is_by(witness));
        let times = lines.filter_map(|line| line.signature.first_chunk::<8>());
        Ok(times.map(|time| u64::from_be_bytes(*time)).min())
    }

    /// Whether a key has signed: `false` where no line is its own.
    ///
    /// # Errors
    ///
    /// [`LogError::Signature`] where a line claims to be by the key and is not.
    fn is_signed_by(&self, key: &NoteKey) -> Result<bool, LogError> {
        let text = self.text();
        let mut signed = false;
        for line in self.lines.iter().filter(|line| line.is_by(key)) {
            key.verify(line, &text)?;
            signed = true;
        }
        Ok(signed)
    }
}
