//! The log of issued certificates: append-only, provable, in the forms of RFC 6962 and C2SP.
//!
//! An entry is the pair of digests of a certificate's signed bytes, so that the log shows that a
//! certificate exists without showing what it says, and a QR code alone is enough to look it up. What a
//! status list states is an entry too ([`crate::status::SignedList::log_entry`]); it begins with a mark and
//! is longer, so that neither is ever taken for the other.

mod checkpoint;
mod merkle;
mod note;
mod policy;
mod proof;
mod view;

pub use checkpoint::Checkpoint;
pub use merkle::{Hash, MerkleLog, leaf_hash, verify_consistency, verify_inclusion};
pub use note::{NoteKey, NoteRole};
pub use policy::LogPolicy;
pub use proof::LogProof;
pub use view::{Growth, LogView};

/// Why a log, a checkpoint or a proof is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LogError {
    /// The index is not below the size, or the sizes are in the wrong order.
    #[error("no such entry or size")]
    Range,
    /// The proof has another length than the tree asks for, or leads to another root.
    #[error("the proof does not lead to the root")]
    Proof,
    /// Not in the form of C2SP.
    #[error("not a checkpoint or proof in the form of C2SP")]
    Form,
    /// Another log than the expected one.
    #[error("the checkpoint is of another log")]
    Origin,
    /// The log has not signed it, or a known key's signature is bad.
    #[error("the log has not signed the checkpoint")]
    Signature,
    /// Smaller than a checkpoint seen before.
    #[error("the log is smaller than it was")]
    Rollback,
    /// It does not contain what was seen before.
    #[error("the log does not contain what it showed before")]
    SplitView,
    /// Fewer different witnesses have cosigned than the policy asks for.
    #[error("too few witnesses have cosigned the checkpoint")]
    Quorum,
}

impl LogError {
    /// Stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Range => "certs.log.range",
            Self::Proof => "certs.log.proof",
            Self::Form => "certs.log.form",
            Self::Origin => "certs.log.origin",
            Self::Signature => "certs.log.signature",
            Self::Rollback => "certs.log.rollback",
            Self::SplitView => "certs.log.split-view",
            Self::Quorum => "certs.log.quorum",
        }
    }
}
