//! Lists and guides for other readers (交换): printed guides, the national exchange tables, CPSV-AP
//! 3.2 as JSON-LD, HSDS 3.0. JSON of our own needs nothing here: [`crate::guide::Guide`] and
//! [`crate::list::List`] serialise as they are.
//!
//! | form | module | check |
//! |---|---|---|
//! | Markdown, HTML | `print` | `tests/print.rs` |
//! | exchange tables: CSV files or the sheets of a workbook, in and out | [`table`], [`national`] | every cell, by `data/exchange/national-2020.toml` |
//! | case tables, in and out | [`cases`], [`record`] | every cell, by `data/exchange/national-2020-cases.toml` |
//! | CPSV-AP 3.2 | [`cpsv`] | its published shapes, by `data/exchange/cpsv-ap-3.2.toml` ([`shape`]) |
//! | HSDS 3.0 | [`hsds`] | its required fields |

pub mod cases;
pub mod cpsv;
mod directory;
pub mod hsds;
pub mod national;
mod print;
mod reading;
pub mod record;
pub mod shape;
pub mod table;
mod words;
mod writing;

pub use print::{Printed, Section};
pub use words::Labels;
