//! The proof that a store is sound: the chain of the log, the views, the files.

use std::collections::{BTreeMap, btree_map};
use std::fmt;

use ip_core::record::{Hash, Record};

use super::{Doc, Head, StoreError};

/// More views that differ are counted no further: the remedy is the same, a rebuild.
pub const MAX_VIEW_FAULTS: usize = 100;

/// How a record breaks the chain.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Break {
    /// A record is missing, or two changed places.
    #[error("position {found} where {expected} was expected")]
    Position {
        /// The next position.
        expected: u64,
        /// The record's position.
        found: u64,
    },
    /// The record is not the next one of its stream.
    #[error("stream {stream} has sequence {found} where {expected} was expected")]
    Sequence {
        /// The stream.
        stream: String,
        /// The next sequence.
        expected: u64,
        /// The record's sequence.
        found: u64,
    },
    /// The record, or the hash it is chained to, was changed.
    #[error("the hash is not that of the content chained to the record before")]
    Hash,
    /// The stored record cannot even be read.
    #[error("cannot be read: {0}")]
    Unreadable(String),
}

/// Walks a log from its start and proves its chain record by record.
///
/// ```
/// use ip_app::port::{Break, Head, Walk};
/// # let entry = |n: u8| ip_core::record::Entry {
/// #     stream: "case/1".into(), at: "2025-03-03T09:00:00+08:00".parse().unwrap(),
/// #     actor: "clerk-7".into(), kind: "case.noted".into(), body: n.to_string(),
/// # };
/// let mut head = Head::ORIGIN;
/// let first = head.seal(1, entry(1));
/// let mut second = head.seal(2, entry(2));
/// second.entry.body = "forged".into();
///
/// let mut walk = Walk::default();
/// assert_eq!(walk.step(&first), Ok(()));
/// assert_eq!(walk.step(&second), Err(Break::Hash));
/// ```
#[derive(Debug, Clone, Default)]
pub struct Walk {
    head: Option<Head>,
    sequences: BTreeMap<String, u64>,
}

impl Walk {
    /// Takes the next record.
    ///
    /// # Errors
    /// The [`Break`] at this record; the walk stays where it was.
    pub fn step(&mut self, record: &Record) -> Result<(), Break> {
        let head = self.head();
        let expected = head.position + 1;
        if record.position != expected {
            return Err(Break::Position {
                expected,
                found: record.position,
            });
        }
        let stream = &record.entry.stream;
        let expected = self.sequences.get(stream).map_or(1, |last| last + 1);
        if record.sequence != expected {
            return Err(Break::Sequence {
                stream: stream.clone(),
                expected,
                found: record.sequence,
            });
        }
        if !record.follows(&head.hash) {
            return Err(Break::Hash);
        }
        match self.sequences.get_mut(stream) {
            Some(last) => *last = expected,
            None => drop(self.sequences.insert(stream.clone(), expected)),
        }
        self.head = Some(Head::of(record));
        Ok(())
    }

    /// The last record that was proved.
    pub fn head(&self) -> Head {
        self.head.unwrap_or(Head::ORIGIN)
    }

    /// How many streams were met.
    pub fn streams(&self) -> usize {
        self.sequences.len()
    }
}

/// Something that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// The first record that breaks the chain; nothing after it is proved.
    Chain {
        /// The place where the chain breaks.
        position: u64,
        /// How it breaks.
        reason: Break,
    },
    /// The log does not end where the storage noted its end.
    Head {
        /// The end that was noted.
        noted: Head,
        /// The end that was found.
        found: Head,
    },
    /// The event cannot be followed by the projector of today.
    Replay(StoreError),
    /// A document differs from a fresh replay: a rebuild mends it.
    View {
        /// The view.
        view: String,
        /// The document.
        key: String,
    },
    /// A file's bytes do not have the digest they are kept under.
    File {
        /// The digest.
        hash: Hash,
    },
    /// The database engine itself finds damage.
    Engine(String),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Chain { position, reason } => write!(f, "log, position {position}: {reason}"),
            Self::Head { noted, found } => write!(
                f,
                "log: ends at {} {}, noted as {} {}",
                found.position, found.hash, noted.position, noted.hash
            ),
            Self::Replay(error) => error.fmt(f),
            Self::View { view, key } => write!(f, "view {view}, {key}: not what the log says"),
            Self::File { hash } => write!(f, "file {hash}: content changed"),
            Self::Engine(said) => write!(f, "database: {said}"),
        }
    }
}

/// What a check saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckReport {
    /// The last record that was proved: its position is how many there are.
    pub head: Head,
    /// How many streams.
    pub streams: u64,
    /// How many documents were compared with a replay.
    pub docs: u64,
    /// How many files were read.
    pub files: u64,
    /// What is wrong; the chain's break first.
    pub faults: Vec<Fault>,
}

impl CheckReport {
    /// Nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.faults.is_empty()
    }
}

/// The documents that differ between the stored views and a replay, at most [`MAX_VIEW_FAULTS`];
/// both are ordered by view and key.
pub fn compare_views(
    stored: impl IntoIterator<Item = Doc>,
    replayed: &BTreeMap<(String, String), Doc>,
) -> Vec<Fault> {
    let mut stored: BTreeMap<_, _> = stored
        .into_iter()
        .map(|doc| ((doc.view.clone(), doc.key.clone()), doc))
        .collect();
    let mut differing = Vec::new();
    for (name, doc) in replayed {
        if let btree_map::Entry::Occupied(found) = stored.entry(name.clone())
            && found.get() == doc
        {
            found.remove();
        } else {
            stored.remove(name);
            differing.push(name.clone());
        }
    }
    differing.extend(stored.into_keys());
    differing
        .into_iter()
        .take(MAX_VIEW_FAULTS)
        .map(|(view, key)| Fault::View { view, key })
        .collect()
}
