//! Signatures: SM2-with-SM3 and Ed25519; who holds the key is a port.

mod der;
mod ed25519;
mod edwards;
mod signing;
mod sm2;
mod table;

use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::encode::hex;

pub use self::ed25519::{Ed25519Key, Ed25519Signer};
pub(crate) use self::edwards::Multiples;
pub use self::sm2::{DEFAULT_SIGNER_ID, Sm2Key, Sm2Signer};
pub(crate) use self::table::Comb;

/// A signature algorithm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Algorithm {
    /// SM2 with SM3 (GB/T 32918.2-2016), which has legal force in China.
    Sm2,
    /// Ed25519 (RFC 8032), which the rest of the world verifies.
    Ed25519,
}

impl Algorithm {
    /// The name in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sm2 => "sm2",
            Self::Ed25519 => "ed25519",
        }
    }
}

/// A signature: `r‖s` of SM2 or `R‖S` of Ed25519, 64 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signature([u8; 64]);

impl Signature {
    /// A signature from its 64 bytes.
    pub const fn from_raw(bytes: [u8; 64]) -> Self {
        Self(bytes)
    }

    /// A signature from raw bytes or, for SM2, from DER (GB/T 35276-2017).
    ///
    /// # Errors
    ///
    /// `certs.signature.malformed`: neither 64 bytes nor the one DER spelling of two integers.
    pub fn read(algorithm: Algorithm, bytes: &[u8]) -> Result<Self, SignError> {
        match (bytes.try_into(), algorithm) {
            (Ok(raw), _) => Ok(Self(raw)),
            (Err(_), Algorithm::Sm2) => der::decode(bytes).map(Self),
            (Err(_), Algorithm::Ed25519) => Err(SignError::MalformedSignature),
        }
    }

    /// The 64 bytes.
    pub const fn as_bytes(&self) -> &[u8; 64] {
        &self.0
    }

    /// `SEQUENCE { r INTEGER, s INTEGER }` in DER, as SM2 signatures travel in X.509 and OFD.
    pub fn to_der(&self) -> Vec<u8> {
        der::encode(&self.0)
    }
}

/// A public key with its algorithm.
#[derive(Debug, Clone, PartialEq)]
pub enum PublicKey {
    /// An SM2 key with the signer's identifier.
    Sm2(Sm2Key),
    /// An Ed25519 key.
    Ed25519(Ed25519Key),
}

impl PublicKey {
    /// Reads a key from bytes: SM2 as `04‖X‖Y` (65 bytes) or `X‖Y` (64), Ed25519 as 32 bytes.
    ///
    /// # Errors
    ///
    /// `certs.key.malformed`: wrong length, a point off the curve, the point at infinity, or an
    /// Ed25519 point of small order.
    pub fn read(algorithm: Algorithm, bytes: &[u8]) -> Result<Self, SignError> {
        match algorithm {
            Algorithm::Sm2 => Sm2Key::new(DEFAULT_SIGNER_ID, bytes).map(Self::Sm2),
            Algorithm::Ed25519 => Ed25519Key::new(bytes).map(Self::Ed25519),
        }
    }

    /// As [`PublicKey::read`], from hexadecimal digits.
    ///
    /// # Errors
    ///
    /// As [`PublicKey::read`].
    pub fn from_hex(algorithm: Algorithm, text: &str) -> Result<Self, SignError> {
        let bytes = hex::decode(text).map_err(|_| SignError::MalformedKey)?;
        Self::read(algorithm, &bytes)
    }

    /// The algorithm.
    pub const fn algorithm(&self) -> Algorithm {
        match self {
            Self::Sm2(_) => Algorithm::Sm2,
            Self::Ed25519(_) => Algorithm::Ed25519,
        }
    }

    /// `04‖X‖Y` of an SM2 key, the 32 bytes of an Ed25519 key.
    pub fn to_bytes(&self) -> Vec<u8> {
        match self {
            Self::Sm2(key) => key.to_bytes().to_vec(),
            Self::Ed25519(key) => key.to_bytes().to_vec(),
        }
    }

    /// The bytes as hexadecimal digits.
    pub fn to_hex(&self) -> String {
        hex::encode(&self.to_bytes())
    }

    /// Checks a signature over a message.
    ///
    /// # Errors
    ///
    /// `certs.signature.mismatch`.
    pub fn verify(&self, message: &[u8], signature: &Signature) -> Result<(), SignError> {
        match self {
            Self::Sm2(key) => key.verify(message, signature),
            Self::Ed25519(key) => key.verify(message, signature),
        }
    }
}

/// Who can sign (签名者): a key in memory, or a device that never gives its key away.
pub trait Signer {
    /// The verification method, a URL under which verifiers know the key.
    fn key_id(&self) -> &str;

    /// The public key; it names the algorithm.
    fn public_key(&self) -> PublicKey;

    /// Signs a message.
    ///
    /// # Errors
    ///
    /// `certs.signer.failed` when the key or the device cannot sign.
    fn sign(&self, message: &[u8]) -> Result<Signature, SignError>;
}

/// Why a key or a signature is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignError {
    /// Not a public or private key of the algorithm.
    #[error("not a key of the algorithm")]
    MalformedKey,
    /// Neither 64 bytes nor strict DER.
    #[error("not a signature: expected 64 bytes or strict DER")]
    MalformedSignature,
    /// The signature does not belong to this key and message.
    #[error("the signature does not belong to this key and message")]
    Mismatch,
    /// The signer could not sign.
    #[error("the signer could not sign")]
    SignerFailed,
}

impl SignError {
    /// Stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::MalformedKey => "certs.key.malformed",
            Self::MalformedSignature => "certs.signature.malformed",
            Self::Mismatch => "certs.signature.mismatch",
            Self::SignerFailed => "certs.signer.failed",
        }
    }
}
