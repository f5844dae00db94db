//! The log of certificates (证照日志): a Merkle log over everything that was ever issued, so that a certificate
//! signed behind the register's back is found out.
//!
//! Hashing follows RFC 6962; checkpoints and proofs have the forms of C2SP.

use std::sync::{MutexGuard, PoisonError};

use ip_certs::certificate::Certificate;
use ip_certs::log::{
    Checkpoint, Hash, LogError, LogProof, MerkleLog, NoteKey, NoteRole, leaf_hash,
};
use ip_certs::sign::{Ed25519Signer, Signer, Sm2Signer};
use ip_certs::verify::{Logged, Witnessed};
use ip_core::id::CertificateId;
use ip_core::problem::Problem;
use ip_core::record::{Entry, Hash as Digest, Record};
use serde::{Deserialize, Serialize};

use crate::actor::Actor;
use crate::app::App;
use crate::error::AppError;
use crate::journal;
use crate::port::{Batch, Doc, StoreError, VaultKey, Views};

/// The stream of the log: its sequence numbers are the sizes of the log.
pub(crate) const STREAM: &str = "certificate-log/1";
/// The view of every certificate's place.
pub(crate) const PLACES: &str = "certificate-place";
/// The view of the log's size.
const HEAD: &str = "certificate-log";

/// What happened to the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Event {
    /// A certificate was entered.
    Entered {
        /// Its place, from 0.
        index: u64,
        /// Its identifier.
        identifier: CertificateId,
        /// SM3 of the signed bytes.
        sm3: Digest,
        /// SHA-256 of the signed bytes.
        sha256: Digest,
        /// Address of the portal below which its status is published.
        address: String,
    },
}

/// The keys of the log: its own, and of no office, so that it stays the same log when an office takes new
/// keys, and whoever has the key of an office cannot sign for the log.
#[derive(Debug, Clone)]
pub struct LogSigners {
    /// By which verifiers know the log.
    pub ed25519: Ed25519Signer,
    /// For those who ask for SM2.
    pub sm2: Sm2Signer,
}

/// A certificate's place in the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Place {
    pub(crate) index: u64,
    pub(crate) address: String,
}

/// Follows an event of the log.
///
/// # Errors
///
/// An event that cannot be read, and the storage's failures.
pub fn project(record: &Record, views: &mut dyn Views) -> Result<(), StoreError> {
    let Event::Entered {
        index,
        identifier,
        address,
        ..
    } = journal::projected(record)?;
    let place = journal::body(record, &Place { index, address })?;
    views.put(Doc::new(PLACES, identifier.as_str(), place))?;
    let size = journal::body(record, &record.sequence)?;
    views.put(Doc::new(HEAD, "size", size))
}

/// The log as far as this process has read it, and its last signed checkpoint.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    log: MerkleLog,
    checkpoint: Option<Checkpoint>,
}

/// A signed certificate with its place in the log, ready to be kept.
pub(crate) struct Sealed {
    size: u64,
    entry: Entry,
    vault: (VaultKey, String),
    pub(crate) sm3: String,
}

impl Sealed {
    pub(crate) fn into_batch(self, batch: Batch) -> Batch {
        batch
            .append(STREAM, self.size, [self.entry])
            .keep(self.vault.0, self.vault.1)
    }
}

impl App {
    /// How many certificates the log holds.
    ///
    /// # Errors
    ///
    /// The store's failures.
    pub async fn log_size(&self) -> Result<u64, AppError> {
        match self.store.view(HEAD, "size").await? {
            Some(doc) => journal::read(&doc),
            None => Ok(0),
        }
    }

    pub(crate) fn sealed(
        &self,
        actor: &Actor,
        (size, address): (u64, String),
        certificate: &Certificate,
    ) -> Result<Sealed, AppError> {
        let identifier = certificate.record().identifier.clone();
        let digests = certificate.digests();
        let (sm3, sha256) = (Digest::from(digests.sm3), Digest::from(digests.sha256));
        let event = Event::Entered {
            index: size,
            identifier: identifier.clone(),
            sm3,
            sha256,
            address,
        };
        Ok(Sealed {
            size,
            entry: journal::entry("certificate-log", STREAM, actor, &event)?,
            vault: (
                crate::certificates::certificate_key(&identifier),
                certificate.to_json(),
            ),
            sm3: sm3.to_string(),
        })
    }

    fn kept_log(&self) -> MutexGuard<'_, Kept> {
        let kept = self.caches.log.lock();
        kept.unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads what was entered since the last time.
    async fn catch_up(&self) -> Result<(), AppError> {
        let size = self.kept_log().log.size();
        if size == self.log_size().await? {
            return Ok(());
        }
        let records = self.store.stream(STREAM, size).await?;
        let mut leaves = Vec::with_capacity(records.len());
        for record in &records {
            let Event::Entered { sm3, sha256, .. } = journal::event(record)?;
            let entry = [*sm3.as_bytes(), *sha256.as_bytes()].concat();
            leaves.push((record.sequence, leaf_hash(&entry)));
        }
        let mut kept = self.kept_log();
        for (sequence, leaf) in leaves {
            // Another request may have read the same records meanwhile.
            if sequence == kept.log.size() + 1 {
                kept.log.append(leaf);
            }
        }
        Ok(())
    }

