#![no_std]
#![forbid(unsafe_code)]
//! The common language of IP public services: identifiers, calendar, time limits, money, law,
//! parties and places.
//!
//! Nothing in this crate reads a clock, a disk, a network or randomness; days, calendars and
//! tables are arguments.

extern crate alloc;

pub mod calendar;
pub mod class;
pub mod clock;
mod codes;
pub mod dated;
pub mod id;
pub mod law;
pub mod limit;
pub mod money;
pub mod party;
pub mod period;
pub mod place;
pub mod problem;
pub mod record;
pub mod text;

pub use codes::CODES;
