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

    /// Checks the signatures of the log and of a quorum of witnesses; the answer is when each
    /// witness has cosigned, in seconds since 1970.
    ///
    /// # Errors
    ///
    /// [`LogError::Origin`], [`LogError::Signature`], [`LogError::Quorum`].
    pub(super) fn believed(&self, policy: &LogPolicy) -> Result<Vec<u64>, LogError> {
        if self.origin != policy.log.name {
            return Err(LogError::Origin);
        }
        if !self.is_signed_by(&policy.log)? {
            return Err(LogError::Signature);
        }
        // A witness counts once, however many lines, names or list entries it has.
        let mut seen: Vec<(Vec<u8>, u64)> = Vec::new();
        for witness in &policy.witnesses {
            let key = witness.key.to_bytes();
            if seen.iter().all(|(known, _)| *known != key)
                && let Some(time) = self.cosigned_at(witness)?
            {
                seen.push((key, time));
            }
        }
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