    async fn with_log<T>(
        &self,
        ask: impl FnOnce(&MerkleLog) -> Result<T, LogError>,
    ) -> Result<T, AppError> {
        self.catch_up().await?;
        let kept = self.kept_log();
        ask(&kept.log).map_err(|e| Problem::new(e.code()).into())
    }

    /// The log's name.
    pub fn log_origin(&self) -> String {
        format!("{}/certificates", self.rules.pack.locality.id)
    }

    /// The key with which the log signs.
    ///
    /// # Errors
    ///
    /// Not found where no office issues certificates here.
    pub fn log_key(&self) -> Result<NoteKey, AppError> {
        if self.issuers.is_empty() {
            return Err(AppError::NotFound("issuer"));
        }
        Ok(NoteKey {
            name: self.log_origin(),
            key: self.log_signers.ed25519.public_key(),
            role: NoteRole::Log,
        })
    }

    /// The signed state of the log, with the cosignatures of it that witnesses have sent.
    ///
    /// # Errors
    ///
    /// The store's failures, or those of the signer.
    pub async fn checkpoint(&self) -> Result<Checkpoint, AppError> {
        let mut checkpoint = self.own_checkpoint().await?;
        if let Some(cosigned) = self.cosigned(checkpoint.size).await? {
            // What is kept was checked; a witness that is no longer known is left out.
            let _ = checkpoint.take_cosignatures(&cosigned, &self.witnesses.witnesses);
        }
        Ok(checkpoint)
    }

    /// The state of the log, signed by its keeper alone.
    async fn own_checkpoint(&self) -> Result<Checkpoint, AppError> {
        self.catch_up().await?;
        let mut kept = self.kept_log();
        let size = kept.log.size();
        if let Some(checkpoint) = kept.checkpoint.as_ref().filter(|c| c.size == size) {
            return Ok(checkpoint.clone());
        }
        let checkpoint = self.signed(&kept.log, size)?;
        kept.checkpoint = Some(checkpoint.clone());
        Ok(checkpoint)
    }

    /// As the log stood at a size, signed by its keeper alone.
    pub(crate) async fn checkpoint_of(&self, size: u64) -> Result<Checkpoint, AppError> {
        self.catch_up().await?;
        let kept = self.kept_log();
        self.signed(&kept.log, size)
    }

    fn signed(&self, log: &MerkleLog, size: u64) -> Result<Checkpoint, AppError> {
        let problem = |e: LogError| AppError::from(Problem::new(e.code()));
        let root = log.root(size).map_err(problem)?;
        let mut checkpoint = Checkpoint::new(self.log_origin(), size, root);
        let own = &self.log_signers;
        for signer in [&own.ed25519 as &dyn Signer, &own.sm2] {
            let signed = checkpoint.sign(signer);
            signed.map_err(|e| AppError::Configuration(Problem::new(e.code())))?;
        }
        Ok(checkpoint)
    }

    /// The inclusion proof of an entry in the log of `size` entries.
    ///
    /// # Errors
    ///
    /// `certs.log.range`, or the store's failures.
    pub async fn log_inclusion(&self, index: u64, size: u64) -> Result<Vec<Hash>, AppError> {
        self.with_log(|log| log.inclusion(index, size)).await
    }

    /// The proof that the log only grew between two sizes.
    ///
    /// # Errors
    ///
    /// As [`App::log_inclusion`].
    pub async fn log_consistency(&self, old: u64, new: u64) -> Result<Vec<Hash>, AppError> {
        self.with_log(|log| log.consistency(old, new)).await
    }

    /// The proof of inclusion of a certificate with its checkpoint, as a file that works offline.
    ///
    /// # Errors
    ///
    /// Not found for a certificate that was never entered, or the store's failures.
    pub async fn log_proof(&self, identifier: &CertificateId) -> Result<LogProof, AppError> {
        let Some(doc) = self.store.view(PLACES, identifier.as_str()).await? else {
            return Err(AppError::NotFound("certificate"));
        };
        let place: Place = journal::read(&doc)?;
        // The first that a quorum has seen with it: the earlier they saw it, the more it proves.
        let checkpoint = match self.first_witnessed(place.index).await? {
            Some(seen) => seen,
            None => self.checkpoint().await?,
        };
        Ok(LogProof {
            index: place.index,
            hashes: self.log_inclusion(place.index, checkpoint.size).await?,
            checkpoint,
        })
    }

    /// Whether the log holds this very entry under this identifier: its place and who has seen it there, or
    /// why not.
    ///
    /// # Errors
    ///
    /// The store's failures.
    pub async fn is_logged(
        &self,
        identifier: &CertificateId,
        entry: &[u8; 64],
    ) -> Result<Result<Logged, Problem>, AppError> {
        let proof = match self.log_proof(identifier).await {
            Ok(proof) => proof,
            Err(AppError::NotFound(_)) => {
                return Ok(Err(Problem::new("app.certificate.not-logged")));
            }
            Err(other) => return Err(other),
        };
        let policy = self.log_policy()?;
        if let Err(error) = proof.includes(entry, &policy.log) {
            return Ok(Err(Problem::new(error.code())));
        }
        let witnessed = match proof.witnessed(&policy) {
            Ok(Some(at)) => Witnessed::Since(at),
            Ok(None) => Witnessed::NotAsked,
            Err(_) => Witnessed::NotYet,
        };
        Ok(Ok(Logged {
            place: proof.index,
            witnessed,
        }))
    }
}
