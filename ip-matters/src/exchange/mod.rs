//! Lists and guides for other readers (交换): printed guides, the national exchange tables, CPSV-AP
//! 3.2 as JSON-LD, HSDS 3.0. JSON of our own needs nothing here: [`crate::guide::Guide`] and
//! [`crate::list::List`] serialise as they are.
//!
//! | form | module | check |
//! |---|---|---|
//! | Markdown, HTML | `print` | `tests/print.rs` |
//! | exchange tables: CSV files or the sheets of a workbook, in and out | [`table`], [`national`] | every cell, by `data/exchange/national-2020.toml` |
//! | CPSV-AP 3.2 | [`cpsv`] | its published shapes, by `data/exchange/cpsv-ap-3.2.toml` ([`shape`]) |
//! | HSDS 3.0 | [`hsds`] | its required fields |

pub mod cpsv;
pub mod hsds;
pub mod national;
mod print;
mod reading;
pub mod shape;
pub mod table;
mod words;

pub use print::{Printed, Section};
pub use words::Labels;
