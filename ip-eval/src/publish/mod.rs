//! Publication (公布): snapshots that never change, that anyone can recompute from the log up to a position.
//!
//! A later count of the same period is a new version with the difference beside it, never an
//! overwriting. Groups of few reviews are hidden, and with them as many others as it takes that nobody
//! finds them by subtraction.

mod canonical;
mod difference;
mod linked;
mod snapshot;
mod suppress;

pub use difference::{Changed, Restated, difference};
pub use linked::{Linked, suppress_linked};
pub use snapshot::{AsOf, Period, Row, Snapshot, Terms};
pub use suppress::{suppress, suppress_list};
