//! Why a storage could not do what was asked.

use std::fmt;

/// Every code of [`StoreError::code`].
pub const CODES: &[&str] = &[
    "store.append.conflict",
    "store.append.invalid",
    "store.view.projection",
    "store.database.busy",
    "store.database.full",
    "store.database.io",
    "store.database.damaged",
    "store.database.foreign",
    "store.database.closed",
];

/// The failures of a storage.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// Someone else appended to the stream since it was read: read it again and decide again.
    #[error("stream {stream} is at {actual}, not at {expected} as it was read")]
    Conflict {
        /// The stream.
        stream: String,
        /// The sequence that was read.
        expected: u64,
        /// The sequence it has now.
        actual: u64,
    },
    /// No storage can keep this: a mistake of the caller.
    #[error("cannot be stored: {0}")]
    Invalid(String),
    /// The projector could not follow an event; the batch was not kept.
    #[error("the views cannot follow record {position}: {reason}")]
    Projection {
        /// Position the record would have had, or has when the views are rebuilt.
        position: u64,
        /// What the projector said.
        reason: String,
    },
    /// Someone else holds the database; trying again may help.
    #[error("the database is in use: {0}")]
    Busy(String),
    /// The disk is full.
    #[error("no space left: {0}")]
    Full(String),
    /// The disk or the network failed, or refused access.
    #[error("the storage failed: {0}")]
    Io(String),
    /// What is stored is not what was stored.
    #[error("the storage is damaged: {0}")]
    Damaged(String),
    /// The database belongs to another program or to a newer version of this one.
    #[error("not a database of this version: {0}")]
    Foreign(String),
    /// The store was closed.
    #[error("the storage is closed")]
    Closed,
}

impl StoreError {
    /// The stable code, `store.object.reason`.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Conflict { .. } => "store.append.conflict",
            Self::Invalid(_) => "store.append.invalid",
            Self::Projection { .. } => "store.view.projection",
            Self::Busy(_) => "store.database.busy",
            Self::Full(_) => "store.database.full",
            Self::Io(_) => "store.database.io",
            Self::Damaged(_) => "store.database.damaged",
            Self::Foreign(_) => "store.database.foreign",
            Self::Closed => "store.database.closed",
        }
    }

    /// The same failure of a storage, with the place where it happened.
    #[must_use]
    pub fn within(self, place: impl fmt::Display) -> Self {
        let with = |text: String| format!("{place}: {text}");
        match self {
            Self::Busy(text) => Self::Busy(with(text)),
            Self::Full(text) => Self::Full(with(text)),
            Self::Io(text) => Self::Io(with(text)),
            Self::Damaged(text) => Self::Damaged(with(text)),
            Self::Foreign(text) => Self::Foreign(with(text)),
            other => other,
        }
    }

    /// A projector's refusal of a record.
    pub fn projection(position: u64, reason: impl ToString) -> Self {
        Self::Projection {
            position,
            reason: reason.to_string(),
        }
    }
}
