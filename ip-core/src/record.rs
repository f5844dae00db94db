//! The envelope of an event (记录): stream, sequence, time, actor, and the hash of the one before.
//!
//! All records of a store form one chain in the order in which they were acknowledged: each hash
//! covers the hash before it, so that a record changed, dropped, added or moved breaks the chain.

use alloc::string::String;
use core::fmt;
use core::str::FromStr;

use chrono::{DateTime, FixedOffset, SecondsFormat};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sha2::{Digest, Sha256};

/// A SHA-256 digest, written as 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Hash([u8; 32]);

impl Hash {
    /// What the first record of a chain points to.
    pub const ORIGIN: Self = Self([0; 32]);

    /// The digest of some bytes, for example of a file's content.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// The digest's bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl From<[u8; 32]> for Hash {
    fn from(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The text is not 64 lower-case hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a digest: expected 64 lower-case hexadecimal digits")]
pub struct BadHash;

impl FromStr for Hash {
    type Err = BadHash;

    fn from_str(s: &str) -> Result<Self, BadHash> {
        let nibble = |c: u8| match c {
            b'0'..=b'9' => Ok(c - b'0'),
            b'a'..=b'f' => Ok(c - b'a' + 10),
            _ => Err(BadHash),
        };
        let (pairs, []) = s.as_bytes().as_chunks::<2>() else {
            return Err(BadHash);
        };
        let mut bytes = [0; 32];
        if pairs.len() != bytes.len() {
            return Err(BadHash);
        }
        for (byte, &[high, low]) in bytes.iter_mut().zip(pairs) {
            *byte = nibble(high)? << 4 | nibble(low)?;
        }
        Ok(Self(bytes))
    }
}

impl Serialize for Hash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Hash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(de::Error::custom)
    }
}

/// What happened, before the log gives it a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The stream it belongs to, such as `case/…`.
    pub stream: String,
    /// When, with the offset of the place (+08:00).
    pub at: DateTime<FixedOffset>,
    /// The account or system part that caused it; never a person's name.
    pub actor: String,
    /// The event's kind, such as `case.accepted`.
    pub kind: String,
    /// The event as JSON text, kept byte for byte.
    pub body: String,
}

/// An event with its place in its stream and in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Place in the whole log, from 1.
    pub position: u64,
    /// Place in its stream, from 1.
    pub sequence: u64,
    /// What happened.
    pub entry: Entry,
    /// Hash of the record at the position before.
    pub previous: Hash,
    /// Hash of this record.
    pub hash: Hash,
}

impl Record {
    /// Gives an entry its place after the record whose hash is `previous`.
    pub fn seal(position: u64, sequence: u64, entry: Entry, previous: Hash) -> Self {
        let hash = digest(position, sequence, &entry, &previous);
        Self {
            position,
            sequence,
            entry,
            previous,
            hash,
        }
    }

    /// Whether the record follows `previous` and its own hash is right.
    pub fn follows(&self, previous: &Hash) -> bool {
        self.previous == *previous
            && self.hash == digest(self.position, self.sequence, &self.entry, previous)
    }
}

/// SHA-256 over the previous hash and every field, each preceded by its length.
fn digest(position: u64, sequence: u64, entry: &Entry, previous: &Hash) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update(previous.0);
    hasher.update(position.to_be_bytes());
    hasher.update(sequence.to_be_bytes());
    let at = entry.at.to_rfc3339_opts(SecondsFormat::Micros, false);
    for field in [&entry.stream, &at, &entry.actor, &entry.kind, &entry.body] {
        hasher.update((field.len() as u64).to_be_bytes());
        hasher.update(field.as_bytes());
    }
    Hash(hasher.finalize().into())
}
