//! The sheet as OFD (GB/T 33190-2016): a ZIP of XML, the metadata of GB/T 36903 as custom data,
//! the signed certificate as an attachment.
//!
//! Equal sheets give equal bytes. That is also how a file is read: the certificate inside is drawn
//! anew, and a file with another page, value, attachment or member than that is refused.

mod read;
mod write;

pub use read::{open, read};

/// The attached certificate.
const ATTACHED: &str = "Doc_0/Attachs/certificate.json";
