//! Ed25519 (RFC 8032) by ed25519-dalek, always with the strict check.

use alloc::string::String;
use core::fmt;

use ed25519_dalek::{Signature as Dalek, Signer as _, SigningKey, VerifyingKey};

use super::{PublicKey, SignError, Signature, Signer};

/// An Ed25519 public key.
#[derive(Debug, Clone, PartialEq)]
pub struct Ed25519Key(VerifyingKey);

impl Ed25519Key {
    /// A key from its 32 bytes.
    ///
    /// # Errors
    ///
    /// `certs.key.malformed`: not a point, or a point of small order, for which any message has
    /// a signature.
    pub fn new(bytes: &[u8]) -> Result<Self, SignError> {
        let bytes = bytes.try_into().map_err(|_| SignError::MalformedKey)?;
        let key = VerifyingKey::from_bytes(bytes).map_err(|_| SignError::MalformedKey)?;
        if key.is_weak() {
            return Err(SignError::MalformedKey);
        }
        Ok(Self(key))
    }

    /// The 32 bytes.
    pub fn to_bytes(&self) -> [u8; 32] {
        self.0.to_bytes()
    }

    /// Checks a signature over a message; refuses a non-canonical `S` and an `R` of small order.
    ///
    /// # Errors
    ///
    /// `certs.signature.mismatch`.
    pub fn verify(&self, message: &[u8], signature: &Signature) -> Result<(), SignError> {
        self.0
            .verify_strict(message, &Dalek::from_bytes(signature.as_bytes()))
            .map_err(|_| SignError::Mismatch)
    }
}

/// An Ed25519 private key in memory.
#[derive(Clone)]
pub struct Ed25519Signer {
    key_id: String,
    key: SigningKey,
}

impl Ed25519Signer {
    /// A signer from 32 bytes of key material that the caller drew.
    pub fn new(key_id: impl Into<String>, secret: &[u8; 32]) -> Self {
        Self {
            key_id: key_id.into(),
            key: SigningKey::from_bytes(secret),
        }
    }
}

impl Signer for Ed25519Signer {
    fn key_id(&self) -> &str {
        &self.key_id
    }

    fn public_key(&self) -> PublicKey {
        PublicKey::Ed25519(Ed25519Key(self.key.verifying_key()))
    }

    fn sign(&self, message: &[u8]) -> Result<Signature, SignError> {
        Ok(Signature::from_raw(self.key.sign(message).to_bytes()))
    }
}

impl fmt::Debug for Ed25519Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ed25519Signer")
            .field("key_id", &self.key_id)
            .finish_non_exhaustive()
    }
}
