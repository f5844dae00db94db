//! Use cases over the five domain crates, and the ports they need.

pub mod actor;
pub mod app;
pub mod cases;
pub mod certificates;
pub mod codes;
pub mod conformance;
pub mod draft;
pub mod editions;
pub mod error;
pub mod fees;
pub mod figures;
pub mod filing;
pub mod issue;
pub mod journal;
mod numbers;
pub mod port;
pub mod projection;
pub mod pseudonym;
pub mod rectify;
pub mod review;
pub mod service;
pub mod speech;
pub mod wire;
