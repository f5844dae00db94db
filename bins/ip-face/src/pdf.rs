//! The sheet as PDF/A (ISO 19005): the font embedded, the signed certificate attached; and such files
//! read back.

mod read;
mod write;

pub use read::open;
pub use write::Level;

/// The name under which the signed file is attached.
pub const ATTACHMENT: &str = "certificate.json";
