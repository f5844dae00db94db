//! `/matters`: the catalogue and the guides.

pub mod fee;
pub mod guide;
pub mod list;
