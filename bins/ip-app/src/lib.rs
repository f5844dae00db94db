//! Use cases over the five domain crates, and the ports they need.

pub mod actor;
pub mod conformance;
pub mod port;
pub mod speech;
pub mod wire;
