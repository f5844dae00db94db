//! What is written in one step, and the place in the log where it goes.

use std::fmt;

use chrono::{Datelike, Offset, SubsecRound};
use ip_core::record::{Entry, Hash, Record};

use super::StoreError;

/// Entries for one stream, and the sequence at which it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Append {
    /// The stream, such as `case/…`; every entry names it too.
    pub stream: String,
    /// The sequence of the last record that was read; 0 for a new stream.
    pub expected: u64,
    /// What happened; none only asserts that the stream still is as it was read.
    pub entries: Vec<Entry>,
}

/// The name of personal data in the vault, such as `party/…`; an event carries the key, never the data.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VaultKey(String);

impl VaultKey {
    /// A key.
    pub fn new(key: impl Into<String>) -> Self {
        Self(key.into())
    }

    /// The key's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for VaultKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Everything that is written in one step: all of it or nothing.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Batch {
    /// The streams, in order; a stream named twice is read as it stands after the first time.
    pub appends: Vec<Append>,
    /// Personal data as JSON text, each replacing what was under its key.
    pub keep: Vec<(VaultKey, String)>,
    /// Personal data to erase, after `keep`.
    pub forget: Vec<VaultKey>,
}

/// Personal data stay out of logs: only the keys are shown.
impl fmt::Debug for Batch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let keys: Vec<_> = self.keep.iter().map(|(key, _)| key).collect();
        f.debug_struct("Batch")
            .field("appends", &self.appends)
            .field("keep", &keys)
            .field("forget", &self.forget)
            .finish()
    }
}

impl Batch {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds entries to a stream that was read up to `expected` (0: it is new).
    #[must_use]
    pub fn append(
        mut self,
        stream: impl Into<String>,
        expected: u64,
        entries: impl IntoIterator<Item = Entry>,
    ) -> Self {
        self.appends.push(Append {
            stream: stream.into(),
            expected,
            entries: entries.into_iter().collect(),
        });
        self
    }

    /// Keeps personal data, JSON text, in the vault.
    #[must_use]
    pub fn keep(mut self, key: VaultKey, json: impl Into<String>) -> Self {
        self.keep.push((key, json.into()));
        self
    }

    /// Erases personal data from the vault.
    #[must_use]
    pub fn forget(mut self, key: VaultKey) -> Self {
        self.forget.push(key);
        self
    }

    /// What every storage refuses; adapters ask this before they write.
    ///
    /// Text must be free of NUL (no SQL text can hold it), names must not be empty, an entry's
    /// stream must be the stream it is appended to, and its time must be expressible in RFC 3339.
    ///
    /// # Errors
    /// [`StoreError::Invalid`].
    pub fn validate(&self) -> Result<(), StoreError> {
        for append in &self.appends {
            name("stream", &append.stream)?;
            for entry in &append.entries {
                if entry.stream != append.stream {
                    return Err(StoreError::Invalid(format!(
                        "an entry of stream {} in an append to {}",
                        entry.stream, append.stream
                    )));
                }
                name("kind", &entry.kind)?;
                text("actor", &entry.actor)?;
                text("body", &entry.body)?;
                let minutes_only = entry.at.offset().fix().local_minus_utc() % 60 == 0;
                if !(0..=9999).contains(&entry.at.year()) || !minutes_only {
                    return Err(StoreError::Invalid(format!("the time {}", entry.at)));
                }
            }
        }
        for (key, json) in &self.keep {
            name("vault key", key.as_str())?;
            text("vault text", json)?;
        }
        self.forget
            .iter()
            .try_for_each(|key| name("vault key", key.as_str()))
    }
}

/// A text that SQL can hold.
pub(super) fn text(what: &str, value: &str) -> Result<(), StoreError> {
    if value.contains('\0') {
        return Err(StoreError::Invalid(format!(
            "a NUL character in the {what}"
        )));
    }
    Ok(())
}

/// A text that SQL can hold and that names something.
pub(super) fn name(what: &str, value: &str) -> Result<(), StoreError> {
    if value.is_empty() {
        return Err(StoreError::Invalid(format!("an empty {what}")));
    }
    text(what, value)
}

/// The end of the log: what the next record is chained to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// Position of the last record; 0 for an empty log.
    pub position: u64,
    /// Its hash; [`Hash::ORIGIN`] for an empty log.
    pub hash: Hash,
}

impl Head {
    /// The head of an empty log.
    pub const ORIGIN: Self = Self {
        position: 0,
        hash: Hash::ORIGIN,
    };

    /// Gives an entry the next place in the log and moves there. The time is kept to the
    /// microsecond, as the chain sees it.
    ///
    /// `sequence` is the record's place in its stream.
    pub fn seal(&mut self, sequence: u64, mut entry: Entry) -> Record {
        entry.at = entry.at.trunc_subsecs(6);
        let record = Record::seal(self.position + 1, sequence, entry, self.hash);
        *self = Self::of(&record);
        record
    }

    /// The head of a log that ends with this record.
    pub const fn of(record: &Record) -> Self {
        Self {
            position: record.position,
            hash: record.hash,
        }
    }
}
