//! What pages are made of: data for the template macros under `templates/macros/`.

pub mod chart;
pub mod clock;
pub mod fee;
pub mod guide;
pub mod lifeline;
pub mod page;
pub mod pager;
pub mod parts;
pub mod place;
pub mod sheet;
pub mod steps;
pub mod table;
pub mod why;
pub mod words;

pub use page::{Page, html};
