//! Where the offices of a portal keep their secret keys: files, or a device that never gives one away.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use ip_certs::sign::{Algorithm, Ed25519Signer, Signer, Sm2Signer};
use ip_core::problem::Problem;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::certificates::Issuer;

/// A key that can sign, wherever it lies.
pub type OfficeSigner = Arc<dyn Signer + Send + Sync>;

/// Which key of which office.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyName {
    /// The office: unified social credit code.
    pub office: String,
    /// The algorithm.
    pub algorithm: Algorithm,
    /// Which of the office's keys of this algorithm, from 1.
    pub number: u32,
}

impl KeyName {
    /// The name under its office: `sm2`, then `sm2-2`.
    pub fn fragment(&self) -> String {
        match self.number {
            0 | 1 => self.algorithm.name().to_owned(),
            number => format!("{}-{number}", self.algorithm.name()),
        }
    }

    /// The verification method under which the world knows the key.
    pub fn id(&self) -> String {
        format!("{}#{}", Issuer::id_of(&self.office), self.fragment())
    }

    /// A signer in memory from 32 secret bytes.
    ///
    /// # Errors
    ///
    /// `certs.key.malformed` for bytes that are no key.
    pub fn signer(&self, secret: &[u8; 32]) -> Result<OfficeSigner, Problem> {
        Ok(match self.algorithm {
            Algorithm::Sm2 => {
                let signer = Sm2Signer::new(self.id(), secret);
                let mut signer =
                    signer.map_err(|e| Problem::new(e.code()).found(self.fragment()))?;
                // An office signs often: its table pays for itself within a few certificates.
                signer.prepare();
                Arc::new(signer)
            }
            Algorithm::Ed25519 => Arc::new(Ed25519Signer::new(self.id(), secret)),
        })
    }
}

/// Where secret keys lie.
pub trait Safe: Send + Sync {
    /// A key that was made before; `None` where its secret is not here any more, so that it only verifies.
    ///
    /// # Errors
    ///
    /// `app.key.safe` where the safe cannot be read, `certs.key.malformed` where it holds no key.
    fn open(&self, key: &KeyName) -> Result<Option<OfficeSigner>, Problem>;

    /// Makes a key, durable when this returns; a second call gives the same key.
    ///
    /// # Errors
    ///
    /// As [`Safe::open`], and where the safe cannot be written.
    fn make(&self, key: &KeyName) -> Result<OfficeSigner, Problem>;
}

/// A safe that lasts as long as the process: every key derives from one secret.
pub struct MemorySafe {
    secret: [u8; 32],
    made: Mutex<BTreeSet<KeyName>>,
}

impl MemorySafe {
    /// A safe of keys that derive from this secret.
    pub const fn new(secret: [u8; 32]) -> Self {
        Self {
            secret,
            made: Mutex::new(BTreeSet::new()),
        }
    }

    fn derived(&self, key: &KeyName) -> Result<OfficeSigner, Problem> {
        let hash = Sha256::new_with_prefix(self.secret).chain_update(key.id());
        key.signer(&hash.finalize().into())
    }
}

impl fmt::Debug for MemorySafe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MemorySafe(***)")
    }
}

impl Safe for MemorySafe {
    fn open(&self, key: &KeyName) -> Result<Option<OfficeSigner>, Problem> {
        let made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        made.contains(key).then(|| self.derived(key)).transpose()
    }

    fn make(&self, key: &KeyName) -> Result<OfficeSigner, Problem> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        made.insert(key.clone());
        self.derived(key)
    }
}
