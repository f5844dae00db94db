//! Use cases over the five domain crates, and the ports they need.

pub mod actor;
pub mod app;
pub mod certificates;
pub mod conformance;
pub mod draft;
pub mod error;
pub mod fees;
pub mod figures;
pub mod filing;
pub mod journal;
pub mod port;
pub mod pseudonym;
pub mod speech;
pub mod wire;
