//! Ed25519 (RFC 8032) by ed25519-dalek, always with the strict check.

use alloc::string::String;
use alloc::sync::Arc;
use core::fmt;

use ed25519_dalek::{Signature as Dalek, Signer as _, SigningKey, VerifyingKey};

use super::edwards::{Multiples, Tables};
use super::{PublicKey, SignError, Signature, Signer};

/// An Ed25519 public key.
#[derive(Clone)]
pub struct Ed25519Key {
    key: VerifyingKey,
    tables: Option<Arc<Tables>>,
}

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
        Ok(Self::from(key))
    }

    /// Computes tables after which verification is about twice as fast; they take 640 KiB, and as much
    /// once for all keys.
    ///
    /// ```
    /// use ip_certs::sign::{Ed25519Key, Ed25519Signer, Signer};
    /// let signer = Ed25519Signer::new("https://ip.example.cn/issuers/city#ed25519-1", &[9; 32]);
    /// let mut key = Ed25519Key::new(&signer.public_key().to_bytes())?;
    /// key.prepare();
    /// key.verify(b"message", &signer.sign(b"message")?)?;
    /// # Ok::<(), ip_certs::sign::SignError>(())
    /// ```
    pub fn prepare(&mut self) {
        self.prepare_with(&Multiples::of_base());
    }

    /// As [`Ed25519Key::prepare`], with the multiples of the base point that other keys use too.
    pub(crate) fn prepare_with(&mut self, base: &Arc<Multiples>) {
        self.tables = Tables::new(base, self.to_bytes()).map(Arc::new);
    }

    /// The 32 bytes.
    pub fn to_bytes(&self) -> [u8; 32] {
        self.key.to_bytes()
    }

    /// Checks a signature over a message; refuses a non-canonical `S` and an `R` of small order.
    ///
    /// # Errors
    ///
    /// `certs.signature.mismatch`.
    pub fn verify(&self, message: &[u8], signature: &Signature) -> Result<(), SignError> {
        if let Some(tables) = &self.tables {
            let good = tables.verify(message, signature.as_bytes());
            return if good {
                Ok(())
            } else {
                Err(SignError::Mismatch)
            };
        }
        self.key
            .verify_strict(message, &Dalek::from_bytes(signature.as_bytes()))
            .map_err(|_| SignError::Mismatch)
    }
}

impl From<VerifyingKey> for Ed25519Key {
    fn from(key: VerifyingKey) -> Self {
        Self { key, tables: None }
    }
}

impl PartialEq for Ed25519Key {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl fmt::Debug for Ed25519Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = crate::encode::hex::encode(&self.to_bytes());
        write!(f, "Ed25519Key({digits})")
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
        PublicKey::Ed25519(self.key.verifying_key().into())
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
