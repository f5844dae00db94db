//! Byte-to-text encodings: each decoder accepts exactly one spelling of every value.

pub mod base45;
pub mod base58;
pub mod base64;
pub mod hex;

/// The text is not a value of the encoding, or not its one spelling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not {encoding}")]
pub struct BadEncoding {
    /// The encoding that was expected, such as `hex`.
    pub encoding: &'static str,
}

impl BadEncoding {
    /// Stable code.
    pub const fn code(self) -> &'static str {
        "certs.encoding.malformed"
    }
}
