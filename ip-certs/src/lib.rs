#![no_std]
#![forbid(unsafe_code)]
//! Electronic IP certificates: record, signatures, status, sharing, log, verification.

extern crate alloc;
