//! Checkpoints (C2SP tlog-checkpoint): a log's size and root, signed by the log and by witnesses.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use chrono::{DateTime, FixedOffset};

use super::note::{self, NoteKey, NoteLine, NoteRole, witnessed};
use super::{Hash, LogError};
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

    /// Whether a key has signed: `false` where no line is its own.
    ///
    /// # Errors
    ///
    /// [`LogError::Signature`] where a line claims to be by the key and is not.
    pub(super) fn is_signed_by(&self, key: &NoteKey) -> Result<bool, LogError> {
        let text = self.text();
        let mut signed = false;
        for line in self.lines.iter().filter(|line| line.is_by(key)) {
            key.verify(line, &text)?;
            signed = true;
        }
        Ok(signed)
    }
}
