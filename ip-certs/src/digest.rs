//! Digests: SM3 (GB/T 32905-2016) and SHA-256 side by side.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use sm3::Sm3;

/// A digest algorithm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum DigestAlgorithm {
    /// SM3 (GB/T 32905-2016).
    Sm3,
    /// SHA-256 (FIPS 180-4).
    Sha256,
}

impl DigestAlgorithm {
    /// The digest of some bytes.
    ///
    /// ```
    /// use ip_certs::{digest::DigestAlgorithm, encode::hex};
    /// let digest = hex::encode(&DigestAlgorithm::Sm3.of(b"abc"));
    /// assert!(digest.starts_with("66c7f0f462eeedd9"));
    /// ```
    pub fn of(self, bytes: &[u8]) -> [u8; 32] {
        match self {
            Self::Sm3 => Sm3::digest(bytes).into(),
            Self::Sha256 => Sha256::digest(bytes).into(),
        }
    }
}

/// Both digests of the same bytes: breaking one function is not enough to swap the content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DigestPair {
    /// SM3.
    pub sm3: [u8; 32],
    /// SHA-256.
    pub sha256: [u8; 32],
}

impl DigestPair {
    /// Both digests of some bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self {
            sm3: DigestAlgorithm::Sm3.of(bytes),
            sha256: DigestAlgorithm::Sha256.of(bytes),
        }
    }

    /// SM3, then SHA-256: the entry of a certificate in a log.
    pub fn to_bytes(&self) -> [u8; 64] {
        let mut bytes = [0; 64];
        bytes[..32].copy_from_slice(&self.sm3);
        bytes[32..].copy_from_slice(&self.sha256);
        bytes
    }
}
