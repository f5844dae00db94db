//! SM2 signatures with SM3 (GB/T 32918.2-2016) by the RustCrypto implementation.

use alloc::string::String;
use alloc::sync::Arc;
use core::fmt;

use ::sm2::dsa::signature::{Signer as _, Verifier as _, hazmat::PrehashVerifier as _};
use ::sm2::dsa::{self, SigningKey, VerifyingKey};
use ::sm2::elliptic_curve::sec1::ToSec1Point as _;

use super::signing::Prepared;
use super::table::{Comb, Tables};
use super::{PublicKey, SignError, Signature, Signer};

/// The signer's identifier that GM/T 0009-2012 prescribes where none is agreed.
pub const DEFAULT_SIGNER_ID: &str = "1234567812345678";

/// An SM2 public key with its signer's identifier.
///
/// A key that verifies often can be [prepared](Sm2Key::prepare).
#[derive(Clone)]
pub struct Sm2Key {
    key: VerifyingKey,
    tables: Option<Arc<Tables>>,
}

impl Sm2Key {
    /// A key from `04‖X‖Y` or `X‖Y` and the identifier that goes into `Z`.
    ///
    /// # Errors
    ///
    /// `certs.key.malformed`: wrong length or prefix, or a point that is not on the curve.
    pub fn new(signer_id: &str, bytes: &[u8]) -> Result<Self, SignError> {
        let mut point = [4; 65];
        match bytes.len() {
            64 => point[1..].copy_from_slice(bytes),
            65 if bytes[0] == 4 => point.copy_from_slice(bytes),
            _ => return Err(SignError::MalformedKey),
        }
        VerifyingKey::from_sec1_bytes(signer_id, &point)
            .map(Self::from)
            .map_err(|_| SignError::MalformedKey)
    }

    /// Computes the tables that make verification several times faster; they take 256 KiB, and
    /// as much once for all keys.
    ///
    /// ```
    /// use ip_certs::sign::{DEFAULT_SIGNER_ID, PublicKey, Signer, Sm2Key, Sm2Signer};
    /// let signer = Sm2Signer::new("https://ip.example.cn/issuers/city#sm2-1", &[7; 32])?;
    /// let mut key = Sm2Key::new(DEFAULT_SIGNER_ID, &signer.public_key().to_bytes())?;
    /// key.prepare();
    /// key.verify(b"message", &signer.sign(b"message")?)?;
    /// # Ok::<(), ip_certs::sign::SignError>(())
    /// ```
    pub fn prepare(&mut self) {
        self.prepare_with(&Comb::of_generator());
    }

    /// As [`Sm2Key::prepare`], with the multiples of the generator that other keys use too.
    pub(crate) fn prepare_with(&mut self, generator: &Arc<Comb>) {
        self.tables = Some(Arc::new(Tables::new(generator, &self.key)));
    }

    /// The identifier that goes into `Z`.
    pub fn signer_id(&self) -> &str {
        self.key.distid()
    }

    /// `04‖X‖Y`.
    pub fn to_bytes(&self) -> [u8; 65] {
        let mut bytes = [0; 65];
        bytes.copy_from_slice(self.key.to_sec1_point(false).as_bytes());
        bytes
    }

    /// Checks a signature over a message.
    ///
    /// # Errors
    ///
    /// `certs.signature.mismatch`.
    pub fn verify(&self, message: &[u8], signature: &Signature) -> Result<(), SignError> {
        let signature = parse(signature)?;
        let prepared = self.tables.as_ref();
        match prepared.and_then(|tables| tables.verify(message, &signature)) {
            Some(true) => return Ok(()),
            Some(false) => return Err(SignError::Mismatch),
            None => {}
        }
        self.key
            .verify(message, &signature)
            .map_err(|_| SignError::Mismatch)
    }

    /// Checks a signature over the digest `e = SM3(Z ‖ M)`.
    ///
    /// # Errors
    ///
    /// `certs.signature.mismatch`.
    pub fn verify_digest(&self, e: &[u8; 32], signature: &Signature) -> Result<(), SignError> {
        let signature = parse(signature)?;
        self.key
            .verify_prehash(e, &signature)
            .map_err(|_| SignError::Mismatch)
    }
}

/// `r` and `s` must lie in `[1, n-1]`.
fn parse(signature: &Signature) -> Result<dsa::Signature, SignError> {
    dsa::Signature::from_slice(signature.as_bytes()).map_err(|_| SignError::Mismatch)
}

impl From<VerifyingKey> for Sm2Key {
    fn from(key: VerifyingKey) -> Self {
        Self { key, tables: None }
    }
}

impl PartialEq for Sm2Key {
    fn eq(&self, other: &Self) -> bool {
        self.key.as_affine() == other.key.as_affine() && self.signer_id() == other.signer_id()
    }
}

impl fmt::Debug for Sm2Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Sm2Key({})",
            crate::encode::hex::encode(&self.to_bytes())
        )
    }
}

/// An SM2 private key in memory; nonces are derived from the key and the message (RFC 6979).
#[derive(Clone)]
pub struct Sm2Signer {
    key_id: String,
    key: SigningKey,
    prepared: Option<Arc<Prepared>>,
}

impl Sm2Signer {
    /// A signer from 32 bytes of key material that the caller drew.
    ///
    /// # Errors
    ///
    /// `certs.key.malformed`: zero, or not below `n - 1`. The caller draws again; by chance it
    /// never happens.
    pub fn new(key_id: impl Into<String>, secret: &[u8; 32]) -> Result<Self, SignError> {
        let key = SigningKey::from_slice(DEFAULT_SIGNER_ID, secret)
            .map_err(|_| SignError::MalformedKey)?;
        // d = n - 1 has no inverse of 1 + d and can never sign.
        if (*key.as_nonzero_scalar().as_ref() + ::sm2::Scalar::ONE) == ::sm2::Scalar::ZERO {
            return Err(SignError::MalformedKey);
        }
        Ok(Self {
            key_id: key_id.into(),
            key,
            prepared: None,
        })
    }

    /// Computes a table after which signing is about twice as fast, in constant time as before; it takes
    /// 51 KiB. The signatures are the same.
    ///
    /// ```
    /// use ip_certs::sign::{Signer, Sm2Signer};
    /// let plain = Sm2Signer::new("https://ip.example.cn/issuers/city#sm2-1", &[7; 32])?;
    /// let mut signer = plain.clone();
    /// signer.prepare();
    /// assert_eq!(signer.sign(b"message")?, plain.sign(b"message")?);
    /// # Ok::<(), ip_certs::sign::SignError>(())
    /// ```
    pub fn prepare(&mut self) {
        self.prepared = Prepared::new(&self.key).map(Arc::new);
    }
}

impl Signer for Sm2Signer {
    fn key_id(&self) -> &str {
        &self.key_id
    }

    fn public_key(&self) -> PublicKey {
        PublicKey::Sm2(Sm2Key::from(self.key.verifying_key().clone()))
    }

    fn sign(&self, message: &[u8]) -> Result<Signature, SignError> {
        let prepared = self.prepared.as_ref();
        if let Some(raw) = prepared.and_then(|prepared| prepared.sign(&self.key, message)) {
            return Ok(Signature::from_raw(raw));
        }
        let signature = self
            .key
            .try_sign(message)
            .map_err(|_| SignError::SignerFailed)?;
        Ok(Signature::from_raw(signature.to_bytes().into()))
    }
}

impl fmt::Debug for Sm2Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sm2Signer")
            .field("key_id", &self.key_id)
            .finish_non_exhaustive()
    }
}
