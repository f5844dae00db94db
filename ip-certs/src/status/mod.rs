//! Status lists: one bit a certificate, fetched by many, telling nobody who asks about whom.
//!
//! The form is W3C Bitstring Status List 1.0. A sequence number is added, so that a verifier who
//! has seen a newer list refuses an older one. What a list states can be entered into a log
//! ([`SignedList::log_entry`]), so that no issuer can state one thing to some and another to others.

mod bits;
mod book;
mod gzip;
mod list;
mod places;

pub use bits::{Bits, MINIMUM_LENGTH};
pub use book::{StatusBook, StatusView};
pub use list::{SignedList, StatusList};
pub use places::Places;

/// Why a status cannot be told, with the names of the W3C standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StatusError {
    /// No list is at hand.
    #[error("no status list is at hand")]
    Retrieval,
    /// The list is not what it claims to be, or not by whom it claims.
    #[error("the status list cannot be believed")]
    Verification,
    /// The list is shorter than the standard allows, or longer than this reader allows.
    #[error("the status list has a length that is not allowed")]
    ListLength,
    /// The index lies beyond the list.
    #[error("the index lies beyond the status list")]
    Range,
}

impl StatusError {
    /// Stable code; the last part is the standard's own name.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Retrieval => "certs.status.STATUS_RETRIEVAL_ERROR",
            Self::Verification => "certs.status.STATUS_VERIFICATION_ERROR",
            Self::ListLength => "certs.status.STATUS_LIST_LENGTH_ERROR",
            Self::Range => "certs.status.RANGE_ERROR",
        }
    }
}
