#![no_std]
#![forbid(unsafe_code)]
//! Electronic IP certificates: record, signatures, status, sharing, log, verification.

extern crate alloc;

pub mod canon;
pub mod certificate;
mod codes;
pub mod command;
pub mod credential;
pub mod digest;
pub mod encode;
pub mod face;
pub use ip_core::id;
pub mod kind;
pub mod log;
pub mod metadata;
pub mod sign;
pub mod status;
pub mod trust;
pub mod verify;

pub use codes::CODES;
