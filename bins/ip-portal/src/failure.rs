//! Why the program cannot start or go on: one line for a person, one exit status for a script.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

/// A failure of the whole program.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Failure {
    /// A file of the data folder or of the pack cannot be understood.
    #[error("{} is damaged: {why}", path.display())]
    Damaged {
        /// The file or folder.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// The folder or a file in it cannot be read or written.
    #[error("cannot use {}: {source}", path.display())]
    Folder {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Another portal works on the same data folder.
    #[error("{} is in use by another portal: stop it, or choose another folder with --data", path.display())]
    InUse {
        /// The data folder.
        path: PathBuf,
    },
    /// The check of the data folder found faults; they were told before.
    #[error("{faults} faults were found")]
    Unsound {
        /// How many.
        faults: usize,
    },
    /// The rules refuse what was asked for.
    #[error("{why}")]
    Refused {
        /// Why, in words.
        why: String,
    },
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {source}; choose another address with --listen")]
    Listen {
        /// The address asked for.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
    /// The system gave no randomness, no thread or no signal handler.
    #[error("the system refused {what}: {why}")]
    System {
        /// What was asked for.
        what: &'static str,
        /// What the system said.
        why: String,
    },
    /// A text or table that is part of the program is wrong, which tests exclude.
    #[error("built-in {what} is damaged: {why}")]
    BuiltIn {
        /// Which part.
        what: &'static str,
        /// What is wrong with it.
        why: String,
    },
}

impl Failure {
    /// The exit status: 1 for a check that found faults or a refusal, 3 for bad data or configuration, 4 for the environment.
    pub const fn exit_status(&self) -> u8 {
        match self {
            Self::Unsound { .. } | Self::Refused { .. } => 1,
            Self::Damaged { .. } | Self::BuiltIn { .. } => 3,
            Self::Folder { .. }
            | Self::InUse { .. }
            | Self::Listen { .. }
            | Self::System { .. } => 4,
        }
    }

    /// A damaged file.
    pub fn damaged(path: impl Into<PathBuf>, why: impl ToString) -> Self {
        Self::Damaged {
            path: path.into(),
            why: why.to_string(),
        }
    }

    /// A folder or file that cannot be used; for `map_err`.
    pub fn folder(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Folder { path, source }
    }
}
