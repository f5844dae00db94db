//! Signed notes (C2SP signed-note): keys, key ids, signature lines.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use sha2::{Digest, Sha256};

use super::LogError;
use crate::encode::base64;
use crate::sign::{Algorithm, PublicKey, Signature};

/// More signatures than a checkpoint of ours has; C2SP asks readers to take at least 16.
const MAX_LINES: usize = 32;

/// In which role a key signs notes; the role is part of the key id, so that a log's signature is
/// never taken for a witness's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoteRole {
    /// The log itself.
    Log,
    /// A witness that saw the log grow consistently (C2SP tlog-cosignature).
    Witness,
}

/// A key that signs notes.
#[derive(Debug, Clone, PartialEq)]
pub struct NoteKey {
    /// Name, a URL without scheme.
    pub name: String,
    /// The key.
    pub key: PublicKey,
    /// The role.
    pub role: NoteRole,
}

impl NoteKey {
    /// The key id: the first four bytes of a hash over name, signature type and key.
    ///
    /// SM2 has no assigned type; C2SP reserves 0xff with a longer name for such.
    pub fn id(&self) -> [u8; 4] {
        let kind: &[u8] = match (self.key.algorithm(), self.role) {
            (Algorithm::Ed25519, NoteRole::Log) => &[1],
            (Algorithm::Ed25519, NoteRole::Witness) => &[4],
            (Algorithm::Sm2, NoteRole::Log) => b"\xffip-certs/sm2/log",
            (Algorithm::Sm2, NoteRole::Witness) => b"\xffip-certs/sm2/witness",
        };
        let digest = Sha256::new()
            .chain_update(&self.name)
            .chain_update(b"\n")
            .chain_update(kind)
            .chain_update(self.key.to_bytes())
            .finalize();
        [digest[0], digest[1], digest[2], digest[3]]
    }

    /// Checks the signature of a line over the text of a note; a witness's with its time.
    pub(super) fn verify(&self, line: &NoteLine, text: &str) -> Result<(), LogError> {
        let bad = |_| LogError::Signature;
        match self.role {
            NoteRole::Log => {
                let signature = line.signature.as_slice().try_into().map_err(bad)?;
                let outcome = self
                    .key
                    .verify(text.as_bytes(), &Signature::from_raw(signature));
                outcome.map_err(|_| LogError::Signature)
            }
            NoteRole::Witness => {
                let (time, signature) = line
                    .signature
                    .split_at_checked(8)
                    .ok_or(LogError::Signature)?;
                let time = u64::from_be_bytes(time.try_into().map_err(bad)?);
                let signature = signature.try_into().map_err(bad)?;
                let message = witnessed(time, text);
                let outcome = self
                    .key
                    .verify(message.as_bytes(), &Signature::from_raw(signature));
                outcome.map_err(|_| LogError::Signature)
            }
        }
    }
}

/// What a witness signs: the time before the note (C2SP tlog-cosignature v1).
pub(super) fn witnessed(time: u64, text: &str) -> String {
    format!("cosignature/v1\ntime {time}\n{text}")
}

/// A signature line of a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NoteLine {
    pub(super) name: String,
    pub(super) id: [u8; 4],
    pub(super) signature: Vec<u8>,
}

impl NoteLine {
    pub(super) fn is_by(&self, key: &NoteKey) -> bool {
        self.name == key.name && self.id == key.id()
    }

    pub(super) fn to_text(&self) -> String {
        let mut bytes = Vec::from(self.id);
        bytes.extend_from_slice(&self.signature);
        format!("— {} {}\n", self.name, base64::encode(&bytes))
    }

    fn read(line: &str) -> Option<Self> {
        let (name, encoded) = line.strip_prefix("— ")?.split_once(' ')?;
        if name.is_empty() || name.contains(|c: char| c == '+' || c.is_whitespace()) {
            return None;
        }
        let bytes = base64::decode(encoded).ok()?;
        let (id, signature) = bytes.split_first_chunk::<4>()?;
        Some(Self {
            name: name.into(),
            id: *id,
            signature: signature.to_vec(),
        })
    }
}

/// The text of a note with its final newline, and its signature lines.
pub(super) fn read(note: &str) -> Result<(&str, Vec<NoteLine>), LogError> {
    if note.chars().any(|c| c < ' ' && c != '\n') {
        return Err(LogError::Form);
    }
    let at = note.rfind("\n\n").ok_or(LogError::Form)?;
    let (text, lines) = note.split_at(at + 1);
    let lines = lines
        .strip_prefix('\n')
        .and_then(|lines| lines.strip_suffix('\n'))
        .ok_or(LogError::Form)?;
    let lines: Option<Vec<_>> = lines
        .split('\n')
        .take(MAX_LINES + 1)
        .map(NoteLine::read)
        .collect();
    match lines {
        Some(lines) if lines.len() <= MAX_LINES => Ok((text, lines)),
        _ => Err(LogError::Form),
    }
}
