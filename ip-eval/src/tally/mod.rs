//! Counts that add up in any order (统计单元): signed, mergeable, told apart by dimension and day.
//!
//! A [`Cell`] is a vector of signed integers and cells form a group under addition, so that shards, late
//! records and withdrawals converge however they arrive. What one service and its case contribute is a
//! pure function of their states ([`of_reviews`], [`of_case`]); an event's delta is the difference.

mod cell;
mod contribution;
mod cube;
mod encoded;
mod figures;
mod key;
mod ledger;
mod staff;

pub use cell::Cell;
pub use contribution::{of_case, of_comment, of_reviews};
pub use cube::Cube;
pub use encoded::{Counter, Packed, Row};
pub(crate) use figures::told_of;
pub use figures::{Answers, Figure, LoopCounts, LoopFigures, figures};
pub use key::{BadRegion, Key, Region};
pub use ledger::Ledger;
pub use staff::{DeviceGroups, StaffKey, of_staff};
